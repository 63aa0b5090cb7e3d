package arch_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport is the whole table: a room may import the rooms named here and no other. Rooms below a
// room (escalation/oncall) belong to it.
var mayImport = map[string][]string{
	"bot":           {"search", "escalation", "outcome"},
	"store":         {"search", "escalation", "outcome"},
	"digest":        {"outcome"},
	"search":        {},
	"escalation":    {},
	"outcome":       {},
	"config":        {},
	"sandbox":       {},
	"library":       {},
	"internal/arch": {},
}

// owners says which rooms, or packages within a room, may import a library. What is not listed here may be
// imported by any room.
var owners = map[string][]string{
	"github.com/slack-go/slack":     {"bot", "cmd"},
	"github.com/blevesearch/bleve":  {"search"},
	"github.com/spf13/viper":        {"config"},
	"github.com/spf13/cobra":        {"cmd"},
	"database/sql":                  {"store"},
	"net/http":                      {"bot", "cmd", "sandbox", "escalation/source", "search/embeddings"},
	"modernc.org/sqlite":            {"store"},
	"github.com/jackc/pgx":          {"store"},
	"github.com/pressly/goose":      {"store"},
	"gonum.org/v1/gonum":            {"outcome", "search/judge"},
	"golang.org/x/sys":              {"search/meaning"},
	"gonum.org/v1/plot":             {"digest"},
	"golang.org/x/image":            {"digest"},
	"github.com/yuin/goldmark":      {"bot", "search"},
	"github.com/prometheus":         {"cmd"},
	"github.com/fsnotify/fsnotify":  {"search"},
	"github.com/gorilla/websocket":  {"sandbox"},
	"go.yaml.in/yaml":               {"config", "search", "cmd"},
	"github.com/google/uuid":        {"store"},
	"github.com/arran4/golang-ical": {"escalation/ical"},
	"github.com/chromedp/chromedp":  {},
	"pgregory.net/rapid":            {},
	"go.uber.org/goleak":            {},
	"github.com/santhosh-tekuri":    {},
}

type listed struct {
	ImportPath string
	Imports    []string
}

// packages lists the packages of this module as the go command sees them, without their tests.
func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "howto/...")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for d := json.NewDecoder(out); ; {
		var p listed
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("go list: %v", err)
		}
		all = append(all, p)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("go list: %v", err)
	}
	return all
}

// room is the room that an import path of this module belongs to.
func room(path string) string {
	path = strings.TrimPrefix(path, "howto/")
	if strings.HasPrefix(path, "internal/") {
		return path
	}
	first, _, _ := strings.Cut(path, "/")
	return first
}

func TestRoomsImportOnlyWhatTheTableAllows(t *testing.T) {
	for _, p := range packages(t) {
		from := room(p.ImportPath)
		if from == "cmd" {
			continue
		}
		allowed, known := mayImport[from]
		if !known {
			t.Errorf("package %s is in no room of the table", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			to := room(imported)
			if strings.HasPrefix(imported, "howto/") && to != from && !slices.Contains(allowed, to) {
				t.Errorf("%s imports %s; want one of %v", p.ImportPath, imported, allowed)
			}
		}
	}
}

func TestEachLibraryHasItsOwner(t *testing.T) {
	for _, p := range packages(t) {
		from, name := room(p.ImportPath), strings.TrimPrefix(p.ImportPath, "howto/")
		for _, imported := range p.Imports {
			for library, rooms := range owners {
				if within(imported, library) && !slices.Contains(rooms, from) && !slices.Contains(rooms, name) {
					t.Errorf("%s imports %s; want it in %v only", p.ImportPath, imported, rooms)
				}
			}
		}
	}
}

// within reports whether an import path belongs to a library.
func within(path, library string) bool {
	return path == library || strings.HasPrefix(path, library+"/")
}

func TestEveryRoomOfTheTableExists(t *testing.T) {
	found := map[string]bool{}
	for _, p := range packages(t) {
		found[room(p.ImportPath)] = true
	}
	for name := range mayImport {
		if !found[name] {
			t.Errorf("the table names %s; got no such package", name)
		}
	}
}
