package escalation_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"howto/escalation"
	"howto/escalation/oncall"
)

// weekdays are the hours of a shop's office, in UTC.
func weekdays(from, to int) oncall.Hours {
	return oncall.Hours{Windows: []oncall.Window{{
		Days: oncall.DaysOf(time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday),
		From: oncall.Clock{H: from}, To: oncall.Clock{H: to},
	}}}
}

// always has everybody on call all the time.
func always(people ...oncall.Member) oncall.Schedule {
	var layers []oncall.Layer
	for _, m := range people {
		layers = append(layers, oncall.Layer{Start: oncall.Date{Year: 2026, Month: 1, Day: 1},
			Members: []oncall.Member{m}})
	}
	return oncall.Of(layers...)
}

// desk is a team of three whose hours are those of the office. Dana and Elif are always on call.
func desk(after escalation.AfterHours) escalation.Team {
	p := escalation.DefaultPolicy()
	p.AfterHours = after
	p.Steps = append(p.Steps, escalation.PolicyStep{Ask: escalation.AskPeople, Wait: time.Hour,
		People: users(finn)}, escalation.PolicyStep{Ask: escalation.AskChannel, Wait: time.Hour})
	return escalation.Team{ID: "payments", Schedule: always("U0DANA", "U0ELIF"), Members: users(ben),
		Hours: weekdays(9, 17), Policy: p}
}

func dutyAt(t *testing.T, team escalation.Team, now time.Time) escalation.Duty {
	t.Helper()
	rota := escalation.Rota{Roster: roster(t, team), Loads: fewerPagesFor(dana)}
	return rota.Duty(t.Context(), escalation.Case{ID: "k1", Team: team.ID}, now)
}

// fewerPagesFor makes one person the first to be asked, and orders the others by name.
func fewerPagesFor(first escalation.User) func(
	context.Context, []escalation.User, time.Time) (map[escalation.User]escalation.Load, error) {
	return func(
		_ context.Context, people []escalation.User, now time.Time,
	) (map[escalation.User]escalation.Load, error) {
		loads := map[escalation.User]escalation.Load{}
		for i, u := range slices.Sorted(slices.Values(people)) {
			loads[u] = escalation.Load{Pages: float64(1 + i), Last: now}
		}
		loads[first] = escalation.Load{}
		return loads, nil
	}
}

func TestAStepAsksWhomItNames(t *testing.T) {
	got := dutyAt(t, desk(escalation.QueueAfterHours), monday)
	want := escalation.Duty{Team: "payments", Asks: [][]escalation.User{
		{dana}, {dana, ben, elif}, {finn}, {escalation.Here}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("duty in hours:\ngot  %+v\nwant %+v", got, want)
	}
}

func TestNobodyIsAskedTheirOwnQuestion(t *testing.T) {
	team := desk(escalation.QueueAfterHours)
	away := func(_ context.Context, u escalation.User) escalation.Presence {
		if u == elif {
			return escalation.Away
		}
		return escalation.There
	}
	rota := escalation.Rota{Roster: roster(t, team), Loads: fewerPagesFor(dana), Presence: away}
	got := rota.Duty(t.Context(), escalation.Case{ID: "k1", Team: team.ID, Asker: dana}, monday)
	want := [][]escalation.User{{elif}, {ben}, {finn}, {escalation.Here}}
	if !reflect.DeepEqual(got.Asks, want) {
		t.Errorf("who is on call asks: of %v, want others, also who is away: %v", got.Asks, want)
	}
}

func TestWhereOnlyTheAskerIsOnCallNobodyIs(t *testing.T) {
	team := desk(escalation.QueueAfterHours)
	start := monday.Add(24 * time.Hour)
	team.Schedule, team.Members = oncall.Of(
		oncall.Layer{Start: oncall.Date{Year: 2026, Month: 11, Day: 1}, Members: []oncall.Member{"U0DANA"}},
		oncall.Layer{Start: oncall.Date{Year: 2026, Month: 11, Day: 24}, Handoffs: []oncall.Clock{{H: 9}},
			Members: []oncall.Member{"U0ELIF"}}), nil
	team.Policy.Steps = team.Policy.Steps[:1]
	rota := escalation.Rota{Roster: roster(t, team)}
	got := rota.Duty(t.Context(), escalation.Case{ID: "k1", Team: team.ID, Asker: dana}, monday)
	if len(got.First()) > 0 || !got.Next.Equal(start) {
		t.Errorf("asks %v, next at %s; want nobody until somebody else comes on at %s", got.Asks, got.Next, start)
	}
}

func TestAfterHoursThePolicyDecides(t *testing.T) {
	friday := monday.AddDate(0, 0, -3).Add(9 * time.Hour) // 18:00
	nobody := make([][]escalation.User, 4)
	for _, tt := range []struct {
		after escalation.AfterHours
		asks  [][]escalation.User
	}{
		{escalation.QueueAfterHours, nobody},
		{escalation.PageAfterHours, [][]escalation.User{{dana}, {dana, ben, elif}, {finn}, {escalation.Here}}},
		{escalation.FollowTheSun, [][]escalation.User{{dana}, nil, nil, nil}},
	} {
		got := dutyAt(t, desk(tt.after), friday)
		if !reflect.DeepEqual(got.Asks, tt.asks) || !got.Closed {
			t.Errorf("%s: asks %v, closed %v; want %v, closed", tt.after, got.Asks, got.Closed, tt.asks)
		}
		if tt.after == escalation.QueueAfterHours && !got.Next.Equal(monday) {
			t.Errorf("somebody can next be asked at %s, want when the office opens on %s", got.Next, monday)
		}
	}
}

func TestNextIsWhenSomebodyCanBeAsked(t *testing.T) {
	onCallOnly := escalation.Policy{AfterHours: escalation.FollowTheSun,
		Steps: []escalation.PolicyStep{{Ask: escalation.AskOnCall, Wait: time.Hour}}}
	nights := oncall.Layer{Start: oncall.Date{Year: 2026, Month: 1, Day: 1}, Members: []oncall.Member{"U0DANA"},
		Windows: []oncall.Window{{From: oncall.Clock{H: 22}, To: oncall.Clock{H: 6}}}}
	holiday := weekdays(9, 17)
	holiday.Holidays = oncall.NewHolidays(oncall.Date{Year: 2026, Month: 11, Day: 23})
	for _, tt := range []struct {
		name string
		team escalation.Team
		want time.Time
	}{
		{"the office opens", escalation.Team{Members: users(dana), Hours: weekdays(9, 17)}, monday},
		{"the office opens after a holiday", escalation.Team{Members: users(dana), Hours: holiday},
			monday.AddDate(0, 0, 1)},
		{"a shift begins while the office is closed", escalation.Team{Schedule: oncall.Of(nights),
			Hours: weekdays(9, 17), Policy: onCallOnly}, monday.Add(13 * time.Hour)},
		{"nobody is there, ever", escalation.Team{}, time.Time{}},
		{"the first shift is to come", escalation.Team{Schedule: oncall.Of(oncall.Layer{
			Start: oncall.Date{Year: 2026, Month: 12, Day: 1}, Members: []oncall.Member{"U0DANA"}}),
			Policy: onCallOnly}, time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.team.ID = "payments"
			at := monday.Add(-24 * time.Hour) // Sunday, 09:00
			if tt.team.Schedule.Zone == nil && len(tt.team.Schedule.Revisions) > 0 && tt.team.Hours != nil {
				at = monday.Add(7 * time.Hour)
			}
			got := dutyAt(t, tt.team, at)
			if !got.Next.Equal(tt.want) {
				t.Errorf("at %s: next %s, want %s", at, got.Next, tt.want)
			}
		})
	}
}

func TestACaseIsAskedByThePolicyThatItCarries(t *testing.T) {
	rota := escalation.Rota{Roster: roster(t, desk(escalation.QueueAfterHours))}
	c := escalation.Case{ID: "k1", Team: "payments", Policy: escalation.Policy{
		Steps: []escalation.PolicyStep{{Ask: escalation.AskPeople, People: users(elif), Wait: time.Hour}}}}
	if got := rota.Duty(t.Context(), c, monday).Asks; !reflect.DeepEqual(got, [][]escalation.User{{elif}}) {
		t.Errorf("asks %v, want Elif as the case's policy says", got)
	}
	c.Team = "it"
	if got := rota.DutyOf(t.Context(), "payments", c, monday).Asks; len(got) != 4 {
		t.Errorf("asks %v, want the four steps of the other team's policy", got)
	}
	if got := rota.Duty(t.Context(), c, monday); !reflect.DeepEqual(got, escalation.Duty{Team: "it"}) {
		t.Errorf("a team that is not there: %+v, want nobody", got)
	}
}

func TestWhoIsAwayIsAskedOnlyWhenAllAre(t *testing.T) {
	for _, tt := range []struct {
		dana, elif escalation.Presence
		want       []escalation.User
	}{
		{escalation.There, escalation.There, users(dana)}, {escalation.Away, escalation.There, users(elif)},
		{escalation.Away, escalation.Away, users(dana)}, {escalation.Left, escalation.Away, users(elif)},
		{escalation.Left, "", users(elif)}, {escalation.Left, escalation.Left, nil},
	} {
		asked := map[escalation.User]int{}
		rota := escalation.Rota{Roster: roster(t, desk(escalation.QueueAfterHours)), Loads: fewerPagesFor(dana),
			Presence: func(_ context.Context, u escalation.User) escalation.Presence {
				asked[u]++
				return map[escalation.User]escalation.Presence{dana: tt.dana, elif: tt.elif}[u]
			}}
		got := rota.Duty(t.Context(), escalation.Case{Team: "payments"}, monday.Add(-time.Hour)).Asks[0]
		if len(got) != 0 {
			t.Errorf("before the office opens %v is asked", got)
		}
		got = rota.Duty(t.Context(), escalation.Case{Team: "payments"}, monday).Asks[0]
		if !slices.Equal(got, tt.want) {
			t.Errorf("Dana %q, Elif %q: asks %v, want %v", tt.dana, tt.elif, got, tt.want)
		}
		if asked[dana] > 2 {
			t.Errorf("Dana's presence was looked up %d times for two duties", asked[dana])
		}
	}
}

func TestWithoutLoadsPeopleAreAskedAllTheSame(t *testing.T) {
	var logs strings.Builder
	rota := escalation.Rota{Roster: roster(t, desk(escalation.QueueAfterHours)),
		Log: slog.New(slog.NewTextHandler(&logs, nil)),
		Loads: func(context.Context, []escalation.User, time.Time) (map[escalation.User]escalation.Load, error) {
			return nil, errors.New("disk on fire")
		}}
	got := rota.Duty(t.Context(), escalation.Case{Team: "payments"}, monday).Asks
	if len(got[0]) != 1 || len(got[1]) != 3 || !strings.Contains(logs.String(), "disk on fire") {
		t.Errorf("asks %v and says %q; want everybody asked and the fault said", got, logs.String())
	}
}

func TestTheLoadCountsOfWhomAStepNamesToo(t *testing.T) {
	for _, busy := range users(finn, ben) {
		team := escalation.Team{ID: "payments", Members: users(dana), Policy: escalation.Policy{
			Steps: []escalation.PolicyStep{{Ask: escalation.AskPeople, People: users(finn, ben), Wait: time.Hour}}}}
		rota := escalation.Rota{Roster: roster(t, team), Loads: func(
			_ context.Context, people []escalation.User, _ time.Time,
		) (map[escalation.User]escalation.Load, error) {
			loads := map[escalation.User]escalation.Load{}
			for _, u := range people {
				loads[u] = escalation.Load{}
			}
			if slices.Contains(people, busy) {
				loads[busy] = escalation.Load{Open: 3}
			}
			return loads, nil
		}}
		got := rota.Duty(t.Context(), escalation.Case{ID: "k1", Team: "payments"}, monday).Asks[0]
		if len(got) != 2 || got[1] != busy {
			t.Errorf("with three open cases of %s the step asks %v, want them last", busy, got)
		}
	}
}

func TestFairOrder(t *testing.T) {
	load := func(open int, pages float64, ago time.Duration) escalation.Load {
		return escalation.Load{Open: open, Pages: pages, Last: monday.Add(-ago)}
	}
	for _, tt := range []struct {
		name string
		load map[escalation.User]escalation.Load
		want []escalation.User
	}{
		{"fewest open cases first", map[escalation.User]escalation.Load{
			dana: load(2, 0, 9), elif: load(1, 8, 1), finn: load(0, 9, 0)}, users(finn, elif, dana)},
		{"then who was asked least", map[escalation.User]escalation.Load{
			dana: load(0, 3, 9), elif: load(0, 1, 1), finn: load(0, 2, 0)}, users(elif, finn, dana)},
		{"then who was asked longest ago", map[escalation.User]escalation.Load{
			dana: load(0, 1, time.Hour), elif: load(0, 1, time.Minute), finn: load(0, 1, 2*time.Hour)},
			users(finn, dana, elif)},
		{"somebody new is in the middle", map[escalation.User]escalation.Load{
			dana: load(0, 9, 0), elif: load(0, 1, 0), ben: load(0, 5, 0)}, users(elif, finn, ben, dana)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			people := slices.Clone(tt.want)
			slices.Sort(people)
			if got := escalation.Fair(people, tt.load, "k1"); !slices.Equal(got, tt.want) {
				t.Errorf("Fair = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestFairIsAPermutationThatDependsOnNothingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.SliceOfNDistinct(rapid.SampledFrom(users(amira, ben, dana, elif, finn)), 0, 5,
			rapid.ID[escalation.User]).Draw(t, "people")
		loads := map[escalation.User]escalation.Load{}
		for _, u := range people {
			if rapid.Bool().Draw(t, "known") {
				loads[u] = escalation.Load{Open: rapid.IntRange(0, 2).Draw(t, "open"),
					Pages: float64(rapid.IntRange(0, 2).Draw(t, "pages")),
					Last:  monday.Add(time.Duration(rapid.IntRange(0, 2).Draw(t, "last")))}
			}
		}
		seed := rapid.String().Draw(t, "seed")
		kept := slices.Clone(people)
		got := escalation.Fair(people, loads, seed)
		if !slices.Equal(people, kept) {
			t.Fatalf("the people were changed: %v, want %v", people, kept)
		}
		if !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(people))) {
			t.Fatalf("Fair(%v) = %v, want the same people", people, got)
		}
		shuffled := rapid.Permutation(people).Draw(t, "shuffled")
		if again := escalation.Fair(shuffled, loads, seed); !slices.Equal(got, again) {
			t.Fatalf("Fair = %v of %v and %v of %v", got, people, again, shuffled)
		}
	})
}

func TestEqualPeopleAreDrawnByLot(t *testing.T) {
	firsts := map[escalation.User]int{}
	for i := range 300 {
		firsts[escalation.Fair(users(dana, elif, finn), nil, fmt.Sprint("case", i))[0]]++
	}
	for _, u := range users(dana, elif, finn) {
		if firsts[u] < 60 {
			t.Errorf("%s is first %d times of 300, want about 100", u, firsts[u])
		}
	}
}

func TestUrgentDutyLeavesHoursAside(t *testing.T) {
	team := desk(escalation.QueueAfterHours)
	team.Hours = oncall.Hours{Windows: []oncall.Window{
		{Days: oncall.DaysOf(time.Monday), From: oncall.Clock{H: 9}, To: oncall.Clock{H: 17}}}}
	rota := escalation.Rota{Roster: roster(t, team)}
	sunday := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	c := escalation.Case{ID: "c1", Team: team.ID, Policy: team.Policy.OrDefault()}
	if got := rota.Duty(t.Context(), c, sunday).First(); len(got) > 0 {
		t.Errorf("on a Sunday %v are asked, want nobody", got)
	}
	if got := rota.UrgentDuty(t.Context(), c, sunday).First(); len(got) == 0 {
		t.Error("on a Sunday nobody is asked what is urgent, want somebody")
	}
}
