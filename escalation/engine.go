package escalation

import (
	"context"
	"fmt"
	"log/slog"
	"time"
)

// Cases are the cases that wait for a moment. The store keeps them.
type Cases interface {
	// DueTimers returns at most limit timers that are due at now, the longest due first.
	DueTimers(ctx context.Context, now time.Time, limit int) ([]DueTimer, error)
	// Advance takes the case of that id through ev, once for each key, and keeps the rows of also with
	// what follows.
	Advance(ctx context.Context, key, id string, ev Event, also ...Outgoing) (Step, error)
	// Stranded returns open cases that nothing will move on, with what they lack.
	Stranded(ctx context.Context) ([]Stranded, error)
}

// An Engine advances cases when their time has come. Several may run on the same cases, in one
// process or in many: whichever comes first moves a case, the others find that it has moved on.
type Engine struct {
	Cases Cases
	Rota  Rota
	Now   func() time.Time
	Log   *slog.Logger
	// Mended is told which cases an audit found stranded and set going again; may be nil.
	Mended func(ctx context.Context, cases []string)
}

// lookEvery is how often due timers are looked for: nobody notices a second in a wait of minutes.
const lookEvery = time.Second

// auditEvery is how often open cases are looked through for one that nothing would move on.
const auditEvery = time.Minute

// batch bounds how many timers one look takes, so that a long outage is worked off in portions.
const batch = 100

// Run looks for due timers at once and then again and again until ctx is done; then it returns nil.
func (e Engine) Run(ctx context.Context) error {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	audit := time.NewTicker(auditEvery)
	defer audit.Stop()
	failed, away := rests{}, false
	e.audit(ctx)
	for {
		_, err := e.look(ctx, failed)
		away = e.told(ctx, err, away)
		select {
		case <-ctx.Done():
			return nil
		case <-audit.C:
			e.audit(ctx)
		case <-ticker.C:
		}
	}
}

// Once advances what is due now, and returns how many timers it found. A fault stops neither the
// others nor the next look: the timer is a row that stays due until its case has moved.
func (e Engine) Once(ctx context.Context) int {
	found, err := e.look(ctx, rests{})
	e.told(ctx, err, false)
	return found
}

// told logs that timers cannot be read when that begins, and when it is over: looks come each second,
// and a database may be away for hours. It returns whether they cannot be read.
func (e Engine) told(ctx context.Context, err error, before bool) (away bool) {
	switch {
	case err != nil && !before:
		e.quiet(ctx).WarnContext(ctx, "due timers not read", "err", err)
	case err == nil && before:
		e.Log.InfoContext(ctx, "due timers read again")
	}
	return err != nil
}

// look is Once by one who knows which timers have failed before. Those rest, and do not count towards
// the portion, so that a hundred that always fail keep no other from being found.
func (e Engine) look(ctx context.Context, failed rests) (found int, err error) {
	now := e.Now()
	due, err := e.Cases.DueTimers(ctx, now, batch+len(failed))
	if err != nil {
		return 0, err
	}
	failed.keep(due)
	for _, d := range due {
		if ctx.Err() == nil && !failed.resting(d, now) {
			failed.note(d, now, e.advance(ctx, d, now))
		}
	}
	return len(due), nil
}

// advance moves one case, and reports whether that failed.
func (e Engine) advance(ctx context.Context, d DueTimer, now time.Time) (failed bool) {
	if _, known := e.Rota.Roster.Team(d.Case.Team); !known {
		e.quiet(ctx).WarnContext(ctx, "case of a team that is not configured", "case", d.Case.ID,
			"team", d.Case.Team)
	}
	ev := Due{Timer: d.Timer}
	if d.Timer.asksPeople() {
		ev.Duty = e.Rota.Duty(ctx, d.Case, now)
	}
	step, err := e.Cases.Advance(ctx, d.key(), d.Case.ID, ev)
	if err != nil {
		e.quiet(ctx).WarnContext(ctx, "case not advanced", "case", d.Case.ID, "timer", d.Timer.Kind,
			"err", err)
		return true
	}
	if _, refused := step.Refused(); !refused && !step.Repeated {
		level := slog.LevelInfo
		if len(step.Effects) == 0 { // it was only looked again
			level = slog.LevelDebug
		}
		e.Log.Log(ctx, level, "case advanced", "case", d.Case.ID, "team", d.Case.Team,
			"timer", d.Timer.Kind, "state", step.Case.State)
	}
	return false
}

// audit sets stranded cases going again. There should be none: each one is a fault of the program, or
// comes from a release that knew fewer timers.
func (e Engine) audit(ctx context.Context) {
	stranded, err := e.Cases.Stranded(ctx)
	if err != nil {
		e.quiet(ctx).WarnContext(ctx, "open cases not audited", "err", err)
		return
	}
	var mended []string
	for _, s := range stranded {
		key := fmt.Sprintf("mend/%s/%d", s.Case, s.Version)
		step, err := e.Cases.Advance(ctx, key, s.Case, Mend{Unsent: s.Unsent})
		if err != nil {
			e.quiet(ctx).WarnContext(ctx, "stranded case not mended", "case", s.Case, "err", err)
			continue
		}
		if _, refused := step.Refused(); !refused && !step.Repeated {
			e.Log.ErrorContext(ctx, "stranded case set going again", "case", s.Case,
				"state", step.Case.State)
			mended = append(mended, s.Case)
		}
	}
	if len(mended) > 0 && e.Mended != nil {
		e.Mended(ctx, mended)
	}
}

// quiet is the log, silent once the program is being stopped: what fails then fails only because of it.
func (e Engine) quiet(ctx context.Context) *slog.Logger {
	if ctx.Err() != nil {
		return slog.New(slog.DiscardHandler)
	}
	return e.Log
}
