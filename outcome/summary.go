package outcome

import (
	"cmp"
	"slices"
	"time"
)

// MaxThemes is how many themes a Summary names at most.
const MaxThemes = 3

// A Summary is what one team's asks of one week add up to. Rates are of all asks unless they say
// otherwise. What rests on fewer than [Floor] people is zero and marked hidden.
type Summary struct {
	Team string
	Week Week

	Hidden bool // fewer than Floor people asked: nothing below is set but Quiet
	Quiet  bool // nobody asked at all

	Asks   int
	People int // how many different people asked

	Solved Share // the asker said so; by a card or by a person
	// Silent, BestCase and Pending leave answers by a person out while HandOversHidden.
	Silent   Share   // the asker never said whether what was shown or answered helped
	BestCase float64 // the rate, 0 to 1, if every ask of Silent was in truth solved
	Pending  int     // without a verdict, but not yet for SilentAfter: neither solved nor silent

	NotQuiteHidden bool  // fewer than Floor people pressed Not quite: NotQuite is not set
	NotQuite       Share // the asker pressed Not quite at least once, whatever came after
	Weakest        Miss  // the asset with the most people who pressed Not quite on it; may be zero

	Themes []Theme // what was asked and not found; each of at least Floor people

	HandOversHidden bool          // fewer than Floor people were handed over: nothing below is set
	ByCard          int           // of Solved; hidden with the hand-overs, which it would give away
	ByPerson        int           // of Solved
	HandedOver      Share         // became a case
	Waiting         int           // of HandedOver: open, and no person has had it yet
	MedianWait      time.Duration // until a person had it, by KaplanMeier; zero unless WaitKnown
	WaitKnown       bool          // at least half of the handed-over asks had a person
}

// A Miss is an asset that did not help at least [Floor] people.
type Miss struct {
	Asset  string
	People int
}

// Summarise adds up in.
func Summarise(in Input) Summary {
	s := Summary{Team: in.Team, Week: in.Week}
	asked := slices.DeleteFunc(Fold(in.Entries, in.Now), func(f Fate) bool {
		return f.Team != in.Team || !in.Week.Contains(f.At)
	})
	s.Quiet = len(asked) == 0
	people := peopleOf(asked)
	if people < Floor {
		s.Hidden = true
		return s
	}
	s.Asks, s.People = len(asked), people
	classes := make(map[Class]int)
	for _, f := range asked {
		classes[f.Class]++
	}
	solved := classes[SolvedByCard] + classes[SolvedByPerson]
	s.Solved = share(solved, s.Asks)
	s.addMisses(asked)
	s.addHandOvers(asked, classes)
	s.addSilence(classes)
	s.Themes = themesOf(asked, in.Questions, Floor)
	return s
}

func peopleOf(fates []Fate) int {
	people := make(crowd)
	for _, f := range fates {
		people.add(f.Who)
	}
	return len(people)
}

func where(fates []Fate, keep func(Fate) bool) []Fate {
	var kept []Fate
	for _, f := range fates {
		if keep(f) {
			kept = append(kept, f)
		}
	}
	return kept
}

func (s *Summary) addMisses(asked []Fate) {
	missed := where(asked, func(f Fate) bool { return f.NotQuite })
	if peopleOf(missed) < Floor {
		s.NotQuiteHidden = true
		return
	}
	s.NotQuite = share(len(missed), s.Asks)
	people := make(map[string]crowd)
	for _, f := range missed {
		for _, asset := range f.Missed {
			if people[asset] == nil {
				people[asset] = make(crowd)
			}
			people[asset].add(f.Who)
		}
	}
	for asset, who := range people {
		m := Miss{asset, len(who)}
		if m.People >= Floor && cmp.Or(m.People-s.Weakest.People,
			cmp.Compare(s.Weakest.Asset, m.Asset)) > 0 {
			s.Weakest = m
		}
	}
}

func (s *Summary) addHandOvers(asked []Fate, classes map[Class]int) {
	handed := where(asked, func(f Fate) bool { return !f.HandedOver.IsZero() })
	if peopleOf(handed) < Floor {
		s.HandOversHidden = true
		return
	}
	s.ByCard, s.ByPerson = classes[SolvedByCard], classes[SolvedByPerson]
	s.HandedOver = share(len(handed), s.Asks)
	waits := make([]Wait, len(handed))
	for i, f := range handed {
		waits[i] = f.Wait
		if f.Closed.IsZero() && !f.Wait.Over {
			s.Waiting++
		}
	}
	s.MedianWait, s.WaitKnown = KaplanMeier(waits).Median()
}

// addSilence comes after addHandOvers. An answer by a person belongs to a hand-over: while those
// are hidden, a figure that moves with each answer would tell a manager, who may well remember
// the questions that got a card, what became of the few that went to a person. So those answers
// are in none of the figures then, and stand in the rest of the asks, which mixes them with the
// ones that still wait, found nothing or were taken back.
func (s *Summary) addSilence(classes map[Class]int) {
	silent, pending := classes[Silent], classes[Pending]
	if !s.HandOversHidden {
		silent += classes[AnsweredSilent]
		pending += classes[AnsweredOpen]
	}
	s.Silent = share(silent, s.Asks)
	s.BestCase = float64(s.Solved.Count+silent) / float64(s.Asks)
	s.Pending = pending
}
