// Package outcome says what became of each ask, and what a week of asks adds up to.
//
// An [Entry] is one row of the ledger. [Fold] turns entries into one [Fate] per ask, with exactly
// one [Class] each; [Summarise] turns one team's [Week] into a [Summary], whose rates are of all
// asks and carry their interval, and [Themes] finds what many people asked for in vain.
//
// It keeps nothing, reads no clock and phrases no message: entries and the present moment come in,
// values go out. The store keeps the ledger, and the digest finds the words.
//
// Callers may rely on three rules. The classes of a set of fates always add up to the number of
// asks. Silence is never counted as solved. And no figure of a Summary rests on fewer than [Floor]
// people: what would is left empty and marked hidden. All functions are safe to call concurrently
// and give the same result for the same entries in any order.
package outcome
