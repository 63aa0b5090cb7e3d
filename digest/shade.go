package digest

import (
	"image"
	"image/color"
	"image/draw"
)

// Colours are told apart without red or green, and no meaning hangs on them alone: the usual range
// is a band, the past a thin line with small dots, the last week a large dot with a bar. The paper is
// opaque, so that the theme around it does not matter.
const (
	paper  shade = 0xf7f4ed
	ink    shade = 0x1f2937
	quiet  shade = 0x4b5563
	faint  shade = 0xd8d4c9
	band   shade = 0xcfdfec
	past   shade = 0x2b6693
	accent shade = 0xb84500
)

// A shade is an opaque colour, written as in style sheets.
type shade uint32

// RGBA makes a shade a [color.Color].
func (s shade) RGBA() (r, g, b, a uint32) {
	return uint32(s>>16&0xff) * 0x101, uint32(s>>8&0xff) * 0x101, uint32(s&0xff) * 0x101, 0xffff
}

// shades are all colours on both grounds, each with the steps between for smooth edges.
func shades() color.Palette {
	const steps = 20
	var all color.Palette
	for _, under := range []shade{paper, band} {
		for _, over := range []shade{ink, quiet, faint, band, past, accent} {
			for i := range steps {
				all = append(all, mixed(under, over, float64(i)/(steps-1)))
			}
		}
	}
	return all
}

func mixed(a, b shade, part float64) color.Color {
	mix := func(bits int) uint8 {
		from, to := float64(a>>bits&0xff), float64(b>>bits&0xff)
		return uint8(from + (to-from)*part + 0.5)
	}
	return color.RGBA{mix(16), mix(8), mix(0), 0xff}
}

// reduce gives each pixel the nearest of the shades: that makes a picture of a quarter of the size
// in a fraction of the time.
func reduce(img image.Image) *image.Paletted {
	from := image.NewRGBA(img.Bounds())
	draw.Draw(from, from.Rect, img, from.Rect.Min, draw.Src)
	to := image.NewPaletted(from.Rect, shades())
	known := map[color.RGBA]uint8{}
	pixels, last, index := from.Pix, color.RGBA{}, uint8(to.Palette.Index(color.RGBA{}))
	for i := range to.Pix {
		p := pixels[4*i : 4*i+4 : 4*i+4]
		// Most pixels are like the one before.
		if c := (color.RGBA{p[0], p[1], p[2], p[3]}); c != last {
			var ok bool
			if index, ok = known[c]; !ok {
				index = uint8(to.Palette.Index(c))
				known[c] = index
			}
			last = c
		}
		to.Pix[i] = index
	}
	return to
}
