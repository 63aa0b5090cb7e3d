package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/config"
	"howto/sandbox"
)

// choose picks something in a menu or list of a message, by the words of the choice.
func (w *world) choose(as string, m sandbox.Message, action, words string) {
	w.t.Helper()
	value := ""
	for _, b := range m.Blocks {
		elements, _ := b["elements"].([]any)
		for _, e := range elements {
			element, _ := e.(map[string]any)
			options, _ := element["options"].([]any)
			for _, o := range options {
				var text strings.Builder
				texts(&text, o)
				if element["action_id"] == action && strings.Contains(text.String(), words) {
					value, _ = o.(map[string]any)["value"].(string)
				}
			}
		}
	}
	err := w.Press(w.t.Context(), sandbox.PressInput{As: as, Channel: m.Channel, TS: m.TS, ActionID: action,
		Selected: value})
	if err != nil {
		w.t.Fatalf("choose %q in %s as %s: %v; the message has %v\n%s", words, action, as, err,
			actions(m.Blocks), w.err)
	}
}

// fields is what a person puts into a form: each field is a block and an element of that name.
type fields map[string]string

// send sends the form of that kind that is open before a person and returns what is wrong with each field.
func (w *world) send(as, kind string, f fields) map[string]string {
	w.t.Helper()
	values := map[string]map[string]string{}
	for name, value := range f {
		values[name] = map[string]string{name: value}
	}
	faults, err := w.Submit(w.t.Context(), sandbox.SubmitInput{As: as, ViewID: w.form(as, kind).ID, Values: values})
	if err != nil {
		w.t.Fatalf("send a form as %s: %v\n%s", as, err, w.err)
	}
	return faults
}

// refund opens a case of Amira's for the payments team, of which Dana is on call.
func (w *world) refund() (root, line sandbox.Message) {
	w.t.Helper()
	w.command(amira, chanFloor, "refund without receipt")
	w.press(amira, w.see(amira, chanFloor, "", "Refund a card payment without a receipt"), "ask_expert")
	return w.see(danaP, pay, "", "refund without receipt", "Amira Haddad"),
		w.see(amira, w.dm(amira), "", "Your question is with Payments")
}

// taken opens such a case and lets Dana take it.
func (w *world) taken() (root, line sandbox.Message) {
	w.t.Helper()
	root, line = w.refund()
	w.press(danaP, root, "claim")
	return w.see(danaP, pay, "", "Dana Kowalski has it"), line
}

func TestTheNextOnesAreAskedWhenSomebodyPresses(t *testing.T) {
	w := newWorld(t, sandbox.ModeSocket)
	root, _ := w.refund()
	w.press(cora, root, "ask_next")
	w.see(cora, pay, "", "Only people of the team")
	w.press(elifP, root, "ask_next")
	asked := w.see(elifP, pay, root.TS, "whoever of you can")
	if want := []string{danaP, elifP}; !slices.Equal(asked.Notified, want) {
		t.Errorf("the second step notifies %v, want %v", asked.Notified, want)
	}
	now := w.see(elifP, pay, "", "Dana Kowalski", "Elif Sahin", "were asked")
	if len(now.Notified) > 0 {
		t.Errorf("bringing the root message up to date notifies %v, want nobody", now.Notified)
	}
	w.see(amira, w.dm(amira), "", "Dana Kowalski", "Elif Sahin", "were asked")
	w.press(elifP, now, "claim")
	w.see(amira, w.dm(amira), "", "Elif Sahin has your question")
}

func TestACaseIsPassedOnToSomebodyWhoTakesIt(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		root, _ := w.taken()
		w.press(elifP, root, "pass_on")
		w.see(elifP, pay, "", "Dana Kowalski has this question already")
		w.press(danaP, root, "pass_on")
		for _, c := range []struct {
			f     fields
			field string
			want  string
		}{
			{fields{}, "person", "choose somebody"},
			{fields{"person": ben}, "person", "Ben Okafor does not belong to Payments"},
			{fields{"person": danaP}, "person", "That is you"},
		} {
			if faults := w.send(danaP, "pass_on", c.f); !strings.Contains(faults[c.field], c.want) {
				t.Fatalf("the form with %v says %v, want %q at %s", c.f, faults, c.want, c.field)
			}
		}
		if faults := w.send(danaP, "pass_on", fields{"person": elifP}); len(faults) > 0 {
			t.Fatalf("the form is refused: %v", faults)
		}
		asked := w.see(elifP, pay, root.TS, "Dana Kowalski passes this question from Amira Haddad on to you")
		if !slices.Equal(asked.Notified, []string{elifP}) {
			t.Errorf("passing on notifies %v, want %s alone", asked.Notified, elifP)
		}
		w.see(amira, w.dm(amira), "", "Elif Sahin was asked")
		w.press(elifP, w.see(elifP, pay, "", "Elif Sahin was asked"), "claim")
		w.see(amira, w.dm(amira), "", "Elif Sahin has your question")
	})
}

func TestAQuestionBackIsAnsweredAndThenTheQuestion(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		root, line := w.taken()
		w.press(danaP, root, "ask_back")
		if faults := w.send(danaP, "ask_back", fields{"words": "Which till is it, <3> or 4?"}); len(faults) > 0 {
			t.Fatalf("the form is refused: %v", faults)
		}
		asked := w.see(amira, w.dm(amira), line.TS, "asks you", "Which till is it, &lt;3&gt; or 4?")
		if got := actions(asked.Blocks); len(got) > 0 {
			t.Errorf("a question back has the buttons %v, want none", got)
		}
		w.see(amira, w.dm(amira), "", "has asked you something")
		w.see(danaP, pay, "", "waits for the reply")
		w.say(amira, w.dm(amira), line.TS, "It is till 4.")
		reply := w.see(danaP, pay, root.TS, "It is till 4.")
		if !slices.Equal(reply.Notified, []string{danaP}) {
			t.Errorf("the reply notifies %v, want the owner", reply.Notified)
		}
		w.say(danaP, pay, root.TS, "Then press Find by card.")
		w.press(amira, w.see(amira, w.dm(amira), line.TS, "Find by card"), "case_solved")
		w.see(danaP, pay, "", "✓ Solved", "Dana Kowalski")
	})
}

func TestACaseIsPutOffToATimeThatTheAskerKnows(t *testing.T) {
	w := newWorld(t, sandbox.ModeHTTP)
	root, _ := w.taken()
	w.choose(danaP, root, "case_menu", "Put off")
	past := fmt.Sprint(time.Now().Add(-time.Hour).Unix())
	if faults := w.send(danaP, "put_off", fields{"when": "at", "at": past}); !strings.Contains(faults["at"], "still to come") {
		t.Fatalf("a time that is past: %v, want it refused at its field", faults)
	}
	if faults := w.send(danaP, "put_off", fields{"when": "1h"}); len(faults) > 0 {
		t.Fatalf("the form is refused: %v", faults)
	}
	w.see(danaP, pay, "", "has put it off until")
	w.see(amira, w.dm(amira), "", "Dana Kowalski has your question, and comes back to it")
}

func TestACaseThatIsGivenBackIsNobodys(t *testing.T) {
	w := newWorld(t, sandbox.ModeSocket)
	root, _ := w.taken()
	w.choose(elifP, root, "case_menu", "Give back")
	w.see(elifP, pay, "", "Only the person who has this question")
	w.choose(danaP, root, "case_menu", "Give back")
	w.see(danaP, pay, root.TS, "Dana Kowalski gave this back")
	w.see(amira, w.dm(amira), "", "nobody has it now")
	w.press(elifP, w.see(elifP, pay, "", "Nobody has it now"), "claim")
	w.see(amira, w.dm(amira), "", "Elif Sahin has your question")
}

func TestWordsOfAnotherExpertReachTheAskerOnlyWhenTheySaySo(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		root, line := w.taken()
		w.say(danaP, pay, root.TS, "Press Find by card.")
		w.see(amira, w.dm(amira), line.TS, "Find by card")
		said := w.say(elifP, pay, root.TS, "Typo: it is called Find <sale>.")
		offer := w.see(elifP, pay, root.TS, "only the team sees what you just wrote")
		if !offer.Ephemeral {
			t.Error("the offer is public, want it for its author alone")
		}
		err := w.Edit(t.Context(), sandbox.EditInput{As: elifP, Channel: pay, TS: said,
			Text: "By the way: it is called Find sale."})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range w.Messages(w.dm(amira), amira, line.TS) {
			if strings.Contains(shown(m), "Typo") {
				t.Errorf("the asker reads %q, want nothing of it yet", shown(m))
			}
		}
		w.press(elifP, offer, "send_on")
		w.see(amira, w.dm(amira), line.TS, "Elif Sahin", "By the way: it is called Find sale.")
		w.see(elifP, pay, root.TS, "Sent to the asker by Elif Sahin")
		w.press(amira, w.see(amira, w.dm(amira), line.TS, "By the way"), "case_solved")
		w.see(danaP, pay, "", "the answers by Dana Kowalski and Elif Sahin helped")
		w.see(amira, w.dm(amira), "", "with the help of Dana Kowalski and Elif Sahin")
	})
}

func TestAFileOfAnotherExpertIsNamedToTheAskerToo(t *testing.T) {
	w := newWorld(t, sandbox.ModeHTTP)
	root, line := w.taken()
	_, err := w.Say(t.Context(), sandbox.SayInput{As: elifP, Channel: pay, ThreadTS: root.TS, Files: []string{"slip.pdf"}})
	if err != nil {
		t.Fatal(err)
	}
	w.press(elifP, w.see(elifP, pay, root.TS, "only the team sees"), "send_on")
	w.see(amira, w.dm(amira), line.TS, "Elif Sahin", "slip.pdf")
}

func TestTheOwnerSendsTheWordsOfAnotherExpertOn(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		root, line := w.taken()
		said := w.say(elifP, pay, root.TS, "It is under Find sale.")
		send := func(as, ts string) {
			t.Helper()
			err := w.Shortcut(t.Context(), sandbox.ShortcutInput{As: as, Channel: pay, TS: ts, CallbackID: "send_on"})
			if err != nil {
				t.Fatal(err)
			}
		}
		send(danaP, root.TS)
		w.see(danaP, pay, "", "Pick one that a person wrote")
		send(danaP, said)
		w.see(danaP, pay, "", "Sent to the asker")
		w.see(amira, w.dm(amira), line.TS, "Elif Sahin", "It is under Find sale.")
		send(elifP, said)
		w.see(elifP, pay, "", "Amira Haddad has these words already")
	})
}

func TestTheAskerCorrectsTheTeam(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		root, line := w.refund()
		w.choose(amira, line, "reroute", "IT")
		asked := w.see("U0FINN", "C0IT", "", "refund without receipt", "Amira Haddad")
		if got := onCall(t, asked); got != "U0FINN" {
			t.Errorf("%s is asked, want Finn", got)
		}
		w.see(amira, w.dm(amira), "", "Your question is with IT: Finn Larsen")
		old := w.see(danaP, pay, "", "Passed to IT")
		if got := actions(old.Blocks); old.TS != root.TS || len(got) > 0 {
			t.Errorf("the old team's message %s has %v, want %s without buttons", old.TS, got, root.TS)
		}
		w.say("U0FINN", "C0IT", asked.TS, "Restart the reader.")
		w.see(amira, w.dm(amira), line.TS, "Finn Larsen", "Restart the reader.")
	})
}

func TestAnExpertPassesTheCaseToAnotherTeam(t *testing.T) {
	w := newWorld(t, sandbox.ModeSocket)
	root, _ := w.taken()
	w.press(danaP, root, "pass_on")
	form := w.form(danaP, "pass_on")
	team := ""
	for _, b := range form.Blocks {
		if b["block_id"] == "team" {
			team = firstOption(sandbox.View{Blocks: []map[string]any{b}})
		}
	}
	if faults := w.send(danaP, "pass_on", fields{"person": elifP, "team": team}); !strings.Contains(faults["team"], "not both") {
		t.Fatalf("a person and a team: %v, want it refused", faults)
	}
	w.press(danaP, root, "pass_on")
	if faults := w.send(danaP, "pass_on", fields{"team": team}); len(faults) > 0 {
		t.Fatalf("the form is refused: %v", faults)
	}
	w.see(danaP, pay, "", "Passed to IT")
	w.see("U0FINN", "C0IT", "", "refund without receipt")
}

func TestWhatIsUrgentIsAskedOutsideTheTeamsHours(t *testing.T) {
	w := prepare(t, config.ModeSocket)
	raw, err := os.ReadFile(w.conf)
	if err != nil {
		t.Fatal(err)
	}
	other := strings.ToLower(time.Now().UTC().AddDate(0, 0, 3).Weekday().String()[:3])
	w.write(w.conf, strings.Replace(string(raw), "    members: [U0ELIF]\n",
		"    members: [U0ELIF]\n    hours: {days: ["+other+"], zone: UTC}\n", 1))
	w.start(config.ModeSocket)
	w.command(amira, chanFloor, "refund without receipt")
	w.press(amira, w.see(amira, chanFloor, "", "Refund a card payment without a receipt"), "ask_expert")
	line := w.see(amira, w.dm(amira), "", "Payments is not at work now", "The team is back")
	root := w.see(danaP, pay, "", "Payments is not at work now")
	if len(root.Notified) > 0 {
		t.Errorf("the root message notifies %v, want nobody", root.Notified)
	}
	w.press(amira, line, "urgent")
	asked := w.see(danaP, pay, root.TS, "you are on call")
	if !slices.Equal(asked.Notified, []string{danaP}) {
		t.Errorf("the message notifies %v, want Dana", asked.Notified)
	}
	w.see(amira, w.dm(amira), "", "Dana Kowalski was asked")
	w.gone(amira, line, "urgent")
}

func TestWordsAfterSolvedReachTheAskerOnlyWhenTheyAreSentOn(t *testing.T) {
	w := newWorld(t, sandbox.ModeSocket)
	root, line := w.taken()
	w.say(danaP, pay, root.TS, "Press Find by card.")
	w.press(amira, w.see(amira, w.dm(amira), line.TS, "Find by card"), "case_solved")
	w.see(danaP, pay, "", "✓ Solved")
	w.say(danaP, pay, root.TS, "And print the slip.")
	offered := w.see(danaP, pay, root.TS, "has said that it is solved, so only the team sees")
	if text := w.transcript(amira, w.dm(amira), ""); strings.Contains(text, "And print the slip.") {
		t.Errorf("Amira reads what the team says among themselves:\n%s", text)
	}
	w.press(danaP, offered, "send_on")
	late := w.see(amira, w.dm(amira), line.TS, "adds", "And print the slip.")
	if got := actions(late.Blocks); len(got) > 0 {
		t.Errorf("words after the end have the buttons %v, want none", got)
	}
	w.say(amira, w.dm(amira), line.TS, "The slip does not print.")
	w.see(danaP, pay, root.TS, "wrote once more")
	w.see(danaP, pay, root.TS, "The slip does not print.")
	w.see(amira, w.dm(amira), "", "Dana Kowalski has your question")
}

func TestHomeOfAnExpertShowsTheirCasesFirst(t *testing.T) {
	w := newWorld(t, sandbox.ModeSocket)
	w.taken()
	if err := w.OpenHome(t.Context(), danaP, "home"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := contextWithPatience(t)
	defer cancel()
	text := ""
	err := w.Wait(ctx, func(box *sandbox.Workspace) bool {
		text = ""
		if v := box.Home(danaP); v != nil {
			text = shown(sandbox.Message{Blocks: v.Blocks})
		}
		return strings.Contains(text, "Questions you have taken")
	})
	if err != nil {
		t.Fatalf("Dana's home: %v\n%s", err, text)
	}
	for _, want := range []string{"Dana Kowalski has it", "|Open the thread>", "You are on call for Payments",
		"you were asked once and took one question"} {
		if !strings.Contains(text, want) {
			t.Errorf("Dana's home does not say %q:\n%s", want, text)
		}
	}
}

func TestTheAskersCopyFollowsTheAnswer(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		root, line := w.taken()
		ts := w.say(danaP, pay, root.TS, "Press Find by cart.")
		first := w.see(amira, w.dm(amira), line.TS, "Find by cart")
		err := w.Edit(t.Context(), sandbox.EditInput{As: danaP, Channel: pay, TS: ts, Text: "Press Find by card."})
		if err != nil {
			t.Fatal(err)
		}
		now := w.see(amira, w.dm(amira), line.TS, "Find by card", "(edited)")
		if now.TS != first.TS || !slices.Contains(actions(now.Blocks), "case_solved") {
			t.Errorf("the copy is %s with %v, want %s with its buttons", now.TS, actions(now.Blocks), first.TS)
		}
		if err := w.Delete(t.Context(), danaP, pay, ts); err != nil {
			t.Fatal(err)
		}
		now = w.see(amira, w.dm(amira), line.TS, "Answer withdrawn by Dana Kowalski")
		if now.TS != first.TS || len(actions(now.Blocks)) > 0 {
			t.Errorf("what remains is %s with %v, want %s without buttons", now.TS, actions(now.Blocks), first.TS)
		}
		w.see(amira, w.dm(amira), "", "Dana Kowalski has your question")
	})
}
