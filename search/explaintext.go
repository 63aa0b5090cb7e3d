package search

import (
	"fmt"
	"strings"
)

// Explain says in plain words how the match came about: how each word of the
// question was weighed, what it added to each hit and where it stands there, and
// what the confidence rests on.
func (m Match) Explain() string { return m.Why().text() }

func (e Explanation) text() string {
	var b strings.Builder
	if len(e.Words) == 0 {
		return "There is no word in the question.\n"
	}
	b.WriteString("The question, word by word (a rarer word weighs more):\n")
	for _, w := range e.Words {
		fmt.Fprintf(&b, "  %-16s weight %5.2f  %s\n", w.Word, w.Weight, w.text())
	}
	if len(e.Hits) == 0 {
		b.WriteString("No asset has any of these words. Confidence: none.\n")
		return b.String()
	}
	fmt.Fprintf(&b, "Compared %d of the %d assets that the asker may see:\n", e.Compared, e.Visible)
	for i, h := range e.Hits {
		h.text(&b, i+1)
	}
	e.confidence(&b)
	return b.String()
}

func (w WordWeight) text() string {
	var parts []string
	switch {
	case w.Learnt:
		parts = append(parts, "in no asset, learnt from use")
	case w.Assets == 0:
		parts = append(parts, "in no asset")
	case w.Assets == 1:
		parts = append(parts, "in 1 asset")
	default:
		parts = append(parts, fmt.Sprintf("in %d assets", w.Assets))
	}
	switch w.How {
	case howTogether:
		parts = append(parts, fmt.Sprintf("the two together, as %q", w.Found))
	case howMended, howReworded:
		parts = append(parts, fmt.Sprintf("looked for as %q", w.Found))
	}
	if len(w.Synonyms) > 0 {
		parts = append(parts, "= "+strings.Join(w.Synonyms, ", "))
	}
	if w.Stop {
		parts = append(parts, "a common word, counts little")
	}
	if w.Framing {
		parts = append(parts, "frames any question, counts less")
	}
	return strings.Join(parts, ", ")
}

// text writes the words of the asset first, then what was added to them.
func (h HitReason) text(b *strings.Builder, rank int) {
	fmt.Fprintf(b, "%d. %s (%s), score %.2f:\n", rank, h.Title, h.Asset, h.Score)
	for _, w := range h.Words {
		added(b, w.Word, w.Added, w.where())
	}
	if h.Together > 0 {
		added(b, "words together", h.Together, "words of the question stand together here, too")
	}
	if h.Wording > 0 {
		added(b, "wording", h.Wording, "a title, ask or line is worded like the question")
	}
	if h.Meaning != nil {
		added(b, "meaning", h.Meaning.Added, h.Meaning.text())
	}
	if h.Learnt != nil {
		added(b, "learnt", h.Learnt.Added, h.Learnt.text())
	}
	if h.Refused != nil {
		fmt.Fprintf(b, "  %-16s %s\n", "not quite", h.Refused.text())
	}
	if h.Situation != nil {
		added(b, "situation", h.Situation.Added, h.Situation.text())
	}
	if h.Doubted > 0 {
		added(b, "in doubt", -h.Doubted, "looked at by its owner: ranks lower until then")
	}
}

func added(b *strings.Builder, what string, much float64, because string) {
	fmt.Fprintf(b, "  %-16s added %5.2f  %s\n", what, much, because)
}

// text says how near the meaning is.
func (m MeaningShare) text() string {
	near := fmt.Sprintf("title, asks and first lines mean what was asked by %.0f %%", 100*max(0, m.Near))
	if m.Added < 0 {
		return near + ", less than the nearest do"
	}
	return near
}

// text says whether the second opinion agrees with the words.
func (o OpinionShare) text() string {
	switch {
	case o.First == "":
		return "No asset has enough of the words; the first was found by what it means."
	case o.Changed:
		return fmt.Sprintf("By words alone %s would be first (probability %.2f); another means more of what was asked.",
			o.First, o.Probability)
	}
	return fmt.Sprintf("By words alone the same would be first (probability %.2f).", o.Probability)
}

// text says why nothing makes the match sure.
func (l Limit) text() string {
	if l.Other == "" {
		return fmt.Sprintf("It is at most unsure: the first hit does not have the code %q.", l.Word)
	}
	return fmt.Sprintf("It is at most unsure: the first hit says %q where the question says %q, which may be the opposite.",
		l.Other, l.Word)
}

// text says what use has taught.
func (l LearntShare) text() string {
	text := people(l.People, "one person solved", "people solved", " something with words like these", l.Phrase)
	if l.Held {
		text += "; too few to pass an asset whose title or asks say most of the question"
	}
	return text
}

// text says who was not helped.
func (r RefusedShare) text() string {
	return people(r.People, "one person was", "people were", " not helped who asked with words like these", r.Phrase)
}

// people says about how many people did something, and the nearest phrase of theirs, if it may be shown.
func people(about float64, one, many, did, phrase string) string {
	text := one + did
	if about >= 1.5 {
		text = fmt.Sprintf("about %.0f %s%s", about, many, did)
	}
	if phrase != "" {
		text += fmt.Sprintf(": %q", phrase)
	}
	return text
}

// text names what fits: "fits the asker's role store, workflow returns".
func (n SituationShare) text() string {
	var fits []string
	for _, f := range [...][2]string{{"role", n.Role}, {"topic", n.Topic}, {"workflow", n.Workflow}} {
		if f[1] != "" {
			fits = append(fits, f[0]+" "+f[1])
		}
	}
	return "fits the asker's " + strings.Join(fits, ", ")
}

// where lists the fields that have the word: "title (×3), steps 3 times (×1)".
func (w WordShare) where() string {
	var out []string
	for _, f := range w.Fields {
		if f.Times == 1 {
			out = append(out, fmt.Sprintf("%s (×%g)", f.Field, f.Weight))
		} else {
			out = append(out, fmt.Sprintf("%s %d times (×%g)", f.Field, f.Times, f.Weight))
		}
	}
	if w.Kin != "" {
		out = append(out, fmt.Sprintf("not here; nearest in meaning is %q", w.Kin))
	}
	if w.Learnt {
		out = append(out, learntField)
	}
	return strings.Join(out, ", ")
}

func (e Explanation) confidence(b *strings.Builder) {
	g := e.Grounds
	fmt.Fprintf(b, "Confidence: %s, probability %.2f (sure from %.2f, unsure from %.2f), ",
		e.Tier, e.Probability, e.Sure, e.Unsure)
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
	if g.Refused > 0 {
		fmt.Fprintf(b, "  is not what people who asked alike meant by %.0f %%, which speaks against it,\n", 100*g.Refused)
	}
	fmt.Fprintf(b, "  and its most alike title or ask is %.0f %% like the question.\n", 100*g.Heading)
	if g.Guessed > 0 {
		fmt.Fprintf(b, "  Of the words it has, %.0f %% are mended spellings, which speaks against it.\n",
			100*g.Guessed)
	}
	if e.Tier == Unsure.String() && e.Probability < e.Unsure {
		b.WriteString("  It is offered all the same, because it would be without what was learnt.\n")
	}
	if e.Limit != nil {
		b.WriteString("  " + e.Limit.text() + "\n")
	}
	if e.Opinion != nil {
		b.WriteString("  " + e.Opinion.text() + "\n")
	}
	if e.Moved {
		b.WriteString("  It is first by the asker's situation, which makes no match surer.\n")
	}
}
