package digest

import (
	"fmt"
	"strings"

	"howto/outcome"
)

// mostWeeks is how many weeks the picture shows.
const mostWeeks = 26

// chart is what the picture shows: the figure that moved, when the message rests on one, else the share
// of solved asks of the team. It is not ok when fewer than two weeks can be shown.
func (d *desk) chart(moved *outcome.Change) (c chart, ok bool) {
	if moved != nil && limited(*moved) {
		return d.drawn(*moved)
	}
	solved, ok := d.change(outcome.MetricSolved)
	if !ok || solved.Now.Why != outcome.Shown {
		return chart{}, false
	}
	return d.drawn(solved)
}

// drawn is the chart of a share or of waits. It is not ok when no week before is shown.
func (d *desk) drawn(m outcome.Change) (c chart, ok bool) {
	c = chart{week: weekName(d.Report.Week), waits: !isShare(m), axis: axis(m)}
	if limited(m) {
		c.usual = &m.Limits
	}
	for _, w := range m.Weeks[max(0, len(m.Weeks)-mostWeeks):] {
		if w.Why == outcome.Shown || len(c.weeks) > 0 || w.Week == m.This().Week {
			c.weeks = append(c.weeks, dotOf(w))
		}
	}
	if m.Asset != "" {
		c.name = d.names.asset(m.Asset)
	}
	c.seen = seen(m, c.week)
	return c, len(c.weeks) > 1
}

func dotOf(p outcome.Point) dot {
	return dot{day(p.Week.From()), p.Why == outcome.Shown, p.Value, p.Interval, p.AtLeast}
}

// axis says what the weeks of a chart are measured in.
func axis(c outcome.Change) string {
	whose := "asks"
	if c.Asset != "" {
		whose = "its asks"
	}
	switch c.Metric {
	case outcome.MetricWait:
		return "Typical time until taken, by week"
	case outcome.MetricSolved:
		return "Share of " + whose + " that were solved, by week"
	}
	return "Share of " + whose + " that " + wordingOf(c).counted + ", by week"
}

// seen is what a chart of a change shows, in a sentence without its subject.
func seen(c outcome.Change, week string) string {
	what := wordingOf(c).counted
	switch {
	case c.Now.Why != outcome.Shown:
		return "too few " + what + " in " + week + " to show" + usual(c)
	case isShare(c):
		return percent(c.Now.Value) + " " + what + " in " + week + usual(c)
	case c.This().AtLeast:
		return "most were not taken yet in " + week + usual(c)
	}
	return "typically taken after " + span(c.Now.Value) + " in " + week + usual(c)
}

// title is what is seen, with a name for what it is about.
func (c chart) title(name string) string {
	if name == "" {
		return sentenceCase(c.seen)
	}
	return name + ": " + c.seen
}

// of writes the figure of a week.
func (c chart) of(w dot) string {
	if w.atLeast {
		return "over " + c.say(w.value)
	}
	return c.say(w.value)
}

// say writes a value of the chart.
func (c chart) say(value float64) string {
	if c.waits {
		return span(value)
	}
	return percent(max(0, min(1, value)))
}

// words says what the picture shows, for those who do not see it.
func (c chart) words() string {
	last := len(c.weeks) - 1
	var before []string
	for _, w := range c.weeks[:last] {
		if w.shown {
			before = append(before, c.of(w))
		} else {
			before = append(before, "not shown")
		}
	}
	text := fmt.Sprintf("Chart of %d weeks. %s", len(c.weeks), c.title(c.name))
	if now := c.weeks[last]; now.likely() && !c.waits {
		text += "; likely " + between(now.interval.Low, now.interval.High)
	}
	text += "."
	if c.usual != nil {
		text += " On average " + c.say(c.usual.Mean) + "."
	}
	return text + " The weeks before, from " + c.weeks[0].day + " on: " + strings.Join(before, ", ") + "."
}
