-- What the last check of the record found, for who answers for it. The record itself is guarded by triggers: see protect.

-- +goose Up
CREATE TABLE audit_check (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    checked_at BIGINT NOT NULL,
    report     TEXT NOT NULL
);

-- +goose Down
DROP TABLE audit_check;
