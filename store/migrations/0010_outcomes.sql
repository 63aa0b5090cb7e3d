-- What figures, digests and looks need, and what forgetting a person leaves behind. The rules that a
-- trigger keeps differ between the engines and stand in 0011.

-- +goose Up

-- What an ask was made for (empty: on the job), and how long the answer took in milliseconds.
ALTER TABLE ledger ADD COLUMN mode TEXT NOT NULL DEFAULT '';
ALTER TABLE ledger ADD COLUMN took BIGINT NOT NULL DEFAULT 0;

-- A team's asks of some weeks are one range of this index; only one entry in four or five is in it.
CREATE INDEX ledger_team ON ledger (team, at, ask_id) WHERE kind IN ('asked', 'rerouted');

-- All that a person did, for that person to read and to forget.
CREATE INDEX ledger_who ON ledger (who) WHERE who <> '';

-- When an ask that nobody said anything about falls due; 0 is never. What was shown before this
-- release is looked at once.
ALTER TABLE asks ADD COLUMN lapse_at BIGINT NOT NULL DEFAULT 0;
UPDATE asks SET lapse_at = at + 259200000 WHERE closed = '' AND case_id = '';
CREATE INDEX asks_lapse ON asks (lapse_at) WHERE lapse_at > 0;

-- Weekly messages: one row for each manager, team and week, written with the row that sends it. body is
-- what was sent, without its picture.
CREATE TABLE digests (
	key     TEXT   NOT NULL PRIMARY KEY CHECK (key <> ''),
	manager TEXT   NOT NULL, -- Slack id
	team    TEXT   NOT NULL,
	week    TEXT   NOT NULL, -- such as 2026-W47
	at      BIGINT NOT NULL,
	cells   BIGINT NOT NULL, -- how many groups of people the message could speak of
	hidden  BIGINT NOT NULL, -- and of how many it did not, because they are small
	label   TEXT   NOT NULL,
	body    TEXT   NOT NULL
);
CREATE INDEX digests_manager ON digests (manager, team, at);

-- What a manager pressed in a digest; the first press of each button.
CREATE TABLE digest_presses (
	digest    TEXT   NOT NULL,
	button    TEXT   NOT NULL CHECK (button <> ''),
	presser   TEXT   NOT NULL, -- Slack id
	recipient TEXT   NOT NULL, -- Slack id, or empty
	at        BIGINT NOT NULL,
	PRIMARY KEY (digest, button)
);

-- How often a manager wants the digest of a team; no row is weekly.
CREATE TABLE digest_wishes (
	manager TEXT   NOT NULL, -- Slack id
	team    TEXT   NOT NULL,
	wish    TEXT   NOT NULL CHECK (wish IN ('weekly', 'monthly', 'never')),
	at      BIGINT NOT NULL,
	PRIMARY KEY (manager, team)
);

-- What was found in a team's weeks, so that it is the same finding a week later.
CREATE TABLE findings (
	team       TEXT NOT NULL,
	key        TEXT NOT NULL CHECK (key <> ''),
	first_week TEXT NOT NULL,
	last_week  TEXT NOT NULL,
	state      TEXT NOT NULL,
	PRIMARY KEY (team, key)
);

-- Assets that did not help lately, until somebody has looked at them. text_hash is the fingerprint of
-- the text that did not help: once the asset says something else, the look is over.
CREATE TABLE looks (
	id        TEXT   NOT NULL PRIMARY KEY CHECK (id <> ''),
	asset     TEXT   NOT NULL CHECK (asset <> ''),
	text_hash TEXT   NOT NULL,
	cause     TEXT   NOT NULL,
	since     BIGINT NOT NULL,
	state     TEXT   NOT NULL CHECK (state IN ('open', 'fixing', 'right', 'retired')),
	who       TEXT   NOT NULL DEFAULT '', -- pseudonym of who answered
	at        BIGINT NOT NULL DEFAULT 0   -- when they did
);
CREATE UNIQUE INDEX looks_waiting ON looks (asset) WHERE state IN ('open', 'fixing');
CREATE INDEX looks_asset ON looks (asset, since);

-- One row: how often looks were changed.
CREATE TABLE looking (
	id      BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
	version BIGINT NOT NULL
);
INSERT INTO looking (id, version) VALUES (1, 0);

-- Who was forgotten and until when, under a keyed mark of their pseudonym. Until all is done, pseudonym
-- and the name that takes its place stand here too; afterwards nothing leads from one to the other.
CREATE TABLE tombstones (
	mark  TEXT   NOT NULL PRIMARY KEY CHECK (mark <> ''),
	at    BIGINT NOT NULL,
	who   TEXT   NOT NULL,
	fresh TEXT   NOT NULL
);
