package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"howto/config"
	"howto/library"
	"howto/sandbox"
	"howto/search"

	"github.com/gofrs/flock"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
)

// demoListen is where the page is found unless that port is taken.
const demoListen = "127.0.0.1:8484"

// A demoRun is what the flags of demo say.
type demoRun struct {
	listen  string
	mode    string
	library string
	year    bool
}

// demoTokens are made anew for each demo: nothing outside it can use them.
type demoTokens struct{ bot, app, secret string }

// A demoPlace is the workspace that a demo's bot belongs to.
type demoPlace struct {
	url    string
	tokens demoTokens
	clock  *demoClock
}

// demo runs everything in one process, against a sandbox.
func (a *app) demo() *cobra.Command {
	var d demoRun
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Try everything on this machine, without a Slack workspace",
		Long: "demo starts a sandbox workspace, the bot and a sample library in one process, and prints the\n" +
			"address of a page on which you can be an asker, an expert or a manager. It begins with two weeks\n" +
			"of made-up asks, or with a year of a company of 2,000 people and 20 teams. What you do is kept in\n" +
			"data/demo until the next demo starts, so that `howto export` and `howto digest` can show it. The year\n" +
			"has a ledger without cases: `howto digest` says that it does not add up, and shows none of its figures.",
		Example: "  howto demo\n  howto demo --year\n  howto demo --mode http --listen 127.0.0.1:9000",
		Args:    exactly(0, "no arguments"),
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.runDemo(cmd.Context(), d) },
	}
	cmd.Flags().StringVar(&d.listen, "listen", "", "`address` of the page (default "+demoListen+", or any free port)")
	cmd.Flags().StringVar(&d.mode, "mode", config.ModeSocket, "how Slack reaches the bot: socket or http")
	cmd.Flags().StringVar(&d.library, "library", "", "serve the assets in this `folder` instead of the sample")
	cmd.Flags().BoolVar(&d.year, "year", false, "begin with a year of a company of 2,000 people, which takes about a minute to write")
	return cmd
}

func (a *app) runDemo(ctx context.Context, d demoRun) (err error) {
	if d.mode != config.ModeSocket && d.mode != config.ModeHTTP {
		return usageError{fmt.Errorf("--mode %q: want socket or http", d.mode)}
	}
	tokens, err := newDemoTokens()
	if err != nil {
		return err
	}
	clock := new(demoClock)
	workspace := demoWorkspace(tokens)
	workspace.Mode, workspace.Now, workspace.MoveClock = d.mode, clock.live, clock.move
	w, err := sandbox.New(workspace)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if err := startPage(w, d.listen); err != nil {
		return err
	}
	v, err := a.demoService(ctx, d, demoPlace{url: w.URL(), tokens: tokens, clock: clock})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	clock.store.Store(v.store)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return v.run(ctx) })
	g.Go(func() error { return a.greet(ctx, v, w, d) })
	return g.Wait()
}

// startPage opens the page's address: the wished one, or else the usual one, or else any.
func startPage(w *sandbox.Workspace, listen string) error {
	if listen != "" {
		if err := w.Start(listen); err != nil {
			return fmt.Errorf("demo: page on %s: %w; choose another address with --listen", listen, err)
		}
		return nil
	}
	err := w.Start(demoListen)
	if errors.Is(err, syscall.EADDRINUSE) {
		err = w.Start("127.0.0.1:0")
	}
	if err != nil {
		return fmt.Errorf("demo: page: %w; choose an address with --listen", err)
	}
	return nil
}

// demoService opens the bot on fresh data, with the sample in it.
func (a *app) demoService(ctx context.Context, d demoRun, p demoPlace) (*service, error) {
	cfg, err := a.load()
	if err != nil {
		return nil, err
	}
	if d.library != "" {
		if _, _, err := search.Load(d.library); err != nil {
			return nil, fmt.Errorf("demo: %w", err)
		}
	}
	dir := filepath.Join(cfg.Data.Dir, demoDir)
	if d.library != "" && below(dir, d.library) {
		return nil, fmt.Errorf("demo: %s is in the folder that each demo clears: copy it elsewhere first", d.library)
	}
	if err := freshData(dir); err != nil {
		return nil, err
	}
	if err := writeDemoConfig(dir, d); err != nil {
		return nil, err
	}
	// From before there is a database until the past in it is whole.
	if err := os.WriteFile(filepath.Join(dir, halfFile), nil, 0o600); err != nil {
		return nil, fmt.Errorf("demo: %w; make the folder writable or set data.dir", err)
	}
	demo, err := demoSettings(dir, p.url, p.tokens)
	if err != nil {
		return nil, err
	}
	demo.Log = cfg.Log
	if a.logLevel == "" {
		demo.Log.Level = "warn" // a newcomer wants to see the address, not the log
	}
	log, err := a.logger(demo.Log)
	if err != nil {
		return nil, err
	}
	if d.library == "" {
		if err := unpack(demo.Library.Dirs[0]); err != nil {
			return nil, err
		}
	}
	return open(ctx, setup{cfg: demo, log: log, clock: p.clock.Now, progress: progressBar(a.err),
		fill: func(ctx context.Context, v *service) error {
			if err := a.writePast(ctx, v, d, p.clock); err != nil {
				return err
			}
			if err := os.Remove(filepath.Join(dir, halfFile)); err != nil {
				return fmt.Errorf("demo: %w", err)
			}
			return nil
		}})
}

// writePast fills the store of v with what has been asked before the demo begins.
func (a *app) writePast(ctx context.Context, v *service, d demoRun, clock *demoClock) error {
	zone, err := time.LoadLocation(demoZone)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	assets := v.live.Library().Assets()
	if d.year {
		fmt.Fprintln(a.err, "writing the year of 2,000 people, which takes about a minute")
		return writeYear(ctx, v.store, yearCompany(v.roster, assets, clock.Now(), zone))
	}
	return writeSample(ctx, sampler{store: v.store, clock: clock, roster: v.roster, assets: assets}, clock.Now(), zone)
}

// demoDir is the folder of the demo within the data directory.
const demoDir = "demo"

// demoFile is the configuration of a demo, within its folder.
const demoFile = "howto.yaml"

// halfFile is in the folder of a demo while not all of its past is in the database, and stays there when it
// was stopped before.
const halfFile = "half-written"

// demoMark begins demoFile, so that the next demo knows the folder again.
const demoMark = "# Written by howto demo. The next demo clears this folder.\n"

// writeDemoConfig writes the configuration of the demo the way an operator would.
func writeDemoConfig(dir string, d demoRun) error {
	from := d.library
	if from == "" {
		from = filepath.Join(dir, "library")
	}
	settings := demoConfig
	if d.year {
		settings = strings.Replace(settings, "teams:\n", "teams:\n"+yearTeams(), 1)
	}
	text := fmt.Sprintf(demoMark+"%sslack: {mode: %s}\nhttp: {listen: \"127.0.0.1:0\"}\ndata: {dir: %q}\n"+
		"library: {dirs: [%q], curators: [U0CORA]}\n", settings, d.mode, dir, from)
	if err := os.WriteFile(filepath.Join(dir, demoFile), []byte(text), 0o600); err != nil {
		return fmt.Errorf("demo: %w; make the folder writable or set data.dir", err)
	}
	return nil
}

// demoSettings reads the configuration of the demo in dir, with these tokens.
func demoSettings(dir string, url string, t demoTokens) (config.Config, error) {
	cfg, err := config.Load(filepath.Join(dir, demoFile), []string{"SLACK_BOT_TOKEN=" + t.bot,
		"SLACK_APP_TOKEN=" + t.app, "SLACK_SIGNING_SECRET=" + t.secret, "SLACK_API_URL=" + url + "/api/"})
	if err != nil {
		return config.Config{}, fmt.Errorf("demo: %w", err)
	}
	return cfg, nil
}

// freshData empties the folder that an earlier demo left, unless that demo is still running. A folder in
// which no demo has been, which its configuration shows, is somebody's own and stays as it is.
func freshData(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("demo: %w; make the folder writable or set data.dir", err)
	}
	lock := flock.New(filepath.Join(dir, lockFile))
	held, err := lock.TryLock()
	if err != nil {
		return fmt.Errorf("demo: %s: %w; make the folder writable or set data.dir", dir, err)
	}
	if !held {
		return fmt.Errorf("demo: another demo is running in %s; stop that one first", dir)
	}
	defer func() { _ = lock.Unlock() }()
	old, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	mark, err := os.ReadFile(filepath.Join(dir, demoFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("demo: %w", err)
	}
	ours := strings.HasPrefix(string(mark), demoMark)
	for _, e := range old {
		if e.Name() == lockFile {
			continue
		}
		if !ours {
			return fmt.Errorf("demo: %s holds %s, which is not from a demo: move it away or set data.dir", dir, e.Name())
		}
		if e.Name() == demoFile {
			continue // last: a removal that was interrupted can then go on
		}
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return fmt.Errorf("demo: %w; remove the folder yourself", err)
		}
	}
	if err := os.RemoveAll(filepath.Join(dir, demoFile)); err != nil {
		return fmt.Errorf("demo: %w; remove the folder yourself", err)
	}
	return nil
}

// below reports whether path is dir or below it, whatever links lead there.
func below(dir, path string) bool {
	real := func(p string) string {
		if abs, err := filepath.Abs(p); err == nil {
			p = abs
		}
		if resolved, err := filepath.EvalSymlinks(p); err == nil {
			p = resolved
		}
		return p
	}
	rel, err := filepath.Rel(real(dir), real(path))
	return err == nil && filepath.IsLocal(rel)
}

// unpack writes the sample library to dir, so that it can be edited while the demo runs.
func unpack(dir string) error {
	err := fs.WalkDir(library.Files, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := library.Files.ReadFile(path)
		if err != nil {
			return err
		}
		file := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		return os.WriteFile(file, raw, 0o644)
	})
	if err != nil {
		return fmt.Errorf("demo: sample library: %w", err)
	}
	return nil
}

// greet waits until the bot is connected and tells the visitor where to go.
func (a *app) greet(ctx context.Context, v *service, w *sandbox.Workspace, d demoRun) error {
	if d.mode == config.ModeHTTP {
		base := "http://" + v.web.Addr().(*net.TCPAddr).String()
		err := w.SetEndpoints(ctx, sandbox.Endpoints{Events: base + "/slack/events",
			Commands: base + "/slack/commands", Interactivity: base + "/slack/interactivity"})
		if err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	select {
	case <-ctx.Done():
		return nil
	case <-v.ready:
	}
	_, err := fmt.Fprintf(a.out, `howto demo is running: %s

  As Amira, type   /howto refund without receipt
  Press Ask an expert, then switch to the expert and answer in the thread.
  Or let nobody answer: the clock at the top of the page moves the time on.
  As Mara, the manager, read last week's digest in the direct messages.

  Afterwards:      howto export --format csv
  Stop with Ctrl-C.
`, w.URL())
	return err
}

func newDemoTokens() (demoTokens, error) {
	var t demoTokens
	for prefix, to := range map[string]*string{"xoxb-demo-": &t.bot, "xapp-demo-": &t.app, "": &t.secret} {
		raw := make([]byte, 16)
		if _, err := rand.Read(raw); err != nil {
			return t, fmt.Errorf("demo: tokens: %w", err)
		}
		*to = prefix + hex.EncodeToString(raw)
	}
	return t, nil
}
