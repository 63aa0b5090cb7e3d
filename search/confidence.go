package search

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
