-- What the full course of a case needs beside the case itself.

-- +goose Up

-- Where the copy of a relayed message is, so that an edit or a deletion finds it.
CREATE TABLE relays (
	case_id    TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
	channel    TEXT NOT NULL, -- of the message that was written
	ts         TEXT NOT NULL,
	to_channel TEXT NOT NULL, -- of the copy
	to_ts      TEXT NOT NULL,
	PRIMARY KEY (case_id, channel, ts)
);

-- Who was asked to take a case when: what is counted so that the next one is asked fairly.
CREATE TABLE pages (
	case_id     TEXT   NOT NULL,
	person      TEXT   NOT NULL, -- Slack id
	at          BIGINT NOT NULL,
	after_hours BIGINT NOT NULL CHECK (after_hours IN (0, 1)),
	PRIMARY KEY (case_id, person, at)
);
CREATE INDEX pages_person ON pages (person, at);
CREATE INDEX pages_at ON pages (at);

-- A copy of the owner in the case's body, for counting who has how much to do.
ALTER TABLE cases ADD COLUMN owner TEXT NOT NULL DEFAULT '';
CREATE INDEX cases_owner ON cases (owner, is_open);
