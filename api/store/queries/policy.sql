-- name: InsertPolicyDocument :exec
INSERT INTO policy_document (id, ref, version, title, issuer, number, region, issued, valid_from, valid_to, status, source, digest, demo, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- name: UpdatePolicyDocument :execrows
UPDATE policy_document SET version = @version, title = @title, issuer = @issuer, number = @number, region = @region, issued = @issued,
  valid_from = @valid_from, valid_to = @valid_to, status = @status, source = @source, digest = @digest, updated_at = @updated_at
WHERE id = @id AND version = @was_version;

-- name: InsertPolicyVersion :exec
INSERT INTO policy_version (document_id, version, title, issuer, number, region, issued, valid_from, valid_to, status, source, blocks, note, digest, actor_kind, saved_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- name: PolicyDocuments :many
SELECT * FROM policy_document ORDER BY issued DESC, title, id;

-- name: PolicyDocumentByID :one
SELECT * FROM policy_document WHERE id = $1;

-- name: PolicyDocumentByRef :one
SELECT * FROM policy_document WHERE ref = $1;

-- name: PolicyDocumentByNumber :one
SELECT * FROM policy_document WHERE region = $1 AND number = $2 AND number <> '';

-- name: PolicyVersion :one
SELECT * FROM policy_version WHERE document_id = $1 AND version = $2;

-- name: PolicyVersions :many
SELECT document_id, version, status, valid_from, valid_to, note, digest, actor_kind, saved_at FROM policy_version WHERE document_id = $1 ORDER BY version DESC;

-- name: PolicyTexts :many
SELECT policy_version.document_id, policy_version.version, policy_version.blocks FROM policy_document
JOIN policy_version ON policy_version.document_id = policy_document.id AND policy_version.version = policy_document.version;

-- name: PolicyStamp :one
SELECT COUNT(*) AS documents, CAST(COALESCE(SUM(version), 0) AS BIGINT) AS versions, CAST(COALESCE(MAX(updated_at), 0) AS BIGINT) AS latest FROM policy_document;

-- name: DeleteDemoDocuments :exec
DELETE FROM policy_document WHERE demo;

-- name: DeleteDemoRules :exec
DELETE FROM rule WHERE legal_basis LIKE CAST(@basis AS TEXT) || '%';
