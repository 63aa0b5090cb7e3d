package bot

import (
	"time"

	"howto/outcome"
	"howto/search"

	"github.com/slack-go/slack"
)

// A lookView is the request to look at an asset as its owner, or a team, gets it.
type lookView struct {
	Look  outcome.Look
	Asset search.Asset
	Team  string // id of the team that gets it when nobody else does
	Names names
	// Orphan says that a channel reads it, because the owner has left; Guarded that some there may not see
	// the asset.
	Orphan, Guarded bool
	Zone            *time.Location
}

// readIn is the view for those who read a channel, or direct messages.
func (v lookView) readIn(channel string) lookView {
	v.Orphan, v.Guarded = !isDM(channel), guardedIn(v.Asset, channel)
	return v
}

// title is how the asset is called to who reads it.
func (v lookView) title() string {
	if v.Guarded {
		return GuardedTitle
	}
	return v.Asset.Title
}

// lookMessage says what is wrong with an asset and what can be done about it, or who has done what.
func lookMessage(v lookView) message {
	blocks := []slack.Block{sectionMrkdwn(lookSays(v))}
	switch v.Look.State {
	case outcome.LookRight:
		blocks = append(blocks, contextMrkdwn("✓ "+v.answered("says that it is still right")+
			". It is shown as before."))
	case outcome.LookRetired:
		blocks = append(blocks, contextMrkdwn(v.answered("retired it")+
			". Nobody is shown it until its text changes."))
	case outcome.LookFixing:
		blocks = append(blocks, contextMrkdwn(v.answered("began a new text")+
			". It is shown lower down until that is published."), lookButtons(v, "Open the text"))
	default:
		blocks = append(blocks, contextPlain("Until somebody has looked at it, it is shown lower down."),
			lookButtons(v, "Fix it"))
	}
	return newMessage(blocks...)
}

// lookSays is why the asset should be looked at. Nothing in it tells who asked.
func lookSays(v lookView) string {
	title := v.title()
	says := "Two people in a row pressed Not quite on " + bold(cut(title, nameLimit)) + "."
	if v.Look.Cause == outcome.FellBelow {
		if v.Guarded {
			title = capital(title)
		}
		says = bold(cut(title, nameLimit)) + " solved less often than usual."
	}
	switch {
	case !v.Orphan:
		return says
	case userID.MatchString(v.Asset.Owner):
		says += "\nIts owner, " + escape(v.Names.of(v.Asset.Owner)) + ", takes no messages any more."
	default:
		says += "\nNobody is its owner."
	}
	return says + " Please look at it, and make somebody its owner."
}

func (v lookView) answered(what string) string {
	return escape(v.Names.of(v.Look.By)) + " " + what + ", " + moment(v.Look.At, v.Zone)
}

func lookButtons(v lookView, fix string) *slack.ActionBlock {
	about := actionValue{Pick: v.Look.ID, Asset: v.Asset.ID, Team: v.Team}
	title := cut(oneLine(v.title()), nameLimit)
	opening := title
	if v.Guarded {
		opening = capital(title)
	}
	retire := confirmation("Retire this help?", opening+" is shown to nobody any more, until its text changes. "+
		"The people who keep the library are told.", "Retire it", "Keep it").WithStyle(slack.StyleDanger)
	return buttons(
		button{id: actLookFix, label: fix, value: about, style: slack.StylePrimary,
			spoken: "Write a new text: " + title},
		button{id: actLookRight, label: "Still right", value: about, spoken: "Still right: " + title},
		button{id: actLookRetire, label: "Retire", value: about, spoken: "Retire: " + title,
			confirm: retire},
		// Without the look, because it is no answer to it.
		button{id: actSeeAsset, label: "Open asset", value: actionValue{Asset: v.Asset.ID},
			spoken: "Open: " + title})
}

// retiredMessage tells the people who keep the library that an asset was retired.
func retiredMessage(v lookView) message {
	says := v.answered("retired "+bold(cut(v.Asset.Title, nameLimit))) + ". Nobody is shown it until its text changes."
	where := "It came from an answer in Slack."
	if v.Asset.Path != "" {
		where = "Its text stands in " + cutPath(v.Asset.Path, nameLimit) +
			". Change the file, or remove it for good."
	}
	return newMessage(sectionMrkdwn(says), contextPlain(where))
}

// whereItStands says where the text of an asset can be changed that goes into no form.
func whereItStands(a search.Asset) string {
	if a.Path == "" {
		return lookNeedsFile + "Please ask the people who keep the library."
	}
	return lookNeedsFile + "It stands in " + cutPath(a.Path, nameLimit) + "; change it there."
}
