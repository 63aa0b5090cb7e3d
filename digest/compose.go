package digest

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"howto/outcome"
)

// A Message is one digest. All texts are plain, without markup; an empty one is left out.
type Message struct {
	Title string // one line: what, which team, which week
	Lead  string // the sentence that matters
	Base  string // how many asks and people it rests on

	Numbers []Number // none or three
	Picture []byte   // a PNG; nil when there are not two weeks to show
	Alt     string   // says what Picture shows, in words

	Label   string // how sure the finding is, as [outcome.Label] writes it
	Finding string
	Impact  string // how much it probably weighs, as a range
	Reasons string // why we think so
	Step    Step

	Decision, Fix, Huddle string // this week's three
	Script                string // what to say in the huddle of a minute; not part of Text

	Win         string   // what got better for certain
	Caveats     string   // what the figures cannot tell, and what is hidden
	Definitions []string // ids of the metrics spoken of

	Quiet      bool   // nothing to tell: the message is Title and Lead
	FindingKey string // the same for the same finding from week to week; may be empty
}

// A Number is a figure as it is shown.
type Number struct {
	Label string
	Value string // with its likely range
	Note  string // what belongs beside it; may be empty
}

// A Step is the one thing to do next.
type Step struct {
	Text  string
	Owner string    // Slack id of who can do it, for the button that sends it to them; may be empty
	Task  string    // what it asks of Owner, said to them; empty without one
	Asset string    // id of the asset that it is about; may be empty
	Due   time.Time // the zero time when there is nothing to do
}

// Names are the words for what a study knows by id, and when they are said.
type Names struct {
	Team   string            // how people call the team; empty: the study's own name for it
	Assets map[string]string // titles by asset id; a missing one is called by its id
	Owners map[string]string // Slack ids of owners by asset id
	Sent   time.Time         // when the message is sent; zero: on the Monday after the week

	most int // characters of a title
}

// nameLength is how much of a title, a topic or a theme is shown: a message may name one seven times.
// Titles of assets are cut to less, though not below leastName, where the message would be longer than
// mostText.
const (
	nameLength = 40
	leastName  = 24
	mostText   = 1600
)

func (n Names) asset(id string) string {
	if title := oneLine(n.Assets[id], n.most); title != "" {
		return "“" + title + "”"
	}
	return "“" + oneLine(id, n.most) + "”"
}

// Text is the whole message in plain text, for terminals and for screens that show no blocks. It
// has at most 1,600 characters and twelve paragraphs.
func (m Message) Text() string {
	parts := []string{m.Title, m.Lead, m.Base, m.numbers(),
		labelled(sentenceCase(m.Label), m.Finding), labelled("Probable impact", m.Impact),
		labelled("Why we think so", m.Reasons), labelled("Next step", m.Step.Text), m.three(),
		labelled("Win", m.Win), m.Caveats}
	var shown []string
	for _, p := range parts {
		if p != "" {
			shown = append(shown, p)
		}
	}
	return strings.Join(shown, "\n\n") + "\n"
}

func (m Message) numbers() string {
	lines := make([]string, len(m.Numbers))
	for i, n := range m.Numbers {
		lines[i] = n.Label + ": " + n.Value
		if n.Note != "" {
			lines[i] += " · " + n.Note
		}
	}
	return strings.Join(lines, "\n")
}

func (m Message) three() string {
	if m.Decision == "" {
		return ""
	}
	return "This week's three:\n- Decision: " + m.Decision + "\n- Content fix: " + m.Fix +
		"\n- Huddle (60 s): " + m.Huddle
}

func labelled(label, text string) string {
	if text == "" {
		return ""
	}
	return label + ": " + text
}

// Compose makes the message about s. The same study and names give the same message.
func Compose(s outcome.Study, names Names) Message {
	d := desk{Study: s, names: names}
	d.names.most = nameLength
	m, about := d.write()
	for utf8.RuneCountInString(m.Text()) > mostText && d.names.most > leastName {
		d.names.most -= 4
		m, about = d.write()
	}
	if m.Quiet {
		return m
	}
	if c, ok := d.chart(about); ok {
		m.Picture, m.Alt = c.png(), c.words()
	}
	return m
}

// write is the message without its picture, and the change that it is about, if it is about one.
func (d *desk) write() (m Message, about *outcome.Change) {
	m = Message{Title: d.title()}
	if d.Report.Why != outcome.Shown {
		m.Lead, m.Quiet = whyNothing(d.Report.Why), true
		return m, nil
	}
	if d.Doubtful() {
		m.Lead, m.Quiet = unsound, true
		return m, nil
	}
	told := d.story()
	if told.lead == "" {
		m.Lead, m.Quiet = d.quietWeek(), true
		return m, nil
	}
	m.Lead, m.Base = told.lead, d.base()
	m.Numbers = d.numbers()
	m.Label, m.Finding, m.FindingKey = told.label.String(), told.finding, told.key
	m.Impact, m.Reasons = told.impact, told.reasons
	m.Step = d.step(told)
	m.Decision, m.Huddle, m.Script = told.decision, told.huddle, script(told.huddle, d.friday())
	m.Fix, m.Win, m.Caveats = d.fix(), d.win(told), d.caveats()
	m.Definitions = d.definitions(told)
	return m, told.change
}

// A desk is where a message is written: the study and the names.
type desk struct {
	outcome.Study
	names Names
}

// figure looks a figure of the team up. It is not ok when it is not shown; then it is the zero Figure
// but for the reason.
func (d *desk) figure(id string) (f outcome.Figure, ok bool) { return d.about(id, "") }

// about is figure for one asset.
func (d *desk) about(id, asset string) (f outcome.Figure, ok bool) {
	f, ok = d.Report.About(id, asset)
	if !ok {
		return outcome.Figure{Metric: id, Asset: asset, Why: outcome.NoData}, false
	}
	if f.Why != outcome.Shown {
		return outcome.Figure{Metric: id, Asset: asset, Why: f.Why}, false
	}
	return f, true
}

func (d *desk) title() string {
	team := d.names.Team
	if team == "" {
		team = d.Report.Team
	}
	return fmt.Sprintf("Help at work · %s · %s (%s)",
		oneLine(team, nameLength), weekName(d.Report.Week), days(d.Report.Week))
}

// unsound is all that is said where the figures are not to be trusted.
const unsound = "The stored data of this week does not add up, so no figures are shown. " +
	"Please tell whoever runs the bot."

func whyNothing(why outcome.Reason) string {
	if why == outcome.NoData {
		return "There are no figures that can be shown. Nothing to do."
	}
	return "No figures are shown: too few people asked, or they would tell of single ones. Nothing to do."
}

// mayMove reports whether a figure may have moved, for the worse or the better.
func mayMove(c outcome.Change) bool { return c.Label >= outcome.Watch }

// quietWeek is all that is said when nothing got worse, nothing got better for certain, and nothing is open.
func (d *desk) quietWeek() string {
	asks, _ := d.figure(outcome.MetricAsks)
	solved, ok := d.figure(outcome.MetricSolved)
	what := "Nothing moved more than usual"
	if d.teamLabel() == outcome.NotEnough || slices.ContainsFunc(d.Changes, mayMove) {
		what = strings.TrimSuffix(d.movement(), ".")
	}
	what += ": " + fromWhom(asks)
	if ok {
		what += ", " + rate(solved) + " solved"
	}
	return what + ". Nothing to do."
}

func (d *desk) base() string {
	asks, _ := d.figure(outcome.MetricAsks)
	return fromWhom(asks) + ". Nothing here is about any one person."
}

func fromWhom(asks outcome.Figure) string {
	if asks.Why != outcome.Shown {
		return "How many asked is not shown"
	}
	return count(asks.Count, "ask") + " from " + people(asks.People)
}

// caveats says what the figures cannot tell, and how much is hidden.
func (d *desk) caveats() string {
	text := "Cannot tell you: why people stayed silent. A range in brackets is right about 19 times in 20. "
	hidden, cells := d.Hidden-d.Untold, d.Cells-d.Untold
	switch {
	case d.Hidden == 0:
		return text + "What few people did, or mostly one, is not shown."
	case d.Untold == 0:
		text += fmt.Sprintf("Hidden: %s of %s figures", number(hidden), number(cells))
	case hidden == 0:
		text += fmt.Sprintf("Hidden: all of %s", count(d.Untold, "asset"))
	default:
		text += fmt.Sprintf("Hidden: %s of %s figures and all of %s", number(hidden), number(cells),
			count(d.Untold, "asset"))
	}
	return text + ", of too few people or mostly of one."
}
