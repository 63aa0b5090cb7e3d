-- The ledger stays append-only but for one change: an entry of a person may be given to a name that
-- leads to nobody. "p_" begins a pseudonym, "x_" such a name; nothing leads back from it.

-- +goose Up
DROP TRIGGER ledger_no_update;
-- +goose StatementBegin
CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
WHEN NOT (OLD.who GLOB 'p_*' AND length(NEW.who) = 26 AND NEW.who GLOB 'x_*'
	AND substr(NEW.who, 3) NOT GLOB '*[^0-9a-f]*'
	AND NEW.rowid IS OLD.rowid AND NEW.id IS OLD.id AND NEW.ask_id IS OLD.ask_id
	AND NEW.at IS OLD.at AND NEW.kind IS OLD.kind AND NEW.asset IS OLD.asset
	AND NEW.team IS OLD.team AND NEW.case_id IS OLD.case_id AND NEW.door IS OLD.door
	AND NEW.confidence IS OLD.confidence AND NEW.mode IS OLD.mode AND NEW.took IS OLD.took)
BEGIN
	SELECT RAISE(ABORT, 'the ledger is append-only');
END;
-- +goose StatementEnd
