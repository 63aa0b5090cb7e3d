package escalation_test

import (
	"reflect"
	"testing"
	"time"

	"howto/escalation"
	"howto/outcome"
)

var night = closedUntil(monday.Add(15 * time.Hour))

var queuedUntilMorning = step{0, opens(night), escalation.Queued,
	effects{root, line, record(outcome.HandedOver, amira), record(outcome.Queued, "")}}

// byNight asks dana although the hours of her team are over.
func byNight() escalation.Duty {
	d := duty(dana)
	d.Closed, d.Next = true, monday.Add(15*time.Hour)
	return d
}

// byNightOnly asks who is on call and nobody else until the morning.
func byNightOnly(on escalation.User) escalation.Duty {
	d := closedUntil(monday.Add(15 * time.Hour))
	d.Asks[0] = users(on)
	return d
}

func pages(page int, who ...escalation.User) escalation.Page {
	return escalation.Page{Users: who, Page: page}
}

var askingStories = map[string][]step{
	"the time of a step counts from when Slack has the message": story(opened,
		step{time.Hour, own(escalation.StepOver, duty(dana)), escalation.Paging,
			refusal("", escalation.OldTimer)},
		step{time.Hour, escalation.Delivered{Page: 1}, escalation.Paging, nil},
		step{time.Hour, escalation.Delivered{Page: 1}, escalation.Paging, refusal("", escalation.OldPage)},
		stepOver(75*time.Minute, duty(dana), escalation.Paging,
			pages(2, dana, elif), root, line, pagedTo(dana, elif)),
		step{75 * time.Minute, escalation.Delivered{Page: 1}, escalation.Paging,
			refusal("", escalation.OldPage)}),
	"a handoff just before a step fires asks who has come on": story(opened, reached,
		stepOver(15*time.Minute, escalation.Duty{Team: "payments", Asks: [][]escalation.User{{elif}, {elif, finn}}},
			escalation.Paging, pages(2, elif, finn), root, line, pagedTo(elif, finn))),
	"an empty step is passed at once": story(
		step{0, opens(escalation.Duty{Team: "payments", Asks: [][]escalation.User{nil, {elif}}}),
			escalation.Paging, effects{root, line, record(outcome.HandedOver, amira), pagedTo(elif)}}),
	"with all steps empty it waits for somebody to come": story(opened, reached,
		stepOver(15*time.Minute, night, escalation.Queued, root, line, record(outcome.Queued, "")),
		step{15 * time.Hour, own(escalation.ShiftStart, duty(elif)), escalation.Paging,
			effects{pages(2, elif), root, line, pagedTo(elif)}}),
	"where nobody knows when somebody comes, somebody is called": story(
		step{0, opens(duty()), escalation.Queued, effects{escalation.Alarm{Why: escalation.TellNobody},
			root, line, record(outcome.HandedOver, amira), record(outcome.Queued, "")}},
		step{time.Hour, own(escalation.ShiftStart, duty()), escalation.Queued, nil},
		step{2 * time.Hour, own(escalation.ShiftStart, night), escalation.Queued, effects{root, line}},
		step{15 * time.Hour, own(escalation.ShiftStart, duty(dana)), escalation.Paging,
			effects{pages(1, dana), root, line, pagedTo(dana)}}),
	"somebody who comes on earlier than was known is asked": story(queuedUntilMorning,
		step{30 * time.Minute, own(escalation.ShiftStart, night), escalation.Queued, nil},
		step{time.Hour, own(escalation.ShiftStart, duty(elif)), escalation.Paging,
			effects{pages(1, elif), root, line, pagedTo(elif)}}),
	"urgent does not wait for the morning, once it is sure": story(queuedUntilMorning,
		step{time.Minute, escalation.Urgent{By: amira, Duty: duty()}, escalation.Queued,
			refusal(amira, escalation.NobodyThere)},
		step{time.Minute, escalation.Urgent{By: ben, Duty: byNight()}, escalation.Queued,
			refusal(ben, escalation.NotTheAsker)},
		step{time.Minute, escalation.Urgent{By: amira, Duty: byNight()}, escalation.Paging, effects{
			pages(1, dana), root, line,
			escalation.Record{Kind: string(outcome.Paged), Users: users(dana), AfterHours: true}}},
		step{time.Minute, escalation.Urgent{By: amira, Duty: byNight()}, escalation.Paging,
			refusal(amira, escalation.NotWaiting)}),
	"people who cannot be reached have had their time": story(opened,
		step{time.Second, escalation.Undelivered{Page: 1}, escalation.Paging, nil},
		step{time.Second, escalation.Delivered{Page: 1}, escalation.Paging, refusal("", escalation.OldPage)},
		stepOver(time.Second, duty(dana), escalation.Paging,
			pages(2, dana, elif), root, line, pagedTo(dana, elif))),
	"who is asked by hand is asked once": story(opened, reached,
		step{time.Minute, escalation.AskNext{By: elif, Member: true, Seq: 1}, escalation.Paging,
			effects{drop, root, line}},
		step{time.Minute, escalation.AskNext{By: dana, Member: true, Seq: 1}, escalation.Paging,
			refusal(dana, escalation.OldButton)},
		stepOver(time.Minute, duty(dana), escalation.Paging,
			pages(2, dana, elif), root, line, pagedTo(dana, elif))),
	"a button from before the step went on by itself is stale": story(opened, reached,
		stepOver(15*time.Minute, duty(dana), escalation.Paging,
			pages(2, dana, elif), root, line, pagedTo(dana, elif)),
		step{15 * time.Minute, escalation.AskNext{By: elif, Member: true, Seq: 1}, escalation.Paging,
			refusal(elif, escalation.OldButton)}),
	"after an outage one step is taken, and not to the same people": story(opened, reached,
		stepOver(3*time.Hour, escalation.Duty{Team: "payments", Asks: [][]escalation.User{{elif}, {dana}}},
			escalation.Exhausted, told(escalation.TellExhausted), escalation.Alarm{Why: escalation.TellExhausted},
			root, line, record(outcome.Exhausted, ""))),
	"after an outage the same person is asked where there is no other": story(opened, reached,
		stepOver(3*time.Hour, escalation.Duty{Team: "payments", Asks: [][]escalation.User{{dana}, {dana}}},
			escalation.Paging, escalation.Page{Users: users(dana), Page: 2, Late: true}, root, line, pagedTo(dana))),
	"after an outage the message says that it is late": story(opened, reached,
		stepOver(3*time.Hour, duty(dana), escalation.Paging,
			escalation.Page{Users: users(dana, elif), Page: 2, Late: true}, root, line, pagedTo(dana, elif)),
		step{3 * time.Hour, own(escalation.StepOver, duty(dana)), escalation.Paging,
			refusal("", escalation.OldTimer)}),
	"what everybody was asked in vain stays in view and is recalled daily, in the team's hours": story(exhausts(),
		step{25 * time.Hour, own(escalation.Recall, duty(dana)), escalation.Exhausted,
			effects{told(escalation.TellStillOpen, dana)}},
		step{49 * time.Hour, own(escalation.Recall, escalation.Duty{Team: "payments",
			Asks: [][]escalation.User{{dana}}, Closed: true, Next: monday.Add(63 * time.Hour)}),
			escalation.Exhausted, nil},
		step{63 * time.Hour, own(escalation.Recall, duty()), escalation.Exhausted, nil},
		step{64 * time.Hour, own(escalation.Recall, duty(elif)), escalation.Exhausted,
			effects{told(escalation.TellStillOpen, elif)}},
		claimBy(elif)),
	"what everybody was asked in vain can be asked again by hand": story(exhausts(),
		step{2 * time.Hour, escalation.AskNext{By: elif, Member: true, Seq: 3}, escalation.Paging,
			effects{drop, root, line}},
		stepOver(2*time.Hour, duty(dana), escalation.Paging, pages(3, dana), root, line, pagedTo(dana))),
	"whom only the night kept from being asked, is waited for": story(
		step{0, opens(byNightOnly(dana)), escalation.Paging, effects{root, line, record(outcome.HandedOver, amira),
			escalation.Record{Kind: string(outcome.Paged), Users: users(dana), AfterHours: true}}},
		reached,
		stepOver(15*time.Minute, byNightOnly(dana), escalation.Queued, root, line, record(outcome.Queued, "")),
		step{15 * time.Hour, own(escalation.ShiftStart, duty(dana)), escalation.Paging,
			effects{pages(2, dana), root, line, pagedTo(dana)}}),
	"a team that was the wrong one hears where the question went": story(
		step{0, opens(duty(dana)), escalation.Paging,
			effects{root, line, record(outcome.HandedOver, amira), pagedTo(dana)}},
		step{time.Minute, escalation.Reroute{By: amira, Channel: "C0IT", Duty: elsewhere(finn)},
			escalation.Paging, effects{drop, root, line, record(outcome.Rerouted, amira), pagedTo(finn)}},
		step{time.Minute, escalation.Delivered{Page: 1}, escalation.Paging, refusal("", escalation.OldPage)},
		step{time.Minute, escalation.Claim{By: finn, Member: true}, escalation.Claimed,
			effects{drop, root, line, record(outcome.Claimed, finn)}}),
}

func TestAReroutedCaseBeginsAnew(t *testing.T) {
	c := play(in(t, "answd"), monday, escalation.Solve{By: amira}, escalation.AskerReply{By: amira, Message: other})
	c.Root.Thread = "9.1"
	ev := escalation.Reroute{By: elif, Member: true, Channel: "C0IT", Duty: elsewhere(finn)}
	after, got := escalation.Next(c, ev, monday)
	leave := escalation.LeaveRoot{Root: escalation.Place{Channel: "C0PAY", Thread: "9.1"}, Team: "it"}
	want := effects{drop, leave, root, line, record(outcome.Rerouted, elif), pagedTo(finn)}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("effects:\ngot  %#v\nwant %#v", got, want)
	}
	if after.Team != "it" || after.Root != (escalation.Place{Channel: "C0IT"}) || after.Owner != "" ||
		!after.ByRoot || !after.AnsweredAt.IsZero() || !after.HelpedAt.IsZero() || after.Moved != after.Seq {
		t.Errorf("case with the other team: %+v", after)
	}
	_, old := escalation.Next(after, fire(after, escalation.TooOld, duty(dana)), monday)
	if _, refused := (escalation.Step{Effects: old}).Refused(); refused {
		t.Errorf("its age was measured by the first team's duty and came to nothing: %#v", old)
	}
}

func TestAllStepsAreGoneThroughAsOftenAsThePolicySays(t *testing.T) {
	for _, repeat := range []int{0, 1, 5} {
		c := fresh()
		c.Policy.Repeat = repeat
		now, asked := monday, 0
		c, _ = escalation.Next(c, opens(duty(dana)), now)
		for c.State == escalation.Paging && asked < 20 {
			asked++
			c = play(c, now, escalation.Delivered{Page: c.Page})
			now = fire(c, escalation.StepOver, duty(dana)).Timer.Due
			c = play(c, now, own(escalation.StepOver, duty(dana)))
		}
		if want := 2 * (repeat + 1); asked != want || c.State != escalation.Exhausted {
			t.Errorf("repeat %d: asked %d times and %q, want %d and exhausted", repeat, asked, c.State, want)
		}
	}
}

func TestWhatIsExhaustedAtNightIsCalledForInTheMorning(t *testing.T) {
	c := play(fresh(), monday, opens(night), escalation.Urgent{By: amira, Duty: byNight()})
	now := monday
	for range 20 {
		if c.State != escalation.Paging {
			break
		}
		c = play(c, now, escalation.Delivered{Page: c.Page})
		now = fire(c, escalation.StepOver, byNight()).Timer.Due
		c = play(c, now, own(escalation.StepOver, byNight()))
	}
	morning := byNight().Next
	if due := dueOf(c, escalation.Recall); c.State != escalation.Exhausted || !due.Equal(morning) {
		t.Errorf("it is %s and called for at %s, want exhausted and %s", c.State, due, morning)
	}
}

func TestWhatIsExhaustedIsCalledForInADayOrWhenClosedHoursEndBefore(t *testing.T) {
	now := monday.Add(46 * time.Minute)
	for _, tt := range []struct {
		name   string
		closed bool
		next   time.Time
		want   time.Time
	}{
		{"at work, with somebody else to come", false, now.Add(5 * time.Hour), now.Add(24 * time.Hour)},
		{"closed until the morning", true, now.Add(5 * time.Hour), now.Add(5 * time.Hour)},
		{"closed for the weekend", true, now.Add(60 * time.Hour), now.Add(24 * time.Hour)},
		{"closed until a time that is past", true, now.Add(-time.Minute), now.Add(24 * time.Hour)},
	} {
		c := tell(t, fresh(), exhausts()[:4])
		d := duty(dana)
		d.Closed, d.Next = tt.closed, tt.next
		c = play(c, now, own(escalation.StepOver, d))
		if got := dueOf(c, escalation.Recall); c.State != escalation.Exhausted || !got.Equal(tt.want) {
			t.Errorf("%s: it is %s and called for at %s, want exhausted and %s", tt.name, c.State, got, tt.want)
		}
	}
}

func TestATeamIsRecalledWhenSomebodyIsThere(t *testing.T) {
	now := monday.Add(25 * time.Hour)
	someone, later := users(dana), now.Add(5*time.Hour)
	for _, tt := range []struct {
		name   string
		on     []escalation.User
		closed bool
		next   time.Time
		told   bool
		want   time.Time
	}{
		{"at work", someone, false, later, true, now.Add(24 * time.Hour)},
		{"closed", someone, true, later, false, later},
		{"closed until a time that is past", someone, true, monday, true, now.Add(24 * time.Hour)},
		{"nobody before that", nil, false, later, false, later},
		{"nobody knows until when", nil, false, time.Time{}, false, now.Add(30 * time.Minute)},
	} {
		d := escalation.Duty{Team: "payments", Asks: [][]escalation.User{tt.on, nil}, Closed: tt.closed, Next: tt.next}
		c, got := escalation.Next(in(t, "exhst"), fire(in(t, "exhst"), escalation.Recall, d), now)
		if due := dueOf(c, escalation.Recall); (len(got) > 0) != tt.told || !due.Equal(tt.want) {
			t.Errorf("%s: %#v, and again at %s; want told %t, and again at %s", tt.name, got, due, tt.told, tt.want)
		}
	}
}

func TestAPolicyEditedMeanwhileDoesNotTouchACase(t *testing.T) {
	c := in(t, "page")
	_, got := escalation.Next(c, fire(c, escalation.StepOver, escalation.Duty{Team: "payments",
		Asks: [][]escalation.User{{dana}, nil, {elif}}}), monday)
	if !reflect.DeepEqual(got[0], escalation.Effect(told(escalation.TellExhausted))) {
		t.Errorf("a step that the case's own policy has not: got %#v, want the case exhausted", got)
	}
}

func TestAQueuedCaseLooksAgain(t *testing.T) {
	tests := []struct {
		name             string
		next, until, due time.Time
	}{
		{"when somebody comes soon", sunday.Add(time.Minute), sunday.Add(time.Minute), sunday.Add(time.Minute)},
		{"after a while when somebody comes late", monday, monday, sunday.Add(30 * time.Minute)},
		{"after a while when that is unknown", time.Time{}, time.Time{}, sunday.Add(30 * time.Minute)},
		{"after a while when that is past", sunday, time.Time{}, sunday.Add(30 * time.Minute)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, _ := escalation.Next(fresh(), opens(closedUntil(tt.next)), sunday)
			if got := dueOf(c, escalation.ShiftStart); !got.Equal(tt.due) || !c.Until.Equal(tt.until) {
				t.Errorf("looks at %s until %s, want %s until %s", got, c.Until, tt.due, tt.until)
			}
		})
	}
}

func TestAQueuedCaseThatLooksInVainIsShownAndWrittenNowhere(t *testing.T) {
	c := play(fresh(), sunday, opens(closedUntil(monday)))
	looks := 0
	for now := dueOf(c, escalation.ShiftStart); now.Before(monday); now = dueOf(c, escalation.ShiftStart) {
		after, got := escalation.Next(c, fire(c, escalation.ShiftStart, closedUntil(monday)), now)
		if len(got) > 0 || after.Seq != c.Seq || !after.Until.Equal(monday) {
			t.Fatalf("a look at %s: %#v, seq %d and until %s; want nothing changed", now, got, after.Seq, after.Until)
		}
		c = after
		looks++
	}
	if want := int(monday.Sub(sunday)/(30*time.Minute)) - 1; looks != want {
		t.Errorf("%d looks before somebody comes, want %d", looks, want)
	}
	if due := dueOf(c, escalation.ShiftStart); !due.Equal(monday) {
		t.Errorf("the last look is at %s, want %s", due, monday)
	}
}

func TestAQueuedCaseKnowsWhetherTheTeamIsAtWork(t *testing.T) {
	c := play(fresh(), sunday, opens(night))
	if !c.AfterHours {
		t.Error("queued while the hours are over, it does not say so")
	}
	d := closedUntil(monday.Add(15 * time.Hour))
	d.Closed = false
	c, got := escalation.Next(c, fire(c, escalation.ShiftStart, d), monday)
	if c.AfterHours || !reflect.DeepEqual(got, effects{root, line}) {
		t.Errorf("at work again with nobody on call: after hours %t, %#v; want neither, and that it is shown",
			c.AfterHours, got)
	}
	if c = play(c, monday, escalation.Claim{By: dana, Member: true}); c.AfterHours {
		t.Error("taken, it still waits for the team's hours")
	}
}

func TestWhoWasAskedByNightInVainIsNotAskedAgainBeforeTheMorning(t *testing.T) {
	c := play(fresh(), monday, opens(byNightOnly(dana)), escalation.Delivered{Page: 1},
		own(escalation.StepOver, byNightOnly(dana)))
	if got, want := dueOf(c, escalation.ShiftStart), monday.Add(15*time.Hour); c.State != escalation.Queued ||
		!got.Equal(want) {
		t.Errorf("%s looks again at %s, want queued until %s", c.State, got, want)
	}
}

// dueOf is when the timer of that kind is due; zero when c has none.
func dueOf(c escalation.Case, kind escalation.TimerKind) time.Time {
	return fire(c, kind, escalation.Duty{}).Timer.Due
}

func TestAClaimStopsAStepUntilTheMomentItFires(t *testing.T) {
	for _, tt := range []struct {
		name  string
		claim time.Duration // after the step's time
		fired bool
	}{{"1 ms before", -time.Millisecond, false}, {"at it", 0, false}, {"1 ms after", time.Millisecond, true}} {
		c := in(t, "page")
		due := dueOf(c, escalation.StepOver)
		step := fire(c, escalation.StepOver, duty(dana))
		if tt.fired {
			c, _ = escalation.Next(c, step, due)
		}
		c, _ = escalation.Next(c, escalation.Claim{By: elif, Member: true}, due.Add(tt.claim))
		after, got := escalation.Next(c, step, due.Add(time.Second))
		if after.Owner != elif || !reflect.DeepEqual(got, refusal("", escalation.OldTimer)) {
			t.Errorf("claimed %s: owner %q and %#v, want U0ELIF and an old timer", tt.name, after.Owner, got)
		}
	}
}
