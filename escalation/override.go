package escalation

import (
	"errors"
	"slices"
	"time"

	"howto/escalation/oncall"
)

// An OverrideState says what became of an override.
type OverrideState string

// The states of an override. Only one that is agreed changes who is on call.
const (
	OverrideAsked    OverrideState = "asked"    // the person who would come on has not said yes
	OverrideAgreed   OverrideState = "agreed"   // it holds
	OverrideDeclined OverrideState = "declined" // they said no
)

// An Override is a change of a team's schedule that people made in Slack.
type Override struct {
	ID    string
	Team  string
	When  oncall.Override
	By    User // who made it
	State OverrideState
	At    time.Time // when it was made
}

// ErrOverlap says that an override names somebody whom another one names for the same time.
var ErrOverlap = errors.New("another override names the same person at the same time")

// TakeOver is the override by which u takes over from whoever is on call for s at now: until that
// person's turn ends, or, when nobody is on call, until somebody comes on. It is false when u is on
// call already, or when there is nobody to take over from and nobody ever comes on.
func TakeOver(s oncall.Schedule, u User, now time.Time) (oncall.Override, bool) {
	on := s.At(now)
	for _, m := range on {
		if m == oncall.Member(u) {
			return oncall.Override{}, false
		}
	}
	o := oncall.Override{Add: oncall.Member(u), From: now, To: s.NextStart(now)}
	if len(on) > 0 {
		o.Remove = on[0]
		o.To = turnEnd(s, on[0], now)
	}
	return o, o.From.Before(o.To)
}

// HandOn is what becomes of agreed overrides of a team when next sends away somebody whom one of them
// has brought on: from then on that one does nothing, and whoever comes on by next stands in for the
// same person. So a stand-in can be relieved, or give the turn back, and no two overrides overlap. A
// stand-in is taken to be on call by that override alone. left has what stays of each of agreed, and
// made is what next comes to.
func HandOn(agreed []oncall.Override, next oncall.Override) (left [][]oncall.Override, made []oncall.Override) {
	rest := []oncall.Override{next}
	for _, o := range agreed {
		stays := []oncall.Override{o}
		if o.Add != "" && o.Add == next.Remove && o.From.Before(next.To) && next.From.Before(o.To) {
			from, to := latest(o.From, next.From), earliest(o.To, next.To)
			stays = without(stays, from, to)
			rest = without(rest, from, to)
			if next.Add != o.Remove {
				made = append(made, oncall.Override{Add: next.Add, Remove: o.Remove, From: from, To: to})
			}
		}
		left = append(left, stays)
	}
	return left, append(made, rest...)
}

// without cuts the time between from and to out of overrides.
func without(all []oncall.Override, from, to time.Time) (cut []oncall.Override) {
	for _, o := range all {
		before, after := o, o
		before.To, after.From = earliest(o.To, from), latest(o.From, to)
		for _, part := range []oncall.Override{before, after} {
			if part.From.Before(part.To) {
				cut = append(cut, part)
			}
		}
	}
	return cut
}

// turnEnd is when m, who is on call at now, goes off; what is too far away to see counts as a week.
func turnEnd(s oncall.Schedule, m oncall.Member, now time.Time) time.Time {
	end := now
	for _, span := range s.Spans(now, now.AddDate(0, 1, 0)) {
		if span.From.After(end) || !slices.Contains(span.Members, m) {
			break
		}
		end = span.To
	}
	if end.Equal(now) || end.Equal(now.AddDate(0, 1, 0)) {
		return now.AddDate(0, 0, 7)
	}
	return end
}

// Turns are the times at which u is on call for s after now, at most n, within the next eight weeks.
func Turns(s oncall.Schedule, u User, now time.Time, n int) []oncall.Span {
	var turns []oncall.Span
	for _, span := range s.Spans(now, now.AddDate(0, 0, 8*7)) {
		if !slices.Contains(span.Members, oncall.Member(u)) {
			continue
		}
		if last := len(turns) - 1; last >= 0 && turns[last].To.Equal(span.From) {
			turns[last].To = span.To
			continue
		}
		if len(turns) == n {
			break
		}
		turns = append(turns, oncall.Span{Members: []oncall.Member{oncall.Member(u)}, From: span.From, To: span.To})
	}
	return turns
}
