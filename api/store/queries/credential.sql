-- name: PutPhoneCode :exec
INSERT INTO phone_code (phone_hash, code_hash, tries, created_at, expires_at) VALUES ($1, $2, 0, $3, $4)
ON CONFLICT (phone_hash) DO UPDATE SET code_hash = excluded.code_hash, tries = 0, created_at = excluded.created_at, expires_at = excluded.expires_at;

-- Counts a try and tells what the code must be; no row when there is no code, it is too old, or it was tried too often.
-- name: TryPhoneCode :one
UPDATE phone_code SET tries = tries + 1 WHERE phone_hash = @phone_hash AND tries < @most AND expires_at > @now RETURNING code_hash;

-- name: TakePhoneCode :execrows
DELETE FROM phone_code WHERE phone_hash = $1 AND code_hash = $2;

-- name: DeleteOldPhoneCodes :execrows
DELETE FROM phone_code WHERE expires_at <= @now;

-- name: InsertInvitation :exec
INSERT INTO invitation (token_hash, purpose, family_id, account_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: Invitation :one
SELECT * FROM invitation WHERE token_hash = @token_hash AND purpose = @purpose AND expires_at > @now;

-- name: PrepareInvitation :execrows
UPDATE invitation SET password = $2, totp_sealed = $3 WHERE token_hash = $1 AND purpose = 'staff';

-- name: TakeInvitation :execrows
DELETE FROM invitation WHERE token_hash = $1;

-- name: DeleteInvitationsOf :execrows
DELETE FROM invitation WHERE account_id = $1 AND purpose = $2;

-- name: DeleteOldInvitations :execrows
DELETE FROM invitation WHERE expires_at <= @now;

-- name: InsertDemoMessage :exec
INSERT INTO demo_message (id, phone, body, sent_at) VALUES ($1, $2, $3, $4);

-- name: DemoMessages :many
SELECT * FROM demo_message ORDER BY sent_at DESC, id DESC LIMIT $1;

-- name: DeleteOldDemoMessages :execrows
DELETE FROM demo_message WHERE sent_at <= @before;
