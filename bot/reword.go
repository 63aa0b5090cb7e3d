package bot

import (
	"context"
	"fmt"
	"slices"

	"howto/escalation"
	"howto/search/review"
)

// reworded brings the drafts that were made of a message up to date: what it says now, or nothing when
// it is gone. c is the case as it was before that. It may be called again.
func (b *Bot) reworded(ctx context.Context, c escalation.Case, m escalation.Message) error {
	if err := b.reword(ctx, messageSource(m), c.Question, []string{m.Text}, ""); err != nil {
		return err
	}
	is := func(a escalation.Answer) bool { return a.Message.Same(m) }
	i := slices.IndexFunc(c.Answers, is)
	if i < 0 {
		return nil
	}
	answers, gone := slices.Clone(c.Answers), ""
	answers[i].Message = m
	if m.Text == "" {
		answers, gone = slices.DeleteFunc(answers, is), c.Answers[i].Message.Text
	}
	return b.reword(ctx, caseSource(c), c.Question, texts(answers), gone)
}

// reword takes the draft of a source, if there is one, through what its answers say now. What is gone
// is taken out of it.
func (b *Bot) reword(ctx context.Context, source, question string, answers []string, gone string) error {
	d, err := b.Drafts.DraftFrom(ctx, source)
	switch {
	case err != nil && b.Missing(err):
		return nil
	case err != nil:
		return fmt.Errorf("reword: %w", err)
	}
	a, short := draftOf(answered{Question: question, Answers: answers}, b.IsName)
	if d.State == review.Published {
		if gone == "" && a.Body != "" {
			return nil
		}
		return b.sourceGone(ctx, d)
	}
	ev := review.Reword{Body: a.Body, More: a.More, Answer: a.Body, Cut: short,
		Gone: anonymiser{b.IsName}.blocks(gone)}
	if a.Body == "" && gone == "" {
		ev.Gone = []string{d.Answer}
	}
	if _, _, err := b.move(ctx, "", d, ev, ""); err != nil {
		return fmt.Errorf("reword the draft of %s: %w", source, err)
	}
	return nil
}

// sourceGone tells those who answer for a published asset, once, that what it was made from was deleted.
// The asset stays as it is: it was read and found good, and whether it still is they know best.
func (b *Bot) sourceGone(ctx context.Context, d review.Draft) error {
	var posts []post
	to := []string{d.Asset.Owner, d.Curator}
	for i, u := range to {
		if u != "" && slices.Index(to, u) == i {
			posts = append(posts, post{Via: viaMessage, Channel: "dm:" + u, Message: sourceGoneMessage(d)})
		}
	}
	return b.queue(ctx, "source_gone:"+d.ID, posts...)
}

// caseSource and messageSource name what a draft was made from.
func caseSource(c escalation.Case) string { return "case:" + c.ID }

func messageSource(m escalation.Message) string { return "message:" + m.Channel + ":" + m.TS }

func texts(answers []escalation.Answer) []string {
	var out []string
	for _, a := range answers {
		out = append(out, a.Message.Text)
	}
	return out
}
