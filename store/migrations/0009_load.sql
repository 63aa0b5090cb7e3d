-- Before each question that a person must answer, the work of two weeks is counted for everybody who
-- could be asked. All that is counted is in the index, so that no row is read for it.

-- +goose Up
CREATE INDEX pages_load ON pages (person, at, after_hours);
DROP INDEX pages_person;
