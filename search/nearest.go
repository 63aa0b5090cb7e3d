package search

import (
	"cmp"
	"maps"
	"slices"
)

// recall is what learnt phrases say for one asset, given a question.
type recall struct {
	like   float64 // how alike the question and the nearest phrase are, from 0 to 1
	people float64 // who stand behind that phrase and those nearly as like it
	phrase int32   // the nearest phrase
}

// share is what it counts of all that it could: more the more people
// stand behind it, as one may be mistaken.
func (r recall) share(w *Weights) float64 {
	if r.people == 0 {
		return 0
	}
	return r.like * r.people / (r.people + w.Backing)
}

// likeness compares a question with learnt phrases. Like the scorer it weighs words
// by how rare they are, here among assets and phrases together.
type likeness struct {
	*scorer
	weights [maxWords]float64 // of the question's terms
	total   float64
	onlyFew bool // the question has words beside stop words, and only these are looked up
}

// nearest finds the phrases that are like the question, among those of assets that the
// viewer may see, and what they say: for each asset those that it has learnt, and
// against it those that it is refused for.
func (s *scorer) nearest() (learnt, refused map[int]recall) {
	m := s.view.memory
	if s.view.learnt.phrases+s.view.learnt.refused == 0 {
		return nil, nil
	}
	l := likeness{scorer: s}
	for i, t := range s.terms {
		l.weights[i] = s.view.phraseWeight(t.id, t.Stop, s.weights)
		l.total += l.weights[i]
		l.onlyFew = l.onlyFew || !t.Stop
	}
	likes := map[int32]float64{}
	learnt, refused = map[int]recall{}, map[int]recall{}
	for _, n := range s.alsoMeant(l.sharing()) {
		p, out := &m.phrases[n], learnt
		if p.refused {
			out = refused
		}
		likes[n] = s.alikeTo(n, l.of(p)) * p.counted()
		if e := out[p.asset]; likes[n] > e.like {
			out[p.asset] = recall{like: likes[n], phrase: n}
		}
	}
	m.back(learnt, m.of, likes)
	m.back(refused, m.refused, likes)
	return learnt, refused
}

// back fills in who stands behind what was recalled, by the phrases of each asset.
func (m *memory) back(recalled map[int]recall, phrases map[int][]int32, likes map[int32]float64) {
	for asset, e := range recalled {
		e.people = m.backing(phrases[asset], likes, e.like/2)
		recalled[asset] = e
	}
}

// sharing lists the phrases that have a word of the question, in their order.
func (l *likeness) sharing() []int32 {
	m := l.view.memory
	var found []int32
	for _, t := range l.terms {
		if t.id == 0 || t.Stop && l.onlyFew {
			continue
		}
		for _, n := range m.postings[t.id] {
			if l.view.sees(m.phrases[n].asset) {
				found = append(found, n)
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// of is the weight of the words that question and phrase share, as a share of the
// words of the question and, counted less, of the others of the phrase.
func (l *likeness) of(p *phrase) float64 {
	var shared, others float64
	for _, id := range p.words {
		if m := (*l.marks)[id]; m > 0 {
			shared += l.weights[m-1]
		} else {
			stop := l.index.analyzer.isStop(l.view.text(id))
			others += l.view.phraseWeight(id, stop, l.scorer.weights)
		}
	}
	if shared == 0 {
		return 0 // and the rest may be, where stop words weigh nothing
	}
	return shared / (l.total + l.scorer.weights.Extra*others)
}

// phraseWeight is what a word weighs among the viewer's assets and phrases.
func (v view) phraseWeight(id uint32, stop bool, by *Weights) float64 {
	df := 0
	if id > 0 {
		for _, c := range v.classes {
			df += int(v.memory.classes[c].df[id]) + int(v.Classes[c].DF[id])
		}
	}
	w := idf(v.assets+v.learnt.phrases, df)
	if stop {
		w *= by.Stop
	}
	return w
}

// backing is how many people stand behind those phrases of an asset that are at least
// so like the question: each person once, as much as their nearest phrase is.
func (m *memory) backing(phrases []int32, likes map[int32]float64, least float64) (sum float64) {
	people := map[uint32]float64{}
	var best float64
	for _, n := range phrases {
		if likes[n] < least || likes[n] == 0 {
			continue
		}
		best = max(best, likes[n])
		for _, who := range m.phrases[n].who {
			people[who] = max(people[who], likes[n])
		}
	}
	// In a fixed order, because sums of floats depend on it.
	for _, who := range slices.Sorted(maps.Keys(people)) {
		sum += people[who] / best
	}
	return sum
}

// withLearnt adds the most assets that it may, with the nearest phrases, to those that
// Bleve found.
func withLearnt(found []int, learnt map[int]recall, most int) []int {
	more := slices.SortedFunc(maps.Keys(learnt), func(a, b int) int {
		return cmp.Or(cmp.Compare(learnt[b].like, learnt[a].like), cmp.Compare(a, b))
	})
	for _, a := range more[:min(len(more), most)] {
		if !slices.Contains(found, a) {
			found = append(found, a)
		}
	}
	return found
}

// apply adds what was learnt to the scores of a ranking, and sorts it again. As long
// as only a few people more say so than speak for it, nothing is lifted above an asset
// that has most of the question in its title or asks: people press wrongly, and some
// do so on purpose.
func (s *scorer) apply(list []ranked) {
	if len(s.learnt) == 0 || len(list) == 0 {
		return
	}
	top, titled := list[0], s.headed(list[0].asset) >= s.weights.Headed
	enough := s.weights.Few + s.learnt[top.asset].people
	s.yield(list, titled, enough)
	top = list[0]
	for i := range list {
		r := &list[i]
		e, ok := s.learnt[r.asset]
		if !ok {
			continue
		}
		r.learnt = s.learntWords(r.asset) + s.weights.Nearest*s.total*e.share(s.weights)
		r.few = titled && e.people < enough && r.asset != top.asset
		if most := nearly * (top.score - r.score); r.few && r.learnt > most {
			r.learnt, r.held = most, true
		}
		r.score += r.learnt
	}
	slices.SortFunc(list, byScore)
}

// nearly is just below the whole.
const nearly = 0.999

// headed is the weight of the question's words that stand in the title or the asks,
// of all words.
func (s *scorer) headed(asset int) (share float64) {
	s.count(asset)
	for i, t := range s.terms {
		if t.id != 0 && headed(&s.tally[i]) {
			share += s.share(t.Weight)
		}
	}
	return share
}

// learntWords is what the words of its phrases add to the score that an asset has of
// its own: as if they stood in one more field, and more beside a second opinion.
func (s *scorer) learntWords(asset int) (sum float64) {
	each := s.learntWeight(asset)
	s.count(asset)
	for i, t := range s.terms {
		people := s.view.memory.words[asset][t.id]
		if t.id == 0 || people == 0 {
			continue
		}
		own := s.frequency(asset, &s.tally[i])
		all := own + each*float64(people)
		k := s.weights.Saturation
		sum += t.Weight * (all/(k+all) - own/(k+own))
	}
	if s.nearness != nil {
		sum *= s.weights.SecondLearnt
	}
	return sum
}

// learntWeight is what a learnt word counts in an asset, less the more it has learnt.
func (s *scorer) learntWeight(asset int) float64 {
	average := s.view.learnt.length / float64(s.view.learnt.assets)
	return s.weights.Learnt / s.weights.discount(s.view.memory.lengths[asset]/average)
}
