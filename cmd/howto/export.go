package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"howto/outcome"

	"github.com/spf13/cobra"
)

// export prints the ledger.
func (a *app) export() *cobra.Command {
	var format, since string
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Print what the ledger holds, pseudonymous",
		Long: "export prints one row for each thing that happened to an ask, oldest first, as CSV or as one JSON\n" +
			"object a line. People appear as pseudonyms, and no question text is in it. It works beside a\n" +
			"running bot.",
		Example: "  howto export --format csv\n  howto export --format jsonl --since 30d",
		Args:    exactly(0, "no arguments"),
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.runExport(cmd.Context(), format, since) },
	}
	cmd.AddCommand(a.exportLibrary())
	cmd.Flags().StringVar(&format, "format", "csv", "csv or jsonl")
	cmd.Flags().StringVar(&since, "since", "", "only what happened in this `time`, such as 36h or 30d, or since a date such as 2026-11-01")
	return cmd
}

func (a *app) runExport(ctx context.Context, format, since string) (err error) {
	write, flush, err := rowWriter(a.out, format)
	if err != nil {
		return err
	}
	from, err := instant("--since", since, time.Now())
	if err != nil {
		return err
	}
	k, err := a.openKept(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, k.store.Close()) }()
	if err := k.store.EachEntry(ctx, from, write); err != nil {
		return err
	}
	return flush()
}

// A row is an entry as it is exported. The columns are named here and nowhere else.
type row struct {
	At         string `json:"at"`
	Ask        string `json:"ask"`
	Kind       string `json:"kind"`
	Who        string `json:"who"`
	Team       string `json:"team"`
	Asset      string `json:"asset"`
	Case       string `json:"case"`
	Door       string `json:"door"`
	Confidence string `json:"confidence"`
	ID         string `json:"id"`
}

func rowOf(e outcome.Entry) row {
	return row{At: e.At.UTC().Format("2006-01-02T15:04:05.000Z"), Ask: e.Ask, Kind: string(e.Kind), Who: e.Who,
		Team: e.Team, Asset: e.Asset, Case: e.Case, Door: string(e.Door), Confidence: e.Confidence, ID: e.ID}
}

// rowWriter writes entries in a format; flush is called after the last.
func rowWriter(w io.Writer, format string) (write func(outcome.Entry) error, flush func() error, err error) {
	switch format {
	case "csv":
		out := csv.NewWriter(w)
		head := []string{"at", "ask", "kind", "who", "team", "asset", "case", "door", "confidence", "id"}
		if err := out.Write(head); err != nil {
			return nil, nil, fmt.Errorf("export: %w", err)
		}
		write = func(e outcome.Entry) error {
			r := rowOf(e)
			return out.Write([]string{r.At, r.Ask, r.Kind, r.Who, r.Team, r.Asset, r.Case, r.Door, r.Confidence, r.ID})
		}
		return write, func() error { out.Flush(); return out.Error() }, nil
	case "jsonl":
		out := json.NewEncoder(w)
		return func(e outcome.Entry) error { return out.Encode(rowOf(e)) }, func() error { return nil }, nil
	}
	return nil, nil, usageError{fmt.Errorf("--format %q: want csv or jsonl", format)}
}

// instant reads a span back from now (36h, 30d) or a date; empty is the zero time.
func instant(flag, s string, now time.Time) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if day, err := time.Parse(time.DateOnly, s); err == nil {
		return day, nil
	}
	var days int
	if n, err := fmt.Sscanf(s, "%dd", &days); n == 1 && err == nil && fmt.Sprintf("%dd", days) == s && days >= 0 {
		return now.AddDate(0, 0, -days), nil
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return time.Time{}, usageError{fmt.Errorf("%s %q: want a time such as 36h or 30d, or a date such as 2026-11-01", flag, s)}
	}
	return now.Add(-d), nil
}
