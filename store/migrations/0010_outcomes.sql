-- What figures, digests and looks need, and what forgetting a person leaves behind. The rules that a
-- trigger keeps differ between the engines and stand in 0011.

-- +goose Up

-- What an ask was made for (empty: on the job), and how long the answer took in milliseconds.
ALTER TABLE ledger ADD COLUMN mode TEXT NOT NULL DEFAULT '';
ALTER TABLE ledger ADD COLUMN took BIGINT NOT NULL DEFAULT 0;

-- A team's asks of some weeks are one range of this index; only one entry in four or five is in it.
CREATE INDEX ledger_team ON ledger (team, at, ask_id) WHERE kind = 'asked';

-- When an ask that nobody said anything about falls due; 0 is never. What was shown before this
-- release is looked at once.
ALTER TABLE asks ADD COLUMN lapse_at BIGINT NOT NULL DEFAULT 0;
UPDATE asks SET lapse_at = at + 259200000 WHERE closed = '' AND case_id = '';
CREATE INDEX asks_lapse ON asks (lapse_at) WHERE lapse_at > 0;

-- Weekly messages: one row for each manager, team and week, written with the message.
CREATE TABLE digests (
	key     TEXT   NOT NULL PRIMARY KEY CHECK (key <> ''),
	manager TEXT   NOT NULL, -- Slack id
	team    TEXT   NOT NULL,
	week    TEXT   NOT NULL, -- such as 2026-W47
	at      BIGINT NOT NULL,
	cells   BIGINT NOT NULL, -- how many groups of people the message could speak of
	hidden  BIGINT NOT NULL, -- and of how many it did not, because they are small
	label   TEXT   NOT NULL
);
CREATE INDEX digests_manager ON digests (manager, team, at);

-- What managers pressed on a digest.
CREATE TABLE digest_presses (
	key     TEXT   NOT NULL REFERENCES digests (key) ON DELETE CASCADE,
	what    TEXT   NOT NULL CHECK (what <> ''),
	at      BIGINT NOT NULL,
	PRIMARY KEY (key, what)
);

-- How often a manager wants the digest; no row is weekly.
CREATE TABLE digest_wishes (
	manager TEXT   NOT NULL PRIMARY KEY, -- Slack id
	often   TEXT   NOT NULL CHECK (often IN ('weekly', 'monthly', 'never')),
	at      BIGINT NOT NULL
);

-- What was found in a team's weeks, so that it is the same finding a week later.
CREATE TABLE findings (
	team  TEXT NOT NULL,
	key   TEXT NOT NULL CHECK (key <> ''),
	since TEXT NOT NULL, -- week
	last  TEXT NOT NULL, -- week
	state TEXT NOT NULL CHECK (state IN ('open', 'sent', 'done', 'useless')),
	PRIMARY KEY (team, key)
);

-- Assets that did not help lately, until somebody has looked at them. sketch is what the asset was
-- like: once it says something else, the look is over.
CREATE TABLE looks (
	asset   TEXT   NOT NULL CHECK (asset <> ''),
	sketch  TEXT   NOT NULL,
	why     TEXT   NOT NULL,
	since   BIGINT NOT NULL,
	told_at BIGINT NOT NULL DEFAULT 0,
	state   TEXT   NOT NULL CHECK (state IN ('open', 'fix', 'right', 'retired', 'over')),
	by_who  TEXT   NOT NULL DEFAULT '', -- pseudonym of who closed it
	done_at BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (asset, sketch)
);
CREATE INDEX looks_state ON looks (state);

-- One row: how often looks were changed.
CREATE TABLE looking (
	id      BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
	version BIGINT NOT NULL
);
INSERT INTO looking (id, version) VALUES (1, 0);

-- Who was forgotten and until when, under a keyed mark. fresh is the name that their entries are being
-- given, and empty once all of them have it: nothing then leads from the mark to the entries.
CREATE TABLE tombstones (
	mark  TEXT   NOT NULL PRIMARY KEY CHECK (mark <> ''),
	at    BIGINT NOT NULL,
	fresh TEXT   NOT NULL
);
