package main

import (
	"slices"
	"testing"

	"howto/escalation"
	"howto/search"
)

func TestATopicThatARuleNamesIsNotBare(t *testing.T) {
	roster, err := escalation.NewRoster([]escalation.Team{
		{ID: "it", Channel: "C0IT", Topics: []string{"accounts"}},
		{ID: "operations", Channel: "C0OPS", Topics: []string{"stock"}, CatchAll: true,
			Members: []escalation.User{"U0IVO"}},
	}, escalation.Rule{Topics: []string{"Vans"}, Team: "operations"})
	if err != nil {
		t.Fatal(err)
	}
	lib := search.NewLibrary(
		search.Asset{ID: "a", Topics: []string{"stock", "vans", "ladders"}}, search.Asset{ID: "b", Topics: []string{"Ladders", "accounts"}})
	s := studier{roster: roster, library: lib}
	for team, want := range map[string][]string{"it": {"accounts"}, "operations": {"ladders"}, "none": nil} {
		if got := s.bareTopics(team); !slices.Equal(got, want) {
			t.Errorf("bare topics of %s: %q, want %q", team, got, want)
		}
	}
}
