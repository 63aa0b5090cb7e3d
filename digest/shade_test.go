package digest

import (
	"image/color"
	"math"
	"strings"
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

// A title is at most two lines of a phone, whatever the card is called.
func TestTheNameOfACardIsCutUntilTheTitleFits(t *testing.T) {
	f, err := openFonts()
	if err != nil {
		t.Fatal(err)
	}
	const most = pictureWidth - 2*margin
	width := f.style(titleSize, ink, true).Width
	for name, want := range map[string]string{
		"“Void a sale”": "“Void a sale”: 40%",
		"“Check the balance of a gift card in a store”": "“Check the balance of a…”: 40%",
		"“WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW…”":    "“WWW",
		"“请检查礼品卡的余额”":                                   "One card: 40%",
	} {
		c := chart{name: name, week: "week 47", seen: "40% solved in week 47, near the end of the usual 30–95%"}
		lines := c.heading(f, most, width)
		if len(lines) > 2 || !strings.HasPrefix(lines[0], want) {
			t.Errorf("%s: title %q, want two lines that begin with %q", name, lines, want)
		}
		for _, line := range lines {
			if width(line) > most {
				t.Errorf("%s: %q is %v wide, want at most %v", name, line, width(line), vg.Length(most))
			}
		}
	}
}

func TestTheScaleOfWaitsHoldsAllOfThem(t *testing.T) {
	for most, want := range map[float64]float64{0: 120, 90: 120, 3000: 3600, 12 * 3600: 12 * 3600,
		25 * 3600: 4 * 24 * 3600, 100 * 24 * 3600: 100 * 24 * 3600} {
		c := chart{waits: true, weeks: []dot{{shown: true}, {shown: true, value: most}}}
		if got := c.top(); got != want {
			t.Errorf("waits up to %v s: the scale ends at %v, want %v", most, got, want)
		}
	}
}
