package meaning

import (
	"encoding/binary"
	"math"
	"runtime"
	"sync/atomic"
)

const (
	// lanes is how many outputs of a layer are worked out together: a panel.
	lanes = 16
	// rowsAtOnce is what rows are padded to a multiple of.
	rowsAtOnce = 3
	// turn is how many panels are worked out before all others may go first: half a millisecond to a
	// whole one. Letting others go after each costs more than it gives, because the machine then wakes
	// threads ten thousand times a second, and one question of twenty waits for them.
	turn = 16
)

// none is a floor below all numbers.
const none = -math.MaxFloat32

// padded is how many rows there must be room for.
func padded(rows int) int { return (rows + rowsAtOnce - 1) / rowsAtOnce * rowsAtOnce }

// numbers are weights in their file.
type numbers struct {
	data  []byte
	exact bool // float32 in four bytes, little-endian, not int8 in one
}

// size is how many bytes one takes.
func (n numbers) size() int {
	if n.exact {
		return 4
	}
	return 1
}

// floats fills dst with the numbers that begin at the given one.
func (n numbers) floats(dst []float32, from int) {
	if n.exact {
		for i := range dst {
			dst[i] = math.Float32frombits(binary.LittleEndian.Uint32(n.data[(from+i)*4:]))
		}
		return
	}
	for i, b := range n.data[from : from+len(dst)] {
		dst[i] = float32(int8(b))
	}
}

// dense is a layer in which every output draws on every input: y = x·weights·scale + bias.
type dense struct {
	in, out     int
	weights     numbers   // panels of lanes outputs; within one, the weights of the first input, then of the next
	scale, bias []float32 // one for each output
	kernel      kernel
}

// job is what a layer is given: rows of x, and where y goes, in which no number is less than floor.
// Both have room for padded rows; what is in the rows beyond means nothing.
type job struct {
	y, x  []float32
	rows  int
	floor float32
}

// kernel works out one panel of a layer for all rows.
type kernel func(d *dense, panel int, j *job)

// apply works out a layer, on so many goroutines.
func (d *dense) apply(j job, hands int) {
	shared(hands, d.out/lanes, func(panel int) { d.kernel(d, panel, &j) })
}

// behind is, in place of a number of goroutines, the caller's own behind all others that have something
// to do.
const behind = 0

// shared does n things on so many goroutines, the caller's among them, and returns when all are
// done. Each takes the next one that nobody has, so that a goroutine that the machine lets wait
// holds up no more than what it has begun. One that comes too late finds nothing to do and ends.
func shared(hands, n int, do func(i int)) {
	if hands <= 1 {
		for i := range n {
			do(i)
			if hands == behind && i%turn == turn-1 {
				runtime.Gosched()
			}
		}
		return
	}
	var taken, done atomic.Int32
	finished := make(chan struct{})
	work := func() {
		for i := int(taken.Add(1)) - 1; i < n; i = int(taken.Add(1)) - 1 {
			do(i)
			if int(done.Add(1)) == n {
				close(finished)
			}
		}
	}
	for range hands - 1 {
		go work()
	}
	work()
	<-finished
}

// chunk is how many inputs' weights plainPanel makes floats at a time. It divides the width of
// every layer.
const chunk = 256

// plainPanel is the kernel for any machine. Weights are made floats once for all rows.
func plainPanel(d *dense, panel int, j *job) {
	var wide [chunk * lanes]float32
	for from := 0; from < d.in; from += chunk {
		d.weights.floats(wide[:], (panel*d.in+from)*lanes)
		for r := range j.rows {
			y := (*[lanes]float32)(j.y[r*d.out+panel*lanes:])
			if from == 0 {
				*y = [lanes]float32{}
			}
			x := (*[chunk]float32)(j.x[r*d.in+from:])
			eightSums((*[8]float32)(y[:8]), x, wide[:])
			eightSums((*[8]float32)(y[8:]), x, wide[8:])
		}
	}
	scale, bias := d.scale[panel*lanes:][:lanes], d.bias[panel*lanes:][:lanes]
	for r := range j.rows {
		y := j.y[r*d.out+panel*lanes:][:lanes]
		for i := range y {
			y[i] = max(y[i]*scale[i]+bias[i], j.floor)
		}
	}
}

// eightSums adds to eight outputs what the inputs x bring; the weights of the next input are
// lanes on. Eight is what fits into the registers, and enough for none to wait for the one
// before.
func eightSums(y *[8]float32, x *[chunk]float32, weights []float32) {
	a, b, c, d, e, f, g, h := y[0], y[1], y[2], y[3], y[4], y[5], y[6], y[7]
	for i, v := range x {
		w := (*[8]float32)(weights[i*lanes:])
		a += v * w[0]
		b += v * w[1]
		c += v * w[2]
		d += v * w[3]
		e += v * w[4]
		f += v * w[5]
		g += v * w[6]
		h += v * w[7]
	}
	*y = [8]float32{a, b, c, d, e, f, g, h}
}
