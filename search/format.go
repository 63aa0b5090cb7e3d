package search

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Format writes an asset as its file: front matter and Markdown, as [Parse] reads them. An asset
// that Parse gave without a fault comes back the same, except for ID and Path, which are no part
// of the text. Whether an asset is good only Parse says.
func Format(a Asset) []byte {
	doc := yaml.Node{Kind: yaml.MappingNode}
	add := func(key string, v *yaml.Node) {
		doc.Content = append(doc.Content, scalar(key), v)
	}
	text := func(key, value string) {
		if value != "" {
			add(key, scalar(value))
		}
	}
	list := func(key string, values []string) {
		if len(values) > 0 {
			add(key, sequence(values))
		}
	}
	text("title", a.Title)
	text("kind", string(a.Kind))
	list("asks", a.Asks)
	text("workflow", a.Workflow)
	text("step", a.Step)
	list("topics", a.Topics)
	list("roles", a.Roles)
	list("systems", a.Systems)
	text("moment", a.Moment)
	text("owner", a.Owner)
	if !a.Reviewed.IsZero() {
		add("reviewed", date(a.Reviewed))
	}
	if !a.Review.IsZero() {
		add("review", date(a.Review))
	}
	list("audience", a.Audience)
	text("measure", a.Measure)
	list("next", a.Next)
	return slices.Concat(frontOf(&doc), bodyOf(a))
}

func frontOf(doc *yaml.Node) []byte {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	// Nodes made of texts are always written, into memory.
	_ = e.Encode(doc)
	_ = e.Close()
	return slices.Concat([]byte("---\n"), b.Bytes(), []byte("---\n"))
}

func bodyOf(a Asset) []byte {
	body := strings.TrimSpace(a.Body) + "\n"
	if more := strings.TrimSpace(a.More); more != "" {
		body += "\n" + moreMark + "\n\n" + more + "\n"
	}
	return []byte(body)
}

// scalar is a text, in quotes where YAML would read something else.
func scalar(s string) *yaml.Node {
	v := &yaml.Node{}
	v.SetString(s)
	return v
}

func sequence(values []string) *yaml.Node {
	v := &yaml.Node{Kind: yaml.SequenceNode}
	for _, s := range values {
		v.Content = append(v.Content, scalar(s))
	}
	return v
}

// date is a day without quotes, as people write it.
func date(t time.Time) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!timestamp", Value: t.Format(dateForm)}
}

// A Part names what of an asset's text a fault is in.
type Part string

// The parts that a form asks for. Front is every other key.
const (
	PartTitle Part = "title"
	PartAsks  Part = "asks"
	PartBody  Part = "body"
	PartMore  Part = "more"
	PartFront Part = "front"
)

// Lint returns what [Parse] finds wrong in the text of an asset, by part; nothing when it may be
// served. Lines are counted within Body and More, and are 1 elsewhere.
func Lint(a Asset) map[Part][]Fault {
	src := Format(a)
	_, faults := Parse(a.ID, "", src)
	out := map[Part][]Fault{}
	for _, f := range faults {
		part, line := partOf(src, f.Line)
		if strings.Contains(f.Text, `"title"`) {
			part = PartTitle
		}
		f.Line = line
		out[part] = append(out[part], f)
	}
	return out
}

// partOf says which part a line of a formatted asset belongs to, and which line of the part it is.
func partOf(src []byte, line int) (Part, int) {
	part, begin := PartFront, 1
	dashes := 0
	for i, text := range strings.Split(string(src), "\n")[:line] {
		key, _, isKey := strings.Cut(text, ":")
		switch {
		case dashes < 2 && text == "---":
			if dashes++; dashes == 2 {
				part, begin = PartBody, i+2
			}
		case dashes == 2 && strings.TrimSpace(text) == moreMark && part == PartBody:
			part, begin = PartMore, i+3
		case dashes < 2 && isKey && (key == "title" || key == "asks"):
			part = Part(key)
		case dashes < 2 && isKey && !strings.HasPrefix(text, " "):
			part = PartFront
		}
	}
	if part != PartBody && part != PartMore {
		return part, 1
	}
	return part, max(1, line-begin+1)
}
