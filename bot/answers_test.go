package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"howto/outcome"
	"howto/search"

	"github.com/slack-go/slack"
)

func demoChoices(n int) choicesView {
	v := choicesView{Ask: "a1", Question: "receipt", Team: "Payments"}
	for _, a := range demoAssets()[:n] {
		v.Hits = append(v.Hits, search.Hit{Asset: a})
	}
	return v
}

func TestAtMostThreeChoicesAndAPersonAreOffered(t *testing.T) {
	for n, want := range map[int]string{
		0: "ask_expert",
		1: "choose_1 ask_expert",
		2: "choose_1 choose_2 ask_expert",
		5: "choose_1 choose_2 choose_3 ask_expert",
	} {
		if got := strings.Join(pressable(choices(demoChoices(n)).Blocks), " "); got != want {
			t.Errorf("%d hits: buttons %q, want %q", n, got, want)
		}
	}
}

func TestAnAnswerThatWasPressedHasALineInsteadOfButtons(t *testing.T) {
	line := doneLine("Amira Haddad", "handed to Payments", now)
	pick := demoChoices(3)
	pick.Done = line
	none := nothingView{Ask: "a1", Question: "x", Team: "Payments", Done: line}
	for name, m := range map[string]message{"choices": choices(pick), "nothing": nothing(none)} {
		if ids := pressable(m.Blocks); len(ids) > 0 {
			t.Errorf("%s: buttons %v, want none", name, ids)
		}
		if !strings.Contains(m.Text, "Handed to Payments by Amira Haddad") {
			t.Errorf("%s: text %q does not say what was done", name, m.Text)
		}
	}
}

func TestNothingSaysWhoCanHelp(t *testing.T) {
	for _, c := range []struct {
		name string
		v    nothingView
		want string
	}{
		{"one on call", nothingView{Team: "Payments", OnCall: []string{"Dana Kowalski"},
			UsualWait: time.Hour}, "Dana Kowalski is on call for Payments now. " +
			"An answer usually takes about an hour."},
		{"back later", nothingView{Team: "Payments", NextShift: now, Zone: berlin},
			"when they are back " + moment(now, berlin)},
		{"after hours", nothingView{Team: "Payments", NextShift: now, Zone: berlin, Closed: true},
			"Payments is not at work now, but your question will be there when they are back"},
		{"nobody on call, but the team", nothingView{Team: "Payments", CanAsk: true},
			"A person can: somebody of Payments."},
		{"nobody knows", nothingView{Team: "Payments"}, "as soon as somebody comes on call"},
		{"no team", nothingView{}, "an expert will see your question"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := nothing(c.v).Text; !strings.Contains(got, c.want) {
				t.Errorf("text %q, want it to say %q", got, c.want)
			}
		})
	}
}

func TestRepairsAndMatchesAreNamed(t *testing.T) {
	v := demoCard(demoAssets()[0])
	v.Repaired = []search.Repair{{From: "reciept", To: "receipt"}, {From: "", To: "x"}}
	v.Hit.Words = append(v.Hit.Words, search.Word{Text: "*", Fields: []string{"title"}},
		search.Word{Text: "x"})
	got := card(v)[0].Text
	for _, want := range []string{"Showing results for *receipt* instead of *reciept*\n",
		"Matched *refund*, *receipt* in the title; *lost* in how people ask for it\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("card %q does not say %q", got, want)
		}
	}
	v.Repaired, v.Hit.Words = nil, nil
	if got := card(v)[0].Text; strings.Contains(got, "Matched") || strings.Contains(got, "Showing") {
		t.Errorf("card %q speaks of words although there are none", got)
	}
}

func TestOnlyRepairsThatTheShownHelpHasAreNamed(t *testing.T) {
	mended := []search.Repair{{From: "reciept", To: "receipt"}, {From: "loked", To: "locked"}, {From: "giftcard", To: "gift card"},
		{From: "vouchr", To: "voucher"}}
	a, b := demoAssets()[0], demoAssets()[1]
	has := search.Hit{Asset: a, Words: []search.Word{
		{Text: "reciept", Found: "receipt", Fields: []string{"title"}},
		{Text: "giftcard", Found: "card", Fields: []string{"steps"}},
		{Text: "vouchr", Found: "voucher", Fields: []string{"learnt"}}}}
	also := search.Hit{Asset: b, Words: []search.Word{{Text: "loked", Found: "locked", Fields: []string{"steps"}}}}
	v := demoCard(a)
	v.Hit, v.Repaired = has, mended
	for _, c := range []struct{ name, got, want string }{
		{"a card", card(v)[0].Text, "Showing results for *receipt* instead of *reciept*\n"},
		{"the words of a card", card(v)[0].Text, "Matched *receipt* in the title; *card* in the steps\n"},
		{"a choice", choices(choicesView{Hits: []search.Hit{has, also}, Repaired: mended}).Text,
			"Showing results for *receipt* instead of *reciept*, *locked* instead of *loked*\n"},
		{"a choice without the one", choices(choicesView{Hits: []search.Hit{has}, Repaired: mended}).Text,
			"Showing results for *receipt* instead of *reciept*\n"},
	} {
		if !strings.Contains(c.got, c.want) {
			t.Errorf("%s reads %q, want it to say %q", c.name, c.got, c.want)
		}
	}
}

func TestAFormCarriesWhatItIsAbout(t *testing.T) {
	want := actionValue{Ask: "a1", Asset: "refunds/card"}
	m := missingModal(want.encode())
	got, err := decodeValue(m.PrivateMetadata)
	if err != nil || got != want || m.CallbackID != callbackMissing {
		t.Errorf("form %q about %+v, %v, want %q about %+v", m.CallbackID, got, err,
			callbackMissing, want)
	}
	if in, ok := m.Blocks.BlockSet[0].(*slack.InputBlock); !ok || !in.Optional {
		t.Error("the question what was missing must be answered, want it optional")
	}
}

func TestAQuestionIsFilledIn(t *testing.T) {
	for question, want := range map[string]int{"refund": 6, strings.Repeat("x", 9000): questionLimit} {
		in := askModal(question).Blocks.BlockSet[0].(*slack.InputBlock)
		got := in.Element.(*slack.PlainTextInputBlockElement).InitialValue
		if runes(got) != want || in.Optional {
			t.Errorf("%d characters filled in, optional %t, want %d and false",
				runes(got), in.Optional, want)
		}
	}
}

func TestHomeShowsTheQueueToExpertsOnly(t *testing.T) {
	v := homeView{Person: "Amira Haddad", Command: "/howto", Now: now,
		Waiting: []caseView{demoCaseView(states[0])}}
	if got := strings.Join(pressable(home(v).Blocks.BlockSet), " "); got != "home_ask mine" {
		t.Errorf("an asker's buttons are %q, want home_ask mine", got)
	}
	v.Expert = true
	if got := strings.Join(pressable(home(v).Blocks.BlockSet), " "); got != "home_ask claim mine" {
		t.Errorf("an expert's buttons are %q, want home_ask claim mine", got)
	}
}

func TestHomeSaysHowManyItLeavesOut(t *testing.T) {
	v := homeView{Command: "/howto", Now: now}
	for range homeAsks + 3 {
		v.Asks = append(v.Asks, homeAsk{Ask: demoAsk("")})
	}
	if got := plainText(home(v).Blocks.BlockSet); !strings.Contains(got, "and 3 more") {
		t.Errorf("home %q does not say that 3 are left out", got)
	}
}

func TestHomeSaysWhatBecameOfAQuestion(t *testing.T) {
	for _, c := range []struct {
		a    homeAsk
		want string
	}{
		{homeAsk{State: "Dana & you"}, "Dana &amp; you"},
		{homeAsk{Ask: outcome.Ask{Closed: outcome.Solved}}, "✓ Solved"},
		{homeAsk{Ask: outcome.Ask{Closed: outcome.Resolved, Case: "c"}},
			"✓ Solved with the help of a person"},
		{homeAsk{Ask: outcome.Ask{Closed: outcome.Withdrawn, Case: "c"}}, "Taken back"},
		{homeAsk{Ask: outcome.Ask{Case: "c"}}, "With a person"},
		{homeAsk{}, "Not said yet whether it helped"},
	} {
		if got := homeState(c.a); got != c.want {
			t.Errorf("homeState(%+v) = %q, want %q", c.a, got, c.want)
		}
	}
}

func TestTheGuideNamesTheCommand(t *testing.T) {
	for command, want := range map[string]string{"/help-me": "/help-me", "": "/howto"} {
		if got := guide(command).Text; strings.Count(got, fmt.Sprintf("%s ", want)) < 2 {
			t.Errorf("guide(%q) = %q, want it to name %s", command, got, want)
		}
	}
}
