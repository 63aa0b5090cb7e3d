package embeddings_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"howto/search/embeddings"
	"howto/search/vectors"
)

var _ vectors.Encoder = (*embeddings.Client)(nil)

// endpoint speaks the protocol strictly: whatever a strict server refuses, it refuses.
type endpoint struct {
	t     *testing.T
	size  int // of its vectors
	calls int
	most  int                             // texts in one call
	twist func(data []map[string]any) any // spoils the answer
	stall func(context.Context)           // before it answers
}

func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e.calls++
	if r.Method != http.MethodPost || r.URL.Path != "/v1/embeddings" {
		http.Error(w, "no such endpoint", http.StatusNotFound)
		return
	}
	if r.Header.Get("Authorization") != "Bearer sk-secret" {
		http.Error(w, "who are you", http.StatusUnauthorized)
		return
	}
	var q struct {
		Model  string   `json:"model"`
		Input  []string `json:"input"`
		Format string   `json:"encoding_format"`
	}
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(&q); err != nil || q.Model != "nomic" || q.Format != "float" || len(q.Input) == 0 ||
		r.Header.Get("Content-Type") != "application/json" {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	e.most = max(e.most, len(q.Input))
	if e.stall != nil {
		e.stall(r.Context())
	}
	var data []map[string]any
	for i := len(q.Input) - 1; i >= 0; i-- { // in no order: the index counts
		v := make([]float64, e.size)
		v[len(q.Input[i])%e.size] = 3
		data = append(data, map[string]any{"object": "embedding", "index": i, "embedding": v})
	}
	var answer any = map[string]any{"object": "list", "model": q.Model, "data": data}
	if e.twist != nil {
		answer = e.twist(data)
	}
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		e.t.Error(err)
	}
}

func serve(t *testing.T, e *endpoint) *embeddings.Client {
	t.Helper()
	e.t = t
	if e.size == 0 {
		e.size = 8
	}
	s := httptest.NewServer(e)
	t.Cleanup(s.Close)
	return &embeddings.Client{Address: s.URL, Model: "nomic", Key: "sk-secret"}
}

func TestEachTextGetsItsVectorOfLengthOne(t *testing.T) {
	e := &endpoint{}
	c := serve(t, e)
	texts := make([]string, 70)
	for i := range texts {
		texts[i] = strings.Repeat("x", i+1)
	}
	all, err := c.EncodeAll(t.Context(), texts)
	if err != nil || len(all) != len(texts) {
		t.Fatalf("EncodeAll of %d texts = %d vectors, %v", len(texts), len(all), err)
	}
	for i, v := range all {
		if got := v[(i+1)%e.size]; math.Abs(float64(got)-1) > 1e-6 {
			t.Errorf("text %d: got %v", i, v)
		}
	}
	if e.calls != 3 || e.most != 32 {
		t.Errorf("70 texts took %d calls of at most %d, want 3 of at most 32", e.calls, e.most)
	}
}

func TestAnyWayToWriteTheAddressWorks(t *testing.T) {
	c := serve(t, &endpoint{})
	base := c.Address
	for _, end := range []string{"", "/", "/v1", "/v1/", "/v1/embeddings"} {
		c := &embeddings.Client{Address: base + end, Model: "nomic", Key: "sk-secret"}
		if _, err := c.Encode(t.Context(), "a"); err != nil {
			t.Errorf("address …%s: %v", end, err)
		}
	}
}

func TestAnAnswerThatCannotBeUsedIsRefused(t *testing.T) {
	for name, twist := range map[string]func([]map[string]any) any{
		"no vector for text":    func(d []map[string]any) any { return map[string]any{"data": d[:1]} },
		"not asked for":         func(d []map[string]any) any { d[0]["index"] = 9; return map[string]any{"data": d} },
		"is empty":              func(d []map[string]any) any { d[0]["embedding"] = []float64{}; return map[string]any{"data": d} },
		"has no length":         func(d []map[string]any) any { d[0]["embedding"] = []float64{0, 0}; return map[string]any{"data": d} },
		"not the JSON":          func([]map[string]any) any { return "sorry" },
		"another model answers": func(d []map[string]any) any { d[0]["embedding"] = []float64{1, 2}; return map[string]any{"data": d} },
	} {
		e := &endpoint{}
		c := serve(t, e)
		if name == "another model answers" {
			if _, err := c.Encode(t.Context(), "first"); err != nil {
				t.Fatal(err)
			}
		}
		e.twist = twist
		if _, err := c.EncodeAll(t.Context(), []string{"a", "bb"}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, want %q", err, name)
		}
	}
}

func TestAnErrorHoldsNeitherTextNorKey(t *testing.T) {
	c := serve(t, &endpoint{})
	c.Key = "sk-wrong"
	_, err := c.Encode(t.Context(), "my salary")
	if err == nil || !strings.Contains(err.Error(), "401") {
		t.Fatalf("a wrong key: got %v", err)
	}
	c.Address = "http://127.0.0.1:1"
	_, gone := c.Encode(t.Context(), "my salary")
	if text := fmt.Sprint(err, gone); gone == nil || strings.Contains(text, "salary") || strings.Contains(text, "sk-") {
		t.Errorf("got %q", text)
	}
}

func TestACallEndsWithItsContext(t *testing.T) {
	c := serve(t, &endpoint{stall: func(ctx context.Context) { <-ctx.Done() }})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := c.Encode(ctx, "a"); err == nil || ctx.Err() == nil {
		t.Errorf("got %v after %v", err, ctx.Err())
	}
}
