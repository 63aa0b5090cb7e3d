package main

import (
	"database/sql"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"howto/sandbox"

	"github.com/chromedp/chromedp"
)

// mine types the word and returns the answer.
func (w *world) mine(as string) sandbox.Message {
	w.t.Helper()
	before := len(w.Messages(chanFloor, as, ""))
	w.command(as, chanFloor, "mine")
	return w.newest(as, chanFloor, before)
}

// fileOf waits for a file in a person's direct messages and returns what is in it.
func (w *world) fileOf(as string) []byte {
	w.t.Helper()
	m := w.see(as, w.dm(as), "", "all that is stored about you")
	if len(m.Files) != 1 {
		w.t.Fatalf("the message carries %d files, want one", len(m.Files))
	}
	_, data, ok := w.File(m.Files[0].ID)
	if !ok {
		w.t.Fatalf("file %s is not complete", m.Files[0].ID)
	}
	return data
}

// keys are those of what was taken in, and of the messages on their way or sent lately.
func (w *world) keys() (keys []string) {
	w.t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(w.dir, databaseFile)+"?_pragma=busy_timeout(5000)")
	if err != nil {
		w.t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(w.t.Context(), `SELECT key FROM inbox UNION ALL SELECT key FROM outbox`)
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			w.t.Fatal(err)
		}
		keys = append(keys, key)
	}
	if err := rows.Err(); err != nil || len(keys) == 0 {
		w.t.Fatalf("%d keys, %v; want some", len(keys), err)
	}
	return keys
}

func TestAPersonSeesAndGetsWhatIsStoredAboutThem(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		w.finds(amira, "refund without receipt", "Refund a card payment without a receipt")
		m := w.mine(amira)
		if got := shown(m); !m.Ephemeral || !holds(got, []string{"refund without receipt", "What is stored about you", "1 entry"}) {
			t.Errorf("mine answers (for one alone: %v)\n%s\nwant the question and what is stored", m.Ephemeral, got)
		}
		w.press(amira, m, "mine_send")
		raw := w.fileOf(amira)
		if !json.Valid(raw) || !strings.Contains(string(raw), "refund without receipt") {
			t.Errorf("the file is\n%s\nwant JSON with the question", raw)
		}
		if n := w.count(amira, w.dm(amira), "", "all that is stored about you"); n != 1 {
			t.Errorf("it came %d times, want once", n)
		}
	})
}

func TestWhatIsStoredComesAsTextWhereSlackTakesNoFile(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		w.finds(amira, "refund without receipt", "Refund a card payment without a receipt")
		w.faults(sandbox.Fault{Kind: "refuse", Match: "files.getUploadURLExternal", Code: "file_uploads_disabled"})
		w.press(amira, w.mine(amira), "mine_send")
		w.see(amira, w.dm(amira), "", "does not take it as a file", "refund without receipt")
	})
}

func TestWhatIsStoredIsSentOnceWhenTheAnswerIsLost(t *testing.T) {
	w := quietWire(t)
	w.say(amira, w.dm(amira), "", "zeppelin mooring permit")
	w.settle()
	w.must(func() error {
		_, err := w.Command(t.Context(), sandbox.CommandInput{As: amira, Channel: chanFloor, Command: "/howto", Text: "mine"})
		return err
	}())
	w.settle()
	w.faults(sandbox.Fault{Kind: "lost", Match: "files.completeUploadExternal", Times: 1})
	w.must(w.pressing(amira, w.find(amira, chanFloor, "", "What is stored about you"), "mine_send")())
	w.settle()
	if n := w.count(amira, w.dm(amira), "", "all that is stored about you"); n != 1 {
		t.Errorf("the file came %d times, want once", n)
	}
}

func TestAPersonIsForgotten(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		w.command(ben, chanFloor, "zeppelin mooring permit")
		w.press(ben, w.see(ben, chanFloor, "", "found nothing"), "ask_expert")
		w.see(ben, w.dm(ben), "", "Your question is with")
		root := w.see(ivo, ops, "", "Ben Okafor", "zeppelin")
		m := w.mine(ben)
		if got := confirmOf(m, "mine_forget"); !strings.Contains(got, "open question is taken back") {
			t.Errorf("the button asks %q, want that it says that the open question is taken back", got)
		}
		w.press(ben, m, "mine_forget")
		w.see(ben, chanFloor, "", "I have forgotten you")
		w.gone(ivo, root, "claim")
		for _, key := range w.keys() {
			if strings.Contains(key, ben) {
				t.Errorf("the key %s is kept, want none with who was forgotten", key)
			}
		}
		held, err := w.beside().About(t.Context(), ben)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range held {
			if len(h.Rows) > 0 {
				t.Errorf("%s still holds %v, want nothing", h.Table, h.Rows)
			}
		}
		if got := shown(w.mine(ben)); !holds(got, []string{"You have not asked anything yet", "Nothing is stored"}) {
			t.Errorf("after that mine answers\n%s\nwant nothing", got)
		}
	})
}

func TestWhoHasQuestionsOfOthersGivesThemBackFirst(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		w.command(ben, chanFloor, "zeppelin mooring permit")
		w.press(ben, w.see(ben, chanFloor, "", "found nothing"), "ask_expert")
		w.press(ivo, w.see(ivo, ops, "", "Ben Okafor", "zeppelin"), "claim")
		w.see(ben, w.dm(ben), "", "Ivo Petrov has your question")
		if err := w.Invite(chanFloor, ivo); err != nil {
			t.Fatal(err)
		}
		w.finds(ivo, "refund without receipt", "Refund a card payment without a receipt")
		w.press(ivo, w.mine(ivo), "mine_forget")
		w.see(ivo, chanFloor, "", "give them back first")
		w.see(ben, w.dm(ben), "", "Ivo Petrov has your question")
	})
}

// confirmOf is what a button asks before it does what it says.
func confirmOf(m sandbox.Message, action string) string {
	for _, b := range m.Blocks {
		elements, _ := b["elements"].([]any)
		for _, e := range elements {
			if e, _ := e.(map[string]any); e["action_id"] == action {
				confirm, _ := e["confirm"].(map[string]any)
				text, _ := confirm["text"].(map[string]any)
				words, _ := text["text"].(string)
				return words
			}
		}
	}
	return ""
}

func TestTheHomeTabLeadsToWhatIsStored(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		w.finds(amira, "refund without receipt", "Refund a card payment without a receipt")
		if err := w.OpenHome(t.Context(), amira, "home"); err != nil {
			t.Fatal(err)
		}
		w.homeShows(amira, "refund without receipt")
		press := func(view, action string) {
			t.Helper()
			if err := w.Press(t.Context(), sandbox.PressInput{As: amira, ViewID: view, ActionID: action}); err != nil {
				t.Fatal(err)
			}
		}
		press(w.Home(amira).ID, "mine")
		press(w.Views(amira)[0].ID, "mine_send")
		w.viewShows(amira, "to your direct messages")
		w.fileOf(amira)
		press(w.Home(amira).ID, "mine")
		press(w.Views(amira)[0].ID, "mine_forget")
		w.viewShows(amira, "I have forgotten you")
	})
}

func TestWhatIsStoredIsShownInTheBrowser(t *testing.T) {
	w := newWorld(t, "socket")
	w.finds(amira, "refund without receipt", "Refund a card payment without a receipt")
	p := openBrowser(t)
	p.do("see what is stored", chromedp.Navigate(w.URL()+"/#"+amira+"/"+chanFloor), typed("composer", "/howto mine"), says("What is stored about you"))
	p.picture("65-mine")
	p.do("get it", click("action-mine_send"), says("I am sending it"), openApp(), says("What is stored about you (about-you-"))
	p.picture("66-mine-file")
	p.do("go back", click("channel-"+chanFloor), click("action-mine_forget"), says("This cannot be undone"))
	p.picture("67-mine-confirm")
	p.quiet()
}
