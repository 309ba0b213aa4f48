-- name: InsertIdentity :exec
INSERT INTO vault_identity (id, case_id, account_sealed, account_hash, family_hash, name_sealed, phone_sealed, child_sealed, child_hash, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: IdentityOfCase :one
SELECT * FROM vault_identity WHERE case_id = $1;

-- name: IdentitiesOfAccount :many
SELECT * FROM vault_identity WHERE account_hash = $1 AND account_hash <> '' ORDER BY created_at DESC, id DESC;

-- name: IdentitiesOfFamily :many
SELECT * FROM vault_identity WHERE family_hash = $1 AND family_hash <> '' ORDER BY created_at DESC, id DESC;

-- name: IdentitiesOfChild :many
SELECT * FROM vault_identity WHERE child_hash = $1 AND child_hash <> '' ORDER BY id;

-- name: IdentitiesKept :many
SELECT * FROM vault_identity WHERE erased_at = 0 AND id > @after ORDER BY id LIMIT @page;

-- name: LeaveIdentity :execrows
UPDATE vault_identity SET account_sealed = '', account_hash = '', family_hash = '', child_sealed = '', child_hash = '', left_at = @at
WHERE id = @id AND left_at = 0;

-- name: ForgetChildOf :execrows
UPDATE vault_identity SET child_sealed = '', child_hash = '' WHERE id = $1;

-- name: ForgetFamilyOf :execrows
UPDATE vault_identity SET family_hash = '', child_sealed = '', child_hash = '' WHERE id = $1;

-- name: EraseIdentity :execrows
UPDATE vault_identity SET account_sealed = '', account_hash = '', family_hash = '', child_sealed = '', child_hash = '', name_sealed = '', phone_sealed = '',
  erased_at = @at
WHERE id = @id AND erased_at = 0;

-- name: InsertVaultFile :exec
INSERT INTO vault_file (id, case_id, evidence_id, blob_key, name_sealed, type, bytes, sha256, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: VaultFilesOfCase :many
SELECT * FROM vault_file WHERE case_id = $1 ORDER BY id;

-- name: VaultFileOf :one
SELECT * FROM vault_file WHERE evidence_id = $1;

-- name: VaultFileKnown :one
SELECT EXISTS (SELECT 1 FROM vault_file WHERE blob_key = $1);

-- name: DeleteVaultFiles :exec
DELETE FROM vault_file WHERE case_id = $1;

-- name: InsertOpening :exec
INSERT INTO vault_opening (id, case_id, area_code, account_id, purpose, reason_sealed, shown, opened_at, review_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: OpeningByID :one
SELECT * FROM vault_opening WHERE id = $1;

-- name: OpeningsOfCase :many
SELECT * FROM vault_opening WHERE case_id = $1 ORDER BY opened_at, id;

-- name: OpeningsOfArea :many
SELECT * FROM vault_opening
WHERE substr(area_code, 1, length(CAST(@prefix AS TEXT))) = CAST(@prefix AS TEXT) AND (verdict = '' OR opened_at >= @since)
ORDER BY CASE WHEN verdict = '' THEN 0 ELSE 1 END, review_by, id LIMIT 500;

-- name: OpeningsDue :many
SELECT area_code, COUNT(*) AS openings FROM vault_opening WHERE verdict = '' AND review_by <= @by GROUP BY area_code ORDER BY area_code;

-- name: CountOpenings :one
SELECT COUNT(*) FROM vault_opening WHERE account_id = @account_id AND opened_at >= @since;

-- name: ReviewOpening :execrows
UPDATE vault_opening SET verdict = @verdict, note_sealed = @note_sealed, reviewer = @reviewer, reviewed_at = @at WHERE id = @id AND verdict = '';

-- name: InsertWatch :exec
INSERT INTO vault_watch (id, case_id, family_hash, facility_id, area_code, starts, ends) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (case_id) DO NOTHING;

-- name: WatchesOver :many
SELECT * FROM vault_watch WHERE family_hash = @family_hash AND facility_id = @facility_id AND starts <= @at AND ends > @at ORDER BY ends DESC, id;

-- Whoever they are of.
-- name: WatchesAt :many
SELECT * FROM vault_watch WHERE facility_id = @facility_id AND starts <= @at AND ends > @at ORDER BY ends DESC, id;

-- name: WatchesRunning :many
SELECT * FROM vault_watch WHERE starts <= @at AND ends > @at AND id > @after ORDER BY id LIMIT @page;

-- name: WatchesOfArea :many
SELECT * FROM vault_watch
WHERE substr(area_code, 1, length(CAST(@prefix AS TEXT))) = CAST(@prefix AS TEXT) AND starts <= @at AND ends > @at ORDER BY ends, id LIMIT 500;

-- name: DeleteWatchesOfFamily :exec
DELETE FROM vault_watch WHERE family_hash = $1;

-- name: DeleteOldWatches :execrows
DELETE FROM vault_watch WHERE ends < @before
  AND NOT EXISTS (SELECT 1 FROM vault_hold WHERE vault_hold.watch_id = vault_watch.id AND vault_hold.decision = '');

-- name: InsertHold :execrows
INSERT INTO vault_hold (id, watch_id, case_id, ask, application_id, facility_id, area_code, kind, reason, opened_at, due_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (ask) DO NOTHING;

-- name: HoldByID :one
SELECT * FROM vault_hold WHERE id = $1;

-- name: HoldOfAsk :one
SELECT * FROM vault_hold WHERE ask = $1;

-- name: HoldsOfArea :many
SELECT * FROM vault_hold
WHERE substr(area_code, 1, length(CAST(@prefix AS TEXT))) = CAST(@prefix AS TEXT) AND (decision = '' OR decided_at >= @since)
ORDER BY CASE WHEN decision = '' THEN 0 ELSE 1 END, due_at, id LIMIT 500;

-- name: HoldsOpen :many
SELECT * FROM vault_hold WHERE decision = '' AND id > @after ORDER BY id LIMIT @page;

-- name: HoldWarned :execrows
UPDATE vault_hold SET warned_at = @at WHERE id = @id AND warned_at = 0;

-- name: DecideHold :execrows
UPDATE vault_hold SET decision = @decision, decided_by = @decided_by, note_sealed = @note_sealed, decided_at = @at WHERE id = @id AND decision = '';

-- name: DeleteCaseFromVault :exec
DELETE FROM vault_identity WHERE case_id = $1;

-- name: DeleteOpeningsOfCase :exec
DELETE FROM vault_opening WHERE case_id = $1;

-- name: DeleteWatchesOfCase :exec
DELETE FROM vault_watch WHERE case_id = $1;

-- name: DeleteHoldsOfCase :exec
DELETE FROM vault_hold WHERE case_id = $1;
