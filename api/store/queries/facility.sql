-- name: FacilityByID :one
SELECT * FROM facility WHERE id = $1;

-- name: FacilitiesAfter :many
SELECT * FROM facility WHERE id > @after ORDER BY id LIMIT @page;

-- Places come as one text of whole numbers for each class (month filed staffed taken, …): a tenth of the rows.
-- name: ClassesBetween :many
SELECT class.*, CAST(COALESCE((
    SELECT string_agg(CAST(pool.month AS TEXT) || ' ' || CAST(pool.filed AS TEXT) || ' ' || CAST(pool.staffed AS TEXT) || ' '
        || CAST(pool.taken AS TEXT), ' ' ORDER BY pool.month)
    FROM pool WHERE pool.class_id = class.id), '') AS TEXT) AS pools
FROM class
WHERE class.facility_id > @after AND class.facility_id <= @last
ORDER BY class.facility_id, class.ord, class.id;
