package bot

import (
	"maps"
	"strings"
	"sync"
	"time"

	"howto/escalation"
	"howto/outcome"
	"howto/search"
)

const (
	// recentFor is how long a card is taken for a sign of what its reader is doing: about the length
	// of one task on the floor.
	recentFor = 30 * time.Minute
	// recentMost bounds the people of whom that is remembered.
	recentMost = 10_000
)

// situation is what is known, without asking anybody, of where the asker of ask stands: the roles
// after which their user groups are called, the topics of the team whose channel they asked in, and
// the workflow of the card that they read before.
func (b *Bot) situation(ask outcome.Ask) search.Situation {
	return search.Situation{Roles: b.groups.rolesOf(ask.User), Topics: b.topics[ask.Channel],
		Workflow: b.recent.before(ask)}
}

// reads notes that the asker of ask, or somebody who presses its buttons, reads the card of a.
func (b *Bot) reads(user string, ask outcome.Ask, a search.Asset) {
	b.recent.note(user, ask.ID, a.Workflow)
}

// topicsByChannel are the topics of the team whose channel it is.
func topicsByChannel(r escalation.Roster) map[string][]string {
	by := map[string][]string{}
	for _, t := range r.Teams() {
		if t.Channel != "" {
			by[t.Channel] = append(by[t.Channel], t.Topics...)
		}
	}
	return by
}

// recent remembers, in this process alone and for half an hour, in which workflow each person read a
// card.
type recent struct {
	now func() time.Time
	mu  sync.Mutex
	by  map[string]reading
}

// A reading is a card that somebody read.
type reading struct {
	ask      string // whose card it was
	workflow string
	before   string // the workflow when that question was asked
	at       time.Time
}

func newRecent(now func() time.Time) *recent {
	return &recent{now: now, by: map[string]reading{}}
}

// before is the workflow that the asker was in when they asked; empty if that is not known. The
// ask's own cards do not count: it has the same ranking when it is delivered twice, or explained.
func (r *recent) before(ask outcome.Ask) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	last := r.by[ask.User]
	switch {
	case last.ask == ask.ID:
		return last.before
	case r.old(last):
		return ""
	}
	return last.workflow
}

// drop takes away all that is known of a person.
func (r *recent) drop(user string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.by, user)
}

// note takes in that a person reads a card of ask. A card without a workflow says nothing.
func (r *recent) note(user, ask, workflow string) {
	if workflow == "" {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	last := r.by[user]
	now := reading{ask: ask, workflow: workflow, at: r.now()}
	switch {
	case last.ask == ask:
		now.before = last.before
	case !r.old(last):
		now.before = last.workflow
	}
	if len(r.by) >= recentMost {
		r.tidy()
	}
	r.by[user] = now
}

// forget takes back what the cards of ask said: they were not what the person was doing.
func (r *recent) forget(user, ask string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if last := r.by[user]; last.ask == ask {
		last.workflow = last.before
		r.by[user] = last
	}
}

// old reports that a reading was too long ago to tell what its reader does now.
func (r *recent) old(of reading) bool { return r.now().Sub(of.at) >= recentFor }

// tidy drops what is old, or everything when that is not enough.
func (r *recent) tidy() {
	maps.DeleteFunc(r.by, func(_ string, of reading) bool { return r.old(of) })
	if len(r.by) >= recentMost {
		clear(r.by)
	}
}

// libraryRoles are the roles that assets name, by the handle of a user group of that name.
func libraryRoles(l search.Library) map[string]string {
	by := map[string]string{}
	for _, a := range l.Assets() {
		for _, role := range a.Roles {
			by[handle(role)] = role
		}
	}
	return by
}

// handle is how Slack writes a name as a user group's handle: "Store manager" is "store-manager".
func handle(name string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), " ", "-")
}
