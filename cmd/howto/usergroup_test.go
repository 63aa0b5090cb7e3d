package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/bot"
	"howto/config"
	"howto/escalation"
	"howto/escalation/oncall"
	"howto/sandbox"
	"howto/search"
	"howto/store"

	"github.com/slack-go/slack"
)

const (
	dutyGroup = "S0DUTY"
	chAdmin   = "C0GENERAL"

	toldGapPay = "C0PAY: Nobody is on call for Payments"
	toldGapIT  = "C0IT: Nobody is on call for IT"
)

// noLibrary is a library without assets.
type noLibrary struct{}

func (noLibrary) Find(context.Context, search.Query) (search.Match, error) {
	return search.Match{}, nil
}
func (noLibrary) Asset(string) (search.Asset, bool)  { return search.Asset{}, false }
func (noLibrary) Served(string) (search.Asset, bool) { return search.Asset{}, false }
func (noLibrary) Library() search.Library            { return search.Library{} }

// A duty is a bot that keeps a user group, on a clock that the test moves.
type duty struct {
	*world
	at     time.Time
	store  *store.Store
	roster escalation.Roster
	bot    *bot.Bot
	groups *bot.UserGroups
	log    bytes.Buffer
}

// onDuty starts a bot with the teams payments and it, whose user group has those people to begin with.
func onDuty(t *testing.T, have []string, change ...func(*sandbox.Config)) *duty {
	t.Helper()
	d := &duty{at: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)}
	c := demoWorkspace(testTokens)
	c.UserGroups = []sandbox.UserGroup{{ID: dutyGroup, Handle: "duty", Users: have}}
	c.Users = append(c.Users, sandbox.User{ID: "U0GUEST", Name: "guest", Guest: true})
	for _, f := range change {
		f(&c)
	}
	box, err := sandbox.New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { box.Close() })
	if err := box.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	d.world = &world{Workspace: box, t: t}
	d.roster, err = escalation.NewRoster([]escalation.Team{
		{ID: "payments", Name: "Payments", Channel: chPay}, {ID: "it", Name: "IT", Channel: "C0IT", CatchAll: true}})
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return d.at }
	if d.store, err = store.Open(t.Context(), store.Options{Dir: t.TempDir(), Now: now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.store.Close() })
	d.restart()
	return d
}

// restart is the bot as a new process.
func (d *duty) restart() {
	d.t.Helper()
	var err error
	d.bot, err = bot.New(d.t.Context(), bot.Options{
		Slack:  slack.New(testTokens.bot, slack.OptionAPIURL(d.URL()+"/api/")),
		Finder: noLibrary{}, Ledger: d.store, Desk: d.store, Cases: d.store, Strikes: d.store,
		Rota: escalation.Rota{Roster: d.roster}, NewID: d.store.NewID, Now: func() time.Time { return d.at },
		Log:     slog.New(slog.NewTextHandler(&d.log, nil)),
		Missing: func(err error) bool { return errors.Is(err, store.ErrNotFound) },
	})
	if err != nil {
		d.t.Fatal(err)
	}
	d.groups = bot.NewUserGroups(d.bot, map[string][]string{dutyGroup: {"it", "payments"}}, chAdmin)
}

// always is a schedule with people who are on call from since until to.
func always(since, to time.Time, people ...string) (s oncall.Schedule) {
	for _, p := range people {
		s.Overrides = append(s.Overrides, oncall.Override{Add: oncall.Member(p), From: since, To: to})
	}
	return s
}

// has makes people be on call for a team for a week from now on.
func (d *duty) has(payments, it []string) {
	d.roster.Follow(map[string]oncall.Schedule{"payments": always(d.at, d.at.AddDate(0, 0, 7), payments...),
		"it": always(d.at, d.at.AddDate(0, 0, 7), it...)})
}

// after lets time pass and the bot do what there is to do then.
func (d *duty) after(wait time.Duration) {
	d.at = d.at.Add(wait)
	d.groups.Once(d.t.Context())
	for (bot.Sender{Bot: d.bot, Outbox: d.store}).Once(d.t.Context()) > 0 {
	}
}

// calls is how often the bot has called a method.
func (d *duty) calls(method string) (n int) {
	entries, _ := d.Traffic(0)
	for _, e := range entries {
		if e.From == "bot" && e.Kind == "api" && e.Name == method {
			n++
		}
	}
	return n
}

func (d *duty) want(people string, changes int) {
	d.t.Helper()
	got := strings.Join(slices.Sorted(slices.Values(d.Group(dutyGroup))), " ")
	if n := d.calls("usergroups.users.update"); got != people || n != changes {
		d.t.Errorf("the group has %q after %d changes, want %q after %d\n%s", got, n, people, changes, d.log.String())
	}
}

// told are the messages in a channel that have words.
func (d *duty) told(channel, as, words string) (n int) {
	for _, m := range d.Messages(channel, as, "") {
		if strings.Contains(shown(m), words) {
			n++
		}
	}
	return n
}

func (d *duty) wantTold(channel, as, words string, want int) {
	d.t.Helper()
	if got := d.told(channel, as, words); got != want {
		d.t.Errorf("%s has %d messages with %q, want %d\n%s", channel, got, words, want, d.log.String())
	}
}

func TestAUserGroupHasWhoIsOnCallForAllItsTeams(t *testing.T) {
	d := onDuty(t, []string{"U0AMIRA"})
	d.has([]string{danaP}, []string{"U0FINN"})
	d.after(0)
	d.want("U0DANA U0FINN", 1)
	for range 30 {
		d.after(2 * time.Second)
	}
	d.want("U0DANA U0FINN", 1)
	if got := d.calls("usergroups.users.list"); got != 1 {
		t.Errorf("the group was read %d times in a minute, want once", got)
	}
	if err := d.SetGroup(dutyGroup, "U0AMIRA"); err != nil {
		t.Fatal(err)
	}
	d.after(5 * time.Minute)
	d.want("U0DANA U0FINN", 2)
	d.onlyTold()
}

func TestChangesOfAUserGroupThatComeTogetherAreOne(t *testing.T) {
	d := onDuty(t, []string{"U0AMIRA"})
	d.has([]string{danaP}, nil)
	d.after(0)
	d.want("U0DANA", 1)
	for range 10 {
		d.has([]string{elifP}, nil)
		d.after(2 * time.Second)
		d.has([]string{elifP}, []string{"U0FINN"})
		d.after(2 * time.Second)
	}
	d.want("U0DANA", 1)
	d.after(20 * time.Second)
	d.want("U0ELIF U0FINN", 2)
	d.onlyTold()
}

func TestAUserGroupIsNeverEmptiedAndTheTeamIsToldOnceForEachGap(t *testing.T) {
	d := onDuty(t, []string{danaP})
	gap := func() {
		next := d.at.Truncate(24*time.Hour).AddDate(0, 0, 1)
		d.roster.Follow(map[string]oncall.Schedule{"payments": always(next, next.AddDate(0, 0, 1), elifP)})
	}
	gap()
	for range 5 {
		d.after(time.Minute)
	}
	d.restart()
	d.after(time.Minute)
	d.want("U0DANA", 0)
	d.wantTold(chPay, danaP, "Nobody is on call for Payments until", 1)
	d.wantTold("C0IT", "U0FINN", "Nobody is on call for IT until", 1)
	d.after(24 * time.Hour)
	d.want("U0ELIF", 1)
	d.at = d.at.Add(48 * time.Hour)
	gap()
	d.after(0)
	d.wantTold(chPay, danaP, "Nobody is on call for Payments until", 2)
	d.roster.Follow(map[string]oncall.Schedule{})
	for range 3 {
		d.after(24 * time.Hour)
	}
	d.wantTold(chPay, danaP, "Nobody is on call for Payments.", 1)
	d.want("U0ELIF", 1)
	d.onlyTold(toldGapPay+" until", toldGapIT+" until", toldGapPay+" until", toldGapIT+" until", toldGapPay+".", toldGapIT+".")
}

func TestWhoCannotBeInAUserGroupIsLeftOutAndNamedOnce(t *testing.T) {
	d := onDuty(t, []string{"U0AMIRA"})
	if err := d.Deactivate("U0FINN"); err != nil {
		t.Fatal(err)
	}
	d.has([]string{danaP, "U0GUEST"}, []string{"U0FINN", "U0UNKNOWN"})
	for range 20 {
		d.after(time.Minute)
	}
	d.want("U0DANA", 1)
	d.wantTold(chAdmin, "U0MARA", "cannot be in the user group", 1)
	if got := strings.Count(d.log.String(), "people on call cannot be in a user group"); got != 1 {
		t.Errorf("logged %d times, want once\n%s", got, d.log.String())
	}
	d.has([]string{"U0GUEST"}, nil)
	d.after(time.Minute)
	d.want("U0DANA", 1)
	d.wantTold(chPay, danaP, "Nobody is on call", 0)
	d.onlyTold("C0GENERAL: cannot be in the user group")
}

func TestAfterARefusalItIsLookedAgainWhoIsInTheGroup(t *testing.T) {
	d := onDuty(t, []string{"U0AMIRA"})
	d.has([]string{danaP}, nil)
	err := d.SetFaults(sandbox.Fault{Kind: "refuse", Match: "usergroups.users.update", Code: "invalid_users", Times: 1})
	if err != nil {
		t.Fatal(err)
	}
	d.after(0)
	if err := d.SetGroup(dutyGroup); err != nil { // Slack says no and has emptied it all the same
		t.Fatal(err)
	}
	d.after(2 * time.Second)
	d.want("", 1)
	d.after(time.Minute)
	d.want("U0DANA", 2)
	if got := d.calls("usergroups.users.list"); got != 2 {
		t.Errorf("the group was read %d times, want again after the refusal", got)
	}
	d.onlyTold()
}

func TestAUserGroupThatTheBotMayNotChangeIsSaidOnceAndTriedEachHour(t *testing.T) {
	for code, words := range map[string]string{
		"permission_denied": "an owner of the workspace can let everybody change user groups",
		"no_such_subteam":   "there is none with this id", "plan_upgrade_required": "paid plan",
	} {
		t.Run(code, func(t *testing.T) {
			d := onDuty(t, []string{"U0AMIRA"})
			d.has([]string{danaP}, nil)
			err := d.SetFaults(sandbox.Fault{Kind: "refuse", Match: "usergroups.users.update", Code: code})
			if err != nil {
				t.Fatal(err)
			}
			for range 120 {
				d.after(time.Minute)
			}
			d.want("U0AMIRA", 2)
			d.wantTold(chAdmin, "U0MARA", words, 1)
			if got := strings.Count(d.log.String(), "not kept equal"); got != 1 {
				t.Errorf("logged %d times, want once\n%s", got, d.log.String())
			}
			if err := d.SetFaults(); err != nil {
				t.Fatal(err)
			}
			d.after(time.Hour)
			d.want("U0DANA", 3)
			d.onlyTold("C0GENERAL: " + words)
		})
	}
}

func TestWithoutTheScopeToChangeUserGroupsTheAdminIsToldWhich(t *testing.T) {
	d := onDuty(t, []string{"U0AMIRA"}, func(c *sandbox.Config) {
		c.Scopes = slices.DeleteFunc(sandbox.AllScopes(), func(s string) bool { return s == "usergroups:write" })
	})
	d.has([]string{danaP}, nil)
	d.after(0)
	d.want("U0AMIRA", 1)
	d.wantTold(chAdmin, "U0MARA", "lacks the scope usergroups:write", 1)
	d.onlyTold("C0GENERAL: usergroups:write")
}

func TestSlackIsLeftAloneForAsLongAsItAsksAboutAUserGroup(t *testing.T) {
	d := onDuty(t, []string{"U0AMIRA"})
	d.has([]string{danaP}, nil)
	err := d.SetFaults(sandbox.Fault{Kind: "ratelimit", Match: "usergroups.users.update", MS: 90_000, Times: 1})
	if err != nil {
		t.Fatal(err)
	}
	for range 44 {
		d.after(2 * time.Second)
	}
	d.want("U0AMIRA", 1)
	d.after(4 * time.Second)
	d.want("U0DANA", 2)
	d.wantTold(chAdmin, "U0MARA", "user group", 0)
	d.onlyTold()
}

func TestTheProgramKeepsTheUserGroupOfItsConfiguration(t *testing.T) {
	w := prepare(t, config.ModeSocket, func(c *sandbox.Config) {
		c.UserGroups = []sandbox.UserGroup{{ID: dutyGroup, Handle: "duty", Users: []string{"U0AMIRA"}}}
	})
	furnish(t, w.dir)
	w.reschedule("usergroup: S0DUTY\n    schedule: {zone: Europe/Berlin, experts: [U0DANA]}")
	w.start(config.ModeSocket)
	ctx, done := contextWithPatience(t)
	defer done()
	err := w.Wait(ctx, func(box *sandbox.Workspace) bool { return slices.Equal(box.Group(dutyGroup), []string{danaP}) })
	if err != nil {
		t.Errorf("the group has %v, want %s", w.Group(dutyGroup), danaP)
	}
}
