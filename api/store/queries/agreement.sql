-- Confirmed places whose agreement is overdue and of which nobody was told since it fell due.
-- name: OverdueAgreements :many
SELECT * FROM application WHERE state = 'confirmed' AND frozen_at = 0 AND signed_at = 0 AND agree_by > 0 AND agree_by <= @now AND reminded_at < agree_by
  AND id > @after_id ORDER BY id LIMIT 200;

-- It is no reminder that the first day has come, so it is not counted as one.
-- name: AgreementTold :execrows
UPDATE application SET reminded_at = @at WHERE id = @id AND state = 'confirmed' AND reminded_at = @was;
