package main

import (
	"os"
	"strings"
	"testing"

	"howto/sandbox"
)

func TestWithoutCuratorsAnAnswerIsPublishedAtOnce(t *testing.T) {
	t.Parallel() // worlds share nothing
	w := prepare(t, "http")
	conf, err := os.ReadFile(w.conf)
	if err != nil {
		t.Fatal(err)
	}
	w.write(w.conf, strings.Replace(string(conf), ", curators: [U0CORA]", "", 1))
	w.start("http")
	w.press(ivo, w.solvedByPerson(amira, mooring, "Call the harbour."), "save_asset")
	form := w.form(ivo, "draft")
	if !strings.Contains(shown(sandbox.Message{Blocks: form.Blocks}), "as soon as you send it") {
		t.Error("the form does not say that it is published at once")
	}
	w.submit(ivo, form, nil)
	w.published(1)
	w.finds(ben, "zeppelin mooring permit", "Call the harbour")
	w.see(ivo, w.dm(ivo), "", "is in the library now")
}

func TestThoseWhoAskedBeforeAreToldOnce(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		for _, as := range []string{ben, mara, "U0GRETA"} {
			w.command(as, chanFloor, "zeppelin mooring permit")
			w.see(as, chanFloor, "", "found nothing")
		}
		w.press(ivo, w.solvedByPerson(amira, mooring, "Call the harbour."), "save_asset")
		w.submit(ivo, w.form(ivo, "draft"), nil)
		w.press(cora, w.see(cora, w.dm(cora), "", permit), "draft_publish")
		told := w.see(ben, w.dm(ben), "", "now there is an answer", permit)
		w.press(ben, told, "news_show")
		card := w.see(ben, w.dm(ben), "", permit, "Call the harbour")
		w.press(ben, card, "solved")
		w.gone(ben, card, "solved")
		quiet := w.see(mara, w.dm(mara), "", "now there is an answer")
		w.press(mara, quiet, "news_quiet")
		w.see(mara, w.dm(mara), "", "not tell you of new answers again")
		w.see("U0GRETA", w.dm("U0GRETA"), "", "now there is an answer")
		for as, want := range map[string]int{ben: 1, mara: 1, amira: 0, ivo: 0} {
			if n := w.count(as, w.dm(as), "", "now there is an answer"); n != want {
				t.Errorf("%s was told %d times, want %d", as, n, want)
			}
		}
	})
}
