package search

import (
	"math"
	"strings"
)

// worded is what the question and one asset have in common beyond their words: shares
// between 0 and 1.
type worded struct {
	like    float64 // with the title, ask or line that is most like the question
	runs    float64 // neighbours in the question that are neighbours in one line
	letters float64 // groups of three letters that question and title share
}

// score is what the wording adds, as a share of the weight of the question.
func (g worded) score(w *Weights) float64 {
	return w.Like*g.like + w.Runs*g.runs + w.Letters*g.letters
}

// most is about the greatest score that an asset can have, as a share of the weight of
// the question: all its words, and its wording.
func (w *Weights) most() float64 { return 1 + w.Like + w.Runs + w.Letters }

// wordings is what is known of a question before its wording is compared.
type wordings struct {
	all     float64           // weight of all terms, stop words counted in full
	before  [maxWords]uint8   // 1 + the place of the term before each
	run     [maxWords]float64 // share of each pair of neighbours, kept with the later one
	letters *groups
	fulls   *fullWeights
}

func (s *scorer) wordings() *wordings {
	q := &wordings{fulls: s.index.fulls.Get().(*fullWeights)}
	if s.weights.Letters > 0 || s.index.beside.Letters > 0 {
		q.letters = s.lettersOf()
	}
	last, runs := -1, 0.0
	for i, t := range s.terms {
		if t.aside {
			continue
		}
		q.all += t.full
		if last >= 0 {
			q.before[i] = uint8(last + 1)
			q.run[i] = math.Sqrt(t.full * s.terms[last].full)
			runs += q.run[i]
		}
		last = i
	}
	for i := range s.terms {
		if runs > 0 {
			q.run[i] /= runs
		}
	}
	return q
}

func (q *wordings) release(x *Index) {
	q.fulls.reset()
	x.fulls.Put(q.fulls)
}

// worded compares the wording of the question with one asset.
func (s *scorer) worded(asset int) worded {
	g := worded{like: s.headingLike(asset)}
	ends := &s.view.Ends[asset]
	for from := ends[fieldSteps-1]; from < ends[fieldSteps]; {
		to := from
		for to < ends[fieldSteps] && s.view.Seq[to] != 0 {
			to++
		}
		line := s.view.Seq[from:to]
		g.like = s.lineLike(line, g.like)
		g.runs = max(g.runs, s.lineRuns(line))
		from = to + 1
	}
	if s.weights.Letters > 0 {
		g.letters = s.lettersLike(s.view.Seq[s.view.start(asset):ends[fieldTitle]])
	}
	return g
}

// lineLike is the weighted overlap between the question and a line, or least if that is
// more. Between whole sentences the small words tell "who are you" from "what can you
// do", so they count in full.
func (s *scorer) lineLike(line []uint32, least float64) float64 {
	var seen [maxWords]bool
	shared := 0.0
	for _, id := range line {
		if m := (*s.marks)[id]; m > 0 && !seen[m-1] {
			seen[m-1] = true
			shared += s.terms[m-1].full
		}
	}
	shared -= s.twice(&seen, Term.inFull)
	all := s.wording.all
	for _, id := range line {
		// A line that cannot win any more is not weighed to its end: most cannot.
		if shared <= least*all {
			return least
		}
		if (*s.marks)[id] == 0 {
			all += s.fullOf(id)
		}
	}
	if shared <= least*all {
		return least
	}
	return min(1, shared/all)
}

// twice is the weight of the seen terms that are another way to write two
// seen ones: who writes "log in, or login" says no more than who writes "log in".
func (s *scorer) twice(seen *[maxWords]bool, weight func(Term) float64) (sum float64) {
	for i, t := range s.terms {
		if a, b := t.instead[0], t.instead[1]; seen[i] && a > 0 && b > 0 && seen[a-1] && seen[b-1] {
			sum += weight(t)
		}
	}
	return sum
}

// lineRuns is the share of the question's pairs of neighbours that stand side by side
// in a line, too, in the same order.
func (s *scorer) lineRuns(line []uint32) (sum float64) {
	var seen [maxWords]bool
	last := uint8(0)
	for _, id := range line {
		m := (*s.marks)[id]
		if m > 0 && last > 0 && s.wording.before[m-1] == last && !seen[m-1] {
			seen[m-1] = true
			sum += s.wording.run[m-1]
		}
		last = m
	}
	return sum
}

// fullWeights remembers for one question what terms of assets weigh in full: lines
// repeat each other's words, and the logarithm of a rarity costs more than all else.
type fullWeights struct {
	of      []float32 // per term of the corpus; 0 is not known yet
	touched []uint32
}

// fullOf is what a term of an asset weighs in full, even if it is a stop word.
func (s *scorer) fullOf(id uint32) float64 {
	f := s.wording.fulls
	if w := f.of[id]; w > 0 {
		return float64(w)
	}
	w := idf(s.view.assets, s.view.df(id))
	if s.index.framed[id] {
		w *= s.weights.Framing
	}
	f.of[id] = float32(w)
	f.touched = append(f.touched, id)
	return float64(f.of[id])
}

func (f *fullWeights) reset() {
	for _, id := range f.touched {
		f.of[id] = 0
	}
	f.touched = f.touched[:0]
}

// lines parts a text where its lines and sentences end. The full stop of a number, as
// in "1. Open the till", ends nothing.
func lines(text string) (out []string) {
	from := 0
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' || text[i] == ' ' && closesSentence(text[from:i]) {
			out = append(out, text[from:i])
			from = i + 1
		}
	}
	return append(out, text[from:])
}

func closesSentence(s string) bool {
	n := len(s)
	return n > 1 && strings.IndexByte(".?!", s[n-1]) >= 0 && (s[n-2] < '0' || s[n-2] > '9')
}
