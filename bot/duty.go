package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"howto/escalation"
	"howto/escalation/oncall"

	"github.com/slack-go/slack"
)

// Overrides keeps the changes of schedules that people make in Slack. *store.Store is one.
type Overrides interface {
	// Override keeps a new one, once for key. [escalation.ErrOverlap] says that it cannot be.
	Override(ctx context.Context, key string, o escalation.Override,
		also ...escalation.Outgoing) (bool, error)
	// AnswerOverride makes one that was asked for agreed or declined; false: it was answered before.
	AnswerOverride(ctx context.Context, id string, agreed bool,
		also ...escalation.Outgoing) (escalation.Override, bool, error)
	OverrideByID(ctx context.Context, id string) (escalation.Override, error)
}

// turnsOffered is how many turns of a person can be chosen from to give one away.
const turnsOffered = 10

// onCallNow is the answer to the word oncall behind the command: who is on call for each team, and
// what the reader can do about it.
func (b *Bot) onCallNow(ctx context.Context, user string) message {
	me := escalation.User(user)
	var all []dutyView
	var named []string
	for _, t := range b.Rota.Roster.Teams() {
		v := b.dutyOf(t)
		named = append(named, userIDs(slices.Concat(v.On, v.Next))...)
		v.Mine = t.Has(me)
		_, v.CanTake = escalation.TakeOver(t.Schedule, me, b.Now())
		v.CanSwap = len(escalation.Turns(t.Schedule, me, b.Now(), 1)) > 0
		all = append(all, v)
	}
	b.people.learn(ctx, named...) // all at once, or the command would wait for each of them
	return dutyMessage(all)
}

// dutyOf is who is on call for t now, and who comes next.
func (b *Bot) dutyOf(t escalation.Team) dutyView {
	now := b.Now()
	v := dutyView{ID: t.ID, Team: t.Name, Zone: t.Schedule.Zone, Names: b.people.name}
	for i, s := range t.Schedule.Spans(now, now.Add(lookahead)) {
		switch i {
		case 0:
			v.On, v.Until = users(s.Members), s.To
		case 1:
			v.Next = users(s.Members)
		}
	}
	v.AsOf, v.Old = b.AsOf(t.ID)
	if v.Until.Equal(now.Add(lookahead)) {
		v.Until = time.Time{}
	}
	return v
}

// lookahead is how far the next change is looked for; beyond that it is not worth saying.
const lookahead = 60 * 24 * time.Hour

func userIDs(users []escalation.User) []string {
	var all []string
	for _, u := range users {
		all = append(all, string(u))
	}
	return all
}

func users(members []oncall.Member) []escalation.User {
	var all []escalation.User
	for _, m := range members {
		all = append(all, escalation.User(m))
	}
	return all
}

// takeOver puts the presser in the place of whoever is on call, until that turn ends.
func (b *Bot) takeOver(ctx context.Context, p buttonPress) error {
	me := escalation.User(p.User)
	t, known := b.Rota.Roster.Team(p.Value.Pick)
	switch {
	case !known:
		return b.tell(ctx, p, teamGone)
	case !t.Has(me):
		return b.tell(ctx, p, notOfThisTeam)
	}
	when, can := escalation.TakeOver(t.Schedule, me, b.Now())
	if !can {
		return b.tell(ctx, p, onCallAlready)
	}
	o := escalation.Override{Team: t.ID, When: when, By: me, State: escalation.OverrideAgreed}
	told := []post{{Via: viaMessage, Channel: t.Channel, Message: changeMessage(b.changeOf(t, o))}}
	if when.Remove != "" {
		told = append(told, post{Via: viaMessage, Channel: "dm:" + string(when.Remove),
			Message: changeMessage(b.changeOf(t, o))})
	}
	rows, err := b.rows("take_over:"+p.Key, told)
	if err != nil {
		return err
	}
	_, err = b.Overrides.Override(ctx, "press:"+p.Key, o, rows...)
	if errors.Is(err, escalation.ErrOverlap) {
		return b.tell(ctx, p, overlapping)
	}
	if err != nil {
		return fmt.Errorf("press %s: %w", p.Action, err)
	}
	b.ScheduleChanged(ctx)
	return b.queue(ctx, "duty:"+p.Key, p.replace(b.onCallNow(ctx, p.User)))
}

// changeOf is what is said of an override.
func (b *Bot) changeOf(t escalation.Team, o escalation.Override) changeView {
	return changeView{Team: t.Name, Zone: t.Schedule.Zone, Names: b.people.name, Override: o}
}

// swapForm opens the form in which the presser asks somebody to take one of their turns.
func (b *Bot) swapForm(ctx context.Context, p buttonPress) error {
	t, known := b.Rota.Roster.Team(p.Value.Pick)
	if !known {
		return b.tell(ctx, p, teamGone)
	}
	turns := escalation.Turns(t.Schedule, escalation.User(p.User), b.Now(), turnsOffered)
	if len(turns) == 0 {
		return b.tell(ctx, p, noTurns)
	}
	b.open(ctx, p, swapModal(t, turns))
	return nil
}

// swapAsked takes the form: the other one is asked, and nothing changes before they say yes.
func (b *Bot) swapAsked(ctx context.Context, call slack.InteractionCallback) (any, error) {
	f := submission{User: call.User.ID, View: call.View}
	me, other := escalation.User(f.User), escalation.User(f.value(swapWith).SelectedUser)
	from, to, good := turnOf(f.value(swapTurn).SelectedOption.Value)
	t, known := b.Rota.Roster.Team(call.View.PrivateMetadata)
	switch {
	case b.stranger(call.User.TeamID):
		return f.fault(swapTurn, otherWorkspace), nil
	case !known:
		return f.fault(swapTurn, teamGone), nil
	case !good || !to.After(b.Now()):
		return f.fault(swapTurn, "This turn is over. Please pick another."), nil
	case other == me:
		return f.fault(swapWith, "That is you. Choose somebody else."), nil
	case !t.Has(other):
		return f.fault(swapWith, "Only somebody of "+t.Name+" can take the turn."), nil
	}
	o := escalation.Override{
		ID: b.NewID(), Team: t.ID, By: me, State: escalation.OverrideAsked,
		When: oncall.Override{Add: oncall.Member(other), Remove: oncall.Member(me), From: from, To: to},
	}
	rows, err := b.rows("swap:"+call.View.ID, []post{{Via: viaMessage, Channel: "dm:" + string(other),
		Message: swapMessage(b.changeOf(t, o))}})
	if err != nil {
		return nil, err
	}
	if _, err := b.Overrides.Override(ctx, "form:"+call.View.ID, o, rows...); err != nil {
		return nil, fmt.Errorf("swap of a turn of %s: %w", t.ID, err)
	}
	return nil, nil
}

// turnValue is a turn as the form carries it: to the millisecond, as overrides are kept, so that nothing
// of a turn is left over.
func turnValue(s oncall.Span) string {
	return fmt.Sprintf("%d-%d", s.From.UnixMilli(), s.To.UnixMilli())
}

func turnOf(value string) (from, to time.Time, good bool) {
	a, b, found := strings.Cut(value, "-")
	x, errA := strconv.ParseInt(a, 10, 64)
	y, errB := strconv.ParseInt(b, 10, 64)
	return time.UnixMilli(x), time.UnixMilli(y), found && errA == nil && errB == nil
}

// swapAnswered takes the other one's yes or no.
func (b *Bot) swapAnswered(ctx context.Context, p buttonPress) error {
	o, err := b.Overrides.OverrideByID(ctx, p.Value.Pick)
	if err != nil {
		if b.Missing(err) {
			return b.tell(ctx, p, oldButton)
		}
		return fmt.Errorf("press %s: %w", p.Action, err)
	}
	t, known := b.Rota.Roster.Team(o.Team)
	switch {
	case !known:
		return b.tell(ctx, p, teamGone)
	case p.User != string(o.When.Add):
		return b.tell(ctx, p, notYourTurn)
	case !o.When.To.After(b.Now()):
		return b.tell(ctx, p, turnIsOver)
	}
	yes := p.Action == actSwapYes
	o.State = escalation.OverrideDeclined
	if yes {
		o.State = escalation.OverrideAgreed
	}
	said := changeMessage(b.changeOf(t, o))
	told := []post{p.replace(said), {Via: viaMessage, Channel: "dm:" + string(o.By), Message: said}}
	if yes {
		told = append(told, post{Via: viaMessage, Channel: t.Channel, Message: said})
	}
	rows, err := b.rows("swap_answer:"+o.ID, told)
	if err != nil {
		return err
	}
	_, fresh, err := b.Overrides.AnswerOverride(ctx, o.ID, yes, rows...)
	switch {
	case errors.Is(err, escalation.ErrOverlap):
		return b.tell(ctx, p, overlapping)
	case err != nil:
		return fmt.Errorf("press %s: %w", p.Action, err)
	case !fresh:
		return b.tell(ctx, p, answeredAlready)
	}
	b.ScheduleChanged(ctx)
	return nil
}

// HandoffNotes are the rows that tell people who have come on call for a team what is open there.
func (b *Bot) HandoffNotes(ctx context.Context, team string, incoming []escalation.User,
) ([]escalation.Outgoing, error) {
	t, known := b.Rota.Roster.Team(team)
	if !known {
		return nil, nil
	}
	open, err := b.Cases.OpenCases(ctx)
	if err != nil {
		return nil, fmt.Errorf("hand-off of %s: %w", team, err)
	}
	v := handoffView{dutyView: b.dutyOf(t)}
	for _, c := range open {
		if c.Team == team {
			v.Cases = append(v.Cases, b.caseView(ctx, c))
		}
	}
	b.linkThreads(ctx, v.Cases)
	var posts []post
	for _, u := range incoming {
		posts = append(posts, post{Via: viaMessage, Channel: "dm:" + string(u), Message: handoffMessage(v)})
	}
	return b.rows(fmt.Sprintf("handoff:%s:%d", team, b.Now().UnixMilli()), posts)
}
