package search_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"howto/search"
)

// write puts files into dir. A value without front matter becomes the title and
// the text of a small asset.
func write(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		if !strings.HasPrefix(text, "---") {
			text = source(text, text+".")
		}
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func source(title, body string, keys ...string) string {
	return "---\ntitle: " + title + "\nkind: steps\ntopics: [t]\nowner: U1\nreview: 2027-01-01\n" +
		strings.Join(keys, "") + "---\n" + body + "\n"
}

func ids(lib search.Library) string {
	var out []string
	for _, a := range lib.Assets() {
		out = append(out, a.ID)
	}
	return strings.Join(out, " ")
}

func faultText(faults []search.Fault) string {
	var out []string
	for _, f := range faults {
		out = append(out, f.String())
	}
	return strings.Join(out, "\n")
}

func TestLoadTakesMarkdownFilesOnly(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"b.md": "B", "a/x.md": "X", "a/b/y.md": "Y", "README.md": "# no asset", "a/README.md": "# no",
		"questions.jsonl": "{}", ".git/z.md": "Z", ".hidden.md": "H", "note.txt": "N",
	})
	lib, faults, err := search.Load(dir)
	if err != nil || len(faults) > 0 {
		t.Fatalf("Load: %v, faults %v", err, faults)
	}
	if got, want := ids(lib), "a/b/y a/x b"; got != want {
		t.Errorf("ids %q, want %q", got, want)
	}
	a, ok := lib.Asset("a/x")
	if !ok || a.Path != filepath.Join(dir, "a/x.md") {
		t.Errorf("Asset(a/x) = %q, %v", a.Path, ok)
	}
	if _, ok := lib.Asset("a"); ok {
		t.Error("Asset(a) is there, want a miss")
	}
}

func TestAFileWithAnotherEndOfMarkdownIsAFault(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"good.md": "Good", "VPN.MD": "V", "it/vpn.markdown": "V", "a.Mdown": "A", "b.mkd": "B", "c.md.txt": "C",
		"README.MD": "R", "readme.markdown": "R", "README.md": "R", ".hidden.MD": "H", "note.txt": "N", "md": "M", "page.mdx": "P", ".md": "D",
	})
	lib, faults, err := search.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, f := range [][2]string{{"VPN.MD", "VPN.md"}, {"a.Mdown", "a.md"}, {"b.mkd", "b.md"}, {"c.md.txt", "c.md"}, {"it/vpn.markdown", "vpn.md"}} {
		want = append(want, filepath.Join(dir, f[0])+":1: not read: name it \""+f[1]+"\"")
	}
	if got := faultText(faults); got != strings.Join(want, "\n") || ids(lib) != "good" {
		t.Errorf("assets %q, faults\n%s\nwant %q and\n%s", ids(lib), got, "good", strings.Join(want, "\n"))
	}
}

func TestLoadKeepsTheGoodAndNamesTheRest(t *testing.T) {
	one, two := t.TempDir(), t.TempDir()
	write(t, one, map[string]string{
		"good.md":  source("Good", "x", "next: [other, faulty, nowhere]\n"),
		"other.md": "Other", "faulty.md": "---\ntitle: F\n---\nx\n",
		"huge.md": source("Huge", strings.Repeat("word ", 1<<18)),
	})
	write(t, two, map[string]string{"other.md": "Other again", "more.md": "More"})
	lib, faults, err := search.Load(one, two)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := ids(lib), "good more other"; got != want {
		t.Errorf("ids %q, want %q", got, want)
	}
	text := faultText(faults)
	for _, want := range []string{
		filepath.Join(one, "faulty.md") + `:1: missing "kind"`,
		filepath.Join(one, "huge.md") + ":1: 1281 KiB is too large",
		filepath.Join(two, "other.md") + `:1: id "other" is taken by ` + filepath.Join(one, "other.md"),
		filepath.Join(one, "good.md") + `:7: next "nowhere" names no asset`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no fault %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, `next "faulty"`) {
		t.Errorf("a follow-up with faults of its own is reported twice:\n%s", text)
	}
	if a, _ := lib.Asset("good"); fmt.Sprint(a.Next) != "[other]" {
		t.Errorf("Next = %v, want only what can be shown", a.Next)
	}
}

func TestFaultsComeByFileAndLineAndANextThatNamesNothingCostsTheFollowUpAlone(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.md": source("A", "x", "next: [nowhere]\n"), "b.md": "---\ntitle: B\n---\nx\n"})
	lib, faults, err := search.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if a, ok := lib.Asset("a"); !ok || len(a.Next) > 0 {
		t.Errorf("Asset(a) = %v, %v; want it without a follow-up", a.Next, ok)
	}
	var files []string
	for _, f := range faults {
		files = append(files, filepath.Base(f.File))
	}
	if got := fmt.Sprint(slices.Compact(files)); got != "[a.md b.md]" {
		t.Errorf("faults come as %s, want them in the order of the files: %v", got, faults)
	}
}

func TestLoadSurvivesLoopsAndOddFiles(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	write(t, dir, map[string]string{"a/x.md": "X"})
	write(t, outside, map[string]string{"linked.md": "Linked", "single.md": "Single"})
	for link, to := range map[string]string{
		"a/loop": dir, "out": outside, "out2": outside, "one.md": outside + "/single.md",
		"dangling.md": dir + "/nowhere", "self": dir + "/self",
	} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.md"), 0o600); err != nil {
		t.Fatal(err)
	}
	lib, faults, err := search.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := ids(lib), "a/x one out/linked out/single"; got != want {
		t.Errorf("ids %q, want %q", got, want)
	}
	text := faultText(faults)
	for _, want := range []string{
		"a/loop:1: a link that leads back to " + dir, "out2:1: the same folder as " + dir + "/out",
		"dangling.md:1: cannot be read", "self:1: cannot be read", "pipe.md:1: not a regular file",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no fault %q in\n%s", want, text)
		}
	}
}

func TestLoadFailsOnlyWithoutItsFolder(t *testing.T) {
	_, _, err := search.Load(t.TempDir(), filepath.Join(t.TempDir(), "gone"))
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want one that says the folder is not there", err)
	}
	lib, faults, err := search.Load(t.TempDir())
	if err != nil || lib.Len() != 0 || len(faults) != 0 {
		t.Errorf("an empty folder: %d assets, faults %v, error %v", lib.Len(), faults, err)
	}
}

func TestHashFollowsTheContent(t *testing.T) {
	a := search.Asset{ID: "a", Title: "T", Topics: []string{"x", "y"}}
	b := search.Asset{ID: "b", Title: "U"}
	base := search.NewLibrary(a, b).Hash()
	if got := search.NewLibrary(b, a).Hash(); got != base {
		t.Error("another order gives another hash")
	}
	a.Topics = []string{"xy"}
	if got := search.NewLibrary(a, b).Hash(); got == base {
		t.Error("other topics give the same hash")
	}
	a.Topics, a.Roles = nil, []string{"x", "y"}
	if got := search.NewLibrary(a, b).Hash(); got == base {
		t.Error("topics moved to roles give the same hash")
	}
	if got, want := (search.Library{}).Hash(), search.NewLibrary().Hash(); got != want {
		t.Errorf("hash of the zero library %q, want that of an empty one, %q", got, want)
	}
}

func TestEveryFieldOfAnAssetIsInItsHashExceptItsPath(t *testing.T) {
	var zero search.Asset
	taken := map[string]string{zero.Fingerprint(): "no field"}
	fields := reflect.TypeFor[search.Asset]()
	for i := range fields.NumField() {
		var a search.Asset
		switch f := reflect.ValueOf(&a).Elem().Field(i); f.Interface().(type) {
		case []string:
			f.Set(reflect.ValueOf([]string{"x"}))
		case time.Time:
			f.Set(reflect.ValueOf(today))
		default:
			f.SetString("x")
		}
		name, got := fields.Field(i).Name, a.Fingerprint()
		if name == "Path" {
			if got != zero.Fingerprint() {
				t.Errorf("Path changes the hash to %q, want %q as without", got, zero.Fingerprint())
			}
			continue
		}
		if other, is := taken[got]; is {
			t.Errorf("%s gives the hash %q of %s, want another", name, got, other)
		}
		taken[got] = name
	}
}

// TestSampleLibraryIsWithoutFault holds the library that the demo serves to the
// rules that it teaches.
func TestSampleLibraryIsWithoutFault(t *testing.T) {
	lib, faults, err := search.Load(library)
	if err != nil {
		t.Fatal(err)
	}
	if len(faults) > 0 {
		t.Errorf("faults in %d assets:\n%s", lib.Len(), faultText(faults))
	}
}
