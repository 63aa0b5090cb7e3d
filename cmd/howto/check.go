package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"howto/config"
	"howto/search"
	"howto/store"

	"github.com/spf13/cobra"
)

// check lints the library and the configuration.
func (a *app) check() *cobra.Command {
	return &cobra.Command{
		Use:   "check [DIR...]",
		Short: "Check the library and the configuration",
		Long: "check reads every asset and the configuration and lists every fault with its file and line. With\n" +
			"directories it checks those instead of library.dirs. It exits with 1 when there is a fault.",
		Example: "  howto check\n  howto check library",
		Args:    between(0, -1, "directories"),
		RunE:    func(cmd *cobra.Command, args []string) error { return a.runCheck(cmd.Context(), args) },
	}
}

func (a *app) runCheck(ctx context.Context, dirs []string) error {
	faults := 0
	report := func(lines ...string) {
		faults += len(lines)
		for _, line := range lines {
			fmt.Fprintln(a.out, line)
		}
	}
	cfg, err := a.load()
	if err != nil {
		report(faultLines(err)...)
	}
	if err != nil && len(dirs) == 0 {
		fmt.Fprintf(a.err, "howto: %s; the library was not looked at: mend the configuration first, "+
			"or name the directories\n", count(faults, "fault"))
		return errSaid
	}
	if len(dirs) == 0 {
		dirs = cfg.Library.Dirs
	}
	lib, found, err := search.Load(dirs...)
	if err != nil {
		return err
	}
	for _, f := range append(found, lib.Faults(cfg.Library.Language)...) {
		report(f.String())
	}
	if _, err := searchOptions(cfg, func(error) {}); err != nil {
		report(faultLines(err)...)
	}
	if cfg.Search.Meaning == config.MeaningAuto && cfg.Search.Embeddings.URL == "" && !understood(cfg) {
		fmt.Fprintf(a.out, "note: no second opinion by meaning: the library is in %q, the built-in encoder knows English\n",
			cfg.Library.Language)
	}
	roster, err := rosterOf(cfg)
	if err != nil {
		report(faultLines(err)...)
	}
	report(unreached(roster)...)
	for _, note := range slices.Concat(homeless(lib, roster), handoffNotes(roster, time.Now()),
		unstaffed(cfg, roster), unmanaged(cfg, roster)) {
		fmt.Fprintln(a.out, "note:", note)
	}
	err = ifStored(ctx, cfg, func(s *store.Store) error {
		published, _, err := s.Published(ctx)
		if err != nil {
			return err
		}
		looks, err := s.Looks(ctx)
		for _, note := range slices.Concat(asideNotes(lib, published), lookNotes(lib.With(published), looks)) {
			fmt.Fprintln(a.out, "note:", note)
		}
		return err
	})
	if err != nil {
		fmt.Fprintf(a.err, "this is without what is in doubt: %v\n", err)
	}
	if faults > 0 {
		fmt.Fprintf(a.err, "howto: %s; good: %s\n", count(faults, "fault"), count(lib.Len(), "asset"))
		return errSaid
	}
	_, err = fmt.Fprintf(a.out, "%s, no faults\n", count(lib.Len(), "asset"))
	return err
}

// asideNotes say which published assets are not served because of a fault.
func asideNotes(lib search.Library, published []search.Published) (notes []string) {
	for _, id := range asideFor(lib.Aside(published), search.WhyFault) {
		notes = append(notes, id+": published in Slack, and not served while its file has a fault: mend or remove the file")
	}
	return notes
}

// faultLines are the faults that were joined into one error, each a line.
func faultLines(err error) []string { return strings.Split(err.Error(), "\n") }

// count is a number with its noun.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
