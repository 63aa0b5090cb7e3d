package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"howto/outcome"
	"howto/search"

	"github.com/spf13/cobra"
)

// A replaying is what `howto replay` was asked to do.
type replaying struct {
	since, until string
	precision    float64 // wished share of right ones among the sure; 0: what the model promises
	list         bool
	json         bool
	recalibrate  bool
}

// replay asks past asks again.
func (a *app) replay() *cobra.Command {
	var r replaying
	cmd := &cobra.Command{
		Use:   "replay",
		Short: "Ask past questions again: what would be answered now",
		Long: "replay asks the questions of the database again, of today's library, with today's thresholds and\n" +
			"what was learnt, and sets what would happen now beside what happened then. No question is shown.\n" +
			"It works beside a running bot and changes nothing.\n\n" +
			"Each question is asked of a search that was not taught by it, nor by anything its asker pressed\n" +
			"that day. Of the asker only the channel is known: an asset for other channels or groups is not found.\n\n" +
			"Solved says that its asset is the right one, Not quite that its asset is not. An ask that went to a\n" +
			"person, silence, and Not quite on another asset than the one that is first now say nothing. Of one\n" +
			fmt.Sprintf("person at most %d outcomes count for thresholds.\n\n", mostOf) +
			"--recalibrate makes probabilities mean here what they say, and chooses the threshold anew, if that is\n" +
			"better on outcomes that it was not fitted on. A running bot does so by itself once a day.",
		Example: "  howto replay --since 30d\n  howto replay --since 2026-11-01 --until 2026-12-01 --list",
		Args:    exactly(0, "no arguments"),
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.runReplay(cmd.Context(), r) },
	}
	cmd.Flags().StringVar(&r.since, "since", "30d", "asks of this `time`, such as 36h or 30d, or since a date such as 2026-11-01")
	cmd.Flags().StringVar(&r.until, "until", "", "asks before this `time` ago or date (default now)")
	cmd.Flags().Float64Var(&r.precision, "precision", 0,
		"find the threshold for this `share` of right ones among the sure (default what the model promises)")
	cmd.Flags().BoolVar(&r.list, "list", false, "name the asks that changed, by their ids")
	cmd.Flags().BoolVar(&r.json, "json", false, "print one JSON object")
	cmd.Flags().BoolVar(&r.recalibrate, "recalibrate", false, "learn from the outcomes how sure the search may be")
	return cmd
}

// span is the time whose asks are meant.
func (r replaying) span(now time.Time) (from, to time.Time, err error) {
	from, err = instant("--since", r.since, now)
	if err != nil {
		return from, to, err
	}
	if to, err = instant("--until", r.until, now); err != nil {
		return from, to, err
	}
	if to.IsZero() || to.After(now) {
		to = now
	}
	switch {
	case !from.Before(to):
		return from, to, usageError{errors.New("--since must be before --until")}
	case !(r.precision >= 0 && r.precision < 1):
		return from, to, usageError{fmt.Errorf("--precision %g: want a share above 0 and below 1, such as 0.95", r.precision)}
	}
	return from, to, nil
}

func (a *app) runReplay(ctx context.Context, r replaying) (err error) {
	now := time.Now()
	from, to, err := r.span(now)
	if err != nil {
		return err
	}
	k, err := a.openKept(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, k.store.Close()) }()
	if r.recalibrate {
		if err := ownConfidence(k.cfg); err != nil {
			return err
		}
	}
	o, _, err := opinionOf(ctx, k.cfg, opinionSetup{dir: vectorsDir(k.cfg), warn: a.without})
	if err != nil {
		return err
	}
	x, err := k.openUntaught(ctx, o.Patiently(), a.warn)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	if err := doubt(ctx, x, k.store); err != nil {
		return err
	}
	again, err := newRerunner(ctx, k.store, x.KnownSince(now), now)
	if err != nil {
		return err
	}
	var t tally
	var list []change
	err = again.between(ctx, x, from, to, &t, func(c rerun) {
		if r.list && c.changed() {
			list = append(list, changeOf(c))
		}
	})
	if err != nil {
		return err
	}
	slices.SortFunc(list, func(a, b change) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Ask, b.Ask)) })
	v := viewOf(&t, x.Model(), r.precision)
	v.From, v.To, v.List = from.UTC(), to.UTC(), list
	if r.recalibrate {
		if v.Recalibration, err = k.recalibrate(x.Model(), &t, r.precision); err != nil {
			return err
		}
	}
	if r.json {
		return v.writeJSON(a.out)
	}
	return v.print(a.out)
}

// between asks all asks of a time again, part by part, counts them in t and gives each to seen.
func (r *rerunner) between(
	ctx context.Context, x *search.Index, from, to time.Time, t *tally, seen func(rerun),
) error {
	parts, err := r.within(ctx, from, to, t)
	if err != nil {
		return err
	}
	for part, asks := range parts {
		if len(asks) == 0 {
			continue
		}
		r.teach(x, part)
		if err := x.Understand(ctx); err != nil {
			return err
		}
		for _, id := range asks {
			again, ok, err := r.add(ctx, x, id, t)
			if err != nil {
				return err
			}
			if ok {
				seen(again)
			}
		}
	}
	return nil
}

// within are the ids of the asks of a time, by part. Those without their text, and damaged ones, are
// only counted.
func (r *rerunner) within(
	ctx context.Context, from, to time.Time, t *tally,
) (parts [rerunParts][]string, err error) {
	err = r.store.AsksBetween(ctx, from, to, func(a outcome.Ask, damaged error) error {
		switch {
		case damaged != nil:
			t.spoil(a.ID)
			return nil
		case a.Text == "":
			t.skip()
			return nil
		}
		p := partOf(a.Who, a.At)
		parts[p] = append(parts[p], a.ID)
		return nil
	})
	return parts, err
}
