// Package digest turns one week of outcomes into the short message that a manager gets, and says
// when it is due.
//
// [Compose] makes a [Message] from an [outcome.Summary]; a [Schedule] says which week is due at a
// moment, and [Key] names one message so that it is sent once.
//
// It computes no figure of its own, sends nothing and remembers nothing: outcome counts, the store
// remembers what was sent, the bot sends.
//
// A message ends in exactly one thing to do, or says that there is none. It has at most twelve
// blocks and 1,600 visible characters. It never holds a person's name or id, a question as
// somebody typed it, or a figure that the summary hides. The same summary gives the same message.
package digest
