package review_test

import (
	"reflect"
	"testing"
	"time"

	"howto/search"
	"howto/search/review"
)

var now = time.Date(2026, 11, 16, 14, 30, 0, 0, time.UTC)

func text(title string) search.Asset { return search.Asset{Title: title, Body: "1. One"} }

func TestEveryEventInEveryState(t *testing.T) {
	submit := review.Submit{By: "U1", Asset: text("New"), Updates: "a/b", Base: "f"}
	direct := submit
	direct.Direct = true
	events := map[string]review.Event{"submit": submit, "direct": direct,
		"publish": review.Publish{By: "U2", Version: 3}, "old": review.Publish{By: "U2", Version: 2},
		"send back": review.SendBack{By: "U2", Note: "shorter"}, "drop": review.Drop{By: "U1"},
		"reword": review.Reword{Body: "1. Two", Answer: "1. Two"}, "same": review.Reword{Body: "1. One"},
		"nothing": review.Reword{Gone: []string{"1. One"}}}
	type want struct {
		state review.State
		why   review.Reason
	}
	table := map[review.State]map[string]want{
		review.Begun: {"submit": {review.Waiting, ""}, "direct": {review.Published, ""},
			"publish": {review.Begun, review.NotSubmitted}, "old": {review.Begun, review.NotSubmitted},
			"send back": {review.Begun, review.NotSubmitted}, "drop": {review.Dropped, ""},
			"reword": {review.Begun, ""}, "same": {review.Begun, review.Unchanged}, "nothing": {review.Dropped, ""}},
		review.Waiting: {"submit": {review.Waiting, ""}, "direct": {review.Published, ""},
			"publish": {review.Published, ""}, "old": {review.Waiting, review.Changed},
			"send back": {review.SentBack, ""}, "drop": {review.Dropped, ""},
			"reword": {review.Waiting, ""}, "same": {review.Waiting, review.Unchanged}, "nothing": {review.Dropped, ""}},
		review.SentBack: {"submit": {review.Waiting, ""}, "direct": {review.Published, ""},
			"publish": {review.SentBack, review.NotSubmitted}, "old": {review.SentBack, review.NotSubmitted},
			"send back": {review.SentBack, review.NotSubmitted}, "drop": {review.Dropped, ""},
			"reword": {review.SentBack, ""}, "same": {review.SentBack, review.Unchanged}, "nothing": {review.Dropped, ""}},
	}
	for name := range events {
		for state, why := range map[review.State]review.Reason{
			review.Published: review.AlreadyPublished, review.Dropped: review.AlreadyDropped} {
			if table[state] == nil {
				table[state] = map[string]want{}
			}
			table[state][name] = want{state, why}
		}
	}
	for state, row := range table {
		for name, want := range row {
			d := review.Draft{ID: "d", State: state, Asset: text("Old"), Version: 3}
			got, why := review.Next(d, events[name], now)
			if got.State != want.state || why != want.why {
				t.Errorf("%s in %q = %q, %q; want %q, %q", name, state, got.State, why, want.state, want.why)
			}
			if why != "" && !reflect.DeepEqual(got, d) {
				t.Errorf("%s in %q changed %+v, want nothing changed", name, state, got)
			}
			if why == "" && !got.ChangedAt.Equal(now) {
				t.Errorf("%s in %q is of %v, want %v", name, state, got.ChangedAt, now)
			}
		}
	}
}

func TestSubmittingTakesTheTextAndForgetsTheNote(t *testing.T) {
	d := review.Draft{State: review.SentBack, Note: "shorter", Asset: text("Old")}
	got, _ := review.Next(d, review.Submit{By: "U1", Asset: text("New"), Updates: "a/b", Base: "f"}, now)
	if got.Asset.Title != "New" || got.Note != "" || got.Author != "U1" || got.Updates != "a/b" || got.Base != "f" {
		t.Errorf("submitted: %+v", got)
	}
	back, _ := review.Next(got, review.SendBack{By: "U2", Note: "longer"}, now)
	if back.Note != "longer" || back.Curator != "U2" {
		t.Errorf("sent back: %+v, want the curator and the note", back)
	}
}

func TestATextThatNobodyWroteOnFollowsTheAnswer(t *testing.T) {
	d := review.Draft{State: review.Begun, Asset: text("Permit"), Answer: "1. One"}
	got, _ := review.Next(d, review.Reword{Body: "1. Two", More: "Three", Answer: "1. Two", Cut: true}, now)
	if got.Asset.Body != "1. Two" || got.Asset.More != "Three" || got.Answer != "1. Two" || !got.Cut || got.Reworded {
		t.Errorf("the draft is %+v, want the new words and no warning", got)
	}
}

func TestATextThatSomebodyWroteStaysButForWhatWasDeleted(t *testing.T) {
	d := review.Draft{State: review.Waiting, Answer: "1. Open it\n2. Call Dana\n\nThen wait."}
	d.Asset.Body = "1. Please open it\n2. Call Dana\n3. Lock up\n\nThen wait."
	got, _ := review.Next(d, review.Reword{Body: "Then wait.", Answer: "Then wait."}, now)
	if got.Asset.Body != d.Asset.Body || !got.Reworded || got.Answer != "Then wait." {
		t.Errorf("after an edit: %+v, want the text as it was and a warning", got)
	}
	got, _ = review.Next(d, review.Reword{Body: "Then wait.", Answer: "Then wait.",
		Gone: []string{"1. Open it", "7. Call Dana", "Then wait."}}, now)
	if want := "1. Please open it\n3. Lock up\n\nThen wait."; got.Asset.Body != want || !got.Reworded {
		t.Errorf("after a deletion: %q, want %q", got.Asset.Body, want)
	}
	again, _ := review.Next(got, review.Submit{By: "U1", Asset: text("Permit")}, now)
	if again.Reworded {
		t.Error("the warning outlives a text that was written since")
	}
}

func TestWhatIsPublishedIsLookedAtAgainInHalfAYear(t *testing.T) {
	d := review.Draft{State: review.Waiting}
	got, _ := review.Next(d, review.Publish{By: "U2"}, now)
	day := time.Date(2026, 11, 16, 0, 0, 0, 0, time.UTC)
	if !got.Asset.Reviewed.Equal(day) || !got.Asset.Review.Equal(day.AddDate(0, 0, 180)) || got.Curator != "U2" {
		t.Errorf("reviewed %v, review %v by %s", got.Asset.Reviewed, got.Asset.Review, got.Curator)
	}
}

func TestIDIsReadableAndUnique(t *testing.T) {
	used := map[string]bool{"refunds/refund-without-receipt": true, "refunds/refund-without-receipt-2": true}
	for _, tt := range []struct{ folder, title, want string }{
		{"payments", "Refund without a receipt", "payments/refund-without-receipt"},
		{"refunds", "Refund without a receipt?", "refunds/refund-without-receipt-3"},
		{"", "", "answers/answer"},
		{"../etc", "../passwd\x00", "etc/passwd"},
		{"Zürich", "Wo ist der Schlüssel fürs Lager?", "zürich/wo-ist-der-schlüssel-fürs-lager"},
		{"it", "How do I", "it/how-do-i"},
		{"it", "Can't log in to the customer's laptop that is old and slow", "it/cant-log-customers-laptop-that-old"},
		{"it", "🙂", "it/answer"},
	} {
		if got := review.ID(tt.folder, tt.title, func(id string) bool { return used[id] }); got != tt.want {
			t.Errorf("ID(%q, %q) = %q, want %q", tt.folder, tt.title, got, tt.want)
		}
	}
}
