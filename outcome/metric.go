package outcome

// A Metric is the definition of one figure of a [Summary].
type Metric struct {
	ID    string // stable; what `howto metric` takes
	Name  string // how messages call it
	Words string // what it means, in a sentence or two
}

// The ids of the metrics.
const (
	MetricAsks       = "asks"
	MetricSolved     = "solved"
	MetricSilent     = "silent"
	MetricBestCase   = "best-case"
	MetricPending    = "pending"
	MetricNotQuite   = "not-quite"
	MetricHandedOver = "handed-over"
	MetricWait       = "wait"
	MetricThemes     = "themes"
)

// Metrics lists the definitions in the order in which a digest speaks of them.
func Metrics() []Metric {
	return []Metric{
		{MetricAsks, "Asked",
			"Questions that came in during the week, and how many different people asked them."},
		{MetricSolved, "Solved",
			"Asks whose asker pressed Solved, on a card or after a person's answer, out of all asks. " +
				"Silence counts as not solved. The range is the 95 % Wilson interval; it takes " +
				"each ask as one observation, also when one person asked several times."},
		{MetricSilent, "Silent",
			"Asks that were shown something or answered by a person, and whose asker gave no verdict " +
				"for 72 hours after it, out of all asks. Answers by a person are left out while " +
				"hand-overs are hidden."},
		{MetricBestCase, "Best case",
			"Solved, if every silent ask was in truth solved. An upper end, not a likely value. " +
				"Answers by a person whose asker stayed silent are left out while hand-overs are hidden."},
		{MetricPending, "Still open",
			"Asks that were shown something or answered by a person less than 72 hours ago and have " +
				"no verdict yet. They count as not solved yet. Answers by a person are left out while " +
				"hand-overs are hidden."},
		{MetricNotQuite, "Not quite",
			"Asks in which Not quite was pressed at least once, whatever came after, out of all asks."},
		{MetricHandedOver, "Handed over",
			"Asks that became a case for a person, out of all asks."},
		{MetricWait, "Typical wait",
			"Time from the hand-over until a person claimed or answered: the Kaplan-Meier median, " +
				"in which open cases count for as long as they have waited."},
		{MetricThemes, "Found nothing",
			"Words shared by the questions of at least 5 people for which search had nothing to show."},
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
