-- name: InsertClaim :execrows
INSERT INTO claim (id, family_id, child_id, kind, facility_id, area_code, state, paper_sealed, asked_at)
VALUES ($1, $2, $3, $4, $5, $6, 'asked', $7, $8)
ON CONFLICT (family_id, child_id, kind, facility_id, area_code) WHERE state = 'asked' DO NOTHING;

-- name: ClaimsOfFamily :many
SELECT * FROM claim WHERE family_id = $1 ORDER BY asked_at DESC, id DESC LIMIT 200;

-- name: ClaimByID :one
SELECT * FROM claim WHERE id = $1;

-- name: ClaimsOfFacility :many
SELECT * FROM claim WHERE facility_id = @facility_id AND facility_id <> '' AND state = 'asked'
  AND (asked_at > @after OR (asked_at = @after AND id > @after_id))
ORDER BY asked_at, id LIMIT @page;

-- name: CountClaimsOfFacility :one
SELECT count(*) FROM claim WHERE facility_id = $1 AND facility_id <> '' AND state = 'asked';

-- name: ClaimsOfArea :many
SELECT * FROM claim WHERE state = 'asked' AND area_code <> '' AND substr(area_code, 1, length(CAST(@prefix AS TEXT))) = CAST(@prefix AS TEXT)
  AND (asked_at > @after OR (asked_at = @after AND id > @after_id))
ORDER BY asked_at, id LIMIT @page;

-- name: CountClaimsOfArea :one
SELECT count(*) FROM claim WHERE state = 'asked' AND area_code <> '' AND substr(area_code, 1, length(CAST(@prefix AS TEXT))) = CAST(@prefix AS TEXT);

-- name: SettleClaim :execrows
UPDATE claim SET state = @state, until = @until, reason = @reason, settled_at = @settled_at, settled_by = @settled_by WHERE id = @id AND state = 'asked';

-- name: DeleteClaim :execrows
DELETE FROM claim WHERE id = @id AND family_id = @family_id;

-- name: DeleteClaims :execrows
DELETE FROM claim WHERE family_id = @family_id AND (CAST(@child_id AS TEXT) = '' OR child_id = @child_id);
