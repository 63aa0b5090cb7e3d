package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// stream serves /_sandbox/stream: one server-sent event for each change. A
// reader that falls far behind is told that everything may have changed.
func (w *Workspace) stream(rw http.ResponseWriter, r *http.Request) {
	// Before the reader is told that it is listening, so that it misses nothing.
	w.mu.Lock()
	at := w.changeN
	w.mu.Unlock()
	rw.Header().Set("Content-Type", "text/event-stream")
	rw.Header().Set("Cache-Control", "no-store")
	out := http.NewResponseController(rw)
	_, _ = fmt.Fprint(rw, ": changes\n\n")
	if out.Flush() != nil {
		return
	}
	for {
		list, next, changed := w.changesSince(at)
		at = next
		for _, c := range list {
			raw, err := json.Marshal(c)
			if err != nil {
				return
			}
			if _, err := fmt.Fprintf(rw, "data: %s\n\n", raw); err != nil {
				return
			}
		}
		if len(list) > 0 && out.Flush() != nil {
			return
		}
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		case <-w.ctx.Done():
			return
		}
	}
}

// changesSince returns the changes from number at on, the number of the next one,
// and what is closed when it comes.
func (w *Workspace) changesSince(at int) (list []Change, next int, changed <-chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	missed := w.changeN - at
	if missed > len(w.changes) {
		list = []Change{
			{Type: "changed"}, {Type: "views"}, {Type: "home"}, {Type: "traffic"}, {Type: "state"},
		}
		return list, w.changeN, w.changed
	}
	list = append(list, w.changes[len(w.changes)-missed:]...)
	return list, w.changeN, w.changed
}
