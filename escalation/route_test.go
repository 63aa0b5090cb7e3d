package escalation_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"howto/escalation"

	"pgregory.net/rapid"
)

func routed(t *testing.T, rules ...escalation.Rule) escalation.Roster {
	t.Helper()
	r, err := escalation.NewRoster(fernhill(), rules...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRulesGoBeforeTopicsAndTheFirstThatFitsCounts(t *testing.T) {
	r := routed(t,
		escalation.Rule{Topics: []string{"Refunds"}, Channels: []string{"C0IT", "C0FLOOR"}, Team: "it"},
		escalation.Rule{Words: []string{"gift card", "voucher"}, Team: "payments"},
		escalation.Rule{Workflows: []string{"closing"}, Groups: []string{"S0NIGHT"}, Team: "it"},
		escalation.Rule{Channels: []string{"C0FLOOR"}, Team: "payments"})
	for _, tt := range []struct {
		name string
		ask  escalation.Ask
		want string
	}{
		{"both conditions", escalation.Ask{Topics: []string{"refunds"}, Channel: "C0FLOOR"}, "it"},
		{"a second topic", escalation.Ask{Topics: []string{"stock", " REFUNDS"}, Channel: "C0IT"}, "it"},
		{"only one of two", escalation.Ask{Topics: []string{"refunds"}, Channel: "C0GENERAL"}, "payments"},
		{"words", escalation.Ask{Text: "Where is the GIFT  card?", Topics: []string{"stock"}}, "payments"},
		{"words in a row", escalation.Ask{Text: "a card for a gift", Topics: []string{"stock"}}, "operations"},
		{"whole words", escalation.Ask{Text: "regift cards", Topics: []string{"accounts"}}, "it"},
		{"a mark makes another word", escalation.Ask{Text: "voucher\u0301 lost", Topics: []string{"stock"}}, "operations"},
		{"a group", escalation.Ask{Workflow: "Closing", Groups: []string{"S1", "S0NIGHT"}}, "it"},
		{"no group", escalation.Ask{Workflow: "closing"}, "operations"},
		{"the second before the last", escalation.Ask{Text: "voucher", Channel: "C0FLOOR"}, "payments"},
		{"nothing known", escalation.Ask{}, "operations"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := r.Route(tt.ask).ID; got != tt.want {
				t.Errorf("Route(%+v) = %q, want %q", tt.ask, got, tt.want)
			}
		})
	}
}

func TestRulesThatCannotBeFollowedAreRefused(t *testing.T) {
	_, err := escalation.NewRoster(fernhill(), escalation.Rule{Team: "it"},
		escalation.Rule{Words: []string{"till", "?!"}, Team: "it"}, escalation.Rule{Topics: []string{"x"}, Team: "hr"})
	want := "rule 2 has a condition with an empty value: take it out\n" +
		`rule 3 goes to the team "hr", which there is not`
	if err == nil || err.Error() != want {
		t.Errorf("NewRoster = %v, want %s", err, want)
	}
}

func TestGroupsOfRulesAreNamedOnce(t *testing.T) {
	r := routed(t, escalation.Rule{Groups: []string{"S2", "S1"}, Team: "it"},
		escalation.Rule{Groups: []string{"S2"}, Topics: []string{"x"}, Team: "it"})
	if got, want := r.Groups(), []string{"S1", "S2"}; !slices.Equal(got, want) {
		t.Errorf("Groups() = %q, want %q", got, want)
	}
}

func TestARuleIsUnreachedWhenEarlierOnesTakeAllOfIt(t *testing.T) {
	channel := func(ids ...string) escalation.Rule { return escalation.Rule{Channels: ids, Team: "it"} }
	words := func(w ...string) escalation.Rule { return escalation.Rule{Words: w, Team: "it"} }
	for _, tt := range []struct {
		name  string
		rules []escalation.Rule
		want  []escalation.Unreached
	}{
		{"each its own", []escalation.Rule{channel("C1"), channel("C2")}, nil},
		{"the same again", []escalation.Rule{channel("C1"), channel("C1")},
			[]escalation.Unreached{{Rule: 1, By: []int{0}}}},
		{"narrower", []escalation.Rule{channel("C1"), {Channels: []string{"C1"}, Topics: []string{"x"}, Team: "it"}},
			[]escalation.Unreached{{Rule: 1, By: []int{0}}}},
		{"wider", []escalation.Rule{{Channels: []string{"C1"}, Topics: []string{"x"}, Team: "it"}, channel("C1")}, nil},
		{"two together", []escalation.Rule{channel("C1"), channel("C3"), channel("C2"), channel("C1", "C2")},
			[]escalation.Unreached{{Rule: 3, By: []int{0, 2}}}},
		{"two not quite", []escalation.Rule{channel("C1"), channel("C2"), channel("C1", "C2", "C3")}, nil},
		{"a phrase holds the word", []escalation.Rule{words("card"), words("gift card")},
			[]escalation.Unreached{{Rule: 1, By: []int{0}}}},
		{"a word does not hold the phrase", []escalation.Rule{words("gift card"), words("card")}, nil},
		{"everything", []escalation.Rule{{Team: "it"}, words("card")},
			[]escalation.Unreached{{Rule: 1, By: []int{0}}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := routed(t, tt.rules...).Unreached(); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("Unreached() = %v, want %v", got, tt.want)
			}
		})
	}
}

// The values that rules and questions are drawn from.
var drawn = map[string][]string{
	"topic": {"refunds", "stock", "tills"}, "workflow": {"w1", "w2"}, "word": {"card", "gift card", "pay"},
	"channel": {"C1", "C2", "C3"}, "group": {"S1", "S2"},
}

func drawRules(t *rapid.T) []escalation.Rule {
	some := func(kind string) []string {
		// Most rules leave most conditions out, or hardly any rule would hide another.
		if rapid.IntRange(0, 2).Draw(t, kind+"?") > 0 {
			return nil
		}
		return rapid.SliceOfNDistinct(rapid.SampledFrom(drawn[kind]), 1, 3, rapid.ID).Draw(t, kind)
	}
	rules := make([]escalation.Rule, rapid.IntRange(0, 6).Draw(t, "how many"))
	for i := range rules {
		rules[i] = escalation.Rule{Topics: some("topic"), Workflows: some("workflow"), Words: some("word"),
			Channels: some("channel"), Groups: some("group"),
			Team: rapid.SampledFrom([]string{"it", "payments", "operations"}).Draw(t, "team")}
	}
	return rules
}

// everyAsk goes through all questions over the drawn values.
func everyAsk(yield func(escalation.Ask)) {
	for _, topics := range subsets(drawn["topic"]) {
		for _, words := range subsets(drawn["word"]) {
			for _, groups := range subsets(drawn["group"]) {
				for _, workflow := range append(drawn["workflow"], "") {
					for _, channel := range append(drawn["channel"], "C9") {
						yield(escalation.Ask{Topics: topics, Text: strings.Join(words, " "), Groups: groups,
							Workflow: workflow, Channel: channel})
					}
				}
			}
		}
	}
}

func subsets(of []string) (all [][]string) {
	for bits := range 1 << len(of) {
		var s []string
		for i, v := range of {
			if bits&(1<<i) != 0 {
				s = append(s, v)
			}
		}
		all = append(all, s)
	}
	return all
}

// fits is the definition, written the long way.
func fits(r escalation.Rule, a escalation.Ask) bool {
	one := func(values []string, has func(string) bool) bool {
		return len(values) == 0 || slices.ContainsFunc(values, has)
	}
	text := " " + a.Text + " "
	return one(r.Topics, func(v string) bool { return slices.Contains(a.Topics, v) }) &&
		one(r.Workflows, func(v string) bool { return v == a.Workflow }) &&
		one(r.Words, func(v string) bool { return strings.Contains(text, " "+v+" ") }) &&
		one(r.Channels, func(v string) bool { return v == a.Channel }) &&
		one(r.Groups, func(v string) bool { return slices.Contains(a.Groups, v) })
}

func TestEveryQuestionGoesToOneTeamAndUnreachedRulesGetNone(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rules := drawRules(rt)
		r, err := escalation.NewRoster(fernhill(), rules...)
		if err != nil {
			rt.Fatal(err)
		}
		reached := make([]bool, len(rules))
		everyAsk(func(a escalation.Ask) {
			got := r.Route(a).ID
			if _, known := r.Team(got); !known {
				rt.Fatalf("Route(%+v) = %q, want a team", a, got)
			}
			i := slices.IndexFunc(rules, func(rule escalation.Rule) bool { return fits(rule, a) })
			if i < 0 {
				return
			}
			reached[i] = true
			if got != rules[i].Team {
				rt.Fatalf("Route(%+v) = %q, want %q by rule %d", a, got, rules[i].Team, i)
			}
		})
		hidden := map[int]bool{}
		for _, u := range r.Unreached() {
			hidden[u.Rule] = true
			for _, by := range u.By {
				if by >= u.Rule {
					rt.Fatalf("rule %d is said to be hidden by %d, want an earlier one", u.Rule, by)
				}
			}
		}
		for i := range rules {
			if hidden[i] == reached[i] {
				rt.Fatalf("rule %d: unreached %v, but a question comes to it: %v\n%s", i, hidden[i], reached[i],
					fmt.Sprint(rules))
			}
		}
	})
}
