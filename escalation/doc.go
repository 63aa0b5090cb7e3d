// Package escalation brings a question that the library could not answer to a person, and the
// person's answer back to the one who asked.
//
// A [Case] is such a question; [Next] is the whole rule of what becomes of it, as a pure function of
// the case, an [Event] and the time, which gives the case after it and the [Effect] values that
// follow. A [Policy] says in which steps people are asked and how long everything may take; a [Rota]
// finds out whom a [Team] can ask at a moment, in a fair order, as a [Duty] that events carry. An
// [Engine] advances the cases whose timers came due and sets going again what nothing would move.
//
// It keeps nothing, sends nothing and words nothing: the store saves a step in one transaction and
// the bot carries it to Slack. Who is on call when is for package oncall.
//
// All values may be shared between goroutines as long as nobody changes them; Next never does. An
// event may arrive late, twice or out of order: what no longer fits is refused with a reason and
// changes nothing. Clocks that wait for a person begin when Slack has taken what they should answer.
// An open case always carries the timer that will move it on, or waits for Slack's word on the message
// that asks people to take it; [Lacks] tells when it does not. testdata/next.txt lists what becomes of
// a case by every event in every state.
package escalation
