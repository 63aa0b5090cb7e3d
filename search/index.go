package search

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blevesearch/bleve/v2"

	"howto/search/vectors"
)

const (
	indexPrefix = "idx-"

	// abandoned is the age at which a half-built index is taken for one whose
	// builder died.
	abandoned = time.Hour
)

// Options are the settings of an [Index]. The zero Options are usable: an index
// in memory, with the shipped numbers.
type Options struct {
	// Dir is the folder for indexes on disk; it is made if need be, and may be
	// deleted at any time. Empty keeps the index in memory.
	Dir string

	// Model says how sure a match is; nil stands for [DefaultModel].
	Model *Model

	// Sure and Unsure are the probabilities from which a match is sure, or
	// unsure rather than none. Zero stands for those of the model.
	Sure, Unsure float64

	// Language is the code of the language that the assets are written in, such as
	// "de"; empty stands for [English]. [CheckLanguage] knows which there are.
	Language string

	// Weights decide the ranking; nil stands for [DefaultWeights].
	Weights *Weights

	// Opinion is a second opinion by what texts mean; nil goes by words alone. It takes part after
	// [Index.Understand].
	Opinion *Opinion

	// Always has the second opinion asked of sure matches as well, to learn how both judge.
	Always bool

	// Progress, if set, is called while an index is built: done of total assets.
	Progress func(done, total int)

	// Log receives what an operator should know; nil discards it.
	Log *slog.Logger

	// OnReload, if set, is called by a [Live] after each new library it took, and
	// when only the faults have changed, from the goroutine that watches.
	OnReload func(Library, []Fault)
}

func (o Options) weights() Weights {
	if o.Weights == nil {
		return DefaultWeights()
	}
	return *o.Weights
}

// model is the model with the thresholds that the options ask for.
func (o Options) model() Model {
	var m Model
	if o.Model != nil {
		m = *o.Model
	} else {
		m = DefaultModel()
	}
	m.Judgement = o.thresholds(m.Judgement)
	if m.Second != nil {
		second := o.thresholds(*m.Second)
		m.Second = &second
	}
	if o.Sure > 0 {
		m.Settled = 0
	}
	return m
}

// thresholds is j with the thresholds that the options ask for.
func (o Options) thresholds(j Judgement) Judgement {
	if o.Sure > 0 {
		j.Sure, j.SureTaught = o.Sure, 0
	}
	if o.Unsure > 0 {
		j.Unsure = o.Unsure
	}
	return j
}

func (o Options) log() *slog.Logger {
	if o.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return o.Log
}

// Index finds the assets of one library. The library in it never changes; what it has
// learnt and its model may be replaced while it is searched.
type Index struct {
	library  Library
	added    *additions // what is in library beside the assets that Bleve has; nil for nothing
	analyzer *analyzer
	corpus   *corpus
	bleve    bleve.Index
	proposer *proposer
	weights  Weights
	beside   *Weights // what they are beside a second opinion
	model    atomic.Pointer[Model]
	rebuilt  string
	memory   atomic.Pointer[memory]
	opinion  *Opinion
	always   bool
	// What the opinion knows of the assets, nil until it knows all, and of memory.
	understood atomic.Pointer[understood]
	heard      atomic.Pointer[heard]
	apart      bool                         // see [Index.Apart]
	own        atomic.Pointer[ownPhrases]   // see phraseTable
	doubts     atomic.Pointer[map[int]bool] // see doubted
	keyed      sync.Once                    // for keys and spelt
	keys       []vectors.Key                // see gistKeys
	spelt      []map[uint32]string          // by class and term; see spoken
	framed     []bool                       // whether a term of the corpus is a framing word
	fulls      sync.Pool                    // *fullWeights
	marks      sync.Pool                    // *[]uint8, one per term of corpus and memory, all zero
}

// Open returns an index of lib. If the folder in o holds the index of just this
// library it is opened; one that is missing or damaged is built anew, and where
// the folder cannot be written the index is kept in memory. [Index.Rebuilt] tells
// which. Open fails only when Bleve cannot build an index at all, or ctx ends.
func Open(ctx context.Context, lib Library, o Options) (*Index, error) {
	a, err := newAnalyzer(o.Language, lib.synonyms)
	if err != nil {
		return nil, fmt.Errorf("open index: %w", err)
	}
	x := &Index{library: lib, analyzer: a, weights: o.weights(), opinion: o.Opinion, always: o.Always}
	x.beside = x.weights.second()
	x.SetModel(o.model())
	x.makeRooms()
	if o.Dir == "" {
		err = x.openMemory(ctx, o)
	} else {
		err = x.openDir(ctx, o)
	}
	if err != nil {
		return nil, fmt.Errorf("open index: %w", err)
	}
	return x, nil
}

func (x *Index) openMemory(ctx context.Context, o Options) error {
	x.corpus = x.analyse(func(int) {})
	x.framed = x.analyzer.framed(x.corpus)
	x.memory.Store(x.remember(nil))
	var err error
	if x.bleve, err = build(ctx, "", x.corpus, x.progress(o)); err != nil {
		return err
	}
	x.proposer, err = newProposer(ctx, x.bleve, x.corpus)
	return err
}

func (x *Index) openDir(ctx context.Context, o Options) error {
	dir := filepath.Join(o.Dir, indexPrefix+x.key())
	err := os.MkdirAll(o.Dir, 0o700)
	if err == nil {
		tried, _ := os.Stat(dir) // nil when there is none
		if err = x.tryDir(ctx, dir); err != nil {
			x.rebuilt = rebuiltBecause(err)
			if err = removeSame(dir, tried); err == nil {
				err = x.renew(ctx, dir, o)
			}
		}
	}
	if ctx.Err() != nil {
		return errors.Join(ctx.Err(), x.discard())
	}
	if err != nil {
		// Answers matter more than a cache: a full disk must not stop them.
		o.log().Warn("search index kept in memory", "dir", o.Dir, "err", err)
		x.rebuilt = "it could not be kept on disk: " + oneLine(err)
		return x.openMemory(ctx, o)
	}
	if x.rebuilt != "" {
		o.log().Info("search index built", "assets", x.Len(), "reason", x.rebuilt)
	}
	tidy(o.Dir, dir, o.log())
	return nil
}

// discard closes what was opened before the context ended.
func (x *Index) discard() error {
	if x.bleve == nil {
		return nil
	}
	return x.Close()
}

// removeSame deletes dir if it is still the folder that was tried, and leaves what
// another process has put in its place meanwhile.
func removeSame(dir string, tried os.FileInfo) error {
	now, err := os.Stat(dir)
	if err != nil || tried == nil || !os.SameFile(tried, now) {
		return nil
	}
	return os.RemoveAll(dir)
}

// renew writes a fresh index to dir, unless another process has done so, and opens it.
func (x *Index) renew(ctx context.Context, dir string, o Options) error {
	c := x.analyse(func(int) {})
	if err := writeDisk(ctx, dir, c, x.progress(o)); err != nil {
		return fmt.Errorf("build %s: %w", dir, err)
	}
	// A build leaves several times what the index needs, and is seldom followed
	// by another: the process should not keep that for ever.
	debug.FreeOSMemory()
	return x.tryDir(ctx, dir)
}

// tryDir opens the index in dir and asks it for an asset that must be there.
func (x *Index) tryDir(ctx context.Context, dir string) error {
	b, c, err := openDisk(dir)
	if err != nil {
		return err
	}
	x.bleve, x.corpus = b, c
	x.framed = x.analyzer.framed(x.corpus)
	x.memory.Store(x.remember(nil))
	if x.proposer, err = newProposer(ctx, b, c); err == nil {
		err = x.canary(ctx)
	}
	if err != nil {
		err = errors.Join(err, x.Close())
		x.bleve, x.corpus, x.proposer = nil, nil, nil
	}
	return err
}

// canary searches for the title of the first, the middle and the last asset, as
// someone who may see them.
func (x *Index) canary(ctx context.Context) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("search for a known title: %v", r)
		}
	}()
	n := x.library.Len()
	if n != len(x.corpus.Ends) {
		return fmt.Errorf("%d assets indexed, %d in the library", len(x.corpus.Ends), n)
	}
	if n == 0 {
		return nil
	}
	for _, i := range []int{0, n / 2, n - 1} {
		a := x.library.assets[i]
		m, err := x.Find(ctx, Query{Text: a.Title, Viewer: Viewer{Places: a.Audience}})
		if err != nil {
			return err
		}
		if len(m.Hits) == 0 && len(m.Terms) > 0 {
			return fmt.Errorf("asset %q is not found by its own title", a.ID)
		}
	}
	return nil
}

func (x *Index) analyse(done func(int)) *corpus {
	return newCorpus(x.analyzer, x.library.assets, done)
}

func (x *Index) progress(o Options) func(int) {
	return func(done int) {
		if o.Progress != nil {
			o.Progress(done, x.library.Len())
		}
	}
}

// key names the index of this library, in its language, as this code would write it.
func (x *Index) key() string {
	sum := sha256.Sum256([]byte(format + " " + x.analyzer.code + " " + x.library.Hash()))
	return hex.EncodeToString(sum[:8])
}

// Asset returns the asset with that id, whoever may see it.
func (x *Index) Asset(id string) (Asset, bool) { return x.library.Asset(id) }

// Len is the number of assets.
func (x *Index) Len() int { return x.library.Len() }

// Rebuilt says why [Open] built the index anew, or "" if it was opened as it was
// on disk, or if no folder was asked for.
func (x *Index) Rebuilt() string { return x.rebuilt }

// Close releases the index. No Find may be running.
func (x *Index) Close() error {
	if x.proposer == nil {
		return x.bleve.Close()
	}
	return errors.Join(x.proposer.postings.reader.Close(), x.bleve.Close())
}

func rebuiltBecause(err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		return "there was none for this library"
	}
	return "the one on disk was unusable: " + oneLine(err)
}

func oneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", "; ") }

// tidy deletes the indexes of earlier libraries, and half-built ones whose
// builder must be dead. A process that still reads one keeps its open files.
func tidy(cache, keep string, log *slog.Logger) {
	entries, err := os.ReadDir(cache)
	if err != nil {
		log.Warn("old search indexes not deleted", "err", err)
		return
	}
	for _, e := range entries {
		path := filepath.Join(cache, e.Name())
		if !strings.HasPrefix(e.Name(), indexPrefix) || path == keep {
			continue
		}
		if strings.Contains(e.Name(), ".tmp") {
			info, err := e.Info()
			if err != nil || time.Since(info.ModTime()) < abandoned {
				continue
			}
		}
		if err := os.RemoveAll(path); err != nil {
			log.Warn("old search index not deleted", "path", path, "err", err)
		}
	}
}
