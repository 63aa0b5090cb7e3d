package search

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

const (
	// maxFile is the most that an asset may weigh: some forty printed pages,
	// far beyond "short", and little enough to read a folder of them at once.
	maxFile = 256 << 10

	// maxTitle is the most characters that Slack shows in a header.
	maxTitle = 150

	moreMark = "<!-- more -->"
	dateForm = "2006-01-02"
)

var (
	yamlLine   = regexp.MustCompile(`line (\d+): `)
	yamlMissed = regexp.MustCompile(`^did not find expected (<|node content|'-'|',' or|key)`)
	personID   = regexp.MustCompile(`^[UW][A-Z0-9]+$`)
	audienceID = regexp.MustCompile(`^[CGS][A-Z0-9]+$`)
)

// Parse reads one asset file. It returns what it could read and every fault at
// once; an asset with a fault should not be served. The id becomes the asset's,
// file is named in the faults and becomes its Path.
func Parse(id, file string, src []byte) (Asset, []Fault) {
	p := parser{file: file, asset: Asset{ID: id, Path: file}}
	if len(src) > maxFile {
		p.fault(1, "%s", tooLarge(int64(len(src))))
		return p.asset, p.faults
	}
	if at := invalidUTF8(src); at >= 0 {
		p.fault(lineAt(src, at), "not valid UTF-8: save the file as UTF-8")
		return p.asset, p.faults
	}
	if at := bytes.IndexFunc(src, Unprintable); at >= 0 {
		r, _ := utf8.DecodeRune(src[at:])
		p.fault(lineAt(src, at), "control character %U: take it out", r)
		return p.asset, p.faults
	}
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	src = bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
	front, body, line, ok := splitFront(src)
	if !ok {
		p.fault(1, `no front matter: begin with a line "---" and end the keys with another`)
		return p.asset, p.faults
	}
	p.front(front)
	p.body(body, line)
	slices.SortStableFunc(p.faults, func(a, b Fault) int { return a.Line - b.Line })
	return p.asset, slices.Compact(p.faults)
}

type parser struct {
	file   string
	asset  Asset
	faults []Fault
}

func (p *parser) fault(line int, format string, args ...any) {
	p.faults = append(p.faults, Fault{p.file, line, fmt.Sprintf(format, args...)})
}

// splitFront cuts src into the YAML between the first two "---" lines and what
// follows; line is the 1-based line on which the latter begins.
func splitFront(src []byte) (front, body []byte, line int, ok bool) {
	rest, found := bytes.CutPrefix(src, []byte("---\n"))
	if !found {
		return nil, nil, 0, false
	}
	line = 2
	for at := 0; at < len(rest); line++ {
		end := len(rest)
		if n := bytes.IndexByte(rest[at:], '\n'); n >= 0 {
			end = at + n + 1
		}
		if string(bytes.TrimRight(rest[at:end], " \t\n")) == "---" {
			return rest[:at], rest[end:], line + 1, true
		}
		at = end
	}
	return nil, nil, 0, false
}

// front reads the keys of the front matter, which begins on line 2 of the file.
func (p *parser) front(src []byte) {
	var doc yaml.Node
	if err := yaml.Unmarshal(src, &doc); err != nil {
		p.yamlFault(err)
		return
	}
	if len(doc.Content) == 0 {
		p.missing(nil)
		return
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		p.fault(root.Line+1, `front matter must be "key: value" lines`)
		return
	}
	seen := map[string]bool{}
	keys := p.keys()
	for i := 0; i+1 < len(root.Content); i += 2 {
		k, v := root.Content[i], root.Content[i+1]
		read, known := keys[k.Value]
		switch {
		case !known:
			p.fault(k.Line+1, "unknown key %q%s", k.Value, didYouMean(k.Value, names(keys)))
		case seen[k.Value]:
			p.fault(k.Line+1, "key %q is there twice", k.Value)
		default:
			seen[k.Value] = !empty(v)
			p.escapes(v)
			read(k.Value, v)
		}
	}
	p.missing(seen)
}

// escapes reports control characters that are written as YAML writes them, such as "\e".
func (p *parser) escapes(v *yaml.Node) {
	for _, r := range v.Value {
		if Unprintable(r) {
			p.fault(v.Line+1, "control character %U: take it out", r)
			break
		}
	}
	for _, c := range v.Content {
		p.escapes(c)
	}
}

// Unprintable reports whether r is a control character that plain text does not need: nothing to read, but
// terminals obey some of them.
func Unprintable(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\t\n\r", r) }

// yamlFault reports a syntax error on its own line of the file. The parser counts from the first line
// after the mark, which it leaves out, and where it misses something it names the line before.
func (p *parser) yamlFault(err error) {
	text, line := strings.TrimPrefix(err.Error(), "yaml: "), 1
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			line = n
		}
		text = strings.Replace(text, m[0], "", 1)
		if yamlMissed.MatchString(text) {
			line++
		}
	}
	if strings.HasPrefix(text, "mapping values are not allowed") {
		text = `a second ": " on one line: put the value in quotes, such as title: "Price: how"`
	}
	p.fault(line+1, "front matter: %s", text)
}

// missing reports the required keys that have no value.
func (p *parser) missing(seen map[string]bool) {
	for _, key := range []string{"title", "kind", "topics", "owner", "review"} {
		if !seen[key] {
			p.fault(1, "missing %q", key)
		}
	}
}

// keys is the whole list of keys that front matter may have.
func (p *parser) keys() map[string]func(key string, v *yaml.Node) {
	a := &p.asset
	return map[string]func(string, *yaml.Node){
		"title": p.title,
		"kind": func(k string, v *yaml.Node) {
			a.Kind = Kind(p.oneOf(k, v, kinds()))
		},
		"moment": func(k string, v *yaml.Node) {
			a.Moment = p.oneOf(k, v, []string{"new", "more", "apply", "solve", "change"})
		},
		"asks":     func(k string, v *yaml.Node) { a.Asks = p.list(k, v) },
		"topics":   func(k string, v *yaml.Node) { a.Topics = p.list(k, v) },
		"roles":    func(k string, v *yaml.Node) { a.Roles = p.list(k, v) },
		"systems":  func(k string, v *yaml.Node) { a.Systems = p.list(k, v) },
		"next":     func(k string, v *yaml.Node) { a.Next = p.list(k, v) },
		"workflow": func(k string, v *yaml.Node) { a.Workflow = p.text(k, v) },
		"step":     func(k string, v *yaml.Node) { a.Step = p.text(k, v) },
		"measure":  func(k string, v *yaml.Node) { a.Measure = p.text(k, v) },
		"owner":    p.owner,
		"audience": p.audience,
		"reviewed": func(k string, v *yaml.Node) { a.Reviewed = p.date(k, v) },
		"review":   func(k string, v *yaml.Node) { a.Review = p.date(k, v) },
	}
}

func (p *parser) title(key string, v *yaml.Node) {
	t := p.text(key, v)
	if n := utf8.RuneCountInString(t); n > maxTitle {
		p.fault(v.Line+1, "title has %d characters: %d is the most", n, maxTitle)
	}
	if strings.ContainsAny(t, "\n\r") {
		p.fault(v.Line+1, "title must be one line")
	}
	p.asset.Title = t
}

func (p *parser) owner(key string, v *yaml.Node) {
	t := p.text(key, v)
	if t != "" && !personID.MatchString(t) {
		p.fault(v.Line+1, "owner %q is not a Slack user id such as U0DANA", t)
	}
	p.asset.Owner = t
}

// audience reads who alone may see the asset. A value that is blank, or has a blank item, is a fault: left so by
// a slip, or by a comment before what it names, it must not show to everybody what was meant for a few.
func (p *parser) audience(key string, v *yaml.Node) {
	if empty(v) || slices.ContainsFunc(v.Content, empty) {
		p.fault(v.Line+1, "audience is empty: write %q, or name channels and user groups", "all")
		return
	}
	if v.Kind == yaml.ScalarNode && v.Value == "all" {
		return
	}
	p.asset.Audience = p.list(key, v)
	for _, id := range p.asset.Audience {
		if id == "all" {
			p.fault(v.Line+1, "audience: %q stands alone, without channels or user groups", id)
			continue
		}
		if !audienceID.MatchString(id) {
			p.fault(v.Line+1,
				"audience %q is neither %q nor a channel id (C…) nor a user group id (S…)", id, "all")
		}
	}
}

func (p *parser) text(key string, v *yaml.Node) string {
	if v.Kind != yaml.ScalarNode {
		p.fault(v.Line+1, "%s must be one value", key)
		return ""
	}
	if empty(v) {
		return ""
	}
	return strings.TrimSpace(v.Value)
}

// list reads a list of words; a single word stands for a list of one.
func (p *parser) list(key string, v *yaml.Node) []string {
	if v.Kind == yaml.ScalarNode {
		if t := p.text(key, v); t != "" {
			return []string{t}
		}
		return nil
	}
	if v.Kind != yaml.SequenceNode {
		p.fault(v.Line+1, "%s must be a list", key)
		return nil
	}
	var out []string
	for _, item := range v.Content {
		if t := p.text("each of "+key, item); t != "" {
			out = append(out, t)
		}
	}
	return out
}

func (p *parser) oneOf(key string, v *yaml.Node, allowed []string) string {
	t := p.text(key, v)
	if t != "" && !slices.Contains(allowed, t) {
		p.fault(v.Line+1, "%s %q is not one of %s%s",
			key, t, strings.Join(allowed, ", "), didYouMean(t, allowed))
	}
	return t
}

func (p *parser) date(key string, v *yaml.Node) time.Time {
	t := p.text(key, v)
	if t == "" {
		return time.Time{}
	}
	d, err := time.Parse(dateForm, t)
	if err != nil {
		p.fault(v.Line+1, "%s %q is not a date such as 2027-03-01", key, t)
	}
	return d
}

// body takes the text after the front matter, which begins on the given line.
func (p *parser) body(src []byte, line int) {
	body, more := src, []byte(nil)
	moreLine := line
	for at, n := 0, 0; at < len(src); n++ {
		end := len(src)
		if i := bytes.IndexByte(src[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		if string(bytes.TrimSpace(src[at:end])) == moreMark {
			body, more, moreLine = src[:at], src[end:], line+n+1
			break
		}
		at = end
	}
	p.asset.Body = strings.TrimSpace(string(body))
	p.asset.More = strings.TrimSpace(string(more))
	if p.asset.Body == "" {
		p.fault(line, "no text after the front matter")
	}
	p.markdown(body, line)
	p.markdown(more, moreLine)
}

func kinds() []string {
	return []string{
		string(KindSteps), string(KindChecklist), string(KindSnippet), string(KindPointer),
		string(KindImage), string(KindVideo), string(KindLink), string(KindPerson),
	}
}

// empty reports whether v was left blank.
func empty(v *yaml.Node) bool {
	switch v.Kind {
	case yaml.ScalarNode:
		return v.Tag == "!!null" || strings.TrimSpace(v.Value) == ""
	case yaml.SequenceNode, yaml.MappingNode:
		return len(v.Content) == 0
	}
	return false
}

func names[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// didYouMean proposes the allowed word nearest to word, if one is near.
func didYouMean(word string, allowed []string) string {
	best, dist := "", 3
	for _, a := range allowed {
		if d := distance(word, a, dist-1); d < dist {
			best, dist = a, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(": did you mean %q?", best)
}

func tooLarge(size int64) string {
	return fmt.Sprintf("%d KiB is too large for an asset: %d KiB is the most, and a page is better",
		(size+1023)>>10, maxFile>>10)
}

func invalidUTF8(src []byte) int {
	for at := 0; at < len(src); {
		r, n := utf8.DecodeRune(src[at:])
		if r == utf8.RuneError && n == 1 {
			return at
		}
		at += n
	}
	return -1
}

// lineAt is the 1-based line of the byte at offset at.
func lineAt(src []byte, at int) int {
	return 1 + bytes.Count(src[:at], []byte("\n"))
}
