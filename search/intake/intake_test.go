package intake_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"howto/search"
	"howto/search/intake"

	"pgregory.net/rapid"
)

var given = intake.Defaults{Owner: "U0DANA", Review: "2027-03-01", Topics: []string{"tills"}}

// read is Read of a source without faults.
func read(t *testing.T, name, src string) []intake.File {
	t.Helper()
	files, _, faults := intake.Read(name, []byte(src), given)
	if len(faults) > 0 {
		t.Fatalf("faults %v, want none", faults)
	}
	return files
}

// parsed is the asset in a file.
func parsed(t *testing.T, f intake.File) search.Asset {
	t.Helper()
	a, faults := search.Parse(f.ID, f.ID, f.Text)
	if len(faults) > 0 {
		t.Fatalf("%s\n%s", faults, f.Text)
	}
	return a
}

func TestARowBecomesTheAssetItDescribes(t *testing.T) {
	row := `{"id":"Pay/Refund: card!","title":" Refund:  a \"card\" ","body":"1. Go\r\n2. Stop","more":"Why",` +
		`"asks":["no receipt","yes"],"topics":"refunds","kind":"checklist","owner":"U0ELIF","review":"2028-01-02",` +
		`"audience":["C0PAY"],"step":7,"roles":null,"extra":{"a":1}}`
	files, ignored, faults := intake.Read("x.jsonl", []byte(row), given)
	if len(files) != 1 || len(faults) > 0 || !slices.Equal(ignored, []string{"extra"}) {
		t.Fatalf("%d files, faults %v, ignored %v", len(files), faults, ignored)
	}
	a := parsed(t, files[0])
	if a.ID != "pay/refund-card" || a.Title != `Refund: a "card"` || a.Kind != "checklist" || a.Owner != "U0ELIF" ||
		a.Body != "1. Go\n2. Stop" || a.More != "Why" || a.Step != "7" || !slices.Equal(a.Asks, []string{"no receipt", "yes"}) ||
		!slices.Equal(a.Topics, []string{"refunds"}) || !slices.Equal(a.Audience, []string{"C0PAY"}) ||
		a.Review.Format("2006-01-02") != "2028-01-02" {
		t.Errorf("asset %+v", a)
	}
}

func TestAnAudienceOfAllIsAWordAndIsForEverybody(t *testing.T) {
	for src, want := range map[string][]string{`"all"`: nil, `["all"]`: nil, `["C0PAY","S0KEY"]`: {"C0PAY", "S0KEY"}} {
		f := read(t, "x.jsonl", `{"id":"a","title":"A","body":"a","audience":`+src+`}`)
		if a := parsed(t, f[0]); !slices.Equal(a.Audience, want) {
			t.Errorf("audience %s becomes %q, want %q\n%s", src, a.Audience, want, f[0].Text)
		}
	}
}

func TestCSVHasListsAndLinesOfItsOwn(t *testing.T) {
	src := "\ufeffID,Title,Body,Topics,Next\n" + "a,First,\"line one\nline two\",stock; tills ,B c\nB c,Second,Text,,\n"
	files := read(t, "x.CSV", src)
	if len(files) != 2 || files[0].Line != 2 || files[1].Line != 4 {
		t.Fatalf("%+v, want rows of line 2 and 4", files)
	}
	a, b := parsed(t, files[0]), parsed(t, files[1])
	if !slices.Equal(a.Topics, []string{"stock", "tills"}) || !slices.Equal(a.Next, []string{"b-c"}) || a.Body != "line one\nline two" {
		t.Errorf("asset %+v", a)
	}
	if b.ID != "b-c" || !slices.Equal(b.Topics, given.Topics) {
		t.Errorf("asset %+v, want the topics given for all", b)
	}
	if f := read(t, "x.csv", "id;title;body\na;T;B, b\n"); parsed(t, f[0]).Body != "B, b" {
		t.Errorf("semicolons do not part the cells: %s", f[0].Text)
	}
}

func TestEveryFaultIsReportedWithItsLine(t *testing.T) {
	for name, c := range map[string]struct {
		file, src string
		want      []string
	}{
		"jsonl": {"x.jsonl", "{\n\n" + `{"id":"a","title":"A","body":""}` + "\n" + `{"title":"B","body":"b"}` + "\n" +
			`{"id":"c","title":"C","body":"c","kind":"stpes"}` + "\n" + `{"id":"c","title":"C","body":"c"}` + "\n" +
			`{"id":"d","title":{"x":1},"body":"d"}` + "\n" + `null`,
			[]string{"x.jsonl:1: not one", "x.jsonl:3: no text", "x.jsonl:4: no id", "x.jsonl:5: kind", "x.jsonl:6: id \"c\" is taken by line 5",
				`x.jsonl:7: "title" is neither`, `x.jsonl:7: missing "title"`, "x.jsonl:8: "}},
		"csv columns": {"x.csv", "id,text,id\n", []string{`column "id" is there twice`, `no column "title"`, `no column "body"`}},
		"csv cells":   {"x.csv", "id,title,body\na,b\nc,\"d,e\n", []string{"x.csv:2: 2 cells, want 3", "x.csv:"}},
		"not text":    {"x.csv", "id,title,body\n\xff,b,c\n", []string{"x.csv:2: not valid UTF-8"}},
		"a list":      {"x.jsonl", `[{"id":"a"}]`, []string{"x.jsonl:1: not one JSON object: found array\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, faults := intake.Read(c.file, []byte(c.src), given)
			var got strings.Builder
			for _, f := range faults {
				got.WriteString(f.String() + "\n")
			}
			for _, w := range c.want {
				if !strings.Contains(got.String(), w) {
					t.Errorf("faults\n%swant %q among them", got.String(), w)
				}
			}
		})
	}
}

func TestControlCharactersAreRefusedByRowAndNeverPrinted(t *testing.T) {
	src := `{"id":"a","title":"Tab\tand line","body":"1. One\r\n2. Two"}` + "\n" +
		`{"id":"b","title":"Clean \u001b]0;pwn\u0007 \u001b[2J title","body":"B"}` + "\n" +
		`{"id":"c","title":"C","body":"B","topics":["x\u009b1m"],"ex\u001btra":"1"}`
	files, ignored, faults := intake.Read("x.jsonl", []byte(src), given)
	want := "x.jsonl:2: \"title\" holds the control character U+001B: take it out\n" +
		"x.jsonl:3: \"topics\" holds the control character U+009B: take it out\n"
	var got strings.Builder
	for _, f := range faults {
		got.WriteString(f.String() + "\n")
	}
	if len(files) != 1 || got.String() != want || !slices.Equal(ignored, []string{`"ex\x1btra"`}) {
		t.Errorf("%d files, ignored %q, faults\n%swant one, the column in quotes, and\n%s", len(files), ignored, got.String(), want)
	}
}

func TestWhatEveryRowLacksIsSaidOnce(t *testing.T) {
	_, _, faults := intake.Read("x.csv", []byte("id,title,body\na,A,a\nb,B,b\n"), intake.Defaults{})
	if len(faults) != 3 {
		t.Errorf("faults %v, want one each for owner, review and topics", faults)
	}
}

func TestIDsBecomeSafePathsOfTheirOwn(t *testing.T) {
	ids := []string{"../../etc/passwd", "/abs", `c:\x`, "a b", "a-b", "A_b", "common/$", "common/[", "README", "..", strings.Repeat("é", 300), "x.md"}
	var src strings.Builder
	for _, id := range ids {
		src.WriteString(`{"id":"` + strings.ReplaceAll(id, `\`, `\\`) + `","title":"T","body":"B"}` + "\n")
	}
	seen := map[string]bool{}
	for i, f := range read(t, "x.jsonl", src.String()) {
		if !filepath.IsLocal(f.ID) || strings.ContainsAny(f.ID, `\.$[ `) || len(f.ID) > 200 || seen[f.ID] {
			t.Errorf("id %q becomes %q, want a safe path of its own", ids[i], f.ID)
		}
		seen[f.ID] = true
	}
	for _, want := range []string{"etc/passwd", "abs", "c/x", "a-b", "a_b", "readme", "x-md"} {
		if !seen[want] {
			t.Errorf("paths %v, want %q among them", seen, want)
		}
	}
}

func TestTextThatWouldFailTheCheckIsEscaped(t *testing.T) {
	for body, want := range map[string]string{
		"a <b>bold</b> word":              `a \<b>bold\</b> word`,
		"<div>\n<p>x\n</div>\n\n<br>":     "\\<div>\n\\<p>x\n\\</div>\n\n\\<br>",
		"[x](javascript:alert(1))":        `\[x\](javascript:alert(1))`,
		"![](https://a.example/p.png)":    `!\[\](https://a.example/p.png)`,
		"see ftp://files.example":         `see ftp\://files.example`,
		"use `<b>` or <i>":                "use `<b>` or \\<i>",
		"    <b>code</b>\n":               "<b>code</b>",
		"fine [x](https://a.example) 1<2": "fine [x](https://a.example) 1<2",
		"```\n<b>\n```":                   "```\n<b>\n```",
		"<!-- a\n\nb -->":                 "\\<!-- a\n\nb -->",
		"# T\n\n<script>\n\nalert(1)\n":   "# T\n\n\\<script>\n\nalert(1)",
		"[x]: y\n[x]\n[x](y)":             "\\[x\\]: y\n\\[x\\]\n\\[x\\](y)",
		"x\n<!-- more -->\ny <b>":         "x",
	} {
		var b bytes.Buffer
		b.WriteString("id,title,body\na,T,\"" + strings.ReplaceAll(body, `"`, `""`) + "\"\n")
		a := parsed(t, read(t, "x.csv", b.String())[0])
		if strings.HasPrefix(body, "    ") {
			want = `\` + strings.Replace(want, "</", `\</`, 1)
		}
		if a.Body != want {
			t.Errorf("body %q becomes %q, want %q", body, a.Body, want)
		}
	}
}

func TestLongTitlesAndLinesAreKeptInFull(t *testing.T) {
	title := strings.Repeat("word ", 40) + "last"
	f := read(t, "x.jsonl", `{"id":"a","title":"`+title+`","body":"`+strings.Repeat("long ", 3000)+`"}`)
	a := parsed(t, f[0])
	if len([]rune(a.Title)) > 150 || !strings.HasSuffix(a.Title, "word…") || !strings.HasPrefix(a.Body, title+"\n\n") {
		t.Errorf("title %q, body %.300q: want a short title and all of it in the body", a.Title, a.Body)
	}
	if n := strings.Count(a.Body, "long"); n != 3000 {
		t.Errorf("%d words are left, want 3000", n)
	}
}

func TestAnyBodyPassesTheCheckOrIsAFault(t *testing.T) {
	piece := rapid.SampledFrom([]string{"<b>", "</b>", "<div>", "\n", "\n\n", "[x](y)", "![", "](", "`", "```\n", "\\", "<!-- more -->\n",
		"text ", "http://", "ftp://a.b", "www.a.b", "<http:>", "<!--", "-->", "    ", "> ", "- ", "[x]: y\n", "[x]", "<a@b.c>", "&lt;", "<?", "é"})
	rapid.Check(t, func(t *rapid.T) {
		body := "x" + strings.Join(rapid.SliceOf(piece).Draw(t, "body"), "")
		_, _, faults := intake.Read("x.csv", []byte("id,title,body\na,T,\""+body+"\"\n"), given)
		if len(faults) > 0 {
			t.Errorf("body %q: %v", body, faults)
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add("x.csv", []byte("id,title,body\na,<b>,\"[x](y)\"\n"))
	f.Add("x.jsonl", []byte(`{"id":"a/../b","title":"T","body":["a","<b>"],"asks":[1,null,true]}`))
	f.Fuzz(func(t *testing.T, name string, src []byte) {
		files, _, faults := intake.Read(name, src, given)
		for _, file := range files {
			if !filepath.IsLocal(file.ID) {
				t.Errorf("path %q leads out of the folder", file.ID)
			}
			if _, bad := search.Parse(file.ID, "f", file.Text); len(bad) > 0 {
				t.Errorf("%v in\n%s", bad, file.Text)
			}
		}
		for _, fault := range faults {
			if fault.Line < 1 || fault.Text == "" {
				t.Errorf("fault %+v has no line or no words", fault)
			}
		}
	})
}

func TestWriteIsAllOrNothing(t *testing.T) {
	files := read(t, "x.jsonl", `{"id":"new/a","title":"A","body":"a"}`+"\n"+`{"id":"b","title":"B","body":"b"}`)
	dir := filepath.Join(t.TempDir(), "deep", "library")
	if err := intake.Write(t.Context(), dir, files[:1]); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "b.md"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	again := append(read(t, "x.jsonl", `{"id":"other/c","title":"C","body":"c"}`), files[1])
	if faults := intake.Check(dir, "x.jsonl", again); len(faults) != 1 || faults[0].Line != 2 {
		t.Errorf("faults %v, want one of line 2", faults)
	}
	if err := intake.Write(t.Context(), dir, again); err == nil {
		t.Error("a file that is there is no error, want one")
	}
	if b, err := os.ReadFile(filepath.Join(dir, "b.md")); err != nil || string(b) != "mine" {
		t.Errorf("b.md reads %q, %v; want it untouched", b, err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 2 {
		t.Errorf("the folder holds %v, want b.md and new only", entries)
	}
}

func TestFollowUpsMustExist(t *testing.T) {
	dir := t.TempDir()
	if err := intake.Write(t.Context(), dir, read(t, "x.jsonl", `{"id":"there","title":"A","body":"a"}`)); err != nil {
		t.Fatal(err)
	}
	files := read(t, "x.jsonl", `{"id":"a","title":"A","body":"a","next":["there","a","gone"]}`)
	if faults := intake.Check(dir, "x.jsonl", files); len(faults) != 1 || !strings.Contains(faults[0].Text, `"gone"`) {
		t.Errorf("faults %v, want one about gone", faults)
	}
}
