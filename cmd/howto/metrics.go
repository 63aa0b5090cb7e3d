package main

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"howto/bot"
	"howto/escalation"
	"howto/outcome"
	"howto/search"
	"howto/search/vectors"
	"howto/store"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what a running bot counts for whoever operates it. No label carries a person, a text or
// an id of anything but a team.
type metrics struct {
	registry *prometheus.Registry
	asks     *prometheus.CounterVec
	search   prometheus.Histogram
	mended   prometheus.Counter
	meaning  *prometheus.CounterVec
	calls    *prometheus.CounterVec
}

func newMetrics(backlog prometheus.Collector) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		asks: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "howto_asks_total",
			Help: "Questions, by how sure the search was (sure, unsure, none) and by the way they came."},
			[]string{"found", "door"}),
		search: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "howto_search_seconds",
			Help:    "How long a search took.",
			Buckets: []float64{.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2}}),
		mended: prometheus.NewCounter(prometheus.CounterOpts{Name: "howto_cases_mended_total",
			Help: "Open cases that nothing would have moved on and that were set going again. Each is a fault."}),
		meaning: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "howto_search_meaning_total",
			Help: "Questions that were in doubt by their words, by what became of the second opinion: encoded or " +
				"remembered, or without one because it was busy, late or failed."},
			[]string{"result"}),
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "howto_slack_calls_total",
			Help: "Calls to Slack's Web API, by method and result: ok, refused, or failed. " +
				"Refused is an answer that says no, failed is no usable answer."},
			[]string{"method", "result"}),
	}
	m.registry.MustRegister(m.asks, m.search, m.mended, m.calls, m.meaning, backlog, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, found := range []search.Confidence{search.Sure, search.Unsure, search.None} {
		for _, door := range []outcome.Door{outcome.ByCommand, outcome.ByMention, outcome.ByDM,
			outcome.ByShortcut, outcome.ByHome} {
			m.asks.WithLabelValues(found.String(), string(door)) // counts from 0, not from the first ask
		}
	}
	for _, r := range vectors.Results() {
		m.meaning.WithLabelValues(string(r))
	}
	return m
}

// opinion counts what became of a second opinion.
func (m *metrics) opinion(r vectors.Result) { m.meaning.WithLabelValues(string(r)).Inc() }

// handler serves the metrics. A figure that cannot be read is left out and logged; the others are
// served.
func (m *metrics) handler(log *slog.Logger) http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		ErrorLog:      slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		ErrorHandling: promhttp.ContinueOnError,
	})
}

// A timedFinder measures searches.
type timedFinder struct {
	bot.Finder
	seconds prometheus.Observer
}

// Find is the finder's, measured.
func (f timedFinder) Find(ctx context.Context, q search.Query) (search.Match, error) {
	begin := time.Now()
	m, err := f.Finder.Find(ctx, q)
	f.seconds.Observe(time.Since(begin).Seconds())
	return m, err
}

// A countedLedger counts the asks that it records.
type countedLedger struct {
	bot.Ledger
	asks *prometheus.CounterVec
}

// Record is the ledger's, counted once for each ask that is new.
func (l countedLedger) Record(ctx context.Context, key string, ask *outcome.Ask, entries []outcome.Entry,
	out []escalation.Outgoing) (bool, error) {
	fresh, err := l.Ledger.Record(ctx, key, ask, entries, out)
	if fresh && err == nil {
		for _, e := range entries {
			if e.Kind == outcome.Asked {
				l.asks.WithLabelValues(e.Confidence, string(e.Door)).Inc()
			}
		}
	}
	return fresh, err
}

// countedCalls counts calls to Slack by what became of them.
type countedCalls struct {
	next  http.RoundTripper
	calls *prometheus.CounterVec
}

// RoundTrip is the next one's, counted.
func (c countedCalls) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := c.next.RoundTrip(r)
	c.calls.WithLabelValues(methodOf(r.URL.Path), resultOf(resp, err)).Inc()
	return resp, err
}

// methodOf is the method that a path calls. A file goes to an address of its own, which would be a label of its own.
func methodOf(p string) string {
	_, method, is := strings.Cut(p, "/api/")
	if is && method != "" && strings.Trim(method, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.") == "" {
		return method
	}
	return "files.upload"
}

// resultOf tells from the head of an answer, which stays readable, whether Slack did what it was asked.
func resultOf(resp *http.Response, err error) string {
	if err != nil {
		return "failed"
	}
	if resp.StatusCode == http.StatusTooManyRequests {
		return "refused"
	}
	if resp.StatusCode != http.StatusOK {
		return "failed"
	}
	const no = `{"ok":false`
	head := bufio.NewReaderSize(resp.Body, 16)
	start, _ := head.Peek(len(no)) // what cannot be read is the reader's fault to find
	resp.Body = peeked{Reader: head, Closer: resp.Body}
	if string(start) == no {
		return "refused"
	}
	return "ok"
}

// peeked is a body of which the head was looked at.
type peeked struct {
	io.Reader
	io.Closer
}

// backlogWait bounds how long a scrape waits for the database.
const backlogWait = 5 * time.Second

// A backlog tells at each scrape what waits in the database.
type backlog struct {
	store                                    *store.Store
	roster                                   escalation.Roster
	cases, overdue, waiting, oldest, dropped *prometheus.Desc
}

func newBacklog(s *store.Store, r escalation.Roster) backlog {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(name, help, labels, nil)
	}
	return backlog{store: s, roster: r,
		cases:   desc("howto_cases_open", "Open cases, by team and state.", "team", "state"),
		overdue: desc("howto_timers_overdue", "Timers of cases whose time has come and that were not taken yet."),
		waiting: desc("howto_outbox_waiting", "Messages to Slack that are to be sent by now."),
		oldest: desc("howto_outbox_oldest_seconds",
			"How long the oldest message to Slack has been waiting; 0 when none is."),
		dropped: desc("howto_outbox_dropped", "Messages to Slack that were given up within the last 90 days."),
	}
}

// Describe names the figures.
func (b backlog) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{b.cases, b.overdue, b.waiting, b.oldest, b.dropped} {
		ch <- d
	}
}

// Collect reads the figures.
func (b backlog) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), backlogWait)
	defer cancel()
	now, err := b.store.Backlog(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(b.waiting, err)
		return
	}
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	for _, t := range b.roster.Teams() {
		for _, s := range []escalation.State{escalation.Queued, escalation.Paging, escalation.Exhausted,
			escalation.Claimed, escalation.Snoozed, escalation.Waiting, escalation.Answered} {
			if of := (store.Standing{Team: t.ID, State: s}); now.Cases[of] == 0 {
				gauge(b.cases, 0, t.ID, string(s))
			}
		}
	}
	for of, n := range now.Cases {
		gauge(b.cases, float64(n), of.Team, string(of.State))
	}
	gauge(b.overdue, float64(now.Overdue))
	gauge(b.waiting, float64(now.Waiting))
	gauge(b.dropped, float64(now.Dropped))
	age := time.Duration(0)
	if !now.Oldest.IsZero() {
		age = max(0, time.Since(now.Oldest))
	}
	gauge(b.oldest, age.Seconds())
}
