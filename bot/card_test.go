package bot

import (
	"strings"
	"testing"
	"time"

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
				ids = append(ids, actionsOf(e)...)
			}
		case *slack.SectionBlock:
			if b.Accessory != nil {
				ids = append(ids, b.Accessory.ButtonElement.ActionID)
			}
		}
	}
	return ids
}

// actionsOf is what an element does; a menu does what is chosen in it.
func actionsOf(e slack.BlockElement) []string {
	switch e := e.(type) {
	case *slack.ButtonBlockElement:
		return []string{e.ActionID}
	case *slack.SelectBlockElement:
		return []string{e.ActionID}
	case *slack.OverflowBlockElement:
		var ids []string
		for _, o := range e.Options {
			v, _ := decodeValue(o.Value)
			ids = append(ids, v.Pick)
		}
		return ids
	}
	return nil
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
