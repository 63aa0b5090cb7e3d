-- The ledger stays append-only but for one change: an entry of a person may be given to a name that
-- leads to nobody. "p_" begins a pseudonym, "x_" such a name; nothing leads back from it.

-- +goose Up
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	renamed ledger%ROWTYPE;
BEGIN
	IF TG_OP = 'UPDATE' THEN
		renamed := OLD;
		renamed.who := NEW.who;
		IF OLD.who LIKE 'p\_%' AND NEW.who ~ '^x_[0-9a-f]{24}$' AND NEW IS NOT DISTINCT FROM renamed THEN
			RETURN NEW;
		END IF;
	END IF;
	RAISE EXCEPTION 'the ledger is append-only';
END;
$$;
-- +goose StatementEnd
