package digest

import (
	"fmt"
	"image/color"
	"strings"

	xfont "golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// fonts are the letters of the picture, in a regular and a bold weight.
type fonts struct {
	handler text.Plain
	bold    *opentype.Font
}

// openFonts reads the fonts that are built into the program.
func openFonts() (fonts, error) {
	var faces font.Collection
	for weight, file := range map[xfont.Weight][]byte{
		xfont.WeightNormal: goregular.TTF, xfont.WeightBold: gobold.TTF} {
		parsed, err := opentype.Parse(file)
		if err != nil {
			return fonts{}, fmt.Errorf("read font: %w", err)
		}
		faces = append(faces, font.Face{Font: font.Font{Typeface: "Go", Weight: weight}, Face: parsed})
	}
	f := fonts{handler: text.Plain{Fonts: font.NewCache(faces)}}
	for _, face := range faces {
		if face.Font.Weight == xfont.WeightBold {
			f.bold = face.Face
		}
	}
	return f, nil
}

// writes reports whether the bold letters have a shape for all of text.
func (f fonts) writes(text string) bool {
	for _, r := range text {
		if shape, err := f.bold.GlyphIndex(nil, r); err != nil || shape == 0 {
			return false
		}
	}
	return true
}

func (f fonts) style(size vg.Length, c color.Color, bold bool) draw.TextStyle {
	face := font.Font{Typeface: "Go", Size: size}
	if bold {
		face.Weight = xfont.WeightBold
	}
	return draw.TextStyle{Color: c, Font: face, YAlign: draw.YTop, Handler: f.handler}
}

func align(s draw.TextStyle, x draw.XAlignment, y draw.YAlignment) draw.TextStyle {
	s.XAlign, s.YAlign = x, y
	return s
}

// wrap breaks a text into lines no wider than most, as few as possible and about equally long. A
// word that is wider has a line of its own.
func wrap(words string, most vg.Length, width func(string) vg.Length) []string {
	lines := fill(words, most, width)
	for narrow := most - 8; narrow > most/2; narrow -= 8 {
		narrower := fill(words, narrow, width)
		if len(narrower) > len(lines) {
			break
		}
		lines = narrower
	}
	return lines
}

func fill(words string, most vg.Length, width func(string) vg.Length) []string {
	var lines []string
	for word := range strings.SplitSeq(words, " ") {
		last := len(lines) - 1
		if last >= 0 && width(lines[last]+" "+word) <= most {
			lines[last] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}
