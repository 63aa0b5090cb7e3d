package bot

import (
	"context"
	"errors"
	"fmt"

	"howto/escalation"

	"github.com/slack-go/slack"
)

// GroupMembers are the people of a Slack user group. [ErrPermission] says that only somebody who runs
// the workspace or the app can change that they cannot be read.
func GroupMembers(ctx context.Context, api *slack.Client, group string) ([]escalation.User, error) {
	ids, err := api.GetUserGroupMembersContext(ctx, group)
	if err != nil {
		return nil, groupFault(group, err)
	}
	people := make([]escalation.User, len(ids))
	for i, id := range ids {
		people[i] = escalation.User(id)
	}
	return people, nil
}

// ErrPermission says that Slack refused something until a person allows it.
var ErrPermission = errors.New("not permitted")

// permission is an ErrPermission in words that say whose hand it needs.
type permission struct{ text string }

func (p permission) Error() string   { return p.text }
func (p permission) Is(e error) bool { return e == ErrPermission }

// groupFault turns what Slack says of a user group into a sentence, if it is about permission.
func groupFault(group string, err error) error {
	say := func(text string) error { return permission{"user group " + group + ": " + text} }
	var refused slack.SlackErrorResponse
	if !errors.As(err, &refused) {
		return fmt.Errorf("user group %s: %w", group, err)
	}
	switch refused.Err {
	case "missing_scope":
		scope := refused.Needed
		if scope == "" {
			scope = "usergroups:write"
		}
		return say("the bot token lacks the scope " + scope + "; reinstall the app with the manifest that " +
			"`howto manifest` prints")
	case "permission_denied", "not_allowed_token_type", "restricted_action", "access_denied":
		return say("Slack does not let the bot change it (" + refused.Err + "); an owner of the workspace can let " +
			"everybody change user groups, under Workspace settings, Permissions")
	case "plan_upgrade_required", "paid_teams_only":
		return say("user groups need a paid plan of Slack; take the setting out or upgrade")
	case "no_such_subteam", "subteam_not_found":
		return say("there is none with this id, or it is switched off; correct the setting or switch it on in Slack")
	}
	return fmt.Errorf("user group %s: %w", group, err)
}

// UserByMail finds who has an e-mail address in Slack; false: nobody has. It needs [ScopeMails].
func UserByMail(ctx context.Context, api *slack.Client, mail string) (escalation.User, bool, error) {
	u, err := api.GetUserByEmailContext(ctx, mail)
	switch {
	case refusedAs(err) == "users_not_found":
		return "", false, nil
	case err != nil:
		return "", false, fmt.Errorf("look for a person by address: %w", err)
	}
	return escalation.User(u.ID), !u.Deleted && !u.IsBot, nil
}

// canJoin reports whether somebody can be put into a user group: Slack takes no bots, no guests and
// nobody who has left. Who cannot be looked up counts as able to.
func (b *Bot) canJoin(ctx context.Context, who escalation.User) bool {
	u, err := b.Slack.GetUserInfoContext(ctx, string(who))
	if err != nil {
		return refusedAs(err) != "user_not_found"
	}
	return !u.Deleted && !u.IsBot && !u.IsRestricted && !u.IsUltraRestricted
}
