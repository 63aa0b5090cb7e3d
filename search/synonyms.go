package search

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// synonymsFile is the name of the file at the top of a library folder that says which
// words mean the same: one group a line, as in "till = register = POS". A "#" begins a
// comment.
const synonymsFile = "synonyms.txt"

const (
	// The bounds of a synonyms file are far beyond what a curator keeps in their head,
	// and keep one that was made by a program from changing what every word means.
	maxSynonymsFile = 64 << 10
	maxForms        = 30
	maxFormWords    = 5
	maxFormLetters  = 60
)

// synonymLine is one line of a synonyms file: forms that mean the same.
type synonymLine struct {
	file  string
	line  int
	forms []string
}

// parseSynonyms reads a synonyms file. A form with a fault is left out, and the rest of
// its line holds.
func parseSynonyms(file string, src []byte) (lines []synonymLine, faults []Fault) {
	fault := func(line int, format string, args ...any) {
		faults = append(faults, Fault{file, line, fmt.Sprintf(format, args...)})
	}
	if len(src) > maxSynonymsFile {
		fault(1, "more than %d KiB are too much for synonyms: none of them is used", maxSynonymsFile>>10)
		return nil, faults
	}
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	n := 0
	for text := range strings.Lines(string(src)) {
		n++
		if !utf8.ValidString(text) {
			fault(n, "not valid UTF-8: save the file as UTF-8")
			continue
		}
		text = strings.TrimSpace(uncommented(text))
		if text == "" {
			continue
		}
		if !strings.Contains(text, "=") {
			fault(n, `no "=": write words that mean the same, as in "till = register"`)
			continue
		}
		forms, wrong := formsOf(text)
		for _, w := range wrong {
			fault(n, "%s", w)
		}
		if len(forms) > 1 {
			lines = append(lines, synonymLine{file, n, forms})
		}
	}
	return lines, faults
}

// uncommented is a line without its comment, which begins at its start or after a space:
// "C#" is a word.
func uncommented(line string) string {
	for i := range len(line) {
		if line[i] == '#' && (i == 0 || line[i-1] == ' ' || line[i-1] == '\t') {
			return line[:i]
		}
	}
	return line
}

// formsOf are the good forms of a line, each once, and what is wrong with the others.
func formsOf(text string) (forms, wrong []string) {
	known := map[string]bool{}
	for _, f := range strings.Split(text, "=") {
		words := strings.Fields(f)
		f = strings.Join(words, " ")
		switch {
		case f == "":
			wrong = append(wrong, `nothing between two "=" or at an end: write a word there`)
		case utf8.RuneCountInString(f) > maxFormLetters:
			wrong = append(wrong, fmt.Sprintf("%q is too long: %d characters are the most",
				string([]rune(f)[:20])+"…", maxFormLetters))
		case len(words) > maxFormWords:
			wrong = append(wrong, fmt.Sprintf("%q has %d words: %d are the most", f, len(words), maxFormWords))
		case len(forms) == maxForms:
			return forms, append(wrong, fmt.Sprintf(
				"more than %d words on a line: those from %q on are left out", maxForms, f))
		case !known[strings.ToLower(f)]:
			known[strings.ToLower(f)] = true
			forms = append(forms, f)
		}
	}
	return forms, slices.Compact(wrong)
}

// synonyms tells which words are taken for one.
type synonyms struct {
	canon map[string]string   // stems of a form, with spaces, to the term of its group
	forms map[string][]string // term of a group to its forms, as the curator wrote them
	long  map[string]int      // stem that begins a form of several words to the most of them
	heads [256]bool           // first bytes of those stems: stemming changes the end of a word
}

// joinSynonyms makes one group of all lines that share a word, and says what is wrong
// with them in this language: words that count for nothing, and groups that had to be
// made one.
func (a *analyzer) joinSynonyms(lines []synonymLine) (synonyms, []Fault) {
	s := synonyms{canon: map[string]string{}, forms: map[string][]string{}, long: map[string]int{}}
	var faults []Fault
	at := map[string]synonymLine{} // stems to the line that has them first
	for _, l := range lines {
		fault := func(format string, args ...any) {
			faults = append(faults, Fault{l.file, l.line, fmt.Sprintf(format, args...)})
		}
		var keys, forms []string
		for _, f := range l.forms {
			key := a.formKey(f)
			switch {
			case key == "":
				fault(`%q has no word that counts (the likes of "the" and single letters do not): it is left out`, f)
				continue
			case slices.Contains(keys, key):
				continue
			}
			keys, forms = append(keys, key), append(forms, f)
			if first, ok := at[key]; ok {
				fault("%q stands in %s as well: the two groups count as one; write them on one line",
					f, first.place(l))
			} else {
				at[key] = l
			}
		}
		if len(keys) > 1 {
			s.add(keys, forms)
		}
	}
	return s, faults
}

// place names a line of a synonyms file to a reader of another line.
func (l synonymLine) place(from synonymLine) string {
	if l.file == from.file {
		return fmt.Sprintf("line %d", l.line)
	}
	return fmt.Sprintf("%s:%d", l.file, l.line)
}

// formKey is a form as stems, or "" when it has none but stop words.
func (a *analyzer) formKey(form string) string {
	var stems []string
	full := false
	for _, w := range a.words(form) {
		stems = append(stems, a.stem(w.text))
		full = full || !a.isStop(w.text)
	}
	if !full {
		return ""
	}
	return strings.Join(stems, " ")
}

// add makes one group of the forms with these keys and all groups that have one of them.
func (s *synonyms) add(keys, forms []string) {
	// The tokenizer leaves no underscore in a word, so that this is no other word's stem.
	term := strings.ReplaceAll(keys[0], " ", "_")
	for _, k := range keys {
		if c, ok := s.canon[k]; ok {
			term = c
			break
		}
	}
	for i, k := range keys {
		old, ok := s.canon[k]
		switch {
		case !ok:
			s.forms[term] = append(s.forms[term], forms[i])
		case old != term:
			s.forms[term] = append(s.forms[term], s.forms[old]...)
			delete(s.forms, old)
			for k, c := range s.canon {
				if c == old {
					s.canon[k] = term
				}
			}
		}
		s.canon[k] = term
		first, _, several := strings.Cut(k, " ")
		if several {
			s.long[first] = max(s.long[first], strings.Count(k, " ")+1)
			s.heads[first[0]] = true
		}
	}
}

// others are the forms that mean the same as a word whose term is given.
func (a *analyzer) others(text, term string) (out []string) {
	if len(a.synonyms.forms[term]) == 0 {
		return nil
	}
	own := a.stem(text)
	for _, f := range a.synonyms.forms[term] {
		if a.formKey(f) != own {
			out = append(out, f)
		}
	}
	return out
}

// mergeSynonyms makes one word of each synonym of several words, the longest first.
func (a *analyzer) mergeSynonyms(s string, words []word) []word {
	if len(a.synonyms.long) == 0 {
		return words
	}
	out := words[:0]
	for i := 0; i < len(words); {
		n := a.synonymAt(s, words[i:])
		w := words[i]
		if n > 1 {
			w = one(s, words[i:i+n])
		}
		out = append(out, w)
		i += n
	}
	return out
}

// synonymAt is how many of the first words are one synonym; 1 if none is.
func (a *analyzer) synonymAt(s string, words []word) int {
	if !a.synonyms.heads[words[0].text[0]] {
		return 1
	}
	key := a.stem(words[0].text)
	most, best := min(a.synonyms.long[key], len(words)), 1
	for n := 2; n <= most; n++ {
		if !inPhrase(s[words[n-2].end:words[n-1].start]) {
			break
		}
		key += " " + a.stem(words[n-1].text)
		if _, ok := a.synonyms.canon[key]; ok {
			best = n
		}
	}
	return best
}

// inPhrase reports whether two words with this between them are in one phrase.
func inPhrase(gap string) bool {
	return strings.Trim(gap, " \t\r\n-*`") == "" && strings.Count(gap, "\n") < 2
}

// one is the word that several make.
func one(s string, words []word) word {
	last := len(words) - 1
	w := word{start: words[0].start, end: words[last].end, path: words[0].path, joined: words[0].joined}
	for _, p := range words {
		w.parts = append(w.parts, p.text)
	}
	w.text = strings.Join(w.parts, " ")
	w.raw = strings.Join(strings.Fields(s[w.start:w.end]), " ")
	return w
}
