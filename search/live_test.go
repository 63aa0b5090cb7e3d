package search_test

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"howto/search"
)

func TestMain(m *testing.M) {
	// Bleve keeps its analysis workers for the life of the process.
	goleak.VerifyTestMain(m,
		goleak.IgnoreAnyFunction("github.com/blevesearch/bleve_index_api.AnalysisWorker"))
}

// follow starts a Live on dir. Each library it takes is sent on the channel.
func follow(t *testing.T, dir string, o search.Options) (*search.Live, <-chan search.Library) {
	t.Helper()
	taken := make(chan search.Library, 100)
	o.OnReload = func(lib search.Library, _ []search.Fault) { taken <- lib }
	l, err := search.Follow(t.Context(), []string{dir}, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return l, taken
}

func found(t *testing.T, l *search.Live, text string) string {
	t.Helper()
	m, err := l.Find(t.Context(), search.Query{Text: text})
	if err != nil {
		t.Errorf("Find(%q): %v", text, err)
	}
	return first(m)
}

func TestLiveFollowsItsFolder(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"one.md": "Refund a card", "two.md": "Print labels"})
	l, taken := follow(t, dir, search.Options{Dir: t.TempDir()})
	if got := found(t, l, "refund"); got != "one" {
		t.Fatalf("at first found %q, want one", got)
	}
	write(t, dir, map[string]string{"new/three.md": "Open the safe"})
	for lib := range taken {
		if lib.Len() == 3 {
			break
		}
	}
	if got := found(t, l, "safe"); got != "new/three" {
		t.Errorf("after a file was added found %q, want new/three", got)
	}
	// The folder that is new is watched as well, and so is one of its files.
	write(t, dir, map[string]string{"new/three.md": "Open the vault"})
	<-taken
	if got := found(t, l, "vault"); got != "new/three" {
		t.Errorf("after a file was changed found %q, want new/three", got)
	}
	if err := os.Remove(filepath.Join(dir, "two.md")); err != nil {
		t.Fatal(err)
	}
	<-taken
	if got := found(t, l, "labels"); got != "" {
		t.Errorf("after a file was deleted found %q, want nothing", got)
	}
	if a, ok := l.Asset("one"); !ok || a.Title != "Refund a card" || l.Library().Len() != 2 {
		t.Errorf("Asset(one) = %q, %v of %d", a.Title, ok, l.Library().Len())
	}
}

func TestAnAudienceThatChangesAloneIsTaken(t *testing.T) {
	dir := t.TempDir()
	vault := asset("vault", "Open the vault")
	filed(t, dir, vault)
	filed(t, dir, asset("two", "Print labels"))
	l, _ := follow(t, dir, search.Options{})
	if got := found(t, l, "vault"); got != "vault" {
		t.Fatalf("at first everybody finds %q, want vault", got)
	}
	vault.Audience = []string{"S0MANAGERS"}
	filed(t, dir, vault)
	if err := l.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := found(t, l, "vault"); got != "" {
		t.Errorf("restricted to managers everybody finds %q, want nothing", got)
	}
}

func TestLiveKeepsTheOldLibraryWhenMostOfItIsGone(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"1.md": "Refund", "2.md": "Labels", "3.md": "Safe", "4.md": "Keys", "5.md": "Payslip"})
	l, _ := follow(t, dir, search.Options{})
	remove := func(names ...string) {
		for _, n := range names {
			if err := os.Remove(filepath.Join(dir, n)); err != nil {
				t.Fatal(err)
			}
		}
	}
	remove("1.md", "2.md")
	if err := l.Reload(t.Context()); err != nil || l.Library().Len() != 3 {
		t.Errorf("two of five gone: %v, %d assets, want 3", err, l.Library().Len())
	}
	remove("3.md", "4.md")
	err := l.Reload(t.Context())
	if err == nil || !strings.Contains(err.Error(), "1 of 3 assets are left") {
		t.Errorf("two of three gone: %v, want a refusal", err)
	}
	if got := found(t, l, "safe"); got != "3" {
		t.Errorf("found %q, want the asset of the old library", got)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := l.Reload(t.Context()); err == nil || found(t, l, "keys") != "4" {
		t.Errorf("folder gone: %v, found %q", err, found(t, l, "keys"))
	}
}

func TestAFileThatComesWhileANewFolderIsReadIsFound(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"one.md": "Refund a card"})
	l, _ := follow(t, dir, search.Options{})
	lib, err := l.ReadWith(t.Context(),
		func() { write(t, dir, map[string]string{"new/two.md": "Print labels"}) },
		func() { write(t, dir, map[string]string{"new/three.md": "Open the safe"}) })
	if _, ok := lib.Asset("new/three"); err != nil || !ok {
		t.Errorf("%d assets read, %v, want new/three among them", lib.Len(), err)
	}
}

func TestARefusedReloadSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"1.md": "Refund", "2.md": "Labels", "3.md": "Safe"})
	l, _ := follow(t, dir, search.Options{})
	bad := "---\ntitle: x\n---\n"
	write(t, dir, map[string]string{"1.md": bad, "2.md": bad})
	want := "1.md:1: missing \"kind\""
	if err := l.Reload(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want a refusal with %s in it", err, want)
	}
	if got := faultText(l.Faults()); !strings.Contains(got, want) || l.Library().Len() != 3 {
		t.Errorf("%d assets, faults %q, want 3 and %s", l.Library().Len(), got, want)
	}
}

func TestLiveReportsFaultsAndServesTheRest(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"ok.md": "Refund", "bad.md": "---\ntitle: x\n---\n"})
	l, _ := follow(t, dir, search.Options{})
	if got := faultText(l.Faults()); !strings.Contains(got, "bad.md:1: missing \"kind\"") {
		t.Errorf("faults %q", got)
	}
	write(t, dir, map[string]string{"bad.md": "Labels"})
	if err := l.Reload(t.Context()); err != nil || len(l.Faults()) != 0 {
		t.Errorf("mended: %v, faults %v", err, l.Faults())
	}
	if got := found(t, l, "labels"); got != "bad" {
		t.Errorf("mended: found %q, want bad", got)
	}
}

func TestFollowNeedsItsFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "no")
	if _, err := search.Follow(t.Context(), []string{dir}, search.Options{}); err == nil {
		t.Error("no error for a folder that is not there")
	}
}

func TestLiveStopsWatchingWithItsContext(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"ok.md": "Refund"})
	ctx, cancel := context.WithCancel(t.Context())
	l, err := search.Follow(ctx, []string{dir}, search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if got := found(t, l, "refund"); got != "ok" {
		t.Errorf("after the context ended found %q, want ok", got)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}

// TestNothingIsLostDuringReloads asks from several goroutines for an asset that
// every edition has, while editions come and go.
func TestNothingIsLostDuringReloads(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"keep.md": "Refund a card payment"})
	l, _ := follow(t, dir, search.Options{Dir: t.TempDir()})
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if got := found(t, l, "refund card payment"); got != "keep" {
					t.Errorf("found %q during a reload", got)
					return
				}
			}
		})
	}
	for _, title := range strings.Fields("red green blue white black yellow orange purple") {
		write(t, dir, map[string]string{"other.md": title})
		if err := l.Reload(t.Context()); err != nil {
			t.Errorf("reload: %v", err)
		}
		if got := found(t, l, title); got != "other" {
			t.Errorf("after the reload %q finds %q, want other", title, got)
		}
	}
	close(stop)
	wg.Wait()
}

func TestLogsCarryNoQuestion(t *testing.T) {
	var log bytes.Buffer
	dir := t.TempDir()
	write(t, dir, map[string]string{"ok.md": "Refund"})
	l, _ := follow(t, dir, search.Options{Dir: t.TempDir(),
		Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	found(t, l, "my salary is wrong")
	if !strings.Contains(log.String(), "search index built") || l.Rebuilt() == "" {
		t.Errorf("the log does not say that the index was built: %s", log.String())
	}
	if strings.Contains(log.String(), "salary") {
		t.Errorf("the log has the question: %s", log.String())
	}
}

func TestFolderThatWasAwayIsFollowedAgain(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("library", 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, "library", map[string]string{"one.md": "Refund a card"})
	l, taken := follow(t, "library", search.Options{})
	if err := os.Rename("library", "away"); err != nil {
		t.Fatal(err)
	}
	if err := l.Reload(t.Context()); err == nil {
		t.Fatal("the folder is away, want a reload to say so")
	}
	if err := os.Rename("away", "library"); err != nil {
		t.Fatal(err)
	}
	write(t, "library", map[string]string{"two.md": "Open the vault"})
	<-taken
	if got := found(t, l, "vault"); got != "two" {
		t.Errorf("after the folder came back found %q, want two", got)
	}
	write(t, "library", map[string]string{"three.md": "Water the plants"})
	<-taken
	if got := found(t, l, "plants"); got != "three" {
		t.Errorf("after a change in it found %q, want three", got)
	}
}

func TestFaultThatComesAloneIsTold(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"one.md": "Refund a card"})
	l, told := follow(t, dir, search.Options{})
	if err := os.WriteFile(filepath.Join(dir, "broken.md"), []byte("no front matter"), 0o600); err != nil {
		t.Fatal(err)
	}
	<-told
	if faults := l.Faults(); len(faults) != 1 {
		t.Errorf("told of %v, want the one fault", faults)
	}
}
