//go:build race

package store_test

// raceEnabled says that this run looks for races, and so is many times slower.
const raceEnabled = true
