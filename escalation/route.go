package escalation

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// An Ask is what is known of a question when its team is chosen.
type Ask struct {
	Text     string
	Topics   []string // of the best match of the search
	Workflow string   // of the best match
	Channel  string   // where it was asked
	Groups   []string // Slack ids of the asker's user groups, as far as they are known
}

// A Rule sends questions to a team. All of its conditions must hold: one without values always does,
// otherwise one of the values must be there. A rule without conditions takes everything.
type Rule struct {
	Topics    []string // compared without case, as those of teams
	Workflows []string // compared without case
	Words     []string // whole words of the question, without case; a value of several in a row
	Channels  []string // Slack ids
	Groups    []string // Slack ids
	Team      string   // the id of a team
}

// Route returns the team that ask goes to: that of the first rule that fits, or else the one that
// answers the first of the topics that any team answers, or else the one that catches all.
func (r Roster) Route(ask Ask) Team {
	if len(r.teams) == 0 {
		return Team{}
	}
	facts := factsOf(ask)
	for _, rule := range r.rules {
		if rule.fits(facts) {
			return r.present(r.teams[rule.team])
		}
	}
	for _, topic := range ask.Topics {
		if i, ok := r.byTopic[topicKey(topic)]; ok {
			return r.present(r.teams[i])
		}
	}
	return r.present(r.teams[r.catchAll])
}

// Unnamed returns those of topics that neither a team nor a rule names, each once, as it is written first.
// Their questions go to the team that catches all.
func (r Roster) Unnamed(topics []string) (unnamed []string) {
	known := map[string]bool{}
	for topic := range r.byTopic {
		known[topic] = true
	}
	for _, rule := range r.rules {
		for _, topic := range rule.conditions[byTopic] {
			known[topic] = true
		}
	}
	for _, topic := range topics {
		if key := topicKey(topic); !known[key] {
			known[key] = true
			unnamed = append(unnamed, topic)
		}
	}
	return unnamed
}

// Groups returns the Slack ids of the user groups that any rule names, each once.
func (r Roster) Groups() []string {
	seen := map[string]bool{}
	for _, rule := range r.rules {
		for _, g := range rule.conditions[byGroup] {
			seen[g] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// An aspect is what a condition is about.
type aspect int

const (
	byTopic aspect = iota
	byWorkflow
	byWord
	byChannel
	byGroup
	aspects // how many there are
)

// A rule is a Rule ready to be compared: values of each aspect in their keys.
type rule struct {
	conditions [aspects][]string
	team       int
}

// facts are what a question has of each aspect.
type facts [aspects][]string

func factsOf(a Ask) facts {
	return facts{
		byTopic: keys(a.Topics), byWorkflow: keys([]string{a.Workflow}), byWord: {phraseKey(a.Text)},
		byChannel: {a.Channel}, byGroup: a.Groups,
	}
}

func (r rule) fits(f facts) bool {
	for a := range aspects {
		if !r.holds(a, f[a]) {
			return false
		}
	}
	return true
}

// holds reports whether the condition of that aspect holds for what a question has of it.
func (r rule) holds(a aspect, have []string) bool {
	values := r.conditions[a]
	if len(values) == 0 {
		return true
	}
	return slices.ContainsFunc(have, func(h string) bool {
		return slices.ContainsFunc(values, func(v string) bool {
			if a == byWord {
				return strings.Contains(h, v)
			}
			return h == v
		})
	})
}

func keys(texts []string) (all []string) {
	for _, t := range texts {
		all = append(all, topicKey(t))
	}
	return all
}

// phraseKey is text as words between single spaces, with one at either end: one phrase stands in
// another exactly if its key is part of the other's.
func phraseKey(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	if len(words) == 0 {
		return ""
	}
	return " " + strings.Join(words, " ") + " "
}

// addRules takes in the rules and returns what is wrong with them.
func (r *Roster) addRules(rules []Rule) (faults []error) {
	for i, in := range rules {
		fault := func(form string, args ...any) {
			faults = append(faults, fmt.Errorf("rule %d "+form, append([]any{i + 1}, args...)...))
		}
		out := rule{team: slices.IndexFunc(r.teams, func(t Team) bool { return t.ID == in.Team })}
		if out.team < 0 {
			fault("goes to the team %q, which there is not", in.Team)
		}
		out.conditions = [aspects][]string{byTopic: keys(in.Topics), byWorkflow: keys(in.Workflows),
			byChannel: in.Channels, byGroup: in.Groups}
		for _, w := range in.Words {
			out.conditions[byWord] = append(out.conditions[byWord], phraseKey(w))
		}
		for _, values := range out.conditions {
			if slices.Contains(values, "") {
				fault("has a condition with an empty value: take it out")
			}
		}
		r.rules = append(r.rules, out)
	}
	return faults
}

// An Unreached is a rule that no question comes to, because earlier ones take all that it could match.
type Unreached struct {
	Rule int   // where it stands among the rules, from 0
	By   []int // the earlier rules that take its questions, in order
}

// Unreached returns the rules that no question comes to, in order.
func (r Roster) Unreached() (all []Unreached) {
	for i := range r.rules {
		if by := r.hidden(i); len(by) > 0 {
			all = append(all, Unreached{Rule: i, By: by})
		}
	}
	return all
}

// hidden returns the rules that together take everything that rule i could match; none if something
// gets past them. A question that has exactly one of the values of each condition of rule i, and
// nothing else, is the hardest to take: whatever more it had could only make earlier rules fit as
// well. So all such questions are gone through, one aspect after the other. Those for which the same
// earlier rules still fit count as one.
func (r Roster) hidden(i int) []int {
	earlier := make([]int, i)
	for k := range earlier {
		earlier[k] = k
	}
	open := [][]int{earlier}
	for a := range aspects {
		var next [][]int
		for _, value := range r.least(i, a) {
			for _, rules := range open {
				left := slices.DeleteFunc(slices.Clone(rules), func(k int) bool {
					return !r.rules[k].holds(a, value)
				})
				if len(left) == 0 {
					return nil
				}
				next = append(next, left)
			}
		}
		slices.SortFunc(next, slices.Compare)
		open = slices.CompactFunc(next, slices.Equal)
	}
	var by []int
	for _, rules := range open {
		by = append(by, rules[0])
	}
	slices.Sort(by)
	return slices.Compact(by)
}

// least is the least that a question may have of an aspect so that the condition of rule i holds: each
// of its values alone, or nothing where there is no condition.
func (r Roster) least(i int, a aspect) (all [][]string) {
	for _, v := range r.rules[i].conditions[a] {
		all = append(all, []string{v})
	}
	if all == nil {
		all = [][]string{nil}
	}
	return all
}
