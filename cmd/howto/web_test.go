package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"howto/bot"
	"howto/config"
)

func TestASlackThatIsAwayIsTriedMoreAndMoreSeldomAndSaidOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var said bytes.Buffer
		log := slog.New(slog.NewTextHandler(&said, nil))
		start, away, refused := time.Now(), fmt.Errorf("%w: no route", bot.ErrAway), errors.New("refused")
		var got []time.Duration
		err := insist(t.Context(), log, func() error {
			if got = append(got, time.Since(start)/time.Second); len(got) < 8 {
				return away
			}
			return refused
		})
		want := []time.Duration{0, 2, 6, 14, 30, 62, 122, 182}
		if !errors.Is(err, refused) || !slices.Equal(got, want) {
			t.Errorf("tried after %d s and ended with %v, want %d and the refusal", got, err, want)
		}
		if n := strings.Count(said.String(), "waiting for Slack"); n != 1 {
			t.Errorf("said %d times that it waits, want once:\n%s", n, said.String())
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := insist(ctx, log, func() error { return away }); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("insist ended with %v when its context did, want that", err)
		}
	})
}

// behind has the world's bot reach Slack through a handler, which gets the way there.
func (w *world) behind(front func(slack http.Handler) http.Handler) {
	w.t.Helper()
	to, err := url.Parse(w.URL())
	if err != nil {
		w.t.Fatal(err)
	}
	s := httptest.NewServer(front(httputil.NewSingleHostReverseProxy(to)))
	w.t.Cleanup(s.Close)
	text, err := os.ReadFile(w.conf)
	if err != nil {
		w.t.Fatal(err)
	}
	w.write(w.conf, strings.Replace(string(text), w.URL()+"/api/", s.URL+"/api/", 1))
}

func TestServeWaitsForASlackThatIsAwayAndSaysMeanwhileThatItIsNotReady(t *testing.T) {
	w := prepare(t, config.ModeHTTP)
	var back atomic.Bool
	w.behind(func(slack http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if !back.Load() {
				http.Error(rw, "away", http.StatusBadGateway)
				return
			}
			slack.ServeHTTP(rw, r)
		})
	})
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	out, errs, status := newLines(), newLines(), make(chan int, 1)
	go func() {
		status <- run(ctx, []string{"serve", "--config", w.conf}, program{out: out, err: errs, env: env()})
	}()
	addr, err := errs.await(ctx, `waiting for Slack.* listening=(\S+)`)
	if err != nil {
		t.Fatalf("serve does not say that it waits: %v\n%s", err, errs)
	}
	for path, want := range map[string]string{"/healthz": "200 alive\n", "/readyz": "503 not connected to Slack\n",
		"/slack/events": "503 not connected to Slack\n"} {
		resp, err := direct().Get("http://" + addr + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if got := fmt.Sprint(resp.StatusCode, " ", string(body)); err != nil || got != want {
			t.Errorf("%s while it waits = %q, %v; want %q", path, got, err, want)
		}
	}
	back.Store(true)
	if _, err := out.await(ctx, `serving \d+ assets on (`+addr+`)`); err != nil {
		t.Errorf("serve does not come up once Slack is back: %v\n%s", err, errs)
	}
	cancel()
	if got := <-status; got != statusDone {
		t.Errorf("serve ended with status %d, want %d:\n%s", got, statusDone, errs)
	}
}

func TestWhatIsStoppedWhileItWaitsForSlackBlamesNobody(t *testing.T) {
	w := prepare(t, config.ModeSocket)
	asked := make(chan struct{}, 8)
	w.behind(func(http.Handler) http.Handler {
		return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			asked <- struct{}{}
			_, _ = io.Copy(io.Discard, r.Body) // an end of the connection is seen once the request was read
			<-r.Context().Done()
		})
	})
	for command, want := range map[string]ran{"serve": {status: statusDone}, "doctor": {statusFault, "", "howto: interrupted\n"}} {
		ctx, stop := context.WithCancelCause(t.Context())
		go func() { <-asked; stop(errors.New("terminated signal received")) }()
		var out, errs bytes.Buffer
		got := ran{status: run(ctx, []string{command, "--config", w.conf, "--log-level", "error"},
			program{out: &out, err: &errs, env: env()})}
		if got.out, got.err = out.String(), errs.String(); got != want {
			t.Errorf("%s ends with %+v, want %+v", command, got, want)
		}
	}
}
