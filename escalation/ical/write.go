package ical

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"time"

	"howto/escalation/oncall"

	ics "github.com/arran4/golang-ical"
)

// A Rota is the schedule of a team, to be written.
type Rota struct {
	Team     string
	Schedule oncall.Schedule
	Name     func(oncall.Member) string // how people call somebody; nil: by id
}

// lookAround is how far before and after the time that is asked for a turn may begin and end and still be
// written whole.
const lookAround = 366 * 24 * time.Hour

// Write writes a calendar of the turns that touch within: an event for each time in which a person is on
// call, called "TEAM: PERSON on call", in UTC. An event's id follows from the team, the person and the
// beginning alone.
func Write(w io.Writer, rotas []Rota, within Range) error {
	cal := ics.NewCalendarFor("howto")
	cal.SetXWRCalName("on call")
	for _, r := range rotas {
		for _, s := range r.shifts(within) {
			e := cal.AddEvent(r.uid(s, within))
			e.SetDtStampTime(within.From)
			e.SetStartAt(s.From)
			e.SetEndAt(s.To)
			e.SetSummary(fmt.Sprintf("%s: %s on call", r.Team, r.name(oncall.Member(s.Who))))
			e.SetTimeTransparency(ics.TransparencyTransparent) // being on call is not being in a meeting
		}
	}
	if err := cal.SerializeTo(w, ics.WithNewLine("\r\n")); err != nil {
		return fmt.Errorf("write calendar: %w", err)
	}
	return nil
}

// shifts are the times of each person that touch within, whoever is on call beside them.
func (r Rota) shifts(within Range) (all []Shift) {
	open := map[oncall.Member]int{} // their places in all
	for _, p := range r.Schedule.Spans(within.From.Add(-lookAround), within.To.Add(lookAround)) {
		for _, m := range p.Members {
			if i, ok := open[m]; ok && all[i].To.Equal(p.From) {
				all[i].To = p.To
				continue
			}
			open[m] = len(all)
			all = append(all, Shift{Who: string(m), From: p.From, To: p.To})
		}
	}
	return slices.DeleteFunc(all, func(s Shift) bool {
		return !s.From.Before(within.To) || !within.From.Before(s.To)
	})
}

func (r Rota) uid(s Shift, within Range) string {
	begin := s.From.Unix()
	if s.From.Equal(within.From.Add(-lookAround)) {
		begin = 0 // cut there, at another time each day
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %d", r.Team, s.Who, begin))
	return hex.EncodeToString(sum[:16]) + "@howto"
}

func (r Rota) name(m oncall.Member) string {
	if r.Name == nil {
		return string(m)
	}
	return r.Name(m)
}
