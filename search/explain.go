package search

// Explanation says how a match came about, as data; [Match.Explain] says the same in
// words. Only assets that the asker may see take part, in what is counted as well.
// The JSON keys are kept from release to release; new ones may be added.
type Explanation struct {
	// Visible is how many assets the asker may see, and Compared how many of them
	// were scored, because they have words of the question or have learnt them.
	Visible  int `json:"visible"`
	Compared int `json:"compared"`

	// Words are the words of the question in their order.
	Words []WordWeight `json:"words"`

	// Hits are the assets found, best first.
	Hits []HitReason `json:"hits"`

	// Tier is "sure", "unsure" or "none"; Probability is the model's estimate, from 0
	// to 1, that the first hit is what was asked for; Sure and Unsure are from which
	// probability a match is of that tier. Grounds is what the estimate rests on.
	Tier        string  `json:"tier"`
	Probability float64 `json:"probability"`
	Sure        float64 `json:"sure"`
	Unsure      float64 `json:"unsure"`
	Grounds     Grounds `json:"grounds"`

	// Opinion is what a second opinion did; nil where none was had.
	Opinion *OpinionShare `json:"opinion,omitempty"`

	// Limit is why the match is at most unsure, whatever its probability; nil where there is no such reason.
	Limit *Limit `json:"limit,omitempty"`

	// Moved is true when another asset would be first if the asker's situation were not
	// known. The probability is then no higher than it would be with that one first.
	Moved bool `json:"moved,omitempty"`
}

// WordWeight is a word of a question and what it counts.
type WordWeight struct {
	// Word is as the asker wrote it, and Found the form that was looked for.
	Word  string `json:"word"`
	Found string `json:"found"`

	// How says how Found came from Word: "as it is", "mended" (the nearest spelling in
	// the library), "reworded" (part of a compound, or the whole of one) or "together"
	// (another way to write this word and the one after it).
	How string `json:"how"`

	// Weight is the most that the word can add to a score: the rarer, the more.
	Weight float64 `json:"weight"`

	// Assets is how many of the visible assets have the word.
	Assets int `json:"assets"`

	// Stop is true of words such as "how", which count little; Learnt of a word that
	// stands in no asset, but in what people asked who were helped.
	Stop   bool `json:"stop,omitempty"`
	Learnt bool `json:"learnt,omitempty"`

	// Framing is true of words such as "need", which stand in questions about anything
	// and count less.
	Framing bool `json:"framing,omitempty"`

	// Synonyms are what the library's synonyms take for the same word.
	Synonyms []string `json:"synonyms,omitempty"`
}

// The values of [WordWeight.How].
const (
	howAsItIs   = "as it is"
	howMended   = "mended"
	howReworded = "reworded"
	howTogether = "together"
)

// HitReason is an asset that was found and what each thing added to its score.
type HitReason struct {
	Asset string  `json:"asset"` // its id
	Title string  `json:"title"`
	Score float64 `json:"score"` // comparable within one match only

	// Words are the words of the question that the asset has or has learnt, or has another for.
	Words []WordShare `json:"words"`

	// Together is what was added because words that stand together in the question do
	// so in the asset, and Wording because its title, an ask or a line is worded like
	// the question.
	Together float64 `json:"together,omitempty"`
	Wording  float64 `json:"wording,omitempty"`

	// Meaning is what the second opinion says of the asset; nil where it says nothing.
	Meaning *MeaningShare `json:"meaning,omitempty"`

	// Learnt is what use has taught about the asset; nil when nothing like the
	// question was learnt.
	Learnt *LearntShare `json:"learnt,omitempty"`

	// Refused is who asked alike and was not helped by the asset, which makes it less sure; nil where
	// nobody was, and where people who asked more alike were helped.
	Refused *RefusedShare `json:"refused,omitempty"`

	// Situation is what of the asker's situation fits; nil when nothing does.
	Situation *SituationShare `json:"situation,omitempty"`

	// Doubted is what was taken off because the asset did not help lately and its owner has
	// been asked to look at it. Learnt is less by its own share of that already.
	Doubted float64 `json:"doubted,omitempty"`
}

// OpinionShare is what the second opinion, which compares what texts mean, did to a match.
type OpinionShare struct {
	// First is the asset that is first by words alone, empty if none is, and Probability how probably
	// it is right by them. Changed is true when another is first now.
	First       string  `json:"first"`
	Probability float64 `json:"probability"`
	Changed     bool    `json:"changed"`
}

// MeaningShare is what the second opinion added to the score of an asset, below zero where others
// mean more of what was asked, and how near its meaning is to that of the question, from -1 to 1.
type MeaningShare struct {
	Added float64 `json:"added"`
	Near  float64 `json:"near"`
}

// WordShare is what a word of the question added to the score of an asset, and where it
// stands there. A word that was only learnt has no fields and adds nothing here.
type WordShare struct {
	Word   string       `json:"word"`
	Added  float64      `json:"added"`
	Fields []FieldCount `json:"fields,omitempty"`

	// Kin is the word of the asset that is nearest in meaning, where it has not this one.
	Kin string `json:"kin,omitempty"`

	// Learnt is true when people asked with this word and were helped by the asset;
	// what that adds is in [HitReason.Learnt].
	Learnt bool `json:"learnt,omitempty"`
}

// FieldCount is how often a word stands in a field (title, asks, topics, steps, more)
// and how much that field counts.
type FieldCount struct {
	Field  string  `json:"field"`
	Times  int     `json:"times"`
	Weight float64 `json:"weight"`
}

// LearntShare is what use has taught about an asset, for one question.
type LearntShare struct {
	Added float64 `json:"added"`

	// People is about how many people stand behind it: each counts the less, the less
	// alike what they asked is, and the longer ago.
	People float64 `json:"people"`

	// Phrase is the nearest learnt phrase. It is empty as long as one person only has
	// used it.
	Phrase string `json:"phrase,omitempty"`

	// Held is true when it was kept below an asset whose title or asks say most of the
	// question, because too few people stand behind it.
	Held bool `json:"held,omitempty"`
}

// RefusedShare is who said of an asset that it is not what they asked for, in words like the question's.
type RefusedShare struct {
	// People is about how many did, counted as in [LearntShare].
	People float64 `json:"people"`

	// Phrase is the nearest of what they asked, empty as long as one person only did.
	Phrase string `json:"phrase,omitempty"`
}

// SituationShare is what the asker's [Situation] added to the score of an asset, and the
// role, topic and workflow that both have; those that differ are empty.
type SituationShare struct {
	Added    float64 `json:"added"`
	Role     string  `json:"role,omitempty"`
	Topic    string  `json:"topic,omitempty"`
	Workflow string  `json:"workflow,omitempty"`
}

// Grounds is what the first hit has of the question, in shares from 0 to 1. They are
// the signals that a person can follow; see [Signals].
type Grounds struct {
	Matched int     `json:"matched"` // full words that it has
	Asked   int     `json:"asked"`   // full words of the question
	Covered float64 `json:"covered"` // weight of the words that it has
	Headed  float64 `json:"headed"`  // weight of those in its title or asks
	Rival   float64 `json:"rival"`   // weight of those in the second hit's as well
	Share   float64 `json:"share"`   // its score, of the most that could be scored
	Gap     float64 `json:"gap"`     // by how much of its score it leads the next
	Heading float64 `json:"heading"` // how alike the question its likest title or ask is
	Guessed float64 `json:"guessed"` // how many of the matched words are mended spellings
	Taught  float64 `json:"taught"`  // how far learnt phrases speak for it
	Against float64 `json:"against"` // how far they speak for another asset
	Refused float64 `json:"refused"` // how far it speaks against it that others who asked alike were not helped
}

// Why explains the match as data. It makes no search and does not fail.
func (m Match) Why() Explanation {
	e := Explanation{
		Visible: m.visible, Compared: m.compared, Words: []WordWeight{}, Hits: []HitReason{},
		Tier: m.Confidence.String(), Probability: m.Probability,
		Sure: m.sure, Unsure: m.unsure, Grounds: m.Signals.grounds(),
		Limit: m.limit, Moved: m.alone != nil,
	}
	e.Opinion = m.opinionShare()
	for _, t := range m.Terms {
		e.Words = append(e.Words, t.why())
	}
	for _, h := range m.Hits {
		e.Hits = append(e.Hits, h.why(m.weights))
	}
	return e
}

func (m Match) opinionShare() *OpinionShare {
	if m.words == nil {
		return nil
	}
	o := &OpinionShare{Probability: m.words.Probability}
	if len(m.words.Hits) > 0 {
		o.First = m.words.Hits[0].Asset.ID
	}
	o.Changed = len(m.Hits) > 0 && m.Hits[0].Asset.ID != o.First
	return o
}

func (g Signals) grounds() Grounds {
	return Grounds{Matched: g.Matched, Asked: g.Asked, Covered: g.Covered, Headed: g.Headed,
		Rival: g.Rival, Share: g.Share, Gap: g.Gap, Heading: g.Heading, Guessed: g.Guessed,
		Taught: g.Taught, Against: g.Against, Refused: g.Refused}
}

func (t Term) why() WordWeight {
	w := WordWeight{Word: t.Text, Found: t.Found, How: howAsItIs, Weight: t.Weight,
		Stop: t.Stop, Framing: t.Framing, Learnt: t.fresh, Synonyms: t.Synonyms}
	if t.id != 0 && !t.fresh {
		w.Assets = t.Assets
	}
	switch {
	case t.aside:
		w.How = howTogether
	case t.mended:
		w.How = howMended
	case t.reworded:
		w.How = howReworded
	}
	return w
}

func (h Hit) why(w *Weights) HitReason {
	r := HitReason{Asset: h.Asset.ID, Title: h.Asset.Title, Score: h.Score,
		Words: []WordShare{}, Together: h.near, Wording: h.wording, Refused: h.refused, Doubted: h.doubted}
	for _, p := range h.parts {
		r.Words = append(r.Words, p.why(w))
	}
	if h.like != 0 {
		r.Meaning = &MeaningShare{Added: h.meant, Near: h.like}
	}
	if h.people > 0 {
		r.Learnt = &LearntShare{Added: h.learnt, People: h.people, Phrase: h.phrase, Held: h.held}
	}
	if h.boost > 0 {
		r.Situation = &SituationShare{Added: h.boost, Role: h.fit[aspectRole],
			Topic: h.fit[aspectTopic], Workflow: h.fit[aspectWorkflow]}
	}
	return r
}

func (p part) why(w *Weights) WordShare {
	s := WordShare{Word: p.term.Text, Added: p.added, Kin: p.kin, Learnt: p.people > 0}
	for f, n := range p.count {
		if n > 0 {
			s.Fields = append(s.Fields,
				FieldCount{Field: field(f).String(), Times: int(n), Weight: w.of(field(f))})
		}
	}
	return s
}
