-- name: SaveAuditCheck :exec
INSERT INTO audit_check (id, checked_at, report) VALUES (1, $1, $2)
ON CONFLICT (id) DO UPDATE SET checked_at = excluded.checked_at, report = excluded.report;

-- name: LastAuditCheck :one
SELECT checked_at, report FROM audit_check WHERE id = 1;
