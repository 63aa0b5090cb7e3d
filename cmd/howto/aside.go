package main

import (
	"slices"
	"time"

	"howto/search"
)

// asideAfter is how long a file must differ from what its published update was made from before it takes
// the update's place for good. It is longer than it takes to see a slip of the pen and put the file back,
// and longer than folders of several processes, pulled every five or ten minutes, lag behind each other.
// Waiting costs nothing: until then each process serves by the files that it has.
const asideAfter = 15 * time.Minute

// A lasting says since when files have differed from what published updates were made from.
type lasting map[search.Aside]time.Time

// decide returns what files take the place of for good now, and since when those differ that are to be
// waited for. A new asset is done with once a good file has its id. An update is only after its file has
// been good and another one for asideAfter: a file that is not there, or has a fault, decides nothing.
func (l lasting) decide(now time.Time, aside []search.Aside) (placed []search.Aside, next lasting) {
	next = lasting{}
	for _, a := range aside {
		switch a.Why {
		case search.WhyFile:
			placed = append(placed, a)
		case search.WhyDiffers:
			since, known := l[a]
			if !known {
				since = now
			}
			if next[a] = since; now.Sub(since) >= asideAfter {
				placed = append(placed, a)
			}
		case search.WhyGone, search.WhyFault:
		}
	}
	return placed, next
}

// asideFor are the ids of those that are not served for one reason.
func asideFor(aside []search.Aside, why search.Why) (ids []string) {
	for _, a := range aside {
		if a.Why == why {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

// without are the ids that are not among others.
func without(ids, others []string) (rest []string) {
	for _, id := range ids {
		if !slices.Contains(others, id) {
			rest = append(rest, id)
		}
	}
	return rest
}

// keptAside are the published assets that are not served and stand in no file of lib either: those that
// were set aside, and those of the others that its files stand against now.
func keptAside(lib search.Library, published, setAside []search.Published) (all []search.Published) {
	now := map[string]bool{}
	for _, a := range lib.Aside(published) {
		now[a.ID] = true
	}
	add := func(p search.Published) {
		if file, ok := lib.Asset(p.Asset.ID); !ok || file.Fingerprint() != p.Asset.Fingerprint() {
			all = append(all, p)
		}
	}
	for _, p := range published {
		if now[p.Asset.ID] {
			add(p)
		}
	}
	for _, p := range setAside {
		add(p)
	}
	return all
}
