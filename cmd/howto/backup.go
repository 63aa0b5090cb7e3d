package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"howto/store"

	"github.com/spf13/cobra"
)

// backup copies the database beside a bot that may be running.
func (a *app) backup() *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy the database while the bot runs",
		Long: "backup writes a consistent copy of the SQLite database into FILE, also while the bot writes: all that was\n" +
			"kept before it began is in it. FILE is there when it is whole and checked, or not at all, and is never\n" +
			"written over. A plain copy of howto.db beside a running bot may be damaged. It names the files of the data\n" +
			"directory to keep with it. With PostgreSQL use pg_dump.\n\n" +
			"To restore it, stop the bot, put FILE in the place of howto.db in the data directory, remove howto.db-wal\n" +
			"and howto.db-shm, and start the bot. Leave the file \"forgotten\" there: who is in it is forgotten again.",
		Example:     "  howto backup /backup/howto-monday.db",
		Args:        exactly(1, "one file to write"),
		Annotations: map[string]string{leftUndone: nothingWritten},
		RunE:        func(cmd *cobra.Command, args []string) error { return a.runBackup(cmd.Context(), args[0]) },
	}
}

func (a *app) runBackup(ctx context.Context, file string) error {
	k, err := a.openSettings()
	if err != nil {
		return err
	}
	dir := k.cfg.Data.Dir
	size, err := store.Backup(ctx, store.Options{URL: k.cfg.Store.URL.Reveal(), Dir: dir}, file)
	beside := store.Beside(dir)
	if errors.Is(err, store.ErrNoFile) && len(beside) > 0 {
		return fmt.Errorf("%w, and keep with it %s", err, strings.Join(beside, " and "))
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%s: the database, %.1f MB, whole and checked\n", filepath.Clean(file), float64(size)/1e6)
	if len(beside) > 0 {
		fmt.Fprintf(a.out, "keep with it: %s\n", strings.Join(beside, " and "))
	}
	return nil
}
