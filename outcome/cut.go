package outcome

import (
	"cmp"
	"slices"
	"time"
)

// A cut is the asks of one week as of its end.
type cut struct {
	week      Week
	asks      []*Fate
	own       map[string][]*Fate // by the first asset shown
	effort    []effort           // what people did for those that were handed over
	published int                // answers that became assets within the week
}

// An effort is how long one person was busy with one ask.
type effort struct {
	who string
	For time.Duration
}

// cuts sorts the asks of the team that were asked on the job into the weeks looked at and the one before
// them, oldest first. Nothing after the end of an ask's week is looked at, but for whether it was asked
// again: that may come until the end of the next.
func cuts(in Input) []cut {
	all := make([]cut, in.Weeks+2)
	ends := make([]time.Time, len(all))
	for i := range all {
		w := in.first().Plus(i)
		all[i].week, ends[i] = w, w.To()
	}
	begin := in.From()
	for _, l := range livesOf(in.Entries) {
		for _, e := range l {
			if e.Kind != Published || e.Team != in.Team || e.At.Before(begin) || l.mode() != OnTheJob {
				continue
			}
			if i := weekAt(ends, e.At); i < len(ends) {
				all[i].published++
			}
		}
		asked := l.asked()
		i := weekAt(ends, asked)
		if asked.IsZero() || asked.Before(begin) || i == len(ends) {
			continue
		}
		f, _ := l.at(ends[i].Add(-1))
		if f.Team != in.Team || f.Mode != OnTheJob {
			continue
		}
		if i+1 < len(ends) && l.has(AskedAgain) {
			next, _ := l.at(ends[i+1].Add(-1))
			f.again = next.again
		}
		all[i].asks = append(all[i].asks, &f)
		all[i].effort = append(all[i].effort, l.effort(ends[i])...)
	}
	for i, c := range all {
		slices.SortFunc(c.asks, func(a, b *Fate) int {
			return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Ask, b.Ask))
		})
		all[i].own = byAsset(c.asks)
	}
	number(all)
	return all
}

func (l life) has(kind Kind) bool {
	return slices.ContainsFunc(l, func(e *Entry) bool { return e.Kind == kind })
}

// weekAt is which week t falls in, if it is not before all of them; len(ends) is after the last.
func weekAt(ends []time.Time, t time.Time) int {
	i, found := slices.BinarySearchFunc(ends, t, time.Time.Compare)
	if found { // the end of a week is the next one's
		i++
	}
	return i
}

// asked is when the question came in; zero when the entries do not tell.
func (l life) asked() time.Time { return l.first(Asked).At }

// mode is what it was asked for.
func (l life) mode() Mode { return l.first(Asked).Mode }

// first is the first entry of the kind, or an empty one.
func (l life) first(kind Kind) Entry {
	for _, e := range l {
		if e.Kind == kind {
			return *e
		}
	}
	return Entry{}
}

// idle is how long a pause in a conversation ends somebody's being busy with it.
const idle = 10 * time.Minute

// effort is how long people were busy with the ask until then: for each thing that an expert did, the
// time since the last thing that anybody did, unless that was longer than idle. What is done
// outside the conversation is not seen.
func (l life) effort(until time.Time) (list []effort) {
	var asker string
	var last time.Time
	for _, e := range l {
		if !e.At.Before(until) {
			break
		}
		switch e.Kind {
		case Asked:
			asker = e.Who
		case HandedOver, FollowUp, NotYet, Reopened:
			last = e.At
		case Claimed, Released, PassedOn, Rerouted, Snoozed, AskedBack, Answered:
			if e.Who == "" || e.Who == asker {
				continue
			}
			if pause := e.At.Sub(last); pause <= idle && !last.IsZero() {
				list = append(list, effort{e.Who, pause})
			}
			last = e.At
		}
	}
	return list
}
