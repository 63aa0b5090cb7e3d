package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"howto/config"
	"howto/search"
	"howto/store"

	"github.com/spf13/cobra"
)

// A striking is what `howto why` is to take away.
type striking struct {
	phrase string
	all    bool
}

func (s striking) any() bool { return s.phrase != "" || s.all }

// why shows what an asset has learnt, and strikes it out.
func (a *app) why() *cobra.Command {
	var s striking
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "why ASSET",
		Short: "Show what an asset has learnt from use, and strike it out",
		Long: "why shows in which words people asked who were then helped by an asset: those words find the asset\n" +
			"from then on. Where they said Not quite, a question in such words is less sure to get it. Worth is\n" +
			"how many people stand behind a phrase, less those who said the opposite, each less the longer ago.\n" +
			"A phrase is shown once two people have used it.\n\n" +
			"--strike takes a phrase away for good, in whatever order and form its words are, and --strike-all\n" +
			"all that was learnt so far. A bot that is running follows within seconds.",
		Example: "  howto why refunds/no-receipt\n  howto why refunds/no-receipt --strike \"money back no slip\"",
		Args:    exactly(1, "the id of an asset"),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch named := cmd.Flags().Changed("strike"); {
			case named && s.all:
				return usageError{errors.New("--strike-all takes everything away; leave --strike out")}
			case named && strings.TrimSpace(s.phrase) == "":
				return usageError{errors.New("--strike needs a phrase; --strike-all takes everything away")}
			}
			return a.runWhy(cmd.Context(), args[0], s, asJSON)
		},
	}
	cmd.Flags().StringVar(&s.phrase, "strike", "", "take this `phrase` away for good")
	cmd.Flags().BoolVar(&s.all, "strike-all", false, "take away all that was learnt so far")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func (a *app) runWhy(ctx context.Context, id string, s striking, asJSON bool) (err error) {
	openStore := a.openKept
	if s.any() {
		openStore = a.openKeptToChange
	}
	k, err := openStore(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, k.store.Close()) }()
	x, err := k.openSearch(ctx, a.warn)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	asset, ok := x.Asset(id)
	if !ok {
		return noAsset(ctx, x, id)
	}
	before, _ := x.Learnt(id)
	v := learntView{Asset: id, Title: asset.Title, StruckAll: s.all}
	if s.any() {
		if v.Struck, err = k.strike(ctx, x, id, s); err != nil {
			return err
		}
	}
	v.take(x.Learnt(id))
	v.wasShown = len(v.Learnt) < len(before)
	if asJSON {
		e := json.NewEncoder(a.out)
		e.SetIndent("", "  ")
		return e.Encode(v)
	}
	return v.print(a.out)
}

// openSearch is the search of the installation in memory, with what was learnt.
func (k kept) openSearch(ctx context.Context, warn func(error)) (*search.Index, error) {
	x, err := k.openUntaught(ctx, nil, warn) // nothing is asked of it
	if err != nil {
		return nil, err
	}
	if err := teach(ctx, x, k.store); err != nil {
		return nil, errors.Join(err, x.Close())
	}
	return x, nil
}

// openUntaught is the search of the installation in memory, without what was learnt. The index on disk
// belongs to the bot that may be running.
func (k kept) openUntaught(
	ctx context.Context, opinion *search.Opinion, warn func(error),
) (*search.Index, error) {
	lib, _, err := search.Load(k.cfg.Library.Dirs...)
	if err != nil {
		return nil, err
	}
	published, _, err := k.store.Published(ctx)
	if err != nil {
		return nil, err
	}
	lib = lib.With(published)
	o, err := searchOptions(k.cfg, warn)
	if err != nil {
		return nil, err
	}
	o.Opinion = opinion
	return search.Open(ctx, lib, o)
}

// strike takes away what s says, in the name of nobody: whoever has the shell is no Slack user. It returns
// the phrase that is struck out, empty for all.
func (k kept) strike(ctx context.Context, x *search.Index, id string, s striking) (phrase string, err error) {
	if !s.all {
		if phrase = asLearnt(x, id, s.phrase); phrase == "" {
			return "", usageError{fmt.Errorf("--strike %q: there is no word in it that is ever learnt", s.phrase)}
		}
	}
	if err := k.store.Strike(ctx, search.Strike{Asset: id, Phrase: phrase}, ""); err != nil {
		return "", err
	}
	return phrase, teach(ctx, x, k.store)
}

// asLearnt is what would be learnt of a text: what is never learnt, such as a customer's number, would only
// keep it from being the phrase that is meant, and stay among the strikes. A phrase that is shown is kept as it
// is: it may have a code that no asset has any more.
func asLearnt(x *search.Index, id, text string) string {
	shown, _ := x.Learnt(id)
	for _, l := range shown {
		if l.Phrase == strings.TrimSpace(text) {
			return l.Phrase
		}
	}
	return x.Phrase(strings.ToLower(text), nil)
}

// nearAssets is how many ids are offered in the place of an unknown one.
const nearAssets = 3

// noAsset says that there is no such asset, and which may be meant: the search knows them by the
// words of the id.
func noAsset(ctx context.Context, x *search.Index, id string) error {
	words := strings.NewReplacer("/", " ", "-", " ", "_", " ", ".", " ").Replace(id)
	m, err := x.Find(ctx, search.Query{Text: words, Limit: nearAssets})
	if err != nil || m.Confidence == search.None {
		return fmt.Errorf("no asset %q; an asset's id is its file in the library without .md", id)
	}
	var near []string
	for _, h := range m.Hits {
		near = append(near, h.Asset.ID)
	}
	return fmt.Errorf("no asset %q; the nearest are: %s", id, strings.Join(near, ", "))
}

// A learntView is what an asset has learnt, as it is printed.
type learntView struct {
	Asset     string         `json:"asset"`
	Title     string         `json:"title"`
	Learnt    []learntPhrase `json:"learnt"`
	Hidden    int            `json:"hidden"` // phrases that only one person has used
	Struck    string         `json:"struck,omitempty"`
	StruckAll bool           `json:"struck_all,omitempty"`

	wasShown bool // what was struck out was among the phrases shown
}

type learntPhrase struct {
	Phrase  string    `json:"phrase"`
	Refused bool      `json:"refused,omitempty"` // who asked so was not helped
	People  int       `json:"people"`
	Worth   float64   `json:"worth"`
	Last    time.Time `json:"last"`
}

// said is what the people behind it pressed.
func (p learntPhrase) said() string {
	if p.Refused {
		return "Not quite"
	}
	return "Solved"
}

func (v *learntView) take(shown []search.Learnt, hidden int) {
	v.Learnt, v.Hidden = []learntPhrase{}, hidden
	for _, l := range shown {
		v.Learnt = append(v.Learnt, learntPhrase(l))
	}
}

func (v learntView) print(w io.Writer) error {
	fmt.Fprintf(w, "%s (%s)\n\n", v.Title, v.Asset)
	switch {
	case v.StruckAll:
		fmt.Fprintln(w, "Struck out all that it had learnt until now.")
	case v.Struck != "" && v.wasShown:
		fmt.Fprintf(w, "Struck out %q.\n", v.Struck)
	case v.Struck != "":
		// Whether one person has used it is not said: what they typed is theirs alone.
		fmt.Fprintf(w, "Struck out %q, which was not among the phrases shown. It will not be learnt.\n", v.Struck)
	}
	if len(v.Learnt) == 0 && v.Hidden == 0 {
		_, err := fmt.Fprintln(w, "It knows nothing from use.")
		return err
	}
	if len(v.Learnt) > 0 {
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "people\tworth\tlast\tsaid\tphrase")
		for _, l := range v.Learnt {
			fmt.Fprintf(t, "%d\t%.1f\t%s\t%s\t%s\n", l.People, l.Worth, l.Last.UTC().Format(time.DateOnly),
				l.said(), l.Phrase)
		}
		if err := t.Flush(); err != nil {
			return err
		}
	}
	if v.Hidden > 0 {
		fmt.Fprintf(w, "Not shown: %s that only one person has used.\n", count(v.Hidden, "phrase"))
	}
	return nil
}

// teachLearnt makes x know what use has taught the bot of this installation.
func teachLearnt(ctx context.Context, cfg config.Config, x *search.Index) error {
	return ifStored(ctx, cfg, func(s *store.Store) error { return teach(ctx, x, s) })
}

// ifStored gives f the database of this installation, for reading; where there is none yet, it does
// nothing.
func ifStored(ctx context.Context, cfg config.Config, f func(*store.Store) error) (err error) {
	if cfg.Store.URL == "" && !exists(filepath.Join(cfg.Data.Dir, databaseFile)) {
		return nil
	}
	s, err := store.OpenReadOnly(ctx, store.Options{URL: cfg.Store.URL.Reveal(), Dir: cfg.Data.Dir})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return f(s)
}

// teach makes x know what the store holds.
func teach(ctx context.Context, x *search.Index, s *store.Store) error {
	// A lesson that cannot be read costs only itself; the bot that runs says so.
	now := time.Now()
	lessons, strikes, _, err := learntIn(ctx, s, x.KnownSince(now))
	if err != nil {
		return err
	}
	x.Teach(lessons, strikes, now)
	return doubt(ctx, x, s)
}

// doubt makes x know which texts are in doubt by what the store holds.
func doubt(ctx context.Context, x *search.Index, s *store.Store) error {
	looks, err := s.Looks(ctx)
	if err != nil {
		return fmt.Errorf("read what is in doubt: %w", err)
	}
	var doubts []search.Doubt
	for _, l := range looks {
		doubts = append(doubts, doubtOf(l))
	}
	x.Doubt(doubts)
	return nil
}

// learntIn reads all that a search is taught which knows what was learnt since a time, and how many lessons
// could not be read.
func learntIn(ctx context.Context, s *store.Store, since time.Time) (
	lessons []search.Lesson, strikes []search.Strike, skipped int, err error,
) {
	if lessons, skipped, err = s.Lessons(ctx, since); err != nil {
		return nil, nil, 0, fmt.Errorf("read lessons: %w", err)
	}
	if strikes, err = s.Strikes(ctx); err != nil {
		return nil, nil, 0, fmt.Errorf("read what was struck out: %w", err)
	}
	return lessons, strikes, skipped, nil
}
