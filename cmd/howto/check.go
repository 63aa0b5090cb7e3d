package main

import (
	"fmt"
	"strings"
	"time"

	"howto/escalation"
	"howto/search"

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
		RunE:    func(_ *cobra.Command, args []string) error { return a.runCheck(args) },
	}
}

func (a *app) runCheck(dirs []string) error {
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
	roster, err := rosterOf(cfg)
	if err != nil {
		report(faultLines(err)...)
	}
	report(homeless(lib, roster)...)
	for _, note := range handoffNotes(roster, time.Now()) {
		fmt.Fprintln(a.out, "note:", note)
	}
	if faults > 0 {
		fmt.Fprintf(a.err, "howto: %s; good: %s\n", count(faults, "fault"), count(lib.Len(), "asset"))
		return errSaid
	}
	_, err = fmt.Fprintf(a.out, "%s, no faults\n", count(lib.Len(), "asset"))
	return err
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

// homeless are the topics of assets that no team answers for. Without teams there is nothing to say.
func homeless(lib search.Library, roster escalation.Roster) []string {
	if len(roster.Teams()) == 0 {
		return nil
	}
	owned := map[string]bool{}
	for _, t := range roster.Teams() {
		if t.CatchAll {
			return nil
		}
		for _, topic := range t.Topics {
			owned[topic] = true
		}
	}
	var lines []string
	for _, a := range lib.Assets() {
		for _, topic := range a.Topics {
			if !owned[topic] {
				lines = append(lines, fmt.Sprintf("%s:1: no team answers for the topic %q; name it in a team's topics", a.Path, topic))
				owned[topic] = true
			}
		}
	}
	return lines
}
