package bot

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"howto/escalation"

	"github.com/slack-go/slack"
)

const (
	// sendLease is how long a row belongs to whoever took it. It is longer than any call to Slack.
	sendLease = 30 * time.Second
	// sendWait bounds one row, with all its calls to Slack.
	sendWait = 20 * time.Second
	// sendBatch is how many lanes are sent in at the same time.
	sendBatch = 16
	// sendPoll is how often the outbox is looked at when nothing woke the sender: rows that wait for
	// their time, and those of other processes.
	sendPoll = time.Second
	// backoffMost is the longest wait between two tries of a row.
	backoffMost = 5 * time.Minute
	// giveUp is after how many tries a row is given up, which takes about a day.
	giveUp = 300
	// editTries is in how many tries a change of a message that is there keeps its place: about three seconds of
	// pauses, which is as long as most faults of Slack last and as people wait for a button they pressed. After that what
	// comes behind it is worth more.
	editTries = 3
	// editGiveUp is after how many tries a change is given up that Slack fails to make: about an hour, in which a fault of
	// Slack's own would have passed. The next change of the same message shows what it should have shown.
	editGiveUp = 20
)

// An Outbox hands out what Slack must be told. *store.Store is one.
type Outbox interface {
	TakeOutgoing(ctx context.Context, limit int, lease time.Duration) ([]escalation.Outgoing, error)
	Sent(ctx context.Context, o escalation.Outgoing, r escalation.Receipt) error
	Later(ctx context.Context, o escalation.Outgoing, at time.Time, why string) error
	Behind(ctx context.Context, o escalation.Outgoing, at time.Time, why string) error
	Aside(ctx context.Context, o escalation.Outgoing, at time.Time, why string) error
	Newer(ctx context.Context, o escalation.Outgoing) ([]escalation.Outgoing, error)
	Drop(ctx context.Context, o escalation.Outgoing, why string) error
}

// A Sender carries the rows of an outbox to Slack: in order within a lane, lanes side by side. A row
// that Slack did not take is tried again with growing pauses, or when Slack says so; one that Slack
// never will take is dropped and logged, and stays in the store with the reason.
type Sender struct {
	Bot    *Bot
	Outbox Outbox
	// Wake says that rows were written. It may be nil.
	Wake <-chan struct{}
}

// Run sends until ctx is done, and returns when the rows that it has begun are finished. A slow lane
// holds up no other: the next row of any lane is taken as soon as there is room.
func (s Sender) Run(ctx context.Context) {
	tick := time.NewTicker(sendPoll)
	defer tick.Stop()
	room := make(chan struct{}, sendBatch)
	freed := make(chan struct{}, 1)
	var busy sync.WaitGroup
	defer busy.Wait()
	for away := false; ; {
		rows, err := s.take(ctx, sendBatch-len(room))
		away = s.told(ctx, err, away)
		for _, o := range rows {
			room <- struct{}{}
			busy.Go(func() {
				s.send(context.WithoutCancel(ctx), o)
				<-room
				select {
				case freed <- struct{}{}:
				default:
				}
			})
		}
		if len(rows) > 0 && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-s.Wake:
		case <-freed:
		case <-tick.C:
		}
	}
}

// Once sends what is due, waits for it, and returns how many rows it took. A row that is begun is
// finished even when ctx ends meanwhile, but not after its deadline.
func (s Sender) Once(ctx context.Context) int {
	work := context.WithoutCancel(ctx)
	if end, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		work, cancel = context.WithDeadline(work, end)
		defer cancel()
	}
	rows, err := s.take(ctx, sendBatch)
	s.told(ctx, err, false)
	var all sync.WaitGroup
	for _, o := range rows {
		all.Go(func() { s.send(work, o) })
	}
	all.Wait()
	return len(rows)
}

// take claims at most n rows.
func (s Sender) take(ctx context.Context, n int) ([]escalation.Outgoing, error) {
	if n <= 0 || ctx.Err() != nil {
		return nil, nil
	}
	return s.Outbox.TakeOutgoing(ctx, n, sendLease)
}

// told logs that the outbox cannot be read when that begins, and when it is over: it is looked at each
// second, and a database may be away for hours. It returns whether the outbox cannot be read.
func (s Sender) told(ctx context.Context, err error, before bool) (away bool) {
	switch {
	case ctx.Err() != nil: // the program is being stopped
	case err != nil && !before:
		s.Bot.Log.ErrorContext(ctx, "outbox not read", "err", err)
	case err == nil && before:
		s.Bot.Log.InfoContext(ctx, "outbox read again")
	}
	return err != nil
}

// send carries one row and writes down what became of it.
func (s Sender) send(ctx context.Context, o escalation.Outgoing) {
	ctx, cancel := context.WithTimeout(ctx, sendWait)
	defer cancel()
	receipt, err := s.deliver(ctx, o)
	done := context.WithoutCancel(ctx)
	if err == nil {
		s.noted(done, o, s.Outbox.Sent(done, o, receipt))
		return
	}
	if uncertain(err) {
		o.Unsure = s.Bot.Now()
	}
	at, again := retryAt(err, o.Tries, s.Bot.Now())
	if !again {
		s.Bot.Log.ErrorContext(done, "message dropped", "row", o.Key, "tries", o.Tries, "err", err)
		reason := err.Error()
		if err = s.Bot.neverSent(done, o, err); err == nil {
			err = s.Outbox.Drop(done, o, reason)
		}
		s.noted(done, o, err)
		return
	}
	s.Bot.Log.WarnContext(done, "message waits", "row", o.Key, "tries", o.Tries, "until", at,
		"err", err)
	s.noted(done, o, s.putOff(err, o.Tries)(done, o, at, err.Error()))
}

// putOff is how a row waits that failed with err in its tries-th try. A change of what is there holds up nobody for
// long. While Slack refuses the token, nothing would go instead of it, and order is kept.
func (s Sender) putOff(err error, tries int) func(context.Context, escalation.Outgoing, time.Time, string) error {
	switch edit := errors.Is(err, errEdit); {
	case edit && !revoked(refusedAs(err)) && (tries >= editTries || unreachable(err)):
		return s.Outbox.Aside
	case errors.Is(err, errBehind), unreachable(err): // what comes after it may find another way
		return s.Outbox.Behind
	}
	return s.Outbox.Later
}

// deliver sends one row. A change that stood aside is left out when a newer one of the same message did not wait for it.
func (s Sender) deliver(ctx context.Context, o escalation.Outgoing) (escalation.Receipt, error) {
	if changes := changesOf(o); changes != "" && o.Tries > editTries {
		newer, err := s.Outbox.Newer(ctx, o)
		if err != nil {
			return escalation.Receipt{}, fmt.Errorf("%w: %w: %w", errUntried, errEdit, err)
		}
		for _, n := range newer {
			if changesOf(n) == changes {
				return escalation.Receipt{}, nil
			}
		}
	}
	return s.Bot.deliver(ctx, o)
}

// noted logs that the outcome of a row could not be written. Its lease lapses and it is sent again:
// once too often is better than never.
func (s Sender) noted(ctx context.Context, o escalation.Outgoing, err error) {
	if err != nil {
		s.Bot.Log.ErrorContext(ctx, "row not completed", "row", o.Key, "err", err)
	}
}

// errNever marks a message that no retry can deliver.
var errNever = errors.New("slack will not take it")

// retryAt says when a message that failed with err in its tries-th try is tried again, if ever. Slack's
// own Retry-After is obeyed, however often. Otherwise the pause doubles from one second to five minutes,
// with up to a quarter more so that rows that failed together do not come back together, for about a
// day. A token that Slack does not take stops everything until somebody mends it, however long that
// is; other things that a person can mend are tried every five minutes. A change that Slack itself fails to
// make is given up sooner.
func retryAt(err error, tries int, now time.Time) (at time.Time, again bool) {
	var limited *slack.RateLimitedError
	if errors.As(err, &limited) {
		return now.Add(limited.RetryAfter), true
	}
	var wait waitError
	if errors.As(err, &wait) {
		return wait.until, true
	}
	code := refusedAs(err)
	most := giveUp
	if errors.Is(err, errEdit) && failing(code) {
		most = editGiveUp
	}
	if errors.Is(err, errNever) || tries >= most && !revoked(code) {
		return time.Time{}, false
	}
	pause := min(time.Second<<min(max(tries-1, 0), 20), backoffMost)
	switch {
	case code == "", passing(code), revoked(code), errors.Is(err, errBehind):
	case mendable(code), unreachable(err):
		pause = backoffMost
	default:
		return time.Time{}, false
	}
	return now.Add(pause + rand.N(pause/4+1)), true
}

// deliver sends one row.
func (b *Bot) deliver(ctx context.Context, o escalation.Outgoing) (escalation.Receipt, error) {
	switch o.Kind {
	case escalation.OutPost:
		return b.deliverPost(ctx, o)
	case escalation.OutReview:
		return b.deliverReview(ctx, o)
	case escalation.OutDigest:
		return b.deliverDigest(ctx, o)
	case escalation.OutLook:
		return b.deliverLook(ctx, o)
	case escalation.OutMine:
		return b.deliverMine(ctx, o)
	}
	c, err := b.Cases.Case(ctx, o.Case)
	if err != nil {
		return escalation.Receipt{}, fmt.Errorf("%w: load case %s: %w", errUntried, o.Case, err)
	}
	v := b.caseView(ctx, c)
	switch o.Kind {
	case escalation.OutRoot:
		return b.deliverRoot(ctx, o, v)
	case escalation.OutLine:
		return b.deliverLine(ctx, o, v)
	default:
		return b.deliverForCase(ctx, o, v)
	}
}
