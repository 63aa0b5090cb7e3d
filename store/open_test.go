package store_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"howto/outcome"
	"howto/store"
)

// RFC 4231, test case 2, cut to 96 bits.
func TestPseudonymIsHMACSHA256(t *testing.T) {
	key, err := hex.DecodeString("4a656665") // "Jefe"
	if err != nil {
		t.Fatal(err)
	}
	got := store.PseudonymOf(key, "what do ya want for nothing?")
	if want := "p_5bdcc146bf60754e6a042426"; got != want {
		t.Errorf("pseudonym = %q, want %q", got, want)
	}
}

func TestPseudonymOfNobodyIsEmpty(t *testing.T) {
	s := open(t, store.Options{Dir: t.TempDir()})
	if got := s.Pseudonym(""); got != "" {
		t.Errorf("Pseudonym of nobody = %q, want it empty", got)
	}
}

func TestPseudonymsDifferBetweenInstallations(t *testing.T) {
	one := open(t, store.Options{Dir: t.TempDir()}).Pseudonym("U0AMIRA")
	two := open(t, store.Options{Dir: t.TempDir()}).Pseudonym("U0AMIRA")
	if one == two {
		t.Errorf("two installations call U0AMIRA %q", one)
	}
}

// A large sort would go to a file in /tmp, which a container with an empty root has not.
func TestSortsStayInMemory(t *testing.T) {
	s := open(t, store.Options{Dir: t.TempDir()})
	for pool, read := range map[string]func(context.Context, string, ...any) ([]string, error){
		"writer": s.Texts, "reader": s.ReaderTexts,
	} {
		got, err := read(t.Context(), "PRAGMA temp_store")
		if err != nil || !slices.Equal(got, []string{"2"}) {
			t.Errorf("temp_store of the %s = %q, %v; want 2, memory", pool, got, err)
		}
	}
}

func TestNewIDsSortByTime(t *testing.T) {
	s := open(t, store.Options{Dir: t.TempDir()})
	var ids []string
	for range 10_000 {
		ids = append(ids, s.NewID())
	}
	if !slices.IsSorted(ids) || len(slices.Compact(ids)) != 10_000 {
		t.Error("ids are not unique and in order")
	}
}

func TestWhatWasWrittenIsThereAfterReopening(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := opened(t, b.Store, "a1")
		pseudonym := b.Pseudonym("U0AMIRA")
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		s := b.again(t)
		got, err := s.Case(t.Context(), c.ID)
		if err != nil || got.Ask != "a1" {
			t.Errorf("Case = %+v, %v; want that of a1", got, err)
		}
		if s.Pseudonym("U0AMIRA") != pseudonym {
			t.Error("the pseudonym changed")
		}
		wantTaken(t, s, "root/"+c.ID+"/1 line/"+c.ID+"/1")
		if err := s.Check(t.Context()); err != nil {
			t.Errorf("Check: %v", err)
		}
	})
}

// These tell a child process which database it works on.
const (
	childDir = "HOWTO_TEST_CHILD_DIR"
	childURL = "HOWTO_TEST_CHILD_URL"
)

// The child process of TestNothingAcknowledgedIsLostToAKill: it records asks for ever and says so
// after each.
func TestRecordForEver(t *testing.T) {
	dir := os.Getenv(childDir)
	if dir == "" {
		t.Skip("runs only as the child of TestNothingAcknowledgedIsLostToAKill")
	}
	s := open(t, store.Options{Dir: dir, URL: os.Getenv(childURL)})
	for {
		a := outcome.Ask{ID: s.NewID(), User: "U0AMIRA"}
		entry := []outcome.Entry{{Kind: outcome.Asked, Who: a.User}}
		if _, err := s.Record(t.Context(), a.ID, &a, entry, nil); err != nil {
			t.Fatal(err)
		}
		fmt.Println("recorded", a.ID)
	}
}

func TestNothingAcknowledgedIsLostToAKill(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		var said []string
		for range 3 {
			said = append(said, killAfter(t, b.options, 50)...)
		}
		s := b.again(t)
		for _, id := range said {
			if _, err := s.Ask(t.Context(), id); err != nil {
				t.Errorf("acknowledged and lost: %v", err)
			}
		}
		if err := s.Check(t.Context()); err != nil {
			t.Errorf("Check: %v", err)
		}
		if halves, err := b.Texts(t.Context(), `SELECT id FROM asks
			WHERE NOT EXISTS (SELECT 1 FROM ledger WHERE ask_id = asks.id)`); err != nil ||
			len(halves) > 0 {
			t.Errorf("asks without their entry: %q, %v", halves, err)
		}
	})
}

// killAfter runs TestRecordForEver in a process of its own, kills it after it has acknowledged n
// asks, and returns all that it acknowledged.
func killAfter(t *testing.T, o store.Options, n int) (said []string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestRecordForEver$")
	cmd.Env = append(os.Environ(), childDir+"="+o.Dir, childURL+"="+o.URL)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if id, ok := strings.CutPrefix(lines.Text(), "recorded "); ok {
			said = append(said, id)
		}
		if len(said) == n {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil || len(said) < n {
		t.Fatalf("the child ended by itself after %d: %v", len(said), err)
	}
	return said
}

func TestANewerDatabaseIsRefusedAndLeftAlone(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ask(t, b.Store, "a1")
		newer := `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, $1)`
		if err := b.Exec(t.Context(), newer, true); err != nil {
			t.Fatal(err)
		}
		before := contents(t, b)
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		bytesBefore := fileBytes(t, b.options)
		for name, open := range map[string]func(context.Context, store.Options) (*store.Store, error){
			"Open": store.Open, "OpenReadOnly": store.OpenReadOnly,
		} {
			_, err := open(t.Context(), b.options)
			if !errors.Is(err, store.ErrNewer) {
				t.Errorf("%s: %v, want ErrNewer", name, err)
			}
			wantErr(t, err, "schema 9999", "newer howto")
		}
		if !bytes.Equal(fileBytes(t, b.options), bytesBefore) {
			t.Error("the file was changed")
		}
		b.Store = reopenRaw(t, b)
		if after := contents(t, b); !slices.Equal(after, before) {
			t.Errorf("the database was changed: %q, want %q", after, before)
		}
	})
}

// reopenRaw makes the database openable again.
func reopenRaw(t *testing.T, b *bench) *store.Store {
	t.Helper()
	s, err := store.OpenUnchecked(t.Context(), b.options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func contents(t *testing.T, b *bench) []string {
	t.Helper()
	all, err := b.Texts(t.Context(), `
		SELECT id FROM asks UNION ALL SELECT id FROM ledger UNION ALL SELECT key FROM inbox
		UNION ALL SELECT CAST(version_id AS TEXT) FROM goose_db_version ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func fileBytes(t *testing.T, o store.Options) []byte {
	t.Helper()
	if o.URL != "" {
		return nil
	}
	all, err := os.ReadFile(filepath.Join(o.Dir, "howto.db"))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestADirectoryThatCannotBeWrittenGetsASentence(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	dirs := []string{file, filepath.Join(file, "data")}
	if _, err := os.Stat("/proc/self"); err == nil {
		dirs = append(dirs, "/proc/self/data", "/proc/self") // refused to root as well
	}
	for _, dir := range dirs {
		_, err := store.Open(t.Context(), store.Options{Dir: dir})
		wantErr(t, err, "data directory "+dir+":", "set data.dir to a directory")
	}
}

func TestAFileThatIsNoDatabaseGetsASentence(t *testing.T) {
	dir := t.TempDir()
	text := bytes.Repeat([]byte("not a database. "), 1000)
	if err := os.WriteFile(filepath.Join(dir, "howto.db"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := store.Open(t.Context(), store.Options{Dir: dir})
	wantErr(t, err, "cannot open the database", "howto.db", "restore a backup")
}

func TestAServerThatCannotBeReachedGetsASentence(t *testing.T) {
	dir := t.TempDir()
	o := store.Options{Dir: dir, URL: "postgres://howto:hunter2@/x?host=" + dir}
	_, err := store.Open(t.Context(), o)
	wantErr(t, err, "cannot reach the database", "check store.url")
	if strings.Contains(err.Error(), "hunter2") {
		t.Errorf("the error gives the password away: %v", err)
	}
	o.URL = "postgres://howto:hunter2@local host/x"
	_, err = store.Open(t.Context(), o)
	wantErr(t, err, "store.url")
	if strings.Contains(err.Error(), "hunter2") {
		t.Errorf("the error gives the password away: %v", err)
	}
}

func TestTheKeyIsForTheOwnerOnly(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		path := filepath.Join(b.options.Dir, "pseudonym.key")
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("mode of the key = %v, %v; want 0600", info.Mode(), err)
		}
		text, err := os.ReadFile(path)
		if key, _ := hex.DecodeString(strings.TrimSpace(string(text))); err != nil || len(key) != 32 {
			t.Errorf("key = %d bytes, %v; want 32", len(key), err)
		}
		if err := os.Chmod(path, 0o640); err != nil {
			t.Fatal(err)
		}
		_, err = store.Open(t.Context(), b.options)
		wantErr(t, err, "can be read by others", "chmod 600 "+path)
	})
}

func TestTheDataDirectoryIsForTheOwnerOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	ask(t, open(t, store.Options{Dir: dir}), "a1")
	for name, want := range map[string]os.FileMode{".": 0o700, "howto.db": 0o600, "howto.db-wal": 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("mode of %s = %v, %v; want %v", name, info, err, want)
		}
	}
}

func TestADatabaseKeepsToItsKey(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		path := filepath.Join(b.options.Dir, "pseudonym.key")
		for name, c := range map[string]struct {
			spoil func() error
			want  string
		}{
			"another": {func() error {
				return os.WriteFile(path, bytes.Repeat([]byte("ab"), 32), 0o600)
			}, "is not the key that this database was written with"},
			"short": {func() error { return os.WriteFile(path, []byte("abcd"), 0o600) },
				"want 64 hexadecimal digits"},
			"none": {func() error { return os.Remove(path) }, "put the file back"},
		} {
			right, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.spoil(); err != nil {
				t.Fatal(err)
			}
			_, err = store.Open(t.Context(), b.options)
			wantErr(t, err, c.want)
			_, err = store.OpenReadOnly(t.Context(), b.options)
			wantErr(t, err, c.want)
			if _, err := os.Stat(path); name == "none" && err == nil {
				t.Error("another key was made for a database that has one")
			}
			if err := os.WriteFile(path, right, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestReadOnlySeesWhatTheOtherWritesAndWritesNothing(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		s, err := store.OpenReadOnly(t.Context(), b.options)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		c := opened(t, b.Store, "a1")
		if got, err := s.Case(t.Context(), c.ID); err != nil || got.ID != c.ID {
			t.Errorf("Case = %+v, %v; want %s", got, err, c.ID)
		}
		if err := s.Check(t.Context()); err != nil {
			t.Errorf("Check: %v", err)
		}
		_, err = s.Record(t.Context(), "k", nil, []outcome.Entry{{Ask: "a1", Kind: "solved"}}, nil)
		wantErr(t, err, "read")
		if kinds := ledgerKinds(t, b.Store); slices.Contains(kinds, outcome.Solved) {
			t.Errorf("ledger = %q, want nothing from the read-only store", kinds)
		}
	})
}

func TestReadOnlyOpensWhatNobodyServes(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ask(t, b.Store, "a1")
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		s, err := store.OpenReadOnly(t.Context(), b.options)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if _, err := s.Ask(t.Context(), "a1"); err != nil {
			t.Error(err)
		}
	})
}

func TestReadOnlyMakesNothing(t *testing.T) {
	dir := t.TempDir()
	_, err := store.OpenReadOnly(t.Context(), store.Options{Dir: dir})
	wantErr(t, err, "howto.db", "howto serve")
	if files, err := os.ReadDir(dir); err != nil || len(files) > 0 {
		t.Errorf("the directory holds %v, %v; want nothing", files, err)
	}
	if cluster.missing == "" {
		_, err = store.OpenReadOnly(t.Context(), store.Options{Dir: dir, URL: newDatabase(t)})
		wantErr(t, err, "no schema", "howto serve")
	}
}

func TestReadOnlyWantsTheSchemaOfThisProgram(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		older := `DELETE FROM goose_db_version WHERE version_id > 1`
		if err := b.Exec(t.Context(), older); err != nil {
			t.Fatal(err)
		}
		_, err := store.OpenReadOnly(t.Context(), b.options)
		wantErr(t, err, "has schema 1", "howto serve")
	})
}

func TestAWriteOutlivesTheOneWhoAskedForIt(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		cancel()
		a := outcome.Ask{ID: "a1", User: "U0AMIRA"}
		if fresh, err := b.Record(ctx, "k", &a, nil, nil); err != nil || !fresh {
			t.Errorf("Record = %v, %v; want true, nil", fresh, err)
		}
		if _, err := b.Ask(ctx, "a1"); !errors.Is(err, context.Canceled) {
			t.Errorf("Ask = %v, want a read to end with its context", err)
		}
	})
}

func TestCheckFindsADamagedFile(t *testing.T) {
	dir := t.TempDir()
	s := open(t, store.Options{Dir: dir})
	week(t, s, 100)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "howto.db")
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// The last pages hold rows; the schema is in the first.
	for i := len(file) - 8192; i < len(file); i++ {
		file[i] ^= 0xff
	}
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	damaged, err := store.OpenUnchecked(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer damaged.Close()
	wantErr(t, damaged.Check(t.Context()), "damaged", "restore a backup")
}

func TestADamagedDatabaseIsSaidWhenItIsOpened(t *testing.T) {
	dir := t.TempDir()
	s := open(t, store.Options{Dir: dir})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "howto.db")
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 4096; i < 4096+20_000; i++ { // the pages after the first hold the rest of the schema
		file[i] ^= 0xff
	}
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(t.Context(), store.Options{Dir: dir})
	wantErr(t, err, "damaged", "restore a backup")
}

func TestManyMayOpenANewDatabaseAtOnce(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			o := store.Options{Dir: t.TempDir()}
			if engine == "postgres" {
				o.URL = newDatabase(t)
			}
			var names [4]string
			var replicas sync.WaitGroup
			for i := range names {
				replicas.Go(func() {
					s, err := store.Open(t.Context(), o)
					if err != nil {
						t.Error(err)
						return
					}
					names[i] = s.Pseudonym("U0AMIRA")
					if err := s.Close(); err != nil {
						t.Error(err)
					}
				})
			}
			replicas.Wait()
			for _, name := range names {
				if name == "" || name != names[0] {
					t.Fatalf("the replicas call U0AMIRA %q, want one name", names)
				}
			}
		})
	}
}
