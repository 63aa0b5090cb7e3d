package digest_test

import (
	"slices"
	"sync"
	"time"

	"howto/digest"
	"howto/outcome"
)

var week47 = outcome.Week{Year: 2026, Number: 47, Zone: time.UTC}

const balance = "payments/gift-card-balance"

func names() digest.Names {
	return digest.Names{Team: "Payments",
		Assets: map[string]string{balance: "Check the balance of a gift card", "payments/refund": "Refund a card payment"},
		Owners: map[string]string{balance: "U0DANA", "payments/refund": "U0ELIF"}}
}

// share is a figure of so many of so many asks, with its Wilson interval.
func share(metric, asset string, n, of, people int) outcome.Figure {
	i, ok := outcome.Wilson(n, of, outcome.Z(0.95))
	return outcome.Figure{Metric: metric, Asset: asset, Count: n, Of: of, People: people,
		Value: float64(n) / float64(of), Interval: i, Bounded: ok}
}

func tally(metric, asset string, n, people int) outcome.Figure {
	return outcome.Figure{Metric: metric, Asset: asset, Count: n, People: people, Value: float64(n)}
}

// report is a week of 141 asks in which so many were solved; 22 were silent, 8 still open, 24 went to a person.
func report(w outcome.Week, solved int) outcome.Report {
	const asks = 141
	best := outcome.Figure{Metric: outcome.MetricBestCase, Of: asks, Value: float64(solved) / asks,
		Interval: outcome.Interval{Low: float64(solved) / asks, High: float64(solved+30) / asks}, Bounded: true}
	wait := outcome.Figure{Metric: outcome.MetricWait, Count: 24, People: 17, Value: 250, P90: 1140}
	return outcome.Report{Team: "payments", Week: w, Figures: []outcome.Figure{
		tally(outcome.MetricAsks, "", asks, 38),
		share(outcome.MetricSolved, "", solved, asks, 34), best,
		share(outcome.MetricSilent, "", 22, asks, 15), share(outcome.MetricPending, "", 8, asks, 7),
		share(outcome.MetricHandedOver, "", 24, asks, 17), wait,
		share(outcome.MetricAgain, "", 5+w.Number%4, 132, 6),
	}}
}

// calm is a study of a week like the twelve before it: nothing moved, nothing is open.
func calm(solved int) outcome.Study {
	s := outcome.Study{Cells: 23, Hidden: 11, Untold: 9}
	w := week47.Plus(-12)
	usual := []int{85, 90, 84, 93, 88, 80, 91, 86, 95, 83, 89, 87}
	for _, n := range usual {
		s.Past = append(s.Past, report(w, n))
		w = w.Next()
	}
	s.Report = report(w, solved)
	now, _ := s.Report.Figure(outcome.MetricSolved)
	again, _ := s.Report.Figure(outcome.MetricAgain)
	var cameBack []float64
	for _, r := range s.Past {
		f, _ := r.Figure(outcome.MetricAgain)
		cameBack = append(cameBack, f.Value)
	}
	limits, _ := outcome.XmR(cameBack)
	s.Changes = []outcome.Change{
		{Metric: outcome.MetricSolved, Now: now, Usual: share(outcome.MetricSolved, "", 966, 1551, 90),
			Limits: outcome.Limits{Mean: 0.623, Low: 0.51, High: 0.74}, Weeks: series(s),
			Label: outcome.Noise, P: 0.8, Adjusted: 0.9, Since: week47},
		{Metric: outcome.MetricAgain, Now: again, Limits: limits, Since: week47,
			Weeks: []outcome.Point{{Week: week47, Value: again.Value, Interval: again.Interval}}},
	}
	return s
}

func series(s outcome.Study) []outcome.Point {
	var points []outcome.Point
	for _, r := range append(append([]outcome.Report{}, s.Past...), s.Report) {
		f, _ := r.Figure(outcome.MetricSolved)
		points = append(points, outcome.Point{Week: r.Week, Why: r.Why, Value: f.Value, Interval: f.Interval})
	}
	return points
}

// ofAsset is the series of an asset that was asked for 20 times a week, so many of them solved, and
// the limits that those weeks set. This week comes last.
func ofAsset(asset string, solved []int, now outcome.Figure) ([]outcome.Point, outcome.Limits) {
	var values []float64
	points, w := []outcome.Point{{Week: week47, Why: now.Why, Value: now.Value, Interval: now.Interval}}, week47
	for _, n := range slices.Backward(solved) {
		w = w.Prev()
		f := share(outcome.MetricSolved, asset, n, 20, 12)
		points, values = append(points, outcome.Point{Week: w, Value: f.Value, Interval: f.Interval}), append(values, f.Value)
	}
	slices.Reverse(points)
	limits, _ := outcome.XmR(values)
	return points, limits
}

// fell adds an asset that helped less than usual.
func fell(s outcome.Study, label outcome.Label) outcome.Study {
	now, usual := share(outcome.MetricSolved, balance, 17, 42, 20), share(outcome.MetricSolved, balance, 150, 240, 61)
	asks := tally(outcome.MetricAsks, balance, 42, 20)
	weeks, limits := ofAsset(balance, []int{13, 12, 13, 12, 12, 13, 12, 13, 12, 13, 13, 12}, now)
	s.Report.Figures = append(s.Report.Figures, now, asks)
	c := outcome.Change{Metric: outcome.MetricSolved, Asset: balance, Now: now, Usual: usual,
		Limits: limits, Weeks: weeks, Diff: now.Value - usual.Value, Interval: outcome.Interval{Low: -0.365, High: -0.056}, P: 0.006, Adjusted: 0.018, Label: label, Since: week47.Prev(), Worse: true}
	if label == outcome.Watch {
		c.Adjusted = 0.09
	}
	s.Changes = append(s.Changes, c)
	s.Findings = append(s.Findings, outcome.Finding{Key: "fell/" + balance, Kind: outcome.AssetFell, Asset: balance,
		People: 20, Asks: 42, Change: &c, Since: c.Since})
	return s
}

func gap() outcome.Finding {
	return outcome.Finding{Key: "gap/loyalty-points", Kind: outcome.GapFound, People: 12,
		Theme: outcome.Theme{Words: []string{"loyalty", "points"}, People: 12}, Since: week47}
}

// improved adds an asset that helped more than usual.
func improved(s outcome.Study) outcome.Study {
	const refund = "payments/refund"
	now := share(outcome.MetricSolved, refund, 33, 36, 18)
	weeks, limits := ofAsset(refund, []int{14, 13, 14, 14, 13, 14, 14, 13, 14, 14, 14, 14}, now)
	s.Report.Figures = append(s.Report.Figures, now)
	s.Changes = append(s.Changes, outcome.Change{Metric: outcome.MetricSolved, Asset: refund, Now: now,
		Usual: share(outcome.MetricSolved, refund, 165, 240, 55), Weeks: weeks,
		Limits: limits, Diff: 0.229,
		Interval: outcome.Interval{Low: 0.09, High: 0.31}, P: 0.002, Adjusted: 0.008, Label: outcome.Signal, Since: week47})
	return s
}

// cases are the studies whose messages are kept, by name.
func cases() map[string]outcome.Study {
	signal := improved(fell(calm(57), outcome.Signal))
	signal.Findings = append(signal.Findings, gap())
	signal.Changes[0].Label, signal.Changes[0].Worse, signal.Changes[0].Diff = outcome.Signal, true, -0.22
	first := calm(87)
	first.Past = nil
	for i := range first.Changes {
		c := &first.Changes[i]
		c.Label, c.Limits, c.Usual, c.Weeks = outcome.NotEnough, outcome.Limits{},
			outcome.Figure{Metric: c.Metric, Why: outcome.NoData}, c.Weeks[len(c.Weeks)-1:]
	}
	content := calm(87)
	content.Changes[0].Weeks[4] = outcome.Point{Week: content.Past[4].Week, Why: outcome.TooFew}
	content.Findings = []outcome.Finding{gap(),
		{Key: "bare/pricing", Kind: outcome.TopicBare, Topic: "pricing", Since: week47.Prev()}}
	content.Findings[0].Since = week47.Prev().Prev()
	doubt := fell(calm(84), outcome.Watch)
	doubt.Findings = append([]outcome.Finding{gap()}, doubt.Findings...)
	unsound := fell(calm(57), outcome.Signal)
	unsound.Report.Figures = append(unsound.Report.Figures,
		outcome.Figure{Metric: outcome.MetricDelta, Count: 3, Of: 500, Value: 0.006})
	return map[string]outcome.Study{"unsound": unsound,
		"gap-and-watch": doubt, "signal": signal, "watch": fell(calm(84), outcome.Watch), "quiet": calm(87), "first": first,
		"suppressed": {Report: outcome.Report{Team: "payments", Week: week47, Why: outcome.TooFew}},
		"one-person": {Report: outcome.Report{Team: "payments", Week: week47, Why: outcome.OnePerson}},
		"gap":        content, "better": improved(calm(88)), "hidden": hidden(), "stale": with(outcome.Finding{
			Key: "stale/payments/refund", Kind: outcome.AssetStale, Asset: "payments/refund", Asks: 34, People: 15,
			Review: time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC), Since: week47.Prev()}),
		"waits": waits(), "nobody": nobody(), "to-person": toPerson(), "run": run(), "twice": twice(), "bare": with(outcome.Finding{Key: "bare/pricing", Kind: outcome.TopicBare, Topic: "pricing", Since: week47}),
		"slow": with(outcome.Finding{Key: "slow/payments", Kind: outcome.SlowHandOver, People: 17, Asks: 24, Since: week47}),
	}
}

// messages are those of the cases, each written and drawn once.
var messages = sync.OnceValue(func() map[string]digest.Message {
	all := map[string]digest.Message{}
	for name, s := range cases() {
		all[name] = digest.Compose(s, names())
	}
	return all
})

func with(f outcome.Finding) outcome.Study {
	s := calm(87)
	if f.Kind == outcome.SlowHandOver {
		for i := range s.Report.Figures {
			if w := &s.Report.Figures[i]; w.Metric == outcome.MetricWait {
				w.Value, w.P90 = 3*60, 14*3600
			}
		}
		s.Report.Figures = append(s.Report.Figures, share(outcome.MetricPromise, "", 17, 24, 12))
	}
	s.Findings = []outcome.Finding{f}
	return s
}

// hidden is a week in which so few had an answer that the worst figures are not told.
func hidden() outcome.Study {
	s := fell(calm(70), outcome.Signal)
	for i, f := range s.Report.Figures {
		switch {
		case f.Metric == outcome.MetricSolved && f.Asset == balance,
			f.Metric == outcome.MetricHandedOver, f.Metric == outcome.MetricWait,
			f.Metric == outcome.MetricPending, f.Metric == outcome.MetricBestCase:
			s.Report.Figures[i] = outcome.Figure{Metric: f.Metric, Asset: f.Asset, Why: outcome.TooFew}
		}
	}
	c := s.Findings[0].Change
	c.Now = outcome.Figure{Metric: c.Metric, Asset: c.Asset, Why: outcome.TooFew}
	c.Weeks, _ = ofAsset(balance, []int{13, 12, 13, 12, 12, 13, 12, 13, 12, 13, 13, 12}, c.Now)
	c.Diff, c.Interval = 4.0/20-0.625, outcome.Interval{Low: -0.51, High: -0.19}
	s.Changes[len(s.Changes)-1] = *c
	s.Hidden = 16
	return s
}

// run is a week within the limits, on the same side of the average as the weeks before.
func run() outcome.Study {
	s := calm(78)
	c := &s.Changes[0]
	c.Label, c.Worse, c.Diff, c.Interval = outcome.Watch, true, -0.07, outcome.Interval{Low: -0.15, High: 0.02}
	c.Since = outcome.Week{Year: 2026, Number: 40, Zone: time.UTC}
	s.Findings = []outcome.Finding{{Key: "moved/solved_rate", Kind: outcome.Moved, Change: c, Since: c.Since}}
	return s
}

// twice is an asset that was near the end of its range two weeks in a row.
func twice() outcome.Study {
	s := fell(calm(84), outcome.Signal)
	c := s.Findings[0].Change
	c.Weeks, c.Limits = ofAsset(balance, []int{15, 11, 14, 12, 15, 13, 15, 12, 14, 11, 10, 8}, c.Now)
	c.Adjusted = 0.08
	s.Changes[len(s.Changes)-1] = *c
	return s
}

// waits is a week in which people waited for most of a day, after one that is not shown.
func waits() outcome.Study {
	s := calm(87)
	for i := range s.Report.Figures {
		if w := &s.Report.Figures[i]; w.Metric == outcome.MetricWait {
			w.Value, w.P90 = 12*3600+3*60, 21*3600+40*60
		}
	}
	now, _ := s.Report.Figure(outcome.MetricWait)
	c := outcome.Change{Metric: outcome.MetricWait, Now: now, Usual: outcome.Figure{Metric: outcome.MetricWait, Value: 2500},
		Limits: outcome.Limits{Mean: 2400, Low: 700, High: 8300}, Diff: now.Value - 2500, P: 0.001, Adjusted: 0.004,
		Label: outcome.Signal, Since: week47, Worse: true}
	for i, p := range series(s) {
		p.Value, p.Interval = float64(1500+1300*(i%3)), outcome.Interval{}
		c.Weeks = append(c.Weeks, p)
	}
	c.Weeks[11] = outcome.Point{Week: week47.Prev(), Why: outcome.TooFew}
	c.Weeks[12].Value = now.Value
	s.Changes = append(s.Changes, c)
	s.Findings = []outcome.Finding{{Key: "moved/t_sme_first", Kind: outcome.Moved, Change: &c, Since: week47}}
	return s
}

// nobody is a week as that of waits, in which nobody came for most: half had waited 31 h by its end.
func nobody() outcome.Study {
	s := waits()
	for i := range s.Report.Figures {
		if w := &s.Report.Figures[i]; w.Metric == outcome.MetricWait {
			w.Value, w.P90 = 0, 0
		}
	}
	c := s.Findings[0].Change
	c.Now, _ = s.Report.Figure(outcome.MetricWait)
	c.Weeks[12].Value, c.Weeks[12].AtLeast = 31*3600, true
	c.Diff = 31*3600 - c.Usual.Value
	s.Changes[len(s.Changes)-1] = *c
	return s
}

// toPerson is a week in which more asks than usual went to a person.
func toPerson() outcome.Study {
	s := calm(87)
	now := share(outcome.MetricHandedOver, "", 60, 141, 30)
	for i, f := range s.Report.Figures {
		if f.Metric == outcome.MetricHandedOver {
			s.Report.Figures[i] = now
		}
	}
	c := outcome.Change{Metric: outcome.MetricHandedOver, Now: now,
		Usual:  share(outcome.MetricHandedOver, "", 264, 1551, 90),
		Limits: outcome.Limits{Mean: 0.17, Low: 0.11, High: 0.24}, Diff: 0.256,
		Interval: outcome.Interval{Low: 0.18, High: 0.34}, P: 0.0001, Adjusted: 0.0002,
		Label: outcome.Signal, Since: week47, Worse: true}
	for i, p := range series(s) {
		f := share(outcome.MetricHandedOver, "", 22+i%5, 141, 15)
		p.Value, p.Interval = f.Value, f.Interval
		c.Weeks = append(c.Weeks, p)
	}
	c.Weeks[12].Value, c.Weeks[12].Interval = now.Value, now.Interval
	s.Changes = append(s.Changes, c)
	s.Findings = []outcome.Finding{{Key: "moved/handoff_rate", Kind: outcome.Moved, Change: &c, Since: week47}}
	return s
}
