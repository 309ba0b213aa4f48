-- Applications that came to nothing and can no longer be taken up again, oldest first.
-- name: ClosedApplications :many
SELECT id FROM application
WHERE state IN ('expired', 'lapsed', 'declined', 'rejected', 'withdrawn', 'revoked', 'superseded', 'no_show') AND child_id <> 'nobody' AND updated_at < @before
ORDER BY updated_at, id LIMIT @page;

-- name: AddNobodysFamily :exec
INSERT INTO family (id, created_at, erased_at) VALUES ('nobody', 0, 1) ON CONFLICT (id) DO NOTHING;

-- name: AddNobody :exec
INSERT INTO child (id, family_id, name_sealed, birth_sealed, same_hash, created_at, updated_at, erased_at)
VALUES ('nobody', 'nobody', '', '', '', 0, 0, 1) ON CONFLICT (id) DO NOTHING;

-- name: SeverApplication :execrows
UPDATE application SET child_id = 'nobody', family_id = 'nobody', group_id = '' WHERE id = $1 AND child_id <> 'nobody';

-- name: SeverMessages :execrows
UPDATE message SET child_id = '', application_id = '' WHERE application_id = $1;
