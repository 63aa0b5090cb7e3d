-- Somebody with many cases is forgotten some cases at a time. What belongs to a case is found without
-- looking through all of it.

-- +goose Up
CREATE INDEX threads_case ON threads (case_id);
CREATE INDEX outbox_past ON outbox (case_id) WHERE state <> 'waiting' AND case_id <> '';

-- Weekly messages of forgotten people that could be written again: a keyed mark of each message's key,
-- and when the message was queued.
CREATE TABLE digest_marks (
	mark TEXT   NOT NULL PRIMARY KEY CHECK (mark <> ''),
	at   BIGINT NOT NULL
);
