package bot

import (
	"fmt"
	"strings"
	"time"

	"howto/escalation"
	"howto/outcome"
	"howto/search/review"

	"github.com/slack-go/slack"
)

// How many questions the Home tab lists at most; Slack takes 100 blocks.
const (
	homeAsks       = 10
	homeCasesShown = 12
	homeTurns      = 5
	homeDraft      = 6
)

// A homeAsk is one of a person's recent questions and what became of it.
type homeAsk struct {
	Ask   outcome.Ask
	State string // one plain sentence; empty: taken from the ask
}

// A homeView is what the Home tab shows one person.
type homeView struct {
	Person string // their name
	Asks   []homeAsk
	// Mine are the open cases that they own, Waiting those that nobody owns and they could take. Only
	// experts have any.
	Mine, Waiting []caseView
	Turns         []homeTurn
	Work          *escalation.Work // nil: not known
	Expert        bool
	Drafts        []review.Draft // that wait for them
	Command       string         // such as /howto
	Now           time.Time
	Zone          *time.Location
}

// A homeTurn is when a person is next on call for a team.
type homeTurn struct {
	Team     string
	From, To time.Time // To is zero where no end is planned
}

// home is the Home tab: asking first, then what is waiting for an expert, then one's own questions.
func home(v homeView) slack.HomeTabViewRequest {
	blocks := []slack.Block{
		header(greeting(v.Person)),
		sectionMrkdwn("Ask in a few plain words. You see the steps at once; " +
			"when they do not help, a person answers."),
		buttons(button{id: actHomeAsk, label: "Ask a question", style: slack.StylePrimary}),
		contextPlain("Or type " + oneLine(v.Command) + " and your question in any channel. " +
			"Only you see the answer."),
	}
	if v.Expert {
		blocks = append(blocks, homeExpert(v)...)
	}
	blocks = append(blocks, homeDrafts(v)...)
	blocks = append(blocks, slack.NewDividerBlock(), header("Your questions"))
	blocks = append(blocks, homeOwn(v)...)
	blocks = append(blocks, buttons(button{id: actMine, label: "What is stored about me"}))
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: blocks}}
}

// homeExpert is what an expert sees: their own cases first, then those that nobody has.
func homeExpert(v homeView) []slack.Block {
	blocks := []slack.Block{slack.NewDividerBlock()}
	if len(v.Mine) > 0 {
		blocks = append(blocks, header("Questions you have taken"))
		blocks = append(blocks, homeCases(v.Mine)...)
	}
	blocks = append(blocks, header("Waiting for somebody of your teams"))
	if len(v.Waiting) == 0 {
		blocks = append(blocks, contextPlain(saidQueueEmpty))
	}
	blocks = append(blocks, homeCases(v.Waiting)...)
	return append(blocks, homeDuty(v)...)
}

// homeCases lists open cases; those that nobody has carry the button to take them.
func homeCases(cases []caseView) []slack.Block {
	var out []slack.Block
	for _, c := range cases[:min(len(cases), homeCasesShown)] {
		line := caseEntry(c)
		if c.Case.Owner != "" && !c.Case.Left {
			out = append(out, sectionMrkdwn(line))
			continue
		}
		out = append(out, sectionWithButton(line, button{id: actClaim, label: "I'll take it",
			value: c.value(), spoken: "I'll take the question of " + c.Names.of(string(c.Case.Asker))}))
	}
	return append(out, more(len(cases)-homeCasesShown)...)
}

// caseEntry is a case in a list outside its thread, to which it leads.
func caseEntry(v caseView) string {
	v.Mention, v.Listed = false, true
	line := bold(v.Names.of(string(v.Case.Asker))) + " asks " + escape(v.team()) + ": " +
		escape(cut(oneLine(v.Case.Question), homeQuote)) + "\n" + rootState(v)
	if v.Link == "" {
		return line
	}
	return line + "\n" + slackLink(escape(v.Link), "Open the thread")
}

// homeDuty says when an expert is next on call, and what they have had to do.
func homeDuty(v homeView) []slack.Block {
	var lines []string
	for _, t := range v.Turns[:min(len(v.Turns), homeTurns)] {
		team := escape(teamOr(t.Team))
		line := "You are next on call for " + team + " from " + moment(t.From, v.Zone)
		if !t.From.After(v.Now) {
			line = "You are on call for " + team
		}
		if !t.To.IsZero() {
			line += " until " + moment(t.To, v.Zone)
		}
		lines = append(lines, line+".")
	}
	if len(v.Turns) == 0 {
		lines = append(lines, "No turn on call is planned for you.")
	}
	if w := v.Work; w != nil {
		lines = append(lines, fmt.Sprintf("In the last %d days you were %s and took %s. Only you see this.",
			int(escalation.LoadWindow.Hours()/24), asked(w.Asked), questions(w.Taken)))
	}
	return []slack.Block{header("Your turns and your load"), sectionMrkdwn(strings.Join(lines, "\n"))}
}

func asked(times int) string {
	switch times {
	case 0:
		return "never asked"
	case 1:
		return "asked once"
	}
	return fmt.Sprintf("asked %d times", times)
}

func questions(n int) string {
	switch n {
	case 0:
		return "no question"
	case 1:
		return "one question"
	}
	return fmt.Sprintf("%d questions", n)
}

// homeDrafts lists the drafts of assets that wait for the person; nothing where there are none.
func homeDrafts(v homeView) []slack.Block {
	if len(v.Drafts) == 0 {
		return nil
	}
	out := []slack.Block{slack.NewDividerBlock(), header("Drafts waiting for you")}
	for _, d := range v.Drafts[:min(len(v.Drafts), homeDraft)] {
		state := "Not sent yet"
		switch d.State {
		case review.Waiting:
			state = "Waits for somebody who keeps the library"
		case review.SentBack:
			state = "Sent back with a note"
		}
		out = append(out, sectionWithButton(bold(cut(oneLine(d.Asset.Title), homeQuote))+"\n"+state+" · "+
			moment(d.ChangedAt, v.Zone), button{id: actDraftEdit, label: "Open", value: draftValue(d),
			spoken: "Open the draft: " + d.Asset.Title}))
	}
	return append(out, more(len(v.Drafts)-homeDraft)...)
}

// homeQuote is how much of a question a list shows.
const homeQuote = 200

func homeOwn(v homeView) []slack.Block {
	if len(v.Asks) == 0 {
		return []slack.Block{contextPlain("You have not asked anything yet.")}
	}
	var out []slack.Block
	for _, a := range v.Asks[:min(len(v.Asks), homeAsks)] {
		out = append(out, sectionMrkdwn(escape(cut(oneLine(a.Ask.Text), homeQuote))+"\n"+
			strings.TrimSuffix(homeState(a), ".")+" · asked "+moment(a.Ask.At, v.Zone)))
	}
	return append(out, more(len(v.Asks)-homeAsks)...)
}

// homeState says what became of an ask.
func homeState(a homeAsk) string {
	switch {
	case a.State != "":
		return safeMrkdwn(a.State)
	case a.Ask.Closed == outcome.Solved:
		return "✓ Solved"
	case a.Ask.Closed == outcome.Resolved:
		return "✓ Solved with the help of a person"
	case a.Ask.Closed == outcome.Withdrawn:
		return "Taken back"
	case a.Ask.Case != "":
		return "With a person"
	}
	return "Not said yet whether it helped"
}

// more says that n are not shown.
func more(n int) []slack.Block {
	if n <= 0 {
		return nil
	}
	return []slack.Block{contextPlain(fmt.Sprintf("and %d more", n))}
}
