package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"howto/config"
	"howto/outcome"
	"howto/sandbox"
	"howto/store"
)

// A calendar is the real program with a workspace, under a clock that the test moves from week to week.
type calendar struct {
	*world
	service *service
	ahead   atomic.Int64 // of the machine's clock, in nanoseconds
}

var berlin = mustZone("Europe/Berlin")

func mustZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

// monday is a Monday in Berlin, at ten. The weeks around it have no clock change.
var monday = time.Date(2026, 11, 23, 10, 0, 0, 0, berlin)

// newCalendar prepares a program that is not started yet. Each edit replaces a text of its configuration.
func newCalendar(t *testing.T, edits ...string) *calendar {
	t.Helper()
	c := &calendar{world: prepare(t, sandbox.ModeSocket)}
	furnish(t, c.dir)
	text, err := os.ReadFile(c.conf)
	if err != nil {
		t.Fatal(err)
	}
	c.write(c.conf, strings.NewReplacer(edits...).Replace(string(text)))
	return c
}

func (c *calendar) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

// open starts the program at an instant, and writes what is due then.
func (c *calendar) open(at time.Time) {
	c.t.Helper()
	c.err = newLines()
	cfg, err := config.Load(c.conf, append(env(), "HOWTO_LOG_LEVEL=warn"))
	if err != nil {
		c.t.Fatal(err)
	}
	c.ahead.Store(int64(time.Until(at)))
	v, err := open(c.t.Context(), setup{cfg: cfg, log: slog.New(slog.NewTextHandler(c.err, nil)), clock: c.now})
	if err != nil {
		c.t.Fatal(err)
	}
	if err := v.bot.ReadNames(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- v.run(ctx) }()
	c.service = v
	c.stop = func() int {
		cancel()
		if err := <-ended; err != nil {
			c.t.Errorf("the program ended with %v", err)
		}
		if err := v.Close(); err != nil {
			c.t.Error(err)
		}
		c.service, c.stop = nil, func() int { return statusDone }
		return statusDone
	}
	c.t.Cleanup(func() { c.stop() })
	wait, done := contextWithPatience(c.t)
	defer done()
	if err := c.Wait(wait, func(box *sandbox.Workspace) bool { return box.Connections() > 0 }); err != nil {
		c.t.Fatalf("no connection: %v", err)
	}
	c.pass()
}

// move moves the clock to an instant, and writes what is due then.
func (c *calendar) move(to time.Time) {
	c.t.Helper()
	c.ahead.Store(int64(time.Until(to)))
	c.pass()
}

// pass does what the program does each minute, and waits until nothing is on its way.
func (c *calendar) pass() {
	c.t.Helper()
	w := weeklies{service: c.service}
	if err := w.once(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
	if err := c.service.closeDue(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
	c.rest()
}

// rest waits until nothing is on its way.
func (c *calendar) rest() {
	c.t.Helper()
	ctx, cancel := contextWithPatience(c.t)
	defer cancel()
	for {
		if err := settle(ctx, c.service.store); err != nil {
			c.t.Fatalf("messages are still on their way: %v\n%s", err, c.err)
		}
		if n, err := c.service.store.Outstanding(ctx); err == nil && n == 0 {
			break
		}
	}
	if err := c.Wait(ctx, (*sandbox.Workspace).Idle); err != nil {
		c.t.Fatal(err)
	}
}

// asks has people ask payments on a day at noon.
func (c *calendar) asks(at time.Time, people int, kinds ...outcome.Kind) {
	c.t.Helper()
	asset := noReceipt
	if slices.Contains(kinds, outcome.NotFound) {
		asset = ""
	}
	record(c.t, c.dir, "payments", asset, at, people, append([]outcome.Kind{outcome.Asked}, kinds...)...)
}

// weeks are the weekly messages that a person has, oldest first.
func (c *calendar) weeks(who string) (all []sandbox.Message) {
	for _, m := range c.Messages(c.dm(who), who, "") {
		if strings.Contains(m.Text, "Help at work") {
			all = append(all, m)
		}
	}
	return all
}

func (c *calendar) wantWeeks(who string, n int, when string) {
	c.t.Helper()
	if got := len(c.weeks(who)); got != n {
		c.t.Errorf("%s: %s has %d weekly messages, want %d:\n%s%s", when, who, got, n,
			c.transcript(who, c.dm(who), ""), c.err)
	}
}

const oneTeam = "teams: [payments], zone"

func TestAManagerWhoLeftGetsNothingAndTheAdminChannelHearsOfItOnce(t *testing.T) {
	c := newCalendar(t, "slack: {", "slack: {admin_channel: C0GENERAL, ", "teams: [payments, operations], zone", oneTeam)
	c.asks(monday.AddDate(0, 0, -5), 6, outcome.Served, outcome.Solved)
	if err := c.Deactivate(mara); err != nil {
		t.Fatal(err)
	}
	c.open(monday)
	c.see(cora, "C0GENERAL", "", "has left", "Payments")
	c.move(monday.AddDate(0, 0, 7))
	c.stop()
	c.open(monday.AddDate(0, 0, 14))
	c.onlyTold("C0GENERAL: has left")
}

func TestAfterFourWeeksWithoutAPressFewerAreOfferedAndTheWishIsObeyed(t *testing.T) {
	c := newCalendar(t, "teams: [payments, operations], zone", oneTeam)
	c.asks(monday.AddDate(0, 0, -5), 6, outcome.Served, outcome.Solved)
	day := monday // 23 November
	c.open(day)
	for n := 1; n <= 4; n++ {
		c.wantWeeks(mara, n, day.Format(time.DateOnly))
		if last := c.weeks(mara)[n-1]; slices.Contains(actions(last.Blocks), "digest_monthly") {
			t.Errorf("message %d offers fewer, want that after four without a press", n)
		}
		day = day.AddDate(0, 0, 7)
		c.move(day)
	}
	c.wantWeeks(mara, 5, "after four weeks") // 21 December
	last := c.weeks(mara)[4]
	if got := actions(last.Blocks); !slices.Contains(got, "digest_monthly") || !slices.Contains(got, "digest_never") {
		t.Fatalf("the fifth message has %v, want it to offer fewer", got)
	}
	c.press(mara, last, "digest_monthly")
	c.gone(mara, last, "digest_monthly")
	for i, want := range []int{5, 6, 6, 6, 6, 7} { // 28 December, 4 January, ..., 1 February
		c.move(day.AddDate(0, 0, 7*(i+1)))
		c.wantWeeks(mara, want, c.now().Format(time.DateOnly))
	}
}

func TestWhoWantsNoMoreMessagesGetsNoMore(t *testing.T) {
	c := newCalendar(t, "teams: [payments, operations], zone", oneTeam)
	c.asks(monday.AddDate(0, 0, -5), 6, outcome.Served, outcome.Solved)
	c.open(monday)
	for i := range 4 {
		c.move(monday.AddDate(0, 0, 7*(i+1)))
	}
	last := c.weeks(mara)[4]
	c.press(mara, last, "digest_never")
	c.gone(mara, last, "digest_never")
	c.move(monday.AddDate(0, 0, 35))
	c.stop()
	c.open(monday.AddDate(0, 0, 42))
	c.wantWeeks(mara, 5, "after Stop")
}

func TestAMissedMondayIsSentLateAndOnce(t *testing.T) {
	c := newCalendar(t, "teams: [payments, operations], zone", oneTeam)
	c.asks(monday.AddDate(0, 0, -5), 6, outcome.Served, outcome.Solved)
	c.open(monday.AddDate(0, 0, 3)) // the machine was off until Thursday
	c.wantWeeks(mara, 1, "on Thursday")
	c.pass()
	c.stop()
	c.open(monday.AddDate(0, 0, 5))
	c.wantWeeks(mara, 1, "on Saturday, after a restart")
	c.move(monday.AddDate(0, 0, 7))
	c.wantWeeks(mara, 2, "on the next Monday")
	c.stop()
	c.open(monday.AddDate(0, 0, 24)) // and then until the Thursday after the next two
	c.wantWeeks(mara, 3, "after two missed Mondays and a week")
	if last := c.weeks(mara)[2]; !strings.Contains(last.Text, "week 50") {
		t.Errorf("the late message is of %.60q, want the last complete week, 50", last.Text)
	}
}

func TestTwoManagersOfATeamReadTheSameFigures(t *testing.T) {
	c := newCalendar(t, "{user: U0MARA, teams: [payments, operations], zone: Europe/Berlin}",
		"{user: U0MARA, teams: [payments], zone: Europe/Berlin}, {user: U0CORA, teams: [payments], zone: America/Los_Angeles}")
	c.asks(monday.AddDate(0, 0, -5), 9, outcome.Served, outcome.Solved)
	c.asks(monday.AddDate(0, 0, -4), 12, outcome.Served)
	c.open(monday.Add(-9 * time.Hour)) // one o'clock at night in Berlin, Sunday in Los Angeles
	c.wantWeeks(mara, 1, "Monday in Berlin")
	c.wantWeeks(cora, 0, "Sunday in Los Angeles")
	// What happens meanwhile belongs to the next week: new asks, and presses on old ones.
	c.asks(monday, 7, outcome.Served, outcome.NotQuite)
	if err := c.service.closeDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.move(monday)
	c.wantWeeks(cora, 1, "Monday in Los Angeles")
	if a, b := c.weeks(mara)[0], c.weeks(cora)[0]; a.Text != b.Text || !strings.Contains(a.Text, "21 asks from 12 people") {
		t.Errorf("Mara reads\n%s\nand Cora\n%s\nwant the same, of 21 asks", a.Text, b.Text)
	}
}

func TestAWeekThatIsDueWhileSlackIsDownComesWhenItIsBack(t *testing.T) {
	c := newCalendar(t, "teams: [payments, operations], zone", oneTeam)
	c.asks(monday.AddDate(0, 0, -5), 6, outcome.Served, outcome.Solved)
	c.open(monday.AddDate(0, 0, -1))
	c.wantWeeks(mara, 0, "on Sunday")
	c.faults(sandbox.Fault{Kind: "error"})
	c.ahead.Store(int64(time.Until(monday)))
	w := weeklies{service: c.service}
	if err := w.once(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.stop() // and the machine restarts
	c.faults()
	c.wantWeeks(mara, 0, "while Slack is down")
	c.open(monday.Add(time.Hour))
	c.see(mara, c.dm(mara), "", "Help at work · Payments")
	c.move(monday.Add(2 * time.Hour))
	c.wantWeeks(mara, 1, "when Slack is back")
}

func TestThinWeeksAreTwoLinesAndSayNothingOfAnybody(t *testing.T) {
	before := monday.AddDate(0, 0, -12)
	for name, c := range map[string]struct {
		people int
		kinds  []outcome.Kind
		words  []string
		lines  int
	}{
		"nobody asks":          {0, nil, []string{"too few people asked"}, 2},
		"one asker only":       {1, []outcome.Kind{outcome.Served, outcome.Solved}, []string{"too few people asked"}, 2},
		"all of them stay mum": {8, []outcome.Kind{outcome.Served}, []string{"8 asks from 8 people"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newCalendar(t, "teams: [payments, operations], zone", oneTeam)
			w.asks(before, 7, outcome.Served, outcome.Solved)
			w.asks(monday.AddDate(0, 0, -6), c.people, c.kinds...)
			w.open(monday)
			w.wantWeeks(mara, 1, "on Monday")
			text := w.weeks(mara)[0].Text
			if !holds(text, c.words) || c.lines > 0 && len(strings.FieldsFunc(text, isBreak)) != c.lines {
				t.Errorf("the message is\n%s\nwant %q in it, and %d lines if not 0", text, c.words, c.lines)
			}
		})
	}
}

func isBreak(r rune) bool { return r == '\n' }

func TestAWeekInWhichTheClocksChangeIsOneWeek(t *testing.T) {
	for _, day := range []time.Time{
		time.Date(2026, 10, 26, 0, 0, 0, 0, berlin), // the Sunday before had 25 hours
		time.Date(2027, 3, 29, 0, 0, 0, 0, berlin),  // and this one 23
	} {
		t.Run(day.Format(time.DateOnly), func(t *testing.T) {
			t.Parallel()
			c := newCalendar(t, "teams: [payments, operations], zone", oneTeam)
			first := time.Date(day.Year(), day.Month(), day.Day()-7, 0, 0, 0, 0, berlin)
			c.asks(first.Add(-time.Minute), 5, outcome.Served)
			c.asks(first, 6, outcome.Served)
			c.asks(day.Add(-time.Minute), 7, outcome.Served)
			c.asks(day, 9, outcome.Served)
			c.open(day.Add(-5 * time.Minute)) // of the week before this one
			c.wantWeeks(mara, 1, "five minutes to midnight")
			c.move(day.Add(time.Minute))
			c.wantWeeks(mara, 2, "one minute past midnight")
			if text := c.weeks(mara)[1].Text; !strings.Contains(text, "13 asks from 7 people") {
				t.Errorf("the message is\n%s\nwant the 13 asks from midnight to midnight in it", text)
			}
		})
	}
}

// lockedAccount is an asset of a team that has no manager.
const lockedAccount = "it/account-locked"

func TestAnAssetThatFellIsLookedAtAlsoInATeamWithoutAManager(t *testing.T) {
	c := newCalendar(t)
	c.fell(monday, 14)
	c.open(monday)
	c.see(finn, c.dm(finn), "", "Unlock your account")
	c.wantWeeks(mara, 0, "of a team that is not hers")
	s := c.service.store
	looks, err := s.Looks(t.Context())
	if err != nil || len(looks) != 1 || looks[0].Asset != lockedAccount || looks[0].Cause != outcome.FellBelow {
		t.Errorf("looks = %+v, %v; want one at %s", looks, err, lockedAccount)
	}
	found, err := s.Findings(t.Context(), "it")
	if err != nil || !slices.ContainsFunc(found, func(f store.Finding) bool { return f.Since == "2026-W47" }) {
		t.Errorf("findings = %+v, %v; want that it fell, since 2026-W47", found, err)
	}
	c.pass()
	c.stop()
	c.open(monday.AddDate(0, 0, 1))
	c.onlyTold("D0FINN: Unlock your account")
}

// fell writes weeks until a Monday in which 60 people of 90 ask for an asset, which solves it for three
// in four, and in the last week one in ten.
func (c *calendar) fell(until time.Time, weeks int) {
	c.t.Helper()
	s, err := store.Open(c.t.Context(), store.Options{Dir: c.dir})
	if err != nil {
		c.t.Fatal(err)
	}
	var asks []outcome.Ask
	var entries []outcome.Entry
	for week := range weeks {
		for i := range 90 {
			a := outcome.Ask{ID: s.NewID(), User: fmt.Sprint("U", i), Team: "it", Door: outcome.ByCommand,
				At: until.AddDate(0, 0, 7*(week-weeks)).Add(time.Duration(i) * time.Hour)}
			asks = append(asks, a)
			verdict, asset := outcome.Solved, lockedAccount
			if week < weeks-1 && i%10 < 2+week%2 || week == weeks-1 && i%10 > 0 {
				verdict = outcome.More // which is none
			}
			if i >= 60 { // for where all people have one asset, nothing is told of it
				asset = "it/handheld-frozen"
			}
			for j, k := range []outcome.Kind{outcome.Asked, outcome.Served, verdict} {
				entries = append(entries, outcome.Entry{ID: s.NewID(), Ask: a.ID, Kind: k, Who: a.User, Team: "it",
					Asset: asset, At: a.At.Add(time.Duration(j) * time.Minute)})
			}
		}
	}
	if err := s.Fill(c.t.Context(), asks, entries); err != nil {
		c.t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		c.t.Fatal(err)
	}
}
