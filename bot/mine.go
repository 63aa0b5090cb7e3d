package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"howto/escalation"
	"howto/outcome"

	"github.com/slack-go/slack"
)

// What people are told about what is stored about them.
const (
	saidForgotten = "Done. I have forgotten you: your words and your name are gone from my records."
	giveBackFirst = "You have taken questions of others. Please give them back first, or answer them; then press again."
	saidSending   = "I am sending it to your direct messages."
	nothingStored = "Nothing is stored about you."
	saidReading   = "One moment, I am looking…"
	saidAll       = "Here is all that is stored about you, as a file that programs can read too. Not in it are copies " +
		"of messages to teams and of answers to your questions; they go a week after they were sent."
)

// A Mine asks for what is stored about a person to be sent to them: the body of a row of kind OutMine. It
// is read when it is sent, so that no copy of it waits in the outbox, and Slack does not wait for it.
type Mine struct {
	To string `json:"to"` // Slack id
	// URL is the response_url at which they are shown how much it is; empty: all of it goes to their direct
	// messages.
	URL string `json:"url,omitempty"`
}

// A minePress is a press about what is stored, in a message or in the form that shows it.
type minePress struct {
	buttonPress
	View slack.View
}

// mineActions is the table of what is pressed about oneself.
func mineActions() map[string]func(*Bot, context.Context, minePress) error {
	return map[string]func(*Bot, context.Context, minePress) error{
		actMine:     (*Bot).openMine,
		actSendMine: (*Bot).sendMine,
		actForget:   (*Bot).forgetMe,
	}
}

// mineOf is what a person asked lately and what is stored about them.
func (b *Bot) mineOf(ctx context.Context, user string) (mineView, error) {
	v := mineView{Command: b.Options.Command, Zone: b.people.load(ctx, user).Zone}
	asks, err := b.Ledger.AsksOf(ctx, user, mineAsks)
	if err != nil {
		return v, fmt.Errorf("what %s asked: %w", user, err)
	}
	for _, a := range asks {
		v.Asks = append(v.Asks, b.homeAsk(ctx, a))
	}
	if v.Held, err = b.Keeper.HowMuch(ctx, user); err != nil {
		return v, fmt.Errorf("what is stored about %s: %w", user, err)
	}
	open, err := b.Cases.OpenCases(ctx)
	if err != nil {
		return v, fmt.Errorf("open questions of %s: %w", user, err)
	}
	for _, c := range open {
		if string(c.Asker) == user {
			v.Open++
		}
	}
	return v, nil
}

// mineAsked answers the word mine behind the command, after the acknowledgement.
func (b *Bot) mineAsked(ctx context.Context, cmd slack.SlashCommand) any {
	key := "mine:" + cmp.Or(cmd.TriggerID, b.NewID())
	if _, err := b.sendAbout(ctx, key, Mine{To: cmd.UserID, URL: cmd.ResponseURL}); err != nil {
		b.Log.ErrorContext(ctx, "what is stored about a person not sent", "err", err)
		return ephemeral(sentence(searchFailed))
	}
	return nil
}

// sendAbout queues what is stored about a person, once for key.
func (b *Bot) sendAbout(ctx context.Context, key string, m Mine) (fresh bool, err error) {
	body, err := json.Marshal(m)
	if err != nil {
		return false, err
	}
	o := escalation.Outgoing{ID: b.NewID(), Key: key, Lane: "dm:" + m.To, Kind: escalation.OutMine, Body: body}
	if m.URL != "" {
		o.Lane, o.Expires = post{Via: viaResponse, URL: m.URL}.lane(), b.Now().Add(responseLife)
	}
	return b.Ledger.Record(ctx, "sent:"+key, nil, nil, []escalation.Outgoing{o})
}

// openMine shows the same from the Home tab.
func (b *Bot) openMine(ctx context.Context, p minePress) error {
	opened, isOpen := b.openEmpty(ctx, p.buttonPress, aboutModal(contextPlain(saidReading)))
	if !isOpen {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), fillWait)
	defer cancel()
	v, err := b.mineOf(ctx, p.User)
	if err != nil {
		b.show(ctx, opened, aboutModal(sectionMrkdwn(searchFailed)))
		b.Log.ErrorContext(ctx, "what is stored about a person not read", "err", err)
		return nil
	}
	b.show(ctx, opened, aboutModal(mineBlocks(v)...))
	return nil
}

// sendMine queues all that is stored about the presser for their direct messages.
func (b *Bot) sendMine(ctx context.Context, p minePress) error {
	fresh, err := b.sendAbout(ctx, "mine:"+p.Key, Mine{To: p.User})
	switch {
	case err != nil:
		return fmt.Errorf("press %s: %w", p.Action, err)
	case !fresh:
		return nil
	case p.URL == "":
		b.show(ctx, p.View, aboutModal(sectionMrkdwn(saidSending)))
		return nil
	}
	return b.tell(ctx, p.buttonPress, saidSending)
}

// forgetMe erases the presser.
func (b *Bot) forgetMe(ctx context.Context, p minePress) error {
	done, err := b.Keeper.Forget(ctx, p.User)
	switch {
	case errors.Is(err, outcome.ErrHasCases):
		return b.tell(ctx, p.buttonPress, giveBackFirst)
	case err != nil:
		return fmt.Errorf("press %s: %w", p.Action, err)
	}
	// It may have taken longer than Slack waits.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), fillWait)
	defer cancel()
	b.recent.drop(p.User)
	b.Log.InfoContext(ctx, "person forgotten at their own wish", "rows", done.Rows)
	says := forgottenMessage()
	if p.URL == "" {
		b.show(ctx, p.View, aboutModal(says.Blocks...))
		return nil
	}
	return b.queue(ctx, "forgotten:"+b.NewID(), post{Via: viaResponse, URL: p.URL, Replace: true, Message: says})
}

func forgottenMessage() message {
	return newMessage(sectionMrkdwn(saidForgotten),
		contextPlain("Ask again whenever you like: I begin with nothing. Messages in Slack stay where they are."))
}

// deliverMine shows a person how much is stored about them, or sends them all of it, as a file or, where
// Slack takes none, as text.
func (b *Bot) deliverMine(ctx context.Context, o escalation.Outgoing) (escalation.Receipt, error) {
	var body Mine
	if err := decodeBody(o, &body); err != nil {
		return escalation.Receipt{}, err
	}
	if body.URL != "" {
		v, err := b.mineOf(ctx, body.To)
		if err != nil {
			return escalation.Receipt{}, fmt.Errorf("%w: %w", errUntried, err)
		}
		return escalation.Receipt{}, b.respond(ctx, post{URL: body.URL, Message: mineMessage(v)})
	}
	to := escalation.Place{Channel: "dm:" + body.To}
	if r, err := b.already(ctx, o, to); err != nil || r.TS != "" {
		return r, err
	}
	held, err := b.Keeper.About(ctx, body.To)
	if err != nil {
		return escalation.Receipt{}, fmt.Errorf("%w: %w", errUntried, err)
	}
	raw, err := heldJSON(held, b.Now())
	if err != nil {
		return escalation.Receipt{}, fmt.Errorf("%w: %w", errNever, err)
	}
	channel, err := b.channel(ctx, to.Channel)
	if err != nil {
		return escalation.Receipt{}, &postError{to: to, err: fmt.Errorf("%w: %w", errUntried, err)}
	}
	_, err = b.put(ctx, upload{name: mineFile(o.Key), title: "What is stored about you", data: raw,
		channel: channel, says: saidAll})
	if err == nil || uploadPasses(err) && o.Tries < pictureTries {
		return escalation.Receipt{}, err
	}
	b.Log.WarnContext(ctx, "what is stored about a person goes as text", "row", o.Key, "err", err)
	return b.postAll(ctx, o, to, heldMessages(raw))
}

// mineFile is the name of the file for a row, by which it is found in Slack again.
func mineFile(key string) string {
	return "about-you-" + hashed(key, 4) + ".json"
}
