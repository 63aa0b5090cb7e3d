package bot

import (
	"howto/escalation"

	"github.com/slack-go/slack"
)

// rootControls are what experts can press on the root message. What everybody sees there must fit
// everybody: whoever may not press is told so.
func rootControls(v caseView) []slack.Block {
	c := v.Case
	switch {
	case !c.State.Open():
		return nil
	case c.Owner == "" || c.Left:
		return freeControls(v)
	case c.State == escalation.Answered:
		return []slack.Block{slack.NewActionBlock("", v.menu(actAskBack, actPassOn))}
	case c.State == escalation.Waiting:
		return []slack.Block{slack.NewActionBlock("", v.menu(actAskBack, actPassOn, actGiveBack))}
	}
	var bs []button
	if v.afterAnswer() {
		bs = append(bs, v.noMoreButton())
	}
	e := elements(append(bs, v.formButton(actAskBack), v.formButton(actPassOn)))
	return []slack.Block{slack.NewActionBlock("", append(e, v.menu(actPutOff, actGiveBack))...)}
}

// freeControls are those of a case that nobody has.
func freeControls(v caseView) []slack.Block {
	c := v.Case
	asker := v.Names.of(string(c.Asker))
	bs := []button{{id: actClaim, label: "I'll take it", value: v.value(),
		spoken: "I'll take the question of " + asker, style: slack.StylePrimary}}
	more := []string{actPassOn, actAskBack}
	switch c.State {
	case escalation.Exhausted:
		bs = append(bs, v.nextButton("Ask again"))
		more = append(more, actPutOff)
	case escalation.Paging:
		if len(c.OnCall) > 0 {
			bs = append(bs, v.nextButton("Ask the next one"))
		}
		more = append(more, actPutOff)
	}
	hint := "Press the button or just answer in this thread: your words go to " + asker + "."
	return []slack.Block{contextPlain(hint),
		slack.NewActionBlock("", append(elements(bs), v.menu(more...))...)}
}

// nextButton ends the time of those who were asked last. It carries what the presser saw.
func (v caseView) nextButton(label string) button {
	value := v.value()
	value.Seq = v.Case.Seq
	return button{id: actAskNext, label: label, value: value,
		spoken: label + " about the question of " + v.Names.of(string(v.Case.Asker))}
}

// caseLabels are the labels of what an expert does with a case, by action.
func caseLabels(action string) string {
	switch action {
	case actAskBack:
		return "Ask back…"
	case actPassOn:
		return "Pass on…"
	case actPutOff:
		return "Put off…"
	case actGiveBack:
		return "Give back"
	}
	return action
}

func (v caseView) formButton(action string) button {
	asker := v.Names.of(string(v.Case.Asker))
	spoken := "Pass the question of " + asker + " on"
	if action == actAskBack {
		spoken = "Ask " + asker + " something"
	}
	return button{id: action, label: caseLabels(action), value: v.value(), spoken: spoken}
}

// noMoreButton lets the answer stand that the asker has.
func (v caseView) noMoreButton() button {
	return button{id: actNoMore, label: "Nothing to add", value: v.value(),
		spoken: "Nothing to add to the answer for " + v.Names.of(string(v.Case.Asker))}
}

// menu holds what is done less often.
func (v caseView) menu(actions ...string) *slack.OverflowBlockElement {
	var options []*slack.OptionBlockObject
	for _, a := range actions {
		value := actionValue{Case: v.Case.ID, Pick: a}.encode()
		options = append(options, slack.NewOptionBlockObject(value, plainObjectOf(caseLabels(a)), nil))
	}
	return slack.NewOverflowBlockElement(actCaseMenu, options...)
}

// lineControls are what the asker can press on their status line.
func lineControls(v caseView) []slack.Block {
	c := v.Case
	if !c.State.Open() {
		return nil
	}
	var bs []button
	if c.State == escalation.Queued {
		bs = append(bs, urgentButton(v))
	}
	last := withdrawButton(v)
	if !c.HelpedAt.IsZero() { // what they wrote since is mostly thanks, and there is nothing to take back
		last = solvedButton(v)
	}
	e := elements(append(bs, last))
	switch c.State {
	case escalation.Queued, escalation.Paging, escalation.Exhausted:
		if choice, any := v.otherTeam(actReroute, "Another team?"); any {
			e = append(e, choice)
		}
	}
	return []slack.Block{slack.NewActionBlock("", e...)}
}

func withdrawButton(v caseView) button {
	confirm := confirmation("Take your question back?",
		cut(v.team(), nameLimit)+" will be told that you no longer need an answer.",
		"Take it back", "Keep it")
	return button{id: actWithdraw, label: "Take it back", value: v.value(),
		spoken: "Take my question back", confirm: confirm}
}

func urgentButton(v caseView) button {
	not := "on call"
	if v.Case.AfterHours {
		not = "at work"
	}
	confirm := confirmation("Can it not wait?",
		"Somebody of "+cut(v.team(), nameLimit)+" is then asked at once, although they are not "+not+" now.",
		"Ask them now", "It can wait")
	return button{id: actUrgent, label: "It is urgent", value: v.value(),
		spoken: "It is urgent: ask somebody now", confirm: confirm}
}

// teamsShown is how many choices Slack puts into one list.
const teamsShown = 100

// otherTeam is a list of the teams that the case could go to; there is none where there is no other.
func (v caseView) otherTeam(action, placeholder string) (*slack.SelectBlockElement, bool) {
	var options []*slack.OptionBlockObject
	for _, t := range v.Others {
		value := actionValue{Case: v.Case.ID, Pick: t.ID}.encode()
		if len(value) > optionLimit || len(options) == teamsShown {
			continue
		}
		options = append(options,
			slack.NewOptionBlockObject(value, plainObjectOf(cut(oneLine(t.Name), labelLimit)), nil))
	}
	if len(options) == 0 {
		return nil, false
	}
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plainObjectOf(placeholder), action,
		options...), true
}
