// Package library carries the sample assets of one company, a home-and-garden retailer called
// Fernhill, so that the demo needs no files of its own. What the assets mean, and how they are
// found, is for package search.
package library

import "embed"

// Files holds the assets, one Markdown file each, in a folder for each subject; questions.jsonl:
// questions in other words than the assets use, with the id of the asset that should win; and
// synonyms.txt: the words that mean the same at Fernhill.
//
//go:embed */*.md questions.jsonl synonyms.txt
var Files embed.FS
