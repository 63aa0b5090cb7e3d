package search

import "slices"

// speller mends the words of what was learnt as those of a question are: a slip of the pen must not
// become a word of its own. What two people write is no slip. It goes by what all see who may see the
// asset that has learnt the word, so that nothing of other assets can be told from what is found.
type speller struct {
	*Index
	views   map[uint32]view // what they see, by the class of the asset
	known   map[classWord]string
	writers map[classWord][]string // two at most
}

// classWord is a word that was used for assets of one class.
type classWord struct {
	class uint32
	text  string
}

func (x *Index) speller(list []wayToAsk) speller {
	s := speller{x, map[uint32]view{}, map[classWord]string{}, map[classWord][]string{}}
	for _, t := range list {
		if t.refused {
			continue // what one asset is refused for must not change what another has learnt
		}
		for _, w := range x.analyzer.words(t.text) {
			s.note(classWord{x.corpus.Class[t.asset], w.text}, t.backers)
		}
	}
	return s
}

func (s speller) note(w classWord, backers map[string]float64) {
	for who := range backers {
		if known := s.writers[w]; len(known) < 2 && !slices.Contains(known, who) {
			s.writers[w] = append(known, who)
		}
	}
}

// term is the term of a word that was used for an asset.
func (s speller) term(asset int, text string) string {
	w := classWord{s.corpus.Class[asset], text}
	term, ok := s.known[w]
	if ok {
		return term
	}
	term = s.analyzer.term(text)
	v := s.seenWith(w.class)
	if v.standing(s.corpus.ids[term]) == 0 && s.slip(text) && !s.shared(v, text) {
		if near, ok := v.repair(text); ok {
			term = v.Terms[near.Term-1]
		}
	}
	s.known[w] = term
	return term
}

// seenWith is what all see who may see the assets of a class.
func (s speller) seenWith(class uint32) view {
	v, ok := s.views[class]
	if !ok {
		var viewers []Viewer
		for _, place := range s.corpus.Classes[class].Audience {
			viewers = append(viewers, Viewer{Places: []string{place}})
		}
		if viewers == nil {
			viewers = []Viewer{{}} // everybody
		}
		v = s.corpusView(viewers...)
		s.views[class] = v
	}
	return v
}

// shared reports whether two people have written a word.
func (s speller) shared(v view, text string) bool {
	first := ""
	for _, c := range v.classes {
		for _, who := range s.writers[classWord{c, text}] {
			if first != "" && who != first {
				return true
			}
			first = who
		}
	}
	return false
}
