package search

import (
	"context"
	"time"
)

// RemoveSame is removeSame, for the moment between two processes that no test of
// the whole can hit.
var RemoveSame = removeSame

// IndexFormat is what the index on disk says it was written by.
const IndexFormat = format

// Distance is distance, for a comparison with the plain way to compute it.
var Distance = distance

// ReadWith is what Reload reads, with a change before it and one after each reading.
func (l *Live) ReadWith(ctx context.Context, before, after func()) (Library, error) {
	l.reloading.Lock()
	defer l.reloading.Unlock()
	before()
	lib, _, err := l.read(ctx, func(dirs ...string) (Library, []Fault, error) {
		defer after()
		return Load(dirs...)
	})
	return lib, err
}

// SynonymFaults is what is wrong with a synonyms file.
func SynonymFaults(src []byte) []Fault {
	lines, faults := parseSynonyms("synonyms.txt", src)
	return append(faults, Library{}.withSynonyms(lines).Faults(English)...)
}

// Ranges gives f each weight by its name, with the values that are allowed.
func (w *Weights) Ranges(f func(name string, value *float64, least, most float64)) {
	for _, k := range w.knobs() {
		f(k.name, k.value, k.least, k.most)
	}
}

// With is an index of x's assets and more, without a [Live] around it.
func (x *Index) With(more ...Asset) *Index { return x.with(more) }

// Hasten has an encoder that failed tried again sooner, and given up sooner.
func (o *Opinion) Hasten(again, wait time.Duration) { o.again, o.wait = again, wait }

// Vectors is how many vectors the first encoder has.
func (o *Opinion) Vectors() int { return o.first.table.Len() }

// PostingsOf gives the documents that have the term, as number and count in turns.
func (x *Index) PostingsOf(ctx context.Context, term string) (list []uint32, err error) {
	err = x.proposer.postings.each(ctx, term, func(number uint32, n uint16) { list = append(list, number, uint32(n)) })
	return list, err
}

// Remembered is how many words' postings are remembered, and how many postings these are.
func (x *Index) Remembered() (words int, postings int64) {
	p := x.proposer.postings
	p.remembered.Range(func(_, _ any) bool { words++; return true })
	return words, p.taken.Load()
}

// FillPostings leaves room for so many postings to be remembered.
func (x *Index) FillPostings(room int64) { x.proposer.postings.taken.Store(mostRemembered - room) }

// Concerns is concerns, for changes that nothing is to follow from.
func (l *Live) Concerns(path string) bool { return l.concerns(path) }

// Watched are the folders that are watched.
func (l *Live) Watched() []string { return l.watcher.WatchList() }

// LinkedMost is how many folders are watched for files that links lead to.
const LinkedMost = linkedMost
