-- Each time something was learnt the lessons are read again: only those that are not too old to count.

-- +goose Up
CREATE INDEX lessons_at ON lessons (at);
