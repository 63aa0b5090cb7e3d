package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"howto/escalation"
)

const insertOutgoing = `
	INSERT INTO outbox (id, key, lane, kind, case_id, body, not_before, expires)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
	ON CONFLICT DO NOTHING`

func (s *Store) enqueue(ctx context.Context, t *tx, o escalation.Outgoing) error {
	if o.ID == "" {
		o.ID = s.NewID()
	}
	o.Key = cmp.Or(o.Key, o.ID)
	if len(o.Body) == 0 {
		o.Body = json.RawMessage("null")
	}
	t.wake = true
	_, err := t.exec(ctx, insertOutgoing, o.ID, o.Key, o.Lane, string(o.Kind), o.Case,
		string(o.Body), millis(o.NotBefore), millis(o.Expires))
	return prefix(err, "outbox: %s", o.Key)
}

// A standing message (root or line) is drawn from the case as it is when it is sent, so one row
// that nobody has begun to send will do for every change since. It keeps its place in the lane:
// what was queued behind the first post needs the thread that the post opens. A row that somebody
// has taken is left alone, even when the lease ran out, because it may have been drawn already. One that stands aside
// waits until its time, which Slack may have set, unless the message has no place any more: then it is a first post by now,
// and comes back at once.
const (
	renewStanding = `UPDATE outbox SET body = $1` + thatStands
	renewFirst    = `
	UPDATE outbox SET body = $1, retry_at = CASE WHEN not_before > 0 THEN 0 ELSE retry_at END, not_before = 0` + thatStands
	thatStands = `
	WHERE case_id = $2 AND kind = $3 AND state = 'waiting' AND leased_until = 0`
)

// stand queues a standing message, or renews the row that waits already. at is where the message is.
func (s *Store) stand(ctx context.Context, t *tx, o escalation.Outgoing, at escalation.Place) error {
	renew := renewStanding
	if at.Thread == "" {
		renew = renewFirst
	}
	n, err := t.exec(ctx, renew, string(o.Body), o.Case, string(o.Kind))
	if err != nil {
		return fmt.Errorf("outbox: %s: %w", o.Key, err)
	}
	if n > 0 {
		t.wake = true
		return nil
	}
	return s.enqueue(ctx, t, o)
}

const expireOutgoing = `
	UPDATE outbox SET state = 'dropped', reason = 'expired', done_at = $1
	WHERE state = 'waiting' AND expires > 0 AND expires <= $1 AND leased_until <= $1`

// Only the oldest row of each lane can be taken. One whose lease was never given back may have been
// sent by whoever had it. A row that is held back until later is not in its lane yet, nor is one that
// stands aside; one that is put off after a failure keeps its place and holds the lane up. One that comes
// back into its lane waits for what is being sent there.
const takeOutgoing = `
	WITH heads AS (
		SELECT o.id FROM outbox o
		WHERE o.state = 'waiting' AND o.not_before <= $1 AND o.retry_at <= $1
			AND o.leased_until <= $1
			AND NOT EXISTS (
				SELECT 1 FROM outbox e
				WHERE e.lane = o.lane AND e.state = 'waiting'
					AND (e.not_before <= $1 AND e.id < o.id OR e.leased_until > $1))
		ORDER BY o.id
		LIMIT $2%s)
	UPDATE outbox SET tries = tries + 1, leased_until = $3, leased_by = $4,
		tried_at = CASE WHEN tried_at = 0 THEN $1 ELSE tried_at END,
		unsure_at = CASE WHEN leased_until > 0 THEN $1 ELSE unsure_at END
	WHERE id IN (SELECT id FROM heads)
	RETURNING id, key, lane, kind, case_id, body, not_before, expires, tries, tried_at, unsure_at`

func scanOutgoing(row scanner) (o escalation.Outgoing, err error) {
	var body []byte
	var notBefore, expires, tried, unsure int64
	err = row.Scan(&o.ID, &o.Key, &o.Lane, &o.Kind, &o.Case, &body, &notBefore, &expires, &o.Tries,
		&tried, &unsure)
	o.Body = slices.Clone(body)
	o.NotBefore, o.Expires = fromMillis(notBefore), fromMillis(expires)
	o.Tried, o.Unsure = fromMillis(tried), fromMillis(unsure)
	return o, err
}

// TakeOutgoing gives at most limit rows to be sent now, one of each lane and the oldest of it, and
// keeps them from all others for the time of the lease. Each must be finished by [Store.Sent],
// [Store.Later], [Store.Behind], [Store.Aside] or [Store.Drop] with the row as it was given; one that is
// not is given out again when the lease is over. Rows that have expired are dropped.
func (s *Store) TakeOutgoing(
	ctx context.Context, limit int, lease time.Duration,
) ([]escalation.Outgoing, error) {
	text := fmt.Sprintf(takeOutgoing, s.skipLocked())
	var taken []escalation.Outgoing
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		now := millis(t.now)
		if _, err := t.exec(ctx, expireOutgoing, now); err != nil {
			return err
		}
		var err error
		taken, err = list(ctx, t, scanOutgoing, text, now, limit, millis(t.now.Add(lease)), s.sender)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("outbox: take: %w", err)
	}
	slices.SortFunc(taken, func(a, b escalation.Outgoing) int { return strings.Compare(a.ID, b.ID) })
	return taken, nil
}

// skipLocked lets several senders take rows at once where the engine has more than one writer.
func (s *Store) skipLocked() string {
	if s.dialect == postgres {
		return " FOR UPDATE OF o SKIP LOCKED"
	}
	return ""
}

// tries in the WHERE clause is the fence: it has risen if somebody else took the row since.
const completeOutgoing = `
	UPDATE outbox SET state = 'sent', channel = $1, ts = $2, done_at = $3, leased_until = 0
	WHERE id = $4 AND tries = $5 AND state = 'waiting'`

// Sent says that Slack took o, and what it said. The receipt of a case's root or status line is
// written into the case, which [Store.CaseAt] then finds by it. A row that was given to somebody
// else since is left alone.
func (s *Store) Sent(ctx context.Context, o escalation.Outgoing, r escalation.Receipt) error {
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, completeOutgoing, r.Channel, r.TS, millis(t.now), o.ID, o.Tries)
		if err != nil {
			return err
		}
		if n == 0 {
			s.late(ctx, o)
			return nil
		}
		t.wake = true // the next row of the lane
		return errors.Join(s.delivered(ctx, t, o, r), s.placeCard(ctx, t, o, r))
	})
	return prefix(err, "outbox: %s sent", o.Key)
}

// late notes a completion that changed nothing. Going on is right: whoever has the row now finishes
// it.
func (s *Store) late(ctx context.Context, o escalation.Outgoing) {
	s.log.WarnContext(ctx, "completed after the lease was lost", "key", o.Key, "tries", o.Tries)
}

const postponeOutgoing = `
	UPDATE outbox SET id = $1, retry_at = $2, reason = $3, unsure_at = $4, not_before = $7, leased_until = 0
	WHERE id = $5 AND tries = $6 AND state = 'waiting'`

// Later puts o off until at and says why. Its lane waits with it, so that order is kept. It keeps
// o.Unsure, which the sender may have set.
func (s *Store) Later(
	ctx context.Context, o escalation.Outgoing, at time.Time, why string,
) error {
	return s.postpone(ctx, o, postponed{id: o.ID, at: at, why: why})
}

// Behind is Later for a row that needs something which stands behind it in its lane, or that nothing
// should wait for: it goes to the end of the lane.
func (s *Store) Behind(
	ctx context.Context, o escalation.Outgoing, at time.Time, why string,
) error {
	return s.postpone(ctx, o, postponed{id: s.NewID(), at: at, why: why})
}

// Aside is Later for a row that nothing should wait for at all: until at the lane goes on as if it were not there. It
// keeps its id, so that [Store.Newer] can tell what was written after it.
func (s *Store) Aside(
	ctx context.Context, o escalation.Outgoing, at time.Time, why string,
) error {
	return s.postpone(ctx, o, postponed{id: o.ID, at: at, why: why, aside: true})
}

// postponed says how a row waits: in which place, until when and why.
type postponed struct {
	id    string
	at    time.Time
	why   string
	aside bool // not in its lane until then
}

func (s *Store) postpone(ctx context.Context, o escalation.Outgoing, p postponed) error {
	notBefore := o.NotBefore
	if p.aside {
		notBefore = p.at
	}
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, postponeOutgoing, p.id, millis(p.at), p.why, millis(o.Unsure), o.ID, o.Tries,
			millis(notBefore))
		if err == nil && n == 0 {
			s.late(ctx, o)
		}
		t.wake = true
		return err
	})
	return prefix(err, "outbox: %s", o.Key)
}

const newerOutgoing = `
	SELECT id, key, lane, kind, case_id, body, not_before, expires, tries, tried_at, unsure_at FROM outbox
	WHERE lane = $1 AND id > $2 AND state <> 'dropped'
	ORDER BY id`

// Newer returns the rows of o's lane that were written after o, the oldest first: those that are sent
// already, as long as they are kept, and those that wait.
func (s *Store) Newer(ctx context.Context, o escalation.Outgoing) ([]escalation.Outgoing, error) {
	all, err := list(ctx, s.r, scanOutgoing, newerOutgoing, o.Lane, o.ID)
	return all, prefix(err, "outbox: after %s", o.Key)
}

const dropOutgoing = `
	UPDATE outbox SET state = 'dropped', done_at = $1, reason = $2, leased_until = 0
	WHERE id = $3 AND tries = $4 AND state = 'waiting'`

// deleteRest takes out the later parts of an answer whose first part was given up.
const deleteRest = `DELETE FROM outbox WHERE state = 'waiting' AND key LIKE 'post:rest:' || $1 || ':%'`

// Drop gives o up for good. The row is kept with the reason; its lane goes on without it, and a case
// whose people it should have asked goes on to others.
func (s *Store) Drop(ctx context.Context, o escalation.Outgoing, why string) error {
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		t.wake = true
		n, err := t.exec(ctx, dropOutgoing, millis(t.now), why, o.ID, o.Tries)
		switch {
		case err != nil:
			return err
		case n == 0:
			s.late(ctx, o)
			return nil
		case o.Kind == escalation.OutPage:
			return s.pageFate(ctx, t, o, false)
		case o.Kind == escalation.OutRoot:
			return s.rootLost(ctx, t, o)
		case o.Kind == escalation.OutToAsker:
			if _, err := t.exec(ctx, deleteRest, o.Key); err != nil {
				return err
			}
			return s.said(ctx, t, o, true)
		case o.Kind == escalation.OutNudge, o.Kind == escalation.OutNudgeAsk:
			return s.said(ctx, t, o, true)
		}
		return nil
	})
	return prefix(err, "outbox: %s", o.Key)
}

const countOutstanding = `SELECT COUNT(*) FROM outbox WHERE state = 'waiting' AND not_before <= $1`

// Outstanding counts the rows that are to be sent by now and are not, those on their way and those
// put off included. Rows held back until later do not count.
func (s *Store) Outstanding(ctx context.Context) (int, error) {
	n, err := first(ctx, s.r, scanCount, countOutstanding, millis(s.Now()))
	return int(n), prefix(err, "outbox")
}
