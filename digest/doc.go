// Package digest turns one week of outcomes into the short message that a manager gets, and says
// when it is due.
//
// [Compose] makes a [Message] from an [outcome.Study] and the [Names] of what it speaks of; a
// [Schedule] says which week is due at a moment, and [Key] names one message so that it is sent once.
//
// It measures nothing, sends nothing and remembers nothing: outcome works the figures out, the store
// remembers what was sent, the bot sends and answers what is pressed.
//
// A message ends in exactly one thing to do, or says that there is none. Its text has at most twelve
// paragraphs and 1,600 characters, and says all that its picture shows. It never holds a person's
// name or id but that of an owner in [Step], never a question as somebody typed it, nor a figure
// that the study hides. Where nothing moved and nothing is open it is two lines. The same study and
// names give the same message.
package digest
