package store_test

import (
	"testing"
	"time"

	"howto/escalation"
	"howto/outcome"
)

func TestChecksFindWhatDisagrees(t *testing.T) {
	for _, c := range []struct {
		what            string
		damage          string
		failed, differs int
	}{
		{"nothing", "", 0, 0},
		{"an ask is lost", `DELETE FROM asks WHERE id = 'a2'`, 1, 1},
		{"an ask is of somebody else", `UPDATE asks SET who = 'p_x' WHERE id = 'a2'`, 1, 1},
		{"an ask that nobody asked", `INSERT INTO asks (id, who, question, at, door, team, channel, thread, hits,
			shown, confidence, case_id, closed, closed_at) SELECT 'a9', who, question, at, door, team, channel,
			thread, hits, shown, confidence, '', '', 0 FROM asks WHERE id = 'a2'`, 1, 1},
		{"a case of another id", `INSERT INTO ledger (id, ask_id, at, kind, who, asset, team, case_id, door, confidence)
			SELECT 'z', ask_id, at, kind, who, asset, team, 'other', door, confidence FROM ledger
			WHERE kind = 'handed over'`, 1, 1},
		{"a case that was not handed over", `UPDATE asks SET case_id = 'c' WHERE id = 'a2'`, 1, 1},
		{"closed by nothing", `UPDATE asks SET closed = 'solved' WHERE id = 'a2'`, 1, 1},
		{"asked after it was shown", `INSERT INTO ledger (id, ask_id, at, kind, who, asset, team, case_id, door, confidence)
			SELECT 'z', ask_id, at - 1, 'served', '', asset, team, '', door, '' FROM ledger
			WHERE kind = 'asked' AND ask_id = 'a2'`, 1, 0},
		{"solved by another", `INSERT INTO ledger (id, ask_id, at, kind, who, asset, team, case_id, door, confidence)
			SELECT 'z', ask_id, at, 'solved', 'p_x', asset, team, '', door, '' FROM ledger
			WHERE kind = 'asked' AND ask_id = 'a2'`, 1, 0},
	} {
		t.Run(c.what, func(t *testing.T) {
			engines(t, func(t *testing.T, b *bench) {
				one := opened(t, b.Store, "a1")
				advance(t, b.Store, "withdraw", one.ID, escalation.Withdraw{By: "U0AMIRA"})
				ask(t, b.Store, "a2")
				solved := ask(t, b.Store, "a3")
				solved.Closed, solved.ClosedAt = outcome.Solved, start
				if _, err := b.Record(t.Context(), "", &solved, []outcome.Entry{{Kind: outcome.Solved, Who: "U0AMIRA"}},
					nil); err != nil {
					t.Fatal(err)
				}
				if c.damage != "" {
					force(t, b, c.damage)
				}
				n, err := b.Reconcile(t.Context(), start, start.Add(time.Hour))
				if err != nil || n.Checks-n.Passed != c.failed || n.Differs != c.differs {
					t.Errorf("Reconcile = %+v, %v; want %d failed and %d rows that differ", n, err, c.failed, c.differs)
				}
				if n.Checks != 7 || n.Ledger < 8 {
					t.Errorf("%d checks of %d rows, want 7 of all", n.Checks, n.Ledger)
				}
				if n, err := b.Reconcile(t.Context(), start.Add(time.Hour), start.Add(2*time.Hour)); err != nil || n.Ledger != 0 {
					t.Errorf("an hour later: %+v, %v; want nothing compared", n, err)
				}
			})
		})
	}
}
