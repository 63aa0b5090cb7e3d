package search

// SetModel makes m, thresholds included, say how sure matches are from now on.
// Searches that run go on with the model before it.
func (x *Index) SetModel(m Model) { x.model.Store(&m) }

// Model is the model in force.
func (x *Index) Model() Model { return *x.model.Load() }

// Apart returns an index of the same assets that knows nothing from use and learns
// for itself: neither what it is taught nor its model concerns x. Which texts are in
// doubt it knows as x does. All else is shared, so it costs little, is of use until x
// is closed, and is not to be closed itself.
func (x *Index) Apart() *Index {
	y := &Index{
		library: x.library, added: x.added, analyzer: x.analyzer, corpus: x.corpus, bleve: x.bleve,
		proposer: x.proposer, weights: x.weights, beside: x.beside, rebuilt: x.rebuilt, framed: x.framed,
		opinion: x.opinion.Patiently(), always: x.always, apart: true,
	}
	y.understood.Store(x.understood.Load())
	y.doubts.Store(x.doubts.Load())
	y.makeRooms()
	y.SetModel(x.Model())
	y.memory.Store(y.remember(nil))
	return y
}

// makeRooms says what searches are lent to work in, once the corpus is known.
func (x *Index) makeRooms() {
	x.marks.New = func() any {
		m := make([]uint8, len(x.corpus.Terms)+1)
		return &m
	}
	x.fulls.New = func() any { return &fullWeights{of: make([]float32, len(x.corpus.Terms)+1)} }
}
