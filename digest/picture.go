package digest

import (
	"bytes"
	"image/color"
	"image/png"
	"slices"

	"howto/outcome"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// The picture is measured in points of a phone that shows it 360 wide; three pixels are drawn for
// each, so that it is as sharp on a large screen. No text is smaller than 13 points.
const (
	pictureWidth, pictureHeight = 360, 300
	pixelsPerPoint              = 3

	margin                         = 14
	titleSize, textSize, valueSize = 16, 13, 20
)

// A chart is what the picture shows. It holds no name of anybody or anything.
type chart struct {
	title string // what is seen, in plain words
	name  string // of the week that the digest is about
	weeks []dot  // oldest first; the last one is that week, and is shown
	usual *outcome.Limits
}

// A dot is one week of the chart. A week that is not shown is a gap.
type dot struct {
	day      string // its Monday
	shown    bool
	rate     float64 // 0 to 1
	interval outcome.Interval
}

// png draws the chart. The same chart gives the same bytes. Fonts and format are part of the
// program, so that nothing can go wrong which a test would not show; should it all the same, there
// is no picture, and the message goes without.
func (c chart) png() []byte {
	fonts, err := openFonts()
	if err != nil {
		return nil
	}
	canvas := vgimg.NewWith(vgimg.UseWH(pictureWidth, pictureHeight),
		vgimg.UseDPI(72*pixelsPerPoint), vgimg.UseBackgroundColor(paper))
	p := pen{Canvas: draw.New(canvas), fonts: fonts, weeks: len(c.weeks)}
	below := p.heading(c)
	p.Canvas = draw.Crop(p.Canvas, margin+42, -margin-52, margin+24, below-pictureHeight-12)
	p.usual(c.usual)
	p.scale(c)
	p.past(c.weeks)
	p.now(c.weeks[len(c.weeks)-1])
	var out bytes.Buffer
	if err := png.Encode(&out, reduce(canvas.Image())); err != nil {
		return nil
	}
	return out.Bytes()
}

// A pen draws on the part of the picture in which the weeks stand.
type pen struct {
	draw.Canvas
	fonts fonts
	weeks int
}

// x is where week i stands; the last one stands at the right.
func (p pen) x(i int) vg.Length {
	if p.weeks < 2 {
		return p.Max.X
	}
	return p.X(float64(i) / float64(p.weeks-1))
}

// y is where a rate stands.
func (p pen) y(rate float64) vg.Length { return p.Y(min(1, max(0, rate))) }

// heading writes what is seen and what is drawn, and returns where that ends.
func (p pen) heading(c chart) vg.Length {
	style := p.fonts.style(titleSize, ink, true)
	y := p.Max.Y - margin
	for _, line := range wrap(c.title, p.Size().X-2*margin, style.Width) {
		p.FillText(style, vg.Point{X: margin, Y: y}, line)
		y -= titleSize * 1.25
	}
	small := p.fonts.style(textSize, quiet, false)
	p.FillText(small, vg.Point{X: margin, Y: y - 2}, "Share of asks that were solved, by week")
	y -= textSize*1.4 + 2
	x := vg.Length(margin)
	if c.usual != nil {
		p.FillPolygon(band, []vg.Point{{X: x, Y: y - 2}, {X: x + 22, Y: y - 2}, {X: x + 22, Y: y - 14}, {X: x, Y: y - 14}})
		p.FillText(small, vg.Point{X: x + 28, Y: y}, "usual range")
		x += 28 + small.Width("usual range") + 18
	}
	if slices.ContainsFunc(c.weeks, func(w dot) bool { return !w.shown }) {
		p.FillText(small, vg.Point{X: x, Y: y}, "gap: too few people to show")
		x++
	}
	if x > margin {
		y -= textSize * 1.4
	}
	return y
}

// usual shades the range in which weeks usually lie.
func (p pen) usual(l *outcome.Limits) {
	if l == nil {
		return
	}
	low, high, left, right := p.y(l.Low), p.y(l.High), p.Min.X-8, p.Max.X+8
	p.FillPolygon(band, []vg.Point{{X: left, Y: low}, {X: left, Y: high}, {X: right, Y: high}, {X: right, Y: low}})
	p.StrokeLine2(draw.LineStyle{Color: past, Width: 1, Dashes: []vg.Length{4, 4}},
		left, p.y(l.Mean), right, p.y(l.Mean))
}

// scale draws three lines and names the first week, this week and, if there is room, the middle.
func (p pen) scale(c chart) {
	style := p.fonts.style(textSize, quiet, false)
	for _, rate := range []float64{0, 0.5, 1} {
		y := p.y(rate)
		p.StrokeLine2(draw.LineStyle{Color: faint, Width: 1}, p.Min.X-8, y, p.Max.X+8, y)
		p.FillText(align(style, draw.XRight, draw.YCenter), vg.Point{X: p.Min.X - 14, Y: y + 1.5}, percent(rate))
	}
	last := len(c.weeks) - 1
	for _, i := range ticks(last) {
		p.StrokeLine2(draw.LineStyle{Color: quiet, Width: 1}, p.x(i), p.Min.Y, p.x(i), p.Min.Y-5)
		p.FillText(align(style, draw.XCenter, draw.YTop), vg.Point{X: p.x(i), Y: p.Min.Y - 8}, c.weeks[i].day)
	}
	p.FillText(align(p.fonts.style(textSize, accent, true), draw.XCenter, draw.YTop),
		vg.Point{X: p.x(last), Y: p.Min.Y - 8}, c.name)
}

// ticks are the weeks that are named beside the last one.
func ticks(last int) []int {
	switch {
	case last < 4:
		return nil
	case last < 9:
		return []int{0}
	}
	return []int{0, last / 2}
}

// past draws the weeks before this one, with a gap where a week is not shown.
func (p pen) past(weeks []dot) {
	line := draw.LineStyle{Color: past, Width: 2}
	for i, w := range weeks {
		if i > 0 && w.shown && weeks[i-1].shown {
			p.StrokeLine2(line, p.x(i-1), p.y(weeks[i-1].rate), p.x(i), p.y(w.rate))
		}
	}
	for i, w := range weeks[:len(weeks)-1] {
		if w.shown {
			p.disc(p.x(i), p.y(w.rate), 3.5, past)
		}
	}
}

// now marks this week, its interval and its figure.
func (p pen) now(w dot) {
	x, y := p.x(p.weeks-1), p.y(w.rate)
	low, high := p.y(w.interval.Low), p.y(w.interval.High)
	bar := draw.LineStyle{Color: accent, Width: 3}
	p.StrokeLine2(bar, x, low, x, high)
	p.StrokeLine2(bar, x-5, low, x+5, low)
	p.StrokeLine2(bar, x-5, high, x+5, high)
	p.disc(x, y, 7, paper)
	p.disc(x, y, 5.5, accent)
	p.FillText(align(p.fonts.style(valueSize, accent, true), draw.XLeft, draw.YCenter),
		vg.Point{X: x + 12, Y: y + 2}, percent(w.rate))
}

func (p pen) disc(x, y, radius vg.Length, c color.Color) {
	p.DrawGlyphNoClip(draw.GlyphStyle{Color: c, Radius: radius, Shape: draw.CircleGlyph{}}, vg.Point{X: x, Y: y})
}
