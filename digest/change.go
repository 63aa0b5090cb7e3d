package digest

import (
	"fmt"
	"math"

	"howto/outcome"
)

// A wording is how a change is told.
type wording struct {
	happened string // what happened, without a capital letter
	counted  string // what the counted asks did
	cost     string // what that comes to in a week, after a range of numbers
}

func wordingOf(c outcome.Change) wording {
	way := func(up, down string) string {
		if c.Diff < 0 {
			return down
		}
		return up
	}
	switch c.Metric {
	case outcome.MetricSolved:
		return wording{way("more", "fewer") + " asks were solved than usual", "solved",
			"more asks a week " + way("solved", "left unsolved")}
	case outcome.MetricHandedOver:
		return wording{way("more", "fewer") + " asks went to a person than usual", "went to a person",
			way("more", "fewer") + " asks a week for a person"}
	case outcome.MetricNotQuite:
		return wording{"Not quite was pressed " + way("more", "less") + " often than usual", "got Not quite",
			way("more", "fewer") + " asks a week with Not quite"}
	}
	return wording{"asks waited " + way("longer", "less") + " to be taken than usual", "",
		way("later", "sooner")}
}

// along is a range of differences, counted in the direction in which c moved.
func along(c outcome.Change, low, high float64) (least, most float64) {
	if c.Diff < 0 {
		return -high, -low
	}
	return low, high
}

// happened is what moved, as a clause without a capital letter.
func (d *desk) happened(c outcome.Change) string {
	switch {
	case c.Asset == "":
		return wordingOf(c).happened
	case c.Metric != outcome.MetricSolved:
		return d.names.asset(c.Asset) + ": " + wordingOf(c).happened
	case c.Diff < 0:
		return d.names.asset(c.Asset) + " helped less often than usual"
	}
	return d.names.asset(c.Asset) + " helped more often than usual"
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
		text = fmt.Sprintf("%s of %s %s, %s", number(now.Count), count(now.Of, "ask"),
			wordingOf(c).counted, rate(now))
	default:
		text = waited(now)
	}
	return text + usual(c)
}

// isShare reports whether c is about a share of asks; else it is about waits.
func isShare(c outcome.Change) bool { return c.Metric != outcome.MetricWait }

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
	return text + amount(c)
}

// amount writes the limits of a change.
func amount(c outcome.Change) string {
	if isShare(c) {
		return between(c.Limits.Low, c.Limits.High)
	}
	low, high := span(c.Limits.Low), span(c.Limits.High)
	if low == high {
		return "about " + low
	}
	return low + " to " + high
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
	low, high := along(c, now.Value-c.Limits.High, now.Value-c.Limits.Low)
	text := "a typical ask was taken "
	switch low = max(0, low); {
	case now.AtLeast:
		text += "at least " + span(low)
	case high <= low:
		return ""
	default:
		text += span(low) + " to " + span(high)
	}
	return text + " " + wordingOf(c).cost + " than usual."
}

// shareWeight is the likely range of a difference of shares, taken of as many asks as there were.
// Where the figure itself is hidden the difference is one between shares of people, and the least.
func (d *desk) shareWeight(c outcome.Change) string {
	low, high := along(c, c.Interval.Low, c.Interval.High)
	cost, n := wordingOf(c).cost, float64(c.Now.Of)
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
	low, high := along(c, c.Interval.Low, c.Interval.High)
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
