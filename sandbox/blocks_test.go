package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/slack-go/slack"
)

// s is a string of n characters that take two bytes each.
func s(n int) string { return strings.Repeat("ä", n) }

// repeat is a JSON list of n times the same.
func repeat(n int, item string) string {
	return "[" + strings.TrimSuffix(strings.Repeat(item+",", n), ",") + "]"
}

func plainText(n int) string { return `{"type":"plain_text","text":"` + s(n) + `"}` }
func mrkdwn(n int) string    { return `{"type":"mrkdwn","text":"` + s(n) + `"}` }

// button is a button with more fields, written as JSON after a comma.
func button(more string) string {
	return `{"type":"button","action_id":"a","text":` + plainText(5) + more + `}`
}

func actions(element string) string {
	return `{"type":"actions","elements":[` + element + `]}`
}

func richText(element string) string {
	return `{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[` + element + `]}]}`
}

func options(n int) string {
	return repeat(n, `{"text":`+plainText(3)+`,"value":"v"}`)
}

// choice is an option as a field and as an item of a list.
func choice(text, value string) string {
	return `{"text":{"type":"plain_text","text":"` + text + `"},"value":"` + value + `"}`
}

// chooser is an element that holds the options 1 and 2, with more fields after a comma.
func chooser(kind, more string) string {
	return actions(`{"type":"` + kind + `","options":[` + choice("One", "1") + "," + choice("Two", "2") + `]` + more + `}`)
}

func table(rows, columns int) string {
	return `{"type":"table","rows":` + repeat(rows, repeat(columns, `{"type":"raw_text","text":"x"}`)) + `}`
}

// An edge is a block at a limit, one beyond it, and what the refusal says.
type edge struct{ name, good, bad, says string }

func edges() []edge {
	return []edge{
		{"section text", `{"type":"section","text":` + mrkdwn(3000) + `}`,
			`{"type":"section","text":` + mrkdwn(3001) + `}`, "/blocks/0/text/text"},
		{"empty text", `{"type":"section","text":` + mrkdwn(1) + `}`,
			`{"type":"section","text":` + mrkdwn(0) + `}`, "more than 0 characters"},
		{"section fields", `{"type":"section","fields":` + repeat(10, mrkdwn(9)) + `}`,
			`{"type":"section","fields":` + repeat(11, mrkdwn(9)) + `}`, "no more than 10 items"},
		{"field text", `{"type":"section","fields":[` + mrkdwn(2000) + `]}`,
			`{"type":"section","fields":[` + mrkdwn(2001) + `]}`, "2001 characters"},
		{"section with nothing", `{"type":"section","text":` + mrkdwn(1) + `}`, `{"type":"section"}`, "text or fields"},
		{"header", `{"type":"header","text":` + plainText(150) + `}`,
			`{"type":"header","text":` + plainText(151) + `}`, "151 characters"},
		{"header mrkdwn", `{"type":"header","text":` + plainText(1) + `}`,
			`{"type":"header","text":` + mrkdwn(1) + `}`, "unsupported type"},
		{"header level", `{"type":"header","level":4,"text":` + plainText(1) + `}`,
			`{"type":"header","level":5,"text":` + plainText(1) + `}`, "from 1 to 4"},
		{"context", `{"type":"context","elements":` + repeat(10, mrkdwn(1)) + `}`,
			`{"type":"context","elements":` + repeat(11, mrkdwn(1)) + `}`, "no more than 10 items"},
		{"unknown block", `{"type":"divider"}`, `{"type":"poem"}`, "unsupported type"},
		{"file that Slack shows", `{"type":"divider"}`, `{"type":"file","external_id":"x","source":"remote"}`, "unsupported type"},
		{"video without its scope", `{"type":"divider"}`, `{"type":"video","video_url":"https://a.example/v",` +
			`"thumbnail_url":"https://a.example/i.png","alt_text":"x","title":` + plainText(1) + `}`, "unsupported type"},
		{"unknown field", `{"type":"divider"}`, `{"type":"divider","width":3}`, "unknown field: width"},
		{"an input in a message", `{"type":"divider"}`,
			`{"type":"input","label":` + plainText(1) + `,"element":{"type":"plain_text_input"}}`, "in a message"},
		{"button value", actions(button(`,"value":"` + s(2000) + `"`)),
			actions(button(`,"value":"` + s(2001) + `"`)), "2001 characters"},
		{"button text", actions(`{"type":"button","action_id":"a","text":` + plainText(75) + `}`),
			actions(`{"type":"button","action_id":"a","text":` + plainText(76) + `}`), "76 characters"},
		{"button style", actions(button(`,"style":"danger"`)), actions(button(`,"style":"loud"`)), "primary, danger"},
		{"button url", actions(button(`,"url":"https://a.example"`)),
			actions(button(`,"url":"javascript:alert(1)"`)), "http, https or mailto"},
		{"confirm", actions(button(`,"confirm":{"title":` + plainText(100) + `,"text":` + mrkdwn(300) +
			`,"confirm":` + plainText(30) + `,"deny":` + plainText(30) + `}`)),
			actions(button(`,"confirm":{"title":` + plainText(100) + `,"text":` + mrkdwn(300) +
				`,"confirm":` + plainText(31) + `,"deny":` + plainText(30) + `}`)), "31 characters"},
		{"action_id", actions(`{"type":"button","action_id":"` + s(255) + `","text":` + plainText(1) + `}`),
			actions(`{"type":"button","action_id":"` + s(256) + `","text":` + plainText(1) + `}`), "256 characters"},
		{"action_id twice in a block", actions(button("")), actions(button("") + "," + button("")), "already exists"},
		{"overflow", actions(`{"type":"overflow","options":` + options(5) + `}`),
			actions(`{"type":"overflow","options":` + options(6) + `}`), "no more than 5 items"},
		{"radio buttons", actions(`{"type":"radio_buttons","options":` + options(10) + `}`),
			actions(`{"type":"radio_buttons","options":` + options(11) + `}`), "no more than 10 items"},
		{"select", actions(`{"type":"static_select","options":` + options(100) + `}`),
			actions(`{"type":"static_select","options":` + options(101) + `}`), "no more than 100 items"},
		{"select without options", chooser("static_select", ""), actions(`{"type":"static_select"}`), "options or option_groups"},
		{"options and groups", actions(`{"type":"static_select","option_groups":[{"label":` + plainText(1) + `,"options":` + options(1) + `}]}`),
			chooser("static_select", `,"option_groups":[{"label":`+plainText(1)+`,"options":`+options(1)+`}]`), "options or option_groups"},
		{"initial option", chooser("static_select", `,"initial_option":`+choice("Two", "2")),
			chooser("static_select", `,"initial_option":`+choice("Three", "3")), `initial option "3" is not one`},
		{"initial option by its words", chooser("radio_buttons", `,"initial_option":`+choice("Two", "2")),
			chooser("radio_buttons", `,"initial_option":`+choice("Deux", "2")), `initial option "2" is not one`},
		{"initial option of a group", actions(`{"type":"static_select","option_groups":[{"label":` + plainText(1) + `,"options":[` + choice("One", "1") + `]}],"initial_option":` + choice("One", "1") + `}`),
			actions(`{"type":"static_select","option_groups":[{"label":` + plainText(1) + `,"options":[` + choice("One", "1") + `]}],"initial_option":` + choice("Two", "2") + `}`), "not one of the options"},
		{"initial options", chooser("checkboxes", `,"initial_options":[`+choice("Two", "2")+`]`),
			chooser("checkboxes", `,"initial_options":[`+choice("Two", "2")+`,`+choice("Three", "3")+`]`), `initial option "3" is not one`},
		{"initial date", actions(`{"type":"datepicker","initial_date":"2028-02-29"}`),
			actions(`{"type":"datepicker","initial_date":"2027-02-29"}`), "written like 2006-01-02"},
		{"initial time", actions(`{"type":"timepicker","initial_time":"23:59"}`),
			actions(`{"type":"timepicker","initial_time":"24:00"}`), "written like 15:04"},
		{"option value", actions(`{"type":"overflow","options":[{"text":` + plainText(75) + `,"value":"` + s(150) + `"}]}`),
			actions(`{"type":"overflow","options":[{"text":` + plainText(75) + `,"value":"` + s(151) + `"}]}`), "151 characters"},
		{"a multi select in actions", `{"type":"section","text":` + mrkdwn(1) + `,"accessory":{"type":"multi_static_select","options":` + options(1) + `}}`,
			actions(`{"type":"multi_static_select","options":` + options(1) + `}`), "unsupported type"},
		{"image alt_text", `{"type":"image","image_url":"https://a.example/i.png","alt_text":"` + s(2000) + `"}`,
			`{"type":"image","image_url":"https://a.example/i.png"}`, "missing required field: alt_text"},
		{"image source", `{"type":"image","image_url":"https://a.example/i.png","alt_text":"x"}`,
			`{"type":"image","alt_text":"x"}`, "image_url or slack_file"},
		{"rich text", richText(`{"type":"text","text":"x","style":{"bold":true}}`),
			richText(`{"type":"text","text":""}`), "more than 0 characters"},
		{"rich text element", richText(`{"type":"user","user_id":"U1"}`), richText(`{"type":"shout"}`), "unsupported type"},
		{"rich style", richText(`{"type":"text","text":"x","style":{"code":true}}`),
			richText(`{"type":"text","text":"x","style":{"blink":true}}`), "unknown field: blink"},
		{"broadcast", richText(`{"type":"broadcast","range":"here"}`), richText(`{"type":"broadcast","range":"all"}`), "one of here"},
		{"rich link", richText(`{"type":"link","url":"https://a.example"}`), richText(`{"type":"link","url":"file:///etc"}`), "URL"},
		{"list indent", `{"type":"rich_text","elements":[{"type":"rich_text_list","style":"bullet","indent":8,"elements":[{"type":"rich_text_section","elements":[]}]}]}`,
			`{"type":"rich_text","elements":[{"type":"rich_text_list","style":"bullet","indent":9,"elements":[{"type":"rich_text_section","elements":[]}]}]}`, "from 0 to 8"},
		{"table rows", table(100, 2), table(101, 2), "no more than 100 items"},
		{"table columns", table(2, 20), table(2, 21), "no more than 20 items"},
		{"ragged table", table(2, 2), `{"type":"table","rows":[[{"type":"raw_text","text":"x"}],[{"type":"raw_text","text":"x"},{"type":"raw_text","text":"y"}]]}`, "must have 1 cells"},
		{"chart title", `{"type":"data_visualization","title":"` + s(50) + `","chart":{"type":"pie","segments":[{"label":"a","value":1}]}}`,
			`{"type":"data_visualization","title":"` + s(51) + `","chart":{"type":"pie","segments":[{"label":"a","value":1}]}}`, "51 characters"},
		{"context actions", `{"type":"context_actions","elements":[{"type":"icon_button","icon":"trash","text":` + plainText(3) + `}]}`,
			`{"type":"context_actions","elements":[` + button("") + `]}`, "unsupported type"},
	}
}

func TestBlockLimitsHoldAtTheirEdges(t *testing.T) {
	w := start(t)
	for _, c := range edges() {
		if got := call(t, w, "chat.postMessage", message(floor, "blocks", "["+c.good+"]")); got["ok"] != true {
			t.Errorf("%s: refused at its limit: %v", c.name, got)
		}
		got := call(t, w, "chat.postMessage", message(floor, "blocks", "["+c.bad+"]"))
		if got["error"] != "invalid_blocks" || !strings.Contains(fmt.Sprint(got["response_metadata"]), c.says) {
			t.Errorf("%s: %v, want invalid_blocks that says %q", c.name, got, c.says)
		}
		w.Reset() // or the channel's pace would refuse the next ones
	}
}

// Slack publishes a schema of what a message may hold; where it lies beside the
// repository, nothing that it refuses may get through here.
func TestNothingBeyondSlacksSchemaGetsThrough(t *testing.T) {
	path := filepath.Join("..", "..", "shared", "slack", "schemas", "message-blocks.schema.json")
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no schema beside the repository: %v", err)
	}
	schema, err := jsonschema.NewCompiler().Compile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range edges() {
		if c.name == "header level" || c.name == "chart title" {
			continue // both are younger than the schema
		}
		v, err := jsonschema.UnmarshalJSON(strings.NewReader("[" + c.good + "]"))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("%s: the sandbox takes what Slack's schema refuses: %v", c.name, err)
		}
	}
}

func TestWholeMessagesHaveLimits(t *testing.T) {
	w := start(t)
	divider, section := `{"type":"divider"}`, `{"type":"section","text":`+mrkdwn(3000)+`}`
	header := `{"type":"header","text":` + plainText(1) + `}`
	named := `{"type":"divider","block_id":"x"}`
	for _, c := range []struct{ name, blocks, want string }{
		{"50 blocks", repeat(50, divider), ""},
		{"51 blocks", repeat(51, divider), "invalid_blocks"},
		{"12,000 characters", repeat(4, section), ""},
		{"12,001 characters", strings.TrimSuffix(repeat(4, section), "]") + "," + header + "]", "msg_blocks_too_long"},
		{"two tables", "[" + table(1, 1) + "," + table(1, 1) + "]", "only_one_table_allowed"},
		{"a block_id twice", repeat(2, named), "invalid_blocks"},
		{"the same action_id in two blocks", repeat(2, actions(button(""))), ""},
		{"not a list", `{"type":"divider"}`, "invalid_blocks_format"},
		{"not JSON", `[`, "invalid_blocks_format"},
	} {
		got, _ := call(t, w, "chat.postMessage", message(floor, "blocks", c.blocks))["error"].(string)
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Every block that the real client can build must get through with the fields
// that it always sends.
func TestTheRealClientsBlocksAreKnown(t *testing.T) {
	w := start(t)
	rich := slack.NewRichTextSection(slack.NewRichTextSectionTextElement("x", nil))
	button := slack.NewButtonBlockElement("go", "1", words("Go"))
	button.Confirm = slack.NewConfirmationBlockObject(words("Sure?"), words("Really"), words("Yes"), words("No"))
	list := slack.NewRichTextList(slack.RTEListOrdered, 1, rich)
	sorted := slack.NewTableBlock("table").AddRow(slack.NewTableRawTextCell("x"), slack.NewTableRichTextCell(rich))
	post(t, w, floor, "all of them", slack.MsgOptionBlocks(
		slack.NewHeaderBlock(words("Title")),
		slack.NewSectionBlock(words("x"), []*slack.TextBlockObject{words("y")}, slack.NewAccessory(button)),
		slack.NewContextBlock("context", words("x"), slack.NewImageBlockElement("https://a.example/i.png", "alt")),
		slack.NewActionBlock("actions", button,
			slack.NewOptionsSelectBlockElement("users_select", words("Who"), "who"),
			slack.NewOverflowBlockElement("more", slack.NewOptionBlockObject("a", words("A"), nil))),
		slack.NewImageBlock("https://a.example/i.png", "alt", "image", words("Title")),
		slack.NewRichTextBlock("rich", rich, list,
			&slack.RichTextQuote{Type: slack.RTEQuote, Elements: rich.Elements},
			&slack.RichTextPreformatted{Type: slack.RTEPreformatted, Elements: rich.Elements}),
		slack.NewMarkdownBlock("markdown", "# x"),
		slack.NewDividerBlock(),
		slack.NewDataVisualizationBlock("Asks", slack.NewDataVisualizationPieChart(
			slack.NewDataVisualizationSegment("solved", 3))),
		sorted,
	))
}

func FuzzBlocksNeverPanic(f *testing.F) {
	for _, seed := range []string{
		`[]`, `[null]`, `{}`, `[{"type":"section","text":{"type":"mrkdwn","text":"x"}}]`, table(1, 1),
		`[{"type":"actions","elements":[{"type":"button"}]}]`, `[{"type":"rich_text","elements":[[]]}]`,
	} {
		f.Add(seed)
	}
	c := config()
	w := newWorkspace(f, c)
	f.Fuzz(func(t *testing.T, blocks string) {
		if !json.Valid([]byte(blocks)) {
			t.Skip()
		}
		got := serve(t, w, "/api/chat.postMessage", url.Values(message(floor, "blocks", blocks)))
		if got["ok"] != true && got["error"] == nil {
			t.Errorf("blocks %s: %v, want ok or an error", blocks, got)
		}
		w.Reset()
	})
}
