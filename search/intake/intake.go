// Package intake turns rows of other people's help, as JSONL or CSV, into asset files.
//
// [Read] makes a [File] of each row; [Write] puts files into a library, all or none. What comes out
// passes the check of package search: text that would be raw HTML or a link that leads nowhere is
// escaped, so that readers see it as it was written.
//
// The package does not judge what a row says, and it never changes an asset that is there. Read is
// pure: the same rows give the same files.
package intake

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"howto/search"

	"go.yaml.in/yaml/v3"
)

// Defaults are what rows get that do not say it themselves.
type Defaults struct {
	Owner, Review string
	Topics        []string
}

// File is one asset to be written.
type File struct {
	// ID is the id of the asset: a safe relative path, with slashes, without ".md".
	ID string

	// From is the id that the row has, of which ID was made.
	From string

	// Line is where the row begins in the source, from 1.
	Line int

	Text []byte

	next []string // ids of the follow-ups
}

// keys are the columns that become front matter, in the order in which they are written.
func keys() []string {
	return []string{"title", "kind", "asks", "workflow", "step", "topics", "roles", "systems", "moment",
		"owner", "reviewed", "review", "audience", "measure", "next"}
}

// isList reports whether a key may have several values.
func isList(key string) bool {
	return slices.Contains([]string{"asks", "topics", "roles", "systems", "audience", "next"}, key)
}

// isKnown reports whether something is made of a column.
func isKnown(column string) bool {
	return slices.Contains(append(keys(), "id", "body", "more"), column)
}

// maxTitle is the most characters that an asset's title may have; see [search.Parse].
const maxTitle = 150

// Read makes asset files of src, which is JSONL or, when name ends in .csv, CSV with a line of column
// names. Columns are id, title, body, more and every key of an asset's front matter; those that are
// not known are returned as ignored. A row that names no kind holds steps. In CSV, the values of a list
// are parted by semicolons.
//
// An id becomes a safe path. Two rows with one id are a fault; ids that differ only in what a path
// cannot hold get a few letters of their own. A control character in what is kept is a fault, because
// terminals obey some of them. The faults name the line of name, all at once.
func Read(name string, src []byte, d Defaults) (files []File, ignored []string, faults []search.Fault) {
	rows, faults := rowsOf(name, src)
	m := maker{name: name, defaults: d, paths: paths(rows), first: map[string]int{}}
	m.absent(rows)
	for _, r := range rows {
		if f, ok := m.file(r); ok {
			files = append(files, f)
		}
	}
	faults = append(faults, m.faults...)
	slices.SortStableFunc(faults, func(a, b search.Fault) int { return a.Line - b.Line })
	return files, unknown(rows), faults
}

// maker makes files of rows.
type maker struct {
	name     string
	defaults Defaults
	paths    map[string]string // id of a row to id of its asset
	first    map[string]int    // id of a row to the line that has it first
	lacking  []string          // required keys that no row has
	faults   []search.Fault
}

func (m *maker) fault(line int, format string, args ...any) {
	m.faults = append(m.faults, search.Fault{File: m.name, Line: line, Text: fmt.Sprintf(format, args...)})
}

// absent reports once what every row lacks, rather than once for each row.
func (m *maker) absent(rows []row) {
	for key, given := range map[string]bool{
		"owner": m.defaults.Owner != "", "review": m.defaults.Review != "", "topics": len(m.defaults.Topics) > 0,
	} {
		has := func(r row) bool { return len(r.cells[key]) > 0 }
		if len(rows) > 0 && !given && !slices.ContainsFunc(rows, has) {
			m.lacking = append(m.lacking, key)
		}
	}
	slices.Sort(m.lacking)
	for _, key := range m.lacking {
		m.fault(1, "no row has %q: add the column, or give one for all of them with --%s", key, strings.TrimSuffix(key, "s"))
	}
}

func (m *maker) file(r row) (File, bool) {
	id := r.one("id")
	if id == "" {
		m.fault(r.line, "no id")
		return File{}, false
	}
	if key, c, ok := r.control(); ok {
		m.fault(r.line, "%q holds the control character %U: take it out", key, c)
		return File{}, false
	}
	if first := m.first[id]; first > 0 {
		m.fault(r.line, "id %q is taken by line %d", id, first)
		return File{}, false
	}
	m.first[id] = r.line
	front, body := m.front(r), m.body(r)
	text := escaped(front, body)
	f := File{ID: m.paths[id], From: id, Line: r.line, Text: []byte(front + text)}
	a, faults := search.Parse(f.ID, m.name, f.Text)
	f.next = a.Next
	for _, p := range faults {
		if !m.told(p.Text) {
			m.fault(r.line, "%s", p.Text)
		}
	}
	return f, len(faults) == 0
}

// told reports whether a fault is one that was reported for all rows.
func (m *maker) told(text string) bool {
	return slices.ContainsFunc(m.lacking, func(key string) bool { return text == fmt.Sprintf("missing %q", key) })
}

// front is the front matter of a row, with the lines around it.
func (m *maker) front(r row) string {
	doc := yaml.Node{Kind: yaml.MappingNode}
	for _, key := range keys() {
		values := m.values(r, key)
		if len(values) == 0 {
			continue
		}
		v := scalar(strings.Join(values, " "))
		if isList(key) && (key != "audience" || values[0] != "all") {
			v = &yaml.Node{Kind: yaml.SequenceNode}
			for _, s := range values {
				v.Content = append(v.Content, scalar(s))
			}
		}
		doc.Content = append(doc.Content, scalar(key), v)
	}
	out, err := yaml.Marshal(&doc)
	if err != nil {
		// The parser that reads the file next says what is missing.
		return "---\n---\n"
	}
	return "---\n" + string(out) + "---\n"
}

// scalar is a text, in quotes where YAML would read something else.
func scalar(s string) *yaml.Node {
	v := &yaml.Node{}
	v.SetString(s)
	return v
}

// values is what a row says for a key, or what rows get that do not.
func (m *maker) values(r row, key string) []string {
	values := r.cells[key]
	switch {
	case key == "title" && len(values) > 0:
		return []string{shortened(r.title())}
	case key == "next":
		return m.nexts(values)
	case len(values) > 0:
		return values
	case key == "kind":
		return []string{string(search.KindSteps)}
	case key == "topics":
		return m.defaults.Topics
	case key == "owner" && m.defaults.Owner != "":
		return []string{m.defaults.Owner}
	case key == "review" && m.defaults.Review != "":
		return []string{m.defaults.Review}
	}
	return nil
}

// nexts names follow-ups as their files will be named; others may be in the library already.
func (m *maker) nexts(ids []string) (out []string) {
	for _, id := range ids {
		if p, ok := m.paths[id]; ok {
			id = p
		}
		out = append(out, id)
	}
	return out
}

// shortened cuts a title that is too long at a word.
func shortened(title string) string {
	r := []rune(title)
	if len(r) <= maxTitle {
		return title
	}
	short := string(r[:maxTitle-1])
	if at := strings.LastIndex(short, " "); at > len(short)/2 {
		short = short[:at]
	}
	return short + "…"
}

// body is the text of a row. A title that had to be cut stands there in full: no word of it is lost.
func (m *maker) body(r row) string {
	body, more := strings.TrimSpace(plainLines(r.one("body"))), strings.TrimSpace(plainLines(r.one("more")))
	title := r.title()
	if body != "" && shortened(title) != title {
		body = title + "\n\n" + body
	}
	if more != "" {
		body += "\n\n<!-- more -->\n" + more
	}
	return body + "\n"
}

// unknown are the columns that nothing is made of.
func unknown(rows []row) (out []string) {
	for _, r := range rows {
		for key := range r.cells {
			known := isKnown(key)
			if strings.ContainsFunc(key, search.Unprintable) {
				key = strconv.Quote(key)
			}
			if !known && !slices.Contains(out, key) {
				out = append(out, key)
			}
		}
	}
	slices.Sort(out)
	return out
}
