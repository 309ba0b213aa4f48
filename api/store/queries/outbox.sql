-- name: AppendOutbox :exec
INSERT INTO outbox (id, topic, payload, created_at, due_at) VALUES ($1, $2, $3, $4, $5);

-- name: BuryOutbox :execrows
UPDATE outbox SET dead = TRUE, holder = '' WHERE topic = @topic AND NOT dead AND due_at <= @now AND attempts >= @limit_attempts;

-- name: ClaimOutbox :many
UPDATE outbox SET holder = @holder, due_at = @until, attempts = attempts + 1
WHERE NOT outbox.dead AND outbox.due_at <= @now AND outbox.id IN (
  SELECT o.id FROM outbox o WHERE o.topic = @topic AND NOT o.dead AND o.due_at <= @now ORDER BY o.due_at, o.id LIMIT @page)
RETURNING id, topic, payload, created_at, attempts;

-- name: FinishOutbox :execrows
DELETE FROM outbox WHERE id = $1 AND holder = $2 AND NOT dead;

-- name: FailOutbox :execrows
UPDATE outbox SET holder = '', due_at = @due_at, last_error = @last_error, dead = (attempts >= @limit_attempts)
WHERE id = @id AND holder = @holder AND NOT dead;

-- name: DeadOutbox :many
SELECT id, topic, payload, created_at, attempts, last_error FROM outbox WHERE dead AND topic = $1 ORDER BY created_at, id LIMIT $2;

-- name: ReviveOutbox :execrows
UPDATE outbox SET dead = FALSE, attempts = 0, due_at = $2 WHERE id = $1 AND dead;

-- name: Backlog :one
SELECT CAST((SELECT count(*) FROM outbox o WHERE o.topic = @topic AND NOT o.dead) AS BIGINT) AS waiting,
  CAST((SELECT count(*) FROM outbox o WHERE o.topic = @topic AND o.dead) AS BIGINT) AS dead,
  CAST((SELECT count(*) FROM delivery d WHERE d.state = 'waiting' AND d.due_at <= @now) AS BIGINT) AS deliveries,
  CAST((SELECT count(*) FROM change c WHERE c.seq IS NULL) AS BIGINT) AS pending,
  CAST((SELECT h.seq FROM chain h WHERE h.id = 1) AS BIGINT) AS head;
