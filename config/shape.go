package config

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/viper"
)

// A field is what a section of the file may hold.
type field struct {
	name string
	typ  reflect.Type
}

// fieldsOf gives the keys of a section in the order of the struct. Those of an embedded one are its own.
func fieldsOf(t reflect.Type) (all []field) {
	for f := range t.Fields() {
		if f.Anonymous {
			all = append(all, fieldsOf(f.Type)...)
			continue
		}
		if name := f.Tag.Get("mapstructure"); name != "" && name != "-" {
			all = append(all, field{name, f.Type})
		}
	}
	return all
}

// checkEmptyTeams finds teams that the file names and says nothing about; viper forgets them.
func checkEmptyTeams(v *viper.Viper, f *faults) {
	teams, _ := v.Get("teams").(map[string]any)
	for _, id := range slices.Sorted(maps.Keys(teams)) {
		section, isSection := teams[id].(map[string]any)
		if teams[id] == nil || (isSection && len(section) == 0) {
			f.spoil("teams."+id, "it says nothing: give at least the channel, or leave the team out")
		}
	}
}

// checkShape finds unknown keys and values of the wrong form, and takes them out of settings so that
// what is left can be decoded and checked.
func checkShape(settings map[string]any, f *faults) {
	checkSection("", settings, reflect.TypeFor[Config](), f)
}

func checkSection(path string, section map[string]any, t reflect.Type, f *faults) {
	fields := fieldsOf(t)
	for _, key := range slices.Sorted(maps.Keys(section)) {
		at := join(path, key)
		i := slices.IndexFunc(fields, func(f field) bool { return f.name == key })
		if i < 0 {
			f.spoil(at, "no such key: %s", suggestion(key, path, fields))
			delete(section, key)
			continue
		}
		if !checkValue(at, section[key], fields[i].typ, f) {
			delete(section, key)
		}
	}
}

// checkValue reports whether value can be decoded into t.
func checkValue(path string, value any, t reflect.Type, f *faults) bool {
	switch {
	case value == nil:
		return false
	case t.Kind() == reflect.Struct:
		section, ok := value.(map[string]any)
		if !ok {
			f.spoil(path, "this is a section: write below it %s", names(fieldsOf(t)))
			return false
		}
		checkSection(path, section, t, f)
	case t.Kind() == reflect.Map:
		section, ok := value.(map[string]any)
		if !ok {
			f.spoil(path, "this is a section: write an id with its keys below it")
			return false
		}
		for _, key := range slices.Sorted(maps.Keys(section)) {
			if !checkValue(join(path, key), section[key], t.Elem(), f) {
				delete(section, key)
			}
		}
	case t.Kind() == reflect.Slice:
		return checkList(path, value, t.Elem(), f)
	default:
		return checkScalar(path, value, t, f)
	}
	return true
}

func checkList(path string, value any, elem reflect.Type, f *faults) bool {
	if _, ok := value.(string); ok && elem.Kind() == reflect.String {
		return true
	}
	if _, ok := value.([]string); ok {
		return true
	}
	if one, ok := value.(map[string]any); ok && elem.Kind() == reflect.Struct {
		checkSection(path, one, elem, f) // a list of one needs no brackets
		return true
	}
	list, ok := value.([]any)
	if !ok {
		f.spoil(path, "this is a list: write it in square brackets, and in quotes what looks like a number")
		return false
	}
	good := true
	for i, item := range list {
		at := fmt.Sprintf("%s[%d]", path, i)
		if item == nil {
			f.spoil(at, "it is empty: fill it in or take it out")
		}
		good = checkValue(at, item, elem, f) && good
	}
	return good
}

func checkScalar(path string, value any, t reflect.Type, f *faults) bool {
	var err error
	text := fmt.Sprint(value)
	switch kind := reflect.ValueOf(value).Kind(); {
	case kind == reflect.Map || kind == reflect.Slice:
		f.spoil(path, "this is a single value, not a list or a section")
		return false
	case t.Kind() == reflect.Bool:
		if _, err = strconv.ParseBool(text); err != nil {
			f.spoil(path, "write true or false")
		}
	case t.Kind() == reflect.Float64:
		if _, err = strconv.ParseFloat(text, 64); err != nil || kind == reflect.Bool {
			f.spoil(path, "write a number, such as 0.8")
			return false
		}
	case t.Kind() == reflect.Int:
		if _, err = strconv.Atoi(text); err != nil || kind == reflect.Bool {
			f.spoil(path, "write a whole number, such as 1")
			return false
		}
	case kind == reflect.Bool:
		f.spoil(path, "write text: put it in quotes if it really is %q", text)
		return false
	case kind == reflect.Struct:
		if _, ok := value.(time.Time); !ok {
			f.spoil(path, "write text")
			return false
		}
	}
	return err == nil
}

// suggestion names the key that was meant, or all that may stand there.
func suggestion(key, path string, fields []field) string {
	var known []string
	for _, f := range fields {
		known = append(known, f.name)
	}
	if above, rest, cut := strings.Cut(key, "."); cut && slices.Contains(known, above) {
		return fmt.Sprintf("write it without dots, as %s: {%s: ...%s", above, strings.ReplaceAll(rest, ".", ": {"),
			strings.Repeat("}", strings.Count(key, ".")))
	}
	if near, d := nearest(key, known); d <= max(2, len(key)/3) {
		return fmt.Sprintf("did you mean %s?", join(path, near))
	}
	return "there may be " + names(fields)
}

func names(fields []field) string {
	var all []string
	for _, f := range fields {
		all = append(all, f.name)
	}
	return strings.Join(all, ", ")
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// nearest gives the one of known that the fewest slips of the pen turn word into, and how many.
func nearest(word string, known []string) (best string, slips int) {
	slips = len(word) + 1
	for _, k := range known {
		if d := distance(word, k); d < slips {
			best, slips = k, d
		}
	}
	return best, slips
}

// distance is the Levenshtein distance: how many letters to add, drop or change.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			above := row[j+1]
			row[j+1] = min(diagonal+cost, above+1, row[j]+1)
			diagonal = above
		}
	}
	return row[len(b)]
}
