-- Files on their way in, the evidence of complaints, what families say of facilities, and what was found at them. What a file is of
-- is told by its case alone; no row here says who sent it. Files as they came belong to the vault (vault_file).

-- +goose Up
-- A file that is sent in parts, over a network that may break. Who began it holds a token; a complaint takes it over.
CREATE TABLE upload (
    id            TEXT PRIMARY KEY CHECK (id <> ''),
    token_hash    TEXT NOT NULL CHECK (length(token_hash) = 64), -- SHA-256 of the token; the token is nowhere
    size          BIGINT NOT NULL CHECK (size > 0),
    received      BIGINT NOT NULL DEFAULT 0,
    announced     TEXT NOT NULL DEFAULT '' CHECK (announced = '' OR length(announced) = 64), -- SHA-256 the sender means to send
    kind          TEXT NOT NULL DEFAULT '' CHECK (kind IN ('', 'photo', 'document', 'audio', 'video')), -- by its bytes
    type          TEXT NOT NULL DEFAULT '',
    state         TEXT NOT NULL CHECK (state IN ('receiving', 'checking', 'ready', 'refused')),
    code          TEXT NOT NULL DEFAULT '', -- why it is refused
    sha256        TEXT NOT NULL DEFAULT '', -- of the file as it came
    clean_key     TEXT NOT NULL DEFAULT '', -- of a photo made anew, in the blob store, sealed
    clean_sha256  TEXT NOT NULL DEFAULT '',
    clean_bytes   BIGINT NOT NULL DEFAULT 0,
    width         INTEGER NOT NULL DEFAULT 0,
    height        INTEGER NOT NULL DEFAULT 0,
    claimed_until BIGINT NOT NULL DEFAULT 0, -- somebody checks it until then
    evidence_id   TEXT NOT NULL DEFAULT '',  -- '' until a complaint takes it
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,           -- when no complaint has taken it
    CHECK (received >= 0 AND received <= size),
    CHECK (state NOT IN ('checking', 'ready') OR (received = size AND kind <> '')),
    CHECK ((state = 'refused') = (code <> '')),
    CHECK (state <> 'ready' OR sha256 <> ''),
    CHECK ((clean_key <> '') = (clean_bytes > 0)),
    CHECK (clean_key = '' OR (kind = 'photo' AND state = 'ready')), -- nothing but a photo made anew is ever shown as one
    CHECK (state <> 'ready' OR kind <> 'photo' OR clean_key <> '')
);
CREATE INDEX upload_expires ON upload (expires_at) WHERE evidence_id = '';
CREATE INDEX upload_checking ON upload (claimed_until) WHERE state = 'checking';

-- A part of a file as it came, sealed with the vault's key.
CREATE TABLE upload_part (
    upload_id TEXT NOT NULL REFERENCES upload (id) ON DELETE CASCADE,
    begins    BIGINT NOT NULL CHECK (begins >= 0),
    bytes     BIGINT NOT NULL CHECK (bytes > 0),
    blob_key  TEXT NOT NULL UNIQUE CHECK (blob_key <> ''),
    PRIMARY KEY (upload_id, begins)
);

-- A file of a case.
CREATE TABLE evidence (
    id         TEXT PRIMARY KEY CHECK (id <> ''),
    case_id    TEXT NOT NULL REFERENCES complaint (id) ON DELETE CASCADE, -- made-up ones alone are deleted
    upload_id  TEXT NOT NULL UNIQUE, -- a file is of one case
    kind       TEXT NOT NULL CHECK (kind IN ('photo', 'document', 'audio', 'video')),
    type       TEXT NOT NULL CHECK (type <> ''), -- of what is kept
    bytes      BIGINT NOT NULL CHECK (bytes > 0),
    sha256     TEXT NOT NULL DEFAULT '',         -- of what is kept
    width      INTEGER NOT NULL DEFAULT 0,
    height     INTEGER NOT NULL DEFAULT 0,
    blob_key   TEXT NOT NULL DEFAULT '',         -- of a photo made anew; everything else lies in the vault alone
    state      TEXT NOT NULL CHECK (state IN ('checking', 'ready', 'refused', 'sealed')),
    code       TEXT NOT NULL DEFAULT '',
    original   BOOLEAN NOT NULL DEFAULT FALSE,   -- the sender agrees that a photo is kept as it came as well
    created_at BIGINT NOT NULL,
    CHECK ((state = 'refused') = (code <> '')),
    CHECK ((state = 'ready') = (blob_key <> '')),
    CHECK (state <> 'ready' OR (kind = 'photo' AND type = 'image/jpeg')),
    CHECK (state <> 'sealed' OR kind <> 'photo')
);
CREATE INDEX evidence_case ON evidence (case_id, id);
CREATE UNIQUE INDEX evidence_blob ON evidence (blob_key) WHERE blob_key <> '';

-- What a family says of a facility: one at a time, again after a year. Words are sealed; the public sees them once somebody has read
-- them.
CREATE TABLE review (
    id            TEXT PRIMARY KEY CHECK (id <> ''),
    facility_id   TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    family_id     TEXT NOT NULL REFERENCES family (id) ON DELETE CASCADE,
    basis         TEXT NOT NULL CHECK (basis IN ('enrolment', 'visit')),
    safety        INTEGER NOT NULL CHECK (safety BETWEEN 1 AND 5),
    care          INTEGER NOT NULL CHECK (care BETWEEN 1 AND 5),
    food          INTEGER NOT NULL CHECK (food BETWEEN 1 AND 5),
    communication INTEGER NOT NULL CHECK (communication BETWEEN 1 AND 5),
    value         INTEGER NOT NULL CHECK (value BETWEEN 1 AND 5),
    text_sealed   TEXT NOT NULL DEFAULT '',
    state         TEXT NOT NULL CHECK (state IN ('pending', 'published', 'refused', 'hidden')),
    reason        TEXT NOT NULL DEFAULT '',
    answer_sealed TEXT NOT NULL DEFAULT '',
    answered_at   BIGINT NOT NULL DEFAULT 0,
    version       BIGINT NOT NULL CHECK (version > 0),
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    published_at  BIGINT NOT NULL DEFAULT 0,
    CHECK ((state IN ('refused', 'hidden')) = (reason <> '')),
    CHECK ((answer_sealed = '') = (answered_at = 0)),
    CHECK ((state = 'published') = (published_at > 0))
);
CREATE INDEX review_facility ON review (facility_id, published_at, id) WHERE state = 'published';
CREATE INDEX review_family ON review (family_id, facility_id, created_at);
CREATE INDEX review_waiting ON review (created_at, id) WHERE state = 'pending';

-- What was done with a review, and by whom. Written once.
CREATE TABLE review_event (
    id          TEXT PRIMARY KEY CHECK (id <> ''),
    review_id   TEXT NOT NULL, -- stays when the review is taken back
    facility_id TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    n           BIGINT NOT NULL CHECK (n > 0),
    action      TEXT NOT NULL CHECK (action IN ('write', 'remove', 'publish', 'refuse', 'hide', 'answer')),
    actor_kind  TEXT NOT NULL,
    actor_id    TEXT NOT NULL DEFAULT '', -- of staff; who wrote a review stands in it alone
    reason      TEXT NOT NULL DEFAULT '',
    at          BIGINT NOT NULL
);
CREATE UNIQUE INDEX review_event_n ON review_event (review_id, n);

-- What was found to be so at a facility, shown on its page for a term.
CREATE TABLE finding_publication (
    id             TEXT PRIMARY KEY CHECK (id <> ''),
    facility_id    TEXT NOT NULL REFERENCES facility (id) ON DELETE CASCADE,
    case_id        TEXT NOT NULL REFERENCES complaint (id) ON DELETE CASCADE, -- for the desk; never shown
    allegation     INTEGER NOT NULL CHECK (allegation > 0),
    round          INTEGER NOT NULL CHECK (round >= 0), -- a case that is taken up again is found anew
    category       TEXT NOT NULL CHECK (category <> ''),
    result         TEXT NOT NULL CHECK (result IN ('substantiated', 'partly')),
    measures       TEXT NOT NULL, -- JSON: codes and days
    published_from TEXT NOT NULL CHECK (length(published_from) = 10),
    until          TEXT NOT NULL CHECK (length(until) = 10),
    answer_sealed  TEXT NOT NULL DEFAULT '', -- what the facility said to it, where that tells of nobody
    withdrawn_at   BIGINT NOT NULL DEFAULT 0, -- the case was taken up again, and something else was found
    created_at     BIGINT NOT NULL,
    CHECK (until >= published_from)
);
CREATE UNIQUE INDEX finding_publication_once ON finding_publication (case_id, allegation, round);
CREATE INDEX finding_publication_facility ON finding_publication (facility_id, until) WHERE withdrawn_at = 0;

-- +goose Down
DROP TABLE finding_publication;
DROP TABLE review_event;
DROP TABLE review;
DROP TABLE evidence;
DROP TABLE upload_part;
DROP TABLE upload;
