//go:build !unix

package store

// likeKey leaves a file to whoever made it.
func likeKey(string) error { return nil }
