-- The vault (身份保险库): who complained, the files as they came, every look at an identity, and whom to watch over. Everything that
-- names somebody is sealed with the vault's own key, and what must be found again is hashed with it. On PostgreSQL these tables are
-- granted to one role alone, which ordinary transactions do not have (vault_role.go). For that reason no foreign key leads in or out:
-- the engine checks those as the owner of the tables, who may not read them either.

-- +goose Up
-- One row a case, whether its complainant is known or not: that a row is there tells nothing.
CREATE TABLE vault_identity (
    id             TEXT PRIMARY KEY CHECK (id <> ''),
    case_id        TEXT NOT NULL UNIQUE CHECK (case_id <> ''),
    account_sealed TEXT NOT NULL DEFAULT '', -- '' where nobody was signed in, or wished not to be known
    account_hash   TEXT NOT NULL DEFAULT '',
    family_hash    TEXT NOT NULL DEFAULT '',
    name_sealed    TEXT NOT NULL DEFAULT '',
    phone_sealed   TEXT NOT NULL DEFAULT '',
    child_sealed   TEXT NOT NULL DEFAULT '',
    child_hash     TEXT NOT NULL DEFAULT '',
    created_at     BIGINT NOT NULL,
    left_at        BIGINT NOT NULL DEFAULT 0, -- the family asked to be forgotten: what is left goes when the case is over
    erased_at      BIGINT NOT NULL DEFAULT 0,
    CHECK ((account_hash = '') = (account_sealed = '')),
    CHECK ((child_hash = '') = (child_sealed = '')),
    CHECK (left_at = 0 OR (account_sealed = '' AND family_hash = '' AND child_sealed = '')),
    CHECK (erased_at = 0 OR (account_sealed = '' AND family_hash = '' AND child_sealed = '' AND name_sealed = '' AND phone_sealed = ''))
);
CREATE INDEX vault_identity_account ON vault_identity (account_hash, created_at) WHERE account_hash <> '';
CREATE INDEX vault_identity_family ON vault_identity (family_hash) WHERE family_hash <> '';
CREATE INDEX vault_identity_kept ON vault_identity (id) WHERE erased_at = 0;

-- A file as it came, kept because its sender agreed. It lies sealed in the blob store.
CREATE TABLE vault_file (
    id          TEXT PRIMARY KEY CHECK (id <> ''),
    case_id     TEXT NOT NULL CHECK (case_id <> ''),
    evidence_id TEXT NOT NULL UNIQUE CHECK (evidence_id <> ''),
    blob_key    TEXT NOT NULL UNIQUE CHECK (blob_key <> ''),
    name_sealed TEXT NOT NULL DEFAULT '', -- what the device called it
    type        TEXT NOT NULL CHECK (type <> ''),
    bytes       BIGINT NOT NULL CHECK (bytes > 0),
    sha256      TEXT NOT NULL CHECK (length(sha256) = 64), -- of the file as it came: it can be shown later that nothing was changed
    created_at  BIGINT NOT NULL
);
CREATE INDEX vault_file_case ON vault_file (case_id);

-- A look of staff at an identity. Never changed but for its review, which somebody else makes.
CREATE TABLE vault_opening (
    id            TEXT PRIMARY KEY CHECK (id <> ''),
    case_id       TEXT NOT NULL CHECK (case_id <> ''),
    area_code     TEXT NOT NULL DEFAULT '',
    account_id    TEXT NOT NULL CHECK (account_id <> ''),
    purpose       TEXT NOT NULL CHECK (purpose <> ''),
    reason_sealed TEXT NOT NULL CHECK (reason_sealed <> ''),
    shown         TEXT NOT NULL DEFAULT '', -- which fields there were to see
    opened_at     BIGINT NOT NULL,
    review_by     BIGINT NOT NULL,
    verdict       TEXT NOT NULL DEFAULT '' CHECK (verdict IN ('', 'proper', 'improper')),
    note_sealed   TEXT NOT NULL DEFAULT '',
    reviewer      TEXT NOT NULL DEFAULT '',
    reviewed_at   BIGINT NOT NULL DEFAULT 0,
    CHECK (reviewer <> account_id),
    CHECK ((verdict = '') = (reviewed_at = 0) AND (verdict = '') = (reviewer = ''))
);
CREATE INDEX vault_opening_case ON vault_opening (case_id, opened_at);
CREATE INDEX vault_opening_review ON vault_opening (area_code, review_by) WHERE verdict = '';

-- The places of a family at the facility it complained of, watched over for a while.
CREATE TABLE vault_watch (
    id          TEXT PRIMARY KEY CHECK (id <> ''),
    case_id     TEXT NOT NULL UNIQUE CHECK (case_id <> ''),
    family_hash TEXT NOT NULL CHECK (family_hash <> ''),
    facility_id TEXT NOT NULL CHECK (facility_id <> ''),
    area_code   TEXT NOT NULL DEFAULT '',
    starts      BIGINT NOT NULL,
    ends        BIGINT NOT NULL,
    CHECK (ends > starts)
);
CREATE INDEX vault_watch_family ON vault_watch (family_hash, facility_id, ends);
CREATE INDEX vault_watch_ends ON vault_watch (ends);

-- Something a facility wants to take from a watched family, held for the bureau.
CREATE TABLE vault_hold (
    id             TEXT PRIMARY KEY CHECK (id <> ''),
    watch_id       TEXT NOT NULL CHECK (watch_id <> ''),
    case_id        TEXT NOT NULL CHECK (case_id <> ''),
    ask            TEXT NOT NULL UNIQUE CHECK (ask <> ''), -- what the facility asked for: held once, however often it is looked at
    application_id TEXT NOT NULL CHECK (application_id <> ''),
    facility_id    TEXT NOT NULL CHECK (facility_id <> ''),
    area_code      TEXT NOT NULL DEFAULT '',
    kind           TEXT NOT NULL CHECK (kind IN ('reject', 'revoke', 'end')),
    reason         TEXT NOT NULL DEFAULT '',
    opened_at      BIGINT NOT NULL,
    due_at         BIGINT NOT NULL,
    warned_at      BIGINT NOT NULL DEFAULT 0, -- the next authority was told that the time is over
    decision       TEXT NOT NULL DEFAULT '' CHECK (decision IN ('', 'let_go', 'keep', 'over')),
    decided_by     TEXT NOT NULL DEFAULT '',
    note_sealed    TEXT NOT NULL DEFAULT '', -- why
    decided_at     BIGINT NOT NULL DEFAULT 0,
    CHECK ((decision = '') = (decided_at = 0) AND (decision = '') = (decided_by = ''))
);
CREATE INDEX vault_hold_open ON vault_hold (area_code, due_at) WHERE decision = '';
CREATE INDEX vault_hold_application ON vault_hold (application_id, kind);

-- +goose Down
DROP TABLE vault_hold;
DROP TABLE vault_watch;
DROP TABLE vault_opening;
DROP TABLE vault_file;
DROP TABLE vault_identity;
