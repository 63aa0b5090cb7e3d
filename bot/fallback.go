package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"howto/escalation"
)

// askedByDM bounds how many people get a case by direct message that their channel did not take.
const askedByDM = 8

// rootByDM posts the root message of a case to a person of its team, who answers in its thread there,
// because the team's channel does not take it. Others who are asked get a copy. Somebody who can mend
// it is told once a day.
func (b *Bot) rootByDM(ctx context.Context, o escalation.Outgoing, v caseView,
	why error) (escalation.Receipt, error) {
	c := v.Case
	b.channelLost(ctx, c.Team, c.Root.Channel, refusedAs(why))
	asked := b.reachable(c, c.OnCall)
	if len(asked) == 0 {
		return escalation.Receipt{}, fmt.Errorf("%w: nobody to turn to: %w", errBehind, why)
	}
	v.Mention = true
	receipt, rest, err := b.firstOf(ctx, o, asked, caseRoot(v))
	if err == nil && c.State == escalation.Paging {
		rest = slices.DeleteFunc(slices.Clone(rest), func(u escalation.User) bool {
			return !slices.Contains(c.OnCall, u) && !slices.Contains(c.OnCall, escalation.Here)
		})
		err = b.copies(ctx, o, v, rest)
	}
	return receipt, err
}

// pageByDM asks people by direct message to take a case whose root message is in somebody's direct
// messages, where they cannot read it.
func (b *Bot) pageByDM(ctx context.Context, o escalation.Outgoing,
	v caseView) (escalation.Receipt, error) {
	var e escalation.Page
	if err := json.Unmarshal(o.Body, &e); err != nil {
		return escalation.Receipt{}, fmt.Errorf("%w: %w", errNever, err)
	}
	if c := v.Case; c.State != escalation.Paging || c.Page != e.Page {
		return escalation.Receipt{}, nil // somebody has taken it, or others are asked by now
	}
	users := e.Users
	if slices.Contains(users, escalation.Here) {
		users = slices.DeleteFunc(b.everybody(v.Case.Team), func(u escalation.User) bool { return u == v.Case.Asker })
	}
	v.Mention = true
	receipt, rest, err := b.firstOf(ctx, o, users[:min(askedByDM, len(users))], caseRoot(v))
	if err == nil {
		err = b.copies(ctx, o, v, rest)
	}
	return receipt, err
}

// firstOf posts m to the first of users who takes messages, and returns who comes after them.
func (b *Bot) firstOf(ctx context.Context, o escalation.Outgoing, users []escalation.User,
	m message) (escalation.Receipt, []escalation.User, error) {
	for i, u := range users {
		receipt, err := b.post(ctx, o, escalation.Place{Channel: "dm:" + string(u)}, m)
		if !absent(err) {
			return receipt, users[i+1:], err
		}
		b.Log.WarnContext(ctx, "person cannot be written to", "user", u, "row", o.Key, "err", err)
	}
	return escalation.Receipt{}, nil, fmt.Errorf("%w: nobody of %d people takes direct messages",
		errNever, len(users))
}

// copies queues the card of a case for more people. What they write in its thread belongs to the case.
func (b *Bot) copies(ctx context.Context, o escalation.Outgoing, v caseView,
	users []escalation.User) error {
	rows := make([]escalation.Outgoing, 0, len(users))
	for _, u := range users {
		row, err := b.row("copy:"+o.Key+":"+string(u), post{Via: viaMessage,
			Channel: "dm:" + string(u), Message: caseRoot(v)})
		if err != nil {
			return err
		}
		row.Case = v.Case.ID
		rows = append(rows, row)
	}
	if _, err := b.Ledger.Record(ctx, "", nil, nil, rows); err != nil {
		return fmt.Errorf("copies of %s: %w", o.Key, err)
	}
	return nil
}

// reachable are the people to turn to about a case, the nearest first: its owner, who was asked, who
// leads the team, and everybody of it; never the asker, who would be given their own question.
func (b *Bot) reachable(c escalation.Case, asked []escalation.User) []escalation.User {
	var all []escalation.User
	if c.Owner != "" && !c.Left {
		all = append(all, c.Owner)
	}
	all = append(all, asked...)
	if t, known := b.Rota.Roster.Team(c.Team); known && t.Lead != "" {
		all = append(all, t.Lead)
	}
	all = append(all, b.everybody(c.Team)...)
	var people []escalation.User
	for _, u := range all {
		if u != escalation.Here && u != "" && u != c.Asker && !slices.Contains(people, u) {
			people = append(people, u)
		}
	}
	return people[:min(askedByDM, len(people))]
}

func (b *Bot) everybody(team string) []escalation.User {
	t, _ := b.Rota.Roster.Team(team)
	return t.Everybody()
}

// channelLost tells somebody who can mend it, once a day, that a team's channel does not take
// messages: the admin channel, or else the team's lead, or else who keeps the library.
func (b *Bot) channelLost(ctx context.Context, team, channel, code string) {
	b.Log.ErrorContext(ctx, "team's channel cannot be posted to; experts are asked in direct messages",
		"team", team, "channel", channel, "err", code)
	says := markdownMessages(lostChannel(b.teamName(team), channel, code))[0]
	key := "lost-channel:" + channel + ":" + b.Now().UTC().Format(time.DateOnly)
	for _, to := range b.menders(team, channel) {
		b.queueOrLog(ctx, key+":"+to, post{Via: viaMessage, Channel: to, Message: says})
	}
}

// menders is where those read who can mend a team's channel.
func (b *Bot) menders(team, channel string) []string {
	t, _ := b.Rota.Roster.Team(team)
	switch {
	case b.Admin != "" && b.Admin != channel:
		return []string{b.Admin}
	case t.Lead != "":
		return []string{"dm:" + string(t.Lead)}
	}
	var all []string
	for _, u := range b.Curators {
		all = append(all, "dm:"+u)
	}
	return all
}

// lostChannel says, in Markdown, that a team's channel does not take messages, and what to do.
func lostChannel(team, channel, code string) string {
	mend := "Ask who looks after the workspace what that means, or give the team another channel in the configuration."
	switch {
	case code == "not_in_channel", code == "channel_not_found", code == "no_permission":
		mend = "Type `/invite @howto` in it, or give the team another channel in the configuration."
	case code == "is_archived":
		mend = "It is archived. Bring it back, or give the team another channel in the configuration."
	case code == noThreads:
		mend = "It has no threads. Allow threads there, or give the team another channel in the configuration."
	case strings.HasPrefix(code, "restricted_action"):
		mend = "Only some people may post there. Let the bot post too, or give the team another channel."
	}
	return fmt.Sprintf("**I cannot post in the channel of %s** (`%s`). Questions for the team go to its "+
		"experts in direct messages until I can. %s", team, channel, mend)
}
