package search

import (
	"context"
	"slices"
)

// A Published is an asset that was published from an answer and that stands in no file yet, or
// an update of one that does.
type Published struct {
	Asset Asset

	// Base is the [Asset.Fingerprint] of the file that it is an update of; empty for a
	// new asset.
	Base string
}

// An Aside is a published asset that is not served, as the folders are now.
type Aside struct {
	ID   string
	Base string // as in [Published]
	Why  Why
}

// A Why says why a published asset is not served.
type Why string

// The reasons. A file that has a fault may be meant for a few people only, so what was published for
// everybody is not served while it has: what it is meant to say decides, once it can be read.
const (
	WhyFile    Why = "file"    // it was new, and a good file with its id is there now
	WhyDiffers Why = "differs" // the file that it is an update of is good and another one by now
	WhyGone    Why = "gone"    // the file that it is an update of is not there
	WhyFault   Why = "fault"   // the file with its id has a fault, see [Library.AtFault]
)

// Fingerprint names what an asset says: it is the same for two assets with one id and the same
// text and keys, whichever file they came from, and differs otherwise.
func (a Asset) Fingerprint() string { return hashOf([]Asset{a}) }

// inForce parts what was published into what is served beside the files of lib and what is not. A
// new asset is in force until a file has its id; an update is for as long as the file is as it was
// when the update was written. So the folder has the last word: whoever writes, changes or deletes
// the file has decided. Of several with one id the first counts.
func inForce(lib Library, published []Published) (served []Asset, aside []Aside) {
	seen := map[string]bool{}
	for _, p := range published {
		if seen[p.Asset.ID] {
			continue
		}
		seen[p.Asset.ID] = true
		if why := lib.against(p); why != "" {
			aside = append(aside, Aside{ID: p.Asset.ID, Base: p.Base, Why: why})
		} else {
			served = append(served, p.Asset)
		}
	}
	return served, aside
}

// against is why p is not served beside the files of l; empty when it is.
func (l Library) against(p Published) Why {
	file, ok := l.Asset(p.Asset.ID)
	switch {
	case l.AtFault(p.Asset.ID):
		return WhyFault
	case ok && p.Base == "":
		return WhyFile
	case ok && file.Fingerprint() != p.Base:
		return WhyDiffers
	case !ok && p.Base != "":
		return WhyGone
	}
	return ""
}

// With is l as it is served with what was published: without what [Library.Aside] names.
func (l Library) With(published []Published) Library {
	served, _ := inForce(l, published)
	return l.with(served)
}

// Aside returns what of the published is not served beside the files of l, in the order given.
func (l Library) Aside(published []Published) []Aside {
	_, aside := inForce(l, published)
	return aside
}

// Publish makes published all that is served beside the folders, from now on and instead of what
// was given before. It returns what of it is not served, see [Live.Aside]. The index of the folders
// is not built again. Of several with one id the first counts.
func (l *Live) Publish(ctx context.Context, published []Published) []Aside {
	l.reloading.Lock()
	defer l.reloading.Unlock()
	l.published = slices.Clone(published)
	return l.serve(ctx, l.ground())
}

// serve puts in force what of the published assets is served beside the folders, which were last read
// as ground, and returns the others. The assets of ground are those of the files in force.
func (l *Live) serve(ctx context.Context, ground Library) []Aside {
	l.mu.RLock()
	now := l.now
	l.mu.RUnlock()
	served, aside := inForce(ground, l.published)
	next := &edition{
		ground: ground, files: now.files, index: now.files.with(served), faults: l.Faults(), aside: aside,
	}
	if next.index.library.Hash() == now.index.library.Hash() {
		l.mu.Lock()
		now.ground, now.aside = ground, aside
		l.mu.Unlock()
		return slices.Clone(aside)
	}
	if err := l.swap(next); err != nil {
		l.log.WarnContext(ctx, "search index before this one not closed", "err", err)
	}
	l.log.InfoContext(ctx, "published assets taken", "assets", len(served), "aside", len(aside))
	return slices.Clone(aside)
}

// ground is the library of the folders alone, as they were last read.
func (l *Live) ground() Library {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.now.ground
}

// Aside returns the published assets that are not served as the folders are now, and why.
func (l *Live) Aside() []Aside {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return slices.Clone(l.now.aside)
}
