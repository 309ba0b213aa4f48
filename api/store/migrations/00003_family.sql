-- People: who can sign in and where they are signed in, families with their children, and what is kept for them.
-- Personal fields are sealed (*_sealed, see package seal); what must be found again has a keyed hash beside it (*_hash).
-- An erased row keeps its id and nothing personal, so that what points to it stays whole; only made-up rows are deleted.

-- +goose Up
CREATE TABLE account (
    id            TEXT PRIMARY KEY CHECK (id <> ''),
    role          TEXT NOT NULL CHECK (role IN ('guardian', 'facility', 'district', 'city', 'inspector', 'admin')),
    name_sealed   TEXT NOT NULL DEFAULT '',
    phone_sealed  TEXT NOT NULL DEFAULT '',
    phone_hash    TEXT NOT NULL DEFAULT '',
    wechat_sealed TEXT NOT NULL DEFAULT '', -- openid, to send messages to
    wechat_hash   TEXT NOT NULL DEFAULT '',
    facility_id   TEXT REFERENCES facility (id) ON DELETE CASCADE, -- of facility staff
    area_code     TEXT NOT NULL DEFAULT '',      -- of a bureau's staff: the area they answer for
    username      TEXT NOT NULL DEFAULT '',      -- staff sign in with it; in lower case
    password      TEXT NOT NULL DEFAULT '',      -- argon2id, in its own text form; '' before the invitation is taken up
    totp_sealed   TEXT NOT NULL DEFAULT '',
    totp_step     BIGINT NOT NULL DEFAULT 0,     -- the last time step a code was taken for: a code counts once
    locale        TEXT NOT NULL DEFAULT 'zh' CHECK (locale IN ('zh', 'en')),
    demo          BOOLEAN NOT NULL DEFAULT FALSE,
    created_at    BIGINT NOT NULL,
    seen_at       BIGINT NOT NULL,
    disabled_at   BIGINT NOT NULL DEFAULT 0,
    erased_at     BIGINT NOT NULL DEFAULT 0,
    CHECK ((role = 'guardian') = (username = '')),
    CHECK ((role = 'facility') = (facility_id IS NOT NULL)),
    CHECK (role NOT IN ('district', 'inspector') OR area_code <> ''),
    CHECK ((phone_hash = '') = (phone_sealed = '')),
    CHECK ((wechat_hash = '') = (wechat_sealed = '')),
    CHECK (erased_at = 0 OR (name_sealed = '' AND phone_sealed = '' AND wechat_sealed = '' AND password = '' AND totp_sealed = ''))
);
-- A parent's telephone is one account; staff have accounts of their own, whatever their telephone.
CREATE UNIQUE INDEX account_phone ON account (phone_hash) WHERE phone_hash <> '' AND role = 'guardian';
CREATE UNIQUE INDEX account_wechat ON account (wechat_hash) WHERE wechat_hash <> '';
CREATE UNIQUE INDEX account_username ON account (username) WHERE username <> '';
CREATE INDEX account_facility ON account (facility_id) WHERE facility_id IS NOT NULL;

CREATE TABLE login (
    id         TEXT PRIMARY KEY CHECK (id <> ''),
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL CHECK (length(token_hash) = 64), -- SHA-256 of the token; the token is nowhere
    device     TEXT NOT NULL CHECK (device IN ('web', 'mini')),
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX login_token ON login (token_hash);
CREATE INDEX login_account ON login (account_id);

CREATE TABLE family (
    id         TEXT PRIMARY KEY CHECK (id <> ''),
    demo       BOOLEAN NOT NULL DEFAULT FALSE,
    created_at BIGINT NOT NULL,
    erased_at  BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE member (
    account_id TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE, -- one family an account
    family_id  TEXT NOT NULL REFERENCES family (id) ON DELETE CASCADE,
    role       TEXT NOT NULL CHECK (role IN ('guardian', 'delegate')),
    joined_at  BIGINT NOT NULL
);
CREATE INDEX member_family ON member (family_id);

CREATE TABLE child (
    id               TEXT PRIMARY KEY CHECK (id <> ''),
    family_id        TEXT NOT NULL REFERENCES family (id) ON DELETE CASCADE,
    name_sealed      TEXT NOT NULL,
    birth_sealed     TEXT NOT NULL,
    sex_sealed       TEXT NOT NULL DEFAULT '',
    id_number_sealed TEXT NOT NULL DEFAULT '',
    id_number_hash   TEXT NOT NULL DEFAULT '',
    notes_sealed     TEXT NOT NULL DEFAULT '', -- allergies and what carers must know
    same_hash        TEXT NOT NULL,            -- family, name and birthday: the same child is not entered twice
    demo             BOOLEAN NOT NULL DEFAULT FALSE,
    version          BIGINT NOT NULL DEFAULT 1 CHECK (version > 0),
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    erased_at        BIGINT NOT NULL DEFAULT 0,
    CHECK ((id_number_hash = '') = (id_number_sealed = '')),
    CHECK ((erased_at > 0) = (name_sealed = '')),
    CHECK (erased_at = 0 OR (birth_sealed = '' AND sex_sealed = '' AND id_number_sealed = '' AND notes_sealed = '' AND same_hash = ''))
);
CREATE INDEX child_family ON child (family_id);
-- One child is one child, whichever parent enters it.
CREATE UNIQUE INDEX child_id_number ON child (id_number_hash) WHERE id_number_hash <> '';
CREATE UNIQUE INDEX child_same ON child (family_id, same_hash) WHERE same_hash <> '';

CREATE TABLE pickup (
    id           TEXT PRIMARY KEY CHECK (id <> ''),
    family_id    TEXT NOT NULL REFERENCES family (id) ON DELETE CASCADE,
    name_sealed  TEXT NOT NULL CHECK (name_sealed <> ''),
    phone_sealed TEXT NOT NULL DEFAULT '',
    relation     TEXT NOT NULL,
    created_at   BIGINT NOT NULL
);
CREATE INDEX pickup_family ON pickup (family_id);

CREATE TABLE paper (
    id               TEXT PRIMARY KEY CHECK (id <> ''),
    child_id         TEXT NOT NULL REFERENCES child (id) ON DELETE CASCADE,
    kind             TEXT NOT NULL CHECK (kind IN ('health_check', 'vaccination')),
    exam_date_sealed TEXT NOT NULL CHECK (exam_date_sealed <> ''),
    issued_by_sealed TEXT NOT NULL DEFAULT '',
    scan_key         TEXT NOT NULL DEFAULT '', -- in the blob store, sealed; '' when there is none
    scan_type        TEXT NOT NULL DEFAULT '' CHECK (scan_type IN ('', 'image/jpeg', 'image/png', 'image/webp', 'application/pdf')),
    scan_bytes       BIGINT NOT NULL DEFAULT 0 CHECK (scan_bytes >= 0),
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    CHECK ((scan_key = '') = (scan_type = '') AND (scan_key = '') = (scan_bytes = 0))
);
CREATE INDEX paper_child ON paper (child_id);
CREATE UNIQUE INDEX paper_scan ON paper (scan_key) WHERE scan_key <> '';

-- A consent is never changed but for its withdrawal; it holds no name, and stays as evidence when the family is erased.
CREATE TABLE consent (
    id           TEXT PRIMARY KEY CHECK (id <> ''),
    family_id    TEXT NOT NULL REFERENCES family (id) ON DELETE CASCADE,
    child_id     TEXT NOT NULL DEFAULT '', -- '' for the whole family
    account_id   TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    purpose      TEXT NOT NULL CHECK (purpose <> ''),
    version      INTEGER NOT NULL CHECK (version > 0),
    text_hash    TEXT NOT NULL CHECK (length(text_hash) = 64), -- SHA-256 of the text that was shown
    locale       TEXT NOT NULL CHECK (locale IN ('zh', 'en')),
    device       TEXT NOT NULL CHECK (device IN ('web', 'mini')),
    given_at     BIGINT NOT NULL,
    withdrawn_at BIGINT NOT NULL DEFAULT 0,
    withdrawn_by TEXT NOT NULL DEFAULT '',
    CHECK ((withdrawn_at = 0) = (withdrawn_by = ''))
);
CREATE UNIQUE INDEX consent_live ON consent (family_id, child_id, purpose, version) WHERE withdrawn_at = 0;

-- A reading is a staff look at a child's record. It is never changed.
CREATE TABLE reading (
    id          TEXT PRIMARY KEY CHECK (id <> ''),
    child_id    TEXT NOT NULL REFERENCES child (id) ON DELETE CASCADE,
    family_id   TEXT NOT NULL REFERENCES family (id) ON DELETE CASCADE,
    account_id  TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    facility_id TEXT NOT NULL DEFAULT '',
    what        TEXT NOT NULL CHECK (what IN ('record', 'scan')),
    paper_id    TEXT NOT NULL DEFAULT '',
    purpose     TEXT NOT NULL CHECK (purpose <> ''),
    read_at     BIGINT NOT NULL
);
CREATE INDEX reading_family ON reading (family_id, read_at);

-- A one-time code sent to a telephone; one a telephone. Only its keyed hash is kept.
CREATE TABLE phone_code (
    phone_hash TEXT PRIMARY KEY CHECK (phone_hash <> ''),
    code_hash  TEXT NOT NULL CHECK (code_hash <> ''),
    tries      INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- A one-time word for somebody else: a grandparent joins a family, staff choose a password.
CREATE TABLE invitation (
    token_hash  TEXT PRIMARY KEY CHECK (length(token_hash) = 64),
    purpose     TEXT NOT NULL CHECK (purpose IN ('join', 'staff')),
    family_id   TEXT REFERENCES family (id) ON DELETE CASCADE,
    account_id  TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE, -- who invites to a family, or who is invited as staff
    password    TEXT NOT NULL DEFAULT '', -- chosen, not yet in force: the code of the authenticator is missing
    totp_sealed TEXT NOT NULL DEFAULT '',
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    CHECK ((purpose = 'join') = (family_id IS NOT NULL))
);
CREATE INDEX invitation_account ON invitation (account_id);
CREATE INDEX invitation_family ON invitation (family_id) WHERE family_id IS NOT NULL;

-- What a demonstration would have sent to telephones, so that its page can show it. Empty outside demonstrations.
CREATE TABLE demo_message (
    id      TEXT PRIMARY KEY CHECK (id <> ''),
    phone   TEXT NOT NULL,
    body    TEXT NOT NULL,
    sent_at BIGINT NOT NULL
);
CREATE INDEX demo_message_sent ON demo_message (sent_at);

-- +goose Down
DROP TABLE demo_message;
DROP TABLE invitation;
DROP TABLE phone_code;
DROP TABLE reading;
DROP TABLE consent;
DROP TABLE paper;
DROP TABLE pickup;
DROP TABLE child;
DROP TABLE member;
DROP TABLE family;
DROP TABLE login;
DROP TABLE account;
