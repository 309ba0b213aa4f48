-- name: TakeLease :execrows
INSERT INTO lease (name, holder, expires_at) VALUES (@name, @holder, @expires_at)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
WHERE lease.holder = excluded.holder OR lease.expires_at <= @now;

-- name: DropLease :execrows
DELETE FROM lease WHERE name = $1 AND holder = $2;
