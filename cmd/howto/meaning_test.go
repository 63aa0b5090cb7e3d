package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"howto/config"
	"howto/library"
	"howto/sandbox"
)

const (
	labelTitle, labelQuestion = "Clear a jammed label printer", "stickers will not come out"
	sickTitle, sickQuestion   = "Call in sick", "I am throwing up and cannot come"

	foundNothing = "I found nothing that answers this"
)

// withMeaning is a world of a few assets, not started yet, whose program searches as it is told.
func withMeaning(t *testing.T, mode, search string) *world {
	t.Helper()
	w := prepare(t, mode)
	dir := t.TempDir()
	for _, name := range []string{"it/store-wifi.md", "it/label-printer.md", "it/account-locked.md",
		"leave/sick.md", "leave/holiday.md", "customers/lost-property.md", "customers/complaint.md",
		"customers/collect.md", "refunds/no-receipt.md", "giftcards/balance.md", "safety/ladder.md",
		"safety/fire-alarm.md"} {
		text, err := fs.ReadFile(library.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		w.write(file, string(text))
	}
	w.set(`dirs: \[[^\]]*\]`, fmt.Sprintf("dirs: [%q]", dir))
	w.set(`search: {.*}`, "search: "+search)
	return w
}

// set replaces what matches in the configuration.
func (w *world) set(pattern, by string) {
	w.t.Helper()
	text, err := os.ReadFile(w.conf)
	if err != nil {
		w.t.Fatal(err)
	}
	w.write(w.conf, regexp.MustCompile(pattern).ReplaceAllLiteralString(string(text), by))
}

// wantAnswer asks as the curator and compares what is shown.
func (w *world) wantAnswer(question, want string) {
	w.t.Helper()
	if m := w.answerTo(cora, question); !strings.Contains(shown(m), want) {
		w.t.Errorf("%q is answered with\n%s\nwant %q", question, shown(m), want)
	}
}

// understood asks until the answer is no longer the one by words alone, which has without in it, and
// compares it: on a busy machine a question may go without the second opinion.
func (w *world) understood(as, question, without, want string) sandbox.Message {
	w.t.Helper()
	var m sandbox.Message
	for range 20 {
		if m = w.answerTo(as, question); !strings.Contains(shown(m), without) {
			break
		}
	}
	if !strings.Contains(shown(m), want) || strings.Contains(shown(m), without) {
		w.t.Errorf("%q is answered with\n%s\nwant %q, and not %q", question, shown(m), want, without)
	}
	return m
}

func TestStoryOfQuestionsInWordsThatNoAssetHas(t *testing.T) {
	const unsure = "I am not sure"
	eachMode(t, func(t *testing.T, mode string) {
		w := withMeaning(t, mode, "{meaning: off}")
		w.start(mode)
		w.wantAnswer(labelQuestion, unsure)
		w.wantAnswer(sickQuestion, foundNothing)
		w.stop()

		w.set("meaning: off", `meaning: "on"`)
		w.start(mode)
		w.logged(`"second opinion ready","assets":12`)
		card := w.understood(cora, labelQuestion, unsure, labelTitle)
		w.press(cora, card, "why")
		w.see(cora, chanFloor, "", "mean what was asked by", "By words alone the same would be first")
		w.solve(amira, w.understood(amira, sickQuestion, foundNothing, sickTitle), sickTitle)
		w.logged(`"search taught","lessons":1,`)
		w.stop()

		w.set(`meaning: "on"`, "meaning: off")
		w.start(mode)
		w.logged(`"search taught","lessons":1,`)
		w.wantAnswer(labelQuestion, unsure)
		w.wantAnswer(sickQuestion, sickTitle) // by now its words are learnt
	})
}

// senses is an endpoint that knows what is about being sick. It answers once gate is closed.
func senses(t *testing.T, gate <-chan struct{}) *httptest.Server {
	t.Helper()
	type vector struct {
		Index     int       `json:"index"`
		Embedding []float64 `json:"embedding"`
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct{ Input []string }
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
			t.Error(err)
		}
		select {
		case <-gate:
		case <-r.Context().Done():
			return
		}
		var answer struct {
			Data []vector `json:"data"`
		}
		for i, text := range asked.Input {
			v := vector{Index: i, Embedding: []float64{0, 1, .2}}
			if strings.Contains(text, "throwing up") || strings.Contains(text, sickTitle) {
				v.Embedding = []float64{1, 0, .2}
			}
			answer.Data = append(answer.Data, v)
		}
		if err := json.NewEncoder(w).Encode(answer); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func TestNothingWaitsForTheSecondOpinion(t *testing.T) {
	gate := make(chan struct{})
	endpoint := senses(t, gate)
	w := withMeaning(t, config.ModeSocket, fmt.Sprintf("{embeddings: {url: %q, model: senses}}", endpoint.URL))
	w.start(config.ModeSocket)
	w.wantAnswer(sickQuestion, foundNothing)
	close(gate)
	w.logged(`"second opinion ready","assets":12`)
	w.understood(cora, sickQuestion, foundNothing, sickTitle)
	// The library is at fault: what its assets name is not there.
	w.doctor(env()).want(t, statusFault, "ok     second opinion: by the model senses at search.embeddings.url")
	endpoint.Close()
	w.doctor(env()).want(t, statusFault, "MEND   second opinion: search.embeddings: ", "until then it is by the built-in encoder")
}

func TestAskSaysWhenItGoesByWordsAlone(t *testing.T) {
	for _, kept := range []bool{false, true} {
		t.Run(fmt.Sprintf("vectors on disk %v", kept), func(t *testing.T) {
			gate, dir := make(chan struct{}), t.TempDir()
			endpoint := senses(t, gate)
			close(gate)
			if kept {
				if err := os.Mkdir(filepath.Join(dir, indexDir), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			conf := fmt.Sprintf("library: {dirs: [%q]}\ndata: {dir: %q}\nsearch: {sure: .9, unsure: .1, meaning: \"on\", "+
				"embeddings: {url: %q, model: senses}}", libraryDir(t), dir, endpoint.URL)
			const alone = "this goes by words alone: "
			r := runIn(t, conf, "ask", sickQuestion)
			if r.want(t, statusDone, sickTitle); strings.Contains(r.err, alone) {
				t.Errorf("with an endpoint that answers it says %q", r.err)
			}
			endpoint.Close()
			r = runIn(t, conf, "ask", sickQuestion)
			if r.want(t, statusDone, alone); strings.Contains(r.out, sickTitle) {
				t.Errorf("without its endpoint it says %q, want what the words find", r.out)
			}
			if r := runIn(t, conf, "ask", "refund a card payment without a receipt"); r.err != "" {
				t.Errorf("where the words leave no doubt it says %q, want nothing", r.err)
			}
		})
	}
}

func TestReplayHasTheSecondOpinionOfTheBot(t *testing.T) {
	gate := make(chan struct{})
	close(gate)
	dir := t.TempDir()
	conf := fmt.Sprintf("library: {dirs: [%q]}\ndata: {dir: %q}\nsearch: ", libraryDir(t), dir)
	p := pastIn(t, dir)
	p.asked(amira, sickQuestion, solvedBy("leave/sick"))
	if v := replayed(t, conf+"{meaning: off}"); v.First != 0 {
		t.Fatalf("replay by words gives %+v, want another asset first", v)
	}
	v := replayed(t, conf+fmt.Sprintf("{embeddings: {url: %q, model: senses}, meaning: \"on\"}", senses(t, gate).URL))
	if v.First != 1 {
		t.Errorf("replay gives %+v, want the asset that the bot shows first", v)
	}
}

func TestAnotherLanguageThanTheEncodersIsSaid(t *testing.T) {
	w := prepare(t, config.ModeHTTP)
	w.set("search: {.*}", "search: {meaning: auto}")
	w.set(`library: {`, "library: {language: nl, ")
	w.doctor(env()).want(t, statusDone, `ok     second opinion: off, because the library is in "nl"`)
	if out := w.howto("check"); !strings.Contains(out, `note: no second opinion by meaning: the library is in "nl"`) {
		t.Errorf("check says\n%s\nwant that there is no second opinion", out)
	}
}
