//go:build linux || darwin

package main

import "syscall"

// freeBytes is how many bytes this user may still write to the file system of a folder, and whether that is known.
func freeBytes(dir string) (free uint64, ok bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, false
	}
	return s.Bavail * uint64(s.Bsize), true
}
