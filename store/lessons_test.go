package store_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"howto/outcome"
	"howto/search"
	"howto/store"
)

// taught is a lesson of user's, who is made known to the store by an ask with the same id.
func taught(t *testing.T, b *bench, id, user string) search.Lesson {
	t.Helper()
	a := outcome.Ask{ID: id, User: user, At: start}
	if _, err := b.Record(t.Context(), "ask/"+id, &a, nil, nil); err != nil {
		t.Fatal(err)
	}
	return search.Lesson{Ask: id, Asset: "refund", Kind: search.LearntSolved,
		Phrase: "money back no slip", Who: b.Pseudonym(user), At: start, Sketch: "s1"}
}

func teach(t *testing.T, b *bench, want int, lessons ...search.Lesson) {
	t.Helper()
	if n, err := b.Teach(t.Context(), lessons); n != want || err != nil {
		t.Fatalf("Teach = %d, %v; want %d new", n, err, want)
	}
}

func wantLessons(t *testing.T, b *bench, skipped int, want ...search.Lesson) {
	t.Helper()
	got, n, err := b.Lessons(t.Context(), time.Time{})
	if err != nil || n != skipped || !slices.Equal(got, want) {
		t.Errorf("Lessons = %+v, %d skipped, %v; want %+v, %d", got, n, err, want, skipped)
	}
}

func learntVersion(t *testing.T, b *bench) string {
	t.Helper()
	v, err := b.LearntVersion(t.Context())
	if err != nil || v == "" {
		t.Fatalf("LearntVersion = %q, %v", v, err)
	}
	return v
}

// force runs a statement past the Store.
func force(t *testing.T, b *bench, text string, args ...any) {
	t.Helper()
	if err := b.Exec(t.Context(), text, args...); err != nil {
		t.Fatal(err)
	}
}

// erase forgets a person, as `DELETE FROM people` does.
func erase(t *testing.T, b *bench, user string) {
	t.Helper()
	force(t, b, `DELETE FROM people WHERE slack_id = $1`, user)
}

func TestALessonIsTaughtOnce(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		one := taught(t, b, "a1", "U0AMIRA")
		other, again := one, one
		other.Kind = search.LearntNotQuite
		again.Phrase = "something else"
		teach(t, b, 1, one, one)
		teach(t, b, 1, again, other)
		teach(t, b, 0, one, other)
		wantLessons(t, b, 0, other, one)
	})
}

func TestManyLessonsAreTaughtAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		l := taught(t, b, "a1", "U0AMIRA")
		all := make([]search.Lesson, 1200)
		for i := range all {
			all[i] = l
			all[i].Asset = fmt.Sprintf("asset-%04d", i)
		}
		teach(t, b, 1200, all...)
		wantLessons(t, b, 0, all...)
	})
}

func TestLessonsComeOldestFirst(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		late, early := taught(t, b, "a1", "U0AMIRA"), taught(t, b, "a3", "U0BEN")
		same := taught(t, b, "a2", "U0BEN")
		late.At = start.Add(time.Millisecond)
		teach(t, b, 3, late, early, same)
		wantLessons(t, b, 0, same, early, late)
	})
}

func TestOnlyLessonsSinceATimeAreRead(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		old, l := taught(t, b, "a1", "U0AMIRA"), taught(t, b, "a2", "U0AMIRA")
		old.At = start.Add(-time.Millisecond)
		teach(t, b, 2, old, l)
		got, skipped, err := b.Lessons(t.Context(), start)
		if want := []search.Lesson{l}; err != nil || skipped != 0 || !slices.Equal(got, want) {
			t.Errorf("Lessons = %+v, %d skipped, %v; want %+v", got, skipped, err, want)
		}
		wantLessons(t, b, 0, old, l)
	})
}

func TestALessonThatSaysNothingKnownIsRefused(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		good := taught(t, b, "a1", "U0AMIRA")
		for name, spoil := range map[string]func(*search.Lesson){
			"asset": func(l *search.Lesson) { l.Asset = "" },
			"kind":  func(l *search.Lesson) { l.Kind = "guessed" },
			"time":  func(l *search.Lesson) { l.At = time.Time{} },
		} {
			bad := good
			spoil(&bad)
			if n, err := b.Teach(t.Context(), []search.Lesson{good, bad}); n != 0 || err == nil {
				t.Errorf("%s: Teach = %d, %v; want an error and nothing kept", name, n, err)
			}
		}
		wantLessons(t, b, 0)
	})
}

func TestErasingAPersonTakesTheirLessonsAway(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		amira, ben := taught(t, b, "a1", "U0AMIRA"), taught(t, b, "a2", "U0BEN")
		teach(t, b, 2, amira, ben)
		erase(t, b, "U0AMIRA")
		wantLessons(t, b, 0, ben)
		teach(t, b, 0, amira, ben)
		wantLessons(t, b, 0, ben)
	})
}

func TestALessonOfSomebodyForgottenIsNotKeptOnceTheyAskAgain(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		drawn := taught(t, b, "a1", "U0AMIRA")
		if _, err := b.Forget(t.Context(), "U0AMIRA"); err != nil {
			t.Fatal(err)
		}
		b.clock.advance(time.Minute)
		anew := taught(t, b, "a2", "U0AMIRA")
		nowhere := anew
		nowhere.Ask = "a3"
		teach(t, b, 1, drawn, anew, nowhere)
		wantLessons(t, b, 0, anew)
	})
}

func TestErasingAPersonWithForeignKeysOffTakesTheirLessonsAway(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		if b.Engine() != "sqlite" {
			t.Skip("PostgreSQL cannot switch them off for a connection")
		}
		teach(t, b, 1, taught(t, b, "a1", "U0AMIRA"))
		before := learntVersion(t, b)
		force(t, b, `PRAGMA foreign_keys = OFF`)
		erase(t, b, "U0AMIRA")
		wantLessons(t, b, 0)
		if learntVersion(t, b) == before {
			t.Errorf("LearntVersion is still %q", before)
		}
	})
}

func TestADamagedLessonCostsNoMoreThanItself(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		good := taught(t, b, "a1", "U0AMIRA")
		teach(t, b, 1, good)
		damage := []string{`'guessed', 'phrase', '` + good.Who + `', 1`,
			`'solved', 'phrase', '` + good.Who + `', -5`}
		if b.Engine() == "sqlite" {
			force(t, b, `PRAGMA ignore_check_constraints = ON`)
			damage = append(damage, `'solved', 'phrase', '`+good.Who+`', 'yesterday'`)
		} else {
			force(t, b, `ALTER TABLE lessons DROP CONSTRAINT lessons_kind_check,
				DROP CONSTRAINT lessons_at_check`)
		}
		for i, d := range damage {
			force(t, b, fmt.Sprintf(`INSERT INTO lessons (ask_id, asset, kind, phrase, who, at, sketch)
				VALUES ('bad%d', 'refund', %s, '')`, i, d))
		}
		wantLessons(t, b, len(damage), good)
	})
}

func TestAStrikeOfADamagedTimeStillStrikes(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		if b.Engine() != "sqlite" {
			t.Skip("PostgreSQL takes no text for a time")
		}
		force(t, b, `INSERT INTO strikes (asset, phrase, who, at) VALUES ('refund', 'money back', '', 'x')`)
		got, err := b.Strikes(t.Context())
		want := []search.Strike{{Asset: "refund", Phrase: "money back"}}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("Strikes = %v, %v; want %v", got, err, want)
		}
	})
}

func TestAMissingTableIsAnErrorAndNoPanic(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for _, table := range []string{"lessons", "strikes", "learnt"} {
			force(t, b, `DROP TABLE `+table)
		}
		_, _, err := b.Lessons(t.Context(), time.Time{})
		wantErr(t, err, "lessons: ")
		_, err = b.Strikes(t.Context())
		wantErr(t, err, "strikes: ")
		_, err = b.LearntVersion(t.Context())
		wantErr(t, err, "version of the lessons: ")
		_, err = b.LearntUpTo(t.Context())
		wantErr(t, err, "time of the last lesson: ")
	})
}

func TestAStrikeIsKeptOnceAndOutlivesTheCurator(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		refund := search.Strike{Asset: "refund", Phrase: "money back", At: start}
		badge := search.Strike{Asset: "badge", Phrase: "money back", At: start}
		for _, by := range []string{"U0CORA", "U0MARA"} {
			for _, s := range []search.Strike{refund, badge} {
				if err := b.Strike(t.Context(), s, by); err != nil {
					t.Fatal(err)
				}
			}
		}
		erase(t, b, "U0CORA")
		got, err := b.Strikes(t.Context())
		if want := []search.Strike{badge, refund}; err != nil || !slices.Equal(got, want) {
			t.Errorf("Strikes = %v, %v; want %v", got, err, want)
		}
		by, err := b.Texts(t.Context(), `SELECT who FROM strikes`)
		cora := b.Pseudonym("U0CORA")
		if err != nil || !slices.Equal(by, []string{cora, cora}) {
			t.Errorf("struck out by %q, %v; want by %s alone", by, err, cora)
		}
		if err := b.Strike(t.Context(), search.Strike{Asset: "a", Phrase: "p"}, ""); err != nil {
			t.Errorf("Strike by nobody: %v", err)
		}
	})
}

func TestStrikingOutEverythingAgainMovesItsTimeForwardOnly(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for _, step := range []struct {
			phrase string
			at     time.Duration // after start
			want   time.Duration
		}{
			{"", 0, 0},
			{"", time.Hour, time.Hour},
			{"", time.Minute, time.Hour},
			{"money back", time.Minute, time.Minute},
			{"money back", time.Hour, time.Minute},
		} {
			x := search.Strike{Asset: "refund", Phrase: step.phrase, At: start.Add(step.at)}
			if err := b.Strike(t.Context(), x, "U0CORA"); err != nil {
				t.Fatal(err)
			}
			x.At = start.Add(step.want)
			got, err := b.Strikes(t.Context())
			if err != nil || !slices.Contains(got, x) {
				t.Errorf("after %q at %v, Strikes = %v, %v; want %v among them",
					step.phrase, step.at, got, err, x)
			}
		}
		if got, err := b.Strikes(t.Context()); err != nil || len(got) != 2 {
			t.Errorf("Strikes = %v, %v; want one of everything and one of a phrase", got, err)
		}
	})
}

func TestAStrikeWithoutATimeIsOfNow(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		if err := b.Strike(t.Context(), search.Strike{Asset: "refund"}, ""); err != nil {
			t.Fatal(err)
		}
		want := []search.Strike{{Asset: "refund", At: b.clock.Now()}}
		if got, err := b.Strikes(t.Context()); err != nil || !slices.Equal(got, want) {
			t.Errorf("Strikes = %v, %v; want %v", got, err, want)
		}
	})
}

func TestLearntVersionChangesWithWhatWasLearntAndOnlyThen(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		l, ben := taught(t, b, "a1", "U0AMIRA"), taught(t, b, "a2", "U0BEN")
		strike := func() {
			if err := b.Strike(t.Context(), search.Strike{Asset: "refund", Phrase: "x"}, ""); err != nil {
				t.Fatal(err)
			}
		}
		strikeAll := func() {
			if err := b.Strike(t.Context(), search.Strike{Asset: "refund"}, ""); err != nil {
				t.Fatal(err)
			}
		}
		seen := []string{learntVersion(t, b)}
		for _, step := range []struct {
			what    string
			do      func()
			changes bool
		}{
			{"teach", func() { teach(t, b, 1, l) }, true},
			{"teach again", func() { teach(t, b, 0, l) }, false},
			{"strike", strike, true},
			{"strike again", strike, false},
			{"strike all", strikeAll, true},
			{"an ask", func() { ask(t, b.Store, "a3") }, false},
			{"erase", func() { erase(t, b, "U0AMIRA") }, true},
			{"erase nobody", func() { erase(t, b, "U0AMIRA") }, false},
			{"another instead", func() { teach(t, b, 1, ben) }, true},
			{"an edit", func() { force(t, b, `UPDATE lessons SET phrase = 'y'`) }, true},
			{"no more strikes", func() { force(t, b, `DELETE FROM strikes`) }, true},
		} {
			step.do()
			now := learntVersion(t, b)
			if changed := now != seen[len(seen)-1]; changed != step.changes {
				t.Errorf("%s: LearntVersion %q after %q, want a change: %v", step.what, now, seen,
					step.changes)
			}
			if step.changes && slices.Contains(seen, now) {
				t.Errorf("%s: LearntVersion %q was there before: %q", step.what, now, seen)
			}
			seen = append(seen, now)
		}
	})
}

func TestAnotherProcessSeesWhatWasTaught(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		other := &bench{Store: b.again(t)}
		before := learntVersion(t, other)
		l := taught(t, b, "a1", "U0AMIRA")
		teach(t, b, 1, l)
		if learntVersion(t, other) == before {
			t.Error("the other process sees no change")
		}
		wantLessons(t, other, 0, l)
	})
}

func TestLearntUpToIsWhatWasSetLast(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		if got, err := b.LearntUpTo(t.Context()); err != nil || !got.IsZero() {
			t.Errorf("LearntUpTo = %v, %v; want the zero time at first", got, err)
		}
		for _, want := range []time.Time{start, start.Add(-time.Hour), {}} {
			if err := b.SetLearntUpTo(t.Context(), want); err != nil {
				t.Fatal(err)
			}
			if got, err := b.LearntUpTo(t.Context()); err != nil || !got.Equal(want) {
				t.Errorf("LearntUpTo = %v, %v; want %v", got, err, want)
			}
		}
	})
}

// askOfOld writes the ask a1 as the first release did.
func askOfOld(t *testing.T, old *store.Store) {
	t.Helper()
	who := old.Pseudonym("U0AMIRA")
	for _, row := range [][]any{
		{`INSERT INTO people (pseudonym, slack_id) VALUES ($1, $2)`, who, "U0AMIRA"},
		{`INSERT INTO asks (id, who, question, at, door, team, channel, thread, hits, shown, confidence,
			case_id, closed, closed_at) VALUES
			('a1', $1, 'refund', $2, 'command', 'payments', 'C0FLOOR', '', '["refund"]', 1, 'sure', '', '', 0)`,
			who, start.UnixMilli()},
		{`INSERT INTO ledger (id, ask_id, at, kind, who, asset, team, case_id, door, confidence) VALUES
			('e1', 'a1', $2, 'asked', $1, '', 'payments', '', 'command', 'sure')`, who, start.UnixMilli()},
	} {
		if err := old.Exec(t.Context(), row[0].(string), row[1:]...); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheSchemaBeforeLearningIsBroughtUpToDate(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			o := store.Options{Dir: t.TempDir()}
			if engine == "postgres" {
				o.URL = newDatabase(t)
			}
			old, err := store.OpenAt(t.Context(), o, 2)
			if err != nil {
				t.Fatal(err)
			}
			askOfOld(t, old)
			want, err := old.Ask(t.Context(), "a1")
			if err != nil {
				t.Fatal(err)
			}
			if err := old.Close(); err != nil {
				t.Fatal(err)
			}
			b := &bench{Store: open(t, o), options: o}
			if got := ledgerKinds(t, b.Store); !slices.Equal(got, []outcome.Kind{outcome.Asked}) {
				t.Errorf("ledger = %q, want asked alone", got)
			}
			if got, err := b.Ask(t.Context(), "a1"); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("Ask = %+v, %v; want %+v", got, err, want)
			}
			opened(t, b.Store, "a3")
			l := taught(t, b, "a2", want.User)
			teach(t, b, 1, l)
			wantLessons(t, b, 0, l)
		})
	}
}

func TestWhatTrialsHadTaughtGoesWithTheUpdate(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			o := store.Options{Dir: t.TempDir()}
			if engine == "postgres" {
				o.URL = newDatabase(t)
			}
			old, err := store.OpenAt(t.Context(), o, 12)
			if err != nil {
				t.Fatal(err)
			}
			b := &bench{Store: old, options: o}
			real, trial := taught(t, b, "a1", "U0AMIRA"), taught(t, b, "a2", "U0BEN")
			for ask, mode := range map[string]outcome.Mode{"a1": outcome.OnTheJob, "a2": outcome.Test} {
				asked := outcome.Entry{Ask: ask, Kind: outcome.Asked, At: start, Mode: mode}
				if _, err := b.Record(t.Context(), "", nil, []outcome.Entry{asked}, nil); err != nil {
					t.Fatal(err)
				}
			}
			teach(t, b, 2, real, trial)
			if err := old.Close(); err != nil {
				t.Fatal(err)
			}
			wantLessons(t, &bench{Store: open(t, o)}, 0, real)
		})
	}
}

func TestOriginsAreTheAsksThatTaught(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		asked(t, b, "U0AMIRA", "U0BEN")
		var lessons []search.Lesson
		for _, kind := range []search.LessonKind{search.LearntSolved, search.LearntNotQuite} {
			lessons = append(lessons, search.Lesson{Ask: "a1", Asset: "x", Kind: kind, Phrase: "p",
				Who: b.Pseudonym("U0BEN"), At: start.Add(time.Hour)})
		}
		if n, err := b.Teach(t.Context(), lessons); err != nil || n != 2 {
			t.Fatalf("Teach = %d, %v; want 2", n, err)
		}
		got, err := b.Origins(t.Context())
		want := store.Origin{Ask: "a1", Who: b.Pseudonym("U0BEN"), At: start.Add(time.Minute)}
		if err != nil || len(got) != 1 || got[0].Ask != want.Ask || got[0].Who != want.Who || !got[0].At.Equal(want.At) {
			t.Errorf("Origins = %+v, %v; want %+v once", got, err, want)
		}
	})
}
