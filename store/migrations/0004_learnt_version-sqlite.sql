-- Every process asks again and again whether there is anything new to learn, which has to cost next
-- to nothing. So the database counts the changes itself: it also sees the lessons that go with an
-- erased person, and what somebody changes by hand.

-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER lessons_insert AFTER INSERT ON lessons
BEGIN
	UPDATE learnt SET version = version + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER lessons_update AFTER UPDATE ON lessons
BEGIN
	UPDATE learnt SET version = version + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER lessons_delete AFTER DELETE ON lessons
BEGIN
	UPDATE learnt SET version = version + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER strikes_insert AFTER INSERT ON strikes
BEGIN
	UPDATE learnt SET version = version + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER strikes_update AFTER UPDATE ON strikes
BEGIN
	UPDATE learnt SET version = version + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER strikes_delete AFTER DELETE ON strikes
BEGIN
	UPDATE learnt SET version = version + 1;
END;
-- +goose StatementEnd
-- Most tools open SQLite with foreign keys switched off. Erasing a person with one of them takes
-- their lessons away all the same.
-- +goose StatementBegin
CREATE TRIGGER people_delete AFTER DELETE ON people
BEGIN
	DELETE FROM lessons WHERE who = OLD.pseudonym;
END;
-- +goose StatementEnd
