package source_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"howto/escalation/source"
)

func writeFile(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// duty answers like GET /oncalls of PagerDuty with entries, strictly.
func duty(t *testing.T, entries ...map[string]any) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		since, errS := time.Parse(time.RFC3339, q.Get("since"))
		until, errU := time.Parse(time.RFC3339, q.Get("until"))
		offset, errO := strconv.Atoi(q.Get("offset"))
		limit, errL := strconv.Atoi(q.Get("limit"))
		switch {
		case r.Header.Get("Authorization") != "Token token=pd-canary":
			w.WriteHeader(http.StatusUnauthorized)
			return
		case r.Method != http.MethodGet, r.URL.Path != "/oncalls", q.Get("schedule_ids[]") != "PSCHED1",
			q.Get("include[]") != "users", errS != nil, errU != nil, errO != nil, errL != nil, limit > 100,
			until.Sub(since) > 89*24*time.Hour, r.Header.Get("Accept") != "application/vnd.pagerduty+json;version=2":
			t.Errorf("PagerDuty is asked %s %v", r.URL, r.Header)
		}
		end := min(len(entries), offset+limit)
		_ = json.NewEncoder(w).Encode(map[string]any{"oncalls": entries[min(offset, end):end],
			"limit": limit, "offset": offset, "more": end < len(entries), "total": nil})
	}
}

func entry(mail, name string, start, end any) map[string]any {
	return map[string]any{"user": map[string]any{"type": "user", "email": mail, "name": name},
		"escalation_level": 1, "start": start, "end": end}
}

func TestPagerDutySaysWhoIsOnCall(t *testing.T) {
	s := newServer(t, duty(t,
		entry("Dana@fernhill.example", "Dana Kowalski", "2026-11-22T09:00:00Z", "2026-11-23T09:00:00+01:00"),
		// The same shift on another level of the policy, and the next one, which touches it.
		entry("Dana@fernhill.example", "Dana Kowalski", "2026-11-22T09:00:00Z", "2026-11-23T09:00:00+01:00"),
		entry("Dana@fernhill.example", "Dana Kowalski", "2026-11-23T09:00:00+01:00", "2026-11-24T09:00:00+01:00"),
		entry("elif@fernhill.example", "Elif Sahin", nil, nil)))
	k := keeper(t, source.PagerDuty{Schedule: "PSCHED1", Token: "pd-canary", BaseURL: s.URL})
	k.Named = map[string]string{"dana@fernhill.example": "U0DANA", "elif sahin": "U0ELIF"}
	k.Refresh(t.Context(), now)
	wantFault(t, k, now, "")
	wantOn(t, k, now, "[U0DANA U0ELIF]")
	st := k.State(now)
	wantOn(t, k, now.Add(48*time.Hour), "[U0ELIF]")
	if got := len(st.Turns); got != 4 {
		t.Errorf("%d revisions, want 4: one for each time that somebody comes or goes", got)
	}
}

func TestAllPagesOfPagerDutyAreRead(t *testing.T) {
	var many []map[string]any
	for i := range 250 {
		from := now.Add(time.Duration(i) * time.Hour)
		many = append(many, entry("", fmt.Sprintf("U0P%d", i), from.Format(time.RFC3339),
			from.Add(time.Hour).Format(time.RFC3339)))
	}
	s := newServer(t, duty(t, many...))
	r, err := source.PagerDuty{Schedule: "PSCHED1", Token: "pd-canary", BaseURL: s.URL}.
		Read(t.Context(), source.Stamp{}, now)
	if err != nil || len(r.Shifts) != 250 || s.asked.Load() != 3 {
		t.Errorf("%d shifts in %d pages, %v; want 250 in 3", len(r.Shifts), s.asked.Load(), err)
	}
}

func TestARefusedTokenIsOneSentenceAndNotTriedEveryMinute(t *testing.T) {
	for _, status := range []int{401, 403} {
		s := newServer(t, says(status, `{"error": "no"}`))
		k := keeper(t, source.PagerDuty{Schedule: "PSCHED1", Token: "pd-canary", BaseURL: s.URL})
		for i := range 59 {
			k.Refresh(t.Context(), now.Add(time.Duration(i)*time.Minute))
		}
		wantFault(t, k, now, fmt.Sprintf("PagerDuty refused (%d) the token: set PAGERDUTY_TOKEN", status))
		if text := k.State(now).Fault.Error(); strings.Contains(text, "canary") || strings.Contains(text, "\n") {
			t.Errorf("the fault is %q, want one line without the token", text)
		}
		if got := s.asked.Load(); got != 1 {
			t.Errorf("%d: asked %d times in an hour, want once", status, got)
		}
		s.will(duty(t, entry("", "U0DANA", nil, nil)))
		k.Refresh(t.Context(), now.Add(61*time.Minute))
		wantOn(t, k, now.Add(61*time.Minute), "[U0DANA]")
	}
}

func TestPagerDutyIsLeftAloneForAsLongAsItAsks(t *testing.T) {
	s := newServer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "300")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	k := keeper(t, source.PagerDuty{Schedule: "PSCHED1", Token: "pd-canary", BaseURL: s.URL})
	for i := range 5 {
		k.Refresh(t.Context(), now.Add(time.Duration(i)*time.Minute))
	}
	if got := s.asked.Load(); got != 1 {
		t.Errorf("asked %d times in five minutes, want once", got)
	}
}

func TestWhatIsNoAnswerOfPagerDutyIsRefused(t *testing.T) {
	more := `{"more": true, "oncalls": []}`
	for text, want := range map[string]string{
		"<html>":                   "no list of who is on call",
		"{}":                       "no list of who is on call",
		`{"oncalls": 7}`:           "no list of who is on call",
		more:                       "gives nothing",
		strings.Repeat(" ", 6<<20): "larger than",
	} {
		s := newServer(t, says(200, text))
		_, err := source.PagerDuty{Schedule: "PSCHED1", BaseURL: s.URL}.Read(t.Context(), source.Stamp{}, now)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v, want %q", text, err, want)
		}
	}
	endless := newServer(t, says(200, `{"more": true, "oncalls": [`+strings.Repeat(`{},`, 99)+`{}]}`))
	_, err := source.PagerDuty{Schedule: "PSCHED1", BaseURL: endless.URL}.Read(t.Context(), source.Stamp{}, now)
	if err == nil || !strings.Contains(err.Error(), "more than 5000 shifts") {
		t.Errorf("pages without an end: %v, want them to end", err)
	}
}
