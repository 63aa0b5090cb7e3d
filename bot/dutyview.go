package bot

import (
	"fmt"
	"slices"
	"time"

	"howto/escalation"
	"howto/escalation/oncall"

	"github.com/slack-go/slack"
)

// What a form about turns is recognised by, and its fields, each a block and an action of that name.
const (
	callbackSwap = "swap"
	swapTurn     = "turn"
	swapWith     = "with"
)

// A dutyView is who is on call for a team.
type dutyView struct {
	ID, Team         string
	On               []escalation.User // nobody: a gap
	Until            time.Time         // zero: no change in sight
	Next             []escalation.User // who comes at Until
	Mine             bool              // the reader belongs to the team
	CanTake, CanSwap bool
	Names            names
	Zone             *time.Location
	AsOf             time.Time // when it was last known, if Old; zero: never
	Old              bool      // where the schedule is kept cannot be read
}

// now says who is on call, in mrkdwn, and how old that is if it is old.
func (v dutyView) now() string {
	switch {
	case !v.Old:
		return v.turn()
	case v.AsOf.IsZero():
		return v.turn() + " Where this schedule is kept could not be read yet."
	}
	return v.turn() + " This is as of " + moment(v.AsOf, v.Zone) + ": where the schedule is kept cannot be read since."
}

// turn says who is on call and until when.
func (v dutyView) turn() string {
	line := bold(oneLine(v.Team)) + ": "
	if len(v.On) == 0 {
		line += "nobody is on call"
	} else {
		line += v.Names.list(v.On)
	}
	if v.Until.IsZero() {
		return line + "."
	}
	line += " until " + moment(v.Until, v.Zone)
	if len(v.Next) > 0 {
		line += ", then " + v.Names.list(v.Next)
	}
	return line + "."
}

// dutyMessage is who is on call for each team. A reader of a team can take over and give away; their own teams
// come first, so that they find these also where not all teams are shown.
func dutyMessage(all []dutyView) message {
	blocks := []slack.Block{header("On call")}
	if len(all) == 0 {
		return newMessage(append(blocks, contextPlain("No teams are set up."))...)
	}
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b dutyView) int {
		switch {
		case a.Mine == b.Mine:
			return 0
		case a.Mine:
			return -1
		}
		return 1
	})
	const most = 20 // with their buttons no more blocks than Slack takes
	for _, v := range all[:min(len(all), most)] {
		blocks = append(blocks, sectionMrkdwn(v.now()))
		if b := v.buttons(); len(b) > 0 {
			blocks = append(blocks, buttons(b...))
		}
	}
	return newMessage(append(blocks, more(len(all)-most)...)...)
}

func (v dutyView) buttons() (all []button) {
	if !v.Mine {
		return nil
	}
	value := actionValue{Pick: v.ID}
	if v.CanTake {
		all = append(all, button{id: actTakeOver, label: "Take over now", value: value,
			spoken: "Take over the turn of " + v.Team + " now",
			confirm: confirmation("Take over now?", "You are asked first from now on, until this turn ends.",
				"Take over", "Leave it")})
	}
	if v.CanSwap {
		all = append(all, button{id: actSwap, label: "Give a turn away…", value: value,
			spoken: "Ask somebody to take a turn of " + v.Team})
	}
	return all
}

// A changeView is a change of who is on call.
type changeView struct {
	Team     string
	Zone     *time.Location
	Names    names
	Override escalation.Override
}

func (v changeView) name(m oncall.Member) string { return escape(v.Names.of(string(m))) }

// turn names the time that the change is about.
func (v changeView) turn() string {
	return "from " + moment(v.Override.When.From, v.Zone) + " until " + moment(v.Override.When.To, v.Zone)
}

// changeMessage says who takes over from whom, or that somebody cannot.
func changeMessage(v changeView) message {
	o := v.Override
	team := escape(oneLine(v.Team))
	switch {
	case o.State == escalation.OverrideDeclined:
		return newMessage(sectionMrkdwn(fmt.Sprintf("%s cannot take the turn of %s for %s %s. It stays as it was.",
			v.name(o.When.Add), v.name(o.When.Remove), team, v.turn())))
	case o.When.Remove == "":
		return newMessage(sectionMrkdwn(fmt.Sprintf("%s is on call for %s %s.",
			v.name(o.When.Add), team, v.turn())))
	}
	return newMessage(sectionMrkdwn(fmt.Sprintf("%s takes over from %s for %s %s.",
		v.name(o.When.Add), v.name(o.When.Remove), team, v.turn())))
}

// swapMessage asks somebody to take a turn.
func swapMessage(v changeView) message {
	value := actionValue{Pick: v.Override.ID}
	return newMessage(
		sectionMrkdwn(fmt.Sprintf("%s asks you to be on call for %s in their place %s.",
			v.name(v.Override.When.Remove), escape(oneLine(v.Team)), v.turn())),
		buttons(
			button{id: actSwapYes, label: "Yes, I take it", value: value, style: slack.StylePrimary},
			button{id: actSwapNo, label: "I can't", value: value},
		))
}

// swapModal asks which turn of t, and whom.
func swapModal(t escalation.Team, turns []oncall.Span) slack.ModalViewRequest {
	var options []*slack.OptionBlockObject
	for _, s := range turns {
		text := wallClock(s.From, t.Schedule.Zone) + " – " + wallClock(s.To, t.Schedule.Zone)
		options = append(options, slack.NewOptionBlockObject(turnValue(s),
			plainObjectOf(cut(text, labelLimit)), nil))
	}
	which := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plainObjectOf("Your turns"), swapTurn, options...)
	which.InitialOption = options[0]
	whom := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, plainObjectOf("Somebody of the team"), swapWith)
	m := modal("Give a turn away",
		slack.NewInputBlock(swapTurn, plainObjectOf("Which turn?"), nil, which),
		slack.NewInputBlock(swapWith, plainObjectOf("Who could take it?"),
			plainObjectOf("They are asked. Until they say yes, the turn stays yours."), whom))
	m.CallbackID, m.PrivateMetadata = callbackSwap, t.ID
	m.Submit = plainObjectOf("Ask them")
	return m
}

// A handoffView is what somebody who comes on call has to know.
type handoffView struct {
	dutyView
	Cases []caseView // the team's open ones, oldest first
}

// handoffMessage tells somebody that they are on call now, and what is open.
func handoffMessage(v handoffView) message {
	line := "You are on call for " + bold(oneLine(v.Team)) + " now"
	if !v.Until.IsZero() {
		line += ", until " + moment(v.Until, v.Zone)
	}
	blocks := []slack.Block{sectionMrkdwn(line + ".")}
	if len(v.Cases) == 0 {
		return newMessage(append(blocks, contextPlain("Nothing is open."))...)
	}
	blocks = append(blocks, contextPlain(fmt.Sprintf("Open now: %d. Who has a question keeps it.", len(v.Cases))))
	for _, c := range v.Cases[:min(len(v.Cases), homeCasesShown)] {
		blocks = append(blocks, sectionMrkdwn(caseEntry(c)))
	}
	return newMessage(append(blocks, more(len(v.Cases)-homeCasesShown)...)...)
}
