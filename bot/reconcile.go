package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"howto/escalation"

	"github.com/slack-go/slack"
)

// metadataKey is where the metadata of a message has the key of its row.
const metadataKey = "key"

const (
	// settles is how long Slack may take until a message that it took is found. Nobody documents it.
	settles = 5 * time.Second
	// Slack's clock may be behind this one by slackBehind or ahead by slackAhead for a message still to
	// be found. Far ahead would cost more: channels are read from the newest message back.
	slackBehind, slackAhead = time.Hour, 5 * time.Minute
	// searched is how many messages of that time are looked through.
	searched = 200
)

// A waitError puts a message off, for instance until it can be known whether it is there.
type waitError struct {
	until time.Time
	why   string
}

func (e waitError) Error() string { return e.why + "; tried again at " + e.until.Format(time.RFC3339) }

// sentBefore looks whether an earlier try of a row, of which nobody heard how it ended, has brought
// its message to at. The receipt is empty when it has not, and the message is to be posted. Where
// nobody can know, messages that a case cannot do without are posted again and others are given up.
func (b *Bot) sentBefore(ctx context.Context, o escalation.Outgoing,
	at escalation.Place) (escalation.Receipt, error) {
	if o.Unsure.IsZero() {
		return escalation.Receipt{}, nil
	}
	all, err := b.nearby(ctx, o, at)
	var limited *slack.RateLimitedError
	switch code := refusedAs(err); {
	case err == nil:
	case code == "thread_not_found", unreachable(err):
		return escalation.Receipt{}, nil // posting says what is to be done about it
	case errors.As(err, &limited), code == "", passing(code):
		return escalation.Receipt{}, fmt.Errorf("%w: look for %s: %w", errUntried, o.Key, err)
	case decoration(o.Kind):
		return escalation.Receipt{}, fmt.Errorf("%w: it may be there, and that cannot be looked up: %w",
			errNever, err)
	default:
		b.Log.WarnContext(ctx, "message may come twice: what was posted cannot be looked up",
			"row", o.Key, "err", err)
		return escalation.Receipt{}, nil
	}
	for _, m := range all {
		if rowKey(m) == o.Key || o.Kind == escalation.OutMine && hasFile(m, mineFile(o.Key)) {
			b.Log.InfoContext(ctx, "message was there already", "row", o.Key)
			return escalation.Receipt{Channel: at.Channel, TS: m.Timestamp}, nil
		}
	}
	if known := o.Unsure.Add(settles); b.Now().Before(known) {
		return escalation.Receipt{}, fmt.Errorf("%w: %w", errUntried, waitError{known, "an earlier try may have arrived"})
	}
	return escalation.Receipt{}, nil
}

// hasFile reports whether a message carries the file with a name.
func hasFile(m slack.Message, name string) bool {
	return slices.ContainsFunc(m.Files, func(f slack.File) bool { return f.Name == name })
}

// nearby reads what was posted to at while the row was tried, in one call.
func (b *Bot) nearby(ctx context.Context, o escalation.Outgoing,
	at escalation.Place) ([]slack.Message, error) {
	oldest, latest := stamp(o.Tried.Add(-slackBehind)), stamp(o.Unsure.Add(sendLease+slackAhead))
	if at.Thread != "" {
		all, _, _, err := b.Slack.GetConversationRepliesContext(ctx,
			&slack.GetConversationRepliesParameters{ChannelID: at.Channel, Timestamp: at.Thread,
				Oldest: oldest, Latest: latest, Limit: searched, IncludeAllMetadata: true})
		return all, err
	}
	page, err := b.Slack.GetConversationHistoryContext(ctx,
		&slack.GetConversationHistoryParameters{ChannelID: at.Channel, Oldest: oldest, Latest: latest,
			Limit: searched, IncludeAllMetadata: true})
	if err != nil {
		return nil, err
	}
	return page.Messages, nil
}

// stamp is a moment as Slack's timestamps are written.
func stamp(t time.Time) string { return strconv.FormatFloat(float64(t.UnixMicro())/1e6, 'f', 6, 64) }

// passing reports that a refusal goes away by itself. Slack documents two spellings of the rate limit,
// and that a workspace or a channel which is being moved takes nothing until it has been.
func passing(code string) bool {
	switch code {
	case "ratelimited", "rate_limited", "message_limit_exceeded", "internal_error", "fatal_error",
		"service_unavailable", "request_timeout", "update_failed", "team_added_to_org",
		"org_login_required", "external_channel_migrating":
		return true
	}
	return false
}

// failing reports that Slack says of itself that it did not manage what it was asked: one message may fail so for
// ever while all else goes well.
func failing(code string) bool {
	return code == "update_failed" || code == "internal_error" || code == "fatal_error"
}

// mendable reports that a refusal ends when somebody gives the app what it lacks, everywhere at once.
func mendable(code string) bool {
	switch code {
	case "missing_scope", "not_allowed_token_type", "access_denied", "accesslimited",
		"ekm_access_denied", "enterprise_is_restricted", "team_access_not_granted",
		"two_factor_setup_required":
		return true
	}
	return false
}

// revoked reports that Slack does not take the bot's token. Somebody will mend that, and until then
// everything waits.
func revoked(code string) bool {
	switch code {
	case "invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive":
		return true
	}
	return false
}

// decoration reports whether a message of that kind is better missed than read twice: a case goes on as
// well without it.
func decoration(kind escalation.OutKind) bool {
	switch kind {
	case escalation.OutTellTeam, escalation.OutNudge, escalation.OutNudgeAsk, escalation.OutLeave,
		escalation.OutDigest, escalation.OutLook, escalation.OutMine:
		return true
	}
	return false
}
