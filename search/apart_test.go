package search_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/search"
	"howto/search/meaning"
)

// neverSure is the shipped model, never sure.
func neverSure() search.Model {
	m := search.DefaultModel()
	m.Sure = 1
	return m
}

func TestAModelTakesTheNextSearch(t *testing.T) {
	x := open(t, shop(), search.Options{})
	text := shop()[0].Title
	if m := find(t, x, text); m.Confidence != search.Sure {
		t.Fatalf("Find(%q) is %v at first, want sure", text, m.Confidence)
	}
	x.SetModel(neverSure())
	if m := find(t, x, text); m.Confidence != search.Unsure || x.Model().Sure != 1 {
		t.Errorf("Find(%q) is %v from %v, want unsure", text, m.Confidence, x.Model().Sure)
	}
}

func TestAModelStaysWhenTheLibraryChanges(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"one.md": "Refund a card", "two.md": "Print labels"})
	tier := func(l *search.Live, text string) search.Confidence {
		m, err := l.Find(t.Context(), search.Query{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		return m.Confidence
	}
	l, taken := follow(t, dir, search.Options{})
	was := tier(l, "print labels")
	l.SetModel(neverSure())
	write(t, dir, map[string]string{"three.md": "Open the safe"})
	<-taken
	if got := tier(l, "print labels"); was != search.Sure || got != search.Unsure {
		t.Errorf("tier %v, and %v after the model and the library changed; want sure, then unsure", was, got)
	}
	set, _ := follow(t, dir, search.Options{Sure: .5, Unsure: .1})
	set.SetModel(neverSure())
	if got := tier(set, "print labels"); got != search.Sure {
		t.Errorf("tier %v under thresholds of the options, want sure: they stand", got)
	}
}

func TestAnIndexApartLearnsForItself(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"one.md": "Refund a card", "two.md": "Print labels"})
	l, _ := follow(t, dir, search.Options{})
	if err := l.Apart(func(x *search.Index) error {
		x.Teach(said("two", "brolly zeppelin"), nil, today)
		x.SetModel(neverSure())
		if m := find(t, x, "brolly zeppelin"); first(m) != "two" {
			t.Errorf("apart found %q, want what it was taught", first(m))
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if got := found(t, l, "brolly zeppelin"); got != "" {
		t.Errorf("found %q, want nothing: it was taught to an index apart", got)
	}
	l.Teach(said("one", "brolly zeppelin"), nil, today)
	if err := l.Apart(func(x *search.Index) error {
		if m := find(t, x, "brolly zeppelin"); len(m.Hits) > 0 || x.Model().Sure == 1 {
			t.Errorf("apart found %q, sure from %v; want one that was taught nothing", first(m), x.Model().Sure)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestAnIndexApartFindsTheSame(t *testing.T) {
	x := open(t, counter(), search.Options{})
	apart := x.Apart()
	for _, text := range []string{"refund without a receipt", "gift crad", "lost property", "how do I", "the van"} {
		want, got := find(t, x, text), find(t, apart, text)
		if got.Explain() != want.Explain() || got.Probability != want.Probability {
			t.Errorf("apart, Find(%q) says\n%s\nwant\n%s", text, got.Explain(), want.Explain())
		}
	}
}

func TestAnIndexApartKnowsWhatIsInDoubt(t *testing.T) {
	assets := doubtAssets()
	x := open(t, assets, search.Options{})
	x.Doubt([]search.Doubt{{Asset: "refund", Text: assets[0].Fingerprint(), Out: true}})
	apart := x.Apart()
	if got := hitIDs(find(t, apart, assets[0].Title)); !slices.Equal(got, []string{"refund-cash"}) {
		t.Errorf("apart, a retired asset is found: %q", got)
	}
	apart.Doubt(nil)
	if _, ok := x.Served("refund"); ok {
		t.Error("what was said apart concerns the index itself")
	}
}

// gated is a counting encoder that encodes nothing for nobody until its gate is closed.
type gated struct {
	counting
	gate chan struct{}
}

func (g *gated) EncodeAll(ctx context.Context, texts []string) ([]meaning.Vector, error) {
	select {
	case <-g.gate:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return g.counting.EncodeAll(ctx, texts)
}

func TestAnIndexApartHasNoAssetEncoded(t *testing.T) {
	g := &gated{gate: make(chan struct{})}
	l, log := listening(t, search.NewOpinion(g, "", nil))
	defer l.Close()
	if err := l.Apart(func(x *search.Index) error {
		return x.UnderstandLearnt(t.Context())
	}); err == nil || !strings.Contains(err.Error(), "not through yet") {
		t.Fatalf("before the assets are through it gives %v, want that it is too early", err)
	}
	close(g.gate)
	says(t, log, "second opinion ready, senses")
	if err := l.Apart(func(x *search.Index) error {
		x.Teach(said("lost", "customer forgot a brolly"), nil, today)
		if err := x.UnderstandLearnt(t.Context()); err != nil {
			return err
		}
		if got := first(find(t, x, "parasol behind")); got != "lost" {
			t.Errorf("apart %q is first, want lost by what it was taught", got)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
	if g.texts != 8 {
		t.Errorf("%d texts were encoded, want two assets of three, a phrase and a question", g.texts)
	}
}

// pressed is an encoder that has something happen before it encodes one text, and tells of another.
type pressed struct {
	senses
	before, told string
	press        func()
	tell         chan struct{}
}

func (p *pressed) EncodeAll(ctx context.Context, texts []string) ([]meaning.Vector, error) {
	if slices.Contains(texts, p.before) {
		p.press()
	}
	if slices.Contains(texts, p.told) {
		close(p.tell)
	}
	return p.senses.EncodeAll(ctx, texts)
}

// TestAPressTakesNothingFromAnIndexApart: what the index in force learns meanwhile makes it forget the
// phrases that it does not have.
func TestAPressTakesNothingFromAnIndexApart(t *testing.T) {
	p := &pressed{before: "truck zone", told: "lorry rental", tell: make(chan struct{})}
	l, log := listening(t, search.NewOpinion(p, "", nil))
	defer l.Close()
	p.press = func() {
		l.Teach(said("van", "lorry rental"), nil, today)
		select {
		case <-p.tell:
		case <-time.After(patience):
			t.Error("the index in force does not encode what it learnt")
		}
	}
	says(t, log, "second opinion ready, senses")
	if err := l.Apart(func(x *search.Index) error {
		x.Teach(slices.Concat(said("lost", "a refund is due"), said("van", "truck zone")), nil, today)
		if err := x.UnderstandLearnt(t.Context()); err != nil {
			return err
		}
		if got := first(find(t, x, "reimburse somebody")); got != "lost" {
			t.Errorf("apart %q is first, want lost by what it was taught", got)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}
