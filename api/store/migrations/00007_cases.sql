-- Complaints (投诉举报): the units that answer and who is on duty in them, what was said, every step taken since, and the desk's
-- file, which follows from the steps. No row here says who complained: that stands in the vault alone, under the case's id.

-- +goose Up
-- An office that answers complaints of one district, or of a city for all its districts.
CREATE TABLE unit (
    id         TEXT PRIMARY KEY CHECK (id <> ''),
    area_code  TEXT NOT NULL, -- '': the whole country
    kind       TEXT NOT NULL CHECK (kind IN ('health', 'market', 'fire', 'housing', 'police', 'civil', 'education', 'backstop')),
    name       TEXT NOT NULL CHECK (name <> ''),
    phone      TEXT NOT NULL DEFAULT '',
    backstop   BOOLEAN NOT NULL DEFAULT FALSE, -- takes what no other unit of its area takes
    closed     BOOLEAN NOT NULL DEFAULT FALSE,
    demo       BOOLEAN NOT NULL DEFAULT FALSE,
    created_at BIGINT NOT NULL
);
-- One of a kind in an area, so that whoever routes finds one and not two.
CREATE UNIQUE INDEX unit_of ON unit (area_code, kind) WHERE NOT closed;
CREATE UNIQUE INDEX unit_backstop ON unit (area_code) WHERE backstop AND NOT closed;

-- What an officer may do at a unit.
CREATE TABLE post (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    unit_id    TEXT NOT NULL REFERENCES unit (id) ON DELETE CASCADE,
    duty       TEXT NOT NULL CHECK (duty IN ('intake', 'handler', 'supervisor', 'callback')),
    PRIMARY KEY (account_id, unit_id, duty)
);
CREATE INDEX post_unit ON post (unit_id, duty);

-- Who answers calls of a unit at which time; the lower rank is called first.
CREATE TABLE duty_shift (
    id         TEXT PRIMARY KEY CHECK (id <> ''),
    unit_id    TEXT NOT NULL REFERENCES unit (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    starts     BIGINT NOT NULL,
    ends       BIGINT NOT NULL,
    rank       INTEGER NOT NULL DEFAULT 0 CHECK (rank >= 0),
    CHECK (ends > starts)
);
CREATE INDEX duty_shift_unit ON duty_shift (unit_id, ends);

-- What was said, as it was sent. Rows are never changed or removed; a trigger sees to it (append.go).
CREATE TABLE complaint (
    id             TEXT PRIMARY KEY CHECK (id <> ''),
    receipt_no     TEXT NOT NULL UNIQUE CHECK (receipt_no <> ''),
    draft_key_hash TEXT NOT NULL UNIQUE CHECK (draft_key_hash <> ''), -- of the key the device made: a draft sent twice is one complaint
    request_hash   TEXT NOT NULL,                                     -- keyed, of what was sent with that key
    tracking_hash  TEXT NOT NULL UNIQUE CHECK (tracking_hash <> ''),  -- keyed, of the code shown once
    facility_id    TEXT NOT NULL DEFAULT '',
    place_name     TEXT NOT NULL DEFAULT '',                          -- of a place that is in no register
    lon            DOUBLE PRECISION NOT NULL DEFAULT 0,
    lat            DOUBLE PRECISION NOT NULL DEFAULT 0,
    area_code      TEXT NOT NULL DEFAULT '',
    category       TEXT NOT NULL CHECK (category <> ''),
    danger_now     BOOLEAN NOT NULL DEFAULT FALSE,
    happened_on    TEXT NOT NULL DEFAULT '',
    text_sealed    TEXT NOT NULL CHECK (text_sealed <> ''),
    wants          TEXT NOT NULL DEFAULT '',                          -- sealed
    anonymous      BOOLEAN NOT NULL,
    contact        TEXT NOT NULL CHECK (contact IN ('app', 'phone', 'none')),
    joined         TEXT NOT NULL DEFAULT '',                          -- the case the complainant wants to join
    source         TEXT NOT NULL CHECK (source IN ('app', '12345')),
    source_no      TEXT NOT NULL DEFAULT '',
    demo           BOOLEAN NOT NULL DEFAULT FALSE,
    created_at     BIGINT NOT NULL,
    CHECK (facility_id <> '' OR place_name <> ''),
    CHECK ((source = '12345') = (source_no <> ''))
);
CREATE UNIQUE INDEX complaint_source ON complaint (source, source_no) WHERE source_no <> '';
CREATE INDEX complaint_facility ON complaint (facility_id, created_at) WHERE facility_id <> '';

-- Every step of a case, in order. Rows are only ever added; a trigger sees to it.
CREATE TABLE complaint_event (
    id         TEXT PRIMARY KEY CHECK (id <> ''),
    case_id    TEXT NOT NULL REFERENCES complaint (id) ON DELETE CASCADE,
    n          BIGINT NOT NULL CHECK (n > 0),
    edge       TEXT NOT NULL CHECK (edge <> ''),
    from_state TEXT NOT NULL, -- '' before the first
    to_state   TEXT NOT NULL CHECK (to_state <> ''),
    at         BIGINT NOT NULL,
    actor_kind TEXT NOT NULL CHECK (actor_kind <> ''),
    actor_id   TEXT NOT NULL DEFAULT '', -- '' for the complainant
    body       TEXT NOT NULL DEFAULT '{}',
    text_sealed TEXT NOT NULL DEFAULT '', -- what an office or the facility wrote with the step
    public     BOOLEAN NOT NULL DEFAULT FALSE,
    demo       BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE UNIQUE INDEX complaint_event_n ON complaint_event (case_id, n);
CREATE INDEX complaint_event_at ON complaint_event (at, id);

-- The desk's file of a complaint: what follows from its steps, for lists and for the clock. What is not here is in the column file.
CREATE TABLE complaint_case (
    id          TEXT PRIMARY KEY REFERENCES complaint (id) ON DELETE CASCADE,
    receipt_no  TEXT NOT NULL,
    facility_id TEXT NOT NULL DEFAULT '',
    area_code   TEXT NOT NULL DEFAULT '',
    category    TEXT NOT NULL,
    class       TEXT NOT NULL CHECK (class IN ('A', 'B', 'C', 'D')),
    track       TEXT NOT NULL CHECK (track IN ('hotline', 'consumer', 'petition')),
    state       TEXT NOT NULL CHECK (state IN ('received', 'needs_info', 'not_accepted', 'accepted', 'assigned', 'return_requested', 'in_progress',
                    'transferred', 'suspended', 'reply_review', 'replied', 'follow_up', 'reopened', 'closed', 'merged', 'withdrawn')),
    version     BIGINT NOT NULL CHECK (version > 0), -- the number of its last step
    is_open     BOOLEAN NOT NULL,
    unit_id     TEXT NOT NULL REFERENCES unit (id),  -- exactly one answers for it at any moment
    intake      TEXT NOT NULL DEFAULT '',
    handler     TEXT NOT NULL DEFAULT '',
    reviewer    TEXT NOT NULL DEFAULT '',
    caller      TEXT NOT NULL DEFAULT '',
    lead_id     TEXT NOT NULL DEFAULT '',
    anonymous   BOOLEAN NOT NULL DEFAULT FALSE,
    due_at      BIGINT NOT NULL,           -- of the running clock that ends first; far away where none runs
    next_at     BIGINT NOT NULL DEFAULT 0, -- when the clock next asks for something; 0: never
    accepted_at BIGINT NOT NULL DEFAULT 0,
    replied_at  BIGINT NOT NULL DEFAULT 0,
    released_at BIGINT NOT NULL DEFAULT 0, -- the facility was shown something
    closed_at   BIGINT NOT NULL DEFAULT 0,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    demo        BOOLEAN NOT NULL DEFAULT FALSE,
    file        TEXT NOT NULL CHECK (file <> ''), -- JSON of the whole
    CHECK (lead_id <> id),
    CHECK (state <> 'merged' OR lead_id <> ''),
    CHECK (class <> 'A' OR state NOT IN ('merged', 'suspended', 'needs_info')), -- danger to a child is never put off
    CHECK (reviewer = '' OR reviewer <> handler),
    CHECK (caller = '' OR caller <> handler)
);
-- The list goes along this one and stops after a page; which cases are of the area is seen without opening their rows.
CREATE INDEX complaint_case_due ON complaint_case (due_at, id, area_code) WHERE is_open;
-- The counts beside the list are made from this one alone.
CREATE INDEX complaint_case_counts ON complaint_case (area_code, state, class, due_at) WHERE is_open;
CREATE INDEX complaint_case_unit ON complaint_case (unit_id, due_at, id) WHERE is_open;
CREATE INDEX complaint_case_handler ON complaint_case (handler, due_at, id) WHERE is_open AND handler <> '';
CREATE INDEX complaint_case_facility ON complaint_case (facility_id, created_at) WHERE facility_id <> '';
CREATE INDEX complaint_case_released ON complaint_case (facility_id, released_at) WHERE released_at > 0;
CREATE INDEX complaint_case_closed ON complaint_case (updated_at, id) WHERE NOT is_open;
CREATE INDEX complaint_case_next ON complaint_case (next_at, id) WHERE next_at > 0;
CREATE INDEX complaint_case_lead ON complaint_case (lead_id) WHERE lead_id <> '';
CREATE INDEX complaint_case_accepted ON complaint_case (accepted_at) WHERE accepted_at > 0;
CREATE INDEX complaint_case_number ON complaint_case (receipt_no);

-- What office and complainant wrote to one another, and what a complainant added. Sealed; a step names the row.
CREATE TABLE case_message (
    id          TEXT PRIMARY KEY CHECK (id <> ''),
    case_id     TEXT NOT NULL REFERENCES complaint (id) ON DELETE CASCADE,
    sender      TEXT NOT NULL CHECK (sender IN ('office', 'you')), -- 'you' is the complainant
    account_id  TEXT NOT NULL DEFAULT '',                          -- of the officer
    text_sealed TEXT NOT NULL CHECK (text_sealed <> ''),
    at          BIGINT NOT NULL,
    CHECK (sender = 'office' OR account_id = '')
);
CREATE INDEX case_message_case ON case_message (case_id, at, id);

-- A call to the officer on duty about a case that cannot wait. Calls go on until somebody answers for it.
CREATE TABLE case_page (
    id         TEXT PRIMARY KEY CHECK (id <> ''),
    case_id    TEXT NOT NULL REFERENCES complaint (id) ON DELETE CASCADE,
    level      INTEGER NOT NULL CHECK (level > 0), -- 1 the officer on duty, 2 the next … up to the next authority
    account_id TEXT NOT NULL DEFAULT '',           -- '' where nobody could be found: the next level is called at once
    area_code  TEXT NOT NULL DEFAULT '',           -- whose bureau is called where it is no single person
    paged_at   BIGINT NOT NULL,
    answer_by  BIGINT NOT NULL,
    acked_at   BIGINT NOT NULL DEFAULT 0,
    acked_by   TEXT NOT NULL DEFAULT '',
    CHECK ((acked_at = 0) = (acked_by = ''))
);
CREATE UNIQUE INDEX case_page_level ON case_page (case_id, level);
CREATE INDEX case_page_account ON case_page (account_id) WHERE acked_at = 0;

ALTER TABLE message ADD COLUMN case_id TEXT NOT NULL DEFAULT ''; -- never in a message to a complainant

-- +goose Down
ALTER TABLE message DROP COLUMN case_id;
DROP TABLE case_page;
DROP TABLE case_message;
DROP TABLE complaint_case;
DROP TABLE complaint_event;
DROP TABLE complaint;
DROP TABLE duty_shift;
DROP TABLE post;
DROP TABLE unit;
