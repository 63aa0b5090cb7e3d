package store_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/escalation"
	"howto/outcome"
	"howto/search"
	"howto/search/review"
	"howto/store"
)

// everywhere is all that the database says, but for what is on its way to a team.
func everywhere(t *testing.T, b *bench) string {
	t.Helper()
	var all strings.Builder
	for _, q := range []string{
		`SELECT pseudonym || slack_id FROM people`, `SELECT who || question || missing || channel FROM asks`,
		`SELECT who FROM ledger`, `SELECT asker || owner || body FROM cases`,
		`SELECT body FROM drafts`, `SELECT channel FROM threads`, `SELECT who || phrase FROM lessons`, `SELECT who FROM told`,
		`SELECT who FROM untold`, `SELECT person FROM pages`, `SELECT who FROM strikes`, `SELECT who FROM looks`,
		`SELECT manager || key FROM digests`, `SELECT presser || recipient FROM digest_presses`,
		`SELECT manager FROM digest_wishes`, `SELECT who || fresh FROM tombstones`,
		`SELECT person || channel FROM draft_cards`, `SELECT members FROM handoffs`, `SELECT adds FROM overrides`, `SELECT channel || to_channel FROM relays`,
		`SELECT lane || body FROM outbox WHERE kind NOT IN ('root', 'tell')`,
	} {
		rows, err := b.Texts(t.Context(), q)
		if err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		all.WriteString(strings.Join(rows, "\n") + "\n")
	}
	return all.String()
}

// amiraLeavesTraces fills every table that can name a person.
func amiraLeavesTraces(t *testing.T, b *bench) {
	t.Helper()
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	c := opened(t, b.Store, "a1")
	deliver(t, b)
	advance(t, b.Store, "claim", c.ID, escalation.Claim{By: "U0DANA", Member: true})
	advance(t, b.Store, "reply", c.ID, escalation.Reply{By: "U0DANA", Member: true,
		Message: escalation.Message{Channel: "C0PAY", TS: "9.9", Text: "what amira should do"}})
	must(b.Record(t.Context(), "", nil, nil, []escalation.Outgoing{{Key: "mine", Lane: "url:1",
		Kind: escalation.OutMine, Body: []byte(`{"to":"U0AMIRA","url":"https://slack.example/1"}`)}}))
	deliver(t, b)
	other := ask(t, b.Store, "a-other")
	other.User = "U0BEN"
	asked := newCase(other)
	asked.Asker, asked.Question, asked.Origin.Channel = "U0BEN", "something else", "dm:U0BEN"
	must(b.OpenCase(t.Context(), "open/other", asked, escalation.Opened{Duty: duty("U0AMIRA", "U0DANA")}))
	must(nil, saved(t, b, review.Draft{Source: "case/1", State: review.Begun, Asker: "U0AMIRA",
		Answer: "what amira asked"}))
	must(nil, saved(t, b, review.Draft{Source: "case/2", State: review.Waiting, Asker: "U0BEN", Expert: "U0AMIRA",
		Author: "U0AMIRA"}))
	must(nil, saved(t, b, review.Draft{Source: "case/3", State: review.Dropped, Expert: "U0AMIRA", Curator: "U0AMIRA",
		Answer: "amira's answer", Note: "amira's note"}))
	force(t, b, `INSERT INTO draft_cards SELECT id, 'U0AMIRA', 'D0AMIRA', '8.8' FROM drafts WHERE source = 'case/2'`)
	force(t, b, `INSERT INTO overrides VALUES ('v1', 'payments', 'U0AMIRA', '', 1, 2, 'U0AMIRA', 'agreed', 1)`)
	must(nil, b.Handoff(t.Context(), "payments", []escalation.User{"U0AMIRA"}))
	who := b.Pseudonym("U0AMIRA")
	must(b.Teach(t.Context(), []search.Lesson{{Ask: "a1", Asset: "refund", Kind: search.LearntSolved,
		Phrase: "amira's phrase", Who: who, At: start}}))
	must(b.TellNews(t.Context(), "U0AMIRA", "refund", escalation.Outgoing{Key: "news", Lane: "dm:U0AMIRA",
		Kind: escalation.OutPost, Body: []byte(`{"a":"amira"}`)}))
	must(nil, b.NoNews(t.Context(), "U0AMIRA"))
	must(nil, b.Strike(t.Context(), search.Strike{Asset: "refund", Phrase: "x"}, "U0AMIRA"))
	must(b.OpenLook(t.Context(), store.WaitingLook{Look: outcome.Look{ID: "l1", Asset: "refund",
		Cause: outcome.TwoInARow}}))
	must(first(b.AnswerLook(t.Context(), outcome.Look{ID: "l1", State: outcome.LookRight, By: "U0AMIRA"})))
	must(b.QueueDigest(t.Context(), store.Digest{Key: "digest/U0AMIRA/payments/2026-W46", Manager: "U0AMIRA",
		Team: "payments", Week: outcome.Week{Year: 2026, Number: 46}, Body: []byte(`{}`)}, nil,
		escalation.Outgoing{Key: "digest", Lane: "dm:U0AMIRA", Kind: escalation.OutDigest}))
	must(first(b.PressDigest(t.Context(), outcome.Press{Digest: "digest/U0AMIRA/payments/2026-W46",
		Button: outcome.SawScript, By: "U0AMIRA"})))
	must(b.WishDigest(t.Context(), "", outcome.TeamWish{Manager: "U0AMIRA", Team: "payments", Wish: outcome.NoMore}))
}

func saved(t *testing.T, b *bench, d review.Draft) error {
	t.Helper()
	_, _, err := b.SaveDraft(t.Context(), "", d, nil, nil)
	return err
}

func first[A any](a A, _ bool, err error) (A, error) { return a, err }

func TestForgettingLeavesNothingOfAPersonAndEveryFigure(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		amiraLeavesTraces(t, b)
		for i := range 6 { // others, so that there are figures
			a := outcome.Ask{ID: fmt.Sprint("o", i), User: fmt.Sprint("U0OTHER", i), Team: "payments", At: start}
			e := []outcome.Entry{{Kind: outcome.Asked, Who: a.User}, {Kind: outcome.Solved, Who: a.User}}
			if _, err := b.Record(t.Context(), "", &a, e, nil); err != nil {
				t.Fatal(err)
			}
		}
		week := outcome.WeekOf(start, nil)
		before, open := outcome.Fold(weekOf(t, b, week), week.To()), false
		f, err := b.Forget(t.Context(), "U0AMIRA")
		if err != nil || f.Open != 1 || f.Rows == 0 {
			t.Fatalf("Forget = %+v, %v; want one case withdrawn and some rows", f, err)
		}
		wantNothingOfAmira(t, b)
		after := outcome.Fold(weekOf(t, b, week), week.To())
		people := map[string]bool{}
		for i := range after {
			people[after[i].Who] = true
			open = open || after[i].Who == b.Pseudonym("U0AMIRA")
			if before[i].Ask != after[i].Ask || before[i].Ask != "a1" && before[i].Class != after[i].Class {
				t.Errorf("ask %s: %q before, %q after", after[i].Ask, before[i].Class, after[i].Class)
			}
		}
		if len(before) != len(after) || len(people) != 7 || open {
			t.Errorf("%d asks of %d people, want %d of 7", len(after), len(people), len(before))
		}
		held, err := b.About(t.Context(), "U0AMIRA")
		if err != nil || len(held) > 0 {
			t.Errorf("About = %+v, %v; want nothing", held, err)
		}
	})
}

func weekOf(t *testing.T, b *bench, w outcome.Week) []outcome.Entry {
	t.Helper()
	all, err := b.AskEntries(t.Context(), "payments", w.From(), w.To())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestWhoHasLeftIsForgottenWithQuestionsThatOthersMayTake(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := opened(t, b.Store, "a1")
		deliver(t, b)
		advance(t, b.Store, "claim", c.ID, escalation.Claim{By: "U0DANA", Member: true})
		advance(t, b.Store, "reply", c.ID, escalation.Reply{By: "U0DANA", Member: true,
			Message: escalation.Message{Channel: "C0PAY", TS: "9.9", Text: "do this"}})
		left := advance(t, b.Store, "gone", c.ID, escalation.Gone{Who: "U0DANA"}).Case
		if left.State != escalation.Answered || !left.Left {
			t.Fatalf("the case is %s, its owner gone: %v; want it answered and still hers", left.State, left.Left)
		}
		if _, err := b.Forget(t.Context(), "U0DANA"); err != nil {
			t.Errorf("Forget = %v, want her forgotten", err)
		}
		now, err := b.Case(t.Context(), c.ID)
		if err != nil || now.Owner != "" || now.Left || now.State != escalation.Answered {
			t.Errorf("the case is %s, with %q (gone: %v), %v; want it answered and nobody's", now.State, now.Owner,
				now.Left, err)
		}
	})
}

func TestOfAForgottenPersonTheTeamReadsNothingOfSolvedAndTheFigureStays(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := opened(t, b.Store, "a1")
		advance(t, b.Store, "claim", c.ID, escalation.Claim{By: "U0DANA", Member: true})
		advance(t, b.Store, "reply", c.ID, escalation.Reply{By: "U0DANA", Member: true,
			Message: escalation.Message{Channel: "C0PAY", TS: "9.9", Text: "press it twice"}})
		advance(t, b.Store, "solved", c.ID, escalation.Solve{By: "U0AMIRA"})
		advance(t, b.Store, "thanks", c.ID, escalation.AskerReply{By: "U0AMIRA",
			Message: escalation.Message{Channel: "D0AMIRA", TS: "6.1", Text: "thank you"}})
		const tells = `SELECT key FROM outbox WHERE kind = 'tell' ORDER BY key`
		before, err := b.Texts(t.Context(), tells)
		if err != nil {
			t.Fatal(err)
		}
		if f, err := b.Forget(t.Context(), "U0AMIRA"); err != nil || f.Open != 1 {
			t.Fatalf("Forget = %+v, %v; want one case withdrawn", f, err)
		}
		after, err := b.Texts(t.Context(), tells)
		after = slices.DeleteFunc(after, func(key string) bool { return slices.Contains(before, key) })
		if err != nil || len(after) != 1 || !strings.HasSuffix(after[0], "/withdrawn") {
			t.Errorf("the team is told %q, %v; want that the question was taken back, alone", after, err)
		}
		got, err := b.Case(t.Context(), c.ID)
		if err != nil || got.State != escalation.Withdrawn {
			t.Errorf("the case is %q, %v; want %q", got.State, err, escalation.Withdrawn)
		}
		week := outcome.WeekOf(start, nil)
		fates := outcome.Fold(weekOf(t, b, week), week.To())
		if len(fates) != 1 || fates[0].Class != outcome.SolvedByPerson {
			t.Errorf("the ledger has %+v, want one ask of class %q", fates, outcome.SolvedByPerson)
		}
	})
}

func TestWhoHasQuestionsOfOthersIsNotForgottenYet(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := opened(t, b.Store, "a1")
		advance(t, b.Store, "claim", c.ID, escalation.Claim{By: "U0DANA", Member: true})
		before := everywhere(t, b)
		if _, err := b.Forget(t.Context(), "U0DANA"); !errors.Is(err, outcome.ErrHasCases) {
			t.Errorf("Forget = %v, want ErrHasCases", err)
		}
		if after := everywhere(t, b); after != before {
			t.Errorf("something was erased:\n%s\nbefore:\n%s", after, before)
		}
		advance(t, b.Store, "withdraw", c.ID, escalation.Withdraw{By: "U0AMIRA"})
		if _, err := b.Forget(t.Context(), "U0DANA"); err != nil {
			t.Errorf("Forget after the case ended: %v", err)
		}
		if all := everywhere(t, b); strings.Contains(all, "DANA") || strings.Contains(all, b.Pseudonym("U0DANA")) {
			t.Errorf("something of Dana is left:\n%s", all)
		}
	})
}

// forgottenAndBack keeps a backup, forgets Amira an hour later, and puts the backup in the place of the
// database, with nobody opening it yet.
func forgottenAndBack(t *testing.T, b *bench) {
	t.Helper()
	backup := filepath.Join(t.TempDir(), "backup")
	if err := b.Exec(t.Context(), `VACUUM INTO $1`, backup); err != nil {
		t.Fatal(err)
	}
	b.clock.advance(time.Hour)
	if _, err := b.Forget(t.Context(), "U0AMIRA"); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	for _, end := range []string{"", "-wal", "-shm"} {
		_ = os.Remove(filepath.Join(b.options.Dir, "howto.db"+end)) // two of them may not be there
	}
	if err := os.Rename(backup, filepath.Join(b.options.Dir, "howto.db")); err != nil {
		t.Fatal(err)
	}
	b.clock.advance(time.Hour)
}

// onFile is a bench whose database is a file, which can be put back.
func onFile(t *testing.T) *bench {
	t.Helper()
	b := &bench{clock: &clock{}, options: store.Options{Dir: t.TempDir()}}
	b.clock.ms.Store(start.UnixMilli())
	b.options.Now = b.clock.Now
	b.Store = open(t, b.options)
	return b
}

func wantNothingOfAmira(t *testing.T, b *bench) {
	t.Helper()
	if all := everywhere(t, b); strings.Contains(strings.ToLower(all), "amira") ||
		strings.Contains(all, b.Pseudonym("U0AMIRA")) || strings.Contains(all, "without a receipt") {
		t.Errorf("something of Amira is there:\n%s", all)
	}
}

func TestARestoredBackupIsCleanedWhenItIsOpened(t *testing.T) {
	b := onFile(t)
	opened(t, b.Store, "a1") // it is withdrawn later than when she was forgotten
	forgottenAndBack(t, b)
	b.Store = b.again(t)
	wantNothingOfAmira(t, b)
	// Whoever asks again afterwards is somebody new, and stays.
	b.clock.advance(time.Hour)
	ask(t, b.Store, "a2")
	b.Store = b.again(t)
	if got, err := b.AsksOf(t.Context(), "U0AMIRA", 5); err != nil || len(got) != 1 || got[0].ID != "a2" {
		t.Errorf("AsksOf = %+v, %v; want a2 alone", got, err)
	}
}

func TestSomethingDamagedInABackupKeepsNobodyFromOpeningIt(t *testing.T) {
	for _, table := range []string{"cases", "drafts"} {
		b := onFile(t)
		opened(t, b.Store, "a1")
		if err := saved(t, b, review.Draft{Source: "case/1", State: review.Begun, Asker: "U0AMIRA"}); err != nil {
			t.Fatal(err)
		}
		forgottenAndBack(t, b)
		raw, err := store.OpenUnchecked(t.Context(), b.options)
		if err == nil {
			err = errors.Join(raw.Exec(t.Context(), `UPDATE `+table+` SET body = '[' || body`), raw.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
		var log strings.Builder
		b.options.Log = slog.New(slog.NewTextHandler(&log, nil))
		b.Store = b.again(t)
		if !strings.Contains(log.String(), "cannot be forgotten") || strings.Contains(log.String(), "U0AMIRA") {
			t.Errorf("%s: the log says %q, want that somebody cannot be forgotten, and not who", table, log.String())
		}
		if err := b.Exec(t.Context(), `UPDATE `+table+` SET body = substr(body, 2)`); err != nil { // mended
			t.Fatal(err)
		}
		b.Store = b.again(t)
		wantNothingOfAmira(t, b)
	}
}

func TestWhatForgettingWritesIsNobodysToo(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		opened(t, b.Store, "a1")
		b.options.Now = func() time.Time { // it goes on while she is forgotten
			b.clock.advance(time.Second)
			return b.clock.Now()
		}
		b.Store = b.again(t)
		if _, err := b.Forget(t.Context(), "U0AMIRA"); err != nil {
			t.Fatal(err)
		}
		wantNothingOfAmira(t, b)
	})
}

func TestForgettingGoesOnWhereItWasInterrupted(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ask(t, b.Store, "a1")
		who, fresh := b.Pseudonym("U0AMIRA"), "x_"+strings.Repeat("0a", 12)
		if err := b.Exec(t.Context(), `INSERT INTO tombstones (mark, at, who, fresh) VALUES ($1, $2, $3, $4)`,
			b.Grave(who), start.UnixMilli(), who, fresh); err != nil {
			t.Fatal(err)
		}
		b.again(t)
		got, err := b.Texts(t.Context(), `SELECT DISTINCT who FROM ledger`)
		if err != nil || !reflect.DeepEqual(got, []string{fresh}) {
			t.Errorf("entries belong to %q, %v; want %s", got, err, fresh)
		}
	})
}

func TestAboutShowsAllThatForgettingErases(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		amiraLeavesTraces(t, b)
		held, err := b.About(t.Context(), "U0AMIRA")
		if err != nil {
			t.Fatal(err)
		}
		shown := map[string]bool{}
		for _, h := range held {
			shown[h.Table] = true
			if h.What == "" || h.Count != len(h.Rows) || h.Count == 0 {
				t.Errorf("%s: %q, a count of %d, %d rows; want words, and the number of rows", h.Table, h.What,
					h.Count, len(h.Rows))
			}
		}
		table := regexp.MustCompile(`(?:UPDATE|DELETE FROM) (\w+)`)
		for _, text := range store.Erasing() {
			if name := table.FindStringSubmatch(text)[1]; !shown[name] {
				t.Errorf("%s is erased, and About says nothing of it: %v", name, shown)
			}
		}
		if other, err := b.About(t.Context(), "U0NOBODY"); err != nil || len(other) > 0 {
			t.Errorf("About a stranger = %+v, %v; want nothing", other, err)
		}
	})
}

func TestAboutShowsAPersonTheirWordsAndNobodyElses(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		amiraLeavesTraces(t, b)
		for user, wants := range map[string][]string{
			"U0AMIRA": {"2026-11-16T09:00:00Z", `"question":"refund without a receipt"`,
				`"answers":["what amira should do"]`, `"answer":"amira's answer"`, `"note":"amira's note"`,
				`"because_you":["asked"]`, `"body":{"a":"amira"}`, `"phrase":"amira's phrase"`,
				`"kind":"mine"`},
			"U0DANA": {`"answers":["what amira should do"]`},
		} {
			held, err := b.About(t.Context(), user)
			raw, err2 := json.Marshal(held)
			if err := errors.Join(err, err2); err != nil {
				t.Fatal(err)
			}
			for _, want := range wants {
				if !strings.Contains(string(raw), want) {
					t.Errorf("About %s = %s, want it to contain %s", user, raw, want)
				}
			}
			if strings.Contains(string(raw), "something else") {
				t.Errorf("About %s = %s, want nothing of what Ben asked", user, raw)
			}
		}
	})
}

func TestHowMuchIsWhatAboutShows(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		amiraLeavesTraces(t, b)
		for _, user := range []string{"U0AMIRA", "U0DANA", "U0NOBODY"} {
			all, err := b.About(t.Context(), user)
			if err != nil {
				t.Fatal(err)
			}
			for i := range all {
				all[i].Rows = nil
			}
			if got, err := b.HowMuch(t.Context(), user); err != nil || !reflect.DeepEqual(got, all) {
				t.Errorf("HowMuch(%s) = %+v, %v; want %+v", user, got, err, all)
			}
		}
	})
}

func TestSomethingDamagedHidesNothingElseAboutAPerson(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		opened(t, b.Store, "a1")
		force(t, b, `UPDATE cases SET body = '['`)
		held, err := b.About(t.Context(), "U0AMIRA")
		raw, _ := json.Marshal(held) // a mistake shows below
		if err != nil || !strings.Contains(string(raw), `"damaged":true`) || !strings.Contains(string(raw), "receipt") {
			t.Errorf("About = %s, %v; want a damaged case, and the question", raw, err)
		}
	})
}
