package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"howto/escalation"
	"howto/outcome"
	"howto/search"
	"howto/search/review"

	"github.com/slack-go/slack"
)

// A DraftReader looks drafts of assets up. *store.Store is one.
type DraftReader interface {
	Draft(ctx context.Context, id string) (review.Draft, error)
	DraftFrom(ctx context.Context, source string) (review.Draft, error)
	// OpenDrafts are those in which something can still happen, the latest changed first.
	OpenDrafts(ctx context.Context, limit int) ([]review.Draft, error)
}

// Drafts keeps drafts of assets. *store.Store is one.
type Drafts interface {
	DraftReader
	// SaveDraft writes a draft, entries and outgoing rows in one transaction, unless the key was seen
	// or the draft has changed since it was read; then it writes nothing and says which.
	SaveDraft(ctx context.Context, key string, d review.Draft, entries []outcome.Entry,
		out []escalation.Outgoing) (review.Draft, review.Saved, error)
	// CardAt is where Slack put a curator's card of a draft.
	CardAt(ctx context.Context, draft, person string) (escalation.Place, error)
}

// A draftPress is a press about a draft: on a button of a message, or in a form.
type draftPress struct {
	buttonPress
	View   slack.View
	Chosen string // the value that was picked
}

// draftActions is the table of what is pressed about drafts.
func draftActions() map[string]func(*Bot, context.Context, draftPress) error {
	return map[string]func(*Bot, context.Context, draftPress) error{
		actSave:      (*Bot).saveAnswer,
		actDraftPick: (*Bot).pickNear,
		actPublish:   (*Bot).publishDraft,
		actSendBack:  (*Bot).askForNote,
		actDraftEdit: (*Bot).editDraft,
		actDraftDrop: (*Bot).dropDraft,
		actNewsQuiet: (*Bot).noNews,
	}
}

// mayDraft reports whether a person may bring an answer of a team into the library.
func (b *Bot) mayDraft(user, team string) bool {
	return b.curator(user) || b.Rota.Roster.Member(team, escalation.User(user))
}

// mayEdit reports whether a person may change a draft.
func (b *Bot) mayEdit(user string, d review.Draft) bool {
	return b.mayDraft(user, d.Team) || user == d.Expert
}

// loadDraft is the draft that a press is about, if the presser may act on it; else they are told.
func (b *Bot) loadDraft(ctx context.Context, p draftPress) (review.Draft, bool, error) {
	d, err := b.Drafts.Draft(ctx, p.Value.Draft)
	switch {
	case p.Value.Draft == "":
		return d, false, b.tell(ctx, p.buttonPress, oldButton)
	case err != nil && b.Missing(err):
		return d, false, b.tell(ctx, p.buttonPress, draftGone)
	case err != nil:
		return d, false, fmt.Errorf("press %s: %w", p.Action, err)
	case !b.mayEdit(p.User, d):
		return d, false, b.tell(ctx, p.buttonPress, notYourDraft)
	}
	return d, true, nil
}

// repeated is the reason that the same was done before.
const repeated = review.Reason(review.Repeated)

// move takes a draft through ev and keeps it with what people are told, or says why nothing changed.
// Of several at the same time each sees what the one before left; a text that was written over another
// than what is there now is refused.
func (b *Bot) move(ctx context.Context, key string, d review.Draft, ev review.Event,
	by string) (review.Draft, review.Reason, error) {
	taken := map[string]bool{}
	for range moveTries {
		next, why := review.Next(d, ev, b.Now())
		if why != "" {
			return d, why, nil
		}
		if next.State == review.Published {
			b.identify(&next, taken)
		}
		out, err := b.draftRows(d, next, by)
		if err != nil {
			return d, "", err
		}
		present, saved, err := b.Drafts.SaveDraft(ctx, key, next, draftEntries(d, next, by), out)
		switch {
		case err != nil:
			return d, "", err
		case saved == review.Kept:
			return present, "", nil
		case saved == review.Repeated:
			return present, repeated, nil
		case saved == review.Overtaken && isSubmit(ev):
			return present, review.Changed, nil
		case saved == review.Taken:
			taken[next.Asset.ID] = true
		}
		d = present
	}
	return d, "", fmt.Errorf("draft %s: others change it all the time", d.ID)
}

func isSubmit(ev review.Event) bool {
	_, ok := ev.(review.Submit)
	return ok
}

// moveTries is how often a change is tried that others were faster with.
const moveTries = 10

// identify gives a draft that is published the id of its asset.
func (b *Bot) identify(d *review.Draft, taken map[string]bool) {
	if d.Updates != "" {
		d.Asset.ID = d.Updates
		return
	}
	folder := d.Team
	if len(d.Asset.Topics) > 0 {
		folder = d.Asset.Topics[0]
	}
	d.Asset.ID = review.ID(folder, d.Asset.Title, func(id string) bool {
		_, there := b.Finder.Asset(id)
		return there || taken[id]
	})
}

// draftEntries are what the ledger keeps of a change that somebody made.
func draftEntries(was, is review.Draft, by string) []outcome.Entry {
	if is.Ask == "" || by == "" {
		return nil
	}
	entry := outcome.Entry{Ask: is.Ask, Who: by, Team: is.Team, Case: is.Case}
	var out []outcome.Entry
	if was.State == review.Begun && is.State != review.Dropped {
		entry.Kind = outcome.Drafted
		out = append(out, entry)
	}
	if is.State == review.Published {
		entry.Kind, entry.Asset = outcome.Published, is.Asset.ID
		out = append(out, entry)
	}
	return out
}

// draftRows are what people are told of a change: the curators by their cards, which show the draft as
// it is, and those who made it by a message when somebody has done something with it.
func (b *Bot) draftRows(was, is review.Draft, by string) ([]escalation.Outgoing, error) {
	key := fmt.Sprintf("draft:%s:%d", is.ID, is.Version+1)
	var posts []post
	tell := func(m message, to ...string) {
		for i, u := range to {
			if u != "" && slices.Index(to, u) == i {
				posts = append(posts, post{Via: viaMessage, Channel: "dm:" + u, Message: m})
			}
		}
	}
	v := b.reviewView(is)
	switch {
	case by == "":
	case is.State == review.Published:
		to := []string{is.Expert, is.Author, is.Asset.Owner}
		tell(publishedMessage(v), without(to, by, len(b.Curators) > 0)...)
	case is.State == review.SentBack:
		tell(sentBackMessage(v), is.Author, is.Expert)
	case is.State == review.Waiting:
		if !b.curator(by) {
			tell(waitingMessage(v, b.Curators), by)
		}
	}
	out, err := b.rows(key, posts)
	if err != nil || was.State == review.Begun && is.State == review.Dropped {
		return out, err
	}
	for _, c := range b.Curators {
		o, err := b.reviewRow(key, c, is.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

// without is to without a person, when that is wanted.
func without(to []string, user string, wanted bool) []string {
	return slices.DeleteFunc(to, func(u string) bool { return wanted && u == user })
}

func (b *Bot) reviewView(d review.Draft) reviewView {
	v := reviewView{Draft: d, Names: b.people.name, Title: d.Asset.Title}
	if a, ok := b.Finder.Asset(d.Updates); ok {
		v.Title = a.Title
	}
	return v
}

// askForNote asks a curator what should be changed.
func (b *Bot) askForNote(ctx context.Context, p draftPress) error {
	d, ok, err := b.loadDraft(ctx, p)
	if !ok || err != nil {
		return err
	}
	switch {
	case !b.curator(p.User):
		return b.tell(ctx, p.buttonPress, notACurator)
	case d.State != review.Waiting:
		return b.tell(ctx, p.buttonPress, b.draftRefusal(review.NotSubmitted, d))
	}
	b.open(ctx, p.buttonPress, noteModal(d))
	return nil
}

// publishDraft takes a curator's word that a draft is good.
func (b *Bot) publishDraft(ctx context.Context, p draftPress) error {
	d, ok, err := b.loadDraft(ctx, p)
	if !ok || err != nil {
		return err
	}
	if !b.curator(p.User) {
		return b.tell(ctx, p.buttonPress, notACurator)
	}
	seen, err := strconv.ParseInt(p.Value.Version, 10, 64)
	if err != nil {
		return b.tell(ctx, p.buttonPress, oldButton)
	}
	ev := review.Publish{By: p.User, Version: seen, From: b.fingerprint(d.Updates)}
	_, err = b.moved(ctx, p, d, ev)
	return err
}

// moved takes a draft through ev for a press. When nothing changed it tells the presser why, and
// reports false.
func (b *Bot) moved(ctx context.Context, p draftPress, d review.Draft, ev review.Event) (bool, error) {
	d, why, err := b.move(ctx, "press:"+p.Key, d, ev, p.User)
	switch {
	case err != nil:
		return false, fmt.Errorf("press %s: %w", p.Action, err)
	case why == "" || why == repeated:
		return true, nil
	}
	return false, b.tell(ctx, p.buttonPress, b.draftRefusal(why, d))
}

// dropDraft gives a draft up.
func (b *Bot) dropDraft(ctx context.Context, p draftPress) error {
	d, ok, err := b.loadDraft(ctx, p)
	if !ok || err != nil {
		return err
	}
	dropped, err := b.moved(ctx, p, d, review.Drop{By: p.User})
	if err != nil {
		return err
	}
	if p.TS != "" && dropped {
		line := doneLine(b.people.name(p.User), didGiveUp, b.Now())
		b.queueOrLog(ctx, "pressed:"+p.Key, p.replace(withoutButtons(p.Message, line)))
	}
	return nil
}

// noted takes a curator's note on a draft.
func (b *Bot) noted(ctx context.Context, call slack.InteractionCallback) (any, error) {
	s, ok := decodeDraftState(call.View.PrivateMetadata)
	note := strings.TrimSpace(typed(call.View))
	if !ok || !b.curator(call.User.ID) {
		return nil, nil
	}
	if note == "" {
		return slack.NewErrorsViewSubmissionResponse(map[string]string{inputBlock: "Please say what should be changed."}), nil
	}
	d, err := b.Drafts.Draft(ctx, s.Draft)
	if err != nil {
		return nil, fmt.Errorf("send back: %w", err)
	}
	ev := review.SendBack{By: call.User.ID, Note: cut(clean(note), questionLimit)}
	d, why, err := b.move(ctx, "form:"+call.View.ID, d, ev, call.User.ID)
	if err != nil {
		return nil, fmt.Errorf("send back: %w", err)
	}
	if why != "" && why != repeated {
		return slack.NewErrorsViewSubmissionResponse(map[string]string{inputBlock: b.draftRefusal(why, d)}), nil
	}
	return nil, nil
}

// fingerprint is that of the asset with an id as it is served now; empty when there is none.
func (b *Bot) fingerprint(id string) string {
	if a, ok := b.Finder.Asset(id); ok && id != "" {
		return a.Fingerprint()
	}
	return ""
}

// base is what an update of an asset is based on: the file that it stands in, if any.
func base(a search.Asset) string {
	if a.Path == "" {
		return ""
	}
	return a.Fingerprint()
}

// draftRefusal says why a press on a draft changed nothing.
func (b *Bot) draftRefusal(why review.Reason, d review.Draft) string {
	who := b.people.name(cmp.Or(d.Curator, d.Author))
	switch why {
	case review.AlreadyPublished:
		return who + " has published this already."
	case review.AlreadyDropped:
		return "This draft was given up. There is nothing left to do."
	case review.NotSubmitted:
		if d.State == review.SentBack {
			return who + " has sent this back already."
		}
		return "This draft has not been sent to you yet."
	case review.Changed:
		return "Somebody has changed this text since you saw it. Please open it again and look at it."
	case review.Outdated:
		return "The help that this would replace has been changed since. Press Edit: the form says how to begin with its present text."
	}
	return "Nothing changed: this draft has moved on."
}

// reviewRow is the row that brings a curator's card of a draft up to date.
func (b *Bot) reviewRow(key, curator, draft string) (escalation.Outgoing, error) {
	body, err := json.Marshal(escalation.ReviewCard{To: escalation.User(curator), Draft: draft})
	if err != nil {
		return escalation.Outgoing{}, fmt.Errorf("encode the card of draft %s: %w", draft, err)
	}
	return escalation.Outgoing{ID: b.NewID(), Key: "review:" + key + ":" + curator, Lane: "dm:" + curator,
		Kind: escalation.OutReview, Body: body}, nil
}

func decodeBody(o escalation.Outgoing, into any) error {
	if err := json.Unmarshal(o.Body, into); err != nil {
		return fmt.Errorf("%w: %w", errNever, err)
	}
	return nil
}

// deliverReview posts a curator's card of a draft, or brings it up to date.
func (b *Bot) deliverReview(ctx context.Context, o escalation.Outgoing) (escalation.Receipt, error) {
	var card escalation.ReviewCard
	if err := decodeBody(o, &card); err != nil {
		return escalation.Receipt{}, err
	}
	d, err := b.Drafts.Draft(ctx, card.Draft)
	switch {
	case err != nil && b.Missing(err):
		return escalation.Receipt{}, fmt.Errorf("%w: load draft %s: %w", errNever, card.Draft, err)
	case err != nil:
		return escalation.Receipt{}, fmt.Errorf("%w: load draft %s: %w", errUntried, card.Draft, err)
	}
	m := reviewCard(b.reviewView(d))
	at, err := b.Drafts.CardAt(ctx, card.Draft, string(card.To))
	switch {
	case err == nil:
		return b.update(ctx, at, m)
	case !b.Missing(err):
		return escalation.Receipt{}, fmt.Errorf("%w: card of draft %s: %w", errUntried, card.Draft, err)
	case d.State != review.Waiting:
		return escalation.Receipt{}, nil // decided before it could be shown
	}
	return b.post(ctx, o, escalation.Place{Channel: "dm:" + string(card.To)}, m)
}

// homeDrafts are the drafts that wait for a person: what they have to write, or to judge.
func (b *Bot) homeDrafts(ctx context.Context, user string) []review.Draft {
	all, err := b.Drafts.OpenDrafts(ctx, homeDraftsRead)
	if err != nil {
		b.Log.ErrorContext(ctx, "drafts not read", "err", err)
	}
	return slices.DeleteFunc(all, func(d review.Draft) bool {
		if d.State == review.Waiting {
			return !b.curator(user)
		}
		return d.Expert != user && d.Author != user
	})
}

// homeDraftsRead is how many open drafts are looked through for those of one person.
const homeDraftsRead = 200
