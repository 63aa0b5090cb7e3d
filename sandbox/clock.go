package sandbox

import (
	"context"
	"errors"
	"time"
)

// A ClockInput says how far the workspace's clock is moved forward: by a length of time, or to a
// moment.
type ClockInput struct {
	As string `json:"as"` // whose zone counts for To; UTC if empty
	By string `json:"by"` // as Go writes it: 15m, 1h30m; a week at most
	To string `json:"to"` // "morning": the next nine o'clock; instead of By
}

const (
	// morning is the hour of ClockInput.To.
	morning = 9
	// maxMove bounds one move: nobody means more, and whoever mistypes cannot go back.
	maxMove = 7 * 24 * time.Hour
)

// MoveClock moves the clock of the workspace, and of whatever shares it, forward. Without
// Config.MoveClock it cannot be moved, and nothing moves it back.
func (w *Workspace) MoveClock(ctx context.Context, in ClockInput) error {
	if w.cfg.MoveClock == nil {
		return errors.New("the clock of this workspace cannot be moved")
	}
	by, err := w.howFar(in)
	if err != nil {
		return err
	}
	if err := w.cfg.MoveClock(ctx, by); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.touch(Change{Type: "state"})
	return nil
}

func (w *Workspace) howFar(in ClockInput) (time.Duration, error) {
	switch {
	case in.To == "morning" && in.By == "":
		return untilMorning(w.cfg.Now(), w.zone(in.As)), nil
	case in.To != "":
		return 0, errors.New(`to must be "morning", without by`)
	}
	by, err := time.ParseDuration(in.By)
	if err != nil || by <= 0 || by > maxMove {
		return 0, errors.New("by must be a length of time such as 15m, and a week at most")
	}
	return by, nil
}

func untilMorning(now time.Time, zone *time.Location) time.Duration {
	now = now.In(zone)
	at := time.Date(now.Year(), now.Month(), now.Day(), morning, 0, 0, 0, zone)
	if !at.After(now) {
		at = time.Date(now.Year(), now.Month(), now.Day()+1, morning, 0, 0, 0, zone)
	}
	return at.Sub(now)
}

// zone is that of a person, or UTC. Zones were checked by New.
func (w *Workspace) zone(id string) *time.Location {
	w.mu.Lock()
	defer w.mu.Unlock()
	if u := w.user(id); u != nil {
		if zone, err := time.LoadLocation(u.TZ); err == nil {
			return zone
		}
	}
	return time.UTC
}
