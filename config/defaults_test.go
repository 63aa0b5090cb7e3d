package config

import (
	"reflect"
	"testing"
)

// Viper neither fills nor decodes a key that it has not heard of, so that one without a default would
// be read from the file and silently ignored in the environment.
func TestEveryKeyHasADefault(t *testing.T) {
	all := defaults()
	keys := leaves("", reflect.TypeFor[Config](), nil)
	for _, leaf := range keys {
		if _, ok := all[leaf.key]; !ok {
			t.Errorf("%s has no default", leaf.key)
		}
	}
	// Managers and rules are lists of sections: a default, but no single value.
	if got, want := len(all), len(keys)+2; got != want {
		t.Errorf("%d defaults for %d keys", got, want)
	}
}
