// Package vectors keeps what a sentence encoder says of texts, so that each text is encoded once.
//
// An [Encoder] gives a text its vector: [Builtin] is the one within the binary. A [Table] holds the
// vectors of assets and of what was learnt, by a hash of their text, and keeps those of assets in a
// file. An [Asker] encodes questions while somebody waits: it remembers the last ones, lets only a
// few be encoded at once, and gives up in time, because a question that goes without is answered all
// the same.
//
// The package knows neither assets nor rankings, keeps no text, and starts no goroutine.
//
// All of it may be used by many goroutines at once. Vectors of two encoders are never mixed: each has a
// file of its own.
package vectors
