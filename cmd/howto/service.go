package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"howto/bot"
	"howto/config"
	"howto/escalation"
	"howto/search"
	"howto/store"

	"github.com/gofrs/flock"
	"github.com/slack-go/slack"
	"golang.org/x/sync/errgroup"
)

const (
	// drainWait bounds how long a stopping bot goes on sending what it has promised.
	drainWait = 10 * time.Second
	// sweepEvery is how often what has been kept long enough is removed.
	sweepEvery = time.Hour
)

// Files in the data directory that more than one command looks for.
const (
	lockFile     = "lock"     // held by the bot that uses the directory
	databaseFile = "howto.db" // as the store calls it
	indexDir     = "index"    // of the search; it can be made anew
)

// A service is a running bot: all rooms, wired together.
type service struct {
	cfg     config.Config
	log     *slog.Logger
	now     func() time.Time // the one clock that all rooms go by
	sample  bool             // the ledger holds a made-up sample
	lock    *flock.Flock
	store   *store.Store
	live    *search.Live
	roster  escalation.Roster
	waits   *usualWaits
	counts  *metrics
	checked checked // the stored data, week by week
	bot     *bot.Bot
	source  *sources // schedules that are kept elsewhere
	web     net.Listener
	server  *http.Server                 // answers on web, once it was started
	failed  chan error                   // why server ended
	slack   atomic.Pointer[http.Handler] // takes Slack's requests, once there is a bot
	up      atomic.Bool                  // Slack can reach the bot
	stores  prober                       // whether anything can be stored
	ready   chan struct{}
}

// A setup is what a service is made from.
type setup struct {
	cfg      config.Config
	log      *slog.Logger
	clock    func() time.Time // default: time.Now
	progress func(done, total int)
	patient  bool                                  // waits for a Slack that cannot be reached
	fill     func(context.Context, *service) error // writes the demo's sample; nil otherwise
}

// open builds a service in the order in which the rooms depend on each other. Nothing in the data
// directory is touched before the configuration has been found good.
func open(ctx context.Context, s setup) (_ *service, err error) {
	v := &service{cfg: s.cfg, log: s.log, now: s.clock, sample: s.fill != nil, ready: make(chan struct{}, 8)}
	v.checked.madeUp = s.fill != nil
	if v.now == nil {
		v.now = time.Now
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, v.Close())
		}
	}()
	if v.roster, err = rosterOf(s.cfg); err != nil {
		return nil, err
	}
	if v.web, err = listen(ctx, s.cfg.HTTP.Listen); err != nil {
		return nil, err
	}
	v.store, err = v.openStore(ctx)
	if err != nil {
		return nil, err
	}
	o, err := searchOptions(s.cfg, func(err error) { s.log.Warn("shipped confidence model used", "err", err) })
	if err != nil {
		return nil, err
	}
	v.counts = newMetrics(newBacklog(v.store, v.roster))
	o.Dir, o.Log, o.Progress = filepath.Join(s.cfg.Data.Dir, indexDir), s.log, s.progress
	o.OnReload = v.sayLibrary
	var by string
	// An endpoint is not tried, so that the start does not wait for it.
	o.Opinion, by, err = opinionOf(ctx, s.cfg, opinionSetup{dir: o.Dir, counted: v.counts.opinion})
	if err != nil {
		return nil, err
	}
	s.log.Info("second opinion", "is", by)
	v.live, err = search.Follow(ctx, s.cfg.Library.Dirs, o)
	if err != nil {
		return nil, err
	}
	v.sayLibrary(v.live.Library(), v.live.Faults())
	if err := v.publisher().once(ctx); err != nil {
		return nil, err
	}
	if s.fill != nil {
		if err := s.fill(ctx, v); err != nil {
			return nil, err
		}
	}
	v.waits = &usualWaits{store: v.store, now: v.now, log: s.log, floor: s.cfg.Outcomes.Floor}
	if v.bot, err = v.meet(ctx, s.patient); err != nil {
		return nil, err
	}
	v.source = newSources(ctx, s.cfg, v.bot, s.log)
	v.source.prime(ctx)
	v.scheduleChanged(ctx) // before anything goes by the schedules
	return v, nil
}

// openStore takes the data directory for this process and opens the database in it.
func (v *service) openStore(ctx context.Context) (*store.Store, error) {
	dir := v.cfg.Data.Dir
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("data directory %s: %w; make it writable or set data.dir", dir, err)
	}
	lock := flock.New(filepath.Join(dir, lockFile))
	held, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("data directory %s: %w; make it writable or set data.dir", dir, err)
	}
	if !held {
		return nil, fmt.Errorf("data directory %s: another howto is using it; stop that one or set data.dir", dir)
	}
	v.lock = lock
	s, err := store.Open(ctx, store.Options{URL: v.cfg.Store.URL.Reveal(), Dir: dir, Now: v.now, Log: v.log})
	if err != nil || v.cfg.Store.URL != "" {
		return s, err
	}
	// The lock says that nobody else is at the file: what an earlier process had begun is free.
	if err := s.Reclaim(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// slackClient speaks to Slack as the configuration says. slack-go's own client has no timeout, and its
// retries would post twice.
func slackClient(c config.Slack, transport http.RoundTripper) *slack.Client {
	return slack.New(c.BotToken.Reveal(), slack.OptionAppLevelToken(c.AppToken.Reveal()), slack.OptionAPIURL(c.APIURL),
		slack.OptionHTTPClient(&http.Client{Timeout: 15 * time.Second, Transport: transport}))
}

func (v *service) botOptions() bot.Options {
	return bot.Options{
		Slack:  slackClient(v.cfg.Slack, countedCalls{next: http.DefaultTransport, calls: v.counts.calls}),
		Finder: timedFinder{Finder: v.live, seconds: v.counts.search},
		Ledger: countedLedger{Ledger: v.store, asks: v.counts.asks}, Desk: v.store, Cases: v.store,
		Memory: v.live, Strikes: v.store, Drafts: v.store, News: v.store, Rota: v.rota(), Overrides: v.store,
		Digests: v.store, Looks: v.store, Keeper: v.store,
		ScheduleChanged: v.scheduleChanged, AsOf: v.asOf, Mode: askedFor(v.cfg.Outcomes), Wait: v.waits.of, Work: v.store.Work,
		Curators: v.cfg.Library.Curators, Admin: v.cfg.Slack.AdminChannel, Command: v.cfg.Slack.Command,
		NewID: v.store.NewID, Now: v.store.Now, Log: v.log,
		Missing: func(err error) bool { return errors.Is(err, store.ErrNotFound) },
	}
}

// run serves until ctx is done, then finishes what was promised and returns.
func (v *service) run(ctx context.Context) error {
	g, run := errgroup.WithContext(ctx)
	sender := bot.Sender{Bot: v.bot, Outbox: v.store, Wake: v.store.Wake()}
	engine := escalation.Engine{Cases: v.store, Rota: v.rota(), Now: v.store.Now, Log: v.log, Mended: v.mended}
	if v.cfg.Slack.Mode == config.ModeSocket {
		g.Go(func() error { return v.bot.ServeSocket(run, v.connected) })
	}
	g.Go(func() error { return v.serveWeb(run) })
	g.Go(func() error { sender.Run(run); return nil })
	g.Go(func() error { return engine.Run(run) })
	g.Go(func() error { v.source.Run(run); return nil })
	g.Go(func() error { v.duties().Run(run); return nil })
	g.Go(func() error { v.userGroups().Run(run); return nil })
	g.Go(func() error { v.weekly(run); return nil })
	g.Go(func() error { v.sweep(run); return nil })
	g.Go(func() error { v.closing(run); return nil })
	g.Go(func() error { v.bot.KeepNames(run); return nil })
	g.Go(func() error { v.learner().Run(run); return nil })
	g.Go(func() error { v.publisher().Run(run); return nil })
	g.Go(func() error { v.looker().Run(run); return nil })
	// Dice pressed the buttons of a sample: how sure to be cannot be told from them.
	if !v.sample && ownConfidence(v.cfg) == nil {
		g.Go(func() error { v.recalibrator().Run(run); return nil })
	}
	g.Go(func() error { v.bot.KeepGroups(run); return nil })
	g.Go(func() error { v.bot.Warm(run); return nil })
	err := g.Wait()
	v.drain(context.WithoutCancel(ctx), sender)
	return err
}

// mended counts cases that an audit found stranded, and tells whoever runs the program.
func (v *service) mended(ctx context.Context, cases []string) {
	v.counts.mended.Add(float64(len(cases)))
	if err := v.bot.Mended(ctx, len(cases)); err != nil {
		v.log.ErrorContext(ctx, "admin channel not told of mended cases", "cases", len(cases), "err", err)
	}
}

// rota says whom teams can ask.
func (v *service) rota() escalation.Rota {
	return escalation.Rota{Roster: v.roster, Loads: v.store.Loads, Presence: v.presence, Log: v.log}
}

// presence is whether a person can be asked; before the bot is there, everybody can.
func (v *service) presence(ctx context.Context, u escalation.User) escalation.Presence {
	if v.bot == nil {
		return escalation.There
	}
	return v.bot.Presence(ctx, u)
}

func (v *service) duties() *duties {
	return &duties{store: v.store, roster: v.roster, sources: v.source, bot: v.bot, now: v.now, log: v.log,
		told: map[string][]escalation.User{}}
}

func (v *service) userGroups() *bot.UserGroups {
	return bot.NewUserGroups(v.bot, userGroups(v.cfg), v.cfg.Slack.AdminChannel)
}

// asOf says how old a team's schedule is that is kept elsewhere, if that has to be said.
func (v *service) asOf(team string) (time.Time, bool) { return v.source.asOf(team) }

// scheduleChanged brings a change into force that somebody has just made. What fails here is done a
// second later.
func (v *service) scheduleChanged(ctx context.Context) {
	if err := v.duties().follow(ctx); err != nil {
		v.log.WarnContext(ctx, "schedules not followed at once", "err", err)
	}
}

func (v *service) learner() *learner {
	return &learner{store: v.store, live: v.live, name: v.bot.IsName, names: v.names(),
		now: v.now, log: v.log}
}

// names is the wait for what people of the workspace are called.
func (v *service) names() *namesWait { return &namesWait{known: v.bot.KnowsNames, now: v.now} }

func (v *service) looker() *looker {
	return &looker{store: v.store, live: v.live, studier: v.studier, now: v.now, log: v.log}
}

func (v *service) publisher() *publisher {
	return &publisher{store: v.store, live: v.live, bot: v.bot, now: v.now, log: v.log}
}

func (v *service) recalibrator() *recalibrator {
	return &recalibrator{cfg: v.cfg, store: v.store, live: v.live, now: v.now, log: v.log}
}

// connected notes over how many connections Slack can reach the bot.
func (v *service) connected(n int) {
	v.up.Store(n > 0)
	if n == 0 {
		return
	}
	select {
	case v.ready <- struct{}{}:
	default:
	}
}

// drain sends what was promised before the stop, as long as it goes well and not for ever.
func (v *service) drain(ctx context.Context, s bot.Sender) {
	ctx, cancel := context.WithTimeout(ctx, drainWait)
	defer cancel()
	for ctx.Err() == nil && s.Once(ctx) > 0 {
	}
	if n, err := v.store.Outstanding(ctx); err == nil && n > 0 {
		v.log.InfoContext(ctx, "messages left for the next start", "rows", n)
	}
}

// sweep removes what has been kept long enough, every hour.
func (v *service) sweep(ctx context.Context) {
	keepDoing(ctx, v.log, chore{work: "removing old rows", do: v.store.Sweep, first: sweepEvery, every: sweepEvery})
}

// Close closes what is open, in the reverse order.
func (v *service) Close() error {
	var errs []error
	if v.live != nil {
		errs = append(errs, v.live.Close())
	}
	if v.store != nil {
		errs = append(errs, v.store.Close())
	}
	if v.server != nil {
		errs = append(errs, v.server.Close())
	}
	if v.web != nil {
		if err := v.web.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	if v.lock != nil {
		errs = append(errs, v.lock.Unlock())
	}
	return errors.Join(errs...)
}

// sayLibrary says how much of the library is in force, and which assets were left out.
func (v *service) sayLibrary(l search.Library, faults []search.Fault) {
	v.log.Info("library loaded", "assets", l.Len(), "faults", len(faults))
	if l.Len() == 0 {
		v.log.Warn("the library is empty: every question goes to a person; put assets into library.dirs",
			"dirs", v.cfg.Library.Dirs)
	}
	for _, f := range faults {
		v.log.Warn("asset left out or at fault", "file", f.File, "line", f.Line, "fault", f.Text)
	}
}

// listen opens the web address of the bot.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w; stop the program that uses the port or set http.listen",
			addr, err)
	}
	return l, nil
}

// serveReady says whether questions can be taken: Slack can reach the bot and what they ask can be stored.
func (v *service) serveReady(w http.ResponseWriter, r *http.Request) {
	if !v.up.Load() {
		http.Error(w, "not connected to Slack", http.StatusServiceUnavailable)
		return
	}
	if err := v.stores.ask(r.Context(), v.probe); err != nil {
		http.Error(w, "nothing can be stored", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

// probe tries whether anything can be stored, and logs why not.
func (v *service) probe(ctx context.Context) error {
	err := v.store.Probe(ctx)
	if err != nil {
		v.log.ErrorContext(ctx, "not ready: nothing can be stored", "err", err)
	}
	return err
}

func secrets(all []config.Secret) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = s.Reveal()
	}
	return out
}

// usersOf turns ids of the configuration into people.
func usersOf(ids []string) []escalation.User {
	out := make([]escalation.User, len(ids))
	for i, id := range ids {
		out[i] = escalation.User(strings.TrimSpace(id))
	}
	return out
}
