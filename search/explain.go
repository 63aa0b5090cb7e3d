package search

import (
	"fmt"
	"strings"
)

// Explain says in plain words how the match came about: how each word of the
// question was weighed, what it added to each hit and where it stands there, and
// what the confidence rests on.
func (m Match) Explain() string {
	var b strings.Builder
	if len(m.Terms) == 0 {
		return "There is no word in the question.\n"
	}
	b.WriteString("The question, word by word (a rarer word weighs more):\n")
	for _, t := range m.Terms {
		fmt.Fprintf(&b, "  %-16s weight %5.2f  %s\n", t.Text, t.Weight, t.remark())
	}
	if len(m.Hits) == 0 {
		b.WriteString("No asset has any of these words. Confidence: none.\n")
		return b.String()
	}
	for i, h := range m.Hits {
		h.explain(&b, i+1, m.weights)
	}
	m.explainConfidence(&b)
	return b.String()
}

func (t Term) remark() string {
	var parts []string
	switch {
	case t.taught:
		parts = append(parts, "in no asset, learnt from use")
	case t.id == 0:
		parts = append(parts, "in no asset")
	case t.Assets == 1:
		parts = append(parts, "in 1 asset")
	default:
		parts = append(parts, fmt.Sprintf("in %d assets", t.Assets))
	}
	switch {
	case t.aside:
		parts = append(parts, fmt.Sprintf("the two together, as %q", t.Found))
	case t.guessed():
		parts = append(parts, fmt.Sprintf("looked for as %q", t.Found))
	}
	if len(t.Synonyms) > 0 {
		parts = append(parts, "= "+strings.Join(t.Synonyms, ", "))
	}
	if t.Stop {
		parts = append(parts, "a common word, counts little")
	}
	return strings.Join(parts, ", ")
}

func (h Hit) explain(b *strings.Builder, rank int, w *Weights) {
	fmt.Fprintf(b, "%d. %s (%s), score %.2f:\n", rank, h.Asset.Title, h.Asset.ID, h.Score)
	for _, p := range h.parts {
		fmt.Fprintf(b, "  %-16s added %5.2f  %s\n", p.term.Text, p.added, p.where(w))
	}
	if h.near > 0 {
		fmt.Fprintf(b, "  %-16s added %5.2f\n", "words together", h.near)
	}
	if h.people > 0 {
		fmt.Fprintf(b, "  %-16s added %5.2f  %s\n", "learnt", h.learnt, h.taught())
	}
	if h.like > 0 {
		fmt.Fprintf(b, "  %-16s added %5.2f  a title or ask is like the question\n",
			"wording", h.like)
	}
}

// taught says what use has taught, without what only one person has typed.
func (h Hit) taught() string {
	text := "one person solved something with words like these"
	if h.people >= 1.5 {
		text = fmt.Sprintf("about %.0f people solved something with words like these", h.people)
	}
	if h.phrase != "" {
		text += fmt.Sprintf(": %q", h.phrase)
	}
	if h.held {
		text += "; too few to pass an asset whose title or asks say most of the question"
	}
	return text
}

// where lists the fields that have the term: "title, steps 3 times".
func (p part) where(w *Weights) string {
	var out []string
	for f, n := range p.count {
		switch {
		case n == 1:
			out = append(out, fmt.Sprintf("%s (×%g)", field(f), w.of(field(f))))
		case n > 1:
			out = append(out, fmt.Sprintf("%s %d times (×%g)", field(f), n, w.of(field(f))))
		}
	}
	if p.people > 0 {
		out = append(out, learntField)
	}
	return strings.Join(out, ", ")
}

func (m Match) explainConfidence(b *strings.Builder) {
	g := m.Signals
	fmt.Fprintf(b, "Confidence: %s, probability %.2f (sure from %.2f, unsure from %.2f), ",
		m.Confidence, m.Probability, m.limits.sure, m.limits.unsure)
	b.WriteString("because the first hit\n")
	fmt.Fprintf(b, "  has %d of the %d full words, %.0f %% of the weight of the question",
		g.Matched, g.Asked, 100*g.Covered)
	fmt.Fprintf(b, " (%.0f %% in title or asks,\n", 100*g.Headed)
	fmt.Fprintf(b, "  and %.0f %% are in those of the second hit as well),\n", 100*g.Rival)
	fmt.Fprintf(b, "  scores %.0f %% of the most this question could score,\n", 100*g.Share)
	fmt.Fprintf(b, "  leads the next by %.0f %% of its score,\n", 100*g.Gap)
	if g.Taught > 0 || g.Against > 0 {
		fmt.Fprintf(b, "  is what people who asked alike meant by %.0f %% (another asset by %.0f %%),\n",
			100*g.Taught, 100*g.Against)
	}
	fmt.Fprintf(b, "  and its most alike title or ask is %.0f %% like the question.\n", 100*g.Phrase)
}
