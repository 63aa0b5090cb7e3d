// Package bot is howto's side of Slack: what people type, press and read.
//
// A [Bot] takes what Slack delivers, by Socket Mode ([Bot.ServeSocket]) or by signed HTTP requests
// ([Bot.Handler]), decodes it once, and answers: a card, up to three choices, or a person. A
// [Sender] takes the rows of the outbox and carries them to Slack, in order within a lane.
//
// The package decides nothing about ranking (that is search), about who answers a case
// (escalation), or about what is kept (store). It speaks to those through small interfaces, each
// declared where it is used; [Options] names them all. All rendering is pure: what people read is drawn from values, in the files named for what
// they draw; notices.go has what a press that changed nothing is answered with.
//
// What may be relied on: everything that changes state is committed before Slack is told that it
// arrived; a delivery that comes twice is taken once; text that people typed can mention nobody.
package bot
