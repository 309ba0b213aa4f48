-- What a child has at a facility that lets the facility see its record: an application handed in and not over, or a place in a
-- session that is taken up or about to be.
-- name: ChildTies :one
SELECT CAST((SELECT COUNT(*) FROM application a
    WHERE a.child_id = @child_id AND a.facility_id = @facility_id AND NOT a.alternative AND a.state IN ('submitted', 'offered', 'confirmed', 'enrolled'))
  + (SELECT COUNT(*) FROM entry e
    WHERE e.child_id = @child_id AND e.facility_id = @facility_id AND e.state IN ('drawn', 'booked', 'checked_in')) AS BIGINT);

-- What a child has running anywhere, drafts left out.
-- name: ChildRunning :one
SELECT CAST((SELECT COUNT(*) FROM application a
    WHERE a.child_id = @child_id AND a.state IN ('held', 'submitted', 'waitlisted', 'paused', 'offered', 'confirmed', 'enrolled'))
  + (SELECT COUNT(*) FROM entry e
    WHERE e.child_id = @child_id AND e.state IN ('entered', 'drawn', 'waiting', 'booked', 'checked_in')) AS BIGINT);

-- name: ChildLastAsked :one
SELECT CAST(COALESCE(MAX(a.updated_at), 0) AS BIGINT) FROM application a WHERE a.child_id = @child_id;

-- name: QuietFamilies :many
SELECT family.id FROM family
WHERE family.id > @after AND family.erased_at = 0 AND NOT family.demo AND family.created_at < @before
  AND NOT EXISTS (SELECT 1 FROM member m JOIN account a ON a.id = m.account_id WHERE m.family_id = family.id AND a.seen_at >= @before)
ORDER BY family.id LIMIT @page;
