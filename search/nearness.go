package search

import (
	"cmp"
	"context"
	"slices"

	"howto/search/meaning"
)

// nearness is what the encoder says of one question.
type nearness struct {
	*understood
	question meaning.Vector

	cosines []float32 // by number of asset; absent where one takes no part
	phrases []float32 // by phrase; absent where it is not known
	neutral float64   // what counts neither for an asset nor against it
	kin     *kin      // nil where words are not compared

	// The first assets by words alone, how probably the very first is right, and how probably it would
	// be had nobody refused anything.
	head                   []int
	probability, unrefused float64
}

// takePart reports whether at least half of the assets have a vector: of what is mostly long, an
// opinion on the rest says nothing.
func (u *understood) takePart(assets []int) bool {
	with := 0
	for _, a := range assets {
		if u.assets[a] != nil {
			with++
		}
	}
	return 2*with >= len(assets)
}

// fit reports whether v can be compared with the vectors of the assets, which are all of one size.
func (u *understood) fit(v meaning.Vector) bool {
	i := slices.IndexFunc(u.assets, func(s meaning.Stored) bool { return s != nil })
	return i < 0 || u.assets[i].Fits(v)
}

// absent stands for the cosine of what has no vector: no cosine is so low.
const absent = -2

// opine asks for the second opinion on a question that words is the match of, or gives nil where
// there is none to have now.
func (x *Index) opine(ctx context.Context, v view, text string, words Match) (*nearness, error) {
	if x.opinion == nil {
		return nil, nil
	}
	u := x.understood.Load()
	if u == nil || v.assets == 0 || !u.takePart(words.head) {
		return nil, nil
	}
	l := u.by.lexicon()
	question, strange := x.said(text, words.Terms, l, l.slips(words.Terms, words.Repaired))
	all, err := x.opinion.ask(ctx, u.by, question, strange)
	if err != nil || all == nil {
		return nil, err
	}
	q := all[0]
	switch {
	case !u.fit(q) && x.opinion.patient:
		return nil, errOtherSize
	case !u.fit(q):
		x.opinion.trouble()
		return nil, nil
	}
	o := x.near(v, u, q, words)
	o.kin = x.kinOf(v, u, words.Terms, all[1:])
	return o, nil
}

// near is how near the assets and what they have learnt are to a question with vector q.
func (x *Index) near(v view, u *understood, q meaning.Vector, words Match) *nearness {
	o := &nearness{understood: u, question: q, head: words.head, cosines: make([]float32, len(u.assets))}
	o.probability, o.unrefused = words.unlifted()
	for n, s := range u.assets {
		o.cosines[n] = absent
		if s != nil && v.sees(n) {
			o.cosines[n] = s.Cosine(q)
		}
	}
	near := o.nearest(int(x.weights.Nearby))
	for _, n := range near {
		o.neutral += float64(o.cosines[n]) / float64(len(near))
	}
	if h := x.heard.Load(); h != nil && h.memory == v.memory && h.by == u.by {
		o.phrases = make([]float32, len(h.phrases))
		for n, s := range h.phrases {
			o.phrases[n] = absent
			if s != nil && v.sees(v.memory.phrases[n].asset) {
				o.phrases[n] = s.Cosine(q)
			}
		}
	}
	return o
}

// nearest lists the most assets with the greatest cosines; equal ones by number.
func (o *nearness) nearest(most int) []int {
	var near []int
	after := func(a, b int) int {
		return cmp.Or(cmp.Compare(o.cosines[b], o.cosines[a]), cmp.Compare(a, b))
	}
	floor := float32(absent)
	for n, c := range o.cosines {
		if c <= floor {
			continue
		}
		if near = append(near, n); len(near) == 4*most {
			slices.SortFunc(near, after)
			near = near[:most]
			floor = o.cosines[near[most-1]]
		}
	}
	slices.SortFunc(near, after)
	return near[:min(len(near), most)]
}
