package judge

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"

	"howto/search"
)

// A Solved is a question together with the asset that solved it.
type Solved struct {
	Text string `json:"text"`
	Doc  string `json:"doc"`
}

// ReadSolved reads one JSON object a line: {"text","doc"}. The error names every faulty line.
func ReadSolved(path string) ([]Solved, error) {
	var list []Solved
	err := (&reader{}).lines(path, func(line []byte) error {
		var s Solved
		if err := json.Unmarshal(line, &s); err != nil {
			return plainly(err)
		}
		if s.Text == "" || s.Doc == "" {
			return errors.New(`want "text" and "doc"`)
		}
		list = append(list, s)
		return nil
	})
	return list, err
}

// SolvedOf is the answerable questions with their best asset (of several with one grade the first by
// id), as if each had been solved.
func SolvedOf(questions []Question) []Solved {
	var list []Solved
	for _, q := range questions {
		if !q.Answerable() {
			continue
		}
		best := slices.MinFunc(slices.Collect(maps.Keys(q.Right)), func(a, b string) int {
			return cmp.Or(cmp.Compare(q.Right[b], q.Right[a]), cmp.Compare(a, b))
		})
		list = append(list, Solved{Text: q.Text, Doc: best})
	}
	return list
}

// Lessons shuffles what was solved by the seed and takes the first perAsset of each asset (0 takes
// all), each as if another person had pressed. words is how a question is kept.
func Lessons(list []Solved, perAsset int, seed uint64, words func(text string) string) []search.Lesson {
	list = slices.Clone(list)
	r := rand.New(rand.NewPCG(seed, 0))
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	given := map[string]int{}
	var out []search.Lesson
	for i, s := range list {
		if given[s.Doc]++; perAsset > 0 && given[s.Doc] > perAsset {
			continue
		}
		out = append(out, search.Lesson{Ask: fmt.Sprint("taught ", i), Asset: s.Doc,
			Kind: search.LearntSolved, Phrase: words(s.Text), Who: strconv.Itoa(i)})
	}
	return out
}

// Fold puts a question into one of n parts, by its id and the seed alone.
func (q Question) Fold(n int, seed uint64) int {
	h := fnv.New64a()
	fmt.Fprint(h, seed, " ", q.ID)
	r := rand.New(rand.NewPCG(h.Sum64(), seed))
	return r.IntN(n)
}
