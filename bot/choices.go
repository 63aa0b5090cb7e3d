package bot

import (
	"strings"

	"howto/search"

	"github.com/slack-go/slack"
)

// A choicesView is what an unsure answer is drawn from.
type choicesView struct {
	Ask, Question string
	Hits          []search.Hit // at most three are shown
	Repaired      []search.Repair
	Team          string // who would answer instead
	Curator       bool   // adds the button that explains the ranking
	Done          string // when set: this line, as doneLine makes it, instead of the buttons
}

// choiceLine is how much of a choice's first line is shown.
const choiceLine = 150

// choices offers up to three assets, one press each, and a person when none of them is it.
func choices(v choicesView) message {
	ids := []string{actChoose1, actChoose2, actChoose3}
	blocks := []slack.Block{sectionMrkdwn("I am not sure which of these you mean:")}
	if line := repairLine(v.Repaired, v.Hits[:min(len(v.Hits), len(ids))]...); line != "" {
		blocks = append(blocks, contextMrkdwn(line))
	}
	for i, h := range v.Hits[:min(len(v.Hits), len(ids))] {
		text := bold(cut(h.Asset.Title, headerLimit))
		if line := firstLine(h.Asset); line != "" {
			text += "\n" + escape(line)
		}
		if v.Done != "" {
			blocks = append(blocks, sectionMrkdwn(text))
			continue
		}
		blocks = append(blocks, sectionWithButton(text, button{id: ids[i], label: "Show this",
			value:  actionValue{Ask: v.Ask, Asset: h.Asset.ID},
			spoken: "Show this: " + h.Asset.Title}))
	}
	if v.Done != "" {
		return newMessage(append(blocks, contextMrkdwn(safeMrkdwn(v.Done)))...)
	}
	bs := []button{{id: actAskExpert, label: "None of these – ask an expert",
		value:  actionValue{Ask: v.Ask, View: viewChoices},
		spoken: "None of these: hand my question to " + teamOr(v.Team)}}
	if v.Curator && len(v.Hits) > 0 {
		bs = append(bs, button{id: actWhy, label: "Why these?",
			value:  actionValue{Ask: v.Ask, Asset: v.Hits[0].Asset.ID},
			spoken: "Why these? Explain the ranking"})
	}
	return newMessage(append(blocks, buttons(bs...))...)
}

// firstLine is the beginning of an asset's help, to tell it from the others.
func firstLine(a search.Asset) string {
	for _, l := range strings.Split(unescapeEntities(markdown(a.Body).Plain), "\n") {
		if l = oneLine(l); l != "" {
			return cut(l, choiceLine)
		}
	}
	return ""
}

// teamOr is a team's name, or words for one without.
func teamOr(name string) string {
	if name = oneLine(name); name != "" {
		return cut(name, nameLimit)
	}
	return "an expert"
}
