package search_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"howto/search"
	"howto/search/judge"
)

// sample is the sample library and its questions.
func sample(t *testing.T) (search.Library, []string) {
	t.Helper()
	lib, faults, err := search.Load("../library")
	if err != nil || len(faults) > 0 {
		t.Fatalf("sample library: %v, %v", err, faults)
	}
	set, err := judge.Read("../library")
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, q := range set.Questions {
		texts = append(texts, q.Text)
	}
	return lib, texts
}

func filed(t *testing.T, dir string, a search.Asset) {
	t.Helper()
	path := filepath.Join(dir, a.ID+".md")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, search.Format(a), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestPublishedAssetsRankAsFilesDo publishes a third of the sample library, half of that over
// files with another text, and wants every question to be answered as if all stood in files.
func TestPublishedAssetsRankAsFilesDo(t *testing.T) {
	lib, texts := sample(t)
	dir := t.TempDir()
	var published []search.Published
	for i, a := range lib.Assets() {
		a.Next = nil
		switch i % 6 {
		case 0:
			published = append(published, search.Published{Asset: a})
		case 3:
			old := a
			old.Title, old.Asks, old.Body = "Zeppelin "+a.Title, nil, "Once upon a receipt there was a till.\n\n"+a.Body
			filed(t, dir, old)
			published = append(published, search.Published{Asset: a, Base: old.Fingerprint()})
		default:
			filed(t, dir, a)
		}
	}
	words, err := os.ReadFile("../library/synonyms.txt")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "synonyms.txt"), words, 0o600); err != nil {
		t.Fatal(err)
	}
	whole, err := search.Open(t.Context(), lib, search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer whole.Close()
	l, _ := follow(t, dir, search.Options{Dir: t.TempDir()})
	if aside := l.Publish(t.Context(), published); len(aside) > 0 {
		t.Fatalf("aside: %v", aside)
	}
	if got := l.Library().Len(); got != lib.Len() {
		t.Fatalf("%d assets, want %d", got, lib.Len())
	}
	for _, text := range append(texts, "zeppelin", "once upon a receipt") {
		want := find(t, whole, text)
		got, err := l.Find(t.Context(), search.Query{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(got.Probability-want.Probability) > 1e-9 || !slices.Equal(ranks(got), ranks(want)) {
			t.Errorf("Find(%q) = %v, %.6f; want %v, %.6f", text, ranks(got), got.Probability,
				ranks(want), want.Probability)
		}
	}
}

// ranks are the hits with their scores, those of equal scores by id.
func ranks(m search.Match) []string {
	var out []string
	for _, h := range m.Hits {
		out = append(out, fmt.Sprintf("%.6f %s", h.Score, h.Asset.ID))
	}
	slices.Sort(out)
	return out
}

func asset(id, title string) search.Asset {
	return search.Asset{ID: id, Title: title, Kind: search.KindSteps, Topics: []string{"t"},
		Owner: "U0DANA", Review: today, Body: title + "."}
}

func TestAFileWinsOverWhatWasPublished(t *testing.T) {
	dir := t.TempDir()
	one := asset("one", "Refund a card")
	filed(t, dir, one)
	filed(t, dir, asset("two", "Print labels"))
	l, _ := follow(t, dir, search.Options{})
	fresh := search.Published{Asset: asset("new/brolly", "Borrow a brolly")}
	update := one
	update.Body = "Ask the zeppelin captain."
	published := []search.Published{fresh, {Asset: update, Base: one.Fingerprint()},
		{Asset: asset("gone", "Wind the clock"), Base: "of a file that was deleted"}}
	aside := l.Publish(t.Context(), published)
	if got := found(t, l, "brolly"); got != "new/brolly" {
		t.Errorf("brolly finds %q, want what was published", got)
	}
	if got := found(t, l, "zeppelin captain"); got != "one" {
		t.Errorf("zeppelin captain finds %q, want the updated asset", got)
	}
	if !slices.Equal(aside, []search.Aside{{ID: "gone", Base: "of a file that was deleted", Why: search.WhyGone}}) || found(t, l, "clock") != "" {
		t.Errorf("aside = %v, clock finds %q; want an update without its file aside", aside, found(t, l, "clock"))
	}
	if a, _ := l.Asset("one"); l.Library().Len() != 3 || a.Body != update.Body {
		t.Errorf("%d assets, one says %q; want 3 and the update", l.Library().Len(), a.Body)
	}

	filed(t, dir, fresh.Asset) // as it was exported
	edited := update
	edited.Body = "Ask at the lighthouse."
	filed(t, dir, edited)
	if err := l.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := l.Aside(); !slices.Equal(why(got), []string{"new/brolly file", "one differs", "gone gone"}) {
		t.Errorf("aside = %v, want both that have a file now", got)
	}
	if l.Library().Len() != 3 || found(t, l, "lighthouse") != "one" || found(t, l, "zeppelin") != "" {
		t.Errorf("%d assets, lighthouse finds %q, zeppelin %q; want 3, one and nothing",
			l.Library().Len(), found(t, l, "lighthouse"), found(t, l, "zeppelin"))
	}
	if a, _ := l.Asset("new/brolly"); a.Path == "" {
		t.Error("new/brolly is still the published one, want the file")
	}
	l.Publish(t.Context(), nil)
	if got := l.Aside(); len(got) > 0 || found(t, l, "brolly") != "new/brolly" {
		t.Errorf("aside = %v, brolly finds %q after nothing is published", got, found(t, l, "brolly"))
	}
}

func TestOfSeveralPublishedWithOneIDTheFirstCounts(t *testing.T) {
	dir := t.TempDir()
	filed(t, dir, asset("two", "Print labels"))
	l, _ := follow(t, dir, search.Options{})
	first, second := asset("new/brolly", "Borrow a brolly"), asset("new/brolly", "Wind the clock")
	gone := search.Published{Asset: asset("gone", "Ring the bell"), Base: "of a file that was deleted"}
	aside := l.Publish(t.Context(), []search.Published{{Asset: first}, {Asset: second}, gone, gone})
	if a, _ := l.Asset("new/brolly"); l.Library().Len() != 2 || a.Title != first.Title {
		t.Errorf("%d assets, new/brolly is %q; want 2 and %q", l.Library().Len(), a.Title, first.Title)
	}
	if got := found(t, l, "clock"); got != "" {
		t.Errorf("the words of the second find %q, want nothing", got)
	}
	if got := why(aside); !slices.Equal(got, []string{"gone gone"}) {
		t.Errorf("aside = %q, want each id once", got)
	}
}

// why is each published asset that is not served, with the reason.
func why(aside []search.Aside) (all []string) {
	for _, a := range aside {
		all = append(all, a.ID+" "+string(a.Why))
	}
	return all
}

// TestAFileWithAFaultHoldsBackWhatWasPublished restricts what everybody may see, with a slip in it.
func TestAFileWithAFaultHoldsBackWhatWasPublished(t *testing.T) {
	dir := t.TempDir()
	filed(t, dir, asset("two", "Print labels"))
	one := asset("one", "Refund a card")
	filed(t, dir, one)
	l, _ := follow(t, dir, search.Options{})
	update := one
	update.Body = "Ask the zeppelin captain."
	vault := asset("new/vault", "Open the vault")
	l.Publish(t.Context(), []search.Published{{Asset: vault}, {Asset: update, Base: one.Fingerprint()}})
	secret := vault
	secret.Audience = []string{"S0MANAGERS"}
	good := string(search.Format(secret))
	slip := strings.Replace(good, "- S0MANAGERS", "- S0MANAGERS\n    - '#managers'", 1)
	if slip == good {
		t.Fatalf("no audience in\n%s", good)
	}
	place := func(name, text string) {
		t.Helper()
		write(t, dir, map[string]string{name: text})
		if err := l.Reload(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	place("new/vault.md", slip)
	if got := found(t, l, "vault"); got != "" || !slices.Equal(why(l.Aside()), []string{"new/vault fault"}) {
		t.Errorf("everybody finds %q, aside %v; want nothing while the file has a fault", got, why(l.Aside()))
	}
	if lib, _, err := search.Load(dir); err != nil || lib.With([]search.Published{{Asset: vault}}).Len() != 2 {
		t.Errorf("a command beside the bot serves %d assets, %v; want 2, without what is held back", lib.Len(), err)
	}
	place("one.md", strings.Replace(string(search.Format(one)), "kind:", "kindd:", 1))
	if got := found(t, l, "zeppelin captain"); got != "" || !slices.Equal(why(l.Aside()), []string{"new/vault fault", "one fault"}) {
		t.Errorf("zeppelin captain finds %q, aside %v; want the update held back too", got, why(l.Aside()))
	}
	place("one.md", string(search.Format(one)))
	if got := found(t, l, "zeppelin captain"); got != "one" {
		t.Errorf("zeppelin captain finds %q with the file as it was, want the update", got)
	}
	place("new/vault.md", good)
	if got := found(t, l, "vault"); got != "" || !slices.Equal(why(l.Aside()), []string{"new/vault file"}) {
		t.Errorf("everybody finds %q, aside %v; want nothing, it is for managers", got, why(l.Aside()))
	}
	place("new/vault.md", slip)
	if err := os.Remove(filepath.Join(dir, "new/vault.md")); err != nil {
		t.Fatal(err)
	}
	if err := l.Reload(t.Context()); err != nil || found(t, l, "vault") != "new/vault" {
		t.Errorf("vault finds %q, %v, with the file gone; want what was published", found(t, l, "vault"), err)
	}
}

func TestWhatCannotBeLookedAtHoldsItsIDBack(t *testing.T) {
	dir, other := t.TempDir(), t.TempDir()
	write(t, other, map[string]string{"good.md": "Good"})
	for _, name := range []string{"link.md", "folder", "good.md"} {
		if err := os.Symlink(filepath.Join(dir, "nowhere"), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	lib, _, err := search.Load(dir, other)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]bool{"link": true, "folder/x": true, "folders": false, "good": false, "x": false} {
		if got := lib.AtFault(id); got != want {
			t.Errorf("AtFault(%q) = %v, want %v", id, got, want)
		}
	}
}

func TestWhatAnAssetLearntStaysWhenItBecomesAFile(t *testing.T) {
	dir := t.TempDir()
	filed(t, dir, asset("two", "Print labels"))
	l, _ := follow(t, dir, search.Options{})
	brolly := asset("new/brolly", "Borrow a brolly")
	l.Teach(said("new/brolly", "parasol please", "parasol please"), nil, today)
	l.Publish(t.Context(), []search.Published{{Asset: brolly}})
	if got := found(t, l, "parasol"); got != "new/brolly" {
		t.Errorf("parasol finds %q before the move, want new/brolly", got)
	}
	filed(t, dir, brolly)
	if err := l.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := found(t, l, "parasol"); got != "new/brolly" || len(l.Aside()) != 1 {
		t.Errorf("parasol finds %q after the move, %v aside; want new/brolly and one", got, l.Aside())
	}
	if shown, _ := l.Learnt("new/brolly"); len(shown) != 1 {
		t.Errorf("learnt %v, want the phrase of two people", shown)
	}
}

func TestWhatIsPublishedForSomeIsHiddenFromOthers(t *testing.T) {
	dir := t.TempDir()
	filed(t, dir, asset("two", "Print labels"))
	l, _ := follow(t, dir, search.Options{})
	secret := asset("new/vault", "Open the vault")
	secret.Audience = []string{"C0MANAGERS"}
	l.Publish(t.Context(), []search.Published{{Asset: secret}})
	if got := found(t, l, "vault"); got != "" {
		t.Errorf("a stranger finds %q, want nothing", got)
	}
	m, err := l.Find(t.Context(), search.Query{Text: "vault", Viewer: search.Viewer{Places: []string{"C0MANAGERS"}}})
	if err != nil || first(m) != "new/vault" {
		t.Errorf("a manager finds %q, %v; want new/vault", first(m), err)
	}
}

func TestFormatWritesWhatParseReads(t *testing.T) {
	lib, _ := sample(t)
	odd := asset("odd", `"Yes": no, #1 & *so* on`)
	odd.Asks, odd.Topics = []string{"- why?", "no", "2027-03-01", "~", "a: b", "'x"}, []string{"true"}
	odd.Reviewed, odd.Body, odd.More = today, "---\n\n1. `a: b`\n\n---", "# More\n\n---\nx"
	for _, want := range append(lib.Assets(), odd) {
		got, faults := search.Parse(want.ID, want.Path, search.Format(want))
		if len(faults) > 0 || got.Fingerprint() != want.Fingerprint() {
			t.Errorf("%s comes back with %v as\n%s\nwant\n%s", want.ID, faults, search.Format(got), search.Format(want))
		}
	}
}

func TestLintNamesThePartOfAFault(t *testing.T) {
	a := asset("a", "Good")
	if got := search.Lint(a); len(got) > 0 {
		t.Errorf("a good asset has %v", got)
	}
	a.Body, a.More = "1. One\n2. <b>two</b>", "[x](ftp://a)"
	a.Title, a.Owner = strings.Repeat("x", 151), "dana"
	got := search.Lint(a)
	for part, line := range map[search.Part]int{search.PartTitle: 1, search.PartBody: 2, search.PartMore: 1, search.PartFront: 1} {
		if len(got[part]) == 0 || got[part][0].Line != line {
			t.Errorf("%s has %v, want a fault on line %d", part, got[part], line)
		}
	}
	if got := search.Lint(search.Asset{Body: "x"}); len(got[search.PartTitle]) == 0 {
		t.Errorf("an asset without a title has %v, want a fault of the title", got)
	}
}

func FuzzFormatIsReadBack(f *testing.F) {
	f.Add("Title", "ask", "body", "more")
	f.Add("a: b", "- x", "---\n<!-- more -->", "--- ")
	f.Add("\u0085", "|\n x", "  1. x", "\t")
	f.Fuzz(func(t *testing.T, title, ask, body, more string) {
		a := asset("id", title)
		a.Asks, a.Body, a.More = []string{ask}, body, more
		got, faults := search.Parse("id", "", search.Format(a))
		if len(faults) > 0 {
			return
		}
		again, faults := search.Parse("id", "", search.Format(got))
		if len(faults) > 0 || again.Fingerprint() != got.Fingerprint() {
			t.Errorf("%+v comes back as %+v with %v", got, again, faults)
		}
	})
}
