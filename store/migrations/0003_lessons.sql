-- What people taught the search, so that it survives a restart and a rebuild of the index, and so
-- that every process with this database knows it. Lessons are drawn from the ledger and may be drawn
-- again. They hold words that people typed, so they belong to the person whose press taught them:
-- erasing the person takes them away.

-- +goose Up

-- A question meant an asset, or did not. One ask teaches the same of one asset once.
CREATE TABLE lessons (
	ask_id TEXT   NOT NULL CHECK (ask_id <> ''),
	asset  TEXT   NOT NULL CHECK (asset <> ''),
	kind   TEXT   NOT NULL CHECK (kind IN ('solved', 'rephrased', 'not quite')),
	phrase TEXT   NOT NULL,
	who    TEXT   NOT NULL REFERENCES people (pseudonym) ON DELETE CASCADE,
	at     BIGINT NOT NULL CHECK (at > 0),
	sketch TEXT   NOT NULL, -- what the asset was like then
	PRIMARY KEY (ask_id, asset, kind)
);
CREATE INDEX lessons_who ON lessons (who);

-- A curator struck a phrase out. That outlives the curator, so it refers to nobody by foreign key.
CREATE TABLE strikes (
	asset  TEXT   NOT NULL CHECK (asset <> ''),
	phrase TEXT   NOT NULL,
	who    TEXT   NOT NULL, -- pseudonym, or empty when it was done at the command line
	at     BIGINT NOT NULL,
	PRIMARY KEY (asset, phrase)
);

-- One row: how often lessons or strikes were changed, which 0004 counts, and up to which press
-- lessons have been drawn.
CREATE TABLE learnt (
	id      BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
	version BIGINT NOT NULL,
	up_to   BIGINT NOT NULL
);
INSERT INTO learnt (id, version, up_to) VALUES (1, 0, 0);
