package digest

import (
	"bytes"
	"image/color"
	"image/png"
	"math"
	"slices"
	"strings"

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
	valueRoom                      = 52 // for this week's figure beside its mark
	titleSize, textSize, valueSize = 16, 13, 20
)

// A chart is what the picture shows. It holds the name of nobody, and of one asset at most.
type chart struct {
	name  string // the asset that it is about; empty: the whole team
	seen  string // what is seen, in plain words without that name
	axis  string // what is drawn
	week  string // the name of the week that the digest is about
	weeks []dot  // oldest first; the last one is that week
	usual *outcome.Limits
	waits bool // values are seconds, else shares
}

// A dot is one week of the chart. A week that is not shown is a gap.
type dot struct {
	day      string // its Monday
	shown    bool
	value    float64
	interval outcome.Interval
	atLeast  bool // a wait of which only this much was seen
}

// likely reports whether the interval of d is known.
func (d dot) likely() bool { return d.shown && d.interval.High > 0 }

// top is the value at the upper end of the scale: all of a share; of times a round one that no week
// is above.
func (c chart) top() float64 {
	if !c.waits {
		return 1
	}
	var most float64
	for _, w := range c.weeks {
		most = max(most, w.value)
	}
	const minute, hour, day = 60, 60 * 60, 24 * 60 * 60
	for _, round := range []float64{2 * minute, 10 * minute, 20 * minute, 40 * minute, hour, 2 * hour, 4 * hour, 8 * hour,
		12 * hour, day} {
		if most <= round {
			return round
		}
	}
	return 4 * day * math.Ceil(most/(4*day))
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
	p := pen{Canvas: draw.New(canvas), fonts: fonts, weeks: len(c.weeks), top: c.top()}
	below := p.heading(c)
	p.Canvas = draw.Crop(p.Canvas, margin+42, -margin-52, margin+24, below-pictureHeight-12)
	p.usual(c.usual)
	p.scale(c)
	p.past(c.weeks)
	p.now(c)
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&out, reduce(canvas.Image())); err != nil {
		return nil
	}
	return out.Bytes()
}

// A pen draws on the part of the picture in which the weeks stand.
type pen struct {
	draw.Canvas
	fonts fonts
	weeks int
	top   float64
}

// x is where week i stands; the last one stands at the right.
func (p pen) x(i int) vg.Length {
	if p.weeks < 2 {
		return p.Max.X
	}
	return p.X(float64(i) / float64(p.weeks-1))
}

// y is where a value stands.
func (p pen) y(value float64) vg.Length { return p.Y(min(1, max(0, value/p.top))) }

// heading writes what is seen and what is drawn, and returns where that ends.
func (p pen) heading(c chart) vg.Length {
	style := p.fonts.style(titleSize, ink, true)
	y := p.Max.Y - margin
	for _, line := range c.heading(p.fonts, p.Size().X-2*margin, style.Width) {
		p.FillText(style, vg.Point{X: margin, Y: y}, line)
		y -= titleSize * 1.25
	}
	small := p.fonts.style(textSize, quiet, false)
	p.FillText(small, vg.Point{X: margin, Y: y - 2}, c.axis)
	y -= textSize*1.4 + 2
	x := vg.Length(margin)
	if c.usual != nil {
		p.FillPolygon(band, []vg.Point{{X: x, Y: y - 2}, {X: x + 22, Y: y - 2}, {X: x + 22, Y: y - 14}, {X: x, Y: y - 14}})
		p.FillText(small, vg.Point{X: x + 28, Y: y}, "usual range")
		x += 28 + small.Width("usual range") + 18
	}
	if legend := c.hidden(); legend != "" {
		p.FillText(small, vg.Point{X: x, Y: y}, legend)
		x++
	}
	if x > margin {
		y -= textSize * 1.4
	}
	return y
}

const noBreak = "\u00a0"

// heading is the title in lines of that width: the name is cut until two lines are enough. One that
// the font cannot write stays out.
func (c chart) heading(f fonts, most vg.Length, width func(string) vg.Length) []string {
	c.seen = strings.Replace(c.seen, c.week, strings.ReplaceAll(c.week, " ", noBreak), 1)
	if c.name != "" && !f.writes(c.name) {
		return wrap(c.title("One card"), most, width)
	}
	lines := wrap(c.title(c.name), most, width)
	for limit := nameLength - 1; len(lines) > 2 && limit >= 8; limit-- {
		lines = wrap(c.title(shorter(c.name, limit)), most, width)
	}
	return lines
}

// hidden says how weeks look that are not shown; empty when there are none.
func (c chart) hidden() string {
	last := len(c.weeks) - 1
	gap := slices.ContainsFunc(c.weeks[:last], func(w dot) bool { return !w.shown })
	switch ring := !c.weeks[last].shown; {
	case gap && ring:
		return "gap, ring: too few people to show"
	case ring:
		return "ring: too few people to show"
	case gap:
		return "gap: too few people to show"
	}
	return ""
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
	for _, value := range []float64{0, p.top / 2, p.top} {
		y, text := p.y(value), c.say(value)
		if value == 0 && c.waits {
			text = "0"
		}
		p.StrokeLine2(draw.LineStyle{Color: faint, Width: 1}, p.Min.X-8, y, p.Max.X+8, y)
		p.FillText(align(style, draw.XRight, draw.YCenter), vg.Point{X: p.Min.X - 14, Y: y + 1.5}, text)
	}
	last := len(c.weeks) - 1
	for _, i := range ticks(last) {
		p.StrokeLine2(draw.LineStyle{Color: quiet, Width: 1}, p.x(i), p.Min.Y, p.x(i), p.Min.Y-5)
		p.FillText(align(style, draw.XCenter, draw.YTop), vg.Point{X: p.x(i), Y: p.Min.Y - 8}, c.weeks[i].day)
	}
	p.FillText(align(p.fonts.style(textSize, accent, true), draw.XCenter, draw.YTop),
		vg.Point{X: p.x(last), Y: p.Min.Y - 8}, c.week)
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
			p.StrokeLine2(line, p.x(i-1), p.y(weeks[i-1].value), p.x(i), p.y(w.value))
		}
	}
	for i, w := range weeks[:len(weeks)-1] {
		if w.shown {
			p.disc(p.x(i), p.y(w.value), 3.5, past)
		}
	}
}

// now marks this week, its interval and its figure.
func (p pen) now(c chart) {
	w, x := c.weeks[len(c.weeks)-1], p.x(p.weeks-1)
	if !w.shown {
		p.open(c.usual, x)
		return
	}
	y := p.y(w.value)
	if w.likely() {
		low, high := p.y(w.interval.Low), p.y(w.interval.High)
		bar := draw.LineStyle{Color: accent, Width: 3}
		p.StrokeLine2(bar, x, low, x, high)
		p.StrokeLine2(bar, x-5, low, x+5, low)
		p.StrokeLine2(bar, x-5, high, x+5, high)
	}
	p.disc(x, y, 7, paper)
	p.disc(x, y, 5.5, accent)
	text := strings.NewReplacer("under ", "<", "over ", ">").Replace(c.of(w))
	style := p.fonts.style(valueSize, accent, true)
	if style.Width(text) > valueRoom {
		style = p.fonts.style(textSize, accent, true)
	}
	p.FillText(align(style, draw.XLeft, draw.YCenter), vg.Point{X: x + 12, Y: y + 2}, text)
}

// open marks a week whose figure is too small to be told: it lies somewhere below what is usual.
func (p pen) open(usual *outcome.Limits, x vg.Length) {
	low, high := p.y(0), p.y(usual.Low)
	p.StrokeLine2(draw.LineStyle{Color: accent, Width: 3, Dashes: []vg.Length{4, 4}}, x, low, x, high)
	y := (low + high) / 2
	p.disc(x, y, 7, accent)
	p.disc(x, y, 4, paper)
	p.FillText(align(p.fonts.style(valueSize, accent, true), draw.XLeft, draw.YCenter),
		vg.Point{X: x + 12, Y: y + 2}, "few")
}

func (p pen) disc(x, y, radius vg.Length, c color.Color) {
	p.DrawGlyphNoClip(draw.GlyphStyle{Color: c, Radius: radius, Shape: draw.CircleGlyph{}}, vg.Point{X: x, Y: y})
}
