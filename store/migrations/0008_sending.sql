-- What a sender must know of the tries before: when the first was, and whether one may have reached
-- Slack although nobody heard so.

-- +goose Up
ALTER TABLE outbox ADD COLUMN tried_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN unsure_at BIGINT NOT NULL DEFAULT 0;
