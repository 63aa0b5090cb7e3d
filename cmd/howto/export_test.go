package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"howto/outcome"
)

var update = flag.Bool("update", false, "write the generated documents anew")

// exportedRows reads an export as CSV: the names of the columns, then the rows.
func exportedRows(r io.Reader) ([][]string, error) {
	in := csv.NewReader(r)
	in.Comment = '#'
	return in.ReadAll()
}

func exported(t *testing.T, format string, entries ...outcome.Entry) string {
	t.Helper()
	var out bytes.Buffer
	write, flush, err := rowWriter(&out, format)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if err := write(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := flush(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

var served = outcome.Entry{ID: "1", Ask: "q", At: time.Date(2026, 11, 16, 9, 0, 0, 5e6, time.UTC),
	Kind: outcome.Served, Team: "payments", Asset: "refunds/card", Took: 120 * time.Millisecond}

func TestExportSaysWhatItsColumnsMean(t *testing.T) {
	text := exported(t, "csv", served)
	for _, c := range columns() {
		if !strings.Contains(text, "# "+c.Name+": "+c.Words+"\n") {
			t.Errorf("no line says what %s means:\n%s", c.Name, text)
		}
	}
	rows, err := exportedRows(strings.NewReader(text))
	if err != nil || len(rows) != 2 {
		t.Fatalf("rows %v, %v, want a head and one row", rows, err)
	}
	for name, want := range map[string]string{"at": "2026-11-16T09:00:00.005Z", "took_ms": "120",
		"mode": "", "kind": "served", "asset": "refunds/card"} {
		for i, column := range rows[0] {
			if column == name && rows[1][i] != want {
				t.Errorf("%s = %q, want %q", name, rows[1][i], want)
			}
		}
	}
	lines := strings.Split(strings.TrimSpace(exported(t, "jsonl", served)), "\n")
	var head struct {
		Columns map[string]string `json:"columns"`
	}
	var object map[string]any
	if err := json.Unmarshal([]byte(lines[0]), &head); err != nil || len(head.Columns) != len(columns()) {
		t.Errorf("first line %s, %v, want what each column means", lines[0], err)
	}
	if err := json.Unmarshal([]byte(lines[1]), &object); err != nil || object["took_ms"] != 120.0 {
		t.Errorf("second line %s, %v, want took_ms 120", lines[1], err)
	}
	if !strings.HasPrefix(lines[1], `{"at":`) {
		t.Errorf("second line %s, want its members in order", lines[1])
	}
}

func TestEachColumnIsAccountedFor(t *testing.T) {
	for _, c := range columns() {
		if c.Type == "" || c.Words == "" || c.Purpose == "" || c.Source == "" || c.Retention == "" ||
			c.Personal != "no" && c.Personal != "pseudonymous" {
			t.Errorf("column %s lacks something: %+v", c.Name, c)
		}
		for _, id := range c.Metrics {
			if _, ok := outcome.Define(id); !ok {
				t.Errorf("column %s is used by %q, which is no metric", c.Name, id)
			}
		}
	}
}

// The dictionary is written with -update; without, it must be what the columns say.
func TestDataDictionaryIsWhatTheExportSays(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Data dictionary\n\nWritten from the table of columns in `cmd/howto/columns.go` by " +
		"`go test ./cmd/howto -run Dictionary -update`; do not edit.\n\n" +
		"`howto export` prints the ledger: one row for each thing that happened to a question. No column holds " +
		"a question, an\naddress, a device or a place. In CSV a line `# column: meaning` for each column comes " +
		"before the names; many readers skip\nsuch lines when told that `#` begins a comment. In JSON the first " +
		"line is an object `columns`.\n\n" +
		"| Column | Type | Means | Personal | Kept for | Comes from | Read by | Kept | Figures |\n" +
		"|---|---|---|---|---|---|---|---|---|\n")
	for _, c := range columns() {
		used := strings.Join(c.Metrics, ", ")
		if used == "" {
			used = "–"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s | %s | %s | %s |\n", c.Name, c.Type, c.Words,
			c.Personal, c.Purpose, c.Source, readers, c.Retention, used)
	}
	mustMatch(t, "../../docs/data-dictionary.md", b.String())
}

func mustMatch(t *testing.T, file, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what the code says; write it anew with -update", file)
	}
}
