package bot

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

func TestWhatTookTooLongIsAcknowledgedAllTheSame(t *testing.T) {
	var log bytes.Buffer
	b := &Bot{Options: Options{Log: slog.New(slog.NewTextHandler(&log, nil))}}
	client := socketmode.New(slack.New("xoxb-x"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for i := range 20 { // as many as the client queues
		b.serveSocketEvent(ctx, client, socketmode.Event{Request: &socketmode.Request{
			Type: "of_tomorrow", EnvelopeID: fmt.Sprint(i)}})
	}
	if log.Len() > 0 {
		t.Errorf("the log says\n%swant nothing: each of 20 deliveries acknowledged", log.String())
	}
}
