package escalation_test

import (
	"testing"
	"time"

	"howto/escalation"
)

func TestAUserGroupIsChangedOnlyWhenItIsNotAsItShouldBe(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	people := func(p ...escalation.User) []escalation.User { return p }
	fresh := ago(time.Second)
	for name, c := range map[string]struct {
		group escalation.UserGroup
		want  []escalation.User
		step  escalation.GroupStep
	}{
		"nothing is known":        {escalation.UserGroup{}, people("U1"), escalation.GroupRead},
		"what is known is old":    {escalation.UserGroup{Have: people("U1"), Read: ago(5 * time.Minute)}, people("U1"), escalation.GroupRead},
		"the clock went back":     {escalation.UserGroup{Have: people("U1"), Read: now.Add(time.Hour)}, people("U1"), escalation.GroupRead},
		"as it should be":         {escalation.UserGroup{Have: people("U2", "U1"), Read: fresh}, people("U1", "U2", "U1"), escalation.GroupSame},
		"somebody else":           {escalation.UserGroup{Have: people("U2"), Read: fresh}, people("U1"), escalation.GroupSet},
		"one too many":            {escalation.UserGroup{Have: people("U1", "U2"), Read: fresh}, people("U1"), escalation.GroupSet},
		"empty so far":            {escalation.UserGroup{Read: fresh}, people("U1"), escalation.GroupSet},
		"changed just now":        {escalation.UserGroup{Have: people("U2"), Read: fresh, Changed: ago(59 * time.Second)}, people("U1"), escalation.GroupWait},
		"changed a minute ago":    {escalation.UserGroup{Have: people("U2"), Read: fresh, Changed: ago(time.Minute)}, people("U1"), escalation.GroupSet},
		"nobody is on call":       {escalation.UserGroup{Have: people("U2"), Read: fresh}, nil, escalation.GroupGap},
		"nobody, and it is empty": {escalation.UserGroup{Read: fresh}, nil, escalation.GroupGap},
		"Slack wants a pause":     {escalation.UserGroup{Rest: now.Add(time.Second)}, people("U1"), escalation.GroupWait},
		"the pause is over":       {escalation.UserGroup{Rest: now}, people("U1"), escalation.GroupRead},
	} {
		if got := c.group.Next(c.want, now); got != c.step {
			t.Errorf("%s: Next(%v) = %s, want %s", name, c.want, got, c.step)
		}
	}
}
