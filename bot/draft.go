package bot

import (
	"regexp"
	"strings"
	"unicode"

	"howto/search"
)

const (
	// draftTitle is the longest title that is proposed, in characters: what fits on one line.
	draftTitle = 80
	// draftAsk is the longest way to ask that is proposed, and draftAsks how many are.
	draftAsk  = 150
	draftAsks = 3
)

// An answered question is what a draft of an asset is made from.
type answered struct {
	Question string   // as the asker typed it, without Slack's markup
	Answers  []string // as Slack delivered them, in order
	Owner    string   // Slack id of who answered
	Topics   []string
}

// draftOf makes the draft of an asset: the title and the ways to ask from the question, the steps from
// the answers. isName reports that a word, in lower case, is part of the name of somebody; names,
// addresses of mail and phone numbers are replaced. cut says that the answers were longer than a form
// holds; what did not fit is left out.
func draftOf(from answered, isName func(string) bool) (a search.Asset, cut bool) {
	who := anonymiser{isName}
	var all []string
	for _, answer := range from.Answers {
		all = append(all, who.blocks(answer)...)
	}
	body, rest := joinUpTo(all, inputLimit)
	more, rest := joinUpTo(rest, inputLimit)
	question := who.words(callsFirst.ReplaceAllString(from.Question, ""))
	return search.Asset{
		Title: titleOf(question), Asks: asksOf(question), Kind: search.KindSteps,
		Topics: from.Topics, Owner: from.Owner, Body: body, More: more,
	}, len(rest) > 0
}

// joinUpTo joins blocks of Markdown while they are no longer than n characters together.
func joinUpTo(blocks []string, n int) (text string, rest []string) {
	for i, b := range blocks {
		next := text + gapBetween(text, b) + b
		if runes(next) > n {
			return text, blocks[i:]
		}
		text = next
	}
	return text, nil
}

// gapBetween parts two blocks: list items stand close to each other.
func gapBetween(text, next string) string {
	last := text[strings.LastIndexByte(text, '\n')+1:]
	switch {
	case text == "":
		return ""
	case listItem.MatchString(last) && listItem.MatchString(next):
		return "\n"
	}
	return "\n\n"
}

var (
	callsFirst = regexp.MustCompile(`^\s*(?:@[\pL\pN._-]+[\s,:]*)+`)
	greets     = regexp.MustCompile(`(?i)^(?:(?:hi|hiya|hello|hey|dear|greetings|good (?:morning|afternoon|evening|day)|` +
		`morning|thanks|thank you|please|pls|sorry|excuse me|quick question)\b` +
		`(?: (?:a colleague|all|everyone|everybody|team|folks|there|guys|again|in advance)\b)*[\s,!.:;–-]*)+`)
	onlyAsks = regexp.MustCompile(`(?i)^(?:(?:can|could|would) (?:someone|somebody|anyone|anybody|you|a colleague)` +
		` (?:please )?(?:tell me|tell us|help me|explain|show me|let me know)(?: with)?|` +
		`(?:does|do) (?:anyone|anybody|someone|somebody|you) (?:here )?know|` +
		`i (?:want|need|would like|'d like) to know|i(?: am|'m|’m)? (?:just )?wonder(?:ing)?)[\s,:]+(?:please )?`)
	sentenceEnd = regexp.MustCompile(`[.!?]+(?:\s+|$)|\n+`)
)

// sentences are the sentences of a question without greetings and without what only says that it is one.
func sentences(question string) []string {
	var out []string
	for _, s := range sentenceEnd.Split(question, -1) {
		s = strings.TrimSpace(s)
		for before := ""; s != before; {
			before = s
			s = greets.ReplaceAllString(s, "")
			s = strings.TrimSpace(onlyAsks.ReplaceAllString(s, ""))
		}
		s = strings.Trim(oneLine(s), " ,;:–-\"'“”")
		if strings.ContainsFunc(s, unicode.IsLetter) {
			out = append(out, s)
		}
	}
	return out
}

// titleOf is a title for what was asked: the first sentence that says something, or the longest.
func titleOf(question string) string {
	title := ""
	for _, s := range sentences(question) {
		if len(strings.Fields(s)) >= 3 {
			title = s
			break
		}
		if len(s) > len(title) {
			title = s
		}
	}
	if runes(title) > draftTitle {
		title = strings.TrimRight(strings.TrimSuffix(cut(title, draftTitle+1), "…"), " ,;:–-")
	}
	return capital(title)
}

// asksOf are the asker's own words as ways to ask.
func asksOf(question string) []string {
	all := sentences(question)
	if whole := strings.Join(all, ". "); runes(whole) <= draftAsk && whole != "" {
		return []string{whole}
	}
	var out []string
	for _, s := range all {
		if len(strings.Fields(s)) >= 3 && len(out) < draftAsks {
			out = append(out, strings.TrimSuffix(cut(s, draftAsk), "…"))
		}
	}
	return out
}
