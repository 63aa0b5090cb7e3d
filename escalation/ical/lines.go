package ical

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	ics "github.com/arran4/golang-ical"
)

// MaxBytes is the largest calendar that is read: fifty years of a team's shifts take a tenth of it.
const MaxBytes = 5 << 20

// What else bounds a calendar, so that none of MaxBytes can take more than a second or two to read.
const (
	maxLine      = 4 << 10   // bytes of a line that is read; the parser copies it for each of its parameters
	maxLines     = 100_000   // that are read: ten of each event
	maxDepth     = 8         // components within components; the parser calls itself for each, and real ones have 3
	maxEvents    = 10_000    // ten a day for three years
	maxInstances = 20_000    // that the rules of all events come to
	maxDays      = 1_000_000 // looked at to find them: two hundred rules that have run for thirteen years
)

// parse reads the events of a calendar.
func parse(r io.Reader) ([]*ics.VEvent, *ics.Calendar, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read calendar: %w", err)
	}
	if len(text) > MaxBytes {
		return nil, nil, fmt.Errorf("the calendar is larger than %d MB: "+
			"leave out what has passed", MaxBytes>>20)
	}
	if text, err = distil(text); err != nil {
		return nil, nil, err
	}
	cal, err := ics.ParseCalendar(bytes.NewReader(text))
	if err != nil {
		return nil, nil, fmt.Errorf("it is no calendar that can be read: %w", err)
	}
	return cal.Events(), cal, nil
}

// needed are the properties that are read.
var needed = map[string]bool{
	"BEGIN": true, "END": true, "UID": true, "SUMMARY": true, "ATTENDEE": true, "STATUS": true,
	"DTSTART": true, "DTEND": true, "DURATION": true, "RRULE": true, "RDATE": true, "EXDATE": true,
	"RECURRENCE-ID": true, "X-WR-TIMEZONE": true,
}

// distil gives the lines of a calendar that are needed, unfolded, or why it is not safe to parse them.
func distil(text []byte) ([]byte, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	for _, fold := range []string{"\r\n ", "\r\n\t", "\n ", "\n\t"} {
		text = bytes.ReplaceAll(text, []byte(fold), nil)
	}
	var out bytes.Buffer
	lines, depth, events := 0, 0, 0
	for line := range bytes.Lines(text) {
		line = bytes.TrimRight(line, "\r\n")
		i := bytes.IndexAny(line, ":;")
		if i < 0 || !needed[string(line[:i])] {
			continue
		}
		switch {
		case string(line[:i]) == "BEGIN":
			depth++
			if string(line) == "BEGIN:VEVENT" {
				events++
			}
		case string(line[:i]) == "END":
			depth--
		}
		lines++
		switch {
		case len(line) > maxLine:
			return nil, fmt.Errorf("a line that begins with %s is longer than %d bytes: split it", line[:i], maxLine)
		case lines > maxLines:
			return nil, fmt.Errorf("the calendar has more than %d lines: leave out what has passed", maxLines)
		case events > maxEvents:
			return nil, fmt.Errorf("the calendar has more than %d events: leave out what has passed", maxEvents)
		case depth > maxDepth:
			return nil, errors.New("its components are nested too deeply: it is no calendar that a program wrote")
		}
		out.Write(line)
		out.WriteByte('\n')
	}
	if lines == 0 || depth != 0 {
		return nil, errors.New("it is no calendar, or it is cut off: " +
			"it should begin with BEGIN:VCALENDAR and end with END:VCALENDAR")
	}
	return out.Bytes(), nil
}
