package outcome_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/outcome"

	"pgregory.net/rapid"
)

// The expected values are those of Newcombe (Statistics in Medicine 17, 1998), to more digits.
func TestWilsonGivesThePublishedIntervals(t *testing.T) {
	for _, c := range []struct {
		x, n      int
		low, high float64
	}{
		{81, 263, 0.25529, 0.36621},
		{15, 148, 0.06239, 0.16049},
		{1, 29, 0.00611, 0.17176},
		{0, 20, 0, 0.16113},
		{20, 20, 0.83887, 1},
	} {
		got, ok := outcome.Wilson(c.x, c.n, outcome.Z(0.95))
		if !ok || math.Abs(got.Low-c.low) > 1e-5 || math.Abs(got.High-c.high) > 1e-5 {
			t.Errorf("Wilson(%d, %d) = %+v, %v, want %v to %v", c.x, c.n, got, ok, c.low, c.high)
		}
	}
	if got, _ := outcome.Wilson(0, 20, outcome.Z(0.95)); got.Low != 0 {
		t.Errorf("Wilson(0, 20) begins at %v, want 0 to the last bit", got.Low)
	}
}

func TestWilsonRefusesImpossibleNumbers(t *testing.T) {
	for _, c := range []struct {
		x, n int
		z    float64
	}{{0, 0, 2}, {1, 0, 2}, {3, 2, 2}, {-1, 2, 2}, {1, -2, 2}, {1, 2, 0}, {1, 2, -1},
		{1, 2, math.NaN()}, {1, 2, math.Inf(1)}} {
		if got, ok := outcome.Wilson(c.x, c.n, c.z); ok || got != (outcome.Interval{}) {
			t.Errorf("Wilson(%d, %d, %v) = %v, %v, want nothing", c.x, c.n, c.z, got, ok)
		}
	}
}

func TestWilsonHoldsTheRate(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(1, 1_000_000).Draw(r, "n")
		x := rapid.IntRange(0, n).Draw(r, "x")
		i, ok := outcome.Wilson(x, n, outcome.Z(rapid.Float64Range(0.5, 0.999).Draw(r, "share")))
		rate := float64(x) / float64(n)
		if !ok || !(0 <= i.Low && i.Low <= rate && rate <= i.High && i.High <= 1) {
			r.Fatalf("Wilson(%d, %d) = %+v, %v, want it around %v", x, n, i, ok, rate)
		}
	})
}

// Leukaemia remission in weeks (Miller 1981), the maintained arm; a minus sign means censored.
func TestKaplanMeierGivesThePublishedCurve(t *testing.T) {
	c := outcome.KaplanMeier(waits(161*-1, 9, 13, -13, 18, 23, -28, 31, 34, -45, 48))
	// Published: still in remission are .90909 from week 9, .81818 from 13, .71591 from 18, .61364
	// from 23, .49091 from 31, .36818 from 34 and .18409 from 48 on. Each step ends its quantiles.
	for _, step := range []struct {
		at    int
		still float64
	}{{9, .90909}, {13, .81818}, {18, .71591}, {23, .61364}, {31, .49091}, {34, .36818}, {48, .18409}} {
		want := time.Duration(step.at) * time.Minute
		if got, ok := c.Quantile(1 - step.still - 2e-5); !ok || got != want {
			t.Errorf("just before %.5f still wait: %v, %v, want %v", step.still, got, ok, want)
		}
		if got, ok := c.Quantile(1 - step.still + 2e-5); ok && got <= want {
			t.Errorf("just after %.5f still wait: %v, want it later than %v", step.still, got, want)
		}
	}
	if got, ok := c.Median(); !ok || got != 31*time.Minute {
		t.Errorf("median = %v, %v, want 31m", got, ok)
	}
	if got, ok := c.Quantile(0.9); ok {
		t.Errorf("90 %% quantile = %v, want not reached", got)
	}
}

func waits(minutes ...int) []outcome.Wait {
	var ws []outcome.Wait
	for _, m := range minutes {
		ws = append(ws, outcome.Wait{For: time.Duration(max(m, -m)) * time.Minute, Over: m >= 0})
	}
	return ws
}

func TestMedianOfWaits(t *testing.T) {
	for _, c := range []struct {
		what string
		in   []outcome.Wait
		want time.Duration
		ok   bool
	}{
		{"none", nil, 0, false},
		{"all open", waits(-1, -2, -3), 0, false},
		{"half open, after", waits(1, 2, -3, -4), 3 * time.Minute, true},
		{"odd", waits(5, 1, 3), 3 * time.Minute, true},
		{"even: the middle of two", waits(4, 1, 2, 3), 150 * time.Second, true},
		{"all the same", waits(7, 7, 7, 7), 7 * time.Minute, true},
		{"at once", waits(0, 0, 5), 0, true},
	} {
		if got, ok := outcome.KaplanMeier(c.in).Median(); got != c.want || ok != c.ok {
			t.Errorf("%s: median %v, %v, want %v, %v", c.what, got, ok, c.want, c.ok)
		}
	}
}

func TestQuantileRefusesImpossibleShares(t *testing.T) {
	c := outcome.KaplanMeier(waits(1, 2, 3))
	for _, p := range []float64{0, -1, 1.1, math.NaN()} {
		if got, ok := c.Quantile(p); ok {
			t.Errorf("Quantile(%v) = %v, want nothing", p, got)
		}
	}
	if got, ok := c.Quantile(1); !ok || got != 3*time.Minute {
		t.Errorf("Quantile(1) = %v, %v, want 3m", got, ok)
	}
}

func TestUsualWaitNeedsFivePeople(t *testing.T) {
	var entries []outcome.Entry
	for i, who := range []string{"a", "b", "c", "d", "d"} {
		entries = append(entries, history("q"+string(rune('0'+i)), did{0, outcome.Asked, who},
			did{0, outcome.HandedOver, who}, did{time.Duration(i) * time.Minute, outcome.Claimed, "x"})...)
	}
	now := monday.Add(time.Hour)
	if got, ok := outcome.UsualWait(entries, "payments", 0, now); ok {
		t.Errorf("four people: usual wait %v, want unknown", got)
	}
	entries = append(entries, history("q9", did{0, outcome.Asked, "e"}, did{0, outcome.HandedOver, "e"},
		did{8 * time.Minute, outcome.Answered, "x"})...)
	if got, ok := outcome.UsualWait(entries, "payments", 0, now); !ok || got != 150*time.Second {
		t.Errorf("five people: usual wait %v, %v, want 2m30s", got, ok)
	}
	if got, ok := outcome.UsualWait(entries, "payments", 0, now.AddDate(0, 0, 29)); ok {
		t.Errorf("four weeks later: usual wait %v, want unknown", got)
	}
}

// What askers are told rests on the same cases as the figures, and on as many people.
func TestUsualWaitHoldsToTheRulesOfFigures(t *testing.T) {
	now := monday.Add(24 * time.Hour)
	entries := entriesOf(made{6, person}, made{6, waiting})
	for _, c := range []struct {
		what  string
		alter func(*outcome.Entry)
		floor int
		want  bool
	}{
		{"as it is", func(*outcome.Entry) {}, 0, true},
		{"one less than the floor", func(*outcome.Entry) {}, 7, false},
		{"trials", func(e *outcome.Entry) {
			if e.Kind == outcome.Asked {
				e.Mode = outcome.Training
			}
		}, 0, false},
		{"another team's", func(e *outcome.Entry) {
			if e.Kind == outcome.HandedOver {
				e.Team = "it"
			}
		}, 0, false},
		{"mostly one person's", func(e *outcome.Entry) {
			if e.Ask >= "q005" && strings.HasPrefix(e.Who, "p") {
				e.Who = "p0"
			}
		}, 0, false},
	} {
		altered := slices.Clone(entries)
		for i := range altered {
			c.alter(&altered[i])
		}
		if d, ok := outcome.UsualWait(altered, "payments", c.floor, now); ok != c.want {
			t.Errorf("%s: usual wait %v, %t, want it told: %t", c.what, d, ok, c.want)
		}
	}
}

func TestAboutSpeaksPlainly(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "less than a minute", 29 * time.Second: "less than a minute", 30 * time.Second: "1 min",
		4 * time.Minute: "4 min", 3599 * time.Second: "1 h", 200 * time.Minute: "3 h 20 min",
		26 * time.Hour: "26 h", 61 * time.Hour: "3 days",
	} {
		if got := outcome.About(d); got != want {
			t.Errorf("About(%v) = %q, want %q", d, got, want)
		}
	}
}
