package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"howto/escalation"

	"github.com/slack-go/slack"
)

// A via is the way a rendered message takes to Slack.
type via string

const (
	viaMessage  via = "message"  // chat.postMessage
	viaUpdate   via = "update"   // chat.update of the bot's own message
	viaResponse via = "response" // a response_url
)

// responseLife is how long a response_url is used: Slack takes it for thirty minutes.
const responseLife = 29 * time.Minute

// A post is a rendered message and where it goes: the body of a row of kind OutPost.
type post struct {
	Via     via    `json:"via"`
	Channel string `json:"channel,omitempty"` // or "dm:USER"
	Thread  string `json:"thread,omitempty"`
	TS      string `json:"ts,omitempty"`  // the message to update
	Lane    string `json:"-"`             // the order to keep where it is not the channel's
	For     string `json:"for,omitempty"` // who reads it in direct messages where the channel does not take it
	URL     string `json:"url,omitempty"` // the response_url
	// Replace puts the message in the place of the one that was pressed, by response_url.
	Replace bool `json:"replace,omitempty"`
	// Public shows the message to the whole channel, by response_url.
	Public  bool    `json:"public,omitempty"`
	Message message `json:"message"`
}

// lane is the order that the post keeps: that of its channel, or of its response_url.
func (p post) lane() string {
	if p.Lane != "" {
		return p.Lane
	}
	if p.Via == viaResponse {
		return "url:" + hashed(p.URL, 8)
	}
	return p.Channel
}

// hashed stands for text where text itself, which may name somebody or be long, is not to be kept: so many
// bytes of its SHA-256, in hexadecimal.
func hashed(text string, size int) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:size])
}

// row is p as a row of the outbox under key.
func (b *Bot) row(key string, p post) (escalation.Outgoing, error) {
	body, err := json.Marshal(p)
	if err != nil {
		return escalation.Outgoing{}, fmt.Errorf("encode the message %s: %w", key, err)
	}
	o := escalation.Outgoing{ID: b.NewID(), Key: key, Lane: p.lane(), Kind: escalation.OutPost,
		Body: body}
	if p.Via == viaResponse {
		o.Expires = b.Now().Add(responseLife)
	}
	return o, nil
}

// rows are the posts as rows, with keys that begin with key: as many as a response_url takes.
func (b *Bot) rows(key string, posts []post) ([]escalation.Outgoing, error) {
	out := make([]escalation.Outgoing, 0, len(posts))
	for i, p := range withinUses(posts) {
		o, err := b.row(fmt.Sprintf("post:%s:%d", key, i), p)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

// queue writes posts to the outbox, once for key.
func (b *Bot) queue(ctx context.Context, key string, posts ...post) error {
	out, err := b.rows(key, posts)
	if err != nil {
		return err
	}
	return b.enqueue(ctx, key, out)
}

func (b *Bot) enqueue(ctx context.Context, key string, out []escalation.Outgoing) error {
	if _, err := b.Ledger.Record(ctx, "", nil, nil, out); err != nil {
		return fmt.Errorf("queue %s: %w", key, err)
	}
	return nil
}

// queueNext is queue for what comes right behind the row with an id, before all that waits in its lane
// already: a lane goes by its ids.
func (b *Bot) queueNext(ctx context.Context, id, key string, posts []post) error {
	out, err := b.rows(key, posts)
	if err != nil {
		return err
	}
	for i := range out {
		out[i].ID = fmt.Sprintf("%s.%03d", id, i)
	}
	return b.enqueue(ctx, key, out)
}

// queueOrLog is queue for messages that the asker can do without.
func (b *Bot) queueOrLog(ctx context.Context, key string, posts ...post) {
	if err := b.queue(ctx, key, posts...); err != nil {
		b.Log.ErrorContext(ctx, "message not queued", "key", key, "err", err)
	}
}

// queueRaw queues the body of an acknowledgement that was too large to be one.
func (b *Bot) queueRaw(ctx context.Context, url string, raw []byte) error {
	var m message
	if err := json.Unmarshal(raw, &m); err != nil {
		return fmt.Errorf("decode a large answer: %w", err)
	}
	return b.queue(ctx, "large:"+b.NewID(), post{Via: viaResponse, URL: url, Message: m})
}

// MarshalJSON writes m as Slack takes it.
func (m message) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Text   string        `json:"text"`
		Blocks []slack.Block `json:"blocks,omitempty"`
	}{m.Text, m.Blocks})
}

// UnmarshalJSON reads what MarshalJSON wrote. The blocks keep the bytes they came as.
func (m *message) UnmarshalJSON(raw []byte) error {
	var in struct {
		Text   string            `json:"text"`
		Blocks []json.RawMessage `json:"blocks"`
	}
	if err := json.Unmarshal(raw, &in); err != nil {
		return err
	}
	m.Text, m.Blocks = in.Text, nil
	for _, r := range in.Blocks {
		m.Blocks = append(m.Blocks, storedBlock(r))
	}
	return nil
}

// A storedBlock is a block that was rendered before and is sent as it is.
type storedBlock json.RawMessage

// BlockType and ID make a storedBlock a slack.Block.
func (s storedBlock) BlockType() slack.MessageBlockType {
	return slack.MessageBlockType(s.field("type"))
}

// ID is the block's block_id, if it has one.
func (s storedBlock) ID() string { return s.field("block_id") }

func (s storedBlock) field(name string) string {
	var all map[string]json.RawMessage
	var v string
	if json.Unmarshal(s, &all) != nil || json.Unmarshal(all[name], &v) != nil {
		return ""
	}
	return v
}

// MarshalJSON gives the block's own bytes.
func (s storedBlock) MarshalJSON() ([]byte, error) { return json.RawMessage(s).MarshalJSON() }
