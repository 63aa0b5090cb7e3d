package search_test

import (
	"fmt"
	"strings"
	"testing"

	"howto/search"

	"pgregory.net/rapid"
)

func TestDistanceIsTheWholeTablesUpToItsLimit(t *testing.T) {
	word := rapid.StringMatching(`[abcé]{0,9}`)
	rapid.Check(t, func(r *rapid.T) {
		a, b, most := word.Draw(r, "a"), word.Draw(r, "b"), rapid.IntRange(1, 2).Draw(r, "most")
		want := min(wholeTable([]rune(a), []rune(b)), most+1)
		if got := search.Distance(a, b, most); got != want {
			r.Errorf("Distance(%q, %q, %d) = %d, want %d", a, b, most, got, want)
		}
	})
}

// wholeTable is the optimal string alignment distance, without a limit.
func wholeTable(x, y []rune) int {
	d := make([][]int, len(x)+1)
	for i := range d {
		d[i] = make([]int, len(y)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(x)][len(y)]
}

func TestOfTheUnknownWordsOfAQuestionTheFirst24AreMended(t *testing.T) {
	x := open(t, []search.Asset{{ID: "t/a", Title: "Refund a purchase", Body: "Press refund."}}, search.Options{})
	strange := func(n int) (text string) {
		for i := range n {
			text += "qwxyz" + string(rune('a'+i)) + " "
		}
		return text
	}
	for _, c := range []struct {
		name, before string
		want         int
	}{
		{"23 strange words", strange(23), 1},
		{"24 strange words", strange(24), 0},
		{"one strange word, 30 times", strings.Repeat("qwxyz ", 30), 1},
		{"30 numbers and words too short to be mended", strings.Repeat("123456 xq ", 15), 1},
	} {
		m, err := x.Find(t.Context(), search.Query{Text: c.before + "refnud"})
		if err != nil || len(m.Repaired) != c.want {
			t.Errorf("after %s %v is mended (%v), want %d words", c.name, m.Repaired, err, c.want)
		}
	}
}

func TestAWordWithAnotherPrefixIsNoSlip(t *testing.T) {
	english := open(t, []search.Asset{
		{ID: "t/a", Title: "Install, activate, subscribe, block, unlock"}, {ID: "t/b", Title: "Upload a registered refund, cancel it"},
		{ID: "t/c", Title: "Import an invoice, go offline"},
	}, search.Options{})
	german := open(t, []search.Asset{{ID: "t/a", Title: "Anmelden und einbuchen"}, {ID: "t/b", Title: "Ausladen"}},
		search.Options{Language: "de"})
	dutch := open(t, []search.Asset{{ID: "t/a", Title: "Aanmelden"}}, search.Options{Language: "nl"})
	for _, c := range []struct {
		x           *search.Index
		asked, want string
	}{
		{english, "uninstall", "[]"}, {english, "reinstall", "[]"}, {english, "deactivate", "[]"},
		{english, "unsubscribe", "[]"}, {english, "deregister", "[]"}, {english, "unload", "[]"},
		{english, "unloads", "[]"}, {english, "unregistered", "[]"}, {english, "uncancel", "[]"},
		{english, "relock", "[]"}, {english, "exporting", "[]"}, {english, "defund", "[]"},
		{german, "abmelden", "[]"}, {german, "abmelde", "[]"}, {german, "ummelden", "[]"}, {german, "ausbuchen", "[]"},
		{german, "einladen", "[]"},
		{dutch, "afmelden", "[]"},

		{english, "erfund", "[{erfund refund}]"}, {english, "efund", "[{efund refund}]"},
		{english, "reefund", "[{reefund refund}]"}, {english, "refnud", "[{refnud refund}]"},
		{english, "innstall", "[{innstall install}]"}, {english, "nistall", "[{nistall install}]"},
		{english, "nstall", "[{nstall install}]"}, {english, "ulpoad", "[{ulpoad upload}]"},
		{english, "inport", "[{inport import}]"}, {english, "oflfine", "[{oflfine offline}]"},
		{english, "unlokc", "[{unlokc unlock}]"}, {english, "activaet", "[{activaet activate}]"},
		{german, "anmedlen", "[{anmedlen anmelden}]"}, {german, "namelden", "[{namelden anmelden}]"},
	} {
		if got := fmt.Sprint(find(t, c.x, c.asked).Repaired); got != c.want {
			t.Errorf("Find(%q) mends %s, want %s", c.asked, got, c.want)
		}
	}
}

// TestTheEncoderIsNotAskedAboutAnotherPrefix has common words that are the opposite of what was asked.
func TestTheEncoderIsNotAskedAboutAnotherPrefix(t *testing.T) {
	e := lettered{&senses{}, []string{"install", "property"}}
	x := open(t, counter(), search.Options{Opinion: search.NewOpinion(e, "", nil)})
	if err := x.Understand(t.Context()); err != nil {
		t.Fatal(err)
	}
	find(t, x, "uninstall propetry")
	if got, want := strings.Join(e.questions(), "|"), "uninstall property|uninstall"; got != want {
		t.Errorf("the encoder is asked about %q, want %q", got, want)
	}
}

func TestAHitNamesTheSpellingThatItHas(t *testing.T) {
	x := open(t, []search.Asset{{ID: "a", Title: "Refund a purchase"}, {ID: "b", Title: "Book a purchase"}}, search.Options{})
	m := find(t, x, "refnud purchase")
	if got, want := fmt.Sprint(m.Hits[0].Words, m.Hits[1].Words), "[{refnud refund [title]} {purchase  [title]}] [{purchase  [title]}]"; got != want {
		t.Errorf("the hits name %s, want %s", got, want)
	}
}
