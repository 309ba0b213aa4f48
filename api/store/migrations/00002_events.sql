-- What happened and what is still to be done: changes with their chain, the outbox, and leases.

-- +goose Up
-- A change is appended unnumbered in the transaction it speaks of. The sequencer numbers committed rows and chains them by
-- hash; seq and hash are written once, together, and nothing else of a row is ever changed.
CREATE TABLE change (
    id         TEXT PRIMARY KEY CHECK (id <> ''),
    noun       TEXT NOT NULL CHECK (noun <> ''),
    noun_id    TEXT NOT NULL CHECK (noun_id <> ''),
    kind       TEXT NOT NULL CHECK (kind <> ''),
    changed_at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL CHECK (actor_kind <> ''),
    actor_id   TEXT NOT NULL DEFAULT '',
    body       TEXT NOT NULL DEFAULT '',
    seq        BIGINT CHECK (seq > 0),
    hash       TEXT,
    CHECK ((seq IS NULL) = (hash IS NULL))
);
CREATE UNIQUE INDEX change_seq ON change (seq) WHERE seq IS NOT NULL;
CREATE INDEX change_pending ON change (id) WHERE seq IS NULL;
CREATE INDEX change_noun ON change (noun, noun_id, changed_at);

-- The end of the chain, so that rows cut off at the end are missed.
CREATE TABLE chain (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    seq  BIGINT NOT NULL CHECK (seq >= 0),
    hash TEXT NOT NULL
);
INSERT INTO chain (id, seq, hash) VALUES (1, 0, '');

CREATE TABLE lease (
    name       TEXT PRIMARY KEY CHECK (name <> ''),
    holder     TEXT NOT NULL CHECK (holder <> ''),
    expires_at BIGINT NOT NULL
);

CREATE TABLE outbox (
    id          TEXT PRIMARY KEY CHECK (id <> ''),
    topic       TEXT NOT NULL CHECK (topic <> ''),
    payload     TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    due_at      BIGINT NOT NULL, -- not to be tried before; while leased, the end of the lease
    attempts    INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    holder      TEXT NOT NULL DEFAULT '',
    last_error  TEXT NOT NULL DEFAULT '',
    dead        BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX outbox_due ON outbox (topic, due_at, id) WHERE NOT dead;

-- +goose Down
DROP TABLE outbox;
DROP TABLE lease;
DROP TABLE chain;
DROP TABLE change;
