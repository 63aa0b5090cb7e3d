package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"howto/escalation"

	"github.com/slack-go/slack"
)

const (
	// pictureTries is how often a message waits for its picture; then it goes without.
	pictureTries = 3
	// pictureWait is how long Slack gets to look through a picture before it is tried again.
	pictureWait = 2 * time.Second
)

// An upload is a file for Slack. Without a channel nobody sees it but who reads the message that
// shows it.
type upload struct {
	name, title, alt string
	data             []byte
	channel, says    string
}

// put brings a file to Slack and returns its id.
func (b *Bot) put(ctx context.Context, u upload) (string, error) {
	f, err := b.Slack.UploadFileContext(ctx, slack.UploadFileParameters{
		Filename: u.name, FileSize: len(u.data), Reader: bytes.NewReader(u.data), Title: u.title,
		AltTxt: u.alt, Channel: u.channel, InitialComment: u.says,
	})
	if err != nil {
		return "", fmt.Errorf("upload %s: %w", u.name, err)
	}
	return f.ID, nil
}

// uploadPasses reports whether an upload that failed with err may succeed in a moment.
func uploadPasses(err error) bool {
	var limited *slack.RateLimitedError
	var status slack.StatusCodeError
	switch code := refusedAs(err); {
	case errors.As(err, &limited):
		return true
	case errors.As(err, &status):
		return status.Code >= 500 || status.Code == 429
	case code != "":
		return passing(code)
	}
	return true
}

// picture is the id of a weekly message's picture in Slack. It is empty where there is none, and where
// Slack does not take it: then the message goes without. An error puts the message off.
func (b *Bot) picture(ctx context.Context, o escalation.Outgoing, d Digest) (string, error) {
	if len(d.Picture) == 0 {
		return "", nil
	}
	if id, ok := b.files.Load(o.Key); ok { // of an earlier try
		return id.(string), nil
	}
	id, err := b.put(ctx, upload{name: "week.png", title: cut(oneLine(d.Title), headerLimit),
		alt: cut(oneLine(d.Alt), pictureAlt), data: d.Picture})
	switch {
	case err == nil:
		b.files.Store(o.Key, id)
		return id, nil
	case uploadPasses(err) && o.Tries < pictureTries:
		return "", fmt.Errorf("%w: %w", errUntried, err)
	}
	b.Log.WarnContext(ctx, "weekly message goes without its picture", "row", o.Key, "err", err)
	return "", nil
}

// deliverDigest sends a weekly message. Slack takes a moment until a message may show a picture that
// was just uploaded, and says nothing but that the blocks are invalid until then.
func (b *Bot) deliverDigest(ctx context.Context, o escalation.Outgoing) (escalation.Receipt, error) {
	var d Digest
	if err := decodeBody(o, &d); err != nil {
		return escalation.Receipt{}, err
	}
	to := escalation.Place{Channel: "dm:" + d.To}
	if r, err := b.already(ctx, o, to); err != nil || r.TS != "" {
		return r, err
	}
	file, err := b.picture(ctx, o, d)
	if err != nil {
		return escalation.Receipt{}, err
	}
	r, err := b.post(ctx, o, to, weekly(weeklyView{Digest: d, File: file}))
	if file != "" && refusedAs(err) == "invalid_blocks" {
		if o.Tries < pictureTries {
			wait := waitError{until: b.Now().Add(pictureWait), why: "Slack may not have looked through the picture yet"}
			return r, fmt.Errorf("%w: %w", errUntried, wait)
		}
		b.Log.WarnContext(ctx, "weekly message goes without its picture", "row", o.Key, "err", err)
		r, err = b.post(ctx, o, to, weekly(weeklyView{Digest: d}))
	}
	if err == nil {
		b.files.Delete(o.Key)
	}
	return r, err
}

// already is where an earlier try of a row has brought its message, if it has: what would be done
// before it is posted again need not be done.
func (b *Bot) already(ctx context.Context, o escalation.Outgoing,
	to escalation.Place) (escalation.Receipt, error) {
	if o.Unsure.IsZero() {
		return escalation.Receipt{}, nil
	}
	channel, err := b.channel(ctx, to.Channel)
	if err != nil {
		return escalation.Receipt{}, &postError{to: to, err: fmt.Errorf("%w: %w", errUntried, err)}
	}
	return b.sentBefore(ctx, o, escalation.Place{Channel: channel, Thread: to.Thread})
}
