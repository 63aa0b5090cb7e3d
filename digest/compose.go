package digest

import (
	"fmt"
	"strings"

	"howto/outcome"
)

// A Message is one digest.
type Message struct {
	Title    string // one line of plain text; Markdown and Text begin with it
	Markdown string // the whole message: a heading, paragraphs and at most one list
	Text     string // the whole message without markup, for screens that show only that
}

// Names are the words for what a summary knows by id.
type Names struct {
	Team   string            // how people call the team; empty: the summary's own name for it
	Assets map[string]string // titles by asset id; a missing one is called by its id
}

func (n Names) asset(id string) string {
	if title := n.Assets[id]; title != "" {
		return oneLine(title, 60)
	}
	return oneLine(id, 60)
}

// Compose makes the message about s.
func Compose(s outcome.Summary, names Names) Message {
	title := titleOf(s, names)
	blocks := []block{{text: title, heading: true}}
	if s.Hidden {
		blocks = append(blocks, block{text: whyNothing(s)})
	} else {
		blocks = append(blocks,
			block{label: label(outcome.MetricAsks), text: asked(s)},
			block{label: label(outcome.MetricSolved), text: solved(s)},
			block{label: label(outcome.MetricSilent), text: silent(s)},
			block{label: label(outcome.MetricHandedOver), text: handedOver(s)})
		blocks = append(blocks, foundNothing(s.Themes)...)
		blocks = append(blocks,
			block{label: "Next", text: next(s, names)},
			block{text: closing(s), quiet: true})
	}
	return Message{
		Title:    title,
		Markdown: join(blocks, block.markdown),
		Text:     join(blocks, block.plain),
	}
}

func titleOf(s outcome.Summary, names Names) string {
	team := names.Team
	if team == "" {
		team = s.Team
	}
	return fmt.Sprintf("Help at work · %s · week %d (%s)",
		oneLine(team, 40), s.Week.Number, days(s.Week))
}

func whyNothing(s outcome.Summary) string {
	if s.Quiet {
		return "A quiet week: nobody asked. Nothing to do this week."
	}
	return fmt.Sprintf("Fewer than %d people asked, so no figures are shown. Nothing to do this week.",
		outcome.Floor)
}

func asked(s outcome.Summary) string {
	text := fmt.Sprintf("%s from %s.", count(s.Asks, "question"), count(s.People, "person"))
	switch s.Pending {
	case 0:
		return text
	case 1:
		return text + " 1 of them is still open and counts as not solved yet."
	default:
		return text + fmt.Sprintf(" %s of them are still open and count as not solved yet.",
			number(s.Pending))
	}
}

func solved(s outcome.Summary) string {
	text := share(s.Solved)
	if !s.HandOversHidden && s.Solved.Count > 0 {
		text += fmt.Sprintf(" %s by a card, %s by a person.", number(s.ByCard), number(s.ByPerson))
	}
	return text
}

func silent(s outcome.Summary) string {
	if s.Silent.Count == 0 {
		return share(s.Silent)
	}
	return share(s.Silent) + fmt.Sprintf(" Best case, had all of these been solved: %s solved.",
		percent(s.BestCase))
}

func handedOver(s outcome.Summary) string {
	if s.HandOversHidden {
		return fmt.Sprintf("not shown, fewer than %d people.", outcome.Floor)
	}
	text := share(s.HandedOver)
	if s.WaitKnown {
		text += fmt.Sprintf(" Typical wait for a person: %s.", outcome.About(s.MedianWait))
	} else {
		text += " Too few of them had a person to name a typical wait."
	}
	switch s.Waiting {
	case 0:
		return text
	case 1:
		return text + " 1 still waits."
	default:
		return text + fmt.Sprintf(" %s still wait.", number(s.Waiting))
	}
}

func foundNothing(themes []outcome.Theme) []block {
	if len(themes) == 0 {
		return nil
	}
	blocks := []block{{label: label(outcome.MetricThemes)}}
	for _, t := range themes[:min(len(themes), outcome.MaxThemes)] {
		blocks = append(blocks, block{text: phrase(t) + ", " + count(t.People, "person"), item: true})
	}
	return blocks
}

// closing says what the figures cannot tell, and what was left out for the sake of few people.
func closing(s outcome.Summary) string {
	var hidden []string
	if s.HandOversHidden {
		hidden = append(hidden, "hand-overs")
	}
	if s.NotQuiteHidden {
		hidden = append(hidden, "Not quite")
	}
	hidden = append(hidden, "rarer questions")
	return fmt.Sprintf("“Likely” is right 19 times in 20. These figures cannot tell why people "+
		"stayed silent. Hidden where fewer than %d people are behind it: %s.",
		outcome.Floor, strings.Join(hidden, ", "))
}
