package bot

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"howto/escalation"

	"github.com/slack-go/slack"
)

// What the forms about a case are recognised by, and their fields: a field's block and its element
// have one name.
const (
	callbackPassOn  = "pass_on"
	callbackPutOff  = "put_off"
	callbackAskBack = "ask_back"

	fieldPerson = "person"
	fieldTeam   = "team"
	fieldWhen   = "when"
	fieldAt     = "at"
)

// The choices of when a case that is put off comes back. A moment that was offered by name is kept in
// the choice itself, as seconds, so that people get what they read.
const (
	whenHour = "1h"
	whenAt   = "at"
)

// Stand-ins for what a form asks for, see [caseAction].
const (
	somebody = "U0"
	soon     = time.Minute
)

func wouldPassOn(ctx context.Context, b *Bot, p buttonPress, c escalation.Case) (escalation.Event, string) {
	return escalation.PassOn{
		By: escalation.User(p.User), Member: b.pressedByMember(ctx, c, p), To: somebody, ToMember: true,
	}, ""
}

func wouldPutOff(ctx context.Context, b *Bot, p buttonPress, c escalation.Case) (escalation.Event, string) {
	return escalation.Snooze{
		By: escalation.User(p.User), Member: b.pressedByMember(ctx, c, p), Until: b.Now().Add(soon),
	}, ""
}

func wouldAskBack(ctx context.Context, b *Bot, p buttonPress, c escalation.Case) (escalation.Event, string) {
	return escalation.AskBack{By: escalation.User(p.User), Member: b.pressedByMember(ctx, c, p)}, ""
}

func passOnFormFor(ctx context.Context, b *Bot, p buttonPress, c escalation.Case) slack.ModalViewRequest {
	return passOnForm(b.formView(ctx, p, c))
}

func putOffFormFor(ctx context.Context, b *Bot, p buttonPress, c escalation.Case) slack.ModalViewRequest {
	return putOffForm(b.formView(ctx, p, c), b.tomorrow(ctx, p.User, c.Team))
}

func askBackFormFor(ctx context.Context, b *Bot, p buttonPress, c escalation.Case) slack.ModalViewRequest {
	return askBackForm(b.formView(ctx, p, c))
}

// formView is what a form is drawn from that a press opens.
func (b *Bot) formView(ctx context.Context, p buttonPress, c escalation.Case) caseView {
	v := b.caseView(ctx, c)
	v.Pressed = p.Channel
	return v
}

// morning is the hour at which a case that is put off until tomorrow comes back.
const morning = 9

// tomorrow is tomorrow morning where the person is, or else where the team is.
func (b *Bot) tomorrow(ctx context.Context, user, team string) time.Time {
	zone := b.people.load(ctx, user).Zone
	if zone == nil {
		zone = b.teamZone(team)
	}
	now := b.Now().In(zone)
	return time.Date(now.Year(), now.Month(), now.Day()+1, morning, 0, 0, 0, zone)
}

// caseForm is a form about a case, which it carries.
func caseForm(v caseView, callback, title, submit string, blocks ...slack.Block) slack.ModalViewRequest {
	m := modal(title, blocks...)
	m.CallbackID, m.PrivateMetadata = callback, actionValue{Case: v.Case.ID, Pick: v.Pressed}.encode()
	m.Submit, m.Close = plainObjectOf(submit), plainObjectOf("Cancel")
	return m
}

func field(name, label, hint string, e slack.BlockElement) *slack.InputBlock {
	return slack.NewInputBlock(name, plainObjectOf(label), plainObjectOf(hint), e)
}

// passOnForm asks for a colleague or another team.
func passOnForm(v caseView) slack.ModalViewRequest {
	person := field(fieldPerson, "To a colleague of "+cut(v.team(), nameLimit),
		"They are asked to take it. Until they do, nobody has it.",
		slack.NewOptionsSelectBlockElement(slack.OptTypeUser, plainObjectOf("Choose a person"), fieldPerson))
	person.Optional = true
	blocks := []slack.Block{person}
	if choice, any := v.otherTeam(fieldTeam, "Choose a team"); any {
		team := field(fieldTeam, "Or to another team", "The question leaves this channel.", choice)
		team.Optional = true
		blocks = append(blocks, team)
	}
	return caseForm(v, callbackPassOn, "Pass on", "Pass on", blocks...)
}

// putOffForm asks until when.
func putOffForm(v caseView, tomorrow time.Time) slack.ModalViewRequest {
	option := func(value, label string) *slack.OptionBlockObject {
		return slack.NewOptionBlockObject(value, plainObjectOf(label), nil)
	}
	first := option(whenHour, "In an hour")
	when := slack.NewRadioButtonsBlockElement(fieldWhen, first,
		option(strconv.FormatInt(tomorrow.Unix(), 10), tomorrow.Format("Tomorrow, Mon 2 Jan, at 15:04")),
		option(whenAt, "At the time below"))
	when.InitialOption = first
	at := slack.NewDateTimePickerBlockElement(fieldAt)
	at.InitialDateTime = tomorrow.Unix()
	hint := v.Names.of(string(v.Case.Asker)) + " is told when you come back to it."
	if v.Case.Owner == "" {
		hint = v.Names.of(string(v.Case.Asker)) + " is told. Then somebody is asked again."
	}
	return caseForm(v, callbackPutOff, "Put off", "Put off",
		field(fieldWhen, "Until when?", hint, when),
		field(fieldAt, "Another time", "Counts only when you choose it above.", at))
}

// askBackForm asks what the asker should be asked.
func askBackForm(v caseView) slack.ModalViewRequest {
	asker := v.Names.of(string(v.Case.Asker))
	return caseForm(v, callbackAskBack, "Ask back", "Ask",
		input("What do you need to know from "+asker+"?", "Their reply comes into this question's thread.", ""))
}

// caseSubmitted takes a form about a case. What cannot be done is said in the form, which stays open,
// so that nobody has to type again.
func (b *Bot) caseSubmitted(ctx context.Context, call slack.InteractionCallback) (any, error) {
	v, _ := decodeValue(call.View.PrivateMetadata) // a case that cannot be read is one that is not there
	s := submission{User: call.User.ID, Channel: v.Pick, Key: "form:" + call.TriggerID, View: call.View}
	if b.stranger(call.User.TeamID) {
		return s.fault(s.firstField(), otherWorkspace), nil
	}
	c, err := b.Cases.Case(ctx, v.Case)
	switch {
	case err != nil && b.Missing(err):
		return s.fault(s.firstField(), askForgotten), nil
	case err != nil:
		return nil, fmt.Errorf("form %s about case %s: %w", s.View.CallbackID, v.Case, err)
	}
	ev, at, why := b.formEvent(ctx, s, c)
	if why != "" {
		return s.fault(at, why), nil
	}
	step, err := b.Desk.Advance(ctx, s.Key, c.ID, ev)
	if err != nil {
		return nil, fmt.Errorf("form %s about case %s: %w", s.View.CallbackID, c.ID, err)
	}
	if r, refused := step.Refused(); refused {
		return s.fault(at, b.formRefusal(r.Why, step.Case)), nil
	}
	return nil, nil
}

// formRefusal is what a form says when the case did not take it.
func (b *Bot) formRefusal(why escalation.Reason, c escalation.Case) string {
	if why == escalation.NotOfTeam {
		return "Only people of " + cut(oneLine(b.teamName(c.Team)), nameLimit) + " can do that."
	}
	return refusal(why, c, b.people.name)
}

// A submission is a form that somebody sent.
type submission struct {
	User, Key string
	Channel   string // where the button was pressed that opened it; empty where that was no channel
	View      slack.View
}

// press is the press that opened the form, as far as the form knows it.
func (s submission) press() buttonPress { return buttonPress{User: s.User, Channel: s.Channel} }

// value is what a field holds.
func (s submission) value(name string) slack.BlockAction {
	if s.View.State == nil {
		return slack.BlockAction{}
	}
	return s.View.State.Values[name][name]
}

// fault keeps the form open and says what is wrong below one of its fields.
func (s submission) fault(field, text string) any {
	return slack.NewErrorsViewSubmissionResponse(map[string]string{field: text})
}

// firstField is where a fault is shown that belongs to no field.
func (s submission) firstField() string {
	switch s.View.CallbackID {
	case callbackPassOn:
		return fieldPerson
	case callbackPutOff:
		return fieldWhen
	}
	return inputBlock
}

// formEvent is what a form asks for, and the field to which a refusal belongs; or, in why, what is
// wrong with that field.
func (b *Bot) formEvent(ctx context.Context, s submission, c escalation.Case) (ev escalation.Event, at, why string) {
	p := s.press()
	by, member := escalation.User(s.User), b.pressedByMember(ctx, c, p)
	switch s.View.CallbackID {
	case callbackPassOn:
		return b.passOnEvent(ctx, s, c)
	case callbackPutOff:
		until, at, why := s.until(b.Now())
		return escalation.Snooze{By: by, Member: member, Until: until}, at, why
	}
	words := cut(typed(s.View), questionLimit)
	if oneLine(words) == "" {
		return nil, inputBlock, "Please write what you need to know."
	}
	// Messages are kept as Slack delivers them, which escapes what people type.
	return escalation.AskBack{By: by, Member: member,
		Message: escalation.Message{TS: s.View.ID, Text: escape(words)}}, inputBlock, ""
}

func (b *Bot) passOnEvent(ctx context.Context, s submission, c escalation.Case) (ev escalation.Event, at, why string) {
	person := s.value(fieldPerson).SelectedUser
	chosen, _ := decodeValue(s.value(fieldTeam).SelectedOption.Value)
	p := s.press()
	switch {
	case person == "" && chosen.Pick == "":
		return nil, fieldPerson, "Please choose somebody."
	case person != "" && chosen.Pick != "":
		return nil, fieldTeam, "Please choose a person or a team, not both."
	case chosen.Pick != "":
		ev, why = b.rerouteTo(ctx, p, c, chosen.Pick)
		return ev, fieldTeam, why
	}
	to := escalation.User(person)
	if !b.Rota.Roster.Member(c.Team, to) {
		return nil, fieldPerson, fmt.Sprintf("%s does not belong to %s. Choose somebody of the team, "+
			"or another team.", b.people.name(person), cut(oneLine(b.teamName(c.Team)), nameLimit))
	}
	if person == s.User {
		return nil, fieldPerson, "That is you. Choose somebody else."
	}
	return escalation.PassOn{By: escalation.User(s.User), Member: b.pressedByMember(ctx, c, p), To: to, ToMember: true},
		fieldPerson, ""
}

// until is the moment that was chosen to put a case off to.
func (s submission) until(now time.Time) (until time.Time, at, why string) {
	switch chosen := s.value(fieldWhen).SelectedOption.Value; chosen {
	case whenHour:
		return now.Add(time.Hour), fieldWhen, ""
	case whenAt:
		if n := s.value(fieldAt).SelectedDateTime; n > 0 {
			return time.Unix(n, 0), fieldAt, ""
		}
		return time.Time{}, fieldAt, "Please choose a day and a time."
	default:
		n, err := strconv.ParseInt(chosen, 10, 64)
		if err != nil {
			return time.Time{}, fieldWhen, "Please choose until when."
		}
		return time.Unix(n, 0), fieldWhen, ""
	}
}
