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

// weekName calls a week as calendars do.
func weekName(w outcome.Week) string { return fmt.Sprintf("week %d", w.Number) }

// days writes a week's first and last day, the month once if it is the same.
func days(w outcome.Week) string {
	first, last := w.From(), w.At(time.Sunday, 12, 0)
	if first.Month() == last.Month() {
		return fmt.Sprintf("%d–%s", first.Day(), day(last))
	}
	return day(first) + " – " + day(last)
}

func day(t time.Time) string { return t.Format("2 Jan") }

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

// between writes a range of shares; ends outside 0 to 1, as limits can have, are cut.
func between(low, high float64) string {
	low, high = math.Round(100*max(0, low)), math.Round(100*min(1, high))
	if low >= high {
		return fmt.Sprintf("about %.0f%%", low)
	}
	return fmt.Sprintf("%.0f–%.0f%%", low, high)
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return number(n) + " " + noun + "s"
}

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return number(n) + " people"
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
	return "“" + oneLine(strings.Join(t.Words, " "), nameLength) + "”"
}

// sentenceCase gives a text a capital letter.
func sentenceCase(text string) string {
	for i, r := range text {
		return string(unicode.ToUpper(r)) + text[i+len(string(r)):]
	}
	return ""
}

// shorter cuts a name in quotation marks to at most limit characters, at the end of a word unless
// that leaves less than half.
func shorter(quoted string, limit int) string {
	runes := []rune(strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(quoted, "“"), "”"), "…"))
	if len(runes) <= limit {
		return quoted
	}
	cut := string(runes[:limit-1])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 && runes[limit-1] != ' ' {
		cut = cut[:i]
	}
	return "“" + strings.TrimRight(cut, " ") + "…”"
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
