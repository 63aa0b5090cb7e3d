package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"howto/escalation"
	"howto/outcome"
	"howto/search"

	"github.com/slack-go/slack"
)

// weeklyActions is the table of the buttons of weekly messages.
func weeklyActions() map[string]func(*Bot, context.Context, buttonPress) error {
	return map[string]func(*Bot, context.Context, buttonPress) error{
		actSendOwner: (*Bot).sendFinding,
		actSeeAsset:  (*Bot).seeAsset,
		actUseless:   (*Bot).notUseful,
		actScript:    (*Bot).seeScript,
		actTerms:     (*Bot).seeTerms,
		actMonthly:   (*Bot).wish,
		actNever:     (*Bot).wish,
		actWeekly:    (*Bot).wish,
	}
}

// digestOf is the weekly message that a press is about, if the presser may act on it; else they are
// told.
func (b *Bot) digestOf(ctx context.Context, p buttonPress) (d Digest, ok bool, err error) {
	if p.Value.Pick == "" {
		return d, false, b.tell(ctx, p, oldButton)
	}
	raw, err := b.Digests.DigestBody(ctx, p.Value.Pick)
	switch {
	case err != nil && b.Missing(err):
		return d, false, b.tell(ctx, p, oldWeekly)
	case err != nil:
		return d, false, fmt.Errorf("press %s: %w", p.Action, err)
	}
	if err := json.Unmarshal(raw, &d); err != nil {
		return d, false, fmt.Errorf("press %s: read %s: %w", p.Action, p.Value.Pick, err)
	}
	if d.To != p.User {
		return d, false, b.tell(ctx, p, notYourWeekly)
	}
	return d, true, nil
}

// pressDigest keeps that a button of a weekly message was pressed, and what follows from it.
func (b *Bot) pressDigest(ctx context.Context, p buttonPress, press outcome.Press,
	also ...escalation.Outgoing) (outcome.Press, bool, error) {
	press.Digest, press.By, press.At = p.Value.Pick, p.User, b.Now()
	first, fresh, err := b.Digests.PressDigest(ctx, press, also...)
	if err != nil {
		return first, false, fmt.Errorf("press %s: %w", p.Action, err)
	}
	return first, fresh, nil
}

// sendFinding brings the finding to the owner of the asset, once.
func (b *Bot) sendFinding(ctx context.Context, p buttonPress) error {
	d, ok, err := b.digestOf(ctx, p)
	if !ok || err != nil {
		return err
	}
	owner := d.Step.Owner
	a, there := b.Finder.Asset(d.Step.Asset)
	if there && userID.MatchString(a.Owner) {
		owner = a.Owner
	}
	switch {
	case !userID.MatchString(owner):
		return b.tell(ctx, p, nobodyKeepsIt)
	case owner == p.User:
		return b.tell(ctx, p, youKeepIt)
	}
	v := findingView{Digest: d, By: b.people.name(p.User), Team: b.teamName(d.Team)}
	to := b.writable(ctx, owner, d.Team)
	if there {
		v.Asset = titleIn(a, to)
	}
	who := b.people.name(owner)
	if !isDM(to) {
		v.Gone, who = who, v.Team
	}
	line := sentLine(who, b.Now())
	rows, err := b.rows("finding:"+d.Key, []post{
		{Via: viaMessage, Channel: to, Message: findingMessage(v)},
		p.replace(instead(p.Message, actSendOwner, line)),
	})
	if err != nil {
		return err
	}
	first, fresh, err := b.pressDigest(ctx, p, outcome.Press{Button: outcome.SentToOwner, To: owner}, rows...)
	if err != nil || fresh {
		return err
	}
	return b.tell(ctx, p, sentAlready(b.people.name(first.To)))
}

// writable is where a person reads a message: their direct messages, or the channel of their team when
// they take none, because they have left.
func (b *Bot) writable(ctx context.Context, person, team string) string {
	to := "dm:" + person
	t, known := b.Rota.Roster.Team(team)
	if !known || t.Channel == "" {
		return to
	}
	if person == "" || b.Presence(ctx, escalation.User(person)) == escalation.Left {
		return t.Channel
	}
	if _, err := b.channel(ctx, to); err != nil && absent(err) {
		return t.Channel
	}
	return to
}

// GuardedTitle is how an asset with an audience is called where others read too.
const GuardedTitle = "an asset that not everybody may see"

// guardedIn reports that some who read a channel may not see an asset. Direct messages go to its owner.
func guardedIn(a search.Asset, channel string) bool {
	return !isDM(channel) && !a.VisibleTo(together(channel))
}

// titleIn is how an asset is called to those who read a channel, or direct messages.
func titleIn(a search.Asset, channel string) string {
	if guardedIn(a, channel) {
		return GuardedTitle
	}
	return a.Title
}

// seeAsset shows the presser an asset that they may see.
func (b *Bot) seeAsset(ctx context.Context, p buttonPress) error {
	a, ok := b.Finder.Asset(p.Value.Asset)
	switch {
	case !ok:
		return b.tell(ctx, p, assetGone)
	case !a.VisibleTo(b.alone(p.User, p.Channel)) && a.Owner != p.User && !b.curator(p.User):
		return b.tell(ctx, p, assetGuarded)
	}
	b.open(ctx, p, assetModal(cardView{Hit: search.Hit{Asset: a}, Owner: b.people.name(a.Owner), Now: b.Now()}))
	return b.looked(ctx, p, outcome.OpenedAsset)
}

// looked counts a press that only shows something. It is counted for the manager alone, and what is
// not counted is shown all the same.
func (b *Bot) looked(ctx context.Context, p buttonPress, what outcome.Button) error {
	if p.Value.Pick == "" {
		return nil
	}
	if _, _, err := b.pressDigest(ctx, p, outcome.Press{Button: what}); err != nil {
		b.Log.ErrorContext(ctx, "press not counted", "digest", p.Value.Pick, "err", err)
	}
	return nil
}

// notUseful keeps that a finding did not help, and thanks.
func (b *Bot) notUseful(ctx context.Context, p buttonPress) error {
	d, ok, err := b.digestOf(ctx, p)
	if !ok || err != nil {
		return err
	}
	rows, err := b.rows("useless:"+d.Key, []post{p.replace(instead(p.Message, actUseless, saidUseless))})
	if err != nil {
		return err
	}
	_, fresh, err := b.pressDigest(ctx, p, outcome.Press{Button: outcome.NotUseful}, rows...)
	if err != nil || fresh {
		return err
	}
	return b.tell(ctx, p, alreadyUseless)
}

// seeScript shows what to say in the huddle.
func (b *Bot) seeScript(ctx context.Context, p buttonPress) error {
	d, ok, err := b.digestOf(ctx, p)
	if !ok || err != nil {
		return err
	}
	b.open(ctx, p, scriptModal(d))
	return b.looked(ctx, p, outcome.SawScript)
}

// seeTerms shows what the figures of a weekly message mean.
func (b *Bot) seeTerms(ctx context.Context, p buttonPress) error {
	d, ok, err := b.digestOf(ctx, p)
	if !ok || err != nil {
		return err
	}
	b.open(ctx, p, termsModal(d.Definitions))
	return b.looked(ctx, p, outcome.SawTerms)
}

// wish keeps how often the presser wants the weekly message of a team. It needs the message no more
// than its button, so that an old one can be taken back too.
func (b *Bot) wish(ctx context.Context, p buttonPress) error {
	if p.Value.Team == "" {
		return b.tell(ctx, p, oldButton)
	}
	w := wishes()[p.Action]
	rows, err := b.rows("wish:"+p.Key, []post{p.replace(rewished(p.Message, p.Value, w))})
	if err != nil {
		return err
	}
	_, err = b.Digests.WishDigest(ctx, "press:"+p.Key, outcome.TeamWish{Manager: p.User, Team: p.Value.Team,
		Wish: w, At: b.Now()}, rows...)
	if err != nil {
		return fmt.Errorf("press %s: %w", p.Action, err)
	}
	return nil
}

// assetModal shows an asset for itself: without buttons, since nobody has asked.
func assetModal(v cardView) slack.ModalViewRequest {
	a := v.asset()
	blocks := append([]slack.Block{header(a.Title)}, render(a.Body, how{})...)
	if oneLine(a.More) != "" {
		blocks = append(blocks, slack.NewDividerBlock())
		blocks = append(blocks, render(a.More, how{})...)
	}
	blocks = forModal(blocks)
	if foot := keeperLine(v); foot != "" {
		blocks = append(blocks, contextPlain(foot))
	}
	return modal("Asset", blocks...)
}

// modalBlocks is how many blocks a modal shows of what may be long; Slack takes 100.
const modalBlocks = 90

// forModal is as much of blocks as a modal shows, without what Slack takes in messages only: a table
// becomes lines.
func forModal(blocks []slack.Block) []slack.Block {
	if len(blocks) > modalBlocks {
		blocks = append(blocks[:modalBlocks:modalBlocks], contextPlain(saidTooLong))
	}
	out := make([]slack.Block, 0, len(blocks))
	for _, b := range blocks {
		if t, ok := b.(*slack.TableBlock); ok {
			b = sectionMrkdwn(plainTable(t))
		}
		out = append(out, b)
	}
	return out
}

func scriptModal(d Digest) slack.ModalViewRequest {
	blocks := render(d.Script, how{breaks: true})
	if d.Huddle != "" {
		blocks = append([]slack.Block{sectionMrkdwn(bold(cut(d.Huddle, digestPart)))}, blocks...)
	}
	if len(blocks) == 0 {
		blocks = []slack.Block{contextPlain(saidNothingToRead)}
	}
	return modal("For the huddle", forModal(blocks)...)
}

// byName calls the metrics in a text by their names. Ids of one word are words of the text.
func byName(text string) string {
	for _, m := range outcome.Metrics() {
		if strings.Contains(m.ID, "_") {
			text = strings.ReplaceAll(text, m.ID, "“"+escape(m.Name)+"”")
		}
	}
	return text
}

func termsModal(ids []string) slack.ModalViewRequest {
	var blocks []slack.Block
	for _, id := range ids {
		m, known := outcome.Define(id)
		if !known || len(blocks) >= modalBlocks {
			continue
		}
		text := bold(m.Name) + "\n" + escape(m.Words)
		if m.Caveat != "" {
			text += "\nMind: " + escape(m.Caveat)
		}
		blocks = append(blocks, sectionMrkdwn(byName(text)))
	}
	return modal("Definitions", append(blocks, contextPlain(saidFloor))...)
}
