package config

import (
	"fmt"
	"io"
	"log/slog"
)

// A Secret is text that must not be seen: whatever prints, logs or marshals it shows three stars.
type Secret string

const hidden = "***"

// Reveal returns the text itself, for the one place that needs it.
func (s Secret) Reveal() string { return string(s) }

// String returns three stars.
func (s Secret) String() string { return hidden }

// GoString returns three stars.
func (s Secret) GoString() string { return hidden }

// Format writes three stars for every verb, also for those that fmt would show in full.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, hidden) }

// LogValue returns three stars.
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText returns three stars.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }
