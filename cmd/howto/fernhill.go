package main

import (
	"howto/bot"
	"howto/sandbox"
)

// The company of the demo: a store of a home-and-garden retailer, and the people behind its help.
const (
	chanFloor   = "C0FLOOR"
	demoTeamID  = "T0FERNHILL"
	demoBotUser = "U0HOWTO"
	demoManager = "U0MARA"
	demoZone    = "Europe/Berlin"
)

// demoPeople are the people whom a visitor can act as.
func demoPeople() []sandbox.User {
	return []sandbox.User{
		{ID: "U0AMIRA", Name: "amira", RealName: "Amira Haddad", Title: "Sales assistant", Role: "asker", TZ: demoZone},
		{ID: "U0BEN", Name: "ben", RealName: "Ben Okafor", Title: "Sales assistant", Role: "asker", TZ: demoZone},
		{ID: "U0DANA", Name: "dana", RealName: "Dana Kowalski", Title: "Payments expert", Role: "expert", TZ: demoZone},
		{ID: "U0ELIF", Name: "elif", RealName: "Elif Sahin", Title: "Payments expert", Role: "expert", TZ: demoZone},
		{ID: "U0FINN", Name: "finn", RealName: "Finn Larsen", Title: "IT support", Role: "expert", TZ: demoZone},
		{ID: "U0GRETA", Name: "greta", RealName: "Greta Novak", Title: "People team", Role: "expert", TZ: demoZone},
		{ID: "U0HUGO", Name: "hugo", RealName: "Hugo Martins", Title: "Safety officer", Role: "expert", TZ: demoZone},
		{ID: "U0IVO", Name: "ivo", RealName: "Ivo Petrov", Title: "Operations", Role: "expert", TZ: demoZone},
		{ID: demoManager, Name: "mara", RealName: "Mara Lindqvist", Title: "Store manager", Role: "manager", TZ: demoZone},
		{ID: "U0CORA", Name: "cora", RealName: "Cora Reyes", Title: "Knowledge curator", Role: "curator", TZ: demoZone},
	}
}

// demoChannels are the channels of the demo: the floor, and one for each team of experts.
func demoChannels() []sandbox.Channel {
	var everybody []string
	for _, p := range demoPeople() {
		everybody = append(everybody, p.ID)
	}
	everybody = append(everybody, demoBotUser)
	help := func(id, name, topic string, members ...string) sandbox.Channel {
		return sandbox.Channel{ID: id, Name: name, Kind: sandbox.Public, Topic: topic,
			Members: append(members, "U0CORA", demoBotUser)}
	}
	return []sandbox.Channel{
		{ID: chanFloor, Name: "shop-floor", Kind: sandbox.Public, Topic: "Everything on the floor", Members: everybody},
		{ID: "C0GENERAL", Name: "general", Kind: sandbox.Public, Topic: "Company news", Members: everybody},
		help("C0PAY", "help-payments", "Questions for Payments. First whoever is on call is asked, "+
			"after 15 minutes the team, after 15 more everybody here", "U0DANA", "U0ELIF"),
		help("C0IT", "help-it", "Questions for IT", "U0FINN"),
		help("C0PEOPLE", "help-people", "Questions for People, on weekday mornings from 9 to 12. "+
			"At any other time they wait until then", "U0GRETA"),
		help("C0SAFE", "help-safety", "Questions for Safety", "U0HUGO"),
		help("C0OPS", "help-operations", "Questions for Operations", "U0IVO"),
	}
}

// demoWorkspace is the workspace of the demo, with these tokens.
func demoWorkspace(t demoTokens) sandbox.Config {
	return sandbox.Config{
		Team: demoTeamID, TeamName: "Fernhill", BotUser: demoBotUser, BotName: "howto",
		BotToken: t.bot, AppToken: t.app, SigningSecret: t.secret,
		Users: demoPeople(), Channels: demoChannels(),
		Commands: []sandbox.Command{{Name: "/howto", Hint: "what do you need to do?",
			Description: "Shows you the steps, or finds somebody who knows"}},
		Shortcuts: []sandbox.Shortcut{{CallbackID: bot.ShortcutFind, Name: "Find help for this"},
			{CallbackID: bot.ShortcutSave, Name: "Save as asset"},
			{CallbackID: bot.ShortcutSend, Name: "Send to the asker"}},
	}
}

// demoConfig is the configuration that a real installation would keep in howto.yaml.
const demoConfig = `# The configuration of the demo. A real one looks the same, with your own ids.
teams:
  payments:
    name: Payments
    channel: C0PAY
    topics: [refunds, tills, payments, giftcards, pricing]
    schedule: {zone: Europe/Berlin, handoff: "09:00", every: 1w, start: 2026-01-05, experts: [U0DANA]}
    members: [U0ELIF]
    # Each wait is what one press on the demo's clock moves it on by.
    policy:
      steps: [{ask: on-call, wait: 15m}, {ask: team, wait: 15m}, {ask: channel, wait: 15m}]
      repeat: 0
  it:
    name: IT
    channel: C0IT
    topics: [accounts, devices, network, software]
    schedule: {zone: Europe/Berlin, handoff: "09:00", every: 1w, start: 2026-01-05, experts: [U0FINN]}
  people:
    name: People
    channel: C0PEOPLE
    topics: [payroll, leave, travel, expenses, onboarding]
    schedule: {zone: Europe/Berlin, handoff: "09:00", every: 1w, start: 2026-01-05, experts: [U0GRETA],
      days: mon-fri, from: "09:00", to: "12:00"}
    policy: {steps: [{ask: on-call, wait: 15m}]} # what is asked in the gap waits until it ends
  safety:
    name: Safety
    channel: C0SAFE
    topics: [safety, security, incidents]
    schedule: {zone: Europe/Berlin, handoff: "09:00", every: 1w, start: 2026-01-05, experts: [U0HUGO]}
  operations:
    name: Operations
    channel: C0OPS
    topics: [stock, deliveries, customers, premises]
    catch_all: true
    schedule: {zone: Europe/Berlin, handoff: "09:00", every: 1w, start: 2026-01-05, experts: [U0IVO]}
digest:
  at: "00:00" # so that a demo on an early Monday has one to show
  managers: [{user: U0MARA, teams: [payments, operations], zone: Europe/Berlin}]
`
