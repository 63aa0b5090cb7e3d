package bot

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Short sentences that need nothing filled in.
const (
	saidContinues     = "Continued in the next message."
	saidKeepForRest   = "That is as much as I can show here. Press Send to my DMs on the first message to read all of it."
	saidAskForRest    = "That is as much as I can show here. Ask me the same in direct messages to read all of it."
	saidCut           = "The rest follows in the message itself."
	saidNothingToRead = "There is nothing to read here."
	saidNoWords       = "(no words)"
	saidReplyToAdd    = "Reply in this thread to add something."

	saidQueueEmpty = "No question is waiting."
)

// doneLine says in one line of mrkdwn who did what, and when: "✓ Marked as solved by Amira Haddad,
// today at 14:02". It takes the place of the buttons that were pressed. Only what is solved gets the
// check mark.
func doneLine(who, what string, when time.Time) string {
	mark := ""
	if what == didSolve {
		mark = "✓ "
	}
	return fmt.Sprintf("%s%s by %s, %s", mark, escape(capital(what)), escape(who), moment(when, nil))
}

// capital writes s with a capital letter first.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// list joins names the way people do: "Dana, Elif and Finn".
func list(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// was is the verb that goes with n people.
func was(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

// usualWait says how long an answer usually takes, or nothing when that is not known.
func usualWait(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	return "An answer usually takes " + roughly(d) + "."
}

// greeting asks a person what they need, by the first word of their name where it is known.
func greeting(name string) string {
	words := strings.Fields(clean(name))
	if len(words) == 0 || name == unknownName {
		return "How can I help you?"
	}
	return "How can I help you, " + cut(words[0], nameLimit) + "?"
}
