package main

import (
	"slices"
	"time"

	"howto/outcome"
	"howto/search"
)

// rephrasedWithin is how soon after one question the next by the same person is taken for another
// way to put it.
const rephrasedWithin = 10 * time.Minute

// A press is an asker's word on what they were shown, with what is needed to learn from it.
type press struct {
	entry  outcome.Entry // Solved, NotQuite or, where none of the choices was it, HandedOver
	ask    outcome.Ask
	before []earlier // by the same person, in the minutes before, oldest first
}

// An earlier is an ask before the one that was solved.
type earlier struct {
	outcome.Ask
	refused bool // its asker had said Not quite by then
}

// keeper says what may be kept: of a question the phrase, of an asset its sketch, which is empty when
// the library has it not. about says whether two phrases are about the same thing, by their words.
type keeper struct {
	phrase func(text string) string
	sketch func(asset string) string
	about  func(one, other string) bool
}

// lessonsOf is what one press teaches. Solved teaches that the question means the asset, and that
// those questions before it meant it as well which it puts in other words. None of these says of each
// choice what Not quite says of a card. Nothing teaches words that may be somebody else's.
func lessonsOf(p press, keep keeper) (out []search.Lesson) {
	// A card that was shared may be pressed by somebody else. Only the asker knows, and only with the
	// asker may words go that are theirs.
	if p.entry.Who != p.ask.Who || lookedUp(p.ask) {
		return nil
	}
	switch p.entry.Kind {
	case outcome.NotQuite:
		return p.lesson(p.ask, p.entry.Asset, search.LearntNotQuite, keep)
	case outcome.HandedOver:
		for _, asset := range p.ask.Seen() {
			out = append(out, p.lesson(p.ask, asset, search.LearntNotQuite, keep)...)
		}
		return out
	}
	out = p.lesson(p.ask, p.entry.Asset, search.LearntSolved, keep)
	for _, e := range p.before {
		if p.rephrases(e, keep) {
			out = append(out, p.lesson(e.Ask, p.entry.Asset, search.LearntRephrased, keep)...)
		}
	}
	return out
}

// rephrases reports whether the ask that was solved puts an earlier one in other words. That came to
// nothing shortly before: it was closed by nobody and went to no person. An answer that was sure and is
// left in silence most likely helped. And something must connect the two, since people ask for one thing
// after another: what helped stood among what had been offered, or the words are about the same.
func (p press) rephrases(e earlier, keep keeper) bool {
	switch {
	case e.ID == p.ask.ID || p.ask.At.Sub(e.At) > rephrasedWithin:
		return false
	case e.Closed != "" || e.Case != "" || lookedUp(e.Ask):
		return false
	case e.Confidence == search.Sure.String() && !e.refused:
		return false
	}
	// What is found where nothing fits has little to do with the question.
	offered := e.Confidence != search.None.String() && slices.Contains(e.Hits, p.entry.Asset)
	return offered || keep.about(keep.phrase(e.Text), keep.phrase(p.ask.Text))
}

// lookedUp reports that the words of an ask are those of a message that the asker looked up help for. It may be
// somebody else's, who is forgotten with what is under their own name: a lesson under the asker's would stay.
func lookedUp(ask outcome.Ask) bool { return ask.Door == outcome.ByShortcut }

// lesson is what the press says of an ask and an asset: nothing where nothing of the question may be kept, or
// the asset is gone, which cannot be told from a later one.
func (p press) lesson(ask outcome.Ask, asset string, kind search.LessonKind, keep keeper) []search.Lesson {
	phrase, sketch := keep.phrase(ask.Text), keep.sketch(asset)
	if phrase == "" || sketch == "" {
		return nil
	}
	return []search.Lesson{{
		Ask: ask.ID, Asset: asset, Kind: kind, Phrase: phrase, Who: p.entry.Who, At: p.entry.At, Sketch: sketch,
	}}
}
