package search

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Load reads every asset file (*.md, except README.md and hidden files) in the
// given folders and their subfolders. It returns the assets without a fault as
// a library, and all faults by file and line. A file with another end of Markdown,
// such as .MD or .markdown, is a fault. An asset whose only fault is a
// "next" that names no asset stays, without that follow-up. Links between folders
// are followed, each folder once. The synonyms of the library are those
// of "synonyms.txt" at the top of all given folders. The error is not nil only when
// one of dirs cannot be read at all.
func Load(dirs ...string) (Library, []Fault, error) {
	l := loader{files: map[string]string{}, real: map[string]string{}}
	for _, dir := range dirs {
		if err := l.top(dir); err != nil {
			return Library{}, nil, err
		}
	}
	lib := NewLibrary(l.nexts()...).withSynonyms(l.synonyms)
	lib.folders, lib.targets, lib.faulty = l.folders, l.targets, l.faulty(lib)
	slices.SortStableFunc(l.faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return lib, l.faults, nil
}

type loader struct {
	assets []Asset
	faults []Fault

	synonyms []synonymLine

	files   map[string]string // asset id to the file that has it, good or not
	real    map[string]string // folder without links to the path that led there
	folders []string
	targets []string // files that links lead to

	lost []string // ids of files that cannot be looked at, and of folders, with a / at the end
}

func (l *loader) fault(file, format string, args ...any) {
	l.faults = append(l.faults, Fault{file, 1, fmt.Sprintf(format, args...)})
}

func (l *loader) top(dir string) error {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return noFolder(dir, err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return noFolder(dir, err)
	}
	if first, ok := l.real[real]; ok {
		l.fault(dir, "the same folder as %s: read once", first)
		return nil
	}
	l.enter(dir, real, "", entries)
	return nil
}

// noFolder says what to do about a folder of the library that cannot be read.
func noFolder(dir string, err error) error {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		err = p.Err
	}
	return fmt.Errorf("library folder %s: %w; name folders that can be read in library.dirs", dir, err)
}

// enter reads the entries of one folder; prefix is the id of what is in it.
func (l *loader) enter(dir, real, prefix string, entries []fs.DirEntry) {
	l.real[real] = dir
	l.folders = append(l.folders, real)
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, ".") {
			continue
		}
		path := filepath.Join(dir, name)
		info, err := os.Stat(path)
		if e.Type()&fs.ModeSymlink != 0 && (err != nil || !info.IsDir()) {
			l.link(path, real)
		}
		switch {
		case err != nil:
			l.unreadable(path, err)
			l.lost = append(l.lost, prefix+strings.TrimSuffix(name, ".md"), prefix+name+"/")
		case info.IsDir():
			l.folder(path, prefix+name+"/")
		case name == synonymsFile:
			l.words(path, prefix, info)
		case strings.HasSuffix(name, ".md") && name != "README.md":
			l.file(path, prefix+strings.TrimSuffix(name, ".md"), info)
		case likeMarkdown(name) != "":
			l.fault(path, "not read: name it %q", likeMarkdown(name)+".md")
			l.lost = append(l.lost, prefix+likeMarkdown(name))
		}
	}
}

// link takes note of what a link to a file leads to.
func (l *loader) link(path, real string) {
	name := filepath.Base(path)
	if name != synonymsFile && (!strings.HasSuffix(name, ".md") || name == "README.md") {
		return
	}
	if file := targetOf(path, real); file != "" {
		l.targets = append(l.targets, file)
	}
}

// likeMarkdown is the name, without its end, of a file that somebody must have meant for an asset though it does not
// end in .md; empty for any other.
func likeMarkdown(name string) string {
	if strings.HasSuffix(name, ".md") {
		return ""
	}
	for _, end := range []string{".md", ".markdown", ".mdown", ".mkd", ".md.txt"} {
		at := len(name) - len(end)
		if at > 0 && strings.EqualFold(name[at:], end) && !strings.EqualFold(name[:at], "readme") {
			return name[:at]
		}
	}
	return ""
}

// words reads a synonyms file.
func (l *loader) words(path, prefix string, info fs.FileInfo) {
	if prefix != "" {
		l.fault(path, "synonyms are read at the top of a library folder only: move the lines there")
		return
	}
	if !info.Mode().IsRegular() {
		l.fault(path, "not a regular file")
		return
	}
	src, err := readFile(path)
	if err != nil {
		l.unreadable(path, err)
		return
	}
	lines, faults := parseSynonyms(path, src)
	l.synonyms, l.faults = append(l.synonyms, lines...), append(l.faults, faults...)
}

func (l *loader) folder(path, prefix string) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		l.unreadable(path, err)
		l.lost = append(l.lost, prefix)
		return
	}
	if first, ok := l.real[real]; ok {
		if within(path, first) {
			l.fault(path, "a link that leads back to %s: not followed", first)
		} else {
			l.fault(path, "the same folder as %s: read once", first)
		}
		return
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		l.unreadable(path, err)
		l.lost = append(l.lost, prefix)
		return
	}
	l.enter(path, real, prefix, entries)
}

func (l *loader) file(path, id string, info fs.FileInfo) {
	if first, ok := l.files[id]; ok {
		l.faults = append(l.faults, Fault{path, 1, fmt.Sprintf("id %q is taken by %s", id, first)})
		return
	}
	l.files[id] = path
	if !info.Mode().IsRegular() {
		l.fault(path, "not a regular file")
		return
	}
	if info.Size() > maxFile {
		l.fault(path, "%s", tooLarge(info.Size()))
		return
	}
	src, err := readFile(path)
	if err != nil {
		l.unreadable(path, err)
		return
	}
	a, faults := Parse(id, path, src)
	if len(faults) > 0 {
		l.faults = append(l.faults, faults...)
		return
	}
	l.assets = append(l.assets, a)
}

// readFile reads at most a little more than an asset may weigh, in case the
// file has grown since it was measured.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxFile+1))
}

func (l *loader) unreadable(path string, err error) {
	// The path stands before the text already; a PathError would repeat it.
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	l.fault(path, "cannot be read: %v", err)
}

// faulty are the ids of files that are there and not in lib, each once.
func (l *loader) faulty(lib Library) []string {
	ids := l.lost
	for id := range l.files {
		if _, good := lib.place(id); !good {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// nexts returns the assets with only those follow-ups that can be shown, and
// reports ids that no file has; the asset that names one stays. A follow-up whose file has a fault of its own is
// left out in silence: that file is already reported.
func (l *loader) nexts() []Asset {
	good := map[string]bool{}
	for _, a := range l.assets {
		good[a.ID] = true
	}
	for i, a := range l.assets {
		for _, id := range a.Next {
			if l.files[id] == "" {
				l.faults = append(l.faults, Fault{a.Path, nextLine(a.Path),
					fmt.Sprintf("next %q names no asset%s", id, didYouMean(id, names(l.files)))})
			}
		}
		l.assets[i].Next = slices.DeleteFunc(a.Next, func(id string) bool { return !good[id] })
	}
	return l.assets
}

// nextLine finds the line of the "next" key again; asset values do not carry
// lines, and only a fault needs this one.
func nextLine(path string) int {
	src, err := readFile(path)
	if err != nil {
		return 1
	}
	for i, line := range strings.Split(string(src), "\n") {
		if strings.HasPrefix(line, "next:") {
			return i + 1
		}
	}
	return 1
}

// within reports whether path lies inside dir, by name.
func within(path, dir string) bool {
	return path == dir || strings.HasPrefix(path, dir+string(filepath.Separator))
}
