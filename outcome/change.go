package outcome

import (
	"math"
	"slices"
)

// The rules of the labels; docs/decisions/0013 says why they are as they are.
const (
	enoughAsks  = 30   // fewer asks in the week say nothing
	watchWeeks  = 6    // limits of fewer weeks say nothing
	signalWeeks = 12   // limits of fewer weeks are too soft for a signal
	least       = 0.05 // a smaller change of a share is none
	leastWait   = 0.2  // as least, as a part of the usual wait
	significant = 0.05
	// Two weeks in a row this near to the limits, as a part of the way to them, are as rare as one
	// beyond them; then a test may be less sure.
	near   = 2.0 / 3
	likely = 0.1
	// What chance does to one figure in five weeks is not worth a second look, even beyond the limits.
	doubtful = 0.2
)

// A compared figure: what it counts, and which way is worse.
type compared struct {
	metric string
	in     func(*Fate) bool
	down   bool // lower is worse
}

func teamCompared() []compared {
	return []compared{{MetricSolved, isSolved, true}, {MetricHandedOver, isHanded, false},
		{MetricNotQuite, isMissed, false}}
}

func assetCompared() []compared {
	return []compared{{MetricSolved, isOwn, true}, {MetricNotQuite, isOwnMissed, false}}
}

// A history is reports with the asks behind them, oldest first; the last is the week to look at.
type history struct {
	floor   int
	reports []Report
	cuts    []cut
}

// changes compares the week with those before, figure by figure, and labels all of them together.
func (h history) changes() []Change {
	var all []Change
	for _, c := range teamCompared() {
		all = append(all, h.share(c, ""))
	}
	all = append(all, h.wait(), h.beside(MetricAgain))
	for _, f := range h.reports[len(h.reports)-1].Figures {
		if f.Metric == MetricAsks && f.Asset != "" {
			for _, c := range assetCompared() {
				all = append(all, h.share(c, f.Asset))
			}
		}
	}
	var p []float64
	for _, c := range all {
		if c.Label != NotEnough {
			p = append(p, c.P)
		}
	}
	adjusted := Adjust(p)
	for i := range all {
		if all[i].Label != NotEnough {
			all[i].Adjusted, adjusted = adjusted[0], adjusted[1:]
			all[i].Label = all[i].label()
		}
	}
	return all
}

// series fills in the weeks of c, the limits that those before set, and this week's figure. It returns
// which weeks set them.
func (h history) series(c *Change) (told []int) {
	for i, r := range h.reports {
		f, ok := r.About(c.Metric, c.Asset)
		if !ok {
			f.Why = TooFew
		}
		at := Point{Week: r.Week, Why: f.Why, Value: f.Value, Interval: f.Interval}
		if f.Why == Shown && c.Metric == MetricWait && f.Value == 0 {
			at.Value, at.AtLeast = f.atLeast, true
		}
		c.Weeks = append(c.Weeks, at)
		if i == len(h.reports)-1 {
			c.Now = f
			c.Now.Metric, c.Now.Asset = c.Metric, c.Asset
		} else if at.Why == Shown && !at.AtLeast {
			told = append(told, i)
		}
	}
	if past := values(c.setting()); len(told) >= watchWeeks && c.Metric == MetricWait {
		c.Limits, _ = xmrOfTimes(past)
	} else if len(told) >= watchWeeks {
		c.Limits, _ = XmR(past)
	}
	for i, p := range c.Weeks {
		if p.AtLeast && p.Value <= c.Limits.High { // it may have been as usual
			c.Weeks[i] = Point{Week: p.Week, Why: NoData}
		}
	}
	return told
}

// setting is the weeks that set the limits.
func (c Change) setting() []Point {
	return slices.DeleteFunc(slices.Clone(c.Weeks[:len(c.Weeks)-1]), func(p Point) bool { return p.AtLeast })
}

func values(points []Point) (v []float64) {
	for _, p := range points {
		if p.Why == Shown {
			v = append(v, p.Value)
		}
	}
	return v
}

// This is the week looked at, as a point of the series.
func (c Change) This() Point { return c.Weeks[len(c.Weeks)-1] }

// Outside reports whether the week lies beyond the limits. Where its number is hidden, only that can
// make it a change.
func (c Change) Outside() bool {
	return c.Now.Why != Shown || c.Limits.Outside(c.This().Value)
}

// share compares a share of the week with the weeks before that are shown.
func (h history) share(of compared, asset string) Change {
	c := Change{Metric: of.metric, Asset: asset, Since: h.reports[len(h.reports)-1].Week}
	told := h.series(&c)
	last := len(h.cuts) - 1
	now, before := h.cuts[last].about(asset), []*Fate(nil)
	for _, i := range told {
		before = append(before, h.cuts[i].about(asset)...)
	}
	c.Limits = c.Limits.within(0, 1)
	c.Usual = shareOf(before, of.in)
	c.Usual.Metric, c.Usual.Asset = of.metric, asset
	if len(told) < watchWeeks {
		return c
	}
	switch {
	case c.Now.Why == Shown && c.Now.Of >= enoughAsks:
		c.contrast(now, before, of.in)
	case c.Now.Why == TooFew && asset != "" && of.metric == MetricSolved && h.bound(&c, told):
	default:
		return c
	}
	c.Label = Noise
	c.Worse = c.Diff < 0 == of.down
	c.Since = c.since()
	return c
}

// about is the asks whose first card was the asset; all, when none is named.
func (c cut) about(asset string) []*Fate {
	if asset == "" {
		return c.asks
	}
	return c.own[asset]
}

// contrast sets the difference between now and before, its interval and how likely chance alone makes
// it. Asks of one person count as one observation; should people's asks differ less from each other
// than chance allows, they count as independent.
func (c *Change) contrast(now, before []*Fate, in func(*Fate) bool) {
	diff, stderr, ok := Differ(paired(now, before, in))
	if !ok {
		c.P = 1
		return
	}
	n, m := float64(len(now)), float64(len(before))
	pooled := (c.Now.Value*n + c.Usual.Value*m) / (n + m)
	stderr = max(stderr, math.Sqrt(pooled*(1-pooled)*(1/n+1/m)))
	people := min(groupOf(now, isAny).people(), groupOf(before, isAny).people())
	c.Diff, c.P = diff, TwoSided(diff, stderr, people-1)
	c.Interval = Newcombe(c.Now.Value, c.Now.Interval, c.Usual.Value, c.Usual.Interval)
}

func paired(now, before []*Fate, in func(*Fate) bool) []Paired {
	nowAll, nowIn := groupOf(now, isAny), groupOf(now, in)
	wasAll, wasIn := groupOf(before, isAny), groupOf(before, in)
	var people []Paired
	for who, n := range nowAll.with(wasAll).by {
		if n > 0 {
			people = append(people, Paired{Now: Part{nowIn.of(who), nowAll.of(who)},
				Before: Part{wasIn.of(who), wasAll.of(who)}})
		}
	}
	return people
}

// bound compares what can be known when fewer people than the floor were solved, and that is why the
// number is hidden: at most floor-1 of those who asked. It stands beside the shares of people in the
// weeks told, and uses nothing that is not told. It is not ok when so few would not be a change.
func (h history) bound(c *Change, told []int) bool {
	now, ok := h.reports[len(h.reports)-1].About(MetricAsks, c.Asset)
	if !ok || now.Count < enoughAsks {
		return false
	}
	var shares []float64
	var usual Part
	for _, i := range told {
		asked, _ := h.reports[i].About(MetricAsks, c.Asset)
		solved, _ := h.reports[i].About(c.Metric, c.Asset)
		shares = append(shares, float64(solved.People)/float64(asked.People))
		usual.Count, usual.Of = usual.Count+float64(solved.People), usual.Of+float64(asked.People)
	}
	limits, _ := XmR(shares)
	// Somebody who asked in several weeks tells no more of the usual than their asks do.
	n, m := float64(now.People), min(usual.Of, max(1, c.Usual.Effective))
	most, was := float64(h.floor-1)/n, usual.Count/usual.Of
	if most >= limits.Low {
		return false
	}
	ofMost, _ := wilson(most, n, Z(0.95))
	ofWas, _ := wilson(was, m, Z(0.95))
	pooled := (most*n + was*m) / (n + m)
	stderr := math.Sqrt(pooled * (1 - pooled) * (1/n + 1/m))
	c.Diff, c.Interval = most-was, Newcombe(most, ofMost, was, ofWas)
	c.P = TwoSided(c.Diff, stderr, now.People-1)
	return true
}

// wait compares how long cases waited for a person. How likely chance alone makes the difference is
// told from the share of cases that had one within the usual time.
func (h history) wait() Change {
	c := Change{Metric: MetricWait, Since: h.reports[len(h.reports)-1].Week}
	told := h.series(&c)
	last := len(h.cuts) - 1
	now, before := where(h.cuts[last].asks, isHanded), []*Fate(nil)
	for _, i := range told {
		before = append(before, where(h.cuts[i].asks, isHanded)...)
	}
	waits := make([]Wait, len(before))
	for i, f := range before {
		waits[i] = f.Wait
	}
	usual, ok := KaplanMeier(waits).Median()
	c.Usual = waitOf(MetricWait, Shown, waits)
	c.Limits = c.Limits.within(0, math.Inf(1))
	if !ok || len(told) < watchWeeks || c.This().Why != Shown || len(h.cuts[last].asks) < enoughAsks {
		return c
	}
	longer := func(f *Fate) bool { return !f.Wait.Over || f.Wait.For > usual }
	at := Change{Now: shareOf(now, longer), Usual: shareOf(before, longer)}
	at.contrast(now, before, longer)
	c.P, c.Diff, c.Label = at.P, c.This().Value-c.Usual.Value, Noise
	c.Worse = c.Diff > 0
	c.Since = c.since()
	return c
}

// beside is a share of the team beside its limits, without a judgement.
func (h history) beside(metric string) Change {
	c := Change{Metric: metric, Since: h.reports[len(h.reports)-1].Week}
	h.series(&c)
	c.Limits = c.Limits.within(0, 1)
	return c
}

// label says what c is worth, given that there is enough to say something.
func (c Change) label() Label {
	outside, weeks := c.Outside(), len(values(c.setting()))
	size := math.Abs(c.Diff)
	if c.Metric == MetricWait {
		size *= least / (leastWait * max(1, c.Usual.Value))
	}
	sure := outside && c.Adjusted <= significant || c.twice() && c.Adjusted <= likely
	switch {
	case sure && weeks >= signalWeeks && size >= least:
		return Signal
	case outside && c.P <= doubtful, c.Now.Why == Shown && c.Limits.run(values(c.Weeks)) >= longRun:
		return Watch
	}
	return Noise
}

// twice reports whether this week and the one before are both near to the limits or beyond them, on the
// same side.
func (c Change) twice() bool {
	last := len(c.Weeks) - 1
	if last < 1 || c.Now.Why != Shown || c.Weeks[last-1].Why != Shown {
		return false
	}
	now, before := c.Limits.toward(c.This().Value), c.Limits.toward(c.Weeks[last-1].Value)
	return min(now, before) >= near || max(now, before) <= -near
}

// since is the first week of those, without a break until now, that have been beyond the limits on
// the same side, or on the same side of the mean when this week is within the limits. A week that is not
// shown is no break, as it is none in the run that makes a label.
func (c Change) since() Week {
	now, outside := c.This().Value, c.Outside()
	first := len(c.Weeks) - 1
	for i := first - 1; i >= 0; i-- {
		p := c.Weeks[i]
		if p.Why != Shown {
			continue
		}
		if outside && !c.Limits.Outside(p.Value) ||
			c.Limits.side(p.Value) == 0 || c.Limits.side(p.Value) != c.Limits.side(now) {
			break
		}
		first = i
	}
	return c.Weeks[first].Week
}
