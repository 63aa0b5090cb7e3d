package bot

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/outcome"
	"howto/search"

	"github.com/slack-go/slack"
)

// demoDigest is a weekly message with all its parts.
func demoDigest() Digest {
	return Digest{
		Key: "digest:U0MARA:payments:2026-W47", To: "U0MARA", Team: "payments",
		Title: "Help at work · Payments · week 47 (16–22 Nov)",
		Lead:  "Returns without a receipt got easier; split tender did not.",
		Base:  "141 asks from 38 people. Nothing here is about any one person.",
		Numbers: []DigestNumber{
			{Label: "Solved at once", Value: "62% (53–69)", Note: "silent 21%, best case 83%"},
			{Label: "Went to a person", Value: "17%", Note: "typically taken after 4 min, 9 in 10 within 19 min"},
			{Label: "Asked again within 7 days", Value: "6% (2–13)", Note: "usual range 3–12%"}},
		Picture: []byte("png"), Alt: "Solved at once in the last 12 weeks: 62% in week 47, usually 50 to 70%.",
		Label:      "signal",
		Finding:    "Split tender: 17 of 42 asks solved (40%, 27–56), below its usual 50–75% for a 2nd week.",
		FindingKey: "asset fell/split-tender",
		Impact:     "about 2–15 more misses a week than usual.",
		Reasons:    "13 of 20 who said what was missing stopped at step 3.",
		Step: DigestStep{Text: "Ask the owner to check the new screen, by Thu 26 Nov. “Send to owner” sends this finding to them.", Owner: "U0DANA",
			Task: "Check step 3 of the split tender.", Asset: "refunds/split-tender", Due: time.Date(2026, 11, 26, 0, 0, 0, 0, berlin)},
		Decision: "keep the card for returns as it is.", Fix: "Write a short answer on gift wrapping.",
		Huddle: "Where does the split-tender screen trip us?",
		Script: "Ask: who had a split payment this week?\nListen for the third screen.\nSay that the steps are being mended.",
		Win:    "2 answers of experts became assets; they solved 11 asks.",
		Caveats: "Cannot tell: why people who said nothing left. Hidden: 2 groups of fewer than 5 people. " +
			"A chart of the last 12 weeks comes with this message.",
		Definitions: []string{outcome.MetricSolved, outcome.MetricHandedOver},
		Text: "Help at work · Payments · week 47 (16–22 Nov)\n\nReturns without a receipt got easier; split tender did not.\n\n" +
			"Solved at once: 62% (53–69).",
	}
}

// nastyDigest is a weekly message in which every text is q.
func nastyDigest(q string) Digest {
	d := demoDigest()
	for _, s := range []*string{&d.Title, &d.Lead, &d.Base, &d.Alt, &d.Label, &d.Finding, &d.Impact, &d.Reasons,
		&d.Step.Text, &d.Step.Task, &d.Decision, &d.Fix, &d.Huddle, &d.Script, &d.Win, &d.Caveats, &d.Text} {
		*s = q
	}
	for i := range d.Numbers {
		d.Numbers[i] = DigestNumber{Label: q, Value: q, Note: q}
	}
	d.Step.Owner, d.Offer = "", true
	return d
}

func demoLook(s outcome.LookState) lookView {
	a := refundAsset(search.KindSteps)
	l := outcome.Look{ID: "l1", Asset: a.ID, Cause: outcome.TwoInARow, Since: now, State: s}
	if s != outcome.LookOpen {
		l.By, l.At = "U0DANA", now
	}
	return lookView{Look: l, Asset: a, Team: "payments", Names: demoNames, Zone: berlin}
}

// nastyLook is a look at an asset that is called q, by people who are called q.
func nastyLook(s outcome.LookState, q string) lookView {
	v := demoLook(s)
	v.Asset.Title, v.Asset.Path, v.Names, v.Orphan = q, q, func(string) string { return q }, true
	return v
}

func demoHeld(q string) []outcome.Held {
	return []outcome.Held{
		{Table: "asks", What: "Your questions in your words " + q, Until: "for 30 days " + q, Count: 2,
			Rows: []map[string]any{{"text": q, "at": "2026-11-20T10:00:00Z"}, {"text": "where are the bags"}}},
		{Table: "entries", What: "What became of them", Count: 1, Rows: []map[string]any{{"kind": "solved"}}}}
}

func demoMine(q string) mineView {
	return mineView{Held: demoHeld(q), Open: 2, Command: "/howto", Zone: berlin, Asks: []homeAsk{
		{Ask: outcome.Ask{Text: "refund without receipt " + q, At: now, Closed: outcome.Solved}},
		{Ask: outcome.Ask{Text: "till drawer stuck", At: now}, State: "Dana Kowalski has it."}}}
}

func everythingOfWeekly(q string) []drawn {
	d := nastyDigest(q)
	m := weekly(weeklyView{Digest: d})
	quiet := d
	quiet.Quiet = true
	about := actionValue{Pick: d.Key, Team: d.Team}
	raw, err := heldJSON(demoHeld(q), now)
	if err != nil {
		panic(err) // maps of texts always become JSON
	}
	out := []drawn{{name: "weekly", m: m}, {name: "quiet week", m: weekly(weeklyView{Digest: quiet})},
		{name: "sent to owner", m: instead(m, actSendOwner, sentLine(q, now))},
		{name: "monthly", m: rewished(m, about, outcome.EachMonth)},
		{name: "finding", m: findingMessage(findingView{Digest: d, By: q, Team: q, Asset: q, Gone: q})},
		{name: "retired", m: retiredMessage(nastyLook(outcome.LookRetired, q))},
		{name: "where it stands", m: sentence(whereItStands(nastyLook("", q).Asset))},
		{name: "mine", m: mineMessage(demoMine(q))}, {name: "forgotten", m: forgottenMessage()}}
	for _, s := range lookStates {
		out = append(out, drawn{name: "look " + string(s), m: lookMessage(nastyLook(s, q))})
	}
	for i, m := range heldMessages(raw) {
		out = append(out, drawn{name: fmt.Sprint("held ", i), m: m})
	}
	return out
}

var lookStates = []outcome.LookState{outcome.LookOpen, outcome.LookFixing, outcome.LookRight, outcome.LookRetired}

func weeklyFormsOf(q string) []slack.ModalViewRequest {
	a := refundAsset(search.KindSteps)
	a.Title, a.Body, a.More = q, q, q
	return []slack.ModalViewRequest{assetModal(cardView{Hit: search.Hit{Asset: a}, Owner: q, Now: now}), scriptModal(nastyDigest(q)),
		termsModal([]string{outcome.MetricSolved, "unknown", outcome.MetricAsks}), aboutModal(mineBlocks(demoMine(q))...)}
}

func TestWeeklyMessagesReadAsTheyShould(t *testing.T) {
	change := func(f func(*Digest)) Digest {
		d := demoDigest()
		f(&d)
		return d
	}
	few := "Fewer than 5 people asked, so no figures are shown."
	for name, v := range map[string]weeklyView{
		"signal":    {Digest: demoDigest(), File: "F0WEEK"},
		"no-upload": {Digest: demoDigest()},
		"watch": {File: "F0WEEK", Digest: change(func(d *Digest) {
			d.Label, d.Offer, d.Script = "watch", true, ""
		})},
		"noise": {File: "F0WEEK", Digest: change(func(d *Digest) {
			d.Label, d.Finding, d.Impact, d.Reasons = "noise", "Normal week-to-week movement.", "", ""
			d.Step, d.Decision, d.Fix, d.Huddle, d.Script, d.Win = DigestStep{}, "", "", "", "", ""
		})},
		"first-week": {Digest: change(func(d *Digest) {
			d.Label, d.Finding, d.Impact, d.Reasons = "not enough data", "Too little to say. Nothing to do.", "", ""
			d.Picture, d.Step = nil, DigestStep{}
			d.Decision, d.Fix, d.Huddle, d.Script, d.Win = "", "", "", "", ""
		})},
		"suppressed": {Digest: Digest{Key: "k", Title: demoDigest().Title, Lead: few, Text: few, Quiet: true}},
		"quiet-offer": {Digest: Digest{Key: "k", Team: "payments", Title: demoDigest().Title, Quiet: true,
			Lead: "A quiet week. Nothing to do.", Text: "A quiet week. Nothing to do.", Offer: true}},
	} {
		t.Run(name, func(t *testing.T) {
			m := weekly(v)
			var called []string
			if v.Digest.Step.Owner != "" {
				called = []string{"U0DANA"}
			}
			checkMessage(t, name, m, called...)
			if n := len(m.Blocks); n > 12 {
				t.Errorf("%d blocks, want at most 12", n)
			}
			golden(t, "weekly/"+name+".txt", sheet(m))
			raw, err := json.MarshalIndent(m.Blocks, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			golden(t, "weekly/"+name+".json", string(raw)+"\n")
		})
	}
}

// A step without an owner names one: there is nobody yet to send it to.
func TestOnlyWhatHasAnOwnerCanBeSentToThem(t *testing.T) {
	for owner, want := range map[string]bool{"U0DANA": true, "": false} {
		d := demoDigest()
		d.Step.Owner = owner
		pressed := pressables(weekly(weeklyView{Digest: d}))
		if got := slices.Contains(pressed, actSendOwner); got != want || !slices.Contains(pressed, actSeeAsset) {
			t.Errorf("with the owner %q the message has %v, want %s in it: %v, and %s", owner, pressed, actSendOwner, want,
				actSeeAsset)
		}
	}
}

func TestPressesInAWeeklyMessageAreSeenInIt(t *testing.T) {
	d := demoDigest()
	d.Offer = true
	m := posted(t, weekly(weeklyView{Digest: d, File: "F0WEEK"}))
	about := actionValue{Pick: d.Key, Team: d.Team}
	sent := instead(m, actSendOwner, sentLine("Dana Kowalski", now))
	both := instead(posted(t, sent), actUseless, saidUseless)
	monthly := rewished(posted(t, both), about, outcome.EachMonth)
	back := rewished(posted(t, monthly), about, outcome.EachWeek)
	golden(t, "weekly/pressed.txt", sheet(sent, both, monthly, back))
	for name, m := range map[string]message{"sent": sent, "both": both, "monthly": monthly, "back": back} {
		checkMessage(t, name, m, "U0DANA")
	}
	if got := pressables(both); slices.Contains(got, actSendOwner) || slices.Contains(got, actUseless) {
		t.Errorf("after both presses the message has %v, want neither button", got)
	}
	if got, want := pressables(back), pressables(both); !slices.Equal(got, want) {
		t.Errorf("after Undo the message has %v, want %v", got, want)
	}
}

// posted is a message as Slack gives it back with a press.
func posted(t *testing.T, m message) message {
	t.Helper()
	raw, err := json.Marshal(m.Blocks)
	if err != nil {
		t.Fatal(err)
	}
	var back slack.Blocks
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	for _, b := range back.BlockSet { // Slack adds where the picture is
		if img, ok := b.(*slack.ImageBlock); ok && img.SlackFile != nil {
			img.SlackFile.URL = "https://files.slack.example/week.png"
		}
	}
	return message{Text: m.Text, Blocks: back.BlockSet}
}

func TestWhatComesOfAWeeklyMessageReadsAsItShould(t *testing.T) {
	d := demoDigest()
	v := findingView{Digest: d, By: "Mara Lindqvist", Team: "Payments", Asset: "Split a payment"}
	gone := v
	gone.Gone = "Dana Kowalski"
	golden(t, "weekly/finding.txt", sheet(findingMessage(v), findingMessage(gone)))
	var views []message
	asset := cardView{Hit: search.Hit{Asset: refundAsset(search.KindSteps)}, Owner: "Dana Kowalski", Now: now}
	for _, f := range []slack.ModalViewRequest{assetModal(asset),
		scriptModal(d), termsModal([]string{"nothing of that name"})} {
		views = append(views, message{Text: f.Title.Text, Blocks: f.Blocks.BlockSet})
	}
	golden(t, "weekly/modals.txt", sheet(views...))
}

func TestDefinitionsNameMetricsAsMessagesDo(t *testing.T) {
	var ids []string
	for _, m := range outcome.Metrics() {
		ids = append(ids, m.ID)
	}
	for _, b := range termsModal(ids).Blocks.BlockSet {
		text := plainBlock(b)
		for _, id := range ids {
			if strings.Contains(id, "_") && strings.Contains(text, id) {
				t.Errorf("a manager reads the id %s in %q", id, text)
			}
		}
	}
}

func TestLooksReadAsTheyShould(t *testing.T) {
	var all []message
	for _, s := range lookStates {
		all = append(all, lookMessage(demoLook(s)))
	}
	fell, orphan, nobodys := demoLook(outcome.LookOpen), demoLook(outcome.LookOpen), demoLook(outcome.LookOpen)
	fell.Look.Cause, orphan.Orphan, nobodys.Orphan, nobodys.Asset.Owner = outcome.FellBelow, true, true, ""
	all = append(all, lookMessage(fell), lookMessage(orphan), lookMessage(nobodys),
		retiredMessage(demoLook(outcome.LookRetired)))
	golden(t, "looks.txt", sheet(all...))
}

func TestWhatIsStoredReadsAsItShould(t *testing.T) {
	raw, err := heldJSON(demoHeld(""), now)
	if err != nil {
		t.Fatal(err)
	}
	all := append([]message{mineMessage(demoMine("")), mineMessage(mineView{}),
		forgottenMessage()}, heldMessages(raw)...)
	golden(t, "mine.txt", sheet(all...))
}

func TestWhatDoesNotFitIsSaid(t *testing.T) {
	all := heldMessages([]byte(strings.Repeat("line of what is stored\n", 5_000)))
	for i, m := range all {
		checkLimits(t, fmt.Sprint("part ", i), m)
	}
	if last := all[len(all)-1]; !strings.Contains(last.Text, "does not fit") {
		t.Errorf("the last message ends %q, want that the rest does not fit", last.Text[max(0, len(last.Text)-80):])
	}
}

func TestAnAssetIsCalledByItsTitleOnlyWhereAllWhoReadMaySeeIt(t *testing.T) {
	for _, c := range []struct {
		audience []string
		channel  string
		named    bool
	}{
		{nil, "C0OPS", true},
		{[]string{"S0AVIARY"}, "C0OPS", false},
		{[]string{"S0AVIARY"}, "G0OPS", false},
		{[]string{"S0AVIARY"}, "dm:U0IVO", true},
		{[]string{"S0AVIARY"}, "D0IVO", true},
		{[]string{"S0AVIARY", "C0OPS"}, "C0OPS", true},
	} {
		want := GuardedTitle
		if c.named {
			want = "Open the aviary"
		}
		if got := titleIn(search.Asset{Title: "Open the aviary", Audience: c.audience}, c.channel); got != want {
			t.Errorf("in %s an asset for %v is called %q, want %q", c.channel, c.audience, got, want)
		}
	}
}
