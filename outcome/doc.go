// Package outcome says what became of each ask, and what a week of asks adds up to.
//
// An [Entry] is one row of the ledger. [Fold] turns entries into one [Fate] per ask, with exactly
// one [Class] each; [Examine] turns a team's entries into a [Study]: the [Report] of a [Week], those
// of the weeks before, what changed and what it is worth, and what to mend. [Metrics] defines
// each [Figure], once for messages, commands and documents; [Measure] shows how one came about.
//
// It keeps nothing, reads no clock and phrases no message: entries come in, values go out. The
// store keeps the ledger, and the digest finds the words.
//
// Callers may rely on these rules. The classes of a set of fates always add up to the number of
// asks. Silence is never counted as solved. A week is seen as of the instant it ended, so that its
// figures never change. No figure about people's asks rests on fewer than [Floor] people, nor follows
// such a figure from those that are shown: what would is empty and says why. All functions are
// safe to call concurrently and give the same result for the same entries in any order.
package outcome
