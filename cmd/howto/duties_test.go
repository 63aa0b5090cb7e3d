package main

import (
	"strings"
	"testing"
	"time"

	"howto/escalation"
	"howto/escalation/oncall"
	"howto/sandbox"
)

const (
	danaP = "U0DANA"
	elifP = "U0ELIF"
	chPay = "C0PAY"
)

func TestWhoeverTakesOverIsAskedFromThenOn(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		w.command(elifP, chanFloor, "oncall")
		duty := w.see(elifP, chanFloor, "", "Payments", "Dana Kowalski")
		if strings.Contains(shown(duty), "<@") {
			t.Error("looking who is on call mentions people, want their names only")
		}
		w.press(elifP, duty, "take_over")
		w.see(danaP, chPay, "", "Elif Sahin takes over from Dana Kowalski")
		w.see(danaP, w.dm(danaP), "", "Elif Sahin takes over from Dana Kowalski")
		w.command(amira, chanFloor, "oncall")
		w.see(amira, chanFloor, "", "Payments", "Elif Sahin")
		if got := w.howto("oncall", "--team", "payments"); !strings.HasPrefix(got, "payments: U0ELIF\n") {
			t.Errorf("howto oncall prints\n%swant U0ELIF, as in Slack", got)
		}
	})
}

func TestATurnThatWasTakenOverCanBeTakenBack(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		for _, step := range []struct{ who, said string }{
			{elifP, "Elif Sahin takes over from Dana Kowalski"}, {danaP, "Dana Kowalski takes over from Elif Sahin"},
		} {
			w.command(step.who, chPay, "oncall")
			board := w.see(step.who, chPay, "", "On call")
			w.press(step.who, board, "take_over")
			w.see(danaP, chPay, "", step.said)
			w.gone(step.who, board, "take_over") // by then the schedule is in force here
		}
		w.command(amira, chanFloor, "oncall")
		w.see(amira, chanFloor, "", "Payments", "Dana Kowalski")
	})
}

func TestATurnChangesHandsOnceTheOtherSaysYes(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		w.command(danaP, chPay, "oncall")
		w.press(danaP, w.see(danaP, chPay, "", "On call"), "swap")
		form := w.form(danaP, "swap")
		values := map[string]map[string]string{"turn": {"turn": firstOption(form)}, "with": {"with": ben}}
		wrong, err := w.Submit(t.Context(), sandbox.SubmitInput{As: danaP, ViewID: form.ID, Values: values})
		if err != nil || !strings.Contains(wrong["with"], "Only somebody of Payments") {
			t.Fatalf("a stranger in the form: %v, %v; want it refused at that field", wrong, err)
		}
		values["with"]["with"] = elifP
		wrong, err = w.Submit(t.Context(), sandbox.SubmitInput{As: danaP, ViewID: form.ID, Values: values})
		if err != nil || len(wrong) > 0 {
			t.Fatalf("the form: %v, %v; want it taken", wrong, err)
		}
		asked := w.see(elifP, w.dm(elifP), "", "Dana Kowalski asks you to be on call")
		w.command(amira, chanFloor, "oncall")
		w.see(amira, chanFloor, "", "Payments", "Dana Kowalski")
		w.press(elifP, asked, "swap_yes")
		w.see(danaP, w.dm(danaP), "", "Elif Sahin takes over from Dana Kowalski")
		w.see(danaP, chPay, "", "Elif Sahin takes over from Dana Kowalski")
		w.gone(elifP, asked, "swap_yes")
	})
}

func TestAStandInGivesTheTurnBackOnceTheOtherSaysYes(t *testing.T) {
	w := newWorld(t, sandbox.ModeHTTP)
	w.command(elifP, chPay, "oncall")
	w.press(elifP, w.see(elifP, chPay, "", "On call"), "take_over")
	w.see(danaP, chPay, "", "Elif Sahin takes over")
	w.command(elifP, chPay, "oncall")
	w.press(elifP, w.see(elifP, chPay, "", "On call", "Elif Sahin"), "swap")
	form := w.form(elifP, "swap")
	wrong, err := w.Submit(t.Context(), sandbox.SubmitInput{As: elifP, ViewID: form.ID,
		Values: map[string]map[string]string{"turn": {"turn": firstOption(form)}, "with": {"with": danaP}}})
	if err != nil || len(wrong) > 0 {
		t.Fatalf("the form: %v, %v; want it taken", wrong, err)
	}
	w.press(danaP, w.see(danaP, w.dm(danaP), "", "Elif Sahin asks you to be on call"), "swap_yes")
	w.see(danaP, chPay, "", "Dana Kowalski takes over from Elif Sahin")
	w.see(elifP, w.dm(elifP), "", "Dana Kowalski takes over from Elif Sahin")
	if got := w.howto("oncall", "--team", "payments"); !strings.HasPrefix(got, "payments: U0DANA\n") {
		t.Errorf("howto oncall prints\n%swant U0DANA again", got)
	}
	if got := w.howto("oncall", "--team", "payments", "--days", "30"); strings.Contains(got, elifP) {
		t.Errorf("howto oncall prints\n%swant nothing left of the time that U0ELIF stood in for", got)
	}
}

// dutyRoster is one team in whose schedule these people have turns, and that asks nobody else.
func dutyRoster(t *testing.T, on ...oncall.Member) escalation.Roster {
	t.Helper()
	team := escalation.Team{ID: "operations", Name: "Operations", Channel: ops, Members: []escalation.User{ivo}}
	team.Policy = escalation.DefaultPolicy()
	team.Policy.Steps = []escalation.PolicyStep{{Ask: escalation.AskOnCall, Wait: time.Hour}}
	if len(on) > 0 {
		team.Schedule = oncall.Of(oncall.Layer{Members: on})
	}
	r, err := escalation.NewRoster([]escalation.Team{team})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestEachProcessHasWaitingCasesLookedAtWhenItSeesWhoCameOn(t *testing.T) {
	w := quietWire(t)
	w.roster = dutyRoster(t)
	w.again()
	w.ask()
	w.settle()
	told := map[string][]escalation.User{}
	d := duties{store: w.store, roster: w.roster, bot: w.bot, now: w.now, told: told}
	w.must(d.handOff(t.Context(), "operations")) // as it starts: nobody is on call
	w.must(w.store.Handoff(t.Context(), "operations", []escalation.User{ivo}))
	w.offset.Add(int64(6 * time.Second))
	w.settle() // this one does not know yet, and looks in vain
	if n := w.looks(); n != 0 {
		t.Fatalf("%d timers are due after the look, want none", n)
	}
	d.roster = dutyRoster(t, ivo)
	w.must(d.handOff(t.Context(), "operations"))
	w.offset.Add(int64(6 * time.Second))
	if n := w.looks(); n != 1 {
		t.Errorf("%d timers are due once it sees who came on, want that of the waiting case", n)
	}
}

// looks is how many timers are due.
func (w *wire) looks() int {
	w.t.Helper()
	due, err := w.store.DueTimers(w.t.Context(), w.now(), 10)
	w.must(err)
	return len(due)
}

// firstOption is the value of the first choice that a form offers.
func firstOption(v sandbox.View) string {
	for _, b := range v.Blocks {
		element, _ := b["element"].(map[string]any)
		options, _ := element["options"].([]any)
		if len(options) > 0 {
			value, _ := options[0].(map[string]any)["value"].(string)
			return value
		}
	}
	return ""
}
