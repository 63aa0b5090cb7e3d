package search

import (
	"slices"
	"strings"
)

// Confidence says what to do with a match: show the first hit, offer the first
// few, or ask a person.
type Confidence int

// The three tiers, from "ask a person" to "show it".
const (
	None Confidence = iota
	Unsure
	Sure
)

// String returns "none", "unsure" or "sure".
func (c Confidence) String() string {
	switch c {
	case Sure:
		return "sure"
	case Unsure:
		return "unsure"
	}
	return "none"
}

// judged fills in probability and tier. A match that is none keeps its hits: a
// person may still want to look at them.
func (m Match) judged(model *Model) Match {
	m.sure, m.unsure = model.SureFrom(m.Signals), model.unsureFrom(m.Signals)
	if len(m.Hits) > 0 {
		m.Probability = model.Probability(m.Signals)
		if m.alone != nil {
			m.Probability = min(m.Probability, model.Probability(*m.alone))
		}
		m.Confidence = model.Tier(m.Probability, m.Signals)
		if m.Confidence == None && m.offeredBefore(model) {
			m.Confidence = Unsure
		}
	}
	return m
}

// before is the signals as they were before the situation.
func (m Match) before() Signals {
	if m.alone != nil {
		return *m.alone
	}
	return m.Signals
}

// unlifted is how probably the first hit is right before the situation, and how probably it would be had
// nobody refused anything. A second opinion starts from there, so that no situation makes it surer.
func (m Match) unlifted() (p, unrefused float64) {
	if len(m.Hits) == 0 {
		return 0, 0
	}
	g := m.before()
	return m.model.Probability(g), m.model.Probability(g.withoutRefusals())
}

// offeredBefore reports whether the hits would be offered before the situation, or if nobody had refused
// anything, or if nothing had been learnt. They still are then: that the asker works at something else, that
// it did not help some, or that use says something else as well is no reason to say that nothing fits.
func (m Match) offeredBefore(model *Model) bool {
	g := m.before()
	return model.judge(g) != None || model.judge(g.withoutRefusals()) != None ||
		m.untaught != nil && model.judge(*m.untaught) != None
}

// A Limit is why a match is at most [Unsure], however probable it is: the first hit lacks a word on which all
// depends, and no likeness of the rest makes up for that. It is a code, since what helps with E-1042 seldom
// helps with E-1043; but where no asset has codes of the same letters, and this one is about no number, it is
// that of somebody's own order and says nothing of what helps; or a word of which only another prefix form stands in the title or asks, since an
// asset about installing does not say how to uninstall. What at least two people asked with who were helped by the
// asset is not lacking.
type Limit struct {
	// Word is the word of the question, as the asker wrote it.
	Word string `json:"word"`

	// Other is the word of the title or an ask that differs from it by a prefix; empty where Word is a code.
	Other string `json:"other,omitempty"`
}

// limit is what makes an asset no sure answer, or nil.
func (s *scorer) limit(asset int) *Limit {
	s.count(asset)
	for i, t := range s.terms {
		switch {
		case t.Stop || t.aside || s.taught(asset, t):
		case t.code:
			if s.tally[i] == [fieldCount]uint16{} && (s.view.hasLike(t.Text) || s.numbered(asset)) {
				return &Limit{Word: t.Text}
			}
		case t.Framing || headed(&s.tally[i]):
		default:
			if id := s.otherForm(asset, t); id != 0 {
				return &Limit{t.Text, s.writtenAs(asset, id)}
			}
		}
	}
	return nil
}

// numbered reports whether the title or asks of an asset have a number or code that the question lacks.
func (s *scorer) numbered(asset int) bool {
	for _, id := range s.view.Seq[s.view.start(asset):s.view.Ends[asset][fieldAsks]] {
		if id != 0 && strings.ContainsAny(s.view.text(id), "0123456789") &&
			!slices.ContainsFunc(s.terms, func(t Term) bool { return t.id == id }) {
			return true
		}
	}
	return false
}

// taught reports whether people enough who asked with a word were helped by an asset.
func (s *scorer) taught(asset int, t Term) bool {
	return t.id != 0 && s.view.memory.words[asset][t.id] >= peopleAlike
}

// otherForm is the term in the title or asks of an asset that a prefix alone tells from t, or whose synonyms
// have such a word; 0 for none.
func (s *scorer) otherForm(asset int, t Term) uint32 {
	a := s.index.analyzer
	stem := a.stem(t.Found)
	other := func(form string) bool { return turned(stem, a.formKey(form), sameRest) }
	for _, id := range s.view.Seq[s.view.start(asset):s.view.Ends[asset][fieldAsks]] {
		if id == 0 {
			continue // between two asks
		}
		text := s.view.text(id)
		if turned(stem, text, sameRest) || slices.ContainsFunc(a.synonyms.forms[text], other) {
			return id
		}
	}
	return 0
}

// writtenAs is how a term is first written in the title or asks of an asset.
func (s *scorer) writtenAs(asset int, id uint32) string {
	a, of := s.index.analyzer, s.index.at(asset)
	for _, text := range append([]string{of.Title}, of.Asks...) {
		for _, w := range a.words(text) {
			if a.term(w.text) == s.view.text(id) {
				return w.raw
			}
		}
	}
	return s.view.text(id) // half of what is written with a dash
}

// offered are the hits of a ranking, at most so many. Where none of them has a code of the question, the best
// asset that has it comes in place of the last: it alone may be meant.
func (s *scorer) offered(list []ranked, most int) []ranked {
	if len(list) <= most {
		return list
	}
	head, last := slices.Clone(list[:most]), most-1
	for i, t := range s.terms {
		if !t.code || last == 0 {
			continue
		}
		has := func(r ranked) bool {
			s.count(r.asset)
			return s.tally[i] != [fieldCount]uint16{} || s.taught(r.asset, t)
		}
		if slices.ContainsFunc(head, has) {
			continue
		}
		if at := slices.IndexFunc(list[most:], has); at >= 0 {
			head[last] = list[most+at]
			last--
		}
	}
	slices.SortFunc(head, byScore)
	return head
}
