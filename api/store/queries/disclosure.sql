-- name: InsertDisclosure :exec
INSERT INTO disclosure (facility_id, kind, version, valid_from, body, words, at, actor_kind, actor_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: DisclosuresOf :many
SELECT * FROM disclosure WHERE facility_id = @facility_id AND kind = @kind ORDER BY version DESC LIMIT @page;

-- name: InsertPhoto :exec
INSERT INTO facility_photo (id, facility_id, ord, file_key, media_type, bytes, width, height, words, created_at, created_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: PhotosOfFacility :many
SELECT * FROM facility_photo WHERE facility_id = $1 ORDER BY ord, id;

-- name: PhotoByID :one
SELECT * FROM facility_photo WHERE id = $1;

-- name: UpdatePhoto :execrows
UPDATE facility_photo SET ord = @ord, words = @words WHERE id = @id AND facility_id = @facility_id;

-- name: DeletePhoto :execrows
DELETE FROM facility_photo WHERE id = $1 AND facility_id = $2;

-- name: InsertPattern :exec
INSERT INTO weekly_pattern (id, facility_id, kind, name, body, updated_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: UpdatePattern :execrows
UPDATE weekly_pattern SET name = @name, body = @body, updated_at = @updated_at, version = version + 1 WHERE id = @id AND facility_id = @facility_id AND version = @seen;

-- name: DeletePattern :execrows
DELETE FROM weekly_pattern WHERE id = $1 AND facility_id = $2;

-- name: PatternsOfFacility :many
SELECT * FROM weekly_pattern WHERE facility_id = $1 ORDER BY kind, name, id LIMIT 100;
