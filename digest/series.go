package digest

import (
	"fmt"
	"slices"
	"strings"

	"howto/outcome"
)

// mostWeeks is how many weeks the picture shows.
const mostWeeks = 26

// chart is what the picture shows: the figure that moved, when the message rests on one and enough of
// its weeks are shown, else the share of solved asks of the team. It is not ok when fewer than two
// weeks can be shown.
func (d *desk) chart(moved *outcome.Change) (c chart, ok bool) {
	if moved != nil {
		if c, ok = d.changed(*moved); ok {
			return c, true
		}
	}
	return d.team()
}

// changed is the chart of what moved. It is not ok when too little of it is shown, or when it is
// neither a share nor a wait.
func (d *desk) changed(m outcome.Change) (c chart, ok bool) {
	last := len(m.Weeks) - 1
	known := m.Now.Why == outcome.Shown || m.Now.Why == outcome.TooFew && isShare(m)
	if last < 0 || !known || m.Limits == (outcome.Limits{}) || !isShare(m) && m.Metric != outcome.MetricWait {
		return chart{}, false
	}
	c = chart{week: weekName(d.Report.Week), usual: &m.Limits, waits: !isShare(m), axis: axis(m.Metric, m.Asset)}
	shown := 0
	for _, w := range m.Weeks[max(0, last+1-mostWeeks):last] {
		if w.Why == outcome.Shown {
			shown++
		}
		if shown > 0 {
			c.weeks = append(c.weeks, dotOf(w))
		}
	}
	c.weeks = append(c.weeks, dotOf(m.This()))
	if m.Asset != "" {
		c.name = d.names.asset(m.Asset)
	}
	c.seen = seen(m, c.week)
	return c, shown >= fewestWeeks
}

func dotOf(p outcome.Point) dot {
	return dot{day(p.Week.From()), p.Why == outcome.Shown, p.Value, p.Interval, p.AtLeast}
}

// axis says what the weeks of a chart are measured in.
func axis(metric, asset string) string {
	whose := "asks"
	if asset != "" {
		whose = "its asks"
	}
	switch metric {
	case outcome.MetricWait:
		return "Typical wait for a first reply, by week"
	case outcome.MetricSolved:
		return "Share of " + whose + " that were solved, by week"
	}
	return "Share of " + whose + " that " + wordingOf(metric).counted + ", by week"
}

// seen is what a chart of a change shows, in a sentence without its subject.
func seen(c outcome.Change, week string) string {
	what := wordingOf(c.Metric).counted
	switch {
	case c.Now.Why != outcome.Shown:
		return "too few " + what + " in " + week + " to show" + usual(c)
	case isShare(c):
		return percent(c.Now.Value) + " " + what + " in " + week + usual(c)
	case c.This().AtLeast:
		return "most had no first reply in " + week + usual(c)
	}
	return "typical first reply " + span(c.Now.Value) + " in " + week + usual(c)
}

// team is the chart of the team's share of solved asks.
func (d *desk) team() (c chart, ok bool) {
	reports := append(slices.Clone(d.Past), d.Report)
	reports = reports[max(0, len(reports)-mostWeeks):]
	shown := 0
	for _, r := range reports {
		w := dot{day: day(r.Week.From())}
		if f, has := r.Figure(outcome.MetricSolved); has && f.Why == outcome.Shown && r.Why == outcome.Shown {
			w.shown, w.value, w.interval = true, f.Value, f.Interval
			shown++
		}
		if shown > 0 {
			c.weeks = append(c.weeks, w)
		}
	}
	if shown < 2 || !c.weeks[len(c.weeks)-1].shown {
		return chart{}, false
	}
	c.week, c.axis = weekName(d.Report.Week), axis(outcome.MetricSolved, "")
	if l, has := d.limits(outcome.MetricSolved); has {
		c.usual = &l
	}
	c.seen = c.solved()
	return c, true
}

// solved is what the chart of a team shows, in a sentence.
func (c chart) solved() string {
	now := c.weeks[len(c.weeks)-1].value
	text := percent(now) + " solved in " + c.week
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
