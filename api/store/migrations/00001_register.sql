-- The register: facilities with their classes and places, areas, places to start from, rules, and what is kept beside them.
-- One text for SQLite and PostgreSQL: ids TEXT, instants BIGINT unix milliseconds, dates TEXT YYYY-MM-DD or '', JSON as TEXT,
-- months INTEGER (year * 12 + month - 1).

-- +goose Up
CREATE TABLE facility (
    id               TEXT PRIMARY KEY CHECK (id <> ''),
    source           TEXT NOT NULL CHECK (source <> ''),
    external_id      TEXT NOT NULL DEFAULT '',
    name             TEXT NOT NULL CHECK (name <> ''),
    other_name       TEXT NOT NULL DEFAULT '',
    credit_code      TEXT NOT NULL DEFAULT '',
    filing_status    TEXT NOT NULL CHECK (filing_status IN ('unknown', 'draft', 'submitted', 'received', 'verifying',
                         'nonconforming', 'filed', 'licensed', 'change_pending', 'suspended', 'cancelled')),
    filing_no        TEXT NOT NULL DEFAULT '',
    filing_date      TEXT NOT NULL DEFAULT '' CHECK (length(filing_date) IN (0, 10)),
    filing_authority TEXT NOT NULL DEFAULT '',
    kind             TEXT NOT NULL CHECK (kind IN ('independent', 'community', 'kindergarten', 'employer', 'home', 'service_centre')),
    nature           TEXT NOT NULL DEFAULT '' CHECK (nature IN ('', 'public', 'private', 'public_private')),
    inclusive        BOOLEAN NOT NULL,
    open_to_public   BOOLEAN NOT NULL,
    area_code        TEXT NOT NULL DEFAULT '',
    area_name        TEXT NOT NULL DEFAULT '',
    address          TEXT NOT NULL DEFAULT '',
    lon              DOUBLE PRECISION CHECK (lon BETWEEN -180 AND 180),
    lat              DOUBLE PRECISION CHECK (lat BETWEEN -90 AND 90),
    verified         BOOLEAN NOT NULL,
    demo             BOOLEAN NOT NULL,
    profile          TEXT NOT NULL,          -- JSON: what is neither filtered nor unique
    print            TEXT NOT NULL,          -- fingerprint of everything above, as last saved
    class_print      TEXT NOT NULL,          -- fingerprint of the classes the last list gave, '' when none did
    version          BIGINT NOT NULL CHECK (version > 0), -- grows with every write to the facility or its classes
    updated_at       BIGINT NOT NULL,
    CHECK ((lon IS NULL) = (lat IS NULL))
);
CREATE UNIQUE INDEX facility_external ON facility (source, external_id) WHERE external_id <> '';
-- A list without ids of its own knows a facility by credit code and district.
CREATE UNIQUE INDEX facility_credit_district ON facility (source, credit_code, substr(area_code, 1, 6))
    WHERE credit_code <> '' AND external_id = '';
CREATE INDEX facility_credit ON facility (credit_code) WHERE credit_code <> '';

CREATE TABLE class (
    id           TEXT PRIMARY KEY CHECK (id <> ''),
    facility_id  TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    ord          INTEGER NOT NULL CHECK (ord >= 0),
    name         TEXT NOT NULL,
    band         TEXT NOT NULL CHECK (band IN ('infant', 'toddler', 'senior', 'mixed')),
    from_months  INTEGER NOT NULL CHECK (from_months >= 0),
    to_months    INTEGER NOT NULL,
    mode         TEXT NOT NULL CHECK (mode IN ('full_day', 'half_day', 'hourly', 'drop_in')),
    confirmed_at BIGINT NOT NULL CHECK (confirmed_at >= 0),
    source       TEXT NOT NULL CHECK (source IN ('', 'facility', 'contract', 'import', 'demo')),
    reports      INTEGER NOT NULL CHECK (reports >= 0),
    CHECK (to_months > from_months)
);
CREATE INDEX class_facility ON class (facility_id, ord);

CREATE TABLE pool (
    class_id TEXT NOT NULL REFERENCES class (id) ON DELETE CASCADE,
    month    INTEGER NOT NULL CHECK (month BETWEEN 22800 AND 26411), -- 1900-01 to 2200-12
    filed    INTEGER NOT NULL CHECK (filed >= 0),
    staffed  INTEGER NOT NULL CHECK (staffed >= 0),
    taken    INTEGER NOT NULL CHECK (taken >= 0),
    PRIMARY KEY (class_id, month)
);

CREATE TABLE vacancy_report (
    id          TEXT PRIMARY KEY CHECK (id <> ''),
    facility_id TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    class_id    TEXT NOT NULL DEFAULT '', -- '' speaks of every class
    reporter    TEXT NOT NULL CHECK (reporter <> ''),
    day         TEXT NOT NULL CHECK (length(day) = 10), -- in Shanghai
    reported_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX vacancy_report_once ON vacancy_report (facility_id, reporter, day);

CREATE TABLE area (
    code        TEXT PRIMARY KEY CHECK (code <> ''),
    name        TEXT NOT NULL CHECK (name <> ''),
    level       TEXT NOT NULL CHECK (level IN ('province', 'city', 'district', 'street')),
    parent_code TEXT NOT NULL DEFAULT '' CHECK (parent_code <> code),
    lon         DOUBLE PRECISION NOT NULL CHECK (lon BETWEEN -180 AND 180),
    lat         DOUBLE PRECISION NOT NULL CHECK (lat BETWEEN -90 AND 90),
    border      TEXT NOT NULL DEFAULT '', -- JSON coordinates of a multipolygon, '' when unknown
    population  BIGINT NOT NULL DEFAULT 0 CHECK (population >= 0),
    demo        BOOLEAN NOT NULL
);
CREATE INDEX area_parent ON area (parent_code);

CREATE TABLE place (
    source    TEXT NOT NULL CHECK (source <> ''),
    id        TEXT NOT NULL CHECK (id <> ''),
    name      TEXT NOT NULL CHECK (name <> ''),
    alt_names TEXT NOT NULL DEFAULT '', -- JSON array, '' when none
    kind      TEXT NOT NULL CHECK (kind IN ('street', 'estate', 'station', 'school', 'hospital', 'park', 'poi', 'area')),
    lon       DOUBLE PRECISION NOT NULL CHECK (lon BETWEEN -180 AND 180),
    lat       DOUBLE PRECISION NOT NULL CHECK (lat BETWEEN -90 AND 90),
    area_code TEXT NOT NULL DEFAULT '',
    area_name TEXT NOT NULL DEFAULT '',
    demo      BOOLEAN NOT NULL,
    PRIMARY KEY (source, id)
);

CREATE TABLE rule (
    region      TEXT NOT NULL CHECK (length(region) IN (0, 2, 4, 6, 9, 12)),
    rule_key    TEXT NOT NULL CHECK (rule_key <> ''),
    value       TEXT NOT NULL,
    unit        TEXT NOT NULL DEFAULT '',
    calendar    TEXT NOT NULL DEFAULT '' CHECK (calendar IN ('', 'natural', 'working')),
    legal_basis TEXT NOT NULL DEFAULT '',
    valid_from  TEXT NOT NULL DEFAULT '' CHECK (length(valid_from) IN (0, 10)),
    valid_to    TEXT NOT NULL DEFAULT '' CHECK (length(valid_to) IN (0, 10)),
    confidence  TEXT NOT NULL CHECK (confidence IN ('S', 'S2', 'C', 'I', 'M')),
    CHECK (valid_to = '' OR valid_from < valid_to),
    PRIMARY KEY (region, rule_key, valid_from)
);

CREATE TABLE meta (
    meta_key TEXT PRIMARY KEY CHECK (meta_key <> ''),
    value    TEXT NOT NULL
);

-- +goose Down
DROP TABLE meta;
DROP TABLE rule;
DROP TABLE place;
DROP TABLE area;
DROP TABLE vacancy_report;
DROP TABLE pool;
DROP TABLE class;
DROP TABLE facility;
