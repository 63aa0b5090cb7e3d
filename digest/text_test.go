package digest

import "testing"

func TestALittleIsNeverNothingAndNearlyAllIsNeverAll(t *testing.T) {
	for rate, want := range map[float64]string{
		0: "0%", .001: "under 1%", .0049: "under 1%", .005: "1%", .5: "50%",
		.995: "over 99%", .999: "over 99%", .994: "99%", 1: "100%",
	} {
		if got := percent(rate); got != want {
			t.Errorf("percent(%v) = %q, want %q", rate, got, want)
		}
	}
}
