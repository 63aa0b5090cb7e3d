package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"howto/escalation"
	"howto/outcome"
	"howto/search"
)

const (
	// keptHits is how many found assets an ask remembers, for Not quite.
	keptHits = 5
	// shownChoices is how many choices are offered when the search is unsure: with more, people stop
	// reading.
	shownChoices = 3
)

// A question is what somebody asked, and where.
type question struct {
	Key     string // taken once
	User    string
	Channel string // where it was asked; "dm:USER" when it has no channel yet
	Thread  string
	Text    string // as Slack delivered it
	Door    outcome.Door
	Private bool   // only the asker sees the answer
	TS      string // of the message, where it is one
	// Late are the cases in which somebody has waited for long for a reply of the asker's: the message at TS may be it.
	Late []escalation.Case
}

// A draft is an answer that nothing has been done about yet.
type draft struct {
	ask      outcome.Ask
	entries  []outcome.Entry
	messages []message
}

// answer gives the answer to a question that is answered at once. The first message is the answer, the
// rest follows it. A question that cannot be recorded is answered all the same: the ledger can do
// without a row, the asker cannot do without an answer.
func (b *Bot) answer(ctx context.Context, q question) (first message, more []message) {
	d := b.draft(ctx, q)
	if d.ask.ID != "" {
		if _, err := b.Ledger.Record(ctx, q.Key, &d.ask, d.entries, nil); err != nil {
			b.Log.ErrorContext(ctx, "answer not recorded", "ask", d.ask.ID, "err", err)
		}
	}
	return d.messages[0], d.messages[1:]
}

// answerInChannel answers a question by messages: it is recorded and the answer queued in one
// transaction, once.
func (b *Bot) answerInChannel(ctx context.Context, q question) error {
	d := b.draft(ctx, q)
	posts := make([]post, len(d.messages))
	for i, m := range d.messages {
		posts[i] = post{Via: viaMessage, Channel: q.Channel, Thread: q.Thread, For: q.User, Message: m}
	}
	for _, m := range b.stillWaits(q.Late, q.Channel, q.TS) {
		posts = append(posts, post{Via: viaMessage, Channel: q.Channel, Thread: q.Thread, For: q.User, Message: m})
	}
	out, err := b.rows(q.Key, posts)
	if err != nil {
		return err
	}
	ask := &d.ask
	if d.ask.ID == "" {
		ask = nil
	}
	if _, err := b.Ledger.Record(ctx, q.Key, ask, d.entries, out); err != nil {
		return fmt.Errorf("answer %s: %w", q.Key, err)
	}
	return nil
}

// draft finds and words the answer. A question without a word gets the guide, and is no ask.
func (b *Bot) draft(ctx context.Context, q question) draft {
	text := cut(strings.TrimSpace(fromSlack(q.Text)), questionLimit)
	if noQuestion(text) {
		return draft{messages: []message{guide(b.Options.Command)}}
	}
	came := b.Now()
	to := together(q.Channel)
	if q.Private || isDM(q.Channel) {
		to = b.alone(q.User, q.Channel)
	}
	ask := outcome.Ask{
		ID: b.askID(q.Key), User: q.User, Text: text, At: came, Door: q.Door,
		Channel: q.Channel, Thread: q.Thread,
	}
	m, err := b.Finder.Find(ctx, search.Query{Text: text, Viewer: to, Limit: keptHits,
		Situation: b.situation(ask)})
	if err != nil {
		// Without the index a person can still help, and the asker is told so.
		b.Log.ErrorContext(ctx, "search failed", "err", err)
		m = search.Match{}
	}
	ask.Team = b.Rota.Roster.Route(b.routed(ask, m.Hits)).ID
	ask.Hits, ask.Confidence = ids(m.Hits), m.Confidence.String()
	asked := ledger(ask, outcome.Asked, q.User, "")
	asked.Door, asked.Confidence, asked.At, asked.Mode = q.Door, ask.Confidence, ask.At, b.mode(q)
	d := draft{ask: ask, entries: []outcome.Entry{asked}}
	b.compose(ctx, &d, q, m, to)
	// It is kept in whole milliseconds, and none would say that it was not measured.
	d.entries[len(d.entries)-1].Took = max(time.Millisecond, b.Now().Sub(came))
	return d
}

// mode is what a question was asked for. Who is a program is asked of what is known, not of Slack: the
// answer does not wait for a figure.
func (b *Bot) mode(q question) outcome.Mode {
	if mode := b.Mode(q.User, q.Channel); mode != outcome.OnTheJob || !b.people.program(q.User) {
		return mode
	}
	return outcome.Bot
}

// askID is the id of the ask that a delivery makes: the same one when it comes twice, so that the
// buttons of both answers work.
func (b *Bot) askID(key string) string {
	if key == "" {
		return b.NewID()
	}
	return hashed("ask:"+key, 16)
}

// noQuestion reports whether text asks for nothing: it holds no letter or digit, or it is what people
// say to see what they are talking to.
func noQuestion(text string) bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	switch strings.Join(words, " ") {
	case "", "help", "hi", "hello", "hey", "thanks", "thank you", "ok", "okay", "test",
		"what can you do", "who are you":
		return true
	}
	return false
}

// compose words the answer by how sure the search is: a card, up to three choices, or a person.
func (b *Bot) compose(ctx context.Context, d *draft, q question, m search.Match, to search.Viewer) {
	switch {
	case m.Confidence == search.None || len(m.Hits) == 0:
		d.entries = append(d.entries, ledger(d.ask, outcome.NotFound, "", ""))
		d.messages = []message{nothing(b.nothingFor(ctx, d.ask))}
	case m.Confidence == search.Unsure:
		d.ask.Shown = min(len(m.Hits), shownChoices)
		d.entries = append(d.entries, ledger(d.ask, outcome.Offered, "", ""))
		d.messages = []message{choices(choicesView{
			Ask: d.ask.ID, Question: d.ask.Text, Hits: m.Hits[:d.ask.Shown], Repaired: m.Repaired,
			Team: b.teamName(d.ask.Team), Curator: b.curator(q.User),
		})}
	default:
		d.ask.Shown = 1
		d.entries = append(d.entries, ledger(d.ask, outcome.Served, "", m.Hits[0].Asset.ID))
		d.messages = card(b.cardFor(d.ask, m.Hits[0], m.Repaired, to))
		b.reads(q.User, d.ask, m.Hits[0].Asset)
	}
}

// cardFor is the view of a hit as the answer to ask, for the readers in to.
func (b *Bot) cardFor(ask outcome.Ask, h search.Hit, repaired []search.Repair,
	to search.Viewer) cardView {
	dm := isDM(ask.Channel)
	private := ask.Door == outcome.ByCommand || ask.Door == outcome.ByShortcut
	return cardView{
		Ask: ask.ID, Question: ask.Text, Hit: h, Repaired: repaired,
		Private: private, InDM: dm && !private, Curator: b.curator(ask.User),
		HasNext:  ask.Shown < len(ask.Hits),
		CanShare: private && !dm && h.Asset.VisibleTo(together(ask.Channel)),
		NextUp:   b.nextUp(h.Asset, to), Owner: b.people.name(h.Asset.Owner), Now: b.Now(),
	}
}

// nextUp are the assets that a names as the next step, as far as to may see them.
func (b *Bot) nextUp(a search.Asset, to search.Viewer) []search.Asset {
	var next []search.Asset
	for _, id := range a.Next {
		if n, ok := b.Finder.Served(id); ok && n.VisibleTo(to) {
			next = append(next, n)
		}
	}
	return next
}

// nothingFor is the view that says that nothing fits, and who can help.
func (b *Bot) nothingFor(ctx context.Context, ask outcome.Ask) nothingView {
	duty := b.canAsk(ctx, ask.Team, escalation.Case{Asker: escalation.User(ask.User)})
	v := nothingView{Ask: ask.ID, Question: ask.Text, Team: b.teamName(ask.Team), UsualWait: b.Wait(ctx, ask.Team),
		NextShift: duty.Next, Zone: b.teamZone(ask.Team), Closed: duty.Closed, CanAsk: len(duty.First()) > 0}
	on := b.Rota.Roster.OnCall(ask.Team, b.Now())
	b.people.learn(ctx, userIDs(duty.First())...)
	for _, u := range duty.First() {
		if slices.Contains(on, u) {
			v.OnCall = append(v.OnCall, b.people.name(string(u)))
		}
	}
	return v
}

func (b *Bot) teamName(id string) string {
	if t, ok := b.Rota.Roster.Team(id); ok {
		return t.Name
	}
	return id
}

func (b *Bot) teamZone(id string) *time.Location {
	if t, ok := b.Rota.Roster.Team(id); ok && t.Schedule.Zone != nil {
		return t.Schedule.Zone
	}
	return time.UTC
}

// why explains the ranking of a question, or of the person's last one, to that person alone.
func (b *Bot) why(ctx context.Context, user, channel, text string) []message {
	ask := outcome.Ask{User: user, Channel: channel, Text: text}
	if text == "" {
		asks, err := b.Ledger.AsksOf(ctx, user, 1)
		if err != nil {
			b.Log.ErrorContext(ctx, "last question not read", "err", err)
			return []message{sentence(searchFailed)}
		}
		if len(asks) == 0 {
			return []message{sentence(whyNothing)}
		}
		ask = asks[0]
	}
	return b.explain(ctx, user, "", search.Query{Text: ask.Text, Viewer: b.alone(user, channel),
		Situation: b.situation(ask)})
}

// explain is how the ranking of a question comes about. To a curator it also says what the asset with
// that id, or the best one where there is no id, has learnt.
func (b *Bot) explain(ctx context.Context, user, asset string, q search.Query) []message {
	q.Limit = keptHits
	m, err := b.Finder.Find(ctx, q)
	if err != nil {
		b.Log.ErrorContext(ctx, "search failed", "err", err)
		return []message{sentence(searchFailed)}
	}
	out := []message{whyMessage(m.Explain())}
	if asset == "" && len(m.Hits) > 0 {
		asset = m.Hits[0].Asset.ID
	}
	if a, ok := b.Finder.Asset(asset); ok && b.curator(user) {
		if v := b.learntFor(ctx, a); !v.empty() {
			out = append(out, learntMessage(v))
		}
	}
	return out
}

// isDM reports whether channel is direct messages: those with the bot, or, where a command was typed,
// those of two people.
func isDM(channel string) bool {
	return strings.HasPrefix(channel, "D") || strings.HasPrefix(channel, "dm:")
}

// routed is what decides which team ask goes to.
func (b *Bot) routed(ask outcome.Ask, hits []search.Hit) escalation.Ask {
	known := escalation.Ask{Text: ask.Text, Channel: ask.Channel, Groups: b.groups.of(ask.User)}
	if len(hits) > 0 {
		known.Topics, known.Workflow = hits[0].Asset.Topics, hits[0].Asset.Workflow
	}
	return known
}

func ids(hits []search.Hit) []string {
	out := make([]string, 0, min(len(hits), keptHits))
	for _, h := range hits[:min(len(hits), keptHits)] {
		out = append(out, h.Asset.ID)
	}
	return out
}

// origin is where the asker of ask reads what becomes of it: where they asked when everybody there can
// read it, else direct messages. Whoever asks in the thread where experts answer somebody else reads in
// direct messages too: what is written in that thread belongs to the case that it is about.
func (b *Bot) origin(ctx context.Context, ask outcome.Ask) (escalation.Place, error) {
	at := escalation.Place{Channel: ask.Channel, Thread: ask.Thread}
	private := escalation.Place{Channel: "dm:" + ask.User}
	switch {
	case ask.Door != outcome.ByMention && ask.Door != outcome.ByDM:
		return private, nil
	case at.Thread == "":
		return at, nil
	}
	c, err := b.Cases.CaseAt(ctx, at, "")
	switch {
	case err != nil && !b.Missing(err):
		return at, fmt.Errorf("look up the case of %s/%s: %w", at.Channel, at.Thread, err)
	case err == nil && !onAskersSide(c, at, ""):
		return private, nil
	}
	return at, nil
}
