-- name: InsertUpload :exec
INSERT INTO upload (id, token_hash, size, announced, state, created_at, updated_at, expires_at) VALUES ($1, $2, $3, $4, 'receiving', $5, $5, $6);

-- name: UploadByID :one
SELECT * FROM upload WHERE id = $1;

-- name: UploadOfEvidence :one
SELECT * FROM upload WHERE evidence_id = $1 AND evidence_id <> '';

-- name: InsertUploadPart :exec
INSERT INTO upload_part (upload_id, begins, bytes, blob_key) VALUES ($1, $2, $3, $4);

-- name: UploadParts :many
SELECT * FROM upload_part WHERE upload_id = $1 ORDER BY begins;

-- name: UploadPartKnown :one
SELECT COUNT(*) FROM upload_part WHERE blob_key = $1;

-- name: DeleteUploadParts :exec
DELETE FROM upload_part WHERE upload_id = $1;

-- name: GrowUpload :execrows
UPDATE upload SET received = @received, kind = @kind, type = @type, state = @state, updated_at = @now, expires_at = @expires_at
WHERE id = @id AND state = 'receiving' AND received = @was;

-- name: ClaimUpload :execrows
UPDATE upload SET claimed_until = @claimed_until WHERE id = @id AND state = 'checking' AND claimed_until = @was;

-- name: EndUpload :execrows
UPDATE upload SET state = @state, code = @code, sha256 = @sha256, clean_key = @clean_key, clean_sha256 = @clean_sha256, clean_bytes = @clean_bytes,
  width = @width, height = @height, claimed_until = 0, updated_at = @now
WHERE id = @id AND state IN ('receiving', 'checking');

-- name: TakeUpload :execrows
UPDATE upload SET evidence_id = @evidence_id WHERE id = @id AND evidence_id = '' AND state IN ('checking', 'ready');

-- name: UploadsToCheck :many
SELECT * FROM upload WHERE state = 'checking' AND claimed_until <= @now ORDER BY claimed_until, id LIMIT @page;

-- Those no complaint has taken in time, and those of made-up complaints that are gone.
-- name: UploadsExpired :many
SELECT * FROM upload WHERE (evidence_id = '' AND expires_at <= @now)
  OR (evidence_id <> '' AND NOT EXISTS (SELECT 1 FROM evidence WHERE evidence.id = upload.evidence_id))
ORDER BY expires_at, id LIMIT @page;

-- name: DeleteUpload :execrows
DELETE FROM upload WHERE upload.id = $1 AND NOT EXISTS (SELECT 1 FROM evidence WHERE evidence.id = upload.evidence_id);

-- name: CleanKnown :one
SELECT (SELECT COUNT(*) FROM upload WHERE clean_key = @key) + (SELECT COUNT(*) FROM evidence WHERE blob_key = @key);

-- name: InsertEvidence :exec
INSERT INTO evidence (id, case_id, upload_id, kind, type, bytes, sha256, width, height, blob_key, state, original, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: EvidenceOfCase :many
SELECT * FROM evidence WHERE case_id = $1 ORDER BY id;

-- name: EvidenceByID :one
SELECT * FROM evidence WHERE id = $1 AND case_id = $2;

-- name: EvidenceAlone :one
SELECT * FROM evidence WHERE id = $1;

-- name: EndEvidence :execrows
UPDATE evidence SET state = @state, code = @code, type = @type, bytes = @bytes, sha256 = @sha256, width = @width, height = @height, blob_key = @blob_key
WHERE id = @id AND state = 'checking';

-- What came of these is decided and needs no file as it came any more: refused ones, and photos whose sender keeps no original here.
-- name: UploadsSpent :many
SELECT * FROM upload WHERE EXISTS (SELECT 1 FROM upload_part WHERE upload_part.upload_id = upload.id)
  AND (state = 'refused' OR (evidence_id <> '' AND state = 'ready' AND kind = 'photo'
    AND EXISTS (SELECT 1 FROM evidence WHERE evidence.id = upload.evidence_id AND NOT evidence.original)))
ORDER BY id LIMIT @page;
