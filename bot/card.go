package bot

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"howto/search"

	"github.com/slack-go/slack"
)

// A cardView is what a card is drawn from.
type cardView struct {
	Ask      string // the ask's id; the buttons carry it
	Question string // the asker's words
	Hit      search.Hit
	Repaired []search.Repair
	Owner    string // the display name of the asset's owner; empty: none is named

	Private bool // only the asker sees it
	InDM    bool
	// Expanded shows the rest of the asset below the steps.
	Expanded bool
	Note     string // a line above the card
	Done     string // when set: this line, as doneLine makes it, instead of the buttons
	Curator  bool   // adds the button that explains the ranking
	HasNext  bool   // Not quite has something else to show
	CanShare bool
	// AskMissing adds the button that asks what was missing in the card before.
	AskMissing bool
	NextUp     []search.Asset // what is often needed afterwards
	// From is the asset whose card named this one as the next step, if one did: what answered the question.
	From string
	Now  time.Time
}

func (v cardView) asset() search.Asset { return v.Hit.Asset }

func (v cardView) value() actionValue {
	return actionValue{Ask: v.Ask, Asset: v.asset().ID, From: v.From}
}

// card shows an asset: title, why it matched, the help itself, who keeps it right, and what can be
// pressed. When it is too long for one message, the first one has the buttons and the rest follows.
func card(v cardView) []message {
	return paged(cardHead(v), cardBody(v), cardTail(v))
}

func cardHead(v cardView) []slack.Block {
	var head []slack.Block
	if v.Note != "" {
		head = append(head, contextMrkdwn(safeMrkdwn(v.Note)))
	}
	head = append(head, header(v.asset().Title))
	return append(head, contextMrkdwn(kindLine(v.asset()), repairLine(v.Repaired, v.Hit), matchLine(v.Hit)))
}

// kindLine says what sort of help this is and where in the work it belongs.
func kindLine(a search.Asset) string {
	parts := []string{kindWord(a.Kind)}
	if w := oneLine(a.Workflow); w != "" {
		parts = append(parts, "part of "+cut(w, nameLimit))
	}
	if s := oneLine(a.Step); s != "" {
		parts = append(parts, "at the step "+cut(s, nameLimit))
	}
	return escape(strings.Join(parts, " · "))
}

func kindWord(k search.Kind) string {
	switch k {
	case search.KindSteps:
		return "Steps"
	case search.KindChecklist:
		return "Checklist"
	case search.KindSnippet:
		return "Text to copy"
	case search.KindPointer:
		return "Where to find it"
	case search.KindImage:
		return "Picture"
	case search.KindVideo:
		return "Video"
	case search.KindLink:
		return "Page"
	case search.KindPerson:
		return "Person to ask"
	}
	return "Help"
}

// matchedWords is how many of the asker's words a card repeats.
const matchedWords = 6

// matchLine says which of the asker's words were found, and where in the asset; one that was looked for in
// another spelling as the asset has it.
func matchLine(h search.Hit) string {
	var order []string
	at := map[string][]string{}
	for _, w := range h.Words[:min(len(h.Words), matchedWords)] {
		text := bold(cut(cmp.Or(w.Found, w.Text), nameLimit))
		if text == "" || len(w.Fields) == 0 {
			continue
		}
		where := fieldWords(w.Fields[0])
		if where == "" {
			continue
		}
		if at[where] == nil {
			order = append(order, where)
		}
		at[where] = append(at[where], text)
	}
	var parts []string
	for _, where := range order {
		parts = append(parts, strings.Join(at[where], ", ")+" in "+where)
	}
	if len(parts) == 0 {
		return ""
	}
	return "Matched " + strings.Join(parts, "; ")
}

// fieldWords names a field of an asset to somebody who has never seen one. What was learnt is none: a
// word that was only learnt stands nowhere in the asset.
func fieldWords(field string) string {
	switch field {
	case "title":
		return "the title"
	case "asks":
		return "how people ask for it"
	case "topics":
		return "its topics"
	case "more":
		return "the part behind More"
	case "learnt":
		return ""
	}
	return "the steps"
}

// repairLine says which words were looked for in another spelling that stands in what is shown.
func repairLine(repaired []search.Repair, shown ...search.Hit) string {
	var parts []string
	for _, r := range repaired {
		there := slices.ContainsFunc(shown, func(h search.Hit) bool {
			return slices.ContainsFunc(h.Words, func(w search.Word) bool {
				return w.Text == r.From && w.Found == r.To && len(w.Fields) > 0 && fieldWords(w.Fields[0]) != ""
			})
		})
		if !there || len(parts) == matchedWords {
			continue
		}
		if to, from := bold(cut(r.To, nameLimit)), bold(cut(r.From, nameLimit)); to != "" && from != "" {
			parts = append(parts, to+" instead of "+from)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "Showing results for " + strings.Join(parts, ", ")
}

func cardBody(v cardView) []slack.Block {
	a := v.asset()
	body := kindBody(a, v.Owner)
	if len(body) == 0 {
		body = []slack.Block{contextPlain("This help has no text yet. An expert can tell you more.")}
	}
	if v.Expanded && oneLine(a.More) != "" {
		body = append(append(body, slack.NewDividerBlock()), render(a.More, how{})...)
	}
	return oneTable(body)
}

// kindBody is the help itself, with what its kind needs: boxes for a checklist, fixed width for
// text to copy, the name for a person, and a button for what is somewhere else.
func kindBody(a search.Asset, owner string) []slack.Block {
	blocks := render(a.Body, how{
		boxes: a.Kind == search.KindChecklist, breaks: a.Kind == search.KindSnippet})
	switch a.Kind {
	case search.KindSnippet:
		if text := unescapeEntities(plainText(blocks)); text != "" && !hasPreformatted(blocks) {
			return richBlocks([]slack.RichTextElement{preformatted(text)})
		}
	case search.KindPerson:
		if owner = oneLine(owner); owner != "" {
			return append([]slack.Block{sectionMrkdwn("Ask " + bold(cut(owner, nameLimit)))}, blocks...)
		}
	case search.KindVideo, search.KindLink, search.KindPointer:
		if l := firstLink(blocks); l != nil {
			return append(blocks, openButton(a.Kind, l))
		}
	}
	return blocks
}

func openButton(k search.Kind, l *slack.RichTextSectionLinkElement) slack.Block {
	b := button{id: actOpen, label: capital(oneLine(l.Text)), url: l.URL}
	switch {
	case k == search.KindVideo:
		b.label, b.spoken = "Watch the video", "Watch the video: "+l.Text
	case b.label == "" || runes(b.label) > labelShown:
		b.label, b.spoken = "Open the page", "Open the page: "+l.Text
	}
	return buttons(b)
}

// oneTable turns every table after the first into fixed-width text, because two texts of one asset
// may have one each and Slack takes one a message.
func oneTable(blocks []slack.Block) []slack.Block {
	var out []slack.Block
	seen := false
	for _, b := range blocks {
		t, ok := b.(*slack.TableBlock)
		if ok && seen {
			text := unescapeEntities(plainTable(t))
			out = append(out, richBlocks([]slack.RichTextElement{preformatted(text)})...)
			continue
		}
		seen = seen || ok
		out = append(out, b)
	}
	return out
}

func hasPreformatted(blocks []slack.Block) bool {
	for _, e := range elementsOf(blocks) {
		if _, ok := e.(*slack.RichTextPreformatted); ok {
			return true
		}
	}
	return false
}

// firstLink is the first link in blocks, or nil.
func firstLink(blocks []slack.Block) *slack.RichTextSectionLinkElement {
	for _, e := range elementsOf(blocks) {
		var in []slack.RichTextSectionElement
		switch e := e.(type) {
		case *slack.RichTextSection:
			in = e.Elements
		case *slack.RichTextQuote:
			in = e.Elements
		}
		for _, x := range in {
			if l, ok := x.(*slack.RichTextSectionLinkElement); ok {
				return l
			}
		}
	}
	return nil
}

// elementsOf returns the rich text elements of blocks, with the items of lists for themselves.
func elementsOf(blocks []slack.Block) []slack.RichTextElement {
	var out []slack.RichTextElement
	for _, b := range blocks {
		r, ok := b.(*slack.RichTextBlock)
		if !ok {
			continue
		}
		for _, e := range r.Elements {
			if l, ok := e.(*slack.RichTextList); ok {
				out = append(out, l.Elements...)
				continue
			}
			out = append(out, e)
		}
	}
	return out
}

func cardTail(v cardView) []slack.Block {
	var tail []slack.Block
	if line := keeperLine(v); line != "" {
		tail = append(tail, contextPlain(line))
	}
	if v.Done != "" {
		return append(tail, contextMrkdwn(safeMrkdwn(v.Done)))
	}
	tail = append(tail, buttons(cardButtons(v)...))
	if next := nextButtons(v); len(next) > 0 {
		tail = append(tail, buttons(next...))
	}
	return tail
}

// keeperLine says who keeps the asset right, when it was last looked at and when it will be again.
func keeperLine(v cardView) string {
	a := v.asset()
	var parts []string
	if owner := oneLine(v.Owner); owner != "" {
		parts = append(parts, "Owner "+cut(owner, nameLimit))
	}
	if !a.Reviewed.IsZero() {
		parts = append(parts, "reviewed "+day(a.Reviewed))
	}
	switch {
	case a.Review.IsZero():
	case v.Now.Before(a.Review.AddDate(0, 0, 1)):
		parts = append(parts, "next review "+day(a.Review))
	default:
		parts = append(parts, "review was due "+day(a.Review)+", so check before you rely on it")
	}
	return capital(strings.Join(parts, " · "))
}

func cardButtons(v cardView) []button {
	value := v.value()
	quite := "Not quite: say that this did not help"
	if v.HasNext {
		quite = "Not quite: show me the next best"
	}
	bs := []button{
		{id: actSolved, label: "Solved", value: value, style: slack.StylePrimary,
			spoken: "Solved: this helped"},
		{id: actNotQuite, label: "Not quite", value: value, spoken: quite},
		{id: actAskExpert, label: "Ask an expert", value: value,
			spoken: "Ask an expert: hand my question to a person"},
	}
	if oneLine(v.asset().More) != "" && !v.Expanded {
		bs = append(bs, button{id: actMore, label: "More", value: value,
			spoken: "More about " + v.asset().Title})
	}
	if v.CanShare && v.Private {
		bs = append(bs, button{id: actShare, label: "Share to channel", value: value,
			spoken: "Share to channel: everybody here will see this"})
	}
	if v.Private && !v.InDM {
		bs = append(bs, button{id: actKeep, label: "Send to my DMs", value: value,
			spoken: "Send to my direct messages, where it stays"})
	}
	if v.AskMissing {
		bs = append(bs, button{id: actMissing, label: "Say what was missing", value: value,
			spoken: "Say what was missing in the first answer"})
	}
	if v.Curator {
		bs = append(bs, button{id: actWhy, label: "Why this?", value: value,
			spoken: "Why this? Explain the ranking"})
	}
	return bs
}

// nextButtons offers what is often needed afterwards.
func nextButtons(v cardView) []button {
	var out []button
	for i, id := range []string{actNext1, actNext2, actNext3} {
		if i < len(v.NextUp) {
			a := v.NextUp[i]
			out = append(out, button{id: id, label: "Next: " + a.Title,
				value: actionValue{Ask: v.Ask, Asset: a.ID, From: cmp.Or(v.From, v.asset().ID)}})
		}
	}
	return out
}
