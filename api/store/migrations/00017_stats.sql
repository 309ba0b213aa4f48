-- Statistics: how many people live where, what stood on which day, and how each complaint was handled. Everything here is counted from
-- the other tables and could be counted again, but for days that are past.

-- +goose Up
ALTER TABLE area ADD COLUMN under_three BIGINT NOT NULL DEFAULT 0; -- of the population, children under three; 0: not known

-- A square of the population grid, or whatever shape its source has.
CREATE TABLE people_cell (
    source      TEXT NOT NULL CHECK (source <> ''),
    id          TEXT NOT NULL CHECK (id <> ''),
    lon         DOUBLE PRECISION NOT NULL CHECK (lon BETWEEN -180 AND 180),
    lat         DOUBLE PRECISION NOT NULL CHECK (lat BETWEEN -90 AND 90),
    people      BIGINT NOT NULL CHECK (people >= 0),
    under_three BIGINT NOT NULL CHECK (under_three BETWEEN 0 AND people),
    demo        BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (source, id)
);

-- A day that was counted, and when it was counted last.
CREATE TABLE stat_day (
    day      TEXT PRIMARY KEY CHECK (length(day) = 10),
    taken_at BIGINT NOT NULL CHECK (taken_at > 0),
    demo     BOOLEAN NOT NULL DEFAULT FALSE
);

-- The counts of one day for the smallest areas there are. An area that has smaller ones in it holds here only what is in none of them,
-- so that the counts of any area are the sum of the rows whose code begins as its own.
CREATE TABLE stat_area (
    day              TEXT NOT NULL REFERENCES stat_day (day) ON DELETE CASCADE,
    area_code        TEXT NOT NULL, -- '': in no area that is known
    population       BIGINT NOT NULL CHECK (population >= 0),
    under_three      BIGINT NOT NULL CHECK (under_three >= 0),
    streets          BIGINT NOT NULL CHECK (streets IN (0, 1)),
    covered          BIGINT NOT NULL CHECK (covered BETWEEN 0 AND streets),
    offering         BIGINT NOT NULL CHECK (offering >= 0),
    filed            BIGINT NOT NULL CHECK (filed BETWEEN 0 AND offering),
    classes          BIGINT NOT NULL CHECK (classes >= 0),
    counted          BIGINT NOT NULL CHECK (counted BETWEEN 0 AND classes),
    places           BIGINT NOT NULL CHECK (places >= 0),
    inclusive_places BIGINT NOT NULL CHECK (inclusive_places BETWEEN 0 AND places),
    staffed          BIGINT NOT NULL CHECK (staffed >= 0),
    in_care          BIGINT NOT NULL CHECK (in_care >= 0),
    infant_places    BIGINT NOT NULL CHECK (infant_places >= 0),
    infant_care      BIGINT NOT NULL CHECK (infant_care >= 0),
    toddler_places   BIGINT NOT NULL CHECK (toddler_places >= 0),
    toddler_care     BIGINT NOT NULL CHECK (toddler_care >= 0),
    senior_places    BIGINT NOT NULL CHECK (senior_places >= 0),
    senior_care      BIGINT NOT NULL CHECK (senior_care >= 0),
    mixed_places     BIGINT NOT NULL CHECK (mixed_places >= 0),
    mixed_care       BIGINT NOT NULL CHECK (mixed_care >= 0),
    fresh            BIGINT NOT NULL CHECK (fresh >= 0),
    ageing           BIGINT NOT NULL CHECK (ageing >= 0),
    doubtful         BIGINT NOT NULL CHECK (doubtful >= 0),
    stale            BIGINT NOT NULL CHECK (stale >= 0),
    CHECK (infant_places + toddler_places + senior_places + mixed_places = places),
    CHECK (infant_care + toddler_care + senior_care + mixed_care = in_care),
    CHECK (fresh + ageing + doubtful + stale <= classes),
    PRIMARY KEY (day, area_code)
);

-- What a facility was, from one day until another: the rows behind the counts. until_day is the first day it was so no longer,
-- 9999-12-31 while it still is.
CREATE TABLE stat_facility (
    facility_id   TEXT NOT NULL CHECK (facility_id <> ''),
    from_day      TEXT NOT NULL CHECK (length(from_day) = 10),
    until_day     TEXT NOT NULL CHECK (length(until_day) = 10),
    name          TEXT NOT NULL,
    area_code     TEXT NOT NULL,
    kind          TEXT NOT NULL,
    nature        TEXT NOT NULL,
    inclusive     BOOLEAN NOT NULL,
    filing_status TEXT NOT NULL,
    demo          BOOLEAN NOT NULL DEFAULT FALSE,
    CHECK (from_day < until_day),
    PRIMARY KEY (facility_id, from_day)
);
CREATE UNIQUE INDEX stat_facility_now ON stat_facility (facility_id) WHERE until_day = '9999-12-31';
CREATE INDEX stat_facility_until ON stat_facility (until_day, from_day);

CREATE TABLE stat_class (
    class_id     TEXT NOT NULL CHECK (class_id <> ''),
    from_day     TEXT NOT NULL CHECK (length(from_day) = 10),
    until_day    TEXT NOT NULL CHECK (length(until_day) = 10),
    facility_id  TEXT NOT NULL CHECK (facility_id <> ''),
    ord          INTEGER NOT NULL,
    name         TEXT NOT NULL,
    band         TEXT NOT NULL CHECK (band IN ('infant', 'toddler', 'senior', 'mixed')),
    mode         TEXT NOT NULL CHECK (mode IN ('full_day', 'half_day', 'hourly', 'drop_in')),
    counted      BOOLEAN NOT NULL, -- its places are known
    places       BIGINT NOT NULL CHECK (places >= 0),
    staffed      BIGINT NOT NULL CHECK (staffed >= 0),
    in_care      BIGINT NOT NULL CHECK (in_care >= 0),
    confirmed_at BIGINT NOT NULL CHECK (confirmed_at >= 0),
    reports      BIGINT NOT NULL CHECK (reports >= 0),
    CHECK (from_day < until_day),
    CHECK (counted OR (places = 0 AND staffed = 0 AND in_care = 0)),
    PRIMARY KEY (class_id, from_day)
);
CREATE UNIQUE INDEX stat_class_now ON stat_class (class_id) WHERE until_day = '9999-12-31';
CREATE INDEX stat_class_until ON stat_class (until_day, from_day);

-- How each complaint was handled so far: what the three rates add up. Without a word of what was said, or who said it.
CREATE TABLE stat_case (
    case_id      TEXT PRIMARY KEY REFERENCES complaint (id) ON DELETE CASCADE,
    version      BIGINT NOT NULL, -- of the case, when it was counted
    area_code    TEXT NOT NULL,
    facility_id  TEXT NOT NULL,
    category     TEXT NOT NULL,
    class        TEXT NOT NULL,
    received_day TEXT NOT NULL CHECK (length(received_day) = 10),
    accepted_day TEXT NOT NULL CHECK (length(accepted_day) IN (0, 10)),
    accepted     BIGINT NOT NULL CHECK (accepted IN (0, 1)), -- and not left out
    responded    BIGINT NOT NULL CHECK (responded IN (0, 1)),
    waiting      BIGINT NOT NULL CHECK (waiting IN (0, 1)),
    asked        BIGINT NOT NULL CHECK (asked IN (0, 1)),
    solved       BIGINT NOT NULL CHECK (solved BETWEEN 0 AND asked),
    judged       BIGINT NOT NULL CHECK (judged IN (0, 1)),
    satisfied    BIGINT NOT NULL CHECK (satisfied BETWEEN 0 AND judged),
    overdue      BIGINT NOT NULL CHECK (overdue IN (0, 1))
);
CREATE INDEX stat_case_received ON stat_case (received_day);
CREATE INDEX stat_case_accepted ON stat_case (accepted_day) WHERE accepted_day <> '';

-- +goose Down
DROP TABLE stat_case;
DROP TABLE stat_class;
DROP TABLE stat_facility;
DROP TABLE stat_area;
DROP TABLE stat_day;
DROP TABLE people_cell;
ALTER TABLE area DROP COLUMN under_three;
