package outcome

// A Reason is why a figure is not shown; empty, it is.
type Reason string

// The reasons.
const (
	Shown     Reason = ""
	NoData    Reason = "no data"         // there is nothing it could be worked out from
	TooFew    Reason = "too few people"  // fewer than the floor of people are behind it, perhaps none
	OnePerson Reason = "one person"      // more than half of it is one person's
	Remainder Reason = "gives away more" // with what is shown beside it, it would tell a figure of too few
)

// Words say to people why a figure is not shown; they are empty for one that is. What is kept back for the
// sake of people has the same words whatever the reason: that few are behind it, or that one person is,
// is what it is kept back for.
func (r Reason) Words() string {
	switch r {
	case Shown:
		return ""
	case NoData:
		return string(r)
	}
	return "not shown: too few people, or it would tell of single ones"
}

// A Figure is one number of a report. What is not shown holds nothing but Metric, Asset and Why.
type Figure struct {
	Metric string // the id of its definition
	Asset  string // the asset it is about; empty when it is about the whole team
	Why    Reason

	Count, Of int     // the asks counted, and out of how many; Of is 0 for what is no share
	People    int     // how many different people the counted asks are from; 0 where nobody is counted
	Value     float64 // in the unit of the metric; a share is from 0 to 1
	Interval  Interval
	Bounded   bool // Interval holds
	// Effective is how many independent asks Interval is made for: fewer than Of where people asked
	// several times and always fared alike.
	Effective float64
	// P90 is the time, in the unit of Value, within which nine in ten were done (for t_first_card
	// 19 in 20). It is 0 when so many never were while they were watched.
	P90 float64

	atLeast float64 // of a wait that most never saw the end of: what half of them had waited by then
	slow    bool    // of a wait: more than one in ten waited longer than promised
}

// A Report is what one team's asks of one week add up to, seen as of the instant the week ended: it
// never changes afterwards.
type Report struct {
	Team    string
	Week    Week
	Why     Reason // why the whole week is not shown; Figures then hold nothing about its askers
	Figures []Figure

	// Assets that people enough were shown and that are hidden all the same, and why. Of one that few were
	// shown nothing is kept: it must look as if nobody was.
	hidden map[string]Reason
}

// Figure is the team's figure with that id. It is not ok when the report has none; look at Why too.
func (r Report) Figure(id string) (f Figure, ok bool) { return r.About(id, "") }

// About is the figure with that id about an asset. Figures does not hold those of assets that are hidden
// altogether; of one of which people enough were shown it, About tells why.
func (r Report) About(id, asset string) (f Figure, ok bool) {
	for _, f := range r.Figures {
		if f.Metric == id && f.Asset == asset {
			return f, true
		}
	}
	if why, ok := r.hidden[asset]; ok {
		return Figure{Metric: id, Asset: asset, Why: why}, true
	}
	return Figure{}, false
}
