package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"howto/escalation"
	"howto/outcome"

	"github.com/slack-go/slack"
)

// A Mine asks for all that is stored about a person to be sent to them: the body of a row of kind
// OutMine. It is read when it is sent, so that no copy of it waits in the outbox.
type Mine struct {
	To string `json:"to"` // Slack id
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
	if v.Held, err = b.Keeper.About(ctx, user); err != nil {
		return v, fmt.Errorf("what is stored about %s: %w", user, err)
	}
	asked, _, err := b.openCasesOf(ctx, user)
	v.Open = len(asked)
	return v, err
}

// openCasesOf are the open cases that a person asked, and how many of others they have taken.
func (b *Bot) openCasesOf(ctx context.Context, user string) (asked []escalation.Case, taken int, err error) {
	all, err := b.Cases.CasesAround(ctx, escalation.User(user))
	if err != nil {
		return nil, 0, fmt.Errorf("open questions of %s: %w", user, err)
	}
	for _, c := range all {
		switch {
		case !c.State.Open():
		case string(c.Asker) == user:
			asked = append(asked, c)
		case string(c.Owner) == user && !c.Left:
			taken++
		}
	}
	return asked, taken, nil
}

// mineNow answers the word mine behind the command.
func (b *Bot) mineNow(ctx context.Context, user string) message {
	if b.Keeper == nil {
		return sentence(noKeeper)
	}
	v, err := b.mineOf(ctx, user)
	if err != nil {
		b.Log.ErrorContext(ctx, "what is stored about a person not read", "err", err)
		return sentence(searchFailed)
	}
	return mineMessage(v)
}

// openMine shows the same from the Home tab.
func (b *Bot) openMine(ctx context.Context, p minePress) error {
	if b.Keeper == nil {
		return b.tell(ctx, p.buttonPress, noKeeper)
	}
	v, err := b.mineOf(ctx, p.User)
	if err != nil {
		return fmt.Errorf("press %s: %w", p.Action, err)
	}
	b.open(ctx, p.buttonPress, mineModal(v))
	return nil
}

// sendMine queues all that is stored about the presser for their direct messages.
func (b *Bot) sendMine(ctx context.Context, p minePress) error {
	if b.Keeper == nil {
		return b.tell(ctx, p.buttonPress, noKeeper)
	}
	body, err := json.Marshal(Mine{To: p.User})
	if err != nil {
		return fmt.Errorf("press %s: %w", p.Action, err)
	}
	row := escalation.Outgoing{ID: b.NewID(), Key: "mine:" + p.Key, Lane: "dm:" + p.User,
		Kind: escalation.OutMine, Body: body}
	fresh, err := b.Ledger.Record(ctx, "press:"+p.Key, nil, nil, []escalation.Outgoing{row})
	switch {
	case err != nil:
		return fmt.Errorf("press %s: %w", p.Action, err)
	case !fresh:
		return nil
	case p.URL == "":
		b.show(ctx, p.View, modal("About you", sectionMrkdwn(saidSending)))
		return nil
	}
	return b.tell(ctx, p.buttonPress, saidSending)
}

// forgetMe erases the presser. What is open is taken back first, so that no expert works for somebody
// who cannot be answered any more.
func (b *Bot) forgetMe(ctx context.Context, p minePress) error {
	if b.Keeper == nil {
		return b.tell(ctx, p.buttonPress, noKeeper)
	}
	open, taken, err := b.openCasesOf(ctx, p.User)
	switch {
	case err != nil:
		return fmt.Errorf("press %s: %w", p.Action, err)
	case taken > 0:
		return b.tell(ctx, p.buttonPress, giveBackFirst)
	}
	for _, c := range open {
		_, err := b.Desk.Advance(ctx, "forget:"+p.Key+":"+c.ID, c.ID, escalation.Withdraw{By: escalation.User(p.User)})
		if err != nil {
			return fmt.Errorf("press %s: take back case %s: %w", p.Action, c.ID, err)
		}
	}
	done, err := b.Keeper.Forget(ctx, p.User)
	if err != nil {
		return fmt.Errorf("press %s: %w", p.Action, err)
	}
	b.recent.drop(p.User)
	b.Log.InfoContext(ctx, "person forgotten at their own wish", "rows", done.Rows)
	says := forgottenMessage(done)
	if p.URL == "" {
		b.show(ctx, p.View, modal("About you", says.Blocks...))
		return nil
	}
	return b.queue(ctx, "forgotten:"+p.Key, post{Via: viaResponse, URL: p.URL, Replace: true, Message: says})
}

func forgottenMessage(done outcome.Forgotten) message {
	return newMessage(sectionMrkdwn(saidForgotten),
		contextPlain("Ask again whenever you like: I begin with nothing. Messages in Slack stay where they are."))
}

// deliverMine sends a person all that is stored about them, as a file or, where Slack takes none, as
// text.
func (b *Bot) deliverMine(ctx context.Context, o escalation.Outgoing) (escalation.Receipt, error) {
	var body Mine
	if err := decodeBody(o, &body); err != nil {
		return escalation.Receipt{}, err
	}
	if b.Keeper == nil {
		return escalation.Receipt{}, fmt.Errorf("%w: nobody keeps what is stored", errNever)
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
		channel: channel, says: "Here is all that is stored about you, as a file that programs can read too."})
	if err == nil || uploadPasses(err) && o.Tries < pictureTries {
		return escalation.Receipt{}, err
	}
	b.Log.WarnContext(ctx, "what is stored about a person goes as text", "row", o.Key, "err", err)
	return b.postAll(ctx, o, to, heldMessages(raw))
}

// mineFile is the name of the file for a row, by which it is found in Slack again.
func mineFile(key string) string {
	sum := sha256.Sum256([]byte(key))
	return "about-you-" + hex.EncodeToString(sum[:4]) + ".json"
}
