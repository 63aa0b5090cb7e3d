package sandbox

import (
	"slices"
	"strings"
	"time"
)

// An Entry is one exchange between the bot and the workspace, tokens masked.
type Entry struct {
	N        int            `json:"n"` // counts up from 1
	At       time.Time      `json:"at"`
	From     string         `json:"from"` // bot or slack: who began
	Kind     string         `json:"kind"` // api, socket, event, command, interactive, response_url
	Name     string         `json:"name"`
	Status   int            `json:"status"` // HTTP status; 0 if nothing came back
	MS       int64          `json:"ms"`
	Request  map[string]any `json:"request"`
	Response map[string]any `json:"response"`
}

// keptTraffic bounds the memory that the traffic takes.
const keptTraffic = 2000

// note appends to the traffic.
func (w *Workspace) note(e Entry) {
	e.At = w.cfg.Now()
	e.Request, e.Response = w.masked(e.Request), w.masked(e.Response)
	w.mu.Lock()
	defer w.mu.Unlock()
	e.N = w.trafficN
	w.trafficN++
	w.traffic = append(w.traffic, e)
	if len(w.traffic) > keptTraffic {
		w.traffic = slices.Delete(w.traffic, 0, len(w.traffic)-keptTraffic)
	}
	w.touch(Change{Type: "traffic"})
}

// Traffic returns the entries from number since on, and the number that the next
// entry will have. The oldest entries are dropped after the first two thousand.
func (w *Workspace) Traffic(since int) (entries []Entry, next int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	entries = []Entry{}
	for _, e := range w.traffic {
		if e.N >= since {
			entries = append(entries, e)
		}
	}
	return entries, w.trafficN
}

// masked copies v with every secret of the configuration replaced.
func (w *Workspace) masked(v map[string]any) map[string]any {
	out, _ := w.maskValue(deepCopy(v)).(map[string]any)
	return out
}

func (w *Workspace) maskValue(v any) any {
	switch v := v.(type) {
	case string:
		for _, s := range []string{w.cfg.BotToken, w.cfg.AppToken, w.cfg.SigningSecret} {
			if s != "" {
				v = strings.ReplaceAll(v, s, "…")
			}
		}
		return v
	case map[string]any:
		for k := range v {
			if k == "token" {
				v[k] = "…"
				continue
			}
			v[k] = w.maskValue(v[k])
		}
		return v
	case []any:
		for i := range v {
			v[i] = w.maskValue(v[i])
		}
		return v
	}
	return v
}
