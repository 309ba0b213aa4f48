-- Places offered instead of those in a class that is stopped: the child has both until its family chooses.

-- +goose Up
ALTER TABLE application ADD COLUMN alternative BOOLEAN NOT NULL DEFAULT FALSE;
DROP INDEX application_live;
CREATE UNIQUE INDEX application_live ON application (child_id) WHERE state IN ('held', 'submitted', 'offered', 'confirmed') AND NOT alternative;
CREATE UNIQUE INDEX application_beside ON application (child_id) WHERE state IN ('held', 'submitted', 'offered', 'confirmed') AND alternative;
CREATE INDEX application_replaces ON application (replaces) WHERE replaces <> '';
CREATE INDEX class_stopped ON class (id) WHERE frozen <> '' OR closed;
CREATE INDEX facility_stopped ON facility (id) WHERE filing_status IN ('suspended', 'cancelled');
CREATE INDEX facility_at ON facility (lat, lon);

-- +goose Down
DROP INDEX facility_at;
DROP INDEX facility_stopped;
DROP INDEX class_stopped;
DROP INDEX application_replaces;
DROP INDEX application_beside;
DROP INDEX application_live;
CREATE UNIQUE INDEX application_live ON application (child_id) WHERE state IN ('held', 'submitted', 'offered', 'confirmed');
ALTER TABLE application DROP COLUMN alternative;
