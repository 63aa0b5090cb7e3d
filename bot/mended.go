package bot

import (
	"context"
	"fmt"
)

// Mended tells the channel of whoever runs the program that so many cases had come to a stop and were
// set going again. Without such a channel the log and the metrics say it.
func (b *Bot) Mended(ctx context.Context, cases int) error {
	if b.Admin == "" || cases == 0 {
		return nil
	}
	key := fmt.Sprintf("mended:%d", b.Now().UnixMilli())
	return b.queue(ctx, key, post{Via: viaMessage, Channel: b.Admin, Message: mended(cases)})
}

func mended(cases int) message {
	what := "A question had come to a stop: nothing would have moved it on. It goes on now."
	if cases > 1 {
		what = fmt.Sprintf("%d questions had come to a stop: nothing would have moved them on. "+
			"They go on now.", cases)
	}
	return newMessage(sectionMrkdwn(what),
		contextPlain("Nobody needs to do anything for them. It should not happen: "+
			"the log names them, as “stranded case set going again”."))
}
