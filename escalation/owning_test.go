package escalation_test

import (
	"reflect"
	"testing"
	"time"

	"howto/escalation"
	"howto/outcome"
)

// remindAfter is the time that an owner has before each sign that they must give.
const remindAfter = 2 * time.Hour

var forgotten = step{time.Minute + 2*remindAfter, own(escalation.Remind, duty(dana)), escalation.Paging,
	effects{escalation.TellTeam{What: escalation.TellForgotten, By: dana}, root, line,
		record(outcome.Released, "")}}

var nudged = step{time.Minute + remindAfter, own(escalation.Remind, duty(dana)), escalation.Claimed,
	effects{escalation.Nudge{User: dana}}}

// nudgedOfThanks is the owner reminded of what the asker wrote three minutes after the beginning.
var nudgedOfThanks = step{2*time.Hour + 3*time.Minute, own(escalation.Remind, duty(dana)), escalation.Claimed,
	effects{escalation.Nudge{User: dana}, root, line}}

var heardOfThanks = there(nudgedOfThanks.at, escalation.OutNudge, escalation.Claimed)

var thankedAfterSolved = step{3 * time.Minute, escalation.AskerReply{By: amira, Message: thanks}, escalation.Claimed, effects{
	told(escalation.TellReopened), escalation.ToTeam{By: amira, Ping: dana, Message: thanks},
	root, line, record(outcome.Reopened, amira), record(outcome.FollowUp, amira)}}

func releaseBy(u escalation.User, at time.Duration) step {
	return step{at, escalation.Release{By: u}, escalation.Paging, effects{
		escalation.TellTeam{What: escalation.TellReleased, By: u}, root, line, record(outcome.Released, u)}}
}

func snoozeUntil(by escalation.User, until time.Duration) step {
	return step{2 * time.Minute, escalation.Snooze{By: by, Member: true, Until: monday.Add(until)},
		escalation.Snoozed, effects{drop, root, line, record(outcome.Snoozed, by)}}
}

var owningStories = map[string][]step{
	"nobody passes a question on to whoever asked it": story(opened, reached, claimBy(dana),
		step{2 * time.Minute, escalation.PassOn{By: dana, To: amira, ToMember: true}, escalation.Claimed,
			refusal(dana, escalation.OwnQuestion)}),
	"a second claim is told whose it is": story(opened, reached, claimBy(dana),
		step{2 * time.Minute, escalation.Claim{By: dana, Member: true}, escalation.Claimed,
			refusal(dana, escalation.YoursAlready)},
		step{2 * time.Minute, escalation.Claim{By: elif, Member: true}, escalation.Claimed,
			refusal(elif, escalation.TakenAlready)}),
	"people outside the team cannot take it": story(opened,
		step{time.Minute, escalation.Claim{By: ben}, escalation.Paging, refusal(ben, escalation.NotOfTeam)},
		step{time.Minute, escalation.Claim{By: amira}, escalation.Paging, refusal(amira, escalation.NotOfTeam)},
		step{time.Minute, escalation.Reply{By: amira, Message: words}, escalation.Paging,
			refusal(amira, escalation.NotOfTeam)}),
	"whoever was asked by name may take it": story(
		step{0, opens(duty(finn)), escalation.Paging,
			effects{root, line, record(outcome.HandedOver, amira), pagedTo(finn)}},
		step{time.Minute, escalation.Claim{By: finn}, escalation.Claimed,
			effects{drop, root, line, record(outcome.Claimed, finn)}}),
	"taken before anybody was asked": story(queuedUntilMorning, claimBy(elif),
		step{15 * time.Hour, own(escalation.ShiftStart, duty(dana)), escalation.Claimed,
			refusal("", escalation.OldTimer)}),
	"an owner who gives no sign is asked, and then others are": story(opened, reached, claimBy(dana), nudged,
		there(nudged.at, escalation.OutNudge, escalation.Claimed), forgotten, stepOver(forgotten.at, duty(dana), escalation.Paging,
			pages(2, dana, elif), root, line, pagedTo(dana, elif))),
	"an owner who gives a sign keeps it": story(opened, reached, claimBy(dana), nudged,
		step{nudged.at, escalation.StillOnIt{By: elif}, escalation.Claimed, refusal(elif, escalation.NotTheOwner)},
		step{nudged.at, escalation.StillOnIt{By: dana}, escalation.Claimed, nil},
		step{nudged.at + remindAfter, own(escalation.Remind, duty(dana)), escalation.Claimed,
			effects{escalation.Nudge{User: dana}}}),
	"an owner is left alone while the team is not at work": story(opened, reached, claimBy(dana),
		step{8 * time.Hour, own(escalation.Remind, night), escalation.Claimed, nil},
		step{15 * time.Hour, own(escalation.Remind, duty(dana)), escalation.Claimed,
			effects{escalation.Nudge{User: dana}}},
		step{17 * time.Hour, own(escalation.Remind, closedUntil(monday.Add(24*time.Hour))), escalation.Claimed, nil}),
	"an owner of what is urgent is asked for a sign at night, too": story(queuedUntilMorning,
		step{time.Minute, escalation.Urgent{By: amira, Duty: byNight()}, escalation.Paging, effects{
			pages(1, dana), root, line,
			escalation.Record{Kind: string(outcome.Paged), Users: users(dana), AfterHours: true}}},
		step{time.Minute, escalation.Claim{By: dana, Member: true}, escalation.Claimed,
			effects{drop, root, line, record(outcome.Claimed, dana)}},
		step{time.Minute + remindAfter, own(escalation.Remind, night), escalation.Claimed,
			effects{escalation.Nudge{User: dana}}}),
	"thanks after an answer, of which the owner says nothing, is left with the asker": story(
		opened, claimBy(dana), firstAnswerBy(dana), goesBack(3*time.Minute, thanks, dana), nudgedOfThanks, heardOfThanks,
		step{4*time.Hour + 3*time.Minute, own(escalation.Remind, duty(dana)), escalation.Answered,
			effects{escalation.NudgeAsker{Judge: true}, root, line}},
		there(4*time.Hour+3*time.Minute, escalation.OutNudgeAsk, escalation.Answered),
		step{76*time.Hour + 3*time.Minute, own(escalation.Silence, duty(dana)), escalation.Settled,
			effects{drop, told(escalation.TellSettled), root, line, record(outcome.Settled, "")}}),
	"solved, and thanks: the owner's silence calls nobody": story(
		opened, claimBy(dana), firstAnswerBy(dana), solvedAt(3*time.Minute),
		thankedAfterSolved, nudgedOfThanks, heardOfThanks,
		step{4*time.Hour + 3*time.Minute, own(escalation.Remind, duty(dana)), escalation.Answered,
			effects{escalation.NudgeAsker{Judge: true}, root, line}},
		solvedAt(5*time.Hour)),
	"solved, and thanks, and nothing more, is still solved": story(
		opened, claimBy(dana), firstAnswerBy(dana), solvedAt(3*time.Minute), thankedAfterSolved,
		step{4 * time.Minute, escalation.NothingToAdd{By: dana}, escalation.Answered,
			effects{escalation.NudgeAsker{Judge: true, By: dana}, root, line}},
		there(4*time.Minute, escalation.OutNudgeAsk, escalation.Answered),
		step{72*time.Hour + 4*time.Minute, own(escalation.Silence, duty(dana)), escalation.Resolved,
			effects{drop, told(escalation.TellSettled), root, line, record(outcome.Settled, "")}}),
	"solved, and then not yet, and nothing more, is not": story(
		opened, claimBy(dana), firstAnswerBy(dana), solvedAt(3*time.Minute), thankedAfterSolved,
		step{4 * time.Minute, escalation.NotYet{By: amira}, escalation.Claimed, effects{
			told(escalation.TellNotYet, dana), root, line, record(outcome.NotYet, amira)}},
		step{14*24*time.Hour + 3*time.Minute, own(escalation.TooOld, night), escalation.Unanswered, effects{
			escalation.Alarm{Why: escalation.TellTooOld}, drop, told(escalation.TellTooOld, dana), root, line,
			record(outcome.Unanswered, "")}}),
	"solved, thanks, you're welcome, and nothing more, is still solved": story(
		opened, claimBy(dana), firstAnswerBy(dana), solvedAt(3*time.Minute), thankedAfterSolved,
		step{4 * time.Minute, escalation.Reply{By: dana, Message: other}, escalation.Answered, effects{
			escalation.ToAsker{By: dana, Message: other}, root, line, record(outcome.Answered, dana)}},
		there(4*time.Minute, escalation.OutToAsker, escalation.Answered),
		step{72*time.Hour + 4*time.Minute, own(escalation.Silence, duty(dana)), escalation.Resolved,
			effects{drop, told(escalation.TellSettled), root, line, record(outcome.Settled, "")}}),
	"solved, and then words of which nobody took notice until it was too old, stays solved": story(
		opened, claimBy(dana), firstAnswerBy(dana), solvedAt(3*time.Minute), thankedAfterSolved,
		step{14*24*time.Hour + 3*time.Minute, own(escalation.TooOld, night), escalation.Resolved, effects{
			drop, told(escalation.TellTooOld, dana), root, line, record(outcome.Settled, "")}}),
	"the owner says that there is nothing to add": story(
		opened, claimBy(dana), firstAnswerBy(dana),
		step{3 * time.Minute, escalation.NothingToAdd{By: dana}, escalation.Answered,
			refusal(dana, escalation.SamePlace)},
		goesBack(3*time.Minute, thanks, dana),
		step{4 * time.Minute, escalation.NothingToAdd{By: ben}, escalation.Claimed,
			refusal(ben, escalation.NotOfTeam)},
		step{4 * time.Minute, escalation.NothingToAdd{By: dana}, escalation.Answered,
			effects{escalation.NudgeAsker{Judge: true, By: dana}, root, line}},
		step{5 * time.Minute, escalation.NotYet{By: amira}, escalation.Claimed, effects{
			told(escalation.TellNotYet, dana), root, line, record(outcome.NotYet, amira)}},
		step{6 * time.Minute, escalation.NothingToAdd{By: dana}, escalation.Claimed,
			refusal(dana, escalation.NotAnswered)}),
	"a colleague may say so too, also of what was put off": story(
		opened, claimBy(dana), firstAnswerBy(dana), goesBack(2*time.Minute, thanks, dana),
		snoozeUntil(dana, time.Hour),
		step{4 * time.Minute, escalation.NothingToAdd{By: elif, Member: true}, escalation.Answered,
			effects{escalation.NudgeAsker{Judge: true, By: elif}, root, line}}),
	"an owner who is still on it keeps what was written after the answer": story(
		opened, claimBy(dana), firstAnswerBy(dana), goesBack(3*time.Minute, thanks, dana), nudgedOfThanks,
		step{nudgedOfThanks.at, escalation.StillOnIt{By: dana}, escalation.Claimed, effects{root, line}},
		step{nudgedOfThanks.at + remindAfter, own(escalation.Remind, duty(dana)), escalation.Claimed,
			effects{escalation.Nudge{User: dana}, root, line}}),
	"not yet, after the owner gave no sign, goes to the team": story(
		opened, reached, claimBy(dana), firstAnswerBy(dana), goesBack(3*time.Minute, thanks, dana), nudgedOfThanks, heardOfThanks,
		step{4*time.Hour + 3*time.Minute, own(escalation.Remind, duty(dana)), escalation.Answered,
			effects{escalation.NudgeAsker{Judge: true}, root, line}},
		step{5 * time.Hour, escalation.NotYet{By: amira}, escalation.Paging, effects{
			told(escalation.TellNotYet), escalation.TellTeam{What: escalation.TellForgotten, By: dana}, root, line,
			record(outcome.NotYet, amira), record(outcome.Released, "")}},
		stepOver(5*time.Hour, duty(dana), escalation.Paging,
			pages(2, dana, elif), root, line, pagedTo(dana, elif))),
	"given back and taken again at once asks nobody": story(opened, reached, claimBy(dana),
		releaseBy(dana, 2*time.Minute), claimBy(dana),
		step{time.Hour, own(escalation.StepOver, duty(dana)), escalation.Claimed, refusal("", escalation.OldTimer)}),
	"given back, it goes on with the step after the one that asked": story(opened, reached, claimBy(dana),
		releaseBy(dana, 2*time.Minute),
		stepOver(2*time.Minute+10*time.Second, duty(dana), escalation.Paging,
			pages(2, dana, elif), root, line, pagedTo(dana, elif)),
		step{3 * time.Minute, escalation.Delivered{Page: 2}, escalation.Paging, nil}, claimBy(elif),
		releaseBy(elif, 4*time.Minute),
		stepOver(5*time.Minute, duty(dana), escalation.Paging, pages(3, dana), root, line, pagedTo(dana))),
	"what has an answer is not given back": story(opened, reached, claimBy(dana), firstAnswerBy(dana),
		step{3 * time.Minute, escalation.Release{By: dana}, escalation.Answered,
			refusal(dana, escalation.NotWaiting)}),
	"passed on, it is nobody's until the other takes it": story(opened, reached, claimBy(dana),
		step{2 * time.Minute, escalation.PassOn{By: dana, Member: true, To: elif, ToMember: true},
			escalation.Paging, effects{drop, escalation.Page{Users: users(elif), Page: 2, By: dana},
				root, line, pagedTo(elif), record(outcome.PassedOn, dana)}},
		step{2 * time.Minute, escalation.Delivered{Page: 2}, escalation.Paging, nil},
		stepOver(17*time.Minute, duty(dana), escalation.Paging,
			pages(3, dana, elif), root, line, pagedTo(dana, elif))),
	"passed on twice to one person, it calls them once": story(opened, reached, claimBy(dana),
		step{2 * time.Minute, escalation.PassOn{By: dana, Member: true, To: elif, ToMember: true},
			escalation.Paging, effects{drop, escalation.Page{Users: users(elif), Page: 2, By: dana},
				root, line, pagedTo(elif), record(outcome.PassedOn, dana)}},
		step{2 * time.Minute, escalation.PassOn{By: dana, Member: true, To: elif, ToMember: true},
			escalation.Paging, refusal(dana, escalation.SamePlace)},
		step{3 * time.Minute, escalation.Delivered{Page: 2}, escalation.Paging, nil},
		step{4 * time.Minute, escalation.PassOn{By: dana, Member: true, To: elif, ToMember: true},
			escalation.Paging, refusal(dana, escalation.SamePlace)}),
	"passed on in vain by the last who was asked, all are asked again": story(exhausts(),
		step{time.Hour, escalation.PassOn{By: dana, Member: true, To: elif, ToMember: true},
			escalation.Paging, effects{drop, escalation.Page{Users: users(elif), Page: 3, By: dana},
				root, line, pagedTo(elif), record(outcome.PassedOn, dana)}},
		step{time.Hour, escalation.Delivered{Page: 3}, escalation.Paging, nil},
		stepOver(75*time.Minute, duty(dana), escalation.Paging, pages(4, dana), root, line, pagedTo(dana))),
	"put off past the end of the shift, it comes back to its owner": story(opened, reached, claimBy(dana),
		snoozeUntil(dana, 20*time.Hour),
		step{20 * time.Hour, own(escalation.Wake, closedUntil(monday.Add(24*time.Hour))), escalation.Claimed,
			effects{escalation.Nudge{User: dana, Woke: true}, root, line}}),
	"put off by nobody's owner, the people of the same step are asked again": story(opened, reached,
		snoozeUntil(elif, time.Hour),
		step{time.Hour, own(escalation.Wake, duty(dana)), escalation.Paging,
			effects{pages(2, dana), root, line, pagedTo(dana)}}),
	"put off and passed on, it is not put off any more": story(opened, reached, claimBy(dana),
		snoozeUntil(dana, time.Hour),
		step{3 * time.Minute, escalation.PassOn{By: dana, Member: true, To: elif, ToMember: true},
			escalation.Paging, effects{drop, escalation.Page{Users: users(elif), Page: 2, By: dana},
				root, line, pagedTo(elif), record(outcome.PassedOn, dana)}},
		step{time.Hour, own(escalation.Wake, duty(dana)), escalation.Paging, refusal("", escalation.OldTimer)}),
	"put off and solved, nothing wakes": story(opened, reached, claimBy(dana), snoozeUntil(dana, time.Hour),
		step{3 * time.Minute, escalation.CardHelped{By: amira, Asset: "refunds/card"}, escalation.Resolved,
			effects{drop, told(escalation.TellByCard, dana), root, line,
				escalation.Record{Kind: string(outcome.Solved), By: amira, Asset: "refunds/card"}}},
		step{time.Hour, own(escalation.Wake, duty(dana)), escalation.Resolved, refusal("", escalation.OldTimer)}),
	"an owner who leaves the company leaves it to the others": story(opened, reached, claimBy(dana),
		step{2 * time.Minute, escalation.Gone{Who: dana}, escalation.Paging, effects{
			escalation.TellTeam{What: escalation.TellGone, By: dana}, root, line,
			record(outcome.Released, "")}},
		step{2 * time.Minute, escalation.Gone{Who: dana}, escalation.Paging, refusal("", escalation.NotTheOwner)},
		stepOver(2*time.Minute, duty(elif), escalation.Paging,
			pages(2, dana, elif), root, line, pagedTo(dana, elif))),
	"whoever is asked alone and has left is passed over at once": story(opened, reached,
		step{time.Minute, escalation.Gone{Who: dana}, escalation.Paging, effects{drop}},
		stepOver(time.Minute, duty(elif), escalation.Paging,
			pages(2, dana, elif), root, line, pagedTo(dana, elif))),
	"when one of several who were asked has left, the others keep their time": story(opened, reached,
		stepOver(15*time.Minute, duty(dana), escalation.Paging,
			pages(2, dana, elif), root, line, pagedTo(dana, elif)),
		step{16 * time.Minute, escalation.Delivered{Page: 2}, escalation.Paging, nil},
		step{20 * time.Minute, escalation.Gone{Who: dana}, escalation.Paging, refusal("", escalation.NotTheOwner)}),
	"an answer of somebody who left since is still judged, and not yet goes to others": story(
		opened, reached, claimBy(dana), firstAnswerBy(dana),
		step{3 * time.Minute, escalation.Gone{Who: dana}, escalation.Answered, nil},
		step{4 * time.Minute, escalation.NotYet{By: amira}, escalation.Paging,
			effects{told(escalation.TellNotYet), root, line, record(outcome.NotYet, amira)}}),
	"an answer of somebody who left since stays one when a colleague takes the case": story(
		opened, reached, claimBy(dana), firstAnswerBy(dana),
		step{3 * time.Minute, escalation.Gone{Who: dana}, escalation.Answered, nil},
		step{4 * time.Minute, escalation.Claim{By: elif, Member: true}, escalation.Answered,
			effects{drop, root, line, record(outcome.Claimed, elif)}},
		step{5 * time.Minute, escalation.NotYet{By: amira}, escalation.Claimed,
			effects{told(escalation.TellNotYet, elif), root, line, record(outcome.NotYet, amira)}}),
	"what is written to somebody who left since calls them no more": story(
		opened, reached, claimBy(dana), firstAnswerBy(dana),
		step{3 * time.Minute, escalation.Gone{Who: dana}, escalation.Answered, nil},
		step{4 * time.Minute, escalation.AskerReply{By: amira, Message: more}, escalation.Paging, effects{
			escalation.ToTeam{By: amira, Message: more}, root, line, record(outcome.FollowUp, amira)}}),
	"an owner who left after the end is not given it again": story(
		opened, reached, claimBy(dana), firstAnswerBy(dana), solvedAt(3*time.Minute),
		step{time.Hour, escalation.Gone{Who: dana}, escalation.Resolved, nil},
		step{2 * time.Hour, escalation.AskerReply{By: amira, Message: more}, escalation.Paging, effects{
			told(escalation.TellReopened), escalation.ToTeam{By: amira, Message: more}, root, line,
			record(outcome.Reopened, amira), record(outcome.FollowUp, amira)}}),
	"nobody works for an asker who has left": story(opened, reached, claimBy(dana),
		step{time.Hour, escalation.Gone{Who: amira}, escalation.Withdrawn, effects{
			drop, told(escalation.TellAskerGone, dana), root, line, record(outcome.Withdrawn, "")}}),
	"the answer of an asker who has left is kept": story(
		opened, reached, claimBy(dana), firstAnswerBy(dana),
		step{time.Hour, escalation.Gone{Who: amira}, escalation.Settled, effects{
			drop, told(escalation.TellAskerGone), root, line, record(outcome.Settled, "")}},
		step{2 * time.Hour, escalation.Reply{By: dana, Member: true, Message: other}, escalation.Settled,
			refusal(dana, escalation.ClosedCase)}),
	"of an asker who left after an end without a solution the team reads it": story(
		opened, reached, claimBy(dana), firstAnswerBy(dana),
		fellSilent,
		step{80 * time.Hour, escalation.Gone{Who: amira}, escalation.Settled, effects{root, line}},
		step{81 * time.Hour, escalation.Gone{Who: amira}, escalation.Settled, refusal("", escalation.ClosedCase)}),
	"what an asker asked who left after the end is not opened again by an expert": story(
		opened, reached, claimBy(dana), firstAnswerBy(dana), solvedAt(3*time.Minute),
		step{time.Hour, escalation.Gone{Who: amira}, escalation.Resolved, nil},
		step{time.Hour, escalation.Gone{Who: amira}, escalation.Resolved, refusal("", escalation.ClosedCase)},
		step{2 * time.Hour, escalation.Reply{By: dana, Member: true, Message: other}, escalation.Resolved,
			refusal(dana, escalation.ClosedCase)}),
}

func TestAnOwnerWhomSlackHasNotAskedYetKeepsTheCase(t *testing.T) {
	c := play(in(t, "claim"), monday.Add(2*time.Hour), own(escalation.Remind, duty(dana)))
	for at := 3 * time.Hour; at < 24*time.Hour; at += time.Hour {
		c = play(c, monday.Add(at), own(escalation.Remind, duty(dana)))
	}
	if c.State != escalation.Claimed || c.Owner != dana {
		t.Fatalf("while the reminder is on its way the case is %s of %q, want it claimed by Dana", c.State, c.Owner)
	}
	c = play(c, monday.Add(24*time.Hour), escalation.Said{What: escalation.OutNudge})
	if got, want := dueOf(c, escalation.Remind), monday.Add(26*time.Hour); !got.Equal(want) {
		t.Errorf("it goes to others at %s, want %s, two hours after the reminder came", got, want)
	}
}

func TestALostReminderIsSentOnceMore(t *testing.T) {
	c := play(in(t, "thank"), monday.Add(2*time.Hour), own(escalation.Remind, duty(dana)),
		escalation.Said{What: escalation.OutNudge, Lost: true})
	if got, want := dueOf(c, escalation.Remind), monday.Add(4*time.Hour); c.Reminded || !got.Equal(want) {
		t.Errorf("reminded %t, and again at %s; want %s", c.Reminded, got, want)
	}
	_, got := escalation.Next(c, fire(c, escalation.Remind, duty(dana)), monday.Add(4*time.Hour))
	if want := (effects{escalation.Nudge{User: dana}, root, line}); !reflect.DeepEqual(got, want) {
		t.Errorf("then it does %#v, want %#v", got, want)
	}
}

func TestACaseGoesOnWithoutAWordOfSlackInTheEnd(t *testing.T) {
	for name, kind := range map[string]escalation.TimerKind{"answd": escalation.Silence, "thank": escalation.Remind,
		"wait": escalation.AskerLate} {
		c := in(t, name)
		c.Reminded, c.Unheard = true, monday
		after := play(c, monday.Add(7*24*time.Hour-1), own(kind, duty(dana)))
		if after.State != c.State {
			t.Errorf("%s within a week, still on its way: %s, want it as it was", name, after.State)
		}
		if after = play(after, monday.Add(7*24*time.Hour), own(kind, duty(dana))); after.State == c.State {
			t.Errorf("%s after a week is still %s, want it gone on", name, after.State)
		}
	}
}

func TestAReminderWaitsForTheTeamsHours(t *testing.T) {
	c := in(t, "claim")
	c = play(c, monday.Add(9*time.Hour), own(escalation.Remind, night))
	if got, want := dueOf(c, escalation.Remind), monday.Add(15*time.Hour); !got.Equal(want) {
		t.Errorf("reminded at %s, want %s", got, want)
	}
}

func TestACaseIsPutOffNoLongerThanItMayStayOpen(t *testing.T) {
	c := in(t, "claim")
	for _, tt := range []struct {
		until time.Time
		want  escalation.Reason
	}{
		{dueOf(c, escalation.TooOld), ""}, {dueOf(c, escalation.TooOld).Add(1), escalation.BadTime},
		{monday, escalation.BadTime}, {monday.Add(1), ""},
	} {
		_, effects := escalation.Next(c, escalation.Snooze{By: dana, Until: tt.until}, monday)
		if r, _ := (escalation.Step{Effects: effects}).Refused(); r.Why != tt.want {
			t.Errorf("put off until %s: %q, want %q", tt.until, r.Why, tt.want)
		}
	}
}

func TestAGivenBackCaseIsSilentForAMoment(t *testing.T) {
	c := play(in(t, "claim"), monday, escalation.Release{By: dana})
	if got, want := dueOf(c, escalation.StepOver), monday.Add(10*time.Second); !got.Equal(want) {
		t.Errorf("others are asked at %s, want %s", got, want)
	}
}
