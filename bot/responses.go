package bot

import (
	"slices"

	"github.com/slack-go/slack"
)

// responseUses is how many messages are sent by one response_url. Slack takes five; one is left for an
// answer that is too large for the acknowledgement of its command.
const responseUses = 4

// withinUses are the posts without those for which a response_url has no use left. The last that is sent
// by it then says how to read the rest.
func withinUses(posts []post) []post {
	used, last := map[string]int{}, map[string]int{}
	var kept []post
	for _, p := range posts {
		if p.Via != viaResponse {
			kept = append(kept, p)
			continue
		}
		if used[p.URL]++; used[p.URL] <= responseUses {
			last[p.URL] = len(kept)
			kept = append(kept, p)
		}
	}
	for url, n := range used {
		if n > responseUses {
			p := &kept[last[url]]
			p.Message = endsHere(p.Message, p.Public)
		}
	}
	return kept
}

// endsHere is a part of a message whose next parts cannot be shown, to all of a channel or to one reader
// who has the card's buttons.
func endsHere(m message, public bool) message {
	says := saidKeepForRest
	if public {
		says = saidAskForRest
	}
	blocks := slices.DeleteFunc(slices.Clone(m.Blocks), func(b slack.Block) bool {
		return plainText([]slack.Block{b}) == saidContinues
	})
	return newMessage(append(blocks, contextPlain(says))...)
}
