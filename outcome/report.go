package outcome

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"
)

// The most that is counted of the time from an ask to Solved: later presses lag behind the work.
const solvedCap = 4 * time.Hour

// What makes an ask one of those that a figure counts.
func isAny(*Fate) bool         { return true }
func isSolved(f *Fate) bool    { return f.is(SolvedByCard, SolvedByPerson) }
func isSilent(f *Fate) bool    { return f.is(Silent, AnsweredSilent) }
func isPending(f *Fate) bool   { return f.is(Pending, AnsweredOpen) }
func isHanded(f *Fate) bool    { return !f.HandedOver.IsZero() }
func isMissed(f *Fate) bool    { return f.NotQuite }
func isServed(f *Fate) bool    { return f.first != "" }
func isTimed(f *Fate) bool     { return f.took > 0 }
func isAgain(f *Fate) bool     { return f.again }
func isSpoken(f *Fate) bool    { return isSolved(f) || isMissed(f) || isHanded(f) || f.is(CameBack) }
func isOwn(f *Fate) bool       { return f.is(SolvedByCard) && f.own }
func isOwnMissed(f *Fate) bool { return slices.Contains(f.Missed, f.first) }

// A page is a report in the making.
type page struct {
	floor   int
	promise time.Duration
	now     cut
	before  cut // the week before
	figures []Figure
	why     map[string]Reason // of team figures, once they are decided
	hidden  map[string]Reason // as in Report
}

// reportOf works out what may be told of a week, and of the asks of the week before that came back.
func reportOf(in Input, now, before cut) Report {
	p := page{floor: in.floor(), promise: in.Promise, now: now, before: before,
		why: make(map[string]Reason), hidden: make(map[string]Reason)}
	r := Report{Team: in.Team, Week: now.week, Why: groupOf(now.asks, isAny).why(p.floor)}
	if r.Why != Shown {
		for _, m := range Metrics() {
			if m.Behind == Askers && !m.NoTeam && !m.Earlier {
				p.figures = append(p.figures, Figure{Metric: m.ID, Why: r.Why})
			}
		}
	} else {
		assets := p.protectAssets()
		p.protectOutcomes()
		p.addAsks()
		p.addShares()
		p.addWaits()
		p.addEffort()
		p.addAssets(assets)
	}
	p.addAgain()
	p.add(Figure{Metric: MetricPromoted, Count: now.published, Value: float64(now.published)})
	r.Figures, r.hidden = p.figures, p.hidden
	return r
}

// add appends f, or only why it is hidden.
func (p *page) add(f Figure) {
	if f.Why != Shown {
		f = Figure{Metric: f.Metric, Asset: f.Asset, Why: f.Why}
	}
	p.figures = append(p.figures, f)
}

// The cells that partitions have beside those of assets and figures.
const (
	cellNothing = "\x00nothing" // no card was shown
	cellRest    = "\x00rest"
)

// protectAssets decides the partition by the first asset shown, and returns those that may be told.
func (p *page) protectAssets() []cell {
	cells := []cell{{name: cellNothing, group: groupOf(p.now.asks, not(isServed))},
		{name: cellRest, why: untold}} // all other assets, which nobody was shown
	for _, id := range slices.Sorted(maps.Keys(p.now.own)) {
		cells = append(cells, cell{name: id, group: groupOf(p.now.own[id], isAny)})
	}
	protect(cells, p.floor)
	p.why[MetricMatch] = whyOf(cells, cellNothing)
	if p.why[MetricMatch] == Shown {
		p.why[MetricMatch] = groupOf(p.now.asks, isServed).why(p.floor)
	}
	return slices.DeleteFunc(cells[2:], func(c cell) bool {
		if c.why != Shown && c.why != TooFew {
			p.hidden[c.name] = c.why
		}
		return c.why != Shown
	})
}

// protectOutcomes decides the partition by what became of the asks.
func (p *page) protectOutcomes() {
	cells := []cell{{name: MetricSolved, group: groupOf(p.now.asks, isSolved)},
		{name: MetricSilent, group: groupOf(p.now.asks, isSilent)},
		{name: MetricPending, group: groupOf(p.now.asks, isPending)},
		{name: cellRest, why: untold, group: groupOf(p.now.asks, func(f *Fate) bool {
			return !isSolved(f) && !isSilent(f) && !isPending(f)
		})}}
	protect(cells, p.floor)
	for _, c := range cells {
		p.why[c.name] = c.why
	}
}

func (p *page) addAsks() {
	all := groupOf(p.now.asks, isAny)
	p.add(Figure{Metric: MetricAsks, Count: all.asks, People: all.people(), Value: float64(all.asks)})
	p.add(Figure{Metric: MetricAskers, Count: all.people(), People: all.people(),
		Value: float64(all.people())})
}

type counting struct {
	metric string
	in     func(*Fate) bool
}

// addShares adds the shares of all asks.
func (p *page) addShares() {
	asks := p.now.asks
	parts := []counting{{MetricSolved, isSolved}, {MetricNotQuite, isMissed}, {MetricHandedOver, isHanded}}
	p.why[MetricNotQuite] = split(asks, isMissed, p.floor)
	p.why[MetricHandedOver] = split(asks, isHanded, p.floor)
	p.why[MetricResponse] = p.whyResponse(parts)
	for _, c := range append(parts, counting{MetricMatch, isServed}, counting{MetricResponse, isSpoken},
		counting{MetricSilent, isSilent}, counting{MetricPending, isPending}) {
		f := shareOf(asks, c.in)
		f.Metric, f.Why = c.metric, p.why[c.metric]
		p.add(f)
	}
	p.addBounds()
}

// whyResponse decides response_rate. Each of its parts lies within it, so that those who said
// something else are known where both are told.
func (p *page) whyResponse(parts []counting) Reason {
	why := split(p.now.asks, isSpoken, p.floor)
	for _, c := range parts {
		others := groupOf(p.now.asks, func(f *Fate) bool { return isSpoken(f) && !c.in(f) })
		if why == Shown && p.why[c.metric] == Shown && others.why(p.floor) != Shown {
			why = Remainder
		}
	}
	return why
}

// addBounds adds solved_bounds: from what was solved to what was solved, silent or still open. It is
// shown where each of these is, so that none follows from it.
func (p *page) addBounds() {
	why := cmp.Or(p.why[MetricSolved], p.why[MetricSilent], p.why[MetricPending])
	asks := p.now.asks
	best := shareOf(asks, func(f *Fate) bool { return isSolved(f) || isSilent(f) || isPending(f) })
	best.Metric, best.Why, best.Bounded = MetricBestCase, why, true
	best.Interval = Interval{Low: shareOf(asks, isSolved).Value, High: best.Value}
	best.Effective = 0
	p.add(best)
}

// addWaits adds what is measured in time, and the share of hand-overs within the promise.
func (p *page) addWaits() {
	asks := p.now.asks
	handed := where(asks, isHanded)
	waits, pressed := make([]Wait, len(handed)), make([]Wait, len(asks))
	for i, f := range handed {
		waits[i] = f.Wait
	}
	end := p.now.week.To()
	for i, f := range asks {
		pressed[i] = f.untilSolved(end)
	}
	wait := waitOf(MetricWait, p.why[MetricHandedOver], waits)
	wait.slow = p.slow(waits)
	p.add(wait)
	p.add(waitOf(MetricUntilSolved, p.why[MetricSolved], pressed))
	p.addPromise(handed)
	var took []float64
	for _, f := range where(asks, isTimed) {
		took = append(took, float64(f.took.Milliseconds()))
	}
	f := Figure{Metric: MetricFirstCard, Why: groupOf(asks, isTimed).why(p.floor)}
	if len(took) == 0 {
		f.Why = NoData // nothing was shown, or it was not measured
	}
	f.Value, _ = Quantile(0.5, took)
	f.P90, _ = Quantile(0.95, took)
	p.add(f)
}

// slow reports whether fewer than nine in ten of the waits were over within the promise. Those that
// nobody watched for as long do not tell.
func (p *page) slow(waits []Wait) bool {
	late, ok := KaplanMeier(waits).beyond(p.promise)
	return ok && p.promise > 0 && late > 0.1+tiny
}

func (p *page) addPromise(handed []*Fate) {
	kept := func(f *Fate) bool { return f.Wait.Over && f.Wait.For <= p.promise }
	f := shareOf(handed, kept)
	f.Metric, f.Why = MetricPromise, p.why[MetricHandedOver]
	if f.Why == Shown {
		f.Why = split(handed, kept, p.floor)
	}
	if p.promise <= 0 {
		f.Why = NoData
	}
	p.add(f)
}

// byAsset sorts asks by the first asset shown.
func byAsset(asks []*Fate) map[string][]*Fate {
	by := make(map[string][]*Fate)
	for _, f := range asks {
		if isServed(f) {
			by[f.first] = append(by[f.first], f)
		}
	}
	return by
}

// untilSolved is the time until Solved was pressed, watched until the end of the week, at most for
// solvedCap. What ended otherwise is never solved: it is watched as long.
func (f *Fate) untilSolved(end time.Time) Wait {
	if isSolved(f) && f.Closed.Sub(f.At) <= solvedCap {
		return Wait{For: f.Closed.Sub(f.At), Over: true}
	}
	return Wait{For: min(solvedCap, end.Sub(f.At))}
}

// waitOf is a figure of a Kaplan-Meier curve, in whole minutes, so that no single wait is told to the second.
func waitOf(metric string, why Reason, waits []Wait) Figure {
	c := KaplanMeier(waits)
	at := func(share float64) float64 {
		d, ok := c.Quantile(share)
		if !ok {
			return 0
		}
		return max(time.Minute, d.Round(time.Minute)).Seconds()
	}
	f := Figure{Metric: metric, Why: why, Value: at(0.5), P90: at(0.9)}
	if f.Value == 0 {
		f.atLeast = watched(waits)
	}
	return f
}

// watched is how many seconds half of the waits were at least, whatever became of them since.
func watched(waits []Wait) float64 {
	seconds := make([]float64, len(waits))
	for i, w := range waits {
		seconds[i] = w.For.Round(time.Minute).Seconds()
	}
	half, _ := Quantile(0.5, seconds)
	return half
}

// addEffort adds the minutes that experts were busy. They are people too: no figure rests on fewer
// than the floor of them.
func (p *page) addEffort() {
	var experts group
	at := make(map[string]int)
	for _, e := range p.now.effort {
		i, known := at[e.who]
		if !known {
			i = len(experts.by)
			at[e.who], experts.by = i, append(experts.by, 0)
		}
		experts.asks += int(e.For)
		experts.by[i] += int(e.For)
	}
	f := Figure{Metric: MetricEffort, Why: p.why[MetricHandedOver],
		Value: math.Round(time.Duration(experts.asks).Minutes())}
	if f.Why == Shown {
		f.Why = experts.why(p.floor)
	}
	f.People = experts.people()
	p.add(f)
}

// addAssets adds what may be told of each asset: how many asks it was the first card of, how many of
// these it solved, and on how many it missed. What all assets shown solved together is part of what
// the team's asks were solved by: the rest of that must be safe to know too.
func (p *page) addAssets(assets []cell) {
	solved := p.protectPart(assets, counting{MetricSolved, isSolved}, isOwn)
	missed := p.protectPart(assets, counting{MetricNotQuite, isMissed}, isOwnMissed)
	for _, c := range assets {
		of := p.now.own[c.name]
		p.add(Figure{Metric: MetricAsks, Asset: c.name, Count: c.asks, People: c.people(),
			Value: float64(c.asks)})
		f := shareOf(of, isOwn)
		f.Metric, f.Asset, f.Why = MetricSolved, c.name, whyOf(solved, c.name)
		p.add(f)
		f.Metric, f.Value = MetricCardEffect, f.Interval.Low
		p.add(f)
		f = shareOf(of, isOwnMissed)
		f.Metric, f.Asset, f.Why = MetricNotQuite, c.name, whyOf(missed, c.name)
		p.add(f)
	}
}

// protectPart decides, asset by asset, how many of its asks are in; then over all assets, as they are
// parts of the team's figure, if that is told.
func (p *page) protectPart(assets []cell, whole counting, in func(*Fate) bool) []cell {
	var cells []cell
	told := make(map[string]bool)
	for _, c := range assets {
		told[c.name] = true
		cells = append(cells, cell{name: c.name, group: groupOf(p.now.own[c.name], in),
			why: split(p.now.own[c.name], in, p.floor)})
	}
	others := func(f *Fate) bool { return whole.in(f) && (!told[f.first] || !in(f)) }
	cells = append(cells, cell{name: cellRest, why: untold, group: groupOf(p.now.asks, others)})
	if p.why[whole.metric] == Shown {
		protect(cells, p.floor)
	}
	return cells
}

// addAgain adds how many asks of the week before came back, out of those. They stand in no other
// figure that is seen as late, so that nothing can be told by the difference.
func (p *page) addAgain() {
	asks := p.before.asks
	f := shareOf(asks, isAgain)
	f.Metric, f.Why = MetricAgain, groupOf(asks, isAny).why(p.floor)
	if f.Why == Shown {
		f.Why = split(asks, isAgain, p.floor)
	}
	// Who came back had said something, and was neither silent nor pending before: beside these
	// figures the others are known.
	for _, beside := range []func(*Fate) bool{isSpoken,
		func(f *Fate) bool { return !isSilent(f) && !isPending(f) }} {
		others := groupOf(asks, func(f *Fate) bool { return beside(f) && !isAgain(f) })
		if f.Why == Shown && others.why(p.floor) != Shown {
			f.Why = Remainder
		}
	}
	p.add(f)
}

// shareOf is how many of the asks are in, with an interval that takes account of people who asked
// several times: Wilson's for as many independent asks as tell as much (their design effect; Kott,
// Andersson and Nerman 2001). These are never more than there are.
func shareOf(asks []*Fate, in func(*Fate) bool) Figure {
	all, counted := groupOf(asks, isAny), groupOf(asks, in)
	f := Figure{Count: counted.asks, Of: all.asks, People: counted.people()}
	if f.Of == 0 {
		return f
	}
	f.Value = float64(f.Count) / float64(f.Of)
	f.Effective = effective(partsOf(all, counted), f.Value)
	f.Interval, f.Bounded = wilson(f.Value, f.Effective, Z(0.95))
	return f
}

// effective is how many independent asks tell as much about the rate as these people's do: as many as
// there are, less the design effect (Kish 1965). Both variances are the unbiased ones, so that with one ask
// a person they are the same.
func effective(parts []Part, rate float64) float64 {
	n := total(parts)
	naive := rate * (1 - rate) / (n - 1)
	_, stderr, ok := Ratio(parts)
	if !ok || !(naive > 0) {
		return n
	}
	effect := stderr * stderr / naive
	if effect <= 1+tiny {
		return n
	}
	return n / effect
}

// partsOf adds up the asks by person, in a fixed order.
func partsOf(all, counted group) []Part {
	parts := make([]Part, 0, len(all.by))
	for who, n := range all.by {
		if n > 0 {
			parts = append(parts, Part{Count: counted.of(who), Of: float64(n)})
		}
	}
	return parts
}
