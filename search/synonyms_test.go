package search_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"howto/search"
)

// withSynonyms is a library of small assets, by title, with a synonyms file.
func withSynonyms(t *testing.T, synonyms string, titles map[string]string) (search.Library, []search.Fault) {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{}
	for id, title := range titles {
		files[id+".md"] = source(title, "Text.")
	}
	write(t, dir, files)
	writeSynonyms(t, dir, synonyms)
	lib, faults, err := search.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	return lib, faults
}

func writeSynonyms(t *testing.T, dir, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "synonyms.txt"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func openLibrary(t *testing.T, lib search.Library, o search.Options) *search.Index {
	t.Helper()
	x, err := search.Open(t.Context(), lib, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Errorf("close index: %v", err)
		}
	})
	return x
}

func TestSynonymsAreOneWord(t *testing.T) {
	lib, faults := withSynonyms(t, "till = Register = POS = cash desk\ngift card = voucher\n",
		map[string]string{
			"open": "Open the till", "float": "Count the float of a cash desk", "desk": "Book a desk",
			"card": "Sell a gift card", "reader": "The card reader is broken",
		})
	if len(faults) > 0 {
		t.Fatal(faultText(faults))
	}
	x := openLibrary(t, lib, search.Options{})
	for _, tt := range []struct{ rule, text, want string }{
		{"another form", "open the register", "open"},
		{"inflected, in any case", "opening REGISTERS", "open"},
		{"several words", "how do I open a cash desk", "open"},
		{"several words with a dash, inflected", "open cash-desks", "open"},
		{"several words in the asset", "float of the pos", "float"},
		{"to several words", "vouchers", "card"},
		{"written as one", "giftcard", "card"},
		{"a part of several words", "card reader", "reader"},
		{"a part in another asset", "desk", "desk"},
		{"a part where no asset has the whole", "cash", "float"},
	} {
		if got := first(find(t, x, tt.text)); got != tt.want {
			t.Errorf("%s: Find(%q) = %q, want %q", tt.rule, tt.text, got, tt.want)
		}
	}
}

func TestSynonymsCountAsOneWord(t *testing.T) {
	lib, _ := withSynonyms(t, "till = register = cash desk\n", map[string]string{
		"a": "Open the till", "b": "Close the register", "c": "Leave the cash desk",
	})
	m := find(t, openLibrary(t, lib, search.Options{}), "Cash Desk open")
	if len(m.Terms) != 2 || m.Terms[0].Text != "Cash Desk" || m.Terms[0].Assets != 3 {
		t.Fatalf("terms %+v, want the asker's own words as one, in 3 assets", m.Terms)
	}
	if got, want := m.Terms[0].Synonyms, "[till register]"; fmt.Sprint(got) != want {
		t.Errorf("synonyms %v, want %s", got, want)
	}
	if got := m.Hits[0].Words[0].Text; got != "Cash Desk" {
		t.Errorf("matched word %q, want the asker's own", got)
	}
	if got, want := m.Explain(), "in 3 assets, = till, register"; !strings.Contains(got, want) {
		t.Errorf("Explain() lacks %q:\n%s", want, got)
	}
}

func TestALibraryWithoutSomeAssetsKeepsItsSynonyms(t *testing.T) {
	lib, _ := withSynonyms(t, "till = register\n", map[string]string{"a": "Open the till", "b": "Close the door"})
	rest := lib.Without(func(id string) bool { return id == "b" })
	if m := find(t, openLibrary(t, rest, search.Options{}), "close the register"); len(m.Hits) != 1 || first(m) != "a" {
		t.Errorf("without b there are %d hits, first %q; want a by its synonym and nothing else", len(m.Hits), first(m))
	}
}

func TestSynonymsOfAllFoldersAndLinesAreJoined(t *testing.T) {
	one, two := t.TempDir(), t.TempDir()
	write(t, one, map[string]string{"a.md": source("Alpha", "x"), "other.md": source("Other", "x")})
	write(t, two, map[string]string{"b.md": source("Beta", "x")})
	writeSynonyms(t, one, "alpha = gamma\ndelta = beta\n")
	writeSynonyms(t, two, "Gammas = delta\n")
	lib, _, err := search.Load(one, two)
	if err != nil {
		t.Fatal(err)
	}
	m := find(t, openLibrary(t, lib, search.Options{}), "beta")
	if len(m.Hits) != 2 || m.Terms[0].Assets != 2 {
		t.Errorf("%d hits in %d assets, want the two that three lines tie together",
			len(m.Hits), m.Terms[0].Assets)
	}
	got := faultText(lib.Faults(search.English))
	want := filepath.Join(two, "synonyms.txt") + `:1: "Gammas" stands in ` +
		filepath.Join(one, "synonyms.txt") + ":1 as well: the two groups count as one"
	if !strings.Contains(got, want) {
		t.Errorf("faults %s\nwant %s", got, want)
	}
}

func TestEachFaultOfSynonymsIsSaidOnce(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{"", ""},
		{"\ufeff# words\n\n  # more\ntill = POS # at the end\r\nshop#1 = first shop\n", ""},
		{"till\n", `synonyms.txt:1: no "=": write words that mean the same, as in "till = register"`},
		{"a1 = \n", `synonyms.txt:1: nothing between two "=" or at an end: write a word there`},
		{"= = =\n", `synonyms.txt:1: nothing between two "=" or at an end: write a word there`},
		{"a1 = b1\nb1 = c1\nc1 = a1\n",
			`synonyms.txt:2: "b1" stands in line 1 as well: the two groups count as one; write them on one line
synonyms.txt:3: "c1" stands in line 2 as well: the two groups count as one; write them on one line
synonyms.txt:3: "a1" stands in line 1 as well: the two groups count as one; write them on one line`},
		{"the IT = computers\n",
			`synonyms.txt:1: "the IT" has no word that counts (the likes of "the" and single letters do not): it is left out`},
		{"🛒 = shop\n", `synonyms.txt:1: "🛒" has no word that counts (the likes of "the" and single letters do not): it is left out`},
		{"till = \xff\n", "synonyms.txt:1: not valid UTF-8: save the file as UTF-8"},
		{"till = a b c d e f\n", `synonyms.txt:1: "a b c d e f" has 6 words: 5 are the most`},
		{"till = " + strings.Repeat("x", 61) + "\n",
			`synonyms.txt:1: "xxxxxxxxxxxxxxxxxxxx…" is too long: 60 characters are the most`},
		{"w0" + many(40), `synonyms.txt:1: more than 30 words on a line: those from "w30" on are left out`},
		{strings.Repeat("#", 65<<10), "synonyms.txt:1: more than 64 KiB are too much for synonyms: none of them is used"},
		{"till = tills = TILL\n", ""},
	} {
		if got := faultText(search.SynonymFaults([]byte(tt.src))); got != tt.want {
			t.Errorf("faults of %.40q:\n%s\nwant\n%s", tt.src, got, tt.want)
		}
	}
}

func many(n int) string {
	var b strings.Builder
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, " = w%d", i)
	}
	return b.String()
}

func TestFaultySynonymsDropNoAsset(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.md": source("Open the till", "x"), "sub/b.md": source("B", "x")})
	writeSynonyms(t, dir, "nonsense\ntill = = register\n")
	writeSynonyms(t, filepath.Join(dir, "sub"), "b = c\n")
	lib, faults, err := search.Load(dir)
	if err != nil || lib.Len() != 2 {
		t.Fatalf("%d assets, error %v, want both assets", lib.Len(), err)
	}
	if len(faults) != 3 || !strings.Contains(faultText(faults), "sub/synonyms.txt:1: synonyms are read at the top") {
		t.Errorf("faults\n%s\nwant three, one of them of the file below", faultText(faults))
	}
	if got := first(find(t, openLibrary(t, lib, search.Options{}), "register")); got != "a" {
		t.Errorf("Find(register) = %q, want the good forms of the line to hold", got)
	}
}

func TestHashFollowsTheSynonyms(t *testing.T) {
	titles := map[string]string{"a": "Open the till"}
	none, _ := withSynonyms(t, "# nothing yet\n", titles)
	one, _ := withSynonyms(t, "till = register\n", titles)
	same, _ := withSynonyms(t, "\n till=register # again\n", titles)
	if none.Hash() == one.Hash() {
		t.Error("synonyms leave the hash as it was")
	}
	if one.Hash() != same.Hash() {
		t.Error("the same synonyms give another hash")
	}
}

func TestLiveNoticesSynonyms(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.md": source("Open the till", "x"), "b.md": source("B", "x")})
	l, _ := follow(t, dir, search.Options{Dir: t.TempDir()})
	if got := found(t, l, "register"); got != "" {
		t.Fatalf("Find(register) = %q before there are synonyms", got)
	}
	writeSynonyms(t, dir, "till = register\nregister = POS\n")
	if err := l.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := found(t, l, "register"); got != "a" {
		t.Errorf("Find(register) = %q, want a", got)
	}
	if got := faultText(l.Faults()); !strings.Contains(got, "synonyms.txt:2: \"register\" stands in line 1") {
		t.Errorf("faults %q, want the word that stands twice", got)
	}
}

func FuzzSynonyms(f *testing.F) {
	f.Add([]byte("till = register = POS = cash desk\n# x\na = b\nb = c\nc = a"))
	f.Add([]byte("the = of\n = \n\xff = x\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		for _, fault := range search.SynonymFaults(src) {
			if fault.Line < 1 || !utf8.ValidString(fault.Text) || strings.Contains(fault.Text, "\n") {
				t.Errorf("fault %q is not one line at a line", fault)
			}
		}
	})
}
