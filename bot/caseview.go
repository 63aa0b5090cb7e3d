package bot

import (
	"strings"
	"time"

	"howto/escalation"

	"github.com/slack-go/slack"
)

// A caseView is a case and what is needed to speak about it.
type caseView struct {
	Case  escalation.Case
	Team  string // the team's display name
	Names names
	// UsualWait is how long an answer by the team usually takes; 0 when unknown.
	UsualWait time.Duration
	Now       time.Time
	Zone      *time.Location // the team's zone, for times where the reader's is not known; nil: UTC
	// Mention makes the root message call the people on call. It is set when the message is first
	// posted and not when it is brought up to date.
	Mention bool
	// Listed leaves out what is only true in the case's own thread.
	Listed bool
	// Others are the teams that the case could go to instead.
	Others []teamChoice
	// AskerOnCall says that the asker is on call for the team now.
	AskerOnCall bool
	// Pressed is the channel of the button that opened a form; empty in anything but a form.
	Pressed string
	// Link leads to the message that a message is about, or to the thread of a case in a list.
	Link string
}

// A teamChoice is a team to choose.
type teamChoice struct{ ID, Name string }

func (v caseView) team() string {
	if t := oneLine(v.Team); t != "" {
		return cut(t, nameLimit)
	}
	return "the team"
}

// name is a person's name escaped for mrkdwn.
func (v caseView) name(u escalation.User) string { return escape(v.Names.of(string(u))) }

// afterAnswer reports whether somebody has the case although its asker has an answer that may have helped:
// the asker wrote something after it.
func (v caseView) afterAnswer() bool {
	s := v.Case.State
	return (s == escalation.Claimed || s == escalation.Snoozed) && !v.Case.AnsweredAt.IsZero()
}

func (v caseView) at(t time.Time) string { return moment(t, v.Zone) }

// mentions calls people, or everybody who is present in the channel.
func mentions(users []escalation.User) string {
	var out []string
	for _, u := range users {
		if u == escalation.Here {
			out = append(out, "<!here>")
			continue
		}
		out = append(out, mention(string(u)))
	}
	return list(out)
}

// waits says why nobody is asked now, and when the team is there again.
func (v caseView) waits() string {
	team := escape(v.team())
	why, who := "Nobody is on call now.", team
	switch {
	case v.Case.AfterHours:
		why, who = team+" is not at work now.", "The team"
	case v.AskerOnCall:
		why = "Nobody else is on call now."
	}
	if v.Case.Until.IsZero() {
		return why + " " + who + " will see it when somebody comes on call."
	}
	return why + " " + who + " is back " + v.at(v.Case.Until) + "."
}

func (v caseView) value() actionValue {
	return actionValue{Ask: v.Case.Ask, Case: v.Case.ID}
}

// caseRoot is the message in the team's channel that always shows where the case stands.
func caseRoot(v caseView) message {
	c := v.Case
	blocks := []slack.Block{sectionMrkdwn(bold(v.Names.of(string(c.Asker))) + " asks " +
		escape(v.team()) + ":")}
	blocks = append(blocks, quoted(cut(c.Question, questionLimit))...)
	if line := offered(c.Offered); line != "" {
		blocks = append(blocks, contextPlain(line))
	}
	blocks = append(blocks, sectionMrkdwn(rootState(v)))
	return newMessage(append(blocks, rootControls(v)...)...)
}

// leftRoot is what remains of a root message whose case went to another team.
func leftRoot(v caseView, team string) message {
	c := v.Case
	blocks := []slack.Block{sectionMrkdwn(bold(v.Names.of(string(c.Asker))) + " asked:")}
	blocks = append(blocks, quoted(cut(c.Question, questionLimit))...)
	return newMessage(append(blocks, sectionMrkdwn("Passed to "+escape(teamOr(team))+
		". There is nothing left to do here."))...)
}

// offered says what the asker has been shown already.
func offered(titles []string) string {
	var out []string
	for _, t := range titles {
		if t = cut(oneLine(t), headerLimit); t != "" && len(out) < 5 {
			out = append(out, t)
		}
	}
	if len(out) == 0 {
		return "The library had nothing to offer."
	}
	return "Shown already: " + strings.Join(out, " · ")
}

// caseLine is the asker's status line.
func caseLine(v caseView) message {
	blocks := []slack.Block{sectionMrkdwn(lineState(v))}
	blocks = append(blocks, quoted(cut(clean(v.Case.Question), quoteShown))...)
	if hint := lineHint(v); hint != "" {
		blocks = append(blocks, contextPlain(hint))
	}
	return newMessage(append(blocks, lineControls(v)...)...)
}

// quoteShown is how much of a question is repeated to the one who asked it.
const quoteShown = 500
