package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"howto/bot"
	"howto/config"
	"howto/digest"
	"howto/escalation"
	"howto/outcome"
	"howto/store"
)

const (
	// weeklyEvery is how often the service looks whether a digest is due.
	weeklyEvery = time.Minute
	// ignoredFor is after how many digests in a row without a press a manager is asked whether they want
	// fewer.
	ignoredFor = 4
)

// weekly puts each manager's digests into the outbox when they are due, from when names are known: what
// people asked for is told without them.
func (v *service) weekly(ctx context.Context) {
	if v.names().wait(ctx) != nil {
		return
	}
	if !v.bot.KnowsNames() {
		v.log.WarnContext(ctx, "weekly messages name no themes until the names of people are known")
	}
	w := weeklies{service: v}
	keepDoing(ctx, v.log, chore{work: "weekly messages", do: w.once, every: weeklyEvery})
}

// weeklies writes digests. The key of a digest names manager, team and week and is kept with it, so that
// it is written once, whatever restarts or other processes do.
type weeklies struct {
	*service
	done map[string]bool // keys that need not be looked at again
	made *weekMade       // last, in this pass
}

// A weekMade is a team's week as all its managers read it.
type weekMade struct {
	from    studier
	team    string
	week    outcome.Week
	study   outcome.Study
	message *digest.Message // nil as long as nobody reads it: it has a picture
}

// once writes the digests that are due and examines each team's last week, one after the other, so that
// a machine of two cores has one for those who ask meanwhile. One that cannot be written holds up no
// other, and is logged: once returns nil.
func (w *weeklies) once(ctx context.Context) error {
	if w.done == nil {
		w.done = map[string]bool{}
	}
	for _, t := range w.roster.Teams() {
		for _, m := range w.cfg.Digest.Managers {
			if !slices.Contains(m.Teams, t.ID) {
				continue
			}
			if err := w.write(ctx, m, t.ID); err != nil && ctx.Err() == nil {
				w.log.ErrorContext(ctx, "digest not written", "team", t.ID, "err", err)
			}
		}
		if err := w.examine(ctx, t.ID); err != nil && ctx.Err() == nil {
			w.log.ErrorContext(ctx, "last week not examined", "team", t.ID, "err", err)
		}
		w.made = nil
	}
	return nil
}

// studied is a team's week, made once for all its managers and its examination. Which asks came again is
// written down first: the work that does so may be a minute behind, or has not begun after a start, and
// what it found later would change figures that a manager has read.
func (w *weeklies) studied(ctx context.Context, team string, week outcome.Week) (*weekMade, error) {
	if w.made != nil && w.made.team == team && w.made.week == week {
		return w.made, nil
	}
	if _, err := w.store.AskedAgain(ctx); err != nil {
		return nil, err
	}
	m := &weekMade{from: w.studier(), team: team, week: week}
	var err error
	if m.study, err = m.from.study(ctx, team, week); err != nil {
		return nil, err
	}
	w.made = m
	return m, nil
}

// compose is the message about the week, sent at a time.
func (m *weekMade) compose(sent time.Time) digest.Message {
	if m.message == nil {
		names := m.from.names(m.team)
		names.Sent = sent
		d := digest.Compose(m.study, names)
		m.message = &d
	}
	return *m.message
}

// write queues the digest of one manager and team if it is due, wanted and not queued before.
func (w *weeklies) write(ctx context.Context, m config.Manager, team string) error {
	week, due := w.schedule(ctx, m, team).Due(w.now())
	key := digest.Key(m.User, team, week)
	if w.done[key] || !due {
		return nil
	}
	needed, err := w.needed(ctx, m.User, team, week)
	if err == nil && needed {
		err = w.send(ctx, m.User, team, week)
	}
	if err != nil {
		return err
	}
	w.done[key] = true
	return nil
}

// needed reports whether a digest is to be written that is due: a bot that is a day old has nothing to
// say about last week, and a manager may want it seldom.
func (w *weeklies) needed(ctx context.Context, manager, team string, week outcome.Week) (bool, error) {
	queued, err := w.store.DigestQueued(ctx, digest.Key(manager, team, week))
	if err != nil || queued {
		return false, err
	}
	known, err := w.store.AskedBefore(ctx, team, week.To())
	if err != nil || !known {
		return false, err
	}
	wish, err := w.store.DigestWish(ctx, manager, team)
	return err == nil && wanted(wish.Wish, week), err
}

// wanted reports whether the message about a week is one that the manager wants: of those who want it
// monthly, the first that is sent in a month.
func wanted(wish outcome.Wish, week outcome.Week) bool {
	switch wish {
	case outcome.NoMore:
		return false
	case outcome.EachMonth:
		return week.To().Day() <= 7
	}
	return true
}

// send queues a digest, or tells whoever runs the program that its reader has left.
func (w *weeklies) send(ctx context.Context, manager, team string, week outcome.Week) error {
	if w.presence(ctx, escalation.User(manager)) == escalation.Left {
		return w.gone(ctx, manager, team)
	}
	m, err := w.studied(ctx, team, week)
	if err != nil {
		return fmt.Errorf("week %s: %w", week, err)
	}
	offer, err := w.ignored(ctx, manager, team)
	if err != nil {
		return err
	}
	_, err = queueDigest(ctx, w.store, toManager{manager, offer, week.Next().To()}, m.compose(w.now()), m.study)
	return err
}

// ignored reports whether a manager has pressed nothing in the last digests, and has not been heard on how
// often they want them since the first of these.
func (w *weeklies) ignored(ctx context.Context, manager, team string) (bool, error) {
	last, err := w.store.Digests(ctx, manager, team, ignoredFor)
	if err != nil || len(last) < ignoredFor {
		return false, err
	}
	for _, d := range last {
		if d.Pressed {
			return false, nil
		}
	}
	wish, err := w.store.DigestWish(ctx, manager, team)
	return wish.At.Before(last[len(last)-1].At), err
}

// gone has it told once that a manager has left. That it was told is kept as a message without a body, so
// that it goes with the manager when they are forgotten.
func (w *weeklies) gone(ctx context.Context, manager, team string) error {
	row, ok, err := w.bot.ManagerGone(manager, team)
	if err != nil {
		return err
	}
	if !ok {
		w.log.WarnContext(ctx, "the manager of a team has left; nobody gets its digest", "manager", manager,
			"team", team)
		return nil
	}
	_, err = w.store.QueueDigest(ctx, store.Digest{Key: row.Key, Manager: manager}, nil, row)
	return err
}

// schedule is when a manager gets the digest of a team: in the zone that the configuration names, else in
// the one that Slack knows of them, else in UTC. Weeks are cut in the team's zone, so that all its managers
// read the same figures.
func (v *service) schedule(ctx context.Context, m config.Manager, team string) digest.Schedule {
	s := digest.Schedule{Day: v.cfg.Digest.Weekday, Zone: time.UTC, Team: weekZone(v.roster, team)}
	s.Hour, s.Minute = int(v.cfg.Digest.Clock.Hours()), int(v.cfg.Digest.Clock.Minutes())%60
	if m.Location != nil {
		s.Zone = m.Location
	} else if zone, ok := v.bot.Zone(ctx, m.User); ok {
		s.Zone = zone
	}
	return s
}

// weekZone is the zone in which a team's weeks are cut: that of its schedule, or UTC.
func weekZone(r escalation.Roster, team string) *time.Location {
	t, _ := r.Team(team)
	return cmp.Or(t.Schedule.Zone, time.UTC)
}

func (v *service) studier() studier {
	s := studier{store: v.store, roster: v.roster, library: v.live.Library(), rules: v.cfg.Outcomes,
		checked: &v.checked}
	if v.bot.KnowsNames() {
		s.name = v.bot.NamesSomebody
	}
	return s
}

// toManager is who gets a digest, whether they are asked if they want fewer, and until when it may be sent:
// one that could not be sent in time is not sent beside the next.
type toManager struct {
	user  string
	offer bool
	until time.Time
}

// queueDigest keeps a digest with the row that sends it. It reports false when it was queued before.
func queueDigest(
	ctx context.Context, s *store.Store, to toManager, m digest.Message, study outcome.Study,
) (bool, error) {
	team, week := study.Report.Team, study.Report.Week
	d := asSent(to, m, study)
	body, err := json.Marshal(d)
	if err != nil {
		return false, fmt.Errorf("%s: %w", d.Key, err)
	}
	d.Picture = nil
	kept, err := json.Marshal(d)
	if err != nil {
		return false, fmt.Errorf("%s: %w", d.Key, err)
	}
	return s.QueueDigest(ctx, store.Digest{Key: d.Key, Manager: to.user, Team: team, Week: week,
		Cells: study.Cells, Hidden: study.Hidden, Label: m.Label, Body: kept}, findingsOf(study),
		escalation.Outgoing{Key: d.Key, Lane: "dm:" + to.user, Kind: escalation.OutDigest, Body: body,
			Expires: to.until})
}

// asSent is a digest as the bot sends it.
func asSent(to toManager, m digest.Message, study outcome.Study) bot.Digest {
	d := bot.Digest{
		Key: digest.Key(to.user, study.Report.Team, study.Report.Week), To: to.user, Team: study.Report.Team,
		Title: m.Title, Lead: m.Lead, Base: m.Base, Picture: m.Picture, Alt: m.Alt, Label: m.Label,
		Finding: m.Finding, Impact: m.Impact, Reasons: m.Reasons,
		Step:     bot.DigestStep(m.Step),
		Decision: m.Decision, Fix: m.Fix, Huddle: m.Huddle, Script: m.Script, Win: m.Win, Caveats: m.Caveats,
		Definitions: m.Definitions, Text: m.Text(), Quiet: m.Quiet, Offer: to.offer, FindingKey: m.FindingKey,
	}
	for _, n := range m.Numbers {
		d.Numbers = append(d.Numbers, bot.DigestNumber(n))
	}
	return d
}
