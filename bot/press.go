package bot

import (
	"context"
	"fmt"
	"strings"

	"howto/outcome"
	"howto/search"

	"github.com/slack-go/slack"
)

// A buttonPress is a button that somebody pressed, as the handlers need it.
type buttonPress struct {
	User, Channel string
	TS, Thread    string // of the message with the button
	URL           string // the response_url; empty in a view
	Trigger       string // opens a form within three seconds
	Ephemeral     bool   // only the presser sees the message
	Message       message
	Action        string
	Value         actionValue
	Key           string // the same press delivered twice has the same key, which names nobody
}

// pressOf reads a press. The value of a button that this release does not know stays empty.
func pressOf(call slack.InteractionCallback, a slack.BlockAction) buttonPress {
	raw := a.Value
	if chosen := a.SelectedOption.Value; chosen != "" {
		raw = chosen
	}
	v, _ := decodeValue(raw)
	p := buttonPress{
		User: call.User.ID, Channel: call.Channel.ID, TS: call.Container.MessageTs,
		Thread: call.Container.ThreadTs, URL: call.ResponseURL, Trigger: call.TriggerID,
		Ephemeral: call.Container.IsEphemeral, Action: a.ActionID, Value: v,
		Message: message{Text: call.Message.Text, Blocks: call.Message.Blocks.BlockSet},
	}
	if p.Channel == "" {
		p.Channel = call.Container.ChannelID
	}
	if p.Thread == "" {
		p.Thread = call.Message.ThreadTimestamp
	}
	p.Key = hashed(a.ActionTs+":"+p.User+":"+a.ActionID, 16)
	if p.Action == actCaseMenu {
		p.Action, p.Value.Pick = v.Pick, ""
	}
	return p
}

// pressed takes one press. An error means that nothing was committed; everything else, also a press
// that comes late, twice, or from the wrong person, ends in a sentence at most.
func (b *Bot) pressed(ctx context.Context, call slack.InteractionCallback, a slack.BlockAction) error {
	p := pressOf(call, a)
	if b.stranger(call.User.TeamID) {
		return b.tell(ctx, p, otherWorkspace)
	}
	switch p.Action {
	case actOpen:
		return nil // the link was opened by Slack
	case actHomeAsk:
		b.open(ctx, p, askModal(""))
		return nil
	case actTakeOver:
		return b.takeOver(ctx, p)
	case actSwap:
		return b.swapForm(ctx, p)
	case actSwapYes, actSwapNo:
		return b.swapAnswered(ctx, p)
	}
	if act, known := caseActions()[p.Action]; known {
		return b.casePressed(ctx, p, act)
	}
	if do := draftActions()[p.Action]; do != nil {
		return do(b, ctx, draftPress{buttonPress: p, View: call.View, Chosen: a.SelectedOption.Value})
	}
	if do := weeklyActions()[p.Action]; do != nil {
		return do(b, ctx, p)
	}
	if do := lookActions()[p.Action]; do != nil {
		return do(b, ctx, p)
	}
	if do := mineActions()[p.Action]; do != nil {
		return do(b, ctx, minePress{buttonPress: p, View: call.View})
	}
	if isStrike(p.Action) {
		return b.strikePressed(ctx, p)
	}
	act, known := askActions()[p.Action]
	if !known || p.Value.Ask == "" {
		return b.tell(ctx, p, oldButton)
	}
	ask, err := b.Ledger.Ask(ctx, p.Value.Ask)
	switch {
	case err != nil && b.Missing(err):
		return b.tell(ctx, p, askForgotten)
	case err != nil:
		return fmt.Errorf("press %s: load ask %s: %w", p.Action, p.Value.Ask, err)
	case !act.anybody && ask.User != p.User:
		return b.tell(ctx, p, notYourAsk)
	}
	return act.do(b, ctx, p, ask)
}

// An askAction is what a button about an ask does, and whether only the asker may press it.
type askAction struct {
	do      func(*Bot, context.Context, buttonPress, outcome.Ask) error
	anybody bool
}

// askActions is the table of the buttons about an ask.
func askActions() map[string]askAction {
	return map[string]askAction{
		actSolved:    {do: (*Bot).solved},
		actNotQuite:  {do: (*Bot).notQuite},
		actAskExpert: {do: (*Bot).askExpert},
		actMore:      {do: (*Bot).more, anybody: true},
		actShare:     {do: (*Bot).share},
		actKeep:      {do: (*Bot).keep},
		actWhy:       {do: (*Bot).whyThis, anybody: true},
		actChoose1:   {do: (*Bot).choose},
		actChoose2:   {do: (*Bot).choose},
		actChoose3:   {do: (*Bot).choose},
		actNewsShow:  {do: (*Bot).showNext},
		actNext1:     {do: (*Bot).showNext, anybody: true},
		actNext2:     {do: (*Bot).showNext, anybody: true},
		actNext3:     {do: (*Bot).showNext, anybody: true},
		actMissing:   {do: (*Bot).askMissing},
	}
}

// commit records what a press did and queues what it shows, once for key. A press that was taken
// before is answered with the sentence again.
func (b *Bot) commit(ctx context.Context, p buttonPress, key string, c commitment) error {
	out, err := b.rows(key, c.posts)
	if err != nil {
		return err
	}
	fresh, err := b.Ledger.Record(ctx, key, c.ask, c.entries, out)
	if err != nil {
		return fmt.Errorf("press %s: %w", key, err)
	}
	if !fresh && c.again != "" {
		return b.tell(ctx, p, c.again)
	}
	return nil
}

// A commitment is what a press writes: the ask as it is then, entries for the ledger, messages, and
// the sentence for whoever presses again.
type commitment struct {
	ask     *outcome.Ask
	entries []outcome.Entry
	posts   []post
	again   string
}

// tell says one sentence to the presser alone.
func (b *Bot) tell(ctx context.Context, p buttonPress, text string) error {
	to := post{Via: viaResponse, URL: p.URL, Message: sentence(text)}
	if p.URL == "" {
		to = post{Via: viaMessage, Channel: "dm:" + p.User, Message: sentence(text)}
	}
	return b.queue(ctx, "tell:"+p.Key, to)
}

// replace puts m in the place of the message that was pressed.
func (p buttonPress) replace(m message) post {
	if p.Ephemeral {
		return post{Via: viaResponse, URL: p.URL, Replace: true, Message: m}
	}
	return post{Via: viaUpdate, Channel: p.Channel, TS: p.TS, Message: m}
}

// inPlace puts the parts of a long card in the place of the pressed message, and below it.
func (p buttonPress) inPlace(parts []message) []post {
	posts := []post{p.replace(parts[0])}
	for _, m := range parts[1:] {
		posts = append(posts, p.after(m))
	}
	return posts
}

// after puts m below the message that was pressed, for the same readers.
func (p buttonPress) after(m message) post {
	if p.Ephemeral {
		return post{Via: viaResponse, URL: p.URL, Message: m}
	}
	return post{Via: viaMessage, Channel: p.Channel, Thread: p.Thread, Message: m}
}

// cardAt is the view of an asset in the place of the pressed message. It reports false when the
// asset is gone or may no longer be seen there.
func (b *Bot) cardAt(ctx context.Context, p buttonPress, ask outcome.Ask, id string) (cardView, bool) {
	a, ok := b.Finder.Asset(id)
	if !ok || !a.VisibleTo(b.readers(p)) {
		return cardView{}, false
	}
	v := b.cardFor(ask, b.hitOf(ctx, ask, a, b.readers(p)), nil, b.readers(p))
	v.Private, v.InDM = p.Ephemeral, !p.Ephemeral && isDM(p.Channel)
	v.CanShare = p.Ephemeral && !isDM(p.Channel) && a.VisibleTo(together(p.Channel))
	v.HasNext = b.following(ask, id, p) != ""
	if id == p.Value.Asset {
		v.From = p.Value.From
	}
	return v, true
}

// cardAnew is cardAt for a card that was not shown before: not of an asset that was retired since its
// button was.
func (b *Bot) cardAnew(ctx context.Context, p buttonPress, ask outcome.Ask) (cardView, bool) {
	if _, ok := b.Finder.Served(p.Value.Asset); !ok {
		return cardView{}, false
	}
	return b.cardAt(ctx, p, ask, p.Value.Asset)
}

// readers is what may be shown in the place of the pressed message.
func (b *Bot) readers(p buttonPress) search.Viewer {
	if p.Ephemeral || isDM(p.Channel) {
		return b.alone(p.User, p.Channel)
	}
	return together(p.Channel)
}

// hitOf is a with the words of ask that it matches.
func (b *Bot) hitOf(ctx context.Context, ask outcome.Ask, a search.Asset,
	to search.Viewer) search.Hit {
	m, err := b.Finder.Find(ctx, search.Query{Text: ask.Text, Viewer: to, Limit: keptHits,
		Situation: b.situation(ask)})
	if err == nil {
		for _, h := range m.Hits {
			if h.Asset.ID == a.ID {
				return h
			}
		}
	}
	return search.Hit{Asset: a}
}

// following is the id of the next best asset after id that p's presser may see, or "".
func (b *Bot) following(ask outcome.Ask, id string, p buttonPress) string {
	viewer := b.readers(p)
	passed := false
	for _, h := range ask.Hits {
		if passed {
			if a, ok := b.Finder.Served(h); ok && a.VisibleTo(viewer) {
				return h
			}
		}
		passed = passed || h == id
	}
	return ""
}

// done is the pressed message with one line in the place of its buttons. One that only the presser
// sees is drawn anew, because Slack does not send it back; so is a card, which may have been changed
// since it was shown.
func (b *Bot) done(ctx context.Context, p buttonPress, ask outcome.Ask, what string) message {
	line := doneLine(b.people.name(p.User), what, b.Now())
	if v, ok := b.cardAt(ctx, p, ask, p.Value.Asset); ok {
		v.Done = line
		return card(v)[0]
	}
	if !p.Ephemeral {
		return withoutButtons(p.Message, line)
	}
	switch p.Value.View {
	case viewChoices:
		return choices(choicesView{Ask: ask.ID, Question: ask.Text, Hits: b.hitsOf(ask, p),
			Team: b.teamName(ask.Team), Done: line})
	case viewNothing, viewNoMore:
		v := b.nothingFor(ctx, ask)
		v.After, v.Done = p.Value.View == viewNoMore, line
		return nothing(v)
	}
	return sentence(line)
}

// hitsOf are the assets that ask was offered, as far as the presser may still see them.
func (b *Bot) hitsOf(ask outcome.Ask, p buttonPress) []search.Hit {
	viewer := b.readers(p)
	var hits []search.Hit
	for _, id := range ask.Seen() {
		if a, ok := b.Finder.Served(id); ok && a.VisibleTo(viewer) {
			hits = append(hits, search.Hit{Asset: a})
		}
	}
	return hits
}

// withoutButtons is a message that was posted, with line in the place of its buttons.
func withoutButtons(m message, line string) message {
	var out message
	for _, block := range m.Blocks {
		switch block := block.(type) {
		case *slack.ActionBlock:
			continue
		case *slack.SectionBlock:
			if block.Accessory != nil && block.Accessory.ButtonElement != nil {
				plain := *block
				plain.Accessory = nil
				out.Blocks = append(out.Blocks, &plain)
				continue
			}
		}
		out.Blocks = append(out.Blocks, block)
	}
	out.Blocks = append(out.Blocks, contextMrkdwn(line))
	out.Text = withLine(m.Text, line)
	return out
}

// withLine is the top-level text of a message with a line below it.
func withLine(text, line string) string {
	return strings.TrimSpace(cutMrkdwn(text, textLimit-runes(line)-2) + "\n\n" + line)
}
