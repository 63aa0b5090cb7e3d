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

	// Situation is what is known of the asker beside the question.
	Situation Situation
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

	limit        *Limit
	sure, unsure float64 // the thresholds
	weights      *Weights
	model        *Model
	most         int // hits to return

	// head is the numbers of the first assets, before the situation. words is the match by words alone, where a second
	// opinion was had after it.
	head  []int
	words *Match

	// visible is how many assets the viewer may see, and compared how many were scored.
	visible, compared int

	// alone is what the signals were without the situation, if another asset was first
	// then.
	alone *Signals
	// untaught are the signals without what was learnt, where with it there would be
	// nothing to show.
	untaught *Signals
}

// Term is a word of the question as the scorer saw it.
type Term struct {
	Text   string  // as the asker wrote it
	Found  string  // the spelling that was looked for
	Assets int     // how many assets that the asker may see have it
	Weight float64 // the most that it can add to a score
	Stop   bool    // a word such as "how", which counts little

	// Framing says that the word frames questions about anything, as "need" does, and
	// counts less.
	Framing bool

	// Synonyms are the forms that the library's synonyms take for the same word.
	Synonyms []string

	id       uint32 // 0: no asset has it
	mended   bool   // Found is the nearest spelling
	reworded bool   // Found is one of the words that Text is made of, or Text in one word
	fresh    bool   // no asset has it, but some have learnt it
	aside    bool   // Found is another way to write two words that are among the terms
	code     bool   // Text is a code such as E-1042

	// instead are the places of those two, plus 1: an asset that has both needs no other
	// way to write them. Zero where the two together say more than each does.
	instead [2]uint8
	most    float64 // what those two weigh

	full float64 // Weight, were it no stop word
}

// strange reports whether no asset has the word, though some may have learnt it.
func (t Term) strange() bool { return t.id == 0 || t.fresh }

func (t Term) weight() float64 { return t.Weight }

func (t Term) inFull() float64 { return t.full }

// guessed reports whether something else is looked for than what the asker wrote.
func (t Term) guessed() bool { return t.mended || t.reworded }

// Hit is one asset found.
type Hit struct {
	Asset Asset

	// Score is comparable between hits of one match only.
	Score float64

	// Words are the asker's words that the asset has, in their order. Words such
	// as "how" are among them only if there is no other.
	Words []Word

	parts []part

	near, wording float64
	meant, like   float64 // what the second opinion added, or took away, and how near it is

	// What use has taught: what it added, who stands behind it, the nearest phrase if
	// it may be shown, and whether it would have added more with more people.
	learnt, people float64
	phrase         string
	held           bool
	refused        *RefusedShare

	// What the situation added, and what of it fits.
	boost float64
	fit   fit

	doubted float64 // what was taken off because it did not help lately
}

// Word is a word of the question, as the asker wrote it, and the fields of the
// asset that have it: title, asks, topics, steps, more; learnt is what people who asked
// with it taught.
type Word struct {
	Text string `json:"text"`

	// Found is what the asset has in its place, where the word was looked for in another spelling: of a
	// compound the halves that it has.
	Found string `json:"found,omitempty"`

	Fields []string `json:"fields"`
}

// Find returns the assets that fit the question best among those that the viewer
// may see. Finding nothing is not an error: the match is then empty and its
// confidence [None]. The error is that of ctx or of the index, or of a second opinion
// that was to be had patiently.
func (x *Index) Find(ctx context.Context, q Query) (Match, error) {
	v := x.view(q.Viewer)
	m := Match{weights: &x.weights, visible: v.assets, model: x.model.Load(), most: q.Limit}
	if m.most <= 0 {
		m.most = defaultLimit
	}
	m.Terms, m.Repaired = x.terms(v, q.Text)
	asked := x.informative(v, m.Terms)
	var ids []int
	if len(asked) > 0 {
		var err error
		if ids, err = x.proposer.propose(ctx, v, asked, &x.weights); err != nil {
			return Match{}, fmt.Errorf("find: %w", err)
		}
		ids = append(ids, x.added.having(v, asked, int(x.weights.Candidates))...)
	}
	s := x.scorer(v, m.Terms)
	defer s.release()
	s.situation = q.Situation
	m = x.match(m, s, slices.Clone(ids))
	if p, _ := m.unlifted(); m.model.Settles(p, m.before()) && !x.always {
		return m, nil
	}
	var err error
	if s.nearness, err = x.opine(ctx, v, q.Text, m); err != nil {
		return Match{}, fmt.Errorf("find: %w", err)
	}
	if s.nearness == nil {
		return m, nil
	}
	s.weights = x.beside
	return x.match(m.again(x.beside), s, withNear(ids, s.nearness, x.beside)), nil
}

// match ranks the assets and says how sure the first is.
func (x *Index) match(m Match, s *scorer, ids []int) Match {
	s.learnt, s.refused = s.nearest()
	ranked := s.rank(without(withLearnt(ids, s.learnt, int(x.weights.Recalled)), x.doubted()))
	m.Signals, m.compared = s.signals(ranked), len(ranked)
	if m.model.judge(m.Signals) == None {
		m.untaught = s.untaught(ranked)
	}
	for _, r := range ranked[:min(len(ranked), 1+crowdOf)] {
		m.head = append(m.head, r.asset)
	}
	if s.lift(ranked) {
		alone := m.Signals
		m.Signals, m.alone = s.signals(ranked), &alone
	}
	for _, r := range s.offered(ranked, m.most) {
		m.Hits = append(m.Hits, s.hit(*x.at(r.asset), r))
	}
	if m.Signals.Limited {
		m.limit = s.limit(ranked[0].asset)
	}
	return m.judged(m.model)
}

// again is the match before anything is ranked, by other weights.
func (m Match) again(w *Weights) Match {
	return Match{Terms: m.Terms, Repaired: m.Repaired, visible: m.visible,
		weights: w, model: m.model, most: m.most, words: &m}
}

// ByWords is the match as it was before a second opinion, if one was had.
func (m Match) ByWords() (Match, bool) {
	if m.words == nil {
		return Match{}, false
	}
	return *m.words, true
}

// term looks a word up among what the viewer may see.
func (v view) term(w word, a *analyzer) Term {
	return Term{Text: w.raw, Found: w.text, Stop: a.isStop(w.text), id: v.knownAs(a, w.text)}
}

// weighed fills in how rare the term is and what that makes it weigh.
func (t Term) weighed(v view, w *Weights) Term {
	t.Assets = v.df(t.id)
	t.fresh = t.id != 0 && v.standing(t.id) == 0
	t.full = idf(v.assets, t.Assets)
	if t.Framing {
		t.full *= w.Framing
	}
	if t.guessed() {
		t.full *= w.Repair
	}
	t.Weight = t.full
	if t.Stop {
		t.Weight *= w.Stop
	}
	switch {
	case t.aside && t.most > 0:
		t.Weight = min(t.Weight, t.most)
	case t.aside:
		t.Weight *= w.Near
	}
	return t
}

// clip is what is read of a question, with its accents composed.
func clip(text string) string {
	// Before, too: a pasted log is not gone through for its accents. A letter has up to three times the bytes then.
	return shortened(composed(shortened(text, 3*maxBytes)), maxBytes)
}

// shortened is at most the first bytes of a text, without half a character at the end.
func shortened(text string, most int) string {
	if len(text) <= most {
		return text
	}
	at := most
	for at > most-utf8.UTFMax && !utf8.RuneStart(text[at]) {
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
		case t.strange():
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
