-- How an answer becomes an asset: drafts, what curators were shown of them, what was published, and
-- who was told of it.

-- +goose Up

-- A draft is one JSON body; the columns beside it are copies of what is searched for, written with
-- it. version is compared and set, so that of two who act on one draft the second sees what the
-- first did. source is a case or a message: what a draft is made from has one draft.
CREATE TABLE drafts (
	id         TEXT   NOT NULL PRIMARY KEY CHECK (id <> ''),
	source     TEXT   NOT NULL UNIQUE CHECK (source <> ''),
	state      TEXT   NOT NULL CHECK (state IN ('draft', 'review', 'sent back', 'published', 'dropped')),
	changed_at BIGINT NOT NULL,
	version    BIGINT NOT NULL CHECK (version > 0),
	body       TEXT   NOT NULL
);
CREATE INDEX drafts_open ON drafts (changed_at) WHERE state IN ('draft', 'review', 'sent back');

-- Where Slack put the card of a draft that a curator was sent, so that it can be brought up to date.
CREATE TABLE draft_cards (
	draft_id TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
	person   TEXT NOT NULL, -- Slack id
	channel  TEXT NOT NULL,
	ts       TEXT NOT NULL,
	PRIMARY KEY (draft_id, person)
);

-- Assets that were published from answers and are served beside the files: the text is that of a
-- file. base names the file's text that an update was made from, and is empty for a new asset.
-- aside_at is when a file took its place, told_at when those who had asked before were told.
CREATE TABLE published (
	asset    TEXT   NOT NULL PRIMARY KEY CHECK (asset <> ''),
	text     TEXT   NOT NULL,
	base     TEXT   NOT NULL,
	draft_id TEXT   NOT NULL,
	at       BIGINT NOT NULL,
	aside_at BIGINT NOT NULL DEFAULT 0,
	told_at  BIGINT NOT NULL DEFAULT 0
);

-- One row: how often published was changed.
CREATE TABLE publishing (
	id      BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
	version BIGINT NOT NULL
);
INSERT INTO publishing (id, version) VALUES (1, 0);

-- Who was told that there is an answer now, so that nobody is told of an asset twice. Both tables
-- go with the person.
CREATE TABLE told (
	who   TEXT   NOT NULL REFERENCES people (pseudonym) ON DELETE CASCADE,
	asset TEXT   NOT NULL,
	at    BIGINT NOT NULL,
	PRIMARY KEY (who, asset)
);

-- Who does not want to be told.
CREATE TABLE untold (
	who TEXT   NOT NULL PRIMARY KEY REFERENCES people (pseudonym) ON DELETE CASCADE,
	at  BIGINT NOT NULL
);
