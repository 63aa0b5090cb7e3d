package source

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"howto/escalation/oncall"
)

// A Copy is the last that was read of a source.
type Copy struct {
	Of     string    `json:"of"`    // what Fingerprint makes of the source
	At     time.Time `json:"at"`    // when the source last said that it is so; zero: never
	Whole  time.Time `json:"whole"` // when it was last read as a whole
	Stamp  Stamp     `json:"stamp"`
	Shifts []Shift   `json:"shifts"`
	// Found are people of the source by e-mail address, as they were found in Slack.
	Found map[string]oncall.Member `json:"found,omitempty"`
}

// maxCopy bounds what is read of a copy: MaxShifts with long names fit in.
const maxCopy = 16 << 20

// Fingerprint tells one source from another, and does not tell where it is.
func Fingerprint(kind, where string) string {
	sum := sha256.Sum256([]byte(kind + "\n" + where))
	return hex.EncodeToString(sum[:12])
}

// ReadCopy reads the copy in a file. When there is none, or one of another source than of, it is the
// zero value.
func ReadCopy(file, of string) (Copy, error) {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return Copy{}, nil
	}
	if err != nil {
		return Copy{}, fmt.Errorf("copy of a schedule: %w", err)
	}
	defer f.Close()
	var c Copy
	if err := json.NewDecoder(io.LimitReader(f, maxCopy)).Decode(&c); err != nil {
		return Copy{}, fmt.Errorf("copy of a schedule %s: %w", file, err)
	}
	if c.Of != of {
		return Copy{}, nil
	}
	return c, nil
}

// write puts c into a file, whole or not at all.
func (c Copy) write(file string) error {
	text, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("copy of a schedule: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("copy of a schedule: %w", err)
	}
	half := file + ".new"
	if err := os.WriteFile(half, text, 0o600); err != nil {
		return fmt.Errorf("copy of a schedule: %w", err)
	}
	if err := os.Rename(half, file); err != nil {
		return fmt.Errorf("copy of a schedule: %w", err)
	}
	return nil
}

// Turns are the turns of c from now on, and who of it is not known: named says who is who by e-mail
// address or name in lower case, and goes before what was found in Slack. Who is called by the id of a
// Slack user is that user.
func (c Copy) Turns(now time.Time, named map[string]string) ([]oncall.Revision, []string) {
	return Turns(c.Shifts, now, func(s Shift) (oncall.Member, bool) {
		if s.ID != "" {
			return s.ID, true
		}
		for _, name := range []string{s.Who, s.Name} {
			if id := named[strings.ToLower(name)]; name != "" && id != "" {
				return oncall.Member(id), true
			}
		}
		if m, found := c.Found[s.Who]; found {
			return m, true
		}
		return oncall.Member(s.Who), slackID(s.Who)
	})
}

// slackID reports whether a name has the form of a Slack user's id. A word in capitals has it only with
// a digit.
func slackID(s string) bool {
	if len(s) < 2 || s[0] != 'U' && s[0] != 'W' || !strings.ContainsAny(s, "0123456789") {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') }) < 0
}
