package search_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/search"
)

const whole = `---
title: Refund a card payment
kind: steps
asks:
  - customer lost the receipt
  - money back
workflow: returns
step: find the sale
topics: [refunds]
roles: [store, support]
systems: [POS]
moment: apply
owner: U0DANA
reviewed: 2026-10-06
review: 2027-03-01
audience: [C0PAY, S0LEADS]
measure: fewer calls
next: [labels]
---
1. In **POS**, press *Find sale*.

<!-- more -->
See [the page](https://hub.fernhill.example/x).
`

func TestParseReadsEveryKey(t *testing.T) {
	got, faults := search.Parse("refunds/card", "lib/refunds/card.md", []byte(whole))
	if len(faults) > 0 {
		t.Fatalf("faults %v, want none", faults)
	}
	want := search.Asset{
		ID: "refunds/card", Title: "Refund a card payment", Kind: search.KindSteps,
		Asks: []string{"customer lost the receipt", "money back"}, Workflow: "returns",
		Step: "find the sale", Topics: []string{"refunds"}, Roles: []string{"store", "support"},
		Systems: []string{"POS"}, Moment: "apply", Owner: "U0DANA",
		Reviewed: time.Date(2026, 10, 6, 0, 0, 0, 0, time.UTC),
		Review:   time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC),
		Audience: []string{"C0PAY", "S0LEADS"}, Measure: "fewer calls", Next: []string{"labels"},
		Body: "1. In **POS**, press *Find sale*.",
		More: "See [the page](https://hub.fernhill.example/x).", Path: "lib/refunds/card.md",
	}
	// Libraries with equal assets have equal hashes, and the path is no part of it.
	if a, b := search.NewLibrary(got).Hash(), search.NewLibrary(want).Hash(); a != b ||
		got.Path != want.Path {
		t.Errorf("Parse = %+v\nwant    %+v", got, want)
	}
}

func TestAnAssetOfMarksAloneIsRefusedAtOnce(t *testing.T) {
	fill := func(unit string, line, size int) string {
		l := strings.Repeat(unit, line/len(unit)) + "\n"
		return strings.Repeat(l, size/len(l))
	}
	front := whole[:strings.Index(whole, "1. In")]
	for _, unit := range []string{"*a_ ", "*a_b", "**a_ ", "~a*b_ ", "[a]("} {
		started := time.Now()
		_, faults := search.Parse("a", "f.md", []byte(front+"First.\n\n"+fill(unit, 4900, 240<<10)))
		want := "f.md:22: more than 2000 marks such as * and [ in one block"
		if got := faultText(faults); !strings.HasPrefix(got, want) || len(faults) != 1 {
			t.Errorf("%q: faults %.200q, want one that begins with %q", unit, got, want)
		}
		// It would take seconds, and most of them half a minute.
		if took := time.Since(started); took > 5*time.Second {
			t.Errorf("%q: read for %v, want far less than five seconds", unit, took)
		}
	}
	for name, body := range map[string]string{
		"many short blocks": strings.Repeat("*a* _b_ **c** [d](https://x.example)\n\n", 6000),
		"code":              "```\n" + fill("*a_ ", 4900, 200<<10) + "```\n",
		"a long paragraph":  strings.Repeat("**bold** and _plain_\n", 490),
	} {
		if _, faults := search.Parse("a", "f.md", []byte(front+body)); len(faults) > 0 {
			t.Errorf("%s: faults %v, want none", name, faults)
		}
	}
}

func TestABlankAudienceIsAFaultAndNotEverybody(t *testing.T) {
	for _, line := range []string{
		"audience:", "audience: # [S0HR]", "audience: []", `audience: [""]`, `audience: ["  "]`, "audience: ~", "audience: null",
		`audience: ""`, "audience: [~]", "audience: [S0HR, ]", `audience: [S0HR, ""]`, "audience:\n  # - S0HR", "audience:\n  -",
		"audience:\n  - S0HR\n  -", "audience: {}",
	} {
		src := strings.Replace(whole, "audience: [C0PAY, S0LEADS]", line, 1)
		_, faults := search.Parse("a", "f.md", []byte(src))
		want := `: audience is empty: write "all", or name channels and user groups`
		if line == "audience: [S0HR, ]" { // a comma at the end is YAML's own, and leaves no item
			want = ""
		}
		if got := faultText(faults); (want == "") != (got == "") || !strings.Contains(got, want) || len(faults) > 1 {
			t.Errorf("%q: faults %q, want %q alone", line, got, want)
		}
	}
	for line, want := range map[string][]string{"audience: all": nil, "": nil, "audience: C0PAY": {"C0PAY"}} {
		got, faults := search.Parse("a", "f.md", []byte(strings.Replace(whole, "audience: [C0PAY, S0LEADS]\n", line+"\n", 1)))
		if len(faults) > 0 || !slices.Equal(got.Audience, want) {
			t.Errorf("%q: audience %q and faults %v, want %q and none", line, got.Audience, faults, want)
		}
	}
}

func TestParseNamesTheLineOfEachFault(t *testing.T) {
	minimal := "---\ntitle: T\nkind: link\ntopics: [x]\nowner: U1\nreview: 2027-01-01\n---\n"
	tests := []struct {
		name, src string
		want      []string
	}{
		{"no front matter", "# Hello\n", []string{"f.md:1: no front matter"}},
		{"front matter without end", "---\ntitle: x\n", []string{"f.md:1: no front matter"}},
		{"empty file", "", []string{"f.md:1: no front matter"}},
		{"broken yaml", "---\ntitle: x\n kind: [\n---\nHi\n", []string{"f.md:3: front matter:"}},
		{"a list instead of keys", "---\n- a\n---\nHi\n", []string{`f.md:2: front matter must be`}},
		{"nothing in it", "---\n---\nHi\n", []string{
			`missing "title"`, `missing "kind"`, `missing "topics"`, `missing "owner"`,
			`missing "review"`}},
		{"misspelt key", strings.Replace(minimal, "title", "tilte", 1) + "Hi\n", []string{
			`f.md:1: missing "title"`, `f.md:2: unknown key "tilte": did you mean "title"?`}},
		{"key without like", strings.Replace(minimal, "kind", "zzzzzz: 1\nkind", 1) + "Hi\n",
			[]string{`f.md:3: unknown key "zzzzzz"`}},
		{"key twice", strings.Replace(minimal, "kind", "title: U\nkind", 1) + "Hi\n",
			[]string{`f.md:3: key "title" is there twice`}},
		{"blank value", strings.Replace(minimal, "U1", "", 1) + "Hi\n",
			[]string{`f.md:1: missing "owner"`}},
		{"bad kind", strings.Replace(minimal, "link", "linck", 1) + "Hi\n",
			[]string{`f.md:3: kind "linck" is not one of`}},
		{"bad moment", strings.Replace(minimal, "kind", "moment: later\nkind", 1) + "Hi\n",
			[]string{`f.md:3: moment "later" is not one of new, more`}},
		{"bad date", strings.Replace(minimal, "2027-01-01", "2027-13-01", 1) + "Hi\n",
			[]string{`f.md:6: review "2027-13-01" is not a date`}},
		{"bad owner", strings.Replace(minimal, "U1", "Dana", 1) + "Hi\n",
			[]string{`f.md:5: owner "Dana" is not a Slack user id`}},
		{"bad audience", strings.Replace(minimal, "kind", "audience: [everyone]\nkind", 1) + "Hi\n",
			[]string{`f.md:3: audience "everyone" is neither`}},
		{"list for one value", strings.Replace(minimal, "title: T", "title: [T]", 1) + "Hi\n",
			[]string{`f.md:2: title must be one value`}},
		{"map for a list", strings.Replace(minimal, "[x]", "{a: b}", 1) + "Hi\n",
			[]string{`f.md:4: topics must be a list`}},
		{"long title", strings.Replace(minimal, "title: T", "title: "+strings.Repeat("é", 151), 1) +
			"Hi\n", []string{`f.md:2: title has 151 characters: 150 is the most`}},
		{"no text", minimal + "\n<!-- more -->\nx\n", []string{"f.md:8: no text after"}},
		{"escape in the text", minimal + "Hi \x1b[2J\n", []string{"f.md:8: control character U+001B: take it out"}},
		{"escape in a title", strings.Replace(minimal, "title: ", "title: \"\\e[2J\" #", 1) + "Hi\n",
			[]string{"f.md:2: control character U+001B: take it out"}},
		{"html block", minimal + "Hi\n\n<div>x</div>\n", []string{"f.md:10: raw HTML"}},
		{"html inside a line", minimal + "Hi\nthere <b>x</b>\n",
			[]string{"f.md:9: raw HTML"}},
		{"other comment", minimal + "Hi\n\n<!-- less -->\n", []string{"f.md:10: raw HTML"}},
		{"second more mark", minimal + "Hi\n\n<!-- more -->\na\n\n<!-- more -->\n",
			[]string{"f.md:13: <!-- more --> may stand once"}},
		{"two values on a line", strings.Replace(minimal, "title: T", "title: Price: how", 1) + "Hi\n",
			[]string{`f.md:2: front matter: a second ": " on one line: put the value in quotes`}},
		{"two values further down", strings.Replace(minimal, "owner: ", "measure: a: b\nowner: ", 1) + "Hi\n",
			[]string{`f.md:5: front matter: a second ": "`}},
		{"words after quotes", strings.Replace(minimal, "kind", "measure: \"a\" b\nkind", 1) + "Hi\n",
			[]string{"f.md:3: front matter: did not find expected key"}},
		{"audience of all and others", strings.Replace(minimal, "kind", "audience: [C0X, all]\nkind", 1) + "Hi\n",
			[]string{`f.md:3: audience: "all" stands alone`}},
		{"bad scheme", minimal + "Hi\n[x](javascript:alert(1))\n",
			[]string{`f.md:9: link "javascript:alert(1)": only http`}},
		{"bad scheme below the mark", minimal + "Hi\n<!-- more -->\na\n\n[x](ftp://h/x)\n",
			[]string{`f.md:12: link "ftp://h/x": only http`}},
		{"reference", minimal + "Hi [x]\n\n[x]: file:///etc/passwd\n",
			[]string{`link "file:///etc/passwd": only http`}},
		{"bad autolink", minimal + "Hi <slack://open>\n", []string{`f.md:8: link "slack://open"`}},
		{"link without scheme", minimal + "[x](other.md)\n",
			[]string{`f.md:8: link "other.md" is not whole`}},
		{"no host", minimal + "[x](https:///x)\n", []string{`names no host`}},
		{"nobody", minimal + "[x](mailto:)\n", []string{`names nobody`}},
		{"image without words", minimal + "Hi\n![](https://h/x.png)\n",
			[]string{"f.md:9: image without words"}},
		{"good links", minimal + "<https://h/x> [m](mailto:a@b.example) ![w](http://h/x.png)\n", nil},
		{"html in code is text", minimal + "`<b>`\n\n```\n<div>\n```\n", nil},
		{"windows lines and mark", "\ufeff" + strings.ReplaceAll(minimal+"Hi\n", "\n", "\r\n"), nil},
		{"not utf-8", minimal + "Hi\n\xff\n", []string{"f.md:9: not valid UTF-8"}},
		{"a line to choke on", minimal + "Hi\n" + strings.Repeat(">", 100_000),
			[]string{"f.md:9: a line of more than 5000 characters"}},
		{"too large", minimal + strings.Repeat("x", 1<<20),
			[]string{"f.md:1: 1025 KiB is too large for an asset: 256 KiB is the most"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, faults := search.Parse("f", "f.md", []byte(tt.src))
			if len(faults) != len(tt.want) {
				t.Fatalf("faults %v, want %d like %q", faults, len(tt.want), tt.want)
			}
			for i, f := range faults {
				if !strings.Contains(f.String(), tt.want[i]) {
					t.Errorf("fault %d = %q, want it to contain %q", i, f, tt.want[i])
				}
			}
		})
	}
}

func TestParseReportsAllFaultsAtOnceInOrder(t *testing.T) {
	src := "---\ntitel: T\nkind: stepps\nowner: dana\nreview: soon\n---\n<b>x</b> [a](b)\n"
	_, faults := search.Parse("f", "f.md", []byte(src))
	if len(faults) != 8 {
		t.Errorf("%d faults, want 8: %v", len(faults), faults)
	}
	if !slices.IsSortedFunc(faults, func(a, b search.Fault) int { return a.Line - b.Line }) {
		t.Errorf("faults are not in the order of the lines: %v", faults)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte("---\na: &x [*x]\n---\n[a]: <\n"))
	f.Add([]byte("---\r\n---\r\n\xff"))
	f.Add([]byte("---\n? - \n---\n![](x)<a>"))
	f.Fuzz(func(t *testing.T, src []byte) {
		a, faults := search.Parse("id", "f.md", src)
		if len(faults) == 0 && (a.Title == "" || a.Body == "" || a.Owner == "" || a.Review.IsZero()) {
			t.Errorf("no fault in an asset without its required parts: %+v", a)
		}
		lines := bytes.Count(src, []byte("\n")) + 2
		for _, fault := range faults {
			if fault.Line > lines {
				t.Errorf("%v names a line of %d", fault, lines)
			}
		}
	})
}
