-- Places and who takes them: occupancy of a class by month, applications with every step they took, sibling groups, what
-- waits for a bureau's or a facility's answer, and the replies kept for repeated requests.

-- +goose Up
-- Children are counted where they are: outside are those the facility counts that have no application here, the others are
-- applications in the states of that name. New takes need an open month with room among the filed and the staffed places; the
-- database itself refuses more than filed, or than the bureau has let stand (grandfathered).
CREATE TABLE occupancy (
    class_id      TEXT NOT NULL REFERENCES class (id) ON DELETE CASCADE,
    month         INTEGER NOT NULL CHECK (month BETWEEN 22800 AND 26411), -- 1900-01 to 2200-12
    filed         INTEGER NOT NULL CHECK (filed >= 0),
    staffed       INTEGER NOT NULL CHECK (staffed >= 0),
    grandfathered INTEGER NOT NULL DEFAULT 0 CHECK (grandfathered >= 0),
    outside       INTEGER NOT NULL DEFAULT 0 CHECK (outside >= 0),
    held          INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
    offered       INTEGER NOT NULL DEFAULT 0 CHECK (offered >= 0),
    enrolled      INTEGER NOT NULL DEFAULT 0 CHECK (enrolled >= 0),
    open          BOOLEAN NOT NULL DEFAULT TRUE,
    CHECK (outside + held + offered + enrolled <= filed OR outside + held + offered + enrolled <= grandfathered),
    PRIMARY KEY (class_id, month)
);
INSERT INTO occupancy (class_id, month, filed, staffed, grandfathered, outside)
SELECT class_id, month, filed, staffed, CASE WHEN taken > filed THEN taken ELSE 0 END, taken FROM pool;
DROP TABLE pool;
ALTER TABLE occupancy RENAME TO pool;

ALTER TABLE class ADD COLUMN version BIGINT NOT NULL DEFAULT 1; -- grows with every change of its places
ALTER TABLE class ADD COLUMN closed BOOLEAN NOT NULL DEFAULT FALSE; -- no longer in its list, kept for who is in it
ALTER TABLE class ADD COLUMN frozen TEXT NOT NULL DEFAULT '';       -- why the bureau has stopped it; '' when it has not

-- Siblings who want places together: all are offered one, or none.
CREATE TABLE sibling_group (
    id         TEXT PRIMARY KEY CHECK (id <> ''),
    family_id  TEXT NOT NULL REFERENCES family (id) ON DELETE CASCADE,
    skips      INTEGER NOT NULL DEFAULT 0 CHECK (skips >= 0), -- how often others went before it, because not all of it could have a place
    skipped_at BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL
);
CREATE INDEX sibling_group_family ON sibling_group (family_id);

CREATE TABLE application (
    id           TEXT PRIMARY KEY CHECK (id <> ''),
    family_id    TEXT NOT NULL REFERENCES family (id) ON DELETE CASCADE,
    child_id     TEXT NOT NULL REFERENCES child (id) ON DELETE CASCADE,
    facility_id  TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    class_id     TEXT NOT NULL REFERENCES class (id), -- a class with applications is never deleted
    mode         TEXT NOT NULL CHECK (mode IN ('full_day', 'half_day', 'hourly', 'drop_in')),
    start_date   TEXT NOT NULL CHECK (length(start_date) = 10),
    from_month   INTEGER NOT NULL,
    to_month     INTEGER NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('draft', 'held', 'submitted', 'waitlisted', 'paused', 'offered', 'confirmed', 'enrolled',
                     'expired', 'lapsed', 'declined', 'rejected', 'withdrawn', 'revoked', 'superseded', 'no_show', 'ended')),
    version      BIGINT NOT NULL DEFAULT 1 CHECK (version > 0),
    hold_until   BIGINT NOT NULL DEFAULT 0, -- clocks; 0: not running
    decide_by    BIGINT NOT NULL DEFAULT 0,
    reject_by    BIGINT NOT NULL DEFAULT 0, -- the facility has refused: takes effect then, unless the district objects
    answer_by    BIGINT NOT NULL DEFAULT 0,
    agree_by     BIGINT NOT NULL DEFAULT 0,
    keep_by      BIGINT NOT NULL DEFAULT 0, -- of a wait, after the child was enrolled elsewhere: asked to say by then that it stays
    provisional  BOOLEAN NOT NULL DEFAULT FALSE, -- a clock counts through a year whose working days are not published
    extended     BOOLEAN NOT NULL DEFAULT FALSE,
    revived      BOOLEAN NOT NULL DEFAULT FALSE,
    frozen_at    BIGINT NOT NULL DEFAULT 0,
    rank_class   INTEGER NOT NULL DEFAULT 0,
    rank_points  INTEGER NOT NULL DEFAULT 0,
    rank_lottery BIGINT NOT NULL DEFAULT 0,
    rank_at      BIGINT NOT NULL DEFAULT 0,
    rank_rule    TEXT NOT NULL DEFAULT '', -- version of the rule set the rank was made by
    rank_why     TEXT NOT NULL DEFAULT '', -- JSON: the explanation
    group_id     TEXT NOT NULL DEFAULT '',
    replaces     TEXT NOT NULL DEFAULT '', -- the application whose place is given up for this one
    offered_at   BIGINT NOT NULL DEFAULT 0,
    delivered_at BIGINT NOT NULL DEFAULT 0,
    signed_at    BIGINT NOT NULL DEFAULT 0, -- the agreement
    reminders    INTEGER NOT NULL DEFAULT 0 CHECK (reminders >= 0), -- delivered ones, that the first day has passed
    reminded_at  BIGINT NOT NULL DEFAULT 0,
    sent         INTEGER NOT NULL DEFAULT 0 CHECK (sent >= 0), -- reminders sent
    reason       TEXT NOT NULL DEFAULT '',
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    CHECK (to_month >= from_month),
    CHECK (replaces <> id),
    CHECK (state <> 'held' OR hold_until > 0),
    CHECK (reject_by = 0 OR state = 'submitted'),
    CHECK (state <> 'offered' OR (answer_by > 0 AND offered_at > 0))
);
CREATE UNIQUE INDEX application_live ON application (child_id) WHERE state IN ('held', 'submitted', 'offered', 'confirmed');
CREATE UNIQUE INDEX application_full_day ON application (child_id) WHERE state = 'enrolled' AND mode = 'full_day';
CREATE UNIQUE INDEX application_once ON application (child_id, class_id)
    WHERE state IN ('draft', 'held', 'submitted', 'waitlisted', 'paused', 'offered', 'confirmed', 'enrolled');
CREATE INDEX application_child ON application (child_id, created_at);
CREATE INDEX application_family ON application (family_id, created_at);
CREATE INDEX application_facility ON application (facility_id, state, updated_at);
CREATE INDEX application_waiting ON application (class_id, rank_class, rank_points, rank_lottery, rank_at, id) WHERE state = 'waitlisted';
CREATE INDEX application_class ON application (class_id, state);
CREATE INDEX application_group ON application (group_id) WHERE group_id <> '';
CREATE INDEX application_hold ON application (hold_until) WHERE state = 'held';
CREATE INDEX application_decide ON application (decide_by) WHERE state = 'submitted';
CREATE INDEX application_reject ON application (reject_by) WHERE reject_by > 0;
CREATE INDEX application_answer ON application (answer_by) WHERE state = 'offered';
CREATE INDEX application_keep ON application (keep_by) WHERE keep_by > 0;
CREATE INDEX application_draft ON application (updated_at) WHERE state = 'draft';

-- Every step of an application, in order. Rows are only ever added, but for a draft nobody came back to, which goes whole.
CREATE TABLE step (
    application_id TEXT NOT NULL REFERENCES application (id) ON DELETE CASCADE,
    version        BIGINT NOT NULL CHECK (version > 0), -- of the application after the step
    edge           TEXT NOT NULL CHECK (edge <> ''),
    from_state     TEXT NOT NULL, -- '' before the first
    to_state       TEXT NOT NULL CHECK (to_state <> ''),
    at             BIGINT NOT NULL,
    actor_kind     TEXT NOT NULL CHECK (actor_kind <> ''),
    actor_id       TEXT NOT NULL DEFAULT '',
    reason         TEXT NOT NULL CHECK (reason <> ''),
    class_id       TEXT NOT NULL,
    PRIMARY KEY (application_id, version)
);
CREATE INDEX step_class ON step (class_id, at);

-- Who went before a sibling group because not all of it could have a place.
CREATE TABLE group_skip (
    id             TEXT PRIMARY KEY CHECK (id <> ''),
    group_id       TEXT NOT NULL REFERENCES sibling_group (id) ON DELETE CASCADE,
    class_id       TEXT NOT NULL,
    application_id TEXT NOT NULL REFERENCES application (id) ON DELETE CASCADE,
    at             BIGINT NOT NULL
);
CREATE INDEX group_skip_group ON group_skip (group_id);

-- What waits for somebody above the facility, or for the facility's telephone. It never decides an application by itself.
CREATE TABLE escalation (
    id             TEXT PRIMARY KEY CHECK (id <> ''),
    application_id TEXT NOT NULL REFERENCES application (id) ON DELETE CASCADE,
    facility_id    TEXT NOT NULL,
    area_code      TEXT NOT NULL DEFAULT '',
    kind           TEXT NOT NULL CHECK (kind IN ('undecided', 'call', 'reject', 'revoke', 'objection')),
    reason         TEXT NOT NULL CHECK (reason <> ''),
    actor_kind     TEXT NOT NULL CHECK (actor_kind <> ''),
    actor_id       TEXT NOT NULL DEFAULT '',
    opened_at      BIGINT NOT NULL,
    due_at         BIGINT NOT NULL DEFAULT 0,
    closed_at      BIGINT NOT NULL DEFAULT 0,
    outcome        TEXT NOT NULL DEFAULT '',
    closed_by      TEXT NOT NULL DEFAULT '',
    CHECK ((closed_at = 0) = (outcome = ''))
);
CREATE UNIQUE INDEX escalation_open ON escalation (application_id, kind) WHERE closed_at = 0;
CREATE INDEX escalation_area ON escalation (area_code, due_at) WHERE closed_at = 0;
CREATE INDEX escalation_facility ON escalation (facility_id) WHERE closed_at = 0;

-- The reply of a request that took or gave something, kept in the transaction that did it, so that asking again with
-- the same key gives the same reply and does nothing.
CREATE TABLE idempotency (
    account_id  TEXT NOT NULL CHECK (account_id <> ''),
    request_key TEXT NOT NULL CHECK (request_key <> ''),
    fingerprint TEXT NOT NULL CHECK (fingerprint <> ''),
    status      INTEGER NOT NULL,
    reply       TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (account_id, request_key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

-- +goose Down
DROP TABLE idempotency;
DROP TABLE escalation;
DROP TABLE group_skip;
DROP TABLE step;
DROP TABLE application;
DROP TABLE sibling_group;
ALTER TABLE class DROP COLUMN frozen;
ALTER TABLE class DROP COLUMN closed;
ALTER TABLE class DROP COLUMN version;
CREATE TABLE plain_pool (
    class_id TEXT NOT NULL REFERENCES class (id) ON DELETE CASCADE,
    month    INTEGER NOT NULL CHECK (month BETWEEN 22800 AND 26411),
    filed    INTEGER NOT NULL CHECK (filed >= 0),
    staffed  INTEGER NOT NULL CHECK (staffed >= 0),
    taken    INTEGER NOT NULL CHECK (taken >= 0),
    PRIMARY KEY (class_id, month)
);
INSERT INTO plain_pool SELECT class_id, month, filed, staffed, outside + held + offered + enrolled FROM pool;
DROP TABLE pool;
ALTER TABLE plain_pool RENAME TO pool;
