package search

import (
	"context"
	"time"

	"howto/search/vectors"
)

// ponderAgain is how long the second opinion rests after its encoder failed.
const ponderAgain = time.Minute

// ponder has the second opinion encode what is new, until ctx ends. Nothing waits for it: a library
// that takes the place of another is searched by words until it is through.
func (l *Live) ponder(ctx context.Context) {
	defer close(l.pondered)
	o := l.options.Opinion
	if o == nil {
		return
	}
	if why := o.Rebuilt(); why != "" {
		l.log.Warn("vectors of assets are computed anew", "reason", why)
	}
	for failed := false; ; {
		select {
		case <-ctx.Done():
			return
		case <-l.roused:
		}
		err := l.ponderOnce(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && !failed:
			// Said once: searches go by words meanwhile.
			l.log.Warn("second opinion not to be had for now", "err", err)
		case err == nil && failed:
			l.log.Info("second opinion again")
		}
		if failed = err != nil; failed {
			if pause(ctx, ponderAgain) != nil {
				return
			}
			l.rouse()
		}
	}
}

func (l *Live) ponderOnce(ctx context.Context) error {
	x := l.index()
	before := x.understood.Load() != nil
	used, err := x.understand(ctx, func() bool { return l.index() == x })
	if err != nil || l.index() != x {
		return err
	}
	if !before {
		l.log.Info("second opinion ready", "assets", x.Len())
	}
	return l.options.Opinion.only(used)
}

// only forgets the vectors that are not used any more, on disk as well.
func (o *Opinion) only(used map[vectors.Key]bool) error {
	o.table.Only(used)
	return o.table.Save()
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
