package main

import (
	"errors"
	"fmt"
	"time"

	"howto/config"
	"howto/escalation"
)

// usualWait is how long a step waits that does not say, unless the default policy has a step that asks
// the same people.
const usualWait = 30 * time.Minute

// policyOf is the default policy with what the settings of a team change of it.
func policyOf(p config.Policy) (escalation.Policy, error) {
	policy := escalation.DefaultPolicy()
	if len(p.Steps) > 0 {
		policy.Steps = nil
	}
	for _, s := range p.Steps {
		policy.Steps = append(policy.Steps, stepOf(s))
	}
	if n, ok := p.Repeats(); ok {
		policy.Repeat = n
	}
	if p.AfterHours != "" {
		policy.AfterHours = escalation.AfterHours(p.AfterHours)
	}
	for _, t := range []struct {
		from config.Span
		to   *time.Duration
	}{
		{p.Remind, &policy.Remind}, {p.Release, &policy.Release}, {p.Patience, &policy.Patience},
		{p.Settle, &policy.Settle}, {p.Reopen, &policy.Reopen}, {p.MaxAge, &policy.MaxAge},
	} {
		setSpan(t.to, t.from)
	}
	return policy, policy.Check()
}

func stepOf(s config.Step) escalation.PolicyStep {
	step := escalation.PolicyStep{Ask: escalation.Target(s.Ask), Wait: usualWait}
	if len(s.People) > 0 {
		step.People = usersOf(s.People)
	}
	for _, d := range escalation.DefaultPolicy().Steps {
		if d.Ask == step.Ask {
			step.Wait = d.Wait
		}
	}
	setSpan(&step.Wait, s.Wait)
	return step
}

// setSpan changes a time for which the settings name one; they have been checked.
func setSpan(to *time.Duration, from config.Span) {
	if d, ok := from.Duration(); ok {
		*to = d
	}
}

// settingsFaults names each fault that was joined into err by the key at which it is.
func settingsFaults(key string, err error) error {
	if err == nil {
		return nil
	}
	var faults []error
	for _, line := range faultLines(err) {
		faults = append(faults, fmt.Errorf("config: %s: %s", key, line))
	}
	return errors.Join(faults...)
}
