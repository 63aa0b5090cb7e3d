package main

import (
	"time"

	"howto/outcome"
	"howto/search"
)

// rephrasedWithin is how soon after one question the next by the same person is taken for another
// way to put it.
const rephrasedWithin = 10 * time.Minute

// A press is an asker's word on a card, with what is needed to learn from it.
type press struct {
	entry  outcome.Entry // Solved or NotQuite
	ask    outcome.Ask
	before []outcome.Ask // by the same person, in the minutes before, oldest first
}

// keeper says what may be kept: of a question the phrase, of an asset its sketch, which is empty when
// the library has it not.
type keeper struct {
	phrase func(text string) string
	sketch func(asset string) string
}

// lessonsOf is what one press teaches. Solved teaches that the question means the asset, and that
// the questions before it meant it as well which came to nothing: Not quite, or silence. Those that
// were closed otherwise, or went to a person, say nothing.
func lessonsOf(p press, keep keeper) []search.Lesson {
	sketch := keep.sketch(p.entry.Asset)
	// A card that was shared may be pressed by somebody else. Only the asker knows, and only with the
	// asker may words go that are theirs. An asset that is gone cannot be told from a later one.
	if p.entry.Who != p.ask.Who || sketch == "" {
		return nil
	}
	lesson := func(ask outcome.Ask, kind search.LessonKind) []search.Lesson {
		phrase := keep.phrase(ask.Text)
		if phrase == "" {
			return nil
		}
		return []search.Lesson{{
			Ask: ask.ID, Asset: p.entry.Asset, Kind: kind, Phrase: phrase,
			Who: p.entry.Who, At: p.entry.At, Sketch: sketch,
		}}
	}
	if p.entry.Kind == outcome.NotQuite {
		return lesson(p.ask, search.LearntNotQuite)
	}
	out := lesson(p.ask, search.LearntSolved)
	for _, earlier := range p.before {
		soon := p.ask.At.Sub(earlier.At) <= rephrasedWithin
		if soon && earlier.ID != p.ask.ID && earlier.Closed == "" && earlier.Case == "" {
			out = append(out, lesson(earlier, search.LearntRephrased)...)
		}
	}
	return out
}
