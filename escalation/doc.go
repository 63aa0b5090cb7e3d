// Package escalation brings a question that the library could not answer to a person, and the
// person's answer back to the one who asked.
//
// A [Case] is such a question; [Next] is the whole rule of what becomes of it, as a pure function of
// the case, an [Event] and the time, which gives the case after it and the [Effect] values that
// follow. A [Roster] says which [Team] answers a topic and who of it is on call; an [Engine] advances
// the cases whose timers came due.
//
// It keeps nothing, sends nothing and words nothing: the store saves a step in one transaction and
// the bot carries it to Slack.
//
// All values may be shared between goroutines as long as nobody changes them; Next never does. An
// event may arrive late, twice or out of order: what no longer fits is refused with a reason and
// changes nothing.
package escalation
