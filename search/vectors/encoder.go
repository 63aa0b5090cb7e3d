package vectors

import (
	"context"

	"howto/search/meaning"
)

// An Encoder gives texts their vectors, of length 1: the closer two of them, the more alike what the
// texts mean. [Builtin] is one.
type Encoder interface {
	// Version names what the vectors were made by. Those of two versions cannot be compared.
	Version() string

	// Encode gives the vector of a question; somebody waits for it.
	Encode(ctx context.Context, text string) (meaning.Vector, error)

	// EncodeAll gives the vectors of texts in their order; nobody waits for them.
	EncodeAll(ctx context.Context, texts []string) ([]meaning.Vector, error)
}

// Builtin is the encoder within the binary. It asks no service.
func Builtin() (Encoder, error) {
	e, err := meaning.Load()
	if err != nil {
		return nil, err
	}
	return builtin{e, e.Alone()}, nil
}

// builtin takes all idle cores for a question, and one at most for what nobody waits for.
type builtin struct {
	*meaning.Encoder
	alone *meaning.Encoder
}

func (b builtin) EncodeAll(ctx context.Context, texts []string) ([]meaning.Vector, error) {
	out := make([]meaning.Vector, len(texts))
	for i, text := range texts {
		var err error
		if out[i], err = b.alone.Encode(ctx, text); err != nil {
			return nil, err
		}
	}
	return out, nil
}
