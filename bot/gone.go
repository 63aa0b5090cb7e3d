package bot

import "howto/escalation"

// ManagerGone is the row that tells the channel of whoever runs the program that the manager of a team
// has left: nobody reads the team's weekly message now. It is not ok without such a channel.
func (b *Bot) ManagerGone(manager, team string) (row escalation.Outgoing, ok bool, err error) {
	if b.Admin == "" {
		return escalation.Outgoing{}, false, nil
	}
	row, err = b.row("manager-gone:"+manager+":"+team, post{Via: viaMessage, Channel: b.Admin,
		Message: newMessage(sectionMrkdwn("<@"+manager+"> has left, so nobody gets the weekly message of "+
			bold(b.teamName(team))+"."),
			contextPlain("Name somebody else under digest.managers in the configuration."))})
	return row, true, err
}
