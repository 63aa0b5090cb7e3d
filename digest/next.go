package digest

import (
	"fmt"
	"time"

	"howto/outcome"
)

// slowWait is the typical wait from which on the rota deserves a look.
const slowWait = 30 * time.Minute

// next is the one thing to do: the first of these rules that holds. Hidden figures are zero and so
// trigger none. A rate counts as high only when the low end of its interval is.
func next(s outcome.Summary, names Names) string {
	switch {
	case s.Waiting == 1:
		return "1 question still waits for a person. Agree today who takes it."
	case s.Waiting > 1:
		return fmt.Sprintf("%s questions still wait for a person. Agree today who takes them.",
			number(s.Waiting))
	case len(s.Themes) > 0:
		return fmt.Sprintf("Write an asset for %s: %s asked for it and found nothing.",
			phrase(s.Themes[0]), count(s.Themes[0].People, "person"))
	case s.WaitKnown && s.MedianWait >= slowWait:
		return fmt.Sprintf("Look at the rota: people typically waited %s for a person.",
			outcome.About(s.MedianWait))
	case s.HandedOver.Count > 0 && !s.WaitKnown:
		return "Look at the rota: many questions were closed before anybody had them."
	case s.Weakest.People > 0:
		return fmt.Sprintf("Go through “%s” with its owner: %s pressed Not quite on it.",
			names.asset(s.Weakest.Asset), count(s.Weakest.People, "person"))
	case s.NotQuite.Interval.Low >= 0.2:
		return fmt.Sprintf("Ask the curators to go through this team's assets: "+
			"Not quite was pressed on %s of the questions.", percent(s.NotQuite.Rate()))
	case s.Silent.Interval.Low >= 0.5:
		return "Remind people to press Solved or Not quite: most questions ended in silence."
	default:
		return "Nothing to do this week."
	}
}
