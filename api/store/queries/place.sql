-- name: DeletePlaces :execrows
DELETE FROM place WHERE source = $1;

-- name: PlacesAfter :many
SELECT * FROM place WHERE (source, id) > (@source, @id) ORDER BY source, id LIMIT @page;

-- name: PlaceCount :one
SELECT COUNT(*) FROM place;
