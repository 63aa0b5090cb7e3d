package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"howto/outcome"

	"github.com/spf13/cobra"
)

// digest prints the weekly message of a team.
func (a *app) digest() *cobra.Command {
	var team, week string
	cmd := &cobra.Command{
		Use:   "digest",
		Short: "Print a team's weekly message",
		Long: "digest prints the message that the managers of a team get, for the last complete week or the one\n" +
			"named by --week. It works beside a running bot and changes nothing. Without a team it prints\n" +
			"the messages of all teams. The week is cut in the zone that the configuration names for the first\n" +
			"manager of the team. Where it names none it is the zone of the team's schedule, while the message\n" +
			"that is sent goes by the zone that Slack knows of each manager.",
		Example: "  howto digest --team payments\n  howto digest --team payments --week 2026-W47",
		Args:    exactly(0, "no arguments"),
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.runDigest(cmd.Context(), team, week) },
	}
	cmd.Flags().StringVar(&team, "team", "", "`team` as it is called in the configuration")
	cmd.Flags().StringVar(&week, "week", "", "ISO `week`, such as 2026-W47 (default: the last complete one)")
	return cmd
}

func (a *app) runDigest(ctx context.Context, team, week string) (err error) {
	k, err := a.openKept(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, k.store.Close()) }()
	teams, err := k.teams(team)
	if err != nil {
		return err
	}
	now := time.Now()
	for i, t := range teams {
		zone := k.weekZone(t)
		w := outcome.Last(now, zone)
		if week != "" {
			if w, err = outcome.ParseWeek(week, zone); err != nil {
				return usageError{err}
			}
		}
		m, err := composeDigest(ctx, k.store, k.library(ctx), k.roster, t.ID, w)
		if err != nil {
			return err
		}
		if i > 0 {
			fmt.Fprintln(a.out)
		}
		fmt.Fprint(a.out, m.Text())
	}
	return nil
}
