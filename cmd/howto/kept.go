package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"howto/config"
	"howto/escalation"
	"howto/search"
	"howto/store"
)

// kept is what a command that only looks needs of an installation: its settings, and its database
// opened for reading beside a bot that may be running.
type kept struct {
	cfg    config.Config
	store  *store.Store
	roster escalation.Roster
}

// openSettings reads the installation that the configuration names, without its database. Where none
// has been started and there is no configuration, it reads what the last demo left, and says so.
func (a *app) openSettings() (kept, error) {
	cfg, err := a.load()
	if err != nil {
		return kept{}, err
	}
	if dir, ok := demoLeft(cfg); ok {
		if cfg, err = demoSettings(dir, "http://127.0.0.1", demoTokens{}); err != nil {
			return kept{}, err
		}
		fmt.Fprintf(a.err, "reading what the demo left in %s\n", dir)
	}
	k := kept{cfg: cfg}
	k.roster, err = rosterOf(cfg)
	return k, err
}

// openKept is openSettings with the database.
func (a *app) openKept(ctx context.Context) (kept, error) {
	k, err := a.openSettings()
	if err != nil {
		return kept{}, err
	}
	if d := k.cfg.Data.Dir; exists(filepath.Join(d, halfFile)) {
		return kept{}, fmt.Errorf("the demo has not written all of its past to %s; wait until it says that it is running, "+
			"or start it again", d)
	}
	k.store, err = store.OpenReadOnly(ctx, store.Options{URL: k.cfg.Store.URL.Reveal(), Dir: k.cfg.Data.Dir})
	dir := filepath.Join(k.cfg.Data.Dir, demoDir)
	if errors.Is(err, fs.ErrNotExist) && exists(filepath.Join(dir, databaseFile)) {
		err = fmt.Errorf("%w; what the demo left is read with --config %s", err, filepath.Join(dir, demoFile))
	}
	if err != nil {
		return kept{}, err
	}
	return k, nil
}

// openKeptToChange is openKept for a command that changes something beside the bot that may be running.
// It makes and migrates no database either.
func (a *app) openKeptToChange(ctx context.Context) (kept, error) {
	k, err := a.openKept(ctx)
	if err != nil {
		return kept{}, err
	}
	if err := k.store.Close(); err != nil {
		return kept{}, err
	}
	k.store, err = store.Open(ctx, store.Options{URL: k.cfg.Store.URL.Reveal(), Dir: k.cfg.Data.Dir})
	if err != nil {
		return kept{}, err
	}
	return k, nil
}

// hasStore reports whether a bot has made the database already.
func (k kept) hasStore() bool {
	return k.cfg.Store.URL != "" || exists(filepath.Join(k.cfg.Data.Dir, databaseFile))
}

// demoLeft is the folder of the last demo, when nothing but a demo has been run here: no teams are set
// up, and the data directory holds no database but the demo's.
func demoLeft(cfg config.Config) (string, bool) {
	dir := filepath.Join(cfg.Data.Dir, demoDir)
	if len(cfg.Teams) > 0 || cfg.Store.URL != "" || exists(filepath.Join(cfg.Data.Dir, databaseFile)) {
		return "", false
	}
	return dir, exists(filepath.Join(dir, databaseFile))
}

// exists reports whether there is a file, or may be one: what this user is not allowed to see is there for
// those who try to read it, and they say what stands in the way.
func exists(file string) bool {
	_, err := os.Stat(file)
	return !errors.Is(err, fs.ErrNotExist)
}

// teams are the team of that name, or all when there is no name.
func (k kept) teams(name string) ([]escalation.Team, error) {
	if name == "" {
		return k.roster.Teams(), nil
	}
	if t, ok := k.roster.Team(name); ok {
		return []escalation.Team{t}, nil
	}
	var known []string
	for _, t := range k.roster.Teams() {
		known = append(known, t.ID)
	}
	return nil, fmt.Errorf("no team %q; the teams are: %s", name, strings.Join(known, ", "))
}

// library is the library as it is now, of files and of what was published; titles are all that is taken
// from it, so what cannot be read is left out.
func (k kept) library(ctx context.Context) search.Library {
	lib, _, err := search.Load(k.cfg.Library.Dirs...)
	if err != nil {
		lib = search.Library{}
	}
	published, _, err := k.store.Published(ctx)
	if err != nil {
		return lib
	}
	return lib.With(published)
}
