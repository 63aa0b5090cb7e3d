// Package embeddings asks an endpoint for the vectors of texts, by the protocol that OpenAI made usual
// and that Ollama, llama.cpp, vLLM and many others speak: POST {"model","input"} to …/v1/embeddings.
//
// A [Client] is an encoder of package vectors. It sends texts in batches, checks that each comes back
// with a vector, all of one size, and scales them to length 1. It does not cache, does not try again,
// and decides nothing about when to ask: the caller's context bounds each call.
//
// What it sends leaves this machine if the address does. Errors hold neither texts nor the key.
package embeddings

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"howto/search/meaning"
)

const (
	// batch is how many texts go in one call: servers on one machine take no more for long.
	batch = 32

	// callWait bounds a call for which nobody waits.
	callWait = time.Minute

	// maxAnswer bounds what is read of an answer: 32 vectors of 4,096 numbers in full digits.
	maxAnswer = 8 << 20
)

// A Client asks one endpoint for vectors of one model. It may be used by many goroutines at once.
type Client struct {
	Address string // the base, such as http://localhost:11434, with or without /v1 or /v1/embeddings
	Model   string
	Key     string // sent as a bearer token; empty for none

	HTTP *http.Client // nil: http.DefaultClient

	size atomic.Int64 // how many numbers a vector has; 0 until the first answer
}

// Version names the endpoint's address and model.
func (c *Client) Version() string { return "endpoint " + c.endpoint() + " " + c.Model }

func (c *Client) endpoint() string {
	base := strings.TrimSuffix(c.Address, "/")
	base = strings.TrimSuffix(strings.TrimSuffix(base, "/embeddings"), "/v1")
	return base + "/v1/embeddings"
}

// Batch is how many texts are best sent at once.
func (c *Client) Batch() int { return batch }

// Encode gives the vector of one text.
func (c *Client) Encode(ctx context.Context, text string) (meaning.Vector, error) {
	all, err := c.call(ctx, []string{text})
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// EncodeAll gives the vectors of texts in their order.
func (c *Client) EncodeAll(ctx context.Context, texts []string) (all []meaning.Vector, _ error) {
	for len(texts) > 0 {
		n := min(batch, len(texts))
		ctx, cancel := context.WithTimeout(ctx, callWait)
		some, err := c.call(ctx, texts[:n])
		cancel()
		if err != nil {
			return nil, err
		}
		all, texts = append(all, some...), texts[n:]
	}
	return all, nil
}

type request struct {
	Model  string   `json:"model"`
	Input  []string `json:"input"`
	Format string   `json:"encoding_format"`
}

type answer struct {
	Data []struct {
		Index     int       `json:"index"`
		Embedding []float64 `json:"embedding"`
	} `json:"data"`
}

func (c *Client) call(ctx context.Context, texts []string) ([]meaning.Vector, error) {
	body, err := json.Marshal(request{c.Model, texts, "float"})
	if err != nil {
		return nil, fmt.Errorf("embeddings: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.endpoint(), bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("embeddings: the address is no URL")
	}
	req.Header.Set("Content-Type", "application/json")
	if c.Key != "" {
		req.Header.Set("Authorization", "Bearer "+c.Key)
	}
	client := c.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(req)
	if err != nil {
		// The address may hold a password; the cause alone says enough.
		var at *url.Error
		if errors.As(err, &at) {
			err = at.Err
		}
		return nil, fmt.Errorf("embeddings: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("embeddings: the endpoint answered %s", resp.Status)
	}
	var a answer
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxAnswer)).Decode(&a); err != nil {
		if ctx.Err() != nil {
			return nil, fmt.Errorf("embeddings: %w", ctx.Err())
		}
		return nil, errors.New("embeddings: the answer is not the JSON of vectors")
	}
	return c.vectors(a, len(texts))
}

// vectors puts an answer into the order of the texts.
func (c *Client) vectors(a answer, n int) ([]meaning.Vector, error) {
	out := make([]meaning.Vector, n)
	for _, d := range a.Data {
		if d.Index < 0 || d.Index >= n || out[d.Index] != nil {
			return nil, fmt.Errorf("embeddings: the answer has a vector for text %d, which was not asked for", d.Index)
		}
		v, err := c.unit(d.Embedding)
		if err != nil {
			return nil, err
		}
		out[d.Index] = v
	}
	for i, v := range out {
		if v == nil {
			return nil, fmt.Errorf("embeddings: the answer has no vector for text %d of %d", i+1, n)
		}
	}
	return out, nil
}

// unit scales a vector to length 1, and refuses one of another size than before.
func (c *Client) unit(in []float64) (meaning.Vector, error) {
	if len(in) == 0 {
		return nil, errors.New("embeddings: a vector is empty")
	}
	if !c.size.CompareAndSwap(0, int64(len(in))) && c.size.Load() != int64(len(in)) {
		return nil, fmt.Errorf("embeddings: a vector has %d numbers, and those before had %d: another model answers",
			len(in), c.size.Load())
	}
	var square float64
	for _, x := range in {
		square += x * x
	}
	if !(square > 0) || math.IsInf(square, 0) {
		return nil, errors.New("embeddings: a vector has no length")
	}
	out := make(meaning.Vector, len(in))
	for i, x := range in {
		out[i] = float32(x / math.Sqrt(square))
	}
	return out, nil
}
