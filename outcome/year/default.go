package year

import (
	"time"

	"howto/outcome"
)

// tasksOfTeam is how many tasks a team of [Default] has; the first are asked for most.
const tasksOfTeam = 8

// sizes are the teams of [Default]: 2,000 people and 20 teams, of which the last has 4 people.
var sizes = []struct {
	id     string
	people int
	asks   float64
}{
	{"payments", 240, 150}, {"it", 200, 120}, {"people", 180, 100}, {"operations", 160, 90},
	{"safety", 120, 45}, {"north", 120, 80}, {"south", 110, 70}, {"east", 100, 65}, {"west", 100, 60},
	{"harbour", 90, 55}, {"airport", 90, 50}, {"station", 80, 45}, {"old-town", 76, 40},
	{"riverside", 70, 35}, {"hillside", 66, 30}, {"campus", 60, 25}, {"market", 54, 20},
	{"nursery", 44, 18}, {"web-shop", 36, 15}, {"workshop", 4, 12},
}

// Default is a company of 2,000 people in 20 teams over 52 weeks, without any event. The tasks of a
// team are dealt from what the map has for its id, or else from what it has for the empty one; words
// are the questions that nothing answers.
func Default(from outcome.Week, tasks map[string][]Task, words []string) Company {
	c := Company{From: from, Weeks: 52, Shake: 0.1}
	for i, size := range sizes {
		t := Team{ID: size.id, People: size.people, Asks: size.asks, Missing: .07, Vain: words,
			Wait: time.Duration(5+i%7) * time.Minute}
		pack := tasks[size.id]
		if len(pack) == 0 {
			pack = tasks[""]
		}
		for j := range min(tasksOfTeam, len(pack)) {
			k := pack[(i*tasksOfTeam+j)%len(pack)]
			k.Weight = 1 / float64(1+j)
			k.Helps = .82 + .02*float64((i+3*j)%6)
			t.Tasks = append(t.Tasks, k)
		}
		c.Teams = append(c.Teams, t)
	}
	return c
}

// Story is c, the company of [Default], with what happens in a year that is not quiet. A till update
// breaks the most used card of payments for three weeks from week 37 on; the most used one of it, poor
// until then, is rewritten in week 20; one of people is due for a review from week 10 on; the experts
// of operations are away in weeks 24 to 26; from week 35 on people of north ask in vain, in the words
// of gap; and somebody in east asks for the same all year long and never finds it right.
func Story(c Company, gap []string) Company {
	add := func(e Event, team, task int) {
		if t := c.Teams[team]; task < len(t.Tasks) {
			e.Team, e.Asset = t.ID, t.Tasks[task].Asset
			c.Events = append(c.Events, e)
		}
	}
	add(Event{Kind: Broke, Week: 37, Weeks: 3, To: .42}, 0, 0)
	add(Event{Kind: Broke, Weeks: 20, To: .5}, 1, 0)
	add(Event{Kind: Better, Week: 20, To: .92}, 1, 0)
	add(Event{Kind: Stale, Week: 10}, 2, 0)
	add(Event{Kind: Heavy, Rate: 12}, 7, 2)
	c.Events = append(c.Events,
		Event{Kind: Leave, Team: c.Teams[3].ID, Week: 24, Weeks: 3, To: 6},
		Event{Kind: Gap, Team: c.Teams[5].ID, Week: 35, Rate: 12, Asks: gap})
	return c
}
