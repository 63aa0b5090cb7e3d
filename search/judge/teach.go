package judge

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
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

// ReadSolved reads one JSON object a line: {"text","doc"}. The error names the first faulty line and says
// how many there are: a wrong file has as many as lines.
func ReadSolved(path string) ([]Solved, error) {
	var list []Solved
	err := (&reader{first: true}).lines(path, func(line []byte) error {
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

// Unanswerable is the questions that nothing answers.
func Unanswerable(questions []Question) []Question {
	return slices.DeleteFunc(slices.Clone(questions), Question.Answerable)
}

// Lessons shuffles what was solved by the seed and takes the first perAsset of each asset (0 takes
// all), each as if another person had pressed. words is how a question is kept. picked is what each
// lesson was drawn from.
func Lessons(
	list []Solved, perAsset int, seed uint64, words func(text string) string,
) (lessons []search.Lesson, picked []Solved) {
	list = slices.Clone(list)
	r := rand.New(rand.NewPCG(seed, 0))
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	given := map[string]int{}
	for i, s := range list {
		if given[s.Doc]++; perAsset > 0 && given[s.Doc] > perAsset {
			continue
		}
		picked = append(picked, s)
		lessons = append(lessons, search.Lesson{Ask: fmt.Sprint("taught ", i), Asset: s.Doc,
			Kind: search.LearntSolved, Phrase: words(s.Text), Who: strconv.Itoa(i)})
	}
	return lessons, picked
}

// Refusals are what people would have pressed who were shown nothing right, each as if another person
// had: Not quite on the one answer that is sure, or that none of the choices is it, which says the same
// of each. Where nothing was shown there is nothing to refuse.
func Refusals(results []Result, words func(text string) string) (lessons []search.Lesson) {
	for i, r := range results {
		shown := r.shown()
		if slices.ContainsFunc(shown, func(h Hit) bool { return r.Question.Right[h.ID] > 0 }) {
			continue
		}
		for _, h := range shown {
			lessons = append(lessons, search.Lesson{Ask: fmt.Sprint("refused ", i), Asset: h.ID,
				Kind: search.LearntNotQuite, Phrase: words(r.Question.Text), Who: fmt.Sprint("refused ", i)})
		}
	}
	return lessons
}

// shown is what of the hits the asker sees at once.
func (r Result) shown() []Hit {
	switch r.Tier {
	case search.Sure:
		return r.Hits[:min(1, len(r.Hits))]
	case search.Unsure:
		return r.Hits[:min(offered, len(r.Hits))]
	}
	return nil
}

// Asked is the question that was solved, for it to be asked again.
func (s Solved) Asked() Question {
	return Question{ID: s.Text, Text: s.Text, Right: map[string]int{s.Doc: 1}, Group: s.Doc}
}

// Fold puts a question into one of n parts, by its id and the seed alone.
func (q Question) Fold(n int, seed uint64) int { return draw(q.ID, n, seed) }
