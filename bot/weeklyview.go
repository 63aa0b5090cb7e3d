package bot

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"howto/outcome"

	"github.com/slack-go/slack"
)

// How long the parts of a weekly message may be, in characters. What is longer is cut.
const (
	digestLine = 150
	digestPart = 450
	// pictureAlt is the longest description of a picture that Slack takes with an upload.
	pictureAlt = 1_000
)

// wishBlock begins the ids of the blocks in which a manager says how often they want the message.
const wishBlock = "wish"

// A weeklyView is a weekly message as it is sent.
type weeklyView struct {
	Digest Digest
	File   string // id of its picture in Slack; empty: without
}

// weekly draws a weekly message: what matters and its figures first, then the one finding with its
// step, then the rest. Where Slack shows no pictures, everything that one says stands in words too.
func weekly(v weeklyView) message {
	d := v.Digest
	blocks := []slack.Block{header(d.Title), sectionMrkdwn(weeklyLead(d))}
	if !d.Quiet {
		blocks = append(blocks, weeklyNumbers(d)...)
		blocks = append(blocks, weeklyPicture(v)...)
		blocks = append(blocks, weeklyFinding(d)...)
		blocks = append(blocks, weeklyThree(d)...)
		if d.Win != "" {
			blocks = append(blocks, sectionMrkdwn(":seedling: *Win*  "+digestText(d.Win, digestPart)))
		}
		if d.Caveats != "" {
			blocks = append(blocks, contextPlain(cut(oneLine(d.Caveats), digestPart)))
		}
	}
	blocks = append(blocks, weeklyFoot(d)...)
	m := newMessage(blocks...)
	if strings.TrimSpace(d.Text) != "" {
		m.Text = topText(escape(d.Text))
	}
	return m
}

// digestText is s as mrkdwn in one line. What stands for one character counts as all that it takes, as
// Slack counts it.
func digestText(s string, limit int) string {
	return cutMrkdwn(escape(cut(oneLine(s), limit)), limit)
}

func weeklyLead(d Digest) string {
	if d.Quiet {
		return digestText(d.Lead, digestPart)
	}
	lead := bold(cut(d.Lead, digestLine))
	if d.Base != "" {
		lead += "\n" + digestText(d.Base, digestPart)
	}
	return lead
}

func weeklyNumbers(d Digest) []slack.Block {
	var fields []*slack.TextBlockObject
	for _, n := range d.Numbers[:min(len(d.Numbers), 10)] {
		text := bold(cut(n.Label, nameLimit)) + "\n" + digestText(n.Value, digestLine)
		if n.Note != "" {
			text += "\n" + digestText(n.Note, digestLine)
		}
		fields = append(fields, mrkdwnObject(text))
	}
	if len(fields) == 0 {
		return nil
	}
	return []slack.Block{slack.NewSectionBlock(nil, fields, nil)}
}

func weeklyPicture(v weeklyView) []slack.Block {
	if v.File == "" {
		return nil
	}
	alt := cut(oneLine(v.Digest.Alt), pictureAlt)
	if alt == "" {
		alt = "The weeks before in a chart"
	}
	file := &slack.SlackFileObject{ID: v.File}
	return []slack.Block{slack.NewImageBlockSlackFile(file, alt, "", nil)}
}

// weeklyFinding is the one finding, how sure it is, and what to do about it.
func weeklyFinding(d Digest) []slack.Block {
	if d.Finding == "" && d.Step.Text == "" {
		return nil
	}
	blocks := []slack.Block{slack.NewDividerBlock()}
	if lines := findingLines(d); lines != "" {
		blocks = append(blocks, sectionMrkdwn(lines))
	}
	if d.Step.Text != "" {
		blocks = append(blocks, sectionMrkdwn("*Next step*  "+stepLine(d.Step)))
	}
	if pressable := findingButtons(d); len(pressable) > 0 {
		blocks = append(blocks, buttons(pressable...))
	}
	return blocks
}

// findingLines says what was found, what it may mean, and why that is thought.
func findingLines(d Digest) string {
	var lines []string
	if d.Finding != "" {
		lines = append(lines, labelMark(d.Label)+digestText(d.Finding, digestPart))
	}
	if d.Impact != "" {
		lines = append(lines, "*Probable impact*  "+capital(digestText(d.Impact, digestPart)))
	}
	if d.Reasons != "" {
		lines = append(lines, "*Why we think so*  "+capital(digestText(d.Reasons, digestPart)))
	}
	return strings.Join(lines, "\n")
}

// labelMark is how sure a finding is, in words behind a mark that can be seen from afar.
func labelMark(label string) string {
	marks := map[string]string{
		outcome.Signal.String(): ":large_orange_circle:", outcome.Watch.String(): ":large_yellow_circle:",
		outcome.Noise.String(): ":white_circle:", outcome.NotEnough.String(): ":white_circle:",
	}
	word := bold(capital(label))
	if word == "" {
		return ""
	}
	if mark := marks[strings.ToLower(label)]; mark != "" {
		return mark + " " + word + "  "
	}
	return word + "  "
}

// stepLine is what to do, and who owns what it is about: the only name in a weekly message.
func stepLine(s DigestStep) string {
	line := digestText(s.Text, digestPart)
	if userID.MatchString(s.Owner) {
		line += "\nOwner: " + mention(s.Owner)
	}
	return line
}

// findingButtons are what can be done with the finding.
func findingButtons(d Digest) []button {
	about := actionValue{Pick: d.Key, Asset: d.Step.Asset, Team: d.Team}
	var all []button
	if d.Step.Owner != "" {
		all = append(all, button{id: actSendOwner, label: "Send to owner", value: about, style: slack.StylePrimary,
			spoken: "Send the finding and its step to the owner"})
	}
	if d.Step.Asset != "" {
		all = append(all, button{id: actSeeAsset, label: "Open asset", value: about,
			spoken: "Open the asset that this is about"})
	}
	if d.Finding != "" {
		all = append(all, button{id: actUseless, label: "Not useful", value: about,
			spoken: "Say that this finding was not useful"})
	}
	return all
}

// weeklyThree is what to decide, to mend and to talk about this week.
func weeklyThree(d Digest) []slack.Block {
	var lines []string
	add := func(what, text string) {
		if text != "" {
			lines = append(lines, "• "+bold(what)+"  "+capital(digestText(text, digestPart)))
		}
	}
	add("Decision", d.Decision)
	add("Content fix", d.Fix)
	add("Huddle", d.Huddle)
	if len(lines) == 0 {
		return nil
	}
	text := "*This week's three*\n" + strings.Join(lines, "\n")
	if strings.TrimSpace(d.Script) == "" {
		return []slack.Block{sectionMrkdwn(text)}
	}
	return []slack.Block{sectionWithButton(text, button{id: actScript, label: "Show script",
		value: actionValue{Pick: d.Key}, spoken: "Show what to say in the huddle"})}
}

// weeklyFoot has what the words mean, and, where it is offered, how often the message comes.
func weeklyFoot(d Digest) []slack.Block {
	var all []button
	if len(d.Definitions) > 0 && !d.Quiet {
		all = append(all, termsButton(d.Key))
	}
	if d.Offer {
		all = append(all, wishButtons(actionValue{Pick: d.Key, Team: d.Team})...)
	}
	if len(all) == 0 {
		return nil
	}
	return []slack.Block{slack.NewActionBlock(wishBlock, elements(all)...)}
}

func termsButton(key string) button {
	return button{id: actTerms, label: "Definitions", value: actionValue{Pick: key},
		spoken: "Say what the figures in this message mean"}
}

func wishButtons(about actionValue) []button {
	return []button{
		{id: actMonthly, label: "Monthly", value: about, spoken: "Send this message once a month"},
		{id: actNever, label: "Stop", value: about, spoken: "Stop sending this message"},
	}
}

// wishes are the actions by which a manager says how often the message shall come.
func wishes() map[string]outcome.Wish {
	return map[string]outcome.Wish{
		actMonthly: outcome.EachMonth, actNever: outcome.NoMore, actWeekly: outcome.EachWeek,
	}
}

// wishFoot takes the place of the foot of a message when a manager has said how often they want it. It
// keeps the way back.
func wishFoot(about actionValue, w outcome.Wish, terms bool) []slack.Block {
	said, all := "You get this message each week again.", wishButtons(about)
	switch w {
	case outcome.EachMonth:
		said = "From now on you get this message once a month."
	case outcome.NoMore:
		said = "You get this message no more. The figures stay: whoever runs howto can show you any week."
	}
	if w != outcome.EachWeek {
		all = []button{{id: actWeekly, label: "Undo", value: about, spoken: "Send this message each week again"}}
	}
	if terms {
		all = append([]button{termsButton(about.Pick)}, all...)
	}
	return []slack.Block{slack.NewContextBlock(wishBlock+"_said", mrkdwnObject(said)),
		slack.NewActionBlock(wishBlock, elements(all)...)}
}

// rewished is a weekly message that was posted, with another foot.
func rewished(m message, about actionValue, w outcome.Wish) message {
	terms := slices.Contains(pressables(m), actTerms)
	m.Blocks = slices.DeleteFunc(reusable(m.Blocks), func(b slack.Block) bool {
		return strings.HasPrefix(b.ID(), wishBlock)
	})
	m.Blocks = append(m.Blocks, wishFoot(about, w, terms)...)
	return m
}

// instead is a message that was posted, with line below where a button was.
func instead(m message, action, line string) message {
	var out []slack.Block
	for _, b := range reusable(m.Blocks) {
		block, isActions := b.(*slack.ActionBlock)
		if !isActions || !slices.Contains(pressables(message{Blocks: []slack.Block{b}}), action) {
			out = append(out, b)
			continue
		}
		kept := slices.DeleteFunc(slices.Clone(block.Elements.ElementSet), func(e slack.BlockElement) bool {
			pressed, ok := e.(*slack.ButtonBlockElement)
			return ok && pressed.ActionID == action
		})
		if len(kept) > 0 {
			out = append(out, slack.NewActionBlock(block.BlockID, kept...))
		}
		out = append(out, contextMrkdwn(line))
	}
	m.Text = withLine(m.Text, line)
	m.Blocks = out
	return m
}

// reusable are blocks that Slack gave back, fit to be sent again: a picture is named by its id alone.
func reusable(blocks []slack.Block) []slack.Block {
	out := slices.Clone(blocks)
	for i, b := range out {
		if img, ok := b.(*slack.ImageBlock); ok && img.SlackFile != nil && img.SlackFile.ID != "" {
			out[i] = slack.NewImageBlockSlackFile(&slack.SlackFileObject{ID: img.SlackFile.ID}, img.AltText,
				img.BlockID, nil)
		}
	}
	return out
}

// pressables are the action ids of the buttons of a message.
func pressables(m message) []string {
	var all []string
	for _, b := range m.Blocks {
		switch b := b.(type) {
		case *slack.ActionBlock:
			for _, e := range b.Elements.ElementSet {
				if pressed, ok := e.(*slack.ButtonBlockElement); ok {
					all = append(all, pressed.ActionID)
				}
			}
		case *slack.SectionBlock:
			if b.Accessory != nil && b.Accessory.ButtonElement != nil {
				all = append(all, b.Accessory.ButtonElement.ActionID)
			}
		}
	}
	return all
}

// A findingView is a finding as the owner of the asset gets it.
type findingView struct {
	Digest Digest
	By     string // name of the manager
	Team   string // how people call the team
	Asset  string // title
	Gone   string // name of the owner who is no longer there; empty where the owner reads it
}

// findingMessage brings a finding and its step to the owner of an asset.
func findingMessage(v findingView) message {
	d := v.Digest
	intro := bold(cut(v.By, nameLimit)) + " sends you this from the weekly message of " + escape(cut(oneLine(v.Team), nameLimit))
	if v.Asset != "" {
		intro += ", about " + bold(cut(v.Asset, nameLimit))
	}
	intro += "."
	if v.Gone != "" {
		intro += " " + escape(cut(oneLine(v.Gone), nameLimit)) + ", who kept it, takes no messages any more."
	}
	blocks := []slack.Block{sectionMrkdwn(intro)}
	if lines := findingLines(d); lines != "" {
		blocks = append(blocks, sectionMrkdwn(lines))
	}
	if todo := ownersPart(d); todo != "" {
		blocks = append(blocks, sectionMrkdwn("*What to do*  "+todo))
	}
	if d.Step.Asset != "" {
		about := actionValue{Asset: d.Step.Asset, Team: d.Team}
		blocks = append(blocks, buttons(
			button{id: actLookFix, label: "Fix it", value: about, style: slack.StylePrimary,
				spoken: "Write a new text for this asset"},
			button{id: actSeeAsset, label: "Open asset", value: about, spoken: "Open the asset that this is about"}))
	}
	return newMessage(append(blocks, contextPlain("The figures are of the whole team and name nobody. "+saidFloor))...)
}

// ownersPart is what the owner is asked to do, and until when. The step itself speaks to the manager: it is
// shown only where a message has no words for the owner. The content fix of the week may be another asset's.
func ownersPart(d Digest) string {
	todo := digestText(cmp.Or(d.Step.Task, d.Step.Text), digestPart)
	if todo != "" && !d.Step.Due.IsZero() {
		todo = capital(todo) + "\nBy " + d.Step.Due.Format("Monday 2 January") + "."
	}
	return todo
}

// sentLine says in a weekly message who got the finding.
func sentLine(owner string, at time.Time) string {
	return "Sent to " + escape(cut(oneLine(owner), nameLimit)) + ", " + moment(at, nil)
}
