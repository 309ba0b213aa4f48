-- name: LockChildOf :execrows
UPDATE child SET version = version WHERE id = $1 AND family_id = $2 AND erased_at = 0;

-- name: InsertEntry :exec
INSERT INTO entry (id, session_id, facility_id, family_id, child_id, state, at, starts_at, ends_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $7);

-- name: Entry :one
SELECT * FROM entry WHERE id = $1;

-- name: MoveEntry :execrows
UPDATE entry SET state = @state, version = @version, reason = @reason, confirm_by = @confirm_by, in_at = @in_at, out_at = @out_at, lottery = @lottery, updated_at = @updated_at
WHERE id = @id AND state = @was AND version = @before;

-- name: OverlappingEntries :one
SELECT COUNT(*) FROM entry WHERE child_id = @child_id AND state IN ('entered', 'drawn', 'waiting', 'booked', 'checked_in')
    AND starts_at < @ends_at AND ends_at > @starts_at;

-- name: EntriesOfSession :many
SELECT * FROM entry WHERE session_id = $1 ORDER BY lottery, at, id;

-- name: EntriesInWindow :many
SELECT * FROM entry WHERE session_id = $1 AND state = 'entered' ORDER BY id;

-- name: FirstWaitingEntry :one
SELECT * FROM entry WHERE session_id = $1 AND state = 'waiting' ORDER BY CASE WHEN lottery > 0 THEN 0 ELSE 1 END, lottery, at, id LIMIT 1;

-- name: WaitingEntries :one
SELECT COUNT(*) FROM entry WHERE session_id = $1 AND state = 'waiting';

-- name: WaitingAhead :one
SELECT COUNT(*) FROM entry e WHERE e.session_id = @session_id AND e.state = 'waiting' AND e.id <> @id AND (
    (e.lottery > 0 AND (CAST(@lottery AS BIGINT) = 0 OR e.lottery < @lottery OR (e.lottery = @lottery AND (e.at < @at OR (e.at = @at AND e.id < @id)))))
    OR (e.lottery = 0 AND CAST(@lottery AS BIGINT) = 0 AND (e.at < @at OR (e.at = @at AND e.id < @id))));

-- name: EntriesOfFamily :many
SELECT * FROM entry WHERE family_id = @family_id ORDER BY starts_at DESC, id LIMIT @page;

-- name: EntriesOfFacility :many
SELECT * FROM entry WHERE facility_id = @facility_id AND starts_at >= @since AND starts_at < @until ORDER BY starts_at, session_id, at, id LIMIT @page;

-- name: EntriesToConfirm :many
SELECT id FROM entry WHERE state = 'drawn' AND confirm_by <= @now ORDER BY confirm_by, id LIMIT @page;

-- name: EntriesNotCome :many
SELECT id FROM entry WHERE state = 'booked' AND ends_at <= @now ORDER BY ends_at, id LIMIT @page;

-- name: EntriesWithoutPlace :many
SELECT id FROM entry WHERE state IN ('entered', 'waiting') AND starts_at <= @now ORDER BY starts_at, id LIMIT @page;

-- name: EntriesToRemind :many
SELECT * FROM entry WHERE state = 'booked' AND NOT reminded AND starts_at > @now AND starts_at <= @until ORDER BY starts_at, id LIMIT @page;

-- name: EntryReminded :execrows
UPDATE entry SET reminded = TRUE WHERE id = $1 AND state = 'booked' AND NOT reminded;

-- name: LiveEntriesOfFamily :many
SELECT id FROM entry WHERE family_id = @family_id AND state IN ('entered', 'drawn', 'waiting', 'booked')
    AND (CAST(@child_id AS TEXT) = '' OR child_id = @child_id) ORDER BY session_id, id;

-- name: WaitingEntriesOfFacility :many
SELECT session_id, COUNT(*) AS waits FROM entry WHERE facility_id = @facility_id AND starts_at >= @since AND state = 'waiting' GROUP BY session_id;
