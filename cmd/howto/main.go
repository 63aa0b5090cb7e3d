// Command howto is a Slack bot for the moment of need: it shows the steps at once, finds a person when
// no steps fit, and tells managers once a week what became of it all.
//
// Each command is in the file of its name. What a running bot is made of, in the order in which the rooms
// depend on each other, is in service.go; what it does again and again is in files named for who does it,
// such as learner.go, looker.go and weekly.go, each a chore (chore.go). Here the rooms meet: what they need
// of each other is fetched and handed over, and what is decided on the way is decided in pure functions
// beside it, such as those of lessons.go and aside.go.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	_ "time/tzdata" // zones must resolve where the machine has none, as in an empty container
)

// version is set when a release is built.
var version = "dev"

func main() {
	ctx, stop := untilSignal()
	code := run(ctx, os.Args[1:], program{out: os.Stdout, err: os.Stderr, env: os.Environ()})
	stop()
	os.Exit(code)
}

// untilSignal is a context that the first signal to stop ends. The second one ends the process at
// once, whatever it is still waiting for.
func untilSignal() (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// A program is what a run may use of the process.
type program struct {
	out, err io.Writer
	env      []string
}

// Exit statuses.
const (
	statusDone  = 0
	statusFault = 1 // the message says what is wrong
	statusUsage = 2
)

// run is main without the process: it returns the exit status once everything is closed.
func run(ctx context.Context, args []string, p program) int {
	root := newRoot(p)
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil && ctx.Err() != nil {
		err = interrupted(ctx, err, cmd.Annotations[leftUndone])
	}
	var usage usageError
	switch {
	case err == nil:
		return statusDone
	case errors.As(err, &usage):
		say(p.err, err)
		return statusUsage
	case errors.Is(err, errSaid):
		return statusFault
	default:
		say(p.err, err)
		return statusFault
	}
}

// say prints what is wrong, each fault on a line that names the program.
func say(w io.Writer, err error) {
	for _, line := range faultLines(err) {
		fmt.Fprintln(w, "howto:", line)
	}
}

// leftUndone is the key under which a command says what an interrupt has kept from being done.
const leftUndone = "interrupted"

// nothingWritten is said of commands that write once they have all there is to write.
const nothingWritten = "nothing was written"

// interrupted says of a command that was stopped by a signal that it was, in the place of where its work stood
// then. Faults of another kind, such as of a file that could not be closed, are still said.
func interrupted(ctx context.Context, err error, undone string) error {
	others, stopped := withoutStop(ctx, err)
	if !stopped {
		return err
	}
	said := "interrupted"
	if undone != "" {
		said += "; " + undone
	}
	return errors.New(strings.Join(append([]string{said}, others...), "\n"))
}

// withoutStop is what err says beside that ctx has ended, and whether it says that. Much of the program says only
// in words why it ended, and the client of the web does so in those of the signal.
func withoutStop(ctx context.Context, err error) (others []string, stopped bool) {
	if err == nil || ctx.Err() == nil {
		return nil, false
	}
	others = slices.DeleteFunc(faultLines(err), func(line string) bool {
		of := strings.Contains(line, context.Canceled.Error()) || strings.Contains(line, context.Cause(ctx).Error()) ||
			strings.HasSuffix(line, "interrupted (9)") // SQLite's
		stopped = stopped || of
		return of
	})
	return others, stopped
}

// errSaid is a fault that was printed already.
var errSaid = errors.New("said already")

// A usageError is a command line that cannot be understood.
type usageError struct{ error }
