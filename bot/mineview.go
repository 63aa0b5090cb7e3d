package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"howto/outcome"

	"github.com/slack-go/slack"
)

const (
	// mineAsks is how many of a person's questions are listed.
	mineAsks = 5
	// mineText is how much of what is stored is sent as text where Slack takes no file, in characters.
	mineText = 12_000
)

// A mineView is what is stored about a person, as only that person sees it.
type mineView struct {
	Asks    []homeAsk
	Held    []outcome.Held
	Open    int // questions of theirs that are with a person
	Command string
	Zone    *time.Location
}

// mineBlocks show a person what they asked lately and what is stored about them.
func mineBlocks(v mineView) []slack.Block {
	blocks := []slack.Block{header("What you asked lately")}
	blocks = append(blocks, homeOwn(homeView{Asks: v.Asks[:min(len(v.Asks), mineAsks)], Zone: v.Zone})...)
	blocks = append(blocks, slack.NewDividerBlock(), header("What is stored about you"))
	lines := heldLines(v.Held)
	if len(lines) == 0 {
		return append(blocks, contextPlain(nothingStored))
	}
	return append(blocks,
		sectionMrkdwn(strings.Join(lines, "\n")),
		contextPlain("Only you see this. Figures for managers name nobody. "+saidFloor),
		buttons(
			button{id: actSendMine, label: "Send me everything", style: slack.StylePrimary,
				spoken: "Send all that is stored about me to my direct messages"},
			button{id: actForget, label: "Forget me", confirm: forgetConfirm(v.Open),
				spoken: "Erase all that is stored about me"}))
}

// heldLines say in a line each what is stored, how much of it, and until when.
func heldLines(held []outcome.Held) []string {
	var lines []string
	for _, h := range held {
		line := "• " + digestText(h.What, digestLine) + ": " + count(h.Count)
		if h.Until != "" {
			line += ", kept " + digestText(h.Until, digestLine)
		}
		lines = append(lines, line)
	}
	return lines
}

func count(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}

// forgetConfirm says what forgetting means before it is done.
func forgetConfirm(open int) *slack.ConfirmationBlockObject {
	text := "Your words and your name are erased. What happened is kept as nobody's, for the figures. "
	switch open {
	case 0:
	case 1:
		text += "Your open question is taken back. "
	default:
		text += fmt.Sprintf("Your %d open questions are taken back. ", open)
	}
	c := confirmation("Forget everything about you?", text+"Messages in Slack stay. This cannot be undone.",
		"Forget me", "Keep it")
	return c.WithStyle(slack.StyleDanger)
}

func mineMessage(v mineView) message { return newMessage(mineBlocks(v)...) }

func aboutModal(blocks ...slack.Block) slack.ModalViewRequest { return modal("About you", blocks...) }

// heldJSON is all that is stored about a person, for them to keep.
func heldJSON(held []outcome.Held, now time.Time) ([]byte, error) {
	type table struct {
		Table string           `json:"table"`
		What  string           `json:"what"`
		Until string           `json:"kept,omitempty"`
		Rows  []map[string]any `json:"rows"`
	}
	out := struct {
		At     string  `json:"as_of"`
		Tables []table `json:"tables"`
	}{At: now.UTC().Format(time.RFC3339), Tables: []table{}}
	for _, h := range held {
		out.Tables = append(out.Tables, table{h.Table, h.What, h.Until, h.Rows})
	}
	raw, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write what is stored: %w", err)
	}
	return raw, nil
}

// heldMessages are the same as text, as far as a few messages hold it.
func heldMessages(raw []byte) []message {
	text := clean(string(raw))
	short := runes(text) > mineText
	if short {
		text = string([]rune(text)[:mineText])
	}
	head := []slack.Block{sectionMrkdwn("*What is stored about you.* Slack does not take it as a file, so here it is as text.")}
	var tail []slack.Block
	if short {
		tail = append(tail, contextPlain("The rest does not fit. Whoever runs howto can give you all of it."))
	}
	return pagedEnd(head, richBlocks([]slack.RichTextElement{preformatted(text)}), tail)
}
