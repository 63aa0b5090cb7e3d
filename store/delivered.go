package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"howto/escalation"
)

// delivered brings into its case what Slack said of a row that it took.
func (s *Store) delivered(
	ctx context.Context, t *tx, o escalation.Outgoing, r escalation.Receipt,
) error {
	if o.Case == "" {
		return nil
	}
	switch o.Kind {
	case escalation.OutRoot, escalation.OutLine:
		if r.TS == "" {
			return nil
		}
		return s.place(ctx, t, o, r)
	case escalation.OutPage:
		if err := s.elsewhere(ctx, t, o, r); err != nil {
			return err
		}
		return s.pageFate(ctx, t, o, true)
	case escalation.OutPost:
		return s.elsewhere(ctx, t, o, r)
	case escalation.OutToTeam:
		return putRelay(ctx, t, o, r)
	case escalation.OutToAsker:
		if err := errors.Join(putRelay(ctx, t, o, r), s.besideOrigin(ctx, t, o, r)); err != nil {
			return err
		}
		return s.said(ctx, t, o, false)
	case escalation.OutNudgeAsk:
		if err := s.besideOrigin(ctx, t, o, r); err != nil {
			return err
		}
		return s.said(ctx, t, o, false)
	case escalation.OutNudge:
		return s.said(ctx, t, o, false)
	}
	return nil
}

// besideOrigin makes the thread below a message to the asker one of the case, because Slack may not have
// taken it in the thread that they asked in: what they reply there is for the case, not a new question.
func (s *Store) besideOrigin(
	ctx context.Context, t *tx, o escalation.Outgoing, r escalation.Receipt,
) error {
	c, err := first(ctx, t, scanCase, selectCase, o.Case)
	if err != nil || r.TS == "" {
		return err
	}
	return putThread(ctx, t, escalation.Place{Channel: r.Channel, Thread: r.TS}, c.ID, lineRole)
}

// elsewhere makes the thread below a message one of the case's root messages where Slack put it into
// another channel than the root message: an expert who was asked in direct messages answers there. In
// direct messages each card has a thread of its own, also beside the root message.
func (s *Store) elsewhere(
	ctx context.Context, t *tx, o escalation.Outgoing, r escalation.Receipt,
) error {
	c, err := first(ctx, t, scanCase, selectCase, o.Case)
	if err != nil || r.TS == "" ||
		r.Channel == c.Root.Channel && !strings.HasPrefix(r.Channel, "D") {
		return err
	}
	return putThread(ctx, t, escalation.Place{Channel: r.Channel, Thread: r.TS}, c.ID, rootRole)
}

// place writes where Slack put a standing message into its case. A message that had to be posted
// anew has a new place; the old one still leads to the case.
func (s *Store) place(
	ctx context.Context, t *tx, o escalation.Outgoing, r escalation.Receipt,
) error {
	c, err := first(ctx, t, scanCase, selectCase, o.Case)
	if err != nil {
		return err
	}
	if o.Kind == escalation.OutLine {
		return placeLine(ctx, t, c, r)
	}
	return s.placeRoot(ctx, t, c, o, r)
}

func placeLine(ctx context.Context, t *tx, c escalation.Case, r escalation.Receipt) error {
	at := escalation.Place{Channel: cmp.Or(r.Channel, c.Origin.Channel), Thread: r.TS}
	if c.Line == at {
		return nil
	}
	c.Line = at
	if c.Origin.Thread == "" || at.Channel != c.Origin.Channel { // else they go on where they asked
		if err := putThread(ctx, t, at, c.ID, lineRole); err != nil {
			return err
		}
	}
	return updateCase(ctx, t, &c)
}

// placeRoot also starts the clock of those whom the root message itself asks. A root message that
// was on its way while the case went to another team is the old team's.
func (s *Store) placeRoot(
	ctx context.Context, t *tx, c escalation.Case, o escalation.Outgoing, r escalation.Receipt,
) error {
	at := escalation.Place{Channel: cmp.Or(r.Channel, c.Root.Channel), Thread: r.TS}
	if c.Root == at {
		return nil
	}
	if err := putThread(ctx, t, at, c.ID, rootRole); err != nil {
		return err
	}
	var drawn standing
	if err := json.Unmarshal(o.Body, &drawn); err != nil {
		return fmt.Errorf("read the row's body: %w", err)
	}
	if drawn.Seq < c.Moved {
		return s.keep(ctx, t, c, escalation.LeaveRoot{Root: at, Team: c.Team})
	}
	c.Root = at
	if c.ByRoot {
		next, effects := escalation.Next(c, escalation.Delivered{Page: c.Page}, t.now)
		if _, refused := (escalation.Step{Effects: effects}).Refused(); !refused {
			c = next
		}
	}
	return updateCase(ctx, t, &c)
}

// pageFate tells a case what became of the message that asks people to take it.
func (s *Store) pageFate(ctx context.Context, t *tx, o escalation.Outgoing, sent bool) error {
	var page escalation.Page
	if err := json.Unmarshal(o.Body, &page); err != nil {
		return fmt.Errorf("read the row's body: %w", err)
	}
	c, err := first(ctx, t, scanCase, selectCase, o.Case)
	if err != nil {
		return err
	}
	var ev escalation.Event = escalation.Undelivered{Page: page.Page}
	if sent {
		ev = escalation.Delivered{Page: page.Page}
	}
	_, err = s.advance(ctx, t, c, ev)
	return err
}

// said tells a case what became of a message that somebody should answer.
func (s *Store) said(ctx context.Context, t *tx, o escalation.Outgoing, lost bool) error {
	var body struct{ Asks bool } // only a ToAsker has it
	if err := json.Unmarshal(o.Body, &body); err != nil {
		return fmt.Errorf("read the row's body: %w", err)
	}
	c, err := first(ctx, t, scanCase, selectCase, o.Case)
	if err != nil {
		return err
	}
	_, err = s.advance(ctx, t, c, escalation.Said{What: o.Kind, Asks: body.Asks, Lost: lost})
	return err
}

// rootLost tells a case whose people the root message itself would have asked that it never will be
// there.
func (s *Store) rootLost(ctx context.Context, t *tx, o escalation.Outgoing) error {
	c, err := first(ctx, t, scanCase, selectCase, o.Case)
	if err != nil || !c.ByRoot {
		return err
	}
	_, err = s.advance(ctx, t, c, escalation.Undelivered{Page: c.Page})
	return err
}

const insertRelay = `
	INSERT INTO relays (case_id, channel, ts, to_channel, to_ts) VALUES ($1, $2, $3, $4, $5)
	ON CONFLICT (case_id, channel, ts) DO UPDATE SET to_channel = $4, to_ts = $5`

// putRelay remembers where the copy of a message is.
func putRelay(ctx context.Context, t *tx, o escalation.Outgoing, r escalation.Receipt) error {
	var body struct{ Message escalation.Message }
	if err := json.Unmarshal(o.Body, &body); err != nil {
		return fmt.Errorf("read the row's body: %w", err)
	}
	if r.TS == "" || body.Message.Channel == "" {
		return nil
	}
	_, err := t.exec(ctx, insertRelay, o.Case, body.Message.Channel, body.Message.TS, r.Channel, r.TS)
	return prefix(err, "copy of %s/%s", body.Message.Channel, body.Message.TS)
}

const selectRelay = `
	SELECT to_channel, to_ts FROM relays WHERE case_id = $1 AND channel = $2 AND ts = $3`

// Copy returns where the copy of a message that the case relayed is: its Thread is the copy's own
// timestamp. ErrNotFound: it was not relayed, or is not sent yet.
func (s *Store) Copy(
	ctx context.Context, id string, m escalation.Message,
) (escalation.Place, error) {
	p, err := first(ctx, s.r, scanPlace, selectRelay, id, m.Channel, m.TS)
	return p, prefix(err, "copy of %s/%s", m.Channel, m.TS)
}
