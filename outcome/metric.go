package outcome

import (
	"fmt"
	"slices"
)

// A Metric is the definition of one figure: what documents, messages, commands and exports say of it
// comes from here.
type Metric struct {
	ID      string // stable; what `howto metric` takes
	Name    string // how messages call it
	Unit    string // of its value: asks, people, share, seconds, milliseconds, minutes, cards, …
	Words   string // what it means, in a sentence or two
	Formula string // how it is worked out
	Source  string // the kinds of ledger entries, or the counts, that it comes from
	Caveat  string // what it cannot tell, and where it misleads
	Behind  Behind // whose number decides whether it is shown
	ByAsset bool   // it is worked out for single assets
	NoTeam  bool   // it is worked out for single assets only
	Earlier bool   // it is about the asks of the week before
}

// Behind says of whom enough must be behind a figure for it to be shown.
type Behind int

// Who is behind a figure.
const (
	Nobody   Behind = iota // it is about no people: shown whatever their number
	Askers                 // those whose asks it is about
	Managers               // those who were sent weekly messages
)

// The ids of the metrics.
const (
	MetricAsks        = "asks"
	MetricAskers      = "askers"
	MetricMatch       = "match_rate"
	MetricThemes      = "gap_count"
	MetricSolved      = "solved_rate"
	MetricBestCase    = "solved_bounds"
	MetricResponse    = "response_rate"
	MetricSilent      = "silent"
	MetricPending     = "pending"
	MetricNotQuite    = "not_quite_rate"
	MetricHandedOver  = "handoff_rate"
	MetricAgain       = "repeat_ask_7d"
	MetricFirstCard   = "t_first_card"
	MetricUntilSolved = "t_solved"
	MetricWait        = "t_sme_first"
	MetricPromise     = "sme_sla"
	MetricEffort      = "sme_minutes"
	MetricCardEffect  = "card_effect"
	MetricFresh       = "card_fresh"
	MetricPromoted    = "promoted"
	MetricLabel       = "signal_label"
	MetricActed       = "digest_action"
	MetricChecks      = "dq_pass"
	MetricDelta       = "recon_delta"
	MetricHidden      = "hidden_cells"
)

// Define returns the metric with that id.
func Define(id string) (m Metric, ok bool) {
	all := Metrics()
	i := slices.IndexFunc(all, func(m Metric) bool { return m.ID == id })
	if i < 0 {
		return Metric{}, false
	}
	return all[i], true
}

// Metrics lists the definitions, those about asks first.
func Metrics() []Metric {
	return slices.Concat(asksMetrics(), outcomeMetrics(), timeMetrics(), contentMetrics(), ownMetrics())
}

func asksMetrics() []Metric {
	return []Metric{
		{ID: MetricAsks, Name: "Asked", Unit: "asks", Behind: Askers, ByAsset: true,
			Words:   "Questions that came in during the week. For an asset: those whose first card it was.",
			Formula: "number of asks",
			Source:  "asked, served, chose",
			Caveat:  "How much was asked is demand, not success: more may be good or bad."},
		{ID: MetricAskers, Name: "People", Unit: "people", Behind: Askers,
			Words:   "How many different people asked during the week.",
			Formula: "number of different pseudonyms among the asks",
			Source:  "asked",
			Caveat:  "It does not tell who did not ask, and nobody needs to."},
		{ID: MetricMatch, Name: "A card fitted", Unit: "share", Behind: Askers,
			Words: "Asks for which a card was shown, out of all asks. Choices of which none was picked " +
				"are no card.",
			Formula: "asks with served or chose ÷ asks",
			Source:  "asked, served, chose",
			Caveat: "A search that is sure too easily moves it up without helping anybody: " +
				"read it beside not_quite_rate."},
		{ID: MetricThemes, Name: "Found nothing", Unit: "themes", Behind: Askers,
			Words: "Themes for which nothing was found: words shared by the questions of at least " +
				"5 people.",
			Formula: "number of themes among the asks with not found, greatest first, at most 3",
			Source:  "not found, and the texts of those questions as long as they are kept",
			Caveat: "Words are grouped by spelling, not by meaning. A question that was erased, because its " +
				"asker wanted to be forgotten, is in no theme any more."},
	}
}

func outcomeMetrics() []Metric {
	return []Metric{
		{ID: MetricSolved, Name: "Solved", Unit: "share", Behind: Askers, ByAsset: true,
			Words: "Asks whose asker pressed Solved, on a card or after a person's answer, and did not " +
				"ask the same again, out of all asks. Silence counts as not solved. For an asset: asks " +
				"that it solved, out of those whose first card it was.",
			Formula: "asks that ended solved ÷ asks",
			Source:  "asked, solved, resolved, asked again and all that may undo them",
			Caveat: "Some who were helped never say so, and some have not said so yet: the true share is " +
				"likely higher. See solved_bounds and pending."},
		{ID: MetricBestCase, Name: "Best case", Unit: "share", Behind: Askers,
			Words: "From the worst case to the best: solved if none of the asks that are silent or still open " +
				"was helped, and if all of them were.",
			Formula: "from solved ÷ asks to (solved + silent + pending) ÷ asks",
			Source:  "as solved_rate, silent and pending",
			Caveat: "Not a confidence interval: it tells what silence may hide, not what chance does. Asks that " +
				"wait for a person, or of which the last word was that it did not help, count as not solved " +
				"at both ends."},
		{ID: MetricResponse, Name: "Said something", Unit: "share", Behind: Askers,
			Words:   "Asks whose asker pressed Solved or Not quite or asked for a person, out of all asks.",
			Formula: "asks with solved, resolved, not quite or handed over ÷ asks",
			Source:  "asked, solved, resolved, not quite, handed over",
			Caveat:  "When it is low, distrust every figure about those who did press."},
		{ID: MetricSilent, Name: "Silent", Unit: "share", Behind: Askers,
			Words: "Asks that were shown something or answered by a person, and whose asker gave no " +
				"verdict for 72 hours, out of all asks.",
			Formula: "asks that ended silent ÷ asks",
			Source:  "asked, served, offered, chose, answered, settled",
			Caveat: "Why people stay silent cannot be told. Asks of the last three days of a week " +
				"cannot be silent yet when it ends: see pending."},
		{ID: MetricPending, Name: "Still open", Unit: "share", Behind: Askers,
			Words: "Asks that were shown something or answered by a person less than 72 hours before " +
				"the week ended and had no verdict then, out of all asks. They count as not solved, " +
				"but at the better end of solved_bounds.",
			Formula: "asks without a verdict that are not silent yet ÷ asks",
			Source:  "asked, served, offered, chose, answered",
			Caveat:  "Every week is seen at the same age, so that weeks can be compared."},
		{ID: MetricNotQuite, Name: "Not quite", Unit: "share", Behind: Askers, ByAsset: true,
			Words: "Asks in which Not quite was pressed at least once, whatever came after, out of all " +
				"asks. For an asset: asks in which it was pressed on that asset, out of those whose " +
				"first card it was.",
			Formula: "asks with not quite ÷ asks",
			Source:  "asked, served, chose, not quite",
			Caveat: "The first card is missed more often than a later one, and a long card more " +
				"often than a short one."},
		{ID: MetricHandedOver, Name: "Handed over", Unit: "share", Behind: Askers,
			Words:   "Asks that became a case for a person, out of all asks.",
			Formula: "asks with handed over ÷ asks",
			Source:  "asked, handed over",
			Caveat:  "Some questions belong with a person: less is not always better."},
		{ID: MetricAgain, Name: "Asked again", Unit: "share", Behind: Askers, Earlier: true,
			Words: "Asks of the week before that were solved and asked again by the same person within " +
				"7 days, out of all asks of that week.",
			Formula: "asks of the week before with asked again ÷ asks of the week before",
			Source:  "solved, resolved, asked again",
			Caveat: "It takes the week before because seven days must pass, and all of its asks because " +
				"the number of solved ones, seen a week later, would tell how few came back at once."},
	}
}

func timeMetrics() []Metric {
	return []Metric{
		{ID: MetricFirstCard, Name: "Time to the first card", Unit: "milliseconds", Behind: Askers,
			Words: "How long an asker waited for the first card or choices: the median, and the time " +
				"within which 19 in 20 had it.",
			Formula: "quantiles 0.5 and 0.95 of the times taken (type 7)",
			Source:  "served, offered: took",
			Caveat: "From the arrival of the request until the card was ready: Slack's own time is not seen. " +
				"What took less than a millisecond counts as one."},
		{ID: MetricUntilSolved, Name: "Time until solved", Unit: "seconds", Behind: Askers,
			Words: "Time from the ask until Solved was pressed: the time within which half of all asks " +
				"were solved, and nine in ten. Empty when so many never were.",
			Formula: "Kaplan-Meier median and 90th percentile, watched for at most 4 hours, in minutes",
			Source:  "asked, solved, resolved",
			Caveat:  "People press when they are done, or later, or never."},
		{ID: MetricWait, Name: "Time until taken", Unit: "seconds", Behind: Askers,
			Words: "Time from the hand-over until a person took the ask, that is, pressed I'll take it or " +
				"answered: the time within which half of the cases were taken, and nine in ten. Empty when " +
				"so many never were.",
			Formula: "Kaplan-Meier median and 90th percentile, in minutes; open cases count for as " +
				"long as they have waited",
			Source: "handed over, claimed, answered",
			Caveat: "By the clock on the wall: nights and weekends without anybody on call are in it. It says " +
				"nothing of the answer itself. Where one person takes most of the cases, as on a team with " +
				"one expert or with turns of a week, it tells how soon that person takes them."},
		{ID: MetricPromise, Name: "Within the promise", Unit: "share", Behind: Askers,
			Words: "Hand-overs that a person took within the time that the configuration promises, out of " +
				"all hand-overs.",
			Formula: "hand-overs claimed or answered within the promise ÷ hand-overs",
			Source:  "handed over, claimed, answered; the promise from the configuration",
			Caveat: "Cases taken back, and those still open when the week ended, count as not within " +
				"it unless they were taken in time. Nights and weekends without anybody on call are in it. Where one " +
				"person takes most of the cases, it tells how often that person is in time."},
		{ID: MetricEffort, Name: "Minutes of experts", Unit: "minutes", Behind: Askers,
			Words: "Minutes that experts were busy with the cases of the week, all experts of the team " +
				"together.",
			Formula: "sum of the pauses of at most 10 minutes before each thing that an expert did",
			Source:  "handed over, claimed, answered, asked back, follow-up and the like",
			Caveat: "A lower end: work away from the conversation is not seen. Shown only where at least " +
				"5 experts took part, as nobody's own time is anybody else's business."},
	}
}

func contentMetrics() []Metric {
	return []Metric{
		{ID: MetricCardEffect, Name: "Effect of a card", Unit: "share", Behind: Askers, ByAsset: true, NoTeam: true,
			Words: "What an asset solves at least, of the asks whose first card it was. Few asks do not " +
				"make a card look good.",
			Formula: "lower end of the 95 % interval of the asset's solved_rate",
			Source:  "served, chose, solved",
			Caveat:  "Assets for hard tasks solve less: compare an asset with its own past first."},
		{ID: MetricFresh, Name: "Looked at in time", Unit: "share",
			Words:   "Assets that are not past their review, out of all assets of the team.",
			Formula: "assets without a review date, or with one not over when the week ended ÷ assets",
			Source:  "the library",
			Caveat:  "A date is a habit, not evidence that the asset is right. The library is that of now."},
		{ID: MetricPromoted, Name: "Answers that became cards", Unit: "cards",
			Words:   "Experts' answers that became assets during the week.",
			Formula: "number of published entries",
			Source:  "published",
			Caveat:  "What the new cards solve is told by each card's own solved_rate."},
		{ID: MetricLabel, Name: "Label", Unit: "label",
			Words: "What the week's changes are worth: not enough data, noise, watch or signal. The " +
				"strongest of all that are compared.",
			Formula: "0 not enough data, 1 noise, 2 watch, 3 signal",
			Source:  "all figures that are compared with their own past",
			Caveat:  "A signal is real change, not yet its cause."},
	}
}

func ownMetrics() []Metric {
	return []Metric{
		{ID: MetricActed, Name: "Messages acted on", Unit: "share", Behind: Managers,
			Words: "Managers who pressed the step of a weekly message, out of those who were sent one, " +
				"over all teams.",
			Formula: "managers who pressed ÷ managers who were sent one",
			Source:  "the weekly messages and what was pressed in them",
			Caveat:  "Shown only where at least 5 did and 5 did not: it is about the message, not about a manager."},
		{ID: MetricChecks, Name: "Data checks passed", Unit: "share",
			Words:   "Checks of the stored data that found nothing, out of those that were run.",
			Formula: "checks passed ÷ checks run",
			Source:  "the ledger, asks and cases of the week, over all teams, as they are now",
			Caveat:  "A check finds only what it looks for."},
		{ID: MetricDelta, Name: "Ledgers that differ", Unit: "share",
			Words:   "Rows of the ledger that disagree with the tables beside it, out of those compared.",
			Formula: "rows that differ ÷ rows compared",
			Source:  "the ledger, asks and cases of the week, over all teams, as they are now",
			Caveat: fmt.Sprintf("Above %v the figures of the week are not to be trusted, and no message shows "+
				"them.", MostDelta)},
		{ID: MetricHidden, Name: "Hidden", Unit: "share",
			Words: "Figures about people's asks that are not shown, because they would tell of too few people " +
				"or mostly of one, out of all that there is something to tell of. An asset of the library that " +
				"has no figure counts as one that is hidden, whether few or nobody asked for it. Themes are not counted.",
			Formula: "(hidden figures + assets without any) ÷ (figures about people's asks + assets without any)",
			Source:  "the report itself, and the library as it is now",
			Caveat: "It is high where the team is too small for a weekly view, and where the library holds " +
				"much that is rarely asked for."},
	}
}
