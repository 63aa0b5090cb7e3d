package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"howto/search"
)

// staff are people whose names the directory knows.
func staff(word string) bool {
	return slices.Contains([]string{"dana", "kowalski", "amira", "haddad", "mark", "will", "bill", "an"}, word)
}

func TestTheTitleIsWhatWasAsked(t *testing.T) {
	for question, want := range map[string]string{
		"how do I refund a card payment?":                                "How do I refund a card payment",
		"Hi all, can someone please tell me how to void a sale? Thanks!": "How to void a sale",
		"Hello Dana Kowalski! Quick question: where is the float kept?":  "Where is the float kept",
		"Good morning everyone. does anybody know, who opens the safe":   "Who opens the safe",
		"Hey. The till says E-1042. What now?":                           "The till says E-1042",
		"@dana @U0AMIRA what do I do when the customer has no receipt":   "What do I do when the customer has no receipt",
		"refund": "Refund",
		"":       "",
		"???":    "",
		"Call me on +49 170 1234567 about the void button":                     "Call me on (number left out) about the void button",
		"mail amira.haddad@fernhill.example the form":                          "Mail (address left out) the form",
		"Amira told me to scan it twice, is that right":                        "A colleague told me to scan it twice, is that right",
		"I wonder: must I print Dana's label":                                  "Must I print a colleague's label",
		"the customer wants " + strings.Repeat("very ", 30) + "much her money": "The customer wants very very very very very very very very very very very very",
	} {
		a, _ := draftOf(answered{Question: question}, staff)
		if a.Title != want || runes(a.Title) > draftTitle {
			t.Errorf("title of %q = %q (%d), want %q", question, a.Title, runes(a.Title), want)
		}
	}
}

func TestTheWaysToAskAreTheAskersOwnWords(t *testing.T) {
	for question, want := range map[string][]string{
		"Hi Dana, the till says E-1042. What now?": {"the till says E-1042. What now"},
		"": nil,
		strings.Repeat("The till is broken again. ", 9) + "What can I do now?": {
			"The till is broken again", "The till is broken again", "The till is broken again"},
	} {
		if a, _ := draftOf(answered{Question: question}, staff); !slices.Equal(a.Asks, want) {
			t.Errorf("asks of %q = %q, want %q", question, a.Asks, want)
		}
	}
}

func TestAnAnswerBecomesSteps(t *testing.T) {
	for _, tt := range []struct{ rule, answer, want string }{
		{"bullets are numbered", "Do this:\n• press *Menu*\n• press _Returns_\n- scan it",
			"Do this:\n\n1. press **Menu**\n2. press *Returns*\n3. scan it"},
		{"numbers stay", "1) one\n2) two\n4. four", "1. one\n2. two\n3. four"},
		{"a list that goes on", "3. three\n4. four", "3. three\n4. four"},
		{"an inner list", "1. one\n    ◦ inner\n2. two", "1. one\n   - inner\n2. two"},
		{"each line is a paragraph", "First.\nThen.", "First.\n\nThen."},
		{"links", "See <https://hub.fernhill.example/a_(b)|the *Hub*> or <https://x.example>",
			"See [the \\*Hub\\*](<https://hub.fernhill.example/a_(b)>) or <https://x.example>"},
		{"odd links become words", "<javascript:alert(1)|press me> and <ftp://x.example/a|files>", "press me and files"},
		{"an address that only looks like a link", "copy ftp://x.example/a", `copy ftp\:\/\/x\.example\/a`},
		{"people", "Ask <@U0DANA> or Dana Kowalski, Will can too. Will you? Mark it. <!here> <!subteam^S1|@tills>",
			"Ask a colleague or a colleague, a colleague can too. Will you? Mark it.  the team"},
		{"addresses", "<mailto:dana@fernhill.example|dana@fernhill.example>, b@c.example, 0170 1234567, (030) 123-4567",
			"(address left out), (address left out), (number left out), (number left out)"},
		{"a number behind a word", "ring <tel:+49301234567|me> or <tel:+49301234567>",
			"ring (number left out) or (number left out)"},
		{"other numbers stay", "E-1042, 2026-11-16, 01.02.2026, order 12345678, 1,200.50 and 10.0.0.1",
			"E-1042, 2026-11-16, 01.02.2026, order 12345678, 1,200.50 and 10.0.0.1"},
		{"code", "Type\n```\nsudo &lt;b&gt; *x*\n  y\n```\nor `a_b *c*`", "Type\n\n```\nsudo <b> *x*\n  y\n```\n\nor `a_b *c*`"},
		{"quotations", "&gt; one\n&gt; two\nthree", "> one\n\n> two\n\nthree"},
		{"raw HTML is none", "&lt;script&gt;x&lt;/script&gt; &lt;!-- more --&gt;", `\<script>x\</script> \<!-- more -->`},
		{"marks that are none", "# no heading\n+ 5 * 3 and file_name _ and &amp;nbsp;",
			"\\# no heading\n\n\\+ 5 \\* 3 and file_name \\_ and \\&nbsp;"},
		{"no words", " \n ", ""},
	} {
		a, cut := draftOf(answered{Answers: []string{tt.answer}}, staff)
		if a.Body != tt.want || cut {
			t.Errorf("%s: got\n%s\nwant\n%s", tt.rule, a.Body, tt.want)
		}
	}
}

func TestSeveralAnswersFollowEachOther(t *testing.T) {
	a, _ := draftOf(answered{Answers: []string{"First.", "", "1. one", "2. two"}}, staff)
	if want := "First.\n\n1. one\n2. two"; a.Body != want {
		t.Errorf("body %q, want %q", a.Body, want)
	}
}

func TestAVeryLongAnswerIsCutToWhatAFormHolds(t *testing.T) {
	for rule, answer := range map[string]string{
		"sentences": strings.Repeat("Press the green button and wait. ", 1_400),
		"one word":  strings.Repeat("x", 45_000),
		"lines":     strings.Repeat("1. press\n", 5_000),
		"code":      "```" + strings.Repeat("select *\n", 5_000) + "```",
		"stars":     strings.Repeat("*a* ", 11_000),
		"nested":    strings.Repeat("&gt; ", 9_000),
	} {
		a, cut := draftOf(answered{Question: answer, Answers: []string{answer}}, staff)
		if !cut || runes(a.Body) > inputLimit || runes(a.More) > inputLimit || runes(a.Title) > draftTitle {
			t.Errorf("%s: cut %v, %d + %d characters, title of %d", rule, cut, runes(a.Body), runes(a.More), runes(a.Title))
		}
		if runes(a.Body) < inputLimit/2 {
			t.Errorf("%s: only %d characters are kept", rule, runes(a.Body))
		}
		if faults := search.Lint(a)[search.PartBody]; len(faults) > 0 {
			t.Errorf("%s: %v", rule, faults[0])
		}
	}
}

func TestWithoutADirectoryNothingElseIsLost(t *testing.T) {
	a, _ := draftOf(answered{Question: "Dana, how?", Answers: []string{"Ask Dana."}}, nil)
	if a.Body != "Ask Dana." {
		t.Errorf("body %q", a.Body)
	}
}

func FuzzADraftIsTakenByTheLibrary(f *testing.F) {
	for _, s := range []string{"a", "<https://x.example|a]>", "```<b>```", "1. [x](y)", "![](x)", "www.x", "\\<a>", "_*~`", "a@b.c"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, question, answer string) {
		a, _ := draftOf(answered{Question: question, Answers: []string{answer}, Owner: "U0DANA", Topics: []string{"t"}}, staff)
		a.Review = now
		if a.Title == "" {
			a.Title = "x"
		}
		if a.Body == "" {
			return
		}
		if faults := search.Lint(a); len(faults) > 0 {
			t.Errorf("%v in\n%s", faults, search.Format(a))
		}
		for _, m := range []string{a.Body, a.More} {
			if strings.Contains(fmt.Sprint(plainText(render(m, how{}))), "<@") {
				t.Errorf("somebody is mentioned in %q", m)
			}
		}
	})
}
