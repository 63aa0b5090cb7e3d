-- Who stands in for whom: changes of a schedule that people made in Slack.

-- +goose Up

CREATE TABLE overrides (
	id       TEXT   NOT NULL PRIMARY KEY CHECK (id <> ''),
	team     TEXT   NOT NULL,
	adds     TEXT   NOT NULL, -- Slack id, or empty
	removes  TEXT   NOT NULL, -- Slack id, or empty
	begins   BIGINT NOT NULL,
	ends     BIGINT NOT NULL CHECK (ends > begins),
	made_by  TEXT   NOT NULL, -- Slack id
	state    TEXT   NOT NULL CHECK (state IN ('asked', 'agreed', 'declined')),
	made_at  BIGINT NOT NULL
);
CREATE INDEX overrides_ends ON overrides (ends);

-- One row for each team, changed by whoever changes the team's overrides: two who do so at the same
-- time wait for each other, so that no two overrides can overlap.
CREATE TABLE override_turns (
	team TEXT   NOT NULL PRIMARY KEY,
	n    BIGINT NOT NULL
);

-- Who was on call when the bot last looked, so that whoever comes on is told once.
CREATE TABLE handoffs (
	team    TEXT   NOT NULL PRIMARY KEY,
	members TEXT   NOT NULL, -- JSON array of Slack ids
	since   BIGINT NOT NULL
);
