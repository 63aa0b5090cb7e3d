//go:build !race

package year_test

// raced says that these tests run under the race detector, which makes everything several times slower.
const raced = false
