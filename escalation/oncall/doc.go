// Package oncall says who is on call when, and when a team is at work.
//
// A [Schedule] is the whole rule: layers in which people take turns, effective-dated revisions of
// them, overrides and a fallback. [Schedule.At] is the only truth about it; [Schedule.Spans] and the
// rest look ahead and agree with it, so that a page, a preview and a calendar can never disagree.
// [Hours] are the times at which a team works. [ResolveWall] is the one place where a wall clock
// becomes an instant.
//
// It keeps no state, reads no clock, opens no file and knows nothing of cases or of Slack. Future
// handoffs must be computed when they are needed and not stored, because the rules of a time zone
// change.
//
// Callers may rely on this: every time is half-open, so the instant of a handoff belongs to whoever
// comes on; all times are those of walls, whatever the clocks do in between; every answer is
// bounded, looking ahead by [Horizon] and listing [MaxSpans] of time at most. Values are read-only
// and may be shared. The time zone database is compiled in, so that a machine without one gives the
// same answers.
package oncall
