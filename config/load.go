package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/viper"
)

// maxFile bounds what is read as configuration or as a secret.
const maxFile = 1 << 20

// Load reads file ("" is DefaultFile) and lays env over it, which has the form of os.Environ.
//
// A variable is HOWTO_ and the key in capitals with underscores for dots, such as
// HOWTO_HTTP_LISTEN; lists are written with commas; an empty one counts as not set. The five names
// that other tools share are read as well: SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET,
// SLACK_API_URL and PAGERDUTY_TOKEN. Any secret may be given as the name of a file that holds it, by _FILE after
// the variable's name.
//
// The error joins all faults, one a line. A Config that came with an error must not be used.
func Load(file string, env []string) (Config, error) {
	if file == "" {
		file = DefaultFile
	}
	f := &faults{file: file, spoiled: map[string]bool{}, from: map[string]string{}}
	v, text, absent, err := read(file)
	if err != nil {
		return Config{}, err
	}
	checkSpelling(text, f)
	checkEmptyTeams(v, f)
	overlay(v, env, f)
	settings := v.AllSettings()
	checkShape(settings, f)

	c := Config{file: file, absent: absent}
	clean := withDefaults()
	err = errors.Join(clean.MergeConfigMap(settings), clean.UnmarshalExact(&c, viper.DecodeHook(hook)))
	if err != nil {
		// The reason would quote values, and a value may be a secret.
		f.add("", "its values do not have the form that they should: compare it with the documentation")
		return Config{}, f.joined()
	}
	c.settle()
	c.check(f)
	if err := f.joined(); err != nil {
		return Config{}, err
	}
	return c, nil
}

// read gives the file's settings over the defaults, and its text; DefaultFile may be absent.
func read(file string) (v *viper.Viper, text []byte, absent bool, err error) {
	v = withDefaults()
	text, err = readBounded(file)
	if errors.Is(err, fs.ErrNotExist) && file == DefaultFile {
		return v, nil, true, nil
	}
	if err != nil {
		return nil, nil, false, fmt.Errorf("config %s: %w: name a file that can be read with --config", file, err)
	}
	v.SetConfigType("yaml")
	if err := v.ReadConfig(bytes.NewReader(text)); err != nil {
		return nil, nil, false, fmt.Errorf("config %s: %s", file, yamlFault(err))
	}
	return v, text, false, nil
}

// below parts the keys of sections for viper. A dot would cut keys that hold one: of the addresses of
// dana and dana.k, one would be lost.
const below = "\x00"

// nested is how viper knows a key that is written with dots.
func nested(key string) string { return strings.ReplaceAll(key, ".", below) }

func withDefaults() *viper.Viper {
	v := viper.NewWithOptions(viper.KeyDelimiter(below))
	for key, value := range defaults() {
		v.SetDefault(nested(key), value)
	}
	return v
}

// yamlFault says what is wrong with a file that is no YAML, without quoting it: where the parser
// quotes a value, the value may be a secret.
func yamlFault(err error) string {
	if twice := keyTwice.FindString(err.Error()); twice != "" {
		return twice + ": keep one of the two"
	}
	_, text, _ := strings.Cut(err.Error(), "yaml: ")
	if text == "" || strings.Contains(text, "cannot unmarshal") || strings.Contains(text, "\n") {
		return "write keys and values in YAML, such as \"http: {listen: ':8080'}\""
	}
	return quoted.ReplaceAllString(text, "***") + ": mend the YAML there"
}

func readBounded(file string) ([]byte, error) {
	r, err := os.Open(file)
	if err != nil {
		return nil, reason(err)
	}
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, reason(err)
	}
	if len(text) > maxFile {
		return nil, fmt.Errorf("it is larger than %d bytes", maxFile)
	}
	return text, nil
}

// reason drops the path from err, which its reader has named already.
func reason(err error) error {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		return p.Err
	}
	return err
}

var (
	// quoted is what the parser quotes of a file: a value that is not what its tag says, and one that
	// begins with a star or an ampersand, which it takes for an anchor.
	quoted    = regexp.MustCompile("`.*`|'[\\pL\\pN_-]+'")
	keyTwice  = regexp.MustCompile(`line \d+: mapping key .* already defined at line \d+`)
	tokenLike = regexp.MustCompile(`^(xox|xapp)`)
)

// hook reads what YAML or the environment write in another form than the field has.
func hook(from, to reflect.Type, data any) (any, error) {
	if t, ok := data.(time.Time); ok && to.Kind() == reflect.String {
		if t.Equal(t.Truncate(24 * time.Hour)) {
			return t.Format(time.DateOnly), nil
		}
		return t.Format(time.RFC3339), nil // a clock that stands there must not be lost in silence
	}
	if text, ok := data.(string); ok && to.Kind() == reflect.Slice {
		return splitList(text), nil
	}
	return data, nil
}

func splitList(text string) []string {
	list := []string{}
	for item := range strings.SplitSeq(text, ",") {
		if item = strings.TrimSpace(item); item != "" {
			list = append(list, item)
		}
	}
	return list
}

// faults collects what is wrong.
type faults struct {
	file    string
	from    map[string]string // key: the variable that set it
	spoiled map[string]bool   // keys whose value was dropped, so that nothing more is said of it
	all     []error
}

// spoil is add for a value that cannot be used at all.
func (f *faults) spoil(key, format string, args ...any) {
	f.add(key, format, args...)
	f.spoiled[key] = true
}

func (f *faults) add(key, format string, args ...any) {
	if f.spoiled[key] {
		return
	}
	for i, arg := range args {
		if text, ok := arg.(string); ok && tokenLike.MatchString(text) {
			args[i] = hidden // a token in the wrong place is a secret all the same
		}
	}
	place := "config " + f.file
	if name := f.from[key]; name != "" {
		place = "environment " + name
	} else if key != "" {
		place += ": " + key
	}
	f.all = append(f.all, fmt.Errorf("%s: %s", place, fmt.Sprintf(format, args...)))
}

func (f *faults) joined() error { return errors.Join(f.all...) }
