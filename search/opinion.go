package search

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"howto/search/meaning"
	"howto/search/vectors"
)

const (
	// opinionWait is how long a question waits for the second opinion. People notice delays from
	// about then.
	opinionWait = 150 * time.Millisecond

	// patientWait is how long a question waits for it that nobody waits for.
	patientWait = 20 * time.Second

	// secondTry is when within that wait an encoder that failed is asked once more: one call of
	// thousands that a server refuses should not end a rerun.
	secondTry = time.Second

	// opinionsKept is how many of the last questions, and words of them, keep their vectors: two
	// megabytes.
	opinionsKept = 1000

	// encoderRest is how long questions leave an encoder alone that failed.
	encoderRest = 30 * time.Second

	// triedAgain is how long an encoder that failed is not tried again, and tryWait how long it may
	// take then: it may have to load its model.
	triedAgain = time.Minute
	tryWait    = 20 * time.Second
)

// errOtherSize says that vectors of two models have met.
var errOtherSize = errors.New("second opinion: vectors have another size than before: another model answers")

// ErrPending says that the vectors of the assets are not at hand yet: they are being computed, or no
// encoder can speak.
var ErrPending = errors.New("second opinion not through yet")

// Opinion is the second opinion of a search: an encoder that knows what texts mean, asked only where
// the words leave a doubt. One is made for a folder of indexes and given to all that search there.
type Opinion struct {
	*voices
	patient bool
}

// voices are the encoders that a second opinion may be by. Which of them speaks only the goroutine of a
// [Live] changes.
type voices struct {
	dir     string
	counted func(vectors.Result)

	first   *voice
	second  *voice // stands in for the first; nil until it has to
	standIn func() (vectors.Encoder, error)
	speaker atomic.Pointer[voice] // the one that speaks; nil while none can

	troubled chan struct{} // a question went without
	again    time.Duration // see triedAgain
	wait     time.Duration // see tryWait
}

// voice is one encoder and what it has said.
type voice struct {
	encoder vectors.Encoder
	lexicon func() *lexicon // gives nil where it does not know single words
	table   *vectors.Table
	asker   *vectors.Asker
}

// NewOpinion returns a second opinion by an encoder. dir is where the vectors of assets are kept,
// beside the indexes; empty keeps them in memory. counted, if set, is told what became of each
// question that was to be encoded.
func NewOpinion(e vectors.Encoder, dir string, counted func(vectors.Result)) *Opinion {
	o := &Opinion{voices: &voices{dir: dir, counted: counted, troubled: make(chan struct{}, 1),
		again: triedAgain, wait: tryWait}}
	o.first = o.voice(e)
	o.speaker.Store(o.first)
	return o
}

// OrElse names what a [Live] lets speak while the encoder fails: from when that is noticed until it
// gives vectors again. standIn is called when it is needed first. OrElse is called before o is given
// to anybody, and returns o.
func (o *Opinion) OrElse(standIn func() (vectors.Encoder, error)) *Opinion {
	o.standIn = standIn
	return o
}

func (o *voices) voice(e vectors.Encoder) *voice {
	v := &voice{encoder: e, table: vectors.Open(o.dir, e)}
	v.lexicon = sync.OnceValue(func() *lexicon { return lexiconOf(e) })
	v.asker = vectors.NewAsker(e, vectors.AskerOptions{
		AtOnce: runtime.GOMAXPROCS(0), Wait: opinionWait, Remember: opinionsKept, Rest: encoderRest,
		Counted: func(r vectors.Result) {
			if r == vectors.Failed || r == vectors.Late {
				o.trouble()
			}
			if o.counted != nil {
				o.counted(r)
			}
		},
	})
	return v
}

// lexicon is what the encoder that speaks knows of single words; nil for nothing.
func (o *Opinion) lexicon() *lexicon {
	if o == nil {
		return nil
	}
	if v := o.speaker.Load(); v != nil {
		return v.lexicon()
	}
	return nil
}

// trouble says that the encoder may have failed.
func (o *voices) trouble() {
	select {
	case o.troubled <- struct{}{}:
	default:
	}
}

// Patiently is the same second opinion for questions that nobody waits for, such as those of a rerun:
// none takes the place of one that somebody waits for, and none goes without. Where the encoder
// fails twice, a second apart, or takes longer than twenty seconds, [Index.Find] fails: a rerun of
// which a part went by words alone would mislead.
func (o *Opinion) Patiently() *Opinion {
	if o == nil {
		return nil
	}
	return &Opinion{voices: o.voices, patient: true}
}

// ask returns the vectors of a question and of single words of it by the encoder that made those of the
// assets, or nil if it has to go without.
func (o *Opinion) ask(ctx context.Context, by *voice, question string, words []string) ([]meaning.Vector, error) {
	if !o.patient {
		if by != o.speaker.Load() {
			return nil, nil
		}
		if all, ok := by.asker.Ask(ctx, question, words...); ok {
			return all, nil
		}
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, patientWait)
	defer cancel()
	texts := slices.Concat([]string{question}, words)
	all, err := by.encoder.EncodeAll(ctx, texts)
	if err != nil && pause(ctx, secondTry) == nil {
		all, err = by.encoder.EncodeAll(ctx, texts)
	}
	if err != nil {
		return nil, fmt.Errorf("second opinion: %w", err)
	}
	return all, nil
}

// Rebuilt says why the vectors on disk could not be used, or "" if they could, or if there were none.
func (o *Opinion) Rebuilt() string { return o.first.table.Rebuilt() }

// try asks the first encoder for a vector, and lets it speak if it gives one. If another model answers
// than before, its table forgets what it had.
func (o *voices) try(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, o.wait)
	defer cancel()
	v, err := o.first.encoder.Encode(ctx, "how do I begin")
	if err != nil {
		return err
	}
	o.first.asker.Resume()
	o.first.table.Fit(v)
	o.speaker.Store(o.first)
	return nil
}

// replace lets the stand-in speak for the one that speaks now, or nobody where that is the stand-in or
// there is none.
func (o *voices) replace() error {
	standing := o.speaker.Swap(nil) != o.first
	if standing || o.standIn == nil {
		return nil
	}
	if o.second == nil {
		e, err := o.standIn()
		if err != nil {
			return err
		}
		o.second = o.voice(e)
	}
	o.speaker.Store(o.second)
	return nil
}
