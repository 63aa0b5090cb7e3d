package main

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"syscall"
	"testing"
	"time"

	"howto/escalation"
	"howto/outcome"
	"howto/search"
	"howto/store"
)

const (
	manyTeams = 200
	manyWeeks = 52
	// manyAsks makes about five million entries, four and a half for each ask.
	manyAsks = 1_110_000
	// teamPeople is how many people ask one team, and teamAssets how many assets it has.
	teamPeople, teamAssets = 150, 25
	// aloneFor is for how long writes are watched beside nothing, and writeEvery how often one begins.
	aloneFor, writeEvery = 20 * time.Second, 10 * time.Millisecond
)

// BenchmarkDigests makes one week's digests of 200 teams, pictures included, from a ledger of five million
// entries, while an ask is written to it every writeEvery. It reports how long the digests took by the
// clock, the CPU time, the writer's included, the most memory, and within what time half and 99 of 100
// writes were done: alone, beside a goroutine that only computes (busy), and beside the digests.
// HOWTO_BENCH_LEDGER names a folder in which the ledger is kept for the next run.
func BenchmarkDigests(b *testing.B) {
	if os.Getenv("HOWTO_BENCH_LARGE") == "" {
		b.Skip("five million rows: set HOWTO_BENCH_LARGE")
	}
	dir := b.TempDir()
	if kept := os.Getenv("HOWTO_BENCH_LEDGER"); kept != "" {
		dir = kept // built once and used again
	}
	week := outcome.Week{Year: 2026, Number: 46, Zone: time.UTC}
	s, err := store.Open(b.Context(), store.Options{Dir: dir})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if known, err := s.AskedBefore(b.Context(), "", week.To()); err != nil {
		b.Fatal(err)
	} else if !known {
		began := time.Now()
		fillLarge(b, filepath.Join(dir, databaseFile), week)
		b.Logf("filled in %v", time.Since(began).Round(time.Second))
	}
	st := studier{store: s, roster: manyTeamsRoster(b), library: manyAssetsLibrary(), checked: &checked{madeUp: true},
		name: func(string) bool { return false }}
	runtime.GC()
	debug.FreeOSMemory()
	for b.Loop() {
		alone := writesBeside(b, s, func() { <-time.After(aloneFor) })
		busy := writesBeside(b, s, compute)
		var took, cpu time.Duration
		beside := writesBeside(b, s, func() {
			began, used := time.Now(), cpuTime()
			for i := range manyTeams {
				if _, _, err := st.message(b.Context(), fmt.Sprint("t", i), week); err != nil {
					b.Error(err)
				}
			}
			took, cpu = time.Since(began), cpuTime()-used
		})
		b.ReportMetric(took.Seconds(), "digests-s")
		b.ReportMetric(cpu.Seconds(), "cpu-s")
		alone.report(b, "alone")
		busy.report(b, "busy")
		beside.report(b, "beside")
		b.ReportMetric(peakMB(b), "peak-MB")
	}
}

// compute keeps a processor busy and leaves the database alone: what of a slowness beside digests is
// due to the processor.
func compute() {
	var block [64 << 10]byte
	for began := time.Now(); time.Since(began) < aloneFor; {
		sum := sha256.Sum256(block[:])
		copy(block[:], sum[:])
	}
}

// writes are how many milliseconds each took.
type writes []float64

func (w writes) report(b *testing.B, beside string) {
	for share, name := range map[float64]string{0.5: "p50-ms-", 0.99: "p99-ms-"} {
		ms, _ := outcome.Quantile(share, w)
		b.ReportMetric(ms, name+beside)
	}
}

// writesBeside records asks, one transaction each, for as long as work takes.
func writesBeside(b *testing.B, s *store.Store, work func()) (took writes) {
	end := make(chan struct{})
	go func() {
		defer close(end)
		work()
	}()
	tick := time.NewTicker(writeEvery)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-end:
			return took
		case <-tick.C:
		}
		a := outcome.Ask{ID: s.NewID(), User: fmt.Sprint("U", n%1000), Team: fmt.Sprint("t", n%manyTeams), Text: "how"}
		e := []outcome.Entry{{Kind: outcome.Asked, Who: a.User}, {Kind: outcome.Served, Asset: "a"}}
		began := time.Now()
		if _, err := s.Record(context.WithoutCancel(b.Context()), "w"+a.ID, &a, e, nil); err != nil {
			b.Fatal(err)
		}
		took = append(took, float64(time.Since(began).Microseconds())/1000)
	}
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // it cannot fail for the process itself
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peakMB is the most memory that the process has had.
func peakMB(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Maxrss) / 1024
}

// fillLarge writes a year of asks in one transaction, in the order in which they would have come.
func fillLarge(b *testing.B, path string, last outcome.Week) {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=synchronous(OFF)&_pragma=cache_size(-200000)&_pragma=busy_timeout(5000)")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	tx, err := db.BeginTx(b.Context(), nil)
	if err != nil {
		b.Fatal(err)
	}
	ask, err1 := tx.PrepareContext(b.Context(), `INSERT INTO asks (id, who, question, at, door, team, channel,
		thread, hits, shown, confidence, case_id, closed, closed_at) VALUES
		(?, ?, ?, ?, 'command', ?, 'C0FLOOR', '', '[]', 1, 'sure', '', '', 0)`)
	entry, err2 := tx.PrepareContext(b.Context(), `INSERT INTO ledger (id, ask_id, at, kind, who, asset, team,
		case_id, door, confidence) VALUES (?, ?, ?, ?, ?, ?, ?, '', ?, ?)`)
	if err1 != nil || err2 != nil {
		b.Fatal(err1, err2)
	}
	defer ask.Close()
	defer entry.Close()
	r := rand.New(rand.NewPCG(1, 2))
	from := last.To().Add(-manyWeeks * 7 * 24 * time.Hour)
	step := last.To().Sub(from) / manyAsks
	for i := range manyAsks {
		l := life(r, i, from.Add(time.Duration(i)*step))
		if _, err := ask.Exec(l.id, l.who, l.text, l.entries[0].At.UnixMilli(), l.team); err != nil {
			b.Fatal(err)
		}
		for k, e := range l.entries {
			_, err := entry.Exec(fmt.Sprintf("01a20275-b62c-7b7c-%08d-%04d", i, k), l.id, e.At.UnixMilli(),
				string(e.Kind), e.Who, e.Asset, l.team, string(e.Door), e.Confidence)
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	if _, err := db.ExecContext(b.Context(), `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		b.Fatal(err)
	}
}

type largeAsk struct {
	id, who, team, text string
	entries             []outcome.Entry
}

// life is one ask and all that became of it.
func life(r *rand.Rand, i int, at time.Time) largeAsk {
	team := r.IntN(manyTeams)
	// Ids of asks are hashes, so that those of a week lie all over an index.
	sum := sha256.Sum256([]byte(fmt.Sprint(i)))
	l := largeAsk{id: hex.EncodeToString(sum[:16]), team: fmt.Sprint("t", team), text: "how do I do this at the till",
		who: fmt.Sprintf("p_%024x", team*1000+r.IntN(teamPeople))}
	asset := fmt.Sprintf("t%d/a%d", team, r.IntN(teamAssets))
	add := func(kind outcome.Kind, who string, after time.Duration) {
		e := outcome.Entry{At: at.Add(after), Kind: kind, Who: who, Asset: asset}
		if kind == outcome.Asked || kind == outcome.NotFound {
			e.Asset = ""
		}
		l.entries = append(l.entries, e)
	}
	add(outcome.Asked, l.who, 0)
	l.entries[0].Door, l.entries[0].Confidence = outcome.ByCommand, "sure"
	person := func(after time.Duration) {
		expert := fmt.Sprintf("p_%024x", team*1000+900+r.IntN(5))
		add(outcome.HandedOver, l.who, after)
		add(outcome.Paged, "", after)
		add(outcome.Claimed, expert, after+time.Duration(r.IntN(20))*time.Minute)
		add(outcome.Answered, expert, after+30*time.Minute)
		add(outcome.Resolved, l.who, after+time.Hour)
	}
	switch n := r.IntN(100); {
	case n < 8:
		add(outcome.NotFound, "", 0)
		person(time.Minute)
	case n < 60:
		add(outcome.Served, "", 0)
		add(outcome.More, l.who, time.Minute)
		add(outcome.Solved, l.who, 3*time.Minute)
	case n < 75:
		add(outcome.Served, "", 0)
		add(outcome.NotQuite, l.who, 2*time.Minute)
		add(outcome.Served, "", 2*time.Minute)
		person(5 * time.Minute)
	default:
		add(outcome.Served, "", 0)
		add(outcome.More, l.who, time.Minute)
		add(outcome.Lapsed, "", outcome.SilentAfter)
	}
	return l
}

func manyTeamsRoster(b *testing.B) escalation.Roster {
	b.Helper()
	teams := make([]escalation.Team, manyTeams)
	for i := range teams {
		teams[i] = escalation.Team{ID: fmt.Sprint("t", i), Name: fmt.Sprint("Team ", i), Channel: fmt.Sprint("C", i),
			Topics: []string{fmt.Sprint("topic", i)}, CatchAll: i == 0}
	}
	roster, err := escalation.NewRoster(teams)
	if err != nil {
		b.Fatal(err)
	}
	return roster
}

func manyAssetsLibrary() search.Library {
	var assets []search.Asset
	for i := range manyTeams {
		for j := range teamAssets {
			assets = append(assets, search.Asset{ID: fmt.Sprintf("t%d/a%d", i, j), Title: fmt.Sprintf("Task %d of %d", j, i),
				Topics: []string{fmt.Sprint("topic", i)}, Owner: "U0DANA"})
		}
	}
	return search.NewLibrary(assets...)
}
