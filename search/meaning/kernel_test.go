package meaning

import (
	"math"
	"math/rand/v2"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"
)

// randomLayer is a layer with weights of the whole range, and rows for it with room for padding,
// of which the last is a guard that nobody may write to.
func randomLayer(t *rapid.T) (dense, job) {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
	d := dense{
		in:  rapid.SampledFrom([]int{embedWidth, Size, feedWidth}).Draw(t, "in"),
		out: lanes * rapid.IntRange(1, 5).Draw(t, "panels"),
	}
	d.weights.data = make([]byte, d.in*d.out)
	for i := range d.weights.data {
		d.weights.data[i] = byte(r.IntN(256))
	}
	normal := func(n int, deviation float64) []float32 {
		fs := make([]float32, n)
		for i := range fs {
			fs[i] = float32(r.NormFloat64() * deviation)
		}
		return fs
	}
	d.scale, d.bias = normal(d.out, .001), normal(d.out, .1)
	rows := rapid.IntRange(1, 20).Draw(t, "rows")
	floor := rapid.SampledFrom([]float32{none, 0}).Draw(t, "floor")
	y := make([]float32, (padded(rows)+1)*d.out)
	return d, job{y: y, x: normal(padded(rows)*d.in, 1), rows: rows, floor: floor}
}

// The sum of each output in float64, without any of the kernels' ways.
func slowly(d dense, j job, row, output int) float64 {
	panel, lane := output/lanes, output%lanes
	var sum float64
	for i := range d.in {
		sum += float64(j.x[row*d.in+i]) * float64(int8(d.weights.data[(panel*d.in+i)*lanes+lane]))
	}
	return max(sum*float64(d.scale[output])+float64(d.bias[output]), float64(j.floor))
}

func TestKernelsAgreeWithTheSumsOfALayer(t *testing.T) {
	for name, k := range map[string]kernel{"plain": plainPanel, "fastest": fastest()} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				d, j := randomLayer(t)
				d.kernel = k
				d.apply(j, rapid.IntRange(1, 3).Draw(t, "hands"))
				for r := range j.rows {
					for o := range d.out {
						got, want := float64(j.y[r*d.out+o]), slowly(d, j, r, o)
						if math.Abs(got-want) > 1e-4*max(1, math.Abs(want)) {
							t.Fatalf("row %d, output %d: got %v, want %v", r, o, got, want)
						}
					}
				}
				for i, v := range j.y[padded(j.rows)*d.out:] {
					if v != 0 {
						t.Fatalf("the row behind the last was written to: %v at %d", v, i)
					}
				}
			})
		})
	}
}

func TestFastSumsAgreeWithPlainOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 200).Draw(t, "size")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		v, w, small := make([]float32, n), make([]float32, n), make([]byte, n)
		for i := range n {
			v[i], w[i], small[i] = float32(r.NormFloat64()), float32(r.NormFloat64()), byte(r.IntN(256))
		}
		if got, want := dot(v, w), plainDot(v, w); !near(got, want) {
			t.Errorf("dot of %d numbers = %v, want %v", n, got, want)
		}
		if got, want := dotRounded(v, small), plainDotRounded(v, small); !near(got/127, want/127) {
			t.Errorf("dotRounded of %d numbers = %v, want %v", n, got, want)
		}
		fast, plain := append([]float32(nil), w...), append([]float32(nil), w...)
		addTimes(fast, v, .3)
		plainAddTimes(plain, v, .3)
		for i := range fast {
			if !near(fast[i], plain[i]) {
				t.Errorf("addTimes of %d numbers: got %v at %d, want %v", n, fast[i], i, plain[i])
			}
		}
	})
}

func near(got, want float32) bool { return math.Abs(float64(got-want)) <= 1e-4 }

// Where the kernels are the assembly's, the whole network must come to the same as with the
// plain ones.
func TestMachinesAgree(t *testing.T) {
	e, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	plain := e.Plain()
	for _, text := range []string{"a", "where do I find my payslip", "E-1042 on the card reader, what now?"} {
		got, err := e.Encode(t.Context(), text)
		if err != nil {
			t.Fatal(err)
		}
		want, err := plain.Encode(t.Context(), text)
		if err != nil {
			t.Fatal(err)
		}
		if c := got.Cosine(want); c < .999999 {
			t.Errorf("Encode(%q): cosine %v between the kernels, want 1", text, c)
		}
	}
}

func TestEveryCoreIsGivenBack(t *testing.T) {
	e, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	e.idle = make(chan struct{}, 2)
	hands, free := e.hire(100)
	if hands != 3 {
		t.Errorf("hire for a long text = %d hands, want 3", hands)
	}
	if second, free := e.hire(100); second != 1 {
		t.Errorf("hire while all are busy = %d hands, want the caller's own", second)
	} else {
		free()
	}
	free()
	if got := len(e.idle); got != 0 {
		t.Errorf("after free, %d are still at work, want 0", got)
	}
	if hands, _ := e.hire(2); hands != 1 {
		t.Errorf("hire for one word = %d hands, want 1", hands)
	}
	if hands, _ := e.Alone().hire(100); hands != behind {
		t.Errorf("hire for who works alone = %d hands, want behind all others", hands)
	}
}

func TestEverythingSharedIsDoneOnce(t *testing.T) {
	for hands := behind; hands <= 4; hands++ {
		for _, n := range []int{1, 3, 96} {
			times := make([]atomic.Int32, n)
			shared(hands, n, func(i int) { times[i].Add(1) })
			for i := range times {
				if got := times[i].Load(); got != 1 {
					t.Errorf("%d hands, thing %d of %d: done %d times, want once", hands, i, n, got)
				}
			}
		}
	}
}
