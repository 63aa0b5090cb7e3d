package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"howto/escalation/ical"
)

// A Calendar is a calendar in the iCalendar format whose events are shifts.
type Calendar struct {
	// At is a web address (http, https or webcal) or a file.
	At     string
	Zone   *time.Location // of times that name none; nil: UTC
	Client *http.Client   // default: http.DefaultClient
	Limit  time.Duration  // default: Timeout
}

// Read reads the calendar a year ahead. From a server it asks for nothing that it has read already.
func (c Calendar) Read(ctx context.Context, last Stamp, now time.Time) (Reading, error) {
	ctx, cancel := within(ctx, c.Limit)
	defer cancel()
	r, err := c.read(ctx, last, now)
	if err != nil {
		return Reading{}, fmt.Errorf("calendar: %w", err)
	}
	return r, nil
}

func (c Calendar) read(ctx context.Context, last Stamp, now time.Time) (Reading, error) {
	at := c.At
	if rest, web := strings.CutPrefix(at, "webcal://"); web {
		at = "https://" + rest
	}
	if strings.HasPrefix(at, "https://") || strings.HasPrefix(at, "http://") {
		return c.fetch(ctx, at, last, now)
	}
	return c.open(last, now)
}

func (c Calendar) fetch(ctx context.Context, at string, last Stamp, now time.Time) (Reading, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return Reading{}, errors.New("its address is none: correct schedule.source.ical")
	}
	req.Header.Set("Accept", "text/calendar, */*;q=0.5")
	if last.ETag != "" {
		req.Header.Set("If-None-Match", last.ETag)
	}
	if last.Modified != "" {
		req.Header.Set("If-Modified-Since", last.Modified)
	}
	resp, err := client(c.Client).Do(req)
	if err != nil {
		return Reading{}, answered(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusNotModified && last != (Stamp{}) {
		return Reading{Same: true}, nil
	}
	if err := refusal(resp); errors.Is(err, ErrRefused) {
		return Reading{}, fmt.Errorf("its server %w: correct the address in schedule.source.ical", err)
	} else if err != nil {
		return Reading{}, err
	}
	shifts, err := c.shifts(resp.Body, now)
	if ctx.Err() != nil {
		return Reading{}, answered(ctx.Err())
	}
	return Reading{Shifts: shifts, Stamp: Stamp{ETag: resp.Header.Get("ETag"),
		Modified: resp.Header.Get("Last-Modified")}}, err
}

// open reads a file. Anything else might never end, such as a pipe.
func (c Calendar) open(last Stamp, now time.Time) (Reading, error) {
	info, err := os.Stat(c.At)
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is no file")
	}
	if err != nil {
		return Reading{}, fmt.Errorf("%w; correct schedule.source.ical", unnamed(err))
	}
	stamp := Stamp{Modified: fmt.Sprint(info.ModTime().UnixNano(), " ", info.Size())}
	if stamp == last {
		return Reading{Same: true}, nil
	}
	f, err := os.Open(c.At)
	if err != nil {
		return Reading{}, fmt.Errorf("%w; correct schedule.source.ical", unnamed(err))
	}
	defer f.Close()
	shifts, err := c.shifts(f, now)
	return Reading{Shifts: shifts, Stamp: stamp}, err
}

// unnamed is err with no more of the path than the name of the file.
func unnamed(err error) error {
	if p := (*os.PathError)(nil); errors.As(err, &p) {
		return fmt.Errorf("%s: %w", filepath.Base(p.Path), p.Err)
	}
	return err
}

func (c Calendar) shifts(r io.Reader, now time.Time) ([]Shift, error) {
	read, err := ical.ReadShifts(r, c.Zone, ical.Range{From: now.Add(-behind), To: now.Add(ahead)})
	if err == nil {
		err = tooMany(len(read))
	}
	if err != nil {
		return nil, fmt.Errorf("it cannot be read: %w", err)
	}
	all := make([]Shift, len(read))
	for i, s := range read {
		all[i] = Shift{Who: s.Who, From: s.From, To: s.To}
	}
	return all, nil
}
