-- name: InsertVacancyLink :exec
INSERT INTO vacancy_link (id, facility_id, created_at, expires_at) VALUES ($1, $2, $3, $4);

-- name: VacancyLink :one
SELECT * FROM vacancy_link WHERE id = $1;

-- name: AnswerVacancyLink :execrows
UPDATE vacancy_link SET answer = @answer, answered_at = @now WHERE id = @id AND answer = '' AND expires_at > @now;

-- name: FacilitiesToAsk :many
SELECT facility.id, facility.area_code FROM facility
WHERE EXISTS (SELECT 1 FROM class WHERE class.facility_id = facility.id AND class.confirmed_at > 0 AND class.confirmed_at <= @before AND NOT class.closed)
    AND EXISTS (SELECT 1 FROM account WHERE account.facility_id = facility.id AND account.disabled_at = 0 AND account.erased_at = 0)
    AND facility.filing_status NOT IN ('suspended', 'cancelled')
    AND NOT EXISTS (SELECT 1 FROM vacancy_link WHERE vacancy_link.facility_id = facility.id AND vacancy_link.created_at > @asked)
ORDER BY facility.id LIMIT @page;

-- name: DoubtClasses :execrows
UPDATE class SET reports = @reports WHERE facility_id = @facility_id AND confirmed_at > 0 AND reports < @reports;

-- name: ClassesOfFacility :many
SELECT id, name, band, mode, from_months, to_months, confirmed_at, source, reports, version, closed, frozen FROM class WHERE facility_id = $1 ORDER BY ord, id;

-- name: WaitsByClass :many
SELECT class_id, COUNT(*) AS waits FROM application WHERE facility_id = $1 AND state = 'waitlisted' GROUP BY class_id ORDER BY class_id;

-- name: AgeOutsByClass :many
SELECT class_id, to_month, COUNT(*) AS leaving FROM application
WHERE facility_id = $1 AND state IN ('confirmed', 'enrolled') GROUP BY class_id, to_month ORDER BY class_id, to_month;

-- name: PlacesOfFacility :many
SELECT pool.class_id, pool.month, pool.filed, pool.staffed, pool.outside, pool.held, pool.offered, pool.enrolled, pool.open
FROM pool JOIN class ON class.id = pool.class_id WHERE class.facility_id = $1 ORDER BY pool.class_id, pool.month;

