package bot

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// The action ids of all buttons. They are what a press is recognised by, in old messages too, so an
// id is never given another meaning.
const (
	actSolved     = "solved"
	actNotQuite   = "not_quite"
	actAskExpert  = "ask_expert"
	actMore       = "more"
	actShare      = "share"
	actKeep       = "keep"
	actWhy        = "why"
	actStrike     = "strike" // and the place in the list, see strikeAction
	actStrikeAll  = "strike_all"
	actChoose1    = "choose_1"
	actChoose2    = "choose_2"
	actChoose3    = "choose_3"
	actMissing    = "missing"
	actClaim      = "claim"
	actCaseSolved = "case_solved"
	actCaseNotYet = "case_not_yet"
	actWithdraw   = "withdraw"
	actNext1      = "next_1"
	actNext2      = "next_2"
	actNext3      = "next_3"
	actTakeOver   = "take_over"
	actSwap       = "swap"
	actSwapYes    = "swap_yes"
	actSwapNo     = "swap_no"
	actHomeAsk    = "home_ask"
	actSave       = "save_asset"
	actDraftPick  = "draft_pick"
	actPublish    = "draft_publish"
	actSendBack   = "draft_send_back"
	actDraftEdit  = "draft_edit"
	actDraftDrop  = "draft_drop"
	actNewsShow   = "news_show"
	actNewsQuiet  = "news_quiet"
	// actOpen is a button that only opens an address. Slack reports the press all the same.
	actOpen = "open"
)

// An actionValue is what a button carries: which ask, asset and case it is about, what kind of
// message it stands in where that is neither an asset's nor a case's, which learnt phrase, and which
// draft in which version.
type actionValue struct{ Ask, Asset, Case, View, Phrase, Draft, Version string }

// The kinds of messages that a View names.
const (
	viewChoices = "choices"
	viewNothing = "nothing"
	viewNoMore  = "no more" // nothing, after Not quite
)

// valueVersion begins every encoded value, so that a later release can tell its own from these.
const valueVersion = "1"

// valueLimit is the longest value that Slack takes, in characters.
const valueLimit = 2000

// errValue is returned for a value that no button of ours carries.
var errValue = errors.New("not a button value")

// encode returns v in the form that decodeValue reads.
func (v actionValue) encode() string {
	parts := []string{valueVersion, url.QueryEscape(v.Ask), url.QueryEscape(v.Asset),
		url.QueryEscape(v.Case), url.QueryEscape(v.View)}
	if v.Phrase != "" || v.Draft != "" {
		parts = append(parts, url.QueryEscape(v.Phrase))
	}
	if v.Draft != "" {
		parts = append(parts, url.QueryEscape(v.Draft), url.QueryEscape(v.Version))
	}
	return strings.Join(parts, " ")
}

// decodeValue reads what encode wrote. The error wraps errValue when s is anything else, and does not
// quote it: a learnt phrase is somebody's words.
func decodeValue(s string) (actionValue, error) {
	if len(s) > valueLimit {
		return actionValue{}, fmt.Errorf("read %d bytes: %w", len(s), errValue)
	}
	parts := strings.Split(s, " ")
	if len(parts) < 5 || len(parts) > 8 || len(parts) == 7 || parts[0] != valueVersion {
		return actionValue{}, fmt.Errorf("read %d parts: %w", len(parts), errValue)
	}
	var v actionValue
	fields := []*string{&v.Ask, &v.Asset, &v.Case, &v.View, &v.Phrase, &v.Draft, &v.Version}
	for i, field := range fields[:len(parts)-1] {
		var err error
		if *field, err = url.QueryUnescape(parts[i+1]); err != nil {
			return actionValue{}, fmt.Errorf("read part %d: %w", i+1, errValue)
		}
	}
	return v, nil
}
