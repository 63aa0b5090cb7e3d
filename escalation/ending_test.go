package escalation_test

import (
	"testing"
	"time"

	"howto/escalation"
	"howto/outcome"
)

func withdrawnAt(at time.Duration, ping ...escalation.User) step {
	return step{at, escalation.Withdraw{By: amira}, escalation.Withdrawn, effects{
		drop, told(escalation.TellWithdrawn, ping...), root, line, record(outcome.Withdrawn, amira)}}
}

var fellSilent = step{72*time.Hour + 2*time.Minute, own(escalation.Silence, night), escalation.Settled, effects{
	drop, told(escalation.TellSettled), root, line, record(outcome.Settled, "")}}

var endingStories = map[string][]step{
	"asked, claimed, answered, solved": story(opened, reached, claimBy(dana), firstAnswerBy(dana),
		solvedAt(3*time.Minute),
		step{4 * time.Minute, escalation.Solve{By: amira}, escalation.Resolved,
			refusal(amira, escalation.ClosedCase)}),
	"not yet goes back to the owner": story(opened, claimBy(dana), firstAnswerBy(dana),
		step{3 * time.Minute, escalation.NotYet{By: amira}, escalation.Claimed, effects{
			told(escalation.TellNotYet, dana), root, line, record(outcome.NotYet, amira)}},
		step{4 * time.Minute, escalation.NotYet{By: amira}, escalation.Claimed,
			refusal(amira, escalation.NotAnswered)},
		step{4 * time.Minute, escalation.Solve{By: amira}, escalation.Claimed,
			refusal(amira, escalation.NotAnswered)}),
	"not yet does not wait for what was put off": story(opened, claimBy(dana), firstAnswerBy(dana),
		goesBack(3*time.Minute, more, dana), snoozeUntil(dana, 5*time.Hour),
		step{4 * time.Minute, escalation.NotYet{By: amira}, escalation.Claimed, effects{
			told(escalation.TellNotYet, dana), root, line, record(outcome.NotYet, amira)}}),
	"silence settles an answered case": story(opened, claimBy(dana), firstAnswerBy(dana), fellSilent),
	"the asker's word counts after their silence: solved": story(opened, claimBy(dana), firstAnswerBy(dana),
		fellSilent, solvedAt(80*time.Hour)),
	"the asker's word counts after their silence: not yet": story(opened, claimBy(dana), firstAnswerBy(dana),
		fellSilent,
		step{80 * time.Hour, escalation.NotYet{By: amira}, escalation.Claimed, effects{
			told(escalation.TellNotYet, dana), root, line, record(outcome.NotYet, amira)}}),
	"but not for ever": story(opened, claimBy(dana), firstAnswerBy(dana), fellSilent,
		step{72*time.Hour + 2*time.Minute + 7*24*time.Hour, escalation.Solve{By: amira}, escalation.Settled,
			refusal(amira, escalation.ClosedCase)}),
	"taken back while nobody had it": story(opened, reached,
		step{time.Minute, escalation.Withdraw{By: ben}, escalation.Paging, refusal(ben, escalation.NotTheAsker)},
		withdrawnAt(time.Minute),
		step{time.Minute, replyBy(dana), escalation.Withdrawn, refusal(dana, escalation.ClosedCase)},
		step{time.Minute, escalation.AskerReply{By: amira, Message: more}, escalation.Withdrawn,
			refusal(amira, escalation.ClosedCase)}),
	"taken back while somebody works on it": story(opened, claimBy(dana), withdrawnAt(2*time.Minute, dana)),
	"taken back after an answer calls nobody": story(opened, claimBy(dana), firstAnswerBy(dana),
		withdrawnAt(3*time.Minute)),
	"taken back after solved and thanks, it stays solved": story(opened, claimBy(dana), firstAnswerBy(dana),
		solvedAt(3*time.Minute), opensAgain(4*time.Minute, thanks, dana),
		step{5 * time.Minute, escalation.Withdraw{By: amira}, escalation.Resolved, effects{
			drop, told(escalation.TellSolved, dana), root, line, record(outcome.Settled, "")}}),
	"taken back because its asker is forgotten, nothing of solved is told": story(
		opened, claimBy(dana), firstAnswerBy(dana), solvedAt(3*time.Minute), opensAgain(4*time.Minute, thanks, dana),
		step{5 * time.Minute, escalation.Withdraw{By: amira, Forgotten: true}, escalation.Withdrawn, effects{
			drop, told(escalation.TellWithdrawn, dana), root, line, record(outcome.Settled, "")}},
		step{6 * time.Minute, escalation.AskerReply{By: amira, Message: other}, escalation.Withdrawn,
			refusal(amira, escalation.ClosedCase)}),
	"taken back because its asker is forgotten before they said anything": story(
		opened, claimBy(dana), firstAnswerBy(dana),
		step{3 * time.Minute, escalation.Withdraw{By: amira, Forgotten: true}, escalation.Withdrawn, effects{
			drop, told(escalation.TellWithdrawn), root, line, record(outcome.Withdrawn, amira)}}),
	"taken back after solved and not yet, it is taken back": story(opened, claimBy(dana), firstAnswerBy(dana),
		solvedAt(3*time.Minute),
		step{4 * time.Minute, escalation.NotYet{By: amira}, escalation.Claimed, effects{
			told(escalation.TellNotYet, dana), root, line, record(outcome.NotYet, amira)}},
		withdrawnAt(5*time.Minute, dana)),
	"a card helps while somebody works on it": story(opened, claimBy(dana),
		step{2 * time.Minute, escalation.CardHelped{By: amira, Asset: "refunds/card"}, escalation.Resolved,
			effects{drop, told(escalation.TellByCard, dana), root, line,
				escalation.Record{Kind: string(outcome.Solved), By: amira, Asset: "refunds/card"}}},
		step{2 * time.Minute, escalation.CardHelped{By: amira}, escalation.Resolved,
			refusal(amira, escalation.ClosedCase)},
		step{2 * time.Minute, escalation.AskerReply{By: amira, Message: more}, escalation.Resolved,
			refusal(amira, escalation.ClosedCase)}),
	"nothing stays open for ever": story(opened, claimBy(dana),
		step{14 * 24 * time.Hour, own(escalation.TooOld, night), escalation.Unanswered, effects{
			escalation.Alarm{Why: escalation.TellTooOld}, drop, told(escalation.TellTooOld, dana), root, line,
			record(outcome.Unanswered, "")}},
		step{15 * 24 * time.Hour, escalation.AskerReply{By: amira, Message: more}, escalation.Claimed, effects{
			told(escalation.TellReopened), escalation.ToTeam{By: amira, Ping: dana, Message: more},
			root, line, record(outcome.Reopened, amira), record(outcome.FollowUp, amira)}}),
	"what is too old with an answer was settled by it, whoever had the last word": story(
		opened, claimBy(dana), firstAnswerBy(dana), goesBack(3*time.Minute, thanks, dana),
		step{14 * 24 * time.Hour, own(escalation.TooOld, night), escalation.Settled, effects{
			drop, told(escalation.TellTooOld, dana), root, line, record(outcome.Settled, "")}}),
	"what is too old with an answer that did not help is unanswered": story(
		opened, claimBy(dana), firstAnswerBy(dana),
		step{3 * time.Minute, escalation.NotYet{By: amira}, escalation.Claimed, effects{
			told(escalation.TellNotYet, dana), root, line, record(outcome.NotYet, amira)}},
		step{14 * 24 * time.Hour, own(escalation.TooOld, night), escalation.Unanswered, effects{
			escalation.Alarm{Why: escalation.TellTooOld}, drop, told(escalation.TellTooOld, dana), root, line,
			record(outcome.Unanswered, "")}}),
	"what is too old with an answer was settled by it": story(opened, claimBy(dana), firstAnswerBy(dana),
		step{14 * 24 * time.Hour, own(escalation.TooOld, night), escalation.Settled, effects{
			drop, told(escalation.TellSettled), root, line, record(outcome.Settled, "")}}),
}

func TestAnEndedCaseWaitsForNothing(t *testing.T) {
	for i, s := range standings {
		if c := standing(i); !c.State.Open() && (len(c.Timers) != 0 || c.ClosedAt.IsZero()) {
			t.Errorf("%s: timers %v, closed at %s", s.name, c.Timers, c.ClosedAt)
		}
	}
}

func TestAReopenedCaseAgesAnew(t *testing.T) {
	c := in(t, "resol")
	now := monday.Add(100 * time.Hour)
	c = play(c, now, escalation.AskerReply{By: amira, Message: other})
	if got, want := dueOf(c, escalation.TooOld), now.AddDate(0, 0, 14); !got.Equal(want) {
		t.Errorf("closed for age at %s, want %s", got, want)
	}
}

func TestAMendedCaseKeepsThePromiseOfATime(t *testing.T) {
	c := in(t, "snooz")
	c.Timers = nil
	c = play(c, monday, escalation.Mend{})
	if got := dueOf(c, escalation.Wake); !got.Equal(c.Until) {
		t.Errorf("wakes at %s, want %s as the asker was told", got, c.Until)
	}
}
