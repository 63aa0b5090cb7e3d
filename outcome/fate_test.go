package outcome_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"howto/outcome"

	"pgregory.net/rapid"
)

var monday = time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)

// A did is one thing that happened to an ask, some time after monday.
type did struct {
	after time.Duration
	kind  outcome.Kind
	who   string
}

func history(ask string, what ...did) []outcome.Entry {
	var entries []outcome.Entry
	for i, d := range what {
		entries = append(entries, outcome.Entry{ID: fmt.Sprintf("%s-%03d", ask, i), Ask: ask,
			At: monday.Add(d.after), Kind: d.kind, Who: d.who, Team: "payments"})
	}
	return entries
}

func TestEveryStoryEndsInItsClass(t *testing.T) {
	const m, h = time.Minute, time.Hour
	for _, c := range []struct {
		what  string
		story []did
		after time.Duration
		want  outcome.Class
	}{
		{"asked and the process died", []did{{0, outcome.Asked, "a"}}, h, outcome.FoundNothing},
		{"nothing fitted", []did{{0, outcome.Asked, "a"}, {m, outcome.NotFound, ""}},
			99 * h, outcome.FoundNothing},
		{"card, just now", []did{{0, outcome.Asked, "a"}, {0, outcome.Served, ""}},
			72*h - 1, outcome.Pending},
		{"card, 72 hours ago", []did{{0, outcome.Asked, "a"}, {0, outcome.Served, ""}},
			72 * h, outcome.Silent},
		{"choices, 72 hours ago", []did{{0, outcome.Asked, "a"}, {0, outcome.Offered, ""}},
			72 * h, outcome.Silent},
		{"a choice starts the clock again", []did{{0, outcome.Asked, "a"}, {0, outcome.Offered, ""},
			{h, outcome.Chose, "a"}}, 72 * h, outcome.Pending},
		{"reading on is no verdict", []did{{0, outcome.Asked, "a"}, {0, outcome.Served, ""},
			{m, outcome.More, "a"}, {m, outcome.Kept, "a"}, {m, outcome.Shared, "a"}},
			72 * h, outcome.Silent},
		{"solved", []did{{0, outcome.Asked, "a"}, {0, outcome.Served, ""}, {m, outcome.Solved, "a"}},
			h, outcome.SolvedByCard},
		{"solved after 100 hours", []did{{0, outcome.Asked, "a"}, {0, outcome.Served, ""},
			{100 * h, outcome.Solved, "a"}}, 101 * h, outcome.SolvedByCard},
		{"not quite, then the next card", []did{{0, outcome.Asked, "a"}, {0, outcome.Served, ""},
			{m, outcome.NotQuite, "a"}, {m, outcome.Served, ""}, {m, outcome.Missing, "a"}},
			99 * h, outcome.DidNotHelp},
		{"not quite, then nothing is left", []did{{0, outcome.Asked, "a"}, {0, outcome.Served, ""},
			{m, outcome.NotQuite, "a"}, {m, outcome.NotFound, ""}}, h, outcome.DidNotHelp},
		{"not quite, then the next solved it", []did{{0, outcome.Asked, "a"}, {0, outcome.Served, ""},
			{m, outcome.NotQuite, "a"}, {m, outcome.Served, ""}, {m, outcome.Solved, "a"}},
			h, outcome.SolvedByCard},
		{"handed over", []did{{0, outcome.Asked, "a"}, {m, outcome.NotFound, ""}, {m, outcome.HandedOver, "a"},
			{m, outcome.Paged, ""}, {m, outcome.Claimed, "x"}}, 99 * h, outcome.WithPerson},
		{"answered", []did{{0, outcome.Asked, "a"}, {m, outcome.HandedOver, "a"}, {2 * m, outcome.Claimed, "x"},
			{3 * m, outcome.Answered, "x"}}, 72*h + 3*m - 1, outcome.AnsweredOpen},
		{"answered 72 hours ago", []did{{0, outcome.Asked, "a"}, {m, outcome.HandedOver, "a"},
			{3 * m, outcome.Answered, "x"}, {4 * m, outcome.Claimed, "x"}},
			72*h + 3*m, outcome.AnsweredSilent},
		{"what is said after the answer starts the clock again", []did{{0, outcome.Asked, "a"},
			{m, outcome.HandedOver, "a"}, {3 * m, outcome.Answered, "x"}, {4 * m, outcome.FollowUp, "a"}},
			72*h + 3*m, outcome.AnsweredOpen},
		{"answered, not yet", []did{{0, outcome.Asked, "a"}, {m, outcome.HandedOver, "a"},
			{3 * m, outcome.Answered, "x"}, {4 * m, outcome.NotYet, "a"}}, 99 * h, outcome.WithPerson},
		{"confirmed", []did{{0, outcome.Asked, "a"}, {m, outcome.HandedOver, "a"},
			{3 * m, outcome.Answered, "x"}, {4 * m, outcome.Resolved, "a"}}, 99 * h, outcome.SolvedByPerson},
		{"the answer was deleted", []did{{0, outcome.Asked, "a"}, {m, outcome.HandedOver, "a"},
			{3 * m, outcome.Answered, "x"}, {99 * h, outcome.Retracted, "x"}}, 199 * h, outcome.WithPerson},
		{"solved, written once more, and then the answer was deleted", []did{{0, outcome.Asked, "a"},
			{m, outcome.HandedOver, "a"}, {3 * m, outcome.Answered, "x"}, {4 * m, outcome.Resolved, "a"},
			{5 * m, outcome.Reopened, "a"}, {6 * m, outcome.Retracted, "x"}}, 99 * h, outcome.WithPerson},
		{"and nobody answered it again", []did{{0, outcome.Asked, "a"},
			{m, outcome.HandedOver, "a"}, {3 * m, outcome.Answered, "x"}, {4 * m, outcome.Resolved, "a"},
			{5 * m, outcome.Reopened, "a"}, {6 * m, outcome.Retracted, "x"}, {50 * h, outcome.Unanswered, ""}},
			99 * h, outcome.NotAnswered},
		{"solved, answered once more, and then the first answer was deleted", []did{{0, outcome.Asked, "a"},
			{m, outcome.HandedOver, "a"}, {3 * m, outcome.Answered, "x"}, {4 * m, outcome.Resolved, "a"},
			{5 * m, outcome.Reopened, "a"}, {6 * m, outcome.Answered, "x"}, {7 * m, outcome.Retracted, "x"}},
			h, outcome.AnsweredOpen},
		{"solved, answered once more, both answers deleted, and nobody answered it again", []did{{0, outcome.Asked, "a"},
			{m, outcome.HandedOver, "a"}, {3 * m, outcome.Answered, "x"}, {4 * m, outcome.Resolved, "a"},
			{5 * m, outcome.Reopened, "a"}, {6 * m, outcome.Answered, "x"}, {7 * m, outcome.Retracted, "x"},
			{50 * h, outcome.Unanswered, ""}}, 99 * h, outcome.NotAnswered},
		{"solved by the second answer, written once more, and then both were deleted", []did{{0, outcome.Asked, "a"},
			{m, outcome.HandedOver, "a"}, {3 * m, outcome.Answered, "x"}, {4 * m, outcome.Resolved, "a"},
			{5 * m, outcome.Reopened, "a"}, {6 * m, outcome.Answered, "x"}, {7 * m, outcome.Resolved, "a"},
			{8 * m, outcome.Reopened, "a"}, {9 * m, outcome.Retracted, "x"}}, h, outcome.WithPerson},
		{"solved, written once more, and given to another team", []did{{0, outcome.Asked, "a"},
			{m, outcome.HandedOver, "a"}, {3 * m, outcome.Answered, "x"}, {4 * m, outcome.Resolved, "a"},
			{5 * m, outcome.Reopened, "a"}, {6 * m, outcome.Rerouted, "x"}}, 99 * h, outcome.WithPerson},
		{"answered, and given to another team that never answers", []did{{0, outcome.Asked, "a"},
			{m, outcome.HandedOver, "a"}, {3 * m, outcome.Answered, "x"}, {4 * m, outcome.Rerouted, "a"},
			{50 * h, outcome.Unanswered, ""}}, 99 * h, outcome.NotAnswered},
		{"solved and written once more, it stays solved", []did{{0, outcome.Asked, "a"},
			{m, outcome.HandedOver, "a"}, {3 * m, outcome.Answered, "x"}, {4 * m, outcome.Resolved, "a"},
			{5 * m, outcome.Reopened, "a"}, {6 * m, outcome.Answered, "x"}, {50 * h, outcome.Settled, ""}},
			99 * h, outcome.SolvedByPerson},
		{"choices, then nothing is left", []did{{0, outcome.Asked, "a"}, {0, outcome.Offered, ""},
			{m, outcome.NotFound, ""}}, 99 * h, outcome.FoundNothing},
		{"a late answer does not reopen", []did{{0, outcome.Asked, "a"}, {m, outcome.HandedOver, "a"},
			{3 * m, outcome.Withdrawn, "a"}, {4 * m, outcome.Answered, "x"}, {5 * m, outcome.Claimed, "x"}},
			h, outcome.TakenBack},
		{"the asker may reopen", []did{{0, outcome.Asked, "a"}, {0, outcome.Served, ""}, {m, outcome.Solved, "a"},
			{2 * m, outcome.HandedOver, "a"}}, h, outcome.WithPerson},
		{"a press after the lapse", []did{{0, outcome.Asked, "a"}, {0, outcome.Served, ""},
			{72 * h, outcome.Lapsed, ""}, {73 * h, outcome.Solved, "a"}}, 99 * h, outcome.SolvedByCard},
		{"a choice after the lapse", []did{{0, outcome.Asked, "a"}, {0, outcome.Offered, ""},
			{72 * h, outcome.Lapsed, ""}, {73 * h, outcome.Chose, "a"}}, 99 * h, outcome.Pending},
		{"a lapse is nothing where a verdict was given", []did{{0, outcome.Asked, "a"},
			{0, outcome.Served, ""}, {m, outcome.NotQuite, "a"}, {72 * h, outcome.Lapsed, ""}}, 99 * h, outcome.DidNotHelp},
		{"solved, asked again after six days", []did{{0, outcome.Asked, "a"}, {0, outcome.Served, ""},
			{m, outcome.Solved, "a"}, {6 * 24 * h, outcome.AskedAgain, "a"}}, 999 * h, outcome.CameBack},
		{"solved by a person, asked again", []did{{0, outcome.Asked, "a"}, {m, outcome.HandedOver, "a"},
			{3 * m, outcome.Answered, "x"}, {4 * m, outcome.Resolved, "a"}, {h, outcome.AskedAgain, "a"}},
			2 * h, outcome.CameBack},
		{"solved, asked again on the sixth day and known on the eighth", []did{{0, outcome.Asked, "a"}, {0, outcome.Served, ""},
			{m, outcome.Solved, "a"}, {8 * 24 * h, outcome.AskedAgain, "a"}}, 999 * h, outcome.CameBack},
		{"asked again what was not solved", []did{{0, outcome.Asked, "a"}, {0, outcome.Served, ""},
			{h, outcome.AskedAgain, "a"}}, 99 * h, outcome.Silent},
		{"asked again, then solved after all", []did{{0, outcome.Asked, "a"}, {0, outcome.Served, ""},
			{m, outcome.Solved, "a"}, {h, outcome.AskedAgain, "a"}, {2 * h, outcome.Solved, "a"}},
			99 * h, outcome.SolvedByCard},
	} {
		fates := outcome.Fold(history("q", c.story...), monday.Add(c.after))
		if len(fates) != 1 || fates[0].Class != c.want {
			t.Errorf("%s: Fold = %+v, want one fate of class %q", c.what, fates, c.want)
		}
	}
}

func TestFateTellsWhoWhereAndWhen(t *testing.T) {
	entries := history("q", did{0, outcome.Asked, "a"}, did{0, outcome.Served, ""},
		did{time.Minute, outcome.NotQuite, "a"}, did{2 * time.Minute, outcome.HandedOver, "a"},
		did{6 * time.Minute, outcome.Claimed, "x"}, did{9 * time.Minute, outcome.Answered, "x"},
		did{20 * time.Minute, outcome.Resolved, "a"})
	entries[0].Door, entries[1].Asset = outcome.ByMention, "refunds/card"
	entries[3].Team = "it"
	for i := 4; i < len(entries); i++ {
		entries[i].Team = ""
	}
	at := func(m int) time.Time { return monday.Add(time.Duration(m) * time.Minute) }
	got := outcome.Fold(entries, at(60))[0]
	for _, c := range []struct {
		what      string
		got, want any
	}{
		{"who", got.Who, "a"}, {"team", got.Team, "it"}, {"door", got.Door, outcome.ByMention},
		{"asked", got.At, at(0)}, {"handed over", got.HandedOver, at(2)}, {"taken", got.Taken, at(6)},
		{"answered", got.Answered, at(9)}, {"closed", got.Closed, at(20)},
		{"wait", got.Wait, outcome.Wait{For: 4 * time.Minute, Over: true}},
		{"not quite", got.NotQuite, true}, {"missed", got.Missed, []string{"refunds/card"}},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s = %v, want %v", c.what, c.got, c.want)
		}
	}
}

func TestWaitEndsWithAPersonAndIsOpenOtherwise(t *testing.T) {
	const m = time.Minute
	for _, c := range []struct {
		what  string
		story []did
		want  outcome.Wait
	}{
		{"nobody yet", []did{{m, outcome.HandedOver, "a"}, {m, outcome.Paged, ""}}, outcome.Wait{For: 59 * m}},
		{"the bot's own note is nobody", []did{{m, outcome.HandedOver, "a"}, {3 * m, outcome.Answered, ""}},
			outcome.Wait{For: 59 * m}},
		{"taken back first", []did{{m, outcome.HandedOver, "a"}, {5 * m, outcome.Withdrawn, "a"}},
			outcome.Wait{For: 4 * m}},
		{"answered without a claim", []did{{m, outcome.HandedOver, "a"}, {8 * m, outcome.Answered, "x"}},
			outcome.Wait{For: 7 * m, Over: true}},
		{"clocks of two machines", []did{{m, outcome.HandedOver, "a"}, {m - 1, outcome.Claimed, "x"}},
			outcome.Wait{Over: true}},
	} {
		story := append([]did{{0, outcome.Asked, "a"}}, c.story...)
		if got := outcome.Fold(history("q", story...), monday.Add(60*m))[0].Wait; got != c.want {
			t.Errorf("%s: wait %+v, want %+v", c.what, got, c.want)
		}
	}
}

func TestTheIDDecidesWithinOneInstant(t *testing.T) {
	entries := history("q", did{0, outcome.Asked, "a"}, did{0, outcome.Served, ""},
		did{0, outcome.Solved, "a"}, did{0, outcome.HandedOver, "a"}, did{0, outcome.Answered, "x"})
	slices.Reverse(entries)
	if got := outcome.Fold(entries, monday)[0].Class; got != outcome.AnsweredOpen {
		t.Errorf("class = %q, want %q", got, outcome.AnsweredOpen)
	}
}

func TestFoldGivesEachAskOneClass(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		entries := anyHistory(r)
		now := monday.Add(time.Duration(rapid.IntRange(0, 200).Draw(r, "now")) * time.Hour)
		asks := make(map[string]bool)
		for _, e := range entries {
			if !e.At.After(now) {
				asks[e.Ask] = true
			}
		}
		fates := outcome.Fold(entries, now)
		counts := make(map[outcome.Class]int)
		for _, f := range fates {
			counts[f.Class]++
		}
		sum := 0
		for _, c := range []outcome.Class{outcome.SolvedByCard, outcome.SolvedByPerson, outcome.WithPerson,
			outcome.AnsweredOpen, outcome.AnsweredSilent, outcome.DidNotHelp, outcome.TakenBack, outcome.Silent,
			outcome.Pending, outcome.NotAnswered, outcome.FoundNothing, outcome.CameBack} {
			sum += counts[c]
		}
		if len(fates) != len(asks) || sum != len(asks) {
			r.Fatalf("%d fates, classes add up to %d, want %d", len(fates), sum, len(asks))
		}
		again := append(slices.Clone(entries), entries[:len(entries)/2]...)
		shuffled := rapid.Permutation(again).Draw(r, "order")
		if other := outcome.Fold(shuffled, now); !reflect.DeepEqual(other, fates) {
			r.Fatalf("order or repetition changed the fates:\n%+v\n%+v", fates, other)
		}
	})
}

func anyHistory(r *rapid.T) []outcome.Entry {
	kinds := []outcome.Kind{outcome.Asked, outcome.Served, outcome.Offered, outcome.NotFound,
		outcome.Chose, outcome.More, outcome.Shared, outcome.Kept, outcome.NotQuite, outcome.Missing,
		outcome.Solved, outcome.HandedOver, outcome.Queued, outcome.Paged, outcome.Claimed,
		outcome.Answered, outcome.FollowUp, outcome.NotYet, outcome.Resolved, outcome.Withdrawn, outcome.Settled,
		outcome.Unanswered, outcome.Reopened, outcome.Retracted, outcome.Lapsed, outcome.AskedAgain, "odd"}
	n := rapid.IntRange(0, 40).Draw(r, "entries")
	var entries []outcome.Entry
	for i := range n {
		hours := 8 * rapid.IntRange(0, 20).Draw(r, "hours") // so that some fall on the same instant
		entries = append(entries, outcome.Entry{ID: fmt.Sprintf("e%03d", i),
			Ask:   fmt.Sprintf("q%d", rapid.IntRange(0, 8).Draw(r, "ask")),
			At:    monday.Add(time.Duration(hours) * time.Hour),
			Kind:  rapid.SampledFrom(kinds).Draw(r, "kind"),
			Who:   rapid.SampledFrom([]string{"", "a", "b", "c", "d", "e", "f"}).Draw(r, "who"),
			Team:  rapid.SampledFrom([]string{"", "payments", "it"}).Draw(r, "team"),
			Asset: rapid.SampledFrom([]string{"", "one", "two"}).Draw(r, "asset")})
	}
	return entries
}

func TestAPressOnAnOldCardDoesNotTakeAnAskBackToTheTeamItCameFrom(t *testing.T) {
	at := time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)
	entry := func(minute int, k outcome.Kind, team string) outcome.Entry {
		return outcome.Entry{Ask: "a", At: at.Add(time.Duration(minute) * time.Minute), Kind: k, Team: team}
	}
	got := outcome.Fold([]outcome.Entry{
		entry(0, outcome.Asked, "payments"), entry(0, outcome.Served, "payments"),
		entry(1, outcome.HandedOver, "payments"), entry(2, outcome.Rerouted, "it"),
		entry(3, outcome.NotQuite, "payments"),
	}, at.Add(time.Hour))
	if len(got) != 1 || got[0].Team != "it" || !got[0].NotQuite {
		t.Errorf("Fold = %+v, want one ask of it with Not quite", got)
	}
}

func TestWordsAfterSolvedTakeNothingBackAndNotYetDoes(t *testing.T) {
	at := time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)
	fate := func(kinds ...outcome.Kind) outcome.Fate {
		var all []outcome.Entry
		for i, k := range append([]outcome.Kind{outcome.Asked, outcome.HandedOver, outcome.Answered, outcome.Resolved}, kinds...) {
			all = append(all, outcome.Entry{ID: fmt.Sprint(i), Ask: "a", Kind: k, At: at.Add(time.Duration(i) * time.Hour)})
		}
		return outcome.Fold(all, at.AddDate(0, 0, 30))[0]
	}
	solved := at.Add(3 * time.Hour)
	for name, kinds := range map[string][]outcome.Kind{
		"thanks":                     {outcome.Reopened, outcome.FollowUp},
		"thanks and silence":         {outcome.Reopened, outcome.FollowUp, outcome.Settled},
		"thanks and you're welcome":  {outcome.Reopened, outcome.FollowUp, outcome.Answered, outcome.Settled},
		"thanks, and owner gives up": {outcome.Reopened, outcome.FollowUp, outcome.Released, outcome.Settled},
	} {
		if f := fate(kinds...); f.Class != outcome.SolvedByPerson || !f.Closed.Equal(solved) {
			t.Errorf("%s: %s at %s, want %s at %s", name, f.Class, f.Closed, outcome.SolvedByPerson, solved)
		}
	}
	if f := fate(outcome.Reopened, outcome.FollowUp, outcome.NotYet, outcome.Settled); f.Class == outcome.SolvedByPerson {
		t.Errorf("not yet: %s, want it not solved", f.Class)
	}
}
