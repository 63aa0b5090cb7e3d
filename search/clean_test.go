package search_test

import (
	"testing"

	"howto/search"
)

func TestAPhraseKeepsNoNameAfterATitleOrAColonAndNoAddressWithoutAScheme(t *testing.T) {
	x := open(t, append(counter(), search.Asset{ID: "e", Title: "Till shows E-1042",
		Body: "Open File > Export and send report.xlsx. It needs ASP.NET."},
		search.Asset{ID: "f", Title: "Call 112", Body: "Call 112 first."}), search.Options{})
	names := func(w string) bool { return w == "amira" }
	for text, want := range map[string]string{
		"refund for Mr. Schmidt please":              "refund for please",
		"Erstattung für Hr. Schmidt bitte":           "erstattung fur bitte",
		"refund for J. Kowalska please":              "refund for please",
		"refund for 3. Kowalska please":              "refund for please",
		"customer: Kowalska wants a refund":          "customer wants a refund",
		"customer:Kowalska wants a refund":           "customer wants a refund",
		"a refund please\nKowalska":                  "a refund please",
		"mail a@b.example Kowalska. Brolly lost":     "mail brolly lost",
		"mail a@b.example. Brolly lost":              "mail brolly lost",
		"Where is it? Brolly lost! Umbrella lost":    "where is it brolly lost umbrella lost",
		"see example.com/acct?user=kowalska now":     "see now",
		"see shop.fernhill.example:8080/kowalska ok": "see ok",
		"see intranet/acct?user=kowalska now":        "see now",
		"see kowalska.pl or anna-nowak.co.uk now":    "see or now",
		"my amira.xlsx of Kowalska.xlsx":             "my xlsx of xlsx",
		"does ASP.NET open report.xlsx?":             "does asp.net open report.xlsx",
		"invoice.pdf and setup.exe do not open":      "invoice pdf and setup exe do not open",
		"File > Export of E-1042 fails":              "file export of e1042 fails",
		"who is 112 here":                            "who is here",
	} {
		if got := x.Phrase(text, names); got != want {
			t.Errorf("Phrase(%q) = %q, want %q", text, got, want)
		}
	}
}
