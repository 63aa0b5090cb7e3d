// Package oncall says who is on call when, for experts who take turns by the week.
//
// A [Schedule] is the whole rule: whose turn it is follows from its fields and an instant, so that a
// preview, a page and a reminder can never disagree. [ResolveWall] is the one place where a wall
// clock becomes an instant.
//
// It keeps no state and reads no clock. Future handoffs must be computed when they are needed and
// not stored, because the rules of a time zone change. Turns shorter than a week, layers, overrides
// and working hours are not here.
//
// Callers may rely on this: a turn is half-open, so the instant of a handoff belongs to whoever
// comes on; from the first handoff on somebody is always on call; the answers hold through every
// change of the clocks. The time zone database is compiled in, so that a machine without one
// gives the same answers.
package oncall
