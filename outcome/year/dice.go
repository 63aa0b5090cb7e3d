package year

import (
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/rand/v2"
	"time"

	"gonum.org/v1/gonum/stat/distuv"
)

// dice are the chances of one team: seed and the team's number.
type dice struct{ seed, team uint64 }

// The streams of a team's dice. Events have one each, from eventStream on.
const (
	crowdStream = iota
	weekStream
	askStream
	againStream
	eventStream
)

// roll is the n-th generator of a stream. The numbers are spread first, as neighbouring seeds of one
// generator need not give unlike numbers.
func (d dice) roll(stream, n int) *rand.Rand {
	return rand.New(rand.NewPCG(spread(d.seed+spread(d.team)), spread(uint64(stream)<<32|uint64(n))))
}

// spread is the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
func spread(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func poisson(r *rand.Rand, mean float64) int {
	if mean <= 0 {
		return 0
	}
	return int(distuv.Poisson{Lambda: mean, Src: r}.Rand())
}

// around is a time whose logarithm is normal around that of middle; about two in three are within a
// factor of e^spread.
func around(r *rand.Rand, middle time.Duration, spread float64) time.Duration {
	return time.Duration(float64(middle) * math.Exp(spread*r.NormFloat64()))
}

// between is any time from low to high.
func between(r *rand.Rand, low, high time.Duration) time.Duration {
	return low + time.Duration(r.Float64()*float64(high-low))
}

// moved is a probability moved by log-odds.
func moved(p, by float64) float64 {
	if p <= 0 || p >= 1 {
		return p
	}
	return 1 / (1 + math.Exp(-math.Log(p/(1-p))-by))
}

// id is one in the form of version 7 of RFC 9562: sorted by time, otherwise of r.
func id(r *rand.Rand, at time.Time) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:], uint64(at.UnixMilli())<<16|0x7000|r.Uint64()&0xfff)
	binary.BigEndian.PutUint64(b[8:], 1<<63|r.Uint64()>>2)
	var s [36]byte
	hex.Encode(s[:], b[:4])
	hex.Encode(s[9:], b[4:6])
	hex.Encode(s[14:], b[6:8])
	hex.Encode(s[19:], b[8:10])
	hex.Encode(s[24:], b[10:])
	s[8], s[13], s[18], s[23] = '-', '-', '-', '-'
	return string(s[:])
}
