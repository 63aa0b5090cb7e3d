package escalation_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"howto/escalation"
	"howto/escalation/oncall"
)

func fernhill() []escalation.Team {
	weekly := oncall.Of(oncall.Layer{
		Handoffs: []oncall.Clock{{H: 9}}, Members: []oncall.Member{"U0DANA", "U0ELIF"},
		Start: oncall.Date{Year: 2026, Month: 11, Day: 23},
	})
	return []escalation.Team{
		{ID: "payments", Name: "Payments", Channel: "C0PAY", Topics: []string{"refunds", "Tills"},
			Schedule: weekly},
		{ID: "operations", Name: "Operations", Channel: "C0OPS", Topics: []string{"stock"},
			CatchAll: true, Members: []escalation.User{"U0IVO", "U0DANA"}},
		{ID: "it", Name: "IT", Channel: "C0IT", Topics: []string{"accounts"}},
	}
}

func roster(t *testing.T, teams ...escalation.Team) escalation.Roster {
	t.Helper()
	r, err := escalation.NewRoster(teams)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func ids(teams []escalation.Team) string {
	var all []string
	for _, t := range teams {
		all = append(all, t.ID)
	}
	return strings.Join(all, " ")
}

func TestRouteIsTheFirstTopicThatATeamAnswers(t *testing.T) {
	r := roster(t, fernhill()...)
	for _, tt := range []struct {
		topics []string
		want   string
	}{
		{[]string{"refunds"}, "payments"},
		{[]string{"TILLS", "accounts"}, "payments"},
		{[]string{"gardening", " accounts "}, "it"},
		{[]string{"gardening"}, "operations"},
		{nil, "operations"},
	} {
		if got := r.Route(escalation.Ask{Topics: tt.topics}).ID; got != tt.want {
			t.Errorf("Route(%q) = %q, want %q", tt.topics, got, tt.want)
		}
	}
}

func TestASingleTeamCatchesAll(t *testing.T) {
	if got := roster(t, fernhill()[2]).Route(escalation.Ask{Topics: []string{"refunds"}}).ID; got != "it" {
		t.Errorf("Route = %q, want it", got)
	}
}

func TestARosterNamesAllItsFaults(t *testing.T) {
	tests := []struct {
		name  string
		teams []escalation.Team
		want  []string
	}{
		{"empty", nil, []string{"there is no team"}},
		{"no catch-all", []escalation.Team{{ID: "a"}, {ID: "b"}}, []string{"set catch_all on one"}},
		{"many", []escalation.Team{
			{ID: "a", Topics: []string{"stock", "stock"}, CatchAll: true},
			{ID: "b", Topics: []string{"Stock"}, CatchAll: true},
			{ID: "b"}, {Name: "C"},
		}, []string{"topic Stock belongs to the teams a and b", "the teams a, b all catch",
			"team b is there twice", `team "C" has no id`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := escalation.NewRoster(tt.teams)
			if err == nil {
				t.Fatal("no fault found")
			}
			if got := strings.Count(err.Error(), "\n") + 1; got != len(tt.want) {
				t.Errorf("%d faults, want %d:\n%v", got, len(tt.want), err)
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("faults:\n%v\nwant one that says %q", err, want)
				}
			}
		})
	}
}

func TestMembersAreTheRotationAndTheOthers(t *testing.T) {
	r := roster(t, fernhill()...)
	for _, tt := range []struct{ team, user, want string }{
		{"payments", "U0DANA", "yes"}, {"payments", "U0IVO", "no"}, {"operations", "U0IVO", "yes"},
		{"gone", "U0DANA", "no"}, {"payments", "", "no"},
	} {
		if got := r.Member(tt.team, escalation.User(tt.user)); got != (tt.want == "yes") {
			t.Errorf("Member(%q, %q) = %v, want %s", tt.team, tt.user, got, tt.want)
		}
	}
	if got := ids(r.TeamsOf("U0DANA")); got != "operations payments" {
		t.Errorf("TeamsOf(U0DANA) = %s, want operations payments", got)
	}
	if got := ids(r.Teams()); got != "it operations payments" {
		t.Errorf("Teams() = %s, want them by id", got)
	}
}

func TestOnCallIsTheTurnAndTheNextOne(t *testing.T) {
	r := roster(t, fernhill()...)
	for _, tt := range []struct {
		team string
		at   time.Time
		on   []escalation.User
		next time.Time
	}{
		{"payments", sunday, nil, monday},
		{"payments", monday, users(dana), monday.AddDate(0, 0, 7)},
		{"payments", monday.AddDate(0, 0, 8), users(elif), monday.AddDate(0, 0, 14)},
		{"it", monday, nil, time.Time{}},
		{"gone", monday, nil, time.Time{}},
	} {
		on, next := r.OnCall(tt.team, tt.at), r.NextStart(tt.team, tt.at)
		if !slices.Equal(on, tt.on) || !next.Equal(tt.next) {
			t.Errorf("OnCall(%s, %s) = %v, %s; want %v, %s", tt.team, tt.at, on, next, tt.on, tt.next)
		}
	}
}

func TestAnEmptyRosterKnowsNobody(t *testing.T) {
	var r escalation.Roster
	if got := r.Route(escalation.Ask{Topics: []string{"refunds"}}).ID; got != "" {
		t.Errorf("Route = %q, want no team", got)
	}
	if _, ok := r.Team("payments"); ok {
		t.Error("Team found one")
	}
}

func TestWhoeverATeamAsksMayTakeItsCases(t *testing.T) {
	team := escalation.Team{ID: "it", Lead: "U0MARA", Policy: escalation.Policy{Steps: []escalation.PolicyStep{
		{Ask: escalation.AskOnCall}, {Ask: escalation.AskPeople, People: []escalation.User{"U0CORA"}}}}}
	for u, want := range map[escalation.User]bool{"U0MARA": true, "U0CORA": true, "U0BEN": false, "": false} {
		if got := team.Has(u); got != want {
			t.Errorf("Has(%q) = %v, want %v", u, got, want)
		}
	}
	if (escalation.Team{}).Has("") {
		t.Error("nobody is the lead of a team without one, want them left out")
	}
}

func TestNextTurnIsTheOneThatIsOnOrTheNextToCome(t *testing.T) {
	r := roster(t, fernhill()...)
	monday := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	week := 7 * 24 * time.Hour
	now := monday.Add(time.Hour)
	for _, c := range []struct {
		user     escalation.User
		from, to time.Time
		ok       bool
	}{
		{"U0DANA", now, monday.Add(week), true},
		{"U0ELIF", monday.Add(week), monday.Add(2 * week), true},
		{"U0IVO", time.Time{}, time.Time{}, false},
	} {
		from, to, ok := r.NextTurn("payments", c.user, now)
		if !from.Equal(c.from) || !to.Equal(c.to) || ok != c.ok {
			t.Errorf("NextTurn(%s) = %s to %s, %t; want %s to %s, %t", c.user, from, to, ok, c.from, c.to, c.ok)
		}
	}
	alone := fernhill()
	alone[0].Schedule = oncall.Of(oncall.Layer{Members: []oncall.Member{"U0DANA"}})
	if _, to, ok := roster(t, alone...).NextTurn("payments", "U0DANA", now); !ok || !to.IsZero() {
		t.Errorf("the turn of who is always on call ends %s, %t; want no end, true", to, ok)
	}
}
