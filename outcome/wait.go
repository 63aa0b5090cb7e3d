package outcome

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"
)

// A Wait is how long a case waited for a person to have it, that is, to claim or to answer it.
type Wait struct {
	For  time.Duration
	Over bool // a person had it after For; otherwise nobody did for as long as it was watched
}

// A Curve is the share of cases that still wait, by how long they have waited.
type Curve struct {
	steps []step
	last  time.Duration // the longest time that any case was watched
}

type step struct {
	at    time.Duration
	still float64
}

// KaplanMeier estimates the curve by the product-limit method (Kaplan and Meier 1958). Waits that
// are not over count for as long as they were watched, so that the cases nobody took make the
// result longer, not shorter. Negative times count as zero.
func KaplanMeier(waits []Wait) Curve {
	waits = slices.Clone(waits)
	for i := range waits {
		waits[i].For = max(0, waits[i].For)
	}
	slices.SortFunc(waits, func(a, b Wait) int { return cmp.Compare(a.For, b.For) })
	var c Curve
	still := 1.0
	for i := 0; i < len(waits); {
		at, waiting, over := waits[i].For, len(waits)-i, 0
		for ; i < len(waits) && waits[i].For == at; i++ {
			if waits[i].Over {
				over++
			}
		}
		if over > 0 {
			still *= 1 - float64(over)/float64(waiting)
			c.steps = append(c.steps, step{at, still})
		}
		c.last = at
	}
	return c
}

// Median is the time after which half of the cases had a person. It is not ok when fewer did.
func (c Curve) Median() (d time.Duration, ok bool) { return c.Quantile(0.5) }

// Quantile is the time after which the share p of the cases had a person; p is above 0 and at
// most 1. It is not ok when that share was not reached. Where the curve is level at exactly that
// share, it is the middle of the level part, so that without open cases the median is the usual one.
func (c Curve) Quantile(p float64) (d time.Duration, ok bool) {
	const tiny = 1e-9 // products of fractions rarely hit 1-p to the last bit
	if math.IsNaN(p) || p <= 0 || p > 1 {
		return 0, false
	}
	i := slices.IndexFunc(c.steps, func(s step) bool { return s.still <= 1-p+tiny })
	if i < 0 {
		return 0, false
	}
	at, end := c.steps[i].at, c.last
	if c.steps[i].still < 1-p-tiny || p == 1 {
		return at, true
	}
	if i+1 < len(c.steps) {
		end = c.steps[i+1].at
	}
	return at + (end-at)/2, true
}

// beyond is the share of cases that still wait when they have waited for d. It is not ok when none was
// watched for as long: then nobody knows.
func (c Curve) beyond(d time.Duration) (share float64, ok bool) {
	if c.last < d {
		return 0, false
	}
	share = 1
	for _, s := range c.steps {
		if s.at > d {
			break
		}
		share = s.still
	}
	return share, true
}

// UsualWait is how long cases of the last four weeks typically waited for a person: the median,
// with open cases counted as in [KaplanMeier]. Cases are those of the team, or of all where team is empty,
// and of asks on the job, as in figures. It is not ok when fewer people than floor, which counts as
// [Floor] at least, are behind it, when more than half of the cases are one person's, or when fewer than
// half had a person.
func UsualWait(entries []Entry, team string, floor int, now time.Time) (d time.Duration, ok bool) {
	since := now.AddDate(0, 0, -28)
	var waits []Wait
	by := make(map[string]int)
	for _, f := range Fold(entries, now) {
		if f.Mode != OnTheJob || team != "" && f.Team != team || !isHanded(&f) || f.HandedOver.Before(since) {
			continue
		}
		waits = append(waits, f.Wait)
		if f.Who != "" {
			by[f.Who]++
		}
	}
	behind := group{asks: len(waits), by: slices.Collect(maps.Values(by))}
	if behind.why(max(Floor, floor)) != Shown {
		return 0, false
	}
	return KaplanMeier(waits).Median()
}

// About says d as people do: "less than a minute", "4 min", "3 h 20 min", "2 days". It rounds to
// minutes, from two days on to days.
func About(d time.Duration) string {
	minutes := int(d.Round(time.Minute) / time.Minute)
	switch h, m := minutes/60, minutes%60; {
	case minutes < 1:
		return "less than a minute"
	case h == 0:
		return fmt.Sprintf("%d min", m)
	case h >= 48:
		return fmt.Sprintf("%d days", int(d.Round(24*time.Hour)/(24*time.Hour)))
	case m == 0:
		return fmt.Sprintf("%d h", h)
	default:
		return fmt.Sprintf("%d h %d min", h, m)
	}
}
