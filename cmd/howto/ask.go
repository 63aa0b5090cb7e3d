package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"howto/search"
	"howto/store"

	"github.com/spf13/cobra"
)

// ask searches in a terminal.
func (a *app) ask() *cobra.Command {
	var why, asJSON bool
	cmd := &cobra.Command{
		Use:   "ask QUESTION",
		Short: "Search the library in a terminal",
		Long: "ask answers a question as Slack would, from the assets that everybody may see. Nothing is recorded.\n" +
			"It finds nothing new to learn from: use it to try an asset before you publish it. What use has\n" +
			"taught the bot that runs here takes part.",
		Example: "  howto ask \"refund without receipt\"\n  howto ask --why \"till shows E-1042\"",
		Args:    between(1, -1, "a question"),
		RunE: func(cmd *cobra.Command, args []string) error {
			text := strings.TrimSpace(strings.Join(args, " "))
			if text == "" {
				return usageError{errors.New("ask: type a question")}
			}
			return a.runAsk(cmd.Context(), text, why, asJSON)
		},
	}
	cmd.Flags().BoolVar(&why, "why", false, "explain the ranking")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func (a *app) runAsk(ctx context.Context, text string, why, asJSON bool) (err error) {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	lib, faults, err := search.Load(cfg.Library.Dirs...)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		fmt.Fprintf(a.err, "%s in the library; howto check lists them\n", count(len(faults), "fault"))
	}
	err = ifStored(ctx, cfg, func(s *store.Store) error {
		published, _, err := s.Published(ctx)
		lib = lib.With(published)
		return err
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		fmt.Fprintf(a.err, "this is without what was published in Slack: %v\n", err)
	}
	// In memory: the index on disk belongs to the bot that may be running.
	o, err := searchOptions(cfg, a.warn)
	if err != nil {
		return err
	}
	o.Progress = progressBar(a.err)
	if o.Opinion, _, err = opinionOf(ctx, cfg, opinionSetup{dir: vectorsDir(cfg)}); err != nil {
		return err
	}
	o.Opinion = o.Opinion.Patiently() // it may fail, but not in silence
	x, err := search.Open(ctx, lib, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	if err := teachLearnt(ctx, cfg, x); err != nil && ctx.Err() == nil {
		fmt.Fprintf(a.err, "this is without what was learnt from use: %v\n", err)
	}
	q := search.Query{Text: text, Limit: 3}
	m, err := x.Find(ctx, q)
	// What the words leave no doubt of waits for nothing.
	if err == nil && m.Confidence != search.Sure && o.Opinion != nil {
		m, err = a.findUnderstood(ctx, x, q, m)
	}
	if err != nil {
		return err
	}
	switch {
	case asJSON:
		return writeMatch(a.out, m, why)
	case why:
		_, err = fmt.Fprintln(a.out, strings.TrimRight(m.Explain(), "\n"))
		return err
	}
	return printMatch(a.out, m)
}

// printMatch writes what was found as plain text: the asset when the search is sure, titles to choose
// from when it is not.
func printMatch(w io.Writer, m search.Match) error {
	if len(m.Hits) == 0 || m.Confidence == search.None {
		_, err := fmt.Fprintln(w, "Nothing in the library fits. In Slack, an expert would be offered.")
		return err
	}
	if m.Confidence == search.Unsure {
		question := "Not sure which of these you need:"
		if len(m.Hits) == 1 {
			question = "Not sure. Is it this?"
		}
		fmt.Fprintln(w, question)
		for _, h := range m.Hits {
			fmt.Fprintf(w, "  %s (%s)\n", h.Asset.Title, h.Asset.ID)
		}
		return nil
	}
	h := m.Hits[0].Asset
	_, err := fmt.Fprintf(w, "%s (%s)\n\n%s\n", h.Title, h.ID, strings.TrimSpace(h.Body))
	return err
}

// found is a match as JSON.
type found struct {
	Confidence  string     `json:"confidence"`
	Probability float64    `json:"probability"`
	Repaired    []repaired `json:"repaired,omitempty"`
	Hits        []foundHit `json:"hits"`

	Why *search.Explanation `json:"why,omitempty"` // when it was asked for
}

type repaired struct {
	From string `json:"from"`
	To   string `json:"to"`
}

type foundHit struct {
	ID    string        `json:"id"`
	Title string        `json:"title"`
	Score float64       `json:"score"`
	Words []search.Word `json:"words"`
}

func writeMatch(w io.Writer, m search.Match, why bool) error {
	f := found{Confidence: m.Confidence.String(), Probability: m.Probability, Hits: []foundHit{}}
	for _, r := range m.Repaired {
		f.Repaired = append(f.Repaired, repaired{From: r.From, To: r.To})
	}
	for _, h := range m.Hits {
		f.Hits = append(f.Hits, foundHit{ID: h.Asset.ID, Title: h.Asset.Title, Score: h.Score, Words: h.Words})
	}
	if why {
		e := m.Why()
		f.Why = &e
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(f)
}
