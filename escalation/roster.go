package escalation

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"howto/escalation/oncall"
)

// A Team answers topics. Its members are those of Members together with everybody of Schedule, who
// take turns at being asked first.
type Team struct {
	ID       string // how configuration and ledger call it
	Name     string // how people call it
	Channel  string // Slack id of the channel where its cases appear
	Topics   []string
	CatchAll bool // answers what no team's topics cover
	Schedule oncall.Schedule
	Members  []User
	Lead     User   // told when nobody takes a case; may be empty
	Hours    Hours  // when the team is at work; nil: always
	Policy   Policy // with no steps: the default
}

// Hours says when a team is at work. oncall.Hours is one.
type Hours interface {
	Open(t time.Time) bool
	// NextOpen is the first moment from t on at which it is open; zero when there is none.
	NextOpen(t time.Time) time.Time
}

// open reports whether the team is at work at now.
func (t Team) open(now time.Time) bool { return t.Hours == nil || t.Hours.Open(now) }

// Everybody returns the team's members and experts, each once.
func (t Team) Everybody() []User {
	all := slices.Clone(t.Members)
	for _, e := range t.Schedule.Members() {
		if !slices.Contains(all, User(e)) {
			all = append(all, User(e))
		}
	}
	return all
}

// Has reports whether u may take the team's cases: whoever belongs to it, and whoever it asks for help.
func (t Team) Has(u User) bool {
	asked := func(s PolicyStep) bool { return slices.Contains(s.People, u) }
	return u != "" && (slices.Contains(t.Members, u) || u == t.Lead ||
		slices.Contains(t.Schedule.Members(), oncall.Member(u)) ||
		slices.ContainsFunc(t.Policy.Steps, asked))
}

// A Roster says which team answers what. It is read-only, except for [Roster.Follow], and may be shared
// between goroutines.
type Roster struct {
	teams    []Team // by ID
	byTopic  map[string]int
	catchAll int
	rules    []rule
	now      *schedules // shared by all copies
}

// schedules are those in force in the place of the configured ones, by team.
type schedules struct {
	mu     sync.RWMutex
	byTeam map[string]oncall.Schedule
}

// Follow puts schedules in the place of those that the roster was made with, for it and all its
// copies at once: what people have agreed on since, and what another source of truth says. A team
// that is left out has its own again.
func (r Roster) Follow(byTeam map[string]oncall.Schedule) {
	if r.now == nil {
		return
	}
	r.now.mu.Lock()
	defer r.now.mu.Unlock()
	r.now.byTeam = maps.Clone(byTeam)
}

// Configured returns the teams with the schedules that the roster was made with, by id.
func (r Roster) Configured() []Team { return slices.Clone(r.teams) }

// present is t with the schedule in force.
func (r Roster) present(t Team) Team {
	if r.now == nil {
		return t
	}
	r.now.mu.RLock()
	defer r.now.mu.RUnlock()
	if s, other := r.now.byTeam[t.ID]; other {
		t.Schedule = s
	}
	return t
}

// NewRoster returns the roster of teams, with rules that go before the teams' topics, or every fault
// that it has: no team at all, a team without an id or with another's, a topic that two teams answer,
// a rule that cannot be followed, and, where there is more than one team, none or several that catch
// all. A single team catches all. Topics are compared without case.
func NewRoster(teams []Team, rules ...Rule) (Roster, error) {
	r := Roster{teams: slices.Clone(teams), byTopic: map[string]int{}, now: &schedules{}}
	slices.SortStableFunc(r.teams, func(a, b Team) int { return strings.Compare(a.ID, b.ID) })
	if len(r.teams) == 0 {
		return Roster{}, errors.New("there is no team: name at least one")
	}
	faults := slices.Concat(r.fillTopics(), r.findCatchAll(), r.addRules(rules))
	for i, t := range r.teams {
		if t.ID == "" {
			faults = append(faults, fmt.Errorf("team %q has no id", t.Name))
		} else if i > 0 && t.ID == r.teams[i-1].ID {
			faults = append(faults, fmt.Errorf("team %s is there twice", t.ID))
		}
	}
	if len(faults) > 0 {
		return Roster{}, errors.Join(faults...)
	}
	return r, nil
}

func (r *Roster) fillTopics() (faults []error) {
	for i, t := range r.teams {
		for _, topic := range t.Topics {
			owner, taken := r.byTopic[topicKey(topic)]
			if taken && owner != i {
				faults = append(faults, fmt.Errorf("topic %s belongs to the teams %s and %s: "+
					"leave it with one", topic, r.teams[owner].ID, t.ID))
				continue
			}
			r.byTopic[topicKey(topic)] = i
		}
	}
	return faults
}

func (r *Roster) findCatchAll() []error {
	var all []string
	for i, t := range r.teams {
		if t.CatchAll {
			r.catchAll = i
			all = append(all, t.ID)
		}
	}
	switch {
	case len(all) > 1:
		return []error{fmt.Errorf("the teams %s all catch what no team's topics cover: leave it with one",
			strings.Join(all, ", "))}
	case len(all) == 0 && len(r.teams) > 1:
		return []error{errors.New("no team catches what no team's topics cover: " +
			"set catch_all on one, so that no question is left without a team")}
	}
	return nil
}

func topicKey(topic string) string { return strings.ToLower(strings.TrimSpace(topic)) }

// Team returns the team of that id.
func (r Roster) Team(id string) (Team, bool) {
	i, ok := slices.BinarySearchFunc(r.teams, id, func(t Team, id string) int {
		return strings.Compare(t.ID, id)
	})
	if !ok {
		return Team{}, false
	}
	return r.present(r.teams[i]), true
}

// Teams returns all teams, by id.
func (r Roster) Teams() []Team {
	all := slices.Clone(r.teams)
	for i, t := range all {
		all[i] = r.present(t)
	}
	return all
}

// Member reports whether user may take the cases of the team of that id.
func (r Roster) Member(team string, user User) bool {
	t, _ := r.Team(team)
	return t.Has(user)
}

// TeamsOf returns the teams whose cases user may take, by id.
func (r Roster) TeamsOf(user User) []Team {
	var of []Team
	for _, t := range r.Teams() {
		if t.Has(user) {
			of = append(of, t)
		}
	}
	return of
}

// NextTurn returns when user is next on call for the team of that id: the turn that now is in, or the
// next to come. to is zero when its end is not planned yet, ok is false when no turn is.
func (r Roster) NextTurn(team string, user User, now time.Time) (from, to time.Time, ok bool) {
	t, _ := r.Team(team)
	turn, ok := t.Schedule.NextOf(oncall.Member(user), now)
	if ok && turn.To.Before(now.Add(oncall.Horizon)) {
		to = turn.To
	}
	return turn.From, to, ok
}

// OnCall returns who is on call for the team of that id at now. A team that is not in the roster has
// nobody.
func (r Roster) OnCall(team string, now time.Time) []User {
	t, _ := r.Team(team)
	return t.onCall(now)
}

// NextStart returns when the next turn of the team of that id begins; zero when never. It may have to
// look years ahead for that, so it is not for every second.
func (r Roster) NextStart(team string, now time.Time) time.Time {
	t, _ := r.Team(team)
	return t.Schedule.NextStart(now)
}

func (t Team) onCall(now time.Time) (on []User) {
	for _, m := range t.Schedule.At(now) {
		on = append(on, User(m))
	}
	return on
}
