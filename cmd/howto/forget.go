package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"howto/outcome"
	"howto/store"

	"github.com/spf13/cobra"
)

var slackUser = regexp.MustCompile(`^[UW][A-Z0-9]{1,20}$`)

// forget erases a person.
func (a *app) forget() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "forget USER",
		Short: "Erase what is kept about a person",
		Long: "forget erases what is kept about the person with this Slack id: who they are, what they asked, what the\n" +
			"search learnt from them. Their open questions are withdrawn. Their entries in the record stay as nobody's,\n" +
			"so that no figure of a past week changes. It works beside a running bot. A keyed mark stays in the database\n" +
			"and in the file \"forgotten\" of the data directory: a restored backup is cleaned when the bot opens it.\n" +
			"Without --yes it says what it would erase, and changes nothing.",
		Example: "  howto forget U0AMIRA\n  howto forget U0AMIRA --yes",
		Args:    exactly(1, "a Slack user's id"),
		RunE:    func(cmd *cobra.Command, args []string) error { return a.runForget(cmd.Context(), args[0], yes) },
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "erase it")
	return cmd
}

func (a *app) runForget(ctx context.Context, user string, yes bool) (err error) {
	if !slackUser.MatchString(user) {
		return usageError{fmt.Errorf("%q is no user's id: copy one such as U0AMIRA from the profile", user)}
	}
	open := a.openKept
	if yes {
		open = a.openKeptToChange
	}
	k, err := open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, k.store.Close()) }()
	if !yes {
		return a.showHeld(ctx, k.store, user)
	}
	done, err := k.store.Forget(ctx, user)
	if errors.Is(err, outcome.ErrHasCases) {
		return fmt.Errorf("%s has questions of others that are still open; give them to somebody else first, "+
			"in the threads of their team", user)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "%s is forgotten: %s erased or made nobody's, %s withdrawn\n", user,
		count(done.Rows, "row"), count(done.Open, "open question"))
	return err
}

// showHeld says how much is kept about a person, of each kind.
func (a *app) showHeld(ctx context.Context, s *store.Store, user string) error {
	held, err := s.HowMuch(ctx, user)
	if err != nil {
		return err
	}
	if len(held) == 0 {
		_, err := fmt.Fprintf(a.out, "nothing is kept about %s\n", user)
		return err
	}
	for _, h := range held {
		fmt.Fprintf(a.out, "%6d  %-14s  %s\n", h.Count, h.Table, h.What)
	}
	_, err = fmt.Fprintln(a.out, "nothing was changed; with --yes it is erased")
	return err
}
