package store_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"howto/escalation"
	"howto/store"
)

const lease = 30 * time.Second

// queue writes rows of kind post, each named lane/number.
func queue(t *testing.T, s *store.Store, keys ...string) {
	t.Helper()
	for _, key := range keys {
		lane, _, _ := strings.Cut(key, "/")
		queueRow(t, s, escalation.Outgoing{Key: key, Lane: lane})
	}
}

func queueRow(t *testing.T, s *store.Store, o escalation.Outgoing) {
	t.Helper()
	o.Kind = escalation.OutPost
	if _, err := s.Record(t.Context(), "", nil, nil, []escalation.Outgoing{o}); err != nil {
		t.Fatal(err)
	}
}

func take(t *testing.T, s *store.Store) []escalation.Outgoing {
	t.Helper()
	rows, err := s.TakeOutgoing(t.Context(), 10, lease)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func keys(rows []escalation.Outgoing) string {
	var keys []string
	for _, o := range rows {
		keys = append(keys, o.Key)
	}
	return strings.Join(keys, " ")
}

func wantTaken(t *testing.T, s *store.Store, want string) []escalation.Outgoing {
	t.Helper()
	rows := take(t, s)
	if got := keys(rows); got != want {
		t.Fatalf("TakeOutgoing = %q, want %q", got, want)
	}
	return rows
}

func sent(t *testing.T, s *store.Store, rows ...escalation.Outgoing) {
	t.Helper()
	for _, o := range rows {
		if err := s.Sent(t.Context(), o, escalation.Receipt{}); err != nil {
			t.Fatal(err)
		}
	}
}

func wantOutstanding(t *testing.T, s *store.Store, want int) {
	t.Helper()
	got, err := s.Outstanding(t.Context())
	if err != nil || got != want {
		t.Errorf("Outstanding() = %d, %v; want %d", got, err, want)
	}
}

func TestOutboxGivesTheOldestOfEachLane(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		queue(t, b.Store, "A/1", "A/2", "B/1", "A/3")
		rows := wantTaken(t, b.Store, "A/1 B/1")
		wantTaken(t, b.Store, "")
		sent(t, b.Store, rows[0])
		rows = append(rows, wantTaken(t, b.Store, "A/2")...)
		sent(t, b.Store, rows[1:]...)
		wantOutstanding(t, b.Store, 1)
		sent(t, b.Store, wantTaken(t, b.Store, "A/3")...)
		wantOutstanding(t, b.Store, 0)
	})
}

func TestOutboxKeepsARowAsItWasWritten(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		in := escalation.Outgoing{ID: "1", Key: "k", Lane: "dm:U0AMIRA", Kind: escalation.OutPost,
			Case: "c", Body: []byte(`{"a":"ä"}`), NotBefore: start.Add(-time.Hour),
			Expires: start.Add(time.Hour)}
		queueRow(t, b.Store, in)
		in.Tries, in.Tried = 1, start
		got := fmt.Sprintf("%+v", take(t, b.Store))
		if want := fmt.Sprintf("%+v", []escalation.Outgoing{in}); got != want {
			t.Errorf("TakeOutgoing = %s, want %s", got, want)
		}
	})
}

func TestOutboxWritesAKeyOnce(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		queue(t, b.Store, "A/1", "A/1")
		sent(t, b.Store, wantTaken(t, b.Store, "A/1")...)
		queue(t, b.Store, "A/1")
		wantTaken(t, b.Store, "")
	})
}

func TestOutboxGivesOutAgainWhenTheLeaseIsOver(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		queue(t, b.Store, "A/1", "A/2")
		slow := wantTaken(t, b.Store, "A/1")[0]
		b.clock.advance(lease - time.Millisecond)
		wantTaken(t, b.Store, "")
		b.clock.advance(time.Millisecond)
		quick := wantTaken(t, b.again(t), "A/1")[0]
		if quick.Tries != 2 {
			t.Errorf("Tries = %d after the second taking, want 2", quick.Tries)
		}
		for name, late := range map[string]error{
			"Sent":  b.Sent(t.Context(), slow, escalation.Receipt{TS: "9.9"}),
			"Later": b.Later(t.Context(), slow, start.Add(time.Hour), "slow"),
			"Drop":  b.Drop(t.Context(), slow, "slow"),
		} {
			if late != nil {
				t.Errorf("late %s: %v", name, late)
			}
		}
		wantTaken(t, b.Store, "")
		wantOutstanding(t, b.Store, 2)
		sent(t, b.Store, quick)
		wantTaken(t, b.Store, "A/2")
	})
}

func TestOutboxTakesACompletionAfterTheLeaseIfNobodyElseHasTheRow(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		queue(t, b.Store, "A/1")
		rows := wantTaken(t, b.Store, "A/1")
		b.clock.advance(2 * lease)
		sent(t, b.Store, rows...)
		wantTaken(t, b.Store, "")
	})
}

func TestOutboxLaterHoldsTheLaneUp(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		queue(t, b.Store, "A/1", "A/2", "B/1")
		rows := wantTaken(t, b.Store, "A/1 B/1")
		if err := b.Later(t.Context(), rows[0], start.Add(time.Minute), "ratelimited"); err != nil {
			t.Fatal(err)
		}
		b.clock.advance(time.Minute - time.Millisecond)
		wantTaken(t, b.Store, "B/1")
		b.clock.advance(time.Millisecond)
		wantTaken(t, b.Store, "A/1")
	})
}

func TestOutboxDropFreesTheLaneAndKeepsTheReason(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		queue(t, b.Store, "A/1", "A/2")
		row := wantTaken(t, b.Store, "A/1")[0]
		if err := b.Drop(t.Context(), row, "channel_not_found"); err != nil {
			t.Fatal(err)
		}
		wantTaken(t, b.Store, "A/2")
		got, err := b.Texts(t.Context(), `SELECT reason FROM outbox WHERE state = 'dropped'`)
		if err != nil || !slices.Equal(got, []string{"channel_not_found"}) {
			t.Errorf("reasons = %q, %v; want channel_not_found", got, err)
		}
	})
}

func TestOutboxHeldBackRowDoesNotHoldTheLaneUp(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		monday := start.Add(time.Hour)
		queueRow(t, b.Store, escalation.Outgoing{Key: "digest", Lane: "A", NotBefore: monday})
		queue(t, b.Store, "A/1")
		wantOutstanding(t, b.Store, 1)
		sent(t, b.Store, wantTaken(t, b.Store, "A/1")...)
		b.clock.advance(time.Hour)
		wantTaken(t, b.Store, "digest")
	})
}

func TestOutboxDropsWhatExpired(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		soon := start.Add(time.Minute)
		queueRow(t, b.Store, escalation.Outgoing{Key: "stale", Lane: "A", Expires: soon})
		queueRow(t, b.Store, escalation.Outgoing{Key: "fresh", Lane: "B", Expires: soon.Add(1e6)})
		b.clock.advance(time.Minute)
		wantTaken(t, b.Store, "fresh")
		wantOutstanding(t, b.Store, 1)
	})
}

func TestOutboxGivesNoRowToTwoSenders(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		const lanes, perLane = 10, 5
		for i := range lanes * perLane {
			queue(t, b.Store, fmt.Sprintf("L%d/%d", i%lanes, i/lanes))
		}
		var mu sync.Mutex
		order := map[string][]string{}
		var senders sync.WaitGroup
		for _, s := range []*store.Store{b.Store, b.again(t), b.again(t)} {
			senders.Go(func() {
				for !t.Failed() {
					rows, err := s.TakeOutgoing(t.Context(), 3, lease)
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					for _, o := range rows {
						order[o.Lane] = append(order[o.Lane], o.Key)
					}
					mu.Unlock()
					for _, o := range rows {
						if err := s.Sent(t.Context(), o, escalation.Receipt{}); err != nil {
							t.Error(err)
						}
					}
					if left, err := s.Outstanding(t.Context()); err != nil || left == 0 {
						return
					}
				}
			})
		}
		senders.Wait()
		for i := range lanes {
			lane := fmt.Sprintf("L%d", i)
			var want []string
			for j := range perLane {
				want = append(want, fmt.Sprintf("%s/%d", lane, j))
			}
			if got := order[lane]; !slices.Equal(got, want) {
				t.Errorf("lane %s was sent as %q, want %q", lane, got, want)
			}
		}
	})
}

// Whatever senders do and in whatever order, each lane's rows are completed in the order in which
// they were written, but for those that stood aside; none is completed twice and none never.
func TestOutboxOrderHoldsForAnyCourse(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		round := 0
		rapid.Check(t, func(r *rapid.T) {
			round++
			m := &outboxModel{t: t, b: b, round: round, want: map[string][]string{},
				done: map[string][]string{}, asides: map[string]int{}}
			r.Repeat(map[string]func(*rapid.T){
				"write": m.write, "take": m.take, "sent": m.sent, "later": m.later, "aside": m.aside,
				"crash": func(*rapid.T) { b.clock.advance(lease) },
			})
			m.drain()
			for lane, want := range m.want {
				if got := m.done[lane]; !slices.Equal(got, want) {
					r.Fatalf("lane %s was sent as %q, want %q", lane, got, want)
				}
			}
			for key, n := range m.asides {
				if n != 1 {
					r.Fatalf("%s stood aside and was sent %d times, want once", key, n)
				}
			}
		})
	})
}

// An outboxModel remembers what was written and what was completed.
type outboxModel struct {
	t          *testing.T
	b          *bench
	round, n   int
	want, done map[string][]string
	held       []escalation.Outgoing // taken, perhaps lost to another sender since
	taken      map[string]int        // the last taking of each row
	asides     map[string]int        // how often a row was completed that stood aside
}

func (m *outboxModel) write(r *rapid.T) {
	m.n++
	lane := fmt.Sprintf("r%d-%d", m.round, rapid.IntRange(0, 2).Draw(r, "lane"))
	key := fmt.Sprintf("%s/%d", lane, m.n)
	m.want[lane] = append(m.want[lane], key)
	queue(m.t, m.b.Store, key)
}

func (m *outboxModel) take(*rapid.T) {
	if m.taken == nil {
		m.taken = map[string]int{}
	}
	for _, o := range take(m.t, m.b.Store) {
		m.held = append(m.held, o)
		m.taken[o.ID] = o.Tries
	}
}

// pick takes one held row away, the newest taking of it or an old one.
func (m *outboxModel) pick(r *rapid.T) (o escalation.Outgoing, ok bool) {
	if len(m.held) == 0 {
		return o, false
	}
	i := rapid.IntRange(0, len(m.held)-1).Draw(r, "held")
	o = m.held[i]
	m.held = slices.Delete(m.held, i, i+1)
	return o, true
}

func (m *outboxModel) sent(r *rapid.T) {
	if o, ok := m.pick(r); ok {
		m.complete(o)
	}
}

func (m *outboxModel) complete(o escalation.Outgoing) {
	sent(m.t, m.b.Store, o)
	if m.taken[o.ID] != o.Tries {
		return
	}
	if _, aside := m.asides[o.Key]; aside {
		m.asides[o.Key]++
	} else {
		m.done[o.Lane] = append(m.done[o.Lane], o.Key)
	}
}

func (m *outboxModel) later(r *rapid.T) {
	if o, ok := m.pick(r); ok {
		at := m.b.clock.Now().Add(time.Second)
		if err := m.b.Later(m.t.Context(), o, at, "ratelimited"); err != nil {
			m.t.Fatal(err)
		}
	}
}

// aside has a row leave its lane. It is no longer part of the lane's order, but still to be sent.
func (m *outboxModel) aside(r *rapid.T) {
	o, ok := m.pick(r)
	if !ok {
		return
	}
	if err := m.b.Aside(m.t.Context(), o, m.b.clock.Now().Add(time.Second), "update_failed"); err != nil {
		m.t.Fatal(err)
	}
	if m.taken[o.ID] == o.Tries && !slices.Contains(m.done[o.Lane], o.Key) && m.asides[o.Key] == 0 {
		m.asides[o.Key] = 0
		m.want[o.Lane] = slices.DeleteFunc(m.want[o.Lane], func(key string) bool { return key == o.Key })
	}
}

func (m *outboxModel) drain() {
	m.held = nil
	m.b.clock.advance(lease + time.Second) // who stands aside is back
	for {
		left, err := m.b.Outstanding(m.t.Context())
		if err != nil {
			m.t.Fatal(err)
		}
		if left == 0 {
			return
		}
		m.b.clock.advance(lease + time.Second)
		m.take(nil)
		for _, o := range m.held {
			m.complete(o)
		}
		m.held = nil
	}
}

func TestWakeTellsOfRowsAndTimers(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		woken := func() bool {
			select {
			case <-b.Wake():
				return true
			default:
				return false
			}
		}
		a := ask(t, b.Store, "a1")
		if woken() {
			t.Error("woken by an ask alone")
		}
		queue(t, b.Store, "A/1", "A/2")
		if !woken() || woken() {
			t.Error("two rows: want to be woken exactly once")
		}
		if _, err := b.OpenCase(t.Context(), "k", newCase(a), onCall); err != nil {
			t.Fatal(err)
		}
		if !woken() {
			t.Error("not woken by a case with a timer")
		}
	})
}

func TestSweepForgetsWhatIsOverAfterAWeek(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ask(t, b.Store, "a1")
		queue(t, b.Store, "A/1", "B/1", "C/1")
		rows := wantTaken(t, b.Store, "A/1 B/1 C/1")
		sent(t, b.Store, rows[0])
		if err := b.Drop(t.Context(), rows[1], "gone"); err != nil {
			t.Fatal(err)
		}
		for _, step := range []struct {
			wait       time.Duration
			keys, rows string
		}{
			{7 * 24 * time.Hour, "ask/a1", "A/1 B/1 C/1"},
			{time.Millisecond, "", "B/1 C/1"},
			{83*24*time.Hour + time.Millisecond, "", "C/1"},
		} {
			b.clock.advance(step.wait)
			if err := b.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			for text, want := range map[string]string{
				`SELECT key FROM inbox ORDER BY key`:  step.keys,
				`SELECT key FROM outbox ORDER BY key`: step.rows,
			} {
				got, err := b.Texts(t.Context(), text)
				if err != nil || strings.Join(got, " ") != want {
					t.Errorf("after %v: %s = %q, %v; want %q", b.clock.Now().Sub(start), text, got, err, want)
				}
			}
		}
	})
}
