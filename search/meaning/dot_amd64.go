package meaning

import "golang.org/x/sys/cpu"

// blockSize is how many numbers the assembly takes at a time.
const blockSize = 32

// blocks is how many of n numbers the assembly can do on this machine.
func blocks(n int) int {
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		return n &^ (blockSize - 1)
	}
	return 0
}

// fastDot adds up the products of the first numbers, done of them, of two slices of the same
// length.
func fastDot(v, w []float32) (sum float32, done int) {
	if done = blocks(len(v)); done > 0 {
		sum = dotBlocks(&v[0], &w[0], done)
	}
	return sum, done
}

// fastDotRounded is fastDot with numbers of one byte.
func fastDotRounded(v []float32, w []byte) (sum float32, done int) {
	if done = blocks(len(v)); done > 0 {
		sum = dotRoundedBlocks(&v[0], &w[0], done)
	}
	return sum, done
}

// fastAddTimes adds the first numbers of x, done of them, times by, to y.
func fastAddTimes(y, x []float32, by float32) (done int) {
	if done = blocks(len(y)); done > 0 {
		addTimesBlocks(&y[0], &x[0], done, by)
	}
	return done
}

//go:noescape
func dotBlocks(v, w *float32, n int) float32

//go:noescape
func dotRoundedBlocks(v *float32, w *byte, n int) float32

//go:noescape
func addTimesBlocks(y, x *float32, n int, by float32)
