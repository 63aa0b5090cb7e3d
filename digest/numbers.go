package digest

import (
	"time"

	"howto/outcome"
)

// numbers are the three figures of the week.
func (d *desk) numbers() []Number {
	return []Number{d.solved(), d.toPerson(), d.again()}
}

// rated is a share of the week. It is not ok when it is not shown.
func (d *desk) rated(label, id string) (n Number, ok bool) {
	f, ok := d.figure(id)
	if !ok {
		return Number{Label: label, Value: f.Why.Words()}, false
	}
	return Number{Label: label, Value: rate(f)}, true
}

func (d *desk) solved() Number {
	n, ok := d.rated("Solved", outcome.MetricSolved)
	if !ok {
		return n
	}
	n.Note = d.unsaid()
	return n
}

// unsaid is what may be added to what is solved: asks of which nobody has said whether they are. Where
// it is not known how many are still open, neither is what all of them would come to.
func (d *desk) unsaid() string {
	silent, ok := d.figure(outcome.MetricSilent)
	if !ok {
		return ""
	}
	note := "silent " + percent(silent.Value)
	open, ok := d.figure(outcome.MetricPending)
	if !ok {
		return note + ", and some may still be open"
	}
	note += ", still open " + percent(open.Value)
	if best, ok := d.figure(outcome.MetricBestCase); ok {
		note += "; " + percent(best.Interval.High) + " if these were helped"
	}
	return note
}

func (d *desk) toPerson() Number {
	n, ok := d.rated("Went to a person", outcome.MetricHandedOver)
	if !ok {
		return n
	}
	wait, ok := d.figure(outcome.MetricWait)
	if !ok {
		n.Note = "when it was typically taken is not known"
		return n
	}
	n.Note = waited(wait)
	return n
}

// waited says how long asks waited until a person took them. A time of 0 is one that too few of them saw the
// end of.
func waited(f outcome.Figure) string {
	switch {
	case f.Value <= 0:
		return "more than half were not taken yet"
	case f.P90 <= 0:
		return "typically taken after " + span(f.Value) + ", more than 1 in 10 not yet"
	}
	return "typically taken after " + span(f.Value) + ", 9 in 10 within " + span(f.P90)
}

// again is about the week before, the last one of which seven days have passed.
func (d *desk) again() Number {
	n, ok := d.rated("Asked again within 7 days", outcome.MetricAgain)
	if !ok {
		return n
	}
	n.Note = "asks of " + weekName(d.Report.Week.Prev())
	if c, ok := d.change(outcome.MetricAgain); ok && limited(c) {
		n.Note += ", usual " + between(c.Limits.Low, c.Limits.High)
	}
	return n
}

// change is how a figure of the team stands beside what it usually was.
func (d *desk) change(id string) (c outcome.Change, ok bool) {
	for _, c := range d.Changes {
		if c.Metric == id && c.Asset == "" {
			return c, true
		}
	}
	return outcome.Change{}, false
}

// limited reports whether enough weeks are shown to say what is usual.
func limited(c outcome.Change) bool { return c.Limits != (outcome.Limits{}) }

// rate writes a share with its likely range.
func rate(f outcome.Figure) string {
	if !f.Bounded {
		return percent(f.Value)
	}
	return percent(f.Value) + " (" + between(f.Interval.Low, f.Interval.High) + ")"
}

// span says seconds as people do. Nobody knows a long time to the minute: one of ten hours or more is
// said in whole hours.
func span(seconds float64) string {
	const most, long = 1000 * 24 * time.Hour, 10 * time.Hour
	d := time.Duration(min(max(0, seconds), most.Seconds()) * float64(time.Second))
	if d >= long {
		d = d.Round(time.Hour)
	}
	return outcome.About(d)
}
