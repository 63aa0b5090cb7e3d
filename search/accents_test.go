package search_test

import (
	"context"
	"strings"
	"testing"

	"howto/search"
	"howto/search/meaning"

	"golang.org/x/text/unicode/norm"
)

// reading is senses that keep what they read of assets.
type reading struct {
	*senses
	read string
}

func (r *reading) EncodeAll(ctx context.Context, texts []string) ([]meaning.Vector, error) {
	r.read += strings.Join(texts, "|")
	return r.senses.EncodeAll(ctx, texts)
}

// TestAccentsApartAreTheSame asks with each accent in its letter, and with letters and accents apart, of assets
// written in the one way and in the other.
func TestAccentsApartAreTheSame(t *testing.T) {
	assets := func(form norm.Form) []search.Asset {
		return []search.Asset{
			{ID: "key", Title: form.String("Schlüssel für die Kühltruhe"), Body: form.String("Im Büro fragen.")},
			{ID: "loan", Title: "Ausleihe", Asks: []string{form.String("Prüfgerät holen")}, Body: form.String("Gerät öffnen: Menü > Größe.")},
			{ID: "other", Title: "Kassensturz", Body: "Zweimal zählen."},
		}
	}
	const strange = "Zürchergürtel"
	for _, written := range []norm.Form{norm.NFC, norm.NFD} {
		e := &reading{senses: &senses{}}
		x := open(t, assets(written), search.Options{Language: "de", Opinion: search.NewOpinion(e, "", nil)})
		if err := x.Understand(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(e.read, "Schlüssel für die Kühltruhe") || !norm.NFC.IsNormalString(e.read) {
			t.Errorf("the encoder reads %+q of assets, want accents composed", e.read)
		}
		for _, asked := range []norm.Form{norm.NFC, norm.NFD} {
			for text, want := range map[string]string{
				"Schlüssel": "key", "kühltruhe": "key", "schlüsel": "key", "büro": "key", "Prüfgeräte": "loan", "Menü > Größe": "loan",
			} {
				if m := find(t, x, asked.String(text)); first(m) != want {
					t.Errorf("Find(%+q) = %q, want %q", asked.String(text), first(m), want)
				}
			}
			find(t, x, asked.String(strange+" Kühltruhe"))
			if got := strings.Join(e.questions(), "|"); !strings.Contains(got, strange+" Kühltruhe") || !norm.NFC.IsNormalString(got) {
				t.Errorf("the encoder is asked about %+q, want accents composed", got)
			}
			if got, want := x.Phrase(asked.String("schlüssel der grünen kühltruhe"), nil), "schlussel der grunen kuhltruhe"; got != want {
				t.Errorf("Phrase = %+q, want %q", got, want)
			}
		}
	}
}

func TestALongQuestionWithAccentsApartIsReadAsFar(t *testing.T) {
	x := open(t, []search.Asset{{ID: "key", Title: "Schlüssel"}}, search.Options{Language: "de"})
	text := strings.Repeat("ü", 900) + " Schlüssel" // 1,800 bytes composed, 2,700 apart
	for _, form := range []norm.Form{norm.NFC, norm.NFD} {
		if got := first(find(t, x, form.String(text))); got != "key" {
			t.Errorf("Find finds %q behind 900 letters, want %q", got, "key")
		}
	}
}
