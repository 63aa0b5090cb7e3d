package source

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	// dutyAhead is how far ahead PagerDuty is read; it answers for three months at most.
	dutyAhead = 85 * 24 * time.Hour
	pageSize  = 100     // the most that PagerDuty gives at once
	maxPage   = 5 << 20 // bytes of a page
)

// PagerDuty is a schedule there, read with GET /oncalls. It must be on an escalation policy: PagerDuty
// knows no others to be on call.
type PagerDuty struct {
	Schedule string        // its id
	Token    string        // a key of the REST API; reading is enough
	BaseURL  string        // default: https://api.pagerduty.com
	Client   *http.Client  // default: http.DefaultClient
	Limit    time.Duration // default: Timeout
}

// Read reads the schedule twelve weeks ahead. It uses no stamp: PagerDuty gives none.
func (p PagerDuty) Read(ctx context.Context, _ Stamp, now time.Time) (Reading, error) {
	ctx, cancel := within(ctx, p.Limit)
	defer cancel()
	from, to := now.Add(-behind).UTC(), now.Add(dutyAhead).UTC()
	var all []Shift
	for page := 0; ; page++ {
		got, err := p.page(ctx, page*pageSize, from, to)
		if err != nil {
			return Reading{}, err
		}
		for _, o := range got.OnCalls {
			all = append(all, o.shift(from, to))
		}
		if err := tooMany(len(all)); err != nil {
			return Reading{}, fmt.Errorf("PagerDuty: %w", err)
		}
		if !got.More {
			return Reading{Shifts: all}, nil
		}
		if len(got.OnCalls) == 0 {
			return Reading{}, errors.New("PagerDuty says that there is more, and gives nothing")
		}
	}
}

// dutyPage is what GET /oncalls answers.
type dutyPage struct {
	OnCalls []dutyEntry `json:"oncalls"`
	More    bool        `json:"more"`
}

type dutyEntry struct {
	User struct {
		Email   string `json:"email"`
		Name    string `json:"name"`
		Summary string `json:"summary"`
	} `json:"user"`
	Start *time.Time `json:"start"` // none: since ever
	End   *time.Time `json:"end"`   // none: for ever
}

func (o dutyEntry) shift(from, to time.Time) Shift {
	s := Shift{Who: strings.ToLower(o.User.Email), Name: o.User.Name, From: from, To: to}
	if s.Name == "" {
		s.Name = o.User.Summary
	}
	if s.Who == "" {
		s.Who, s.Name = s.Name, ""
	}
	if o.Start != nil {
		s.From = o.Start.UTC()
	}
	if o.End != nil {
		s.To = o.End.UTC()
	}
	return s
}

func (p PagerDuty) page(ctx context.Context, offset int, from, to time.Time) (dutyPage, error) {
	base := p.BaseURL
	if base == "" {
		base = "https://api.pagerduty.com"
	}
	query := url.Values{
		"schedule_ids[]": {p.Schedule}, "include[]": {"users"},
		"since": {from.Format(time.RFC3339)}, "until": {to.Format(time.RFC3339)},
		"limit": {strconv.Itoa(pageSize)}, "offset": {strconv.Itoa(offset)},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/oncalls?"+query.Encode(), nil)
	if err != nil {
		return dutyPage{}, errors.New("PagerDuty: pagerduty.api_url is no web address")
	}
	req.Header.Set("Accept", "application/vnd.pagerduty+json;version=2")
	req.Header.Set("Authorization", "Token token="+p.Token)
	resp, err := client(p.Client).Do(req)
	if err != nil {
		return dutyPage{}, fmt.Errorf("PagerDuty: %w", answered(err))
	}
	defer resp.Body.Close()
	if err := refusal(resp); errors.Is(err, ErrRefused) {
		return dutyPage{}, fmt.Errorf("PagerDuty %w the token: set PAGERDUTY_TOKEN to a key of its REST API "+
			"that may read schedules", err)
	} else if err != nil {
		return dutyPage{}, fmt.Errorf("PagerDuty: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxPage+1))
	var got dutyPage
	switch {
	case err != nil:
		return got, fmt.Errorf("PagerDuty: %w", answered(err))
	case len(text) > maxPage:
		return got, fmt.Errorf("PagerDuty: its answer is larger than %d bytes", maxPage)
	case json.Unmarshal(text, &got) != nil || got.OnCalls == nil:
		return got, errors.New("PagerDuty: its answer is no list of who is on call; " +
			"check pagerduty.api_url and schedule.source.pagerduty")
	}
	return got, nil
}
