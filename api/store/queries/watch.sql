-- name: OpenAsks :many
SELECT * FROM escalation WHERE closed_at = 0 AND kind IN ('reject', 'revoke') ORDER BY opened_at, id;

-- name: EndedByFacility :many
SELECT step.application_id, step.at FROM application JOIN step ON step.application_id = application.id AND step.version = application.version
WHERE application.facility_id = @facility_id AND application.state IN ('ended', 'no_show') AND application.updated_at >= @since
  AND step.actor_kind = 'facility' AND step.at >= @since
ORDER BY step.at, step.application_id;
