package judge

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"howto/search"
)

// The files that make a folder a library or a collection with judged questions.
const (
	questionsFile = "questions.jsonl"
	docsFile      = "docs.jsonl"
	queriesFile   = "queries.jsonl"
	qrelsFile     = "qrels.tsv"
)

// Read reads a folder of one of two kinds.
//
// A library holds asset files and questions.jsonl, one object {"id","text","asset"} a line; an empty
// asset says that nothing in the library answers the question, and so does a line with no asset, unless
// it has a key that may be "asset" misspelt: that is an error. An asset that has a fault is left out and
// reported in Faults, as is a "next" that names no asset, whose asset stays; and an asset that is named by
// a question but has no file is an error.
//
// A collection holds docs.jsonl ({"id","title","body"}), queries.jsonl ({"id","text"}, and
// "no_answer": true where nothing answers) and qrels.tsv: question, document and grade, parted by
// tabs. A grade above zero is a right answer. A question without one is unanswerable, and, as is
// usual for such files, judgements of questions or documents that are not there do no harm.
//
// In both, a question may name its "group", which all its rephrasings share.
//
// The error names the faults of the question files, each with its file and line; a file without a question
// is one.
func Read(path string) (Collection, error) {
	switch {
	case isFile(filepath.Join(path, docsFile)):
		c, err := readCollection(path)
		return c.asked(filepath.Join(path, queriesFile), err)
	case isFile(filepath.Join(path, questionsFile)):
		c, err := readLibrary(path)
		return c.asked(filepath.Join(path, questionsFile), err)
	}
	if _, err := os.Stat(path); err != nil {
		return Collection{}, fmt.Errorf("read judged questions: %w", err)
	}
	return Collection{}, fmt.Errorf("%s has no judged questions: a library needs %s, a collection %s, %s and %s",
		path, questionsFile, docsFile, queriesFile, qrelsFile)
}

// asked refuses a file without a question: nothing can be said of it.
func (c Collection) asked(file string, err error) (Collection, error) {
	if err == nil && len(c.Questions) == 0 {
		err = fmt.Errorf("no questions in %s", file)
	}
	return c, err
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

func readLibrary(dir string) (Collection, error) {
	lib, faults, err := search.Load(dir)
	if err != nil {
		return Collection{}, err
	}
	broken := map[string]bool{}
	for _, f := range faults {
		broken[f.File] = true
	}
	c := Collection{Library: lib, Faults: faults}
	r := reader{seen: map[string]bool{}}
	err = r.lines(filepath.Join(dir, questionsFile), func(line []byte) error {
		q, err := readQuestion(line)
		if err != nil {
			return err
		}
		right := map[string]int{}
		if asset := q.Asset; asset != "" {
			right[asset] = 1
			_, good := lib.Asset(asset)
			if !good && !broken[filepath.Join(dir, filepath.FromSlash(asset)+".md")] {
				return fmt.Errorf("asset %q is not in the library", asset)
			}
		}
		c.Questions = append(c.Questions, Question{q.ID, q.Text, right, group(q.Group, right, q.ID)})
		return r.named(q.ID, q.Text)
	})
	return c, err
}

// judged is a line of questions.jsonl.
type judged struct{ ID, Text, Asset, Group string }

// readQuestion reads a line of questions.jsonl. One whose asset is misspelt must not pass for one that nothing
// answers; other keys than these are somebody's own.
func readQuestion(line []byte) (q judged, err error) {
	if err := json.Unmarshal(line, &q); err != nil {
		return q, plainly(err)
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(line, &keys); err != nil {
		return q, plainly(err)
	}
	known := func(key string) bool {
		return slices.Contains([]string{"id", "text", "asset", "group"}, strings.ToLower(key))
	}
	if _, ok := keys["asset"]; !ok && q.Asset == "" {
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			if !known(key) {
				return q, fmt.Errorf(`"asset" is missing, and key %q is not known: name the asset, or "" if nothing answers the question`, key)
			}
		}
	}
	return q, nil
}

func readCollection(dir string) (Collection, error) {
	assets, err := readDocs(filepath.Join(dir, docsFile))
	grades, err2 := readGrades(filepath.Join(dir, qrelsFile))
	c := Collection{Library: search.NewLibrary(assets...)}
	r := reader{seen: map[string]bool{}}
	err3 := r.lines(filepath.Join(dir, queriesFile), func(line []byte) error {
		var q struct {
			ID, Text, Group string
			NoAnswer        bool `json:"no_answer"`
		}
		if err := json.Unmarshal(line, &q); err != nil {
			return plainly(err)
		}
		right := grades[q.ID]
		if q.NoAnswer {
			right = nil
		}
		c.Questions = append(c.Questions, Question{q.ID, q.Text, right, group(q.Group, right, q.ID)})
		return r.named(q.ID, q.Text)
	})
	return c, errors.Join(err, err2, err3)
}

// group is what a question is kept together with when questions are parted: the group that the file
// names, else the first of the best assets, else itself.
func group(named string, right map[string]int, id string) string {
	if named != "" {
		return named
	}
	best := ""
	for asset, grade := range right {
		if best == "" || grade > right[best] || grade == right[best] && asset < best {
			best = asset
		}
	}
	return cmp.Or(best, id)
}

func readDocs(path string) ([]search.Asset, error) {
	var assets []search.Asset
	r := reader{seen: map[string]bool{}}
	err := r.lines(path, func(line []byte) error {
		var d struct{ ID, Title, Body string }
		if err := json.Unmarshal(line, &d); err != nil {
			return plainly(err)
		}
		assets = append(assets, search.Asset{
			ID: d.ID, Title: d.Title, Body: d.Body, Kind: search.KindSteps,
		})
		return r.named(d.ID, d.Title+d.Body)
	})
	return assets, err
}

func readGrades(path string) (map[string]map[string]int, error) {
	grades := map[string]map[string]int{}
	err := (&reader{}).lines(path, func(line []byte) error {
		cells := strings.Split(string(line), "\t")
		if len(cells) != 3 {
			return fmt.Errorf("want question, document and grade parted by tabs, got %d columns", len(cells))
		}
		grade, err := strconv.Atoi(cells[2])
		if err != nil {
			return fmt.Errorf("grade %q is not a whole number", cells[2])
		}
		if grade > 0 {
			if grades[cells[0]] == nil {
				grades[cells[0]] = map[string]int{}
			}
			grades[cells[0]][cells[1]] = grade
		}
		return nil
	})
	return grades, err
}

// mostNamed is how many faults of one file are named; the others are counted.
const mostNamed = 20

// reader reads a file line by line and gathers what is wrong with its lines.
type reader struct {
	seen  map[string]bool
	first bool // only the first fault is named
}

// lines calls read with each line that is not blank, and returns their errors, each with file and line.
func (r *reader) lines(path string, read func(line []byte) error) error {
	src, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is missing", path)
	}
	if err != nil {
		return fmt.Errorf("read judged questions: %w", err)
	}
	var faults []error
	n := 0
	// Some editors put a mark in front of the first line.
	for line := range bytes.Lines(bytes.TrimPrefix(src, []byte("\ufeff"))) {
		n++
		if line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r")); len(line) == 0 {
			continue
		}
		if err := read(line); err != nil {
			faults = append(faults, fmt.Errorf("%s:%d: %w", path, n, err))
		}
	}
	most := mostNamed
	if r.first {
		most = 1
	}
	if n := len(faults) - most; n > 0 {
		faults = faults[:most]
		faults[most-1] = fmt.Errorf("%w; %s", faults[most-1], more(n))
	}
	return errors.Join(faults...)
}

// more says how many faults are not named.
func more(n int) string {
	if n == 1 {
		return "1 more line is wrong"
	}
	return fmt.Sprint(n, " more lines are wrong")
}

// named reports an object that has no id, no text, or the id of an earlier one.
func (r *reader) named(id, text string) error {
	switch {
	case id == "":
		return errors.New(`"id" is missing`)
	case text == "":
		return fmt.Errorf("%q has no text", id)
	case r.seen[id]:
		return fmt.Errorf("id %q is there twice", id)
	}
	r.seen[id] = true
	return nil
}

// plainly says what is wrong with a line of JSON without the names of our types.
func plainly(err error) error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) && kind.Field != "" {
		return fmt.Errorf("%q has the wrong kind of value: %s", strings.ToLower(kind.Field), kind.Value)
	}
	return fmt.Errorf("not one JSON object: %w", err)
}
