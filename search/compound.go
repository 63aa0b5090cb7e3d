package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// shortestHalf is the fewest letters that a half of a compound has. Of two letters
	// every second word has one at its end.
	shortestHalf = 3

	// mostRead is how many words of a question are looked up: beyond them, a text that has
	// not filled its terms says the same again and again.
	mostRead = 8 * maxWords

	// mostSplit is how many unknown words of a question are tried as compounds, and
	// longestSplit how many letters one may have: each place in it costs a look or two.
	mostSplit    = 6
	longestSplit = 40

	// mostTried is how many unknown words of a question are looked for in another spelling: for each
	// much of the vocabulary is gone through, and whoever slips so often has pasted something.
	mostTried = 24

	// shortestWhole is the fewest letters of a word that two neighbours make.
	shortestWhole = 4
)

// asking turns the words of one question into terms.
type asking struct {
	*Index
	view
	terms   []Term
	repairs []Repair
	place   map[string]int      // what a term is indexed under to its place in terms
	split   int                 // words tried as compounds
	tried   map[string]spelling // unknown words to the spelling that was found; zero for none
}

// terms analyses a question: each term once, mended where no asset has the word.
func (x *Index) terms(v view, text string) ([]Term, []Repair) {
	q := asking{Index: x, view: v, place: map[string]int{}, tried: map[string]spelling{}}
	words := x.analyzer.words(clip(text))
	words = words[:min(len(words), mostRead)]
	var pairs, paths []Term
	var halves [][2]word
	for i := 0; i < len(words) && len(q.terms) < maxWords; i++ {
		if i+1 < len(words) {
			both, ok := q.both(words[i], words[i+1])
			if ok && (q.unknown(words[i]) || q.unknown(words[i+1])) {
				both.reworded = true
				q.add(both)
				q.said(both.Text, both.Found)
				i++
				continue
			}
			if ok {
				pairs, halves = append(pairs, both), append(halves, [2]word{words[i], words[i+1]})
			}
		}
		if t, ok := q.path(words, i); ok {
			paths = append(paths, t)
		}
		q.read(words[i])
	}
	for i, t := range pairs {
		a, b := q.placed(halves[i][0]), q.placed(halves[i][1])
		if a == 0 || b == 0 {
			continue
		}
		t.instead = [2]uint8{a, b}
		t.most = max(q.terms[a-1].Weight, q.terms[b-1].Weight)
		q.addAside(t)
	}
	for _, t := range paths {
		q.addAside(t)
	}
	return q.terms, q.repairs
}

// read adds the terms of one word: the word itself; if no asset has it, the words that
// it is made of, or the word nearest to it.
func (q *asking) read(w word) {
	t := q.term(w, q.analyzer)
	t.code = digits(w.text) != ""
	if t.id != 0 || t.Stop {
		q.add(t)
		return
	}
	if strings.Contains(w.text, " ") {
		for _, p := range w.parts {
			q.read(word{raw: p, text: p})
		}
		return
	}
	if parts := q.pieces(w); len(parts) > 0 {
		var found []string
		for _, t := range parts {
			t.reworded, t.code = true, digits(w.text) != ""
			q.add(t)
			found = append(found, t.Found)
		}
		q.said(w.raw, strings.Join(found, " "))
		return
	}
	if near, ok := q.nearest(w); ok {
		t.id, t.Found, t.mended = near.Term, near.Text, true
		q.said(w.raw, near.Text)
	}
	q.add(t)
}

// nearest is the word that w must be a slip of, if it is among the first that may be slips.
func (q *asking) nearest(w word) (spelling, bool) {
	near, tried := q.tried[w.text]
	if !tried {
		if len(q.tried) == mostTried || !q.slip(w.text) {
			return spelling{}, false
		}
		near, _ = q.repair(w.text)
		q.tried[w.text] = near
	}
	return near, near.Term != 0
}

// add keeps a term unless it is there already.
func (q *asking) add(t Term) {
	t.Framing = q.analyzer.frames(t.Found)
	t = t.weighed(q.view, &q.weights)
	key := q.key(t)
	if i, ok := q.place[key]; !ok {
		if len(q.terms) == maxWords {
			return
		}
		if t.id != 0 {
			t.Synonyms = q.analyzer.others(t.Found, key)
		}
		q.place[key] = len(q.terms)
		q.terms = append(q.terms, t)
	} else if q.terms[i].guessed() && !t.guessed() {
		// The asker wrote the word right as well: no guess is needed.
		t.Synonyms, t.code = q.terms[i].Synonyms, t.code || q.terms[i].code
		q.terms[i] = t
	}
}

func (q *asking) addAside(t Term) {
	t.aside = true
	q.add(t)
}

// placed is the place of a word among the terms, plus 1, or 0.
func (q *asking) placed(w word) uint8 {
	i, ok := q.place[q.analyzer.term(w.text)]
	if !ok {
		return 0
	}
	return uint8(i + 1)
}

// key is what a term is indexed under, or would be.
func (q *asking) key(t Term) string {
	if t.id != 0 {
		return q.text(t.id)
	}
	return q.analyzer.term(t.Found)
}

// said notes that something else was looked for than what the asker wrote.
func (q *asking) said(from, to string) {
	if r := (Repair{From: from, To: to}); !slices.Contains(q.repairs, r) {
		q.repairs = append(q.repairs, r)
	}
}

// unknown reports whether no asset has a word that would count.
func (q *asking) unknown(w word) bool {
	return !q.analyzer.isStop(w.text) && q.known(w.text) == 0
}

// knownAs is the number of the term of a word, or 0 if no asset that the viewer may see
// has it or has learnt it.
func (v view) knownAs(a *analyzer, text string) uint32 {
	if id := v.memory.id(a.term(text)); v.df(id) > 0 {
		return id
	}
	return 0
}

func (q *asking) known(text string) uint32 { return q.knownAs(q.analyzer, text) }

// both is the word that two neighbours make and that an asset has, such as "login" of
// "log in".
func (q *asking) both(a, b word) (Term, bool) {
	if len(a.text)+len(b.text) > utf8.UTFMax*longestSplit ||
		q.analyzer.isStop(a.text) || len(a.text) < 2 || len(b.text) < 2 ||
		!allLetters(a.text) || !allLetters(b.text) ||
		utf8.RuneCountInString(a.text+b.text) < shortestWhole {
		return Term{}, false
	}
	for _, link := range slices.Concat([]string{""}, q.analyzer.links) {
		if link != "" && q.analyzer.isStop(b.text) {
			break
		}
		whole := a.text + link + b.text
		if id := q.known(whole); id != 0 {
			return Term{Text: a.raw + " " + b.raw, Found: whole, id: id}, true
		}
	}
	return Term{}, false
}

// path is the pair that a word makes with the one before it, as in "File > Export", if
// an asset has it.
func (q *asking) path(words []word, i int) (Term, bool) {
	if words[i].path == "" {
		return Term{}, false
	}
	id := q.known(words[i].path)
	return Term{Text: words[i-1].raw + " " + words[i].raw, Found: words[i].path, id: id}, id != 0
}

// pieces are the words that an unknown word is made of and that assets have: the number
// of a code, the words of a file name or of a name in humps, the halves of a compound.
func (q *asking) pieces(w word) []Term {
	parts := w.parts
	if d := digits(w.text); d != "" {
		parts = []string{d}
	}
	if len(parts) == 0 && len(w.raw) <= longestSplit {
		parts = humps(w.raw)
	}
	var out []Term
	for _, p := range parts {
		if id := q.known(p); id != 0 && !q.analyzer.isStop(p) {
			out = append(out, Term{Text: w.raw, Found: p, id: id})
		}
	}
	if len(out) > 0 {
		return out
	}
	return q.halves(w)
}

// halves splits a compound where two words meet that assets have. Of several places the
// one is taken whose shorter half is longest: the less a half could be chance.
func (q *asking) halves(w word) (out []Term) {
	letters, best := []rune(w.text), shortestHalf-1
	if len(letters) < 2*shortestHalf || len(letters) > longestSplit || !allLetters(w.text) ||
		q.split == mostSplit {
		return nil
	}
	q.split++
	for i := shortestHalf; i <= len(letters)-shortestHalf; i++ {
		if min(i, len(letters)-i) <= best {
			continue
		}
		left, right := string(letters[:i]), string(letters[i:])
		r := q.full(right)
		if r == 0 {
			continue
		}
		for _, l := range q.bare(left) {
			if id := q.full(l); id != 0 && id != r && q.meant(id, r) {
				best = min(i, len(letters)-i)
				out = []Term{{Text: w.raw, Found: l, id: id}, {Text: w.raw, Found: right, id: r}}
				break
			}
		}
	}
	if len(out) == 2 {
		// The two may be a synonym of several words.
		whole := out[0].Found + " " + out[1].Found
		if _, ok := q.analyzer.synonyms.canon[q.analyzer.stem(whole)]; ok {
			if id := q.known(whole); id != 0 {
				return []Term{{Text: w.raw, Found: whole, id: id}}
			}
		}
	}
	return out
}

// meant reports whether two words are likely to be one compound: always in a language
// that writes compounds as one word, and otherwise if they stand side by side in one
// field of an asset that the viewer may see.
func (q *asking) meant(left, right uint32) bool {
	if len(q.analyzer.links) > 0 {
		return true
	}
	for i, id := range q.Seq[:max(len(q.Seq), 1)-1] {
		if id != left || q.Seq[i+1] != right {
			continue
		}
		between := uint32(i + 1)
		asset, _ := slices.BinarySearchFunc(q.Ends, between, func(e [fieldCount]uint32, at uint32) int {
			return cmp.Compare(e[fieldCount-1], at)
		})
		if q.sees(asset) && !slices.Contains(q.Ends[asset][:], between) {
			return true
		}
	}
	return false
}

// full is known for a half of a compound, which is no stop word.
func (q *asking) full(text string) uint32 {
	if q.analyzer.isStop(text) {
		return 0
	}
	return q.known(text)
}

// bare is the first half of a compound as it stands there, and without the letters that
// link it to the second.
func (q *asking) bare(left string) []string {
	out := []string{left}
	for _, link := range q.analyzer.links {
		if l, ok := strings.CutSuffix(left, link); ok && utf8.RuneCountInString(l) >= shortestHalf {
			out = append(out, l)
		}
	}
	return out
}
