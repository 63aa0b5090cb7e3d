-- What was asked to try the bot out, or to practise, teaches nothing. Before this release it did.

-- +goose Up
DELETE FROM lessons
WHERE EXISTS (SELECT 1 FROM ledger q WHERE q.ask_id = lessons.ask_id AND q.kind = 'asked' AND q.mode <> '');
