package search_test

import (
	"strings"
	"testing"

	"howto/search"
)

func TestEachLanguageKnowsItsInflections(t *testing.T) {
	for _, tt := range []struct{ language, title, text, want string }{
		{"de", "Kassenbuch führen", "wie fuehre ich Kassenbücher", ""},
		{"de", "Gutscheine verkaufen", "einen Gutschein", ""},
		{"de", "Die Kasse abschließen", "KASSEN ABSCHLIESSEN", ""},
		{"fr", "Imprimer l’étiquette", "où sont les etiquettes", ""},
		{"fr", "Fermer la caisse", "d'une caisse", ""},
		{"it", "Aprire la cassa", "dell'apertura delle casse", ""},
		{"es", "Imprimir las etiquetas", "impresión de una etiqueta", ""},
		{"nl", "Kassa openen", "hoe open ik de kassa's", ""},
		{"pt", "Fechar os caixas", "fechar o caixa", ""},
		{"sv", "Öppna kassan", "hur oppnar jag en kassa", ""},
		{"da", "Åbne kasserne", "kasse", ""},
		{"no", "Åpne kassene", "kassen", ""},
		{"fi", "Kassan avaaminen", "kassalla", ""},
		{"en", "Open the tills", "how is a till opened", ""},
	} {
		x := open(t, []search.Asset{
			{ID: "right", Title: tt.title, Body: "1."}, {ID: "wrong", Title: "Xylophon", Body: "2."},
		}, search.Options{Language: tt.language})
		if got := first(find(t, x, tt.text)); got != "right" {
			t.Errorf("%s: Find(%q) = %q, want %q", tt.language, tt.text, got, tt.title)
		}
	}
}

func TestStopWordsAreThoseOfTheLanguage(t *testing.T) {
	x := open(t, []search.Asset{{ID: "a", Title: "Die Kasse für Gäste"}}, search.Options{Language: "de"})
	m := find(t, x, "für fuer die Kasse")
	var stops []string
	for _, term := range m.Terms {
		if term.Stop {
			stops = append(stops, term.Text)
		}
	}
	if got := strings.Join(stops, " "); got != "für die" && got != "für fuer die" {
		t.Errorf("stop words %q, want für and die", got)
	}
}

func TestUnknownLanguageIsRefusedWithTheKnownOnes(t *testing.T) {
	_, err := search.Open(t.Context(), search.NewLibrary(), search.Options{Language: "tlh"})
	const want = `"tlh" is not a known language; they are da, de, en, es, fi, fr, it, nl, no, pt, sv`
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want %s", err, want)
	}
	if err := search.CheckLanguage(""); err != nil {
		t.Errorf("CheckLanguage(\"\") = %v, want English", err)
	}
}

func TestAnotherLanguageIsAnotherIndex(t *testing.T) {
	dir := t.TempDir()
	lib := search.NewLibrary(search.Asset{ID: "a", Title: "Die Kasse"})
	for _, tt := range []struct {
		language string
		built    bool
	}{{"de", true}, {"de", false}, {"", true}, {"en", false}} {
		x, err := search.Open(t.Context(), lib, search.Options{Dir: dir, Language: tt.language})
		if err != nil {
			t.Fatal(err)
		}
		if built := x.Rebuilt() != ""; built != tt.built {
			t.Errorf("language %q: built anew %v, want %v", tt.language, built, tt.built)
		}
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOtherScriptsAreFound(t *testing.T) {
	x := open(t, []search.Asset{
		{ID: "zh", Title: "如何退款", Body: "按退款。"}, {ID: "ar", Title: "كيفية استرداد المبلغ"},
		{ID: "ru", Title: "Как вернуть деньги"}, {ID: "emoji", Title: "Sign 🚒 at the door"},
		{ID: "ja", Title: "レジを開ける"},
	}, search.Options{})
	for text, want := range map[string]string{
		"退款": "zh", "استرداد": "ar", "ВЕРНУТЬ": "ru", "レジ": "ja", "🚒 sign": "emoji",
	} {
		if got := first(find(t, x, text)); got != want {
			t.Errorf("Find(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestStrangeTextCostsLittle bounds what is allocated for text that no person types: each
// kind once tripped a step of the analysis.
func TestStrangeTextCostsLittle(t *testing.T) {
	lib, _ := withSynonyms(t, "gift card = voucher\na1 b1 c1 = d1\n", map[string]string{
		"gift": "Sell a gift card", "wifi": "The Wi-Fi is slow",
	})
	x := openLibrary(t, lib, search.Options{})
	for name, text := range map[string]string{
		"one long word":      strings.Repeat("giftcard", 100_000),
		"10,000 words":       strings.Repeat("gift card ", 5_000),
		"unknown compounds":  strings.Repeat("gifteslow slowgifte cardewifi ", 3_000),
		"codes":              strings.Repeat("A-1 > B_2 > c.d.e ", 3_000),
		"control characters": strings.Repeat("\x00\x07gift\x1b[31m\u202e\u200b", 5_000),
		"broken bytes":       strings.Repeat("\xff\xfe gift", 5_000),
		"emoji":              strings.Repeat("👩‍👩‍👧‍👦🏳️‍🌈", 5_000),
		"accents":            "gift" + strings.Repeat("\u0301", 50_000),
		"ideographs":         strings.Repeat("如何退款", 5_000),
		"half a synonym":     strings.Repeat("a1 b1 ", 5_000),
		"humps":              strings.Repeat("aB", 50_000),
	} {
		allocs := testing.AllocsPerRun(1, func() {
			if m := find(t, x, text); len(m.Terms) > 64 {
				t.Errorf("%s: %d terms, want 64 at most", name, len(m.Terms))
			}
		})
		if allocs > 40_000 {
			t.Errorf("%s: %.0f allocations, want 40,000 at most", name, allocs)
		}
	}
}
