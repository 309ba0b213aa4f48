-- name: InsertConsent :exec
INSERT INTO consent (id, family_id, child_id, account_id, purpose, version, text_hash, locale, device, given_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: ConsentsOf :many
SELECT * FROM consent WHERE family_id = $1 ORDER BY given_at, id;

-- name: LiveConsent :one
SELECT * FROM consent
WHERE family_id = $1 AND child_id = $2 AND purpose = $3 AND version = $4 AND withdrawn_at = 0;

-- name: WithdrawConsent :execrows
UPDATE consent SET withdrawn_at = @withdrawn_at, withdrawn_by = @withdrawn_by
WHERE family_id = @family_id AND id = @id AND withdrawn_at = 0;

-- name: WithdrawConsentsOf :execrows
UPDATE consent SET withdrawn_at = @withdrawn_at, withdrawn_by = @withdrawn_by
WHERE family_id = @family_id AND (CAST(@child_id AS TEXT) = '' OR child_id = @child_id) AND withdrawn_at = 0;

-- name: InsertReading :exec
INSERT INTO reading (id, child_id, family_id, account_id, facility_id, what, paper_id, purpose, read_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: ReadingsOf :many
SELECT reading.*, account.role, account.name_sealed FROM reading JOIN account ON account.id = reading.account_id
WHERE reading.family_id = @family_id ORDER BY reading.read_at DESC, reading.id DESC LIMIT @page;

-- name: ReadingCount :one
SELECT COUNT(*) FROM reading WHERE family_id = $1;

-- name: DeleteOldReadings :execrows
DELETE FROM reading WHERE read_at <= @before;
