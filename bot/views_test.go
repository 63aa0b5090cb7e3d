package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/outcome"
	"howto/search"
)

var (
	berlin = mustZone("Europe/Berlin")
	now    = time.Date(2026, 11, 23, 13, 2, 0, 0, time.UTC)
)

func mustZone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

var kinds = []search.Kind{search.KindSteps, search.KindChecklist, search.KindSnippet,
	search.KindPointer, search.KindImage, search.KindVideo, search.KindLink, search.KindPerson}

// nasty are words that people could type, each of which has broken something somewhere.
func nasty() map[string]string {
	return map[string]string{
		"empty":     "",
		"blank":     " \n\t ",
		"plain":     "How do I refund a card payment without a receipt?",
		"mentions":  "<!channel> <!here> <@U1> <@U0DANA|dana> <#C1|x> <!subteam^S1> &lt;@U1&gt; &lt;",
		"date":      "<!date^1^{date}|x> <!date^1^{time}|<@U1>>",
		"link":      "<https://evil.example|https://bank.example> [x](javascript:alert(1))",
		"marks":     "*bold* _it_ ~no~ `code` ```fence``` > quote",
		"long":      strings.Repeat("refund & receipt <b> ", 220),
		"one word":  strings.Repeat("x", 10_000),
		"amps":      strings.Repeat("&", 5_000),
		"lines":     strings.Repeat("a\n\n", 500),
		"emoji":     "🧾🤷🏽‍♀️ :tada: :+1: 10:30:45",
		"rtl":       "איך אני מחזיר כסף \u202Egnp.exe",
		"control":   "a\x00b\x07c\r\nd\u2028e\x1b[31m",
		"not utf-8": "caf\xe9 \xff\xfe \xf0\x9f",
		"quotes":    strings.Repeat("> ", 300) + "deep",
		"list":      strings.Repeat("- a\n  - b\n    - c\n", 80),
		"deep":      deepList(30),
		"table":     "| a | b |\n|---|---|\n" + strings.Repeat("| <@U1> | & |\n", 130),
		"wide":      "|" + strings.Repeat("a|", 30) + "\n|" + strings.Repeat("-|", 30) + "\n",
		"fence":     "```\n" + strings.Repeat("<@U1> & code\n", 400) + "```",
		"heading":   "# " + strings.Repeat("very long ", 40),
		"headings":  strings.Repeat("# h\n\ntext\n\n---\n\n", 60),
		"image":     "![](https://x.example/a.png)\n\n![a](http://x.example/a.png)",
		"html":      "<script>alert(1)</script>\n\n<div>\nhello\n</div> <br> x",
		"bits":      strings.Repeat("a`b`", 700),
		"short":     strings.Repeat("- a\n", 1200),
		"number":    "999999999. a\n1000000000. b",
		"label":     "[" + strings.Repeat("long ", 300) + "](https://x.example)",
		"address":   "<https://x.example/" + strings.Repeat("y", 2900) + ">",
		"open":      "[a](https://x.example \"t\" ![b](",
	}
}

func deepList(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat("  ", i) + "- level\n")
	}
	return b.String()
}

func refundAsset(k search.Kind) search.Asset {
	return search.Asset{
		ID: "refunds/card-without-receipt", Title: "Refund a card payment without a receipt", Kind: k,
		Workflow: "returns", Step: "find the sale", Topics: []string{"refunds"}, Owner: "U0DANA",
		Reviewed: time.Date(2026, 9, 3, 0, 0, 0, 0, time.UTC),
		Review:   time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC),
		Body:     "1. In **POS**, press *Find sale*.\n2. Refund to the same card.\n",
		More:     "The customer needs their card for the last step.",
	}
}

// nastyCard is a card in which everything that comes from people says q.
func nastyCard(k search.Kind, q string) cardView {
	a := refundAsset(k)
	a.Title, a.Workflow, a.Step, a.Body, a.More = q, q, q, q, q
	return cardView{
		Ask: "a1", Question: q, Hit: search.Hit{Asset: a, Words: []search.Word{
			{Text: q, Found: q, Fields: []string{"title"}}, {Text: q, Fields: []string{"steps"}}}},
		Repaired: []search.Repair{{From: q, To: q}}, Owner: q, Note: q, Private: true, CanShare: true,
		Curator: true, HasNext: true, AskMissing: true, NextUp: []search.Asset{a, a, a, a}, Now: now,
	}
}

func demoAsk(closed outcome.Kind) outcome.Ask {
	return outcome.Ask{ID: "a1", Text: "refund without receipt", At: now.Add(-time.Hour), Closed: closed}
}

// A drawn is one message and the people whom it may notify.
type drawn struct {
	name   string
	m      message
	called []string
}

// everything draws every message there is, with q wherever people's words can come in.
func everything(q string) []drawn {
	var out []drawn
	add := func(name string, ms ...message) {
		for i, m := range ms {
			out = append(out, drawn{name: fmt.Sprintf("%s %d", name, i), m: m})
		}
	}
	for _, k := range kinds {
		v := nastyCard(k, q)
		add("card "+string(k), card(v)...)
	}
	v := nastyCard(search.KindSteps, q)
	v.Expanded = true
	add("more", card(v)...)
	v.Done = q
	add("done", card(v)...)
	hit := nastyCard(search.KindSteps, q).Hit
	pick := choicesView{Ask: "a1", Question: q, Hits: []search.Hit{hit, hit, hit, hit},
		Repaired: []search.Repair{{From: q, To: q}}, Team: q, Curator: true}
	add("choices", choices(pick))
	pick.Done = q
	add("choices done", choices(pick))
	none := nothingView{Ask: "a1", Question: q, Team: q, OnCall: []string{q, q}, UsualWait: time.Hour}
	add("nothing", nothing(none))
	add("nothing and nobody", nothing(nothingView{Question: q, Team: q, After: true}))
	add("nothing until", nothing(nothingView{Question: q, Team: q, NextShift: now, Done: q}))
	add("guide", guide(cut(q, 40)))
	add("why", whyMessage(q))
	learnt := learntView{Asset: hit.Asset, Shown: learntPhrases(q, 12), Hidden: 3, Note: struckNote(hit.Asset, q)}
	add("learnt", learntMessage(learnt))
	add("sentence", sentence(q))
	add("done line", sentence(doneLine(q, q, now)))
	add("note", markdownMessages(q)...)
	out = append(out, everythingOfWeekly(q)...)
	out = append(out, everythingOfDrafts(q)...)
	return append(out, everythingOfCases(q)...)
}

func TestEverythingThatIsSentIsTakenBySlack(t *testing.T) {
	for name, q := range nasty() {
		t.Run(name, func(t *testing.T) {
			for _, d := range everything(q) {
				checkMessage(t, d.name, d.m, d.called...)
			}
			h := nastyHome(q)
			checkView(t, "home", "home-view.schema.json", h, h.Blocks.BlockSet)
			forms := slices.Concat(caseFormsOf(q), nastyForms(q), weeklyFormsOf(q))
			forms = append(forms, missingModal(actionValue{Ask: "a"}.encode()), askModal(q))
			for _, m := range forms {
				checkView(t, "modal "+m.Title.Text, "modal-view.schema.json", m, m.Blocks.BlockSet)
				if runes(m.Title.Text) > 24 {
					t.Errorf("title %q is longer than 24 characters", m.Title.Text)
				}
			}
		})
	}
}

func FuzzNobodyIsNotifiedByWords(f *testing.F) {
	for _, q := range nasty() {
		f.Add(cut(q, 300))
	}
	f.Fuzz(func(t *testing.T, q string) {
		if len(q) > 2_000 {
			t.Skip("long input is what the table of nasty words is for")
		}
		for _, d := range everything(q) {
			checkLimits(t, d.name, d.m, d.called...)
		}
	})
}
