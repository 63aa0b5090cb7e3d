// Package meaning turns a text into a vector, so that texts which mean the same lie close together
// even when they share no word. It carries its network with it and asks no service.
//
// An [Encoder] is made by [Load]; [Encoder.Encode] gives the [Vector] of a text, and
// [Vector.Cosine] says how close two are. A vector that is kept beside an asset is [Stored] in one
// byte a number.
//
// The network is the Universal Sentence Encoder lite: pieces of words from a vocabulary of 8,000,
// two transformer layers of width 512 with four heads, the mean over at most 128 pieces, one layer
// more, 512 numbers. It has seven million weights, rounded to int8, in a file of 7 MB within the
// binary; the weights are made floats a few thousand at a time at most. It was trained on
// English. Where the file comes from, and under which licence, is in model/NOTICE.
//
// The package finds nothing and ranks nothing: which texts are worth a vector, where vectors are
// kept and what a cosine is worth beside other evidence is for the caller. It keeps no text, caches
// no vector, and nothing of it works on after a call.
//
// An Encoder may be used by many goroutines at once. The same text gives the same vector on one
// machine; between machines the last digits may differ, far below what int8 already took.
package meaning
