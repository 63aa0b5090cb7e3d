package main

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// sharedDir is where Slack's own schemas and sample payloads lie on the machines that have them.
const sharedDir = "../../../shared/slack"

// A schemaSet checks what the bot posts against Slack's schemas. It is empty where they are not there.
type schemaSet struct {
	message, modal, home *jsonschema.Schema
}

var loadSchemas = sync.OnceValues(func() (schemaSet, error) {
	var s schemaSet
	c := jsonschema.NewCompiler()
	for file, to := range map[string]**jsonschema.Schema{
		"message-blocks.schema.json": &s.message, "modal-view.schema.json": &s.modal, "home-view.schema.json": &s.home,
	} {
		path := filepath.Join(sharedDir, "schemas", file)
		if _, err := os.Stat(path); err != nil {
			return schemaSet{}, nil
		}
		compiled, err := c.Compile(path)
		if err != nil {
			return schemaSet{}, err
		}
		*to = compiled
	}
	return s, nil
})

func schemas(t *testing.T) schemaSet {
	t.Helper()
	s, err := loadSchemas()
	if err != nil {
		t.Fatal(err)
	}
	if s.message == nil {
		t.Log("Slack's schemas are not on this machine: what is posted is checked by the sandbox alone")
	}
	return s
}

// inspect fails the test when something that was posted does not fit its schema.
func (s schemaSet) inspect(t *testing.T) func(method string, body map[string]any) {
	return func(method string, body map[string]any) {
		if s.message == nil {
			return
		}
		var err error
		switch view, isView := body["view"].(map[string]any); {
		case isView && view["type"] == "home":
			err = s.home.Validate(view)
		case isView:
			err = s.modal.Validate(view)
		case body["blocks"] != nil:
			err = s.message.Validate(s.shape(body))
		}
		if err != nil {
			t.Errorf("%s posted what Slack's schema refuses: %v", method, firstLines(err.Error(), 12))
		}
	}
}

// shape is the part of a message that the schema describes.
func (s schemaSet) shape(body map[string]any) any { return body["blocks"] }

func firstLines(s string, n int) string {
	lines := strings.Split(s, "\n")
	return strings.Join(lines[:min(n, len(lines))], "\n")
}
