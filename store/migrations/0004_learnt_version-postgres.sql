-- Every process asks again and again whether there is anything new to learn, which has to cost next
-- to nothing. So the database counts the changes itself: it also sees the lessons that go with an
-- erased person, and what somebody changes by hand.

-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION learnt_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE learnt SET version = version + 1;
	RETURN NULL;
END;
$$;
-- +goose StatementEnd
-- For each row, because a statement that changed none must not count.
CREATE TRIGGER lessons_changed AFTER INSERT OR UPDATE OR DELETE ON lessons
	FOR EACH ROW EXECUTE FUNCTION learnt_changed();
CREATE TRIGGER lessons_emptied AFTER TRUNCATE ON lessons
	FOR EACH STATEMENT EXECUTE FUNCTION learnt_changed();
CREATE TRIGGER strikes_changed AFTER INSERT OR UPDATE OR DELETE ON strikes
	FOR EACH ROW EXECUTE FUNCTION learnt_changed();
CREATE TRIGGER strikes_emptied AFTER TRUNCATE ON strikes
	FOR EACH STATEMENT EXECUTE FUNCTION learnt_changed();
