-- name: TouchFacility :execrows
UPDATE facility SET version = version + 1 WHERE id = $1;

-- name: ClassOwner :one
SELECT facility_id FROM class WHERE id = $1;

-- name: InsertVacancyReport :execrows
INSERT INTO vacancy_report (id, facility_id, class_id, reporter, day, reported_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (facility_id, reporter, day) DO NOTHING;

-- name: RaiseReports :execrows
UPDATE class SET reports = reports + 1
WHERE class.facility_id = @facility_id AND class.confirmed_at > 0
  AND (CAST(@class_id AS TEXT) = '' OR class.id = @class_id)
  AND NOT EXISTS (
    SELECT 1 FROM vacancy_report r
    WHERE r.facility_id = class.facility_id AND r.reporter = @reporter AND r.id <> @report_id
      AND r.reported_at >= class.confirmed_at AND (r.class_id = '' OR r.class_id = class.id));

-- name: ConfirmClass :execrows
UPDATE class SET confirmed_at = $2, source = $3, reports = 0 WHERE id = $1 AND confirmed_at <= $2;

-- name: PoolCount :one
SELECT COUNT(*) FROM pool WHERE class_id = $1;
