package bot

import (
	"strings"
	"testing"
)

func TestMendedCasesAreCountedInWords(t *testing.T) {
	for n, want := range map[int]string{
		1: "A question had come to a stop: nothing would have moved it on. It goes on now.",
		3: "3 questions had come to a stop: nothing would have moved them on. They go on now.",
	} {
		if got := mended(n).Text; !strings.HasPrefix(got, want) {
			t.Errorf("mended(%d) reads %q, want it to begin with %q", n, got, want)
		}
	}
}
