package escalation_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"howto/escalation"
	"howto/outcome"
)

// sentOn is an expert's second message, sent on by another.
func sentOn(at time.Duration, by, author escalation.User, m escalation.Message) step {
	return step{at, escalation.SendOn{By: by, Member: true, Author: author, Message: m}, escalation.Answered,
		effects{escalation.ToAsker{By: author, Message: m}, record(outcome.Answered, author)}}
}

// goesBack is what the asker writes that gives the case back to its owner.
func goesBack(at time.Duration, m escalation.Message, owner escalation.User) step {
	return step{at, escalation.AskerReply{By: amira, Message: m}, escalation.Claimed, effects{
		escalation.ToTeam{By: amira, Ping: owner, Message: m}, root, line, record(outcome.FollowUp, amira)}}
}

func retracted(m escalation.Message, by escalation.User) escalation.Effect {
	m.Text = ""
	return escalation.Retract{By: by, Message: m, ToAsker: true}
}

func text(m escalation.Message, text string) escalation.Message {
	m.Text = text
	return m
}

// editedAt is the first answer with other words since then.
func editedAt(at, says string) escalation.Message {
	m := text(words, says)
	m.Edited = at
	return m
}

// opensAgain is what the asker writes that opens an ended case again for its owner.
func opensAgain(at time.Duration, m escalation.Message, owner escalation.User) step {
	return step{at, escalation.AskerReply{By: amira, Message: m}, escalation.Claimed, effects{
		told(escalation.TellReopened), escalation.ToTeam{By: amira, Ping: owner, Message: m},
		root, line, record(outcome.Reopened, amira), record(outcome.FollowUp, amira)}}
}

// answersOnce is what the owner answers in an open case, with Slack's word that it is there.
func answersOnce(at time.Duration, owner escalation.User, m escalation.Message) []step {
	return []step{{at, escalation.Reply{By: owner, Member: true, Message: m}, escalation.Answered, effects{
		escalation.ToAsker{By: owner, Message: m}, root, line, record(outcome.Answered, owner)}},
		there(at, escalation.OutToAsker, escalation.Answered)}
}

// askedBackBy is the owner's question to the asker.
func askedBackBy(owner escalation.User) step {
	return step{time.Minute, escalation.AskBack{By: owner, Message: question}, escalation.Waiting, effects{
		escalation.ToAsker{By: owner, Message: question, Asks: true}, toTheTeam, root, line, record(outcome.AskedBack, owner)}}
}

// toTheTeam shows the team the question back.
var toTheTeam = escalation.ToTeam{By: dana, Message: question, Asks: true}

var talkingStories = map[string][]step{
	"a reply is claim and answer in one": story(opened,
		step{time.Minute, replyBy(elif), escalation.Answered, effects{drop, toAsker(elif), root, line,
			record(outcome.Claimed, elif), record(outcome.Answered, elif)}},
		step{2 * time.Minute, escalation.Reply{By: elif, Message: other}, escalation.Answered, effects{
			escalation.ToAsker{By: elif, Message: other}, record(outcome.Answered, elif)}}),
	"a reply that comes twice is relayed once": story(opened, claimBy(dana), firstAnswerBy(dana),
		step{2 * time.Minute, replyBy(dana), escalation.Answered, refusal(dana, escalation.SentAlready)}),
	"only the owner's words leave the thread by themselves": story(opened, claimBy(dana),
		step{2 * time.Minute, replyBy(elif), escalation.Claimed, effects{escalation.Offer{By: elif, Message: words}}},
		step{2 * time.Minute, escalation.Reply{By: ben, Message: words}, escalation.Claimed,
			refusal(ben, escalation.NotOfTeam)}),
	"an owner who left the team is still heard": story(opened, claimBy(dana),
		step{2 * time.Minute, escalation.Reply{By: dana, Message: words}, escalation.Answered,
			effects{toAsker(dana), root, line, record(outcome.Answered, dana)}}),
	"an asker of the team may take it by saying so, not by writing": story(opened,
		step{time.Minute, replyBy(amira), escalation.Paging, refusal(amira, escalation.NotTheOwner)},
		claimBy(amira)),
	"an expert who asked does not ask themselves back": story(opened,
		step{time.Minute, escalation.AskBack{By: amira, Member: true, Message: question}, escalation.Paging,
			refusal(amira, escalation.NotTheOwner)}),
	"what an asker of the team writes in its thread after the end is no answer": story(
		opened, claimBy(dana), firstAnswerBy(dana), solvedAt(3*time.Minute),
		step{4 * time.Minute, escalation.Reply{By: amira, Member: true, Message: other}, escalation.Resolved,
			refusal(amira, escalation.ClosedCase)}),
	"who was asked by name answers as one of the team, and who was not does not": story(
		step{0, opens(duty(finn)), escalation.Paging,
			effects{root, line, record(outcome.HandedOver, amira), pagedTo(finn)}},
		step{time.Minute, escalation.Reply{By: ben, Message: words}, escalation.Paging, refusal(ben, escalation.NotOfTeam)},
		step{time.Minute, escalation.Reply{By: finn, Message: words}, escalation.Answered, effects{drop, toAsker(finn),
			root, line, record(outcome.Claimed, finn), record(outcome.Answered, finn)}}),
	"several experts answer, and each is credited": story(opened, claimBy(dana), firstAnswerBy(dana),
		step{3 * time.Minute, escalation.Reply{By: elif, Member: true, Message: other}, escalation.Answered,
			effects{escalation.Offer{By: elif, Message: other}}},
		sentOn(3*time.Minute, elif, elif, other),
		step{3 * time.Minute, escalation.SendOn{By: dana, Member: true, Author: elif, Message: other},
			escalation.Answered, refusal(dana, escalation.SentAlready)},
		sentOn(4*time.Minute, dana, ben, escalation.Message{Channel: "C0PAY", TS: "1.5", Text: "same here"}),
		solvedAt(5*time.Minute)),
	"the first who sends on takes the case, for whoever wrote": story(opened,
		step{time.Minute, escalation.SendOn{By: dana, Member: true, Author: ben, Message: words},
			escalation.Answered, effects{drop, toAsker(ben), root, line,
				record(outcome.Claimed, dana), record(outcome.Answered, ben)}}),
	"an edit reaches the copy, as often as there are edits": story(opened, claimBy(dana), firstAnswerBy(dana),
		step{3 * time.Minute, escalation.Edited{By: dana, Message: text(words, "hold F5")}, escalation.Answered,
			effects{escalation.Revise{By: dana, Message: text(words, "hold F5"), ToAsker: true}}},
		solvedAt(3*time.Minute),
		step{4 * time.Minute, escalation.Edited{By: dana, Message: words}, escalation.Resolved,
			effects{escalation.Revise{By: dana, Message: words, ToAsker: true}}},
		step{4 * time.Minute, escalation.Edited{By: dana, Message: other}, escalation.Resolved,
			refusal(dana, escalation.NotRelayed)}),
	"of edits that come in the wrong order the newest stays": story(opened, claimBy(dana), firstAnswerBy(dana),
		step{3 * time.Minute, escalation.Edited{By: dana, Message: editedAt("9.200000", "hold F5")},
			escalation.Answered, effects{escalation.Revise{By: dana, Message: editedAt("9.200000", "hold F5"),
				ToAsker: true}}},
		step{3 * time.Minute, escalation.Edited{By: dana, Message: editedAt("9.100000", "hold F4")},
			escalation.Answered, refusal(dana, escalation.OldWords)},
		step{4 * time.Minute, escalation.Edited{By: dana, Message: editedAt("9.300000", "hold F6")},
			escalation.Answered, effects{escalation.Revise{By: dana, Message: editedAt("9.300000", "hold F6"),
				ToAsker: true}}}),
	"the asker's edits and deletions reach the team": story(opened,
		step{time.Minute, escalation.AskerReply{By: amira, Message: more}, escalation.Paging, effects{
			escalation.ToTeam{By: amira, Message: more}, record(outcome.FollowUp, amira)}},
		step{time.Minute, escalation.Edited{By: amira, Message: text(more, "the new till")}, escalation.Paging,
			effects{escalation.Revise{By: amira, Message: text(more, "the new till")}}},
		step{time.Minute, escalation.Deleted{Message: more}, escalation.Paging,
			effects{escalation.Retract{By: amira, Message: text(more, "")}}},
		step{time.Minute, escalation.Deleted{Message: more}, escalation.Paging,
			refusal("", escalation.NotRelayed)}),
	"deleted before it came, nothing was relayed": story(opened, claimBy(dana),
		step{2 * time.Minute, escalation.Deleted{Message: words}, escalation.Claimed,
			refusal("", escalation.NotRelayed)}),
	"the only answer deleted, it is unanswered again": story(opened, claimBy(dana), firstAnswerBy(dana),
		step{3 * time.Minute, escalation.Deleted{Message: words}, escalation.Claimed,
			effects{retracted(words, dana), root, line, record(outcome.Retracted, dana)}},
		step{4 * time.Minute, escalation.Solve{By: amira}, escalation.Claimed,
			refusal(amira, escalation.NotAnswered)}),
	"one of two answers deleted, the other stands": story(opened, claimBy(dana), firstAnswerBy(dana),
		sentOn(3*time.Minute, elif, elif, other),
		step{4 * time.Minute, escalation.Deleted{Message: words}, escalation.Answered, effects{retracted(words, dana)}},
		solvedAt(5*time.Minute)),
	"an answer that did not help does not stand in for one that was deleted": story(
		opened, claimBy(dana), firstAnswerBy(dana),
		step{3 * time.Minute, escalation.NotYet{By: amira}, escalation.Claimed,
			effects{told(escalation.TellNotYet, dana), root, line, record(outcome.NotYet, amira)}},
		step{4 * time.Minute, escalation.Reply{By: dana, Message: other}, escalation.Answered, effects{
			escalation.ToAsker{By: dana, Message: other}, root, line, record(outcome.Answered, dana)}},
		step{5 * time.Minute, escalation.Deleted{Message: other}, escalation.Claimed,
			effects{retracted(other, dana), root, line, record(outcome.Retracted, dana)}}),
	"an answer deleted while its owner has the word cannot be judged any more": story(
		opened, claimBy(dana), firstAnswerBy(dana), goesBack(3*time.Minute, more, dana),
		step{4 * time.Minute, escalation.Deleted{Message: words}, escalation.Claimed,
			effects{retracted(words, dana), root, line, record(outcome.Retracted, dana)}},
		step{4 * time.Minute, escalation.Solve{By: amira}, escalation.Claimed,
			refusal(amira, escalation.NotAnswered)}),
	"what was solved by an answer that was deleted since is only settled": story(opened, reached,
		claimBy(dana), firstAnswerBy(dana), solvedAt(time.Minute), opensAgain(time.Minute, more, dana),
		step{time.Minute, escalation.Deleted{Message: words}, escalation.Claimed,
			effects{retracted(words, dana), root, line, record(outcome.Retracted, dana)}},
		askedBackBy(dana), there(time.Minute, escalation.OutToAsker, escalation.Waiting),
		step{24*time.Hour + time.Minute, own(escalation.AskerLate, duty()), escalation.Waiting,
			effects{escalation.NudgeAsker{}}},
		there(24*time.Hour+time.Minute, escalation.OutNudgeAsk, escalation.Waiting),
		step{48*time.Hour + time.Minute, own(escalation.AskerLate, duty()), escalation.Settled, effects{
			drop, told(escalation.TellSettled), root, line, record(outcome.Settled, "")}}),
	"an answer deleted after the end does not open the case": story(
		opened, claimBy(dana), firstAnswerBy(dana), solvedAt(3*time.Minute),
		step{4 * time.Minute, escalation.Deleted{Message: words}, escalation.Resolved,
			effects{retracted(words, dana)}}),
	"an answer deleted after the end has solved nothing once the case goes on": story(
		opened, claimBy(dana), firstAnswerBy(dana), solvedAt(3*time.Minute),
		step{4 * time.Minute, escalation.Deleted{Message: words}, escalation.Resolved,
			effects{retracted(words, dana)}},
		step{5 * time.Minute, escalation.AskerReply{By: amira, Message: more}, escalation.Claimed, effects{
			told(escalation.TellReopened), escalation.ToTeam{By: amira, Ping: dana, Message: more}, root, line,
			record(outcome.Reopened, amira), record(outcome.FollowUp, amira), record(outcome.Retracted, "")}},
		step{6 * time.Minute, escalation.Solve{By: amira}, escalation.Claimed,
			refusal(amira, escalation.NotAnswered)},
		withdrawnAt(7*time.Minute, dana)),
	"the answer that solved it deleted, a newer one is judged for itself": story(
		opened, claimBy(dana), firstAnswerBy(dana), solvedAt(3*time.Minute), opensAgain(4*time.Minute, more, dana),
		answersOnce(5*time.Minute, dana, other),
		step{6 * time.Minute, escalation.Deleted{Message: words}, escalation.Answered,
			effects{retracted(words, dana), root, line, record(outcome.Retracted, dana)}},
		step{72*time.Hour + 5*time.Minute, own(escalation.Silence, night), escalation.Settled, effects{
			drop, told(escalation.TellSettled), root, line, record(outcome.Settled, "")}}),
	"the newer answer deleted, it stays solved by the one before": story(
		opened, claimBy(dana), firstAnswerBy(dana), solvedAt(3*time.Minute), opensAgain(4*time.Minute, more, dana),
		answersOnce(5*time.Minute, dana, other),
		step{6 * time.Minute, escalation.Deleted{Message: other}, escalation.Answered, effects{retracted(other, dana)}},
		step{72*time.Hour + 5*time.Minute, own(escalation.Silence, night), escalation.Resolved, effects{
			drop, told(escalation.TellSettled), root, line, record(outcome.Settled, "")}}),
	"an answer that did not help keeps nothing solved": story(opened, claimBy(dana), firstAnswerBy(dana),
		step{3 * time.Minute, escalation.NotYet{By: amira}, escalation.Claimed,
			effects{told(escalation.TellNotYet, dana), root, line, record(outcome.NotYet, amira)}},
		answersOnce(4*time.Minute, dana, other), solvedAt(5*time.Minute), opensAgain(6*time.Minute, more, dana),
		step{7 * time.Minute, escalation.Deleted{Message: other}, escalation.Claimed,
			effects{retracted(other, dana), root, line, record(outcome.Retracted, dana)}},
		withdrawnAt(8*time.Minute, dana)),
	"the asker writes back": story(opened,
		step{time.Minute, escalation.AskerReply{By: amira, Message: more}, escalation.Paging, effects{
			escalation.ToTeam{By: amira, Message: more}, record(outcome.FollowUp, amira)}},
		step{time.Minute, escalation.AskerReply{By: amira, Message: more}, escalation.Paging,
			refusal(amira, escalation.SentAlready)},
		claimBy(dana), firstAnswerBy(dana),
		step{3 * time.Minute, escalation.AskerReply{By: ben, Message: other}, escalation.Answered,
			refusal(ben, escalation.NotTheAsker)},
		goesBack(3*time.Minute, other, dana)),
	"thanks, and then solved": story(opened, claimBy(dana), firstAnswerBy(dana),
		goesBack(3*time.Minute, more, dana), solvedAt(4*time.Minute)),
	"solved, thanks, and solved again": story(opened, claimBy(dana), firstAnswerBy(dana), solvedAt(3*time.Minute),
		opensAgain(4*time.Minute, more, dana), solvedAt(5*time.Minute)),
	"asked back, reminded, answered": story(opened, reached,
		step{time.Minute, escalation.AskBack{By: dana, Member: true, Message: question}, escalation.Waiting,
			effects{drop, escalation.ToAsker{By: dana, Message: question, Asks: true}, toTheTeam, root, line,
				record(outcome.Claimed, dana), record(outcome.AskedBack, dana)}},
		there(time.Minute, escalation.OutToAsker, escalation.Waiting),
		step{24*time.Hour + time.Minute, own(escalation.AskerLate, night), escalation.Waiting,
			effects{escalation.NudgeAsker{}}},
		goesBack(25*time.Hour, more, dana), firstAnswerBy(dana)),
	"asked back, and the asker never says anything": story(opened, reached, claimBy(dana),
		step{time.Minute, escalation.AskBack{By: elif, Member: true, Message: question}, escalation.Claimed,
			refusal(elif, escalation.TakenAlready)},
		step{time.Minute, escalation.AskBack{By: dana, Message: question}, escalation.Waiting,
			effects{escalation.ToAsker{By: dana, Message: question, Asks: true}, toTheTeam, root, line,
				record(outcome.AskedBack, dana)}},
		there(time.Minute, escalation.OutToAsker, escalation.Waiting),
		step{24*time.Hour + time.Minute, own(escalation.AskerLate, duty()), escalation.Waiting,
			effects{escalation.NudgeAsker{}}},
		there(24*time.Hour+time.Minute, escalation.OutNudgeAsk, escalation.Waiting),
		step{48*time.Hour + time.Minute, own(escalation.AskerLate, duty()), escalation.Settled, effects{
			drop, told(escalation.TellSettled), root, line, record(outcome.Settled, "")}},
		step{49 * time.Hour, escalation.AskerReply{By: amira, Message: more}, escalation.Claimed, effects{
			told(escalation.TellReopened), escalation.ToTeam{By: amira, Ping: dana, Message: more},
			root, line, record(outcome.Reopened, amira), record(outcome.FollowUp, amira)}}),
	"the asker's words open a case again for a while": story(opened, claimBy(dana), firstAnswerBy(dana),
		solvedAt(time.Hour),
		step{169*time.Hour - time.Second, escalation.AskerReply{By: amira, Message: more}, escalation.Claimed,
			effects{told(escalation.TellReopened), escalation.ToTeam{By: amira, Ping: dana, Message: more},
				root, line, record(outcome.Reopened, amira), record(outcome.FollowUp, amira)}}),
	"and after it they do not": story(opened, claimBy(dana), firstAnswerBy(dana), solvedAt(time.Hour),
		step{169 * time.Hour, escalation.AskerReply{By: amira, Message: more}, escalation.Resolved,
			refusal(amira, escalation.ClosedCase)}),
	"what an expert writes after solved stays with the team, unless they send it on": story(
		opened, claimBy(dana), firstAnswerBy(dana), solvedAt(time.Hour),
		step{2 * time.Hour, escalation.Reply{By: dana, Message: other}, escalation.Resolved, effects{
			escalation.Offer{By: dana, Message: other}}},
		step{2 * time.Hour, escalation.SendOn{By: dana, Author: dana, Message: other}, escalation.Resolved, effects{
			escalation.ToAsker{By: dana, Message: other, Ended: true}, record(outcome.Answered, dana)}},
		step{2 * time.Hour, escalation.SendOn{By: dana, Author: dana, Message: other}, escalation.Resolved,
			refusal(dana, escalation.SentAlready)}),
	"an asker of the team replies in the team's thread": story(opened, reached, claimBy(dana), askedBackBy(dana),
		step{2 * time.Minute, escalation.Reply{By: amira, Member: true, Message: more}, escalation.Claimed,
			effects{told(escalation.TellReplied, dana), root, line, record(outcome.FollowUp, amira)}}),
	"an asker who is not of the team replies in the team's thread": story(opened, reached, claimBy(dana),
		askedBackBy(dana),
		step{2 * time.Minute, escalation.Reply{By: amira, Message: more}, escalation.Claimed,
			effects{told(escalation.TellReplied, dana), root, line, record(outcome.FollowUp, amira)}},
		step{3 * time.Minute, escalation.Reply{By: amira, Message: other}, escalation.Claimed,
			refusal(amira, escalation.NotOfTeam)}),
	"not yet counts after solved as well": story(
		opened, claimBy(dana), firstAnswerBy(dana), solvedAt(time.Hour),
		step{2 * time.Hour, escalation.NotYet{By: ben}, escalation.Resolved, refusal(ben, escalation.ClosedCase)},
		step{2 * time.Hour, escalation.NotYet{By: amira}, escalation.Claimed, effects{
			told(escalation.TellNotYet, dana), root, line, record(outcome.NotYet, amira)}}),
	"an answer that comes after all is one": story(opened, reached,
		step{14 * 24 * time.Hour, own(escalation.TooOld, duty()), escalation.Unanswered, effects{
			escalation.Alarm{Why: escalation.TellTooOld}, drop, told(escalation.TellTooOld), root, line,
			record(outcome.Unanswered, "")}},
		step{15 * 24 * time.Hour, replyBy(elif), escalation.Answered, effects{drop, toAsker(elif), root, line,
			record(outcome.Claimed, elif), record(outcome.Answered, elif)}},
		solvedAt(15*24*time.Hour)),
}

func TestTheTimeOfAnAskerBeginsWhenTheyHaveTheMessage(t *testing.T) {
	p := policy()
	for _, tt := range []struct {
		name  string
		event escalation.Event
		kind  escalation.TimerKind
		said  escalation.Said
		long  time.Duration
	}{
		{"an answer", replyBy(dana), escalation.Silence, escalation.Said{What: escalation.OutToAsker}, p.Settle},
		{"a question back", escalation.AskBack{By: dana, Message: question}, escalation.AskerLate,
			escalation.Said{What: escalation.OutToAsker, Asks: true}, p.Patience},
	} {
		c := play(in(t, "claim"), monday, tt.event)
		state, came := c.State, monday
		for range 10 { // each time its timer fires in vain
			came = dueOf(c, tt.kind)
			if c = play(c, came, own(tt.kind, duty(dana))); c.State != state || c.Reminded {
				t.Fatalf("%s on its way at %s: %s, reminded %t; want %s and nothing done", tt.name, came, c.State, c.Reminded, state)
			}
		}
		c = play(c, came, tt.said)
		if got := dueOf(c, tt.kind); !got.Equal(came.Add(tt.long)) {
			t.Errorf("%s that came at %s is due at %s, want %s later", tt.name, came, got, tt.long)
		}
	}
}

func TestADeletedRootIsPostedAnew(t *testing.T) {
	c := in(t, "claim")
	gone := escalation.Deleted{Message: escalation.Message{Channel: "C0PAY", TS: "9.1"}}
	after, got := escalation.Next(c, gone, monday)
	if !reflect.DeepEqual(got, effects{root, line}) || after.Root != (escalation.Place{Channel: "C0PAY"}) {
		t.Errorf("got %#v with root %v, want it shown anew without a place", got, after.Root)
	}
}

func TestAnAnswerIsRememberedWithItsAuthorUntilThereAreTooMany(t *testing.T) {
	c := in(t, "answd")
	for i := range 150 {
		m := escalation.Message{Channel: "C0PAY", TS: fmt.Sprintf("2.%d", i)}
		c, _ = escalation.Next(c, escalation.Reply{By: dana, Message: m}, monday)
		m.Channel = "D0AMIRA"
		c, _ = escalation.Next(c, escalation.AskerReply{By: amira, Message: m}, monday)
	}
	if len(c.Answers) != 100 || len(c.Added) != 100 {
		t.Errorf("%d answers and %d additions are remembered, want 100 of each", len(c.Answers), len(c.Added))
	}
	if last := c.Answers[99]; last.By != dana || last.Message.TS != "2.149" || !last.At.Equal(monday) {
		t.Errorf("the last answer is %+v", last)
	}
}

func TestWhatTheAskerWasAskedIsKeptOnlyWhileTheOwnerWaits(t *testing.T) {
	asks := escalation.Message{TS: "V1", Text: "Which till?"}
	c := play(in(t, "claim"), monday, escalation.AskBack{By: dana, Message: asks})
	heard := monday.Add(5 * time.Minute)
	c = play(c, heard, escalation.Said{What: escalation.OutToAsker, Asks: true})
	if c.Asks != asks.Text || !c.AskedAt.Equal(heard) {
		t.Errorf("asked %q since %s, want %q since Slack had it, %s", c.Asks, c.AskedAt, asks.Text, heard)
	}
	c = play(c, heard, escalation.AskerReply{By: amira, Message: escalation.Message{Channel: "D0AMIRA", TS: "1.1"}})
	if c.Asks != "" || !c.AskedAt.IsZero() {
		t.Errorf("after the reply it keeps %q since %s, want nothing", c.Asks, c.AskedAt)
	}
}

func TestWordsFromBesideTheCaseCountUntilSomeAreTakenBack(t *testing.T) {
	m := escalation.Message{Channel: "D0AMIRA", TS: "1.1", Text: "Till 4"}
	c := play(in(t, "claim"), monday, escalation.AskerReply{By: amira, Message: m})
	if !c.BesideAt.IsZero() {
		t.Errorf("words in the case's own thread count as beside it, at %s", c.BesideAt)
	}
	m.TS = "1.2"
	c = play(c, monday, escalation.AskerReply{By: amira, Message: m, Beside: true})
	if !c.BesideAt.Equal(monday) {
		t.Errorf("words from beside the case came at %s, want %s", c.BesideAt, monday)
	}
	if c = play(c, monday, escalation.Deleted{Message: m}); !c.BesideAt.IsZero() {
		t.Errorf("after they were taken back they still count, at %s", c.BesideAt)
	}
}
