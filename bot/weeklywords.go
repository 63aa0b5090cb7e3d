package bot

// What managers and owners are told about weekly messages and requests to look at an asset.
const (
	oldWeekly      = "I no longer have this weekly message. The newest one has all that still counts."
	notYourWeekly  = "This weekly message is somebody else's; only they can press its buttons."
	nobodyKeepsIt  = "Nobody keeps this asset at the moment. Ask the people who keep the library to name somebody."
	youKeepIt      = "You keep this asset yourself, so there is nobody to send it to."
	assetGuarded   = "This help is kept for some people only, and you are not among them."
	saidUseless    = "Not useful this time. Thank you, that is kept."
	alreadyUseless = "You said so already. Thank you."
	saidTooLong    = "The rest does not fit here. Ask for it, and you see all of it."
	saidFloor      = "No figure is shown of fewer than 5 people, and none of one person."

	lookGone      = "I no longer have this request. There is nothing left to do."
	notYourLook   = "Only the person who keeps this help, their team, and the people who keep the library can do that."
	lookNeedsFile = "Its text does not go into a form. "

	saidForgotten = "Done. I have forgotten you: your words and your name are gone from my records."
	giveBackFirst = "You have taken questions of others. Please give them back first, or answer them; then press again."
	saidSending   = "I am sending it to your direct messages."
	nothingStored = "Nothing is stored about you."
	saidReading   = "One moment, I am looking…"
	saidAll       = "Here is all that is stored about you, as a file that programs can read too. Not in it are copies " +
		"of messages to teams and of answers to your questions; they go a week after they were sent."
)

func sentAlready(who string) string { return who + " has this already. It was sent once." }
