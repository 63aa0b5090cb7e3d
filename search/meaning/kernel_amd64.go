package meaning

import "golang.org/x/sys/cpu"

// fastest is the kernel for this machine.
func fastest() kernel {
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		return vectorPanel
	}
	return plainPanel
}

// tile is the rows of a panel that are worked out at once: as many as their sums find registers
// for. The assembly knows its fields by name.
type tile struct {
	y, x, scale, bias *float32
	weights           *byte
	in, out           int        // of the layer: how far apart rows of x and y are
	floor             [8]float32 // the same in each
}

// sixRows works out six rows of a panel with int8 weights. All of them must be there.
//
//go:noescape
func sixRows(t *tile)

// threeRows works out three.
//
//go:noescape
func threeRows(t *tile)

// vectorPanel is the kernel for processors with AVX2 and FMA. Six rows share the work of making
// the weights floats; three are for what is left.
func vectorPanel(d *dense, panel int, j *job) {
	t := tile{
		scale: &d.scale[panel*lanes], bias: &d.bias[panel*lanes],
		weights: &d.weights.data[panel*lanes*d.in],
		in:      d.in, out: d.out,
	}
	for i := range t.floor {
		t.floor[i] = j.floor
	}
	rows := padded(j.rows)
	x, y := j.x[:rows*d.in], j.y[:rows*d.out]
	for r := 0; r < rows; r += 3 {
		t.x, t.y = &x[r*d.in], &y[r*d.out+panel*lanes]
		if r+6 <= rows {
			sixRows(&t)
			r += 3
			continue
		}
		threeRows(&t)
	}
}
