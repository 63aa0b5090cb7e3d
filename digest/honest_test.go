package digest_test

import (
	"slices"
	"strings"
	"testing"

	"howto/digest"
	"howto/outcome"
)

// Asks that are still open may all be solved yet, as those of the silent: neither is left out, and
// nothing is called the best that is not known.
func TestWhatMayStillBeSolvedIsSaid(t *testing.T) {
	for what, c := range map[string]struct {
		hide []string
		want string
	}{
		"all is shown": {nil, "silent 16%, still open 6%; 83% if these were helped"},
		"few are open": {[]string{outcome.MetricPending, outcome.MetricBestCase},
			"silent 16%, and some may still be open"},
		"few are silent": {[]string{outcome.MetricSilent, outcome.MetricBestCase}, ""},
	} {
		s := with(gap())
		for i, f := range s.Report.Figures {
			if slices.Contains(c.hide, f.Metric) {
				s.Report.Figures[i] = outcome.Figure{Metric: f.Metric, Why: outcome.TooFew}
			}
		}
		if got := digest.Compose(s, names()).Numbers[0].Note; got != c.want {
			t.Errorf("%s: beside what is solved stands %q, want %q", what, got, c.want)
		}
	}
}

// Where the stored data does not add up there is one sentence and no figure; within the bound, and of a week
// without figures, nothing is said of it.
func TestFiguresThatAreNotToBeTrustedAreNotShown(t *testing.T) {
	const want = "The stored data of this week does not add up, so no figures are shown. " +
		"Please tell whoever runs the bot."
	for _, differ := range []int{0, 5, 6} { // of 1,000 rows
		for _, name := range []string{"signal", "quiet", "first", "suppressed"} {
			s := cases()[name]
			before := digest.Compose(s, names()).Text()
			s.Report.Figures = append(s.Report.Figures, outcome.Figure{Metric: outcome.MetricDelta, Count: differ,
				Of: 1000, Value: float64(differ) / 1000})
			switch m := digest.Compose(s, names()); {
			case differ <= 5 || s.Report.Why != outcome.Shown:
				if m.Text() != before {
					t.Errorf("%d of 1,000 rows differ, %s:\n%s\nwant\n%s", differ, name, m.Text(), before)
				}
			case m.Text() != m.Title+"\n\n"+want+"\n" || !m.Quiet || m.Picture != nil || m.FindingKey != "":
				t.Errorf("%d of 1,000 rows differ, %s: %+v, want title and %q only", differ, name, m, want)
			}
		}
	}
}

// Most had a person soon; those of the evening had to wait until the morning. Only these are spoken of.
func TestOnlyAsksThatMissedThePromiseAreSaidToWaitTooLong(t *testing.T) {
	slow := cases()["slow"] // 17 of 24 were taken in time: with the likely range, 3 to 12 were not
	hidden := cases()["slow"]
	for i, f := range hidden.Report.Figures {
		if f.Metric == outcome.MetricPromise {
			hidden.Report.Figures[i] = outcome.Figure{Metric: f.Metric, Why: outcome.TooFew}
		}
	}
	const wait = "In a week like this, 3–12 asks are not taken in the time promised, those among them that are taken back or still open."
	for what, c := range map[string]struct {
		study  outcome.Study
		impact string
	}{"told": {slow, wait}, "how many is hidden": {hidden, ""}} {
		m := digest.Compose(c.study, names())
		if m.Impact != c.impact {
			t.Errorf("%s: the impact is %q, want %q", what, m.Impact, c.impact)
		}
		if !strings.Contains(m.Finding, "nights and weekends counted") || strings.Contains(m.Text(), "busy") ||
			!slices.Contains(m.Definitions, outcome.MetricPromise) {
			t.Errorf("%s: the message is\n%s\n%v, want that nights count, no busy hours, and the promise defined", what,
				m.Text(), m.Definitions)
		}
	}
}

// That one person asked most is what it is hidden for: it must read as where few asked.
func TestWhyAFigureIsHiddenTellsNothingOfItsPeople(t *testing.T) {
	text := func(why, week outcome.Reason) string {
		s := cases()["hidden"]
		s.Report.Why = week
		for i, f := range s.Report.Figures {
			if f.Metric == outcome.MetricHandedOver {
				s.Report.Figures[i].Why = why
			}
		}
		return digest.Compose(s, names()).Text()
	}
	for _, why := range []outcome.Reason{outcome.OnePerson, outcome.Remainder} {
		if got, want := text(why, outcome.Shown), text(outcome.TooFew, outcome.Shown); got != want {
			t.Errorf("hidden for %q, it reads\n%s\nwant\n%s", why, got, want)
		}
		if got, want := text(why, why), text(outcome.TooFew, outcome.TooFew); got != want {
			t.Errorf("a week hidden for %q reads\n%s\nwant\n%s", why, got, want)
		}
	}
}

func TestHowMuchIsHiddenIsSaid(t *testing.T) {
	for _, c := range []struct {
		cells, hidden, untold int
		want                  string
	}{
		{20, 0, 0, "What few people did, or mostly one, is not shown."},
		{20, 3, 0, "Hidden: 3 of 20 figures, of too few people or mostly of one."},
		{28, 8, 8, "Hidden: all of 8 assets, of too few people or mostly of one."},
		{29, 4, 1, "Hidden: 3 of 28 figures and all of 1 asset, of too few people or mostly of one."},
	} {
		s := with(gap())
		s.Cells, s.Hidden, s.Untold = c.cells, c.hidden, c.untold
		if got := digest.Compose(s, names()).Caveats; !strings.HasSuffix(got, " in 20. "+c.want) {
			t.Errorf("%d of %d, %d of them assets: %q, want %q at the end", c.hidden, c.cells, c.untold, got, c.want)
		}
	}
}
