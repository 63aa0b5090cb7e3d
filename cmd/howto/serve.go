package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
)

// serve runs the bot against Slack.
func (a *app) serve() *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "Run the bot against Slack",
		Long: "serve runs the bot until it is stopped. With slack.mode socket it needs SLACK_BOT_TOKEN and\n" +
			"SLACK_APP_TOKEN and no open port; with slack.mode http it needs SLACK_BOT_TOKEN and\n" +
			"SLACK_SIGNING_SECRET and listens on http.listen.",
		Example: "  howto serve --config /etc/howto.yaml",
		Args:    exactly(0, "no arguments"),
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.runServe(cmd.Context()) },
	}
}

func (a *app) runServe(ctx context.Context) (err error) {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	if err := cfg.ValidateServe(); err != nil {
		return err
	}
	log, err := a.logger(cfg.Log)
	if err != nil {
		return err
	}
	v, err := open(ctx, setup{cfg: cfg, log: log, progress: progressBar(a.err), patient: true})
	if others, stopped := withoutStop(ctx, err); stopped && len(others) == 0 {
		return nil // told to stop before it had begun
	}
	if err != nil {
		return err
	}
	defer func() {
		if closed := v.Close(); err == nil {
			err = closed
		}
	}()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return v.run(ctx) })
	g.Go(func() error {
		select {
		case <-v.ready:
			fmt.Fprintf(a.out, "howto is serving %s on %s\n", count(v.live.Library().Len(), "asset"), v.web.Addr())
		case <-ctx.Done():
		}
		return nil
	})
	return g.Wait()
}

// progressBar draws how far the building of the index is, on a terminal only.
func progressBar(w io.Writer) func(done, total int) {
	if !isTerminal(w) {
		return nil
	}
	const width = 30
	return func(done, total int) {
		if total <= 0 {
			return
		}
		full := width * done / total
		bar := make([]byte, width)
		for i := range bar {
			bar[i] = '.'
			if i < full {
				bar[i] = '#'
			}
		}
		fmt.Fprintf(w, "\rindexing [%s] %d of %d assets", bar, done, total)
		if done >= total {
			fmt.Fprintln(w)
		}
	}
}
