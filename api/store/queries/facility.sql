-- name: FacilityByID :one
SELECT * FROM facility WHERE id = $1;

-- name: FacilitiesAfter :many
SELECT * FROM facility WHERE id > @after ORDER BY id LIMIT @page;

-- Places come as one text of whole numbers for each class (month filed staffed taken open, …): a tenth of the rows.
-- name: ClassesBetween :many
SELECT class.id, class.facility_id, class.ord, class.name, class.band, class.from_months, class.to_months, class.mode, class.confirmed_at,
  class.source, class.reports, CAST(COALESCE((
    SELECT string_agg(CAST(pool.month AS TEXT) || ' ' || CAST(pool.filed AS TEXT) || ' ' || CAST(pool.staffed AS TEXT) || ' '
        || CAST(pool.outside + pool.held + pool.offered + pool.enrolled AS TEXT) || CASE WHEN pool.open THEN ' 1' ELSE ' 0' END, ' ' ORDER BY pool.month)
    FROM pool WHERE pool.class_id = class.id), '') AS TEXT) AS pools
FROM class
WHERE class.facility_id > @after AND class.facility_id <= @last AND NOT class.closed
ORDER BY class.facility_id, class.ord, class.id;
