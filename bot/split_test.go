package bot

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"howto/escalation"

	"github.com/slack-go/slack"
)

func TestALongAnswerLosesNothing(t *testing.T) {
	var src strings.Builder
	for i := range 400 {
		fmt.Fprintf(&src, "Paragraph %d says a little about till number %d.\n\n", i, i)
		if i%40 == 0 {
			fmt.Fprintf(&src, "## Part %d\n\n", i)
		}
	}
	ms := markdownMessages(src.String())
	if len(ms) < 3 {
		t.Fatalf("%d messages, want several", len(ms))
	}
	var all strings.Builder
	for i, m := range ms {
		checkMessage(t, fmt.Sprint("part ", i), m)
		if strings.Contains(m.Text, saidCut) {
			t.Errorf("the text of part %d was cut; it should hold all of its blocks", i)
		}
		if last := i == len(ms)-1; strings.Contains(m.Text, saidContinues) == last {
			t.Errorf("part %d of %d says that more follows: %t", i, len(ms), last)
		}
		all.WriteString(m.Text)
	}
	for i := range 400 {
		if want := fmt.Sprintf("Paragraph %d says", i); strings.Count(all.String(), want) != 1 {
			t.Errorf("%q is there %d times, want once", want, strings.Count(all.String(), want))
		}
	}
}

func TestNoBlockHoldsMoreThan200Elements(t *testing.T) {
	blocks := 0
	for _, m := range markdownMessages(strings.Repeat("a\n\n> b\n\n", 250)) {
		for _, b := range m.Blocks {
			rich, ok := b.(*slack.RichTextBlock)
			if !ok {
				continue
			}
			blocks++
			if n := len(rich.Elements); n > 200 {
				t.Errorf("block %d holds %d elements, want at most 200", blocks, n)
			}
		}
	}
	if blocks < 2 {
		t.Errorf("%d blocks, want several or this shows nothing", blocks)
	}
}

func TestNumbersGoOnWhereAListIsCut(t *testing.T) {
	var src strings.Builder
	for i := range 300 {
		fmt.Fprintf(&src, "%d. Step with the number %d and some more words\n", i+1, i+1)
	}
	for i, m := range markdownMessages(src.String()) {
		for _, line := range strings.Split(m.Text, "\n") {
			number, rest, ok := strings.Cut(line, ". Step with the number ")
			if ok && !strings.HasPrefix(rest, number+" ") {
				t.Errorf("part %d: line %q, want the number that it says", i, line)
			}
		}
	}
}

func TestTheFirstPartOfACardHasTheButtons(t *testing.T) {
	a := demoAssets()[0]
	a.Body = strings.Repeat("A long paragraph about refunds. ", 20) + "\n\n---\n\n"
	a.Body = strings.Repeat(a.Body, 20)
	ms := card(demoCard(a))
	if len(ms) < 2 {
		t.Fatalf("%d messages, want several", len(ms))
	}
	for i, m := range ms {
		checkMessage(t, fmt.Sprint("part ", i), m)
		if got, want := hasButtons(m), i == 0; got != want {
			t.Errorf("part %d has buttons: %t, want %t", i, got, want)
		}
		if _, ok := m.Blocks[0].(*slack.DividerBlock); ok {
			t.Errorf("part %d begins with a rule", i)
		}
	}
}

func TestTheLastPartOfAnAnswerHasTheButtons(t *testing.T) {
	said := escalation.Message{Text: strings.Repeat("a word or two\n", 900)}
	ms := toAsker(demoCaseView(escalation.Answered), escalation.ToAsker{By: "U0DANA", Message: said})
	if len(ms) < 2 {
		t.Fatalf("%d messages, want several", len(ms))
	}
	for i, m := range ms {
		checkMessage(t, fmt.Sprint("part ", i), m)
		if got, want := hasButtons(m), i == len(ms)-1; got != want {
			t.Errorf("part %d has buttons: %t, want %t", i, got, want)
		}
	}
}

func hasButtons(m message) bool {
	for _, b := range m.Blocks {
		if _, ok := b.(*slack.ActionBlock); ok {
			return true
		}
	}
	return false
}

func TestOneTableAMessage(t *testing.T) {
	table := func() slack.Block {
		return slack.NewTableBlock("").AddRow(slack.NewTableRawTextCell("a"))
	}
	ms := paged(nil, []slack.Block{table(), header("x"), table()}, nil)
	if len(ms) != 2 {
		t.Fatalf("%d messages, want one for each table", len(ms))
	}
	for i, m := range ms {
		checkMessage(t, fmt.Sprint("part ", i), m)
	}
}

func TestPiecesAreCutAtLineEndsAndKeepEveryWord(t *testing.T) {
	s := strings.Repeat("one two three\n", 500)
	got := pieces(s, 100)
	for _, p := range got {
		if runes(p) > 100 || !strings.HasSuffix(p, "three") && !strings.HasSuffix(p, "three\n") {
			t.Fatalf("piece %q, want whole lines of at most 100 characters", p)
		}
	}
	if joined := strings.Join(got, "\n"); len(strings.Fields(joined)) != 1500 {
		t.Errorf("%d words in all pieces, want 1500", len(strings.Fields(joined)))
	}
	if got := pieces(strings.Repeat("ü", 250), 100); len(got) != 3 {
		t.Errorf("a long word makes %d pieces, want 3", len(got))
	}
}

func TestTopTextIsCutAtAParagraphWithoutBreakingAnEntity(t *testing.T) {
	for name, s := range map[string]string{
		"paragraphs": strings.Repeat("some words here\n\n", 400),
		"lines":      strings.Repeat("some words\n", 500),
		"entities":   strings.Repeat("&amp;", 1000),
		"dates":      strings.Repeat(moment(now, berlin), 100),
	} {
		got := topText(s)
		rest, said := strings.CutSuffix(got, "\n\n"+saidCut)
		if runes(got) > textLimit || !said {
			t.Errorf("%s: %d characters, says so %t, want at most %d and true",
				name, runes(got), said, textLimit)
		}
		if i := strings.LastIndexAny(rest, "&<"); i >= 0 && !strings.ContainsAny(rest[i:], ";>") {
			t.Errorf("%s: ends in %q, want no half entity", name, rest[i:])
		}
		if name == "paragraphs" && !strings.HasSuffix(rest, "here") {
			t.Errorf("ends in %q, want a whole paragraph", rest[len(rest)-20:])
		}
	}
	if got := topText(" \n"); got != saidNothingToRead {
		t.Errorf("topText of nothing = %q, want %q", got, saidNothingToRead)
	}
}

func TestCutKeepsWholeCharactersAndWords(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{
		{"short", 5, "short"},
		{"one two three", 10, "one two…"},
		{"ünterwegs", 4, "ünt…"},
		{"🧾🧾🧾", 2, "🧾…"},
		{"", 0, ""},
		{"x", 0, "…"},
	} {
		if got := cut(c.in, c.n); got != c.want || !utf8.ValidString(got) {
			t.Errorf("cut(%q, %d) = %q, want %q", c.in, c.n, got, c.want)
		}
	}
}
