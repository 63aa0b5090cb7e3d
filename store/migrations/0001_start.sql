-- The first schema: one text for SQLite and PostgreSQL. Times are milliseconds since 1970 UTC and 0
-- means never; ids are made by the program and sort by the time they were made; an empty text
-- stands for "none", so that no column needs a third state.

-- +goose Up

-- What the database knows about itself, such as which key its pseudonyms were made with.
CREATE TABLE meta (
	name  TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
);

-- The only way back from a pseudonym to a person. Erasing a person is deleting their row.
CREATE TABLE people (
	pseudonym TEXT NOT NULL PRIMARY KEY,
	slack_id  TEXT NOT NULL UNIQUE
);

-- What was taken in already, so that a second delivery does nothing.
CREATE TABLE inbox (
	key TEXT   NOT NULL PRIMARY KEY CHECK (key <> ''),
	at  BIGINT NOT NULL
);
CREATE INDEX inbox_at ON inbox (at);

CREATE TABLE asks (
	id         TEXT   NOT NULL PRIMARY KEY CHECK (id <> ''),
	who        TEXT   NOT NULL, -- pseudonym
	question   TEXT   NOT NULL,
	at         BIGINT NOT NULL,
	door       TEXT   NOT NULL,
	team       TEXT   NOT NULL,
	channel    TEXT   NOT NULL,
	thread     TEXT   NOT NULL,
	hits       TEXT   NOT NULL, -- JSON array of asset ids
	shown      BIGINT NOT NULL,
	confidence TEXT   NOT NULL,
	case_id    TEXT   NOT NULL,
	closed     TEXT   NOT NULL,
	closed_at  BIGINT NOT NULL,
	missing    TEXT   NOT NULL DEFAULT '' -- what the asker said was missing, in their own words
);
CREATE INDEX asks_who ON asks (who, at);
CREATE INDEX asks_at ON asks (at);

-- Append-only, which 0002 enforces. It names people by pseudonym only, and refers to asks and
-- cases by id without foreign keys: it outlives them.
CREATE TABLE ledger (
	id         TEXT   NOT NULL PRIMARY KEY CHECK (id <> ''),
	ask_id     TEXT   NOT NULL,
	at         BIGINT NOT NULL,
	kind       TEXT   NOT NULL CHECK (kind <> ''),
	who        TEXT   NOT NULL, -- pseudonym, or empty for the bot
	asset      TEXT   NOT NULL,
	team       TEXT   NOT NULL,
	case_id    TEXT   NOT NULL,
	door       TEXT   NOT NULL,
	confidence TEXT   NOT NULL
);
CREATE INDEX ledger_at ON ledger (at, id);
CREATE INDEX ledger_ask ON ledger (ask_id, kind);
CREATE INDEX ledger_kind ON ledger (kind, at);

-- A case is one JSON body; the columns beside it are copies of what is searched for, written with
-- it. version is compared and set, so that of two transitions of one case the second begins again.
CREATE TABLE cases (
	id        TEXT   NOT NULL PRIMARY KEY CHECK (id <> ''),
	ask_id    TEXT   NOT NULL UNIQUE REFERENCES asks (id),
	team      TEXT   NOT NULL,
	state     TEXT   NOT NULL,
	is_open   BIGINT NOT NULL CHECK (is_open IN (0, 1)),
	asker     TEXT   NOT NULL, -- Slack id
	opened_at BIGINT NOT NULL,
	version   BIGINT NOT NULL CHECK (version > 0),
	body      TEXT   NOT NULL
);
CREATE INDEX cases_open ON cases (is_open, opened_at);
CREATE INDEX cases_asker ON cases (asker, opened_at);

-- What is to happen by itself: the timers of each case's body, where they can be searched by time.
CREATE TABLE timers (
	case_id TEXT   NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
	kind    TEXT   NOT NULL,
	epoch   BIGINT NOT NULL,
	due     BIGINT NOT NULL,
	PRIMARY KEY (case_id, kind)
);
CREATE INDEX timers_due ON timers (due);

-- Which threads belong to which cases. Several cases may have been asked for in one thread.
CREATE TABLE threads (
	channel TEXT NOT NULL,
	ts      TEXT NOT NULL,
	case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
	role    TEXT NOT NULL CHECK (role IN ('root', 'line')),
	PRIMARY KEY (channel, ts, case_id)
);

-- What Slack must be told. A row is waiting until it was sent or dropped; while a sender has it,
-- leased_until is set. tries rises with every taking and so fences off a sender whose lease ran out.
-- not_before holds a row back without holding up its lane; retry_at holds up the lane.
CREATE TABLE outbox (
	id           TEXT   NOT NULL PRIMARY KEY CHECK (id <> ''),
	key          TEXT   NOT NULL UNIQUE CHECK (key <> ''),
	lane         TEXT   NOT NULL,
	kind         TEXT   NOT NULL,
	case_id      TEXT   NOT NULL,
	body         TEXT   NOT NULL,
	not_before   BIGINT NOT NULL,
	expires      BIGINT NOT NULL,
	state        TEXT   NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dropped')),
	tries        BIGINT NOT NULL DEFAULT 0,
	retry_at     BIGINT NOT NULL DEFAULT 0,
	leased_until BIGINT NOT NULL DEFAULT 0,
	leased_by    TEXT   NOT NULL DEFAULT '',
	reason       TEXT   NOT NULL DEFAULT '', -- why it was put off or dropped
	channel      TEXT   NOT NULL DEFAULT '', -- where Slack put it
	ts           TEXT   NOT NULL DEFAULT '',
	done_at      BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX outbox_waiting ON outbox (lane, id) WHERE state = 'waiting';
CREATE INDEX outbox_expiring ON outbox (expires) WHERE state = 'waiting' AND expires > 0;
CREATE INDEX outbox_case ON outbox (case_id, kind) WHERE state = 'waiting';
CREATE INDEX outbox_done ON outbox (done_at) WHERE state <> 'waiting';
