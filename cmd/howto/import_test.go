package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"howto/search"
)

// rowsFile is a file of that name and text.
func rowsFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestImportedAssetsPassTheCheckAndAreFound(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "library")
	file := rowsFile(t, "faq.csv", "id,title,body,asks,owner,source\n"+
		"Lockers/Lost key,Open a locker without its key,\"1. Ask <b>Ivo</b>\n2. [Sign](#here)\",lost my key; locker stuck,U0IVO,wiki\n"+
		"lockers/rent,Rent a locker,Ask at the desk,,,wiki\n")
	args := []string{"import", file, "--to", dir, "--owner", "U0CORA", "--topic", "premises", "--review", "2027-03-01"}
	runIn(t, "", args...).want(t, statusDone, "2 new assets in "+dir, "ignored: source")
	runIn(t, "", "check", dir).want(t, statusDone, "2 assets, no faults")
	lib, _, err := search.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	a, ok := lib.Asset("lockers/lost-key")
	if !ok || a.Owner != "U0IVO" || len(a.Asks) != 2 || a.Body != "1. Ask \\<b>Ivo\\</b>\n2. \\[Sign\\](#here)" {
		t.Errorf("asset %+v, want what its row says", a)
	}
	runIn(t, "library: {dirs: ["+dir+"]}", "ask", "locker stuck").want(t, statusDone, "Open a locker without its key")
	runIn(t, "", args...).want(t, statusFault, "faq.csv:2: ", "lost-key.md is there already", "faq.csv:4: ", "2 faults; nothing was written")
}

func TestImportWithAFaultWritesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "library")
	file := rowsFile(t, "x.jsonl", `{"id":"a","title":"A","body":"a"}`+"\n"+`{"id":"b","title":"B","body":"b","owner":"Bob"}`+"\nx\n")
	runIn(t, "", "import", file, "--to", dir, "--owner", "U1", "--topic", "t", "--review", "2027-01-01").
		want(t, statusFault, "x.jsonl:2: owner", "x.jsonl:3: ", "2 faults; nothing was written")
	if _, err := os.Stat(dir); err == nil {
		t.Error("the folder was made, want nothing written")
	}
	runIn(t, "", "import", filepath.Join(dir, "gone.csv"), "--to", dir).want(t, statusFault, "gone.csv")
}

func TestAnImportOfNothingIsAFault(t *testing.T) {
	for name, text := range map[string]string{"empty.csv": "", "names.csv": "id,title,body\n", "empty.jsonl": "\n"} {
		dir := filepath.Join(t.TempDir(), "library")
		file := rowsFile(t, name, text)
		runIn(t, "", "import", file, "--to", dir).want(t, statusFault, "howto: nothing to import in "+file)
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%s: the folder was made, want nothing written", name)
		}
	}
}

func TestImportNamesTheAssetsWhoseIDIsAnotherThanTheirRows(t *testing.T) {
	rows := `{"id":"kept/as-it-is","title":"T","body":"B"}` + "\n"
	for i := range 12 {
		rows += fmt.Sprintf(`{"id":"FAQ %d","title":"T","body":"B"}`+"\n", i)
	}
	r := runIn(t, "", "import", rowsFile(t, "faq.jsonl", rows), "--to", filepath.Join(t.TempDir(), "library"),
		"--owner", "U1", "--topic", "t", "--review", "2027-01-01")
	r.want(t, statusDone, `renamed: "FAQ 9" is faq-9`, "renamed: 2 more")
	if strings.Contains(r.err, "FAQ 10") || strings.Contains(r.err, "kept") {
		t.Errorf("it says\n%swant the first ten that were renamed, and no other", r.err)
	}
}

func TestImportRefusesAWrongCommandLine(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		word string
	}{
		"no file":   {[]string{"--to", "x"}, "one JSONL or CSV file"},
		"no folder": {[]string{"x.csv"}, "--to is missing"},
		"kind":      {[]string{"x.pdf", "--to", "x"}, ".jsonl or .csv"},
		"owner":     {[]string{"x.csv", "--to", "x", "--owner", "Dana"}, "U0DANA"},
		"review":    {[]string{"x.csv", "--to", "x", "--review", "soon"}, "2027-03-01"},
	} {
		t.Run(name, func(t *testing.T) {
			runIn(t, "", append([]string{"import"}, c.args...)...).want(t, statusUsage, c.word)
		})
	}
}

func TestImportTakesAWholeCollection(t *testing.T) {
	file := filepath.Join(aCollection(t), "docs.jsonl")
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "library")
	runIn(t, "", "import", file, "--to", dir, "--owner", "U1", "--topic", "t", "--review", "2027-01-01").want(t, statusDone)
	rows := strings.Count(strings.TrimSpace(string(src)), "\n") + 1
	runIn(t, "", "check", dir).want(t, statusDone, count(rows, "asset")+", no faults")
}
