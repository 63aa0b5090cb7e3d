package sandbox

// Kept is how many response URLs, triggers and tickets the workspace remembers.
func (w *Workspace) Kept() (replies, triggers, tickets int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.replies), len(w.triggers), len(w.tickets)
}
