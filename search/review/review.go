// Package review takes an answer that an expert gave to the library: as a draft of an asset, past
// the people who keep the library, until it is published.
//
// A [Draft] is the asset as it is meant to be, with where it came from. [Next] says what an
// [Event] makes of it; of several people at the same time the first one counts. [ID] makes the
// id under which a new asset is published.
//
// The package words no message, checks no asset (search.Lint does) and keeps nothing: it is a pure
// function of its arguments, for use from any goroutine.
package review

import (
	"strings"
	"time"

	"howto/search"
)

// A State is where a draft stands.
type State string

// The states of a draft. Published and Dropped are final.
const (
	Begun     State = "draft"     // nobody has submitted it yet
	Waiting   State = "review"    // a curator has to look at it
	SentBack  State = "sent back" // a curator wants it changed
	Published State = "published"
	Dropped   State = "dropped"
)

// Open reports whether something can still happen to a draft in this state.
func (s State) Open() bool { return s != Published && s != Dropped }

// A Draft is an answer on its way to becoming an asset, or a change of one. People are Slack ids.
type Draft struct {
	ID string
	// Source names what it was made from, a case or one message. There is one draft for each.
	Source string
	State  State

	// Asset is the text as it stands. Its ID is empty until a new asset is published.
	Asset search.Asset
	// Updates is the id of the asset that this is a new text of; empty for a new asset. Base is as
	// in [search.Published], and empty too where that asset stands in no file. From is the
	// fingerprint of the text that was changed.
	Updates, Base, From string

	Ask, Case, Team string
	Asker           string
	Expert          string // who gave the answer
	Author          string // who submitted it last
	Curator         string // who published it or sent it back
	Note            string // what the curator wants changed

	Answer   string // the answer as Markdown, to be put into other assets too
	Cut      bool   // the answer was longer than a draft may be
	Reworded bool   // the answer was changed after somebody had written the text
	Link     string // address of the thread that it came from

	CreatedAt, ChangedAt time.Time
	Version              int64 // kept by the store: compared and set; 0 before it is kept
}

// An Event is something that people do with a draft. The set is closed.
type Event interface{ event() }

type (
	// Submit is a text that somebody of the team, or a curator, wants in the library. Direct says
	// that there is no curator, so that it is published at once.
	Submit struct {
		By            string
		Asset         search.Asset
		Updates, Base string
		From          string
		Direct        bool
	}
	// Publish is a curator's word that the text of that version is good. From is the fingerprint
	// of the asset that is to be updated, as it is served now.
	Publish struct {
		By      string
		Version int64
		From    string
	}
	// SendBack is a curator's wish for a change.
	SendBack struct{ By, Note string }
	// Drop is somebody of the team, or a curator, giving the draft up.
	Drop struct{ By string }
	// Reword is the answer as it is since it was changed: as Body and More of the asset that would be
	// made of it now, and for other assets. Gone is what was deleted of it, in lines of Markdown.
	Reword struct {
		Body, More, Answer string
		Cut                bool
		Gone               []string
	}
)

func (Submit) event()   {}
func (Publish) event()  {}
func (SendBack) event() {}
func (Drop) event()     {}
func (Reword) event()   {}

// A Reason says why an event changed nothing; it is empty when it changed something.
type Reason string

// The reasons.
const (
	AlreadyPublished Reason = "published already"
	AlreadyDropped   Reason = "dropped already"
	NotSubmitted     Reason = "not submitted" // there is nothing yet that a curator could judge
	Changed          Reason = "changed since" // the curator has seen an earlier text
	Outdated         Reason = "outdated"      // the asset to update has another text now, or is gone
	Unchanged        Reason = "unchanged"     // the answer says what it said
)

// A Saved says what became of a change that was to be kept.
type Saved string

// What can become of a change. With anything but Kept nothing was kept.
const (
	Kept      Saved = "kept"
	Repeated  Saved = "repeated"  // the same change was kept before
	Overtaken Saved = "overtaken" // somebody else was faster
	Taken     Saved = "taken"     // another asset has the id
)

// ReviewAfter is how long an asset that was published from an answer is relied on before somebody
// is asked to look at it again.
const ReviewAfter = 180 * 24 * time.Hour

// Next returns d after ev, which happened at now, or d as it was and why nothing changed. It leaves
// Version, and the id of a new asset, to others.
func Next(d Draft, ev Event, now time.Time) (Draft, Reason) {
	switch d.State {
	case Published:
		return d, AlreadyPublished
	case Dropped:
		return d, AlreadyDropped
	}
	switch ev := ev.(type) {
	case Submit:
		d.Asset, d.Updates, d.Base, d.Author = ev.Asset, ev.Updates, ev.Base, ev.By
		d.From = ev.From
		d.State, d.Note, d.Reworded = Waiting, "", false
		if ev.Direct {
			d = published(d, ev.By, now)
		}
	case Publish:
		if d.State != Waiting {
			return d, NotSubmitted
		}
		if ev.Version != d.Version {
			return d, Changed
		}
		if d.Updates != "" && ev.From != d.From {
			return d, Outdated
		}
		d = published(d, ev.By, now)
	case SendBack:
		if d.State != Waiting {
			return d, NotSubmitted
		}
		d.State, d.Note, d.Curator = SentBack, ev.Note, ev.By
	case Drop:
		d.State = Dropped
	case Reword:
		next := reworded(d, ev)
		if next.Answer == d.Answer && next.Asset.Body == d.Asset.Body && next.Asset.More == d.Asset.More {
			return d, Unchanged
		}
		d = next
	}
	d.ChangedAt = now
	return d, ""
}

// published is d in the library: looked at today, and to be looked at again.
func published(d Draft, by string, now time.Time) Draft {
	today := now.UTC().Truncate(24 * time.Hour)
	d.State, d.Curator = Published, by
	d.Asset.Reviewed, d.Asset.Review = today, today.Add(ReviewAfter)
	return d
}

// reworded is d with the answer as it is now. A text that nobody has written on is made anew; in
// another only what was deleted is taken out. Where nothing is left the draft is given up.
func reworded(d Draft, ev Reword) Draft {
	d.Answer, d.Cut = ev.Answer, ev.Cut
	if d.State == Begun {
		d.Asset.Body, d.Asset.More = ev.Body, ev.More
	} else {
		d.Reworded = true
		kept := ev.Body + "\n" + ev.More
		d.Asset.Body = withoutLines(d.Asset.Body, ev.Gone, kept)
		d.Asset.More = withoutLines(d.Asset.More, ev.Gone, kept)
	}
	if strings.TrimSpace(d.Asset.Body) == "" {
		d.State = Dropped
	}
	return d
}

// withoutLines is text without the lines that are gone, whatever number they have in a list, but for
// those that are kept elsewhere.
func withoutLines(text string, gone []string, kept string) string {
	going := map[string]bool{}
	for _, g := range gone {
		for line := range strings.Lines(g) {
			going[words(line)] = true
		}
	}
	for line := range strings.Lines(kept) {
		delete(going, words(line))
	}
	delete(going, "")
	var out []string
	for line := range strings.Lines(text) {
		if !going[words(line)] {
			out = append(out, line)
		}
	}
	return strings.TrimSpace(strings.Join(out, ""))
}

// words is a line without the mark of a list before it.
func words(line string) string {
	return strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), "0123456789.-> "))
}
