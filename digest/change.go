package digest

import (
	"fmt"
	"math"

	"howto/outcome"
)

// A wording is how a change of one metric is told.
type wording struct {
	up, down         string // what happened, without a capital letter
	counted          string // what the counted asks did
	costUp, costDown string // what that comes to in a week, after a range of numbers
}

// wordingOf has words of its own for the figures that a digest is made of; a change of another one
// is told by its name.
func wordingOf(metric string) wording {
	switch metric {
	case outcome.MetricSolved:
		return wording{"more asks were solved than usual", "fewer asks were solved than usual",
			"solved", "more asks a week solved", "more asks a week left unsolved"}
	case outcome.MetricHandedOver:
		return wording{"more asks went to a person than usual", "fewer asks went to a person than usual",
			"went to a person", "more asks a week for a person", "fewer asks a week for a person"}
	case outcome.MetricNotQuite:
		return wording{"Not quite was pressed more often than usual", "Not quite was pressed less often than usual",
			"got Not quite", "more asks a week with Not quite", "fewer asks a week with Not quite"}
	case outcome.MetricSilent:
		return wording{"more people stayed silent than usual", "fewer people stayed silent than usual",
			"stayed silent", "more silent asks a week", "fewer silent asks a week"}
	case outcome.MetricAgain:
		return wording{"more asks came back than usual", "fewer asks came back than usual",
			"came back", "more asks a week that come back", "fewer asks a week that come back"}
	case outcome.MetricAsks:
		return wording{"more asks came in than usual", "fewer asks came in than usual",
			"", "more asks a week", "fewer asks a week"}
	case outcome.MetricWait:
		return wording{"people waited longer for a first reply than usual",
			"people waited less for a first reply than usual", "", "later", "sooner"}
	}
	m, _ := outcome.Define(metric)
	return wording{"“" + m.Name + "” was higher than usual", "“" + m.Name + "” was lower than usual",
		"counted", "more asks a week", "fewer asks a week"}
}

// happened is what moved, as a clause without a capital letter.
func (d *desk) happened(c outcome.Change) string {
	if c.Asset != "" && c.Metric == outcome.MetricSolved {
		if c.Diff < 0 {
			return d.names.asset(c.Asset) + " helped less often than usual"
		}
		return d.names.asset(c.Asset) + " helped more often than usual"
	}
	text := wordingOf(c.Metric).up
	if c.Diff < 0 {
		text = wordingOf(c.Metric).down
	}
	if c.Asset != "" {
		text = d.names.asset(c.Asset) + ": " + text
	}
	return text
}

// measured is the figure beside its usual range, as a sentence.
func (d *desk) measured(c outcome.Change) string {
	if c.Asset != "" {
		return d.names.asset(c.Asset) + ": " + d.fact(c) + "."
	}
	return sentenceCase(d.fact(c)) + "."
}

// fact is the figure beside its usual range, without its subject.
func (d *desk) fact(c outcome.Change) string {
	now := c.Now
	var text string
	switch {
	case now.Why != outcome.Shown:
		text = "too few people to show a number"
		if asks, ok := d.about(outcome.MetricAsks, c.Asset); ok && c.Metric == outcome.MetricSolved {
			text = "too few of the " + number(asks.People) + " people had it solved to show a number"
		}
		if limited(c) {
			return text + usual(c) + " of asks"
		}
	case isShare(c):
		d.use(now)
		text = fmt.Sprintf("%s of %s %s, %s", number(now.Count), count(now.Of, "ask"),
			wordingOf(c.Metric).counted, rate(now))
	case c.Metric == outcome.MetricWait:
		d.use(now)
		text = waited(now)
	default:
		d.use(now)
		text = number(int(math.Round(now.Value))) + " " + unitOf(c.Metric)
	}
	return text + usual(c)
}

func isShare(c outcome.Change) bool { return unitOf(c.Metric) == "share" }

func unitOf(metric string) string {
	m, _ := outcome.Define(metric)
	return m.Unit
}

// usual says where the figure stands, as far as its limits are known.
func usual(c outcome.Change) string {
	if !limited(c) {
		return "; too few weeks to know what is usual"
	}
	l := c.Limits
	text := "; usual "
	if c.Now.Why == outcome.Shown && !c.This().AtLeast {
		switch {
		case c.Outside() && c.This().Value < l.Mean:
			text = ", below the usual "
		case c.Outside():
			text = ", above the usual "
		case c.Label == outcome.Signal:
			text = ", near the end of the usual "
		default:
			text = ", within the usual "
		}
	}
	return text + amount(c, l.Low, l.High)
}

// amount writes a range in the unit of a change.
func amount(c outcome.Change, low, high float64) string {
	low = max(0, low)
	switch {
	case isShare(c):
		if low == high {
			return percent(low)
		}
		return between(low, high)
	case c.Metric == outcome.MetricWait:
		if low == high {
			return span(low)
		}
		return span(low) + " to " + span(high)
	default:
		return fromTo(low, high)
	}
}

// fromTo writes a range of whole things, rounded outwards.
func fromTo(low, high float64) string {
	a, b := int(math.Floor(max(0, low))), int(math.Ceil(max(0, high)))
	if a == b {
		return "about " + number(a)
	}
	return number(a) + "–" + number(b)
}

// weight is what a change probably comes to in one week; empty when that cannot be told.
func (d *desk) weight(c outcome.Change) string {
	if isShare(c) {
		return d.shareWeight(c)
	}
	if c.Now.Why != outcome.Shown || !limited(c) {
		return ""
	}
	now := c.This()
	cost, low, high := wordingOf(c.Metric).costUp, now.Value-c.Limits.High, now.Value-c.Limits.Low
	if c.Diff < 0 {
		cost, low, high = wordingOf(c.Metric).costDown, c.Limits.Low-now.Value, c.Limits.High-now.Value
	}
	low = max(0, low)
	switch {
	case now.AtLeast:
		return "a typical first reply came at least " + span(low) + " " + cost + " than usual."
	case high <= low:
		return ""
	case c.Metric == outcome.MetricWait:
		return "a typical first reply came " + span(low) + " to " + span(high) + " " + cost + " than usual."
	}
	return fromTo(low, high) + " " + cost + " than usual."
}

// shareWeight is the likely range of a difference of shares, taken of as many asks as there were.
// Where the figure itself is hidden the difference is one between shares of people, and the least.
func (d *desk) shareWeight(c outcome.Change) string {
	cost, low, high := wordingOf(c.Metric).costUp, c.Interval.Low, c.Interval.High
	if c.Diff < 0 {
		cost, low, high = wordingOf(c.Metric).costDown, -c.Interval.High, -c.Interval.Low
	}
	n := float64(c.Now.Of)
	if c.Now.Why != outcome.Shown {
		asks, _ := d.about(outcome.MetricAsks, c.Asset)
		n = float64(asks.People)
	}
	low, high = low*n, min(1, high)*n
	switch {
	case high <= 0:
		return ""
	case c.Now.Why != outcome.Shown:
		return fromTo(low, high) + " more people a week left without a solution than usual, if not more."
	case low < 1:
		return "up to " + number(int(math.Ceil(high))) + " " + cost + ", perhaps none."
	}
	return fromTo(low, high) + " " + cost + " than usual."
}

// size is how much a share moved, in points; empty for what is no share.
func size(c outcome.Change) string {
	low, high := c.Interval.Low, c.Interval.High
	if c.Diff < 0 {
		low, high = -high, -low
	}
	low, high = math.Round(100*low), math.Round(100*min(1, high))
	if !isShare(c) || c.Now.Why != outcome.Shown || low < 1 || high <= low {
		return ""
	}
	return fmt.Sprintf(", likely by %.0f–%.0f points", low, high)
}

// grounds are why a change has its label.
func (d *desk) grounds(c outcome.Change) string {
	weeks, compared := 0, 0
	for _, w := range c.Weeks {
		if w.Why == outcome.Shown && w.Week != d.Report.Week {
			weeks++
		}
	}
	for _, other := range d.Changes {
		if other.Label != outcome.NotEnough {
			compared++
		}
	}
	past := "the " + count(weeks, "week") + " before it"
	if weeks == 0 {
		past = "the weeks before it"
	}
	outside := c.Outside()
	stands := "It lies outside the range of " + past + "."
	switch {
	case c.Label == outcome.Signal:
		if !outside {
			stands = "Two weeks in a row it was near the end of its range."
		}
		odds := "10"
		if c.Adjusted <= 0.05 {
			odds = "20"
		}
		return stands + " With all that we compared, chance alone would do that less than 1 time in " + odds +
			". One person who asks a lot does not tip it."
	case outside:
		return stands + " But we compared " + count(compared, "figure") + ", and one like it may come by chance."
	}
	return "It has been on the same side of its average since " + weekName(c.Since) + ". That may be chance."
}
