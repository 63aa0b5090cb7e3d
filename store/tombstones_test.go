package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"howto/store"
)

func TestWhoIsForgottenWhileOthersAreIsInTheFile(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		stores := []*store.Store{b.Store, b.again(t)} // the bot, and the command beside it
		forgottenBefore(t, b, 10000)
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				for n := range 6 {
					user := fmt.Sprintf("U%d/%d", i, n)
					if _, err := stores[i%2].Forget(t.Context(), user); err != nil {
						t.Error(err)
					}
					wantInTheFile(t, b, user)
				}
			})
		}
		all.Wait()
	})
}

// forgottenBefore makes the file as long as one of n people: writing it takes long enough for others to come between.
func forgottenBefore(t *testing.T, b *bench, n int) {
	t.Helper()
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, "%064x 1\n", i)
	}
	if err := os.WriteFile(filepath.Join(b.options.Dir, "forgotten"), []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

func wantInTheFile(t *testing.T, b *bench, user string) {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(b.options.Dir, "forgotten"))
	if err != nil || !strings.Contains(string(file), b.Grave(b.Pseudonym(user))+" ") {
		t.Errorf("the tombstone of %s is not in the file (%v)", user, err)
	}
}
