-- name: InsertReply :execrows
INSERT INTO idempotency (account_id, request_key, fingerprint, status, reply, created_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (account_id, request_key) DO NOTHING;

-- name: KeyReply :one
SELECT fingerprint, status, reply FROM idempotency WHERE account_id = $1 AND request_key = $2;

-- name: ForgetKeys :execrows
DELETE FROM idempotency WHERE created_at < $1;
