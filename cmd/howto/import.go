package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"howto/search"
	"howto/search/intake"

	"github.com/spf13/cobra"
)

// A taking is what `howto import` was asked to do.
type taking struct {
	file, to string
	intake.Defaults
}

// slackPerson is what an owner looks like.
var slackPerson = regexp.MustCompile(`^[UW][A-Z0-9]+$`)

// takeIn makes asset files of rows.
func (a *app) takeIn() *cobra.Command {
	var t taking
	cmd := &cobra.Command{
		Use:   "import FILE --to DIR",
		Short: "Make asset files of JSONL or CSV",
		Long: "import makes one asset file of each row: id, title and body, and if they are there asks, topics, kind,\n" +
			"owner, review, more and the other keys of an asset. In CSV, the values of a list are parted by\n" +
			"semicolons. The body is Markdown; what would be raw HTML or a link that leads nowhere is escaped. No\n" +
			"file is overwritten: with any fault, nothing is written and every fault is listed with its line.",
		Example: "  howto import faq.csv --to library --owner U0DANA --topic refunds --review 2027-03-01\n" +
			"  howto import docs.jsonl --to library",
		Args: exactly(1, "one JSONL or CSV file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			t.file = args[0]
			if err := t.usage(); err != nil {
				return usageError{err}
			}
			return a.runImport(cmd.Context(), t)
		},
	}
	cmd.Flags().StringVar(&t.to, "to", "", "`folder` of the library to write to")
	cmd.Flags().StringVar(&t.Owner, "owner", "", "Slack `user` who keeps the assets that name no owner")
	cmd.Flags().StringSliceVar(&t.Topics, "topic", nil, "`topic` of the assets that have none; may be given again")
	cmd.Flags().StringVar(&t.Review, "review", "", "`date` on which the assets without one are looked at again")
	return cmd
}

// usage reports what is wrong with the command line.
func (t taking) usage() error {
	var errs []error
	if t.to == "" {
		errs = append(errs, errors.New("--to is missing: name the folder of the library"))
	}
	if t.Owner != "" && !slackPerson.MatchString(t.Owner) {
		errs = append(errs, fmt.Errorf("--owner %q: want a Slack user id such as U0DANA", t.Owner))
	}
	if _, err := time.Parse(time.DateOnly, t.Review); t.Review != "" && err != nil {
		errs = append(errs, fmt.Errorf("--review %q: want a date such as 2027-03-01", t.Review))
	}
	if ext := strings.ToLower(filepath.Ext(t.file)); !slices.Contains([]string{".csv", ".jsonl", ".ndjson", ".json"}, ext) {
		errs = append(errs, fmt.Errorf("%s: want a file that ends in .jsonl or .csv", t.file))
	}
	return errors.Join(errs...)
}

func (a *app) runImport(ctx context.Context, t taking) error {
	src, err := os.ReadFile(t.file)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	files, ignored, faults := intake.Read(t.file, src, t.Defaults)
	faults = append(faults, intake.Check(t.to, t.file, files)...)
	if len(faults) > 0 {
		slices.SortStableFunc(faults, func(x, y search.Fault) int { return x.Line - y.Line })
		for _, f := range faults {
			fmt.Fprintln(a.out, f)
		}
		fmt.Fprintf(a.err, "howto: %s; nothing was written\n", count(len(faults), "fault"))
		return errSaid
	}
	if len(files) == 0 {
		return fmt.Errorf("nothing to import in %s", t.file)
	}
	if err := intake.Write(ctx, t.to, files); err != nil {
		return err
	}
	if len(ignored) > 0 {
		fmt.Fprintf(a.err, "ignored: %s\n", strings.Join(ignored, ", "))
	}
	a.printRenamed(files)
	_, err = fmt.Fprintf(a.out, "%s in %s\n", count(len(files), "new asset"), t.to)
	return err
}

// mostRenamed is how many assets are named whose id is not that of their row.
const mostRenamed = 10

// printRenamed says which assets have another id than their row, since that is what links will name.
func (a *app) printRenamed(files []intake.File) {
	renamed := slices.DeleteFunc(slices.Clone(files), func(f intake.File) bool { return f.ID == f.From })
	for _, f := range renamed[:min(len(renamed), mostRenamed)] {
		fmt.Fprintf(a.err, "renamed: %q is %s\n", f.From, f.ID)
	}
	if more := len(renamed) - mostRenamed; more > 0 {
		fmt.Fprintf(a.err, "renamed: %d more\n", more)
	}
}
