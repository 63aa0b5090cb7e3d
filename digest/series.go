package digest

import (
	"fmt"
	"slices"
	"strings"

	"howto/outcome"
)

// mostWeeks is how many weeks the picture shows.
const mostWeeks = 26

// chart is the share of solved asks week by week. It is not ok when fewer than two weeks can be
// shown, or not this one.
func (d *desk) chart() (c chart, ok bool) {
	reports := append(slices.Clone(d.Past), d.Report)
	reports = reports[max(0, len(reports)-mostWeeks):]
	shown := 0
	for _, r := range reports {
		w := dot{day: day(r.Week.From())}
		if f, has := r.Figure(outcome.MetricSolved); has && f.Why == outcome.Shown && r.Why == outcome.Shown {
			w.shown, w.rate, w.interval = true, f.Value, f.Interval
			shown++
		}
		if shown > 0 {
			c.weeks = append(c.weeks, w)
		}
	}
	if shown < 2 || !c.weeks[len(c.weeks)-1].shown {
		return chart{}, false
	}
	c.name = weekName(d.Report.Week)
	if l, has := d.limits(outcome.MetricSolved); has {
		c.usual = &l
	}
	c.title = c.seen()
	return c, true
}

// seen is what the picture shows, in a sentence.
func (c chart) seen() string {
	now := c.weeks[len(c.weeks)-1].rate
	text := percent(now) + " solved in " + c.name
	switch {
	case c.usual == nil:
		return text + "; too few weeks to know what is usual"
	case now < c.usual.Low:
		return text + ", below the usual " + between(c.usual.Low, c.usual.High)
	case now > c.usual.High:
		return text + ", above the usual " + between(c.usual.Low, c.usual.High)
	}
	return text + ", within the usual " + between(c.usual.Low, c.usual.High)
}

// words says what the picture shows, for those who do not see it.
func (c chart) words() string {
	last := len(c.weeks) - 1
	var before []string
	for _, w := range c.weeks[:last] {
		if w.shown {
			before = append(before, percent(w.rate))
		} else {
			before = append(before, "not shown")
		}
	}
	text := fmt.Sprintf("Chart of %d weeks. %s; likely %s.", len(c.weeks), c.title,
		between(c.weeks[last].interval.Low, c.weeks[last].interval.High))
	if c.usual != nil {
		text += " On average " + percent(max(0, min(1, c.usual.Mean))) + "."
	}
	return text + " The weeks before, from " + c.weeks[0].day + " on: " + strings.Join(before, ", ") + "."
}
