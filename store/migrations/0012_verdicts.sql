-- What is needed to notice that an asset does not help, and to count weekly messages.

-- +goose Up

-- The verdicts on an asset, the latest first; only one entry in four is in it.
CREATE INDEX ledger_verdicts ON ledger (asset, at) WHERE kind IN ('solved', 'not quite');

CREATE INDEX digests_at ON digests (at);

-- Since when each asset says what it says, by the fingerprint of its text. 0 is for as long as anybody
-- knows: it had that text when it was first seen.
CREATE TABLE asset_texts (
	asset     TEXT   NOT NULL PRIMARY KEY CHECK (asset <> ''),
	text_hash TEXT   NOT NULL,
	since     BIGINT NOT NULL
);
