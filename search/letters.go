package search

// groups holds the groups of three letters in a question. They make words of one
// family alike that have different stems, and compounds and their parts: "git hub" and
// "GitHub", "reserve" and "reservation".
type groups struct {
	place  map[uint32]int // group to its place in weight
	weight []float64
	all    float64
	seen   []int // which title each group was last seen in
	titles int
}

func (s *scorer) lettersOf() *groups {
	l := &groups{place: make(map[uint32]int, 8*len(s.terms))}
	for _, t := range s.terms {
		if t.aside {
			continue
		}
		text := t.Found
		if t.id > 0 {
			text = s.view.text(t.id)
		}
		each := t.full / float64(len(text))
		for i := range len(text) {
			g := group(text, i)
			at, ok := l.place[g]
			if !ok {
				at = len(l.weight)
				l.place[g] = at
				l.weight = append(l.weight, 0)
			}
			l.weight[at] += each
		}
		l.all += t.full
	}
	l.seen = make([]int, len(l.weight))
	return l
}

// group is three bytes of a word around the one at i; a word begins and ends with a
// byte that no word has, so that its first and last letters count.
func group(word string, i int) uint32 {
	g := uint32(word[i]) << 8
	if i > 0 {
		g |= uint32(word[i-1]) << 16
	}
	if i+1 < len(word) {
		g |= uint32(word[i+1])
	}
	return g
}

// lettersLike is the weighted overlap of the groups in the question and in a title,
// where the weight of a word is spread over its groups.
func (s *scorer) lettersLike(title []uint32) float64 {
	l := s.wording.letters
	l.titles++
	var asked, there, all float64
	for _, id := range title {
		word, full := s.view.Terms[id-1], s.fullOf(id)
		all += full
		each := full / float64(len(word))
		for i := range len(word) {
			at, ok := l.place[group(word, i)]
			if !ok {
				continue
			}
			there += each
			if l.seen[at] != l.titles {
				l.seen[at] = l.titles
				asked += l.weight[at]
			}
		}
	}
	shared := (asked + there) / 2
	if shared == 0 {
		return 0
	}
	return min(1, shared/(l.all+all-shared))
}
