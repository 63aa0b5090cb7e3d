package year

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"

	"howto/outcome"
)

// How people and experts go on. Shares are from 0 to 1.
const (
	unsure    = 0.1   // of found asks, show choices instead of one card
	chosen    = 0.85  // of choices, one is picked
	opened    = 0.25  // of cards, the rest is read
	handsOver = 0.45  // of Not quite, the asker goes on to a person
	straight  = 0.15  // of cards that did not help and were not judged, the same
	inVain    = 0.55  // of asks without a card, the same
	changed   = 0.04  // of cases, the asker takes the question back
	nobody    = 0.03  // of cases, no expert takes it
	fits      = 0.82  // of answers, they help
	late      = 0.015 // of verdicts, they come after the time for one
	trains    = 0.02  // of asks, they are made in a training
	tests     = 0.005 // of asks, they are made to try the bot
	bots      = 0.002 // of asks, another program makes them
)

// How long things take.
const (
	verdict = 3 * time.Minute // typically, from the card to the button
	patient = 4 * time.Hour   // the longest that a verdict on a card usually takes
	search  = 90 * time.Millisecond
	writing = 6 * time.Minute     // typically, from taking a case to its answer
	ageing  = 14 * 24 * time.Hour // from the hand-over until nobody waits any more
)

// A telling writes the life of one ask.
type telling struct {
	*play
	moment
	at   time.Time
	last time.Time     // when something was last shown or answered
	base outcome.Entry // what all entries of the ask share
	life Life
}

// live plays one ask to its end.
func (p *play) live(m moment) Life {
	t := telling{play: p, moment: m, at: m.at}
	t.base = outcome.Entry{Ask: id(m.r, m.at), Team: p.team.ID}
	t.life.Text = m.text
	if m.event != nil {
		t.life.Truth = m.event.Kind
	}
	// All that several branches need is rolled first, so that an event leaves the rest as it was.
	press, help, door := m.r.Float64() < m.who.press, m.r.Float64(), doorOf(m.r.Float64())
	choices, mode := m.task != nil && m.r.Float64() < unsure, modeOf(m)
	asked := outcome.Entry{Kind: outcome.Asked, Who: m.who.id, Door: door, Mode: mode}
	asked.Confidence = confidence(m.task, choices)
	t.add(asked)
	took := around(m.r, search, .5).Truncate(time.Millisecond)
	t.at = t.at.Add(took)
	switch {
	case m.task == nil:
		t.add(outcome.Entry{Kind: outcome.NotFound, Took: took})
		t.vain()
	case choices && !t.choose(took):
		t.lapse()
	default:
		if !choices {
			t.add(outcome.Entry{Kind: outcome.Served, Asset: m.task.Asset, Took: took})
		}
		t.judge(press, help)
	}
	return t.life
}

func confidence(task *Task, choices bool) string {
	switch {
	case task == nil:
		return "none"
	case choices:
		return "unsure"
	}
	return "sure"
}

func doorOf(x float64) outcome.Door {
	switch {
	case x < .7:
		return outcome.ByCommand
	case x < .85:
		return outcome.ByDM
	case x < .93:
		return outcome.ByMention
	case x < .98:
		return outcome.ByHome
	}
	return outcome.ByShortcut
}

func modeOf(m moment) outcome.Mode {
	x := m.r.Float64()
	switch {
	case m.event != nil:
		return outcome.OnTheJob
	case x < trains:
		return outcome.Training
	case x < trains+tests:
		return outcome.Test
	case x < trains+tests+bots:
		return outcome.Bot
	}
	return outcome.OnTheJob
}

// add writes e as of now.
func (t *telling) add(e outcome.Entry) {
	e.At = t.at.Truncate(time.Millisecond).UTC()
	e.ID, e.Ask, e.Team = id(t.r, e.At), t.base.Ask, t.base.Team
	e.Case = cmp.Or(e.Case, t.base.Case)
	switch e.Kind {
	case outcome.Served, outcome.Offered, outcome.Chose, outcome.Answered:
		t.last = t.at
	}
	t.life.Entries = append(t.life.Entries, e)
}

// then writes that somebody did something after a while.
func (t *telling) then(after time.Duration, kind outcome.Kind, who string) {
	t.at = t.at.Add(after)
	t.add(outcome.Entry{Kind: kind, Who: who})
}

// on is then about the task's asset.
func (t *telling) on(after time.Duration, kind outcome.Kind) {
	t.at = t.at.Add(after)
	t.add(outcome.Entry{Kind: kind, Who: t.who.id, Asset: t.task.Asset})
}

// choose shows choices and reports whether one was picked.
func (t *telling) choose(took time.Duration) bool {
	t.add(outcome.Entry{Kind: outcome.Offered, Took: took})
	if t.r.Float64() >= chosen {
		return false
	}
	t.on(between(t.r, 5*time.Second, time.Minute), outcome.Chose)
	return true
}

// judge is what the asker does with the card.
func (t *telling) judge(press bool, help float64) {
	chance, why := t.helps(t.task, t.week)
	if why != "" {
		t.life.Truth = why
	}
	if t.event != nil && t.event.Kind == Heavy {
		chance = 0
	}
	helped := help < chance
	if t.r.Float64() < opened {
		t.on(between(t.r, 3*time.Second, 40*time.Second), outcome.More)
	}
	after := min(around(t.r, verdict, 1.1), patient)
	hands := t.r.Float64()
	if t.r.Float64() < late && (press || !helped && hands < straight) {
		t.lapse()
		after = between(t.r, time.Hour, 48*time.Hour)
	}
	switch {
	case press && helped:
		t.on(after, outcome.Solved)
	case press:
		t.on(after, outcome.NotQuite)
		if hands < handsOver {
			t.handOver()
		}
	case !helped && hands < straight:
		t.at = t.at.Add(after)
		t.handOver()
	default:
		t.lapse()
	}
}

// vain is what the asker does without a card.
func (t *telling) vain() {
	t.at = t.at.Add(between(t.r, 5*time.Second, 2*time.Minute))
	if t.r.Float64() < inVain {
		t.handOver()
	}
}

// lapse writes that the time for a verdict on a card went by.
func (t *telling) lapse() {
	t.at = t.last
	t.then(outcome.SilentAfter, outcome.Lapsed, "")
	t.life.Entries[len(t.life.Entries)-1].ID = "lapsed/" + t.base.Ask
}

// settle writes that a case ended because its asker said nothing about the answer.
func (t *telling) settle() {
	t.at = t.last
	t.then(outcome.SilentAfter, outcome.Settled, "")
}

// handOver is a case from beginning to end.
func (t *telling) handOver() {
	t.base.Case = id(t.r, t.at)
	t.then(0, outcome.HandedOver, t.who.id)
	begin := working(t.at.In(t.zone))
	wait, slow := t.wait(t.week)
	if slow {
		t.life.Truth = Leave
	}
	wait = begin.Add(around(t.r, wait, .9)).Sub(t.at)
	fate := t.r.Float64()
	if begin.After(t.at) {
		t.then(0, outcome.Queued, "")
	} else {
		t.then(time.Second, outcome.Paged, "")
	}
	switch {
	case fate < changed:
		t.then(between(t.r, 0, wait), outcome.Withdrawn, t.who.id)
	case fate < changed+nobody:
		t.then(time.Hour, outcome.Exhausted, "")
		t.then(ageing-time.Hour, outcome.Unanswered, "")
	default:
		t.then(wait, outcome.Claimed, t.expert())
		t.answer()
	}
}

// expert is who takes the case.
func (t *telling) expert() string {
	x := t.r.IntN(1 << 16)
	if len(t.team.Experts) == 0 {
		return "U0YX" + t.who.id[3:5] + string(rune('A'+x%3))
	}
	return t.team.Experts[x%len(t.team.Experts)]
}

// answer is what the expert says, and what the asker does then.
func (t *telling) answer() {
	by := t.life.Entries[len(t.life.Entries)-1].Who
	t.then(around(t.r, writing, .7), outcome.Answered, by)
	press, fit := t.r.Float64() < t.who.press, t.r.Float64() < fits
	after := min(around(t.r, verdict, 1.1), patient)
	switch {
	case press && fit:
		t.then(after, outcome.Resolved, t.who.id)
	case press:
		t.then(after, outcome.NotYet, t.who.id)
		t.then(around(t.r, writing, .7), outcome.Answered, by)
		if rest := min(around(t.r, verdict, 1.1), patient); t.r.Float64() < fits {
			t.then(rest, outcome.Resolved, t.who.id)
			return
		}
		t.settle()
	default:
		t.settle()
	}
}

// markRepeats writes on each solved ask whose asker came back for the same within a week that they
// did. All are sorted by time.
func markRepeats(all []Life) {
	type about struct{ who, what string }
	last := map[about]int{}
	for i, l := range all {
		e := l.Entries[0]
		if e.Mode != outcome.OnTheJob {
			continue
		}
		key := about{e.Who, cmp.Or(assetOf(l), l.Text)}
		if j, ok := last[key]; ok {
			solved, is := solvedAt(all[j])
			if is && solved.Before(e.At) && e.At.Sub(solved) < remembers {
				all[j].Entries = append(all[j].Entries, outcome.Entry{ID: "again/" + all[j].Entries[0].Ask,
					Ask: all[j].Entries[0].Ask, At: e.At, Kind: outcome.AskedAgain, Who: e.Who,
					Team: e.Team, Asset: assetOf(all[j])})
			}
		}
		last[key] = i
	}
}

// assetOf is the asset that was first shown, if any was.
func assetOf(l Life) string {
	for _, e := range l.Entries {
		if e.Asset != "" {
			return e.Asset
		}
	}
	return ""
}

// publish writes each rewrite of an asset to the first ask for it that it is for.
func (p *play) publish(all []Life) {
	for _, e := range p.events {
		if e.Kind != Better {
			continue
		}
		i := slices.IndexFunc(all, func(l Life) bool {
			return !l.Entries[0].At.Before(p.weeks[e.Week].From()) && assetOf(l) == e.Asset
		})
		if i >= 0 {
			all[i].Entries = append(all[i].Entries, rewrite(all[i].Entries[0], e, p.dice.roll(crowdStream, 1))...)
		}
	}
}

// rewrite is the draft and the publication that made e true.
func rewrite(asked outcome.Entry, e Event, r *rand.Rand) []outcome.Entry {
	var both []outcome.Entry
	for i, kind := range []outcome.Kind{outcome.Drafted, outcome.Published} {
		at := asked.At.Add(time.Duration(i+1) * time.Hour)
		both = append(both, outcome.Entry{ID: id(r, at), Ask: asked.Ask, At: at, Kind: kind,
			Team: asked.Team, Asset: e.Asset})
	}
	return both
}
