package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"howto/bot"
	"howto/config"
)

// How long to wait for a Slack that cannot be reached at the start: twice as long each time.
const (
	awayFirst = 2 * time.Second
	awayMost  = time.Minute
)

// meet makes the bot, for which Slack has to say who it is. A patient one waits for Slack, and says meanwhile on
// the web that it is alive and not ready.
func (v *service) meet(ctx context.Context, patient bool) (*bot.Bot, error) {
	if !patient {
		return bot.New(ctx, v.botOptions())
	}
	var b *bot.Bot
	err := insist(ctx, v.log.With("listening", v.web.Addr().String()), func() (err error) {
		if b, err = bot.New(ctx, v.botOptions()); errors.Is(err, bot.ErrAway) {
			v.startWeb()
		}
		return err
	})
	return b, err
}

// insist does something until Slack could be reached for it, or ctx is done.
func insist(ctx context.Context, log *slog.Logger, do func() error) error {
	for wait := awayFirst; ; wait = min(2*wait, awayMost) {
		err := do()
		switch {
		case !errors.Is(err, bot.ErrAway) || ctx.Err() != nil:
			if err == nil && wait > awayFirst {
				log.InfoContext(ctx, "no longer waiting for Slack")
			}
			return err
		case wait == awayFirst:
			log.WarnContext(ctx, "waiting for Slack, which is tried again every minute at least", "err", err)
		}
		if err := pause(ctx, wait); err != nil {
			return err
		}
	}
}

// startWeb begins to answer health checks and to give out metrics, and to take Slack's requests in HTTP mode once
// there is a bot for them. It does so once.
func (v *service) startWeb() {
	if v.server != nil {
		return
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("alive\n"))
	})
	mux.HandleFunc("GET /readyz", v.serveReady)
	mux.Handle("GET /metrics", v.counts.handler(v.log))
	if v.cfg.Slack.Mode == config.ModeHTTP {
		mux.HandleFunc("/slack/", func(w http.ResponseWriter, r *http.Request) {
			if h := v.slack.Load(); h != nil {
				(*h).ServeHTTP(w, r)
				return
			}
			http.Error(w, "not connected to Slack", http.StatusServiceUnavailable) // which sends events again
		})
	}
	v.server = &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	v.failed = make(chan error, 1)
	go func() { v.failed <- v.server.Serve(v.web) }()
}

// serveWeb answers on the web until ctx is done.
func (v *service) serveWeb(ctx context.Context) error {
	if v.cfg.Slack.Mode == config.ModeHTTP {
		h := v.bot.Handler(secrets(v.cfg.Slack.SigningSecrets))
		v.slack.Store(&h)
	}
	v.startWeb()
	if v.cfg.Slack.Mode == config.ModeHTTP {
		v.connected(1)
	}
	select {
	case err := <-v.failed:
		return fmt.Errorf("serve %s: %w", v.web.Addr(), err)
	case <-ctx.Done():
		v.up.Store(false)
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainWait)
		defer cancel()
		return v.server.Shutdown(stop)
	}
}
