package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"howto/escalation"
	"howto/escalation/ical"
	"howto/escalation/oncall"

	"github.com/spf13/cobra"
)

// oncallOptions is what the flags of oncall say.
type oncallOptions struct {
	team, at string
	days     int
	json     bool
	ics      bool
}

// oncall prints who is on call.
func (a *app) oncall() *cobra.Command {
	var o oncallOptions
	cmd := &cobra.Command{
		Use:   "oncall",
		Short: "Print who is on call",
		Long: "oncall prints who is on call for each team now, or at another time, and with --days the turns that\n" +
			"follow and the gaps in which nobody is. Times are those of the team's zone. With --ics it writes a\n" +
			"calendar of the turns, of eight weeks without --days, for people to subscribe to. It shows what a\n" +
			"running bot goes by: the configuration, what people have changed in Slack, and what the bot has\n" +
			"last read of schedules that are kept elsewhere.",
		Example: "  howto oncall\n  howto oncall --team payments --at 2026-12-24T09:00:00+01:00 --days 28\n" +
			"  howto oncall --ics --days 365 > oncall.ics",
		Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runOncall(cmd.Context(), o) },
	}
	cmd.Flags().StringVar(&o.team, "team", "", "only this `team`")
	cmd.Flags().StringVar(&o.at, "at", "", "at this `time` (RFC 3339), not now")
	cmd.Flags().IntVar(&o.days, "days", 0, "also the turns of this many days")
	cmd.Flags().BoolVar(&o.json, "json", false, "print it as JSON")
	cmd.Flags().BoolVar(&o.ics, "ics", false, "write the turns as a calendar (iCalendar)")
	return cmd
}

func (a *app) runOncall(ctx context.Context, o oncallOptions) error {
	if o.json && o.ics {
		return usageError{errors.New("--json and --ics: choose one of them")}
	}
	now := time.Now()
	if o.at != "" {
		t, err := time.Parse(time.RFC3339, o.at)
		if err != nil {
			return usageError{fmt.Errorf("--at %q: want a time such as 2026-12-24T09:00:00+01:00", o.at)}
		}
		now = t
	}
	if most := o.most(); o.days < 0 || o.days > most {
		return usageError{fmt.Errorf("--days %d: want 0 to %d", o.days, most)}
	}
	k, err := a.openSettings()
	if err != nil {
		return err
	}
	if len(k.roster.Teams()) == 0 {
		return fmt.Errorf("no teams are set up; name them under teams in the configuration")
	}
	from := a.putInForce(ctx, k, now)
	teams, err := k.teams(o.team)
	if err != nil {
		return err
	}
	if o.ics {
		return writeCalendar(a.out, teams, now, cmp.Or(o.days, calendarDays))
	}
	var all []turns
	for _, t := range teams {
		turns := turnsOf(t, now, o.days)
		turns.Source = from[t.ID]
		all = append(all, turns)
	}
	if o.json {
		e := json.NewEncoder(a.out)
		e.SetIndent("", "  ")
		return e.Encode(all)
	}
	for _, t := range all {
		t.print(a.out)
	}
	return nil
}

const calendarDays = 8 * 7 // of a calendar when nothing else is asked for

// most is how many days may be asked for: a calendar is for people, who need no more than two years.
func (o oncallOptions) most() int {
	if o.ics {
		return 730
	}
	return 3650
}

func writeCalendar(w io.Writer, teams []escalation.Team, now time.Time, days int) error {
	var rotas []ical.Rota
	for _, t := range teams {
		rotas = append(rotas, ical.Rota{Team: t.Name, Schedule: t.Schedule})
	}
	return ical.Write(w, rotas, ical.Range{From: now, To: now.AddDate(0, 0, days)})
}

// turns is who is on call for a team, as it is printed.
type turns struct {
	Team   string       `json:"team"`
	Zone   string       `json:"zone"`
	At     time.Time    `json:"at"`
	OnCall []string     `json:"on_call"`
	Next   *time.Time   `json:"next_turn,omitempty"` // none: no other turn follows
	Turns  []turnOnCall `json:"turns,omitempty"`
	Source *sourcedAs   `json:"source,omitempty"` // none: the configuration

	zone *time.Location
}

// A turnOnCall is a time in which the same people are on call; without any it is a gap.
type turnOnCall struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	OnCall []string  `json:"on_call"`
}

func turnsOf(t escalation.Team, now time.Time, days int) turns {
	s := t.Schedule
	zone := s.Zone
	if zone == nil {
		zone = time.UTC
	}
	all := turns{Team: t.ID, Zone: zone.String(), At: now.In(zone), OnCall: idsOf(s.At(now)), zone: zone}
	if next := s.NextStart(now); !next.IsZero() {
		next = next.In(zone)
		all.Next = &next
	}
	for _, p := range s.Spans(now, now.AddDate(0, 0, days)) {
		all.Turns = append(all.Turns, turnOnCall{p.From.In(zone), p.To.In(zone), idsOf(p.Members)})
	}
	return all
}

func idsOf(members []oncall.Member) []string {
	ids := []string{}
	for _, m := range members {
		ids = append(ids, string(m))
	}
	return ids
}

// print writes who is on call for a team, the turns that follow, and how many gaps are among them.
func (t turns) print(w io.Writer) {
	const form = "Mon 2 Jan 2006 15:04 MST"
	switch {
	case len(t.OnCall) > 0:
		fmt.Fprintf(w, "%s: %s\n", t.Team, strings.Join(t.OnCall, ", "))
	case t.Next == nil && t.Source != nil && t.Source.AsOf == nil:
		fmt.Fprintf(w, "%s: not known yet; start `howto serve`\n", t.Team)
	case t.Next == nil && t.Source != nil:
		fmt.Fprintf(w, "%s: nobody, now or later\n", t.Team)
	case t.Next == nil:
		fmt.Fprintf(w, "%s: nobody, now or later; name experts in its schedule\n", t.Team)
	default:
		fmt.Fprintf(w, "%s: nobody until %s\n", t.Team, t.Next.Format(form))
	}
	if t.Source != nil {
		fmt.Fprint(w, t.Source.line(t.zone))
	}
	var gaps int
	var long time.Duration
	for _, s := range t.Turns {
		who, length := strings.Join(s.OnCall, ", "), s.To.Sub(s.From)
		if who == "" {
			who = "nobody for " + lengthOf(length)
			gaps, long = gaps+1, long+length
		}
		fmt.Fprintf(w, "  %s  to  %s  %s\n", s.From.Format(form), s.To.Format(form), who)
	}
	if gaps > 0 {
		fmt.Fprintf(w, "  nobody is on call in %s, %s in all\n", count(gaps, "gap"), lengthOf(long))
	}
}

// lengthOf is a duration in whole days, hours and minutes: 2d 15h, or 15h 30m.
func lengthOf(d time.Duration) string {
	var parts []string
	for _, u := range []struct {
		sign string
		of   time.Duration
	}{{"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}} {
		if n := d / u.of; n > 0 {
			parts = append(parts, fmt.Sprintf("%d%s", n, u.sign))
			d -= n * u.of
		}
	}
	if len(parts) == 0 {
		return "less than a minute"
	}
	return strings.Join(parts, " ")
}
