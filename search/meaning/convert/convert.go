package main

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
)

const (
	reserved = 6   // first pieces of the vocabulary; they stand in no text
	embed    = 256 // numbers a piece begins with
	size     = 512 // numbers a piece goes on with
	feed     = 3 * size
	lanes    = 16 // outputs of a layer whose weights stand together
)

// Where each tensor begins in the weights. A kernel has a row for each input.
const (
	embeddingAt   = 18132056
	frequenciesAt = 26326104
)

// layer is a dense layer: where its kernel and its bias are, and its size.
type layer struct{ kernel, bias, in, out int }

// gain is a norm: where its gain and bias are, and its width.
type gain struct{ gain, bias, width int }

// network is everything after the embedding, in the order of the file.
var network = []any{
	gain{16814124, 16815152, embed},
	layer{16816176, 17602608, embed, 3 * embed},
	layer{17605720, 18130008, embed, size},
	layer{26326616, 26850904, embed, size},
	gain{16801816, 16803864, size},
	layer{13656088, 16805916, size, feed},
	layer{10510360, 16812064, feed, size},

	gain{6303748, 6305796, size},
	layer{6307844, 9453572, size, 3 * size},
	layer{9459736, 10508312, size, size},
	gain{6291456, 6293504, size},
	layer{3145728, 6295552, size, feed},
	layer{0, 6301696, feed, size},

	layer{26853024, 27901600, size, size},
}

// precision says how weights are written.
type precision bool

const (
	rounded precision = false // int8
	exact   precision = true  // float32
)

// writer is a file in the making; howto/search/meaning says how it is laid out.
type writer struct {
	file  []byte
	exact precision
}

// convert makes the file.
func (p *npm) convert(as precision) []byte {
	w := &writer{exact: as}
	if as == exact {
		w.file = append(w.file, "howto meaning f4"...)
	} else {
		w.file = append(w.file, "howto meaning i8"...)
	}
	order := p.order()
	w.vocabulary(p.pieces, order)
	w.embedding(p.floats(embeddingAt, len(p.pieces)*embed), order)
	w.floats(p.floats(frequenciesAt, embed/2))
	for _, part := range network {
		switch l := part.(type) {
		case gain:
			w.floats(p.floats(l.gain, l.width))
			w.floats(p.floats(l.bias, l.width))
		case layer:
			w.layer(l, p.floats(l.kernel, l.in*l.out))
			w.floats(p.floats(l.bias, l.out))
		}
	}
	return w.file
}

// order is the pieces that can stand in a text, by number, sorted by their bytes. Of equal ones
// the last counts, as in the package's tokenizer.
func (p *npm) order() []int {
	last := map[string]int{}
	for i, piece := range p.pieces[reserved:] {
		last[piece.text] = reserved + i
	}
	var order []int
	for _, i := range last {
		order = append(order, i)
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(p.pieces[a].text, p.pieces[b].text) })
	return order
}

func (w *writer) vocabulary(pieces []piece, order []int) {
	w.file = binary.LittleEndian.AppendUint32(w.file, uint32(len(order)))
	for _, i := range order {
		w.file = binary.LittleEndian.AppendUint64(w.file, math.Float64bits(pieces[i].score))
	}
	for _, i := range order {
		w.file = append(w.file, byte(len(pieces[i].text)))
	}
	for _, i := range order {
		w.file = append(w.file, pieces[i].text...)
	}
}

// embedding writes the rows of the unknown piece, which is the first, and of the others in their
// order.
func (w *writer) embedding(table []float32, order []int) {
	var scales []float32
	for _, i := range append([]int{0}, order...) {
		row := table[i*embed : (i+1)*embed]
		scale := w.scale(row)
		w.weights(row, func(int) float32 { return scale })
		scales = append(scales, scale)
	}
	w.floats(scales)
}

// layer writes a kernel panel by panel, and its scales.
func (w *writer) layer(l layer, kernel []float32) {
	scales := make([]float32, l.out)
	column := make([]float32, l.in)
	for o := range scales {
		for i := range column {
			column[i] = kernel[i*l.out+o]
		}
		scales[o] = w.scale(column)
	}
	for o := 0; o < l.out; o += lanes {
		for i := range l.in {
			w.weights(kernel[i*l.out+o:][:lanes], func(lane int) float32 { return scales[o+lane] })
		}
	}
	w.floats(scales)
}

// scale is what the weights that share it are divided by: the largest becomes 127.
func (w *writer) scale(weights []float32) float32 {
	if w.exact {
		return 1
	}
	var top float32
	for _, v := range weights {
		top = max(top, v, -v)
	}
	if top == 0 {
		return 1
	}
	return top / math.MaxInt8
}

func (w *writer) weights(weights []float32, scale func(i int) float32) {
	if w.exact {
		w.floats(weights)
		return
	}
	for i, v := range weights {
		w.file = append(w.file, byte(int8(math.RoundToEven(float64(v/scale(i))))))
	}
}

func (w *writer) floats(fs []float32) {
	for _, v := range fs {
		w.file = binary.LittleEndian.AppendUint32(w.file, math.Float32bits(v))
	}
}
