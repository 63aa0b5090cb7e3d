package bot

// What people are told when a press or a message changed nothing. Each says what is the case now, and
// what to do instead where there is something to do.
const (
	oldButton       = "This button is from an older version and does nothing any more. Please ask again."
	askForgotten    = "I no longer have this question. Please ask it again."
	notYourAsk      = "Only the person who asked can press this. Ask your own question and you get your own buttons."
	alreadyClosed   = "This question is closed already. Ask again if you need more."
	alreadyNotQuite = "You said so already; the next best is below."
	alreadyChosen   = "You have picked one already; it is above."
	alreadyShared   = "You have shared this with the channel already."
	alreadyKept     = "It is in your direct messages already."
	alreadyAsked    = "This question is with the experts already. Your direct messages, or the thread where you asked, say how it stands."
	assetGone       = "This help has been taken out of the library since. Please ask again."
	cannotShare     = "Not everybody in this channel may see this, so it cannot be shared here."
	notACurator     = "Only the people who keep the library can see this."
	otherWorkspace  = "I can only help people of this workspace. Please ask somebody here to ask for you."
	noTeam          = "The team for this question is no longer set up. Please ask again."
	saidToClosed    = "This question is closed, so your message went to nobody. Ask again and an expert gets it."
	teamGone        = "That team is no longer set up. Please choose another one."
	notRead         = "I could not read your message from Slack just now. Please press again."
	messageGone     = "That message is no longer there, so there is nothing to send."
	whyNothing      = "You have not asked anything yet. Type the question after why, and I explain what it finds."
	searchFailed    = "The search did not work just now. Please try again."
	draftGone       = "I no longer have this draft. Press Save as asset on the answer again."
	draftFailed     = "I could not keep the draft just now. Please close this and try again."
	notYourDraft    = "Only the team that answers this, and the people who keep the library, can do that."
	notTheirAnswer  = "Only the team that answered this, and the people who keep the library, can save it."
	notInACase      = "This works in the thread of a question that I brought to a team."
	notAnAnswer     = "That message is mine. Pick one that a person wrote, or the first message of the thread for all answers."
	notForAsker     = "That message is mine. Pick one that a person wrote in this thread."
	sentToAsker     = "Sent to the asker."
	assetChanged    = "This help has been changed since. Choose A new asset above, then this one again, to begin with its present text."
	assetTakenOut   = "This help has been taken out of the library since. Choose A new asset above."
	answerChanged   = "The answer was changed since this text was written. The thread has it as it is now."
	noMoreNews      = "I will not tell you of new answers again."
	nextBest        = "The next best:"
	sharedNote      = "Shared with this channel."
	keptNote        = "Sent to your direct messages, where it stays."
)

// What people are told when a press about a turn changed nothing.
const (
	notOfThisTeam   = "Only people of the team can do this."
	onCallAlready   = "You are on call already."
	overlapping     = "Somebody has changed this turn in the meantime. Type oncall after the command to see how it is now."
	noTurns         = "You have no turn in the next eight weeks."
	notYourTurn     = "Only the person who was asked can answer this."
	turnIsOver      = "This turn is over; nothing was changed."
	answeredAlready = "You have answered this already."
)

// What a line says that somebody did.
const (
	didSolve    = "marked as solved"
	didNotQuite = "marked as not quite right"
	didNotYet   = "marked as not solved yet"
	didShare    = "shared"
	didGiveUp   = "given up"

	didGiveBack  = "given back"
	didStillOnIt = "kept"
	didNoMore    = "nothing to add"
	didSendOn    = "sent to the asker"
	didSendReply = "passed on to" // and whom
)

// inLibrary says that an answer has been saved before.
func inLibrary(title string) string {
	return "This is in the library already, as “" + cut(oneLine(title), nameLimit) + "”. Ask for it and change it there."
}

func didHandOver(team string) string { return "handed to " + team }
