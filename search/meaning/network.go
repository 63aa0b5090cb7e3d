package meaning

import (
	"context"
	"math"
)

const (
	embedWidth = 256 // numbers a piece begins with
	heads      = 4
	feedWidth  = 3 * Size // numbers between the two layers of a feed-forward
)

// network is the weights, by what they do.
type network struct {
	vocabulary  vocabulary
	embedding   numbers   // a row of embedWidth for each piece, the unknown one first
	scales      []float32 // what each row is multiplied by
	frequencies []float32 // of the waves that say where a piece stands
	blocks      [2]block
	output      dense
}

// block is one transformer layer. What comes in has width numbers a piece, what goes out Size.
type block struct {
	width    int
	before   gain  // the norm before attention
	ask      dense // queries, keys and values, side by side
	attended dense
	carried  *dense // brings what came in to the width of what goes out; nil: it has it
	between  gain   // the norm before the feed-forward
	widen    dense
	narrow   dense
}

// gain is what a norm multiplies by and adds.
type gain struct{ by, plus []float32 }

// scratch is the numbers of one text on its way, a row for each piece.
type scratch struct {
	rows int
	in   []float32 // what came into a block
	mid  []float32 // what is between its halves
	tmp  []float32
	wide []float32 // up to feedWidth a row
}

// fit makes room for so many pieces.
func (s *scratch) fit(rows int) {
	s.rows = rows
	if n := padded(rows); n*Size > len(s.in) {
		s.in, s.mid, s.tmp = make([]float32, n*Size), make([]float32, n*Size), make([]float32, n*Size)
		s.wide = make([]float32, n*feedWidth)
	}
}

// run takes a text through the network. It looks at ctx before every layer of the blocks, which
// have nearly all of the work.
func (n *network) run(ctx context.Context, pieces []int32, s *scratch, hands int) (Vector, error) {
	n.embed(pieces, s.in)
	steps := [...]func(*block, *scratch, int){
		(*block).query, (*block).attend, (*block).join, (*block).spread, (*block).gather,
	}
	for i := range n.blocks {
		for _, step := range steps {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			step(&n.blocks[i], s, hands)
		}
	}
	return n.finish(s), nil
}

// finish makes one vector of all pieces.
func (n *network) finish(s *scratch) Vector {
	mean := s.tmp[:Size]
	clear(mean)
	for r := range s.rows {
		add(mean, s.in[r*Size:])
	}
	for i := range mean {
		mean[i] /= float32(s.rows)
	}
	n.output.apply(job{y: s.wide, x: s.tmp, rows: 1, floor: none}, 1)
	v := make(Vector, Size)
	for i := range v {
		v[i] = float32(math.Tanh(float64(s.wide[i])))
	}
	v.unit()
	return v
}

// embed puts what each piece begins with into x: its row of the table, and where it stands.
func (n *network) embed(pieces []int32, x []float32) {
	half := len(n.frequencies)
	for t, p := range pieces {
		row := x[t*embedWidth : (t+1)*embedWidth]
		n.embedding.floats(row, int(p)*embedWidth)
		scale := 2 * n.scales[p]
		for d, f := range n.frequencies {
			sin, cos := math.Sincos(float64(float32(t) * f))
			row[d] = scale*row[d] + float32(sin)
			row[half+d] = scale*row[half+d] + float32(cos)
		}
	}
}

// query works out what each piece asks for, is known by and has to give: from s.in to s.wide.
func (b *block) query(s *scratch, hands int) {
	level(s.tmp, s.in, s.rows, b.before)
	b.ask.apply(job{y: s.wide, x: s.tmp, rows: s.rows, floor: none}, hands)
}

// attend lets each piece take from the others: from s.wide to s.tmp.
func (b *block) attend(s *scratch, hands int) {
	shared(hands, heads, func(h int) { b.head(h, s) })
}

// join adds what each piece took to what it was: from s.tmp and s.in to s.mid.
func (b *block) join(s *scratch, hands int) {
	b.attended.apply(job{y: s.mid, x: s.tmp, rows: s.rows, floor: none}, hands)
	was := s.in
	if b.carried != nil {
		was = s.tmp
		b.carried.apply(job{y: was, x: s.in, rows: s.rows, floor: none}, hands)
	}
	add(s.mid[:s.rows*Size], was)
}

// head is one head of attention: each piece's query against all keys says how much of their values
// it takes.
func (b *block) head(h int, s *scratch) {
	size := b.width / heads
	scale := float32(1 / math.Sqrt(float64(size)))
	// The three thirds of a row are queries, keys and values.
	third := func(r, n int) []float32 {
		at := (r*3+n)*b.width + h*size
		return s.wide[at : at+size : at+size]
	}
	var shares [longest]float32
	for r := range s.rows {
		q := third(r, 0)
		for i := range s.rows {
			shares[i] = dot(q, third(i, 1)) * scale
		}
		softmax(shares[:s.rows])
		y := s.tmp[r*b.width+h*size:][:size]
		clear(y)
		for i, share := range shares[:s.rows] {
			addTimes(y, third(i, 2), share)
		}
	}
}

// spread is the first layer of the feed-forward: from s.mid to s.wide.
func (b *block) spread(s *scratch, hands int) {
	level(s.tmp, s.mid, s.rows, b.between)
	b.widen.apply(job{y: s.wide, x: s.tmp, rows: s.rows, floor: 0}, hands)
}

// gather is the second: from s.wide and s.mid to s.in.
func (b *block) gather(s *scratch, hands int) {
	b.narrow.apply(job{y: s.in, x: s.wide, rows: s.rows, floor: none}, hands)
	add(s.in[:s.rows*Size], s.mid)
}

// level brings each row of x to mean 0 and variance 1, then to the gain's.
func level(y, x []float32, rows int, g gain) {
	const epsilon = 1e-6
	width := len(g.by)
	for r := range rows {
		from, to := x[r*width:(r+1)*width], y[r*width:(r+1)*width]
		var mean, variance float32
		for _, v := range from {
			mean += v
		}
		mean /= float32(width)
		for _, v := range from {
			variance += (v - mean) * (v - mean)
		}
		by := float32(1 / math.Sqrt(float64(variance/float32(width))+epsilon))
		for i, v := range from {
			to[i] = (v-mean)*by*g.by[i] + g.plus[i]
		}
	}
}

// softmax makes shares of scores: positive, and 1 in all.
func softmax(scores []float32) {
	top := scores[0]
	for _, v := range scores {
		top = max(top, v)
	}
	var sum float32
	for i, v := range scores {
		scores[i] = float32(math.Exp(float64(v - top)))
		sum += scores[i]
	}
	for i := range scores {
		scores[i] /= sum
	}
}

// add adds x to y, as far as y goes.
func add(y, x []float32) {
	x = x[:len(y)]
	for i := range y {
		y[i] += x[i]
	}
}
