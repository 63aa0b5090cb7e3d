package digest

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	"howto/outcome"
)

// A block is one paragraph, heading or list item of a message; text is plain.
type block struct {
	label, text          string
	heading, item, quiet bool
}

func (b block) markdown() string {
	text := escape(b.text)
	switch {
	case b.heading:
		return "# " + text
	case b.item:
		return "- " + text
	case b.quiet:
		return "_" + text + "_"
	case b.label != "":
		return strings.TrimSpace("**" + b.label + ":** " + text)
	}
	return text
}

func (b block) plain() string {
	switch {
	case b.item:
		return "- " + b.text
	case b.label != "":
		return strings.TrimSpace(b.label + ": " + b.text)
	}
	return b.text
}

// join puts an empty line between blocks, but none between the items of a list.
func join(blocks []block, form func(block) string) string {
	var out strings.Builder
	for i, b := range blocks {
		if i > 0 {
			out.WriteString("\n")
			if !b.item || !blocks[i-1].item {
				out.WriteString("\n")
			}
		}
		out.WriteString(form(b))
	}
	return out.String() + "\n"
}

var escaper = strings.NewReplacer(`\`, `\\`, "`", "\\`", `*`, `\*`, `_`, `\_`, `[`, `\[`, `]`, `\]`,
	`<`, `\<`, `>`, `\>`, `#`, `\#`, `~`, `\~`, `|`, `\|`, `&`, `\&`)

func escape(text string) string { return escaper.Replace(text) }

// label is how outcome calls the metric.
func label(id string) string {
	m, _ := outcome.Define(id)
	return m.Name
}

// days writes a week's first and last day, the month once if it is the same.
func days(w outcome.Week) string {
	first, last := w.From(), w.At(time.Sunday, 12, 0)
	if first.Month() == last.Month() {
		return fmt.Sprintf("%d–%s", first.Day(), last.Format("2 Jan"))
	}
	return first.Format("2 Jan") + " – " + last.Format("2 Jan")
}

func share(s outcome.Share) string {
	return fmt.Sprintf("%s of %s, that is %s (likely %s to %s).", number(s.Count), number(s.Of),
		percent(s.Rate()), percent(s.Interval.Low), percent(s.Interval.High))
}

// percent rounds to whole numbers, but never a little to nothing or nearly all to all.
func percent(rate float64) string {
	switch p := math.Round(100 * rate); {
	case p == 0 && rate > 0:
		return "under 1%"
	case p == 100 && rate < 1:
		return "over 99%"
	default:
		return fmt.Sprintf("%.0f%%", p)
	}
}

func count(n int, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case noun == "person":
		return number(n) + " people"
	default:
		return number(n) + " " + noun + "s"
	}
}

// number writes n with a comma after each thousand.
func number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func phrase(t outcome.Theme) string {
	return "“" + oneLine(strings.Join(t.Words, " "), 60) + "”"
}

// oneLine makes a name fit into a sentence: one line, no invisible signs, at most limit characters.
func oneLine(name string, limit int) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, name)
	runes := []rune(strings.Join(strings.Fields(name), " "))
	if len(runes) > limit {
		runes = append(runes[:limit-1], '…')
	}
	return string(runes)
}
