package store_test

import (
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"howto/escalation"
	"howto/outcome"
	"howto/search"
	"howto/search/review"
	"howto/store"
)

// text is an asset without a fault.
func text(id, title string) search.Asset {
	return search.Asset{ID: id, Title: title, Kind: search.KindSteps, Topics: []string{"refunds"},
		Owner: "U0DANA", Review: start.Truncate(24 * time.Hour), Body: "1. " + title}
}

func draftOf(source string) review.Draft {
	return review.Draft{Source: source, State: review.Begun, Ask: "ask", Expert: "U0DANA", Asset: text("", "Refund")}
}

func save(t *testing.T, b *bench, key string, d review.Draft, want review.Saved) review.Draft {
	t.Helper()
	got, saved, err := b.SaveDraft(t.Context(), key, d, nil, nil)
	if err != nil || saved != want {
		t.Fatalf("SaveDraft(%s) = %q, %v; want %q", key, saved, err, want)
	}
	return got
}

func publish(t *testing.T, b *bench, source, asset, base string) review.Draft {
	t.Helper()
	d := save(t, b, "begin/"+source, draftOf(source), review.Kept)
	d.State, d.Asset = review.Published, text(asset, "Refund")
	if base != "" {
		d.Updates, d.Base = asset, base
	}
	return save(t, b, "publish/"+source, d, review.Kept)
}

func publishedIDs(t *testing.T, b *bench) (ids []string) {
	t.Helper()
	all, skipped, err := b.Published(t.Context())
	if err != nil || skipped > 0 {
		t.Fatalf("Published: %v, %d skipped", err, skipped)
	}
	for _, p := range all {
		ids = append(ids, p.Asset.ID)
	}
	return ids
}

func TestADraftComesBackAsItWasSaved(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		d := draftOf("case:1")
		d.Note, d.Answer, d.Link = "shorter\x00", "**a**", "https://x.example/p1"
		kept := save(t, b, "k1", d, review.Kept)
		if kept.ID == "" || kept.Version != 1 || !kept.CreatedAt.Equal(start) {
			t.Errorf("kept %+v, want an id, version 1 and the time", kept)
		}
		for _, read := range []func() (review.Draft, error){
			func() (review.Draft, error) { return b.Draft(t.Context(), kept.ID) },
			func() (review.Draft, error) { return b.DraftFrom(t.Context(), "case:1") },
		} {
			got, err := read()
			if err != nil || got.Version != 1 || got.Answer != d.Answer || got.Asset.Title != "Refund" {
				t.Errorf("read %+v, %v", got, err)
			}
		}
		if _, err := b.Draft(t.Context(), "none"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Draft(none): %v, want ErrNotFound", err)
		}
		if open, err := b.OpenDrafts(t.Context(), 10); err != nil || len(open) != 1 {
			t.Errorf("OpenDrafts = %v, %v; want the draft", open, err)
		}
	})
}

func TestADraftIsSavedOnceForAKeyAndAVersion(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		first := save(t, b, "k1", draftOf("case:1"), review.Kept)
		if got := save(t, b, "k1", draftOf("case:1"), review.Repeated); got.ID != first.ID {
			t.Errorf("repeated gives %s, want %s", got.ID, first.ID)
		}
		if got := save(t, b, "k2", draftOf("case:1"), review.Overtaken); got.ID != first.ID {
			t.Errorf("a second draft of one source gives %s, want %s", got.ID, first.ID)
		}
		one, two := first, first
		one.State, two.State = review.Waiting, review.Dropped
		save(t, b, "k3", one, review.Kept)
		out := []escalation.Outgoing{{Key: "never", Lane: "x", Kind: escalation.OutPost}}
		entry := []outcome.Entry{{Ask: "ask", Kind: outcome.Drafted, Who: "U0DANA"}}
		got, saved, err := b.SaveDraft(t.Context(), "k4", two, entry, out)
		if err != nil || saved != review.Overtaken || got.State != review.Waiting || got.Version != 2 {
			t.Errorf("the second = %+v, %q, %v; want what the first left", got, saved, err)
		}
		if n, err := b.Outstanding(t.Context()); n != 0 || err != nil {
			t.Errorf("%d rows, %v; want none of the one that was overtaken", n, err)
		}
		// Its key was not used up.
		two.Version = got.Version
		save(t, b, "k4", two, review.Kept)
		if open, _ := b.OpenDrafts(t.Context(), 10); len(open) != 0 {
			t.Errorf("open: %v, want none after it was dropped", open)
		}
	})
}

func TestOfTwoWhoPublishAtOnceOneDoes(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		d := save(t, b, "k1", draftOf("case:1"), review.Kept)
		d.State, d.Asset.ID = review.Published, "refunds/refund"
		other := b.again(t)
		saved := make([]review.Saved, 2)
		var both sync.WaitGroup
		for i, s := range []*store.Store{b.Store, other} {
			both.Go(func() {
				var err error
				if _, saved[i], err = s.SaveDraft(t.Context(), []string{"a", "b"}[i], d, nil, nil); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		slices.Sort(saved)
		if !slices.Equal(saved, []review.Saved{review.Kept, review.Overtaken}) {
			t.Errorf("saved %v, want one kept and one overtaken", saved)
		}
		if got := publishedIDs(t, b); !slices.Equal(got, []string{"refunds/refund"}) {
			t.Errorf("published %v, want it once", got)
		}
	})
}

func TestANewAssetTakesTheIDOfNoOther(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		publish(t, b, "case:1", "refunds/refund", "")
		d := save(t, b, "k2", draftOf("case:2"), review.Kept)
		d.State, d.Asset = review.Published, text("refunds/refund", "Another")
		if got := save(t, b, "k3", d, review.Taken); got.State != review.Begun {
			t.Errorf("state %q, want what it was", got.State)
		}
		publish(t, b, "case:3", "refunds/refund", "print of the file")
		all, _, err := b.Published(t.Context())
		if err != nil || len(all) != 1 || all[0].Base != "print of the file" {
			t.Errorf("published %+v, %v; want the update", all, err)
		}
	})
}

func TestThePublishedVersionTellsEachChange(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		seen := map[string]bool{}
		differs := func(want bool) {
			t.Helper()
			v, err := b.PublishedVersion(t.Context())
			if err != nil || seen[v] == want {
				t.Fatalf("version %q, %v; want another one: %v", v, err, want)
			}
			seen[v] = true
		}
		differs(true)
		save(t, b, "k1", draftOf("case:9"), review.Kept)
		differs(false)
		publish(t, b, "case:1", "refunds/refund", "")
		differs(true)
		for _, want := range []bool{true, false} {
			if err := b.SetAside(t.Context(), []search.Aside{{ID: "refunds/refund"}, {ID: "none"}}); err != nil {
				t.Fatal(err)
			}
			differs(want)
		}
		if got := publishedIDs(t, b); len(got) > 0 {
			t.Errorf("published %v, want nothing that was set aside", got)
		}
	})
}

func TestWhatIsSetAsideKeepsItsTextAndOneThatCameMeanwhileStays(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		publish(t, b, "case:1", "refunds/refund", "print of the file")
		publish(t, b, "case:2", "refunds/voucher", "print of the file")
		publish(t, b, "case:3", "refunds/voucher", "print of the changed file")
		old := []search.Aside{{ID: "refunds/refund", Base: "print of the file"}, {ID: "refunds/voucher", Base: "print of the file"}}
		if err := b.SetAside(t.Context(), old); err != nil {
			t.Fatal(err)
		}
		if got := publishedIDs(t, b); !slices.Equal(got, []string{"refunds/voucher"}) {
			t.Errorf("published %v, want the one that was published anew", got)
		}
		all, skipped, err := b.PublishedAside(t.Context())
		if err != nil || skipped > 0 || len(all) != 1 || all[0].Asset.Title != "Refund" || all[0].Base != "print of the file" {
			t.Errorf("aside %+v, %d skipped, %v; want the text of refunds/refund", all, skipped, err)
		}
	})
}

func TestADamagedTextIsLeftOut(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		publish(t, b, "case:1", "a/good", "")
		publish(t, b, "case:2", "b/bad", "")
		force(t, b, `UPDATE published SET text = 'x' WHERE asset = 'b/bad'`)
		all, skipped, err := b.Published(t.Context())
		if err != nil || len(all) != 1 || skipped != 1 {
			t.Errorf("Published = %v, %d skipped, %v; want one and one", all, skipped, err)
		}
	})
}

func TestWhereACardStandsIsKept(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		d := draftOf("case:1")
		d.ID = "d1"
		body, err := json.Marshal(escalation.ReviewCard{To: "U0CORA", Draft: "d1"})
		if err != nil {
			t.Fatal(err)
		}
		out := []escalation.Outgoing{{Key: "card", Lane: "dm:U0CORA", Kind: escalation.OutReview, Body: body}}
		if _, _, err := b.SaveDraft(t.Context(), "k", d, nil, out); err != nil {
			t.Fatal(err)
		}
		if _, err := b.CardAt(t.Context(), "d1", "U0CORA"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("CardAt before it was sent: %v, want ErrNotFound", err)
		}
		rows, err := b.TakeOutgoing(t.Context(), 10, time.Minute)
		if err != nil || len(rows) != 1 {
			t.Fatalf("took %v, %v", rows, err)
		}
		if err := b.Sent(t.Context(), rows[0], escalation.Receipt{Channel: "D1", TS: "7.1"}); err != nil {
			t.Fatal(err)
		}
		got, err := b.CardAt(t.Context(), "d1", "U0CORA")
		if want := (escalation.Place{Channel: "D1", Thread: "7.1"}); err != nil || got != want {
			t.Errorf("CardAt = %v, %v; want %v", got, err, want)
		}
	})
}

func TestPeopleAreToldOnceAndNotAgainstTheirWill(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for _, u := range []string{"U0AMIRA", "U0BEN"} {
			taught(t, b, "ask/"+u, u)
		}
		tell := func(user, asset string, want bool) {
			t.Helper()
			got, err := b.TellNews(t.Context(), user, asset, escalation.Outgoing{Key: user + asset, Lane: user})
			if err != nil || got != want {
				t.Errorf("TellNews(%s, %s) = %v, %v; want %v", user, asset, got, err, want)
			}
		}
		tell("U0AMIRA", "a", true)
		tell("U0AMIRA", "a", false)
		tell("U0AMIRA", "b", true)
		for range 2 {
			if err := b.NoNews(t.Context(), "U0BEN"); err != nil {
				t.Fatal(err)
			}
		}
		tell("U0BEN", "a", false)
		tell("U0STRANGER", "a", false)
		if n, _ := b.Outstanding(t.Context()); n != 2 {
			t.Errorf("%d rows, want 2", n)
		}
		erase(t, b, "U0BEN")
		if left, err := b.Texts(t.Context(), `SELECT who FROM untold`); err != nil || len(left) > 0 {
			t.Errorf("left of an erased person: %v, %v", left, err)
		}
	})
}

func TestUnhelpedAreThoseWhoStillLackAnAnswer(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ask := func(id string, at time.Time, closed outcome.Kind, kinds ...outcome.Kind) {
			a := outcome.Ask{ID: id, User: "U0AMIRA", Text: id, At: at, Closed: closed}
			var entries []outcome.Entry
			for _, k := range kinds {
				entries = append(entries, outcome.Entry{Kind: k})
				if k == outcome.HandedOver {
					a.Case = "case of " + id
				}
			}
			if _, err := b.Record(t.Context(), id, &a, entries, nil); err != nil {
				t.Fatal(err)
			}
		}
		ask("nothing", start, "", outcome.NotFound)
		ask("not quite", start.Add(1*time.Minute), "", outcome.Served, outcome.NotQuite)
		ask("waits", start.Add(2*time.Minute), "", outcome.NotFound, outcome.HandedOver)
		ask("answered", start.Add(3*time.Minute), "", outcome.NotFound, outcome.HandedOver, outcome.Answered)
		ask("solved", start.Add(4*time.Minute), outcome.Solved, outcome.NotQuite)
		ask("silent", start.Add(5*time.Minute), "", outcome.Served)
		ask("old", start.AddDate(0, 0, -40), "", outcome.NotFound)
		all, err := b.Unhelped(t.Context(), start.AddDate(0, 0, -30), 10)
		var got []string
		for _, a := range all {
			got = append(got, a.ID)
		}
		if want := []string{"waits", "not quite", "nothing"}; err != nil || !slices.Equal(got, want) {
			t.Errorf("Unhelped = %v, %v; want %v", got, err, want)
		}
		if all, _ := b.Unhelped(t.Context(), start.AddDate(0, 0, -30), 1); len(all) != 1 || all[0].User != "U0AMIRA" {
			t.Errorf("one at most: %+v", all)
		}
	})
}

func TestNewsIsWhatNobodyWasToldOf(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		d := publish(t, b, "case:1", "refunds/refund", "")
		news, err := b.News(t.Context())
		if err != nil || !slices.Equal(news, []store.News{{Asset: "refunds/refund", Draft: d.ID}}) {
			t.Fatalf("News = %v, %v", news, err)
		}
		if err := b.NewsTold(t.Context(), news[0]); err != nil {
			t.Fatal(err)
		}
		if news, _ := b.News(t.Context()); len(news) > 0 {
			t.Errorf("News = %v after all were told", news)
		}
		publish(t, b, "case:2", "refunds/refund", "print")
		if news, _ := b.News(t.Context()); len(news) != 1 {
			t.Errorf("News = %v after an update, want it", news)
		}
	})
}

func TestSweepForgetsDraftsThatNobodySubmitted(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		save(t, b, "k1", draftOf("case:1"), review.Kept)
		waits := draftOf("case:2")
		waits.State = review.Waiting
		save(t, b, "k2", waits, review.Kept)
		b.clock.advance(91 * 24 * time.Hour)
		if err := b.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if open, err := b.OpenDrafts(t.Context(), 9); err != nil || len(open) != 1 || open[0].Source != "case:2" {
			t.Errorf("left: %v, %v; want what waits for a curator", open, err)
		}
	})
}
