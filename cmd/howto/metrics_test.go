package main

import (
	"errors"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"howto/config"
)

// scrape is what /metrics gives out.
func (w *world) scrape() string {
	w.t.Helper()
	resp, err := http.Get("http://" + w.web + "/metrics")
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		w.t.Fatalf("GET /metrics = %s, %v\n%s", resp.Status, err, text)
	}
	return string(text)
}

func TestMetricsTellWhatTheBotDoesAndNobodysWords(t *testing.T) {
	w := newWorld(t, config.ModeHTTP)
	w.command(amira, chanFloor, "refund without receipt")
	card := w.see(amira, chanFloor, "", "Find sale")
	w.press(amira, card, "not_quite")
	w.press(amira, w.see(amira, chanFloor, "", "next best"), "ask_expert")
	w.see("U0DANA", pay, "", "refund without receipt")
	w.command(ben, chanFloor, "zxqv wvut")
	w.see(ben, chanFloor, "", "zxqv")
	text := w.scrape()
	for _, want := range []string{
		`howto_asks_total\{door="command",found="sure"\} 1`,
		`howto_asks_total\{door="command",found="none"\} 1`,
		`howto_asks_total\{door="mention",found="sure"\} 0`,
		`howto_search_seconds_count [1-9]`,
		`howto_search_seconds_bucket\{le="0.1"\} [1-9]`,
		`howto_cases_open\{state="paging",team="payments"\} 1`,
		`howto_cases_open\{state="claimed",team="it"\} 0`,
		`howto_cases_mended_total 0`,
		`howto_outbox_waiting \d`,
		`howto_outbox_oldest_seconds \d`,
		`howto_outbox_dropped 0`,
		`howto_timers_overdue 0`,
		`howto_slack_calls_total\{method="chat.postMessage",result="ok"\} [1-9]`,
	} {
		if !regexp.MustCompile(`(?m)^` + want).MatchString(text) {
			t.Errorf("the metrics have no line %s", want)
		}
	}
	for _, secret := range []string{"zxqv", "receipt", amira, "U0DANA", pay, "Amira", "C0FLOOR"} {
		if strings.Contains(text, secret) {
			t.Errorf("the metrics contain %q", secret)
		}
	}
	for line := range strings.Lines(text) {
		name := strings.TrimPrefix(strings.TrimPrefix(line, "# HELP "), "# TYPE ")
		if !strings.HasPrefix(name, "howto_") && !strings.HasPrefix(name, "go_") &&
			!strings.HasPrefix(name, "process_") {
			t.Errorf("metric without the program's prefix: %s", line)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}

func TestACallToSlackIsCountedByItsResultAndStaysReadable(t *testing.T) {
	for _, tt := range []struct {
		status     int
		body, want string
	}{
		{200, `{"ok":true,"ts":"1.2"}`, "ok"}, {200, `{"ok":false,"error":"not_in_channel"}`, "refused"},
		{200, `{}`, "ok"}, {200, "", "ok"}, {429, "", "refused"}, {500, "oops", "failed"},
	} {
		resp := &http.Response{StatusCode: tt.status, Body: io.NopCloser(strings.NewReader(tt.body))}
		if got := resultOf(resp, nil); got != tt.want {
			t.Errorf("resultOf(%d %s) = %s, want %s", tt.status, tt.body, got, tt.want)
		}
		left, err := io.ReadAll(resp.Body)
		if err != nil || string(left) != tt.body {
			t.Errorf("the body reads %s, %v; want %s", strconv.Quote(string(left)), err, tt.body)
		}
	}
	if got := resultOf(nil, errors.New("no network")); got != "failed" {
		t.Errorf("resultOf(no network) = %s, want failed", got)
	}
}
