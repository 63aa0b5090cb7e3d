// Package arch holds nothing but the test that keeps the import table of the house true: which room
// may import which, and which room owns which library. The table is in docs/architecture.md too.
package arch
