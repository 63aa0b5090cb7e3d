package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"howto/digest"
	"howto/outcome"

	"github.com/spf13/cobra"
)

// postedFor is how long a message that was asked for by hand waits for Slack.
const postedFor = 7 * 24 * time.Hour

// A digestRun is what `howto digest` was asked for.
type digestRun struct {
	team, week, picture string
	post                bool
}

// digest prints the weekly message of a team.
func (a *app) digest() *cobra.Command {
	var r digestRun
	cmd := &cobra.Command{
		Use:   "digest",
		Short: "Print a team's weekly message",
		Long: "digest prints the message that the managers of a team get, for the last complete week or the one\n" +
			"named by --week: a week is seen as it was when it ended, so the figures of a past week never change.\n" +
			"It works beside a running bot and changes nothing, except with --post, which has the message sent to\n" +
			"the team's managers unless they have had it or want no more of them. Without a team it prints the\n" +
			"messages of all teams.\n" +
			"Weeks are cut in the zone of the team's schedule. Only the running bot knows what people are called, and\n" +
			"so only its messages say what questions were about for which nothing was found.",
		Example: "  howto digest --team payments\n  howto digest --team payments --week 2026-W47 --png week.png",
		Args:    exactly(0, "no arguments"),
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.runDigest(cmd.Context(), r) },
	}
	cmd.Flags().StringVar(&r.team, "team", "", "`team` as it is called in the configuration")
	cmd.Flags().StringVar(&r.week, "week", "", "ISO `week`, such as 2026-W47 (default: the last complete one)")
	cmd.Flags().StringVar(&r.picture, "png", "", "write the picture of the message to a `file`, if the week has one; needs --team")
	cmd.Flags().BoolVar(&r.post, "post", false, "send it to the managers of the team; needs --team")
	return cmd
}

func (a *app) runDigest(ctx context.Context, r digestRun) (err error) {
	if r.team == "" && (r.post || r.picture != "") {
		return usageError{errors.New("name the team with --team")}
	}
	open := a.openKept
	if r.post {
		open = a.openKeptToChange
	}
	k, err := open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, k.store.Close()) }()
	teams, err := k.teams(r.team)
	if err != nil {
		return err
	}
	s := studier{store: k.store, roster: k.roster, library: k.library(ctx),
		rules: k.cfg.Outcomes, checked: new(checked)}
	if r.post {
		s.sent = time.Now()
		// As the bot does before it writes one.
		if _, err := k.store.AskedAgain(ctx); err != nil {
			return err
		}
	}
	var early error
	shown := 0
	for _, t := range teams {
		week, err := askedWeek(r.week, weekZone(k.roster, t.ID))
		if err != nil {
			early = cmp.Or(early, err) // in another zone it may be over already
			continue
		}
		if shown++; shown > 1 {
			fmt.Fprintln(a.out)
		}
		if err := a.showDigest(ctx, k, s, week, r, t.ID); err != nil {
			return err
		}
	}
	if shown > 0 && early != nil {
		fmt.Fprintf(a.err, "not of all teams: %v\n", early)
		return nil
	}
	return early
}

// askedWeek is the week of that name, or the last complete one when there is none. One that is not over yet
// is refused: its asks are younger than those of the weeks beside it, and two looks at it, compared, would
// tell of whoever asked between them.
func askedWeek(name string, zone *time.Location) (outcome.Week, error) {
	last := outcome.Last(time.Now(), zone)
	if name == "" {
		return last, nil
	}
	week, err := outcome.ParseWeek(name, zone)
	if err != nil {
		return week, usageError{err}
	}
	if week.From().After(last.From()) {
		return week, usageError{fmt.Errorf("week %s is not over yet; the last complete one is %s", week, last)}
	}
	return week, nil
}

// showDigest prints one message, and does with it what was asked for.
func (a *app) showDigest(ctx context.Context, k kept, s studier, week outcome.Week, r digestRun, team string) error {
	m, study, err := s.message(ctx, team, week)
	if err != nil {
		return err
	}
	fmt.Fprint(a.out, m.Text())
	if r.picture != "" {
		if m.Picture == nil {
			fmt.Fprintln(a.err, "there is no picture of this week: nothing was written")
		} else if err := os.WriteFile(r.picture, m.Picture, 0o600); err != nil {
			return fmt.Errorf("picture: %w", err)
		}
	}
	if !r.post {
		return nil
	}
	return a.postDigest(ctx, k, s, m, study)
}

// postDigest has the message sent to the managers of its team who want it and have not had it.
func (a *app) postDigest(ctx context.Context, k kept, s studier, m digest.Message, study outcome.Study) error {
	team, week := study.Report.Team, study.Report.Week
	if study.Doubtful() {
		return fmt.Errorf("not sent: the stored data of %s does not add up; see howto metric %s --team %s --week %[1]s",
			week, outcome.MetricDelta, team)
	}
	managers := 0
	for _, manager := range k.cfg.Digest.Managers {
		if !slices.Contains(manager.Teams, team) {
			continue
		}
		managers++
		wish, err := k.store.DigestWish(ctx, manager.User, team)
		if err != nil {
			return err
		}
		if wish.Wish == outcome.NoMore {
			fmt.Fprintf(a.err, "%s wants no more of these\n", manager.User)
			continue
		}
		to := toManager{user: manager.User, until: s.sent.Add(postedFor)}
		fresh, err := queueDigest(ctx, k.store, to, m, study)
		if err != nil {
			return err
		}
		if fresh {
			fmt.Fprintf(a.err, "queued for %s\n", manager.User)
		} else {
			fmt.Fprintf(a.err, "%s has had the message of %s already\n", manager.User, week)
		}
	}
	if managers == 0 {
		return fmt.Errorf("team %q has no manager; name one under digest.managers", team)
	}
	return nil
}
