package store_test

import (
	"testing"
	"time"

	"howto/outcome"
)

// asks records an ask that was served an asset, and solved by it where closed says so.
func asks(t *testing.T, b *bench, id, user, text, asset string, closed outcome.Kind) {
	t.Helper()
	a := outcome.Ask{ID: id, User: user, Text: text, Team: "payments", At: b.Now()}
	entries := []outcome.Entry{{Kind: outcome.Asked, Who: user}, {Kind: outcome.Served, Asset: asset}}
	if closed != "" {
		a.Closed, a.ClosedAt = closed, b.Now().Add(time.Minute)
		entries = append(entries, outcome.Entry{Kind: closed, Who: user, Asset: asset, At: a.ClosedAt})
	}
	if _, err := b.Record(t.Context(), "", &a, entries, nil); err != nil {
		t.Fatal(err)
	}
}

func again(t *testing.T, b *bench, want int) {
	t.Helper()
	if n, err := b.AskedAgain(t.Context()); n != want || err != nil {
		t.Errorf("AskedAgain = %d, %v at %v; want %d", n, err, b.Now(), want)
	}
}

func TestWhatIsAskedAgainWithinAWeekIsMarkedOnce(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		asks(t, b, "a1", "U0AMIRA", "refund?", "refund", outcome.Solved)
		asks(t, b, "a2", "U0AMIRA", "tills", "tills", outcome.Resolved)
		asks(t, b, "a3", "U0AMIRA", "leave", "leave", "")
		again(t, b, 0)
		b.clock.advance(6 * 24 * time.Hour)
		came := b.Now()
		force(t, b, `UPDATE asks SET hits = '[' WHERE id = 'a2'`) // one that is damaged hides no other
		asks(t, b, "b1", "U0AMIRA", "other words", "refund", "")
		asks(t, b, "b2", "U0AMIRA", "Tills!", "", "")
		asks(t, b, "b3", "U0AMIRA", "leave", "leave", "")
		asks(t, b, "b4", "U0BEN", "refund?", "refund", "")
		b.clock.advance(time.Hour) // the program was not running
		again(t, b, 2)
		again(t, b, 0)
		asks(t, b, "b5", "U0AMIRA", "refund?", "refund", "")
		again(t, b, 0)
		all, err := b.AskEntries(t.Context(), "payments", start, start.Add(time.Second))
		if err != nil {
			t.Fatal(err)
		}
		marked := map[string]bool{}
		for _, e := range all {
			if e.Kind == outcome.AskedAgain {
				marked[e.Ask] = true
				if !e.At.Equal(came) || e.ID != "again/"+e.Ask || e.Team != "payments" || e.Who != "" {
					t.Errorf("entry = %+v, want it of %v", e, came)
				}
			}
		}
		if len(marked) != 2 || !marked["a1"] || !marked["a2"] {
			t.Errorf("marked: %v, want a1 and a2", marked)
		}
	})
}

func TestWhatIsAskedAgainLaterThanAWeekIsSomethingElse(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		asks(t, b, "a1", "U0AMIRA", "refund", "refund", outcome.Solved)
		b.clock.advance(8 * 24 * time.Hour)
		asks(t, b, "b1", "U0AMIRA", "refund", "refund", "")
		again(t, b, 0)
	})
}

// marks are when each ask was marked as asked again.
func marks(t *testing.T, b *bench) map[string]time.Time {
	t.Helper()
	all, err := b.AskEntries(t.Context(), "payments", start, start.Add(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]time.Time{}
	for _, e := range all {
		if e.Kind == outcome.AskedAgain {
			at[e.Ask] = e.At
		}
	}
	return at
}

// Were it of the moment of the later ask, a figure of a week would change that managers have read already.
func TestAChoiceMadeLaterCountsFromWhenItWasMade(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		asks(t, b, "a1", "U0AMIRA", "refund", "refund", outcome.Solved)
		b.clock.advance(4 * 24 * time.Hour)
		a := outcome.Ask{ID: "b1", User: "U0AMIRA", Text: "other", At: b.Now()}
		happened(t, b, a, outcome.Asked, outcome.Offered)
		b.clock.advance(24 * time.Hour)
		again(t, b, 0)
		b.clock.advance(24 * time.Hour)
		chosen := b.Now()
		happened(t, b, a, outcome.Chose)
		b.clock.advance(24 * time.Hour)
		again(t, b, 1)
		if got := marks(t, b)["a1"]; !got.Equal(chosen) {
			t.Errorf("asked again at %v, want %v, when the choice was made", got, chosen)
		}
	})
}

func TestTheSameWordsCountFromWhenTheyWereAsked(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		asks(t, b, "a1", "U0AMIRA", "refund", "refund", outcome.Solved)
		b.clock.advance(24 * time.Hour)
		asked := b.Now()
		a := outcome.Ask{ID: "b1", User: "U0AMIRA", Text: "Refund!", At: asked}
		happened(t, b, a, outcome.Asked, outcome.Offered)
		b.clock.advance(time.Hour)
		happened(t, b, a, outcome.Chose)
		again(t, b, 1)
		if got := marks(t, b)["a1"]; !got.Equal(asked) {
			t.Errorf("asked again at %v, want %v, when it was asked", got, asked)
		}
	})
}

func TestTheWeekToAskAgainEndsWithTheAskNotWithTheChoice(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		asks(t, b, "a1", "U0AMIRA", "refund", "refund", outcome.Solved)
		b.clock.advance(6 * 24 * time.Hour)
		a := outcome.Ask{ID: "b1", User: "U0AMIRA", Text: "other", At: b.Now()}
		happened(t, b, a, outcome.Asked, outcome.Offered)
		b.clock.advance(2 * 24 * time.Hour)
		happened(t, b, a, outcome.Chose)
		again(t, b, 1)
	})
}

func TestAnEntryThatAnotherProcessGaveIsNotCounted(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for _, id := range []string{"a1", "a2"} {
			asks(t, b, id, "U0AMIRA", "refund", "refund", outcome.Solved)
		}
		b.clock.advance(time.Hour)
		asks(t, b, "b1", "U0AMIRA", "refund", "refund", "")
		// It was not there yet when the asks were read.
		e := outcome.Entry{ID: "again/a1", Ask: "b1", Kind: outcome.Lapsed}
		if _, err := b.Record(t.Context(), "", nil, []outcome.Entry{e}, nil); err != nil {
			t.Fatal(err)
		}
		again(t, b, 1)
	})
}

func TestPracticeDoesNotAskAgain(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		asks(t, b, "a1", "U0AMIRA", "refund", "refund", outcome.Solved)
		b.clock.advance(time.Hour)
		a := outcome.Ask{ID: "b1", User: "U0AMIRA", Text: "refund", At: b.Now()}
		e := []outcome.Entry{{Kind: outcome.Asked, Mode: outcome.Training}}
		if _, err := b.Record(t.Context(), "", &a, e, nil); err != nil {
			t.Fatal(err)
		}
		again(t, b, 0)
	})
}
