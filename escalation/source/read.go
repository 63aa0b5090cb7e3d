package source

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"howto/escalation/oncall"
)

const (
	// Timeout bounds one reading, with all its requests.
	Timeout = 10 * time.Second
	// MaxShifts is how many shifts one reading may come to: more than a dozen a day for a year.
	MaxShifts = 5000
	// ahead is how far ahead a calendar is read, and behind how far back any source.
	ahead  = 366 * 24 * time.Hour
	behind = 24 * time.Hour
)

// A Shift is a time in which somebody is on call by a source: from From on, until just before To.
type Shift struct {
	Who  string    `json:"who"`            // an e-mail address in lower case, a name or a Slack id
	Name string    `json:"name,omitempty"` // another name of theirs, if the source has one
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	// ID is their Slack id, where the source knows it.
	ID oncall.Member `json:"id,omitempty"`
}

// A Stamp is what a server recognises a version by. The zero value is none.
type Stamp struct {
	ETag     string `json:"etag,omitempty"`
	Modified string `json:"modified,omitempty"`
}

// A Reading is what a source said.
type Reading struct {
	Same   bool    // it is as it was at the stamp; nothing else is set
	Shifts []Shift // that touch the time around the moment of reading
	Stamp  Stamp
}

// A Reader reads a source once.
type Reader interface {
	// Read reads the shifts around now. With a stamp of an earlier reading it may say that nothing has
	// changed. [ErrRefused] says that asking again soon is no use.
	Read(ctx context.Context, last Stamp, now time.Time) (Reading, error)
}

// ErrRefused is the error of a source that knows who asks and says no.
var ErrRefused = errors.New("refused")

// A slowDown is the error of a source that wants to be left alone for a time.
type slowDown struct{ after time.Duration }

func (s slowDown) Error() string {
	return fmt.Sprintf("it asks not to be asked again for %s", s.after)
}

// answered turns what went wrong on the way into words without the address, which may be a secret.
func answered(err error) error {
	if u := (*url.Error)(nil); errors.As(err, &u) {
		err = u.Err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return errors.New("it did not answer in time")
	}
	return fmt.Errorf("it cannot be reached: %w", err)
}

// refusal is what a status other than success means; nil is success.
func refusal(resp *http.Response) error {
	switch code := resp.StatusCode; {
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		return fmt.Errorf("%w (%d)", ErrRefused, code)
	case code == http.StatusTooManyRequests:
		seconds, err := strconv.Atoi(resp.Header.Get("Retry-After"))
		if err != nil || seconds < 0 {
			seconds = 60
		}
		return slowDown{time.Duration(min(seconds, 24*60*60)) * time.Second}
	case code == http.StatusNotFound || code == http.StatusGone:
		return fmt.Errorf("there is nothing at that address (%d)", code)
	case code < 200 || code > 299:
		return fmt.Errorf("it answers %d", code)
	}
	return nil
}

// client is c, or one that follows the environment's proxies.
func client(c *http.Client) *http.Client {
	if c == nil {
		return http.DefaultClient
	}
	return c
}

// within is a context for one reading; 0 is [Timeout].
func within(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	if limit <= 0 {
		limit = Timeout
	}
	return context.WithTimeout(ctx, limit)
}

func tooMany(n int) error {
	if n <= MaxShifts {
		return nil
	}
	return fmt.Errorf("it comes to more than %d shifts", MaxShifts)
}
