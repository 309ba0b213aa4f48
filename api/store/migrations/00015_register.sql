-- Stopping a facility as one act, the file a bureau keeps of it, and the public register's log of changes.

-- +goose Up
-- One time a facility was suspended or closed by its bureau. While it lasts no list gives the facility another status.
CREATE TABLE closure (
    id          TEXT PRIMARY KEY CHECK (id <> ''),
    facility_id TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL CHECK (kind IN ('suspend', 'close')),
    reason      TEXT NOT NULL CHECK (reason <> ''),
    words       TEXT NOT NULL DEFAULT '', -- for families and the register
    was_status  TEXT NOT NULL CHECK (was_status IN ('filed', 'licensed', 'change_pending')),
    classes     TEXT NOT NULL,            -- JSON: ids of the classes stopped by it
    affected    TEXT NOT NULL,            -- JSON: whom it concerned, counted
    started_at  BIGINT NOT NULL,
    start_kind  TEXT NOT NULL CHECK (start_kind <> ''),
    start_actor TEXT NOT NULL DEFAULT '',
    ended_at    BIGINT NOT NULL DEFAULT 0, -- 0: it lasts
    end_kind    TEXT NOT NULL DEFAULT '',
    end_actor   TEXT NOT NULL DEFAULT '',
    end_reason  TEXT NOT NULL DEFAULT '',
    CHECK ((ended_at = 0) = (end_kind = '')),
    CHECK (ended_at = 0 OR ended_at >= started_at)
);
CREATE UNIQUE INDEX closure_open ON closure (facility_id) WHERE ended_at = 0;
CREATE INDEX closure_facility ON closure (facility_id, started_at);
CREATE INDEX closure_started ON closure (started_at);

-- Every application a closure found, as it stood then: what became of each is read from the application.
CREATE TABLE closure_application (
    closure_id     TEXT NOT NULL REFERENCES closure (id) ON DELETE CASCADE,
    application_id TEXT NOT NULL REFERENCES application (id) ON DELETE CASCADE,
    state          TEXT NOT NULL CHECK (state <> ''),
    PRIMARY KEY (closure_id, application_id)
);
CREATE INDEX closure_application_of ON closure_application (application_id);

-- The file of a facility: inspections, orders, penalties and notes.
CREATE TABLE facility_record (
    id          TEXT PRIMARY KEY CHECK (id <> ''),
    facility_id TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL CHECK (kind IN ('inspection', 'note', 'order', 'recheck', 'warning', 'fine')),
    on_day      TEXT NOT NULL CHECK (length(on_day) = 10),
    due_day     TEXT NOT NULL DEFAULT '' CHECK (length(due_day) IN (0, 10)),
    done_day    TEXT NOT NULL DEFAULT '' CHECK (length(done_day) IN (0, 10)),
    result      TEXT NOT NULL DEFAULT '' CHECK (result IN ('', 'in_order', 'faults', 'not_met')),
    fine        BIGINT NOT NULL DEFAULT 0 CHECK (fine >= 0), -- fen
    doc_no      TEXT NOT NULL DEFAULT '',
    words       TEXT NOT NULL CHECK (words <> ''),
    actor_kind  TEXT NOT NULL CHECK (actor_kind <> ''),
    actor_id    TEXT NOT NULL DEFAULT '',
    at          BIGINT NOT NULL,
    version     BIGINT NOT NULL DEFAULT 1 CHECK (version > 0),
    CHECK ((kind = 'order') = (due_day <> '')),
    CHECK (done_day = '' OR kind = 'order'),
    CHECK ((kind IN ('inspection', 'recheck')) = (result <> '')),
    CHECK ((kind = 'fine') = (fine > 0))
);
CREATE INDEX facility_record_facility ON facility_record (facility_id, on_day);
CREATE INDEX facility_record_due ON facility_record (due_day) WHERE kind = 'order' AND done_day = '';

-- The grades of a facility by day; rows are only ever added.
CREATE TABLE facility_grade (
    facility_id  TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    n            BIGINT NOT NULL CHECK (n > 0),
    from_day     TEXT NOT NULL CHECK (length(from_day) = 10),
    risk         TEXT NOT NULL CHECK (risk IN ('A', 'B', 'C', 'D')),
    credit       TEXT NOT NULL CHECK (credit IN ('A', 'A-', 'B+', 'B', 'B-', 'C+', 'C', 'D')),
    department_d BOOLEAN NOT NULL DEFAULT FALSE, -- a department has graded it D itself
    grade        TEXT NOT NULL CHECK (grade IN ('A', 'B', 'C', 'D')),
    by_hand      BOOLEAN NOT NULL DEFAULT FALSE, -- the matrix did not say
    words        TEXT NOT NULL DEFAULT '',
    actor_kind   TEXT NOT NULL CHECK (actor_kind <> ''),
    actor_id     TEXT NOT NULL DEFAULT '',
    at           BIGINT NOT NULL,
    PRIMARY KEY (facility_id, n)
);

-- The public register's log. It follows from the chained record row by row, and can be made anew from it.
CREATE TABLE register_entry (
    seq         BIGINT PRIMARY KEY CHECK (seq > 0), -- of the change it follows from
    facility_id TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL CHECK (kind IN ('filed', 'licensed', 'changed', 'suspended', 'resumed', 'cancelled', 'nonconforming')),
    at          BIGINT NOT NULL,
    status      TEXT NOT NULL CHECK (status <> ''),
    detail      TEXT NOT NULL DEFAULT '{}' -- JSON: fields that changed, reasons, words
);
CREATE INDEX register_entry_facility ON register_entry (facility_id, seq);

-- What the log knows of a facility while it follows along.
CREATE TABLE register_standing (
    facility_id TEXT PRIMARY KEY REFERENCES facility (id) ON DELETE CASCADE,
    status      TEXT NOT NULL CHECK (status <> ''),
    seq         BIGINT NOT NULL CHECK (seq > 0)
);

ALTER TABLE account ADD COLUMN version BIGINT NOT NULL DEFAULT 1; -- grows with every change a manager of staff makes

-- +goose Down
ALTER TABLE account DROP COLUMN version;
DROP TABLE register_standing;
DROP TABLE register_entry;
DROP TABLE facility_grade;
DROP TABLE facility_record;
DROP TABLE closure_application;
DROP TABLE closure;
