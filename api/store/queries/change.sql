-- name: AppendChange :exec
INSERT INTO change (id, noun, noun_id, kind, changed_at, actor_kind, actor_id, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: PendingChanges :many
SELECT id, noun, noun_id, kind, changed_at, actor_kind, actor_id, body
FROM change WHERE seq IS NULL ORDER BY id LIMIT $1;

-- name: ChainHead :one
SELECT seq, hash FROM chain WHERE id = 1;

-- name: MoveChainHead :execrows
UPDATE chain SET seq = @seq, hash = @hash WHERE id = 1 AND seq = @before;

-- name: ChangesAfter :many
SELECT noun, noun_id, kind, changed_at, actor_kind, actor_id, body, CAST(seq AS BIGINT) AS seq, CAST(hash AS TEXT) AS hash
FROM change WHERE seq IS NOT NULL AND seq > CAST(@after AS BIGINT) ORDER BY seq LIMIT @page;
