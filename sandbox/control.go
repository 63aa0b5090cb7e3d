package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
)

// routes puts everything under one address.
func (w *Workspace) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", w.api)
	mux.HandleFunc("GET /link", w.link)
	mux.HandleFunc("POST /response/{team}/{id}", w.response)
	mux.HandleFunc("POST /upload/v1/{ticket}", w.upload)
	mux.HandleFunc("GET /files/{id}", w.file)
	w.controls(mux)
	mux.Handle("/", page())
	// A page of another origin must not act through a reader's browser. The bot
	// and scripts send no Origin and pass.
	return http.NewCrossOriginProtection().Handler(mux)
}

// controls adds the control API.
func (w *Workspace) controls(mux *http.ServeMux) {
	mux.HandleFunc("GET /_sandbox/stream", w.stream)
	show(mux, "state", w.showState)
	show(mux, "messages", func(q func(string) string) (any, error) {
		return map[string]any{"messages": w.Messages(q("channel"), q("as"), q("thread"))}, nil
	})
	show(mux, "home", func(q func(string) string) (any, error) {
		return map[string]any{"view": w.Home(q("as"))}, nil
	})
	show(mux, "views", func(q func(string) string) (any, error) {
		return map[string]any{"views": w.Views(q("as"))}, nil
	})
	show(mux, "traffic", w.showTraffic)
	show(mux, "faults", func(func(string) string) (any, error) {
		return map[string]any{"faults": w.Faults()}, nil
	})
	w.acts(mux)
	w.admin(mux)
}

// where names a person, a channel, a message or a view in simple requests.
type where struct {
	As      string `json:"as"`
	Channel string `json:"channel"`
	TS      string `json:"ts"`
	User    string `json:"user"`
	ViewID  string `json:"view_id"`
	Tab     string `json:"tab"`
}

// acts adds what people do.
func (w *Workspace) acts(mux *http.ServeMux) {
	act(mux, "say", func(ctx context.Context, in SayInput) (any, error) {
		ts, err := w.Say(ctx, in)
		return map[string]any{"ts": ts}, err
	})
	act(mux, "edit", func(ctx context.Context, in EditInput) (any, error) {
		return nil, w.Edit(ctx, in)
	})
	act(mux, "delete", func(ctx context.Context, in where) (any, error) {
		return nil, w.Delete(ctx, in.As, in.Channel, in.TS)
	})
	act(mux, "moderate", func(ctx context.Context, in where) (any, error) {
		return nil, w.Moderate(ctx, in.Channel, in.TS)
	})
	act(mux, "unfurl", func(ctx context.Context, in where) (any, error) {
		return nil, w.Unfurl(ctx, in.Channel, in.TS)
	})
	act(mux, "dm", func(_ context.Context, in where) (any, error) {
		ch, err := w.DM(in.As)
		return map[string]any{"channel": ch}, err
	})
	act(mux, "command", func(ctx context.Context, in CommandInput) (any, error) {
		return w.Command(ctx, in)
	})
	act(mux, "shortcut", func(ctx context.Context, in ShortcutInput) (any, error) {
		return nil, w.Shortcut(ctx, in)
	})
	act(mux, "press", func(ctx context.Context, in PressInput) (any, error) {
		return nil, w.Press(ctx, in)
	})
	act(mux, "submit", func(ctx context.Context, in SubmitInput) (any, error) {
		faults, err := w.Submit(ctx, in)
		if len(faults) == 0 {
			return nil, err
		}
		return map[string]any{"errors": faults}, err
	})
	act(mux, "close", func(ctx context.Context, in where) (any, error) {
		return nil, w.CloseView(ctx, in.As, in.ViewID)
	})
	act(mux, "home", func(ctx context.Context, in where) (any, error) {
		return nil, w.OpenHome(ctx, in.As, in.Tab)
	})
	act(mux, "reload", func(_ context.Context, in where) (any, error) {
		return nil, w.Reload(in.As)
	})
}

// admin adds what happens to the workspace.
func (w *Workspace) admin(mux *http.ServeMux) {
	act(mux, "invite", func(_ context.Context, in where) (any, error) {
		return nil, w.Invite(in.Channel, in.User)
	})
	act(mux, "kick", func(_ context.Context, in where) (any, error) {
		return nil, w.Kick(in.Channel, in.User)
	})
	act(mux, "archive", func(_ context.Context, in where) (any, error) {
		return nil, w.Archive(in.Channel)
	})
	act(mux, "restrict", func(_ context.Context, in Restriction) (any, error) {
		return nil, w.Restrict(in)
	})
	act(mux, "deactivate", func(_ context.Context, in where) (any, error) {
		return nil, w.Deactivate(in.User)
	})
	act(mux, "presence", func(_ context.Context, in Presence) (any, error) {
		return nil, w.SetPresence(in)
	})
	type delivered struct {
		Type    string         `json:"type"`
		Payload map[string]any `json:"payload"`
	}
	act(mux, "deliver", func(ctx context.Context, in delivered) (any, error) {
		return w.Deliver(ctx, in.Type, in.Payload)
	})
	act(mux, "endpoints", func(ctx context.Context, in Endpoints) (any, error) {
		return nil, w.SetEndpoints(ctx, in)
	})
	type faultList struct {
		Faults []Fault `json:"faults"`
	}
	act(mux, "faults", func(_ context.Context, in faultList) (any, error) {
		return nil, w.SetFaults(in.Faults...)
	})
	act(mux, "clock", func(ctx context.Context, in ClockInput) (any, error) {
		return nil, w.MoveClock(ctx, in)
	})
	act(mux, "reset", func(context.Context, struct{}) (any, error) {
		w.Reset()
		return nil, nil
	})
}

// act adds one verb: it reads the request's JSON, refuses fields it does not
// know, and answers with what do returns and ok.
func act[T any](mux *http.ServeMux, verb string, do func(context.Context, T) (any, error)) {
	mux.HandleFunc("POST /_sandbox/"+verb, func(rw http.ResponseWriter, r *http.Request) {
		var in T
		dec := json.NewDecoder(http.MaxBytesReader(rw, r.Body, maxBody))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&in); err != nil && (r.ContentLength != 0 || verb != "reset") {
			malformed(rw, errors.New("the request is not the JSON that "+verb+" takes: "+err.Error()))
			return
		}
		out, err := do(r.Context(), in)
		conclude(rw, out, err)
	})
}

// show adds one question; q reads a parameter of the address.
func show(mux *http.ServeMux, name string, do func(q func(string) string) (any, error)) {
	mux.HandleFunc("GET /_sandbox/"+name, func(rw http.ResponseWriter, r *http.Request) {
		out, err := do(r.URL.Query().Get)
		if err != nil {
			malformed(rw, err)
			return
		}
		conclude(rw, out, nil)
	})
}

// malformed answers a request that cannot be read, with the error in words.
func malformed(rw http.ResponseWriter, err error) {
	rw.Header().Set("Cache-Control", "no-store")
	respond(rw, http.StatusBadRequest, map[string]any{"ok": false, "error": err.Error()})
}

// conclude answers with v and ok, or with why it was refused. A refusal is an answer
// like any other: browsers report each status from 400 on as a fault of the page.
func conclude(rw http.ResponseWriter, v any, err error) {
	rw.Header().Set("Cache-Control", "no-store")
	if err != nil {
		respond(rw, http.StatusOK, map[string]any{"ok": false, "error": err.Error()})
		return
	}
	out := map[string]any{}
	if v != nil {
		out = deepCopyInto[map[string]any](v)
	}
	out["ok"] = true
	respond(rw, http.StatusOK, out)
}

func (w *Workspace) showState(func(string) string) (any, error) {
	return map[string]any{
		"team": map[string]any{"id": w.cfg.Team, "name": w.cfg.TeamName},
		"bot": map[string]any{
			"user_id": w.cfg.BotUser, "bot_id": w.cfg.botID(), "name": w.cfg.BotName,
		},
		"mode": w.cfg.Mode, "connections": w.Connections(),
		"commands":  append([]Command{}, w.cfg.Commands...),
		"shortcuts": append([]Shortcut{}, w.cfg.Shortcuts...),
		"users":     w.Users(), "channels": w.Channels(),
		"clock": map[string]any{"now": w.cfg.Now().UnixMilli(), "movable": w.cfg.MoveClock != nil},
	}, nil
}

func (w *Workspace) showTraffic(q func(string) string) (any, error) {
	since := 0
	if s := q("since"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			return nil, errors.New("since must be the number of an entry")
		}
		since = n
	}
	entries, next := w.Traffic(since)
	return map[string]any{"entries": entries, "next": next}, nil
}
