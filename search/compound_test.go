package search_test

import (
	"fmt"
	"strings"
	"testing"

	"howto/search"
)

func TestCompoundsMeetTheirHalves(t *testing.T) {
	english := open(t, []search.Asset{
		{ID: "gift", Title: "Sell a gift card"}, {ID: "shift", Title: "Swap a shift"},
		{ID: "login", Title: "Login is refused"}, {ID: "wifi", Title: "The Wi-Fi is slow"},
		{ID: "card", Title: "Card holders"}, {ID: "drive", Title: "OneDrive is full"},
		{ID: "day", Title: "Close at the end-of-day"},
	}, search.Options{})
	german := open(t, []search.Asset{
		{ID: "kasse", Title: "Abschluss der Kasse"}, {ID: "tag", Title: "Tag der Arbeit"},
		{ID: "zeit", Title: "Arbeitszeit ändern"},
	}, search.Options{Language: "de"})
	for _, tt := range []struct {
		index      *search.Index
		text, want string
		repaired   string
	}{
		{english, "giftcard", "gift", "[{giftcard gift card}]"},
		{english, "Gift-Cards", "gift", "[]"},
		{english, "log in", "login", "[{log in login}]"},
		{english, "wifi", "wifi", "[]"},
		{english, "wi fi", "wifi", "[]"},
		{english, "one drive", "drive", "[{one drive onedrive}]"},
		{english, "cardholders", "card", "[{cardholders card holders}]"},
		{german, "Kassenabschluss", "kasse", "[{Kassenabschluss kassen abschluss}]"},
		{german, "KASSENABSCHLÜSSE", "kasse", "[{KASSENABSCHLÜSSE kassen abschlusse}]"},
		{german, "Arbeit Zeit", "zeit", "[{Arbeit Zeit arbeitszeit}]"},
	} {
		m := find(t, tt.index, tt.text)
		if got := first(m); got != tt.want {
			t.Errorf("Find(%q) = %q, want %q", tt.text, got, tt.want)
		}
		if got := fmt.Sprint(m.Repaired); got != tt.repaired {
			t.Errorf("Find(%q) looked for %s, want %s", tt.text, got, tt.repaired)
		}
	}
}

func TestTheHalvesOfACompoundAreSaid(t *testing.T) {
	x := open(t, []search.Asset{
		{ID: "gift", Title: "Gift card", Body: "Sell a gift card."}, {ID: "b", Title: "Login and log in"},
	}, search.Options{})
	m := find(t, x, "giftcard")
	if got := fmt.Sprint(m.Hits[0].Words); got != "[{giftcard gift card [title steps]}]" {
		t.Errorf("matched words %s, want the asker's one word with both halves", got)
	}
	if got := m.Explain(); !strings.Contains(got, `looked for as "gift"`) {
		t.Errorf("Explain() does not say what was looked for:\n%s", got)
	}
	if got := find(t, x, "log in").Explain(); !strings.Contains(got, `the two together, as "login"`) {
		t.Errorf("Explain() does not say that the two were looked for as one:\n%s", got)
	}
}

func TestTheOtherSpellingCountsOnlyWhereTheWordsAreMissing(t *testing.T) {
	x := open(t, []search.Asset{
		{ID: "one", Title: "Login trouble"}, {ID: "two", Title: "Log in trouble"},
		{ID: "both", Title: "Log in, or login, trouble"}, {ID: "x", Title: "Else"},
	}, search.Options{})
	m := find(t, x, "trouble to log in")
	if len(m.Hits) != 3 {
		t.Fatalf("%d hits, want all three spellings", len(m.Hits))
	}
	if got := m.Hits[0].Asset.ID; got != "two" {
		t.Errorf("first %q, want the asset that has just the asker's words", got)
	}
}

// TestHiddenWordsMakeNoCompound: neither half, nor the two side by side, may come from
// what the asker must not see.
func TestHiddenWordsMakeNoCompound(t *testing.T) {
	secret := []string{"C0SECRET"}
	x := open(t, []search.Asset{
		{ID: "gift", Title: "A gift for you"}, {ID: "card", Title: "A card for you"},
		{ID: "hidden", Title: "Gift card, login, golden parachute", Audience: secret},
	}, search.Options{})
	for _, text := range []string{"giftcard", "goldenparachute", "log in"} {
		if m := find(t, x, text); len(m.Repaired) > 0 || len(m.Hits) > 0 {
			t.Errorf("Find(%q) looked for %v and found %d", text, m.Repaired, len(m.Hits))
		}
		if m := find(t, x, text, secret...); first(m) != "hidden" {
			t.Errorf("Find(%q) = %q for those who may see it, want hidden", text, first(m))
		}
	}
}

// TestAHiddenAssetBetweenTwoOthersMakesAndPartsNoCompound: the last word of one asset and the first of the
// next do not stand side by side, and neither do those of one field and the next.
func TestAHiddenAssetBetweenTwoOthersMakesAndPartsNoCompound(t *testing.T) {
	words := []string{"pay", "roll", "cash"}
	for _, last := range words {
		for _, first := range words {
			visible := []search.Asset{{ID: "a", Title: "Managers", Body: "Ask when we " + last},
				{ID: "c", Title: first + " and take the cash and the roll, and pay", Body: "Wait"}}
			hidden := search.Asset{ID: "b", Title: "Roll of managers", Body: "Open the cash", Audience: []string{"C0SECRET"}}
			with := open(t, []search.Asset{visible[0], hidden, visible[1]}, search.Options{})
			without := open(t, visible, search.Options{})
			for _, text := range []string{"payroll", "rollcash", "cashpay", "cashroll of managers"} {
				got, want := find(t, with, text), find(t, without, text)
				if got.Explain() != want.Explain() || got.Probability != want.Probability {
					t.Errorf("%q, hidden, %q: Find(%q) says\n%s\nand without the hidden asset\n%s",
						last, first, text, got.Explain(), want.Explain())
				}
			}
		}
	}
	fields := []search.Asset{{ID: "a", Title: "What we pay", Asks: []string{"Roll of managers"}}}
	if m := find(t, open(t, fields, search.Options{}), "payroll"); len(m.Hits) > 0 {
		t.Errorf("a title and an ask make a compound: %v", m.Repaired)
	}
}
