package digest_test

import (
	"bytes"
	"fmt"
	"image/png"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"howto/digest"
	"howto/outcome"

	"pgregory.net/rapid"
)

func TestTitleNamesTheDaysOfTheWeek(t *testing.T) {
	for week, want := range map[string]string{
		"2026-W47": "week 47 (16–22 Nov)", "2026-W49": "week 49 (30 Nov – 6 Dec)",
		"2026-W53": "week 53 (28 Dec – 3 Jan)",
	} {
		w, err := outcome.ParseWeek(week, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		s := outcome.Study{Report: outcome.Report{Team: "it", Week: w, Why: outcome.TooFew}}
		if got := digest.Compose(s, digest.Names{}).Title; !strings.HasSuffix(got, want) {
			t.Errorf("title = %q, want it to end in %q", got, want)
		}
	}
}

func TestNamesStayOnOneLineAndAreCut(t *testing.T) {
	s := fell(calm(84), outcome.Signal)
	n := digest.Names{Team: "A\nteam\u202e", Assets: map[string]string{balance: "Sell\t\u2066it " + strings.Repeat("long ", 40)}}
	m := digest.Compose(s, n)
	if want := "Help at work · A team · week 47 (16–22 Nov)"; m.Title != want {
		t.Errorf("title = %q, want %q", m.Title, want)
	}
	if want := "“Sell it long long long long long long l…” helped less often than usual."; m.Lead != want {
		t.Errorf("lead = %q, want %q", m.Lead, want)
	}
}

func TestTheLongestNamesFit(t *testing.T) {
	both := improved(fell(calm(57), outcome.Watch))
	both.Findings = append(both.Findings, gap())
	both.Changes[0].Label, both.Changes[0].Worse = outcome.Signal, true
	all := cases()
	all["watch and win"] = both
	for name, s := range all {
		n := digest.Names{Team: strings.Repeat("W", 200), Owners: names().Owners, Assets: map[string]string{
			balance: strings.Repeat("w", 200), "payments/refund": strings.Repeat("v", 200)}}
		if text := digest.Compose(s, n).Text(); utf8.RuneCountInString(text) > 1600 {
			t.Errorf("%s: %d characters:\n%s", name, utf8.RuneCountInString(text), text)
		}
	}
}

func TestAnAssetWithoutAnOwnerGetsOneFirst(t *testing.T) {
	for _, name := range []string{"signal", "stale"} {
		m := digest.Compose(cases()[name], digest.Names{Assets: names().Assets})
		if m.Step.Owner != "" || !strings.HasPrefix(m.Step.Text, "Name an owner for “") ||
			strings.Contains(m.Step.Text, "Send to owner") {
			t.Errorf("%s: step = %+v, want one that names an owner and no button", name, m.Step)
		}
	}
}

// The content fix of a week may be about another asset, or none.
func TestTheOwnerIsAskedToLookAtTheirOwnAsset(t *testing.T) {
	const check = "Check each step of “Check the balance of a gift card”."
	stale := cases()["stale"]
	beside := cases()["watch"]
	beside.Findings = append(beside.Findings, stale.Findings...)
	for name, c := range map[string]struct {
		study      outcome.Study
		owner, fix string
		want       string
	}{
		"what may be chance": {cases()["watch"], "U0DANA", "None this week.", check},
		"beside another":     {beside, "U0DANA", "Look over “Refund a card payment”.", check},
		"for certain":        {cases()["signal"], "U0DANA", check, check},
		"past its review":    {stale, "U0ELIF", "Look over “Refund a card payment”.", "Look over “Refund a card payment”."},
		"nobody's":           {cases()["gap"], "", "Write a short answer on “loyalty points”.", ""},
	} {
		m := digest.Compose(c.study, names())
		if m.Step.Owner != c.owner || m.Step.Task != c.want || m.Fix != c.fix {
			t.Errorf("%s: %q is asked %q beside the fix %q, want %q, %q and %q", name, m.Step.Owner, m.Step.Task, m.Fix,
				c.owner, c.want, c.fix)
		}
	}
}

// Wait for the next figures: nobody is sent to mend what may be chance.
func TestAWatchIsWaitedFor(t *testing.T) {
	m := digest.Compose(cases()["watch"], names())
	if want := week47.Next().To(); !m.Step.Due.Equal(want) || !strings.HasPrefix(m.Step.Text, "Wait ") {
		t.Errorf("step = %+v, want to wait until %v", m.Step, want)
	}
}

func TestAMessageNamesOneDayForTheNextFigures(t *testing.T) {
	monday := week47.Next().To()
	for what, c := range map[string]struct{ sent, want time.Time }{
		"in time":           {time.Time{}, monday},
		"on Saturday":       {monday.Add(-36 * time.Hour), monday},
		"once it is over":   {monday, monday.AddDate(0, 0, 7)},
		"three weeks later": {monday.AddDate(0, 0, 16), monday.AddDate(0, 0, 21)},
	} {
		n := names()
		n.Sent = c.sent
		m := digest.Compose(cases()["watch"], n)
		again, wait := "we look again on "+c.want.Format("2 Jan")+".", "figures on "+c.want.Format("Mon 2 Jan")+"."
		if !m.Step.Due.Equal(c.want) || !strings.Contains(m.Finding, again) || !strings.Contains(m.Step.Text, wait) {
			t.Errorf("sent %s: %q, step %q due %v; want %q and %q", what, m.Finding, m.Step.Text, m.Step.Due, again, wait)
		}
	}
}

func TestWhatMayHaveGotBetterIsNotTold(t *testing.T) {
	s := run()
	s.Findings[0].Change.Worse = false
	s.Changes[0].Worse = false
	m := digest.Compose(s, names())
	const want = "Nothing got worse beyond the normal movement from week to week: 141 asks from 38 people, " +
		"55% (47–63%) solved. Nothing to do."
	if !m.Quiet || m.Lead != want {
		t.Errorf("the message is\n%s\nwant that of a quiet week: %s", m.Text(), want)
	}
}

func TestAFirstWeekClaimsNoTrend(t *testing.T) {
	for name, s := range cases() {
		if s.Report.Why != outcome.Shown || s.Doubtful() {
			continue
		}
		s.Past, s.Changes = nil, nil
		for i := range s.Findings {
			s.Findings[i].Change = nil
		}
		m := digest.Compose(s, names())
		if !strings.Contains(m.Lead, "no trend") || m.Picture != nil || strings.Contains(m.Text(), "than usual") {
			t.Errorf("%s: as a first week it reads\n%s", name, m.Text())
		}
	}
}

func TestTheMessageOfAHiddenWeekIsTwoLines(t *testing.T) {
	for _, why := range []outcome.Reason{outcome.TooFew, outcome.OnePerson, outcome.Remainder, outcome.NoData} {
		s := cases()["signal"]
		s.Report.Why = why
		m := digest.Compose(s, names())
		if want := m.Title + "\n\n" + m.Lead + "\n"; m.Text() != want || !m.Quiet || m.Picture != nil ||
			strings.ContainsAny(m.Lead, "0123456789") {
			t.Errorf("%s: %+v, want title and lead only", why, m)
		}
	}
}

var numeral = regexp.MustCompile(`[0-9][0-9,]*%?`)

// wait is a time as messages say it: one of ten hours or more in whole hours.
func wait(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second))
	if d >= 10*time.Hour {
		d = d.Round(time.Hour)
	}
	return outcome.About(d)
}

// told counts the weeks that are shown.
func told(weeks []outcome.Point) (n int) {
	for _, w := range weeks {
		if w.Why == outcome.Shown {
			n++
		}
	}
	return n
}

// What is in a message can be worked out again: each number is one of the study, rounded, or a
// range worked out from one; what stays says what the wording itself brings along.
func TestEveryNumberIsOneOfTheStudy(t *testing.T) {
	for name, s := range cases() {
		m := messages()[name]
		known := strings.Fields("60 7 9 10 19 20 1") // 60 s, 7 days, 9 in 10, 19 times in 20, 1 time in 20
		add := func(form string, values ...any) {
			known = append(known, numeral.FindAllString(fmt.Sprintf(form, values...), -1)...)
		}
		for _, c := range s.Changes {
			add("%d %.0f%% %.0f%% %d", len(s.Changes), 100*c.Limits.Low, 100*c.Limits.High, len(c.Weeks)-1)
			if l, v := c.Limits, c.This().Value; c.Metric == outcome.MetricWait {
				add("%d %s %s %s %s", told(c.Weeks)-1, wait(l.Low), wait(l.High), wait(v-l.Low), wait(v-l.High))
			}
			add("%v %v", math.Round(100*math.Abs(c.Interval.Low)), math.Round(100*math.Abs(c.Interval.High)))
			for _, n := range []int{c.Now.Of, 20} { // 20 people asked for the asset whose own figure is hidden
				for _, end := range []float64{c.Interval.Low, c.Interval.High, -c.Interval.Low, -c.Interval.High} {
					add("%.0f %.0f", end*float64(n)-0.5, end*float64(n)+0.5)
				}
			}
		}
		var again []float64
		for _, r := range s.Past {
			if f, ok := r.Figure(outcome.MetricAgain); ok {
				again = append(again, f.Value)
			}
		}
		usual, _ := outcome.XmR(again)
		add("%.0f%% %.0f%%", 100*usual.Low, 100*usual.High)
		for _, f := range s.Findings {
			add("%d %d %s", f.People, f.Asks, f.Review.Format("2 Jan"))
			solved, _ := s.Report.Figure(outcome.MetricSolved)
			kept, _ := s.Report.Figure(outcome.MetricPromise)
			for _, x := range []float64{solved.Interval.Low * float64(f.People), solved.Interval.High * float64(f.People),
				(1 - kept.Interval.High) * float64(kept.Of), (1 - kept.Interval.Low) * float64(kept.Of)} {
				add("%.0f %.0f", x-0.5, x+0.5)
			}
			add("%d", f.Since.Number)
		}
		for _, f := range s.Report.Figures {
			add("%d %d %d %.0f%% %.0f%% %.0f%%", f.Count, f.Of, f.People, 100*f.Value, 100*f.Interval.Low, 100*f.Interval.High)
			add("%s %s", wait(f.Value), wait(f.P90))
		}
		add("%d %d %d 16 22 27 30", s.Hidden-s.Untold, s.Cells-s.Untold, s.Untold)
		for _, w := range []outcome.Week{week47, week47.Prev()} {
			add("%d", w.Number)
		}
		for _, n := range numeral.FindAllString(m.Text(), -1) {
			n = strings.TrimSuffix(n, ",")
			if !slices.Contains(known, n) && !slices.Contains(known, n+"%") {
				t.Errorf("%s: %q is no number of the study, in\n%s", name, n, m.Text())
			}
		}
	}
}

// The Flesch-Kincaid grade: 0.39 words per sentence + 11.8 syllables per word − 15.59. Numbers and
// titles are read as one word each; a line is a sentence.
func TestMessagesReadEasily(t *testing.T) {
	title := regexp.MustCompile(`“[^”]*”`)
	vowels := regexp.MustCompile(`[aeiouy]+`)
	for name, m := range messages() {
		text := title.ReplaceAllString(m.Text(), "it")
		var sentences, words, syllables float64
		for _, sentence := range regexp.MustCompile(`[.?!:;\n]+\s*`).Split(text, -1) {
			found := strings.Fields(sentence)
			if len(found) == 0 {
				continue
			}
			sentences++
			for _, word := range found {
				words++
				syllables += float64(max(1, len(vowels.FindAllString(strings.TrimSuffix(strings.ToLower(word), "e"), -1))))
			}
		}
		if grade := 0.39*words/sentences + 11.8*syllables/words - 15.59; grade > 8 {
			t.Errorf("%s: grade %.1f, want at most 8:\n%s", name, grade, text)
		}
	}
}

func TestPicturesAreSmallAndAlwaysTheSame(t *testing.T) {
	drawn := 0
	for name, s := range cases() {
		m := messages()[name]
		if m.Picture == nil {
			continue
		}
		drawn++
		b, err := png.DecodeConfig(bytes.NewReader(m.Picture))
		if err != nil || len(m.Picture) > 200_000 || b.Width != 1080 || b.Height != 900 {
			t.Errorf("%s: %d × %d of %d bytes, %v, want 1080 × 900 below 200,000", name, b.Width, b.Height,
				len(m.Picture), err)
		}
		if m.Alt == "" {
			t.Errorf("%s: a picture without words", name)
		}
		if raced && name != "signal" {
			continue // the race detector needs to see it once
		}
		if again := digest.Compose(s, names()); !bytes.Equal(again.Picture, m.Picture) {
			t.Errorf("%s: the same study gives another picture", name)
		}
	}
	if drawn == 0 {
		t.Error("no picture was drawn")
	}
}

// What the picture shows is what the message is about, and what its words say.
func TestThePictureFollowsTheFinding(t *testing.T) {
	card := "“Check the balance of a gift card”: "
	few := cases()["signal"]
	few.Findings[0].Change.Limits = outcome.Limits{}
	all := maps.Clone(messages())
	all["fewer than six weeks of the card"] = digest.Compose(few, names())
	for name, want := range map[string]string{
		"signal": card + "40% solved in week 47, below the usual 52–73%; likely 27–56%",
		"watch":  card + "40% solved", "hidden": card + "too few solved in week 47 to show; usual 52–73%. On",
		"better":    "“Refund a card payment”: 92% solved in week 47, above",
		"to-person": "43% went to a person in week 47, above the usual 11–24%",
		"waits":     "Typically taken after 12 h in week 47, above the usual 12 min to 2 h 18 min",
		"run":       "55% solved in week 47", "gap": "62% solved in week 47", "gap-and-watch": "60% solved in week 47",
		"fewer than six weeks of the card": "40% solved in week 47, below the usual 51–74%",
	} {
		m := all[name]
		if _, seen, _ := strings.Cut(m.Alt, "weeks. "); !strings.HasPrefix(seen, want) || m.Picture == nil {
			t.Errorf("%s: the picture shows %q, want %q", name, seen, want)
		}
	}
}

// secret is a number that only hidden figures hold.
const secret = 7777777

// anyFigure is a figure, or a hidden one that holds what it should not.
func anyFigure(r *rapid.T, metric, asset string) outcome.Figure {
	why := rapid.SampledFrom([]outcome.Reason{"", "", "", outcome.TooFew, outcome.OnePerson, outcome.Remainder,
		outcome.NoData}).Draw(r, "why")
	if why != outcome.Shown {
		return outcome.Figure{Metric: metric, Asset: asset, Why: why, Count: secret, Of: secret, People: secret,
			Value: secret, Interval: outcome.Interval{Low: secret, High: secret}, Bounded: true, P90: secret}
	}
	of := rapid.IntRange(1, 1_000_000).Draw(r, "of")
	switch metric {
	case outcome.MetricAsks:
		return tally(metric, asset, of, rapid.IntRange(5, of+5).Draw(r, "people"))
	case outcome.MetricWait:
		return outcome.Figure{Metric: metric, Value: rapid.Float64Range(0, 1e9).Draw(r, "wait"),
			P90: rapid.Float64Range(0, 1e9).Draw(r, "p90")}
	}
	return share(metric, asset, rapid.IntRange(0, of).Draw(r, "count"), of, 5)
}

var ids = []string{outcome.MetricAsks, outcome.MetricSolved, outcome.MetricBestCase, outcome.MetricSilent, outcome.MetricPending,
	outcome.MetricHandedOver, outcome.MetricWait, outcome.MetricNotQuite, outcome.MetricAgain, outcome.MetricPromise, "match_rate"}

func anyReport(r *rapid.T, w outcome.Week) outcome.Report {
	report := outcome.Report{Team: rapid.StringN(0, 80, -1).Draw(r, "team"), Week: w}
	for _, id := range ids {
		report.Figures = append(report.Figures, anyFigure(r, id, ""))
	}
	for _, asset := range []string{"a", "b"} {
		report.Figures = append(report.Figures, anyFigure(r, outcome.MetricSolved, asset),
			anyFigure(r, outcome.MetricAsks, asset))
	}
	return report
}

func anyChange(r *rapid.T, in outcome.Report) outcome.Change {
	compared := slices.DeleteFunc(slices.Clone(in.Figures), func(f outcome.Figure) bool {
		return f.Metric == outcome.MetricAsks || f.Asset == "" && f.Metric != outcome.MetricSolved &&
			f.Metric != outcome.MetricHandedOver && f.Metric != outcome.MetricNotQuite && f.Metric != outcome.MetricWait
	})
	now := rapid.SampledFrom(compared).Draw(r, "now")
	end := rapid.Float64Range(-1, 1)
	c := outcome.Change{Metric: now.Metric, Asset: now.Asset, Now: now, Usual: anyFigure(r, now.Metric, now.Asset),
		Diff: end.Draw(r, "diff"), P: 0.01, Adjusted: rapid.Float64Range(0, 1).Draw(r, "p"),
		Label: outcome.Label(rapid.IntRange(0, 3).Draw(r, "label")), Worse: rapid.Bool().Draw(r, "worse")}
	if now.Why != outcome.Shown && (now.Why != outcome.TooFew || now.Metric != outcome.MetricSolved) {
		c.Label = outcome.NotEnough
	}
	c.Interval = outcome.Interval{Low: min(c.Diff, end.Draw(r, "low")), High: max(c.Diff, end.Draw(r, "high"))}
	if rapid.Bool().Draw(r, "limited") {
		c.Limits = outcome.Limits{Mean: 0.5, Low: end.Draw(r, "from"), High: rapid.Float64Range(1, 2).Draw(r, "to")}
	}
	w := in.Week
	for range rapid.SampledFrom([]int{0, 0, 0, 30}).Draw(r, "weeks") {
		w = w.Prev()
		f := anyFigure(r, now.Metric, now.Asset)
		c.Weeks = append(c.Weeks, outcome.Point{Week: w, Why: f.Why, Value: f.Value, Interval: f.Interval})
	}
	c.Weeks = append(c.Weeks, outcome.Point{Week: in.Week, Why: now.Why, Value: now.Value, Interval: now.Interval})
	return c
}

func anyStudy(r *rapid.T) outcome.Study {
	long := rapid.StringN(1, 90, -1)
	s := outcome.Study{Report: anyReport(r, week47), Cells: 999_999, Hidden: rapid.IntRange(0, 999_999).Draw(r, "hidden")}
	s.Untold = rapid.IntRange(0, s.Hidden).Draw(r, "untold")
	s.Report.Why = rapid.SampledFrom([]outcome.Reason{"", "", "", outcome.TooFew, outcome.OnePerson}).Draw(r, "why")
	w := week47
	for range rapid.SampledFrom([]int{0, 0, 0, 0, 0, 0, 1, 40}).Draw(r, "past") {
		w = w.Prev()
		s.Past = append([]outcome.Report{anyReport(r, w)}, s.Past...)
	}
	for range rapid.IntRange(0, 4).Draw(r, "changes") {
		s.Changes = append(s.Changes, anyChange(r, s.Report))
	}
	for range rapid.IntRange(0, 3).Draw(r, "findings") {
		f := outcome.Finding{Key: "k", Asset: "a", Topic: long.Draw(r, "topic"), People: 1_000_000, Asks: 1_000_000,
			Theme: outcome.Theme{Words: []string{long.Draw(r, "word")}}, Since: week47.Prev(), Review: week47.From(),
			Kind: rapid.SampledFrom([]outcome.FindingKind{outcome.GapFound, outcome.AssetStale, outcome.TopicBare,
				outcome.SlowHandOver, outcome.AssetFell, outcome.Moved}).Draw(r, "kind")}
		if f.Kind == outcome.AssetFell || f.Kind == outcome.Moved {
			if len(s.Changes) == 0 {
				continue
			}
			f.Change = &s.Changes[0]
		}
		s.Findings = append(s.Findings, f)
	}
	return s
}

func TestMessagesStayShortAndWhole(t *testing.T) {
	broken := regexp.MustCompile(`NaN|Inf|%!|\d{6,}|\b7,777|777%|\(\)|: \.|\.\.|  | \.|“”|--|-\d|: (\n|$)`)
	rapid.Check(t, func(r *rapid.T) {
		s := anyStudy(r)
		long := rapid.StringOfN(rapid.RuneFrom([]rune("abc xyz")), 0, 90, -1)
		n := digest.Names{Team: long.Draw(r, "team name"), Assets: map[string]string{"a": "A" + long.Draw(r, "a"), "b": "B"},
			Owners: map[string]string{"a": "U0SECRET"}}
		m := digest.Compose(s, n)
		text := m.Text()
		paragraphs := strings.Count(text, "\n\n") + 1
		if n := utf8.RuneCountInString(text); n > 1600 || paragraphs > 12 || m.Quiet && paragraphs != 2 {
			r.Fatalf("%d characters, %d paragraphs:\n%s", n, paragraphs, text)
		}
		if n := utf8.RuneCountInString(m.Alt); n > 2000 || (n > 0) != (m.Picture != nil) || len(m.Picture) > 200_000 {
			r.Fatalf("%d characters of words for a picture of %d bytes", n, len(m.Picture))
		}
		all := text + m.Alt + "\n" + m.Script
		for _, free := range append([]string{m.Title}, quoted.FindAllString(all, -1)...) {
			all = strings.ReplaceAll(all, free, "it")
		}
		if bad := broken.FindString(all); bad != "" || strings.Contains(all, "U0SECRET") || m.Lead == "" {
			r.Fatalf("%q in the message:\n%s", bad, all)
		}
		if len(m.Numbers) != 0 && len(m.Numbers) != 3 || !m.Quiet && m.Step.Text == "" {
			r.Fatalf("%d numbers, step %q", len(m.Numbers), m.Step.Text)
		}
	})
}

var quoted = regexp.MustCompile(`“[^”]*”`)

// From rows of the ledger to the message: what goes in as an id or a question does not come out.
func TestNoPersonAndNoQuestionIsInTheMessage(t *testing.T) {
	start := week47.From().Add(30 * time.Hour)
	var entries []outcome.Entry
	var questions []outcome.Question
	for i := range 12 {
		ask, who := fmt.Sprintf("ask-%02d", i), fmt.Sprintf("p_9f2c%02d", i%6)
		for j, kind := range []outcome.Kind{outcome.Asked, outcome.NotFound, outcome.HandedOver, outcome.Claimed} {
			e := outcome.Entry{ID: fmt.Sprint(ask, j), Ask: ask, Kind: kind, Team: "payments",
				At: start.Add(time.Duration(j) * time.Minute), Who: who}
			if kind == outcome.Claimed {
				e.Who = "U0DANA"
			}
			entries = append(entries, e)
		}
		questions = append(questions, outcome.Question{Ask: ask, Who: who,
			Text: fmt.Sprintf("gift vouchers: <@U0DANA> said ben@fernhill.example has form %d, zebra%c", i, 'a'+i)})
	}
	s := outcome.Examine(outcome.Input{Team: "payments", Week: week47, Weeks: 4, Entries: entries, Questions: questions})
	m := digest.Compose(s, digest.Names{Team: "Payments"})
	for _, secret := range []string{"p_9f2c", "U0DANA", "ben", "fernhill", "zebra", "said", "ask-"} {
		if strings.Contains(page(m), secret) {
			t.Errorf("the message holds %q:\n%s", secret, page(m))
		}
	}
	for _, want := range []string{"12 asks from 6 people", "6 people asked for “gift"} {
		if !strings.Contains(m.Text(), want) {
			t.Errorf("the message lacks %q:\n%s", want, m.Text())
		}
	}
}

func TestWhatIsSentAfterItsFridayIsToBeDoneByTheNextOne(t *testing.T) {
	s := cases()["signal"]
	friday := s.Report.Week.Next().At(time.Friday, 17, 0)
	for sent, want := range map[time.Time]time.Time{
		{}:                           friday,
		friday.Add(-time.Minute):     friday,
		friday:                       friday.AddDate(0, 0, 7),
		s.Report.Week.Plus(3).From(): s.Report.Week.Plus(3).At(time.Friday, 17, 0),
	} {
		n := names()
		n.Sent = sent
		m := digest.Compose(s, n)
		if !m.Step.Due.Equal(want) {
			t.Errorf("sent on %v, the step is due %v, want %v", sent, m.Step.Due, want)
		}
		if day := want.Format("2 Jan"); !strings.Contains(m.Step.Text, day) || !strings.Contains(m.Script, day) {
			t.Errorf("step %q or script %q does not say %s", m.Step.Text, m.Script, day)
		}
	}
}
