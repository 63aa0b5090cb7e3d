package search

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

// settle is how long a change waits for the ones that follow it: saving a file
// or checking out a branch is many changes in a moment.
const settle = 300 * time.Millisecond

// rescan is how often the folders are read although nothing was seen to change:
// a folder that was away for a while, or that lies on a strange file system, may
// change unseen.
const rescan = 5 * time.Minute

// Live is an [Index] that follows its folders. A change is loaded and indexed
// beside the index in use and takes its place in one step, so there is no moment
// in which nothing is found.
type Live struct {
	dirs    []string
	options Options
	log     *slog.Logger

	mu  sync.RWMutex // guards now
	now *edition

	reloading sync.Mutex // one reload at a time; guards published
	published []Published
	linked    []string   // folders that are watched for files which links lead to; guarded by reloading
	teaching  sync.Mutex // guards school, model and doubts; held while an edition takes the place of another
	school    school
	model     *Model // what SetModel was given last
	doubts    []Doubt
	watcher   *fsnotify.Watcher
	stop      context.CancelFunc
	done      chan struct{}
	roused    chan struct{} // there is something new for the second opinion
	pondered  chan struct{} // closed when it is not asked any more
}

// edition is one library in force, with its index and the searches that run on it.
type edition struct {
	index   *Index
	files   *Index  // of the folders alone; several editions may share it
	ground  Library // the folders as they were last read: the assets of files, and what stands beside them
	faults  []Fault
	aside   []Aside // published assets that are not served
	readers sync.WaitGroup
}

// Follow loads the folders, opens their index and begins to watch them. It fails
// when a folder cannot be read or the index cannot be opened; a fault in an asset
// only leaves that asset out. Where the system cannot watch folders, that is
// logged, and [Live.Reload] still works. The watching ends with ctx or Close,
// finding only with Close.
func Follow(ctx context.Context, dirs []string, o Options) (*Live, error) {
	lib, faults, err := Load(dirs...)
	if err != nil {
		return nil, err
	}
	faults = append(faults, lib.Faults(o.Language)...)
	index, err := Open(ctx, lib, o)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	l := &Live{
		dirs: slices.Clone(dirs), options: o, log: o.log(), stop: stop,
		now: &edition{index: index, files: index, ground: lib, faults: faults}, done: make(chan struct{}),
		roused: make(chan struct{}, 1), pondered: make(chan struct{}),
	}
	go l.ponder(ctx)
	l.rouse()
	l.watcher, err = fsnotify.NewWatcher()
	if err != nil {
		l.log.Warn("library folders are not watched", "err", err)
		close(l.done)
		return l, nil
	}
	l.watch(lib)
	go l.follow(ctx)
	return l, nil
}

// Find is [Index.Find] on the library now in force.
func (l *Live) Find(ctx context.Context, q Query) (Match, error) {
	e := l.acquire()
	defer e.readers.Done()
	return e.index.Find(ctx, q)
}

// school is what was last given to Teach, for the next edition.
type school struct {
	lessons []Lesson
	strikes []Strike
	now     time.Time
}

// Teach is [Index.Teach]; what was learnt stays when the library changes.
func (l *Live) Teach(lessons []Lesson, strikes []Strike, now time.Time) {
	// No edition may take its place meanwhile: it would know only what was taught before.
	l.teaching.Lock()
	defer l.teaching.Unlock()
	l.school = school{slices.Clone(lessons), slices.Clone(strikes), now}
	e := l.acquire()
	defer e.readers.Done()
	e.index.Teach(lessons, strikes, now)
	l.rouse()
}

// SetModel is [Index.SetModel], except that thresholds that the options of [Follow]
// name stand. The model stays when the library changes.
func (l *Live) SetModel(m Model) {
	o := l.options
	o.Model = &m
	m = o.model()
	l.teaching.Lock()
	defer l.teaching.Unlock()
	l.model = &m
	e := l.acquire()
	defer e.readers.Done()
	e.index.SetModel(m)
}

// Apart gives f an index as of [Index.Apart] of the library now in force, and returns
// what f returns. It is of use until f returns. While f runs, a library that was
// replaced is kept and the next waits; f should end when its work is called off.
func (l *Live) Apart(f func(*Index) error) error {
	e := l.acquire()
	defer e.readers.Done()
	return f(e.index.Apart())
}

// Learnt is [Index.Learnt] of the library now in force.
func (l *Live) Learnt(id string) (shown []Learnt, hidden int) {
	e := l.acquire()
	defer e.readers.Done()
	return e.index.Learnt(id)
}

// Phrase is [Index.Phrase] in the library now in force.
func (l *Live) Phrase(text string, name func(word string) bool) string {
	e := l.acquire()
	defer e.readers.Done()
	return e.index.Phrase(text, name)
}

// Asset returns the asset with that id, whoever may see it.
func (l *Live) Asset(id string) (Asset, bool) { return l.Library().Asset(id) }

// Library returns the library now in force.
func (l *Live) Library() Library {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.now.index.library
}

// Faults returns what was wrong in the folders when they were last read, whether
// or not the library read then was taken: the assets named there were left out of
// it, but for those with a "next" that names no asset, which lack that follow-up alone. When a folder itself could not be read, they stay as they were, and only the
// error of [Live.Reload] tells.
func (l *Live) Faults() []Fault {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return slices.Clone(l.now.faults)
}

// Rebuilt is [Index.Rebuilt] of the index now in force.
func (l *Live) Rebuilt() string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.now.index.rebuilt
}

// Close stops watching, waits for the searches that run, and releases the index.
// Nothing may be called after it.
func (l *Live) Close() error {
	l.stop()
	<-l.done
	<-l.pondered
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now.readers.Wait()
	return l.now.files.Close()
}

func (l *Live) acquire() *edition {
	l.mu.RLock()
	defer l.mu.RUnlock()
	l.now.readers.Add(1)
	return l.now
}

// Reload loads the folders now. A library that has lost more than half of its
// assets, or all, is more likely a mishap than an intention: it is refused, with
// an error that names the first fault, and the old one stays in force.
func (l *Live) Reload(ctx context.Context) error {
	l.reloading.Lock()
	defer l.reloading.Unlock()
	lib, faults, err := l.read(ctx, Load)
	if err != nil {
		return err
	}
	l.mu.Lock()
	old, known := l.now.files.library, l.now.faults
	l.now.faults = faults
	l.mu.Unlock()
	if lib.Hash() == old.Hash() {
		l.reground(ctx, lib)
		if !slices.Equal(faults, known) {
			l.tell(l.Library(), faults)
		}
		return nil
	}
	if lib.Len()*2 < old.Len() {
		return refusal(lib, old, faults)
	}
	index, err := Open(ctx, lib, l.options)
	if err != nil {
		return err
	}
	served, aside := inForce(lib, l.published)
	next := &edition{index: index.with(served), files: index, ground: lib, faults: faults, aside: aside}
	if err := l.swap(next); err != nil {
		l.log.Warn("search index before this one not closed", "err", err)
	}
	l.tell(next.index.library, faults)
	return nil
}

// reground takes note of what stands beside the assets in the folders, which are the same as before: a
// file with a fault holds back what was published under its id.
func (l *Live) reground(ctx context.Context, lib Library) {
	if _, aside := inForce(lib, l.published); !slices.Equal(aside, l.Aside()) {
		l.serve(ctx, lib)
		return
	}
	l.mu.Lock()
	l.now.ground = lib
	l.mu.Unlock()
}

// tell says that the library, or what is wrong in its folders, has changed.
func (l *Live) tell(lib Library, faults []Fault) {
	l.log.Info("library reloaded", "assets", lib.Len(), "faults", len(faults))
	if l.options.OnReload != nil {
		l.options.OnReload(lib, slices.Clone(faults))
	}
}

// read loads the folders, and again for as long as it finds one that was not
// watched while it was read: what came into that one meanwhile may have been missed.
func (l *Live) read(
	ctx context.Context, load func(dirs ...string) (Library, []Fault, error),
) (Library, []Fault, error) {
	for {
		lib, faults, err := load(l.dirs...)
		faults = append(faults, lib.Faults(l.options.Language)...)
		if err != nil || !l.watch(lib) || ctx.Err() != nil {
			return lib, faults, err
		}
	}
}

// refusal says why lib does not take the place of old.
func refusal(lib, old Library, faults []Fault) error {
	err := fmt.Errorf("%d of %d assets are left, more than half are gone: "+
		"the old library stays until the next start", lib.Len(), old.Len())
	if len(faults) > 0 {
		err = fmt.Errorf("%w; faults: %d, the first: %v", err, len(faults), faults[0])
	}
	return err
}

// swap puts e in force. Once the last search of the edition before it is over, it
// closes that one's index, unless e goes on with it.
func (l *Live) swap(e *edition) error {
	l.teaching.Lock()
	s := l.school
	e.index.Teach(s.lessons, s.strikes, s.now)
	if l.model != nil {
		e.index.SetModel(*l.model)
	}
	e.index.Doubt(l.doubts)
	l.mu.Lock()
	old := l.now
	l.now = e
	l.mu.Unlock()
	l.teaching.Unlock()
	l.rouse()
	old.readers.Wait()
	if old.files == e.files {
		return nil
	}
	return old.files.Close()
}

// follow reloads a moment after each change, until ctx ends.
func (l *Live) follow(ctx context.Context) {
	defer close(l.done)
	defer l.watcher.Close()
	// The first reload finds what changed between the reading and the watching.
	timer, waiting := time.NewTimer(settle), true
	defer timer.Stop()
	again := time.NewTicker(rescan)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-again.C:
			timer.Reset(0)
		case ev := <-l.watcher.Events:
			if !waiting && l.concerns(ev.Name) {
				waiting = true
				timer.Reset(settle)
			}
		case err := <-l.watcher.Errors:
			// Events may have been lost; reading everything again misses nothing.
			l.log.Warn("watching library folders", "err", err)
			if !waiting {
				waiting = true
				timer.Reset(settle)
			}
		case <-timer.C:
			waiting = false
			if err := l.Reload(ctx); err != nil && !errors.Is(err, context.Canceled) {
				l.log.Error("library not reloaded", "err", err)
			}
		}
	}
}

// watch adds the folders of lib, those of the files that links lead to, and what holds the topmost
// ones, so that one that is replaced as a whole is noticed. It reports whether any of them is
// watched only from now on.
func (l *Live) watch(lib Library) (more bool) {
	if l.watcher == nil {
		return false
	}
	before := map[string]bool{}
	for _, dir := range l.watcher.WatchList() {
		before[dir] = true
	}
	var own []string
	for _, dir := range l.dirs {
		own = append(own, filepath.Dir(filepath.Clean(dir)), dir)
	}
	own = append(own, lib.folders...)
	for _, dir := range own {
		l.add(dir)
	}
	l.watchTargets(lib, own)
	return slices.ContainsFunc(l.watcher.WatchList(), func(dir string) bool { return !before[dir] })
}

func (l *Live) add(dir string) {
	if err := l.watcher.Add(dir); err != nil && !errors.Is(err, fsnotify.ErrClosed) {
		l.log.Warn("library folder is not watched", "dir", dir, "err", err)
	}
}

// concerns reports whether a change at path can matter: not one that merely lies
// beside a folder of the library, or beside a file that a link leads to.
func (l *Live) concerns(path string) bool {
	path = filepath.Clean(path)
	inside := func(dir string) bool { return within(path, filepath.Clean(dir)) }
	ground := l.ground()
	return slices.ContainsFunc(l.dirs, inside) || slices.ContainsFunc(ground.folders, inside) ||
		ground.isTarget(path)
}
