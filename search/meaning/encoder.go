package meaning

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"runtime"
	"strings"
	"sync"
)

//go:generate go run ./convert -from $HOWTO_ENCODER_PACKAGE -to model

// Size is how many numbers the vectors of the embedded network have.
const Size = 512

//go:embed model/use-lite-int8.bin
var embedded []byte

//go:embed model/use-lite-int8.sha256
var embeddedHash string

// An Encoder gives texts their vectors.
type Encoder struct {
	network
	version string
	scratch *sync.Pool    // of *scratch
	idle    chan struct{} // a place for each core beside the caller's own; nil: the caller's alone, behind others
}

// Load opens the network that is embedded in the binary. It reads little more than the vocabulary:
// the weights stay where they are, and are shared by all that Load gives back.
func Load() (*Encoder, error) {
	return open(embedded, strings.TrimSpace(embeddedHash))
}

// Open opens a network in the form that the converter beside this package writes: rounded to int8,
// or in full float32, which is slower and there to compare with. The Encoder keeps model.
func Open(model []byte) (*Encoder, error) {
	sum := sha256.Sum256(model)
	return open(model, hex.EncodeToString(sum[:]))
}

func open(model []byte, version string) (*Encoder, error) {
	n, err := read(model)
	if err != nil {
		return nil, fmt.Errorf("sentence encoder %.12s: %w", version, err)
	}
	return &Encoder{
		network: n,
		version: version,
		scratch: &sync.Pool{New: func() any { return new(scratch) }},
		idle:    make(chan struct{}, runtime.GOMAXPROCS(0)-1),
	}, nil
}

// Version names the network: the SHA-256 of its file, in hexadecimal. Vectors of different versions
// cannot be compared.
func (e *Encoder) Version() string { return e.version }

// Alone is the same encoder on one core at a time and behind all that has something to do there, for
// work that nobody waits for.
func (e *Encoder) Alone() *Encoder {
	alone := *e
	alone.idle = nil
	return &alone
}

// Likelihood is how likely a word is to be written, as a natural logarithm: the sum of those of the
// pieces that it is most likely made of. A slip of the keyboard leaves more and rarer pieces.
func (e *Encoder) Likelihood(word string) (sum float64) {
	for _, p := range e.vocabulary.split(word) {
		sum += e.vocabulary.likelihood(p)
	}
	return sum
}

// Words are the words that are one piece each: the most common of the language.
func (e *Encoder) Words() (words []string) {
	for i := range e.vocabulary.scores {
		if w, ok := strings.CutPrefix(e.vocabulary.at(i), space); ok && w != "" {
			words = append(words, w)
		}
	}
	return words
}

// Beginning is as much of text as its first pieces have, so many at most, and how many those are.
func (e *Encoder) Beginning(text string, most int) (beginning string, pieces int) {
	return e.vocabulary.beginning(text, most)
}

// Encode gives the vector of text, of length 1. Of a long text the first 128 pieces count, about
// as many as 80 words have. A text without any piece has the zero vector, which is close to
// nothing. The only error is that ctx is done, which is looked at between layers.
//
// A text of more than a few words is worked on by as many cores as no other call uses.
func (e *Encoder) Encode(ctx context.Context, text string) (Vector, error) {
	pieces := e.vocabulary.split(text)
	if len(pieces) == 0 {
		return make(Vector, Size), nil
	}
	s := e.scratch.Get().(*scratch)
	defer e.scratch.Put(s)
	s.fit(len(pieces))
	hands, free := e.hire(len(pieces))
	defer free()
	v, err := e.run(ctx, pieces, s, hands)
	if err != nil {
		return nil, fmt.Errorf("encode %d pieces: %w", len(pieces), err)
	}
	return v, nil
}

// perHand is how many pieces are worth a core of their own: below it, waking another costs more
// than it saves.
const perHand = 4

// hire says on how many goroutines to work on a text of so many pieces. They are given back by
// free.
func (e *Encoder) hire(pieces int) (hands int, free func()) {
	if e.idle == nil {
		return behind, func() {}
	}
	hands = 1
	for range min(cap(e.idle), pieces/perHand-1) {
		select {
		case e.idle <- struct{}{}:
			hands++
		default:
		}
	}
	return hands, func() {
		for range hands - 1 {
			<-e.idle
		}
	}
}
