package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"howto/escalation"
	"howto/outcome"

	"github.com/slack-go/slack"
)

// The callback ids of the message shortcuts: "Find help for this", and in the thread of a case "Save
// as asset" on an answer and "Send to the asker" on what only the team has seen.
const (
	ShortcutFind = "find_help"
	ShortcutSave = "save_asset"
	ShortcutSend = "send_on"
)

// An inner is the part of an event that the bot looks at. Decoding no more than that keeps an
// unknown block or field from hiding a message.
type inner struct {
	Type        string `json:"type"`
	Subtype     string `json:"subtype"`
	User        string `json:"user"`
	BotID       string `json:"bot_id"`
	Text        string `json:"text"`
	TS          string `json:"ts"`
	ThreadTS    string `json:"thread_ts"`
	Channel     string `json:"channel"`
	ChannelType string `json:"channel_type"`
	Tab         string `json:"tab"`
	UserTeam    string `json:"user_team"` // the workspace of the writer, in shared channels

	Files       []file     `json:"files"`
	Attachments []attached `json:"attachments"`

	// Of a notice about an earlier message: that message now, as it was, or when it was written.
	Message   *inner     `json:"message"`
	Previous  *inner     `json:"previous_message"`
	DeletedTS string     `json:"deleted_ts"`
	Edited    *editStamp `json:"edited"` // of a message that was edited
}

// An editStamp says when a message was edited last.
type editStamp struct {
	TS string `json:"ts"`
}

// Event takes one delivery of the Events API. An error means that nothing was committed and that
// Slack should deliver it again; what the bot does not know is no error.
func (b *Bot) Event(ctx context.Context, raw json.RawMessage) error {
	var outer struct {
		Type  string          `json:"type"`
		Event json.RawMessage `json:"event"`
	}
	var kind struct {
		Type string `json:"type"`
	}
	if json.Unmarshal(raw, &outer) != nil || outer.Type != "event_callback" ||
		json.Unmarshal(outer.Event, &kind) != nil {
		b.Log.DebugContext(ctx, "event ignored", "type", outer.Type)
		return nil
	}
	if kind.Type == "user_change" { // its user is an object, elsewhere it is an id
		return b.personChanged(ctx, outer.Event)
	}
	var ev inner
	if json.Unmarshal(outer.Event, &ev) != nil {
		b.Log.DebugContext(ctx, "event ignored", "type", kind.Type)
		return nil
	}
	switch ev.Type {
	case "app_mention":
		return b.mentioned(ctx, ev)
	case "message":
		return b.said(ctx, ev)
	case "app_home_opened":
		return b.homeOpened(ctx, ev)
	}
	return nil
}

// byPerson reports whether a message is the own words of a person of this workspace, new ones: not a
// bot's, not an edit, not the notice of an unfurl or a join. A reply that is also sent to the channel, and a message with a
// file, are ordinary words.
func (b *Bot) byPerson(ev inner) bool {
	if ev.BotID != "" || ev.User == "" || ev.User == b.self.User ||
		ev.User == "USLACKBOT" || b.stranger(ev.UserTeam) {
		return false
	}
	switch ev.Subtype {
	case "", "thread_broadcast", "file_share", "me_message":
		return true
	}
	return false
}

// messageKey is under which a message is taken once, however often and under however many event ids
// it is delivered: Slack sends a mention as two events with the same channel and timestamp, and a
// retry has the event id and therefore the channel and timestamp of the first try.
func messageKey(ev inner) string { return "message:" + ev.Channel + ":" + ev.TS }

// mentioned answers a question in which the bot was mentioned, in the thread of the mention. In a thread in
// which an expert waits for the writer's reply it is that reply.
func (b *Bot) mentioned(ctx context.Context, ev inner) error {
	if !b.byPerson(ev) {
		return nil
	}
	thread := ev.ThreadTS
	if thread == "" {
		thread = ev.TS
	} else if _, taken, err := b.beside(ctx, ev); taken || err != nil {
		return err
	}
	return b.answerInChannel(ctx, question{
		Key: messageKey(ev), User: ev.User, Channel: ev.Channel, Thread: thread,
		Text: b.withoutMention(ev.Text), Door: outcome.ByMention,
	})
}

// withoutMention takes the bot's own mention out of a text.
func (b *Bot) withoutMention(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "<@"+b.self.User+">", " "))
}

// mentionsMe reports whether text is addressed to the bot.
func (b *Bot) mentionsMe(text string) bool { return strings.Contains(text, "<@"+b.self.User+">") }

// said takes a message: a line of a case when it stands in the thread of one, else in direct messages the
// reply that an expert waits for, or a question. A message elsewhere that mentions the bot comes as
// a mention too, and is taken there.
func (b *Bot) said(ctx context.Context, ev inner) error {
	if ev.Subtype == "message_changed" || ev.Subtype == "message_deleted" {
		return b.changed(ctx, ev)
	}
	if !b.byPerson(ev) {
		return nil
	}
	direct := ev.ChannelType == "im"
	if b.mentionsMe(ev.Text) && !direct {
		return nil
	}
	taken, err := false, error(nil)
	if ev.ThreadTS != "" {
		taken, err = b.inCase(ctx, ev)
	}
	var late []escalation.Case
	if direct && !taken && err == nil {
		late, taken, err = b.beside(ctx, ev)
	}
	if taken || err != nil || !direct {
		return err
	}
	return b.answerInChannel(ctx, question{
		Key: messageKey(ev), User: ev.User, Channel: ev.Channel, Thread: ev.ThreadTS,
		Text: b.withoutMention(ev.Text), Door: outcome.ByDM, TS: ev.TS, Late: late,
	})
}

// inCase hands a message in a thread to the case that owns the thread. It reports false when no case
// does.
func (b *Bot) inCase(ctx context.Context, ev inner) (bool, error) {
	c, found, err := b.caseOf(ctx, ev)
	if !found || err != nil {
		return false, err
	}
	what := b.lineOf(ctx, c, ev)
	if what == nil {
		return true, nil
	}
	step, err := b.Desk.Advance(ctx, messageKey(ev), c.ID, what)
	if err != nil {
		return true, fmt.Errorf("case %s: message %s: %w", c.ID, ev.TS, err)
	}
	return true, b.tellIfLost(ctx, ev, step)
}

// lineOf is what a message in a thread of c means to it; nil when somebody else talks in the asker's
// thread. What the asker writes below an earlier root message is relayed, also where two teams share the channel:
// who has c now does not read it there.
func (b *Bot) lineOf(ctx context.Context, c escalation.Case, ev inner) escalation.Event {
	at, by := escalation.Place{Channel: ev.Channel, Thread: ev.ThreadTS}, escalation.User(ev.User)
	switch {
	case by == c.Asker && (at != c.Root || onAskersSide(c, at, by)):
		return escalation.AskerReply{By: by, Message: messageOf(ev)}
	case !onAskersSide(c, at, by):
		return escalation.Reply{By: by, Member: b.member(ctx, c, ev.Channel, by), Message: messageOf(ev)}
	}
	return nil
}

// onAskersSide reports whether a thread of c is one where the asker reads, and not one of a root
// message, the present one or one before it. An earlier status line is known by who writes there.
func onAskersSide(c escalation.Case, at escalation.Place, by escalation.User) bool {
	return at == c.Line || at == c.Origin || by == c.Asker && at.Channel != c.Root.Channel
}

const (
	// linger is how long a reply may wait for the message that it replies to: people are slower than
	// that, other programs are not.
	linger = time.Second
	// lingerStep is how often it looks.
	lingerStep = 20 * time.Millisecond
)

// caseOf is the case that owns the thread of a message. A reply can be here before the store knows
// that the message it replies to has arrived in Slack; then it waits a moment, and failing that is
// delivered again.
func (b *Bot) caseOf(ctx context.Context, ev inner) (escalation.Case, bool, error) {
	place := escalation.Place{Channel: ev.Channel, Thread: ev.ThreadTS}
	for end := time.Now().Add(linger); ; {
		busy, err := b.sending(ctx, ev)
		if err != nil {
			return escalation.Case{}, false, err
		}
		c, err := b.Cases.CaseAt(ctx, place, escalation.User(ev.User))
		switch {
		case err == nil:
			return c, true, nil
		case !b.Missing(err):
			return c, false, fmt.Errorf("look up the case of thread %s/%s: %w", ev.Channel, ev.ThreadTS, err)
		case !busy:
			return c, false, nil
		case time.Now().After(end):
			return c, false, fmt.Errorf("thread %s/%s: its first message is still on its way", ev.Channel, ev.ThreadTS)
		}
		select {
		case <-ctx.Done():
			return c, false, ctx.Err()
		case <-time.After(lingerStep):
		}
	}
}

// sending reports whether the first message of a case's thread may be on its way to where ev was
// written.
func (b *Bot) sending(ctx context.Context, ev inner) (bool, error) {
	lanes := []string{ev.Channel}
	if ev.ChannelType == "im" {
		lanes = append(lanes, "dm:"+ev.User)
		for _, t := range b.Rota.Roster.TeamsOf(escalation.User(ev.User)) {
			lanes = append(lanes, t.Channel) // a root message that its channel did not take
		}
	}
	for _, lane := range lanes {
		busy, err := b.Cases.Sending(ctx, lane)
		if busy || err != nil {
			return busy, err
		}
	}
	return false, nil
}

// tellIfLost says so when somebody's words went nowhere: the case is closed, or they do not belong to its
// team. An asker is told each time, others once. Other refusals need no words, people may talk in a thread.
func (b *Bot) tellIfLost(ctx context.Context, ev inner, step escalation.Step) error {
	r, refused := step.Refused()
	switch {
	case refused && r.Why == escalation.NotOfTeam:
		return b.tellOutsider(ctx, ev, step.Case)
	case !refused || r.Why != escalation.ClosedCase:
		return nil
	}
	c, by := step.Case, escalation.User(ev.User)
	key, says := "lost:"+messageKey(ev), saidToClosed
	if by != c.Asker {
		if by != c.Owner && !b.member(ctx, c, ev.Channel, by) {
			return nil
		}
		key, says = "lost:"+c.ID+":"+ev.User, answeredToNobody(c.State, b.people.name(string(c.Asker)))
	}
	return b.queue(ctx, key, post{
		Via: viaMessage, Channel: ev.Channel, Thread: ev.ThreadTS, Message: sentence(says),
	})
}

// answeredToNobody tells an expert that an answer came too late.
func answeredToNobody(s escalation.State, asker string) string {
	if s == escalation.Withdrawn {
		return asker + " took this question back, so what you write here reaches nobody."
	}
	return "This question is closed, so what you write here does not reach " + asker + " any more."
}

// Command answers a slash command. The answer goes back in the acknowledgement itself, so that the
// asker sees it without a second round trip; nil is for nothing yet.
func (b *Bot) Command(ctx context.Context, cmd slack.SlashCommand) any {
	if b.stranger(cmd.TeamID) {
		return ephemeral(sentence(otherWorkspace))
	}
	text := strings.TrimSpace(cmd.Text)
	word, rest, _ := strings.Cut(text, " ")
	switch {
	case noQuestion(text):
		return ephemeral(guide(b.commandName(cmd)))
	case strings.EqualFold(text, "oncall") || strings.EqualFold(text, "on call"):
		return ephemeral(b.onCallNow(ctx, cmd.UserID))
	case strings.EqualFold(text, "mine"):
		return b.mineAsked(ctx, cmd)
	case strings.EqualFold(word, "why") && (rest == "" || b.curator(cmd.UserID)):
		all := b.why(ctx, cmd.UserID, cmd.ChannelID, fromSlack(strings.TrimSpace(rest)))
		b.respondAfter(ctx, cmd, "why:"+cmp.Or(cmd.TriggerID, b.NewID()), all[1:])
		return ephemeral(all[0])
	}
	q := question{
		Key: "command:" + cmp.Or(cmd.TriggerID, b.NewID()), User: cmd.UserID, Channel: cmd.ChannelID,
		Text: text, Door: outcome.ByCommand, Private: true,
	}
	first, more := b.answer(ctx, q)
	b.respondAfter(ctx, cmd, q.Key, more)
	return ephemeral(first)
}

// respondAfter queues what follows the acknowledgement of a command, for the same reader.
func (b *Bot) respondAfter(ctx context.Context, cmd slack.SlashCommand, key string, more []message) {
	b.queueOrLog(ctx, key, responses(cmd.ResponseURL, more)...)
}

// responses are messages by a response_url, for its one reader.
func responses(url string, ms []message) []post {
	var posts []post
	for _, m := range ms {
		posts = append(posts, post{Via: viaResponse, URL: url, Message: m})
	}
	return posts
}

func (b *Bot) commandName(cmd slack.SlashCommand) string {
	if cmd.Command != "" {
		return cmd.Command
	}
	return b.Options.Command
}

// commandAnswer is the body of an acknowledgement that is also the first answer.
type commandAnswer struct {
	ResponseType string        `json:"response_type"`
	Text         string        `json:"text"`
	Blocks       []slack.Block `json:"blocks,omitempty"`
}

func ephemeral(m message) commandAnswer { return commandAnswer{"ephemeral", m.Text, m.Blocks} }

// Interact takes a press, a shortcut or a submitted form. The first result is what to acknowledge
// with, nil for nothing.
func (b *Bot) Interact(ctx context.Context, call slack.InteractionCallback) (any, error) {
	switch call.Type {
	case slack.InteractionTypeBlockActions:
		for _, a := range call.ActionCallback.BlockActions {
			if err := b.pressed(ctx, call, *a); err != nil {
				return nil, err
			}
		}
	case slack.InteractionTypeMessageAction:
		switch {
		case b.stranger(call.User.TeamID):
		case call.CallbackID == ShortcutFind:
			return nil, b.findForMessage(ctx, call)
		case call.CallbackID == ShortcutSave:
			return nil, b.saveMessage(ctx, call)
		case call.CallbackID == ShortcutSend:
			return nil, b.sendMessage(ctx, call)
		}
	case slack.InteractionTypeViewSubmission:
		return b.submitted(ctx, call)
	}
	return nil, nil
}

// findForMessage answers the message shortcut: the message is the question, and only the person who
// asked sees the answer.
func (b *Bot) findForMessage(ctx context.Context, call slack.InteractionCallback) error {
	q := question{
		Key: "shortcut:" + call.TriggerID, User: call.User.ID, Channel: call.Channel.ID,
		Text: call.Message.Text, Door: outcome.ByShortcut, Private: true,
	}
	first, more := b.answer(ctx, q)
	return b.queue(ctx, q.Key, responses(call.ResponseURL, append([]message{first}, more...))...)
}
