package source_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"howto/escalation/oncall"
	"howto/escalation/source"
)

// now is a Sunday; shifts of tests are around it.
var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// A server is a source whose behaviour a test changes, and that counts how often it is asked.
type server struct {
	*httptest.Server
	answer atomic.Value // http.HandlerFunc
	asked  atomic.Int64
}

func newServer(t *testing.T, answer http.HandlerFunc) *server {
	t.Helper()
	s := &server{}
	s.answer.Store(answer)
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		s.answer.Load().(http.HandlerFunc)(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *server) will(answer http.HandlerFunc) { s.answer.Store(answer) }

func says(status int, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(text))
	}
}

// event is a shift of an hour's length or more in a calendar, and calendar a calendar of such.
func event(who, from, to string) string {
	return "BEGIN:VEVENT\r\nUID:" + who + from + "\r\nSUMMARY:" + who + "\r\nDTSTART:" + from + "\r\nDTEND:" + to +
		"\r\nEND:VEVENT\r\n"
}

func calendar(events ...string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n" + strings.Join(events, "") + "END:VCALENDAR\r\n"
}

var (
	dana = event("U0DANA", "20261122T090000Z", "20261123T090000Z")
	elif = event("U0ELIF", "20261123T090000Z", "20261124T090000Z")
)

func keeper(t *testing.T, r source.Reader) *source.Keeper {
	t.Helper()
	return &source.Keeper{Team: "payments", Reader: r, Of: source.Fingerprint("ical", "x"),
		File: filepath.Join(t.TempDir(), "sources", "payments.json"), Log: slog.New(slog.DiscardHandler)}
}

// on is who is on call at a time by turns.
func on(s source.State, at time.Time) string {
	return fmt.Sprint(oncall.Schedule{Revisions: s.Turns}.At(at))
}

func wantOn(t *testing.T, k *source.Keeper, at time.Time, want string) {
	t.Helper()
	if got := on(k.State(at), at); got != want {
		t.Errorf("on call at %s: %s, want %s", at.Format(time.RFC3339), got, want)
	}
}

func wantFault(t *testing.T, k *source.Keeper, at time.Time, words string) {
	t.Helper()
	got := k.State(at).Fault
	if got == nil && words != "" || got != nil && (words == "" || !strings.Contains(got.Error(), words)) {
		t.Errorf("fault %v, want %q in it", got, words)
	}
}

func TestACalendarOnAServerIsFollowedOnceAMinuteAtMost(t *testing.T) {
	s := newServer(t, says(200, calendar(dana, elif)))
	k := keeper(t, source.Calendar{At: s.URL})
	k.Refresh(t.Context(), now)
	wantOn(t, k, now, "[U0DANA]")
	wantOn(t, k, now.Add(24*time.Hour), "[U0ELIF]")
	wantOn(t, k, now.Add(48*time.Hour), "[]")
	s.will(says(200, calendar(elif)))
	k.Refresh(t.Context(), now.Add(59*time.Second))
	wantOn(t, k, now, "[U0DANA]")
	k.Refresh(t.Context(), now.Add(time.Minute))
	wantOn(t, k, now.Add(time.Minute), "[]")
	if got := s.asked.Load(); got != 2 {
		t.Errorf("asked %d times, want 2", got)
	}
}

func TestWhatHasNotChangedIsNotReadAgainForADay(t *testing.T) {
	var whole atomic.Int64
	s := newServer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"v1"` && r.Header.Get("If-Modified-Since") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		whole.Add(1)
		w.Header().Set("ETag", `"v1"`)
		w.Header().Set("Last-Modified", "Sun, 22 Nov 2026 06:00:00 GMT")
		_, _ = w.Write([]byte(calendar(dana)))
	})
	k := keeper(t, source.Calendar{At: s.URL})
	k.Refresh(t.Context(), now)
	later := now.Add(2 * time.Minute)
	k.Refresh(t.Context(), later)
	wantOn(t, k, later, "[U0DANA]")
	if at := k.State(later).At; !at.Equal(later) {
		t.Errorf("unchanged at %s: as of %s, want that time", later, at)
	}
	if got := whole.Load(); got != 1 {
		t.Errorf("read %d times as a whole, want once", got)
	}
	k.Refresh(t.Context(), now.Add(25*time.Hour))
	if got := whole.Load(); got != 2 {
		t.Errorf("after a day read %d times as a whole, want twice: new shifts come into sight", got)
	}
}

func TestASourceThatHasBeenSilentForFiveMinutesIsOldWithoutAFaultToo(t *testing.T) {
	s := newServer(t, says(200, calendar(dana)))
	k := keeper(t, source.Calendar{At: s.URL})
	k.Refresh(t.Context(), now)
	for after, want := range map[time.Duration]bool{5 * time.Minute: false, 5*time.Minute + 1: true} {
		if st := k.State(now.Add(after)); st.Old != want || st.Fault != nil {
			t.Errorf("%s after it was read: old %v, fault %v; want old %v and no fault", after, st.Old, st.Fault, want)
		}
	}
}

func TestAServerThatFailsLeavesTheLastGoodCopyInForceAndIsAskedMoreAndMoreSeldom(t *testing.T) {
	s := newServer(t, says(200, calendar(dana)))
	k := keeper(t, source.Calendar{At: s.URL})
	k.Refresh(t.Context(), now)
	if k.State(now).Old {
		t.Error("a copy just read is old, want not")
	}
	s.will(says(500, "no"))
	at := now
	for range 60 {
		at = at.Add(time.Minute)
		k.Refresh(t.Context(), at)
	}
	wantOn(t, k, at, "[U0DANA]")
	wantFault(t, k, at, "calendar: it answers 500")
	if st := k.State(at); !st.Old || !st.At.Equal(now) {
		t.Errorf("as of %s, old %v; want as of %s and old", st.At, st.Old, now)
	}
	if got := s.asked.Load(); got < 5 || got > 9 {
		t.Errorf("asked %d times in an hour, want pauses that double", got)
	}
	s.will(says(200, calendar(elif)))
	at = at.Add(16 * time.Minute)
	k.Refresh(t.Context(), at)
	wantFault(t, k, at, "")
	wantOn(t, k, now.Add(24*time.Hour), "[U0ELIF]")
}

func TestABadCalendarIsASentenceAndTheGoodOneBeforeItStays(t *testing.T) {
	bomb := strings.Replace(dana, "END:VEVENT", "RRULE:FREQ=DAILY;COUNT=9000000\r\nEND:VEVENT", 1)
	var bombs []string
	for i := range 300 {
		bombs = append(bombs, strings.Replace(bomb, "UID:", fmt.Sprint("UID:", i), 1))
	}
	for name, bad := range map[string]struct {
		answer http.HandlerFunc
		words  string
	}{
		"broken":          {says(200, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:soon\r\nEND:VEVENT\r\nEND:VCALENDAR"), "cannot be read"},
		"a page":          {says(200, "<html>Log in</html>"), "cannot be read"},
		"a bomb":          {says(200, calendar(bombs...)), "calendar"},
		"50 MB":           {flood, "calendar"},
		"asks for log in": {says(401, ""), "refused (401)"},
		"gone":            {says(404, ""), "nothing at that address"},
		"cut off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100000")
			_, _ = w.Write([]byte(calendar(dana)))
		}, "calendar"},
		"slow": {func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write([]byte("BEGIN:VCALENDAR\r\n"))
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}, "did not answer in time"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, says(200, calendar(dana)))
			k := keeper(t, source.Calendar{At: s.URL + "/secret-canary", Limit: 3 * time.Second})
			if name == "slow" {
				k.Reader = source.Calendar{At: s.URL + "/secret-canary", Limit: 200 * time.Millisecond}
			}
			k.Refresh(t.Context(), now)
			s.will(bad.answer)
			k.Refresh(t.Context(), now.Add(time.Minute))
			wantOn(t, k, now, "[U0DANA]")
			wantFault(t, k, now, bad.words)
			if fault := k.State(now).Fault; fault != nil && strings.Contains(fault.Error(), "canary") {
				t.Errorf("the fault tells the address: %v", fault)
			}
		})
	}
}

// flood answers with 50 MB of what could be a calendar.
func flood(w http.ResponseWriter, _ *http.Request) {
	_, _ = w.Write([]byte("BEGIN:VCALENDAR\r\n"))
	chunk := []byte(strings.Repeat(dana, 1000))
	for sent := 0; sent < 50<<20; sent += len(chunk) {
		if _, err := w.Write(chunk); err != nil {
			return
		}
	}
}

func TestAServerThatIsDownDoesNotTellTheAddress(t *testing.T) {
	s := newServer(t, says(200, ""))
	s.Close()
	_, err := source.Calendar{At: s.URL + "/secret-canary"}.Read(t.Context(), source.Stamp{}, now)
	if err == nil || strings.Contains(err.Error(), "canary") || !strings.Contains(err.Error(), "cannot be reached") {
		t.Errorf("got %v, want it not reached and no address", err)
	}
}

func TestAfterARestartWithTheServerDownTheKeptCopyIsUsed(t *testing.T) {
	s := newServer(t, says(200, calendar(dana)))
	first := keeper(t, source.Calendar{At: s.URL})
	first.Refresh(t.Context(), now)
	s.Close()
	again := &source.Keeper{Team: "payments", Reader: first.Reader, Of: first.Of, File: first.File, Log: first.Log}
	later := now.Add(time.Hour)
	again.Load(t.Context(), later)
	wantOn(t, again, later, "[U0DANA]")
	again.Refresh(t.Context(), later)
	wantOn(t, again, later, "[U0DANA]")
	if st := again.State(later); !st.Old || !st.At.Equal(now) {
		t.Errorf("as of %s, old %v; want as of %s and old", st.At, st.Old, now)
	}
	other := &source.Keeper{Reader: first.Reader, Of: source.Fingerprint("ical", "y"), File: first.File, Log: first.Log}
	other.Load(t.Context(), later)
	wantOn(t, other, later, "[]")
}

// found is a finder that knows one address, or fails.
func found(mail string, err error) source.Finder {
	return func(_ context.Context, asked string) (oncall.Member, bool, error) {
		return "U0FOUND", asked == mail, err
	}
}

func TestPeopleAreWhoTheConfigurationSaysOrElseWhoSlackFinds(t *testing.T) {
	s := newServer(t, says(200, calendar(
		event("Dana Kowalski", "20261122T090000Z", "20261123T090000Z"),
		event("finn@fernhill.example", "20261122T090000Z", "20261123T090000Z"),
		event("nobody@fernhill.example", "20261122T090000Z", "20261123T090000Z"),
		event("USA holiday", "20261122T090000Z", "20261123T090000Z"))))
	k := keeper(t, source.Calendar{At: s.URL})
	k.Named = map[string]string{"dana kowalski": "U0DANA"}
	k.Find = found("finn@fernhill.example", nil)
	k.Refresh(t.Context(), now)
	wantOn(t, k, now, "[U0DANA U0FOUND]")
	want := "[USA holiday nobody@fernhill.example]"
	if got := fmt.Sprint(k.State(now).Unknown); got != want {
		t.Errorf("unknown %s, want %s", got, want)
	}
	k.Find = found("", errors.New("missing_scope"))
	k.Refresh(t.Context(), now.Add(time.Minute))
	wantOn(t, k, now, "[U0DANA U0FOUND]")
}

func TestWhoWasNotFoundIsLookedForAgainAfterAnHour(t *testing.T) {
	s := newServer(t, says(200, calendar(event("nobody@fernhill.example", "20261122T090000Z", "20261123T090000Z"))))
	k := keeper(t, source.Calendar{At: s.URL})
	looked := 0
	k.Find = func(context.Context, string) (oncall.Member, bool, error) { looked++; return "", false, nil }
	for _, step := range []struct {
		at   time.Duration
		want int
	}{{0, 1}, {time.Minute, 1}, {59 * time.Minute, 1}, {time.Hour, 2}} {
		k.Refresh(t.Context(), now.Add(step.at))
		if looked != step.want {
			t.Errorf("after %s they were looked for %d times, want %d", step.at, looked, step.want)
		}
	}
}

func TestAnIDIsTakenAsItIsAndANameInCapitalsIsNone(t *testing.T) {
	const mail = "finn@fernhill.example"
	for _, c := range []struct {
		shift source.Shift
		want  string // who is on call and who is not known
	}{
		{source.Shift{Who: "U0DANA"}, "[U0DANA] []"},
		{source.Shift{Who: "WALTER"}, "[] [WALTER]"},
		{source.Shift{Who: "U0dana"}, "[] [U0dana]"},
		{source.Shift{Who: mail}, "[U0FINN] []"},
		{source.Shift{Who: mail, ID: "U0ELIF"}, "[U0ELIF] []"},
	} {
		c.shift.From, c.shift.To = now.Add(-time.Hour), now.Add(time.Hour)
		turns, unknown := source.Copy{Shifts: []source.Shift{c.shift}}.Turns(now, map[string]string{mail: "U0FINN"})
		if got := on(source.State{Turns: turns}, now) + fmt.Sprint(" ", unknown); got != c.want {
			t.Errorf("a shift of %q with the id %q: %s, want %s", c.shift.Who, c.shift.ID, got, c.want)
		}
	}
}

func TestAFileIsReadWhenItChangesAndMustBeOne(t *testing.T) {
	file := filepath.Join(t.TempDir(), "team.ics")
	c := source.Calendar{At: file}
	if _, err := c.Read(t.Context(), source.Stamp{}, now); err == nil || !strings.Contains(err.Error(), "team.ics") ||
		strings.Contains(err.Error(), filepath.Dir(file)) {
		t.Errorf("a file that is not there: %v, want its name and no more of its path", err)
	}
	if _, err := (source.Calendar{At: t.TempDir()}).Read(t.Context(), source.Stamp{}, now); err == nil {
		t.Error("a folder is read, want it refused")
	}
	writeFile(t, file, calendar(dana))
	r, err := c.Read(t.Context(), source.Stamp{}, now)
	if err != nil || len(r.Shifts) != 1 {
		t.Fatalf("got %v, %v, want one shift", r, err)
	}
	if r, err := c.Read(t.Context(), r.Stamp, now); err != nil || !r.Same {
		t.Errorf("unchanged: %v, %v; want the same", r, err)
	}
	writeFile(t, file, calendar(dana, elif))
	if r, err := c.Read(t.Context(), r.Stamp, now); err != nil || len(r.Shifts) != 2 {
		t.Errorf("changed: %v, %v; want two shifts", r, err)
	}
}
