-- name: InsertAccount :exec
INSERT INTO account (id, role, name_sealed, phone_sealed, phone_hash, wechat_sealed, wechat_hash, facility_id, area_code, username,
  demo, created_at, seen_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: AccountByID :one
SELECT * FROM account WHERE id = $1;

-- name: GuardianByPhone :one
SELECT * FROM account WHERE phone_hash = $1 AND phone_hash <> '' AND role = 'guardian';

-- name: AccountByWeChat :one
SELECT * FROM account WHERE wechat_hash = $1 AND wechat_hash <> '';

-- name: AccountByUsername :one
SELECT * FROM account WHERE username = $1 AND username <> '';

-- name: StaffAccounts :many
SELECT * FROM account WHERE username <> '' ORDER BY username;

-- Accounts of staff with the area they answer for: that of their facility, or of their bureau.
-- name: StaffWithPlace :many
SELECT sqlc.embed(account), CAST(COALESCE(facility.area_code, account.area_code) AS TEXT) AS place_area, CAST(COALESCE(facility.name, '') AS TEXT) AS facility_name
FROM account LEFT JOIN facility ON facility.id = account.facility_id
WHERE account.username <> ''
  AND substr(COALESCE(facility.area_code, account.area_code), 1, length(CAST(@area AS TEXT))) = CAST(@area AS TEXT)
ORDER BY account.username;

-- name: AccountsOfFacility :many
SELECT * FROM account WHERE facility_id = @facility_id AND disabled_at = 0 ORDER BY username;

-- name: DemoAccounts :many
SELECT * FROM account WHERE demo AND disabled_at = 0 AND erased_at = 0 ORDER BY id;

-- name: SetAccountName :execrows
UPDATE account SET name_sealed = $2 WHERE id = $1 AND erased_at = 0;

-- name: SetAccountPhone :execrows
UPDATE account SET phone_sealed = $2, phone_hash = $3 WHERE id = $1 AND erased_at = 0 AND disabled_at = 0;

-- name: SetAccountWeChat :execrows
UPDATE account SET wechat_sealed = $2, wechat_hash = $3 WHERE id = $1 AND erased_at = 0;

-- name: SetAccountLocale :exec
UPDATE account SET locale = $2 WHERE id = $1 AND locale <> $2;

-- name: SeenAccount :exec
UPDATE account SET seen_at = $2 WHERE id = $1;

-- name: TakeTOTPStep :execrows
UPDATE account SET totp_step = @step WHERE id = @id AND totp_step < @step AND disabled_at = 0;

-- name: ArmAccount :execrows
UPDATE account SET password = $2, totp_sealed = $3, totp_step = $4 WHERE id = $1 AND disabled_at = 0;

-- name: DisarmAccount :execrows
UPDATE account SET password = '', totp_sealed = '', totp_step = 0 WHERE id = $1;

-- name: DisableAccount :execrows
UPDATE account SET disabled_at = $2 WHERE id = $1;

-- name: EraseAccount :execrows
UPDATE account SET name_sealed = '', phone_sealed = '', phone_hash = '', wechat_sealed = '', wechat_hash = '', erased_at = $2
WHERE id = $1 AND erased_at = 0 AND role = 'guardian';

-- name: InsertLogin :exec
INSERT INTO login (id, account_id, token_hash, device, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: LoginByToken :one
SELECT login.id AS login_id, login.device, login.created_at AS signed_in_at, login.seen_at AS login_seen_at, login.expires_at,
  account.id, account.role, account.name_sealed, account.phone_sealed, account.facility_id, account.area_code, account.demo,
  account.disabled_at, account.erased_at,
  CAST(COALESCE(member.family_id, '') AS TEXT) AS family_id, CAST(COALESCE(member.role, '') AS TEXT) AS member_role
FROM login JOIN account ON account.id = login.account_id LEFT JOIN member ON member.account_id = account.id
WHERE login.token_hash = $1;

-- name: LoginsOf :many
SELECT id, device, created_at, seen_at, expires_at FROM login WHERE account_id = @account_id AND expires_at > @now ORDER BY seen_at DESC, id;

-- name: TouchLogin :exec
UPDATE login SET seen_at = $2, expires_at = $3 WHERE id = $1;

-- name: DeleteLogin :execrows
DELETE FROM login WHERE id = $1 AND account_id = $2;

-- name: DeleteLogins :execrows
DELETE FROM login WHERE account_id = $1;

-- name: DeleteOldLogins :execrows
DELETE FROM login WHERE expires_at <= @now;
