package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"howto/escalation"

	"github.com/spf13/cobra"
)

// oncall prints who is on call.
func (a *app) oncall() *cobra.Command {
	var team, at string
	var days int
	cmd := &cobra.Command{
		Use:   "oncall",
		Short: "Print who is on call",
		Long: "oncall prints who is on call for each team now, or at another time, and with --days the turns that\n" +
			"follow. Times are those of the team's zone. It reads the configuration only.",
		Example: "  howto oncall\n  howto oncall --team payments --at 2026-12-24T09:00:00+01:00 --days 28",
		Args:    exactly(0, "no arguments"),
		RunE:    func(*cobra.Command, []string) error { return a.runOncall(team, at, days) },
	}
	cmd.Flags().StringVar(&team, "team", "", "only this `team`")
	cmd.Flags().StringVar(&at, "at", "", "at this `time` (RFC 3339), not now")
	cmd.Flags().IntVar(&days, "days", 0, "also the turns of this many days")
	return cmd
}

func (a *app) runOncall(team, at string, days int) error {
	now := time.Now()
	if at != "" {
		t, err := time.Parse(time.RFC3339, at)
		if err != nil {
			return usageError{fmt.Errorf("--at %q: want a time such as 2026-12-24T09:00:00+01:00", at)}
		}
		now = t
	}
	if days < 0 || days > 3650 {
		return usageError{fmt.Errorf("--days %d: want 0 to 3650", days)}
	}
	k, err := a.openSettings()
	if err != nil {
		return err
	}
	if len(k.roster.Teams()) == 0 {
		return fmt.Errorf("no teams are set up; name them under teams in the configuration")
	}
	teams, err := k.teams(team)
	if err != nil {
		return err
	}
	for _, t := range teams {
		printTurns(a.out, k.roster, t, now, days)
	}
	return nil
}

// printTurns writes who is on call for one team at now, and its turns of the days after.
func printTurns(w io.Writer, r escalation.Roster, t escalation.Team, now time.Time, days int) {
	on, next := r.OnCall(t.ID, now)
	const form = "Mon 2 Jan 2006 15:04 MST"
	zone := t.Schedule.Zone
	switch {
	case len(on) > 0:
		fmt.Fprintf(w, "%s: %s\n", t.ID, names(on))
	case next.IsZero():
		fmt.Fprintf(w, "%s: nobody, now or later; name experts in its schedule\n", t.ID)
	default:
		fmt.Fprintf(w, "%s: nobody until %s\n", t.ID, next.In(zone).Format(form))
	}
	if days == 0 {
		return
	}
	for _, s := range t.Schedule.Spans(now, now.AddDate(0, 0, days)) {
		fmt.Fprintf(w, "  %s  to  %s  %s\n", s.From.In(zone).Format(form), s.To.In(zone).Format(form), names(s.Members))
	}
}

// names are the ids of people, or that there is nobody.
func names[T ~string](all []T) string {
	if len(all) == 0 {
		return "nobody"
	}
	who := make([]string, len(all))
	for i, m := range all {
		who[i] = string(m)
	}
	return strings.Join(who, ", ")
}
