package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/bot"
	"howto/escalation"
	"howto/escalation/oncall"
	"howto/sandbox"
)

const finn = "U0FINN"

// A wire is a plant with one case that a test disturbs on its way between Slack and the store.
type wire struct {
	*plant
	id   string
	root sandbox.Message
	line sandbox.Message
}

// newWire opens a case of a team of two, Ivo being on call, and shows it to them.
func newWire(t *testing.T) *wire {
	t.Helper()
	w := quietWire(t)
	w.ask()
	w.settle()
	w.standing()
	return w
}

// quietWire is a plant where nobody has asked anything yet.
func quietWire(t *testing.T) *wire {
	t.Helper()
	p := newPlant(t, smallLibrary(t), 0)
	roster, err := escalation.NewRoster([]escalation.Team{{
		ID: "operations", Name: "Operations", Channel: ops, Members: []escalation.User{ivo, finn},
		Schedule: oncall.Of(oncall.Layer{Members: []oncall.Member{ivo}}),
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Invite(ops, finn); err != nil {
		t.Fatal(err)
	}
	p.roster = roster
	p.presence = func(ctx context.Context, u escalation.User) escalation.Presence {
		return p.bot.Presence(ctx, u)
	}
	p.again()
	return &wire{plant: p}
}

// again starts the process anew.
func (p *plant) again() {
	p.t.Helper()
	if err := p.store.Close(); err != nil {
		p.t.Fatal(err)
	}
	p.boot()
}

// ask has Amira ask what nobody has written down, and hands it over.
func (w *wire) ask() {
	w.t.Helper()
	w.say(amira, w.dm(amira), "", "zeppelin mooring permit")
	w.settle()
	asked := w.find(amira, w.dm(amira), "", "found nothing")
	if err := w.pressing(amira, asked, "ask_expert")(); err != nil {
		w.t.Fatal(err)
	}
}

// standing finds the two standing messages of the case, and the case.
func (w *wire) standing() {
	w.t.Helper()
	w.root = w.find(ivo, ops, "", "Amira Haddad", "zeppelin")
	w.line = w.find(amira, w.dm(amira), "", "Your question is with")
	open, err := w.store.OpenCases(w.t.Context())
	if err != nil || len(open) != 1 {
		w.t.Fatalf("%d open cases, %v; want one", len(open), err)
	}
	w.id = open[0].ID
}

// kase is the case as the store has it.
func (w *wire) kase() escalation.Case {
	w.t.Helper()
	c, err := w.store.Case(w.t.Context(), w.id)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// later moves the clock on by minutes.
func (w *wire) later(minutes int) { w.offset.Add(int64(minutes) * int64(time.Minute)) }

// step lets the process send what is due, once, and returns how many messages it took.
func (w *wire) step() int {
	m := mortal{w.store, w.fuse}
	return bot.Sender{Bot: w.bot, Outbox: m}.Once(w.t.Context())
}

func (w *wire) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// answer has Ivo write in the thread of the root message, and returns the message's timestamp.
func (w *wire) answer(text string) string {
	w.t.Helper()
	ts := w.say(ivo, ops, w.root.TS, text)
	w.settle()
	return ts
}

// The messages that each case begins with, for onlyTold.
const (
	toldNothing = "D0AMIRA: found nothing"
	toldLine    = "D0AMIRA: "
	toldRoot    = "C0OPS: Amira Haddad"
)

// onlyTold fails unless the bot's messages, ephemeral ones aside, are or soon come to be the expected
// ones: each is "CHANNEL: words", words that one message there has and that no other entry stands for.
func (w *world) onlyTold(want ...string) {
	w.t.Helper()
	var extra, missing []string
	ctx, cancel := contextWithPatience(w.t)
	defer cancel()
	err := w.Wait(ctx, func(*sandbox.Workspace) bool {
		extra, missing = w.told(want)
		return len(extra)+len(missing) == 0
	})
	if err != nil {
		w.t.Errorf("unexpected messages:\n%s\nexpected and not there: %q", strings.Join(extra, "\n"), missing)
	}
}

// told compares the bot's messages with the expected ones.
func (w *world) told(want []string) (extra, missing []string) {
	missing = slices.Clone(want)
	for _, m := range w.botMessages() {
		i := slices.IndexFunc(missing, func(entry string) bool {
			channel, words, _ := strings.Cut(entry, ": ")
			return channel == m.Channel && strings.Contains(shown(m), words)
		})
		if i < 0 {
			extra = append(extra, fmt.Sprintf("%s %s: %.200s", m.Channel, m.ThreadTS, m.Text))
			continue
		}
		missing = slices.Delete(missing, i, i+1)
	}
	return extra, missing
}

// botMessages are all messages of the bot that last, each once, those in threads included.
func (w *world) botMessages() (all []sandbox.Message) {
	seen := map[string]bool{}
	for _, ch := range w.Channels() {
		list := w.Messages(ch.ID, "", "")
		for _, m := range slices.Clone(list) {
			list = append(list, w.Messages(ch.ID, "", m.TS)...)
		}
		for _, m := range list {
			if m.User == demoBotUser && !m.Ephemeral && !m.Deleted && !seen[ch.ID+m.TS] {
				seen[ch.ID+m.TS] = true
				all = append(all, m)
			}
		}
	}
	return all
}

// deaf has Slack deliver to nobody while act runs: the bot never hears of it.
func (w *wire) deaf(act func()) {
	w.t.Helper()
	nobody := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		var ask struct {
			Challenge string `json:"challenge"`
		}
		_ = json.NewDecoder(r.Body).Decode(&ask) // an event has none
		_, _ = rw.Write([]byte(ask.Challenge))
	}))
	defer nobody.Close()
	w.must(w.SetEndpoints(w.t.Context(), sandbox.Endpoints{Events: nobody.URL}))
	act()
	ctx, cancel := contextWithPatience(w.t)
	defer cancel()
	w.must(w.Wait(ctx, (*sandbox.Workspace).Idle))
	w.must(w.SetEndpoints(w.t.Context(), sandbox.Endpoints{Events: w.front.URL + "/slack/events",
		Commands: w.front.URL + "/slack/commands", Interactivity: w.front.URL + "/slack/interactivity"}))
}

func TestAnEditIsTakenOnce(t *testing.T) {
	w := newWire(t)
	ts := w.answer("Ask the airport.")
	w.must(w.Unfurl(t.Context(), ops, ts))
	w.faults(sandbox.Fault{Kind: "duplicate"})
	w.must(w.Edit(t.Context(), sandbox.EditInput{As: ivo, Channel: ops, TS: ts, Text: "Ask the harbour."}))
	w.settle()
	c := w.kase()
	if len(c.Answers) != 1 || c.Answers[0].Message.Text != "Ask the harbour." {
		t.Errorf("the case keeps %+v, want one answer with the new words", c.Answers)
	}
	w.onlyTold(toldNothing, toldRoot, toldLine+"answered you", "D0AMIRA: Ask the")
}

// outOfOrder has act happen while nobody listens, and then delivers what Slack had to tell of it four
// times, in the order of these names.
func (w *wire) outOfOrder(act func(), names ...string) {
	w.t.Helper()
	_, since := w.Traffic(0)
	w.deaf(act)
	told, _ := w.Traffic(since)
	for _, name := range names {
		i := slices.IndexFunc(told, func(e sandbox.Entry) bool { return e.Kind == "event" && e.Name == name })
		if i < 0 {
			w.t.Fatalf("Slack told of no %s", name)
		}
		for range 4 {
			_, err := w.Deliver(w.t.Context(), "events_api", told[i].Request)
			w.must(err)
		}
	}
	w.settle()
}

func TestWhatIsEditedBeforeItCameIsTakenAsItIsNow(t *testing.T) {
	w := newWire(t)
	w.outOfOrder(func() {
		ts := w.say(ivo, ops, w.root.TS, "Ask the airport.")
		w.must(w.Edit(t.Context(), sandbox.EditInput{As: ivo, Channel: ops, TS: ts, Text: "Ask the harbour."}))
	}, "message.message_changed", "message")
	w.onlyTold(toldNothing, toldRoot, toldLine+"answered you", "D0AMIRA: Ask the harbour.")
}

func TestOfTwoEditsThatComeInTheWrongOrderTheNewestStays(t *testing.T) {
	w := newWire(t)
	ts := w.answer("Ask the airport.")
	edit := func(text string) {
		w.must(w.Edit(t.Context(), sandbox.EditInput{As: ivo, Channel: ops, TS: ts, Text: text}))
	}
	_, since := w.Traffic(0)
	w.deaf(func() { edit("Ask the harbour."); edit("Ask the heliport.") })
	told, _ := w.Traffic(since)
	for _, e := range slices.Backward(told) {
		if e.Kind == "event" && e.Name == "message.message_changed" {
			_, err := w.Deliver(t.Context(), "events_api", e.Request)
			w.must(err)
		}
	}
	w.settle()
	if c := w.kase(); len(c.Answers) != 1 || c.Answers[0].Message.Text != "Ask the heliport." {
		t.Errorf("the case keeps %+v, want one answer with the newest words", c.Answers)
	}
	w.onlyTold(toldNothing, toldRoot, toldLine+"answered you", "D0AMIRA: Ask the heliport.")
}

func TestWhatIsDeletedBeforeItCameReachesNobody(t *testing.T) {
	w := newWire(t)
	w.outOfOrder(func() {
		ts := w.say(ivo, ops, w.root.TS, "Wrong window.")
		w.must(w.Delete(t.Context(), ivo, ops, ts))
	}, "message.message_deleted", "message")
	if c := w.kase(); c.State != escalation.Paging || len(c.Answers) != 0 {
		t.Errorf("the case is %s with %d answers, want it as it was", c.State, len(c.Answers))
	}
	w.onlyTold(toldNothing, toldRoot, toldLine+"Your question is with")
}

func TestACaseWhoseOnlyAnswerIsDeletedIsUnansweredAgain(t *testing.T) {
	w := newWire(t)
	ts := w.answer("Ask the airport.")
	w.must(w.Delete(t.Context(), ivo, ops, ts))
	w.settle()
	if c := w.kase(); c.State != escalation.Claimed || c.Owner != ivo || len(c.Answers) != 0 {
		t.Errorf("the case is %s of %s with %d answers, want it claimed by Ivo without one", c.State, c.Owner, len(c.Answers))
	}
	w.find(amira, w.dm(amira), "", "Ivo Petrov has your question")
	w.onlyTold(toldNothing, toldRoot, toldLine+"has your question", "D0AMIRA: Answer withdrawn")
}

func TestADeletedRootIsPostedAnewAndWorks(t *testing.T) {
	w := newWire(t)
	w.must(w.Moderate(t.Context(), ops, w.root.TS))
	w.settle()
	old := w.root.TS
	w.standing()
	if w.root.TS == old {
		t.Fatal("the root message was not posted anew")
	}
	if len(w.root.Notified) > 0 {
		t.Errorf("the new root message calls %v, want nobody: they were asked before", w.root.Notified)
	}
	w.answer("Ask the airport.")
	w.onlyTold(toldNothing, toldRoot, toldLine+"answered you", "D0AMIRA: Ask the airport.")
}

func TestADeletedLineIsPostedAnewAndWorks(t *testing.T) {
	w := newWire(t)
	w.must(w.Moderate(t.Context(), w.dm(amira), w.line.TS))
	w.settle()
	old := w.line.TS
	w.standing()
	if w.line.TS == old {
		t.Fatal("the asker's line was not posted anew")
	}
	w.answer("Ask the airport.")
	w.say(amira, w.dm(amira), w.line.TS, "Which airport?")
	w.settle()
	w.onlyTold(toldNothing, toldRoot, toldLine+"has your question", "D0AMIRA: Ask the airport.", "C0OPS: Which airport?")
	w.find(amira, w.dm(amira), w.line.TS, "Ask the airport.")
}

func TestAMessageThatLostItsThreadIsTakenBackAndSentAgain(t *testing.T) {
	w := newWire(t)
	w.deaf(func() { w.must(w.Moderate(t.Context(), ops, w.root.TS)) })
	w.later(16) // the next step asks in the thread that is gone
	w.settle()
	w.standing()
	page := w.find(ivo, ops, w.root.TS, "please take this question")
	if page.ThreadTS != w.root.TS {
		t.Errorf("the page stands in thread %q, want that of the new root message", page.ThreadTS)
	}
	w.onlyTold(toldNothing, "C0OPS: please take this question", toldRoot, toldLine+"Your question is with")
}

func TestAReplyThatIsShownInTheChannelTooAndAFileAloneReachTheAsker(t *testing.T) {
	w := newWire(t)
	ctx := t.Context()
	_, err := w.Say(ctx, sandbox.SayInput{As: ivo, Channel: ops, ThreadTS: w.root.TS, Text: "For all: ask the airport.", Broadcast: true})
	w.must(err)
	w.settle()
	_, err = w.Say(ctx, sandbox.SayInput{As: ivo, Channel: ops, ThreadTS: w.root.TS, Files: []string{"permit.pdf"}})
	w.must(err)
	w.settle()
	w.onlyTold(toldNothing, toldRoot, toldLine+"answered you", "D0AMIRA: For all: ask the airport.", "D0AMIRA: permit.pdf")
	if m := w.find(amira, w.dm(amira), w.line.TS, "permit.pdf"); !strings.Contains(shown(m), "opens only for people") {
		t.Errorf("the asker is told %q, want a word on who can open the file", shown(m))
	}
}

func TestALongAnswerArrivesWhole(t *testing.T) {
	w := newWire(t)
	var text strings.Builder
	for i := 0; text.Len() < 39_000; i++ {
		fmt.Fprintf(&text, "Step%d goes like this.\n", i)
	}
	w.faults(sandbox.Fault{Kind: "lost", Match: "chat.postMessage", Times: 1})
	w.answer(text.String())
	var got strings.Builder
	for _, m := range w.Messages(w.dm(amira), amira, w.line.TS) {
		for _, b := range m.Blocks {
			if b["type"] == "rich_text" {
				raw, _ := json.Marshal(b)
				got.Write(raw)
			}
		}
	}
	at := 0
	for i := range strings.Count(text.String(), "\n") {
		step := fmt.Sprintf("Step%d goes", i)
		n := strings.Index(got.String()[at:], step)
		if n < 0 || strings.Count(got.String(), step) != 1 {
			t.Fatalf("%q is there %d times, want once and in its place", step, strings.Count(got.String(), step))
		}
		at += n
	}
	w.onlyTold(append([]string{toldNothing, toldRoot, toldLine + "answered you"},
		slices.Repeat([]string{"D0AMIRA: goes like this"}, 13)...)...)
}

func TestNothingComesBetweenThePartsOfALongAnswer(t *testing.T) {
	w := newWire(t)
	ctx, cancel := contextWithPatience(t)
	defer cancel()
	for _, text := range []string{strings.Repeat("Read this line. ", 600), "Mind the wind."} {
		w.say(ivo, ops, w.root.TS, text)
		w.must(w.Wait(ctx, (*sandbox.Workspace).Idle))
	}
	w.settle()
	thread := w.Messages(w.dm(amira), amira, w.line.TS)
	if len(thread) < 4 || !strings.Contains(shown(thread[len(thread)-1]), "Mind the wind.") {
		t.Errorf("the asker reads\n%s\nwant all parts of the first answer before the second",
			w.transcript(amira, w.dm(amira), w.line.TS))
	}
}

func TestWhatIsDeletedInAnUnknownPlaceIsNotTakenLater(t *testing.T) {
	w := newWire(t)
	_, since := w.Traffic(0)
	w.deaf(func() {
		ts := w.say(ivo, ops, w.root.TS, "Wrong window.")
		w.must(w.Delete(t.Context(), ivo, ops, ts))
	})
	told, _ := w.Traffic(since)
	for _, name := range []string{"message.message_deleted", "message"} {
		i := slices.IndexFunc(told, func(e sandbox.Entry) bool { return e.Kind == "event" && e.Name == name })
		if event, ok := told[i].Request["event"].(map[string]any); ok {
			delete(event, "previous_message") // which is all that names the thread
		}
		_, err := w.Deliver(t.Context(), "events_api", told[i].Request)
		w.must(err)
	}
	w.settle()
	w.onlyTold(toldNothing, toldRoot, toldLine+"Your question is with")
}

func TestWhatIsSaidWhileTheDatabaseStandsStillIsTakenOnce(t *testing.T) {
	w := newWire(t)
	db, err := sql.Open("sqlite", filepath.Join(w.dir, databaseFile)+"?_pragma=busy_timeout(5000)&_txlock=immediate")
	w.must(err)
	defer db.Close()
	lock, err := db.BeginTx(t.Context(), nil)
	w.must(err)
	_, since := w.Traffic(0)
	w.say(ivo, ops, w.root.TS, "Ask the airport.")
	ctx, cancel := contextWithPatience(t)
	defer cancel()
	w.must(w.Wait(ctx, func(box *sandbox.Workspace) bool { // Slack has given up waiting, and tries again
		told, _ := box.Traffic(since)
		return slices.ContainsFunc(told, func(e sandbox.Entry) bool { return e.Kind == "event" && e.Status != http.StatusOK })
	}))
	w.must(lock.Rollback())
	w.settle()
	w.onlyTold(toldNothing, toldRoot, toldLine+"answered you", "D0AMIRA: Ask the airport.")
}
