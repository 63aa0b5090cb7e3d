package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"howto/escalation"
	"howto/search"

	"github.com/slack-go/slack"
)

// pressable lists the action ids of all buttons in blocks, in their order.
func pressable(blocks []slack.Block) []string {
	var ids []string
	for _, b := range blocks {
		switch b := b.(type) {
		case *slack.ActionBlock:
			for _, e := range b.Elements.ElementSet {
				ids = append(ids, e.(*slack.ButtonBlockElement).ActionID)
			}
		case *slack.SectionBlock:
			if b.Accessory != nil {
				ids = append(ids, b.Accessory.ButtonElement.ActionID)
			}
		}
	}
	return ids
}

func TestACardHasTheButtonsThatApply(t *testing.T) {
	short := demoAssets()[1]
	for _, c := range []struct {
		name string
		set  func(*cardView)
		want string
	}{
		{"in a thread", func(v *cardView) {}, "solved not_quite ask_expert more"},
		{"nothing more to say", func(v *cardView) { v.Hit.Asset = short }, "solved not_quite ask_expert"},
		{"expanded", func(v *cardView) { v.Expanded = true }, "solved not_quite ask_expert"},
		{"seen by the asker alone", func(v *cardView) { v.Private, v.CanShare = true, true },
			"solved not_quite ask_expert more share keep"},
		{"not for everybody there", func(v *cardView) { v.Private = true },
			"solved not_quite ask_expert more keep"},
		{"in direct messages", func(v *cardView) { v.Private, v.InDM = true, true },
			"solved not_quite ask_expert more"},
		{"shared already", func(v *cardView) { v.CanShare = true }, "solved not_quite ask_expert more"},
		{"for a curator", func(v *cardView) { v.Curator = true }, "solved not_quite ask_expert more why"},
		{"after another", func(v *cardView) { v.AskMissing = true },
			"solved not_quite ask_expert more missing"},
		{"with a next step", func(v *cardView) { v.NextUp = []search.Asset{short, short} },
			"solved not_quite ask_expert more next_1 next_2"},
		{"pressed", func(v *cardView) { v.Done, v.NextUp = "Done.", []search.Asset{short} }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := demoCard(demoAssets()[0])
			c.set(&v)
			if got := strings.Join(pressable(card(v)[0].Blocks), " "); got != c.want {
				t.Errorf("buttons %q, want %q", got, c.want)
			}
		})
	}
}

func TestAButtonOfACardKnowsItsAskAndAsset(t *testing.T) {
	v := demoCard(demoAssets()[0])
	for _, b := range card(v)[0].Blocks {
		a, ok := b.(*slack.ActionBlock)
		if !ok {
			continue
		}
		for _, e := range a.Elements.ElementSet {
			got, err := decodeValue(e.(*slack.ButtonBlockElement).Value)
			want := actionValue{Ask: "a1", Asset: "refunds/card-without-receipt"}
			if err != nil || got != want {
				t.Errorf("value %+v, %v, want %+v", got, err, want)
			}
		}
	}
}

func TestAReviewIsDueOnceItsDayIsOver(t *testing.T) {
	v := demoCard(demoAssets()[0])
	v.Now = v.Hit.Asset.Review.Add(23 * time.Hour)
	if got := keeperLine(v); !strings.Contains(got, "next review 1 Mar 2027") {
		t.Errorf("on the day: %q, want a review to come", got)
	}
	v.Now = v.Hit.Asset.Review.AddDate(0, 0, 1)
	if got := keeperLine(v); !strings.Contains(got, "review was due 1 Mar 2027") {
		t.Errorf("a day later: %q, want a review that was due", got)
	}
}

func TestACaseCanBeTakenOnlyWhileNobodyHasIt(t *testing.T) {
	for _, s := range states {
		v := demoCaseView(s)
		want := s == escalation.Queued || s == escalation.Paging
		if got := slices.Contains(pressable(caseRoot(v).Blocks), actClaim); got != want {
			t.Errorf("%s: can be taken %t, want %t", s, got, want)
		}
	}
}

func TestAnAskerCanTakeBackWhatIsOpen(t *testing.T) {
	for _, s := range states {
		got := slices.Contains(pressable(caseLine(demoCaseView(s)).Blocks), actWithdraw)
		if want := s.Open(); got != want {
			t.Errorf("%s: can be taken back %t, want %t", s, got, want)
		}
	}
}

func TestOnlyTheFirstRootCallsThePeopleOnCall(t *testing.T) {
	v := demoCaseView(escalation.Paging)
	checkMessage(t, "brought up to date", caseRoot(v))
	v.Mention = true
	checkMessage(t, "first", caseRoot(v), "U0DANA", "U0ELIF")
}

func TestAnAskerIsToldWhoWasAskedAndHowLongItTakes(t *testing.T) {
	v := demoCaseView(escalation.Paging)
	for _, want := range []string{"Payments", "Dana Kowalski and Elif Sahin", "about 12 minutes"} {
		if got := caseLine(v).Text; !strings.Contains(got, want) {
			t.Errorf("line %q does not say %q", got, want)
		}
	}
	v.UsualWait = 0
	if got := caseLine(v).Text; strings.Contains(got, "usually") {
		t.Errorf("line %q speaks of a wait that is not known", got)
	}
	queued := demoCaseView(escalation.Queued)
	queued.Case.Until = queued.Case.ClosedAt
	if got := caseLine(queued).Text; !strings.Contains(got, "when somebody comes on call") {
		t.Errorf("line %q does not say what happens when nobody knows the next shift", got)
	}
}
