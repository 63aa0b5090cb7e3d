package bot

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
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
	actAskNext    = "ask_next"
	actPassOn     = "pass_on"
	actPutOff     = "put_off"
	actAskBack    = "ask_back"
	actGiveBack   = "give_back"
	actStillOnIt  = "still_on_it"
	actNoMore     = "nothing_to_add"
	actUrgent     = "urgent"
	actReroute    = "reroute"
	actSendOn     = "send_on"
	actSendReply  = "send_reply"
	// actCaseMenu is the menu of a case: what was chosen in it is one of the actions above.
	actCaseMenu  = "case_menu"
	actNext1     = "next_1"
	actNext2     = "next_2"
	actNext3     = "next_3"
	actTakeOver  = "take_over"
	actSwap      = "swap"
	actSwapYes   = "swap_yes"
	actSwapNo    = "swap_no"
	actHomeAsk   = "home_ask"
	actSave      = "save_asset"
	actDraftPick = "draft_pick"
	actPublish   = "draft_publish"
	actSendBack  = "draft_send_back"
	actDraftEdit = "draft_edit"
	actDraftDrop = "draft_drop"
	actNewsShow  = "news_show"
	actNewsQuiet = "news_quiet"
	// Of weekly messages.
	actSendOwner = "digest_send"
	actSeeAsset  = "digest_asset"
	actUseless   = "digest_useless"
	actScript    = "digest_script"
	actTerms     = "digest_terms"
	actMonthly   = "digest_monthly"
	actNever     = "digest_never"
	actWeekly    = "digest_weekly"
	// Of requests to look at an asset.
	actLookFix    = "look_fix"
	actLookRight  = "look_right"
	actLookRetire = "look_retire"
	// Of what is stored about a person.
	actMine     = "mine"
	actSendMine = "mine_send"
	actForget   = "mine_forget"
	// actOpen is a button that only opens an address. Slack reports the press all the same.
	actOpen = "open"
)

// An actionValue is what a button carries: which ask, asset and case it is about, what kind of
// message it stands in where that is neither an asset's nor a case's, which learnt phrase, which
// draft in which version, which change of the case the reader saw, what they pick by it: an action
// of a menu, a team, a change of a schedule, a message, a weekly message or a look; whose team's; and the
// asset that the asker came from to this one.
type actionValue struct {
	Ask, Asset, Case, View, Phrase, Draft, Version string
	Seq                                            int
	Pick, Team                                     string
	From                                           string
}

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

// fieldsAlways is how many fields every encoded value has; those after them are there when they say
// something.
const fieldsAlways = 4

// encode returns v in the form that decodeValue reads.
func (v actionValue) encode() string {
	fields := []string{v.Ask, v.Asset, v.Case, v.View, v.Phrase, v.Draft, v.Version, "", v.Pick,
		v.Team, v.From}
	if v.Seq != 0 {
		fields[7] = strconv.Itoa(v.Seq)
	}
	n := len(fields)
	for n > fieldsAlways && fields[n-1] == "" {
		n--
	}
	parts := []string{valueVersion}
	for _, f := range fields[:n] {
		parts = append(parts, url.QueryEscape(f))
	}
	return strings.Join(parts, " ")
}

// decodeValue reads what encode wrote. The error wraps errValue when s is anything else, and does not
// quote it: a learnt phrase is somebody's words.
func decodeValue(s string) (actionValue, error) {
	if len(s) > valueLimit {
		return actionValue{}, fmt.Errorf("read %d bytes: %w", len(s), errValue)
	}
	var v actionValue
	var seq string
	fields := []*string{&v.Ask, &v.Asset, &v.Case, &v.View, &v.Phrase, &v.Draft, &v.Version,
		&seq, &v.Pick, &v.Team, &v.From}
	parts := strings.Split(s, " ")
	if n := len(parts) - 1; n < fieldsAlways || n > len(fields) || parts[0] != valueVersion {
		return actionValue{}, fmt.Errorf("read %d parts: %w", len(parts), errValue)
	}
	for i, part := range parts[1:] {
		var err error
		if *fields[i], err = url.QueryUnescape(part); err != nil {
			return actionValue{}, fmt.Errorf("read part %d: %w", i+1, errValue)
		}
	}
	if seq != "" {
		var err error
		if v.Seq, err = strconv.Atoi(seq); err != nil {
			return actionValue{}, fmt.Errorf("read the number of a change: %w", errValue)
		}
	}
	return v, nil
}
