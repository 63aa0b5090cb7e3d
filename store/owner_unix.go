//go:build unix

package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// likeKey gives a file in the data directory to the user whose key lies there, who is the one that runs the bot: nobody
// else can read the key. Only root can do so, and only for root it is needed: `sudo howto forget` must not leave a file
// that the bot cannot read.
func likeKey(path string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	dir := filepath.Dir(path)
	info, err := os.Stat(filepath.Join(dir, keyFile))
	if errors.Is(err, fs.ErrNotExist) {
		info, err = os.Stat(dir)
	}
	if err != nil {
		return err
	}
	of, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	return os.Chown(path, int(of.Uid), int(of.Gid))
}
