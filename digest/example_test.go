package digest_test

import (
	"fmt"
	"time"

	"howto/digest"
	"howto/outcome"
)

var week47 = outcome.Week{Year: 2026, Number: 47, Zone: time.UTC}

func of(count, n int) outcome.Share {
	i, _ := outcome.Wilson(count, n, outcome.Z(0.95))
	return outcome.Share{Count: count, Of: n, Interval: i}
}

// The intervals, worked out apart from this program: 87 of 141 is 0.5347 to 0.6931, 30 of 141 is
// 0.1533 to 0.2875, 24 of 141 is 0.1171 to 0.2408; the best case is 117 of 141, 0.8298.
func normal() outcome.Summary {
	return outcome.Summary{
		Team: "payments", Week: week47, Asks: 141, People: 38,
		Solved: of(87, 141), ByCard: 75, ByPerson: 12, Silent: of(30, 141), BestCase: 117.0 / 141,
		Pending: 6, NotQuite: of(21, 141), HandedOver: of(24, 141),
		MedianWait: 4*time.Minute + 10*time.Second, WaitKnown: true,
		Themes: []outcome.Theme{
			{Words: []string{"gift", "voucher"}, People: 12, Asks: 15},
			{Words: []string{"parking"}, People: 5, Asks: 5},
		},
	}
}

func ExampleCompose() {
	fmt.Print(digest.Compose(normal(), digest.Names{Team: "Payments"}).Markdown)
	// Output:
	// # Help at work · Payments · week 47 (16–22 Nov)
	//
	// **Asked:** 141 questions from 38 people. 6 of them are still open and count as not solved yet.
	//
	// **Solved:** 87 of 141, that is 62% (likely 53% to 69%). 75 by a card, 12 by a person.
	//
	// **Silent:** 30 of 141, that is 21% (likely 15% to 29%). Best case, had all of these been solved: 83% solved.
	//
	// **Handed over:** 24 of 141, that is 17% (likely 12% to 24%). Typical wait for a person: 4 min.
	//
	// **Found nothing:**
	//
	// - “gift voucher”, 12 people
	// - “parking”, 5 people
	//
	// **Next:** Write an asset for “gift voucher”: 12 people asked for it and found nothing.
	//
	// _“Likely” is right 19 times in 20. These figures cannot tell why people stayed silent. Hidden where fewer than 5 people are behind it: rarer questions._
}

// Wilson for 10 of 14: 0.4535 to 0.8828; for 2 of 14: 0.0401 to 0.3994.
func ExampleCompose_hiddenHandOvers() {
	s := outcome.Summary{Team: "payments", Week: week47, Asks: 14, People: 9, Solved: of(10, 14),
		Silent: of(2, 14), BestCase: 12.0 / 14, NotQuiteHidden: true, HandOversHidden: true}
	fmt.Print(digest.Compose(s, digest.Names{Team: "Payments"}).Text)
	// Output:
	// Help at work · Payments · week 47 (16–22 Nov)
	//
	// Asked: 14 questions from 9 people.
	//
	// Solved: 10 of 14, that is 71% (likely 45% to 88%).
	//
	// Silent: 2 of 14, that is 14% (likely 4% to 40%). Best case, had all of these been solved: 86% solved.
	//
	// Handed over: not shown, fewer than 5 people.
	//
	// Next: Nothing to do this week.
	//
	// “Likely” is right 19 times in 20. These figures cannot tell why people stayed silent. Hidden where fewer than 5 people are behind it: hand-overs, Not quite, rarer questions.
}

func ExampleCompose_quiet() {
	s := outcome.Summary{Team: "payments", Week: week47, Hidden: true, Quiet: true}
	fmt.Print(digest.Compose(s, digest.Names{Team: "Payments"}).Markdown)
	// Output:
	// # Help at work · Payments · week 47 (16–22 Nov)
	//
	// A quiet week: nobody asked. Nothing to do this week.
}

func ExampleCompose_tooFewPeople() {
	s := outcome.Summary{Team: "payments", Week: week47, Hidden: true}
	fmt.Print(digest.Compose(s, digest.Names{Team: "Payments"}).Markdown)
	// Output:
	// # Help at work · Payments · week 47 (16–22 Nov)
	//
	// Fewer than 5 people asked, so no figures are shown. Nothing to do this week.
}
