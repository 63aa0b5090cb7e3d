package outcome

// A Metric is the definition of one figure: what documents, messages, commands and exports say of it
// comes from here.
type Metric struct {
	ID      string // stable; what `howto metric` takes
	Name    string // how messages call it
	Unit    string // what its value counts: "asks", "people", "share", "seconds", …
	Words   string // what it means, in a sentence or two
	Formula string // how it is worked out
	Source  string // the ledger entries or counts that it comes from
	Caveat  string // what it cannot tell, and where it misleads
}

// The ids of the metrics.
const (
	MetricAsks       = "asks"
	MetricSolved     = "solved_rate"
	MetricSilent     = "silent"
	MetricBestCase   = "solved_bounds"
	MetricPending    = "pending"
	MetricNotQuite   = "not_quite_rate"
	MetricHandedOver = "handoff_rate"
	MetricWait       = "t_sme_first"
	MetricThemes     = "gap_count"
)

// Metrics lists the definitions in the order in which a digest speaks of them.
func Metrics() []Metric {
	return []Metric{
		{ID: MetricAsks, Name: "Asked", Words: "Questions that came in during the week, and how many different people asked them."},
		{ID: MetricSolved, Name: "Solved", Words: "Asks whose asker pressed Solved, on a card or after a person's answer, out of all asks. " +
			"Silence counts as not solved. The range is the 95 % Wilson interval; it takes " +
			"each ask as one observation, also when one person asked several times."},
		{ID: MetricSilent, Name: "Silent", Words: "Asks that were shown something or answered by a person, and whose asker gave no verdict " +
			"for 72 hours after it, out of all asks. Answers by a person are left out while " +
			"hand-overs are hidden."},
		{ID: MetricBestCase, Name: "Best case", Words: "Solved, if every silent ask was in truth solved. An upper end, not a likely value. " +
			"Answers by a person whose asker stayed silent are left out while hand-overs are hidden."},
		{ID: MetricPending, Name: "Still open", Words: "Asks that were shown something or answered by a person less than 72 hours ago and have " +
			"no verdict yet. They count as not solved yet. Answers by a person are left out while " +
			"hand-overs are hidden."},
		{ID: MetricNotQuite, Name: "Not quite", Words: "Asks in which Not quite was pressed at least once, whatever came after, out of all asks."},
		{ID: MetricHandedOver, Name: "Handed over", Words: "Asks that became a case for a person, out of all asks."},
		{ID: MetricWait, Name: "Typical wait", Words: "Time from the hand-over until a person claimed or answered: the Kaplan-Meier median, " +
			"in which open cases count for as long as they have waited."},
		{ID: MetricThemes, Name: "Found nothing", Words: "Words shared by the questions of at least 5 people for which search had nothing to show."},
	}
}

// Define returns the metric with that id.
func Define(id string) (m Metric, ok bool) {
	for _, m := range Metrics() {
		if m.ID == id {
			return m, true
		}
	}
	return Metric{}, false
}
