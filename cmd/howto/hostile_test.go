package main

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"howto/sandbox"
)

func TestHostileQuestionsGetAnAnswerAndNotifyNobody(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		questions := map[string]string{
			"mentions":        "<!channel> <@U0BEN> &lt;!here&gt; <!subteam^S1>",
			"long":            strings.Repeat("refund without receipt ", 435),
			"one long word":   strings.Repeat("x", 10_000),
			"emoji":           "🧾🔥🙏",
			"control":         "re\x00fund\x07 with\x1bout receipt",
			"invalid UTF-8":   "refund \xff\xfe without receipt",
			"another script":  "как вернуть деньги без чека",
			"right to left":   "استرداد بدون إيصال",
			"only marks":      "?!…",
			"query operators": `title:"refund" +receipt -x (a OR b) ~2 ^3 \`,
		}
		for name, text := range questions {
			t.Run(name, func(t *testing.T) {
				w.command(amira, chanFloor, text)
				for _, m := range w.Messages(chanFloor, amira, "") {
					if len(m.Notified) > 0 {
						t.Errorf("the answer to %q notifies %v, want nobody", cutTo(text, 60), m.Notified)
					}
				}
				if err := w.Reload(amira); err != nil {
					t.Fatal(err)
				}
			})
		}
	})
}

func cutTo(s string, n int) string { return s[:min(len(s), n)] }

func TestHandedOverQuestionNotifiesOnlyTheExpertOnCall(t *testing.T) {
	w := newWorld(t, sandbox.ModeSocket)
	w.command(amira, chanFloor, "zeppelin <!channel> <@U0BEN> &lt;@U0MARA&gt; permit")
	m := w.see(amira, chanFloor, "", "zeppelin")
	w.press(amira, m, "ask_expert")
	root := w.see("U0IVO", "C0OPS", "", "zeppelin")
	if len(root.Notified) != 1 || root.Notified[0] != "U0IVO" {
		t.Errorf("the root message notifies %v, want U0IVO alone", root.Notified)
	}
	line := w.see(amira, w.dm(amira), "", "Operations")
	w.say("U0IVO", "C0OPS", root.TS, "Ask @amira or <!here> about it.")
	answer := w.see(amira, w.dm(amira), line.TS, "about it.")
	if len(answer.Notified) > 0 {
		t.Errorf("the relayed answer notifies %v, want nobody", answer.Notified)
	}
}

// samples are the recorded deliveries that lie beside the project on some machines.
func samples(t *testing.T, kind string) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(sharedDir, "payloads", kind, "*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("no recorded deliveries on this machine")
	}
	all := map[string][]byte{}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(f)] = raw
	}
	return all
}

func TestRecordedDeliveriesAreAcknowledged(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		deliver := func(name, kind string, payload map[string]any) {
			d, err := w.Deliver(t.Context(), kind, payload)
			if err != nil || !d.Acked {
				t.Errorf("%s: acknowledged = %v (status %d, %v), want true\n%s", name, d.Acked, d.Status, err, w.err)
			}
		}
		for name, raw := range samples(t, "events") {
			if p := object(nil); json.Unmarshal(raw, &p) == nil && p["type"] != "url_verification" {
				deliver(name, "events_api", p)
			}
		}
		for name, raw := range samples(t, "interactive") {
			var p object
			if err := json.Unmarshal(raw, &p); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			deliver(name, "interactive", p)
		}
		for name, raw := range samples(t, "socket") {
			var e struct {
				Type    string
				Payload object
			}
			if err := json.Unmarshal(raw, &e); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if e.Payload != nil {
				deliver(name, e.Type, e.Payload)
			}
		}
		form, err := url.ParseQuery(string(samples(t, "http")["slash_command.form"]))
		if err != nil {
			t.Fatal(err)
		}
		p := object{}
		for k := range form {
			p[k] = form.Get(k)
		}
		deliver("slash_command.form", "slash_commands", p)
		if w.mode == sandbox.ModeHTTP {
			deliver("ssl_check.form", "ssl_check", object{"ssl_check": "1", "token": "t"})
		}
	})
}
