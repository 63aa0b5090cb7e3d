package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"howto/bot"
	"howto/outcome"
	"howto/sandbox"
	"howto/store"
)

// happens keeps what happened to an ask of Amira, at an instant.
func (c *calendar) happens(ask outcome.Ask, at time.Time, kinds ...outcome.Kind) {
	c.t.Helper()
	s := c.beside()
	ask.User, ask.Team = amira, "payments"
	for _, k := range kinds {
		e := outcome.Entry{Kind: k, Who: amira, Asset: noReceipt, At: at}
		if k == outcome.Solved {
			ask.Closed, ask.ClosedAt = k, at
		}
		if _, err := s.Record(c.t.Context(), "", &ask, []outcome.Entry{e}, nil); err != nil {
			c.t.Fatal(err)
		}
	}
}

// halfSolved is a week in which what became of the asks can be told.
func (c *calendar) halfSolved() {
	c.t.Helper()
	c.asks(monday.AddDate(0, 0, -5), 11, outcome.Served, outcome.Solved)
	c.asks(monday.AddDate(0, 0, -4), 13, outcome.Served)
	c.asks(monday.AddDate(0, 0, -3), 9, outcome.Served, outcome.NotQuite)
	c.asks(monday.AddDate(0, 0, -1), 8, outcome.Served)
}

// figures are the message about the last complete week, as it is told now.
func (c *calendar) figures() string {
	c.t.Helper()
	week := outcome.Last(c.now(), weekZone(c.service.roster, "payments"))
	m, _, err := c.service.studier().message(c.t.Context(), "payments", week)
	if err != nil {
		c.t.Fatal(err)
	}
	return strings.TrimSpace(m.Text())
}

func TestAChoiceMadeAfterTheWeekChangesNoFigureOfIt(t *testing.T) {
	c := newCalendar(t, "teams: [payments, operations], zone", oneTeam)
	c.halfSolved()
	c.open(monday.Add(-11 * time.Hour)) // Sunday night
	first := outcome.Ask{ID: "first", Text: "refund", At: monday.AddDate(0, 0, -3)}
	c.happens(first, first.At, outcome.Asked, outcome.Served, outcome.Solved)
	later := outcome.Ask{ID: "later", Text: "in other words", At: c.now()}
	c.happens(later, c.now(), outcome.Asked, outcome.Offered)
	c.move(monday)
	c.wantWeeks(mara, 1, "on Monday")
	before := c.figures()
	if !strings.Contains(before, "Solved: 28%") {
		t.Fatalf("the week is\n%s\nwant 12 solved of 43", before)
	}
	c.happens(later, monday, outcome.Chose)
	c.move(monday.Add(time.Hour))
	if after := c.figures(); after != before {
		t.Errorf("on Monday the week was\n%s\nand an hour after a choice it is\n%s", before, after)
	}
}

func TestWhatWasAskedAgainBeforeTheWeekEndedIsInItsMessageAfterAStart(t *testing.T) {
	c := newCalendar(t, "teams: [payments, operations], zone", oneTeam)
	c.halfSolved()
	first := outcome.Ask{ID: "first", Text: "refund", At: monday.AddDate(0, 0, -3)}
	c.happens(first, first.At, outcome.Asked, outcome.Served, outcome.Solved)
	again := outcome.Ask{ID: "again", Text: "refund", At: monday.AddDate(0, 0, -1)}
	c.happens(again, again.At, outcome.Asked, outcome.Served)
	c.open(monday) // the bot was off since
	told := c.weeks(mara)[0].Text
	if !strings.Contains(told, "Solved: 26%") {
		t.Errorf("the message says\n%s\nwant 11 solved of 43, without the one that was asked again", told)
	}
	if later := c.figures(); later != told {
		t.Errorf("the message says\n%s\nand later the week is\n%s", told, later)
	}
}

func TestAMessageThatCouldNotBeSentInTimeIsNotSentBesideTheNext(t *testing.T) {
	c := newCalendar(t, "teams: [payments, operations], zone", oneTeam)
	c.asks(monday.AddDate(0, 0, -5), 6, outcome.Served, outcome.Solved)
	c.open(monday.AddDate(0, 0, -1))
	c.faults(sandbox.Fault{Kind: "error"})
	c.ahead.Store(int64(time.Until(monday)))
	w := weeklies{service: c.service}
	if err := w.once(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.stop()
	c.faults()
	c.wantWeeks(mara, 0, "while Slack is down")
	c.open(monday.AddDate(0, 0, 16))
	c.wantWeeks(mara, 1, "two weeks and two days later")
	if text := c.weeks(mara)[0].Text; !strings.Contains(text, "week 49") {
		t.Errorf("the message is\n%s\nwant the one of week 49", text)
	}
}

// overdueAsset is one whose owner should have looked at it long ago: its use is a thing to do.
const overdueAsset = `---
title: Refund a payment
kind: steps
asks: [refund]
topics: [refunds]
owner: U0DANA
review: 2020-01-01
---
1. Press *Refund*.
`

func TestAMessageOfAnOldWeekThatIsPostedIsDueAfterTodayAndWaitsAWeekForSlack(t *testing.T) {
	dir, lib := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(lib, "overdue.md"), []byte(overdueAsset), 0o600); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	week := outcome.Last(began, berlin).Plus(-12)
	record(t, dir, "payments", "overdue", week.At(time.Tuesday, 9, 0), 6, outcome.Asked, outcome.Served, outcome.NotQuite)
	record(t, dir, "payments", "", week.At(time.Wednesday, 9, 0), 6, outcome.Asked, outcome.NotFound)
	conf := demoConfig + fmt.Sprintf("data: {dir: %q}\nlibrary: {dirs: [%q]}\n", dir, lib)
	runIn(t, conf, "digest", "--team", "payments", "--week", week.String(), "--post").want(t, statusDone, "queued for "+mara)
	s, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	rows, err := s.TakeOutgoing(t.Context(), 5, time.Minute)
	if err != nil || len(rows) != 1 {
		t.Fatalf("%d rows to send, %v; want one", len(rows), err)
	}
	var d bot.Digest
	if err := json.Unmarshal(rows[0].Body, &d); err != nil {
		t.Fatal(err)
	}
	if d.Step.Asset != "overdue" || !d.Step.Due.After(began) || d.Step.Due.After(began.AddDate(0, 0, 8)) {
		t.Errorf("the step is %+v, want it about the asset and due within a week from %v", d.Step, began)
	}
	if early, late := began.AddDate(0, 0, 7).Add(-2*time.Hour), began.AddDate(0, 0, 7).Add(2*time.Hour); rows[0].Expires.Before(early) ||
		rows[0].Expires.After(late) {
		t.Errorf("the message waits until %v, want a week from %v", rows[0].Expires, began)
	}
}
