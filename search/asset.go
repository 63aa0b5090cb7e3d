package search

import (
	"fmt"
	"slices"
	"time"
)

// Kind is the form in which an asset helps.
type Kind string

// The eight kinds. Steps are done in order, a checklist in any order; a snippet
// is text to copy; a pointer says where something is; image, video and link lead
// to something outside; a person is whom to ask.
const (
	KindSteps     Kind = "steps"
	KindChecklist Kind = "checklist"
	KindSnippet   Kind = "snippet"
	KindPointer   Kind = "pointer"
	KindImage     Kind = "image"
	KindVideo     Kind = "video"
	KindLink      Kind = "link"
	KindPerson    Kind = "person"
)

// Asset is one short piece of help for one need.
type Asset struct {
	// ID is the path of the file inside its folder, with slashes, without ".md".
	ID    string
	Title string
	Kind  Kind

	// Asks are ways in which people put the question.
	Asks []string

	// Workflow and Step say where in the work the help is needed.
	Workflow, Step string

	Topics, Roles, Systems []string

	// Moment is the moment of need: new, more, apply, solve, change, or empty.
	Moment string

	// Owner is the Slack id of the person who keeps the asset right.
	Owner string

	// Reviewed is the day of the last review (zero if unknown) and Review the
	// day when the next one is due, both at midnight UTC.
	Reviewed, Review time.Time

	// Audience holds the channels and user groups that may see the asset. Empty
	// means everybody.
	Audience []string

	// Measure names what should improve when the asset works.
	Measure string

	// Next holds the ids of assets that are often needed afterwards.
	Next []string

	// Body and More are the Markdown before and after the "<!-- more -->" line.
	Body, More string

	// Path is the file that the asset came from; empty if it came from none.
	Path string
}

// VisibleTo reports whether v may see a: the asset is for everybody, or v may
// claim one of the places that it is for.
func (a Asset) VisibleTo(v Viewer) bool {
	if len(a.Audience) == 0 {
		return true
	}
	return slices.ContainsFunc(a.Audience, func(id string) bool {
		return slices.Contains(v.Places, id)
	})
}

// Viewer is what search knows of the person who asks. The zero Viewer sees only
// what everybody may see.
type Viewer struct {
	// Places holds the ids of the channels and user groups that the person
	// belongs to.
	Places []string
}

// Fault is something wrong in a library, in words for the person who mends it.
type Fault struct {
	File string // as it was opened
	Line int    // 1-based; 1 for the file or folder as a whole
	Text string
}

// String returns "file:line: text".
func (f Fault) String() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Text) }
