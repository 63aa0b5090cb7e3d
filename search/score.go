package search

import (
	"cmp"
	"math"
	"slices"
)

// idf is the weight of a term that df of n assets have (Robertson and Spärck
// Jones, with the usual half added so that it stays positive).
func idf(n, df int) float64 {
	return math.Log(1 + (float64(n-df)+0.5)/(float64(df)+0.5))
}

// counts is how often each term of a question stands in each field of an asset.
type counts [maxWords][fieldCount]uint16

// scorer ranks assets for one question.
type scorer struct {
	index    *Index
	weights  *Weights
	view     view
	terms    []Term
	marks    *[]uint8 // term number in the corpus to 1 + its place in terms
	pairs    [maxWords]uint8
	tally    counts
	total    float64 // weight of all terms
	wording  *wordings
	learnt   map[int]recall // what use has taught, by asset
	refused  map[int]recall // and what it is refused for
	nearness *nearness      // what the second opinion says; nil without one

	situation Situation
}

// ranked is an asset with its score, what of it came from words that stand
// together, and from wording that is like the question's.
type ranked struct {
	asset                int
	score, near, wording float64
	worded               worded  // what wording is made of
	learnt               float64 // what use has taught
	held                 bool    // and would have added more, if more people had taught it
	akin                 float64 // weight of the words that it has kin for
	kept                 float64 // the share of meant and of what akin adds that stays; see untold
	meant                float64 // what the second opinion adds; below zero where it takes away
	few                  bool    // too few have, to come by it above the asset that was first
	boost                float64 // what the situation adds to the score
	doubted              float64 // what the score lacks because the asset did not help lately
}

// blank is a mark, not set, for each term of corpus and memory.
func (x *Index) blank(m *memory) *[]uint8 {
	marks := x.marks.Get().(*[]uint8)
	if n := len(m.corpus.Terms) + len(m.terms) + 1; len(*marks) < n {
		*marks = make([]uint8, n)
	}
	return marks
}

func (x *Index) scorer(v view, terms []Term) *scorer {
	s := &scorer{index: x, weights: &x.weights, view: v, terms: terms, marks: x.blank(v.memory)}
	last := -1
	for i, t := range terms {
		if !t.aside {
			s.total += t.Weight
		}
		if t.id == 0 {
			continue
		}
		(*s.marks)[t.id] = uint8(i + 1)
		if t.Stop || t.aside {
			continue
		}
		if last >= 0 {
			s.pairs[i] = uint8(last + 1)
		}
		last = i
	}
	s.wording = s.wordings()
	return s
}

func (s *scorer) release() {
	for _, t := range s.terms {
		(*s.marks)[t.id] = 0
	}
	s.index.marks.Put(s.marks)
	s.wording.release(s.index)
}

// rank scores the assets and sorts them best first; equal ones by id.
func (s *scorer) rank(assets []int) []ranked {
	out := make([]ranked, len(assets))
	for i, a := range assets {
		meant := s.meant(a)
		out[i] = ranked{asset: a, score: s.score(a) + meant, meant: meant, kept: 1}
	}
	slices.SortFunc(out, byScore)
	for i := range out[:min(len(out), int(s.weights.Closely))] {
		r := &out[i]
		r.near = s.near(r.asset)
		r.worded = s.worded(r.asset)
		r.wording = s.total * r.worded.score(s.weights)
		r.akin = s.akin(s.kinships(r.asset))
		r.score += r.near + r.wording + s.weights.Kin*r.akin
	}
	slices.SortFunc(out, byScore)
	s.apply(out)
	// Not before: what people solved may be all that speaks for an asset.
	if s.nearness != nil {
		out = slices.DeleteFunc(out, func(r ranked) bool { return r.score <= 0 })
	}
	s.lower(out)
	return out
}

func byScore(a, b ranked) int {
	return cmp.Or(cmp.Compare(b.score+b.boost, a.score+a.boost), cmp.Compare(a.asset, b.asset))
}

// score is BM25F: the weighted counts of a term in all fields go through one
// saturation (Zaragoza, Craswell, Taylor, Saria, Robertson, TREC 2004). A term
// adds less than its weight, however often it stands there.
func (s *scorer) score(asset int) (sum float64) {
	s.count(asset)
	for i, t := range s.terms {
		if t.id == 0 || s.needless(t) {
			continue
		}
		if tf := s.frequency(asset, &s.tally[i]); tf > 0 {
			sum += t.Weight * tf / (s.weights.Saturation + tf)
		}
	}
	return sum
}

// needless reports whether t is another way to write two words that the counted asset
// has both of.
func (s *scorer) needless(t Term) bool {
	a, b := t.instead[0], t.instead[1]
	return a > 0 && b > 0 && s.tally[a-1] != [fieldCount]uint16{} &&
		s.tally[b-1] != [fieldCount]uint16{}
}

// count fills the tally for one asset.
func (s *scorer) count(asset int) {
	clear(s.tally[:len(s.terms)])
	marks, at := *s.marks, s.view.start(asset)
	for f, end := range s.view.Ends[asset] {
		for _, id := range s.view.Seq[at:end] {
			if m := marks[id]; m > 0 {
				s.tally[m-1][f]++
			}
		}
		at = end
	}
}

// frequency adds up one term's counts over the fields, each discounted by how
// long the field is against the average.
func (s *scorer) frequency(asset int, n *[fieldCount]uint16) (tf float64) {
	for f, c := range n {
		if c > 0 {
			tf += float64(c) * s.fieldWeight(asset, field(f))
		}
	}
	return tf
}

func (s *scorer) fieldWeight(asset int, f field) float64 {
	// Parts of words stand beside the fields and have no length of their own.
	long := 1.0
	if average := s.view.average[f]; average > 0 {
		long = float64(s.view.Lengths[asset][f]) / average
	}
	return s.weights.of(f) / s.weights.discount(long)
}

// discount is what a word counts the less in a field that is so long, the average being
// 1. Where the penalty is all that counts, a field without words of its own would
// otherwise divide by zero.
func (w *Weights) discount(long float64) float64 {
	return max(leastDiscount, 1-w.LengthPenalty+w.LengthPenalty*long)
}

// near is what neighbours in the question add that stand close together in one
// passage of the asset, too: a share of the lighter word, halved at distance two
// and so on.
func (s *scorer) near(asset int) (sum float64) {
	var last, best [maxWords]uint32 // positions + 1; distances
	marks, from := *s.marks, s.view.start(asset)
	for _, end := range s.view.Ends[asset] {
		clear(last[:len(s.terms)])
		for at := from; at < end; at++ {
			id := s.view.Seq[at]
			m := marks[id]
			if m == 0 {
				if id == 0 {
					clear(last[:len(s.terms)])
				}
				continue
			}
			last[m-1] = at + 1
			s.closer(&last, &best, int(m-1), at+1)
		}
		from = end
	}
	for i := range s.terms {
		if best[i] > 0 && best[i] <= uint32(s.weights.NearWindow) {
			w := min(s.terms[i].Weight, s.terms[s.pairs[i]-1].Weight)
			sum += s.weights.Near * w / float64(best[i])
		}
	}
	return sum
}

// closer notes how far term m, seen at a position, is from its neighbours in the
// question. Distances are kept with the later of two neighbours.
func (s *scorer) closer(last, best *[maxWords]uint32, m int, at uint32) {
	if p := s.pairs[m]; p > 0 && last[p-1] > 0 {
		if d := at - last[p-1]; best[m] == 0 || d < best[m] {
			best[m] = d
		}
	}
	for i := m + 1; i < len(s.terms); i++ {
		if int(s.pairs[i]) != m+1 {
			continue
		}
		if last[i] > 0 {
			if d := at - last[i]; best[i] == 0 || d < best[i] {
				best[i] = d
			}
		}
		return
	}
}

// part is what one term of the question gave a hit.
type part struct {
	term   Term
	count  [fieldCount]uint16
	added  float64
	kin    string  // the asset's word that means nearly the same, where it has not the term itself
	people float64 // who said it of the asset; what that adds is in Hit.learnt
}

// hit writes out how an asset came by its score.
func (s *scorer) hit(a Asset, r ranked) Hit {
	h := Hit{Asset: a, Score: r.score + r.boost, near: r.near, wording: r.wording, learnt: r.learnt,
		held: r.held, boost: r.boost, doubted: r.doubted, meant: r.kept * r.meant}
	if n := s.nearness; n != nil && n.cosines[r.asset] != absent {
		h.like = float64(n.cosines[r.asset])
	}
	if r.boost > 0 {
		h.fit, _ = s.situation.of(&a)
	}
	if e, ok := s.learnt[r.asset]; ok {
		h.people = e.people
		h.phrase = s.shown(e.phrase)
	}
	if s.refusal(r.asset) > 0 {
		no := s.refused[r.asset]
		h.refused = &RefusedShare{People: no.people, Phrase: s.shown(no.phrase)}
	}
	h.parts = s.parts(r)
	h.Words = matched(h.parts)
	return h
}

// shown is a phrase, or nothing where only one person has used it.
func (s *scorer) shown(phrase int32) string {
	if p := &s.view.memory.phrases[phrase]; p.public() {
		return p.wording
	}
	return ""
}

// parts is what each term of the question gave an asset.
func (s *scorer) parts(r ranked) (parts []part) {
	var kin []kinship
	if r.akin > 0 {
		kin = s.kinships(r.asset)
	}
	asset := r.asset
	s.count(asset)
	for i, t := range s.terms {
		if len(kin) > 0 && kin[0].place == i {
			parts = append(parts, part{term: t, kin: kin[0].word,
				added: r.kept * s.weights.Kin * s.akin(kin[:1])})
			kin = kin[1:]
			continue
		}
		tf := s.frequency(asset, &s.tally[i])
		people := float64(s.view.memory.words[asset][t.id])
		if t.id == 0 || tf == 0 && people == 0 || s.needless(t) {
			continue
		}
		parts = append(parts, part{term: t, count: s.tally[i], people: people,
			added: t.Weight * tf / (s.weights.Saturation + tf)})
	}
	return parts
}

// matched lists the words that speak for a hit: stop words only if there is
// nothing else.
func matched(parts []part) (words []Word) {
	parts = slices.DeleteFunc(slices.Clone(parts), func(p part) bool { return p.kin != "" })
	onlyStop := !slices.ContainsFunc(parts, func(p part) bool { return !p.term.Stop })
	for _, p := range parts {
		switch n := len(words); {
		case !onlyStop && p.term.Stop:
		case n > 0 && words[n-1].Text == p.term.Text:
			// Both halves of a compound are the asker's one word.
			words[n-1].Fields = inOrder(words[n-1].Fields, p.fields())
			if words[n-1].Found != "" && p.term.guessed() {
				words[n-1].Found += " " + p.term.Found
			}
		default:
			w := Word{Text: p.term.Text, Fields: p.fields()}
			if p.term.guessed() {
				w.Found = p.term.Found
			}
			words = append(words, w)
		}
	}
	return words
}

// inOrder is the fields that are in a or b.
func inOrder(a, b []string) (out []string) {
	for f := field(0); f < fieldCount; f++ {
		if n := f.String(); slices.Contains(a, n) || slices.Contains(b, n) {
			out = append(out, n)
		}
	}
	return out
}

// fields names the fields in which the term stands.
func (p part) fields() (names []string) {
	for f, n := range p.count {
		if n > 0 {
			names = append(names, field(f).String())
		}
	}
	if p.people > 0 {
		names = append(names, learntField)
	}
	return names
}
