-- The library of policy documents (托育政策): what is in force, asked about, or over, with every version that was ever shown.
-- Everything here is public. A text is kept as plain blocks, never as markup.

-- +goose Up
CREATE TABLE policy_document (
    id         TEXT PRIMARY KEY CHECK (id <> ''),
    ref        TEXT NOT NULL CHECK (length(ref) BETWEEN 1 AND 200), -- the name under which a folder brings it again
    version    INTEGER NOT NULL CHECK (version >= 1),
    title      TEXT NOT NULL CHECK (title <> ''),
    issuer     TEXT NOT NULL DEFAULT '',
    number     TEXT NOT NULL DEFAULT '', -- 文号
    region     TEXT NOT NULL CHECK (length(region) IN (0, 2, 4, 6, 9, 12)), -- area code without trailing zeros, '': the whole country
    issued     TEXT NOT NULL DEFAULT '' CHECK (length(issued) IN (0, 10)),
    valid_from TEXT NOT NULL DEFAULT '' CHECK (length(valid_from) IN (0, 10)),
    valid_to   TEXT NOT NULL DEFAULT '' CHECK (length(valid_to) IN (0, 10)), -- first day no longer in force
    status     TEXT NOT NULL CHECK (status IN ('in_force', 'draft', 'repealed', 'reference')),
    source     TEXT NOT NULL DEFAULT '' CHECK (source = '' OR source LIKE 'http://%' OR source LIKE 'https://%'),
    digest     TEXT NOT NULL CHECK (length(digest) = 64), -- SHA-256 over all that a reader sees
    demo       BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (valid_to = '' OR valid_from < valid_to)
);
CREATE UNIQUE INDEX policy_document_ref ON policy_document (ref);
CREATE UNIQUE INDEX policy_document_number ON policy_document (region, number) WHERE number <> '';

CREATE TABLE policy_version (
    document_id TEXT NOT NULL REFERENCES policy_document (id) ON DELETE CASCADE,
    version     INTEGER NOT NULL CHECK (version >= 1),
    title       TEXT NOT NULL CHECK (title <> ''),
    issuer      TEXT NOT NULL,
    number      TEXT NOT NULL,
    region      TEXT NOT NULL,
    issued      TEXT NOT NULL CHECK (length(issued) IN (0, 10)),
    valid_from  TEXT NOT NULL CHECK (length(valid_from) IN (0, 10)),
    valid_to    TEXT NOT NULL CHECK (length(valid_to) IN (0, 10)),
    status      TEXT NOT NULL CHECK (status IN ('in_force', 'draft', 'repealed', 'reference')),
    source      TEXT NOT NULL,
    blocks      TEXT NOT NULL CHECK (blocks <> ''), -- JSON array, see care.Block
    note        TEXT NOT NULL DEFAULT '',           -- why there is a new version, in the words of whoever made it
    digest      TEXT NOT NULL CHECK (length(digest) = 64),
    actor_kind  TEXT NOT NULL,
    saved_at    BIGINT NOT NULL,
    PRIMARY KEY (document_id, version)
);

-- +goose Down
DROP TABLE policy_version;
DROP TABLE policy_document;
