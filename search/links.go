package search

import (
	"os"
	"path/filepath"
	"slices"
)

// linkedMost is how many folders outside of the library are watched for files that links lead to: the
// system has only so many watches to give. What links beyond them lead to is seen at the next [rescan].
const linkedMost = 100

// targetOf is the file that a link in the folder without links real leads to, without links on the way; where
// there is none, the place where it would be. It is empty when that cannot be told.
func targetOf(link, real string) string {
	path, err := filepath.EvalSymlinks(link)
	if err != nil {
		to, err := os.Readlink(link)
		if err != nil {
			return ""
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(real, to)
		}
		dir, err := filepath.EvalSymlinks(filepath.Dir(to))
		if err != nil {
			return ""
		}
		path = filepath.Join(dir, filepath.Base(to))
	}
	path, err = filepath.Abs(path)
	if err != nil {
		return ""
	}
	return path
}

// resolved is a folder by the one name that it has without links; by its own when that cannot be told.
func resolved(dir string) string {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	return dir
}

// watchTargets watches the folders of the files that links in lib lead to, at most linkedMost of those that
// are not among own, and none any more that was watched for such a file and is not of use now.
func (l *Live) watchTargets(lib Library, own []string) {
	watched := map[string]bool{}
	for _, dir := range own {
		watched[resolved(dir)] = true
	}
	var wanted []string
	for _, file := range lib.targets {
		dir := filepath.Dir(file)
		if !watched[dir] && len(wanted) < linkedMost {
			watched[dir] = true
			wanted = append(wanted, dir)
		}
	}
	for _, dir := range l.linked {
		// A folder of the library keeps its watch, under whichever name it has it.
		if !watched[dir] {
			_ = l.watcher.Remove(dir) // it may have gone, and its watch with it
		}
	}
	for _, dir := range wanted {
		l.add(dir)
	}
	l.linked = wanted
}

// isTarget reports whether a link in the library leads to the file at path.
func (l Library) isTarget(path string) bool {
	named := func(file string) bool { return filepath.Base(file) == filepath.Base(path) }
	if !slices.ContainsFunc(l.targets, named) {
		return false
	}
	return slices.Contains(l.targets, filepath.Join(resolved(filepath.Dir(path)), filepath.Base(path)))
}
