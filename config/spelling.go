package config

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// checkSpelling finds what would be lost without a word between a file and its settings: one of two keys that
// differ only in capitals, since keys count in lower case, and all that stands behind the first document.
func checkSpelling(text []byte, f *faults) {
	documents := yaml.NewDecoder(bytes.NewReader(text))
	var n yaml.Node
	if documents.Decode(&n) != nil {
		return // it is empty: what is no YAML was refused before
	}
	checkCapitals("", &n, f)
	for {
		n = yaml.Node{}
		switch err := documents.Decode(&n); {
		case errors.Is(err, io.EOF):
			return
		case err != nil:
			f.add("", "only its first part is read, up to a line ---, and what follows is no YAML: take that out")
			return
		case n.Content[0].ShortTag() != "!!null": // dashes alone lose nothing
			f.add("", "line %d: only the part before the line --- is read, and this stands behind it: make one part of the two",
				n.Content[0].Line)
			return
		}
	}
}

// checkCapitals looks at the keys of n, which stands at a key, and of all below it.
func checkCapitals(at string, n *yaml.Node, f *faults) {
	if n.Kind != yaml.MappingNode {
		for _, item := range n.Content {
			checkCapitals(at, item, f)
		}
		return
	}
	seen := map[string]*yaml.Node{}
	var merged []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		lower := strings.ToLower(key.Value)
		if first := seen[lower]; first != nil {
			f.add("", "line %d: %s is the same as %s in line %d, because capitals do not count in keys: keep one of the two",
				key.Line, join(at, key.Value), join(at, first.Value), first.Line)
		}
		switch {
		case key.ShortTag() == "!!merge":
			merged = append(merged, mergedKeys(value)...)
		case key.Kind == yaml.ScalarNode:
			seen[lower] = key
		}
		checkCapitals(join(at, lower), value, f)
	}
	for _, key := range merged { // one that is written alike gives way, in YAML's own words
		if own := seen[strings.ToLower(key.Value)]; own != nil && own.Value != key.Value {
			f.add("", "line %d: %s is the same as %s in line %d, which is merged here, because capitals do not count in keys: "+
				"write both alike", own.Line, join(at, own.Value), key.Value, key.Line)
		}
	}
}

// mergedKeys are the keys that a merge brings in: of one section or of a list of them.
func mergedKeys(n *yaml.Node) (keys []*yaml.Node) {
	switch n.Kind {
	case yaml.AliasNode:
		if n.Alias.Kind == yaml.MappingNode {
			return mergedKeys(n.Alias)
		}
	case yaml.SequenceNode:
		for _, item := range n.Content {
			keys = append(keys, mergedKeys(item)...)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			keys = append(keys, n.Content[i])
		}
	}
	return keys
}
