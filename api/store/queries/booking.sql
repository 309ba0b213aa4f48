-- What an application of a child for a class turns on, each a question without a row where there is nothing.

-- name: HoldClass :execrows
UPDATE class SET ord = ord WHERE id = $1;

-- name: ClassHeld :many
SELECT id, facility_id, name, band, from_months, to_months, mode, version, closed, frozen FROM class WHERE id = $1;

-- name: FacilityOfClass :many
SELECT facility.* FROM facility JOIN class ON class.facility_id = facility.id WHERE class.id = $1;

-- name: SomeWaiting :many
SELECT id FROM application WHERE class_id = $1 AND state = 'waitlisted' LIMIT 1;
