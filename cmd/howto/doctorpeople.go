package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"howto/config"
	"howto/search"

	"github.com/slack-go/slack"
	"golang.org/x/sync/errgroup"
)

const (
	peopleAtOnce   = 4 // questions to Slack side by side
	peoplePatience = time.Minute
	// askedSingly is how many people are asked for one by one. Slack allows about a hundred a minute, and the
	// running bot wants some of them: for more, the whole directory is read, in pages of directoryPage.
	askedSingly, directoryPage = 40, 500
	ownersNamed                = 5 // of those who are gone; more show when these are mended
)

// keyedPeople are the keys of the configuration that name somebody, by the person's id.
type keyedPeople map[string][]string

func (k keyedPeople) add(key string, users ...string) {
	for _, u := range users {
		if u != "" && !slices.Contains(k[u], key) {
			k[u] = append(k[u], key)
		}
	}
}

// peopleOf are the people whom a configuration gives something to do from today on, a day such as
// 2026-01-05.
func peopleOf(cfg config.Config, today string) keyedPeople {
	k := keyedPeople{}
	for _, id := range cfg.TeamIDs() {
		t, at := cfg.Teams[id], "teams."+id
		k.addSchedule(at+".schedule", t.Schedule, today)
		k.add(at+".members", t.Members...)
		k.add(at+".lead", t.Lead)
		for i, s := range t.Policy.Steps {
			k.add(fmt.Sprintf("%s.policy.steps[%d].people", at, i), s.People...)
		}
	}
	k.add("library.curators", cfg.Library.Curators...)
	for i, m := range cfg.Digest.Managers {
		k.add(fmt.Sprintf("digest.managers[%d].user", i), m.User)
	}
	return k
}

// addSchedule adds who has turns in a schedule from today on. Whoever stands only in what a revision has
// taken the place of, or in an override that is over, may have left since.
func (k keyedPeople) addSchedule(at string, s config.Schedule, today string) {
	day := func(text string) string { d, _, _ := strings.Cut(text, " "); return d }
	last := ""
	for _, r := range s.Revisions {
		if d := day(r.Since); d <= today {
			last = max(last, d)
		}
	}
	rotation := func(at string, r config.Rotation, layers []config.Rotation) {
		k.add(at+".experts", r.Experts...)
		for i, l := range layers {
			k.add(fmt.Sprintf("%s.layers[%d].experts", at, i), l.Experts...)
		}
	}
	if last == "" {
		rotation(at, s.Rotation, s.Layers)
	}
	for i, r := range s.Revisions {
		if day(r.Since) >= last {
			rotation(fmt.Sprintf("%s.revisions[%d]", at, i), r.Rotation, r.Layers)
		}
	}
	for i, o := range s.Overrides {
		if day(o.To) >= today {
			k.add(fmt.Sprintf("%s.overrides[%d].add", at, i), o.Add)
		}
	}
	k.add(at+".fallback", s.Fallback)
	k.add(at+".source.map", slices.Sorted(maps.Values(s.Source.Map))...)
}

// peopleFindings looks whether the people that the configuration names can be reached in the workspace,
// and the owners of assets. A question to somebody who cannot would wait for them.
func peopleFindings(ctx context.Context, cfg config.Config) []finding {
	named := peopleOf(cfg, time.Now().Format(time.DateOnly))
	owned := map[string]int{}
	if lib, _, err := search.Load(cfg.Library.Dirs...); err == nil { // else the library's own finding says so
		for _, a := range lib.Assets() {
			if a.Owner != "" {
				owned[a.Owner]++
			}
		}
	}
	api := slackClient(cfg.Slack, http.DefaultTransport)
	users := slices.Sorted(maps.Keys(named))
	for u := range owned {
		if named[u] == nil {
			users = append(users, u)
		}
	}
	faultsOf := faultsSingly
	if len(users) > askedSingly {
		faultsOf = faultsByDirectory
	}
	faults, err := faultsOf(ctx, api, users)
	var refused slack.SlackErrorResponse
	switch {
	case errors.As(err, &refused) && refused.Err == "missing_scope":
		return []finding{{what: "people", note: "not checked, it takes the scope users:read"}}
	case err != nil:
		return []finding{{what: "people", bad: fmt.Sprintf(
			"Slack did not say who all of them are: %v; run `howto doctor` again in a minute", err)}}
	}
	return append(namedFindings(named, faults), ownersFinding(owned, faults)...)
}

// namedFindings has a line for each person who cannot be reached, and one where there is none.
func namedFindings(named keyedPeople, faults map[string]string) (all []finding) {
	for _, u := range slices.Sorted(maps.Keys(named)) {
		if why := faults[u]; why != "" {
			all = append(all, finding{what: strings.Join(named[u], ", "),
				bad: fmt.Sprintf("%s %s; name somebody who can be reached, by the id in their profile", u, why)})
		}
	}
	if len(all) == 0 && len(named) > 0 {
		all = append(all, finding{what: "people",
			note: fmt.Sprintf("all %d of the configuration are in the workspace", len(named))})
	}
	return all
}

// ownersFinding counts the assets, by owner, whose owner cannot be reached. Without owners there is none.
func ownersFinding(owned map[string]int, faults map[string]string) []finding {
	if len(owned) == 0 {
		return nil
	}
	f := finding{what: "owners of assets", note: fmt.Sprintf("all %d are in the workspace", len(owned))}
	var gone []string
	assets := 0
	for _, u := range slices.Sorted(maps.Keys(owned)) {
		if why := faults[u]; why != "" {
			gone, assets = append(gone, u+" "+why), assets+owned[u]
		}
	}
	if len(gone) > 0 {
		more := ""
		if len(gone) > ownersNamed {
			more = fmt.Sprintf(", and %d more", len(gone)-ownersNamed)
			gone = gone[:ownersNamed]
		}
		f.bad = fmt.Sprintf("nobody can be asked to look at %s: %s%s; change `owner` in the files",
			count(assets, "asset"), strings.Join(gone, ", "), more)
	}
	return []finding{f}
}

// faultsByDirectory is faultsSingly for many people.
func faultsByDirectory(ctx context.Context, api *slack.Client, users []string) (map[string]string, error) {
	ctx, cancel := context.WithTimeout(ctx, peoplePatience)
	defer cancel()
	faults := map[string]string{}
	for _, u := range users {
		faults[u] = nobodyHere
	}
	page := api.GetUsersPaginated(slack.GetUsersOptionLimit(directoryPage))
	for {
		next, err := page.Next(ctx)
		var limited *slack.RateLimitedError
		switch {
		case page.Done(err):
			return faults, nil
		case errors.As(err, &limited):
			if pause(ctx, limited.RetryAfter) != nil {
				return nil, errPatience
			}
		case err != nil:
			return nil, err
		default:
			page = next
			for _, u := range page.Users {
				faults[u.ID] = unreachable(u)
			}
		}
	}
}

// faultsSingly says of each user who cannot be reached why that is, by id. The error is the first that is
// not about one person. It takes peoplePatience at most.
func faultsSingly(ctx context.Context, api *slack.Client, users []string) (map[string]string, error) {
	ctx, cancel := context.WithTimeout(ctx, peoplePatience)
	defer cancel()
	faults := map[string]string{}
	var mu sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(peopleAtOnce)
	for _, u := range users {
		g.Go(func() error {
			why, err := faultOf(ctx, api, u)
			mu.Lock()
			defer mu.Unlock()
			if why != "" {
				faults[u] = why
			}
			return err
		})
	}
	err := g.Wait()
	return faults, err
}

// faultOf says why a user cannot be reached; empty: they can. It waits as long as Slack asks it to.
func faultOf(ctx context.Context, api *slack.Client, user string) (string, error) {
	for {
		info, err := api.GetUserInfoContext(ctx, user)
		var limited *slack.RateLimitedError
		var refused slack.SlackErrorResponse
		switch {
		case errors.As(err, &limited):
			if err := pause(ctx, limited.RetryAfter); err != nil {
				return "", errPatience
			}
			continue
		case errors.As(err, &refused) && (refused.Err == "user_not_found" || refused.Err == "user_not_visible"):
			return nobodyHere, nil
		case err != nil:
			return "", err
		}
		return unreachable(*info), nil
	}
}

const nobodyHere = "is nobody in this workspace"

var errPatience = errors.New("it asks for patience")

// unreachable says why somebody whom Slack knows cannot be reached; empty: they can.
func unreachable(u slack.User) string {
	switch {
	case u.Deleted:
		return "is deactivated"
	case u.IsBot:
		return "is an app, not a person"
	}
	return ""
}
