package search_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"howto/search"
)

// shop is a small library for the rules of finding.
func shop() []search.Asset {
	return []search.Asset{
		{ID: "refund", Title: "Refund a card payment", Asks: []string{"customer lost the receipt"},
			Body: "Press **Refund**.", Topics: []string{"refunds"}},
		{ID: "exchange", Title: "Exchange an item", Body: "Scan the receipt, then the new item."},
		{ID: "reader", Title: "The card reader is not found", Body: "It says E-1042. Restart it.",
			More: "See [the manual](https://hub.example/zebra)."},
		{ID: "vpn", Title: "Connect to the VPN from home", Body: "Open the café app.",
			Systems: []string{"Laptop"}},
		{ID: "print", Title: "Print shelf labels", Body: "Menu _Stock_ > *Labels*."},
		{ID: "bring", Title: "Go without a bag"},
		{ID: "who", Title: "Who are you", Body: "A bot."},
		{ID: "pay", Title: "Read your payslip", Body: "On the hub, under *Payroll*."},
		{ID: "bonus", Title: "Bonus rules for managers", Body: "The bonus pool is in the ledger.",
			Audience: []string{"C0MANAGERS", "S0LEADS"}},
	}
}

func open(t testing.TB, assets []search.Asset, o search.Options) *search.Index {
	t.Helper()
	x, err := search.Open(context.Background(), search.NewLibrary(assets...), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Errorf("close index: %v", err)
		}
	})
	return x
}

func find(t testing.TB, x *search.Index, text string, places ...string) search.Match {
	t.Helper()
	m, err := x.Find(context.Background(), search.Query{
		Text: text, Viewer: search.Viewer{Places: places},
	})
	if err != nil {
		t.Fatalf("Find(%q): %v", text, err)
	}
	return m
}

func first(m search.Match) string {
	if len(m.Hits) == 0 {
		return ""
	}
	return m.Hits[0].Asset.ID
}

func TestFindPutsTheRightAssetFirst(t *testing.T) {
	x := open(t, shop(), search.Options{})
	for _, tt := range []struct{ rule, text, want string }{
		{"title", "refund a card payment", "refund"},
		{"inflected", "refunding payments by cards", "refund"},
		{"asks outweigh the text", "lost receipt", "refund"},
		{"text", "scan the new one", "exchange"},
		{"after the more mark", "manual", "reader"},
		{"system", "laptop", "vpn"},
		{"topic", "refunds", "refund"},
		{"code as written", "E-1042", "reader"},
		{"code run together", "e1042 again", "reader"},
		{"number of a code", "error 1042", "reader"},
		{"short for without", "W/O", "bring"},
		{"capitals", "VPN", "vpn"},
		{"accents", "CAFE", "vpn"},
		{"accents in the question", "lábels", "print"},
		{"underscores are marks", "stock", "print"},
		{"only stop words", "who are you", "who"},
		{"one slip", "pyslip", "pay"},
		{"swapped letters", "reciept lost", "refund"},
		{"two slips in a long word", "exchnagge", "exchange"},
		{"address of a link", "zebra", ""},
		{"nothing", "giraffe", ""},
	} {
		if got := first(find(t, x, tt.text)); got != tt.want {
			t.Errorf("%s: Find(%q) = %q, want %q", tt.rule, tt.text, got, tt.want)
		}
	}
}

func TestWordsOfTwoFieldsDoNotStandTogether(t *testing.T) {
	x := open(t, []search.Asset{
		{ID: "apart", Title: "Open the till", Asks: []string{"drawer is stuck"}},
		{ID: "also", Title: "Close it", Asks: []string{"shutter", "blind"}},
		{ID: "beside", Title: "Count the coins", Asks: []string{"stamp book"}},
	}, search.Options{})
	for text, together := range map[string]bool{
		"till drawer": false, "shutter blind": false, "stamp book": true,
	} {
		got := find(t, x, text).Explain()
		if strings.Contains(got, "words together") != together {
			t.Errorf("Find(%q): words together should be %v:\n%s", text, together, got)
		}
	}
}

func TestFindSaysWhichWordsMatchedAndWhere(t *testing.T) {
	m := find(t, open(t, shop(), search.Options{}), "How to REFUND with a lost receipt")
	var got []string
	for _, w := range m.Hits[0].Words {
		got = append(got, w.Text+":"+strings.Join(w.Fields, "+"))
	}
	want := "REFUND:title+topics+steps lost:asks receipt:asks"
	if s := strings.Join(got, " "); s != want {
		t.Errorf("words %q, want %q", s, want)
	}
}

func TestFindRepairsOnlyWhatNoAssetHas(t *testing.T) {
	x := open(t, shop(), search.Options{})
	for text, want := range map[string]string{
		"reciept":   "[{reciept receipt}]",
		"Refnud":    "[{Refnud refund}]",
		"receipt":   "[]",
		"crd":       "[]", // too short: its neighbours are other words
		"E-1043":    "[]", // a code is never taken for another
		"1043":      "[]",
		"wxyzwxyz":  "[]",
		"exchnagge": "[{exchnagge exchange}]",
	} {
		if got := fmt.Sprint(find(t, x, text).Repaired); got != want {
			t.Errorf("Find(%q).Repaired = %s, want %s", text, got, want)
		}
	}
}

func TestRepairPrefersTheMoreFrequentWord(t *testing.T) {
	x := open(t, []search.Asset{
		{ID: "1", Title: "Label one"}, {ID: "2", Title: "Label two"}, {ID: "3", Title: "Lapel pin"},
	}, search.Options{})
	if got, want := fmt.Sprint(find(t, x, "lavel").Repaired), "[{lavel label}]"; got != want {
		t.Errorf("Repaired = %s, want %s", got, want)
	}
}

func TestAWordCountsOnceHoweverItIsSpelt(t *testing.T) {
	x := open(t, shop(), search.Options{})
	want := find(t, x, "receipt")
	for _, text := range []string{"receipt reciept", "reciept receipt", "receipts, Receipt"} {
		got := find(t, x, text)
		if len(got.Terms) != 1 || got.Hits[0].Score != want.Hits[0].Score {
			t.Errorf("Find(%q): %d terms, score %v; want 1 term, score %v",
				text, len(got.Terms), got.Hits[0].Score, want.Hits[0].Score)
		}
	}
}

func TestFindGivesThreeHitsUnlessTold(t *testing.T) {
	var assets []search.Asset
	for i := range 9 {
		assets = append(assets, search.Asset{ID: fmt.Sprint(i), Title: "Till rule", Body: "x"})
	}
	x := open(t, assets, search.Options{})
	for limit, want := range map[int]int{0: 3, -1: 3, 1: 1, 5: 5, 50: 9} {
		m, err := x.Find(t.Context(), search.Query{Text: "till", Limit: limit})
		if err != nil || len(m.Hits) != want {
			t.Errorf("limit %d: %d hits, %v; want %d", limit, len(m.Hits), err, want)
		}
		if first(m) != "0" {
			t.Errorf("limit %d: equal assets begin with %q, want the first id", limit, first(m))
		}
	}
}

func TestConfidenceHasThreeTiers(t *testing.T) {
	x := open(t, shop(), search.Options{})
	for text, want := range map[string]search.Confidence{
		"refund a card payment":          search.Sure,
		"how do I refund a card payment": search.Sure,
		"card":                           search.Unsure,
		"giraffe":                        search.None,
		"":                               search.None,
		"please feed the giraffe near the old canal": search.None,
	} {
		if m := find(t, x, text); m.Confidence != want {
			t.Errorf("Find(%q): %v (%.2f), want %v", text, m.Confidence, m.Probability, want)
		}
	}
	if got := fmt.Sprint(search.None, search.Unsure, search.Sure); got != "none unsure sure" {
		t.Errorf("names %q", got)
	}
}

func TestTwoTitlesForOneWordAreNotSure(t *testing.T) {
	x := open(t, append(shop(),
		search.Asset{ID: "vpn-slow", Title: "Fix a slow VPN", Body: "Change the server."},
	), search.Options{})
	if m := find(t, x, "vpn"); m.Confidence != search.Unsure {
		t.Errorf("Find(vpn): %v (%.2f), want unsure", m.Confidence, m.Probability)
	}
	if m := find(t, x, "connect to the vpn from home"); m.Confidence != search.Sure {
		t.Errorf("the whole title: %v (%.2f), want sure", m.Confidence, m.Probability)
	}
}

func TestThresholdsCanBeSet(t *testing.T) {
	m := find(t, open(t, shop(), search.Options{Sure: 1, Unsure: 1}), "refund a card payment")
	if m.Confidence != search.None || len(m.Hits) == 0 {
		t.Errorf("strict: %v with %d hits, want none that keeps its hits", m.Confidence, len(m.Hits))
	}
	m = find(t, open(t, shop(), search.Options{Sure: 0.001}), "card")
	if m.Confidence != search.Sure {
		t.Errorf("lax: %v, want sure", m.Confidence)
	}
}

func TestFindTakesWhateverPeopleSend(t *testing.T) {
	x := open(t, shop(), search.Options{})
	for name, text := range map[string]string{
		"empty": "", "blanks": " \t\n", "emoji": "🎉🙈", "flags": "🇩🇪👩‍👩‍👧",
		"controls":  "\x00\x01\x1b[31m",
		"bad utf-8": "\xff\xfe\xc3",
		"cyrillic":  "как вернуть товар", "chinese": "退款怎么办",
		"arabic": "كيف أسترد المال", "combining": strings.Repeat("e\u0301", 3000),
		"one long word": strings.Repeat("a", 10_000), "long é": strings.Repeat("é", 10_000),
		"many words": strings.Repeat("word ", 5000), "slack": "<!channel> <@U1> &lt;",
		"syntax": `+title:"x" -y *? ~2 ^3 /re/ [a TO b]`,
	} {
		if m := find(t, x, text); m.Confidence == search.Sure {
			t.Errorf("%s: sure of %q", name, first(m))
		}
	}
	long := "refund a card payment " + strings.Repeat("and some more of it ", 500)
	if got := first(find(t, x, long)); got != "refund" {
		t.Errorf("a long question finds %q, want %q", got, "refund")
	}
}

func TestFindEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := open(t, shop(), search.Options{}).Find(ctx, search.Query{Text: "card"})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
}

func TestAudienceSeesItsAssetsOnly(t *testing.T) {
	x := open(t, shop(), search.Options{})
	for _, tt := range []struct {
		places []string
		want   string
	}{
		{nil, ""}, {[]string{"C0OTHER"}, ""}, {[]string{"C0MANAGERS"}, "bonus"},
		{[]string{"C0OTHER", "S0LEADS"}, "bonus"}, {[]string{"*"}, ""},
	} {
		if got := first(find(t, x, "bonus", tt.places...)); got != tt.want {
			t.Errorf("places %v find %q, want %q", tt.places, got, tt.want)
		}
	}
	// "bonsu" is one slip from a word that only managers may see.
	if m := find(t, x, "bonsu"); len(m.Repaired) > 0 || len(m.Hits) > 0 {
		t.Errorf("a hidden word was proposed: %v", m.Repaired)
	}
	if a, ok := x.Asset("bonus"); !ok || a.VisibleTo(search.Viewer{}) ||
		!a.VisibleTo(search.Viewer{Places: []string{"S0LEADS"}}) {
		t.Error("VisibleTo does not agree with Find")
	}
}

// TestHiddenAssetsChangeNothing compares each answer with that of an index that
// never had the assets that the viewer may not see, nor what these have learnt.
func TestHiddenAssetsChangeNothing(t *testing.T) {
	vocabulary := strings.Fields(
		"till card refund receipt label stock bonus payslip key door reciept tlil")
	words := rapid.Map(rapid.SliceOfN(rapid.SampledFrom(vocabulary), 1, 6),
		func(w []string) string { return strings.Join(w, " ") })
	places := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"C1", "C2", "S1"}), 0, 3, rapid.ID)
	rapid.Check(t, func(r *rapid.T) {
		viewer := search.Viewer{Places: places.Draw(r, "viewer")}
		var all, seen []search.Asset
		var lessons []search.Lesson
		for i := range rapid.IntRange(0, 8).Draw(r, "assets") {
			a := search.Asset{
				ID: fmt.Sprint(i), Title: words.Draw(r, "title"), Body: words.Draw(r, "body"),
				Audience: places.Draw(r, "audience"),
			}
			all = append(all, a)
			if a.VisibleTo(viewer) {
				seen = append(seen, a)
			}
			for range rapid.IntRange(0, 3).Draw(r, "lessons") {
				lessons = append(lessons, search.Lesson{Ask: fmt.Sprint(len(lessons)), Asset: a.ID,
					Kind: search.LearntSolved, Phrase: words.Draw(r, "phrase"), At: today,
					Who: rapid.SampledFrom([]string{"p1", "p2", "p3"}).Draw(r, "who")})
			}
		}
		q := search.Query{Text: words.Draw(r, "question"), Viewer: viewer, Limit: 10}
		got, want := answer(r, all, lessons, q), answer(r, seen, lessons, q)
		if got != want {
			r.Fatalf("with hidden assets:\n%s\nwithout:\n%s", got, want)
		}
	})
}

// answer is all that a person could tell of a match. What is taught of an asset that is not there is lost.
func answer(r *rapid.T, assets []search.Asset, lessons []search.Lesson, q search.Query) string {
	x, err := search.Open(context.Background(), search.NewLibrary(assets...), search.Options{})
	if err != nil {
		r.Fatal(err)
	}
	defer x.Close()
	x.Teach(lessons, nil, today)
	m, err := x.Find(context.Background(), q)
	if err != nil {
		r.Fatal(err)
	}
	return fmt.Sprintf("%s%.9f %v", m.Explain(), m.Probability, m.Repaired)
}

func TestExplainSaysWhatDecided(t *testing.T) {
	m := find(t, open(t, shop(), search.Options{}), "how to refund a reciept")
	got := m.Explain()
	for _, want := range []string{
		`reciept`, `looked for as "receipt"`, "a common word, counts little", "in 1 asset",
		"1. Refund a card payment (refund), score", "title (×3), topics (×1), steps (×1)",
		"Confidence: unsure", "2 of the 2 full words", "sure from 0.", "leads the next by",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	got = find(t, open(t, shop(), search.Options{}), "giraffe").Explain()
	if !strings.Contains(got, "in no asset") {
		t.Errorf("an unknown word: %s", got)
	}
	if got := (search.Match{}).Explain(); got != "There is no word in the question.\n" {
		t.Errorf("no words: %s", got)
	}
}

func FuzzFind(f *testing.F) {
	x, err := search.Open(context.Background(), search.NewLibrary(shop()...), search.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { x.Close() })
	for _, s := range []string{"refund a card", "E-1042", "\xff", "don't", "a-11", "𝔞𝔟", "İstanbul's"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := x.Find(t.Context(), search.Query{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		if m.Probability < 0 || m.Probability > 1 || m.Probability != m.Probability {
			t.Errorf("probability %v", m.Probability)
		}
		for _, term := range m.Terms {
			if utf8.ValidString(text) && !strings.Contains(text, term.Text) {
				t.Errorf("%q is no word of %q", term.Text, text)
			}
		}
		_ = m.Explain()
	})
}

func TestPostingsBoundWhatProposesOnceRareWordsDo(t *testing.T) {
	var assets []search.Asset
	for i := range 200 {
		assets = append(assets, search.Asset{ID: fmt.Sprintf("a%03d", i), Title: "Common words"})
	}
	assets = append(assets, search.Asset{ID: "rare", Title: "Rare words"})
	for _, tt := range []struct {
		postings float64
		want     int
	}{{100, 1}, {1000, 10}} {
		w := search.DefaultWeights()
		w.Common, w.EnoughRare, w.Postings = 1, 1, tt.postings
		x := open(t, assets, search.Options{Weights: &w})
		m, err := x.Find(t.Context(), search.Query{Text: "rare common", Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(m.Hits); got != tt.want || first(m) != "rare" {
			t.Errorf("with %g postings: %d hits, first %q; want %d, %q",
				tt.postings, got, first(m), tt.want, "rare")
		}
	}
}
