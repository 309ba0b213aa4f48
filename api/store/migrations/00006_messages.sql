-- Messages: what stands in everybody's inbox, what is sent to telephones, and what was delivered. No row holds a child's name,
-- a telephone or an openid: those are read from the account in the moment of sending.

-- +goose Up
-- One telling of one event to one person. However often a notice is worked on, event and account make it one.
CREATE TABLE message (
    id         TEXT PRIMARY KEY CHECK (id <> ''),
    event_id   TEXT NOT NULL CHECK (event_id <> ''),
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    event      TEXT NOT NULL CHECK (event <> ''),
    urgent     BOOLEAN NOT NULL,
    -- What it speaks of; '' for nothing of the kind. Names are looked up when it is shown.
    application_id TEXT NOT NULL DEFAULT '',
    visit_id       TEXT NOT NULL DEFAULT '',
    entry_id       TEXT NOT NULL DEFAULT '',
    facility_id    TEXT NOT NULL DEFAULT '',
    class_id       TEXT NOT NULL DEFAULT '',
    child_id       TEXT NOT NULL DEFAULT '',
    params     TEXT NOT NULL DEFAULT '{}', -- JSON of dates, numbers and codes for the sentence
    told_at    BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL DEFAULT 0,  -- first shown in the inbox: counts as delivered
    read_at    BIGINT NOT NULL DEFAULT 0,  -- opened
    CHECK (read_at = 0 OR seen_at > 0)
);
CREATE UNIQUE INDEX message_once ON message (event_id, account_id);
CREATE INDEX message_inbox ON message (account_id, id);
CREATE INDEX message_unread ON message (account_id) WHERE read_at = 0;
CREATE INDEX message_application ON message (application_id) WHERE application_id <> '';
CREATE INDEX message_told ON message (told_at);

-- A message on its way to a telephone. waiting → sent (the provider has it) → delivered or failed (its receipt); skipped when it
-- was read in the inbox before it went out.
-- A phone call a facility has made is a delivery too; it is delivered from the start.
CREATE TABLE delivery (
    id           TEXT PRIMARY KEY CHECK (id <> ''),
    message_id   TEXT NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    channel      TEXT NOT NULL CHECK (channel IN ('wechat', 'sms', 'call')),
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'delivered', 'failed', 'skipped')),
    due_at       BIGINT NOT NULL, -- not to be tried before; while leased, the end of the lease
    attempts     INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    holder       TEXT NOT NULL DEFAULT '',
    reference    TEXT NOT NULL DEFAULT '', -- the provider's number
    last_error   TEXT NOT NULL DEFAULT '',
    created_at   BIGINT NOT NULL,
    sent_at      BIGINT NOT NULL DEFAULT 0,
    delivered_at BIGINT NOT NULL DEFAULT 0,
    CHECK ((state = 'delivered') = (delivered_at > 0))
);
CREATE UNIQUE INDEX delivery_once ON delivery (message_id, channel);
CREATE UNIQUE INDEX delivery_reference ON delivery (channel, reference) WHERE reference <> '';
CREATE INDEX delivery_due ON delivery (due_at, id) WHERE state = 'waiting';

-- One tap on WeChat's question is worth one message of that template.
CREATE TABLE subscription (
    id          TEXT PRIMARY KEY CHECK (id <> ''),
    account_id  TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    template    TEXT NOT NULL CHECK (template <> ''),
    accepted_at BIGINT NOT NULL,
    used_by     TEXT NOT NULL DEFAULT '' -- the delivery that took it
);
CREATE INDEX subscription_left ON subscription (account_id, template, accepted_at) WHERE used_by = '';
CREATE UNIQUE INDEX subscription_used ON subscription (used_by) WHERE used_by <> '';

-- What has changed for whom, so that a screen need only ask for what is new. The row with noun '' counts; every other row
-- holds the count of its last change.
CREATE TABLE news (
    audience TEXT NOT NULL CHECK (audience <> ''), -- family:…, account:…, facility:…
    noun     TEXT NOT NULL,
    n        BIGINT NOT NULL CHECK (n > 0),
    PRIMARY KEY (audience, noun)
);

-- +goose Down
DROP TABLE news;
DROP TABLE subscription;
DROP TABLE delivery;
DROP TABLE message;
