package main

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"howto/config"
	"howto/search"
	"howto/store"
)

// teachLearnt makes x know what use has taught the bot of this installation. Where there is no
// database yet, nothing has.
func teachLearnt(ctx context.Context, cfg config.Config, x *search.Index) (err error) {
	if cfg.Store.URL == "" && !exists(filepath.Join(cfg.Data.Dir, databaseFile)) {
		return nil
	}
	s, err := store.OpenReadOnly(ctx, store.Options{URL: cfg.Store.URL.Reveal(), Dir: cfg.Data.Dir})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return teach(ctx, x, s)
}

// teach makes x know what the store holds.
func teach(ctx context.Context, x *search.Index, s *store.Store) error {
	// A lesson that cannot be read costs only itself; the bot that runs says so.
	lessons, _, err := s.Lessons(ctx)
	if err != nil {
		return err
	}
	strikes, err := s.Strikes(ctx)
	if err != nil {
		return err
	}
	x.Teach(lessons, strikes, time.Now())
	return nil
}
