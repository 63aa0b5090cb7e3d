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

// Fingerprint names what an asset says: it is the same for two assets with one id and the same
// text and keys, whichever file they came from, and differs otherwise.
func (a Asset) Fingerprint() string { return hashOf([]Asset{a}) }

// inForce parts what was published into what is served beside the files of lib and the ids of
// what is set aside. A new asset is in force until a file has its id; an update is for as long as
// the file is as it was when the update was written. So the folder has the last word: whoever
// writes, changes or deletes the file has decided.
func inForce(lib Library, published []Published) (served []Asset, aside []string) {
	seen := map[string]bool{}
	for _, p := range published {
		if seen[p.Asset.ID] {
			continue
		}
		seen[p.Asset.ID] = true
		base := ""
		if file, ok := lib.Asset(p.Asset.ID); ok {
			base = file.Fingerprint()
		}
		if base == p.Base {
			served = append(served, p.Asset)
		} else {
			aside = append(aside, p.Asset.ID)
		}
	}
	return served, aside
}

// With is l as it is served with what was published: without what is set aside, see [Live.Aside].
func (l Library) With(published []Published) Library {
	served, _ := inForce(l, published)
	return l.with(served)
}

// Publish makes published all that is served beside the folders, from now on and instead of what
// was given before. It returns the ids of those that are set aside for a file, see [Live.Aside].
// The index of the folders is not built again. Of several with one id the first counts.
func (l *Live) Publish(ctx context.Context, published []Published) []string {
	l.reloading.Lock()
	defer l.reloading.Unlock()
	l.published = slices.Clone(published)
	l.mu.RLock()
	now := l.now
	l.mu.RUnlock()
	served, aside := inForce(now.files.library, l.published)
	next := &edition{files: now.files, index: now.files.with(served), faults: l.Faults(), aside: aside}
	if next.index.library.Hash() == now.index.library.Hash() {
		l.mu.Lock()
		now.aside = aside
		l.mu.Unlock()
		return slices.Clone(aside)
	}
	if err := l.swap(next); err != nil {
		l.log.WarnContext(ctx, "search index before this one not closed", "err", err)
	}
	l.log.InfoContext(ctx, "published assets taken", "assets", len(served), "aside", len(aside))
	return slices.Clone(aside)
}

// Aside returns the ids of published assets that are not served because a file stands in their
// place: one with their id that is not the file they were an update of, or none where there was one.
func (l *Live) Aside() []string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return slices.Clone(l.now.aside)
}
