package search

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
)

const (
	// format names what this code writes. Whatever changes the terms or the
	// files changes it too, and so does a new Bleve.
	format = "howto-6 bleve-2.6.1"

	// batchSize is how many assets Bleve takes at once. Batches of a hundred build
	// two to three times slower; of a thousand no faster, with 25 MB more at the peak.
	batchSize = 500

	// lockWait is how long opening waits for another process that holds the
	// index; without it Bleve waits for ever.
	lockWait = "2s"

	termsField = "terms"

	bleveDir   = "bleve"
	corpusFile = "corpus"
	sumsFile   = "sums"
)

// build writes a Bleve index of the corpus into dir, or into memory when dir is
// empty, and leaves it open.
func build(ctx context.Context, dir string, c *corpus, done func(int)) (bleve.Index, error) {
	x, err := bleve.NewUsing(dir, bleve.NewIndexMapping(), scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, err
	}
	tokens := c.tokens()
	for from := 0; from < len(c.Ends); from += batchSize {
		to := min(from+batchSize, len(c.Ends))
		if err := errors.Join(ctx.Err(), c.batch(x, tokens, from, to)); err != nil {
			return nil, errors.Join(err, x.Close())
		}
		done(to)
	}
	return x, nil
}

// tokens is a token for each term, shared by all documents: without positions two
// tokens of one term are alike.
func (c *corpus) tokens() given {
	out := make(given, len(c.Terms)+1)
	for i, t := range c.Terms {
		out[i+1] = &analysis.Token{Term: []byte(t), Position: 1}
	}
	return out
}

func (c *corpus) batch(x bleve.Index, tokens given, from, to int) error {
	b := x.NewBatch()
	for i := from; i < to; i++ {
		if err := b.IndexAdvanced(c.document(i, tokens)); err != nil {
			return err
		}
	}
	return x.Batch(b)
}

// document is one asset as Bleve indexes it: one field with all terms, each as
// often as its part of the asset weighs. Nothing is stored, and no position is kept:
// those are in the corpus, and so is who may see it.
func (c *corpus) document(asset int, tokens given) *document.Document {
	var terms given
	at := c.start(asset)
	for f := field(0); f < fieldCount; f++ {
		for ; at < c.Ends[asset][f]; at++ {
			if c.Seq[at] == 0 {
				continue
			}
			for range f.copies() {
				terms = append(terms, tokens[c.Seq[at]])
			}
		}
	}
	d := document.NewDocument(strconv.Itoa(asset))
	d.AddField(document.NewTextFieldCustom(termsField, nil, nil, index.IndexField, terms))
	return d
}

// given is an analyzer for text that is analysed already.
type given analysis.TokenStream

// Analyze returns the tokens that g was made with, whatever the text.
func (g given) Analyze([]byte) analysis.TokenStream { return analysis.TokenStream(g) }

// openDisk opens what writeDisk wrote. Everything is read, compared with its
// checksums, and opened for reading only, so that several processes may use one
// index at the same time. A panic inside Bleve comes back as an error.
func openDisk(dir string) (x bleve.Index, c *corpus, err error) {
	defer func() {
		if r := recover(); r != nil {
			x, c, err = nil, nil, fmt.Errorf("open index: %v", r)
		}
	}()
	if err := compareSums(dir); err != nil {
		return nil, nil, err
	}
	if c, err = readCorpus(filepath.Join(dir, corpusFile)); err != nil {
		return nil, nil, err
	}
	x, err = bleve.OpenUsing(filepath.Join(dir, bleveDir), map[string]any{
		"read_only": true, "bolt_timeout": lockWait,
	})
	if err != nil {
		return nil, nil, err
	}
	n, err := x.DocCount()
	if err == nil && n != uint64(len(c.Ends)) {
		err = fmt.Errorf("%d assets where %d belong", n, len(c.Ends))
	}
	if err != nil {
		return nil, nil, errors.Join(err, x.Close())
	}
	return x, c, nil
}

// writeDisk builds an index beside its final place and moves it there in one
// step, so that a crash at any moment leaves either a whole index or none.
func writeDisk(ctx context.Context, dir string, c *corpus, done func(int)) error {
	tmp, err := os.MkdirTemp(filepath.Dir(dir), filepath.Base(dir)+".tmp")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	x, err := build(ctx, filepath.Join(tmp, bleveDir), c, done)
	if err != nil {
		return err
	}
	if err := x.Close(); err != nil {
		return err
	}
	if err := writeCorpus(filepath.Join(tmp, corpusFile), c); err != nil {
		return err
	}
	if err := writeSums(tmp); err != nil {
		return err
	}
	if err := os.Rename(tmp, dir); err != nil {
		// Another process may have put the same index there meanwhile.
		if _, sumsErr := os.Stat(filepath.Join(dir, sumsFile)); sumsErr != nil {
			return err
		}
	}
	return syncPath(filepath.Dir(dir))
}

func writeCorpus(path string, c *corpus) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	return errors.Join(gob.NewEncoder(w).Encode(c), w.Flush(), f.Close())
}

func readCorpus(path string) (*corpus, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	c := &corpus{}
	if err := gob.NewDecoder(bufio.NewReaderSize(f, 1<<20)).Decode(c); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	c.index()
	return c, nil
}

// writeSums records the checksum of every file in dir, and has them and their
// folders on the disk before it returns.
func writeSums(dir string) error {
	sums, err := sumsOf(dir)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, sumsFile), []byte(sums), 0o600); err != nil {
		return err
	}
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		return errors.Join(err, syncPath(path))
	})
}

func compareSums(dir string) error {
	want, err := os.ReadFile(filepath.Join(dir, sumsFile))
	if err != nil {
		return err
	}
	got, err := sumsOf(dir)
	if err != nil {
		return err
	}
	if got != string(want) {
		return errors.New("files are damaged or missing")
	}
	return nil
}

// sumsOf is one line for each file in dir, with its path and checksum.
func sumsOf(dir string) (string, error) {
	var lines []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || e.Name() == sumsFile {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		h := sha256.New()
		if _, err := io.Copy(h, f); err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		lines = append(lines, hex.EncodeToString(h.Sum(nil))+" "+filepath.ToSlash(rel))
		return err
	})
	slices.Sort(lines)
	return format + "\n" + strings.Join(lines, "\n") + "\n", err
}

func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
