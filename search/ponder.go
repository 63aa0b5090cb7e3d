package search

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ponder has the second opinion encode what is new, and another encoder speak when one fails, until ctx
// ends. Nothing waits for it: a library that takes the place of another is searched by words until it
// is through.
func (l *Live) ponder(ctx context.Context) {
	defer close(l.pondered)
	if l.options.Opinion == nil {
		return
	}
	if why := l.options.Opinion.Rebuilt(); why != "" {
		l.log.Warn("vectors of assets are computed anew", "reason", why)
	}
	p := pondering{Live: l, voices: l.options.Opinion.voices}
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.roused:
		case <-p.troubled:
			if p.resting() {
				continue
			}
			p.check(ctx)
		case <-p.due():
			if p.speaker.Load() != p.first && !p.resting() {
				p.check(ctx)
			}
		}
		p.once(ctx)
		p.keep()
	}
}

// pondering is what the goroutine that ponders knows.
type pondering struct {
	*Live
	*voices
	tried  time.Time // when the first encoder was last tried
	unkept time.Time // when the file could not be written; zero if it could

	forgotten int // how often it was said that another model answers
}

// resting reports whether the first encoder was tried a short while ago.
func (p *pondering) resting() bool { return time.Since(p.tried) < p.again }

// due tells when something that failed is to be tried again.
func (p *pondering) due() <-chan time.Time {
	failed := p.unkept
	if p.speaker.Load() != p.first && (failed.IsZero() || p.tried.Before(failed)) {
		failed = p.tried
	}
	if failed.IsZero() {
		return nil
	}
	return time.After(time.Until(failed.Add(p.again)))
}

// check tries the first encoder.
func (p *pondering) check(ctx context.Context) {
	before := p.speaker.Load()
	err := p.try(ctx)
	p.tried = time.Now()
	switch {
	case ctx.Err() != nil:
	case err != nil && before == p.first:
		p.fail(err)
	case err == nil && before != p.first:
		p.log.Info("second opinion again", "encoder", p.first.encoder.Version())
	}
	p.sayForgotten()
}

// sayForgotten says that another model answers at the endpoint than before.
func (p *pondering) sayForgotten() {
	if n := p.first.table.Forgotten(); n != p.forgotten {
		p.forgotten = n
		p.log.Warn("vectors of assets are computed anew", "reason", errOtherSize.Error())
	}
}

// fail says once that the encoder that spoke does so no more, and who does now.
func (p *pondering) fail(err error) {
	unable := p.replace()
	now := p.speaker.Load()
	switch {
	case unable != nil:
		p.log.Warn("second opinion not to be had for now", "err", fmt.Errorf("%w; and in its place: %w", err, unable))
	case now == nil:
		p.log.Warn("second opinion not to be had for now", "err", err)
	default:
		p.log.Warn("second opinion by a stand-in for now", "encoder", now.encoder.Version(), "err", err)
	}
}

// once has the encoder that speaks learn what it does not know.
func (p *pondering) once(ctx context.Context) {
	v, x := p.speaker.Load(), p.index()
	x.forgetPhrases(p.first)
	if p.second != nil {
		x.forgetPhrases(p.second)
	}
	if v == nil {
		return
	}
	before := x.understood.Load()
	err := x.understand(ctx, v, func() bool {
		return p.index() == x && (v == p.first || p.resting())
	})
	p.sayForgotten()
	switch {
	case ctx.Err() != nil:
		return
	case err != nil:
		p.tried = time.Now()
		p.fail(err)
		p.rouse() // for the one that speaks now
		return
	case p.index() != x:
		return
	}
	if !x.knows(v) {
		return // until the first encoder was tried again
	}
	if x.understood.Load() != before {
		p.log.Info("second opinion ready", "assets", x.Len(), "encoder", v.encoder.Version())
		x.forgetAssets(v)
	}
}

// keep writes the vectors of the assets to disk, whoever speaks now, and says once that it cannot.
func (p *pondering) keep() {
	err := p.first.table.Save()
	if p.second != nil {
		err = errors.Join(err, p.second.table.Save())
	}
	switch {
	case err == nil:
		p.unkept = time.Time{}
		return
	case p.unkept.IsZero():
		p.log.Warn("vectors of assets are not kept", "err", err)
	}
	p.unkept = time.Now()
}

// rouse says that there is something new for the second opinion.
func (l *Live) rouse() {
	select {
	case l.roused <- struct{}{}:
	default:
	}
}

// index is the index now in force, to be read from memory only: it may be closed at any time.
func (l *Live) index() *Index {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.now.index
}
