-- name: InsertPaper :exec
INSERT INTO paper (id, child_id, kind, exam_date_sealed, issued_by_sealed, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: PapersOf :many
SELECT * FROM paper WHERE child_id = $1 ORDER BY created_at, id;

-- name: PapersOfFamily :many
SELECT paper.* FROM paper JOIN child ON child.id = paper.child_id WHERE child.family_id = $1 ORDER BY paper.created_at, paper.id;

-- name: PaperByID :one
SELECT * FROM paper WHERE id = $1 AND child_id = $2;

-- name: SetScan :execrows
UPDATE paper SET scan_key = @scan_key, scan_type = @scan_type, scan_bytes = @scan_bytes, updated_at = @updated_at
WHERE id = @id AND scan_key = @before;

-- name: DeletePaper :execrows
DELETE FROM paper WHERE id = $1 AND child_id = $2;

-- name: DeletePapersOf :execrows
DELETE FROM paper WHERE child_id = $1;

-- name: ScanKnown :one
SELECT COUNT(*) FROM paper WHERE scan_key = $1 AND scan_key <> '';
