package meaning

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// How the file is laid out, all numbers little-endian:
//
//	magic, 16 bytes; it says whether weights are int8 or float32
//	pieces without the unknown one, sorted by bytes: how many (uint32), score of each (float64),
//	    size of each in bytes (uint8), their texts
//	embedding: rows of the unknown piece and of each other; a scale for each row
//	frequencies, 128
//	two blocks: norm gain and bias; query-key-value; attention output; in the first, the projection of what
//	    came in; norm gain and bias; the two layers of the feed-forward
//	output layer
//
// A layer is its weights in panels (see dense), a scale and a bias for each output. What is not
// a weight is float32.
const (
	magicInt8    = "howto meaning i8"
	magicFloat32 = "howto meaning f4"
)

var errShort = errors.New("the file ends too early")

// reader takes a file apart. After the first fault it gives only zeros; err is that fault.
type reader struct {
	rest  []byte
	exact bool
	err   error
}

// read takes a file apart. Weights are left in it.
func read(file []byte) (network, error) {
	r := &reader{rest: file}
	switch m := string(r.bytes(len(magicInt8))); m {
	case magicInt8:
	case magicFloat32:
		r.exact = true
	default:
		return network{}, fmt.Errorf("a file that begins with %q is no sentence encoder", m)
	}
	var n network
	n.vocabulary = r.vocabulary()
	rows := len(n.vocabulary.scores) + 1
	n.embedding = r.numbers(rows * embedWidth)
	n.scales = r.floats(rows)
	n.frequencies = r.floats(embedWidth / 2)
	for i, width := range []int{embedWidth, Size} {
		n.blocks[i] = r.block(width)
	}
	n.output = r.dense(Size, Size)
	if r.err == nil && len(r.rest) > 0 {
		r.err = fmt.Errorf("the file has %d bytes too many", len(r.rest))
	}
	return n, r.err
}

func (r *reader) block(width int) block {
	b := block{width: width}
	b.before = r.gain(width)
	b.ask = r.dense(width, 3*width)
	b.attended = r.dense(width, Size)
	if width != Size {
		d := r.dense(width, Size)
		b.carried = &d
	}
	b.between = r.gain(Size)
	b.widen = r.dense(Size, feedWidth)
	b.narrow = r.dense(feedWidth, Size)
	return b
}

func (r *reader) gain(width int) gain {
	return gain{by: r.floats(width), plus: r.floats(width)}
}

func (r *reader) dense(in, out int) dense {
	d := dense{in: in, out: out, kernel: fastest()}
	if r.exact {
		d.kernel = plainPanel
	}
	d.weights = r.numbers(in * out)
	d.scale, d.bias = r.floats(out), r.floats(out)
	return d
}

func (r *reader) numbers(count int) numbers {
	n := numbers{exact: r.exact}
	n.data = r.bytes(count * n.size())
	return n
}

func (r *reader) vocabulary() vocabulary {
	count := int(binary.LittleEndian.Uint32(r.bytes(4)))
	if count > len(r.rest) {
		r.err, count = errShort, 0
	}
	v := vocabulary{ends: make([]uint32, count), scores: make([]float64, count)}
	scores := r.bytes(8 * count)
	for i := range v.scores {
		v.scores[i] = math.Float64frombits(binary.LittleEndian.Uint64(scores[8*i:]))
	}
	var end uint32
	for i, size := range r.bytes(count) {
		end += uint32(size)
		v.ends[i] = end
	}
	v.text = string(r.bytes(int(end)))
	return v
}

func (r *reader) floats(count int) []float32 {
	fs := make([]float32, count)
	numbers{data: r.bytes(4 * count), exact: true}.floats(fs, 0)
	return fs
}

func (r *reader) bytes(count int) []byte {
	if count > len(r.rest) {
		r.err, r.rest = errShort, nil
	}
	if r.err != nil {
		return make([]byte, count)
	}
	b := r.rest[:count:count]
	r.rest = r.rest[count:]
	return b
}
