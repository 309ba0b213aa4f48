-- name: DemoFacilities :many
SELECT id, name FROM facility WHERE demo ORDER BY id;

-- name: DeleteDemoFacilities :execrows
DELETE FROM facility WHERE demo;

-- name: DeleteDemoAreas :execrows
DELETE FROM area WHERE demo;

-- name: DeleteDemoPlaces :execrows
DELETE FROM place WHERE demo;

-- name: FacilityCount :one
SELECT COUNT(*) FROM facility;
