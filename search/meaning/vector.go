package meaning

import (
	"encoding/binary"
	"math"
)

// A Vector is where a text lies: numbers of which the squares add up to 1.
type Vector []float32

// Cosine is how close two vectors are, from -1 to 1: 1 for the same text, and around 0 for texts
// that have nothing to do with each other. Vectors of different sizes have cosine 0.
func (v Vector) Cosine(w Vector) float32 {
	if len(v) != len(w) {
		return 0
	}
	return dot(v, w)
}

// Mean is the direction between vectors of one size, as a vector of length 1. Of none, and of vectors
// that cancel each other out, it is zero.
func Mean(vs ...Vector) Vector {
	if len(vs) == 0 {
		return nil
	}
	sum := make(Vector, len(vs[0]))
	for _, v := range vs {
		addTimes(sum, v, 1)
	}
	sum.unit()
	return sum
}

// unit brings v to length 1.
func (v Vector) unit() {
	var square float64
	for _, x := range v {
		square += float64(x) * float64(x)
	}
	if square == 0 {
		return
	}
	by := float32(1 / math.Sqrt(square))
	for i := range v {
		v[i] *= by
	}
}

// scaleBytes is how many bytes of a Stored come before its numbers.
const scaleBytes = 4

// A Stored is a vector in one byte a number, to be kept: four bytes of scale, a float32,
// little-endian, then int8. It may be written to disk as it is. Cosines of what Encode gives
// change by less than .001.
type Stored []byte

// Store rounds a vector.
func (v Vector) Store() Stored {
	var top float32
	for _, x := range v {
		top = max(top, x, -x)
	}
	s := make(Stored, scaleBytes+len(v))
	if top == 0 {
		return s
	}
	scale := top / math.MaxInt8
	for i, x := range v {
		s[scaleBytes+i] = byte(int8(math.RoundToEven(float64(x / scale))))
	}
	binary.LittleEndian.PutUint32(s, math.Float32bits(scale))
	return s
}

// Fits reports whether the vector that was stored has as many numbers as v.
func (s Stored) Fits(v Vector) bool { return len(s) == scaleBytes+len(v) }

// Vector is the vector that was stored, but for the rounding.
func (s Stored) Vector() Vector {
	scale := math.Float32frombits(binary.LittleEndian.Uint32(s))
	v := make(Vector, len(s)-scaleBytes)
	for i, x := range s[scaleBytes:] {
		v[i] = scale * float32(int8(x))
	}
	return v
}

// Cosine is how close the vector that was stored is to v, as [Vector.Cosine] has it.
func (s Stored) Cosine(v Vector) float32 {
	if !s.Fits(v) {
		return 0
	}
	return math.Float32frombits(binary.LittleEndian.Uint32(s)) * dotRounded(v, s[scaleBytes:])
}

// dot adds up the products of two slices of the same length.
func dot(v, w []float32) float32 {
	sum, done := fastDot(v, w)
	return sum + plainDot(v[done:], w[done:])
}

// plainDot is dot for any machine. It keeps four sums, so that none waits for the one before.
func plainDot(v, w []float32) float32 {
	w = w[:len(v)]
	var a, b, c, d float32
	i := 0
	for ; i+4 <= len(v); i += 4 {
		a += v[i] * w[i]
		b += v[i+1] * w[i+1]
		c += v[i+2] * w[i+2]
		d += v[i+3] * w[i+3]
	}
	for ; i < len(v); i++ {
		a += v[i] * w[i]
	}
	return a + b + c + d
}

// dotRounded is dot with numbers of one byte.
func dotRounded(v []float32, w []byte) float32 {
	sum, done := fastDotRounded(v, w)
	return sum + plainDotRounded(v[done:], w[done:])
}

// plainDotRounded is plainDot with numbers of one byte.
func plainDotRounded(v []float32, w []byte) float32 {
	w = w[:len(v)]
	var a, b, c, d float32
	i := 0
	for ; i+4 <= len(v); i += 4 {
		a += v[i] * float32(int8(w[i]))
		b += v[i+1] * float32(int8(w[i+1]))
		c += v[i+2] * float32(int8(w[i+2]))
		d += v[i+3] * float32(int8(w[i+3]))
	}
	for ; i < len(v); i++ {
		a += v[i] * float32(int8(w[i]))
	}
	return a + b + c + d
}

// addTimes adds x, times by, to y. Both have the same length.
func addTimes(y, x []float32, by float32) {
	done := fastAddTimes(y, x, by)
	plainAddTimes(y[done:], x[done:], by)
}

// plainAddTimes is addTimes for any machine.
func plainAddTimes(y, x []float32, by float32) {
	x = x[:len(y)]
	for i := range y {
		y[i] += x[i] * by
	}
}
