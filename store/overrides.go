package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"howto/escalation"
	"howto/escalation/oncall"
)

const (
	takeTurn = `
	INSERT INTO override_turns (team, n) VALUES ($1, 1)
	ON CONFLICT (team) DO UPDATE SET n = override_turns.n + 1`

	insertOverride = `
	INSERT INTO overrides (id, team, adds, removes, begins, ends, made_by, state, made_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`

	overrideColumns = `id, team, adds, removes, begins, ends, made_by, state, made_at`

	selectOverride  = `SELECT ` + overrideColumns + ` FROM overrides WHERE id = $1`
	selectOverrides = `
	SELECT ` + overrideColumns + ` FROM overrides
	WHERE ends > $1 AND state = 'agreed' ORDER BY team, begins, id`
	selectAgreed = `
	SELECT ` + overrideColumns + ` FROM overrides
	WHERE team = $1 AND state = 'agreed' AND ends > $2 AND begins < $3 ORDER BY begins, id`

	deleteOverride = `DELETE FROM overrides WHERE id = $1`
	answerOverride = `
	UPDATE overrides SET state = $1, adds = $2, removes = $3, begins = $4, ends = $5
	WHERE id = $6 AND state = 'asked'`
)

func scanOverride(row scanner) (o escalation.Override, err error) {
	var begins, ends, made int64
	err = row.Scan(&o.ID, &o.Team, &o.When.Add, &o.When.Remove, &begins, &ends, &o.By, &o.State, &made)
	o.When.From, o.When.To, o.At = fromMillis(begins), fromMillis(ends), fromMillis(made)
	return o, err
}

// Override keeps a new override, which is asked or agreed, together with the rows of also. It reports
// false, and keeps nothing, for a key that was taken in before. An agreed one that sends away a
// stand-in takes the place of what had brought them on, see [escalation.HandOn]; any other that names
// somebody whom another one names for the same time is [escalation.ErrOverlap].
func (s *Store) Override(
	ctx context.Context, key string, o escalation.Override, also ...escalation.Outgoing,
) (fresh bool, err error) {
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		if fresh, err = takeIn(ctx, t, key); err != nil || !fresh {
			return err
		}
		o := o
		if o.ID == "" {
			o.ID = s.NewID()
		}
		o.At = t.now
		// As they are kept: a part must not begin and end in one millisecond.
		o.When.From, o.When.To = fromMillis(millis(o.When.From)), fromMillis(millis(o.When.To))
		all := []escalation.Override{o}
		if o.State == escalation.OverrideAgreed {
			if all, err = s.handOn(ctx, t, o); err != nil {
				return err
			}
		}
		for _, o := range all {
			if err := putOverride(ctx, t, o); err != nil {
				return err
			}
		}
		return s.enqueueAll(ctx, t, also)
	})
	return fresh, prefix(err, "override for team %s", o.Team)
}

func putOverride(ctx context.Context, t *tx, o escalation.Override) error {
	_, err := t.exec(ctx, insertOverride, o.ID, o.Team, string(o.When.Add), string(o.When.Remove),
		millis(o.When.From), millis(o.When.To), string(o.By), string(o.State), millis(o.At))
	return err
}

// handOn makes way for o, which is agreed, and returns what it comes to.
func (s *Store) handOn(
	ctx context.Context, t *tx, o escalation.Override,
) (made []escalation.Override, err error) {
	others, err := rivals(ctx, t, o)
	if err != nil {
		return nil, err
	}
	when := make([]oncall.Override, len(others))
	for i, other := range others {
		when[i] = other.When
	}
	left, parts := escalation.HandOn(when, o.When)
	for i, other := range others {
		if slices.Equal(left[i], when[i:i+1]) {
			continue
		}
		if _, err := t.exec(ctx, deleteOverride, other.ID); err != nil {
			return nil, err
		}
		for _, part := range left[i] {
			other.ID, other.When = s.NewID(), part
			if err := putOverride(ctx, t, other); err != nil {
				return nil, err
			}
		}
	}
	for _, part := range parts {
		made = append(made, o)
		made[len(made)-1].ID, made[len(made)-1].When = s.NewID(), part
		if err := noOverlap(ctx, t, made[len(made)-1]); err != nil {
			return nil, err
		}
	}
	return made, nil
}

// rivals are the agreed overrides of the team of o at its time. It first takes the team's turn.
func rivals(ctx context.Context, t *tx, o escalation.Override) ([]escalation.Override, error) {
	if _, err := t.exec(ctx, takeTurn, o.Team); err != nil {
		return nil, err
	}
	return list(ctx, t, scanOverride, selectAgreed, o.Team, millis(o.When.From), millis(o.When.To))
}

// noOverlap refuses o when it would overlap another of its team.
func noOverlap(ctx context.Context, t *tx, o escalation.Override) error {
	others, err := rivals(ctx, t, o)
	if err != nil {
		return err
	}
	for _, other := range others {
		if err := oncall.CheckOverrides([]oncall.Override{o.When, other.When}); err != nil {
			return fmt.Errorf("%w (from %s to %s)", escalation.ErrOverlap,
				other.When.From.Format(time.RFC3339), other.When.To.Format(time.RFC3339))
		}
	}
	return nil
}

// AnswerOverride makes an override that was asked for agreed or declined, together with the rows of
// also, and returns it. Like [Store.Override] it makes way for one that sends away a stand-in, so that
// what is kept may be less than what was asked for. One that has been answered already is returned as
// it is, with false. An answer that would make it overlap another one is [escalation.ErrOverlap].
// ErrNotFound: there is none.
func (s *Store) AnswerOverride(
	ctx context.Context, id string, agreed bool, also ...escalation.Outgoing,
) (o escalation.Override, fresh bool, err error) {
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		fresh = false
		if o, err = first(ctx, t, scanOverride, selectOverride, id); err != nil {
			return err
		}
		if o.State != escalation.OverrideAsked {
			return nil
		}
		o.State, fresh = escalation.OverrideDeclined, true
		if agreed {
			o.State = escalation.OverrideAgreed
		}
		if err := s.answer(ctx, t, o); err != nil {
			return err
		}
		return s.enqueueAll(ctx, t, also)
	})
	return o, fresh, prefix(err, "override %s", id)
}

// answer keeps o, which was asked for, with its new state. The first of what it comes to keeps its id.
// One that comes to nothing, since a turn went back to whose it was, stays as one that does nothing:
// it is known by it that there was an answer.
func (s *Store) answer(ctx context.Context, t *tx, o escalation.Override) error {
	var rest []escalation.Override
	if o.State == escalation.OverrideAgreed {
		made, err := s.handOn(ctx, t, o)
		if err != nil {
			return err
		}
		if o.State = escalation.OverrideDeclined; len(made) > 0 {
			o.State, o.When, rest = made[0].State, made[0].When, made[1:]
		}
	}
	n, err := t.exec(ctx, answerOverride, string(o.State), string(o.When.Add), string(o.When.Remove),
		millis(o.When.From), millis(o.When.To), o.ID)
	if err != nil || n == 0 {
		return errors.Join(err, errOvertaken)
	}
	for _, part := range rest {
		if err := putOverride(ctx, t, part); err != nil {
			return err
		}
	}
	return nil
}

// OverrideByID returns an override, whatever its state, or ErrNotFound.
func (s *Store) OverrideByID(ctx context.Context, id string) (escalation.Override, error) {
	o, err := first(ctx, s.r, scanOverride, selectOverride, id)
	return o, prefix(err, "override %s", id)
}

// Overrides returns the agreed overrides of all teams that end after since, by team and beginning.
func (s *Store) Overrides(ctx context.Context, since time.Time) ([]escalation.Override, error) {
	all, err := list(ctx, s.r, scanOverride, selectOverrides, millis(since))
	return all, prefix(err, "overrides")
}

func (s *Store) enqueueAll(ctx context.Context, t *tx, rows []escalation.Outgoing) error {
	for _, o := range rows {
		if err := s.enqueue(ctx, t, o); err != nil {
			return err
		}
	}
	return nil
}

const (
	selectHandoff = `SELECT members FROM handoffs WHERE team = $1`
	putHandoff    = `
	INSERT INTO handoffs (team, members, since) VALUES ($1, $2, $3)
	ON CONFLICT (team) DO UPDATE SET members = $2, since = $3`
	bringForward = `
	UPDATE timers SET due = $1
	WHERE kind = $2 AND due > $1 AND case_id IN (SELECT id FROM cases WHERE is_open = 1 AND team = $3)`
)

// inForceIn is how long after a hand-off the cases that wait for it are looked at: by then every process
// goes by the new schedule, unless it is kept elsewhere, where each reads it in its own time.
const inForceIn = 5 * time.Second

// Incoming returns who of those on call for a team has come on since [Store.Handoff] was last told,
// and whether anything has changed: the first time everything has, and nobody counts as having come.
func (s *Store) Incoming(
	ctx context.Context, team string, on []escalation.User,
) (incoming []escalation.User, changed bool, err error) {
	incoming, changed, err = incomingOf(ctx, s.r, team, on)
	return incoming, changed, prefix(err, "hand-off of team %s", team)
}

func incomingOf(
	ctx context.Context, q querier, team string, on []escalation.User,
) (incoming []escalation.User, changed bool, err error) {
	text, err := first(ctx, q, scanText, selectHandoff, team)
	if errors.Is(err, ErrNotFound) {
		return nil, true, nil
	}
	if err != nil {
		return nil, false, err
	}
	var before []escalation.User
	if err := json.Unmarshal([]byte(text), &before); err != nil {
		return nil, false, fmt.Errorf("read who was on call: %w", err)
	}
	for _, u := range on {
		if !slices.Contains(before, u) {
			incoming = append(incoming, u)
		}
	}
	return incoming, !slices.Equal(before, on), nil
}

// Handoff remembers who is on call for a team, together with the rows that tell those who have come
// on, unless another process has done so in the meantime. The team's cases that wait for somebody to come
// on call are looked at in a moment, also if nobody was to come so early, and also where another process has remembered
// it before: while this one went by an older schedule it may have looked at them in vain.
func (s *Store) Handoff(
	ctx context.Context, team string, on []escalation.User, notes ...escalation.Outgoing,
) error {
	members, err := json.Marshal(on)
	if err != nil {
		return err
	}
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		if _, err := t.exec(ctx, takeTurn, team); err != nil {
			return err
		}
		_, changed, err := incomingOf(ctx, t, team, on)
		if err != nil {
			return err
		}
		_, err = t.exec(ctx, bringForward, millis(t.now.Add(inForceIn)), string(escalation.ShiftStart), team)
		if err != nil || !changed {
			return err
		}
		_, err = t.exec(ctx, putHandoff, team, string(members), millis(t.now))
		return errors.Join(err, s.enqueueAll(ctx, t, notes))
	})
	return prefix(err, "hand-off of team %s", team)
}
