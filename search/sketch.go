package search

import (
	"encoding/hex"
	"hash/fnv"
	"strings"
)

// sketchSize is how many words a sketch draws: with 48, the share of words that two
// texts have in common is met within about .07. Sketches are kept in the store, so it
// cannot be set.
const sketchSize = 48

// Sketch is what the asset says, so short that it can be kept with what was learnt
// about it: of two sketches the share of common words of title, steps and more can
// be told, and nothing else (a MinHash: Broder, 1997).
func (a Asset) Sketch() string {
	words := strings.Fields(strings.ToLower(a.Title + "\n" + a.Body + "\n" + a.More))
	least := [sketchSize]uint32{}
	for i := range least {
		least[i] = ^uint32(0)
	}
	for _, w := range words {
		h := fnv.New64a()
		_, _ = h.Write([]byte(w)) // a hash never fails to write
		seed := h.Sum64()
		for i := range least {
			seed = mix(seed)
			least[i] = min(least[i], uint32(seed>>32))
		}
	}
	out := make([]byte, sketchSize)
	for i, v := range least {
		out[i] = byte(mix(uint64(v)))
	}
	return hex.EncodeToString(out)
}

// mix is the finaliser of SplitMix64 (Steele, Lea and Flood, 2014), which makes a
// new hash of a hash.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// sameAsset reports whether two sketches are of texts that have at least so large a
// share of their words in common. One that cannot be read, or is missing, agrees with
// all: it says nothing against.
func sameAsset(a, b string, least float64) bool {
	x, errX := hex.DecodeString(a)
	y, errY := hex.DecodeString(b)
	if errX != nil || errY != nil || len(x) != sketchSize || len(y) != sketchSize {
		return true
	}
	return float64(alike(x, y)) >= least*sketchSize
}

// AlikeIn returns the share of words that the two texts of two sketches have in common, from 0 to 1, within
// about .07; 0 when either cannot be read. See [Asset.Sketch].
func AlikeIn(a, b string) float64 {
	x, errX := hex.DecodeString(a)
	y, errY := hex.DecodeString(b)
	if errX != nil || errY != nil || len(x) != sketchSize || len(y) != sketchSize {
		return 0
	}
	return float64(alike(x, y)) / sketchSize
}

// alike is how many of the words that two sketches drew are the same.
func alike(x, y []byte) (same int) {
	for i := range x {
		if x[i] == y[i] {
			same++
		}
	}
	return same
}
