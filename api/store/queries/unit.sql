-- name: InsertUnit :exec
INSERT INTO unit (id, area_code, kind, name, phone, backstop, closed, demo, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: UpdateUnit :execrows
UPDATE unit SET name = @name, phone = @phone, backstop = @backstop, closed = @closed WHERE id = @id;

-- name: Units :many
SELECT * FROM unit ORDER BY area_code, kind, created_at;

-- name: UnitByID :one
SELECT * FROM unit WHERE id = $1;

-- name: UnitPosts :many
SELECT p.account_id, p.unit_id, p.duty FROM post p JOIN account a ON a.id = p.account_id
WHERE p.unit_id = $1 AND a.erased_at = 0 AND a.disabled_at = 0 ORDER BY p.account_id, p.duty;

-- name: AccountPosts :many
SELECT account_id, unit_id, duty FROM post WHERE account_id = $1 ORDER BY unit_id, duty;

-- name: InsertPost :exec
INSERT INTO post (account_id, unit_id, duty) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: DeletePosts :exec
DELETE FROM post WHERE unit_id = $1;

-- name: UnitShifts :many
SELECT s.* FROM duty_shift s JOIN account a ON a.id = s.account_id
WHERE s.unit_id = @unit_id AND s.ends > @since AND a.erased_at = 0 AND a.disabled_at = 0 ORDER BY s.starts, s.rank, s.id;

-- name: InsertShift :exec
INSERT INTO duty_shift (id, unit_id, account_id, starts, ends, rank) VALUES ($1, $2, $3, $4, $5, $6);

-- name: DeleteShifts :exec
DELETE FROM duty_shift WHERE unit_id = @unit_id AND ends > @since;

-- name: BureauStaff :many
SELECT id, area_code FROM account WHERE role IN ('district', 'city') AND erased_at = 0 AND disabled_at = 0 ORDER BY id;

-- name: EnsureUnit :execrows
INSERT INTO unit (id, area_code, kind, name, phone, backstop, demo, created_at) VALUES ($1, $2, 'backstop', $3, '', TRUE, $4, $5)
ON CONFLICT DO NOTHING;

-- name: AreaName :one
SELECT name FROM area WHERE code = $1;
