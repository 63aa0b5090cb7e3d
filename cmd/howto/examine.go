package main

import (
	"context"
	"fmt"

	"howto/outcome"
)

// examine looks at the last complete week of a team, once, whether or not it has a manager who is told
// of it: the owners of assets that fell are asked to look at them, and what was found is known as open
// since that week.
func (w *weeklies) examine(ctx context.Context, team string) error {
	week := outcome.Last(w.now(), weekZone(w.roster, team))
	key := "examined/" + team + "/" + week.String()
	if w.done[key] {
		return nil
	}
	last, err := w.store.Examined(ctx, team)
	if err == nil && last != week.String() {
		err = w.examineNow(ctx, team, week)
	}
	if err != nil {
		return fmt.Errorf("examine team %q, week %s: %w", team, week, err)
	}
	w.done[key] = true
	return nil
}

func (w *weeklies) examineNow(ctx context.Context, team string, week outcome.Week) error {
	known, err := w.store.AskedBefore(ctx, team, week.To())
	if err != nil || !known {
		return err
	}
	m, err := w.studied(ctx, team, week)
	if err != nil {
		return err
	}
	if err := openFallen(ctx, m.from, m.study); err != nil {
		return err
	}
	return w.store.KeepExamined(ctx, team, week, findingsOf(m.study))
}

// openFallen asks the owners of the assets that a week found to help less than they usually did, unless
// they were asked since that week began.
func openFallen(ctx context.Context, s studier, study outcome.Study) error {
	last, err := s.store.LastLooks(ctx)
	if err != nil {
		return err
	}
	asked := map[string]bool{}
	for _, k := range last {
		asked[k.Asset] = k.Since.After(study.Report.Week.From())
	}
	for _, f := range study.Findings {
		a, ok := s.library.Asset(f.Asset)
		if f.Kind != outcome.AssetFell || f.Change == nil || f.Change.Label != outcome.Signal || !ok || asked[f.Asset] {
			continue
		}
		if err := openLook(ctx, s, a, outcome.FellBelow); err != nil {
			return err
		}
	}
	return nil
}
