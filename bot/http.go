package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/slack-go/slack"
)

const (
	// maxBody bounds what is read of a request. Slack's own are far smaller.
	maxBody = 1 << 20
	// ackBudget is what a handler may take of the three seconds that Slack waits.
	ackBudget = 2500 * time.Millisecond
)

// Paths that Slack is told in the manifest.
const (
	PathEvents        = "/slack/events"
	PathCommands      = "/slack/commands"
	PathInteractivity = "/slack/interactivity"
)

// Handler serves Slack's signed requests: events, commands and interactivity. Every request must
// carry a signature made with one of secrets within the last five minutes; several secrets let an
// operator rotate them without a gap. Without any secret every request is refused.
func (b *Bot) Handler(secrets []string) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST "+PathEvents, b.signed(secrets, b.serveEvent))
	mux.Handle("POST "+PathCommands, b.signed(secrets, b.serveCommand))
	mux.Handle("POST "+PathInteractivity, b.signed(secrets, b.serveInteraction))
	return mux
}

// signed reads the body, checks its signature, and hands it on as it came. Slack's certificate
// probe is the one request that may come unsigned; it is answered with nothing and does nothing.
func (b *Bot) signed(secrets []string, next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			http.Error(w, "request too large", http.StatusRequestEntityTooLarge)
			return
		}
		if !genuine(r.Header, body, secrets) {
			if isProbe(r, body) {
				return
			}
			b.Log.WarnContext(r.Context(), "request refused: signature", "path", r.URL.Path)
			http.Error(w, "signature does not match", http.StatusUnauthorized)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		ctx, cancel := context.WithTimeout(r.Context(), ackBudget)
		defer cancel()
		next(w, r.WithContext(ctx))
	})
}

// genuine reports whether one of the secrets made the signature. A header that comes twice is
// refused: which of the two a proxy believed cannot be known.
func genuine(h http.Header, body []byte, secrets []string) bool {
	if len(h.Values("X-Slack-Signature")) != 1 || len(h.Values("X-Slack-Request-Timestamp")) != 1 {
		return false
	}
	for _, s := range secrets {
		v, err := slack.NewSecretsVerifier(h, s)
		if err != nil {
			continue
		}
		if _, err := v.Write(body); err != nil {
			continue
		}
		if v.Ensure() == nil {
			return true
		}
	}
	return false
}

// isProbe recognises Slack's certificate check of a command URL, which carries no signature.
func isProbe(r *http.Request, body []byte) bool {
	return r.URL.Path == PathCommands && r.Header.Get("X-Slack-Signature") == "" &&
		len(body) < 512 && bytes.Contains(body, []byte("ssl_check=1"))
}

func (b *Bot) serveEvent(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "request not read", http.StatusBadRequest)
		return
	}
	if challenge, ok := verification(raw); ok {
		writeJSON(w, map[string]string{"challenge": challenge})
		return
	}
	if err := b.Event(r.Context(), raw); err != nil {
		// Slack tries again, and the event is taken then.
		b.Log.ErrorContext(r.Context(), "event not taken", "err", err)
		http.Error(w, "not taken, please try again", http.StatusInternalServerError)
	}
}

// verification recognises the handshake by which Slack checks a request URL.
func verification(raw []byte) (challenge string, ok bool) {
	var v struct{ Type, Challenge string }
	if err := json.Unmarshal(raw, &v); err != nil || v.Type != "url_verification" {
		return "", false
	}
	return v.Challenge, true
}

func (b *Bot) serveCommand(w http.ResponseWriter, r *http.Request) {
	cmd, err := slack.SlashCommandParse(r)
	if err != nil {
		http.Error(w, "command not understood", http.StatusBadRequest)
		return
	}
	if r.PostForm.Get("ssl_check") == "1" {
		return
	}
	if answer := b.Command(r.Context(), cmd); answer != nil {
		writeJSON(w, answer)
	}
}

func (b *Bot) serveInteraction(w http.ResponseWriter, r *http.Request) {
	call, err := slack.InteractionCallbackParse(r)
	if err != nil {
		b.Log.WarnContext(r.Context(), "interaction ignored: not understood")
		return
	}
	answer, err := b.Interact(r.Context(), call)
	if err != nil {
		b.Log.ErrorContext(r.Context(), "press not taken", "err", err)
		http.Error(w, "not taken, please try again", http.StatusInternalServerError)
		return
	}
	if answer != nil {
		writeJSON(w, answer)
	}
}

func writeJSON(w http.ResponseWriter, v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "answer not written", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(raw)
}
