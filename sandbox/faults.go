package sandbox

import (
	"fmt"
	"slices"
	"time"
)

// A Fault is something that goes wrong on purpose.
type Fault struct {
	// Kind is ratelimit, error, refuse, lost or slow for Web API calls; duplicate,
	// drop or reorder for deliveries; disconnect for the socket connections.
	Kind string `json:"kind"`
	// Match is a Web API method or a type of delivery; empty means all. For
	// disconnect it is the reason in the frame, refresh_requested if empty; the
	// reason warning leaves the connections open.
	Match string `json:"match"`
	Times int    `json:"times"` // how often it happens; 0 means until switched off
	MS    int    `json:"ms"`    // for ratelimit and slow
	// Code is Slack's error code that a refuse answers with.
	Code  string `json:"code,omitempty"`
	spent bool
}

// SetFaults replaces the faults that are switched on. A disconnect happens now
// and is not kept. Deliveries that a reorder held back are sent.
func (w *Workspace) SetFaults(faults ...Fault) error {
	for _, f := range faults {
		switch f.Kind {
		case "ratelimit", "error", "refuse", "lost", "slow", "duplicate", "drop", "reorder", "disconnect":
		default:
			return fmt.Errorf("fault %q is not known", f.Kind)
		}
		if (f.Kind == "refuse") != (f.Code != "") {
			return fmt.Errorf("fault %q: a code belongs to refuse, and to no other", f.Kind)
		}
		if f.Times < 0 || f.MS < 0 {
			return fmt.Errorf("fault %q: times and ms must not be negative", f.Kind)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = nil
	for _, f := range faults {
		if f.Kind != "disconnect" {
			w.faults = append(w.faults, f)
			continue
		}
		reason := f.Match
		if reason == "" {
			reason = "refresh_requested"
		}
		w.dropLinks(reason)
	}
	held := w.held
	w.held = nil
	for _, d := range held {
		w.wake(d)
	}
	return nil
}

// Faults returns the faults that are switched on, with the times they have left.
func (w *Workspace) Faults() []Fault {
	w.mu.Lock()
	defer w.mu.Unlock()
	left := append([]Fault{}, w.faults...) // a list in JSON also when it is empty
	return slices.DeleteFunc(left, func(f Fault) bool { return f.spent })
}

// fault uses up one time of the first fault of that kind that matches, and
// returns it, or nil. The lock is held.
func (w *Workspace) fault(kind, name string) *Fault {
	for i := range w.faults {
		f := &w.faults[i]
		if f.Kind != kind || f.spent || f.Match != "" && f.Match != name {
			continue
		}
		if f.Times > 0 {
			f.Times--
			f.spent = f.Times == 0
		}
		found := *f
		return &found
	}
	return nil
}

// retryAfter is the pause that a ratelimit fault asks for, in whole seconds.
func (f *Fault) retryAfter() int { return max(1, (f.MS+999)/1000) }

func (f *Fault) delay() time.Duration { return time.Duration(f.MS) * time.Millisecond }
