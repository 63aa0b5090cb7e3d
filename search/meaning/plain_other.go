//go:build !amd64

package meaning

// fastest is the kernel for this machine.
func fastest() kernel { return plainPanel }

// Of the following, machines without assembly for them leave all to do.

func fastDot(_, _ []float32) (sum float32, done int) { return 0, 0 }

func fastDotRounded(_ []float32, _ []byte) (sum float32, done int) { return 0, 0 }

func fastAddTimes(_, _ []float32, _ float32) (done int) { return 0 }
