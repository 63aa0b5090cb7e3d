package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"howto/escalation"
	"howto/search"
	"howto/search/review"

	"github.com/slack-go/slack"
)

const (
	// nearShown is how many assets are offered to be updated instead of a new one.
	nearShown = 3
	// fillWait bounds how long a form that stands open waits for its text: longer than Slack waits for
	// an acknowledgement, since a form that is filled late is better than one that never is.
	fillWait = 8 * time.Second
)

// saveAnswer begins a draft of the answers of a case.
func (b *Bot) saveAnswer(ctx context.Context, p draftPress) error {
	c, err := b.Cases.Case(ctx, p.Value.Case)
	if err != nil {
		return b.caseFault(ctx, p.buttonPress, err)
	}
	return b.begin(ctx, p.buttonPress, c, slack.Msg{})
}

// saveMessage takes the message shortcut on an answer: that message becomes the draft, or all answers
// when it is the first message of the thread.
func (b *Bot) saveMessage(ctx context.Context, call slack.InteractionCallback) error {
	p, m := shortcutOf(call)
	c, found, err := b.caseAround(ctx, p, m)
	switch {
	case !found || err != nil:
		return err
	case m.Timestamp == c.Root.Thread:
		m = slack.Msg{}
	case m.BotID != "" || m.User == b.self.User:
		return b.tell(ctx, p, notAnAnswer)
	}
	return b.begin(ctx, p, c, m)
}

// begin opens the form of the draft of a case, or of one message in its thread. The form stands at
// once, empty: Slack lets nobody open one later than three seconds after a press.
func (b *Bot) begin(ctx context.Context, p buttonPress, c escalation.Case, m slack.Msg) error {
	if !b.mayDraft(p.User, c.Team) {
		return b.tell(ctx, p, notTheirAnswer)
	}
	source := caseSource(c)
	if m.Timestamp != "" {
		source = messageSource(escalation.Message{Channel: p.Channel, TS: m.Timestamp})
	}
	d, err := b.Drafts.DraftFrom(ctx, source)
	switch {
	case err != nil && !b.Missing(err):
		return fmt.Errorf("press %s: %w", p.Action, err)
	case err == nil && d.State == review.Published:
		return b.tell(ctx, p, inLibrary(d.Asset.Title))
	}
	opened, isOpen := b.openEmpty(ctx, p, waitModal())
	if !isOpen {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), fillWait)
	defer cancel()
	if err != nil || d.State == review.Dropped {
		made := b.newDraft(ctx, c, m)
		made.ID, made.Source, made.Version = d.ID, source, d.Version
		if d, _, err = b.Drafts.SaveDraft(ctx, "", made, nil, nil); err != nil {
			b.show(ctx, opened, sayModal(draftFailed))
			b.Log.ErrorContext(ctx, "draft not kept", "case", c.ID, "err", err)
			return nil
		}
	}
	b.show(ctx, opened, b.formOf(ctx, d).view())
	return nil
}

// openEmpty opens a form that is filled in a moment. One that does not open is logged; the person sees
// that nothing happened and presses again.
func (b *Bot) openEmpty(ctx context.Context, p buttonPress, v slack.ModalViewRequest) (slack.View, bool) {
	opened, err := b.Slack.OpenViewContext(ctx, p.Trigger, v)
	if err != nil {
		b.Log.WarnContext(ctx, "form not opened", "action", p.Action, "err", err)
		return slack.View{}, false
	}
	return opened.View, true
}

// show puts another form in the place of one that is open.
func (b *Bot) show(ctx context.Context, in slack.View, v slack.ModalViewRequest) {
	if _, err := b.Slack.UpdateViewContext(ctx, v, "", in.Hash, in.ID); err != nil {
		b.Log.WarnContext(ctx, "form not filled in", "form", v.CallbackID, "err", err)
	}
}

// newDraft drafts an asset of the answers of a case, or of one message in its thread.
func (b *Bot) newDraft(ctx context.Context, c escalation.Case, m slack.Msg) review.Draft {
	expert, at, said := string(c.Owner), c.Root.Thread, []string{m.Text}
	if m.Timestamp != "" {
		expert, at = m.User, m.Timestamp
	} else {
		said = texts(c.Answers)
	}
	team, _ := b.Rota.Roster.Team(c.Team)
	near := b.near(ctx, c.Question, team.Channel)
	a, short := draftOf(answered{Question: c.Question, Answers: said, Owner: expert,
		Topics: topicFor(team, near)}, b.IsName)
	link := b.link(ctx, escalation.Place{Channel: c.Root.Channel, Thread: at})
	return review.Draft{State: review.Begun, Asset: a, Answer: a.Body, Cut: short, Ask: c.Ask, Case: c.ID,
		Team: c.Team, Asker: string(c.Asker), Expert: expert, Link: link}
}

// topicFor is the topic of the team that the nearest asset has, or the team's first.
func topicFor(team escalation.Team, near []search.Asset) []string {
	for _, a := range near[:min(1, len(near))] {
		for _, t := range a.Topics {
			if slices.Contains(team.Topics, t) {
				return []string{t}
			}
		}
	}
	if len(team.Topics) > 0 {
		return team.Topics[:1]
	}
	return []string{team.ID}
}

// near are the assets that answer a question best, of those that everybody in a channel may see.
func (b *Bot) near(ctx context.Context, question, channel string) []search.Asset {
	m, err := b.Finder.Find(ctx, search.Query{Text: question, Viewer: together(channel), Limit: nearShown})
	if err != nil {
		b.Log.ErrorContext(ctx, "search failed", "err", err)
		return nil
	}
	var out []search.Asset
	if m.Confidence == search.None {
		return nil // what has nothing to do with it is no help like it
	}
	for _, h := range m.Hits {
		out = append(out, h.Asset)
	}
	return out
}

// editable reports whether the text of an asset goes into a form.
func editable(a search.Asset) bool {
	return runes(a.Body) <= inputLimit && runes(a.More) <= inputLimit && len(a.ID) < 300 &&
		runes(strings.Join(a.Asks, "\n")) <= inputLimit
}

// formOf is the form of a draft as it stands.
func (b *Bot) formOf(ctx context.Context, d review.Draft) draftForm {
	team, _ := b.Rota.Roster.Team(d.Team)
	f := draftForm{Draft: d, Asset: d.Asset, Picked: d.Updates, From: d.From, Topics: team.Topics,
		Direct: len(b.Curators) == 0, Names: b.people.name}
	question := d.Asset.Title
	if len(d.Asset.Asks) > 0 {
		question = d.Asset.Asks[0]
	}
	f.Near = slices.DeleteFunc(b.near(ctx, question, team.Channel), func(a search.Asset) bool { return !editable(a) })
	if a, ok := b.Finder.Asset(d.Updates); ok && !slices.Contains(assetIDs(f.Near), a.ID) {
		f.Near = append([]search.Asset{a}, f.Near[:min(len(f.Near), nearShown-1)]...)
	}
	f.Outdated = d.Updates != "" && b.fingerprint(d.Updates) != d.From
	return f
}

// pickNear fills the form anew: with an asset that is there already and the answer behind it, or with
// the draft.
func (b *Bot) pickNear(ctx context.Context, p draftPress) error {
	s, ok := decodeDraftState(p.View.PrivateMetadata)
	if !ok {
		return nil
	}
	d, err := b.Drafts.Draft(ctx, s.Draft)
	if err != nil {
		return fmt.Errorf("fill in a form: %w", err)
	}
	if !b.mayEdit(p.User, d) {
		return nil
	}
	team, _ := b.Rota.Roster.Team(d.Team)
	f := draftForm{Draft: d, Asset: d.Asset, Topics: team.Topics, Direct: len(b.Curators) == 0,
		Names: b.people.name}
	f.Draft.Version = s.Version
	for _, id := range s.Near {
		if a, ok := b.Finder.Asset(id); ok {
			f.Near = append(f.Near, a)
		}
		if p.Chosen == fmt.Sprint(slices.Index(s.Near, id)) {
			f.Picked = id
		}
	}
	if a, ok := b.Finder.Asset(f.Picked); ok && f.Picked != "" {
		f.Asset, f.Draft.Cut = merged(a, d)
		f.From = a.Fingerprint()
	}
	b.show(ctx, p.View, f.view())
	return nil
}

// merged is an asset with the answer of a draft behind its text, for somebody to work the one into the
// other. It reports whether something did not fit.
func merged(a search.Asset, d review.Draft) (search.Asset, bool) {
	for _, ask := range d.Asset.Asks {
		known := slices.ContainsFunc(a.Asks, func(s string) bool { return strings.EqualFold(s, ask) })
		if !known && runes(strings.Join(a.Asks, "\n"))+runes(ask) < inputLimit {
			a.Asks = append(slices.Clip(a.Asks), ask)
		}
	}
	body := strings.TrimSpace(a.Body + "\n\n" + d.Answer)
	if runes(body) <= inputLimit {
		a.Body = body
		return a, false
	}
	more := strings.TrimSpace(a.More + "\n\n" + d.Answer)
	if runes(more) <= inputLimit {
		a.More = more
		return a, false
	}
	return a, true
}

// editDraft opens the form of a draft again.
func (b *Bot) editDraft(ctx context.Context, p draftPress) error {
	d, ok, err := b.loadDraft(ctx, p)
	switch {
	case !ok || err != nil:
		return err
	case d.State == review.Published:
		return b.tell(ctx, p.buttonPress, inLibrary(d.Asset.Title))
	case d.State == review.Dropped:
		return b.tell(ctx, p.buttonPress, b.draftRefusal(review.AlreadyDropped, d))
	}
	if opened, ok := b.openEmpty(ctx, p.buttonPress, waitModal()); ok {
		b.show(ctx, opened, b.formOf(ctx, d).view())
	}
	return nil
}

// draftSent takes the form of a draft. What is wrong with the text is said beside its field, and the
// form stays.
func (b *Bot) draftSent(ctx context.Context, call slack.InteractionCallback) (any, error) {
	s, ok := decodeDraftState(call.View.PrivateMetadata)
	if !ok {
		return nil, nil
	}
	in := fieldsOf(call.View)
	d, err := b.Drafts.Draft(ctx, s.Draft)
	if err != nil {
		if b.Missing(err) {
			return in.errors(fieldTitle, draftGone), nil
		}
		return nil, fmt.Errorf("take a draft: %w", err)
	}
	if !b.mayEdit(call.User.ID, d) {
		return in.errors(fieldTitle, notYourDraft), nil
	}
	ev, field, fault := b.submission(s, in)
	if fault != "" {
		return in.errors(field, fault), nil
	}
	ev.By = call.User.ID
	if faults := lintForm(ev.Asset, b.Now()); len(faults) > 0 {
		return in.all(faults), nil
	}
	// Only over the text that the form was filled with. Whether that still stands, or this is the same
	// form once more, is found out where it is kept.
	d.Version = s.Version
	d, why, err := b.move(ctx, "form:"+call.View.ID+":"+call.View.Hash, d, ev, ev.By)
	switch {
	case err != nil:
		return nil, fmt.Errorf("take a draft: %w", err)
	case why == "" || why == repeated || d.Author == ev.By && d.Asset.Body == ev.Asset.Body:
		return nil, nil
	}
	return in.errors(fieldTitle, b.draftRefusal(why, d)), nil
}

// submission is what a form asks for, or the field that is wrong and why.
func (b *Bot) submission(s draftState, in fields) (ev review.Submit, field, fault string) {
	a := search.Asset{Kind: search.KindSteps}
	if s.Picked != "" {
		var ok bool
		if a, ok = b.Finder.Asset(s.Picked); !ok {
			return ev, fieldTitle, assetTakenOut
		}
		if a.Fingerprint() != s.From {
			return ev, fieldTitle, assetChanged
		}
		ev.Updates, ev.Base, ev.From = a.ID, base(a), a.Fingerprint()
		a.Path = ""
	}
	a.Title, a.Body, a.More = oneLine(in.text(fieldTitle)), in.text(fieldSteps), in.text(fieldMore)
	a.Owner = in.user(fieldOwner)
	a.Asks = nil
	for _, line := range strings.Split(in.text(fieldAsks), "\n") {
		if line = oneLine(line); line != "" && !slices.Contains(a.Asks, line) {
			a.Asks = append(a.Asks, line)
		}
	}
	if topic := in.chosen(fieldTopic); topic != "" && !slices.Contains(a.Topics, topic) {
		a.Topics = append([]string{topic}, a.Topics...)
	}
	ev.Asset, ev.Direct = a, len(b.Curators) == 0
	return ev, "", ""
}

// lintForm is what is wrong with a text, by field.
func lintForm(a search.Asset, now time.Time) map[string]string {
	a.Reviewed, a.Review = now, now.Add(review.ReviewAfter)
	by := map[string][]search.Fault{}
	for part, faults := range search.Lint(a) {
		for _, f := range faults {
			field := fieldFor(part, f.Text)
			by[field] = append(by[field], f)
		}
	}
	out := map[string]string{}
	for field, faults := range by {
		text := capital(faults[0].Text) + "."
		if faults[0].Line > 1 {
			text = fmt.Sprintf("Line %d: %s", faults[0].Line, text)
		}
		if len(faults) > 1 {
			text += fmt.Sprintf(" And %d more.", len(faults)-1)
		}
		out[field] = cut(text, 300)
	}
	return out
}

// fieldFor is the field in which a fault can be mended.
func fieldFor(part search.Part, fault string) string {
	switch {
	case part == search.PartTitle:
		return fieldTitle
	case part == search.PartAsks:
		return fieldAsks
	case part == search.PartMore:
		return fieldMore
	case part == search.PartBody:
		return fieldSteps
	case strings.Contains(fault, "owner"):
		return fieldOwner
	}
	return fieldTopic
}

// fields are what was put into a form, by field.
type fields struct {
	values map[string]slack.BlockAction
	blocks map[string]string // field to the block that it is in
}

func fieldsOf(v slack.View) fields {
	f := fields{values: map[string]slack.BlockAction{}, blocks: map[string]string{}}
	if v.State == nil {
		return f
	}
	for block, actions := range v.State.Values {
		name, _, _ := strings.Cut(block, ":")
		for _, a := range actions {
			f.values[name], f.blocks[name] = a, block
		}
	}
	return f
}

func (f fields) text(name string) string   { return strings.TrimSpace(clean(f.values[name].Value)) }
func (f fields) user(name string) string   { return f.values[name].SelectedUser }
func (f fields) chosen(name string) string { return f.values[name].SelectedOption.Value }

// errors is the acknowledgement that says what is wrong with one field.
func (f fields) errors(name, text string) any { return f.all(map[string]string{name: text}) }

func (f fields) all(texts map[string]string) any {
	out := map[string]string{}
	for name, text := range texts {
		if block := f.blocks[name]; block != "" {
			out[block] = text
		}
	}
	return slack.NewErrorsViewSubmissionResponse(out)
}
