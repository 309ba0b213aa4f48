-- name: OpenEscalation :execrows
INSERT INTO escalation (id, application_id, facility_id, area_code, kind, reason, actor_kind, actor_id, opened_at, due_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (application_id, kind) WHERE closed_at = 0 DO NOTHING;

-- name: CloseEscalation :execrows
UPDATE escalation SET closed_at = @at, outcome = @outcome, closed_by = @closed_by
WHERE application_id = @application_id AND kind = @kind AND closed_at = 0;

-- name: CloseEscalations :execrows
UPDATE escalation SET closed_at = @at, outcome = @outcome, closed_by = @closed_by WHERE application_id = @application_id AND closed_at = 0;

-- name: EscalationsOfArea :many
SELECT * FROM escalation WHERE closed_at = 0 AND kind <> 'call' AND substr(area_code, 1, length(CAST(@prefix AS TEXT))) = CAST(@prefix AS TEXT)
  AND (due_at > @after OR (due_at = @after AND id > @after_id))
ORDER BY due_at, id LIMIT @page;

-- name: CountEscalations :one
SELECT count(*) FROM escalation WHERE closed_at = 0 AND kind <> 'call' AND substr(area_code, 1, length(CAST(@prefix AS TEXT))) = CAST(@prefix AS TEXT);

-- name: EscalationsOfFacility :many
SELECT * FROM escalation WHERE closed_at = 0 AND kind = 'call' AND facility_id = $1 ORDER BY due_at, id LIMIT 500;

-- name: OpenEscalations :many
SELECT * FROM escalation WHERE application_id = $1 AND closed_at = 0 ORDER BY kind;
