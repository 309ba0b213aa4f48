-- name: PlacesByMonth :many
SELECT class.id, class.name, class.band, class.mode, pool.month, pool.filed, pool.staffed, pool.outside, pool.held, pool.offered, pool.enrolled
FROM class JOIN pool ON pool.class_id = class.id
WHERE class.facility_id = @facility_id AND NOT class.closed AND pool.month >= @first AND pool.month <= @last
ORDER BY class.ord, class.id, pool.month;

-- What came of the applications made in a span of time: how many ever reached a state.
-- name: ReachedStates :many
SELECT step.to_state, COUNT(DISTINCT step.application_id) AS n FROM step JOIN application ON application.id = step.application_id
WHERE application.facility_id = @facility_id AND application.created_at >= @since AND application.created_at < @until
GROUP BY step.to_state ORDER BY step.to_state;

-- name: ReasonsGiven :many
SELECT step.to_state, step.reason, COUNT(*) AS n FROM step JOIN application ON application.id = step.application_id
WHERE application.facility_id = @facility_id AND application.created_at >= @since AND application.created_at < @until
  AND step.to_state IN ('rejected', 'declined', 'lapsed', 'withdrawn', 'no_show', 'ended')
GROUP BY step.to_state, step.reason ORDER BY n DESC, step.to_state, step.reason LIMIT 50;

-- name: WaitsOfFacility :many
SELECT application.id,
  CAST(COALESCE(MIN(CASE WHEN step.to_state IN ('submitted', 'waitlisted') THEN step.at END), 0) AS BIGINT) AS asked_at,
  CAST(COALESCE(MIN(CASE WHEN step.to_state = 'offered' THEN step.at END), 0) AS BIGINT) AS offered_at,
  CAST(COALESCE(MIN(CASE WHEN step.to_state = 'enrolled' THEN step.at END), 0) AS BIGINT) AS enrolled_at
FROM application JOIN step ON step.application_id = application.id
WHERE application.facility_id = @facility_id AND application.created_at >= @since AND application.created_at < @until
GROUP BY application.id ORDER BY application.id LIMIT 20000;

-- name: VisitsByState :many
SELECT state, COUNT(*) AS n FROM visit WHERE facility_id = @facility_id AND starts_at >= @since AND starts_at < @until GROUP BY state ORDER BY state;

-- name: VisitorsWhoApplied :one
SELECT COUNT(DISTINCT visit.family_id) FROM visit
WHERE visit.facility_id = @facility_id AND visit.state = 'attended' AND visit.starts_at >= @since AND visit.starts_at < @until
  AND EXISTS (SELECT 1 FROM application WHERE application.facility_id = visit.facility_id AND application.family_id = visit.family_id
    AND application.state <> 'draft' AND application.created_at >= visit.starts_at);

-- name: MarksByMonth :many
SELECT CAST(substr(day, 1, 7) AS TEXT) AS month, mark, COUNT(*) AS n FROM attendance
WHERE facility_id = @facility_id AND day >= @first AND day <= @last GROUP BY substr(day, 1, 7), mark ORDER BY month, mark;

-- name: SessionsByMode :many
SELECT mode, COUNT(*) AS n, CAST(SUM(places + lent) AS BIGINT) AS places, CAST(SUM(taken) AS BIGINT) AS taken FROM care_session
WHERE facility_id = @facility_id AND NOT cancelled AND starts_at >= @since AND starts_at < @until GROUP BY mode ORDER BY mode;

-- name: EntriesByState :many
SELECT state, COUNT(*) AS n FROM entry WHERE facility_id = @facility_id AND starts_at >= @since AND starts_at < @until GROUP BY state ORDER BY state;

-- name: AttendanceBetween :many
SELECT attendance.*, application.class_id FROM attendance JOIN application ON application.id = attendance.application_id
WHERE attendance.facility_id = @facility_id AND attendance.day >= @first AND attendance.day <= @last
ORDER BY attendance.day, attendance.application_id LIMIT 20000;
