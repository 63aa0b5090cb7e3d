package outcome

import (
	"cmp"
	"slices"
	"time"
)

// SilentAfter is how long after something was shown, or said by a person, an ask without a verdict
// counts as silent.
const SilentAfter = 72 * time.Hour

// AgainWithin is how long after Solved the same question by the same person undoes it.
const AgainWithin = 7 * 24 * time.Hour

// A Class is what became of an ask. Every ask is in exactly one.
type Class string

// The classes. A later act of the asker moves an ask to another class, however late it comes.
const (
	SolvedByCard   Class = "solved by card"   // the asker said that a card solved it
	SolvedByPerson Class = "solved by person" // the asker said that a person's answer solved it
	WithPerson     Class = "with a person"    // handed over; no answer yet, or one that did not help
	AnsweredOpen   Class = "answered"         // a person answered; no verdict yet
	AnsweredSilent Class = "answered, silent" // as AnsweredOpen, and nothing said for SilentAfter
	DidNotHelp     Class = "did not help"     // the last word was Not quite, whatever was shown since
	TakenBack      Class = "taken back"       // the asker withdrew the question
	Silent         Class = "silent"           // something was shown, and no verdict for SilentAfter
	Pending        Class = "pending"          // as Silent, but SilentAfter is not over
	NotAnswered    Class = "unanswered"       // handed over, and closed for age without an answer
	FoundNothing   Class = "found nothing"    // nothing was shown, and nothing came of it
	// CameBack is an ask that was solved until its asker asked the same again within AgainWithin.
	CameBack Class = "reopened"
)

// A Fate is what became of one ask. Times are zero for what did not happen.
type Fate struct {
	Ask   string
	Who   string // pseudonym of the asker; empty when the entries do not tell
	Team  string // the team it is counted for: the one it was asked of, or went to last
	Door  Door
	Mode  Mode // what was not asked on the job belongs in no figure
	Class Class

	At         time.Time // when it was asked; zero when the entries do not tell
	HandedOver time.Time // when it first became a case
	Taken      time.Time // when a person first claimed or answered it
	Answered   time.Time // when it was first answered
	Closed     time.Time // when the asker ended it; zero while it is open
	Wait       Wait      // how long it waited for a person; means nothing unless HandedOver is set

	NotFound bool     // search had nothing to show at least once
	NotQuite bool     // the asker pressed Not quite at least once
	Missed   []string // the assets on which they did, sorted

	person int           // who asked, as a number within one study
	shown  time.Time     // when the asker was last shown something
	first  string        // the first asset they were shown as the one that fits
	last   string        // the asset they were last shown
	took   time.Duration // until they were first shown anything
	own    bool          // it was solved by the first asset
	spoken time.Time     // when a person last answered, or anything was said after that
	newer  bool          // a person answered after it was solved by an answer
	again  bool          // it was solved and asked again in time, whatever came after
}

// Fold returns one fate for each ask that entries mention, oldest first, as things stood at now:
// later entries are not looked at. Entries may come in any order, and one that comes twice counts
// once.
func Fold(entries []Entry, now time.Time) []Fate {
	var all []Fate
	for _, l := range livesOf(entries) {
		if f, ok := l.at(now); ok {
			all = append(all, f)
		}
	}
	slices.SortFunc(all, func(a, b Fate) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Ask, b.Ask))
	})
	return all
}

// A life is all that happened to one ask, in order.
type life []*Entry

// livesOf sorts entries by ask, in no particular order of asks.
func livesOf(entries []Entry) []life {
	by := make(map[string]life)
	for i := range entries {
		if e := &entries[i]; e.Ask != "" {
			by[e.Ask] = append(by[e.Ask], e)
		}
	}
	lives := make([]life, 0, len(by))
	for _, l := range by {
		slices.SortStableFunc(l, func(a, b *Entry) int {
			return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
		})
		lives = append(lives, slices.CompactFunc(l, func(a, b *Entry) bool {
			return a.ID != "" && a.ID == b.ID
		}))
	}
	return lives
}

// at is what had become of the ask at now. It is not ok when nothing had happened yet.
func (l life) at(now time.Time) (f Fate, ok bool) {
	f.Class = FoundNothing
	for _, e := range l {
		if e.At.After(now) {
			break
		}
		f.Ask, ok = e.Ask, true
		f.note(e)
		f.move(e)
	}
	return f.end(now), ok
}

// note keeps what e tells apart from the class.
func (f *Fate) note(e *Entry) {
	// A button of a card may still name the team from before: only what moves an ask says where it is.
	if e.Team != "" && (f.Team == "" || e.Kind == HandedOver || e.Kind == Rerouted) {
		f.Team = e.Team
	}
	switch e.Kind {
	case Asked:
		if f.At.IsZero() {
			f.At, f.Who, f.Door, f.Mode = e.At, e.Who, e.Door, e.Mode
		}
	case Served, Offered, Chose:
		if f.shown.IsZero() {
			f.took = e.Took
		}
		f.shown, f.last = e.At, e.Asset
		f.first = cmp.Or(f.first, e.Asset)
	case NotFound:
		f.NotFound = true
	case NotQuite:
		f.NotQuite = true
		f.miss(cmp.Or(e.Asset, f.last))
	case HandedOver:
		setOnce(&f.HandedOver, e.At)
	case FollowUp:
		f.spoken = e.At
	case Claimed, Answered:
		if e.Kind == Answered {
			setOnce(&f.Answered, e.At)
			f.spoken = e.At
		}
		if e.Who != "" {
			setOnce(&f.Taken, e.At)
		}
	}
}

func setOnce(t *time.Time, at time.Time) {
	if t.IsZero() {
		*t = at
	}
}

func (f *Fate) miss(asset string) {
	if i, has := slices.BinarySearch(f.Missed, asset); !has && asset != "" {
		f.Missed = slices.Insert(f.Missed, i, asset)
	}
}

// move gives f the class it has after e. What the asker says always counts; what the bot or an
// expert does cannot reopen an ask that its asker has closed, but what was solved by an answer falls with it.
func (f *Fate) move(e *Entry) {
	switch e.Kind {
	case Solved:
		f.Class, f.Closed = SolvedByCard, e.At
		f.own = f.first != "" && cmp.Or(e.Asset, f.last) == f.first
	case Resolved:
		f.Class, f.Closed, f.newer = SolvedByPerson, e.At, false
	case Withdrawn:
		f.Class, f.Closed = TakenBack, e.At
	case HandedOver, NotYet:
		f.Class, f.Closed = WithPerson, time.Time{}
	case Reopened: // by words, which may be thanks: Solved stands until Not yet
		if f.Class != SolvedByPerson {
			f.Class, f.Closed = WithPerson, time.Time{}
		}
	case NotQuite:
		if f.is(FoundNothing, Pending, SolvedByCard) {
			f.Class, f.Closed = DidNotHelp, time.Time{}
		}
	case Queued, Paged, Exhausted, Claimed, Released, PassedOn, Snoozed, AskedBack:
		if f.Closed.IsZero() && f.Class != AnsweredOpen {
			f.Class = WithPerson
		}
	case Answered:
		if f.Closed.IsZero() || f.is(NotAnswered, Silent) {
			f.Class, f.Closed = AnsweredOpen, time.Time{}
		}
		f.newer = f.newer || f.Class == SolvedByPerson
	case Retracted, Rerouted:
		f.lose(e.Kind)
	case Settled:
		if f.Class == WithPerson {
			f.Class, f.Closed = Silent, e.At
		}
	case Unanswered: // the newer answer may have been deleted before the one that had solved it, which tells nothing
		if f.Class == WithPerson || f.Class == AnsweredOpen && f.newer {
			f.Class, f.Closed = NotAnswered, e.At
		}
	case Served, Offered, Chose:
		if f.Class == FoundNothing {
			f.Class = Pending
		}
	case NotFound:
		if f.Class == Pending {
			f.Class = FoundNothing
		}
	case AskedAgain:
		if f.is(SolvedByCard, SolvedByPerson) {
			f.Class, f.again = CameBack, true
		}
	}
}

// lose gives f the class it has once its answer is deleted or given up for another team. Both happen only while
// its case is open, so that what stays solved stays so. What was solved, and answered once more since, still has the
// newer answer when the other is deleted.
func (f *Fate) lose(by Kind) {
	switch {
	case by == Retracted && f.Class == SolvedByPerson && f.newer:
		f.Class, f.Closed = AnsweredOpen, time.Time{}
	case f.is(AnsweredOpen, SolvedByPerson), by == Rerouted && f.Closed.IsZero():
		f.Class, f.Closed = WithPerson, time.Time{}
	}
}

func (f Fate) is(classes ...Class) bool { return slices.Contains(classes, f.Class) }

// end is f as it stands at now, when no further entry is known.
func (f Fate) end(now time.Time) Fate {
	switch {
	case f.Class == Pending && now.Sub(f.shown) >= SilentAfter:
		f.Class = Silent
	case f.Class == AnsweredOpen && now.Sub(f.spoken) >= SilentAfter:
		f.Class = AnsweredSilent
	}
	if !f.HandedOver.IsZero() {
		f.Wait = f.wait(now)
	}
	return f
}

// wait is how long the case waited. One that the asker closed before anybody had it was watched
// until then.
func (f Fate) wait(now time.Time) Wait {
	until, over := now, false
	switch {
	case !f.Taken.IsZero():
		until, over = f.Taken, true
	case !f.Closed.IsZero():
		until = f.Closed
	}
	return Wait{For: max(0, until.Sub(f.HandedOver)), Over: over}
}
