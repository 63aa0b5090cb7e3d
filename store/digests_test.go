package store_test

import (
	"fmt"
	"regexp"
	"slices"
	"testing"
	"time"

	"howto/escalation"
	"howto/outcome"
	"howto/store"
)

var week46 = outcome.Week{Year: 2026, Number: 46}

func queueDigest(t *testing.T, s *store.Store, key string, w outcome.Week, found ...store.Finding) bool {
	t.Helper()
	fresh, err := s.QueueDigest(t.Context(), store.Digest{Key: key, Manager: "U0MARA", Team: "payments", Week: w,
		Label: "signal", Body: []byte(`{"title":"x"}`)}, found,
		escalation.Outgoing{Key: key, Lane: "dm:U0MARA", Kind: escalation.OutDigest, Body: []byte(`{}`)})
	if err != nil {
		t.Fatal(err)
	}
	return fresh
}

func TestADigestIsQueuedOnceHoweverLate(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		first := queueDigest(t, b.Store, "d1", week46)
		if second := queueDigest(t, b.again(t), "d1", week46); !first || second {
			t.Errorf("queued %v and %v, want once", first, second)
		}
		wantTaken(t, b.Store, "d1")
		b.clock.advance(30 * 24 * time.Hour)
		if err := b.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if queueDigest(t, b.Store, "d1", week46) {
			t.Error("queued again a month later")
		}
		body, err := b.DigestBody(t.Context(), "d1")
		if err != nil || string(body) != `{"title":"x"}` {
			t.Errorf("DigestBody = %s, %v", body, err)
		}
	})
}

func TestAFindingIsKnownFromWeekToWeek(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		gap := store.Finding{Key: "gap/wrapping", Since: "2026-W45", Last: "2026-W46"}
		queueDigest(t, b.Store, "d1", week46, gap)
		gap.Last = "2026-W47"
		queueDigest(t, b.Store, "d2", week46.Next(), gap)
		old := store.Finding{Key: "gap/wrapping", Since: "2026-W40", Last: "2026-W40"}
		queueDigest(t, b.Store, "d0", outcome.Week{Year: 2026, Number: 40}, old) // sent late, by hand
		got, err := b.Findings(t.Context(), "payments")
		if err != nil || !slices.Equal(got, []store.Finding{gap}) {
			t.Errorf("Findings = %+v, %v; want %+v", got, err, gap)
		}
	})
}

func TestTheFirstPressOfAButtonCounts(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		queueDigest(t, b.Store, "d1", week46)
		for i, who := range []string{"U0MARA", "U0CORA"} {
			held, fresh, err := b.PressDigest(t.Context(),
				outcome.Press{Digest: "d1", Button: outcome.SentToOwner, By: who, To: "U0DANA"},
				escalation.Outgoing{Key: fmt.Sprint("row", i), Lane: fmt.Sprint(i), Kind: escalation.OutPost})
			if err != nil || fresh != (i == 0) || held.By != "U0MARA" {
				t.Errorf("press of %s: %+v, %v, %v; want Mara's", who, held, fresh, err)
			}
		}
		last, err := b.Digests(t.Context(), "U0MARA", "payments", 4)
		if err != nil || len(last) != 1 || !last[0].Pressed || last[0].Week.String() != "2026-W46" {
			t.Errorf("Digests = %+v, %v; want one that was pressed", last, err)
		}
		m, acted, err := b.DigestCounts(t.Context(), start.Add(-time.Hour), start.Add(time.Hour), outcome.SentToOwner)
		if err != nil || m != 1 || acted != 1 {
			t.Errorf("DigestCounts = %d, %d, %v; want 1, 1", m, acted, err)
		}
	})
}

func TestTheLastWishCounts(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		if w, err := b.DigestWish(t.Context(), "U0MARA", "payments"); err != nil || w.Wish != outcome.EachWeek {
			t.Errorf("without a wish: %+v, %v; want weekly", w, err)
		}
		for i, wish := range []outcome.Wish{outcome.NoMore, outcome.EachMonth} {
			w := outcome.TeamWish{Manager: "U0MARA", Team: "payments", Wish: wish}
			if fresh, err := b.WishDigest(t.Context(), fmt.Sprint("k", i), w); err != nil || !fresh {
				t.Errorf("WishDigest = %v, %v", fresh, err)
			}
		}
		if w, err := b.DigestWish(t.Context(), "U0MARA", "payments"); err != nil || w.Wish != outcome.EachMonth {
			t.Errorf("DigestWish = %+v, %v; want monthly", w, err)
		}
	})
}

func TestAnAssetHasOneOpenLookAtATime(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		look := func(id string) bool {
			fresh, err := b.OpenLook(t.Context(), store.WaitingLook{Text: "h",
				Look: outcome.Look{ID: id, Asset: "refund", Cause: outcome.TwoInARow}})
			if err != nil {
				t.Fatal(err)
			}
			return fresh
		}
		v0, _ := b.LooksVersion(t.Context())
		if !look("l1") || look("l2") {
			t.Error("want the first look alone")
		}
		if v1, err := b.LooksVersion(t.Context()); err != nil || v1 == v0 {
			t.Errorf("version %s, %v; want another than %s", v1, err, v0)
		}
		for i, c := range []struct {
			state outcome.LookState
			fresh bool
		}{{outcome.LookFixing, true}, {outcome.LookFixing, false}, {outcome.LookRight, true}, {outcome.LookRetired, false}} {
			_, fresh, err := b.AnswerLook(t.Context(), outcome.Look{ID: "l1", State: c.state, By: "U0DANA"})
			if err != nil || fresh != c.fresh {
				t.Errorf("answer %d: %v, %v; want %v", i, fresh, err, c.fresh)
			}
		}
		if !look("l3") {
			t.Error("no new look after the first was answered")
		}
	})
}

func TestAForgottenManagerIsNotSentTheSameMessageAgain(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		const key = "digest/U0MARA/payments/2026-W46"
		queueDigest(t, b.Store, key, week46)
		wantTaken(t, b.Store, key)
		b.clock.advance(24 * time.Hour)
		if _, err := b.Forget(t.Context(), "U0MARA"); err != nil {
			t.Fatal(err)
		}
		known, err := b.again(t).DigestQueued(t.Context(), key)
		if err != nil || !known || queueDigest(t, b.Store, key, week46) {
			t.Errorf("DigestQueued = %v, %v; want true, and nothing queued again", known, err)
		}
		if !queueDigest(t, b.Store, "digest/U0MARA/payments/2026-W47", week46.Next()) {
			t.Error("the message of the next week is not queued")
		}
	})
}

func TestTheMarkOfAMessageNamesNobodyAndGoes(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		queueDigest(t, b.Store, "digest/U0MARA/payments/2026-W40", week46)
		b.clock.advance(29 * 24 * time.Hour) // too old to be written again
		queueDigest(t, b.Store, "digest/U0MARA/payments/2026-W46", week46)
		if _, err := b.Forget(t.Context(), "U0MARA"); err != nil {
			t.Fatal(err)
		}
		for _, want := range []int{1, 0} {
			marks, err := b.Texts(t.Context(), `SELECT mark FROM digest_marks`)
			if err != nil || len(marks) != want || want == 1 && !hex64.MatchString(marks[0]) {
				t.Errorf("marks are %q, %v; want %d that is a hash", marks, err, want)
			}
			b.clock.advance(29 * 24 * time.Hour)
			if err := b.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	})
}

var hex64 = regexp.MustCompile(`^[0-9a-f]{64}$`)
