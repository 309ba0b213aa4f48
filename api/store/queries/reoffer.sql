-- Classes that are stopped, closed or of a facility that may not go on, with somebody in them who would have a place or waits.
-- name: StoppedClasses :many
SELECT c.id FROM class c
WHERE (c.frozen <> '' OR c.closed) AND EXISTS (SELECT 1 FROM application a WHERE a.class_id = c.id AND NOT a.alternative
  AND a.state IN ('held', 'submitted', 'offered', 'confirmed', 'enrolled', 'waitlisted'))
UNION
SELECT d.id FROM facility f JOIN class d ON d.facility_id = f.id
WHERE f.filing_status IN ('suspended', 'cancelled') AND EXISTS (SELECT 1 FROM application b WHERE b.class_id = d.id AND NOT b.alternative
  AND b.state IN ('held', 'submitted', 'offered', 'confirmed', 'enrolled', 'waitlisted'))
ORDER BY 1;

-- Classes of the same facility and of those around it that take children in and have room in some month to come.
-- name: ClassesNear :many
SELECT c.id, c.from_months, c.to_months, c.facility_id, f.lon, f.lat FROM class c JOIN facility f ON f.id = c.facility_id
WHERE (f.id = @facility_id OR (f.lat BETWEEN @south AND @north AND f.lon BETWEEN @west AND @east)) AND f.demo = @demo
  AND c.mode = @mode AND c.id <> @class_id AND NOT c.closed AND c.frozen = '' AND f.filing_status IN ('filed', 'licensed', 'change_pending')
  AND EXISTS (SELECT 1 FROM pool p WHERE p.class_id = c.id AND p.open
    AND p.outside + p.held + p.offered + p.enrolled < p.filed AND p.outside + p.held + p.offered + p.enrolled < p.staffed
    AND (p.month >= @month OR NOT EXISTS (SELECT 1 FROM pool q WHERE q.class_id = c.id AND q.month > p.month)))
ORDER BY c.id;
