package bot

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/slack-go/slack"
)

// checkMessage fails the test when Slack would refuse m, or when it notifies anybody but allowed.
func checkMessage(t *testing.T, name string, m message, allowed ...string) {
	t.Helper()
	checkLimits(t, name, m, allowed...)
	raw, err := json.Marshal(m.Blocks)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	checkSchema(t, name, "message-blocks.schema.json", raw)
}

// checkLimits is checkMessage without the schema.
func checkLimits(t *testing.T, name string, m message, allowed ...string) {
	t.Helper()
	if n := runes(m.Text); n == 0 || n > 4000 {
		t.Errorf("%s: text has %d characters, want 1 to 4000", name, n)
	}
	if len(m.Blocks) == 0 || len(m.Blocks) > 50 {
		t.Errorf("%s: %d blocks, want 1 to 50", name, len(m.Blocks))
	}
	c := checkBlocks(t, name, m.Blocks)
	if c.chars > 12_000 {
		t.Errorf("%s: %d characters in all blocks, want at most 12000", name, c.chars)
	}
	if c.tables > 1 {
		t.Errorf("%s: %d tables, want at most one", name, c.tables)
	}
	c.text("text", m.Text)
	c.mrkdwn(m.Text)
	c.calledOnly(allowed)
}

// checkView fails the test when Slack would refuse a view.
func checkView(t *testing.T, name, schema string, view any, blocks []slack.Block) {
	t.Helper()
	if len(blocks) == 0 || len(blocks) > 100 {
		t.Errorf("%s: %d blocks, want 1 to 100", name, len(blocks))
	}
	checkBlocks(t, name, blocks).calledOnly(nil)
	raw, err := json.Marshal(view)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	checkSchema(t, name, schema, raw)
}

func checkBlocks(t *testing.T, name string, blocks []slack.Block) *checker {
	t.Helper()
	raw, err := json.Marshal(blocks)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var list []map[string]any
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	c := &checker{t: t, name: name, ids: map[string]bool{}, called: map[string]bool{}}
	for _, b := range list {
		c.block(b)
	}
	return c
}

// A checker knows Slack's limits by itself: it reads what is sent and nothing of how it was made.
type checker struct {
	t             *testing.T
	name          string
	chars, tables int
	ids           map[string]bool
	called        map[string]bool
}

func (c *checker) errorf(format string, args ...any) {
	c.t.Helper()
	c.t.Errorf(c.name+": "+format, args...)
}

func (c *checker) block(b map[string]any) {
	c.t.Helper()
	c.walk(b)
	switch b["type"] {
	case "header":
		c.limit("header", str(b, "text", "text"), 1, 150)
	case "section":
		if b["fields"] != nil {
			c.count("fields", b["fields"], 1, 10)
		} else {
			c.limit("section", str(b, "text", "text"), 1, 3000)
		}
	case "context":
		c.count("context elements", b["elements"], 1, 10)
	case "actions":
		c.count("actions elements", b["elements"], 1, 25)
	case "image":
		c.limit("alt_text", str(b, "alt_text"), 1, 2000)
		if str(b, "slack_file", "id") != "" {
			return
		}
		c.limit("image_url", str(b, "image_url"), 1, 3000)
		if !strings.HasPrefix(strings.ToLower(str(b, "image_url")), "https://") {
			c.errorf("image from %q, want https", str(b, "image_url"))
		}
	case "rich_text":
		c.count("rich_text elements", b["elements"], 1, 1000)
		if n := size(b); n > 3000 {
			c.errorf("rich_text of %d characters, want at most 3000", n)
		}
	case "table":
		c.tables++
		c.count("table rows", b["rows"], 1, 100)
		for _, row := range b["rows"].([]any) {
			c.count("table cells", row, 1, 20)
		}
	}
}

// walk looks at every object of a block, whatever block it is in.
func (c *checker) walk(x any) {
	c.t.Helper()
	switch x := x.(type) {
	case []any:
		for _, e := range x {
			c.walk(e)
		}
	case map[string]any:
		c.object(x)
		for key, e := range x {
			if s, ok := e.(string); ok {
				c.text(key, s)
				if key == "text" || key == "alt_text" || key == "url" || key == "image_url" {
					c.chars += runes(s)
				}
			}
			c.walk(e)
		}
	}
}

func (c *checker) object(x map[string]any) {
	c.t.Helper()
	switch x["type"] {
	case "mrkdwn":
		c.limit("mrkdwn", str(x, "text"), 1, 3000)
		c.mrkdwn(str(x, "text"))
	case "plain_text":
		c.limit("plain_text", strings.TrimSpace(str(x, "text")), 1, 3000)
	case "text":
		c.limit("rich text", str(x, "text"), 1, 3000)
	case "raw_text":
		c.limit("cell", str(x, "text"), 1, 3000)
	case "link":
		c.limit("link", str(x, "url"), 1, 3000)
		if !regexp.MustCompile(`(?i)^(https?://|mailto:)`).MatchString(str(x, "url")) {
			c.errorf("link to %q, want http, https or mailto", str(x, "url"))
		}
	case "user":
		c.called[str(x, "user_id")] = true
	case "broadcast", "usergroup", "channel", "team":
		c.errorf("an element of type %v, want none", x["type"])
	case "rich_text_list":
		c.count("items of a list", x["elements"], 1, 1000)
		if n, _ := x["offset"].(float64); n < 0 || n > 10_000 {
			c.errorf("list from %v, want 0 to 10000", n)
		}
		if n, _ := x["indent"].(float64); n < 0 || n > 8 {
			c.errorf("list at indent %v, want 0 to 8", n)
		}
	case "rich_text_section", "rich_text_quote", "rich_text_preformatted":
		c.count("elements of a section", x["elements"], 1, 1000)
	case "button":
		c.button(x)
	case "overflow":
		c.options(x, 5)
	case "static_select":
		c.options(x, 100)
	case "radio_buttons":
		c.options(x, 10)
	}
}

func (c *checker) button(x map[string]any) {
	c.t.Helper()
	c.limit("button text", str(x, "text", "text"), 1, 75)
	c.limit("accessibility label", str(x, "accessibility_label"), 0, 75)
	c.limit("button value", str(x, "value"), 0, 2000)
	c.limit("action id", str(x, "action_id"), 1, 255)
	if _, err := decodeValue(str(x, "value")); err != nil {
		c.errorf("button value %q: %v", str(x, "value"), err)
	}
	if confirm, ok := x["confirm"].(map[string]any); ok {
		c.limit("confirm title", str(confirm, "title", "text"), 1, 100)
		c.limit("confirm text", str(confirm, "text", "text"), 1, 300)
		c.limit("confirm button", str(confirm, "confirm", "text"), 1, 30)
		c.limit("deny button", str(confirm, "deny", "text"), 1, 30)
	}
	id := str(x, "action_id") + str(x, "value")
	if c.ids[id] {
		c.errorf("two buttons %q", id)
	}
	c.ids[id] = true
}

func (c *checker) options(x map[string]any, most int) {
	c.t.Helper()
	c.count("choices", x["options"], 1, most)
	list, _ := x["options"].([]any)
	for _, o := range list {
		o, _ := o.(map[string]any)
		c.limit("choice", str(o, "text", "text"), 1, 75)
		c.limit("value of a choice", str(o, "value"), 1, 150)
	}
}

func (c *checker) limit(what, s string, low, high int) {
	c.t.Helper()
	if n := runes(s); n < low || n > high {
		c.errorf("%s has %d characters, want %d to %d", what, n, low, high)
	}
}

func (c *checker) count(what string, list any, low, high int) {
	c.t.Helper()
	l, _ := list.([]any)
	if len(l) < low || len(l) > high {
		c.errorf("%d %s, want %d to %d", len(l), what, low, high)
	}
}

// text holds for every string that is sent.
func (c *checker) text(key, s string) {
	c.t.Helper()
	if !utf8.ValidString(s) {
		c.errorf("%s is not UTF-8: %q", key, s)
	}
	if i := strings.IndexFunc(s, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\t' || r == '\u202E'
	}); i >= 0 {
		c.errorf("%s has a control character: %q", key, s[max(i-10, 0):])
	}
}

var (
	dateToken = regexp.MustCompile(
		`^<!date\^\d+\^\{date_short_pretty\} at \{time\}\|[A-Za-z0-9 :()/_+-]+>`)
	userToken = regexp.MustCompile(`^<@(U[A-Z0-9]+)>`)
	hereToken = regexp.MustCompile(`^<!(here)>`)
	linkToken = regexp.MustCompile(`^<https://fernhill\.slack\.com/archives/C0PAY/p\d+\|Open the thread>`)
	entity    = regexp.MustCompile(`^&(amp|lt|gt);`)
)

// mrkdwn notes whom s calls, and holds that every < and & of it was put there on purpose.
func (c *checker) mrkdwn(s string) {
	c.t.Helper()
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '&' && !entity.MatchString(s[i:]):
			c.errorf("bare & in %q", s[i:min(len(s), i+20)])
		case s[i] != '<':
		case userToken.MatchString(s[i:]):
			c.called[userToken.FindStringSubmatch(s[i:])[1]] = true
		case hereToken.MatchString(s[i:]):
			c.called["!here"] = true
		case linkToken.MatchString(s[i:]):
		case !dateToken.MatchString(s[i:]):
			c.errorf("bare < in %q", s[i:min(len(s), i+40)])
		}
	}
}

func (c *checker) calledOnly(allowed []string) {
	c.t.Helper()
	for _, id := range allowed {
		if !c.called[id] {
			c.errorf("%s is not called", id)
		}
		delete(c.called, id)
	}
	for id := range c.called {
		c.errorf("%s is called, want only %v", id, allowed)
	}
}

// str is the string at the end of a path of keys, or "".
func str(x map[string]any, path ...string) string {
	for _, key := range path[:len(path)-1] {
		x, _ = x[key].(map[string]any)
	}
	s, _ := x[path[len(path)-1]].(string)
	return s
}

// size counts the characters of all text in x.
func size(x any) int {
	n := 0
	switch x := x.(type) {
	case []any:
		for _, e := range x {
			n += size(e)
		}
	case map[string]any:
		for key, e := range x {
			if s, ok := e.(string); ok && key == "text" {
				n += runes(s)
			}
			n += size(e)
		}
	}
	return n
}

// schemaDir holds JSON Schemas of what Slack takes, on machines that have them.
const schemaDir = "../../shared/slack/schemas"

// compiled keeps schemas for the whole run, because compiling one takes longer than a test.
var compiled = map[string]*jsonschema.Schema{}

// schemaBytes is how much is validated against a schema: longer messages have the same shapes, and
// take seconds.
const schemaBytes = 4_000

// checkSchema validates against a schema where the schemas are present.
func checkSchema(t *testing.T, name, schema string, raw []byte) {
	t.Helper()
	if len(raw) > schemaBytes {
		return
	}
	if !haveSchemas() {
		return // TestSchemasCanBeRead says so
	}
	if compiled[schema] == nil {
		s, err := jsonschema.NewCompiler().Compile(filepath.Join(schemaDir, schema))
		if err != nil {
			t.Fatal(err)
		}
		compiled[schema] = s
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled[schema].Validate(v); err != nil {
		t.Errorf("%s: %v\n%s", name, err, raw)
	}
}

func haveSchemas() bool {
	_, err := os.Stat(schemaDir)
	return !errors.Is(err, os.ErrNotExist)
}

func TestSchemasCanBeRead(t *testing.T) {
	if !haveSchemas() {
		t.Skipf("%s is not present: what is drawn is checked against the limits only", schemaDir)
	}
	for _, name := range []string{"home-view.schema.json", "message-blocks.schema.json", "modal-view.schema.json"} {
		if _, err := jsonschema.NewCompiler().Compile(filepath.Join(schemaDir, name)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
