package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/bot"
	"howto/digest"
	"howto/escalation"
	"howto/outcome"
	"howto/sandbox"
	"howto/store"

	"github.com/chromedp/chromedp"
)

const dana = "U0DANA"

// weekShown is the week of the messages in tests.
func weekShown(t *testing.T) outcome.Week {
	t.Helper()
	week, err := outcome.ParseWeek("2026-W47", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return week
}

// chart is a picture of a week: the colours do not matter, its size does.
func chart(t *testing.T) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 640, 260))
	for x := range 640 {
		for y := range 260 {
			img.Set(x, y, color.RGBA{uint8(250 - y/4), uint8(250 - x/8), 255, 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// weekOf is a weekly message of payments to Mara.
func weekOf(t *testing.T, change ...func(*bot.Digest)) bot.Digest {
	t.Helper()
	d := bot.Digest{Key: digest.Key(mara, "payments", weekShown(t)), To: mara, Team: "payments",
		Title: "Help at work · Payments · week 47 (16–22 Nov)",
		Lead:  "Refunds without a receipt got harder.", Base: "141 asks from 38 people.",
		Numbers: []bot.DigestNumber{{Label: "Solved at once", Value: "62% (53–69)"},
			{Label: "Went to a person", Value: "17%"}, {Label: "Asked again within 7 days", Value: "6% (2–13)"}},
		Picture: chart(t), Alt: "Solved at once in the last 12 weeks: 62% in week 47, usually 50 to 75%.",
		Label: "signal", Finding: "17 of 42 asks solved (40%, 27–56), below the usual 50–75%.",
		Impact: "About 2–15 more misses a week than usual.", Reasons: "The screen of step 3 changed on 12 Nov.",
		Step: bot.DigestStep{Text: "Go through step 3 with the POS team.", Owner: dana, Asset: noReceipt,
			Task: "Go through step 3 of the refund."},
		Decision: "Keep the card for returns as it is.", Fix: "Write on gift wrapping.",
		Huddle: "Where does the new screen trip us?", Script: "Ask who met the new screen.\nListen for step 3.",
		Win: "2 answers of experts became assets.", Caveats: "Cannot tell: why silent people left.",
		Definitions: []string{outcome.MetricSolved}, Offer: true,
		Text: "Help at work · Payments · week 47 (16–22 Nov)\n\nRefunds without a receipt got harder."}
	for _, f := range change {
		f(&d)
	}
	return d
}

// queueWeek puts a weekly message into the outbox, as the program does on Mondays.
func queueWeek(t *testing.T, s *store.Store, d bot.Digest) {
	t.Helper()
	body, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	d.Picture = nil
	kept, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.QueueDigest(t.Context(), store.Digest{Key: d.Key, Manager: d.To, Team: d.Team, Week: weekShown(t), Body: kept}, nil,
		escalation.Outgoing{ID: s.NewID(), Key: d.Key, Lane: "dm:" + d.To, Kind: escalation.OutDigest, Body: body})
	if err != nil {
		t.Fatal(err)
	}
}

// beside opens the store of the running program a second time.
func (w *world) beside() *store.Store {
	w.t.Helper()
	s, err := store.Open(w.t.Context(), store.Options{Dir: w.dir})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		if err := s.Close(); err != nil {
			w.t.Error(err)
		}
	})
	return s
}

// week queues a weekly message and waits until Mara sees it.
func (w *world) week(change ...func(*bot.Digest)) (sandbox.Message, *store.Store) {
	w.t.Helper()
	s := w.beside()
	queueWeek(w.t, s, weekOf(w.t, change...))
	return w.see(mara, w.dm(mara), "", "Help at work · Payments"), s
}

// pictureOf is the file that a message shows; empty when it shows none.
func pictureOf(m sandbox.Message) string {
	for _, b := range m.Blocks {
		if file, ok := b["slack_file"].(map[string]any); ok && b["type"] == "image" {
			id, _ := file["id"].(string)
			return id
		}
	}
	return ""
}

// viewShows waits until the topmost modal of a person contains all words.
func (w *world) viewShows(as string, words ...string) {
	w.t.Helper()
	ctx, cancel := contextWithPatience(w.t)
	defer cancel()
	err := w.Wait(ctx, func(box *sandbox.Workspace) bool {
		all := box.Views(as)
		return len(all) > 0 && holds(shown(sandbox.Message{Blocks: all[len(all)-1].Blocks}), words)
	})
	if err != nil {
		w.t.Fatalf("no modal shows %q to %s: %v\n%s", words, as, w.Views(as), w.err)
	}
	for _, v := range w.Views(as) {
		if err := w.CloseView(w.t.Context(), as, v.ID); err != nil {
			w.t.Fatal(err)
		}
	}
}

func TestTheManagerSeesTheWeekWithItsPicture(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		m, _ := w.week()
		_, data, ok := w.File(pictureOf(m))
		if !ok || !bytes.Equal(data, chart(t)) {
			t.Errorf("the picture has %d bytes, %v; want those that were drawn", len(data), ok)
		}
		if len(m.Blocks) > 12 {
			t.Errorf("%d blocks, want at most 12", len(m.Blocks))
		}
		if len(m.Notified) > 0 {
			t.Errorf("the message notifies %v, want nobody", m.Notified)
		}
	})
}

func TestTheOwnerGetsTheFindingOnce(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		m, _ := w.week()
		w.press(mara, m, "digest_send")
		after := w.gone(mara, m, "digest_send")
		if !strings.Contains(shown(after), "Sent to Dana Kowalski") || pictureOf(after) != pictureOf(m) {
			t.Errorf("after the press the message is\n%s\nwith picture %q; want who got it, and the same picture",
				shown(after), pictureOf(after))
		}
		got := w.see(dana, w.dm(dana), "", "Mara Lindqvist", "17 of 42 asks", "Go through step 3 of the refund.")
		w.press(dana, got, "digest_asset")
		w.viewShows(dana, "Refund a card payment without a receipt", "Owner Dana Kowalski")
		// A second press, on a message that is not drawn anew yet.
		w.pressAs("digest_send", "digest_send")
		w.see(mara, w.dm(mara), "", "Dana Kowalski has this already")
		if n := w.count(dana, w.dm(dana), "", "17 of 42 asks"); n != 1 {
			t.Errorf("Dana has the finding %d times, want once", n)
		}
	})
}

// lastPress is what Slack last delivered of a press on a button.
func (w *world) lastPress(action string) map[string]any {
	w.t.Helper()
	told, _ := w.Traffic(0)
	for _, e := range slices.Backward(told) {
		raw, err := json.Marshal(e.Request)
		if err != nil {
			w.t.Fatal(err)
		}
		if strings.HasPrefix(e.Kind, "interacti") && strings.Contains(string(raw), action) {
			return e.Request
		}
	}
	w.t.Fatalf("nobody pressed %s", action)
	return nil
}

func TestEachButtonOfTheWeekDoesWhatItSays(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		m, s := w.week()
		w.press(mara, m, "digest_asset")
		w.viewShows(mara, "Refund a card payment without a receipt")
		w.press(mara, m, "digest_script")
		w.viewShows(mara, "Where does the new screen trip us?", "Listen for step 3.")
		w.press(mara, m, "digest_terms")
		solved, _ := outcome.Define(outcome.MetricSolved)
		w.viewShows(mara, solved.Name, "fewer than 5 people")
		w.press(mara, m, "digest_useless")
		m = w.gone(mara, m, "digest_useless")
		if !strings.Contains(shown(m), "Thank you") {
			t.Errorf("after Not useful the message is\n%s\nwant thanks in it", shown(m))
		}
		w.press(mara, m, "digest_monthly")
		m = w.gone(mara, m, "digest_monthly")
		wish, err := s.DigestWish(t.Context(), mara, "payments")
		if err != nil || wish.Wish != outcome.EachMonth {
			t.Errorf("the wish is %v, %v; want monthly", wish, err)
		}
		w.press(mara, m, "digest_weekly")
		m = w.gone(mara, m, "digest_weekly")
		if wish, err = s.DigestWish(t.Context(), mara, "payments"); err != nil || wish.Wish != outcome.EachWeek {
			t.Errorf("after Undo the wish is %v, %v; want weekly", wish, err)
		}
		w.press(mara, m, "digest_never")
		w.gone(mara, m, "digest_never")
		all, err := s.Digests(t.Context(), mara, "payments", 1)
		if err != nil || len(all) != 1 || !all[0].Pressed {
			t.Errorf("the store has %+v, %v; want the message as pressed", all, err)
		}
	})
}

func TestAPressThatComesTooLateIsASentence(t *testing.T) {
	w := quietWire(t)
	queueWeek(t, w.store, weekOf(t, func(d *bot.Digest) {
		d.To, d.Key, d.Step.Owner = ivo, "digest/"+ivo+"/payments/2026-W47", "nobody"
	}))
	w.settle()
	m := w.find(ivo, w.dm(ivo), "", "Help at work")
	w.must(w.pressing(ivo, m, "digest_send")())
	w.settle()
	w.find(ivo, w.dm(ivo), "", "Ask the people who keep the library") // no asset of that id, and nobody in Slack who kept it
}

func TestTheWeekIsSentWithoutAPictureThatSlackDoesNotTake(t *testing.T) {
	for name, faults := range map[string][]sandbox.Fault{
		"the upload is refused": {{Kind: "refuse", Match: "files.getUploadURLExternal", Code: "missing_scope"}},
		"it is too large":       {{Kind: "refuse", Match: "files.getUploadURLExternal", Code: "file_upload_size_restricted"}},
		"its bytes get lost":    {{Kind: "error", Match: "files.upload"}},
		"it is never completed": {{Kind: "lost", Match: "files.completeUploadExternal"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := quietWire(t)
			w.faults(faults...)
			queueWeek(t, w.store, weekOf(t))
			w.settle()
			m := w.find(mara, w.dm(mara), "", "Help at work")
			if id := pictureOf(m); id != "" || w.count(mara, w.dm(mara), "", "Help at work") != 1 {
				t.Errorf("the picture is %q in %d messages, want none in one", id,
					w.count(mara, w.dm(mara), "", "Help at work"))
			}
		})
	}
}

func TestAPictureIsWaitedForAMoment(t *testing.T) {
	for name, c := range map[string]struct {
		fault sandbox.Fault
		want  bool
	}{
		"an upload that is lost once":      {sandbox.Fault{Kind: "lost", Match: "files.completeUploadExternal", Times: 1}, true},
		"Slack has not looked at it":       {sandbox.Fault{Kind: "refuse", Match: "chat.postMessage", Code: "invalid_blocks", Times: 2}, true},
		"Slack never takes it in messages": {sandbox.Fault{Kind: "refuse", Match: "chat.postMessage", Code: "invalid_blocks", Times: 3}, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := quietWire(t)
			w.faults(c.fault)
			queueWeek(t, w.store, weekOf(t))
			w.settle()
			m := w.find(mara, w.dm(mara), "", "Help at work")
			if got := pictureOf(m) != ""; got != c.want || w.count(mara, w.dm(mara), "", "Help at work") != 1 {
				t.Errorf("with a picture: %v, %d messages; want %v, one", got,
					w.count(mara, w.dm(mara), "", "Help at work"), c.want)
			}
		})
	}
}

// A process is stopped at each point on the way of a weekly message, one after the other.
func TestTheWeekIsSentOnceWhereverTheProcessStops(t *testing.T) {
	live := smallLibrary(t)
	for left := 1; ; left++ {
		died := false
		t.Run(fmt.Sprint("point ", left), func(t *testing.T) {
			p := newPlant(t, live, left)
			queueWeek(t, p.store, weekOf(t))
			p.settle()
			died = p.fuse.died != ""
			m := p.find(mara, p.dm(mara), "", "Help at work")
			if n := p.count(mara, p.dm(mara), "", "Help at work"); n != 1 || pictureOf(m) == "" {
				t.Errorf("stopped %s: %d messages, picture %q; want one with its picture", p.fuse.died, n, pictureOf(m))
			}
		})
		if !died || left > 60 {
			break
		}
	}
}

// The page draws the message with its picture, and asks no other host for it.
func TestTheWeekIsShownInTheBrowser(t *testing.T) {
	w := newWorld(t, "socket")
	w.week()
	p := openBrowser(t)
	drawn := poll(`[...document.querySelectorAll('img')].some(i => i.src.includes('/files/') && i.naturalWidth > 0)`)
	p.do("read the week as Mara", chromedp.Navigate(w.URL()+"/#"+mara+"/"+w.dm(mara)), says("Refunds without a receipt"),
		drawn)
	p.picture("60-week-light")
	p.do("turn on the dark", click("theme-toggle"))
	p.picture("61-week-dark")
	p.do("open the asset", click("action-digest_asset"), says("Owner Dana Kowalski"))
	p.picture("62-week-asset")
	p.do("close it", closed())
	p.do("read what the figures mean", click("action-digest_terms"), says("none of one person"))
	p.picture("63-week-terms")
	p.do("close that", closed())
	p.do("send it", click("action-digest_send"), says("Sent to Dana Kowalski"))
	p.picture("64-week-sent")
	p.quiet()
}

// closed closes the open modal and waits until it is gone.
func closed() step {
	return chromedp.Steps(click("modal-close"), chromedp.WaitNotPresent(hook("modal")))
}
