//go:build !amd64

package meaning

// fastest is the kernel for this machine.
func fastest() kernel { return plainPanel }
