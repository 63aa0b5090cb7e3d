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
			"directories it checks those instead of library.dirs. Where there is a database, notes say what it\n" +
			"holds against them. It exits with 1 when there is a fault.",
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
	remark := func(notes []string) {
		for _, note := range notes {
			fmt.Fprintln(a.out, "note:", note)
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
	own := len(dirs) == 0
	if own {
		dirs = cfg.Library.Dirs
	}
	lib, found, err := search.Load(dirs...)
	if err != nil {
		return err
	}
	for _, f := range append(found, lib.Faults(cfg.Library.Language)...) {
		report(f.String())
	}
	o, err := searchOptions(cfg, func(err error) { report(modelFaults(cfg, err)...) })
	if err != nil {
		report(faultLines(err)...)
	}
	if cfg.Search.Meaning == config.MeaningAuto && cfg.Search.Embeddings.URL == "" && !understood(cfg) {
		remark([]string{fmt.Sprintf("no second opinion by meaning: the library is in %q, the built-in encoder knows English",
			cfg.Library.Language)})
	}
	roster, err := rosterOf(cfg)
	if err != nil {
		report(faultLines(err)...)
	}
	report(unreached(roster)...)
	remark(slices.Concat(homeless(lib, roster), handoffNotes(roster, time.Now()),
		unstaffed(cfg, roster), unmanaged(cfg, roster)))
	err = ifStored(ctx, cfg, func(s *store.Store) error {
		notes, err := storedNotes(ctx, s, lib, own, o.KnownSince(time.Now()))
		remark(notes)
		return err
	})
	if err != nil {
		fmt.Fprintf(a.err, "this is without what the database holds: %v\n", err)
	}
	return a.sayChecked(faults, lib)
}

// modelFaults is a confidence model that cannot be used as a fault where the configuration names it. One in
// data.dir the bot makes by itself.
func modelFaults(cfg config.Config, err error) []string {
	if cfg.Search.Model == "" {
		return nil
	}
	return []string{"config search.model: " + err.Error()}
}

// sayChecked ends a check.
func (a *app) sayChecked(faults int, lib search.Library) error {
	if faults > 0 {
		fmt.Fprintf(a.err, "howto: %s; good: %s\n", count(faults, "fault"), count(lib.Len(), "asset"))
		return errSaid
	}
	_, err := fmt.Fprintf(a.out, "%s, no faults\n", count(lib.Len(), "asset"))
	return err
}

// storedNotes say what the database holds against assets of lib: what was published and is not served, which
// are in doubt, and, when lib is own, the bot's library as a whole, what is kept for ids that it lacks: of what was
// learnt that since a time, because what is older counts nothing.
func storedNotes(
	ctx context.Context, s *store.Store, lib search.Library, own bool, since time.Time,
) (notes []string, err error) {
	published, _, err := s.Published(ctx)
	if err != nil {
		return nil, err
	}
	served := lib.With(published)
	notes = asideNotes(lib.Aside(published), own)
	looks, err := s.Looks(ctx)
	if err != nil {
		return notes, err
	}
	notes = append(notes, lookNotes(served, looks)...)
	if !own {
		return notes, nil
	}
	lessons, strikes, _, err := learntIn(ctx, s, since)
	if err != nil {
		return notes, err
	}
	return append(notes, orphansIn(served, lessons, strikes, looks)...), nil
}

// asideNotes say which published assets are not served because of their files, as those are now.
func asideNotes(aside []search.Aside, own bool) (notes []string) {
	for _, id := range asideFor(aside, search.WhyFault) {
		notes = append(notes, id+": published in Slack, and not served while its file has a fault: mend or remove the file")
	}
	if !own {
		return notes
	}
	for _, id := range asideFor(aside, search.WhyDiffers) {
		notes = append(notes, id+": its file differs from what the new text published in Slack was made from, and is "+
			"served in its place; howto export library --aside writes that text")
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
