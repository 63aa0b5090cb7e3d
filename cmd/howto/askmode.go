package main

import (
	"slices"

	"howto/config"
	"howto/outcome"
)

// askedFor says what an ask by a person in a channel is for.
func askedFor(o config.Outcomes) func(user, channel string) outcome.Mode {
	return func(user, channel string) outcome.Mode {
		switch {
		case slices.Contains(o.TestUsers, user), slices.Contains(o.TestChannels, channel):
			return outcome.Test
		case slices.Contains(o.TrainingUsers, user), slices.Contains(o.TrainingChannels, channel):
			return outcome.Training
		}
		return outcome.OnTheJob
	}
}
