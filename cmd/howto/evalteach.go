package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"howto/search"
	"howto/search/judge"
)

// teach makes x know the solved questions and, if e says so, what people would have refused who asked them,
// and who asked what nothing answers.
func (a *app) teach(
	ctx context.Context, x *search.Index, solved []judge.Solved, unanswerable []judge.Question, e evaluation,
) error {
	given := len(solved)
	solved = slices.DeleteFunc(solved, func(s judge.Solved) bool { _, ok := x.Asset(s.Doc); return !ok })
	if n := given - len(solved); n > 0 {
		fmt.Fprintf(a.err, "left out %s about assets that are not there\n", count(n, "question"))
	}
	words := func(text string) string { return x.Phrase(text, nil) }
	lessons, picked := judge.Lessons(solved, e.each, e.seed, words)
	fmt.Fprintf(a.err, "taught %s, in the order of seed %d\n", count(len(lessons), "question"), e.seed)
	if e.refused {
		results, err := askUntaught(ctx, x, lessons, picked, unanswerable)
		if err != nil {
			return err
		}
		refusals := judge.Refusals(results, words)
		fmt.Fprintf(a.err, "and refused %s\n", count(len(refusals), "answer"))
		lessons = slices.Concat(lessons, refusals)
	}
	return know(ctx, x, lessons)
}

// askUntaught asks each question as those did who asked it first: every other one after the rest was taught,
// and what nothing answers after all was.
func askUntaught(
	ctx context.Context, x *search.Index, lessons []search.Lesson, picked []judge.Solved,
	unanswerable []judge.Question,
) (all []judge.Result, err error) {
	const halves = 2
	for half := range halves {
		var taught []search.Lesson
		var asked []judge.Question
		for i, l := range lessons {
			if i%halves == half {
				asked = append(asked, picked[i].Asked())
			} else {
				taught = append(taught, l)
			}
		}
		results, err := askTaught(ctx, x, taught, asked)
		if err != nil {
			return nil, err
		}
		all = append(all, results...)
	}
	results, err := askTaught(ctx, x, lessons, unanswerable)
	return append(all, results...), err
}

// askTaught asks questions of x after it was taught these lessons and nothing else.
func askTaught(
	ctx context.Context, x *search.Index, lessons []search.Lesson, questions []judge.Question,
) ([]judge.Result, error) {
	if err := know(ctx, x, lessons); err != nil {
		return nil, err
	}
	return askAll(ctx, x, questions)
}

// know makes x know lessons and nothing else, at once and by what they mean.
func know(ctx context.Context, x *search.Index, lessons []search.Lesson) error {
	x.Teach(lessons, nil, time.Time{})
	return x.Understand(ctx)
}
