package escalation

// A DueTimer is a timer whose moment has come, with the case and the team it belongs to.
type DueTimer struct {
	Case  string
	Team  string
	Timer Timer
}
