package meaning

// Pieces is how a text is split, as the texts of its pieces; the unknown one is "�".
func (e *Encoder) Pieces(text string) []string {
	var all []string
	for _, p := range e.vocabulary.split(text) {
		if p == unknown {
			all = append(all, "�")
			continue
		}
		all = append(all, e.vocabulary.at(int(p)-1))
	}
	return all
}

// Segment is a text as pieces have it, and the sizes of all parts it is split into, from the end.
func (e *Encoder) Segment(text string) (prepared string, sizes []int) {
	prepared = prepare(text)
	for _, p := range e.vocabulary.segment(prepared) {
		sizes = append(sizes, int(p.size))
	}
	return prepared, sizes
}

// Longest is how many pieces of a text count.
const Longest = longest

// Plain is the same encoder with the kernel for any machine.
func (e *Encoder) Plain() *Encoder {
	plain := *e
	layers := []*dense{&plain.output}
	for i := range plain.blocks {
		b := &plain.blocks[i]
		layers = append(layers, &b.ask, &b.attended, &b.widen, &b.narrow)
		if b.carried != nil {
			carried := *b.carried
			b.carried = &carried
			layers = append(layers, b.carried)
		}
	}
	for _, l := range layers {
		l.kernel = plainPanel
	}
	return &plain
}
