package store

import (
	"context"
	"encoding/json"
	"fmt"

	"howto/escalation"
	"howto/outcome"
)

// follow keeps what follows from a step: rows for each effect, and the end of the ask or that it goes
// on. was is the state before.
func (s *Store) follow(
	ctx context.Context, t *tx, was escalation.State, c escalation.Case, effects []escalation.Effect,
) error {
	for _, effect := range effects {
		if err := s.keep(ctx, t, c, effect); err != nil {
			return err
		}
	}
	if c.State.Open() {
		if was == "" || was.Open() {
			return nil
		}
		_, err := t.exec(ctx, openAsk, c.Ask)
		return prefix(err, "open ask %s again", c.Ask)
	}
	closed := outcome.Kind(c.State)
	if c.ByCard {
		closed = outcome.Solved
	}
	_, err := t.exec(ctx, closeAsk, string(closed), millis(t.now), c.Ask)
	return prefix(err, "close ask %s", c.Ask)
}

// keep writes the rows of one effect.
func (s *Store) keep(
	ctx context.Context, t *tx, c escalation.Case, effect escalation.Effect,
) error {
	switch e := effect.(type) {
	case escalation.Record:
		if err := putPages(ctx, t, c.ID, e); err != nil {
			return err
		}
		if outcome.Kind(e.Kind) == outcome.Rerouted {
			if _, err := t.exec(ctx, moveAsk, c.Team, c.Ask); err != nil {
				return prefix(err, "ask %s goes to team %q", c.Ask, c.Team)
			}
		}
		return s.append(ctx, t, entry(c, e))
	case escalation.DropPages:
		_, err := t.exec(ctx, dropPages, millis(t.now), c.ID)
		return prefix(err, "outbox: pages of case %s", c.ID)
	}
	o, err := outgoing(c, effect)
	if err != nil {
		return err
	}
	switch o.Kind {
	case escalation.OutRoot:
		return s.stand(ctx, t, o, c.Root)
	case escalation.OutLine:
		return s.stand(ctx, t, o, c.Line)
	}
	return s.enqueue(ctx, t, o)
}

// One that is being sent is past recall.
const dropPages = `
	UPDATE outbox SET state = 'dropped', done_at = $1, reason = 'no longer asked'
	WHERE case_id = $2 AND kind = 'page' AND state = 'waiting' AND leased_until <= $1`

func entry(c escalation.Case, r escalation.Record) outcome.Entry {
	return outcome.Entry{
		Ask: c.Ask, Kind: outcome.Kind(r.Kind), Who: string(r.By), Asset: r.Asset, Team: c.Team,
		Case: c.ID,
	}
}

// outgoing turns an effect on c into its row. What the team sees goes out in the order of the
// team's channel, what the asker sees in the order of theirs. Keys are made of what makes the
// effect itself, so that the same effect is never queued twice.
func outgoing(c escalation.Case, effect escalation.Effect) (escalation.Outgoing, error) {
	team, asker := c.Root.Channel, c.Origin.Channel
	o := escalation.Outgoing{Case: c.ID}
	var body any = standing{Seq: c.Seq}
	switch e := effect.(type) {
	case escalation.ShowRoot:
		o.Kind, o.Lane = escalation.OutRoot, team
		o.Key = fmt.Sprintf("root/%s/%d", c.ID, c.Seq)
	case escalation.ShowLine:
		o.Kind, o.Lane = escalation.OutLine, asker
		o.Key = fmt.Sprintf("line/%s/%d", c.ID, c.Seq)
	case escalation.LeaveRoot:
		o.Kind, o.Lane, body = escalation.OutLeave, e.Root.Channel, e
		o.Key = fmt.Sprintf("leave/%s/%s/%s", c.ID, e.Root.Channel, e.Root.Thread)
	case escalation.Page:
		o.Kind, o.Lane, body = escalation.OutPage, team, e
		o.Key = fmt.Sprintf("page/%s/%d", c.ID, e.Page)
	case escalation.ToAsker:
		o.Kind, o.Lane, body = escalation.OutToAsker, asker, e
		o.Key = fmt.Sprintf("to-asker/%s/%s/%s", c.ID, e.Message.Channel, e.Message.TS)
		if !e.Asks { // an answer that Slack refused, and that the case took back, may be sent again
			o.Key += fmt.Sprintf("/%d", c.Version)
		}
	case escalation.ToTeam:
		o.Kind, o.Lane, body = escalation.OutToTeam, team, e
		o.Key = fmt.Sprintf("to-team/%s/%s/%s", c.ID, e.Message.Channel, e.Message.TS)
	default:
		return aside(c, effect)
	}
	var err error
	o.Body, err = json.Marshal(body)
	return o, prefix(err, "outbox: %s", o.Key)
}

// aside is outgoing for what happens beside the relay. What can happen several times between two
// changes that people see has the case's version in its key, which no two steps share.
func aside(c escalation.Case, effect escalation.Effect) (escalation.Outgoing, error) {
	team, asker := c.Root.Channel, c.Origin.Channel
	o := escalation.Outgoing{Case: c.ID}
	switch e := effect.(type) {
	case escalation.Nudge:
		o.Kind, o.Lane = escalation.OutNudge, team
		o.Key = fmt.Sprintf("nudge/%s/%d", c.ID, c.Version)
	case escalation.NudgeAsker:
		o.Kind, o.Lane = escalation.OutNudgeAsk, asker
		o.Key = fmt.Sprintf("nudge-asker/%s/%d", c.ID, c.Version)
	case escalation.Revise:
		o.Kind, o.Lane = escalation.OutRevise, team
		if e.ToAsker {
			o.Lane = asker
		}
		o.Key = fmt.Sprintf("revise/%s/%d", c.ID, c.Version)
	case escalation.Retract:
		o.Kind, o.Lane = escalation.OutRetract, team
		if e.ToAsker {
			o.Lane = asker
		}
		o.Key = fmt.Sprintf("retract/%s/%d", c.ID, c.Version)
	case escalation.Offer:
		o.Kind, o.Lane = escalation.OutOffer, team
		o.Key = fmt.Sprintf("offer/%s/%s/%s", c.ID, e.Message.Channel, e.Message.TS)
	case escalation.TellTeam:
		o.Kind, o.Lane = escalation.OutTellTeam, team
		o.Key = fmt.Sprintf("tell/%s/%d/%s", c.ID, c.Version, e.What)
	case escalation.Alarm:
		o.Kind, o.Lane = escalation.OutAlarm, "alarm"
		o.Key = fmt.Sprintf("alarm/%s/%d/%s", c.ID, c.Version, e.Why)
	default:
		return o, fmt.Errorf("case %s: no row for effect %T", c.ID, effect)
	}
	var err error
	o.Body, err = json.Marshal(effect)
	return o, prefix(err, "outbox: %s", o.Key)
}

// standing is the body of a root or line row: the change that it was queued for.
type standing struct {
	Seq int `json:"seq"`
}

// The roles of a thread.
const (
	rootRole = "root" // experts write there
	lineRole = "line" // the asker writes there
)

const insertThread = `
	INSERT INTO threads (channel, ts, case_id, role) VALUES ($1, $2, $3, $4)
	ON CONFLICT DO NOTHING`

func putThread(
	ctx context.Context, t *tx, p escalation.Place, caseID, role string,
) error {
	_, err := t.exec(ctx, insertThread, p.Channel, p.Thread, caseID, role)
	return prefix(err, "thread %s/%s", p.Channel, p.Thread)
}
