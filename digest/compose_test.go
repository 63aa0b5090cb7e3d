package digest_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"howto/digest"
	"howto/outcome"

	"pgregory.net/rapid"
)

func nextLine(t testing.TB, s outcome.Summary, names digest.Names) string {
	t.Helper()
	var found []string
	for line := range strings.Lines(digest.Compose(s, names).Text) {
		if after, ok := strings.CutPrefix(line, "Next: "); ok {
			found = append(found, strings.TrimSpace(after))
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d lines on what to do next, want 1: %q", len(found), found)
	}
	return found[0]
}

func TestNextIsTheFirstRuleThatHolds(t *testing.T) {
	s := normal()
	s.Waiting, s.MedianWait = 2, 30*time.Minute
	s.Weakest = outcome.Miss{Asset: "tills/refund", People: 6}
	s.NotQuite, s.Silent = of(60, 141), of(90, 141)
	names := digest.Names{Assets: map[string]string{"tills/refund": "Refund a card"}}
	for _, c := range []struct {
		want string
		then func() // takes the reason away, so that the following rule holds
	}{
		{"2 questions still wait for a person. Agree today who takes them.", func() { s.Waiting = 1 }},
		{"1 question still waits for a person. Agree today who takes it.", func() { s.Waiting = 0 }},
		{"Write an asset for “gift voucher”: 12 people asked for it and found nothing.", func() { s.Themes = nil }},
		{"Look at the rota: people typically waited 30 min for a person.", func() { s.WaitKnown = false }},
		{"Look at the rota: many questions were closed before anybody had them.",
			func() { s.WaitKnown, s.MedianWait = true, 29*time.Minute }},
		{"Go through “Refund a card” with its owner: 6 people pressed Not quite on it.",
			func() { s.Weakest = outcome.Miss{} }},
		{"Ask the curators to go through this team's assets: Not quite was pressed on 43% of the questions.",
			func() { s.NotQuite = of(30, 141) }},
		{"Remind people to press Solved or Not quite: most questions ended in silence.",
			func() { s.Silent = of(71, 141) }},
		{"Nothing to do this week.", func() {}},
	} {
		if got := nextLine(t, s, names); got != c.want {
			t.Errorf("next = %q, want %q", got, c.want)
		}
		c.then()
	}
}

func TestSmallNumbersReadAsSentences(t *testing.T) {
	s := normal()
	s.Asks, s.Pending, s.Waiting, s.WaitKnown = 1401, 1, 1, false
	s.Silent, s.Solved = of(0, 1401), of(2, 1401)
	s.ByCard, s.ByPerson = 1, 1
	text := digest.Compose(s, digest.Names{}).Text
	for _, want := range []string{
		"Asked: 1,401 questions from 38 people. 1 of them is still open and counts as not solved yet.",
		"Solved: 2 of 1,401, that is under 1% (likely under 1% to 1%). 1 by a card, 1 by a person.",
		"Silent: 0 of 1,401, that is 0% (likely 0% to under 1%).\n",
		"Too few of them had a person to name a typical wait. 1 still waits.",
		"Help at work · payments · week 47",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("text = %s\nwant in it: %s", text, want)
		}
	}
}

func TestTitleNamesTheDaysOfTheWeek(t *testing.T) {
	for week, want := range map[string]string{
		"2026-W47": "week 47 (16–22 Nov)", "2026-W49": "week 49 (30 Nov – 6 Dec)",
		"2026-W53": "week 53 (28 Dec – 3 Jan)",
	} {
		w, err := outcome.ParseWeek(week, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		s := outcome.Summary{Team: "it", Week: w, Hidden: true}
		if got := digest.Compose(s, digest.Names{}).Title; !strings.HasSuffix(got, want) {
			t.Errorf("title = %q, want it to end in %q", got, want)
		}
	}
}

func TestNamesCannotAddMarkup(t *testing.T) {
	s := normal()
	s.Themes, s.Weakest = nil, outcome.Miss{Asset: "a", People: 5}
	names := digest.Names{Team: "A*B*\n# <!channel>\u202e", Assets: map[string]string{"a": "[x](http://y) `z` &lt;_"}}
	m := digest.Compose(s, names)
	if want := `# Help at work · A\*B\* \# \<!channel\> · week`; !strings.HasPrefix(m.Markdown, want) {
		t.Errorf("Markdown = %q, want it to begin %q", m.Markdown, want)
	}
	if want := "“\\[x\\](http://y) \\`z\\` \\&lt;\\_”"; !strings.Contains(m.Markdown, want) {
		t.Errorf("Markdown = %q, want %q in it", m.Markdown, want)
	}
	if want := "Help at work · A*B* # <!channel> · week 47 (16–22 Nov)"; m.Title != want {
		t.Errorf("Title = %q, want %q", m.Title, want)
	}
}

func TestMessagesStayShort(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(5, math.MaxInt32).Draw(r, "asks")
		some := func(what string) outcome.Share { return of(rapid.IntRange(0, n).Draw(r, what), n) }
		long := rapid.StringN(0, 300, -1)
		s := outcome.Summary{Team: long.Draw(r, "id"), Week: week47, Asks: n, People: n,
			Solved: some("solved"), Silent: some("silent"), BestCase: rapid.Float64Range(0, 1).Draw(r, "best"),
			ByCard: n, ByPerson: n, Pending: n, NotQuite: some("not quite"), HandedOver: some("handed over"),
			Hidden: rapid.Bool().Draw(r, "hidden"), HandOversHidden: rapid.Bool().Draw(r, "handovers"),
			NotQuiteHidden: rapid.Bool().Draw(r, "misses"), WaitKnown: rapid.Bool().Draw(r, "known"),
			Waiting:    rapid.IntRange(0, 1).Draw(r, "waits") * n,
			MedianWait: time.Duration(rapid.Int64Range(0, 1e15).Draw(r, "wait")),
			Weakest:    outcome.Miss{Asset: long.Draw(r, "asset"), People: n}}
		for range rapid.IntRange(0, 5).Draw(r, "themes") {
			s.Themes = append(s.Themes, outcome.Theme{Words: []string{long.Draw(r, "word")}, People: n})
		}
		m := digest.Compose(s, digest.Names{Team: long.Draw(r, "team")})
		blocks := 0
		for line := range strings.Lines(m.Text) {
			if strings.TrimSpace(line) != "" {
				blocks++
			}
		}
		if chars := utf8.RuneCountInString(m.Text); chars > 1600 || blocks > 12 || s.Hidden && blocks != 2 {
			r.Fatalf("%d characters, %d blocks:\n%s", chars, blocks, m.Text)
		}
	})
}

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
	m := digest.Compose(outcome.Summarise(outcome.Input{Team: "payments", Week: week47, Entries: entries,
		Questions: questions, Now: week47.To().Add(9 * time.Hour)}), digest.Names{Team: "Payments"})
	for _, secret := range []string{"p_9f2c", "U0DANA", "ben", "fernhill", "zebra", "said", "ask-"} {
		if strings.Contains(m.Markdown+m.Text+m.Title, secret) {
			t.Errorf("the message holds %q:\n%s", secret, m.Markdown)
		}
	}
	for _, want := range []string{"12 questions from 6 people", "12 of 12, that is 100%", "1 min", "6 people asked"} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("the message lacks %q:\n%s", want, m.Text)
		}
	}
}
