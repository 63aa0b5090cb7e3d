package bot

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"howto/escalation"
	"howto/search"
	"howto/search/review"

	"github.com/slack-go/slack"
)

// What the forms about drafts are recognised by, and the inputs in them. A block is called after its
// input and what the form was filled with: an input keeps what was typed only as long as its block is
// called the same.
const (
	callbackDraft = "draft"
	callbackNote  = "draft_note"

	fieldTitle = "title"
	fieldAsks  = "asks"
	fieldSteps = "steps"
	fieldMore  = "more"
	fieldTopic = "topic"
	fieldOwner = "owner"

	pickNew = "new" // the choice of none of the assets that are there already
)

// optionLimit is the longest text, or value, of something to choose from.
const optionLimit = 75

// A draftState is what the form of a draft carries with it.
type draftState struct {
	Draft   string   `json:"draft"`
	Version int64    `json:"version"`
	Picked  string   `json:"picked,omitempty"` // id of the asset that is updated
	From    string   `json:"from,omitempty"`   // the fingerprint of its text that the form began with
	Near    []string `json:"near,omitempty"`   // ids of the assets to choose from
}

func (s draftState) encode() string {
	raw, err := json.Marshal(s)
	if err != nil {
		return "" // texts and numbers always become JSON
	}
	return string(raw)
}

func decodeDraftState(raw string) (s draftState, ok bool) {
	err := json.Unmarshal([]byte(raw), &s)
	return s, err == nil && s.Draft != ""
}

// A draftForm is what the form of a draft is drawn from.
type draftForm struct {
	Draft    review.Draft
	Asset    search.Asset // what it is filled with
	Picked   string       // id of the asset that is updated; empty for a new one
	From     string       // the fingerprint of its text that Asset began with
	Near     []search.Asset
	Topics   []string
	Direct   bool // nobody looks at it before it is published
	Names    names
	Outdated bool // the asset that is updated has another text by now
}

// suffix parts the blocks of one filling from those of another.
func (f draftForm) suffix() string {
	i := slices.IndexFunc(f.Near, func(a search.Asset) bool { return a.ID == f.Picked })
	return ":" + strconv.FormatInt(f.Draft.Version, 10) + ":" + strconv.Itoa(i+1)
}

func (f draftForm) view() slack.ModalViewRequest {
	blocks := f.head()
	a, at := f.Asset, f.suffix()
	blocks = append(blocks,
		textField(fieldTitle+at, "Title", "What somebody wants to do, in a few words.", a.Title, headerLimit),
		asksField(fieldAsks+at, a.Asks),
		multiField(fieldSteps+at, "Steps",
			"Markdown: a number and a point before each step, **bold** for what is pressed.", a.Body, false),
		multiField(fieldMore+at, "More", "Optional. It opens with the button More.", a.More, true),
		topicField(fieldTopic+at, f.Topics, a.Topics),
		ownerField(fieldOwner+at, a.Owner),
	)
	blocks = append(blocks, contextPlain(f.foot()))
	m := modal("Save as asset", blocks...)
	m.CallbackID = callbackDraft
	m.PrivateMetadata = draftState{Draft: f.Draft.ID, Version: f.Draft.Version, Picked: f.Picked,
		From: f.From, Near: assetIDs(f.Near)}.encode()
	m.Submit, m.Close = plainObjectOf("Send"), plainObjectOf("Not now")
	return m
}

// head says what should be known before the text is read: what a curator wants, and what is there
// already.
func (f draftForm) head() []slack.Block {
	var blocks []slack.Block
	d := f.Draft
	if d.State == review.SentBack {
		blocks = append(blocks, sectionMrkdwn(bold(f.Names.of(d.Curator))+" sent it back:"))
		blocks = append(blocks, quoted(cut(d.Note, questionLimit))...)
	}
	if len(f.Near) > 0 {
		blocks = append(blocks,
			sectionMrkdwn("There may be help like this already. Update one of these instead?"), nearChoice(f))
	}
	if f.Outdated {
		blocks = append(blocks, sectionMrkdwn("This help has been changed since this text was written. "+
			"Choose A new asset, then this one again, to begin with its present text."))
	}
	if d.Reworded {
		blocks = append(blocks, sectionMrkdwn(answerChanged))
	}
	switch {
	case d.Answer == "":
		blocks = append(blocks, sectionMrkdwn("I found no words in the answer: it may be a file, or I may "+
			"not read the thread. Please write the steps."))
	case d.Cut:
		blocks = append(blocks, sectionMrkdwn("The answer is longer than this form. What did not fit is "+
			"left out; it still stands in the thread."))
	}
	if d.Link != "" {
		blocks = append(blocks, contextMrkdwn(threadLink(d.Link)))
	}
	return blocks
}

func threadLink(link string) string {
	if link = safeLink(link); link == "" {
		return ""
	}
	return "<" + escape(link) + "|The thread that it comes from>"
}

func (f draftForm) foot() string {
	const checked = "I took out names of people, addresses of mail and phone numbers as far as I know them. " +
		"Please read the text before you send it. "
	if f.Direct {
		return checked + "Nobody is set up to look at it, so it is in the library as soon as you send it."
	}
	return checked + "Those who keep the library look at it before it is published."
}

// nearChoice offers the assets that are there already, and a new one.
func nearChoice(f draftForm) slack.Block {
	option := func(value, text string) *slack.OptionBlockObject {
		return slack.NewOptionBlockObject(value, plainObjectOf(cut(oneLine(text), optionLimit)), nil)
	}
	options := []*slack.OptionBlockObject{option(pickNew, "A new asset")}
	initial := options[0]
	for i, a := range f.Near {
		options = append(options, option(strconv.Itoa(i), a.Title))
		if a.ID == f.Picked {
			initial = options[i+1]
		}
	}
	radio := slack.NewRadioButtonsBlockElement(actDraftPick, options...)
	radio.InitialOption = initial
	return slack.NewActionBlock("near"+f.suffix(), radio)
}

func textField(block, label, hint, initial string, limit int) *slack.InputBlock {
	in := slack.NewPlainTextInputBlockElement(nil, inputAction).
		WithMaxLength(limit).WithInitialValue(cut(oneLine(initial), limit))
	return slack.NewInputBlock(block, plainObjectOf(label), plainObjectOf(hint), in)
}

func multiField(block, label, hint, initial string, optional bool) *slack.InputBlock {
	in := slack.NewPlainTextInputBlockElement(nil, inputAction).WithMultiline(true).
		WithMaxLength(inputLimit).WithInitialValue(cut(clean(initial), inputLimit))
	b := slack.NewInputBlock(block, plainObjectOf(label), plainObjectOf(hint), in)
	b.Optional = optional
	return b
}

func asksField(block string, asks []string) *slack.InputBlock {
	var lines []string
	for _, a := range asks {
		lines = append(lines, oneLine(a))
	}
	return multiField(block, "How people ask for it", "One way to ask on each line.",
		strings.Join(lines, "\n"), true)
}

// topicField offers the topics that the team answers, and those that the asset has.
func topicField(block string, topics, has []string) *slack.InputBlock {
	all := slices.DeleteFunc(slices.Concat(has, topics), func(t string) bool {
		return t == "" || oneLine(t) != t || runes(t) > optionLimit
	})
	if len(all) == 0 {
		all = []string{"general"}
	}
	var options []*slack.OptionBlockObject
	for i, t := range all {
		if slices.Index(all, t) == i && len(options) < 100 {
			options = append(options, slack.NewOptionBlockObject(t, plainObjectOf(t), nil))
		}
	}
	menu := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, inputAction, options...).
		WithInitialOption(options[0])
	return slack.NewInputBlock(block, plainObjectOf("Topic"), nil, menu)
}

func ownerField(block, owner string) *slack.InputBlock {
	menu := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, nil, inputAction)
	if userID.MatchString(owner) {
		menu.InitialUser = owner
	}
	return slack.NewInputBlock(block, plainObjectOf("Owner"),
		plainObjectOf("The person who keeps it right, and is asked to look at it again in half a year."), menu)
}

func assetIDs(assets []search.Asset) []string {
	var out []string
	for _, a := range assets {
		out = append(out, a.ID)
	}
	return out
}

// waitModal is shown while a form is made.
func waitModal() slack.ModalViewRequest {
	return modal("Save as asset", sectionMrkdwn("One moment, I am reading the answer…"))
}

// sayModal says one thing.
func sayModal(text string) slack.ModalViewRequest {
	return modal("Save as asset", sectionMrkdwn(safeMrkdwn(text)))
}

// noteModal asks a curator what should be changed.
func noteModal(d review.Draft) slack.ModalViewRequest {
	m := modal("Send back", input("What should be changed?",
		"The author reads it and gets the text to edit.", ""))
	m.CallbackID = callbackNote
	m.PrivateMetadata = draftState{Draft: d.ID, Version: d.Version}.encode()
	m.Submit = plainObjectOf("Send back")
	return m
}

// saveButton offers to make an asset of the answer that helped.
func saveButton(v caseView, m escalation.TellTeam) []slack.Block {
	if m.What != escalation.TellSolved {
		return nil
	}
	return []slack.Block{buttons(button{id: actSave, label: "Save as asset", value: v.value(),
		spoken: "Save the answer as an asset, so that the next person finds it"})}
}

// A reviewView is a draft as a curator sees it.
type reviewView struct {
	Draft review.Draft
	// Title is that of the asset that would be updated, as it is now.
	Title string
	Names names
}

// reviewCard shows a curator what would be published. Once that is decided it says how.
func reviewCard(v reviewView) message {
	d, a := v.Draft, v.Draft.Asset
	from := ", from an answer by " + escape(v.Names.of(d.Expert))
	if d.Case == "" { // somebody was asked to look at it
		from = ", by " + escape(v.Names.of(d.Expert))
	}
	what := "A new asset" + from
	if d.Updates != "" {
		what = "A new text for " + bold(cut(v.Title, nameLimit)) + from
	}
	head := []slack.Block{header(a.Title), contextMrkdwn(what, threadLink(d.Link))}
	var tail []slack.Block
	if oneLine(a.More) != "" {
		tail = append(tail, contextPlain(fmt.Sprintf("%d more characters stand behind More: press Edit to read them.",
			runes(a.More))))
	}
	if d.Reworded && d.State == review.Waiting {
		tail = append(tail, contextPlain(answerChanged))
	}
	tail = append(tail, contextPlain(draftFacts(v)))
	return paged(head, render(a.Body, how{}), append(tail, reviewEnd(v)))[0]
}

// draftFacts are the parts of a draft that no card shows.
func draftFacts(v reviewView) string {
	a := v.Draft.Asset
	parts := []string{"Topic " + strings.Join(a.Topics, ", "), "owner " + v.Names.of(a.Owner)}
	if len(a.Asks) > 0 {
		parts = append(parts, "found by: "+strings.Join(a.Asks, " / "))
	}
	if len(a.Audience) > 0 {
		parts = append(parts, "not for everybody")
	}
	return cut(oneLine(strings.Join(parts, " · ")), 600)
}

// reviewEnd is what can be pressed, or who decided.
func reviewEnd(v reviewView) slack.Block {
	d := v.Draft
	switch d.State {
	case review.Published:
		return contextMrkdwn("✓ " + doneLine(v.Names.of(d.Curator), "published", d.ChangedAt))
	case review.SentBack:
		return contextMrkdwn(doneLine(v.Names.of(d.Curator), "sent back", d.ChangedAt) + ": " +
			escape(cut(oneLine(d.Note), phraseShown)))
	case review.Waiting:
		value := draftValue(d)
		return buttons(
			button{id: actPublish, label: "Publish", value: value, style: slack.StylePrimary,
				spoken: "Publish: " + d.Asset.Title},
			button{id: actSendBack, label: "Send back", value: value,
				spoken: "Send back with a note: " + d.Asset.Title},
			button{id: actDraftEdit, label: "Edit", value: value, spoken: "Edit: " + d.Asset.Title})
	}
	return contextPlain("This draft was given up. There is nothing left to do.")
}

func draftValue(d review.Draft) actionValue {
	return actionValue{Draft: d.ID, Version: strconv.FormatInt(d.Version, 10)}
}

// sentBackMessage tells an author what a curator wants changed.
func sentBackMessage(v reviewView) message {
	d := v.Draft
	blocks := []slack.Block{sectionMrkdwn(bold(v.Names.of(d.Curator)) + " looked at " +
		bold(cut(d.Asset.Title, nameLimit)) + " and asks for a change:")}
	blocks = append(blocks, quoted(cut(d.Note, questionLimit))...)
	if line := threadLink(d.Link); line != "" {
		blocks = append(blocks, contextMrkdwn(line))
	}
	return newMessage(append(blocks, buttons(draftButtons(d)...))...)
}

// draftButtons are what an author can do with a draft.
func draftButtons(d review.Draft) []button {
	confirm := confirmation("Give this draft up?",
		cut(oneLine(d.Asset.Title), nameLimit)+" will not be in the library. The answer stays in its thread.",
		"Give it up", "Keep it")
	return []button{
		{id: actDraftEdit, label: "Edit", value: draftValue(d), style: slack.StylePrimary,
			spoken: "Edit: " + d.Asset.Title},
		{id: actDraftDrop, label: "Give it up", value: draftValue(d), confirm: confirm,
			spoken: "Give up: " + d.Asset.Title},
	}
}

// publishedMessage tells those who made an asset that it is in the library.
func publishedMessage(v reviewView) message {
	d := v.Draft
	line := "✓ " + bold(cut(d.Asset.Title, nameLimit)) + " is in the library now. The next person who asks finds it."
	if d.Updates != "" {
		line = "✓ The new text of " + bold(cut(d.Asset.Title, nameLimit)) + " is in the library now."
	}
	blocks := []slack.Block{sectionMrkdwn(line)}
	if line := threadLink(d.Link); line != "" {
		blocks = append(blocks, contextMrkdwn(line))
	}
	return newMessage(blocks...)
}

// sourceGoneMessage tells those who answer for an asset that an answer behind it was deleted.
func sourceGoneMessage(d review.Draft) message {
	blocks := []slack.Block{sectionMrkdwn("An answer that " + bold(cut(d.Asset.Title, nameLimit)) +
		" was made from has been deleted. The text in the library stays as it is. Please see whether it is still right.")}
	if line := threadLink(d.Link); line != "" {
		blocks = append(blocks, contextMrkdwn(line))
	}
	return newMessage(blocks...)
}

// waitingMessage tells an author who looks at the draft.
func waitingMessage(v reviewView, curators []string) message {
	var who []string
	for _, c := range curators {
		who = append(who, escape(v.Names.of(c)))
	}
	return newMessage(sectionMrkdwn("Thank you. " + list(who) + " will look at " +
		bold(cut(v.Draft.Asset.Title, nameLimit)) + " before it is published. I will tell you what becomes of it."))
}
