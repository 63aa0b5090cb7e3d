package escalation

// A DueTimer is a timer whose moment has come, with the case that it belongs to.
type DueTimer struct {
	Case  Case
	Timer Timer
}

// A Stranded case is open, and nothing would move it on.
type Stranded struct {
	Case    string
	Version int64
	Unsent  bool // the message that asks people to take it is neither sent nor on its way
}

// Lacks reports whether c, which asks by a message that is unsent or not, waits for something that
// will never come. It is what [Mend] finds.
func Lacks(c Case, unsent bool) bool {
	if !c.State.Open() {
		return false
	}
	if !c.has(TooOld) {
		return true
	}
	_, lacking := c.lacking(unsent)
	return lacking
}
