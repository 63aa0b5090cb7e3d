// Package store keeps what must not be lost: asks, the ledger, cases with their timers, and the
// messages that Slack is still to be told. It also keeps what the search learnt from presses.
//
// A [Store] is opened on SQLite (a file in the data directory) or on PostgreSQL (by address); the
// same rules hold on both. Every method that writes is one transaction: all of it is kept or none of
// it. Three carry most: [Store.Record] for an ask, [Store.Advance] for a case, and [Store.TakeOutgoing],
// after which each row ends in one of Sent, Later, Behind, Aside and Drop. Lessons ([Store.Teach])
// can be drawn from the asks and the ledger again at any time.
//
// It decides nothing about cases (escalation does) and words nothing (the bot does). It reaches no
// network other than the database's.
//
// A Store may be used by many goroutines, and several processes may share one database. A write
// that returned without an error is on disk. Whoever is unsure whether a write succeeded tries again
// with the same key: what was kept already is not kept twice. Times are UTC to the millisecond.
package store
