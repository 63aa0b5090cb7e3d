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

// choiceWords are the sentences of an offer.
type choiceWords struct{ ask, none, noneSpoken, why string }

// words are those for as many assets as are offered. One alone is asked about too: shown as a card it
// would look like an answer that is sure.
func (v choicesView) words() choiceWords {
	if len(v.Hits) == 1 {
		return choiceWords{"I am not sure. Is it this?", "Not this – ask an expert", "Not this", "Why this?"}
	}
	return choiceWords{"I am not sure which of these you mean:", "None of these – ask an expert", "None of these", "Why these?"}
}

// choices offers up to three assets, one press each, and a person when none of them is it.
func choices(v choicesView) message {
	words := v.words()
	ids := []string{actChoose1, actChoose2, actChoose3}
	blocks := []slack.Block{sectionMrkdwn(words.ask)}
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
	bs := []button{{id: actAskExpert, label: words.none,
		value:  actionValue{Ask: v.Ask, View: viewChoices},
		spoken: words.noneSpoken + ": hand my question to " + teamOr(v.Team)}}
	if v.Curator && len(v.Hits) > 0 {
		bs = append(bs, button{id: actWhy, label: words.why,
			value:  actionValue{Ask: v.Ask, Asset: v.Hits[0].Asset.ID},
			spoken: words.why + " Explain the ranking"})
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
