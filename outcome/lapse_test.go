package outcome_test

import (
	"testing"
	"time"

	"howto/outcome"
)

func TestDueIsSilentAfterTheLastThingShown(t *testing.T) {
	asked, served := did{0, outcome.Asked, "p"}, did{time.Minute, outcome.Served, ""}
	for _, c := range []struct {
		what string
		in   []did
		want time.Duration // after monday; 0 is not ok
	}{
		{"nothing happened", nil, 0},
		{"only asked", []did{asked}, 0},
		{"nothing fitted", []did{asked, {0, outcome.NotFound, ""}}, 0},
		{"served", []did{asked, served}, time.Minute + outcome.SilentAfter},
		{"chose later", []did{asked, {0, outcome.Offered, ""}, {time.Hour, outcome.Chose, "p"}},
			time.Hour + outcome.SilentAfter},
		{"opened the rest", []did{asked, served, {time.Hour, outcome.More, "p"}},
			time.Minute + outcome.SilentAfter},
		{"solved", []did{asked, served, {time.Hour, outcome.Solved, "p"}}, 0},
		{"not quite", []did{asked, served, {time.Hour, outcome.NotQuite, "p"}, {time.Hour, outcome.Served, ""}}, 0},
		{"handed over", []did{asked, served, {time.Hour, outcome.HandedOver, "p"}}, 0},
		{"lapsed", []did{asked, served, {73 * time.Hour, outcome.Lapsed, ""}}, 0},
	} {
		due, ok := outcome.Due(history("q", c.in...))
		if want := monday.Add(c.want); ok != (c.want > 0) || ok && !due.Equal(want) {
			t.Errorf("%s: due %v, %v; want %v", c.what, due, ok, want)
		}
	}
}
