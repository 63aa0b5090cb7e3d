package outcome

import (
	"math"

	"gonum.org/v1/gonum/stat"
)

// Limits are those of a chart of single values and moving ranges (XmR): within them a figure moves
// from week to week without a cause of its own.
type Limits struct{ Mean, Low, High float64 }

// perRange is 3/1.128, rounded as the charts are usually taught: three standard deviations, told from
// the mean distance of two neighbours (Wheeler, Understanding Variation, 2000).
const perRange = 2.66

// longRun is how many weeks in a row on one side of the mean are more than chance.
const longRun = 8

// XmR is the limits that values, oldest first, set for those that follow: their mean, plus and minus
// 2.66 times the mean moving range. Values that are all the same give limits without any room. It is
// not ok with fewer than two values.
func XmR(values []float64) (l Limits, ok bool) {
	if len(values) < 2 {
		return Limits{}, false
	}
	moved := make([]float64, len(values)-1)
	for i := range moved {
		moved[i] = math.Abs(values[i+1] - values[i])
	}
	mean, room := stat.Mean(values, nil), perRange*stat.Mean(moved, nil)
	return Limits{Mean: mean, Low: mean - room, High: mean + room}, true
}

// tiny is how far sums of the same numbers may be apart in the last bits.
const tiny = 1e-9

// Outside reports whether v is beyond the limits.
func (l Limits) Outside(v float64) bool { return v < l.Low-tiny || v > l.High+tiny }

// side is on which side of the mean v is: -1, 0 or 1.
func (l Limits) side(v float64) int {
	switch {
	case v < l.Mean-tiny:
		return -1
	case v > l.Mean+tiny:
		return 1
	}
	return 0
}

// toward is how far v is from the mean, as a part of the way to the limit that is further away; below
// the mean it is negative. It is 0 where there is no room.
func (l Limits) toward(v float64) float64 {
	room := max(l.High-l.Mean, l.Mean-l.Low)
	if room <= tiny {
		return 0
	}
	return (v - l.Mean) / room
}

// perMedian is as perRange, told from the median distance of two neighbours.
const perMedian = 3.145

// xmrOfTimes is XmR of the logarithms, from the median moving range: most waits are short, and a week
// in which many waited overnight must not make room for all that follow. Values are above 0; Mean is
// the geometric one.
func xmrOfTimes(values []float64) (Limits, bool) {
	if len(values) < 2 {
		return Limits{}, false
	}
	logs, moved := make([]float64, len(values)), make([]float64, len(values)-1)
	for i, v := range values {
		logs[i] = math.Log(v)
	}
	for i := range moved {
		moved[i] = math.Abs(logs[i+1] - logs[i])
	}
	middle, _ := Quantile(0.5, moved)
	mean, room := stat.Mean(logs, nil), perMedian*middle
	return Limits{Mean: math.Exp(mean), Low: math.Exp(mean - room), High: math.Exp(mean + room)}, true
}

// within is l with both ends from least to most.
func (l Limits) within(least, most float64) Limits {
	l.Low, l.High = max(l.Low, least), min(l.High, most)
	return l
}

// run is how many of the last values are on the same side of the mean as the last one. One that is
// the mean is on no side.
func (l Limits) run(values []float64) int {
	n := 0
	for i := len(values) - 1; i >= 0; i-- {
		if side := l.side(values[i]); side == 0 || side != l.side(values[len(values)-1]) {
			break
		}
		n++
	}
	return n
}
