package main

import (
	"howto/config"
	"howto/escalation"
	"howto/escalation/oncall"
)

// hoursOf are the hours of a team; without windows it is always at work.
func hoursOf(windows []config.Window) (escalation.Hours, error) {
	if len(windows) == 0 {
		return nil, nil
	}
	holidays, err := holidaysOf(windows[0].Holidays, windows[0].Location)
	if err != nil {
		return nil, err
	}
	hours := oncall.Hours{Zone: windows[0].Location, Holidays: holidays}
	for _, w := range windows {
		window, err := windowOf(w.Days, w.From, w.To)
		if err != nil {
			return nil, err
		}
		hours.Windows = append(hours.Windows, window)
	}
	return hours, nil
}
