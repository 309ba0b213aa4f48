-- Filings (备案), licences (许可), the reports of kindergarten classes, and what registrars register. Forms and notes name people and are
-- sealed; everything a clock, a list or the public needs stands beside them.

-- +goose Up
-- One matter a facility brings: its first filing, a change, or its end.
CREATE TABLE filing (
    id            TEXT PRIMARY KEY CHECK (id <> ''),
    facility_id   TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    area_code     TEXT NOT NULL CHECK (area_code <> ''),
    kind          TEXT NOT NULL CHECK (kind IN ('filing', 'change', 'cancellation')),
    basis         TEXT NOT NULL CHECK (basis IN ('filing', 'licence')),
    state         TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'received', 'verifying', 'nonconforming', 'done', 'withdrawn')),
    round         INTEGER NOT NULL CHECK (round >= 0),
    clocks        TEXT NOT NULL,             -- JSON
    due           BIGINT NOT NULL DEFAULT 0, -- when the nearest running clock ends; 0: none runs
    next_warning  BIGINT NOT NULL DEFAULT 0, -- when somebody is to be warned; 0: nobody
    provisional   BOOLEAN NOT NULL,          -- a clock counts through a year whose calendar is not published
    reasons       TEXT NOT NULL DEFAULT '',  -- JSON: why it does not conform; public
    receipt_no    TEXT NOT NULL DEFAULT '',
    title_no      TEXT NOT NULL DEFAULT '',
    officer       TEXT NOT NULL DEFAULT '',
    form_sealed   TEXT NOT NULL,
    checks_sealed TEXT NOT NULL DEFAULT '',
    version       BIGINT NOT NULL CHECK (version > 0),
    created_at    BIGINT NOT NULL,
    submitted_at  BIGINT NOT NULL DEFAULT 0,
    received_at   BIGINT NOT NULL DEFAULT 0,
    decided_at    BIGINT NOT NULL DEFAULT 0,
    updated_at    BIGINT NOT NULL,
    CHECK (state IN ('draft', 'withdrawn') OR submitted_at > 0),
    CHECK (state IN ('draft', 'withdrawn') OR round > 0),
    CHECK (state NOT IN ('received', 'verifying') OR received_at > 0),
    CHECK ((state IN ('nonconforming', 'done', 'withdrawn')) = (decided_at > 0)),
    CHECK ((state = 'nonconforming') = (reasons <> '')),
    CHECK (state IN ('submitted', 'received', 'verifying') OR (due = 0 AND next_warning = 0))
);
CREATE UNIQUE INDEX filing_open ON filing (facility_id) WHERE state NOT IN ('done', 'withdrawn');
CREATE INDEX filing_facility ON filing (facility_id, created_at);
CREATE INDEX filing_warning ON filing (next_warning) WHERE next_warning > 0;
CREATE INDEX filing_desk ON filing (state, due);
CREATE UNIQUE INDEX filing_receipt ON filing (area_code, receipt_no) WHERE receipt_no <> '';

-- What was done with it, and by whom. Written once.
CREATE TABLE filing_event (
    filing_id  TEXT NOT NULL REFERENCES filing (id) ON DELETE CASCADE,
    n          BIGINT NOT NULL CHECK (n > 0),
    action     TEXT NOT NULL CHECK (action <> ''),
    state      TEXT NOT NULL CHECK (state <> ''),
    actor_kind TEXT NOT NULL CHECK (actor_kind <> ''),
    actor_id   TEXT NOT NULL DEFAULT '',
    reasons    TEXT NOT NULL DEFAULT '',
    at         BIGINT NOT NULL,
    PRIMARY KEY (filing_id, n)
);

-- A paper of a filing, sealed in the blob store. A change begins with the papers of what it changes: they share the file.
CREATE TABLE filing_material (
    id          TEXT PRIMARY KEY CHECK (id <> ''),
    filing_id   TEXT NOT NULL REFERENCES filing (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL CHECK (kind <> ''),
    type        TEXT NOT NULL CHECK (type IN ('image/jpeg', 'application/pdf')),
    bytes       BIGINT NOT NULL CHECK (bytes > 0),
    sha256      TEXT NOT NULL CHECK (length(sha256) = 64),
    blob_key    TEXT NOT NULL CHECK (blob_key <> ''),
    issued_on   TEXT NOT NULL DEFAULT '' CHECK (length(issued_on) IN (0, 10)),
    valid_until TEXT NOT NULL DEFAULT '' CHECK (length(valid_until) IN (0, 10)),
    carried     BOOLEAN NOT NULL, -- from the filing before
    created_at  BIGINT NOT NULL,
    CHECK (issued_on = '' OR valid_until = '' OR issued_on <= valid_until)
);
CREATE INDEX filing_material_filing ON filing_material (filing_id, kind, id);
CREATE INDEX filing_material_blob ON filing_material (blob_key);
CREATE INDEX filing_material_until ON filing_material (valid_until) WHERE valid_until <> '';

-- What a facility was given: side by side where one law replaces the other.
CREATE TABLE filing_title (
    id          TEXT PRIMARY KEY CHECK (id <> ''),
    facility_id TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    basis       TEXT NOT NULL CHECK (basis IN ('filing', 'licence')),
    no          TEXT NOT NULL DEFAULT '',
    authority   TEXT NOT NULL DEFAULT '',
    granted_on  TEXT NOT NULL DEFAULT '' CHECK (length(granted_on) IN (0, 10)),
    ended_on    TEXT NOT NULL DEFAULT '' CHECK (length(ended_on) IN (0, 10)),
    filing_id   TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX filing_title_stands ON filing_title (facility_id, basis) WHERE ended_on = '';

-- A kindergarten's classes for children under three, term by term.
CREATE TABLE term_report (
    facility_id     TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    term            TEXT NOT NULL CHECK (length(term) = 11),
    classes         TEXT NOT NULL, -- JSON
    places          INTEGER NOT NULL CHECK (places >= 0),
    children        INTEGER NOT NULL CHECK (children >= 0),
    due             TEXT NOT NULL CHECK (length(due) = 10),
    reported_on     TEXT NOT NULL CHECK (length(reported_on) = 10),
    acknowledged_at BIGINT NOT NULL DEFAULT 0,
    acknowledged_by TEXT NOT NULL DEFAULT '',
    version         BIGINT NOT NULL CHECK (version > 0),
    updated_at      BIGINT NOT NULL,
    PRIMARY KEY (facility_id, term),
    CHECK ((acknowledged_at = 0) = (acknowledged_by = ''))
);
CREATE INDEX term_report_term ON term_report (term);

-- A body in a registrar's list.
CREATE TABLE registrant (
    id            TEXT PRIMARY KEY CHECK (id <> ''),
    source        TEXT NOT NULL CHECK (source <> ''),
    credit_code   TEXT NOT NULL CHECK (credit_code <> ''),
    name          TEXT NOT NULL CHECK (name <> ''),
    route         TEXT NOT NULL DEFAULT '' CHECK (route IN ('', 'institution', 'service', 'company')),
    registrar     TEXT NOT NULL DEFAULT '',
    area_code     TEXT NOT NULL CHECK (area_code <> ''),
    area_name     TEXT NOT NULL DEFAULT '',
    address       TEXT NOT NULL DEFAULT '',
    scope         TEXT NOT NULL DEFAULT '',
    registered_on TEXT NOT NULL DEFAULT '' CHECK (length(registered_on) IN (0, 10)),
    ended         BOOLEAN NOT NULL,
    mark          TEXT NOT NULL DEFAULT '' CHECK (mark IN ('', 'invited', 'unrelated', 'linked')),
    note          TEXT NOT NULL DEFAULT '',
    facility_id   TEXT REFERENCES facility (id) ON DELETE SET NULL,
    demo          BOOLEAN NOT NULL,
    seen_at       BIGINT NOT NULL,
    version       BIGINT NOT NULL CHECK (version > 0),
    CHECK (mark <> 'unrelated' OR note <> '')
);
CREATE UNIQUE INDEX registrant_once ON registrant (source, credit_code);
CREATE INDEX registrant_code ON registrant (credit_code);
CREATE INDEX registrant_area ON registrant (area_code, name);

-- +goose Down
DROP TABLE registrant;
DROP TABLE term_report;
DROP TABLE filing_title;
DROP TABLE filing_material;
DROP TABLE filing_event;
DROP TABLE filing;
