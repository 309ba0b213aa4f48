-- name: InsertSlot :exec
INSERT INTO slot (id, facility_id, starts_at, ends_at, places, created_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: Slot :one
SELECT * FROM slot WHERE id = $1;

-- name: Slots :many
SELECT * FROM slot WHERE facility_id = @facility_id AND starts_at >= @since AND starts_at < @until ORDER BY starts_at, id LIMIT @page;

-- name: OverlappingSlots :one
SELECT COUNT(*) FROM slot WHERE facility_id = @facility_id AND open AND starts_at < @ends_at AND ends_at > @starts_at;

-- name: TakeSlot :execrows
UPDATE slot SET taken = taken + 1, version = version + 1 WHERE id = @id AND open AND taken < places AND starts_at > @now;

-- name: GiveSlotBack :execrows
UPDATE slot SET taken = taken - 1, version = version + 1 WHERE id = $1 AND taken > 0;

-- name: CancelSlot :execrows
UPDATE slot SET open = FALSE, reason = @reason, taken = 0, version = version + 1 WHERE id = @id AND open;

-- name: InsertVisit :exec
INSERT INTO visit (id, slot_id, facility_id, family_id, account_id, child_id, note_sealed, state, starts_at, ends_at, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'booked', $8, $9, $10, $10);

-- name: Visit :one
SELECT * FROM visit WHERE id = $1;

-- name: MoveVisit :execrows
UPDATE visit SET state = @state, version = @version, reason = @reason, updated_at = @updated_at
WHERE id = @id AND state = @was AND version = @before;

-- name: VisitsOfFamily :many
SELECT * FROM visit WHERE family_id = @family_id ORDER BY starts_at DESC, id LIMIT @page;

-- name: VisitsOfFacility :many
SELECT * FROM visit WHERE facility_id = @facility_id AND starts_at >= @since AND starts_at < @until ORDER BY starts_at, id LIMIT @page;

-- name: VisitsOfSlot :many
SELECT * FROM visit WHERE slot_id = $1 AND state = 'booked' ORDER BY id;

-- name: PastVisitsOfFamily :many
SELECT * FROM visit WHERE facility_id = @facility_id AND family_id = @family_id AND state = 'booked' AND ends_at <= @now;

-- name: ForgottenVisits :many
SELECT * FROM visit WHERE state = 'booked' AND starts_at < @before ORDER BY starts_at, id LIMIT @page;

-- name: VisitsToRemind :many
SELECT * FROM visit WHERE state = 'booked' AND NOT reminded AND starts_at > @now AND starts_at <= @until ORDER BY starts_at, id LIMIT @page;

-- name: VisitReminded :execrows
UPDATE visit SET reminded = TRUE WHERE id = $1 AND state = 'booked' AND NOT reminded;

-- name: BookedVisitsOfFamily :many
SELECT * FROM visit WHERE family_id = $1 AND state = 'booked' ORDER BY slot_id, id;

-- name: ForgetVisitNotes :execrows
UPDATE visit SET note_sealed = '' WHERE note_sealed <> '' AND (family_id = @family_id OR ends_at < @before);

-- name: SlotDrift :many
SELECT slot.id, slot.taken, CAST(COUNT(visit.id) AS BIGINT) AS counted FROM slot
LEFT JOIN visit ON visit.slot_id = slot.id AND visit.state IN ('booked', 'attended', 'missed')
GROUP BY slot.id, slot.taken HAVING slot.taken <> COUNT(visit.id);
