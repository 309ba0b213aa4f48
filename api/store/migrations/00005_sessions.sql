-- Coming to look, care by the hour and the day, absences, attendance, and links that ask a facility whether its figures still
-- hold. Every step of a visit or an entry is a change row, so their history is the chained log itself.

-- +goose Up
CREATE TABLE slot (
    id          TEXT PRIMARY KEY CHECK (id <> ''),
    facility_id TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    starts_at   BIGINT NOT NULL,
    ends_at     BIGINT NOT NULL,
    places      INTEGER NOT NULL CHECK (places BETWEEN 1 AND 100), -- families
    taken       INTEGER NOT NULL DEFAULT 0 CHECK (taken BETWEEN 0 AND places),
    open        BOOLEAN NOT NULL DEFAULT TRUE,
    reason      TEXT NOT NULL DEFAULT '', -- why it was cancelled
    version     BIGINT NOT NULL DEFAULT 1 CHECK (version > 0),
    created_at  BIGINT NOT NULL,
    CHECK (ends_at > starts_at),
    CHECK (open = (reason = '')),
    CHECK (open OR taken = 0)
);
CREATE UNIQUE INDEX slot_once ON slot (facility_id, starts_at) WHERE open;
CREATE INDEX slot_time ON slot (facility_id, starts_at);

CREATE TABLE visit (
    id          TEXT PRIMARY KEY CHECK (id <> ''),
    slot_id     TEXT NOT NULL REFERENCES slot (id) ON DELETE CASCADE,
    facility_id TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    family_id   TEXT NOT NULL REFERENCES family (id) ON DELETE CASCADE,
    account_id  TEXT REFERENCES account (id) ON DELETE SET NULL, -- who booked
    child_id    TEXT REFERENCES child (id) ON DELETE SET NULL, -- for whom; may be nobody yet
    note_sealed TEXT NOT NULL DEFAULT '',
    state       TEXT NOT NULL CHECK (state IN ('booked', 'attended', 'missed', 'cancelled')),
    version     BIGINT NOT NULL DEFAULT 1 CHECK (version > 0),
    reason      TEXT NOT NULL DEFAULT '',
    reminded    BOOLEAN NOT NULL DEFAULT FALSE,
    starts_at   BIGINT NOT NULL, -- of the slot, which never moves
    ends_at     BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL
);
-- One visit to come, a family and facility: times to look are for many.
CREATE UNIQUE INDEX visit_once ON visit (facility_id, family_id) WHERE state = 'booked';
CREATE INDEX visit_slot ON visit (slot_id);
CREATE INDEX visit_family ON visit (family_id, starts_at);
CREATE INDEX visit_facility ON visit (facility_id, starts_at);
CREATE INDEX visit_booked ON visit (starts_at) WHERE state = 'booked';

-- An opening window: who enters it is put in order by lottery. The seed is drawn by lot when the window is made and its SHA-256
-- shown at once, so nobody can choose it afterwards; it is told with the draw. One number a child, for all sessions of a window.
CREATE TABLE lottery (
    id          TEXT PRIMARY KEY CHECK (id <> ''),
    facility_id TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    opens_at    BIGINT NOT NULL,
    closes_at   BIGINT NOT NULL,
    seed        TEXT NOT NULL CHECK (seed <> ''),
    seed_hash   TEXT NOT NULL CHECK (length(seed_hash) = 64),
    entered     INTEGER NOT NULL DEFAULT 0 CHECK (entered >= 0),
    drawn_at    BIGINT NOT NULL DEFAULT 0,
    transcript  TEXT NOT NULL DEFAULT '', -- JSON: the whole draw, for anybody to repeat
    created_at  BIGINT NOT NULL,
    CHECK ((drawn_at = 0) = (transcript = '')),
    CHECK (closes_at > opens_at),
    CHECK (drawn_at = 0 OR drawn_at >= closes_at)
);
CREATE INDEX lottery_due ON lottery (closes_at) WHERE drawn_at = 0;

CREATE TABLE care_session (
    id           TEXT PRIMARY KEY CHECK (id <> ''),
    facility_id  TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    class_id     TEXT REFERENCES class (id) ON DELETE SET NULL,
    mode         TEXT NOT NULL CHECK (mode IN ('hourly', 'drop_in')),
    day          TEXT NOT NULL CHECK (length(day) = 10),
    open_minute  INTEGER NOT NULL CHECK (open_minute >= 0),
    close_minute INTEGER NOT NULL CHECK (close_minute <= 1440),
    starts_at    BIGINT NOT NULL,
    ends_at      BIGINT NOT NULL,
    from_months  INTEGER NOT NULL CHECK (from_months >= 0),
    to_months    INTEGER NOT NULL,
    fee          BIGINT NOT NULL DEFAULT 0 CHECK (fee >= 0), -- fen; 0: not said
    places       INTEGER NOT NULL CHECK (places BETWEEN 0 AND 500), -- what the facility gave, without lent
    lent         INTEGER NOT NULL DEFAULT 0 CHECK (lent >= 0),      -- places of the class's own children who stay away that day
    taken        INTEGER NOT NULL DEFAULT 0 CHECK (taken >= 0),
    lottery_id   TEXT REFERENCES lottery (id) ON DELETE SET NULL,
    cancelled    BOOLEAN NOT NULL DEFAULT FALSE,
    reason       TEXT NOT NULL DEFAULT '',
    version      BIGINT NOT NULL DEFAULT 1 CHECK (version > 0),
    created_at   BIGINT NOT NULL,
    CHECK (close_minute > open_minute AND ends_at > starts_at AND to_months > from_months),
    CHECK (taken <= places + lent),
    CHECK (cancelled = (reason <> '')),
    CHECK (NOT cancelled OR taken = 0)
);
CREATE INDEX care_session_time ON care_session (facility_id, starts_at);
CREATE INDEX care_session_class ON care_session (class_id, day) WHERE class_id IS NOT NULL;
CREATE INDEX care_session_lottery ON care_session (lottery_id) WHERE lottery_id IS NOT NULL;
CREATE INDEX care_session_end ON care_session (ends_at);

CREATE TABLE entry (
    id          TEXT PRIMARY KEY CHECK (id <> ''),
    session_id  TEXT NOT NULL REFERENCES care_session (id) ON DELETE CASCADE,
    facility_id TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    family_id   TEXT NOT NULL REFERENCES family (id) ON DELETE CASCADE,
    child_id    TEXT NOT NULL REFERENCES child (id) ON DELETE CASCADE,
    state       TEXT NOT NULL CHECK (state IN ('entered', 'drawn', 'waiting', 'booked', 'checked_in', 'checked_out', 'missed',
                    'cancelled', 'released')),
    version     BIGINT NOT NULL DEFAULT 1 CHECK (version > 0),
    lottery     BIGINT NOT NULL DEFAULT 0, -- the number the draw gave; 0: came after it
    at          BIGINT NOT NULL,
    confirm_by  BIGINT NOT NULL DEFAULT 0,
    in_at       BIGINT NOT NULL DEFAULT 0,
    out_at      BIGINT NOT NULL DEFAULT 0,
    reason      TEXT NOT NULL DEFAULT '',
    reminded    BOOLEAN NOT NULL DEFAULT FALSE,
    starts_at   BIGINT NOT NULL, -- of the session, which never moves
    ends_at     BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    CHECK ((state = 'drawn') = (confirm_by > 0))
);
CREATE UNIQUE INDEX entry_once ON entry (session_id, child_id) WHERE state IN ('entered', 'drawn', 'waiting', 'booked', 'checked_in');
CREATE INDEX entry_session ON entry (session_id, state);
CREATE INDEX entry_order ON entry (session_id, lottery, at, id) WHERE state = 'waiting';
CREATE INDEX entry_child ON entry (child_id, starts_at) WHERE state IN ('entered', 'drawn', 'waiting', 'booked', 'checked_in');
CREATE INDEX entry_family ON entry (family_id, starts_at);
CREATE INDEX entry_confirm ON entry (confirm_by) WHERE state = 'drawn';
CREATE INDEX entry_due ON entry (starts_at) WHERE state IN ('entered', 'drawn', 'waiting', 'booked');

-- A day an enrolled child stays away: its place of that day is lent to sessions of the class.
CREATE TABLE absence (
    id             TEXT PRIMARY KEY CHECK (id <> ''),
    application_id TEXT NOT NULL REFERENCES application (id) ON DELETE CASCADE,
    family_id      TEXT NOT NULL REFERENCES family (id) ON DELETE CASCADE,
    child_id       TEXT NOT NULL REFERENCES child (id) ON DELETE CASCADE,
    facility_id    TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    class_id       TEXT NOT NULL REFERENCES class (id) ON DELETE CASCADE,
    day            TEXT NOT NULL CHECK (length(day) = 10),
    by_family      BOOLEAN NOT NULL, -- or marked by the facility
    created_at     BIGINT NOT NULL
);
CREATE UNIQUE INDEX absence_once ON absence (application_id, day);
CREATE INDEX absence_class ON absence (class_id, day);

-- One mark an enrolled child and day; of children in sessions the entry says it.
CREATE TABLE attendance (
    application_id TEXT NOT NULL REFERENCES application (id) ON DELETE CASCADE,
    day            TEXT NOT NULL CHECK (length(day) = 10),
    child_id       TEXT NOT NULL REFERENCES child (id) ON DELETE CASCADE,
    facility_id    TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    mark           TEXT NOT NULL CHECK (mark IN ('present', 'absent', 'ill', 'picked_up')),
    in_at          BIGINT NOT NULL DEFAULT 0,
    out_at         BIGINT NOT NULL DEFAULT 0,
    marked_at      BIGINT NOT NULL,
    marked_by      TEXT NOT NULL CHECK (marked_by <> ''),
    PRIMARY KEY (application_id, day)
);
CREATE INDEX attendance_day ON attendance (facility_id, day);

-- A signed link that asks a facility whether its figures hold. The token itself is nowhere in the database but in the message.
CREATE TABLE vacancy_link (
    id          TEXT PRIMARY KEY CHECK (id <> ''),
    facility_id TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    answer      TEXT NOT NULL DEFAULT '' CHECK (answer IN ('', 'yes', 'no')),
    answered_at BIGINT NOT NULL DEFAULT 0,
    CHECK (expires_at > created_at),
    CHECK ((answer = '') = (answered_at = 0))
);
CREATE INDEX vacancy_link_facility ON vacancy_link (facility_id, created_at);

-- +goose Down
DROP TABLE vacancy_link;
DROP TABLE attendance;
DROP TABLE absence;
DROP TABLE entry;
DROP TABLE care_session;
DROP TABLE lottery;
DROP TABLE visit;
DROP TABLE slot;
