package sandbox

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// stamp returns the next message time stamp: the clock's time, or one
// microsecond after the last stamp if the clock has not moved. The lock is held.
func (w *Workspace) stamp() string {
	w.lastTS = max(w.cfg.Now().UnixMicro(), w.lastTS+1)
	return fmt.Sprintf("%d.%06d", w.lastTS/1e6, w.lastTS%1e6)
}

// newID returns an id of Slack's look that is unique in the workspace, such as
// Ev0000002A. The lock is held.
func (w *Workspace) newID(prefix string) string {
	w.serial++
	return prefix + strings.ToUpper(fmt.Sprintf("%08s", strconv.FormatInt(w.serial, 36)))
}

// secret returns an unguessable name for tickets, triggers and response URLs.
func secret() string {
	b := make([]byte, 12)
	_, _ = rand.Read(b) // crypto/rand.Read does not fail; it ends the program instead
	return hex.EncodeToString(b)
}

// validStamp reports whether s has the form of a message time stamp.
func validStamp(s string) bool {
	seconds, micros, ok := strings.Cut(s, ".")
	if !ok || len(micros) != 6 || seconds == "" {
		return false
	}
	return strings.Trim(seconds+micros, "0123456789") == ""
}

// botID and appID are derived from the bot's user id, so that a configuration has one name less.
func (c Config) botID() string { return "B" + c.BotUser[1:] }
func (c Config) appID() string { return "A" + c.BotUser[1:] }
