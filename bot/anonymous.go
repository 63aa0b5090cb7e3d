package bot

import (
	"regexp"
	"strings"
	"unicode"
)

// What stands in the place of somebody, of an address and of a number.
const (
	aColleague   = "a colleague"
	noAddress    = "(address left out)"
	noNumber     = "(number left out)"
	theGroup     = "the team"
	fewestDigits = 7 // of a phone number
)

var (
	personForm = regexp.MustCompile(`<@[^<>\n]*>`)
	groupForm  = regexp.MustCompile(`<!subteam[^<>\n]*>`)
	everyForm  = regexp.MustCompile(`<!(?:here|channel|everyone)[^<>\n]*>`)
	mailForm   = regexp.MustCompile(`<mailto:[^<>\n]*>`)
	telForm    = regexp.MustCompile(`<tel:[^<>\n]*>`)
	mailWord   = regexp.MustCompile(`[\pL\pN._%+-]+@[\pL\pN-]+(?:\.[\pL\pN-]+)+`)
	atName     = regexp.MustCompile(`(^|[\s(,])@[\pL\pN][\pL\pN._-]*`)
	phone      = regexp.MustCompile(`(?:\+|\(\+?|\b)\d[\d()/. \x{00a0}-]{4,}\d`)
	dayLike    = regexp.MustCompile(`^(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})$`)
	nameWord   = regexp.MustCompile(`\pL[\pL\pM'’-]*`)
)

// An anonymiser takes out of what people wrote who they are.
type anonymiser struct {
	isName func(word string) bool
}

// words is plain text without people, addresses and phone numbers.
func (w anonymiser) words(text string) string {
	text = atName.ReplaceAllString(w.numbers(clean(text)), "${1}"+aColleague)
	return w.names(text)
}

// forms is text as Slack delivered it without what names people in markup.
func (w anonymiser) forms(text string) string {
	text = personForm.ReplaceAllString(clean(text), aColleague)
	text = groupForm.ReplaceAllString(text, theGroup)
	text = everyForm.ReplaceAllString(text, "")
	text = mailForm.ReplaceAllString(text, noAddress)
	return telForm.ReplaceAllString(text, noNumber)
}

// numbers is text without addresses of mail and phone numbers. A number is taken for one of a phone by
// how it is written: with a plus or a zero first, or in groups.
func (w anonymiser) numbers(text string) string {
	text = mailWord.ReplaceAllString(text, noAddress)
	return phone.ReplaceAllStringFunc(text, func(s string) string {
		digits := 0
		for _, r := range s {
			if unicode.IsDigit(r) {
				digits++
			}
		}
		grouped := strings.ContainsAny(s, " -/()\u00a0")
		begins := strings.HasPrefix(strings.TrimLeft(s, "("), "+") || strings.HasPrefix(strings.TrimLeft(s, "("), "0")
		if digits < fewestDigits || dayLike.MatchString(s) || !grouped && !begins {
			return s
		}
		return noNumber
	})
}

// names is text without the names of people. Only a word with a capital is taken for a name; one that
// is an ordinary word too stays where a sentence begins with it.
func (w anonymiser) names(text string) string {
	if w.isName == nil {
		return text
	}
	var b strings.Builder
	at, after := 0, -1 // after is where the name before ended
	for _, m := range nameWord.FindAllStringIndex(text, -1) {
		word := text[m[0]:m[1]]
		base, possessive := cutPossessive(word)
		opens := opensSentence(text[:m[0]])
		if !w.isPerson(base, opens) {
			continue
		}
		if after >= 0 && strings.TrimSpace(text[after:m[0]]) == "" {
			at, after = m[1], m[1] // the rest of a name
			b.WriteString(possessive)
			continue
		}
		b.WriteString(text[at:m[0]])
		if opens {
			b.WriteString(capital(aColleague))
		} else {
			b.WriteString(aColleague)
		}
		b.WriteString(possessive)
		at, after = m[1], m[1]
	}
	return b.String() + text[at:]
}

func cutPossessive(word string) (base, possessive string) {
	for _, s := range []string{"'s", "’s"} {
		if base, ok := strings.CutSuffix(word, s); ok {
			return base, s
		}
	}
	return word, ""
}

// isPerson reports that a word is taken for a part of somebody's name.
func (w anonymiser) isPerson(word string, opens bool) bool {
	first := []rune(word)[0]
	if !unicode.IsUpper(first) || opens && ordinary(strings.ToLower(word)) {
		return false
	}
	for _, part := range nameWords(word) {
		if w.isName(part) {
			return true
		}
	}
	return false
}

// opensSentence reports that what follows before begins a sentence or a line.
func opensSentence(before string) bool {
	before = strings.TrimRight(before, " \t*_~`\"'“‘(")
	return before == "" || strings.ContainsAny(before[len(before)-1:], ".!?:\n") ||
		strings.HasSuffix(before, "•") || strings.HasSuffix(before, "-") || strings.HasSuffix(before, ")")
}

// ordinary reports words with which a step may begin and that are names as well.
func ordinary(word string) bool {
	switch word {
	case "an", "art", "bill", "can", "case", "cash", "chase", "chip", "cook", "do", "drew", "don", "frank",
		"gene", "grant", "grace", "guy", "hope", "in", "is", "jack", "joy", "june", "long", "major", "mark",
		"may", "my", "nick", "no", "on", "page", "pat", "penny", "price", "ray", "rich", "rob", "rose", "so",
		"sky", "sue", "the", "to", "trace", "turner", "wade", "ward", "will", "you", "young":
		return true
	}
	return false
}
