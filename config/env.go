package config

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/viper"
)

// sharedNames are the variables that tools for Slack and PagerDuty share, by the key that they set.
var sharedNames = map[string]string{
	"slack.bot_token":      "SLACK_BOT_TOKEN",
	"slack.app_token":      "SLACK_APP_TOKEN",
	"slack.signing_secret": "SLACK_SIGNING_SECRET",
	"slack.api_url":        "SLACK_API_URL",
	"pagerduty.token":      "PAGERDUTY_TOKEN",
}

// overlay lays the environment over the settings: our own name goes before the shared one.
func overlay(v *viper.Viper, env []string, f *faults) {
	vars := map[string]string{}
	for _, entry := range env {
		if name, value, ok := strings.Cut(entry, "="); ok && value != "" {
			vars[name] = value
		}
	}
	known := map[string]bool{}
	for _, leaf := range leaves("", reflect.TypeFor[Config](), teamIDs(v)) {
		names := []string{envName(leaf.key)}
		if shared, ok := sharedNames[leaf.key]; ok {
			names = append(names, shared)
		}
		for _, name := range names {
			known[name] = true
			known[name+"_FILE"] = leaf.secret
			if value, ok := lookUp(vars, name, leaf, f); ok {
				f.from[leaf.key] = name
				v.Set(nested(leaf.key), value)
				break
			}
		}
	}
	checkNames(vars, known, f)
}

// lookUp is the value of a variable, or of the file that its _FILE names.
func lookUp(vars map[string]string, name string, leaf leaf, f *faults) (string, bool) {
	value, ok := vars[name]
	path, inFile := vars[name+"_FILE"]
	if !leaf.secret || !inFile {
		return value, ok
	}
	f.from[leaf.key] = name + "_FILE"
	if ok {
		f.add(leaf.key, "%s is set as well: set only one of them", name)
		return value, true
	}
	text, err := readBounded(path)
	if err != nil {
		f.spoil(leaf.key, "%s: %v: name a file that can be read", path, err)
		return "", false
	}
	return strings.TrimRight(string(text), "\r\n"), true
}

// kubernetes is how the variables end that Kubernetes sets beside a service, such as HOWTO_SERVICE_HOST.
var kubernetes = regexp.MustCompile(`_(SERVICE|PORT)(_|$)`)

// checkNames refuses variables that look like a slip of the pen, and those of a section which set
// nothing. Others that begin with HOWTO_ are let pass.
func checkNames(vars map[string]string, known map[string]bool, f *faults) {
	maps.DeleteFunc(known, func(_ string, ok bool) bool { return !ok })
	names := slices.Sorted(maps.Keys(known))
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		if !strings.HasPrefix(name, "HOWTO_") || known[name] {
			continue
		}
		if near, d := nearest(name, names); d <= 2 {
			f.from[name] = name
			f.add(name, "no such setting: did you mean %s?", near)
		} else if ofSection(name) && !kubernetes.MatchString(name) {
			f.from[name] = name
			f.add(name, "the environment sets nothing by that name: set it in the file")
		}
	}
}

// ofSection reports whether a variable's name begins with that of a section.
func ofSection(name string) bool {
	return slices.ContainsFunc(fieldsOf(reflect.TypeFor[Config]()), func(s field) bool {
		return name == envName(s.name) || strings.HasPrefix(name, envName(s.name)+"_")
	})
}

func envName(key string) string {
	return "HOWTO_" + strings.ToUpper(strings.NewReplacer(".", "_", "-", "_").Replace(key))
}

// teamIDs are those of the file: the environment may change a team but not add one.
func teamIDs(v *viper.Viper) []string {
	teams, _ := v.Get("teams").(map[string]any)
	return slices.Sorted(maps.Keys(teams))
}

// A leaf is a key with a value.
type leaf struct {
	key    string
	secret bool
}

// leaves are the keys below prefix that a single text can set; ids stand for the keys of a map.
func leaves(prefix string, t reflect.Type, ids []string) (all []leaf) {
	switch {
	case t.Kind() == reflect.Struct:
		for _, field := range fieldsOf(t) {
			all = append(all, leaves(join(prefix, field.name), field.typ, ids)...)
		}
	case t == reflect.TypeFor[People]():
	case t.Kind() == reflect.Map && t.Elem().Kind() != reflect.Struct: // the names of search.weights
	case t.Kind() == reflect.Map:
		for _, id := range ids {
			all = append(all, leaves(join(prefix, id), t.Elem(), ids)...)
		}
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct:
	case t.Kind() == reflect.Slice:
		all = []leaf{{prefix, t.Elem() == reflect.TypeFor[Secret]()}}
	default:
		all = []leaf{{prefix, t == reflect.TypeFor[Secret]()}}
	}
	return all
}
