package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"howto/escalation"
	"howto/outcome"
)

// follow keeps what follows from a step: a row for each effect, and the end of the ask.
func (s *Store) follow(
	ctx context.Context, t *tx, c escalation.Case, effects []escalation.Effect,
) error {
	for _, effect := range effects {
		if r, ok := effect.(escalation.Record); ok {
			if err := s.append(ctx, t, entry(c, r)); err != nil {
				return err
			}
			continue
		}
		o, err := outgoing(c, effect)
		if err != nil {
			return err
		}
		put := s.enqueue
		if o.Kind == escalation.OutRoot || o.Kind == escalation.OutLine {
			put = s.stand
		}
		if err := put(ctx, t, o); err != nil {
			return err
		}
	}
	if c.State.Open() {
		return nil
	}
	closed := outcome.Kind(c.State)
	if c.ByCard {
		closed = outcome.Solved
	}
	_, err := t.exec(ctx, closeAsk, string(closed), millis(t.now), c.Ask)
	return prefix(err, "close ask %s", c.Ask)
}

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
	case escalation.Page:
		o.Kind, o.Lane, body = escalation.OutPage, team, e
		o.Key = fmt.Sprintf("page/%s/%d/%d/%d", c.ID, c.Loop, c.Step, c.Seq)
	case escalation.ToAsker:
		o.Kind, o.Lane, body = escalation.OutToAsker, asker, e
		o.Key = fmt.Sprintf("to-asker/%s/%s/%s", c.ID, e.Message.Channel, e.Message.TS)
	case escalation.ToTeam:
		o.Kind, o.Lane, body = escalation.OutToTeam, team, e
		o.Key = fmt.Sprintf("to-team/%s/%s/%s", c.ID, e.Message.Channel, e.Message.TS)
	case escalation.TellTeam:
		o.Kind, o.Lane, body = escalation.OutTellTeam, team, e
		o.Key = fmt.Sprintf("tell/%s/%d/%s", c.ID, c.Seq, e.What)
	default:
		return o, fmt.Errorf("case %s: no row for effect %T", c.ID, effect)
	}
	var err error
	o.Body, err = json.Marshal(body)
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

// place writes where Slack put a standing message into its case. A message that had to be posted
// anew has a new place; the old one still leads to the case.
func (s *Store) place(
	ctx context.Context, t *tx, o escalation.Outgoing, r escalation.Receipt,
) error {
	standing := o.Kind == escalation.OutRoot || o.Kind == escalation.OutLine
	if !standing || o.Case == "" || r.TS == "" {
		return nil
	}
	c, err := first(ctx, t, scanCase, selectCase, o.Case)
	if err != nil {
		return err
	}
	was := c.Root.Channel
	if o.Kind == escalation.OutLine {
		was = c.Origin.Channel
	}
	at := escalation.Place{Channel: cmp.Or(r.Channel, was), Thread: r.TS}
	switch {
	case o.Kind == escalation.OutRoot && c.Root != at:
		c.Root = at
		if err := putThread(ctx, t, at, c.ID, rootRole); err != nil {
			return err
		}
	case o.Kind == escalation.OutLine && c.Line != at:
		c.Line = at
		if c.Origin.Thread != "" {
			break // the asker goes on in the thread where they asked
		}
		if err := putThread(ctx, t, at, c.ID, lineRole); err != nil {
			return err
		}
	default:
		return nil
	}
	return updateCase(ctx, t, &c)
}
