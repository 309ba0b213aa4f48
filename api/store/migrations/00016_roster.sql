-- What a facility keeps of itself: who works there and may, who is there today, what it charges and under which terms, its
-- pictures, and the weekly patterns its sessions and visits are made from.

-- +goose Up
CREATE TABLE staff_member (
    id           TEXT PRIMARY KEY CHECK (id <> ''),
    facility_id  TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    code         TEXT NOT NULL DEFAULT '',                    -- the facility's own number, '' when it has none
    name_sealed  TEXT NOT NULL CHECK (name_sealed <> ''),
    name_hash    TEXT NOT NULL CHECK (name_hash <> ''),       -- finds the same name again in a list; another one at every facility
    post         TEXT NOT NULL CHECK (post IN ('head', 'carer', 'health', 'security', 'kitchen', 'other')),
    class_id     TEXT REFERENCES class (id) ON DELETE SET NULL, -- of a carer: whose children; NULL stands in where needed
    weekdays     INTEGER NOT NULL CHECK (weekdays BETWEEN 0 AND 127), -- bit 0 is Monday
    from_day     TEXT NOT NULL CHECK (length(from_day) = 10),
    to_day       TEXT NOT NULL DEFAULT '' CHECK (length(to_day) IN (0, 10)), -- the last day
    excluded_on  TEXT NOT NULL DEFAULT '' CHECK (length(excluded_on) IN (0, 10)), -- when the yearly check for barred people came back clean
    health_until TEXT NOT NULL DEFAULT '' CHECK (length(health_until) IN (0, 10)),
    warned_on    TEXT NOT NULL DEFAULT '' CHECK (length(warned_on) IN (0, 10)), -- when the facility was last told of something that runs out
    version      BIGINT NOT NULL DEFAULT 1 CHECK (version > 0),
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    CHECK (to_day = '' OR to_day >= from_day),
    CHECK (class_id IS NULL OR post = 'carer')
);
CREATE INDEX staff_member_facility ON staff_member (facility_id, created_at, id);
CREATE INDEX staff_member_name ON staff_member (facility_id, name_hash);
CREATE UNIQUE INDEX staff_member_code ON staff_member (facility_id, code) WHERE code <> '';

CREATE TABLE staff_certificate (
    member_id     TEXT NOT NULL REFERENCES staff_member (id) ON DELETE CASCADE,
    ord           INTEGER NOT NULL CHECK (ord >= 0),
    kind          TEXT NOT NULL CHECK (kind IN ('nursery_carer', 'infant_teacher', 'teacher', 'health_training', 'security', 'first_aid', 'management', 'other')),
    number_sealed TEXT NOT NULL DEFAULT '',
    issued_on     TEXT NOT NULL DEFAULT '' CHECK (length(issued_on) IN (0, 10)),
    expires_on    TEXT NOT NULL DEFAULT '' CHECK (length(expires_on) IN (0, 10)),
    PRIMARY KEY (member_id, ord),
    CHECK (issued_on = '' OR expires_on = '' OR expires_on >= issued_on)
);

-- A day on which somebody is there against their weekly pattern, or is not. Why is nobody's business.
CREATE TABLE staff_day (
    member_id TEXT NOT NULL REFERENCES staff_member (id) ON DELETE CASCADE,
    day       TEXT NOT NULL CHECK (length(day) = 10),
    on_duty   BOOLEAN NOT NULL,
    class_id  TEXT REFERENCES class (id) ON DELETE SET NULL, -- of that day; NULL: the usual one
    marked_at BIGINT NOT NULL,
    marked_by TEXT NOT NULL CHECK (marked_by <> ''),
    PRIMARY KEY (member_id, day)
);
CREATE INDEX staff_day_day ON staff_day (day);

-- What a facility has made known, whole, each time it changed. Rows are only ever added.
CREATE TABLE disclosure (
    facility_id TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL CHECK (kind IN ('profile', 'fees', 'terms')),
    version     BIGINT NOT NULL CHECK (version > 0),
    valid_from  TEXT NOT NULL CHECK (length(valid_from) = 10),
    body        TEXT NOT NULL CHECK (body <> ''), -- JSON
    words       TEXT NOT NULL DEFAULT '',         -- why, for the public
    at          BIGINT NOT NULL,
    actor_kind  TEXT NOT NULL CHECK (actor_kind <> ''),
    actor_id    TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (facility_id, kind, version)
);

CREATE TABLE facility_photo (
    id          TEXT PRIMARY KEY CHECK (id <> ''),
    facility_id TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    ord         INTEGER NOT NULL CHECK (ord >= 0),
    file_key    TEXT NOT NULL CHECK (file_key <> ''),
    media_type  TEXT NOT NULL CHECK (media_type IN ('image/jpeg', 'image/png')),
    bytes       BIGINT NOT NULL CHECK (bytes > 0),
    width       INTEGER NOT NULL CHECK (width > 0),
    height      INTEGER NOT NULL CHECK (height > 0),
    words       TEXT NOT NULL CHECK (words <> ''), -- what it shows, for those who cannot see it
    created_at  BIGINT NOT NULL,
    created_by  TEXT NOT NULL CHECK (created_by <> '')
);
CREATE INDEX facility_photo_facility ON facility_photo (facility_id, ord, id);

CREATE TABLE weekly_pattern (
    id          TEXT PRIMARY KEY CHECK (id <> ''),
    facility_id TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL CHECK (kind IN ('slot', 'session')),
    name        TEXT NOT NULL CHECK (name <> ''),
    body        TEXT NOT NULL CHECK (body <> ''), -- JSON
    version     BIGINT NOT NULL DEFAULT 1 CHECK (version > 0),
    updated_at  BIGINT NOT NULL
);
CREATE INDEX weekly_pattern_facility ON weekly_pattern (facility_id, kind, name);

-- +goose Down
DROP TABLE weekly_pattern;
DROP TABLE facility_photo;
DROP TABLE disclosure;
DROP TABLE staff_day;
DROP TABLE staff_certificate;
DROP TABLE staff_member;
