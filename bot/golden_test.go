package bot

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"howto/search"

	"github.com/slack-go/slack"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares got with testdata/name.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s changed (go test -update writes it anew)\ngot:\n%s\nwant:\n%s", file, got, want)
	}
}

// sheet writes messages the way a reviewer wants to see them: the text that phones and screen
// readers read, and what each block looks like.
func sheet(ms ...message) string {
	var b strings.Builder
	for i, m := range ms {
		if i > 0 {
			b.WriteString("\n================\n\n")
		}
		fmt.Fprintf(&b, "%s\n\n----------------\n%s", m.Text, outline(m.Blocks))
	}
	return b.String()
}

func outline(blocks []slack.Block) string {
	var b strings.Builder
	for _, block := range blocks {
		fmt.Fprintf(&b, "[%s]", block.BlockType())
		switch block := block.(type) {
		case *slack.HeaderBlock:
			fmt.Fprintf(&b, " %s\n", block.Text.Text)
		case *slack.SectionBlock:
			fmt.Fprintf(&b, " %s\n", indented(plainBlock(&slack.SectionBlock{Text: block.Text})))
			for _, f := range block.Fields {
				fmt.Fprintf(&b, "    | %s\n", indented(f.Text))
			}
			if block.Accessory != nil {
				fmt.Fprintf(&b, "    %s\n", buttonLine(block.Accessory.ButtonElement))
			}
		case *slack.ActionBlock:
			b.WriteString("\n")
			for _, e := range block.Elements.ElementSet {
				fmt.Fprintf(&b, "    %s\n", elementLine(e))
			}
		case *slack.RichTextBlock:
			b.WriteString("\n" + richOutline(block.Elements))
		case *slack.InputBlock:
			fmt.Fprintf(&b, " %s (%s)\n", block.Label.Text, block.Hint.Text)
			if line := elementLine(block.Element); line != "" {
				fmt.Fprintf(&b, "    %s\n", line)
			}
		default:
			fmt.Fprintf(&b, " %s\n", indented(plainBlock(block)))
		}
	}
	return b.String()
}

func richOutline(elements []slack.RichTextElement) string {
	var b strings.Builder
	for _, e := range elements {
		kind := strings.TrimPrefix(string(e.RichTextElementType()), "rich_text_")
		if l, ok := e.(*slack.RichTextList); ok {
			kind = fmt.Sprintf("%s list, indent %d, from %d", l.Style, l.Indent, l.Offset+1)
		}
		fmt.Fprintf(&b, "    %s: %s\n", kind, indented(plainElement(e)))
	}
	return b.String()
}

func indented(s string) string { return strings.ReplaceAll(s, "\n", "\n        ") }

// elementLine is what can be pressed or chosen.
func elementLine(e slack.BlockElement) string {
	switch e := e.(type) {
	case *slack.ButtonBlockElement:
		return buttonLine(e)
	case *slack.OverflowBlockElement:
		return "<⋯> " + e.ActionID + optionLines(e.Options)
	case *slack.SelectBlockElement:
		return "<" + e.Placeholder.Text + " ▾> " + e.ActionID + optionLines(e.Options)
	case *slack.RadioButtonsBlockElement:
		return "<○> " + e.ActionID + optionLines(e.Options)
	case *slack.DateTimePickerBlockElement:
		return fmt.Sprintf("<day and time> %s from %d", e.ActionID, e.InitialDateTime)
	}
	return ""
}

func optionLines(options []*slack.OptionBlockObject) string {
	var b strings.Builder
	for _, o := range options {
		fmt.Fprintf(&b, "\n        %s %q", o.Text.Text, o.Value)
	}
	return b.String()
}

func buttonLine(b *slack.ButtonBlockElement) string {
	line := fmt.Sprintf("<%s> %s %q", b.Text.Text, b.ActionID, b.Value)
	for _, extra := range []string{string(b.Style), b.URL, b.AccessibilityLabel} {
		if extra != "" {
			line += " · " + extra
		}
	}
	if b.Confirm != nil {
		line += " · asks: " + b.Confirm.Title.Text + " " + b.Confirm.Text.Text
	}
	return line
}

// demoAssets are one asset of each kind, as a curator would write them.
func demoAssets() []search.Asset {
	steps := refundAsset(search.KindSteps)
	steps.Body = "1. In **POS**, press *Find sale* and enter the last four digits of the card.\n" +
		"2. Choose the sale, then **Refund to card**.\n   - Below €50 you may do it alone.\n" +
		"   - From €50 call a supervisor.\n3. Print the slip with `F8` and file it.\n\n" +
		"| Card | Back on the account |\n|---|---|\n| Debit | 2 days |\n| Credit | 5 days |\n"
	with := func(k search.Kind, title, body string) search.Asset {
		a := refundAsset(k)
		a.ID, a.Title, a.Body, a.More = string(k)+"/demo", title, body, ""
		a.Workflow, a.Step = "", ""
		return a
	}
	return []search.Asset{steps,
		with(search.KindChecklist, "Close the till in the evening",
			"Before you count:\n\n- Sign off in POS\n- [x] Print the report\n- Count the float\n"),
		with(search.KindSnippet, "Out-of-office reply for holidays",
			"Thank you for your message.\nI am back on **Monday**. "+
				"For urgent orders: shop@fernhill.example"),
		with(search.KindPointer, "Where the spare receipt rolls are",
			"Back office, second shelf. [Order more on The Hub](https://hub.fernhill.example/supplies)."),
		with(search.KindImage, "How the card reader is plugged in",
			"![The grey cable goes into the port marked PIN](https://hub.fernhill.example/reader.png)"),
		with(search.KindVideo, "Change the receipt roll",
			"Two minutes: [Change the roll](https://hub.fernhill.example/video/roll)"),
		with(search.KindLink, "Book a delivery van",
			"On [the van calendar](https://hub.fernhill.example/vans), at least a day before."),
		with(search.KindPerson, "A customer has been hurt",
			"Call first, write later: extension **112**.")}
}

func demoCard(a search.Asset) cardView {
	return cardView{Ask: "a1", Question: "refund without reciept", Owner: "Dana Kowalski", Now: now,
		Hit: search.Hit{Asset: a, Words: []search.Word{
			{Text: "refund", Fields: []string{"title", "steps"}},
			{Text: "reciept", Found: "receipt", Fields: []string{"title"}}, {Text: "lost", Fields: []string{"asks"}}}}}
}

func TestCardsReadAsTheyShould(t *testing.T) {
	for _, a := range demoAssets() {
		t.Run(string(a.Kind), func(t *testing.T) {
			v := demoCard(a)
			v.Private, v.CanShare = true, a.Kind == search.KindSteps
			golden(t, "cards/"+string(a.Kind)+".txt", sheet(card(v)...))
		})
	}
}

func TestCardsInTheirOtherStates(t *testing.T) {
	a := demoAssets()
	next := demoCard(a[0])
	next.Note, next.HasNext, next.AskMissing, next.Curator = "The next best:", true, true, true
	next.NextUp = a[1:3]
	next.Repaired = []search.Repair{{From: "reciept", To: "receipt"}}
	open := demoCard(a[0])
	open.Expanded, open.InDM, open.Private = true, true, true
	done := demoCard(a[0])
	done.Done = doneLine("Amira Haddad", "marked as solved", now)
	late := demoCard(a[0])
	late.Now = now.AddDate(1, 0, 0)
	for name, v := range map[string]cardView{
		"next": next, "expanded": open, "done": done, "late": late} {
		t.Run(name, func(t *testing.T) {
			golden(t, "cards/state-"+name+".txt", sheet(card(v)...))
		})
	}
}

func TestAnswersReadAsTheyShould(t *testing.T) {
	a := demoAssets()
	hits := []search.Hit{{Asset: a[0]}, {Asset: a[1]}, {Asset: a[2]}}
	none := nothingView{Ask: "a1", Question: "how do I <b>wrap</b> a gift", Team: "Payments",
		OnCall: []string{"Dana Kowalski", "Elif Sahin"}, UsualWait: 12 * time.Minute, Zone: berlin}
	later := none
	later.OnCall, later.NextShift, later.After = nil, now.Add(18*time.Hour), true
	learnt := learntView{Asset: a[0], Hidden: 2, Shown: []search.Learnt{
		{Phrase: "customer has no <slip>", People: 4, Worth: 3.5, Last: now},
		{Phrase: "paper is gone", People: 2, Worth: 2, Last: now.AddDate(0, -1, 0)}}}
	struck := learntView{Asset: a[0], Note: struckNote(a[0], "paper is gone")}
	for name, m := range map[string]message{
		"learnt":        learntMessage(learnt),
		"struck":        learntMessage(struck),
		"choices":       choices(choicesView{Ask: "a1", Hits: hits, Team: "Payments", Curator: true}),
		"choice":        choices(choicesView{Ask: "a1", Hits: hits[:1], Team: "Payments", Curator: true}),
		"nothing":       nothing(none),
		"nothing-later": nothing(later),
		"guide":         guide("/howto"),
		"why":           whyMessage("refund    title ×3.0\nreceipt   asks  ×2.0"),
	} {
		t.Run(name, func(t *testing.T) { golden(t, "answers/"+name+".txt", sheet(m)) })
	}
}
