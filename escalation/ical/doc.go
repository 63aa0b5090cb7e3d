// Package ical reads and writes calendars in the iCalendar format of RFC 5545 for who is on call.
//
// [ReadHolidays] reads days on which nobody works, [ReadShifts] the [Shift]s of an on-call calendar that
// is kept elsewhere, and [Write] writes the turns of a [Rota] for people to subscribe to.
//
// It opens no file, fetches no address and decides nothing about who is on call: that is package oncall.
// Of recurrence rules it reads those that people use for days and shifts, and refuses the others by name
// rather than read them wrongly.
//
// Callers may rely on this: text from anywhere may be read, since its bytes, lines, depth, events,
// repetitions and the days looked at for them are bounded; an error says what to change in the calendar;
// civil times become instants by [oncall.ResolveWall] alone; the same schedule is always written with
// the same ids, so that calendars follow its changes.
package ical
