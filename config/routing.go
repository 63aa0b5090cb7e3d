package config

import "regexp"

// A Rule sends questions to a team. All of its conditions must hold; of the values of a condition one
// is enough.
type Rule struct {
	Topics    []string `mapstructure:"topic"`    // of the best match
	Workflows []string `mapstructure:"workflow"` // of the best match
	Words     []string `mapstructure:"words"`    // in the question, one word or several that follow each other
	Channels  []string `mapstructure:"channel"`  // where it was asked: a Slack channel's id
	Groups    []string `mapstructure:"group"`    // to which the asker belongs: a Slack user group's id
	Team      string   `mapstructure:"team"`     // an id of teams; required
}

var groupID = regexp.MustCompile(`^S[A-Z0-9]{1,20}$`)

func (r Rule) check(at string, teams map[string]Team, f *faults) {
	if len(r.Topics)+len(r.Workflows)+len(r.Words)+len(r.Channels)+len(r.Groups) == 0 {
		f.add(at, "it has no condition: give it topic, workflow, words, channel or group; "+
			"catch_all on a team says who gets the rest")
	}
	for _, list := range []struct {
		key    string
		values []string
	}{{".topic", r.Topics}, {".workflow", r.Workflows}, {".words", r.Words}} {
		for _, value := range list.values {
			if !wordy.MatchString(value) {
				f.add(at+list.key, "%q has no letter or digit: take it out", value)
			}
		}
	}
	checkChannels(at+".channel", r.Channels, f)
	for _, g := range r.Groups {
		if !groupID.MatchString(g) {
			f.add(at+".group", "%q is no user group's id: copy one such as S0STORE from the group's page", g)
		}
	}
	if r.Team == "" {
		f.add(at+".team", "it is missing: name the team that gets these questions")
	} else if _, ok := teams[r.Team]; !ok {
		f.add(at+".team", "there is no team %q: %s", r.Team, offer(r.Team, teams))
	}
}

var wordy = regexp.MustCompile(`[\pL\pN]`)
