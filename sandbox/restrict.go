package sandbox

import "fmt"

// What a channel or a thread takes no more of, as [Restriction] names it.
const (
	ReadOnly      = "read_only"      // no message of the bot
	ThreadOnly    = "thread_only"    // none outside of threads
	NonThreadable = "non_threadable" // none in a thread
	Locked        = "locked"         // none in that thread
)

// A Restriction is what an admin of the workspace lets the bot no longer do in a channel. People write
// there as before.
type Restriction struct {
	Channel string `json:"channel"`
	// Thread is the first message of the thread that is Locked; empty for all other kinds.
	Thread string `json:"thread_ts,omitempty"`
	Kind   string `json:"kind"` // empty lifts what was in force
}

// Restrict puts a restriction in force, in the place of the one before. A channel keeps its own until it
// is lifted, also through Reset; that of a thread goes with the thread.
func (w *Workspace) Restrict(r Restriction) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch := w.channel(r.Channel)
	if ch == nil || ch.Kind == IM {
		return fmt.Errorf("no channel %q can be restricted", r.Channel)
	}
	if r.Thread != "" {
		if p := w.find(ch.ID, r.Thread); p == nil || p.isReply() {
			return fmt.Errorf("no thread %s is in %s", r.Thread, ch.ID)
		}
	}
	switch {
	case r.Kind == "":
	case r.Kind == Locked && r.Thread != "":
	case r.Thread == "" && (r.Kind == ReadOnly || r.Kind == ThreadOnly || r.Kind == NonThreadable):
	default:
		return fmt.Errorf("restriction %q of channel %s, thread %q is not known", r.Kind, ch.ID, r.Thread)
	}
	if r.Thread != "" {
		w.locked[ch.ID+"/"+r.Thread] = r.Kind == Locked
	} else {
		ch.restricted = r.Kind
	}
	w.touch(Change{Type: "state", Channel: ch.ID})
	return nil
}

// allowed refuses a message to the channel, or to the thread in it, where a restriction holds it back.
// The lock is held.
func (w *Workspace) allowed(ch *Channel, thread string) error {
	switch {
	case ch.restricted == ReadOnly:
		return refuse("restricted_action_read_only_channel")
	case ch.restricted == ThreadOnly && thread == "":
		return refuse("restricted_action_thread_only_channel")
	case ch.restricted == NonThreadable && thread != "":
		return refuse("restricted_action_non_threadable_channel")
	case thread != "" && w.locked[ch.ID+"/"+thread]:
		return refuse("restricted_action_thread_locked")
	}
	return nil
}
