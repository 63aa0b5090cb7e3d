package outcome

import (
	"cmp"
	"fmt"
	"strconv"
	"time"
)

// A Working tells how a figure came about.
type Working struct {
	Metric   Metric
	From, To time.Time // the week; To is also the instant as of which it is seen
	Steps    []string  // the sums, one a line
	Doubtful bool      // the figures of the week are not to be trusted: see [Study.Doubtful]
}

// Measure is one of the figures in the report that [Examine] makes, of the team or of an asset where one
// is named, and how it came about. It fails when no metric has that id, or when it is not one of the
// team or of assets.
func Measure(in Input, id, asset string) (Figure, Working, error) {
	m, ok := Define(id)
	if !ok {
		return Figure{}, Working{}, fmt.Errorf("metric %q: there is none of that id", id)
	}
	if asset != "" && !m.ByAsset {
		return Figure{}, Working{}, fmt.Errorf("metric %s is not worked out for single assets", id)
	}
	if asset == "" && m.NoTeam {
		return Figure{}, Working{}, fmt.Errorf("metric %s is about an asset: name one", id)
	}
	s := Examine(in)
	f, ok := s.Report.About(id, asset)
	if !ok {
		f = Figure{Metric: id, Asset: asset, Why: cmp.Or(s.Report.Why, TooFew)}
	}
	w := Working{Metric: m, From: in.Week.From(), To: in.Week.To(), Doubtful: s.Doubtful()}
	w.Steps = f.steps(m, in)
	return f, w, nil
}

// steps are the sums behind f.
func (f Figure) steps(m Metric, in Input) []string {
	if f.Why != Shown {
		return []string{f.Why.Words()}
	}
	var steps []string
	if f.Of > 0 {
		step := fmt.Sprintf("%d of %d", f.Count, f.Of)
		if f.People > 0 {
			step += fmt.Sprintf(", from %d people", f.People)
		}
		steps = append(steps, step)
	}
	switch m.Unit {
	case "share":
		steps = append(steps, f.shareSteps()...)
	case "seconds":
		steps = append(steps, timeStep("half", f.Value), timeStep("nine in ten", f.P90))
	case "milliseconds":
		steps = append(steps, fmt.Sprintf("half within %.0f ms, 19 in 20 within %.0f ms", f.Value, f.P90))
	case "label":
		steps = append(steps, Label(f.Value).String())
	default:
		steps = append(steps, strconv.FormatFloat(f.Value, 'f', -1, 64)+" "+m.Unit)
	}
	if m.ID == MetricPromise {
		steps = append(steps, "promised within "+About(in.Promise))
	}
	return steps
}

func (f Figure) shareSteps() []string {
	percent := func(share float64) string { return fmt.Sprintf("%.1f %%", 100*share) }
	switch {
	case f.Metric == MetricBestCase:
		return []string{fmt.Sprintf("from %s if none of the silent and the open ones was helped to %s if all were",
			percent(f.Interval.Low), percent(f.Interval.High))}
	case !f.Bounded:
		return []string{percent(f.Value)}
	}
	steps := []string{percent(f.Value)}
	if f.Metric == MetricCardEffect {
		steps[0] = percent(float64(f.Count) / float64(f.Of))
	}
	made := fmt.Sprintf("Wilson 95 %%: %s to %s", percent(f.Interval.Low), percent(f.Interval.High))
	if int(f.Effective+0.5) < f.Of {
		made += fmt.Sprintf(", as of %.0f independent asks: people who asked several times fared alike",
			f.Effective)
	}
	steps = append(steps, made)
	if f.Metric == MetricCardEffect {
		steps = append(steps, "the figure is the lower end: "+percent(f.Value))
	}
	return steps
}

func timeStep(share string, seconds float64) string {
	if seconds == 0 {
		return share + ": not reached while they were watched"
	}
	return share + " within " + About(time.Duration(seconds*float64(time.Second)))
}
