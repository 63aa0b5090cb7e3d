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
			"object a line. People appear as pseudonyms, and no question text is in it. What each column means\n" +
			"comes first: as lines that begin with # in CSV, as an object \"columns\" in JSON. It works beside\n" +
			"a running bot.",
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
	if format != "csv" && format != "jsonl" {
		return usageError{fmt.Errorf("--format %q: want csv or jsonl", format)}
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
	write, flush, err := rowWriter(a.out, format)
	if err != nil {
		return err
	}
	if err := k.store.EachEntry(ctx, from, write); err != nil {
		return err
	}
	return flush()
}

// rowWriter writes entries as CSV or JSON lines, after what the columns mean; flush is called after the last.
func rowWriter(w io.Writer, format string) (write func(outcome.Entry) error, flush func() error, err error) {
	all := columns()
	if format == "csv" {
		return csvWriter(w, all)
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	if err := out.Encode(map[string]any{"columns": meanings(all)}); err != nil {
		return nil, nil, fmt.Errorf("export: %w", err)
	}
	return func(e outcome.Entry) error { return out.Encode(rowOf(all, e)) },
		func() error { return nil }, nil
}

// csvWriter begins with a line for each column, which says what it means; then come the names.
func csvWriter(w io.Writer, all []column) (func(outcome.Entry) error, func() error, error) {
	out := csv.NewWriter(w)
	names := make([]string, len(all))
	for i, c := range all {
		names[i] = c.Name
		if _, err := fmt.Fprintf(w, "# %s: %s\n", c.Name, c.Words); err != nil {
			return nil, nil, fmt.Errorf("export: %w", err)
		}
	}
	if err := out.Write(names); err != nil {
		return nil, nil, fmt.Errorf("export: %w", err)
	}
	write := func(e outcome.Entry) error {
		cells := make([]string, len(all))
		for i, c := range all {
			cells[i] = fmt.Sprint(c.cell(e))
		}
		return out.Write(cells)
	}
	return write, func() error { out.Flush(); return out.Error() }, nil
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
