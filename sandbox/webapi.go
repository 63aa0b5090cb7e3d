package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxBody bounds every request body and every answer that is read.
const maxBody = 1 << 20

// A method is one Web API method.
type method struct {
	scope string // "" needs none; a "*" stands for the kind of the channel
	app   bool   // wants the app token
	args  string // the arguments it knows
	do    func(w *Workspace, a *call) (map[string]any, error)
}

// methods returns every Web API method of the sandbox.
func methods() map[string]method {
	all := map[string]method{
		"auth.test":             {do: authTest},
		"apps.connections.open": {do: connectionsOpen, app: true},
		"bots.info":             {scope: "users:read", args: "bot team_id", do: botsInfo},
	}
	for _, group := range []map[string]method{
		chatMethods(), conversationMethods(), fileMethods(), peopleMethods(), groupMethods(),
		viewMethods(),
	} {
		for name, m := range group {
			all[name] = m
		}
	}
	return all
}

// An apiError is a refusal with Slack's code.
type apiError struct {
	code             string
	needed, provided string
	messages         []string
	retryAfter       int
	// plain is set for a refusal with HTTP status 200 whatever the code.
	plain bool
}

func (e *apiError) Error() string {
	return strings.Join(append([]string{e.code}, e.messages...), ": ")
}

// refuse returns the error with that code; messages go to response_metadata.
func refuse(code string, messages ...string) error {
	return &apiError{code: code, messages: messages}
}

// status is the HTTP status of the answer to a Web API call.
func (e *apiError) status() int {
	switch {
	case e.plain:
		return http.StatusOK
	case e.code == "ratelimited":
		return http.StatusTooManyRequests
	case e.code == "internal_error":
		return http.StatusInternalServerError
	}
	return http.StatusOK
}

// body is the error as Slack's JSON.
func (e *apiError) body() map[string]any {
	b := map[string]any{"ok": false, "error": e.code}
	if e.needed != "" {
		b["needed"], b["provided"] = e.needed, e.provided
	}
	if len(e.messages) > 0 {
		b["response_metadata"] = map[string]any{"messages": e.messages}
	}
	return b
}

// A call is one request to the Web API.
type call struct {
	method string
	args   map[string]any // form values are strings; JSON values are what they are
	host   string
	// inspect is what the bot put before people, set when it was accepted.
	inspect map[string]any
}

// str returns an argument as text, empty if it is missing.
func (c *call) str(name string) string {
	switch v := c.args[name].(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any:
		parts := make([]string, 0, len(v))
		for _, x := range v {
			if s, ok := x.(string); ok {
				parts = append(parts, s)
			}
		}
		return strings.Join(parts, ",")
	}
	return ""
}

func (c *call) has(name string) bool { _, ok := c.args[name]; return ok }

// is reports whether an argument says yes.
func (c *call) is(name string) bool {
	v := c.str(name)
	return v == "true" || v == "1"
}

// value returns a structured argument, which a form carries as a JSON string.
func (c *call) value(name string) (any, error) {
	v, ok := c.args[name]
	if !ok {
		return nil, nil
	}
	s, isText := v.(string)
	if !isText {
		return v, nil
	}
	if s == "" {
		return nil, nil
	}
	var out any
	if err := json.Unmarshal([]byte(s), &out); err != nil {
		return nil, err
	}
	return out, nil
}

// api serves /api/METHOD.
func (w *Workspace) api(rw http.ResponseWriter, r *http.Request) {
	begin := time.Now()
	name := r.PathValue("method")
	w.learnBase(r.Host)
	args, err := readArgs(rw, r)
	c := &call{method: name, args: args, host: r.Host}
	token := c.str("token")
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		token = bearer
	}
	delete(c.args, "token")

	lost, faulted := w.misbehave(r, name)
	var out map[string]any
	switch {
	case faulted != nil:
		err = faulted
	case err != nil:
		err = refuse("invalid_form_data", err.Error())
	default:
		out, err = w.call(c, token)
	}
	rw.Header().Set("X-OAuth-Scopes", strings.Join(w.cfg.Scopes, ","))
	status := http.StatusOK
	var refused *apiError
	if errors.As(err, &refused) {
		out, status = refused.body(), refused.status()
	}
	if status == http.StatusTooManyRequests {
		rw.Header().Set("Retry-After", strconv.Itoa(refused.retryAfter))
	}
	w.note(Entry{
		From: "bot", Kind: "api", Name: name, Status: status, MS: since(begin),
		Request: c.args, Response: out,
	})
	if lost {
		hangUp(rw)
		return
	}
	respond(rw, status, out)
}

// call checks and does one call. The caller is told of what people now see only
// after the lock is free again.
func (w *Workspace) call(c *call, token string) (map[string]any, error) {
	m, ok := w.methods[c.method]
	if !ok {
		return nil, refuse("unknown_method")
	}
	if err := w.authorise(m, token); err != nil {
		return nil, err
	}
	known := strings.Fields(m.args)
	for name := range c.args {
		if !slices.Contains(known, name) {
			return nil, refuse("invalid_arguments", "[ERROR] unknown argument: "+name)
		}
	}
	w.mu.Lock()
	out, err := m.do(w, c)
	w.mu.Unlock()
	if err != nil {
		return nil, err
	}
	if c.inspect != nil && w.cfg.Inspect != nil {
		w.cfg.Inspect(c.method, c.inspect)
	}
	if out == nil {
		out = map[string]any{}
	}
	out["ok"] = true
	return out, nil
}

// authorise checks token and scope.
func (w *Workspace) authorise(m method, token string) error {
	want, other := w.cfg.BotToken, w.cfg.AppToken
	if m.app {
		want, other = other, want
	}
	switch {
	case token == "":
		return refuse("not_authed")
	case token == want && want != "":
	case token == other:
		return refuse("not_allowed_token_type")
	default:
		return refuse("invalid_auth")
	}
	if m.app && w.cfg.Mode != ModeSocket {
		return refuse("socket_mode_not_enabled")
	}
	if strings.Contains(m.scope, "*") {
		return nil // depends on the channel; the method asks
	}
	return w.need(m.scope)
}

// need refuses when the bot lacks a scope.
func (w *Workspace) need(scope string) error {
	if scope == "" || slices.Contains(w.cfg.Scopes, scope) {
		return nil
	}
	return &apiError{
		code: "missing_scope", needed: scope, provided: strings.Join(w.cfg.Scopes, ","),
	}
}

// scopeFor returns the scope with its star replaced by the kind of channel.
func scopeFor(scope string, ch *Channel) string {
	kind := map[string]string{Private: "groups", IM: "im"}[ch.Kind]
	if kind == "" {
		kind = "channels"
	}
	return strings.Replace(scope, "*", kind, 1)
}

// misbehave applies the faults of Web API calls: it waits, or returns the error
// to answer with, or reports that the answer must get lost.
func (w *Workspace) misbehave(r *http.Request, name string) (lost bool, err error) {
	w.mu.Lock()
	slow, limited := w.fault("slow", name), w.fault("ratelimit", name)
	broken, refused := w.fault("error", name), w.fault("refuse", name)
	silent := w.fault("lost", name)
	w.mu.Unlock()
	if slow != nil {
		timer := time.NewTimer(slow.delay())
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
		case <-w.ctx.Done():
		}
	}
	switch {
	case limited != nil:
		return false, &apiError{code: "ratelimited", retryAfter: limited.retryAfter()}
	case broken != nil:
		return false, refuse("internal_error")
	case refused != nil:
		return false, &apiError{code: refused.Code, plain: true}
	}
	return silent != nil, nil
}

// learnBase takes the workspace's address from the first request if Start was
// not used.
func (w *Workspace) learnBase(host string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.base == "" {
		w.base = "http://" + host
	}
}

// readArgs reads query, form or JSON arguments.
func readArgs(rw http.ResponseWriter, r *http.Request) (map[string]any, error) {
	args := map[string]any{}
	take := func(values url.Values) {
		for k, v := range values {
			args[k] = v[len(v)-1]
		}
	}
	take(r.URL.Query())
	raw, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, maxBody))
	if err != nil {
		return args, err
	}
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if media == "application/json" {
		if len(raw) == 0 || string(raw) == "null" {
			return args, nil
		}
		err = json.Unmarshal(raw, &args)
		return args, err
	}
	values, err := url.ParseQuery(string(raw))
	take(values)
	return args, err
}

// respond writes v as JSON.
func respond(rw http.ResponseWriter, status int, v any) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	_ = json.NewEncoder(rw).Encode(v) // the peer is gone if this fails
}

// hangUp closes the connection without an answer.
func hangUp(rw http.ResponseWriter) {
	if c, _, err := http.NewResponseController(rw).Hijack(); err == nil {
		_ = c.Close()
	}
}

func authTest(w *Workspace, _ *call) (map[string]any, error) {
	return map[string]any{
		"url": w.base + "/", "team": w.cfg.TeamName, "team_id": w.cfg.Team,
		"user": w.cfg.BotName, "user_id": w.cfg.BotUser, "bot_id": w.cfg.botID(),
		"is_enterprise_install": false,
	}, nil
}

func connectionsOpen(w *Workspace, c *call) (map[string]any, error) {
	return map[string]any{"url": "ws://" + c.host + "/link?ticket=" + w.ticket()}, nil
}

func botsInfo(w *Workspace, c *call) (map[string]any, error) {
	if b := c.str("bot"); b != "" && b != w.cfg.botID() {
		return nil, refuse("bot_not_found")
	}
	return map[string]any{"bot": map[string]any{
		"id": w.cfg.botID(), "deleted": false, "name": w.cfg.BotName, "updated": 0,
		"app_id": w.cfg.appID(), "user_id": w.cfg.BotUser, "icons": map[string]any{},
	}}, nil
}
