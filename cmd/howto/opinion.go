package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"howto/config"
	"howto/search"
	"howto/search/embeddings"
	"howto/search/vectors"
)

const (
	// probeWait is how long an endpoint may take to answer when it is first asked: it may have to load
	// its model.
	probeWait = 20 * time.Second

	// assetsWait is how long a command waits for the vectors of assets, where no bot keeps them: a library of
	// a hundred takes about ten seconds. After noticeAfter it says what it waits for. questionWait is how long
	// it waits for that of the question then, before it goes by words.
	assetsWait   = 20 * time.Second
	noticeAfter  = time.Second
	questionWait = 3 * time.Second
)

// An opinionSetup says what a second opinion of the search is made from.
type opinionSetup struct {
	dir     string               // where vectors are kept; empty: in memory
	counted func(vectors.Result) // told what became of each question; nil: nobody is
	warn    func(error)          // told of an endpoint that does not answer; nil: it is not tried
}

// opinionOf is the second opinion that the configuration asks for, nil for none, and a sentence that
// says which. The built-in encoder stands in for an endpoint that does not answer when it is tried here.
// For one that is not, it does so in a [search.Live], which notices; elsewhere that goes without.
func opinionOf(ctx context.Context, cfg config.Config, s opinionSetup) (*search.Opinion, string, error) {
	switch {
	case cfg.Search.Meaning == config.MeaningOff:
		return nil, "off", nil
	case cfg.Search.Embeddings.URL != "":
		e := endpointOf(cfg.Search.Embeddings)
		if s.warn != nil {
			err := probe(ctx, e)
			if ctx.Err() != nil {
				return nil, "", ctx.Err()
			}
			if err != nil {
				s.warn(err)
				break
			}
		}
		o := search.NewOpinion(e, s.dir, s.counted)
		if understood(cfg) {
			o.OrElse(vectors.Builtin)
		}
		return o, "by the model " + e.Model + " at search.embeddings.url", nil
	}
	if !understood(cfg) {
		return nil, fmt.Sprintf("off, because the library is in %q and the built-in encoder knows English; "+
			"search.meaning: on has it asked all the same", cfg.Library.Language), nil
	}
	e, err := vectors.Builtin()
	if err != nil {
		return nil, "", fmt.Errorf("second opinion: %w", err)
	}
	return search.NewOpinion(e, s.dir, s.counted), "by the built-in encoder", nil
}

// understood reports whether the built-in encoder is to be asked about the library.
func understood(cfg config.Config) bool {
	language := cfg.Library.Language
	return cfg.Search.Meaning == config.MeaningOn || language == "" || language == search.English
}

func endpointOf(e config.Embeddings) *embeddings.Client {
	return &embeddings.Client{Address: e.URL, Model: e.Model, Key: e.Key.Reveal()}
}

// probe asks an endpoint for one vector.
func probe(ctx context.Context, e *embeddings.Client) error {
	ctx, cancel := context.WithTimeout(ctx, probeWait)
	defer cancel()
	if _, err := e.Encode(ctx, "how do I begin"); err != nil {
		return fmt.Errorf("search.embeddings: %w", err)
	}
	return nil
}

// vectorsDir is where the bot that runs here keeps vectors, so that a command need not compute them
// again; empty as long as there is no such place.
func vectorsDir(cfg config.Config) string {
	if dir := filepath.Join(cfg.Data.Dir, indexDir); exists(dir) {
		return dir
	}
	return ""
}

// findUnderstood asks again what the words leave in doubt, once the second opinion has had a short time
// to learn what it does not know yet. Without it words, which is what they find, stands, and it is said why.
func (a *app) findUnderstood(ctx context.Context, x *search.Index, q search.Query, words search.Match) (search.Match, error) {
	stop := a.notice("reading what the assets mean; a bot that runs here keeps it for next time …")
	late := within(ctx, assetsWait, x.Understand)
	stop()
	var m search.Match
	err := within(ctx, questionWait, func(ctx context.Context) (err error) {
		m, err = x.Find(ctx, q)
		return err
	})
	switch {
	case ctx.Err() != nil:
		return m, ctx.Err()
	case err != nil:
		fmt.Fprintf(a.err, "this goes by words alone: %v\n", err)
		return words, nil
	case late == nil:
	case m.Why().Opinion == nil:
		fmt.Fprintf(a.err, "this goes by words alone: %v\n", late)
	default: // the assets came first
		fmt.Fprintf(a.err, "what was learnt is compared by words alone, in part: %v\n", late)
	}
	return m, nil
}

// notice says what is being done, if that has not been stopped a moment later.
func (a *app) notice(text string) (stop func()) {
	done, said := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(said)
		select {
		case <-time.After(noticeAfter):
			fmt.Fprintln(a.err, text)
		case <-done:
		}
	}()
	return func() {
		close(done)
		<-said
	}
}

// within does what somebody waits for.
func within(ctx context.Context, wait time.Duration, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	return do(ctx)
}

// without says on standard error that an endpoint is not asked.
func (a *app) without(err error) { fmt.Fprintf(a.err, "embeddings endpoint not used: %v\n", err) }
