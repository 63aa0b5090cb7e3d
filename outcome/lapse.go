package outcome

import "time"

// Due says when an ask falls silent: [SilentAfter] after it was last shown something, as far as
// entries, which are all of one ask and in any order, tell. It is not ok for an ask that nothing was
// shown for, that its asker has said anything about, that went to a person, or that has lapsed.
func Due(entries []Entry) (due time.Time, ok bool) {
	for _, e := range entries {
		switch e.Kind {
		case Served, Offered, Chose:
			if at := e.At.Add(SilentAfter); at.After(due) {
				due = at
			}
		case NotQuite, Solved, HandedOver, Resolved, Withdrawn, Lapsed:
			return time.Time{}, false
		}
	}
	return due, !due.IsZero()
}
