package sandbox

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// SetEndpoints points deliveries at the bot's request URLs. The events URL must
// first answer Slack's url_verification with its challenge.
func (w *Workspace) SetEndpoints(ctx context.Context, e Endpoints) error {
	if e.Events != "" {
		if err := w.verify(ctx, e.Events); err != nil {
			return fmt.Errorf("sandbox: verify %s: %w", e.Events, err)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.endpoints = e
	return nil
}

// verify sends url_verification and wants the challenge back.
func (w *Workspace) verify(ctx context.Context, to string) error {
	challenge := secret()
	body, err := json.Marshal(map[string]any{
		"token": "sandbox", "challenge": challenge, "type": "url_verification",
	})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, w.cfg.AckWait)
	defer cancel()
	req, err := w.signed(ctx, to, "application/json", body)
	if err != nil {
		return err
	}
	resp, err := w.client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	got, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK || !bytes.Contains(got, []byte(challenge)) {
		return fmt.Errorf("status %d, and the challenge did not come back", resp.StatusCode)
	}
	return nil
}

// signed returns a POST request with Slack's signature over the body.
func (w *Workspace) signed(
	ctx context.Context, to, contentType string, body []byte,
) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	// The receiver compares it with its own clock, which nobody moves.
	at := strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(w.cfg.SigningSecret))
	_, _ = fmt.Fprintf(mac, "v0:%s:%s", at, body)
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
	req.Header.Set("X-Slack-Request-Timestamp", at)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	return req, nil
}

// encode returns the address, the content type and the body of d.
func (w *Workspace) encode(d *delivery) (to, contentType string, body []byte, err error) {
	w.mu.Lock()
	e := w.endpoints
	w.mu.Unlock()
	const form = "application/x-www-form-urlencoded"
	switch d.kind {
	case kindCommand:
		values := url.Values{}
		for k, v := range d.payload {
			values.Set(k, fmt.Sprint(v))
		}
		return e.Commands, form, []byte(values.Encode()), nil
	case kindInteractive:
		raw, err := json.Marshal(d.payload)
		return e.Interactivity, form, []byte(url.Values{"payload": {string(raw)}}.Encode()), err
	}
	body, err = json.Marshal(d.payload)
	return e.Events, "application/json", body, err
}

// post delivers d to the bot's request URL and takes its answer as the
// acknowledgement.
func (w *Workspace) post(
	ctx context.Context, d *delivery, try int, reason string, onWire func(),
) answer {
	to, contentType, body, err := w.encode(d)
	if err != nil || to == "" {
		return answer{reason: reasonNoLink, refused: "no request URL is set"}
	}
	ctx, cancel := context.WithTimeout(ctx, w.cfg.AckWait)
	defer cancel()
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest: func(httptrace.WroteRequestInfo) { onWire() },
	})
	req, err := w.signed(ctx, to, contentType, body)
	if err != nil {
		return answer{reason: reasonNoLink, refused: err.Error()}
	}
	if d.kind == kindEvents && try > 0 {
		req.Header.Set("X-Slack-Retry-Num", strconv.Itoa(try))
		req.Header.Set("X-Slack-Retry-Reason", strings.Replace(reason, "timeout", "http_timeout", 1))
	}
	resp, err := w.client.Do(req)
	if err != nil {
		return answer{reason: failure(err)}
	}
	defer func() { _ = resp.Body.Close() }()
	got, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if err != nil {
		return answer{reason: failure(err)}
	}
	return judge(d, resp, bytes.TrimSpace(got))
}

// judge decides whether a response acknowledges d.
func judge(d *delivery, resp *http.Response, body []byte) answer {
	a := answer{status: resp.StatusCode}
	ok := resp.StatusCode == http.StatusOK
	if d.kind == kindEvents {
		ok = resp.StatusCode/100 == 2
	}
	if !ok {
		a.reason = reasonHTTP
		a.final = resp.Header.Get("X-Slack-No-Retry") == "1"
		return a
	}
	a.acked = true
	if d.accepts {
		a.body = body
		media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
		a.isJSON = media == "application/json"
	}
	return a
}

// failure names an error of the HTTP client as Slack would.
func failure(err error) string {
	var timeout interface{ Timeout() bool }
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout() {
		return reasonTimeout
	}
	return reasonNoLink
}

// Delivered says what came of a payload that was delivered by hand.
type Delivered struct {
	Acked  bool `json:"acked"`
	Status int  `json:"status"`
}

// Deliver sends the bot any payload as Slack would deliver it, once and at once.
// The kind is events_api, slash_commands or interactive; in HTTP mode also
// ssl_check, the certificate probe that comes to a command's URL.
func (w *Workspace) Deliver(
	ctx context.Context, kind string, payload map[string]any,
) (Delivered, error) {
	name := kind
	switch kind {
	case kindEvents, kindInteractive, kindCommand:
	case "ssl_check":
		if w.cfg.Mode != ModeHTTP {
			return Delivered{}, errors.New("ssl_check exists only in http mode")
		}
		kind, payload = kindCommand, map[string]any{"token": "sandbox", "ssl_check": "1"}
	default:
		return Delivered{}, fmt.Errorf("type %q is not one that Slack delivers", kind)
	}
	d := &delivery{
		kind: kind, name: name, payload: payload, envelope: secret(), accepts: kind != kindEvents,
	}
	w.mu.Lock()
	w.open++
	w.mu.Unlock()
	defer w.finished()
	a := w.attempt(ctx, d, 0, "", func() {})
	return Delivered{Acked: a.acked, Status: a.status}, nil
}

// since rounds a duration to whole milliseconds, at least one.
func since(begin time.Time) int64 { return max(1, time.Since(begin).Milliseconds()) }
