package outcome

import (
	"cmp"
	"slices"
	"strings"
)

// find lists what the study found about the content, what matters most first.
func (s *Study) find(in Input, themes []Theme) []Finding {
	all := slices.Concat(s.fallen(), s.moved(), s.slow(in))
	for _, t := range themes {
		key := string(GapFound) + "/" + strings.Join(slices.Sorted(slices.Values(t.Words)), "+")
		t.Asks = 0
		all = append(all, Finding{Key: key, Kind: GapFound, Theme: t, People: t.People})
	}
	all = append(all, s.stale(in)...)
	for _, topic := range slices.Sorted(slices.Values(in.BareTopics)) {
		all = append(all, Finding{Key: string(TopicBare) + "/" + topic, Kind: TopicBare, Topic: topic})
	}
	for i := range all {
		all[i].Since = in.Week
		if all[i].Change != nil {
			all[i].Since = all[i].Change.Since
		}
	}
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(a.rank()-b.rank(), b.People-a.People, b.Asks-a.Asks, cmp.Compare(a.Key, b.Key))
	})
	return all
}

// rank puts what is sure and bad first, what is good last.
func (f Finding) rank() int {
	switch {
	case f.Change != nil && !f.Change.Worse:
		return 7
	case f.Change != nil && f.Change.Label == Signal && f.Kind == AssetFell:
		return 0
	case f.Change != nil && f.Change.Label == Signal:
		return 1
	case f.Kind == GapFound:
		return 2
	case f.Change != nil:
		return 3
	case f.Kind == SlowHandOver:
		return 4
	case f.Kind == AssetStale:
		return 5
	}
	return 6
}

// fallen finds the assets that help less than they did, each once: by the change that is worth more,
// and by what it solves where both are worth the same.
func (s *Study) fallen() []Finding {
	var all []Finding
	for i := range s.Changes {
		c := &s.Changes[i]
		if c.Asset == "" || !c.Worse || c.Label < Watch {
			continue
		}
		asked, _ := s.Report.About(MetricAsks, c.Asset)
		f := Finding{Key: string(AssetFell) + "/" + c.Asset, Kind: AssetFell, Asset: c.Asset,
			People: asked.People, Asks: asked.Count, Change: c}
		at := slices.IndexFunc(all, func(other Finding) bool { return other.Key == f.Key })
		switch {
		case at < 0:
			all = append(all, f)
		case all[at].Change.Label < c.Label:
			all[at] = f
		}
	}
	return all
}

func (s *Study) moved() []Finding {
	var all []Finding
	for i := range s.Changes {
		c := &s.Changes[i]
		if c.Asset != "" || c.Label < Watch {
			continue
		}
		asked, _ := s.Report.Figure(MetricAsks)
		all = append(all, Finding{Key: string(Moved) + "/" + c.Metric, Kind: Moved,
			People: asked.People, Asks: asked.Count, Change: c})
	}
	return all
}

// slow finds that fewer than nine in ten hand-overs had a person within the promise, also in the whole
// minutes that are told.
func (s *Study) slow(in Input) []Finding {
	wait, ok := s.Report.Figure(MetricWait)
	if !ok || !wait.slow || wait.P90 > 0 && wait.P90 <= in.Promise.Seconds() {
		return nil
	}
	handed, _ := s.Report.Figure(MetricHandedOver)
	return []Finding{{Key: string(SlowHandOver) + "/" + in.Team, Kind: SlowHandOver,
		People: handed.People, Asks: handed.Count}}
}

// stale finds the assets past their review that are still used: how often may be told of them.
func (s *Study) stale(in Input) []Finding {
	var all []Finding
	end := in.Week.To()
	for _, a := range in.Assets {
		used, ok := s.Report.About(MetricAsks, a.ID)
		if ok && used.Why == Shown && a.stale(end) {
			all = append(all, Finding{Key: string(AssetStale) + "/" + a.ID, Kind: AssetStale, Asset: a.ID,
				People: used.People, Asks: used.Count, Review: a.Review})
		}
	}
	return all
}

// Carry sets since when each finding is open, from what was kept, which may be of later weeks too. One
// that was not found for two weeks begins anew.
func Carry(now []Finding, open []Open) []Finding {
	before := make(map[string]Open)
	for _, o := range open {
		before[o.Key] = o
	}
	carried := slices.Clone(now)
	for i, f := range carried {
		o, ok := before[f.Key]
		if ok && o.Since.before(f.Since) && !o.Last.before(f.Since.Plus(-2)) {
			carried[i].Since = o.Since
		}
	}
	return carried
}
