package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"howto/search"

	"github.com/spf13/cobra"
)

// exportLibrary writes what was published from answers as asset files.
func (a *app) exportLibrary() *cobra.Command {
	var aside bool
	cmd := &cobra.Command{
		Use:   "library DIR",
		Short: "Write assets that were published in Slack as files",
		Long: "library writes each asset that was published from an answer, and stands in no file yet, as a file in\n" +
			"DIR, for Git. Once such a file is in library.dirs it takes the place of the published asset. A file\n" +
			"that is there is replaced only when it is still as it was when its new text was written; any other\n" +
			"that differs is named, left as it is, and makes the command end with 1. Doing it again does no harm.\n" +
			"With --aside it writes instead what was published and is served no longer, because a file took its\n" +
			"place, and is not what that file says: give it a directory of its own.",
		Example: "  howto export library ./library\n  howto export library --aside ./aside",
		Args:    exactly(1, "one directory"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runExportLibrary(cmd.Context(), args[0], aside)
		},
	}
	cmd.Flags().BoolVar(&aside, "aside", false, "write what files took the place of")
	return cmd
}

func (a *app) runExportLibrary(ctx context.Context, dir string, aside bool) (err error) {
	k, err := a.openKept(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, k.store.Close()) }()
	all, skipped, err := k.toExport(ctx, aside, func(line string) { fmt.Fprintln(a.out, line) })
	if err != nil {
		return err
	}
	left := skipped
	for _, p := range all {
		path, done, err := exportAsset(dir, p)
		if err != nil {
			return err
		}
		if done == leftAsIs {
			left++
		}
		fmt.Fprintf(a.out, "%s: %s\n", path, done)
	}
	if skipped > 0 {
		fmt.Fprintf(a.err, "howto: %s in the database cannot be read\n", count(skipped, "published asset"))
	}
	if left > 0 {
		fmt.Fprintf(a.err, "howto: %s not written\n", count(left, "asset"))
		return errSaid
	}
	_, err = fmt.Fprintf(a.out, "%s\n", count(len(all), "published asset"))
	return err
}

// toExport returns what was published and is to be written, or with aside what is not served any more, and
// how many texts cannot be read. An update whose file is gone from the library is said and left out:
// whoever deleted the file has decided.
func (k kept) toExport(
	ctx context.Context, aside bool, say func(line string),
) (all []search.Published, skipped int, err error) {
	all, skipped, err = k.store.Published(ctx)
	if err != nil {
		return nil, 0, err
	}
	lib, _, unread := search.Load(k.cfg.Library.Dirs...)
	if aside {
		set, unreadable, err := k.store.PublishedAside(ctx)
		return keptAside(lib, all, set), unreadable, errors.Join(err, unread)
	}
	if unread != nil { // what is gone from it is not known; the files of the directory decide
		return all, skipped, nil
	}
	gone := asideFor(lib.Aside(all), search.WhyGone)
	return slices.DeleteFunc(all, func(p search.Published) bool {
		left := slices.Contains(gone, p.Asset.ID)
		if left {
			say(p.Asset.ID + ": its file is gone, so its new text is not written; --aside writes it")
		}
		return left
	}), skipped, nil
}

// What became of an asset that was to be a file.
const (
	wasWritten  = "written"
	wasThere    = "there already"
	wasReplaced = "replaced by its new text"
	leftAsIs    = "differs from what was published: left as it is; compare the two, and keep one"
)

// exportAsset writes one asset into dir, unless a file there says something else.
func exportAsset(dir string, p search.Published) (path, done string, err error) {
	name := filepath.FromSlash(p.Asset.ID) + ".md"
	path = filepath.Join(dir, name)
	if !filepath.IsLocal(name) {
		return path, leftAsIs, nil
	}
	text := search.Format(p.Asset)
	there, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return path, wasWritten, writeAsset(path, text, false)
	case err != nil:
		return path, "", fmt.Errorf("export library: %w", err)
	case bytes.Equal(there, text):
		return path, wasThere, nil
	}
	was, faults := search.Parse(p.Asset.ID, path, there)
	switch {
	case len(faults) == 0 && was.Fingerprint() == p.Asset.Fingerprint():
		return path, wasThere, nil
	case len(faults) == 0 && was.Fingerprint() == p.Base:
		return path, wasReplaced, writeAsset(path, text, true)
	}
	return path, leftAsIs, nil
}

// writeAsset writes a file beside its place first, so that a bot which follows the folder never reads half
// of it. Only with over may a file be there.
func writeAsset(path string, text []byte, over bool) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("export library: %w", err)
	}
	f, err := os.CreateTemp(dir, ".export-*")
	if err != nil {
		return fmt.Errorf("export library: %w", err)
	}
	defer func() {
		if gone := os.Remove(f.Name()); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}()
	_, werr := f.Write(text)
	if err := errors.Join(werr, f.Chmod(0o644), f.Close()); err != nil {
		return fmt.Errorf("export library: %w", err)
	}
	place := os.Link // refuses to replace
	if over {
		place = os.Rename
	}
	if err := place(f.Name(), path); err != nil {
		return fmt.Errorf("export library: %w", err)
	}
	return nil
}
