package main

import (
	"fmt"
	"strings"
	"testing"

	"howto/sandbox"
)

const (
	lost      = "customers/lost-property"
	lostTitle = "Hand in or find lost property"
)

// withTwenty adds twenty people to the shop floor.
func withTwenty(c *sandbox.Config) {
	for i := range 20 {
		id := fmt.Sprintf("U0STAFF%02d", i)
		c.Users = append(c.Users, sandbox.User{ID: id, Name: strings.ToLower(id), RealName: "Oyelaran Brown",
			TZ: demoZone})
		for j := range c.Channels {
			if c.Channels[j].ID == chanFloor {
				c.Channels[j].Members = append(c.Channels[j].Members, id)
			}
		}
	}
}

// answerTo is what a person sees who types a question.
func (w *world) answerTo(as, text string) sandbox.Message {
	w.t.Helper()
	before := len(w.Messages(chanFloor, as, ""))
	w.command(as, chanFloor, text)
	return w.newest(as, chanFloor, before)
}

// firstIs reports whether an answer shows the asset with this title, or offers it before all others.
func firstIs(m sandbox.Message, title string) bool {
	switch {
	case strings.Contains(shown(m), "I am not sure"):
		text, _ := m.Blocks[1]["text"].(map[string]any)
		return strings.Contains(fmt.Sprint(text["text"]), title)
	case strings.Contains(shown(m), "Nothing in the library fits"):
		return false
	}
	return strings.Contains(m.Text[:min(len(m.Text), 200)], title)
}

// solve goes from the answer to the asset with this title, by choosing it or by Not quite, and
// presses Solved.
func (w *world) solve(as string, m sandbox.Message, title string) {
	w.t.Helper()
	for range 6 {
		if firstIs(m, title) && !strings.Contains(shown(m), "I am not sure") {
			w.press(as, m, "solved")
			return
		}
		before := len(w.Messages(chanFloor, as, ""))
		if n := choiceOf(m, title); n > 0 {
			w.press(as, m, fmt.Sprintf("choose_%d", n))
			m = w.gone(as, m, "choose_1")
			continue
		}
		w.press(as, m, "not_quite")
		m = w.newest(as, chanFloor, before)
	}
	w.t.Fatalf("%s does not come to %q; the messages are:\n%s", as, title, w.transcript(as, chanFloor, ""))
}

// choiceOf is the number of the choice with this title, or 0.
func choiceOf(m sandbox.Message, title string) int {
	n := 0
	for _, b := range m.Blocks {
		if _, ok := b["accessory"]; !ok {
			continue
		}
		n++
		text, _ := b["text"].(map[string]any)
		if strings.Contains(fmt.Sprint(text["text"]), title) {
			return n
		}
	}
	return 0
}

// Words that the library has not, beside some that lead to the asset at all.
func firstTen() []string {
	return []string{
		"customer left a brolly", "a customer left her specs", "brolly left by customer",
		"customer left a pram behind", "customer left specs and a brolly",
	}
}

func nextTen() []string {
	return []string{
		"whose brolly is this", "found specs under the bench", "brolly on my desk", "customer wants the pram back",
		"specs and brolly forgotten", "what about that brolly", "a pram nobody wants", "brollies everywhere",
		"someone forgot specs", "where do brollies and specs go",
	}
}

func TestWhatTenPeopleSolvedTheNextTenFindFirstUntilItIsStruckOut(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		// All ask before anybody presses, so that no answer hangs on when a lesson arrives.
		var answers []sandbox.Message
		for i := range 10 {
			answers = append(answers, w.answerTo(fmt.Sprintf("U0STAFF%02d", i), firstTen()[i%5]))
		}
		for i, m := range answers {
			w.solve(fmt.Sprintf("U0STAFF%02d", i), m, lostTitle)
		}
		w.logged(`"search taught","lessons":10,"struck":0`)
		for i, text := range nextTen() {
			m := w.answerTo(fmt.Sprintf("U0STAFF%02d", 10+i), text)
			if !firstIs(m, lostTitle) {
				t.Errorf("%q is answered with\n%s\nwant %q first", text, m.Text, lostTitle)
			}
		}
		w.howto("why", lost, "--strike-all")
		w.logged(`"search taught","lessons":10,"struck":1`)
		for i, text := range nextTen() {
			m := w.answerTo(fmt.Sprintf("U0STAFF%02d", 10+i), text)
			if firstIs(m, lostTitle) {
				t.Errorf("%q still finds %q first after all was struck out", text, lostTitle)
			}
		}
	}, withTwenty)
}

func TestWhatPeopleRefusedIsOfferedAmongOthersNextTime(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		const text = "till printer out of paper"
		for i := range 3 {
			as := fmt.Sprintf("U0STAFF%02d", i)
			m := w.answerTo(as, text)
			if strings.Contains(shown(m), "I am not sure") {
				t.Fatalf("%q is answered with choices before anybody refused the answer:\n%s", text, m.Text)
			}
			w.press(as, m, "not_quite")
			w.logged(fmt.Sprintf(`"search taught","lessons":%d,`, i+1))
			if m := w.answerTo("U0STAFF10", text); strings.Contains(shown(m), "I am not sure") {
				return
			}
		}
		t.Errorf("%q is still answered as sure after three people refused the answer", text)
	}, withTwenty)
}

func TestWhoTakesNoneOfTheChoicesTeachesThatNoneIsIt(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		const text = "customer left a brolly"
		m := w.answerTo("U0STAFF00", text)
		if !strings.Contains(shown(m), "I am not sure") {
			t.Fatalf("%q is answered with\n%s\nwant choices", text, m.Text)
		}
		n := strings.Count(shown(m), "Show this")
		w.press("U0STAFF00", m, "ask_expert")
		w.logged(fmt.Sprintf(`"search taught","lessons":%d,`, n))
		if got := w.howto("why", lost); !strings.Contains(got, "1 phrase that only one person has used") {
			t.Errorf("why says\n%s\nwant the phrase of one person", got)
		}
	}, withTwenty)
}

// asksInARow is what a person does who asks one thing in silence and then another, which is solved.
func (w *world) asksInARow(as, first, then, title string) {
	w.t.Helper()
	w.answerTo(as, first)
	w.solve(as, w.answerTo(as, then), title)
}

func TestQuestionsAboutDifferentThingsInARowTeachNothingOfEachOther(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		const dog, sure = "can I bring my dog to work", "pallet truck battery"
		if m := w.answerTo("U0STAFF10", dog); !strings.Contains(shown(m), foundNothing) {
			t.Fatalf("%q is answered with\n%s\nwant nothing", dog, m.Text)
		}
		for i, first := range []string{dog, dog, sure, sure} {
			w.asksInARow(fmt.Sprintf("U0STAFF%02d", i), first, "refund without receipt", "Refund a card payment without a receipt")
			w.logged(fmt.Sprintf(`"search taught","lessons":%d,`, i+1))
		}
		if m := w.answerTo("U0STAFF10", dog); !strings.Contains(shown(m), foundNothing) {
			t.Errorf("after two people asked it before something else, %q is answered with\n%s\nwant nothing", dog, m.Text)
		}
		if got := w.howto("why", "refunds/no-receipt"); strings.Contains(got, "dog") || strings.Contains(got, "pallet") {
			t.Errorf("why says\n%s\nwant no question about something else", got)
		}
	}, withTwenty)
}

func TestASureAnswerLeftInSilenceIsNotLearntForTheNextOfAKind(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		const first = "label printer jammed"
		if m := w.answerTo("U0STAFF00", first); strings.Contains(shown(m), "I am not sure") {
			t.Fatalf("%q is answered with\n%s\nwant a card", first, m.Text)
		}
		w.solve("U0STAFF00", w.answerTo("U0STAFF00", "till printer out of paper"), "Change the receipt paper")
		w.logged(`"search taught","lessons":1,`)
	}, withTwenty)
}

func TestTheSameInOtherWordsTeachesBothQuestions(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		for i, c := range []struct{ first, then string }{
			{"customer left a brolly", "lost property"},         // it was offered for the first, in silence
			{"spare gamp for a brolly", "brolly lost property"}, // a word that no asset has
		} {
			w.asksInARow(fmt.Sprintf("U0STAFF%02d", i), c.first, c.then, lostTitle)
			w.logged(fmt.Sprintf(`"search taught","lessons":%d,`, 2*i+2))
		}
		if got := w.howto("why", lost); !strings.Contains(got, "lost property") {
			t.Errorf("why says\n%s\nwant the phrase that two people used", got)
		}
	}, withTwenty)
}

func TestASureAnswerThatWasNotQuiteRightIsLearntWithTheNextOfAKind(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		w.press("U0STAFF00", w.answerTo("U0STAFF00", "label printer jammed"), "not_quite")
		w.logged(`"search taught","lessons":1,`)
		w.solve("U0STAFF00", w.answerTo("U0STAFF00", "till printer out of paper"), "Change the receipt paper")
		w.logged(`"search taught","lessons":3,`)
	}, withTwenty)
}

// logged waits for a line of the log.
func (w *world) logged(pattern string) {
	w.t.Helper()
	ctx, cancel := contextWithPatience(w.t)
	defer cancel()
	if _, err := w.err.await(ctx, pattern); err != nil {
		w.t.Fatal(err)
	}
}
