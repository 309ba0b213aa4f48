-- What is counted: every facility, and the classes that are not closed with their places of a month. A month after the last known one
-- is as that one.

-- name: StatFacilities :many
SELECT id, name, area_code, lon, lat, kind, nature, inclusive, filing_status, demo FROM facility ORDER BY id;

-- name: StatClasses :many
SELECT c.id, c.facility_id, c.ord, c.name, c.band, c.mode, c.confirmed_at, c.reports,
  CAST(COALESCE(p.filed, -1) AS BIGINT) AS filed, CAST(COALESCE(p.staffed, 0) AS BIGINT) AS staffed,
  CAST(COALESCE(p.outside + p.enrolled, 0) AS BIGINT) AS in_care
FROM class c LEFT JOIN pool p ON p.class_id = c.id
  AND p.month = (SELECT MAX(q.month) FROM pool q WHERE q.class_id = c.id AND q.month <= @month)
WHERE NOT c.closed ORDER BY c.facility_id, c.ord, c.id;

-- name: SetStatDay :exec
INSERT INTO stat_day (day, taken_at, demo) VALUES ($1, $2, $3)
ON CONFLICT (day) DO UPDATE SET taken_at = excluded.taken_at;

-- name: ClearStatAreas :exec
DELETE FROM stat_area WHERE day = $1;

-- name: OpenStatFacilities :many
SELECT * FROM stat_facility WHERE until_day = '9999-12-31' ORDER BY facility_id;

-- name: OpenStatClasses :many
SELECT * FROM stat_class WHERE until_day = '9999-12-31' ORDER BY class_id;

-- name: EndStatFacility :exec
UPDATE stat_facility SET until_day = @until_day WHERE facility_id = @facility_id AND from_day = @from_day;

-- name: EndStatClass :exec
UPDATE stat_class SET until_day = @until_day WHERE class_id = @class_id AND from_day = @from_day;

-- name: DropStatFacility :exec
DELETE FROM stat_facility WHERE facility_id = $1 AND from_day = $2;

-- name: DropStatClass :exec
DELETE FROM stat_class WHERE class_id = $1 AND from_day = $2;

-- The last day that was counted, up to a day.
-- name: StatDayUpTo :one
SELECT * FROM stat_day WHERE day <= $1 ORDER BY day DESC LIMIT 1;

-- name: FirstStatDay :one
SELECT CAST(COALESCE(MIN(day), '') AS TEXT) AS day FROM stat_day;

-- name: StatAreasOn :many
SELECT * FROM stat_area WHERE day = @day AND area_code >= @area_from AND area_code < @area_to ORDER BY area_code;

-- name: StatFacilitiesOn :many
SELECT * FROM stat_facility WHERE until_day > @day AND from_day <= @day AND area_code >= @area_from AND area_code < @area_to
ORDER BY facility_id;

-- name: StatClassesOn :many
SELECT c.* FROM stat_class c JOIN stat_facility f ON f.facility_id = c.facility_id AND f.until_day > @day AND f.from_day <= @day
WHERE c.until_day > @day AND c.from_day <= @day AND f.area_code >= @area_from AND f.area_code < @area_to
ORDER BY c.facility_id, c.ord, c.class_id;

-- The counts of an area on each day that was counted.
-- name: StatDays :many
SELECT a.day, CAST(SUM(population) AS BIGINT) AS population, CAST(SUM(under_three) AS BIGINT) AS under_three,
  CAST(SUM(streets) AS BIGINT) AS streets, CAST(SUM(covered) AS BIGINT) AS covered, CAST(SUM(offering) AS BIGINT) AS offering,
  CAST(SUM(filed) AS BIGINT) AS filed, CAST(SUM(classes) AS BIGINT) AS classes, CAST(SUM(counted) AS BIGINT) AS counted,
  CAST(SUM(places) AS BIGINT) AS places, CAST(SUM(inclusive_places) AS BIGINT) AS inclusive_places,
  CAST(SUM(staffed) AS BIGINT) AS staffed, CAST(SUM(in_care) AS BIGINT) AS in_care,
  CAST(SUM(infant_places) AS BIGINT) AS infant_places, CAST(SUM(infant_care) AS BIGINT) AS infant_care,
  CAST(SUM(toddler_places) AS BIGINT) AS toddler_places, CAST(SUM(toddler_care) AS BIGINT) AS toddler_care,
  CAST(SUM(senior_places) AS BIGINT) AS senior_places, CAST(SUM(senior_care) AS BIGINT) AS senior_care,
  CAST(SUM(mixed_places) AS BIGINT) AS mixed_places, CAST(SUM(mixed_care) AS BIGINT) AS mixed_care,
  CAST(SUM(fresh) AS BIGINT) AS fresh, CAST(SUM(ageing) AS BIGINT) AS ageing, CAST(SUM(doubtful) AS BIGINT) AS doubtful,
  CAST(SUM(stale) AS BIGINT) AS stale
FROM stat_area a
WHERE a.day >= @first AND a.day <= @last AND area_code >= @area_from AND area_code < @area_to
  AND (CAST(@monthly AS BOOLEAN) = FALSE OR a.day IN (SELECT MAX(d.day) FROM stat_day d WHERE d.day >= @first AND d.day <= @last GROUP BY substr(d.day, 1, 7)))
GROUP BY a.day ORDER BY a.day;

-- Cases whose count is not that of their last step, and open ones, whose clocks run: for the next count.
-- name: CasesToCount :many
SELECT c.id, c.version, c.area_code, c.facility_id, c.category, c.class, c.accepted_at, c.created_at
FROM complaint_case c LEFT JOIN stat_case s ON s.case_id = c.id
WHERE s.case_id IS NULL OR s.version <> c.version OR c.is_open
ORDER BY c.id;

-- name: SetStatCase :exec
INSERT INTO stat_case (case_id, version, area_code, facility_id, category, class, received_day, accepted_day, accepted, responded, waiting,
  asked, solved, judged, satisfied, overdue)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (case_id) DO UPDATE SET version = excluded.version, area_code = excluded.area_code, facility_id = excluded.facility_id,
  category = excluded.category, class = excluded.class, received_day = excluded.received_day, accepted_day = excluded.accepted_day,
  accepted = excluded.accepted, responded = excluded.responded, waiting = excluded.waiting, asked = excluded.asked, solved = excluded.solved,
  judged = excluded.judged, satisfied = excluded.satisfied, overdue = excluded.overdue;

-- Complaints received or accepted between two days, both included.
-- name: StatCasesBetween :many
SELECT * FROM stat_case
WHERE ((received_day >= @first AND received_day <= @last) OR (accepted_day >= @first AND accepted_day <= @last))
  AND area_code >= @area_from AND area_code < @area_to
ORDER BY case_id;

-- name: CasesReceivedByDay :many
SELECT received_day AS day, COUNT(*) AS received
FROM stat_case WHERE received_day >= @first AND received_day <= @last AND area_code >= @area_from AND area_code < @area_to
GROUP BY received_day ORDER BY received_day;

-- name: CasesAcceptedByDay :many
SELECT accepted_day AS day, CAST(SUM(accepted) AS BIGINT) AS accepted, CAST(SUM(responded) AS BIGINT) AS responded,
  CAST(SUM(waiting) AS BIGINT) AS waiting, CAST(SUM(asked) AS BIGINT) AS asked, CAST(SUM(solved) AS BIGINT) AS solved,
  CAST(SUM(judged) AS BIGINT) AS judged, CAST(SUM(satisfied) AS BIGINT) AS satisfied, CAST(SUM(overdue) AS BIGINT) AS overdue
FROM stat_case WHERE accepted_day >= @first AND accepted_day <= @last AND area_code >= @area_from AND area_code < @area_to
GROUP BY accepted_day ORDER BY accepted_day;

-- name: PeopleCells :many
SELECT * FROM people_cell ORDER BY source, id;

-- name: ClearPeopleCells :execrows
DELETE FROM people_cell WHERE source = $1;

-- name: DeleteDemoStatDays :exec
DELETE FROM stat_day WHERE demo;

-- name: DeleteDemoStatClasses :exec
DELETE FROM stat_class WHERE facility_id IN (SELECT f.facility_id FROM stat_facility f WHERE f.demo);

-- name: DeleteDemoStatFacilities :exec
DELETE FROM stat_facility WHERE demo;

-- name: DeleteDemoPeopleCells :exec
DELETE FROM people_cell WHERE demo;
