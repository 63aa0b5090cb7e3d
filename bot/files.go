package bot

import (
	"strings"

	"howto/escalation"
)

// A file is what a message carries beside its words. Slack leaves out what the bot may not know.
type file struct {
	Name      string `json:"name"`
	Title     string `json:"title"`
	Permalink string `json:"permalink"`
	Mode      string `json:"mode"`
}

// An attached is something shown below a message: here another message that it passes on.
type attached struct {
	FromURL  string `json:"from_url"`
	Share    bool   `json:"is_share"`
	Fallback string `json:"fallback"`
}

const (
	// filesShown is how many files of a message are named.
	filesShown = 10
	// mayNotOpen stands behind the files of a message that is relayed: the reader may not be a member
	// of the channel that the file was put into.
	mayNotOpen = "(A file opens only for people who can read where it was posted. " +
		"If it does not open for you, reply here and ask what it shows.)"
)

// messageOf is what a person wrote, as a case keeps it: the words, and below them a line for each file
// and each message that they passed on.
func messageOf(ev inner) escalation.Message {
	lines := []string{ev.Text}
	for _, a := range ev.Attachments {
		if a.Share && a.FromURL != "" {
			lines = append(lines, slackLink(a.FromURL, "a message from elsewhere"))
		}
	}
	files := ev.Files[:min(filesShown, len(ev.Files))]
	for _, f := range files {
		lines = append(lines, f.line())
	}
	if len(files) > 0 {
		lines = append(lines, mayNotOpen)
	}
	m := escalation.Message{Channel: ev.Channel, TS: ev.TS,
		Text: strings.TrimSpace(strings.Join(lines, "\n"))}
	if ev.Edited != nil {
		m.Edited = ev.Edited.TS
	}
	return m
}

// line names a file, as a link where Slack gave one.
func (f file) line() string {
	name := oneLine(f.Title)
	if name == "" {
		name = oneLine(f.Name)
	}
	switch {
	case f.Mode == "tombstone":
		return "File: deleted since"
	case name == "" && f.Permalink == "":
		return "File: not visible to me"
	case name == "":
		name = "without a name"
	}
	if f.Permalink == "" {
		return "File: " + escape(cut(name, nameLimit))
	}
	return "File: " + slackLink(f.Permalink, cut(name, nameLimit))
}

// slackLink is a link in Slack's mrkdwn.
func slackLink(url, label string) string {
	if !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "http://") ||
		strings.ContainsAny(url, "<>| \n") {
		return escape(label)
	}
	return "<" + url + "|" + strings.ReplaceAll(escape(label), "|", "/") + ">"
}
