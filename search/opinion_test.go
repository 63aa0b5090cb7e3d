package search_test

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"howto/search"
	"howto/search/meaning"
	"howto/search/vectors"
)

// senses is an encoder that knows a few senses of words, counts what it is asked, and fails on demand.
type senses struct {
	mu    sync.Mutex
	asked []string
	fails bool
}

// known are words with the number of their sense.
var known = map[string]int{"refund": 0, "receipt": 0, "reimburse": 0, "money": 0,
	"gift": 1, "voucher": 1, "lost": 2, "property": 2, "umbrella": 2, "brolly": 2, "parasol": 2,
	"van": 3, "lorry": 3, "truck": 3}

func (s *senses) Version() string { return "senses 1" }

func (s *senses) Encode(_ context.Context, text string) (meaning.Vector, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fails {
		return nil, errors.New("no encoder today")
	}
	s.asked = append(s.asked, text)
	return sense(text), nil
}

func (s *senses) EncodeAll(_ context.Context, texts []string) (all []meaning.Vector, _ error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fails {
		return nil, errors.New("no encoder today")
	}
	for _, text := range texts {
		all = append(all, sense(text))
	}
	return all, nil
}

// questions are what was asked while somebody waited.
func (s *senses) questions() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

// sense is 1 in the direction of each sense, and a little in one that all texts share.
func sense(text string) meaning.Vector {
	v := meaning.Vector{.2, .2, .2, .2, .2}
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r < 'a' || r > 'z' }) {
		if n, ok := known[w]; ok {
			v[n] = 1
		}
	}
	var square float32
	for _, x := range v {
		square += x * x
	}
	for i := range v {
		v[i] /= float32(math.Sqrt(float64(square)))
	}
	return v
}

func understanding(t testing.TB, assets []search.Asset, o search.Options) (*search.Index, *senses) {
	t.Helper()
	s := &senses{}
	o.Opinion = search.NewOpinion(s, "", nil)
	x := open(t, assets, o)
	if err := x.Understand(t.Context()); err != nil {
		t.Fatal(err)
	}
	return x, s
}

func TestAQuestionInOtherWordsFindsWhatItMeans(t *testing.T) {
	const text = "lorry please"
	if got := first(find(t, open(t, counter(), search.Options{}), text)); got != "" {
		t.Fatalf("by words alone Find(%q) puts %q first, want nothing", text, got)
	}
	x, _ := understanding(t, counter(), search.Options{})
	m := find(t, x, text)
	if got := first(m); got != "van" {
		t.Fatalf("Find(%q) puts %q first, want van", text, got)
	}
	if got := m.Why(); got.Opinion == nil || got.Opinion.First != "" || got.Hits[0].Meaning == nil {
		t.Errorf("why says nothing of the second opinion: %+v", got.Opinion)
	}
	if got := m.Explain(); !strings.Contains(got, "found by what it means") {
		t.Errorf("Explain does not say that the asset was found by what it means:\n%s", got)
	}
}

func TestASureAnswerNeverPaysForTheSecondOpinion(t *testing.T) {
	x, s := understanding(t, counter(), search.Options{Sure: .01, Unsure: .001})
	if m := find(t, x, "refund without a receipt"); m.Confidence != search.Sure {
		t.Fatalf("confidence is %v, want sure", m.Confidence)
	}
	if got := s.questions(); len(got) > 0 {
		t.Errorf("a sure question was encoded all the same: %q", got)
	}
	find(t, x, "lorry please")
	if got := s.questions(); len(got) != 1 {
		t.Errorf("of one question in doubt %d were encoded", len(got))
	}
}

func TestWhatWordsAreSureOfButDoNotSettleIsAskedAboutWhereAnybodyCanBeAsked(t *testing.T) {
	const text = "refund without a receipt"
	m := search.DefaultModel()
	m.Sure, m.SureTaught, m.Unsure, m.Settled = .01, .01, .001, 1
	x, s := understanding(t, counter(), search.Options{Model: &m})
	find(t, x, text)
	if got := s.questions(); len(got) != 1 {
		t.Errorf("%d questions were encoded, want one", len(got))
	}
	s.fails = true
	if got := find(t, x, "refund without a card"); got.Confidence != search.Sure {
		t.Errorf("without a second opinion the words are %v, want sure", got.Confidence)
	}
}

func TestAnAssetIsAsNearAsItsNearestWayToSayIt(t *testing.T) {
	assets := counter()
	assets[1].Body = "Write a label. Put it into the grey locker with refund, van and voucher."
	x, _ := understanding(t, assets, search.Options{Always: true})
	alike := func(text string) float64 {
		m := find(t, x, text)
		if first(m) != "lost" {
			t.Fatalf("Find(%q) puts %q first: the test says nothing", text, first(m))
		}
		return m.Signals.Alike
	}
	if got := alike("umbrella lost in town"); got < .99 {
		t.Errorf("a question that means what the title means is %.3f alike, want 1", got)
	}
	const other = "write a label for the grey locker, lorry"
	before := alike(other)
	for people, more := range []bool{1: false, 2: true} {
		x.Teach(said("lost", slices.Repeat([]string{"label for a lorry"}, people)...), nil, today)
		if err := x.Understand(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := alike(other); got > before != more {
			t.Errorf("after %d have solved it so, it is %.3f alike, and was %.3f; want more: %v", people, got, before, more)
		}
	}
}

func TestWithoutPartsAnAssetIsUnderstoodAsAWhole(t *testing.T) {
	w := search.DefaultWeights()
	w.Parts = 0
	x, _ := understanding(t, counter(), search.Options{Weights: &w})
	if got := first(find(t, x, "lorry please")); got != "van" {
		t.Errorf("Find puts %q first, want van by what it means", got)
	}
}

func TestWithoutStepsTitlesAsksAndQuestionsMeanWhatTheyMeant(t *testing.T) {
	w := search.DefaultWeights()
	w.Gist = 0
	x, s := understanding(t, counter(), search.Options{Weights: &w})
	if got := first(find(t, x, "lorry please")); got != "van" {
		t.Errorf("Find puts %q first, want van by what its title means; encoded was %q", got, s.questions())
	}
}

func TestAQuestionIsEncodedOnce(t *testing.T) {
	x, s := understanding(t, counter(), search.Options{})
	for range 3 {
		find(t, x, "lorry   please")
	}
	if got := s.questions(); len(got) != 1 {
		t.Errorf("the same question was encoded %d times", len(got))
	}
}

func TestWithoutVectorsSearchGoesByWords(t *testing.T) {
	s := &senses{}
	x := open(t, counter(), search.Options{Opinion: search.NewOpinion(s, "", nil)})
	if got := first(find(t, x, "lorry please")); got != "" {
		t.Errorf("before anything is understood Find puts %q first, want nothing", got)
	}
	if got := s.questions(); len(got) > 0 {
		t.Errorf("and questions were encoded: %q", got)
	}
	s.fails = true
	if err := x.Understand(t.Context()); err == nil {
		t.Error("an encoder that fails: got no error")
	}
	s.fails = false
	if err := x.Understand(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.fails = true
	if got := first(find(t, x, "lorry please")); got != "" {
		t.Errorf("without the question's vector Find puts %q first, want nothing", got)
	}
}

func TestWhatAViewerMayNotSeeIsNotFoundByMeaning(t *testing.T) {
	hidden := search.Asset{ID: "secret", Title: "Hire a truck", Body: "Call.", Audience: []string{"C0OPS"}}
	x, _ := understanding(t, append(counter(), hidden), search.Options{})
	without, _ := understanding(t, counter(), search.Options{})
	const text = "lorry for a parasol"
	got, want := find(t, x, text), find(t, without, text)
	if got.Explain() != want.Explain() {
		t.Errorf("a hidden asset changes what is found: got\n%s\nwant\n%s", got.Explain(), want.Explain())
	}
	m, err := x.Find(t.Context(), search.Query{Text: "truck hire", Viewer: search.Viewer{Places: []string{"C0OPS"}}})
	if err != nil || first(m) != "secret" {
		t.Errorf("who may see it finds %q first (%v), want secret", first(m), err)
	}
}

func TestALongAssetTakesNoPart(t *testing.T) {
	assets := counter()
	assets[3].Body = strings.Repeat("Ask at the desk for the key. ", 40)
	x, _ := understanding(t, assets, search.Options{})
	if got := first(find(t, x, "lorry please")); got == "van" {
		t.Error("a long asset was found by its meaning")
	}
	for _, h := range find(t, x, "key for the lorry").Why().Hits {
		if h.Asset == "van" && h.Meaning != nil {
			t.Errorf("a long asset gained %+v", h.Meaning)
		}
	}
}

func TestLearningHoldsForOtherWordsOfTheSameMeaning(t *testing.T) {
	x, _ := understanding(t, counter(), search.Options{})
	before := find(t, x, "parasol behind")
	x.Teach(said("lost", "customer forgot a brolly", "found a brolly"), nil, today)
	if err := x.Understand(t.Context()); err != nil {
		t.Fatal(err)
	}
	after := find(t, x, "parasol behind")
	if first(after) != "lost" || lead(after) <= lead(before) {
		t.Errorf("after learning %q is first by %.2f, before by %.2f", first(after), lead(after), lead(before))
	}
	x.Teach(said("lost", "customer forgot a brolly", "found a brolly"),
		[]search.Strike{{Asset: "lost", At: today.Add(time.Hour)}}, today)
	if got, want := find(t, x, "parasol behind").Explain(), before.Explain(); got != want {
		t.Errorf("struck out, it still counts: got\n%s\nwant\n%s", got, want)
	}
}

// learntAdds is what the lessons add to each asset for a question, with the weights that are set.
func learntAdds(t *testing.T, set map[string]float64, lessons []search.Lesson, text string) map[string]float64 {
	t.Helper()
	w, err := search.NewWeights(set)
	if err != nil {
		t.Fatal(err)
	}
	x, _ := understanding(t, counter(), search.Options{Weights: &w})
	x.Teach(lessons, nil, today)
	if err := x.Understand(t.Context()); err != nil {
		t.Fatal(err)
	}
	added := map[string]float64{}
	for _, h := range find(t, x, text).Why().Hits {
		if h.Learnt != nil {
			added[h.Asset] = h.Learnt.Added
		}
	}
	return added
}

func TestALearntPhraseCountsByItsWordsAndByWhatItMeans(t *testing.T) {
	added := learntAdds(t, map[string]float64{"learnt": 0, "meaning": 0}, slices.Concat(said("van", "parasol forgotten yesterday"),
		said("gift-card", "credit forgotten yesterday"), said("lost", "umbrella brolly")), "parasol forgotten yesterday")
	both, words, meant := added["van"], added["gift-card"], added["lost"]
	if words <= 0 || meant <= 0 || both < 1.2*words || both < 1.2*meant {
		t.Errorf("the same words add %.3f, the same meaning %.3f, both %.3f: want each above zero and both clearly the most",
			words, meant, both)
	}
}

func TestLearntWordsAddMoreBesideASecondOpinion(t *testing.T) {
	lessons := said("lost", "parasol forgotten yesterday")
	plain := learntAdds(t, map[string]float64{"nearest": 0, "second_learnt": 1}, lessons, "parasol on monday")
	more := learntAdds(t, map[string]float64{"nearest": 0, "second_learnt": 1.5}, lessons, "parasol on monday")
	if got, want := more["lost"], 1.5*plain["lost"]; want <= 0 || math.Abs(got-want) > 1e-9 {
		t.Errorf("with 1.5 learnt words add %.3f, want %.3f", got, want)
	}
}

func TestWhatPeopleSolvedIsFoundThoughTheAssetMeansSomethingElse(t *testing.T) {
	x, _ := understanding(t, counter(), search.Options{})
	x.Teach(said("van", "parasol on monday", "parasol for monday"), nil, today)
	if err := x.Understand(t.Context()); err != nil {
		t.Fatal(err)
	}
	m := find(t, x, "a parasol for monday")
	if !slices.ContainsFunc(m.Why().Hits, func(h search.HitReason) bool { return h.Asset == "van" && h.Learnt != nil }) {
		t.Errorf("what two people solved with the van is not among the hits:\n%s", m.Explain())
	}
}

// lead is by how much of the most that a question could score the first hit is ahead.
func lead(m search.Match) float64 { return m.Signals.Lead }

func TestAFewWhoPressWronglyLiftNothingByMeaning(t *testing.T) {
	x, _ := understanding(t, counter(), search.Options{})
	x.Teach(said("van", "reimburse money", "money for no receipt", "reimburse receipt"), nil, today)
	if err := x.Understand(t.Context()); err != nil {
		t.Fatal(err)
	}
	const text = "refund without a receipt"
	if got := first(find(t, x, text)); got != "refund" {
		t.Errorf("three people lifted %q above the asset whose title says %q", got, text)
	}
}

func TestVectorsAreKeptAndOnlyWhatChangedIsComputed(t *testing.T) {
	dir := t.TempDir()
	lib := search.NewLibrary(counter()...)
	count := func(lib search.Library) int {
		c := &counting{}
		x, err := search.Open(t.Context(), lib, search.Options{Dir: dir, Opinion: search.NewOpinion(c, dir, nil)})
		if err != nil {
			t.Fatal(err)
		}
		defer x.Close()
		if err := x.Understand(t.Context()); err != nil {
			t.Fatal(err)
		}
		return c.texts
	}
	// The whole of an asset, its title and one line each.
	if got := count(lib); got != 3*lib.Len() {
		t.Errorf("at first %d texts were encoded, want %d", got, 3*lib.Len())
	}
	if got := count(lib); got != 0 {
		t.Errorf("at the next start %d were encoded, want none", got)
	}
	changed := counter()
	changed[1].Title = "Bring lost property"
	if got := count(search.NewLibrary(changed...)); got != 3 {
		t.Errorf("after one asset changed %d were encoded, want its three", got)
	}
}

// counting counts the texts that it encodes for nobody.
type counting struct {
	senses
	texts int
}

func (c *counting) EncodeAll(ctx context.Context, texts []string) ([]meaning.Vector, error) {
	c.texts += len(texts)
	return c.senses.EncodeAll(ctx, texts)
}

var _ vectors.Encoder = (*senses)(nil)

// readied is a log handler that tells when the second opinion is ready.
type readied struct {
	slog.Handler
	ready chan struct{}
}

func (h readied) Enabled(context.Context, slog.Level) bool { return true }

func (h readied) Handle(_ context.Context, r slog.Record) error {
	if r.Message == "second opinion ready" {
		h.ready <- struct{}{}
	}
	return nil
}

func TestALiveSearchUnderstandsInTheBackgroundWhatChanged(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"van.md": "Book the van", "lost.md": "Lost property"})
	ready := make(chan struct{}, 8)
	l, err := search.Follow(t.Context(), []string{dir}, search.Options{
		Opinion: search.NewOpinion(&senses{}, "", nil), Log: slog.New(readied{slog.DiscardHandler, ready})})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	<-ready
	if got := found(t, l, "lorry please"); got != "van" {
		t.Errorf("once ready, %q is first, want van", got)
	}
	l.Publish(t.Context(), []search.Published{{Asset: search.Asset{ID: "gift", Title: "Redeem a voucher",
		Kind: search.KindSteps, Body: "Scan it."}}})
	<-ready
	if got := found(t, l, "gift for the customer"); got != "gift" {
		t.Errorf("after publishing, %q is first, want gift", got)
	}
}
