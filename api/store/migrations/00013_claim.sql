-- What families say of themselves that puts them before others, or lets them into a facility for the staff of its employer.

-- +goose Up
CREATE TABLE claim (
    id           TEXT PRIMARY KEY CHECK (id <> ''),
    family_id    TEXT NOT NULL REFERENCES family (id) ON DELETE CASCADE,
    child_id     TEXT NOT NULL DEFAULT '', -- '': all children
    kind         TEXT NOT NULL CHECK (kind <> ''),
    facility_id  TEXT NOT NULL DEFAULT '',
    area_code    TEXT NOT NULL DEFAULT '',
    state        TEXT NOT NULL CHECK (state IN ('asked', 'granted', 'refused')),
    paper_sealed TEXT NOT NULL DEFAULT '', -- which paper shows it, in the family's words
    until        TEXT NOT NULL DEFAULT '' CHECK (length(until) IN (0, 10)),
    reason       TEXT NOT NULL DEFAULT '',
    asked_at     BIGINT NOT NULL,
    settled_at   BIGINT NOT NULL DEFAULT 0,
    settled_by   TEXT NOT NULL DEFAULT '',
    CHECK ((kind = 'employee') = (facility_id <> '')),
    CHECK ((kind = 'employee') = (area_code = '')),
    CHECK ((state = 'granted') = (until <> '')),
    CHECK ((state = 'refused') = (reason <> '')),
    CHECK ((state = 'asked') = (settled_at = 0))
);
CREATE INDEX claim_family ON claim (family_id);
CREATE UNIQUE INDEX claim_once ON claim (family_id, child_id, kind, facility_id, area_code) WHERE state = 'asked';
CREATE INDEX claim_facility ON claim (facility_id, asked_at) WHERE state = 'asked' AND facility_id <> '';
CREATE INDEX claim_area ON claim (area_code, asked_at) WHERE state = 'asked' AND area_code <> '';

-- +goose Down
DROP TABLE claim;
