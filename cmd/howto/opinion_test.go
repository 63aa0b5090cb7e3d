package main

import (
	"net/http/httptest"
	"strings"
	"testing"

	"howto/config"
)

func TestAnEndpointIsTriedOnlyWhereSomebodyIsToldOfIt(t *testing.T) {
	gone := httptest.NewServer(nil)
	gone.Close()
	var cfg config.Config
	cfg.Search.Embeddings = config.Embeddings{URL: gone.URL, Model: "m"}
	var told error
	for name, c := range map[string]struct {
		warn func(error)
		want string
	}{
		"a service":          {nil, "by the model m"},
		"a command":          {func(err error) { told = err }, "by the built-in encoder"},
		"with other tongues": {func(err error) { told = err }, "off, because"},
	} {
		told, cfg.Library.Language = nil, ""
		if name == "with other tongues" {
			cfg.Library.Language = "de"
		}
		_, by, err := opinionOf(t.Context(), cfg, opinionSetup{warn: c.warn})
		if err != nil || !strings.HasPrefix(by, c.want) || (told != nil) != (c.warn != nil) {
			t.Errorf("%s with an endpoint that is gone: got %q (%v), told %v; want %s", name, by, err, told, c.want)
		}
	}
}
