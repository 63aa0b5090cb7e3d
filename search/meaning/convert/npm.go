package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
)

// A file of the package with the SHA-256 that it must have.
type file struct{ name, hash string }

// shards are the weights, in order; together little-endian float32 throughout.
var shards = []file{
	{"group1-shard1of7", "8775e61b6a4235ea230a62a0d81f1ff00f5213ce86baa5d89c29e611f8cd7412"},
	{"group1-shard2of7", "deaf897e5eea5be6c71ea62876a092034560b6f6fbc99c87a768076385a465bd"},
	{"group1-shard3of7", "50ee49b0daf620cf0cacda2f5fcc0da5929f4a3e520034844b6f8d9f3f4ec936"},
	{"group1-shard4of7", "c1a50daae51e7c6e1e904f5d8d638a8658a0a1d310b9345cd7a368866304d596"},
	{"group1-shard5of7", "410cde3029282e5f601c782985cbb5caa96977f6705dec981c98dd02e93fec6b"},
	{"group1-shard6of7", "83ef116b2b98dc98e03547280ca0166142fbf6b4547bf1d9e6d13a8f518c088b"},
	{"group1-shard7of7", "a29a5e08ee3afd839250b9187b89f1d3163749b5b1807bb175341a16c6012689"},
}

var vocabularyFile = file{"vocab.json", "1ad860b9720c16cd48e666d664a556b2515c04f5a26a4b53c0372427913b1b8e"}

// npm is what the package holds.
type npm struct {
	weights []byte
	pieces  []piece
}

// A piece is one entry of the vocabulary. Some have no score, which the package's tokenizer
// takes for 0.
type piece struct {
	text  string
	score float64
}

func (p *piece) UnmarshalJSON(raw []byte) error {
	return json.Unmarshal(raw, &[]any{&p.text, &p.score})
}

// open reads the package that is unpacked in dir, and holds it to its hashes.
func open(dir string) (*npm, error) {
	p := new(npm)
	for _, s := range shards {
		raw, err := s.read(dir)
		if err != nil {
			return nil, err
		}
		p.weights = append(p.weights, raw...)
	}
	raw, err := vocabularyFile.read(dir)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(raw, &p.pieces); err != nil {
		return nil, fmt.Errorf("read %s: %w", vocabularyFile.name, err)
	}
	return p, nil
}

func (f file) read(dir string) ([]byte, error) {
	raw, err := os.ReadFile(filepath.Join(dir, "dist", f.name))
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(raw)
	if got := hex.EncodeToString(sum[:]); got != f.hash {
		return nil, fmt.Errorf("%s has SHA-256 %s, want %s", f.name, got, f.hash)
	}
	return raw, nil
}

// floats are the weights of a tensor that begins at a byte offset.
func (p *npm) floats(offset, count int) []float32 {
	fs := make([]float32, count)
	for i := range fs {
		fs[i] = math.Float32frombits(binary.LittleEndian.Uint32(p.weights[offset+4*i:]))
	}
	return fs
}
