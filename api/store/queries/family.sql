-- name: InsertFamily :exec
INSERT INTO family (id, demo, created_at) VALUES ($1, $2, $3);

-- name: FamilyByID :one
SELECT * FROM family WHERE id = $1;

-- name: EraseFamily :execrows
UPDATE family SET erased_at = $2 WHERE id = $1 AND erased_at = 0;

-- name: DeleteDemoFamilies :execrows
DELETE FROM family WHERE demo;

-- name: DeleteDemoAccounts :execrows
DELETE FROM account WHERE demo;

-- name: InsertMember :exec
INSERT INTO member (account_id, family_id, role, joined_at) VALUES ($1, $2, $3, $4);

-- name: MembersOf :many
SELECT member.account_id, member.family_id, member.role, member.joined_at, account.name_sealed, account.phone_sealed, account.locale, account.seen_at
FROM member JOIN account ON account.id = member.account_id WHERE member.family_id = $1 ORDER BY member.joined_at, member.account_id;

-- name: MemberOf :one
SELECT * FROM member WHERE account_id = $1;

-- name: ForgetFamilyMessages :exec
-- Messages name the children when they are shown: who leaves a family takes none along.
DELETE FROM message WHERE account_id = @account_id AND (child_id <> '' OR application_id <> '' OR visit_id <> '' OR entry_id <> '');

-- name: DeleteMember :execrows
DELETE FROM member WHERE account_id = $1 AND family_id = $2;

-- name: InsertChild :exec
INSERT INTO child (id, family_id, name_sealed, birth_sealed, sex_sealed, id_number_sealed, id_number_hash, notes_sealed, same_hash, demo,
  created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: UpdateChild :execrows
UPDATE child SET name_sealed = @name_sealed, birth_sealed = @birth_sealed, sex_sealed = @sex_sealed, id_number_sealed = @id_number_sealed,
  id_number_hash = @id_number_hash, notes_sealed = @notes_sealed, same_hash = @same_hash, version = version + 1, updated_at = @updated_at
WHERE id = @id AND family_id = @family_id AND version = @version AND erased_at = 0;

-- name: ChildByID :one
SELECT * FROM child WHERE id = $1 AND erased_at = 0;

-- name: ChildrenOf :many
SELECT * FROM child WHERE family_id = $1 AND erased_at = 0 ORDER BY created_at, id;

-- name: ChildrenAfter :many
SELECT * FROM child WHERE id > @after AND erased_at = 0 ORDER BY id LIMIT @page;

-- name: EraseChild :execrows
UPDATE child SET name_sealed = '', birth_sealed = '', sex_sealed = '', id_number_sealed = '', id_number_hash = '', notes_sealed = '', same_hash = '',
  version = version + 1, updated_at = @now, erased_at = @now
WHERE id = @id AND erased_at = 0;

-- name: InsertPickup :exec
INSERT INTO pickup (id, family_id, name_sealed, phone_sealed, relation, created_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: PickupsOf :many
SELECT * FROM pickup WHERE family_id = $1 ORDER BY created_at, id;

-- name: DeletePickup :execrows
DELETE FROM pickup WHERE id = $1 AND family_id = $2;

-- name: DeletePickupsOf :execrows
DELETE FROM pickup WHERE family_id = $1;

-- name: ChildrenWithIDNumber :one
SELECT COUNT(*) FROM child WHERE id_number_hash = $1 AND id_number_hash <> '' AND id <> $2;
