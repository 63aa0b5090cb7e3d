package intake

import (
	"strings"

	"howto/search"
)

const (
	moreMark = "<!-- more -->"

	// longest is the most bytes of a line that is left as it is; an asset may have lines of 5,000.
	longest = 4500

	// rounds is how often a text is looked at again. Each round mends all that was found, and what
	// it uncovers is rarely deeper than a few layers.
	rounds = 20
)

// escaped is body with a backslash before what would make the asset of that front matter fail its
// check: raw HTML, links that lead nowhere, pictures without words. Code is left as it is where it can
// be. What cannot be mended so is left for the check to report.
func escaped(front, body string) string {
	first := strings.Count(front, "\n") + 1
	lines := strings.Split(body, "\n")
	for range rounds {
		_, faults := search.Parse("", "", []byte(front+strings.Join(lines, "\n")))
		changed := false
		for _, f := range faults {
			if at := f.Line - first; at >= 0 && at < len(lines) {
				changed = mend(lines, at, strings.HasPrefix(f.Text, "raw HTML")) || changed
			}
		}
		if !changed {
			break
		}
	}
	return strings.Join(lines, "\n")
}

// mend changes as little as helps: the line of the fault, or the paragraph around it, or every line. The
// address of a link may stand elsewhere than the link, and the check can name only the address.
func mend(lines []string, at int, html bool) bool {
	start, end := at, at+1
	for start > 0 && !ends(lines[start]) && !ends(lines[start-1]) {
		start--
	}
	for end < len(lines) && !ends(lines[end]) {
		end++
	}
	if html {
		return each(lines[at:end], brackets) || each(lines[at:end], allBrackets)
	}
	for _, part := range [][]string{lines[at : at+1], lines[start:end], lines} {
		if each(part, brackets) || each(part, schemes) || each(part, allBrackets) {
			return true
		}
	}
	return false
}

// ends reports whether a line ends the paragraph before it.
func ends(line string) bool {
	line = strings.TrimSpace(line)
	return line == "" || line == moreMark || strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~")
}

// each changes lines, but among several not the mark that parts them.
func each(lines []string, change func(string) string) (changed bool) {
	for i, line := range lines {
		if i > 0 && strings.TrimSpace(line) == moreMark {
			continue
		}
		lines[i] = change(line)
		changed = changed || lines[i] != line
	}
	return changed
}

// schemes stops bare addresses from becoming links.
func schemes(line string) string {
	return strings.ReplaceAll(strings.ReplaceAll(line, `\://`, "://"), "://", `\://`)
}

// brackets escapes what begins HTML, links and pictures, but not inside of code.
func brackets(line string) string { return escape(line, true) }

func allBrackets(line string) string { return escape(line, false) }

func escape(line string, keepCode bool) string {
	var b strings.Builder
	for i := 0; i < len(line); {
		switch c := line[i]; {
		case c == '\\' && i+1 < len(line):
			b.WriteString(line[i : i+2])
			i += 2
			continue
		case c == '`' && keepCode:
			n := codeSpan(line[i:])
			b.WriteString(line[i : i+n])
			i += n
			continue
		case c == '<' || c == '[' || c == ']':
			b.WriteByte('\\')
		}
		b.WriteByte(line[i])
		i++
	}
	return b.String()
}

// codeSpan is the length of the code with which s begins, or of its backticks if they are never closed.
func codeSpan(s string) int {
	ticks := len(s) - len(strings.TrimLeft(s, "`"))
	for i := ticks; i < len(s); {
		run := len(s[i:]) - len(strings.TrimLeft(s[i:], "`"))
		if run == ticks {
			return i + run
		}
		i += max(run, 1)
	}
	return ticks
}

// plainLines is text with one kind of line ends and no line that is too long.
func plainLines(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		for len(line) > longest {
			at := strings.LastIndexByte(line[:longest], ' ')
			if at <= 0 {
				break
			}
			out = append(out, line[:at])
			line = line[at+1:]
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}
