package search_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"howto/search"
	"howto/search/embeddings"
	"howto/search/meaning"
	"howto/search/vectors"
)

// endpoint is a server of vectors, by senses, that can go wrong.
type endpoint struct {
	*httptest.Server
	mu    sync.Mutex
	wrong string // how it goes wrong; "" for not
	sizes []int  // how many texts each call had
}

const (
	fails     = "it answers 500"
	hangs     = "it hangs"
	otherSize = "another model answers"
)

func newEndpoint(t *testing.T) *endpoint {
	e := &endpoint{}
	e.Server = httptest.NewServer(e)
	t.Cleanup(e.Close)
	return e
}

func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in struct{ Input []string }
	src, err := io.ReadAll(r.Body) // all of it, or the server does not notice who hangs up
	if err = errors.Join(err, json.Unmarshal(src, &in)); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	e.mu.Lock()
	e.sizes = append(e.sizes, len(in.Input))
	wrong := e.wrong
	e.mu.Unlock()
	var out struct {
		Data []map[string]any `json:"data"`
	}
	for i, text := range in.Input {
		v := sense(text)
		if wrong == otherSize {
			v = append(v, 0)
		}
		out.Data = append(out.Data, map[string]any{"index": i, "embedding": v})
	}
	switch wrong {
	case fails:
		http.Error(w, "out of memory", http.StatusInternalServerError)
	case hangs:
		<-r.Context().Done()
	default:
		json.NewEncoder(w).Encode(out)
	}
}

func (e *endpoint) goes(wrong string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.wrong = wrong
}

func (e *endpoint) client() *embeddings.Client {
	return &embeddings.Client{Address: e.URL, Model: "senses", HTTP: e.Client()}
}

// triedAgain is how long an encoder that failed is not tried again.
const triedAgain = 10 * time.Millisecond

// opinion is a second opinion by the endpoint that is tried again at once.
func (e *endpoint) opinion(dir string) *search.Opinion {
	o := search.NewOpinion(e.client(), dir, nil)
	o.Hasten(triedAgain, 2*time.Second)
	return o
}

// heard is a log handler that hands on what is said of the second opinion.
type heard struct {
	slog.Handler
	said chan string
}

func (h heard) Enabled(context.Context, slog.Level) bool { return true }

func (h heard) Handle(_ context.Context, r slog.Record) error {
	line := r.Message
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "encoder" {
			line += ", " + strings.Fields(a.Value.String())[0]
		}
		return true
	})
	if strings.Contains(line, "opinion") || strings.Contains(line, "vectors") {
		h.said <- line
	}
	return nil
}

// listening follows a library of a van and of lost property.
func listening(t *testing.T, o *search.Opinion) (*search.Live, chan string) {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, map[string]string{"van.md": "Book the van", "lost.md": "Lost property"})
	said := make(chan string, 32)
	l, err := search.Follow(t.Context(), []string{dir}, search.Options{
		Opinion: o, Log: slog.New(heard{slog.DiscardHandler, said})})
	if err != nil {
		t.Fatal(err)
	}
	return l, said
}

// patience bounds how long a test waits for something that should come at once.
const patience = 20 * time.Second

// says waits for the next lines of the log.
func says(t *testing.T, said chan string, want ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for _, w := range want {
		select {
		case got := <-said:
			if got != w {
				t.Fatalf("the log says %q, want %q", got, w)
			}
		case <-ctx.Done():
			t.Fatalf("the log says nothing more within %v, want %q", patience, w)
		}
	}
}

// noticed asks until the log says what becomes of an encoder that fails. One question may not do: an
// encoder that was tried a moment ago is not tried again for it.
func noticed(t *testing.T, l *search.Live, said chan string, want string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for {
		found(t, l, "a truck please")
		select {
		case got := <-said:
			if got != want {
				t.Fatalf("the log says %q, want %q", got, want)
			}
			return
		case <-time.After(2 * triedAgain):
		case <-ctx.Done():
			t.Fatalf("nobody noticed within %v that the encoder fails", patience)
		}
	}
}

// meant is what is found first once the encoder was quick enough, which on a busy machine it may not be
// at once.
func meant(t *testing.T, l *search.Live, text string) (got string) {
	t.Helper()
	for range 20 {
		if got = found(t, l, text); got != "" {
			break
		}
	}
	return got
}

func TestAStandInSpeaksWhileAnEndpointFails(t *testing.T) {
	for _, wrong := range []string{fails, hangs, otherSize} {
		t.Run(wrong, func(t *testing.T) {
			e := newEndpoint(t)
			o := e.opinion("").OrElse(func() (vectors.Encoder, error) { return &senses{}, nil })
			l, said := listening(t, o)
			defer l.Close()
			says(t, said, "second opinion ready, endpoint")
			if got := meant(t, l, "lorry please"); got != "van" {
				t.Errorf("by the endpoint %q is first, want van", got)
			}
			e.goes(wrong)
			noticed(t, l, said, "second opinion by a stand-in for now, senses")
			says(t, said, "second opinion ready, senses")
			if got := meant(t, l, "a truck please"); got != "van" {
				t.Errorf("by the stand-in %q is first, want van", got)
			}
			e.goes("")
			says(t, said, "second opinion again, endpoint", "second opinion ready, endpoint")
			if got := meant(t, l, "two trucks, or a lorry"); got != "van" {
				t.Errorf("by the endpoint again %q is first, want van", got)
			}
		})
	}
}

func TestWithoutAStandInAFailingEndpointIsSaidOnce(t *testing.T) {
	e := newEndpoint(t)
	l, said := listening(t, e.opinion(""))
	defer l.Close()
	says(t, said, "second opinion ready, endpoint")
	e.goes(fails)
	noticed(t, l, said, "second opinion not to be had for now")
	if got := found(t, l, "a truck please"); got != "" {
		t.Errorf("%q is first, want nothing: the question goes by words", got)
	}
	e.goes("")
	says(t, said, "second opinion again, endpoint")
	if got := meant(t, l, "a truck please"); got != "van" {
		t.Errorf("when it is well again %q is first, want van", got)
	}
}

func TestAnEndpointThatFailsAtTheStartIsReplaced(t *testing.T) {
	e := newEndpoint(t)
	e.goes(fails)
	l, said := listening(t, e.opinion("").OrElse(func() (vectors.Encoder, error) { return &senses{}, nil }))
	defer l.Close()
	says(t, said, "second opinion by a stand-in for now, senses", "second opinion ready, senses")
	if got := meant(t, l, "lorry please"); got != "van" {
		t.Errorf("by the stand-in %q is first, want van", got)
	}
}

// remodelled is a library whose vectors are on disk, where another model answers since the restart.
func remodelled(t *testing.T) (*search.Live, chan string) {
	t.Helper()
	e, dir := newEndpoint(t), t.TempDir()
	l, log := listening(t, e.opinion(dir))
	says(t, log, "second opinion ready, endpoint")
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	e.goes(otherSize)
	l, log = listening(t, e.opinion(dir))
	t.Cleanup(func() { l.Close() })
	says(t, log, "second opinion ready, endpoint")
	return l, log
}

func TestVectorsOfAnotherModelAtTheSameAddressAreComputedAnew(t *testing.T) {
	l, log := remodelled(t)
	found(t, l, "lorry please")
	says(t, log, "vectors of assets are computed anew", "second opinion ready, endpoint")
	if got := meant(t, l, "lorry please"); got != "van" {
		t.Errorf("by the other model %q is first, want van", got)
	}
}

func TestAnotherModelThatIsMetByALearntPhraseComputesAnewAtOnce(t *testing.T) {
	l, log := remodelled(t)
	l.Teach(said("lost", "customer forgot a brolly"), nil, today)
	says(t, log, "vectors of assets are computed anew", "second opinion ready, endpoint")
	for text, want := range map[string]string{"lorry please": "van", "parasol behind": "lost"} {
		if got := meant(t, l, text); got != want {
			t.Errorf("by the other model %q is first for %q, want %s", got, text, want)
		}
	}
}

// nowhere is a folder that cannot be made.
func nowhere(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(file, "index")
}

func TestVectorsThatCannotBeKeptAreOfUseAllTheSame(t *testing.T) {
	l, said := listening(t, search.NewOpinion(&senses{}, nowhere(t), nil))
	defer l.Close()
	says(t, said, "vectors of assets are computed anew", "second opinion ready, senses", "vectors of assets are not kept")
	if got := meant(t, l, "lorry please"); got != "van" {
		t.Errorf("%q is first, want van", got)
	}
}

func TestAFileThatCannotBeWrittenHidesNoFailingEndpoint(t *testing.T) {
	e := newEndpoint(t)
	o := e.opinion(nowhere(t))
	o.Hasten(time.Hour, 2*time.Second)
	l, log := listening(t, o)
	defer l.Close()
	says(t, log, "vectors of assets are computed anew", "second opinion ready, endpoint", "vectors of assets are not kept")
	e.goes(fails)
	found(t, l, "lorry please")
	says(t, log, "second opinion not to be had for now")
}

func TestAnEndpointGetsAsManyTextsAtOnceAsItTakes(t *testing.T) {
	e := newEndpoint(t)
	var assets []search.Asset
	for i := range 40 {
		assets = append(assets, search.Asset{ID: string(rune('A' + i)), Title: strings.Repeat("x", i+1), Body: "Do."})
	}
	x := open(t, assets, search.Options{Opinion: e.opinion("")})
	if err := x.Understand(t.Context()); err != nil {
		t.Fatal(err)
	}
	// An asset goes in three texts, the whole and two parts, and never in two calls.
	if want := []int{30, 30, 30, 30}; !slices.Equal(e.sizes, want) {
		t.Errorf("40 assets went in calls of %d, want %d", e.sizes, want)
	}
}

func TestAStruckOutPhraseLeavesTheEncoderThatDoesNotSpeakAsWell(t *testing.T) {
	e := newEndpoint(t)
	o := e.opinion("").OrElse(func() (vectors.Encoder, error) { return &senses{}, nil })
	o.Hasten(time.Hour, 2*time.Second)
	l, log := listening(t, o)
	defer l.Close()
	says(t, log, "second opinion ready, endpoint")
	phrases := said("lost", "customer forgot a brolly")
	l.Teach(phrases, nil, today)
	l.Publish(t.Context(), []search.Published{{Asset: search.Asset{ID: "gift", Title: "Redeem a voucher",
		Kind: search.KindSteps, Body: "Scan it."}}})
	says(t, log, "second opinion ready, endpoint")
	if got := o.Vectors(); got != 7 {
		t.Fatalf("there are %d vectors, want two of each of three assets and one of a phrase", got)
	}
	e.goes(fails)
	found(t, l, "lorry please")
	says(t, log, "second opinion by a stand-in for now, senses", "second opinion ready, senses")
	l.Teach(phrases, []search.Strike{{Asset: "lost", At: today.Add(time.Hour)}}, today)
	l.Publish(t.Context(), nil)
	says(t, log, "second opinion ready, senses")
	if got := o.Vectors(); got != 6 {
		t.Errorf("the endpoint that fails has %d vectors, want those of the assets alone", got)
	}
}

// refusing is an encoder that refuses its next calls.
type refusing struct {
	senses
	times int
}

func (r *refusing) EncodeAll(ctx context.Context, texts []string) ([]meaning.Vector, error) {
	if r.times > 0 {
		r.times--
		return nil, errors.New("no encoder today")
	}
	return r.senses.EncodeAll(ctx, texts)
}

func TestAPatientQuestionFailsWithAnEncoderThatFailsTwice(t *testing.T) {
	r := &refusing{}
	x := open(t, counter(), search.Options{Opinion: search.NewOpinion(r, "", nil)})
	if err := x.Understand(t.Context()); err != nil {
		t.Fatal(err)
	}
	apart := x.Apart()
	synctest.Test(t, func(t *testing.T) {
		r.times = 1
		m, err := apart.Find(t.Context(), search.Query{Text: "lorry please"})
		if err != nil || first(m) != "van" {
			t.Errorf("after one refusal Find gives %q, %v; want van", first(m), err)
		}
		r.times = 2
		_, err = apart.Find(t.Context(), search.Query{Text: "lorry please"})
		if err == nil || !strings.Contains(err.Error(), "no encoder today") {
			t.Errorf("after two refusals Find gives %v, want what the encoder says", err)
		}
	})
}

// stuck is an encoder that does not answer questions any more.
type stuck struct {
	senses
	hangs bool
}

func (s *stuck) EncodeAll(ctx context.Context, texts []string) ([]meaning.Vector, error) {
	if s.hangs {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return s.senses.EncodeAll(ctx, texts)
}

func TestPatienceHasAnEnd(t *testing.T) {
	s := &stuck{}
	x := open(t, counter(), search.Options{Opinion: search.NewOpinion(s, "", nil)})
	if err := x.Understand(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.hangs = true
	apart := x.Apart()
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		_, err := apart.Find(t.Context(), search.Query{Text: "lorry please"})
		if took := time.Since(begin); !errors.Is(err, context.DeadlineExceeded) || took != 20*time.Second {
			t.Errorf("Find gives %v after %v, want that its time was up after 20s", err, took)
		}
	})
}
