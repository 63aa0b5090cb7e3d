package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"howto/escalation"
	"howto/outcome"

	"github.com/slack-go/slack"
)

var states = []escalation.State{escalation.Queued, escalation.Paging, escalation.Exhausted,
	escalation.Claimed, escalation.Snoozed, escalation.Waiting, escalation.Answered,
	escalation.Resolved, escalation.Settled, escalation.Withdrawn, escalation.Unanswered}

// tales are all that a team can be told.
var tales = []escalation.Tale{escalation.TellSolved, escalation.TellNotYet, escalation.TellWithdrawn,
	escalation.TellByCard, escalation.TellSettled, escalation.TellTooOld, escalation.TellExhausted,
	escalation.TellStillOpen, escalation.TellNobody, escalation.TellReleased,
	escalation.TellForgotten, escalation.TellGone, escalation.TellAskerGone, escalation.TellReopened,
	escalation.TellReplied}

func demoNames(id string) string {
	return map[string]string{"U0AMIRA": "Amira Haddad", "U0DANA": "Dana Kowalski",
		"U0ELIF": "Elif Sahin"}[id]
}

func demoCase(s escalation.State) escalation.Case {
	c := escalation.Case{
		ID: "c1", Ask: "a1", Team: "payments", Policy: escalation.DefaultPolicy(), State: s,
		Asker: "U0AMIRA", Seq: 3, OpenedAt: now.Add(-20 * time.Minute),
		Question: "The customer lost the receipt. How do I refund the card?",
		Offered:  []string{"Refund a card payment without a receipt"},
	}
	switch s {
	case escalation.Queued:
		c.Until = now.Add(18 * time.Hour)
	case escalation.Paging:
		c.OnCall = []escalation.User{"U0DANA"}
	case escalation.Exhausted:
		c.OnCall, c.Step = []escalation.User{"U0DANA", "U0ELIF"}, 1
	case escalation.Withdrawn, escalation.Unanswered:
		c.ClosedAt = now
	default:
		c.Owner, c.ClaimedAt = "U0DANA", now.Add(-15*time.Minute)
		c.Until, c.ClosedAt = now.Add(3*time.Hour), now
	}
	switch s {
	case escalation.Answered, escalation.Resolved, escalation.Settled:
		c.AnsweredAt = now.Add(-9 * time.Minute)
		c.Answers = []escalation.Answer{{By: "U0DANA"}}
	}
	return c
}

func demoCaseView(s escalation.State) caseView {
	return caseView{Case: demoCase(s), Team: "Payments", Names: demoNames,
		UsualWait: 12 * time.Minute, Now: now, Zone: berlin,
		Others: []teamChoice{{"it", "IT"}, {"operations", "Operations"}}}
}

func nastyCaseView(s escalation.State, q string) caseView {
	v := demoCaseView(s)
	v.Team, v.Names = q, func(string) string { return q }
	v.Case.Question, v.Case.Offered = q, []string{q, q, q, q, q, q, q}
	v.Others = append(v.Others, teamChoice{ID: "x", Name: q}, teamChoice{ID: q, Name: q})
	return v
}

func TestCasesReadAsTheyShould(t *testing.T) {
	for _, s := range states {
		t.Run(string(s), func(t *testing.T) {
			v := demoCaseView(s)
			golden(t, "cases/"+string(s)+".txt", sheet(caseRoot(v), caseLine(v)))
		})
	}
}

func TestCasesInTheirOtherStatesReadAsTheyShould(t *testing.T) {
	view := func(s escalation.State, change func(*caseView)) caseView {
		v := demoCaseView(s)
		change(&v)
		return v
	}
	for name, v := range map[string]caseView{
		"paging-first": view(escalation.Paging, func(v *caseView) { v.Mention = true }),
		"paging-team": view(escalation.Paging, func(v *caseView) {
			v.Case.Step, v.Case.Loop, v.Case.OnCall = 1, 1, []escalation.User{"U0DANA", "U0ELIF"}
		}),
		"paging-channel": view(escalation.Paging, func(v *caseView) {
			v.Case.OnCall = []escalation.User{escalation.Here}
		}),
		"paging-channel-first": view(escalation.Paging, func(v *caseView) {
			v.Case.OnCall, v.Mention = []escalation.User{escalation.Here}, true
		}),
		"paging-given-back": view(escalation.Paging, func(v *caseView) { v.Case.OnCall = nil }),
		"paging-many": view(escalation.Paging, func(v *caseView) {
			v.Case.OnCall = []escalation.User{"U0DANA", "U0ELIF", "U1", "U2", "U3", "U4", "U5"}
		}),
		"queued-unknown":     view(escalation.Queued, func(v *caseView) { v.Case.Until = time.Time{} }),
		"queued-after-hours": view(escalation.Queued, func(v *caseView) { v.Case.AfterHours = true }),
		"queued-own":         view(escalation.Queued, func(v *caseView) { v.AskerOnCall = true }),
		"one-team":           view(escalation.Paging, func(v *caseView) { v.Others = nil }),
		"snoozed-free":       view(escalation.Snoozed, func(v *caseView) { v.Case.Owner = "" }),
		"answered-by-two": view(escalation.Answered, func(v *caseView) {
			v.Case.Answers = []escalation.Answer{{By: "U0DANA"}, {By: "U0ELIF"}, {By: "U0DANA"}}
		}),
		"settled-asker-left":    view(escalation.Settled, func(v *caseView) { v.Case.Deaf = true }),
		"unanswered-asker-left": view(escalation.Unanswered, func(v *caseView) { v.Case.Deaf = true }),
		"answered-left":         view(escalation.Answered, func(v *caseView) { v.Case.Left = true }),
		"resolved-by-two": view(escalation.Resolved, func(v *caseView) {
			v.Case.Answers = []escalation.Answer{{By: "U0DANA"}, {By: "U0ELIF"}}
		}),
		"resolved-by-card": view(escalation.Resolved, func(v *caseView) { v.Case.ByCard = true }),
		"resolved-long-ago": view(escalation.Resolved, func(v *caseView) {
			v.Now = now.AddDate(0, 1, 0)
		}),
		"claimed-reminded": view(escalation.Claimed, func(v *caseView) {
			v.Case.AnsweredAt, v.Case.Reminded = now.Add(-9*time.Minute), true
			v.Case.Answers = []escalation.Answer{{By: "U0DANA"}}
		}),
		"claimed-thanked": view(escalation.Claimed, func(v *caseView) {
			v.Case.AnsweredAt, v.Case.HelpedAt = now.Add(-9*time.Minute), now.Add(-6*time.Minute)
			v.Case.Answers = []escalation.Answer{{By: "U0DANA"}}
		}),
		"settled-too-old": view(escalation.Settled, func(v *caseView) {
			v.Case.Aged = true
		}),
		"unanswered-not-helped": view(escalation.Unanswered, func(v *caseView) {
			v.Case.Answers = []escalation.Answer{{By: "U0DANA"}}
		}),
		"settled-no-reply": view(escalation.Settled, func(v *caseView) {
			v.Case.Answers, v.Case.AnsweredAt = nil, time.Time{}
		}),
	} {
		t.Run(name, func(t *testing.T) {
			golden(t, "cases/state-"+name+".txt", sheet(caseRoot(v), caseLine(v)))
		})
	}
}

func TestAListOfTeamsHoldsWhatSlackTakes(t *testing.T) {
	v := demoCaseView(escalation.Paging)
	for i := range 200 {
		v.Others = append(v.Others, teamChoice{ID: fmt.Sprint("team", i), Name: "Team"})
	}
	checkMessage(t, "line", caseLine(v))
	v.Others = []teamChoice{{ID: strings.Repeat("x", 200), Name: "Long"}}
	if got := pressable(caseLine(v).Blocks); len(got) != 1 {
		t.Errorf("with no team that can be carried the line has %v, want no list", got)
	}
}

func TestRelaysReadAsTheyShould(t *testing.T) {
	v := demoCaseView(escalation.Answered)
	said := escalation.Message{Channel: "C0PAY", TS: "1795438020.000100",
		Text: "Hi <@U0AMIRA>, press *Find sale*, then `F8` &amp; " +
			"<https://hub.fernhill.example/refunds|see the page>.\n&gt; last four digits\n" +
			"```POS&gt; find 1234```\n:+1:"}
	asked := escalation.Message{TS: "V1", Text: "Which till is it, &lt;3&gt; or 4?"}
	unclear := escalation.Message{Text: "It says &lt;card unknown&gt;"}
	sheets := map[string][]message{
		"relays": append(toAsker(v, escalation.ToAsker{By: "U0DANA", Message: said}),
			toTeam(v, escalation.ToTeam{By: "U0AMIRA", Ping: "U0DANA", Message: unclear})...),
		"asked-back":     toTeam(v, escalation.ToTeam{By: "U0DANA", Message: unclear, Asks: true}),
		"relay-question": toAsker(v, escalation.ToAsker{By: "U0DANA", Message: asked, Asks: true}),
		"relay-ended":    toAsker(v, escalation.ToAsker{By: "U0DANA", Message: unclear, Ended: true}),
		"relay-edited": append(revised(v, escalation.Revise{By: "U0DANA", Message: unclear, ToAsker: true}),
			revised(v, escalation.Revise{By: "U0AMIRA", Message: unclear})...),
		"relay-edited-after": revised(demoCaseView(escalation.Resolved),
			escalation.Revise{By: "U0DANA", Message: unclear, ToAsker: true}),
		"relay-withdrawn": {retracted(v, escalation.Retract{By: "U0DANA", ToAsker: true}),
			retracted(v, escalation.Retract{By: "U0AMIRA"})},
		"offer-solved": {offer(demoCaseView(escalation.Resolved), escalation.Offer{By: "U0DANA", Message: unclear})},
		"offer":        {offer(v, escalation.Offer{By: "U0ELIF", Message: said})},
		"left":         {leftRoot(v, "IT")},
	}
	for name, ms := range sheets {
		t.Run(name, func(t *testing.T) { golden(t, "cases/"+name+".txt", sheet(ms...)) })
	}
}

func TestTalesReadAsTheyShould(t *testing.T) {
	v := demoCaseView(escalation.Claimed)
	v.Link = "https://fernhill.slack.example/archives/C0PAY/p1795438020000100"
	v.Case.Timers = []escalation.Timer{{Kind: escalation.Remind, Due: now.Add(2 * time.Hour)},
		{Kind: escalation.AskerLate, Due: now.Add(24 * time.Hour)}}
	dana, both := []escalation.User{"U0DANA"}, []escalation.User{"U0DANA", "U0ELIF"}
	told := make([]message, 0, len(tales))
	for _, what := range tales {
		told = append(told, tellTeam(v, escalation.TellTeam{What: what, By: "U0DANA"}))
	}
	told = append(told, tellTeam(v, escalation.TellTeam{What: escalation.TellStillOpen, Ping: both}))
	team := demoCaseView(escalation.Paging)
	team.Case.Step = 1
	thanked := v
	thanked.Case.AnsweredAt = now.Add(-9 * time.Minute)
	sheets := map[string][]message{
		"tales": told,
		"pages": {pageMessage(demoCaseView(escalation.Paging), escalation.Page{Users: dana}),
			pageMessage(team, escalation.Page{Users: both, Late: true}),
			pageMessage(team, escalation.Page{Users: []escalation.User{escalation.Here}}),
			pageMessage(team, escalation.Page{Users: dana, By: "U0ELIF"})},
		"nudges": {nudge(v, escalation.Nudge{User: "U0DANA"}),
			nudge(v, escalation.Nudge{User: "U0DANA", Woke: true}), nudgeAsker(v, escalation.NudgeAsker{})},
		"nudges-answered": {nudge(thanked, escalation.Nudge{User: "U0DANA"}),
			nudgeAsker(thanked, escalation.NudgeAsker{Judge: true}),
			nudgeAsker(thanked, escalation.NudgeAsker{Judge: true, By: "U0ELIF"})},
		"alarms": {alarm(v, escalation.Alarm{Why: escalation.TellExhausted}),
			alarm(v, escalation.Alarm{Why: escalation.TellNobody}),
			alarm(v, escalation.Alarm{Why: escalation.TellTooOld})},
	}
	for name, ms := range sheets {
		t.Run(name, func(t *testing.T) { golden(t, "cases/"+name+".txt", sheet(ms...)) })
	}
}

func TestFormsReadAsTheyShould(t *testing.T) {
	v := demoCaseView(escalation.Claimed)
	var b strings.Builder
	for _, m := range []slack.ModalViewRequest{passOnForm(v),
		putOffForm(v, time.Date(2026, 11, 24, 9, 0, 0, 0, berlin)), askBackForm(v)} {
		fmt.Fprintf(&b, "== %s == [%s] [%s] %s\n%s\n", m.Title.Text, m.Submit.Text, m.Close.Text,
			m.PrivateMetadata, outline(m.Blocks.BlockSet))
	}
	golden(t, "cases/forms.txt", b.String())
}

func TestEveryRefusalSaysWhatIsTheCaseNow(t *testing.T) {
	var b strings.Builder
	c := demoCase(escalation.Claimed)
	for _, why := range []escalation.Reason{escalation.NotOfTeam, escalation.NotTheAsker,
		escalation.NotTheOwner, escalation.TakenAlready, escalation.YoursAlready, escalation.OwnQuestion,
		escalation.ClosedCase, escalation.NotAnswered, escalation.OldTimer, escalation.OldPage,
		escalation.OldButton, escalation.OpenAlready, escalation.NotWaiting,
		escalation.NobodyThere, escalation.SamePlace, escalation.BadTime, escalation.NotRelayed,
		escalation.SentAlready, escalation.OldWords, escalation.AllWell, escalation.Unexpected} {
		fmt.Fprintf(&b, "%s: %s\n", why, refusal(why, c, demoNames))
	}
	fmt.Fprintf(&b, "%s, of somebody who is asked: %s\n", escalation.SamePlace,
		refusal(escalation.SamePlace, demoCase(escalation.Paging), demoNames))
	for _, s := range states {
		fmt.Fprintf(&b, "%s: %s\n", s, caseNow(demoCase(s), demoNames))
	}
	golden(t, "cases/refusals.txt", b.String())
}

func TestHomeReadsAsItShould(t *testing.T) {
	v := homeView{Person: "Dana Kowalski", Command: "/howto", Expert: true, Now: now, Zone: berlin,
		Mine:    []caseView{demoCaseView(escalation.Claimed), demoCaseView(escalation.Waiting)},
		Waiting: []caseView{demoCaseView(escalation.Paging)},
		Turns: []homeTurn{{"Payments", now.Add(-time.Hour), now.AddDate(0, 0, 7)},
			{"IT", now.AddDate(0, 0, 14), now.AddDate(0, 0, 21)}, {"Safety", now, time.Time{}}},
		Work: &escalation.Work{Asked: 3, Taken: 1},
		Asks: []homeAsk{{Ask: demoAsk(""), State: ""}, {Ask: demoAsk("solved")}}}
	golden(t, "home.txt", outline(home(v).Blocks.BlockSet))
	idle := homeView{Person: "Elif Sahin", Command: "/howto", Expert: true, Now: now,
		Work: &escalation.Work{}}
	golden(t, "home-idle.txt", outline(home(idle).Blocks.BlockSet))
	empty := homeView{Person: "", Command: "/howto", Now: now}
	golden(t, "home-first.txt", outline(home(empty).Blocks.BlockSet))
}

// everythingOfCases draws every message about a case, with q wherever people's words can come in.
func everythingOfCases(q string) []drawn {
	var out []drawn
	add := func(name string, called []string, ms ...message) {
		for i, m := range ms {
			d := drawn{name: fmt.Sprintf("%s %d", name, i), m: m}
			if i == 0 {
				d.called = called
			}
			out = append(out, d)
		}
	}
	add("duty", nil, everythingOfDuty(q, nastyCaseView(escalation.Claimed, q))...)
	for _, s := range states {
		v := nastyCaseView(s, q)
		add("root "+string(s), nil, caseRoot(v))
		add("line "+string(s), nil, caseLine(v))
	}
	said := escalation.Message{Channel: "C0PAY", TS: "1795438020.000100", Text: q}
	dana := []string{"U0DANA"}
	users := []escalation.User{"U0DANA"}
	v := nastyCaseView(escalation.Paging, q)
	v.Mention = true
	v.Link = "https://fernhill.slack.example/archives/C0PAY/p1"
	add("first root", dana, caseRoot(v))
	add("page", dana, pageMessage(v, escalation.Page{Users: users, Late: true}))
	add("page of all", []string{"!here"}, pageMessage(v, escalation.Page{Users: []escalation.User{escalation.Here}}))
	add("passed on", dana, pageMessage(v, escalation.Page{Users: users, By: "U0ELIF"}))
	add("nudge", dana, nudge(v, escalation.Nudge{User: "U0DANA"}))
	add("nudge of the asker", nil, nudgeAsker(v, escalation.NudgeAsker{}))
	add("nudge to judge", nil, nudgeAsker(v, escalation.NudgeAsker{Judge: true, By: "U0DANA"}))
	add("nudge to judge after silence", nil, nudgeAsker(v, escalation.NudgeAsker{Judge: true}))
	add("left", nil, leftRoot(v, q))
	add("alarm", nil, alarm(v, escalation.Alarm{Why: escalation.TellExhausted}))
	add("offer", nil, offer(v, escalation.Offer{By: "U0ELIF", Message: said}))
	add("to asker", nil, toAsker(v, escalation.ToAsker{By: "U0DANA", Message: said})...)
	add("asks", nil, toAsker(v, escalation.ToAsker{By: "U0DANA", Message: said, Asks: true})...)
	add("to team", dana, toTeam(v, escalation.ToTeam{By: "U0AMIRA", Ping: "U0DANA", Message: said})...)
	add("revised", nil, revised(v, escalation.Revise{By: "U0DANA", Message: said, ToAsker: true})...)
	add("retracted", nil, retracted(v, escalation.Retract{By: "U0DANA", ToAsker: true}))
	for _, what := range append(tales, escalation.Tale(q)) {
		add("tell "+cut(string(what), 20), dana, tellTeam(v, escalation.TellTeam{What: what, Ping: users}))
	}
	return out
}

// caseFormsOf are the forms about a case, with q wherever people's words can come in.
func caseFormsOf(q string) []slack.ModalViewRequest {
	v := nastyCaseView(escalation.Claimed, q)
	return []slack.ModalViewRequest{passOnForm(v), putOffForm(v, now), askBackForm(v)}
}

func nastyHome(q string) slack.HomeTabViewRequest {
	v := homeView{Person: q, Expert: true, Command: cut(q, 40), Now: now, Zone: berlin,
		Work: &escalation.Work{Asked: 1, Taken: 2}}
	for i := range 30 {
		c := nastyCaseView(states[i%len(states)], q)
		c.Case.ID = fmt.Sprint(i)
		v.Mine, v.Waiting = append(v.Mine, c), append(v.Waiting, c)
		v.Waiting[i].Case.ID = fmt.Sprint("w", i)
		v.Turns = append(v.Turns, homeTurn{Team: q, From: now, To: now})
		v.Drafts = append(v.Drafts, nastyDraft(draftStates[i%len(draftStates)], q).Draft)
		v.Drafts[i].ID = fmt.Sprint(i)
		v.Asks = append(v.Asks, homeAsk{Ask: outcome.Ask{Text: q, At: now}, State: q})
	}
	return home(v)
}

func TestAVeryLongAnswerKeepsItsWordsAndLeadsToTheWhole(t *testing.T) {
	v := demoCaseView(escalation.Answered)
	v.Link = "https://fernhill.slack.example/archives/C0PAY/p1"
	words := func(n int) string { return strings.TrimSpace(strings.Repeat("refund ", n)) }
	read := func(n int) (count int, link bool) {
		ms := toAsker(v, escalation.ToAsker{By: "U0DANA", Message: escalation.Message{Text: words(n)}})
		for i, m := range ms {
			checkLimits(t, fmt.Sprint("part ", i), m)
			for _, word := range strings.Fields(m.Text) {
				if word == "refund" {
					count++
				}
			}
			link = link || strings.Contains(strings.Join(pressable(m.Blocks), " "), actOpen)
		}
		return count, link
	}
	if n, link := read(5_000); n != 5_000 || link {
		t.Errorf("of 5000 words %d arrive, with a link %t; want all and none", n, link)
	}
	if n, link := read(10_000); n < 5_600 || !link {
		t.Errorf("of 10000 words %d arrive, with a link %t; want what 40,000 characters hold, and a link", n, link)
	}
}
