-- name: FacilityByID :one
SELECT * FROM facility WHERE id = $1;

-- name: FacilitiesAfter :many
SELECT * FROM facility WHERE id > @after ORDER BY id LIMIT @page;

-- name: ClassesBetween :many
SELECT * FROM class WHERE facility_id > @after AND facility_id <= @last ORDER BY facility_id, ord, id;

-- name: PoolsBetween :many
SELECT pool.class_id, pool.month, pool.filed, pool.staffed, pool.taken
FROM class JOIN pool ON pool.class_id = class.id
WHERE class.facility_id > @after AND class.facility_id <= @last
ORDER BY class.facility_id, class.ord, class.id, pool.month;

-- name: ClassesOf :many
SELECT * FROM class WHERE facility_id = $1 ORDER BY ord, id;

-- name: PoolsOf :many
SELECT pool.class_id, pool.month, pool.filed, pool.staffed, pool.taken
FROM class JOIN pool ON pool.class_id = class.id
WHERE class.facility_id = $1
ORDER BY class.ord, class.id, pool.month;

-- name: FacilityCount :one
SELECT COUNT(*) FROM facility;
