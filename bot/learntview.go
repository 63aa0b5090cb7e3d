package bot

import (
	"fmt"
	"slices"
	"strings"

	"howto/search"

	"github.com/slack-go/slack"
)

const (
	// shownPhrases is how many learnt phrases are listed at a time, those that count most.
	shownPhrases = 10
	// phraseShown is how much of a phrase is drawn; its button carries all of it.
	phraseShown = 150
)

// A learntView is what an asset has learnt from use, for a curator.
type learntView struct {
	Asset  search.Asset
	Shown  []search.Learnt // at least two people have used each
	Hidden int             // how many others only one person has used
	Note   string          // a line above the list
}

func (v learntView) empty() bool { return len(v.Shown) == 0 && v.Hidden == 0 }

// learntMessage lists what an asset has learnt, with a button that strikes it out beside each phrase.
func learntMessage(v learntView) message {
	var blocks []slack.Block
	if v.Note != "" {
		blocks = append(blocks, sectionMrkdwn(safeMrkdwn(v.Note)))
	}
	if v.empty() {
		return newMessage(blocks...)
	}
	listed := v.Shown[:min(len(v.Shown), shownPhrases)]
	blocks = append(blocks, sectionMrkdwn(bold(cut(v.Asset.Title, nameLimit))+" has learnt from use."+learntWhat(listed)))
	for i, l := range listed {
		blocks = append(blocks, phraseBlock(v.Asset.ID, i, l))
	}
	if rest := notListed(len(v.Shown), v.Hidden); rest != "" {
		blocks = append(blocks, contextPlain(rest))
	}
	return newMessage(append(blocks, buttons(strikeAllButton(v.Asset)))...)
}

// learntWhat says what the phrases listed do.
func learntWhat(listed []search.Learnt) (text string) {
	isRefused := func(l search.Learnt) bool { return l.Refused }
	helped := slices.DeleteFunc(slices.Clone(listed), isRefused)
	if len(helped) > 0 {
		text = " People who asked with these words were helped by it, so they find it now."
	}
	if len(helped) < len(listed) {
		text += " Where people said “Not quite”, I am less sure of it."
	}
	return text
}

// phraseBlock is one phrase. A phrase that no button can carry is shown without one.
func phraseBlock(asset string, i int, l search.Learnt) slack.Block {
	said := "people"
	if l.Refused {
		said = "people said “Not quite”"
	}
	line := fmt.Sprintf("%s · %d %s, the last on %s", quoteMarks(l.Phrase), l.People, said, day(l.Last))
	b := button{id: strikeAction(i), label: "Strike out",
		value:  actionValue{Asset: asset, Phrase: l.Phrase},
		spoken: "Strike out: " + l.Phrase}
	if len(b.value.encode()) > valueLimit {
		return sectionMrkdwn(line)
	}
	return sectionWithButton(line, b)
}

// quoteMarks is somebody's words in a line of mrkdwn.
func quoteMarks(phrase string) string {
	return "“" + escape(cut(oneLine(phrase), phraseShown)) + "”"
}

// notListed says what there is beside the list: phrases that are less used than those in it, and those
// that nobody is shown.
func notListed(shown, hidden int) string {
	var parts []string
	if less := shown - shownPhrases; less > 0 {
		parts = append(parts, fmt.Sprintf("%d more that are used less", less))
	}
	if hidden > 0 {
		more := ""
		if shown > 0 {
			more = "more "
		}
		parts = append(parts, fmt.Sprintf("%d %sthat only one person has used", hidden, more))
	}
	if len(parts) == 0 {
		return ""
	}
	return "Not shown: " + strings.Join(parts, "; ") + "."
}

func strikeAllButton(a search.Asset) button {
	confirm := confirmation("Strike out everything?",
		cut(oneLine(a.Title), nameLimit)+" forgets all that it has learnt until now, also what "+
			"is not shown here. This cannot be undone.", "Strike out all", "Keep it")
	confirm.Style = slack.StyleDanger
	return button{id: actStrikeAll, label: "Strike out all", style: slack.StyleDanger,
		value: actionValue{Asset: a.ID}, confirm: confirm,
		spoken: "Strike out all that this has learnt"}
}

// struckNote says what has been struck out of an asset: a phrase, or everything when it is empty.
func struckNote(a search.Asset, phrase string) string {
	title := escape(cut(oneLine(a.Title), nameLimit))
	if phrase == "" {
		return "Struck out all that “" + title + "” had learnt until now. The search forgets it within seconds."
	}
	return "Struck out " + quoteMarks(phrase) + ". “" + title + "” will not learn it again."
}
