// Package sandbox is a Slack workspace inside this process: the demo runs
// against it, and so do the tests of everything that speaks to Slack.
//
// A [Config] names the people, the channels and the bot; [New] turns it into a
// [Workspace], which serves Slack's Web API, Socket Mode, signed HTTP
// deliveries and response URLs to the bot, a page to people, and a JSON control
// API to scripts. What a person does is a method of Workspace (Say, Command,
// Press, …) and what came of it is read with Messages, Views and Home, or waited
// for with Wait.
//
// It keeps nothing: a workspace lives as long as its process. It draws no
// message, runs no workflow, holds no files but those that the bot uploads, and
// knows only the Web API methods that howto calls; every other one is
// unknown_method. It imports no client library, so that it cannot share a
// client's mistakes.
//
// Callers may rely on this: it is stricter than Slack. What Slack refuses is
// refused with Slack's own error code, and what Slack lets pass but should not
// be relied on is refused too. All methods may be called from several
// goroutines. Time stamps grow strictly, whatever the clock does.
package sandbox
