//go:build race

package main

// raced says that these tests run under the race detector, which makes everything several times slower.
const raced = true
