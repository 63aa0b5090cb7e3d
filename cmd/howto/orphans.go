package main

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"howto/outcome"
	"howto/search"
	"howto/store"
)

const (
	// orphansMost is how many ids that no asset has any more are named.
	orphansMost = 20
	// orphanAlike is the share of its words that an asset under another id must have in common with what
	// was learnt from, for the id to be named: as much as what was learnt needs to hold.
	orphanAlike = 0.5
)

// An orphan is an id that no asset has any more, with what is kept for it.
type orphan struct {
	id               string
	lessons, strikes int
	sketch           string // of the text that the latest lesson is about
	retired          string // fingerprint of the text that was retired; empty when none was
}

// orphansIn says what hangs on ids that no asset of lib has, and which id each may have now.
func orphansIn(
	lib search.Library, lessons []search.Lesson, strikes []search.Strike, looks []store.WaitingLook,
) (notes []string) {
	all := map[string]*orphan{}
	of := func(id string) *orphan {
		if _, there := lib.Asset(id); there || lib.AtFault(id) {
			return &orphan{} // the id is in use
		}
		if all[id] == nil {
			all[id] = &orphan{id: id}
		}
		return all[id]
	}
	for _, l := range lessons {
		o := of(l.Asset)
		o.lessons, o.sketch = o.lessons+1, cmp.Or(l.Sketch, o.sketch)
	}
	for _, x := range strikes {
		of(x.Asset).strikes++
	}
	for _, k := range looks {
		if k.State == outcome.LookRetired {
			of(k.Asset).retired = k.Text
		}
	}
	return orphanLines(lib, all)
}

// orphanLines are the notes, those with a likely new id first.
func orphanLines(lib search.Library, all map[string]*orphan) (notes []string) {
	if len(all) == 0 {
		return nil
	}
	assets := lib.Assets()
	sketches := make([]string, len(assets))
	for i, a := range assets {
		sketches[i] = a.Sketch()
	}
	var moved, gone []string
	for _, o := range all {
		line := fmt.Sprintf("%s: no asset has this id any more, and %s kept for it", o.id, o.what())
		if id := o.likely(assets, sketches); id != "" {
			moved = append(moved, line+"; if it is "+id+" now, only its old name brings that back")
		} else {
			gone = append(gone, line)
		}
	}
	slices.Sort(moved)
	slices.Sort(gone)
	notes = slices.Concat(moved, gone)
	if more := len(notes) - orphansMost; more > 0 {
		notes[orphansMost-1] += fmt.Sprintf("; and %d ids more like these", more)
		notes = notes[:orphansMost]
	}
	return notes
}

// what is kept for the id, as the beginning of a sentence goes on.
func (o orphan) what() string {
	var parts []string
	if o.lessons > 0 {
		parts = append(parts, count(o.lessons, "lesson"))
	}
	if o.strikes > 0 {
		parts = append(parts, count(o.strikes, "strike"))
	}
	if o.retired != "" {
		parts = append(parts, "its retirement")
	}
	verb := "are"
	if len(parts) == 1 && o.lessons <= 1 && o.strikes <= 1 {
		verb = "is"
	}
	return strings.Join(parts, ", ") + " " + verb
}

// likely is the id that the asset has now, as far as can be told: of the very text that was retired, else of
// the text that has most in common with what was learnt from, else of the only file with the same name in
// another folder. It is empty when nothing fits. sketches are those of the assets.
func (o orphan) likely(assets []search.Asset, sketches []string) string {
	best, share := "", orphanAlike
	var named []string
	for i, a := range assets {
		if path.Base(a.ID) == path.Base(o.id) {
			named = append(named, a.ID)
		}
		if s := search.AlikeIn(o.sketch, sketches[i]); s > share || s == share && best == "" {
			best, share = a.ID, s
		}
		here := a
		if here.ID = o.id; o.retired != "" && here.Fingerprint() == o.retired {
			return a.ID
		}
	}
	if best == "" && len(named) == 1 {
		return named[0]
	}
	return best
}
