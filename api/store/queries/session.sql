-- name: InsertLottery :exec
INSERT INTO lottery (id, facility_id, opens_at, closes_at, seed, seed_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: Lottery :one
SELECT * FROM lottery WHERE id = $1;

-- name: EnterLottery :execrows
UPDATE lottery SET entered = entered + 1 WHERE id = @id AND drawn_at = 0 AND opens_at <= @now AND @now < closes_at;

-- name: LeaveLottery :exec
UPDATE lottery SET entered = entered - 1 WHERE id = $1 AND drawn_at = 0 AND entered > 0;

-- name: CloseLottery :execrows
UPDATE lottery SET drawn_at = @now, transcript = 'drawing' WHERE id = @id AND drawn_at = 0 AND closes_at <= @now;

-- name: KeepTranscript :execrows
UPDATE lottery SET transcript = @transcript WHERE id = @id AND drawn_at > 0 AND transcript = 'drawing';

-- name: DueLotteries :many
SELECT id FROM lottery WHERE drawn_at = 0 AND closes_at <= @until ORDER BY closes_at, id LIMIT @page;

-- name: InsertSession :exec
INSERT INTO care_session (id, facility_id, class_id, mode, day, open_minute, close_minute, starts_at, ends_at, from_months, to_months, fee, places,
    lent, lottery_id, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- name: Session :one
SELECT * FROM care_session WHERE id = $1;

-- name: Sessions :many
SELECT * FROM care_session WHERE facility_id = @facility_id AND starts_at >= @since AND starts_at < @until ORDER BY starts_at, id LIMIT @page;

-- name: LotteriesOfFacility :many
SELECT * FROM lottery WHERE facility_id = @facility_id AND (drawn_at = 0 OR closes_at > @since) ORDER BY id;

-- name: SessionsOfLottery :many
SELECT * FROM care_session WHERE lottery_id = $1 ORDER BY id;

-- name: SessionsOfClassDay :many
SELECT id FROM care_session WHERE class_id = @class_id AND day = @day AND NOT cancelled AND ends_at > @now ORDER BY id;

-- name: OverlappingSessions :one
SELECT CAST(COALESCE(SUM(places), 0) AS BIGINT) FROM care_session WHERE facility_id = @facility_id AND class_id = @class_id AND NOT cancelled AND starts_at < @ends_at AND ends_at > @starts_at;

-- name: TakeSession :execrows
UPDATE care_session SET taken = taken + 1, version = version + 1
WHERE id = @id AND NOT cancelled AND taken < places + lent AND starts_at > @now;

-- name: GiveSessionBack :execrows
UPDATE care_session SET taken = taken - 1, version = version + 1 WHERE id = $1 AND taken > 0;

-- name: LockSession :execrows
UPDATE care_session SET version = version + 1 WHERE id = $1;

-- name: LendSession :execrows
UPDATE care_session SET lent = lent + 1, version = version + 1 WHERE id = $1;

-- name: ReturnLent :execrows
UPDATE care_session SET lent = lent - 1, version = version + 1 WHERE id = $1 AND lent > 0 AND taken < places + lent;

-- name: SetSessionPlaces :execrows
UPDATE care_session SET places = CAST(@places AS INTEGER), version = version + 1
WHERE id = @id AND NOT cancelled AND version = @before AND taken <= CAST(@places AS INTEGER) + lent;

-- name: DrawnSession :execrows
UPDATE care_session SET taken = taken + CAST(@won AS INTEGER), version = version + 1
WHERE id = @id AND NOT cancelled AND taken + CAST(@won AS INTEGER) <= places + lent;

-- name: CancelSession :execrows
UPDATE care_session SET cancelled = TRUE, reason = @reason, taken = 0, version = version + 1 WHERE id = @id AND NOT cancelled;

-- name: SessionDrift :many
SELECT care_session.id, care_session.taken, CAST(COUNT(entry.id) AS BIGINT) AS counted FROM care_session
LEFT JOIN entry ON entry.session_id = care_session.id AND entry.state IN ('drawn', 'booked', 'checked_in', 'checked_out', 'missed')
GROUP BY care_session.id, care_session.taken HAVING care_session.taken <> COUNT(entry.id);
