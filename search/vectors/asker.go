package vectors

import (
	"container/list"
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"howto/search/meaning"
)

// A Result is what became of a question that was to be encoded.
type Result string

// The results. Without a place, in time, or when the encoder fails, the question goes without.
const (
	Remembered Result = "remembered" // it was encoded a short while ago
	Encoded    Result = "encoded"
	Busy       Result = "busy" // too many others were being encoded
	Late       Result = "late" // it took too long
	Failed     Result = "failed"
)

// Results are all of them.
func Results() []Result { return []Result{Remembered, Encoded, Busy, Late, Failed} }

// AskerOptions bound what questions may cost.
type AskerOptions struct {
	AtOnce   int           // how many questions are encoded at the same time
	Wait     time.Duration // how long a question waits for a place and for its vector
	Remember int           // how many of the last questions are remembered

	// Rest is for how long nothing is asked of an encoder after it failed; 0 for one that is in this
	// process.
	Rest time.Duration

	// Counted, if set, is told what became of each question.
	Counted func(Result)

	// Now is the time; nil stands for [time.Now].
	Now func() time.Time
}

// An Asker encodes questions while somebody waits.
type Asker struct {
	encoder Encoder
	options AskerOptions
	places  chan struct{}

	mu     sync.Mutex
	recent *list.List // of remembered, the latest first
	at     map[Key]*list.Element
	until  time.Time // until when the encoder is left alone
}

type remembered struct {
	key    Key
	vector meaning.Vector
}

// NewAsker returns an Asker that has nothing to remember yet.
func NewAsker(e Encoder, o AskerOptions) *Asker {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Counted == nil {
		o.Counted = func(Result) {}
	}
	return &Asker{encoder: e, options: o, places: make(chan struct{}, max(1, o.AtOnce)),
		recent: list.New(), at: map[Key]*list.Element{}}
}

// Ask returns the vectors of a question and of single words of it, or false if the question has to go
// without. A word that has none in time has nil. What is counted became of the question.
func (a *Asker) Ask(ctx context.Context, question string, words ...string) ([]meaning.Vector, bool) {
	texts := append([]string{strings.Join(strings.Fields(question), " ")}, words...)
	all := make([]meaning.Vector, len(texts))
	var strange []int
	for i, text := range texts {
		v, ok := a.remembered(KeyOf(text))
		if all[i] = v; !ok {
			strange = append(strange, i)
		}
	}
	known, result := all[0] != nil, Remembered
	if len(strange) > 0 {
		result = a.encode(ctx, texts, strange, all)
	}
	switch {
	case known:
		result = Remembered
	case all[0] != nil:
		result = Encoded
	}
	a.options.Counted(result)
	return all, all[0] != nil
}

// Busy reports whether a question is being encoded.
func (a *Asker) Busy() bool { return len(a.places) > 0 }

// encode fills the vectors of those texts in that are strange.
func (a *Asker) encode(ctx context.Context, texts []string, strange []int, into []meaning.Vector) Result {
	if a.resting() {
		return Failed
	}
	ctx, cancel := context.WithTimeout(ctx, a.options.Wait)
	defer cancel()
	select {
	case a.places <- struct{}{}:
		defer func() { <-a.places }()
	case <-ctx.Done():
		return Busy
	}
	for _, i := range strange {
		v, err := a.encoder.Encode(ctx, texts[i])
		switch {
		case err == nil:
			into[i] = v
			a.remember(KeyOf(texts[i]), v)
		case errors.Is(err, context.DeadlineExceeded), ctx.Err() != nil:
			return Late
		default:
			a.leave()
			return Failed
		}
	}
	return Encoded
}

func (a *Asker) resting() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.options.Now().Before(a.until)
}

// Resume ends the rest of an encoder that is known to be well again.
func (a *Asker) Resume() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.until = time.Time{}
}

func (a *Asker) leave() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.until = a.options.Now().Add(a.options.Rest)
}

func (a *Asker) remembered(k Key) (meaning.Vector, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	e, ok := a.at[k]
	if !ok {
		return nil, false
	}
	a.recent.MoveToFront(e)
	return e.Value.(remembered).vector, true
}

func (a *Asker) remember(k Key, v meaning.Vector) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.options.Remember <= 0 || a.at[k] != nil {
		return
	}
	a.at[k] = a.recent.PushFront(remembered{k, v})
	if last := a.recent.Back(); a.recent.Len() > a.options.Remember {
		delete(a.at, a.recent.Remove(last).(remembered).key)
	}
}
