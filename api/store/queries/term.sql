-- name: SaveTermReport :execrows
INSERT INTO term_report (facility_id, term, classes, places, children, due, reported_on, version, updated_at)
VALUES (@facility_id, @term, @classes, @places, @children, @due, @reported_on, 1, @now)
ON CONFLICT (facility_id, term) DO UPDATE SET classes = excluded.classes, places = excluded.places, children = excluded.children,
  acknowledged_at = 0, acknowledged_by = '', version = term_report.version + 1, updated_at = excluded.updated_at
WHERE term_report.version = @was_version;

-- name: TermReportsOf :many
SELECT * FROM term_report WHERE facility_id = $1 ORDER BY term DESC LIMIT 40;

-- name: AcknowledgeTerm :execrows
UPDATE term_report SET acknowledged_at = @now, acknowledged_by = @by, version = version + 1, updated_at = @now
WHERE facility_id = @facility_id AND term = @term AND version = @was_version AND acknowledged_at = 0;

-- Who is to report, and what came.
-- name: TermReportsIn :many
SELECT facility.id AS facility_id, facility.name AS facility_name, facility.area_code, facility.area_name,
  COALESCE(term_report.classes, '') AS classes, COALESCE(term_report.places, 0) AS places, COALESCE(term_report.children, 0) AS children,
  COALESCE(term_report.reported_on, '') AS reported_on, COALESCE(term_report.acknowledged_at, 0) AS acknowledged_at, COALESCE(term_report.version, 0) AS version
FROM facility LEFT JOIN term_report ON term_report.facility_id = facility.id AND term_report.term = @term
WHERE facility.area_code LIKE CAST(@prefix AS TEXT) || '%' AND facility.filing_status IN ('filed', 'licensed', 'change_pending', 'suspended')
  AND (facility.kind = 'kindergarten' OR term_report.term IS NOT NULL)
ORDER BY facility.area_code, facility.name, facility.id LIMIT 2000;

-- name: TermReportsMissing :many
SELECT facility.id FROM facility LEFT JOIN term_report ON term_report.facility_id = facility.id AND term_report.term = @term
WHERE facility.kind = 'kindergarten' AND facility.filing_status IN ('filed', 'licensed', 'change_pending') AND term_report.term IS NULL
  AND facility.id > @after ORDER BY facility.id LIMIT @page;

-- name: DropDemoTerms :exec
DELETE FROM term_report WHERE facility_id IN (SELECT facility.id FROM facility WHERE facility.demo);
