package main

import (
	"context"
	"sync"
	"time"
)

// probeEvery is how often it is tried at most whether anything can be stored: whoever asks for /readyz more often gets
// the same answer, so that nobody can keep the disk busy with asking.
const probeEvery = 5 * time.Second

// A prober remembers whether anything can be stored. The zero prober has not tried yet.
type prober struct {
	mu   sync.Mutex
	when time.Time
	err  error
}

// ask tries with probe, unless that was done a moment ago.
func (p *prober) ask(ctx context.Context, probe func(context.Context) error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.when.IsZero() || time.Since(p.when) >= probeEvery {
		p.err = probe(ctx)
		p.when = time.Now()
	}
	return p.err
}
