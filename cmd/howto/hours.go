package main

import (
	"fmt"
	"strings"

	"howto/config"
	"howto/escalation"
	"howto/escalation/oncall"
)

// hoursOf are the hours of a team; without windows it is always at work.
func hoursOf(windows []config.Window) (escalation.Hours, error) {
	if len(windows) == 0 {
		return nil, nil
	}
	hours := oncall.Hours{Zone: windows[0].Location}
	for _, w := range windows {
		window, err := windowOf(w)
		if err != nil {
			return nil, err
		}
		hours.Windows = append(hours.Windows, window)
	}
	return hours, nil
}

func windowOf(w config.Window) (window oncall.Window, err error) {
	if window.Days, err = oncall.ParseDays(strings.Join(w.Days, ",")); err != nil {
		return window, err
	}
	if window.From, err = oncall.ParseClock(w.From); err != nil {
		return window, fmt.Errorf("from: %w", err)
	}
	if window.To, err = oncall.ParseClock(w.To); err != nil {
		return window, fmt.Errorf("to: %w", err)
	}
	return window, nil
}
