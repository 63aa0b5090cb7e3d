package search_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"howto/search"
)

// link makes a link in the library folder dir.
func link(t *testing.T, to, dir, name string) {
	t.Helper()
	if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
}

func TestAFileThatALinkLeadsToIsFollowed(t *testing.T) {
	dir, outside, other := t.TempDir(), t.TempDir(), t.TempDir()
	write(t, dir, map[string]string{"two.md": "Print labels", "three.md": "Wind the clock"})
	write(t, outside, map[string]string{"text.md": "Refund a card"})
	write(t, other, map[string]string{"text.md": "Feed the cat"})
	link(t, filepath.Join(outside, "text.md"), dir, "one.md")
	l, taken := follow(t, dir, search.Options{})
	finds := func(after, question, want string) {
		t.Helper()
		for patience := time.After(30 * time.Second); ; {
			select {
			case <-taken:
				if found(t, l, question) == want {
					return
				}
			case <-patience:
				t.Fatalf("%s: %q finds %q, want %q", after, question, found(t, l, question), want)
			}
		}
	}
	write(t, outside, map[string]string{"text.md": "Open the safe"})
	finds("after it was written", "safe", "one")
	write(t, outside, map[string]string{"draft": "Lock the vault"})
	if err := os.Rename(filepath.Join(outside, "draft"), filepath.Join(outside, "text.md")); err != nil {
		t.Fatal(err)
	}
	finds("after another took its place", "vault", "one")
	if err := os.Remove(filepath.Join(outside, "text.md")); err != nil {
		t.Fatal(err)
	}
	finds("after it was removed", "vault", "")
	write(t, outside, map[string]string{"text.md": "Polish the brass"})
	finds("after it came back", "brass", "one")
	if !l.Concerns(filepath.Join(outside, "text.md")) || l.Concerns(filepath.Join(outside, "draft")) {
		t.Error("a file beside the one that the link leads to counts, want that one alone")
	}
	if err := os.Remove(filepath.Join(dir, "one.md")); err != nil {
		t.Fatal(err)
	}
	link(t, filepath.Join(other, "text.md"), dir, "one.md")
	finds("after the link was turned", "cat", "one")
	write(t, other, map[string]string{"text.md": "Feed the parrot"})
	finds("after the other was written", "parrot", "one")
	if got := l.Watched(); slices.Contains(got, outside) || !slices.Contains(got, other) {
		t.Errorf("watched are %v, want %s and no longer %s", got, other, outside)
	}
}

func TestOnlySoManyFoldersAreWatchedForLinks(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	for i := range search.LinkedMost + 20 {
		name := fmt.Sprintf("%03d", i)
		write(t, outside, map[string]string{name + "/text.md": "Text " + name})
		link(t, filepath.Join(outside, name, "text.md"), dir, name+".md")
	}
	link(t, filepath.Join(dir, "000.md"), dir, "again.md") // in a folder that is watched anyway
	l, _ := follow(t, dir, search.Options{})
	own := []string{dir, filepath.Dir(dir)}
	linked := slices.DeleteFunc(l.Watched(), func(d string) bool { return slices.Contains(own, d) })
	if len(linked) != search.LinkedMost || l.Library().Len() != search.LinkedMost+21 {
		t.Errorf("%d folders watched for %d assets, want %d", len(linked), l.Library().Len(), search.LinkedMost)
	}
}
