package search_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"howto/search"
)

// lettered is senses that take every word of its own for likely, and others for slips.
type lettered struct {
	*senses
	words []string
}

func (l lettered) Likelihood(word string) float64 {
	if slices.Contains(l.words, word) {
		return -5
	}
	return -18
}

func (l lettered) Words() []string { return l.words }

// Beginning takes every word for a piece.
func (l lettered) Beginning(text string, most int) (string, int) {
	words := strings.Fields(text)
	words = words[:min(len(words), most)]
	return strings.Join(words, " "), len(words)
}

func TestTheEncoderIsAskedAboutWhatASlipMeantAndAboutRareWordsAsTheyAre(t *testing.T) {
	for _, c := range []struct{ name, asked, want string }{
		{"a slip", "Propetry-brolly, Propetry7?", "property-brolly, Propetry7?|brolly"},
		{"two letters", "Proprety-propettu", "property-propettu"},
		{"a word that no asset has", "brolly grew propetry", "brolly grew property|brolly"},
		{"a slip of a common word that no asset has", "brolly stromy propetry", "brolly stormy property|brolly|stormy"},
		{"a name", "brolly Stormx propetry", "brolly Stormx property|brolly|stormx"},
		{"a common word that no asset has", "brolly stormy propetry", "brolly stormy property|brolly|stormy"},
		{"a short word", "brolly grwse propetry", "brolly grwse property|brolly|grwse"},
		{"a word that is like no common one", "brolly zaxby propetry", "brolly zaxby property|brolly|zaxby"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := lettered{&senses{}, []string{"property", "stormy", "grwes"}}
			x := open(t, counter(), search.Options{Opinion: search.NewOpinion(e, "", nil)})
			if err := x.Understand(t.Context()); err != nil {
				t.Fatal(err)
			}
			m := find(t, x, c.asked)
			if len(m.Repaired) == 0 {
				t.Fatalf("Find(%q) mends nothing: the test says nothing", c.asked)
			}
			if got := strings.Join(e.questions(), "|"); got != c.want {
				t.Errorf("Find(%q) asks the encoder about %q, want %q (mended: %v)", c.asked, got, c.want, m.Repaired)
			}
		})
	}
}

// TestACommonWordIsNoSlipOfAWordOfTheLibrary has somebody ask about a *wife* where the library knows *wifi*, and
// one asset has learnt of wives.
func TestACommonWordIsNoSlipOfAWordOfTheLibrary(t *testing.T) {
	e := lettered{&senses{}, []string{"wife"}}
	for name, c := range map[string]struct {
		opinion             *search.Opinion
		asked, mended, want string
	}{
		"a common word":               {search.NewOpinion(e, "", nil), "wife", "[]", "lost"},
		"a word that is not common":   {search.NewOpinion(e, "", nil), "wifo", "[{wifo wifi}]", "wifi"},
		"nobody knows what is common": {nil, "wife", "[{wife wifi}]", "wifi"},
	} {
		t.Run(name, func(t *testing.T) {
			x := open(t, append(counter(), search.Asset{ID: "wifi", Title: "Join the wifi"}), search.Options{Opinion: c.opinion})
			x.Teach(said("lost", "brolly of a wife"), nil, today)
			m := find(t, x, c.asked)
			if got := fmt.Sprint(m.Repaired); got != c.mended || first(m) != c.want {
				t.Errorf("Find(%q) mends %s and puts %q first, want %s and %s", c.asked, got, first(m), c.mended, c.want)
			}
		})
	}
}

func TestAnEncoderThatKnowsNoWordsIsAskedAboutWhatWasTyped(t *testing.T) {
	x, e := understanding(t, counter(), search.Options{})
	m := find(t, x, "brolly propetry")
	if len(m.Repaired) == 0 {
		t.Fatal("nothing is mended: the test says nothing")
	}
	if got := strings.Join(e.questions(), "|"); got != "brolly propetry" {
		t.Errorf("the encoder is asked about %q, want what was typed", got)
	}
}

func TestOfALongQuestionAnEncoderThatKnowsNoWordsIsAskedAboutTheBeginning(t *testing.T) {
	long := strings.Repeat("ん", 300)
	for asked, want := range map[string]string{
		"brolly " + strings.Repeat("left  behind ", 40): strings.TrimSpace("brolly " + strings.Repeat("left behind ", 40))[:160],
		// A script without spaces between words is no single word.
		"brolly " + long: "brolly " + string([]rune(long)[:153]),
		"brolly left":    "brolly left",
	} {
		x, e := understanding(t, counter(), search.Options{})
		find(t, x, asked)
		if got := e.questions(); len(got) == 0 || got[0] != want {
			t.Errorf("Find(%q) asks the encoder about %q, want %q first", asked, got, want)
		}
	}
}

func TestOfAQuestionAndItsUnknownWordsSoManyPiecesAreEncoded(t *testing.T) {
	known := strings.Repeat("locker ", 28)
	for _, c := range []struct{ name, asked, want string }{
		{"room for all", "brolly parasol awning", "brolly parasol awning|brolly|parasol|awning"},
		{"room for one word more", known + "brolly parasol awning", known + "brolly parasol awning|brolly"},
		{"room for a part of the question", known + "brolly parasol awning canopy gazebo", known + "brolly parasol awning canopy"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := lettered{&senses{}, nil}
			x := open(t, counter(), search.Options{Opinion: search.NewOpinion(e, "", nil)})
			if err := x.Understand(t.Context()); err != nil {
				t.Fatal(err)
			}
			find(t, x, c.asked)
			if got := strings.Join(e.questions(), "|"); got != c.want {
				t.Errorf("Find(%q) asks the encoder about %q, want %q", c.asked, got, c.want)
			}
		})
	}
}
