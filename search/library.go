package search

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"slices"
	"strings"
)

// Library is the set of assets in force at one time. It never changes once it
// is built; the zero Library is empty.
type Library struct {
	assets   []Asset // by id
	hash     string
	folders  []string // what to watch for changes
	targets  []string // files that links among them lead to, by their names without links
	faulty   []string // ids of files that were left out for a fault; with a / at the end all ids that begin so
	synonyms []synonymLine
}

// NewLibrary makes a library of the given assets. Of several with one id the
// first is kept.
func NewLibrary(assets ...Asset) Library {
	kept := slices.Clone(assets)
	slices.SortStableFunc(kept, func(a, b Asset) int { return strings.Compare(a.ID, b.ID) })
	kept = slices.CompactFunc(kept, func(a, b Asset) bool { return a.ID == b.ID })
	return Library{assets: kept, hash: hashOf(kept)}
}

// Without is l without the assets whose id out names. What leads on to one of them leads nowhere.
func (l Library) Without(out func(id string) bool) Library {
	kept := slices.DeleteFunc(l.Assets(), func(a Asset) bool { return out(a.ID) })
	rest := NewLibrary(kept...).withSynonyms(l.synonyms)
	rest.folders, rest.targets, rest.faulty = l.folders, l.targets, l.faulty
	return rest
}

// withSynonyms is l with words that mean the same.
func (l Library) withSynonyms(lines []synonymLine) Library {
	if len(lines) == 0 {
		return l
	}
	h := hasher{sha256.New()}
	h.text(l.Hash())
	for _, line := range lines {
		h.number(len(line.forms))
		h.text(line.forms...)
	}
	l.synonyms, l.hash = lines, hex.EncodeToString(h.Sum(nil)[:16])
	return l
}

// Faults is what is wrong in the synonyms of l as words of a language: what cannot be
// told while the files are read. An unknown language is not its affair.
func (l Library) Faults(language string) []Fault {
	a, err := newAnalyzer(language, nil)
	if err != nil {
		return nil
	}
	_, faults := a.joinSynonyms(l.synonyms)
	return faults
}

// Len is the number of assets.
func (l Library) Len() int { return len(l.assets) }

// Assets returns all assets, sorted by id. The slice is the caller's own.
func (l Library) Assets() []Asset { return slices.Clone(l.assets) }

// Asset returns the asset with that id, whoever may see it.
func (l Library) Asset(id string) (Asset, bool) {
	i, ok := l.place(id)
	if !ok {
		return Asset{}, false
	}
	return l.assets[i], true
}

// place is where the asset with that id stands in the order of ids.
func (l Library) place(id string) (int, bool) {
	return slices.BinarySearchFunc(l.assets, id, func(a Asset, id string) int {
		return strings.Compare(a.ID, id)
	})
}

// AtFault reports whether there is a file with that id, or a folder which may hold one, that was left out
// of l for a fault: what the file is meant to say, and to whom, is not known.
func (l Library) AtFault(id string) bool {
	if _, good := l.place(id); good {
		return false
	}
	return slices.ContainsFunc(l.faulty, func(left string) bool {
		return left == id || strings.HasSuffix(left, "/") && strings.HasPrefix(id, left)
	})
}

// Hash names the content of the library: two libraries with equal assets and synonyms
// have the same hash, wherever their files are.
func (l Library) Hash() string {
	if l.hash == "" {
		return hashOf(nil)
	}
	return l.hash
}

func hashOf(assets []Asset) string {
	h := hasher{sha256.New()}
	for _, a := range assets {
		h.text(a.ID, a.Title, string(a.Kind), a.Workflow, a.Step, a.Moment, a.Owner,
			a.Measure, a.Body, a.More, a.Reviewed.Format(dateForm), a.Review.Format(dateForm))
		for _, list := range [][]string{a.Asks, a.Topics, a.Roles, a.Systems, a.Audience, a.Next} {
			h.number(len(list))
			h.text(list...)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// hasher writes each text with its length, so that no two lists of texts are
// written alike.
type hasher struct{ hash.Hash }

func (h hasher) number(n int) {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], uint64(n))
	h.Write(b[:])
}

func (h hasher) text(list ...string) {
	for _, s := range list {
		h.number(len(s))
		h.Write([]byte(s))
	}
}
