package bot

import (
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// A nothingView is what the answer is drawn from when nothing fits.
type nothingView struct {
	Ask, Question string
	Team          string
	OnCall        []string // names of those on call now who would be asked
	CanAsk        bool     // somebody would be asked now, on call or not
	Closed        bool     // the team's hours are over
	NextShift     time.Time
	UsualWait     time.Duration // 0: unknown
	Zone          *time.Location
	After         bool   // it follows Not quite: something was shown, and it did not help
	Done          string // when set: this line, as doneLine makes it, instead of the button
}

// nothing says in words that nothing fits, and offers a person with the question filled in.
func nothing(v nothingView) message {
	first, view := "I found nothing that answers this:", viewNothing
	if v.After {
		first, view = "That was all I found for this:", viewNoMore
	}
	blocks := []slack.Block{sectionMrkdwn(first)}
	blocks = append(blocks, quoted(cut(clean(v.Question), quoteShown))...)
	blocks = append(blocks, sectionMrkdwn(whoCanHelp(v)))
	if v.Done != "" {
		return newMessage(append(blocks, contextMrkdwn(safeMrkdwn(v.Done)))...)
	}
	team := teamOr(v.Team)
	return newMessage(append(blocks, buttons(button{id: actAskExpert, label: "Ask " + team,
		value: actionValue{Ask: v.Ask, View: view}, style: slack.StylePrimary,
		spoken: "Ask " + team + ": hand my question to a person"}))...)
}

// whoCanHelp says who would answer and how soon. It is mrkdwn.
func whoCanHelp(v nothingView) string {
	team := escape(teamOr(v.Team))
	var on []string
	for _, n := range v.OnCall {
		if n = oneLine(n); n != "" {
			on = append(on, escape(cut(n, nameLimit)))
		}
	}
	switch {
	case len(on) > 0:
		return strings.TrimSpace("A person can: " + list(on) + " " + is(len(on)) +
			" on call for " + team + " now. " + usualWait(v.UsualWait))
	case v.CanAsk:
		return strings.TrimSpace("A person can: somebody of " + team + ". " + usualWait(v.UsualWait))
	case !v.NextShift.IsZero():
		why := "nobody is on call for " + team
		if v.Closed {
			why = team + " is not at work"
		}
		return "A person can: " + why + " now, but your question will be " +
			"there when they are back " + moment(v.NextShift, v.Zone) + "."
	}
	return "A person can: " + team + " will see your question as soon as somebody comes on call."
}

func is(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
