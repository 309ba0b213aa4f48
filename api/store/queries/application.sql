-- name: InsertApplication :exec
INSERT INTO application (id, family_id, child_id, facility_id, class_id, mode, start_date, from_month, to_month, state, version, hold_until, decide_by,
  reject_by, answer_by, agree_by, keep_by, provisional, extended, revived, frozen_at, rank_class, rank_points, rank_lottery, rank_at,
  rank_rule, rank_why, group_id, replaces, offered_at, delivered_at, signed_at, reminders, reminded_at, sent, reason, created_at,
  updated_at, alternative)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27,
  $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39);

-- name: MoveApplication :execrows
UPDATE application SET start_date = @start_date, from_month = @from_month, to_month = @to_month, state = @state, version = @version, hold_until =
  @hold_until, decide_by = @decide_by, reject_by = @reject_by, answer_by = @answer_by, agree_by = @agree_by, keep_by = @keep_by, provisional =
  @provisional, extended = @extended, revived = @revived, frozen_at = @frozen_at, rank_class = @rank_class, rank_points =
  @rank_points, rank_lottery = @rank_lottery, rank_at = @rank_at, rank_rule = @rank_rule, rank_why = @rank_why, group_id =
  @group_id, replaces = @replaces, offered_at = @offered_at, delivered_at = @delivered_at, signed_at = @signed_at, reminders =
  @reminders, reminded_at = @reminded_at, reason = @reason, updated_at = @updated_at, alternative = @alternative
WHERE id = @id AND state = @was AND version = @was_version;

-- name: ApplicationByID :one
SELECT * FROM application WHERE id = $1;

-- name: ApplicationsOfFamily :many
SELECT * FROM application WHERE family_id = $1 ORDER BY created_at DESC, id DESC LIMIT 500;

-- name: ApplicationsOfChild :many
SELECT * FROM application WHERE child_id = $1;

-- name: ApplicationsOfGroup :many
SELECT * FROM application WHERE group_id = $1 ORDER BY id;

-- name: WaitingOfClass :many
SELECT * FROM application WHERE class_id = $1 AND state = 'waitlisted'
ORDER BY rank_class, rank_points DESC, rank_lottery, rank_at, id;

-- Who waits and is not kept out by a month that is full: siblings are looked at whatever is free.
-- name: WaitingWithRoom :many
SELECT * FROM application WHERE application.class_id = @class_id AND state = 'waitlisted' AND (group_id <> '' OR NOT EXISTS (
  SELECT 1 FROM pool p WHERE p.class_id = application.class_id AND p.month <= application.to_month
    AND p.month >= application.from_month AND p.month >= CAST(@month AS INTEGER)
    AND (NOT p.open OR p.outside + p.held + p.offered + p.enrolled >= p.filed OR p.outside + p.held + p.offered + p.enrolled >= p.staffed)))
ORDER BY rank_class, rank_points DESC, rank_lottery, rank_at, id;

-- Where a rank stands among those who wait, paused or not.
-- name: StandInLine :one
SELECT COUNT(*) AS waiting, CAST(COALESCE(SUM(CASE WHEN rank_class < @class OR (rank_class = @class AND (rank_points > @points OR (rank_points = @points AND (rank_lottery < @lottery
    OR (rank_lottery = @lottery AND (rank_at < @at OR (rank_at = @at AND id < @id))))))) THEN 1 ELSE 0 END), 0) AS INTEGER) AS ahead
FROM application WHERE class_id = @class_id AND state IN ('waitlisted', 'paused');

-- Who waits for a class, not paused, and ranks after a rank.
-- name: WaitingBehind :many
SELECT * FROM application WHERE class_id = @class_id AND state = 'waitlisted' AND (rank_class > @class OR (rank_class = @class AND (rank_points < @points OR (rank_points = @points AND (rank_lottery > @lottery
    OR (rank_lottery = @lottery AND (rank_at > @at OR (rank_at = @at AND id > @id))))))))
ORDER BY rank_class, rank_points DESC, rank_lottery, rank_at, id;

-- name: WaitingCount :one
SELECT COUNT(*) FROM application WHERE class_id = $1 AND state IN ('waitlisted', 'paused');

-- name: FirstWaiting :one
SELECT COUNT(*) FROM (SELECT 1 FROM application WHERE class_id = $1 AND state = 'waitlisted' LIMIT 1) AS w;

-- name: ApplicationsOfClass :many
SELECT * FROM application WHERE class_id = $1 AND state IN ('held', 'submitted', 'offered', 'confirmed', 'enrolled', 'waitlisted', 'paused', 'draft')
ORDER BY id;

-- name: ExpiredHolds :many
SELECT * FROM application WHERE class_id = $1 AND state = 'held' AND hold_until <= $2 AND frozen_at = 0 ORDER BY hold_until, id LIMIT 50;

-- Everything whose clock has run out, oldest first, after the one that was last looked at.
-- name: DueApplications :many
SELECT id, class_id, updated_at FROM application WHERE frozen_at = 0
  AND (application.updated_at > @after OR (application.updated_at = @after AND application.id > @after_id)) AND (
     (state = 'held' AND hold_until <= @now)
  OR (state = 'submitted' AND reject_by > 0 AND reject_by <= @now)
  OR (state = 'submitted' AND reject_by = 0 AND decide_by > 0 AND decide_by <= @now
    AND NOT EXISTS (SELECT 1 FROM escalation e WHERE e.application_id = application.id AND e.kind = 'undecided' AND e.closed_at = 0))
  OR (state = 'offered' AND answer_by <= @now)
  OR (state IN ('waitlisted', 'paused') AND keep_by > 0 AND keep_by <= @now)
  OR (state = 'draft' AND updated_at <= @drafts_before)
  OR (state = 'enrolled' AND to_month < @month))
ORDER BY updated_at, id LIMIT @page;

-- name: ToRemind :many
SELECT * FROM application WHERE state = 'confirmed' AND frozen_at = 0 AND start_date <= @today AND reminded_at < @before AND id > @after_id ORDER BY id LIMIT 200;

-- Offers whose time to answer ends soon and that nobody was reminded of since they were made.
-- name: ToAnswerSoon :many
SELECT * FROM application WHERE state = 'offered' AND frozen_at = 0 AND answer_by > @now AND answer_by <= @soon AND reminded_at < offered_at
ORDER BY answer_by, id LIMIT 200;

-- name: ProvisionalApplications :many
SELECT * FROM application WHERE provisional AND state IN ('submitted', 'offered', 'confirmed') AND frozen_at = 0 ORDER BY id LIMIT 1000;

-- name: Remind :execrows
UPDATE application SET reminded_at = @at, sent = sent + CASE WHEN state = 'confirmed' THEN 1 ELSE 0 END
WHERE id = @id AND state = @state AND reminded_at = @was;

-- name: CountReminder :execrows
UPDATE application SET reminders = reminders + 1 WHERE id = $1 AND state = 'confirmed' AND reminders < sent;

-- Classes where somebody waits and some month to come has room: whether it is all of a child's months is for the caller.
-- name: ClassesToPromote :many
SELECT DISTINCT a.class_id FROM application a
JOIN class c ON c.id = a.class_id AND NOT c.closed AND c.frozen = ''
WHERE a.state = 'waitlisted' AND (
  EXISTS (SELECT 1 FROM pool p WHERE p.class_id = a.class_id AND p.month >= @month AND p.open
    AND p.outside + p.held + p.offered + p.enrolled < p.filed AND p.outside + p.held + p.offered + p.enrolled < p.staffed)
  OR NOT EXISTS (SELECT 1 FROM pool p WHERE p.class_id = a.class_id AND p.month >= @month))
ORDER BY a.class_id;

-- name: FacilityApplications :many
SELECT * FROM application WHERE facility_id = @facility_id AND (CAST(@class_id AS TEXT) = '' OR class_id = @class_id)
  AND state NOT IN ('draft', 'held', 'expired') AND NOT alternative
  AND (CAST(@states AS TEXT) = '' OR CAST(@states AS TEXT) LIKE '%,' || state || ',%')
  AND (updated_at < @before OR (updated_at = @before AND id < @before_id))
ORDER BY updated_at DESC, id DESC LIMIT @page;

-- What a facility has to do something about.
-- name: FacilityNeeds :many
SELECT * FROM application WHERE facility_id = $1 AND state IN ('submitted', 'confirmed', 'offered') AND NOT alternative ORDER BY decide_by, answer_by, agree_by, id LIMIT 500;

-- name: FacilityCounts :many
SELECT state, COUNT(*) AS n FROM application WHERE facility_id = $1 AND state NOT IN ('draft', 'held') AND NOT alternative GROUP BY state;

-- name: DeleteDraft :execrows
DELETE FROM application WHERE id = $1 AND state = 'draft' AND version = $2;

-- name: StepsOf :many
SELECT * FROM step WHERE application_id = $1 ORDER BY version;

-- Who came to or left the waitlist of a class since an instant.
-- name: WaitSteps :many
SELECT step.application_id, step.edge, step.from_state, step.to_state, step.at, application.rank_class, application.rank_points,
  application.rank_lottery, application.rank_at
FROM step JOIN application ON application.id = step.application_id
WHERE step.class_id = $1 AND (step.from_state IN ('waitlisted', 'paused') OR step.to_state IN ('waitlisted', 'paused'))
ORDER BY step.at, step.application_id, step.version;

-- name: InsertGroup :exec
INSERT INTO sibling_group (id, family_id, created_at) VALUES ($1, $2, $3);

-- name: GroupByID :one
SELECT * FROM sibling_group WHERE id = $1;

-- name: SkipGroup :execrows
UPDATE sibling_group SET skips = skips + 1, skipped_at = $2 WHERE id = $1;

-- name: InsertGroupSkip :exec
INSERT INTO group_skip (id, group_id, class_id, application_id, at) VALUES ($1, $2, $3, $4, $5);

-- name: LockChild :execrows
UPDATE child SET version = version WHERE id = $1;

-- Applications whose state does not follow from their steps: the first must come from nowhere, each from where the one before
-- led, the last to where the application is, and none may be missing.
-- name: BrokenSteps :many
SELECT a.id FROM application a
WHERE a.version <> (SELECT COUNT(*) FROM step s WHERE s.application_id = a.id)
  OR NOT EXISTS (SELECT 1 FROM step s WHERE s.application_id = a.id AND s.version = a.version AND s.to_state = a.state)
  OR EXISTS (
    SELECT 1 FROM step s LEFT JOIN step b ON b.application_id = s.application_id AND b.version = s.version - 1
    WHERE s.application_id = a.id AND s.from_state <> COALESCE(b.to_state, ''))
ORDER BY a.id;
