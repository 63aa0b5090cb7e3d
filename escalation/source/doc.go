// Package source reads who is on call from where a team keeps it elsewhere: a calendar or PagerDuty.
//
// A [Reader] reads such a source once: [Calendar] and [PagerDuty] are the two over HTTP, and a caller may
// bring others. A [Keeper] reads one again and again, keeps the last good [Copy] of it on disk, and makes
// of it the turns of an oncall.Schedule.
//
// It decides nothing about who is on call: that is package oncall, in which overrides are laid over
// these turns as over any others. It starts no goroutine and reads no clock: the caller says when.
//
// Callers may rely on this: a reading ends within its time and reads a bounded number of bytes and
// shifts; a source is asked at most once a minute, and seldom while it refuses; what was read stays in
// force until something newer was read, over restarts too; an error is a sentence for whoever runs the
// program and holds neither a token nor the address of a calendar. A Keeper may be shared between
// goroutines.
package source
