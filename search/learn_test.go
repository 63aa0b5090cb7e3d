package search_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/search"

	"pgregory.net/rapid"
)

// today is when the tests below take place.
var today = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// counter is a library in which "gift" and "refund" stand in titles, and nothing is said of brollies.
func counter() []search.Asset {
	return []search.Asset{
		{ID: "gift-card", Title: "Pay out a gift card", Body: "Press *Gift card* on the till and scan it."},
		{ID: "lost", Title: "Hand in lost property", Body: "Write place and time on a label. Put it into the grey locker."},
		{ID: "refund", Title: "Refund without a receipt", Body: "Ask for the card. Find the sale by its last four digits."},
		{ID: "van", Title: "Book the van", Body: "Ask at the desk for the key and write it into the book."},
	}
}

// said are lessons by people who each solved something with one of the phrases.
func said(asset string, phrases ...string) []search.Lesson {
	var out []search.Lesson
	for i, p := range phrases {
		out = append(out, search.Lesson{Ask: fmt.Sprint(asset, p, i), Asset: asset,
			Kind: search.LearntSolved, Phrase: p, Who: fmt.Sprint("p", i), At: today})
	}
	return out
}

func taught(t testing.TB, lessons []search.Lesson, strikes ...search.Strike) *search.Index {
	t.Helper()
	x := open(t, counter(), search.Options{})
	x.Teach(lessons, strikes, today)
	return x
}

func TestAPhraseThatSolvedFindsItsAssetInOtherWordsToo(t *testing.T) {
	x := open(t, counter(), search.Options{})
	const text = "brolly of somebody"
	if got := first(find(t, x, text)); got != "" {
		t.Fatalf("untaught, Find(%q) puts %q first, want nothing", text, got)
	}
	x.Teach(said("lost", "customer forgot a brolly", "found a brolly"), nil, today)
	if got := first(find(t, x, text)); got != "lost" {
		t.Errorf("Find(%q) puts %q first, want lost", text, got)
	}
	if got := first(find(t, x, "book the van")); got != "van" {
		t.Errorf("what was not taught is found as before: got %q first, want van", got)
	}
}

func TestTheSameLessonsInAnyOrderTeachTheSame(t *testing.T) {
	x := open(t, counter(), search.Options{})
	rapid.Check(t, func(r *rapid.T) {
		lessons := slices.Concat(said("lost", "brolly left", "umbrella found", "left a brolly"),
			said("van", "need wheels", "brolly delivery"))
		x.Teach(lessons, nil, today)
		want := find(t, x, "brolly left umbrella wheels").Explain()
		x.Teach(rapid.Permutation(lessons).Draw(r, "lessons"), nil, today)
		if got := find(t, x, "brolly left umbrella wheels").Explain(); got != want {
			r.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	})
}

// worth is what the asset's phrases are worth together, as far as they are shown.
func worth(x *search.Index, asset string) (sum float64) {
	shown, _ := x.Learnt(asset)
	for _, l := range shown {
		sum += l.Worth
	}
	return sum
}

func TestWhatAPhraseIsWorth(t *testing.T) {
	two := said("lost", "brolly left", "left brolly")
	year := 365 * 24 * time.Hour
	for name, c := range map[string]struct {
		more []search.Lesson
		want float64
	}{
		"two people are worth two, in whatever order they put it": {nil, 2},
		"one person counts once, however often they press": {[]search.Lesson{
			{Ask: "x", Asset: "lost", Kind: search.LearntSolved, Phrase: "brolly left", Who: "p1", At: today},
			{Ask: "y", Asset: "lost", Kind: search.LearntSolved, Phrase: "left brolly", Who: "p1", At: today}}, 2},
		"an ask before, minutes ago, counts half": {[]search.Lesson{
			{Ask: "x", Asset: "lost", Kind: search.LearntRephrased, Phrase: "brolly left", Who: "p7", At: today}}, 2.5},
		"a Not quite takes away": {[]search.Lesson{
			{Ask: "x", Asset: "lost", Kind: search.LearntNotQuite, Phrase: "brolly left", Who: "p7", At: today}}, 1},
		"a Not quite about something else takes nothing away": {[]search.Lesson{
			{Ask: "x", Asset: "lost", Kind: search.LearntNotQuite, Phrase: "key for the locker", Who: "p7", At: today}}, 2},
		"a Not quite about another asset takes nothing away": {[]search.Lesson{
			{Ask: "x", Asset: "van", Kind: search.LearntNotQuite, Phrase: "brolly left", Who: "p7", At: today}}, 2},
		"of one person the last word counts": {[]search.Lesson{
			{Ask: "x", Asset: "lost", Kind: search.LearntNotQuite, Phrase: "brolly left", Who: "p1", At: today.Add(-time.Hour)}}, 2},
		"a year makes it half": {[]search.Lesson{
			{Ask: "x", Asset: "lost", Kind: search.LearntSolved, Phrase: "brolly left", Who: "p7", At: today.Add(-year)}}, 2.5},
		"from a clock that is ahead it counts no more than one": {[]search.Lesson{
			{Ask: "x", Asset: "lost", Kind: search.LearntSolved, Phrase: "brolly left", Who: "p7", At: today.Add(year)}}, 3},
		"after four years nothing is left": {[]search.Lesson{
			{Ask: "x", Asset: "lost", Kind: search.LearntSolved, Phrase: "brolly left", Who: "p7", At: today.Add(-4 * year)}}, 2},
		"an asset that is gone teaches nothing": {said("gone", "brolly left"), 2},
		"only stop words are a phrase as well":  {said("lost", "what is it", "what is it"), 4},
	} {
		t.Run(name, func(t *testing.T) {
			if got := worth(taught(t, append(two[:2:2], c.more...)), "lost"); math.Abs(got-c.want) > 1e-9 {
				t.Errorf("worth %v, want %v", got, c.want)
			}
		})
	}
}

func TestARewriteResetsWhatWasLearntAndAMendedWordDoesNot(t *testing.T) {
	old := counter()[1]
	lessons := said("lost", "brolly left", "brolly left")
	for i := range lessons {
		lessons[i].Sketch = old.Sketch()
	}
	for name, c := range map[string]struct {
		body string
		want float64
	}{
		"as it was":    {old.Body, 2},
		"one word":     {strings.Replace(old.Body, "grey", "green", 1), 2},
		"all of it":    {"Call security on 555 and let them pick up whatever people leave.", 0},
		"no more text": {"", 0},
	} {
		t.Run(name, func(t *testing.T) {
			assets := counter()
			assets[1].Body = c.body
			x := open(t, assets, search.Options{})
			x.Teach(lessons, nil, today)
			if got := worth(x, "lost"); got != c.want {
				t.Errorf("worth %v, want %v", got, c.want)
			}
		})
	}
}

func TestWhatIsStruckOutIsNoLongerKnown(t *testing.T) {
	lessons := said("lost", "brolly left", "left brolly", "umbrella found")
	for name, c := range map[string]struct {
		strike search.Strike
		want   string
	}{
		"nothing":              {search.Strike{}, "lost"},
		"another asset":        {search.Strike{Asset: "van", Phrase: "brolly left", At: today}, "lost"},
		"the phrase":           {search.Strike{Asset: "lost", Phrase: "the brollies left", At: today}, ""},
		"the phrase, undated":  {search.Strike{Asset: "lost", Phrase: "brolly left"}, ""},
		"no word":              {search.Strike{Asset: "lost", Phrase: "?!", At: today}, "lost"},
		"all that was learnt":  {search.Strike{Asset: "lost", At: today}, ""},
		"all, before it began": {search.Strike{Asset: "lost", At: today.Add(-time.Hour)}, "lost"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := first(find(t, taught(t, lessons, c.strike), "brolly")); got != c.want {
				t.Errorf("first %q, want %q", got, c.want)
			}
		})
	}
}

// The attack: people who press Solved on the wrong card, on purpose or not.
func TestAFewWhoPressWronglyLiftNothingAboveABetterAsset(t *testing.T) {
	const text = "refund without the receipt"
	honest := said("refund", "refund receipt gone", "refund no receipt", "lost the receipt")
	for name, c := range map[string]struct {
		lessons []search.Lesson
		want    string
	}{
		"one person, a hundred times in their own words": {func() (all []search.Lesson) {
			for i := range 100 {
				all = append(all, search.Lesson{Ask: fmt.Sprint(i), Asset: "van", Who: "p0",
					Kind: search.LearntSolved, Phrase: text + fmt.Sprint(" x", i), At: today})
			}
			return all
		}(), "refund"},
		"three people": {said("van", text, text, text), "refund"},
		"three people who also say Not quite to the right one": {slices.Concat(honest, said("van", text, text, text),
			func() (all []search.Lesson) {
				for i := range 3 {
					all = append(all, search.Lesson{Ask: fmt.Sprint("no", i), Asset: "refund", Who: fmt.Sprint("evil", i),
						Kind: search.LearntNotQuite, Phrase: text, At: today})
				}
				return all
			}()), "refund"},
		"somewhat more than are right": {slices.Concat(honest, said("van", text, text, text, text, text)), "refund"},
	} {
		t.Run(name, func(t *testing.T) {
			m := find(t, taught(t, c.lessons), text)
			if got := first(m); got != c.want {
				t.Errorf("first %q, want %q\n%s", got, c.want, m.Explain())
			}
		})
	}
}

func TestWhatManyMoreTeachThanAFewWinsOverATitledAsset(t *testing.T) {
	const text = "refund without the receipt"
	m := find(t, taught(t, said("van", slices.Repeat([]string{text}, 12)...)), text)
	if got := first(m); got != "van" {
		t.Errorf("first %q, want van, which solved it for twelve people\n%s", got, m.Explain())
	}
}

func TestOfTwoStrikesTheLaterCounts(t *testing.T) {
	lessons := said("lost", "brolly left", "left brolly")
	early, late := search.Strike{Asset: "lost", At: today.Add(-time.Hour)}, search.Strike{Asset: "lost", At: today}
	for name, strikes := range map[string][]search.Strike{"late last": {early, late}, "late first": {late, early}} {
		if got := first(find(t, taught(t, lessons, strikes...), "brolly")); got != "" {
			t.Errorf("%s: first %q, want nothing: the later strikes out all that was learnt", name, got)
		}
	}
}

func TestWhatOnePersonTypedIsShownToNobody(t *testing.T) {
	x := taught(t, said("lost", "brolly left by marge"))
	shown, hidden := x.Learnt("lost")
	if len(shown) != 0 || hidden != 1 {
		t.Errorf("Learnt = %v and %d hidden, want nothing and 1", shown, hidden)
	}
	if got := find(t, x, "brolly").Explain(); strings.Contains(got, "marge") {
		t.Errorf("the explanation shows what one person typed:\n%s", got)
	}
	x.Teach(said("lost", "brolly left", "brolly left"), nil, today)
	if got := find(t, x, "brolly").Explain(); !strings.Contains(got, `"brolly left"`) {
		t.Errorf("the explanation does not show what two people typed:\n%s", got)
	}
}

func TestWhatIsKeptOfAQuestionSaysNothingAboutPeople(t *testing.T) {
	x := open(t, append(counter(), search.Asset{ID: "e", Title: "Till shows E-1042", Body: "Restart. Mark it."}), search.Options{})
	names := func(w string) bool { return w == "anna" || w == "smith" || w == "mark" }
	for text, want := range map[string]string{
		"Refund for anna smith without receipt":             "refund for without receipt",
		"refund to anna@fernhill.example please":            "refund to please",
		"call me on +49 30 1234567 about the van":           "call me on about the van",
		"till shows E-1042 for order 99812":                 "till shows e1042 for order",
		"<@U0AMIRA> lost her brolly":                        "lost her brolly",
		"see https://hub.fernhill.example/x?q=1 or www.a.b": "see or",
		"The customer Oyelaran wants a refund":              "the customer wants a refund",
		"GIFT CARD BROKEN":                                  "gift card broken",
		"mark it as lost. Mark is away":                     "mark it as lost is away",
		"":                                                  "",
	} {
		if got := x.Phrase(text, names); got != want {
			t.Errorf("Phrase(%q) = %q, want %q", text, got, want)
		}
	}
	if got := len(strings.Fields(x.Phrase(strings.Repeat("brolly ", 10_000), nil))); got != 24 {
		t.Errorf("of 10,000 words %d are kept, want 24", got)
	}
}

func TestWhatHiddenAssetsLearntChangesNothing(t *testing.T) {
	assets := counter()
	assets[1].Audience = []string{"S1"}
	x := open(t, assets, search.Options{})
	texts := []string{"brolly left behind", "refund brolly", "left", "what is it"}
	var want []string
	for _, text := range texts {
		want = append(want, find(t, x, text).Explain())
	}
	x.Teach(said("lost", "brolly left", "left brolly", "refund brolly", "what is it"), nil, today)
	for i, text := range texts {
		if got := find(t, x, text).Explain(); got != want[i] {
			t.Errorf("Find(%q) for somebody who may not see it:\n%s\nwant\n%s", text, got, want[i])
		}
	}
	if got := first(find(t, x, "brolly left behind", "S1")); got != "lost" {
		t.Errorf("for somebody who may see it %q is first, want lost", got)
	}
}

func TestWhatWasLearntSurvivesANewLibrary(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"lost.md": source("Hand in lost property", "Put it into the grey locker.")})
	l, err := search.Follow(t.Context(), []string{dir}, search.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	l.Teach(said("lost", "brolly left", "brolly left"), nil, today)
	write(t, dir, map[string]string{"van.md": source("Book the van", "Ask at the desk.")})
	if err := l.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	m, err := l.Find(t.Context(), search.Query{Text: "brolly"})
	if err != nil || l.Library().Len() != 2 || first(m) != "lost" {
		t.Errorf("of %d assets %q is first (%v), want lost of 2", l.Library().Len(), first(m), err)
	}
}

func TestTheNumbersOfLearningCanBeSet(t *testing.T) {
	lesson := func(kind search.LessonKind, phrase string, days int) search.Lesson {
		return search.Lesson{Ask: phrase, Asset: "lost", Kind: kind, Phrase: phrase, Who: "p7",
			At: today.AddDate(0, 0, -days)}
	}
	rewritten := lesson(search.LearntSolved, "brolly left", 0)
	rewritten.Sketch = search.Asset{Title: "Something else altogether"}.Sketch()
	for _, c := range []struct {
		number        string
		value         float64
		more          []search.Lesson
		shipped, want float64
	}{
		{"half_life", 30, []search.Lesson{lesson(search.LearntSolved, "brolly left", 60)}, 2.89, 2.25},
		{"rephrased", 0, []search.Lesson{lesson(search.LearntRephrased, "brolly left", 0)}, 2.5, 2},
		{"per_person", 1, []search.Lesson{lesson(search.LearntSolved, "brolly left", 1),
			lesson(search.LearntSolved, "a parcel", 0)}, 3, 2},
		{"objects", .5, []search.Lesson{lesson(search.LearntNotQuite, "brolly left behind", 0)}, 2, 1.33},
		{"rewritten", 0, []search.Lesson{rewritten}, 2, 3},
	} {
		t.Run(c.number, func(t *testing.T) {
			for set, want := range map[*search.Weights]float64{
				nil: c.shipped, weights(t, c.number, c.value): c.want,
			} {
				x := open(t, counter(), search.Options{Weights: set})
				x.Teach(append(said("lost", "brolly left", "brolly left"), c.more...), nil, today)
				if got := worth(x, "lost"); math.Abs(got-want) > .01 {
					t.Errorf("worth %.2f, want %.2f (set: %v)", got, want, set != nil)
				}
			}
		})
	}
}

func weights(t *testing.T, name string, value float64) *search.Weights {
	t.Helper()
	w, err := search.NewWeights(map[string]float64{name: value})
	if err != nil {
		t.Fatal(err)
	}
	return &w
}

func TestWhatIsLearntNeverMakesAnOfferNothing(t *testing.T) {
	x := open(t, []search.Asset{
		{ID: "parking", Title: "Parking around the store", Body: "Do not leave a van standing at the gate."},
		{ID: "lost", Title: "Hand in lost property", Body: "Write place and time on a label."},
		{ID: "van", Title: "Book the van", Body: "Ask at the desk for the key."},
	}, search.Options{})
	const text = "pram standing around and in the way of people"
	if m := find(t, x, text); m.Confidence != search.Unsure || first(m) != "parking" {
		t.Fatalf("untaught, %q is %s with %q first, want parking, unsure\n%s", text, m.Confidence, first(m), m.Explain())
	}
	for n := range 8 {
		x.Teach(said("lost", slices.Repeat([]string{"pram left behind in the way"}, n)...), nil, today)
		if m := find(t, x, text); m.Confidence == search.None {
			t.Errorf("taught by %d people, %q is none\n%s", n, text, m.Explain())
		}
	}
}

func TestWhatOneAssetLearntHidesNoNeighbour(t *testing.T) {
	lib, _, err := search.Load("../library")
	if err != nil {
		t.Fatal(err)
	}
	x := open(t, lib.Assets(), search.Options{})
	questions := []string{"customer left a pram behind", "customer left a brolly", "a customer left her specs",
		"brolly left by customer", "customer left specs and a brolly"}
	var before []search.Confidence
	for _, q := range questions {
		before = append(before, find(t, x, q).Confidence)
	}
	for n := range len(questions) {
		x.Teach(said("customers/lost-property", questions[1:1+n]...), nil, today)
		for i, q := range questions {
			if got := find(t, x, q).Confidence; got == search.None && before[i] != search.None {
				t.Errorf("after %d lessons %q is none, and was %s", n, q, before[i])
			}
		}
	}
}

func TestTheSameLessonsTeachTheSameEveryTime(t *testing.T) {
	var lessons []search.Lesson
	for i, age := range []int{3, 10, 40} {
		yes, no := said("van", "parcel wheels")[0], notQuite("van", "parcel wheels")[0]
		yes.Who, no.Who = fmt.Sprint("y", i), fmt.Sprint("n", i)
		yes.At, no.At = today.AddDate(0, 0, -age), today.AddDate(0, 0, -age)
		lessons = append(lessons, yes, no)
	}
	for range 100 {
		if shown, hidden := taught(t, lessons).Learnt("van"); len(shown)+hidden > 0 {
			t.Fatalf("the asset has learnt %+v and %d more, want nothing where as many say so as say the opposite", shown, hidden)
		}
	}
}

func TestAHabitOfPressingTakesNoOtherPhraseAway(t *testing.T) {
	var lessons []search.Lesson
	for i := range 30 {
		l := said("van", "drive somewhere")[0]
		l.Ask, l.At = fmt.Sprint("again", i), today.AddDate(0, 0, -i)
		lessons = append(lessons, l)
	}
	old := said("van", "need wheels")[0]
	old.At = today.AddDate(0, -2, 0)
	if _, hidden := taught(t, append(lessons, old)).Learnt("van"); hidden != 2 {
		t.Errorf("%d phrases of somebody are known who asked the same thirty times, want that and the other", hidden)
	}
}

func TestWhatSomebodyTookBackStaysSoWhateverTheyPressAfterwards(t *testing.T) {
	var lessons []search.Lesson
	for who := range 2 {
		first, last := notQuite("van", "parcel wheels")[0], said("van", "parcel wheels")[0]
		first.Who, last.Who = fmt.Sprint("p", who), fmt.Sprint("p", who)
		first.At, last.At = today.AddDate(0, 0, -60), today.AddDate(0, 0, -50)
		lessons = append(lessons, first, last)
		for i := range 12 {
			l := said("van", fmt.Sprintf("wheel%d spoke%d", i, i))[0]
			l.Who = first.Who
			lessons = append(lessons, l)
		}
	}
	shown, _ := taught(t, lessons).Learnt("van")
	for _, l := range shown {
		if l.Refused {
			t.Errorf("%q is refused again, want that nobody says so any more", l.Phrase)
		}
	}
}

func TestOfAPhraseIsShownWhatSeveralPeoplePut(t *testing.T) {
	const long, short = "how do i tell my manager that i want wheels", "tell manager want wheels"
	for _, c := range []struct {
		rule    string
		phrases []string
		want    string
	}{
		{"the words that all used", []string{long, short}, "tell manager want wheels"},
		{"as two of them put it", []string{short, long, long}, long},
	} {
		lessons := said("van", c.phrases...)
		for i := range lessons {
			lessons[i].At = today.AddDate(0, 0, i-9) // the longer ones are later
		}
		shown, _ := taught(t, lessons).Learnt("van")
		if len(shown) != 1 || shown[0].Phrase != c.want {
			t.Errorf("%s: %+v is shown, want %q", c.rule, shown, c.want)
		}
	}
}
