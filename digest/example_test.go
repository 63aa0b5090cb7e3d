package digest_test

import (
	"fmt"
	"time"

	"howto/digest"
	"howto/outcome"
)

func ExampleCompose() {
	week, _ := outcome.ParseWeek("2026-W47", time.UTC)
	in := outcome.Input{Team: "payments", Week: week}
	for i := range 6 {
		for j, kind := range []outcome.Kind{outcome.Asked, outcome.Served} {
			in.Entries = append(in.Entries, outcome.Entry{ID: fmt.Sprint(i, j), Ask: fmt.Sprint(i), Kind: kind,
				Who: fmt.Sprint("p_", i), Team: "payments", At: week.From().Add(time.Hour)})
		}
	}
	m := digest.Compose(outcome.Examine(in), digest.Names{Team: "Payments"})
	fmt.Println(m.Title)
	fmt.Println(m.Lead)
	fmt.Println(m.Base)
	// Output:
	// Help at work · Payments · week 47 (16–22 Nov)
	// These are the first figures of this team, so no trend can be told yet.
	// 6 asks from 6 people. Nothing here is about any one person.
}
