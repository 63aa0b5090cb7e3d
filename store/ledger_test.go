package store_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/escalation"
	"howto/outcome"
	"howto/store"
)

func TestRecordTakesAKeyOnce(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		a := ask(t, b.Store, "a1")
		changed := a
		changed.Shown = 2
		fresh, err := b.Record(t.Context(), "ask/a1", &changed,
			[]outcome.Entry{{Kind: outcome.NotQuite, Who: a.User}},
			[]escalation.Outgoing{{Key: "k", Lane: "A", Kind: escalation.OutPost}})
		if fresh || err != nil {
			t.Errorf("second Record = %v, %v; want false, nil", fresh, err)
		}
		got, err := b.Ask(t.Context(), a.ID)
		if err != nil || got.Shown != a.Shown {
			t.Errorf("Ask.Shown = %d, %v; want %d", got.Shown, err, a.Shown)
		}
		if kinds := ledgerKinds(t, b.Store); !slices.Equal(kinds, []outcome.Kind{outcome.Asked}) {
			t.Errorf("ledger = %q, want asked alone", kinds)
		}
		wantTaken(t, b.Store, "")
	})
}

func TestRecordWithoutAKeyIsAlwaysNew(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for range 2 {
			fresh, err := b.Record(t.Context(), "", nil, []outcome.Entry{{Ask: "x", Kind: "more"}}, nil)
			if !fresh || err != nil {
				t.Errorf("Record = %v, %v; want true, nil", fresh, err)
			}
		}
	})
}

func TestRecordKeepsAllOrNothing(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		a := outcome.Ask{ID: "a1", User: "U0AMIRA"}
		good, bad := outcome.Entry{Kind: outcome.Asked}, outcome.Entry{} // an entry has a kind
		_, err := b.Record(t.Context(), "k", &a, []outcome.Entry{good, bad}, nil)
		wantErr(t, err, `record "k"`, "ask a1")
		if _, err := b.Ask(t.Context(), "a1"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Ask after a failed Record: %v, want ErrNotFound", err)
		}
		fresh, err := b.Record(t.Context(), "k", &a, []outcome.Entry{good}, nil)
		if !fresh || err != nil {
			t.Errorf("Record with the same key = %v, %v; want true, nil", fresh, err)
		}
	})
}

func TestAskComesBackAsItWasRecorded(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		a := ask(t, b.Store, "a1")
		a.Who = b.Pseudonym(a.User)
		got, err := b.Ask(t.Context(), "a1")
		if err != nil || !reflect.DeepEqual(got, a) {
			t.Errorf("Ask = %+v, %v; want %+v", got, err, a)
		}
		_, err = b.Ask(t.Context(), "a2")
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Ask(a2): %v, want ErrNotFound", err)
		}
	})
}

func TestAskTakesAnyText(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		a := outcome.Ask{ID: "a1", User: "U0AMIRA", Text: "nul\x00 broken\xff 返品 🧾 \u202e"}
		if _, err := b.Record(t.Context(), "key\x00\xff", &a, nil, nil); err != nil {
			t.Fatal(err)
		}
		got, err := b.Ask(t.Context(), "a1")
		if want := "nul broken\uFFFD 返品 🧾 \u202e"; err != nil || got.Text != want {
			t.Errorf("Text = %q, %v; want %q", got.Text, err, want)
		}
	})
}

func TestAnOlderCopyOfAnAskDoesNotReopenIt(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		a := ask(t, b.Store, "a1")
		step, err := b.OpenCase(t.Context(), "k", newCase(a), onCall)
		if err != nil {
			t.Fatal(err)
		}
		advance(t, b.Store, "w", step.Case.ID, escalation.Withdraw{By: "U0AMIRA"})
		a.Shown = 2 // read before the case was opened
		if _, err := b.Record(t.Context(), "late", &a, nil, nil); err != nil {
			t.Fatal(err)
		}
		got, err := b.Ask(t.Context(), "a1")
		if err != nil || got.Shown != 2 || got.Case != step.Case.ID || got.Closed != outcome.Withdrawn {
			t.Errorf("Ask = %+v, %v; want it shown 2, with its case, withdrawn", got, err)
		}
		if !got.ClosedAt.Equal(start) {
			t.Errorf("ClosedAt = %v, want %v", got.ClosedAt, start)
		}
	})
}

func TestAsksOfGivesTheNewestFirst(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for i, user := range []string{"U0AMIRA", "U0BEN", "U0AMIRA", "U0AMIRA"} {
			a := outcome.Ask{ID: fmt.Sprint("a", i), User: user, At: start.Add(time.Duration(i) * 1e9)}
			if _, err := b.Record(t.Context(), "", &a, nil, nil); err != nil {
				t.Fatal(err)
			}
		}
		all, err := b.AsksOf(t.Context(), "U0AMIRA", 2)
		var ids []string
		for _, a := range all {
			ids = append(ids, a.ID)
		}
		if err != nil || !slices.Equal(ids, []string{"a3", "a2"}) {
			t.Errorf("AsksOf(U0AMIRA, 2) = %q, %v; want a3, a2", ids, err)
		}
	})
}

func TestLedgerNamesNobody(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := opened(t, b.Store, "a1")
		advance(t, b.Store, "k", c.ID, escalation.Claim{By: "U0DANA", Member: true})
		rows, err := b.Texts(t.Context(), `
			SELECT id || ' ' || ask_id || ' ' || kind || ' ' || who || ' ' || asset || ' ' || team || ' ' ||
				case_id || ' ' || door || ' ' || confidence FROM ledger`)
		if err != nil || len(rows) == 0 {
			t.Fatalf("ledger: %d rows, %v", len(rows), err)
		}
		whole := strings.Join(rows, "\n")
		for _, person := range []string{"U0AMIRA", "U0DANA"} {
			if strings.Contains(whole, person) {
				t.Errorf("the ledger holds %s:\n%s", person, whole)
			}
			if !strings.Contains(whole, b.Pseudonym(person)) {
				t.Errorf("the ledger lacks the pseudonym of %s:\n%s", person, whole)
			}
			way, err := b.Texts(t.Context(), `SELECT slack_id FROM people WHERE pseudonym = $1`,
				b.Pseudonym(person))
			if err != nil || !slices.Equal(way, []string{person}) {
				t.Errorf("people: %q, %v; want %s", way, err, person)
			}
		}
	})
}

func TestLedgerCannotBeChanged(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ask(t, b.Store, "a1")
		nobody := "who = 'x_" + strings.Repeat("0a", 12) + "'"
		for _, text := range []string{
			`UPDATE ledger SET kind = 'solved'`, `DELETE FROM ledger`,
			`UPDATE ledger SET who = ''`, `UPDATE ledger SET who = 'p_123'`, `UPDATE ledger SET who = 'x_'`,
			`UPDATE ledger SET who = 'x_` + strings.Repeat("g", 24) + `'`,
			`UPDATE ledger SET ` + nobody + `, id = 'other'`, `UPDATE ledger SET ` + nobody + `, ask_id = 'a2'`,
			`UPDATE ledger SET ` + nobody + `, at = at + 1`, `UPDATE ledger SET ` + nobody + `, kind = 'solved'`,
			`UPDATE ledger SET ` + nobody + `, asset = 'a'`, `UPDATE ledger SET ` + nobody + `, team = 'it'`,
			`UPDATE ledger SET ` + nobody + `, case_id = 'c'`, `UPDATE ledger SET ` + nobody + `, door = 'dm'`,
			`UPDATE ledger SET ` + nobody + `, confidence = ''`, `UPDATE ledger SET ` + nobody + `, mode = 'test'`,
			`UPDATE ledger SET ` + nobody + `, took = 5`,
		} {
			wantErr(t, b.Exec(t.Context(), text), "append-only")
		}
		if err := b.Exec(t.Context(), `UPDATE ledger SET `+nobody); err != nil {
			t.Errorf("an entry cannot be given to nobody: %v", err)
		}
		wantErr(t, b.Exec(t.Context(), `UPDATE ledger SET who = 'x_`+strings.Repeat("1b", 12)+`'`), "append-only")
		if kinds := ledgerKinds(t, b.Store); !slices.Equal(kinds, []outcome.Kind{outcome.Asked}) {
			t.Errorf("ledger = %q, want asked alone", kinds)
		}
	})
}

func TestAnEntryTakesItsTeamFromTheAsk(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ask(t, b.Store, "a1")
		later := []outcome.Entry{{Ask: "a1", Kind: outcome.Solved}, {Ask: "gone", Kind: outcome.Solved}}
		if _, err := b.Record(t.Context(), "", nil, later, nil); err != nil {
			t.Fatal(err)
		}
		all, err := b.Entries(t.Context(), start, start.Add(time.Second))
		var teams []string
		for _, e := range all {
			teams = append(teams, e.Team)
		}
		if err != nil || !slices.Equal(teams, []string{"payments", "payments", ""}) {
			t.Errorf("teams = %q, %v; want payments, payments and none", teams, err)
		}
	})
}

// week records n asks over two weeks, always the same ones, with what became of them.
func week(t *testing.T, s *store.Store, n int) {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	teams := []string{"payments", "it"}
	ends := []outcome.Kind{outcome.Solved, outcome.NotQuite, outcome.NotFound}
	for i := range n {
		at := start.Add(time.Duration(rng.IntN(14*24*60)) * time.Minute)
		a := outcome.Ask{ID: fmt.Sprintf("w%03d", i), User: fmt.Sprintf("U%d", rng.IntN(20)),
			Text: "question", At: at, Team: teams[rng.IntN(2)]}
		entries := []outcome.Entry{
			{ID: a.ID + "1", At: at, Kind: outcome.Asked, Who: a.User, Door: outcome.ByDM},
			{ID: a.ID + "2", At: at.Add(3 * 24 * time.Hour), Kind: ends[rng.IntN(3)], Who: a.User},
		}
		if _, err := s.Record(t.Context(), a.ID, &a, entries, nil); err != nil {
			t.Fatal(err)
		}
	}
}

func TestReportsAreTheSameOnBothEngines(t *testing.T) {
	reports := map[string]string{}
	engines(t, func(t *testing.T, b *bench) {
		week(t, b.Store, 60)
		from, to := start, start.Add(7*24*time.Hour)
		var counts []string
		for _, team := range []string{"", "payments", "it"} {
			all, err := b.AskEntries(t.Context(), team, from, to)
			if err != nil {
				t.Fatal(err)
			}
			unfound, err := b.Unfound(t.Context(), team, from, to)
			if err != nil {
				t.Fatal(err)
			}
			counts = append(counts, fmt.Sprintf("%s: %d %d", team, len(all), len(unfound)))
			for _, a := range unfound {
				if a.User != "" || a.Who == "" || a.Text != "question" {
					t.Errorf("Unfound gives %+v, want its text and pseudonym only", a)
				}
			}
			for _, e := range all {
				if e.Team != team && team != "" {
					t.Errorf("AskEntries(%s) gives %+v", team, e)
				}
			}
		}
		entries, err := b.Entries(t.Context(), from, to)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, e := range entries {
			ids = append(ids, e.ID)
		}
		reports[b.Engine()] = fmt.Sprint(counts, ids)
	})
	t.Log(reports["sqlite"])
	if pg, ok := reports["postgres"]; ok && pg != reports["sqlite"] {
		t.Errorf("sqlite: %s\npostgres: %s", reports["sqlite"], pg)
	}
}

func TestFiguresAreMadeOfEachEntryOnceAndOfNoneThatIsUnmeasured(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ask(t, b.Store, "a1")
		went := []outcome.Entry{{Kind: outcome.Rerouted, Team: "it"}, {Kind: outcome.Rerouted, Team: "payments"},
			{Kind: outcome.Served, Asset: "refund", Took: time.Second}}
		for _, kind := range outcome.Unmeasured() {
			went = append(went, outcome.Entry{Kind: kind})
		}
		for i := range went {
			went[i].Ask, went[i].At = "a1", start.Add(time.Minute)
		}
		if _, err := b.Record(t.Context(), "", nil, went, nil); err != nil {
			t.Fatal(err)
		}
		for _, team := range []string{"payments", "it", ""} {
			all, err := b.AskEntries(t.Context(), team, start, start.Add(time.Hour))
			var got []string
			for _, e := range all {
				got = append(got, fmt.Sprint(e.Kind, " ", e.Team, " ", e.Asset, " ", e.Took))
			}
			slices.Sort(got)
			want := []string{"asked payments  0s", "rerouted it  0s", "rerouted payments  0s",
				"served payments refund 1s"}
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("entries for team %q = %q, %v; want %q", team, got, err, want)
			}
		}
	})
}

func TestReportsAreHalfOpen(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ask(t, b.Store, "a1")
		found := []outcome.Entry{{Ask: "a1", Kind: outcome.NotFound, At: start.Add(time.Hour)}}
		if _, err := b.Record(t.Context(), "", nil, found, nil); err != nil {
			t.Fatal(err)
		}
		ms := time.Millisecond
		for _, span := range []struct {
			from, to                   time.Time
			entries, askEntries, asked int
		}{
			{start, start.Add(ms), 1, 2, 1},
			{start.Add(-ms), start, 0, 0, 0},
			{start.Add(ms), start.Add(time.Hour), 0, 0, 0},
			{start.Add(ms), start.Add(time.Hour + ms), 1, 0, 0},
		} {
			entries, err1 := b.Entries(t.Context(), span.from, span.to)
			askEntries, err2 := b.AskEntries(t.Context(), "payments", span.from, span.to)
			unfound, err3 := b.Unfound(t.Context(), "payments", span.from, span.to)
			if err := errors.Join(err1, err2, err3); err != nil {
				t.Fatal(err)
			}
			got := [3]int{len(entries), len(askEntries), len(unfound)}
			if want := [3]int{span.entries, span.askEntries, span.asked}; got != want {
				t.Errorf("from %v to %v: Entries, AskEntries, Unfound = %v, want %v",
					span.from, span.to, got, want)
			}
		}
	})
}

func TestEachEntryGoesInOrderAndStops(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		week(t, b.Store, 20)
		var at []time.Time
		since := start.Add(24 * time.Hour)
		err := b.EachEntry(t.Context(), since, func(e outcome.Entry) error {
			at = append(at, e.At)
			return nil
		})
		if err != nil || len(at) == 0 || at[0].Before(since) {
			t.Fatalf("EachEntry gave %v, %v; want entries since %v", at, err, since)
		}
		if !slices.IsSortedFunc(at, time.Time.Compare) {
			t.Errorf("EachEntry gave %v, want the oldest first", at)
		}
		enough, n := errors.New("enough"), 0
		err = b.EachEntry(t.Context(), since, func(outcome.Entry) error { n++; return enough })
		if err != enough || n != 1 {
			t.Errorf("EachEntry = %v after %d, want f's error after 1", err, n)
		}
	})
}

func TestAskedBeforeCountsOnlyAsksOfTheTeamBeforeTheInstant(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		a := ask(t, b.Store, "a1")
		b.clock.advance(time.Hour)
		other := outcome.Entry{Ask: "x", Kind: outcome.Solved, Team: "it", At: a.At.Add(-time.Hour)}
		if _, err := b.Record(t.Context(), "x", nil, []outcome.Entry{other}, nil); err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			team   string
			before time.Time
			want   bool
		}{
			{a.Team, a.At, false},
			{a.Team, a.At.Add(time.Millisecond), true},
			{a.Team, a.At.AddDate(1, 0, 0), true},
			{"", a.At.Add(time.Millisecond), true},
			{"it", a.At.AddDate(1, 0, 0), false},
		} {
			got, err := b.AskedBefore(t.Context(), tt.team, tt.before)
			if got != tt.want || err != nil {
				t.Errorf("AskedBefore(%q, %v) = %v, %v; want %v", tt.team, tt.before, got, err, tt.want)
			}
		}
	})
}

func TestAskedBeforeCountsRealAsksThatOthersPassedOn(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		asked := func(id, team, to string, mode outcome.Mode) {
			t.Helper()
			a := outcome.Ask{ID: id, User: "U0AMIRA", Team: team, At: start}
			entries := []outcome.Entry{{Kind: outcome.Asked, Mode: mode}, {Kind: outcome.Rerouted, Team: to}}
			if _, err := b.Record(t.Context(), "", &a, entries, nil); err != nil {
				t.Fatal(err)
			}
		}
		asked("a1", "payments", "legal", outcome.OnTheJob)
		asked("a2", "training", "courses", outcome.Training)
		for team, want := range map[string]bool{"legal": true, "training": false, "courses": false, "": true} {
			got, err := b.AskedBefore(t.Context(), team, start.AddDate(1, 0, 0))
			if got != want || err != nil {
				t.Errorf("AskedBefore(%q) = %v, %v; want %v", team, got, err, want)
			}
		}
	})
}

func TestAskedBeforeReadsTheTeamsEntriesAlone(t *testing.T) {
	s := open(t, store.Options{Dir: t.TempDir()})
	plan, err := s.PlanOfAskedBefore(t.Context())
	if all := strings.Join(plan, "; "); err != nil || !strings.Contains(all, "ledger_team (team=? AND at<?)") ||
		strings.Contains(all, "SCAN") {
		t.Errorf("the plan is %q, %v; want a search of ledger_team and no scan", all, err)
	}
}
