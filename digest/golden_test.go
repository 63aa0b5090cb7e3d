package digest_test

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"howto/digest"
)

var update = flag.Bool("update", false, "write the messages and pictures of testdata anew")

// page is all that a message holds, as a person would read it.
func page(m digest.Message) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", m.Text())
	if m.Alt != "" {
		fmt.Fprintf(&b, "[picture] %s\n\n", m.Alt)
	}
	if m.Script != "" {
		fmt.Fprintf(&b, "[script]\n%s\n\n", m.Script)
	}
	fmt.Fprintf(&b, "[quiet %t, finding %q, owner %q, task %q, asset %q, due %s]\n[definitions %s]\n", m.Quiet, m.FindingKey,
		m.Step.Owner, m.Step.Task, m.Step.Asset, m.Step.Due.Format("2006-01-02 15:04"), strings.Join(m.Definitions, " "))
	return b.String()
}

func TestMessagesReadAsTheyAreKept(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(cases())) {
		t.Run(name, func(t *testing.T) {
			m := messages()[name]
			text, picture := filepath.Join("testdata", name+".txt"), filepath.Join("testdata", name+".png")
			if *update {
				keep(t, text, []byte(page(m)))
				keep(t, picture, m.Picture)
			}
			want, err := os.ReadFile(text)
			if err != nil {
				t.Fatal(err)
			}
			if got := page(m); got != string(want) {
				t.Errorf("message is\n%s\nwant\n%s", got, want)
			}
			samePicture(t, m.Picture, picture)
		})
	}
}

func keep(t *testing.T, path string, content []byte) {
	t.Helper()
	if content == nil {
		if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		return
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// samePicture compares pixels, not bytes: processors round the edges of letters a little differently.
func samePicture(t *testing.T, got []byte, path string) {
	t.Helper()
	want, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		want = nil
	} else if err != nil {
		t.Fatal(err)
	}
	if got == nil || want == nil {
		if (got == nil) != (want == nil) {
			t.Errorf("picture of %d bytes, want %d", len(got), len(want))
		}
		return
	}
	if bytes.Equal(got, want) {
		return
	}
	a, b := decode(t, got), decode(t, want)
	if a.Bounds() != b.Bounds() {
		t.Fatalf("picture is %v, want %v", a.Bounds(), b.Bounds())
	}
	differ := 0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			r1, g1, b1, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			if far(r1, r2) || far(g1, g2) || far(b1, b2) {
				differ++
			}
		}
	}
	if differ > 0 {
		t.Errorf("%d pixels differ from %s; look at it and run with -update", differ, path)
	}
}

func far(a, b uint32) bool { return max(a, b)-min(a, b) > 0x1000 }

func decode(t *testing.T, data []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func BenchmarkCompose(b *testing.B) {
	s, n := cases()["signal"], names()
	for b.Loop() {
		digest.Compose(s, n)
	}
}
