package digest

import (
	"slices"
	"time"

	"howto/outcome"
)

// A story is the one finding of a message, and what follows from it.
type story struct {
	key, metric, asset string
	label              outcome.Label
	change             *outcome.Change // what it rests on; nil when it is no change

	lead, finding, impact, reasons string
	// task is the step, without its end: " by" and a day come after it. Empty: there is none.
	task             string
	wait             bool   // it may be chance: the task is only for those who do not want to wait
	owners           string // the task as the owner of the asset reads it; empty where there is no asset
	decision, huddle string
}

// story chooses what the message is about: the first finding, else what got better, else that there
// is nothing to compare with yet. It has no lead when the week is a quiet one.
func (d *desk) story() story {
	var told story
	first := !slices.ContainsFunc(d.Past, func(r outcome.Report) bool { return r.Why == outcome.Shown })
	if i := slices.IndexFunc(d.Findings, worthy); i >= 0 {
		told = d.tell(d.Findings[i])
	} else if i := slices.IndexFunc(d.Changes, better); i >= 0 {
		told = d.moved(d.Changes[i])
	}
	if first {
		told.lead = "These are the first figures of this team, so no trend can be told yet."
		if told.finding == "" {
			told.finding = "What is usual can be told once there are some weeks to compare."
		}
	}
	return told
}

// worthy reports whether a finding is worth words: one that rests on a change is when the change may
// be for the worse, or is for the better for certain.
func worthy(f outcome.Finding) bool {
	return f.Change == nil || f.Change.Label == outcome.Signal || f.Change.Label == outcome.Watch && f.Change.Worse
}

// better reports whether something got better for certain.
func better(c outcome.Change) bool {
	return c.Label == outcome.Signal && !c.Worse && c.Now.Why == outcome.Shown
}

func (d *desk) tell(f outcome.Finding) story {
	var s story
	switch {
	case f.Change != nil:
		s = d.moved(*f.Change)
	case f.Kind == outcome.GapFound:
		s = d.gap(f)
	case f.Kind == outcome.AssetStale:
		s = d.stale(f)
	case f.Kind == outcome.TopicBare:
		s = d.bare(f)
	default:
		s = d.slow()
	}
	if f.Change == nil {
		s.label = d.teamLabel()
		s.finding = d.movement() + " What stands out: " + s.finding
	}
	s.key, s.asset = f.Key, f.Asset
	if f.Since != (outcome.Week{}) && f.Since.From().Before(d.Report.Week.From()) {
		s.finding += " Open since " + weekName(f.Since) + "."
	}
	return s
}

// doubt is the figure that may have got worse, if there is one.
func (d *desk) doubt() (c outcome.Change, ok bool) {
	i := slices.IndexFunc(d.Changes, func(c outcome.Change) bool { return c.Worse && c.Label >= outcome.Watch })
	if i < 0 {
		return outcome.Change{}, false
	}
	return d.Changes[i], true
}

// teamLabel is what the week as a whole is worth when the finding itself is not a change: how sure
// it is that nothing got worse.
func (d *desk) teamLabel() outcome.Label {
	if c, ok := d.doubt(); ok {
		return c.Label
	}
	if slices.ContainsFunc(d.Changes, func(c outcome.Change) bool { return c.Label != outcome.NotEnough }) {
		return outcome.Noise
	}
	return outcome.NotEnough
}

// movement says in a sentence what the week as a whole is worth.
func (d *desk) movement() string {
	if c, ok := d.doubt(); ok {
		return "It may be that " + d.happened(c) + "; we look again on " + day(d.nextFigures()) + "."
	}
	if d.teamLabel() == outcome.NotEnough {
		return d.tooLittle() + "."
	}
	return "Nothing got worse beyond the normal movement from week to week."
}

// tooLittle says what there is too little of to tell a movement.
func (d *desk) tooLittle() string {
	if c, ok := d.change(outcome.MetricSolved); !ok || !limited(c) {
		return "Too few weeks can be shown to say whether anything moved"
	}
	return "Too few asks to say whether anything moved"
}

// moved tells of a figure that is not what it usually was.
func (d *desk) moved(c outcome.Change) story {
	happened := d.happened(c)
	s := story{metric: c.Metric, asset: c.Asset, label: c.Label, change: &c,
		lead: sentenceCase(happened) + ".", finding: d.measured(c),
		impact: sentenceCase(d.weight(c)), reasons: d.grounds(c)}
	switch c.Label {
	case outcome.Signal:
		s.finding = "Real change" + size(c) + ". " + s.finding
	case outcome.Watch:
		s.wait, s.lead = true, "It may be that "+happened+"."
		s.finding = "May be real; we look again on " + day(d.nextFigures()) + ". " + s.finding
	}
	if all, ok := d.change(outcome.MetricSolved); ok && c.Asset != "" && c.Worse && !s.wait &&
		all.Label == outcome.Signal && all.Worse {
		s.lead = sentenceCase(happened) + ", and fewer asks were solved in all."
	}
	d.nextAfter(c, &s)
	if s.wait {
		s.decision = "Wait for the next figures, or look into it now?"
	}
	return s
}

// nextAfter is what to do about a figure that moved.
func (d *desk) nextAfter(c outcome.Change, s *story) {
	title := d.names.asset(c.Asset)
	switch {
	case !c.Worse:
		s.decision = "What helped, and where else could it help?"
		s.huddle = "“What made this easier lately?”"
	case c.Asset != "":
		s.task = "Ask the owner of " + title + " to check each step of it"
		if d.names.Owners[c.Asset] == "" {
			s.task = "Name an owner for " + title
		}
		s.owners = checkSteps(title)
		s.decision = "Keep this card in use while it is checked, or send people to an expert?"
		s.huddle = "Where does " + title + " trip us up?"
	case c.Metric == outcome.MetricWait, c.Metric == outcome.MetricHandedOver:
		s.task = whoIsOnCall
		s.decision = "Put one more person on call, or tell people to expect a wait?"
		s.huddle = "“When was it hard to get an answer?”"
	default:
		s.task = "Ask the experts what people got stuck on in " + weekName(d.Report.Week)
		s.decision = "Which task do we make easier first?"
		s.huddle = "“Where did we get stuck?”"
	}
}

func (d *desk) gap(f outcome.Finding) story {
	about := phrase(f.Theme)
	s := story{metric: outcome.MetricThemes,
		lead:    people(f.People) + " asked for " + about + " and found nothing.",
		finding: people(f.People) + " asked for " + about + ", and there is no answer to it.",
		reasons: "Their questions share these words, and the search had nothing to show.",
		task:    "Name who writes a short answer on " + about, decision: "Who owns " + about + " from now on?",
		huddle: "How do we deal with " + about + " today?"}
	if solved, ok := d.figure(outcome.MetricSolved); ok && solved.Bounded {
		n := float64(f.People)
		s.impact = "If an answer on it did as well as others do, it would help " +
			fromTo(solved.Interval.Low*n, solved.Interval.High*n) + " of them a week."
	}
	return s
}

func (d *desk) stale(f outcome.Finding) story {
	title := d.names.asset(f.Asset)
	s := story{metric: outcome.MetricAsks,
		lead:    title + " is still in use, but its review was due on " + day(f.Review) + ".",
		finding: title + " was due for review on " + day(f.Review) + " and is still shown.",
		reasons: "Nobody has said since then that it still holds.",
		task:    "Ask the owner of " + title + " to look it over", decision: "Keep " + title + " or retire it?",
		huddle: "What has changed about " + title + "?", owners: lookOver(title)}
	if d.names.Owners[f.Asset] == "" {
		s.task = "Name an owner for " + title
	}
	if f.Asks > 0 {
		s.impact = "Of the " + count(f.Asks, "ask") + " that it was shown for, none to all " +
			"may have got something out of date."
	}
	return s
}

func (d *desk) bare(f outcome.Finding) story {
	topic := "“" + oneLine(f.Topic, nameLength) + "”"
	return story{metric: outcome.MetricHandedOver, lead: "Nobody is the expert for " + topic + ".",
		finding: "No expert of the team has the topic " + topic + ".",
		impact:  "Not known. Asks on it may go to somebody who cannot help, or to nobody.",
		reasons: "The team lists this topic, and no expert has it.",
		task:    "Name an expert for " + topic, decision: "Who is the expert for " + topic + "?",
		huddle: "Whom do we ask about " + topic + " today?"}
}

// whoIsOnCall is what to do about long waits: people ask at all hours of the week.
const whoIsOnCall = "Check who is on call when people ask"

func (d *desk) slow() story {
	const late = "fewer than 9 in 10 were taken in the time promised, nights and weekends counted."
	s := story{metric: outcome.MetricWait, lead: "Some asks waited longer for a person than promised.",
		finding:  "of the asks for a person " + late,
		reasons:  "Asks that still wait count for as long as they have waited.",
		task:     whoIsOnCall,
		decision: "Put one more person on call, or tell people to expect a wait?",
		huddle:   "“When was it hard to get an answer?”"}
	if wait, ok := d.figure(outcome.MetricWait); ok {
		s.finding = waited(wait) + ". " + sentenceCase(late)
	}
	if kept, ok := d.figure(outcome.MetricPromise); ok && kept.Bounded {
		asks := float64(kept.Of)
		s.impact = "In a week like this, " + fromTo((1-kept.Interval.High)*asks, (1-kept.Interval.Low)*asks) +
			" asks are not taken in the time promised, those among them that are taken back or still open."
	}
	return s
}

// within is the week in which something is to be done: the one after that of the figures, or a later one
// when the message is sent so late that its Friday is over.
func (d *desk) within() outcome.Week {
	week := d.Report.Week.Next()
	for !week.At(time.Friday, 17, 0).After(d.names.Sent) {
		week = week.Next()
	}
	return week
}

// friday is until when something is to be done.
func (d *desk) friday() time.Time { return d.within().At(time.Friday, 17, 0) }

// nextFigures is when a week ends next: the one after that of the figures, or a later one when the message
// is sent so late that it is over.
func (d *desk) nextFigures() time.Time {
	week := d.Report.Week.Next()
	for !week.To().After(d.names.Sent) {
		week = week.Next()
	}
	return week.To()
}

// step ends the story in one thing to do: by the Friday after the week, so that a later digest can
// show what came of it. What may be chance is waited for.
func (d *desk) step(s story) Step {
	if s.task == "" {
		return Step{Text: "Nothing to do."}
	}
	step := Step{Text: s.task, Asset: s.asset, Due: d.friday()}
	until, button := ", by ", " “Send to owner” sends this finding to them."
	if s.wait {
		step.Text, step.Due = "Wait for the next figures", d.nextFigures()
		until, button = " on ", " “Send to owner” has it checked sooner."
	}
	step.Text += until + step.Due.Format("Mon 2 Jan") + "."
	if owner := d.names.Owners[s.asset]; s.asset != "" && owner != "" {
		step.Owner, step.Task = owner, s.owners
		step.Text += button
	}
	return step
}

// fix is the first finding about content, as a task for whoever writes it. What may be chance is none.
func (d *desk) fix() string {
	for _, f := range d.Findings {
		if f.Change != nil && f.Change.Label != outcome.Signal {
			continue
		}
		switch f.Kind {
		case outcome.GapFound:
			return "Write a short answer on " + phrase(f.Theme) + "."
		case outcome.AssetFell:
			return checkSteps(d.names.asset(f.Asset))
		case outcome.AssetStale:
			return lookOver(d.names.asset(f.Asset))
		}
	}
	return "None this week."
}

// checkSteps and lookOver are the tasks of whoever keeps an asset.
func checkSteps(title string) string { return "Check each step of " + title + "." }
func lookOver(title string) string   { return "Look over " + title + "." }

// win is what got better for certain, unless it is the story itself.
func (d *desk) win(s story) string {
	for _, c := range d.Changes {
		if better(c) && (c.Metric != s.metric || c.Asset != s.asset) {
			return sentenceCase(d.happened(c)) + ": " + d.fact(c) + "."
		}
	}
	return ""
}

// definitions are the metrics that the message speaks of.
func (d *desk) definitions(s story) []string {
	ids := []string{outcome.MetricAsks, outcome.MetricSolved, outcome.MetricSilent, outcome.MetricPending,
		outcome.MetricBestCase, outcome.MetricHandedOver, outcome.MetricWait, outcome.MetricAgain}
	if s.metric != "" && !slices.Contains(ids, s.metric) {
		ids = append(ids, s.metric)
	}
	if s.metric == outcome.MetricWait && s.change == nil { // it was found by what was promised
		ids = append(ids, outcome.MetricPromise)
	}
	return ids
}

// script is what to say in a huddle of a minute.
func script(huddle string, until time.Time) string {
	if huddle == "" {
		return ""
	}
	return "Say (10 s): This is about the steps and not about anybody here.\n" +
		"Ask (40 s): " + huddle + " Let two people answer. Write down what they say.\n" +
		"Close (10 s): I pass this on by " + day(until) + ". Thank you."
}
