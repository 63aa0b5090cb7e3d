package bot

// What managers are told about weekly messages.
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
)

func sentAlready(who string) string { return who + " has this already. It was sent once." }
