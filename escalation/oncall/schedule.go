package oncall

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"
)

// A Schedule says who is on call: the people of the layers of the revision in force, as overrides change
// them, or else the fallback. The zero value has nobody.
type Schedule struct {
	Zone      *time.Location // in which people read its times; nil: UTC
	Revisions []Revision
	Overrides []Override // in the order in which they are applied
	Fallback  Member     // is on call whenever nobody else is; empty: nobody
}

// A Revision is in force from From on, until the From of the next one. One with a zero From is in force
// before all others.
type Revision struct {
	From   time.Time
	Layers []Layer
}

// An Override changes who is on call from From until just before To. With Add alone that person comes
// on as well; with Remove alone that one goes off; with both, Add stands in for Remove, and only while
// Remove would be on call. A person is never on call twice.
type Override struct {
	Add, Remove Member
	From, To    time.Time
}

// Of returns the schedule that has those layers at all times, read in the zone of the first.
func Of(layers ...Layer) Schedule {
	s := Schedule{Revisions: []Revision{{Layers: layers}}}
	if len(layers) > 0 {
		s.Zone = layers[0].Zone
	}
	return s
}

// At returns who is on call at t, each once: in the order of the layers, stand-ins in the place of those
// whom they stand in for, and added people last. It is empty when nobody is.
func (s Schedule) At(t time.Time) []Member {
	on := layersAt(s.revision(t).Layers, t)
	for _, o := range s.Overrides {
		if !t.Before(o.From) && t.Before(o.To) {
			on = o.apply(on)
		}
	}
	if len(on) == 0 && s.Fallback != "" {
		return []Member{s.Fallback}
	}
	return on
}

// revision is the one in force at t: of those whose From has come, the one with the last.
func (s Schedule) revision(t time.Time) (in Revision) {
	found := false
	for _, r := range s.Revisions {
		if !r.From.After(t) && (!found || !r.From.Before(in.From)) {
			in, found = r, true
		}
	}
	return in
}

// layersAt is who is on call by the highest priority that has somebody.
func layersAt(layers []Layer, t time.Time) (on []Member) {
	priority := 0
	for _, l := range layers {
		if len(on) > 0 && l.Priority < priority {
			continue
		}
		m, ok := l.at(t)
		switch {
		case !ok:
		case len(on) == 0 || l.Priority > priority:
			on, priority = []Member{m}, l.Priority
		case !slices.Contains(on, m):
			on = append(on, m)
		}
	}
	return on
}

// apply changes on, which it may write to.
func (o Override) apply(on []Member) []Member {
	i := slices.Index(on, o.Remove)
	there := o.Add == "" || slices.Contains(on, o.Add)
	switch {
	case o.Remove == "" && !there:
		return append(on, o.Add)
	case o.Remove == "" || i < 0:
		return on
	case there:
		return slices.Delete(on, i, i+1)
	}
	on[i] = o.Add
	return on
}

// Members returns everybody who is ever on call by the schedule, past revisions and overrides included,
// each once: in the order of the layers, then those that overrides add, then the fallback.
func (s Schedule) Members() []Member {
	var all []Member
	add := func(m Member) {
		if m != "" && !slices.Contains(all, m) {
			all = append(all, m)
		}
	}
	for _, r := range s.Revisions {
		for _, l := range r.Layers {
			for _, m := range l.Members {
				add(m)
			}
		}
	}
	for _, o := range s.Overrides {
		add(o.Add)
	}
	add(s.Fallback)
	return all
}

// CheckOverrides finds every fault of a schedule's overrides: one that names nobody or the same person
// twice, one that ends before it begins, and two at the same time that name the same person, whose
// meaning would depend on their order. The error names them by their places in the list.
func CheckOverrides(all []Override) error {
	var faults []error
	for i, o := range all {
		at := fmt.Sprintf("overrides[%d]: ", i)
		switch {
		case o.Add == "" && o.Remove == "":
			faults = append(faults, errors.New(at+"it names nobody: give add, remove or both"))
		case o.Add == o.Remove:
			faults = append(faults, fmt.Errorf("%sit adds and removes %s: name two people", at, o.Add))
		case !o.From.Before(o.To):
			faults = append(faults, errors.New(at+"it ends before it begins: put to after from"))
		}
		for j, before := range all[:i] {
			if who := shared(o, before); who != "" && o.From.Before(before.To) && before.From.Before(o.To) {
				faults = append(faults, fmt.Errorf("%s%s is in overrides[%d] at the same time: "+
					"let one end where the other begins", at, who, j))
			}
		}
	}
	return errors.Join(faults...)
}

// shared is somebody whom both overrides name.
func shared(a, b Override) Member {
	for _, m := range []Member{a.Add, a.Remove} {
		if m != "" && (m == b.Add || m == b.Remove) {
			return m
		}
	}
	return ""
}

// Limits of a schedule: more than any team has, and few enough for ten years to be listed at once.
const (
	maxLayers   = 20 // of one revision
	maxHandoffs = 24 // of one day
	maxWindows  = 20 // of one layer
)

// Validate finds every fault of a schedule that makes it mean something else than it says: handoffs out
// of order, several of them with turns that are not of one day, layers without people or beyond the
// limits, and those of its overrides.
func (s Schedule) Validate() error {
	var faults []error
	for i, r := range s.Revisions {
		if len(r.Layers) > maxLayers {
			faults = append(faults, fmt.Errorf("revisions[%d]: it has more than %d layers", i, maxLayers))
		}
		for j, l := range r.Layers {
			if err := l.validate(); err != nil {
				faults = append(faults, fmt.Errorf("revisions[%d].layers[%d]: %w", i, j, err))
			}
		}
	}
	return errors.Join(append(faults, CheckOverrides(s.Overrides))...)
}

func (l Layer) validate() error {
	ordered := slices.IsSortedFunc(l.Handoffs, func(a, b Clock) int {
		return cmp.Or(cmp.Compare(a.minutes(), b.minutes()), -1)
	})
	switch {
	case len(l.Members) == 0 || slices.Contains(l.Members, ""):
		return errors.New("it has nobody, or somebody without a name: name its people")
	case len(l.Handoffs) > maxHandoffs:
		return fmt.Errorf("it has more than %d handoffs in a day", maxHandoffs)
	case len(l.Windows) > maxWindows:
		return fmt.Errorf("it has more than %d windows", maxWindows)
	case !ordered:
		return errors.New("its handoffs are out of order, or one is there twice: put them in order")
	case len(l.Handoffs) > 1 && (l.Every.Unit != Day || l.n() != 1):
		return errors.New("several handoffs in a day need turns of one day: write every as 1d")
	}
	return nil
}
