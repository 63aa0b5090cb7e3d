package digest

import (
	"image/color"
	"math"
	"testing"

	"gonum.org/v1/plot/vg"
)

// luminance is the relative luminance of WCAG 2.1.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func TestWhatIsWrittenStandsOutFromThePaper(t *testing.T) {
	for name, s := range map[string]shade{"ink": ink, "quiet": quiet, "past": past, "accent": accent} {
		if c := (luminance(paper) + 0.05) / (luminance(s) + 0.05); c < 4.5 {
			t.Errorf("%s has a contrast of %.1f to the paper, want 4.5", name, c)
		}
	}
}

func TestThePaletteHoldsTheShadesThemselves(t *testing.T) {
	all := shades()
	if len(all) > 256 {
		t.Fatalf("%d shades, want at most 256", len(all))
	}
	for _, s := range []shade{paper, ink, quiet, faint, band, past, accent} {
		if got, want := color.RGBAModel.Convert(all.Convert(s)), color.RGBAModel.Convert(s); got != want {
			t.Errorf("%06x becomes %v, want %v", uint32(s), got, want)
		}
	}
}

func TestLinesAreAsFewAsFitAndAboutEquallyLong(t *testing.T) {
	for _, c := range []struct {
		words string
		most  vg.Length
		want  []string
	}{
		{"40% solved in week 47, below the usual 51–74%", 320, []string{"40% solved in week 47,", "below the usual 51–74%"}},
		{"short", 320, []string{"short"}},
		{"unbreakablelongword x", 40, []string{"unbreakablelongword", "x"}},
	} {
		f, err := openFonts()
		if err != nil {
			t.Fatal(err)
		}
		got := wrap(c.words, c.most, f.style(titleSize, ink, true).Width)
		if len(got) != len(c.want) || got[0] != c.want[0] {
			t.Errorf("wrap(%q, %v) = %q, want %q", c.words, c.most, got, c.want)
		}
	}
}
