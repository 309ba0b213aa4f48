-- name: RegistrantsIn :many
SELECT * FROM registrant WHERE area_code LIKE CAST(@prefix AS TEXT) || '%' ORDER BY area_code, name, id LIMIT 20000;

-- name: RegistrantByID :one
SELECT * FROM registrant WHERE id = $1;

-- name: RegistrantsOfSource :many
SELECT * FROM registrant WHERE source = $1 AND area_code LIKE CAST(@prefix AS TEXT) || '%' ORDER BY credit_code;

-- name: CodeListed :one
SELECT COUNT(*) FROM registrant WHERE credit_code = $1;

-- name: DistrictListed :one
SELECT COUNT(*) FROM registrant WHERE substr(area_code, 1, 6) = $1;

-- Where it stands as given nothing is written. What a person marked stays.
-- name: SaveRegistrant :execrows
INSERT INTO registrant (id, source, credit_code, name, route, registrar, area_code, area_name, address, scope, registered_on, ended, demo, seen_at, version)
VALUES (@id, @source, @credit_code, @name, @route, @registrar, @area_code, @area_name, @address, @scope, @registered_on, @ended, @demo, @seen_at, 1)
ON CONFLICT (source, credit_code) DO UPDATE SET name = excluded.name, route = excluded.route, registrar = excluded.registrar, area_code = excluded.area_code,
  area_name = excluded.area_name, address = excluded.address, scope = excluded.scope, registered_on = excluded.registered_on, ended = excluded.ended,
  seen_at = excluded.seen_at, version = registrant.version + 1
WHERE registrant.name <> excluded.name OR registrant.route <> excluded.route OR registrant.registrar <> excluded.registrar
  OR registrant.area_code <> excluded.area_code OR registrant.area_name <> excluded.area_name OR registrant.address <> excluded.address
  OR registrant.scope <> excluded.scope OR registrant.registered_on <> excluded.registered_on OR registrant.ended <> excluded.ended;

-- name: MarkRegistrant :execrows
UPDATE registrant SET mark = @mark, note = @note, facility_id = @facility_id, version = version + 1 WHERE id = @id AND version = @was_version;

-- name: FacilitiesOfArea :many
SELECT id FROM facility WHERE area_code LIKE CAST(@prefix AS TEXT) || '%' ORDER BY id;

-- name: DropDemoRegistrants :exec
DELETE FROM registrant WHERE demo;
