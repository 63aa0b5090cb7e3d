package search

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"unicode/utf8"
)

// Query is one question by one person.
type Query struct {
	Text   string
	Viewer Viewer
	Limit  int // the most hits to return; 0 stands for 3
}

// Match is what was found for a question.
type Match struct {
	// Hits are the assets found, best first.
	Hits []Hit

	// Confidence is the tier, and Probability the model's estimate from 0 to 1,
	// that the first hit is what was asked for.
	Confidence  Confidence
	Probability float64

	// Repaired are the words that were looked for in another spelling.
	Repaired []Repair

	// Terms are the words of the question as they were weighed.
	Terms []Term

	// Signals are what Probability was computed from.
	Signals Signals

	limits  thresholds
	weights *Weights
}

// Term is a word of the question as the scorer saw it.
type Term struct {
	Text   string  // as the asker wrote it
	Found  string  // the spelling that was looked for
	Assets int     // how many assets that the asker may see have it
	Weight float64 // the most that it can add to a score
	Stop   bool    // a word such as "how", which counts little

	id     uint32 // 0: no asset has it
	mended bool
}

// Hit is one asset found.
type Hit struct {
	Asset Asset

	// Score is comparable between hits of one match only.
	Score float64

	// Words are the asker's words that the asset has, in their order. Words such
	// as "how" are among them only if there is no other.
	Words []Word

	parts []part

	near, like float64
}

// Word is a word of the question, as the asker wrote it, and the fields of the
// asset that have it: title, asks, topics, steps, more.
type Word struct {
	Text   string
	Fields []string
}

// Find returns the assets that fit the question best among those that the viewer
// may see. Finding nothing is not an error: the match is then empty and its
// confidence [None]. The error is that of ctx or of the index.
func (x *Index) Find(ctx context.Context, q Query) (Match, error) {
	v := x.corpus.view(q.Viewer)
	m := Match{weights: &x.weights}
	m.Terms, m.Repaired = x.terms(v, q.Text)
	asked := x.informative(v, m.Terms)
	if len(asked) == 0 {
		return m.judged(x.limits), nil
	}
	ids, err := x.proposer.propose(ctx, v, asked, &x.weights)
	if err != nil {
		return Match{}, fmt.Errorf("find: %w", err)
	}
	s := x.scorer(v, m.Terms)
	defer s.release()
	ranked := s.rank(ids)
	limit := q.Limit
	if limit <= 0 {
		limit = defaultLimit
	}
	m.Signals = s.signals(ranked)
	for _, r := range ranked[:min(limit, len(ranked))] {
		m.Hits = append(m.Hits, s.hit(x.library.assets[r.asset], r))
	}
	return m.judged(x.limits), nil
}

// terms analyses a question: each term once, mended where no asset has the word.
func (x *Index) terms(v view, text string) ([]Term, []Repair) {
	var terms []Term
	var repairs []Repair
	place := map[string]int{} // stem to its place in terms
	for _, w := range x.analyzer.words(clip(text)) {
		stem := x.analyzer.term(w.text)
		t := v.term(w, stem, x.analyzer.isStop(w.text))
		if t.id == 0 && !t.Stop {
			if near, ok := v.repair(w.text); ok {
				t.id, t.Found, t.mended = near.Term, near.Text, true
				stem = v.Terms[t.id-1]
				if r := (Repair{From: w.raw, To: near.Text}); !slices.Contains(repairs, r) {
					repairs = append(repairs, r)
				}
			}
		}
		t = t.weighed(v, &x.weights)
		if i, ok := place[stem]; !ok {
			place[stem] = len(terms)
			terms = append(terms, t)
		} else if terms[i].mended && !t.mended {
			// The asker wrote the word right as well: no guess is needed.
			terms[i] = t
		}
		if len(terms) == maxWords {
			break
		}
	}
	return terms, repairs
}

// term looks a word up among what the viewer may see.
func (v view) term(w word, stem string, stop bool) Term {
	t := Term{Text: w.raw, Found: w.text, Stop: stop}
	if id := v.ids[stem]; v.df(id) > 0 {
		t.id = id
	}
	return t
}

// weighed fills in how rare the term is and what that makes it weigh.
func (t Term) weighed(v view, w *Weights) Term {
	t.Assets = v.df(t.id)
	t.Weight = idf(v.assets, t.Assets)
	if t.Stop {
		t.Weight *= w.Stop
	}
	if t.mended {
		t.Weight *= w.Repair
	}
	return t
}

// clip shortens text to what is read of a question.
func clip(text string) string {
	if len(text) <= maxBytes {
		return text
	}
	at := maxBytes
	for at > maxBytes-utf8.UTFMax && !utf8.RuneStart(text[at]) {
		at--
	}
	return text[:at]
}

// informative picks the terms that propose candidates: the rarest ones, rarest first,
// and stop words only if there is nothing else.
func (x *Index) informative(v view, terms []Term) []Term {
	var full, stop []Term
	for _, t := range terms {
		switch {
		case t.id == 0:
		case t.Stop:
			stop = append(stop, t)
		default:
			full = append(full, t)
		}
	}
	if len(full) == 0 {
		full = stop
	}
	slices.SortStableFunc(full, func(a, b Term) int {
		return cmp.Compare(a.Assets, b.Assets)
	})
	full = full[:min(len(full), int(x.weights.Informative))]
	common := max(x.weights.Common*float64(v.assets), x.weights.Candidates)
	for len(full) > int(x.weights.EnoughRare) && float64(full[len(full)-1].Assets) > common {
		full = full[:len(full)-1]
	}
	postings := 0
	for i, t := range full {
		if postings += t.Assets; i >= int(x.weights.EnoughRare) && float64(postings) > x.weights.Postings {
			return full[:i]
		}
	}
	return full
}
