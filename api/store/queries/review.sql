-- name: InsertReview :exec
INSERT INTO review (id, facility_id, family_id, basis, safety, care, food, communication, value, text_sealed, state, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: SaveReview :execrows
UPDATE review SET basis = @basis, safety = @safety, care = @care, food = @food, communication = @communication, value = @value,
  text_sealed = @text_sealed, state = @state, reason = @reason, answer_sealed = @answer_sealed, answered_at = @answered_at, version = @version,
  updated_at = @updated_at, published_at = @published_at
WHERE id = @id AND version = @was_version;

-- name: DeleteReview :execrows
DELETE FROM review WHERE id = $1 AND version = $2;

-- name: ReviewByID :one
SELECT * FROM review WHERE id = $1;

-- name: ReviewOfFamily :one
SELECT * FROM review WHERE family_id = $1 AND facility_id = $2 ORDER BY created_at DESC, id DESC LIMIT 1;

-- name: ReviewsOfFamily :many
SELECT * FROM review WHERE family_id = $1 ORDER BY created_at, id;

-- name: ReviewsPublished :many
SELECT * FROM review WHERE facility_id = $1 AND state = 'published' ORDER BY published_at DESC, id DESC LIMIT 1000;

-- name: ReviewsWaiting :many
SELECT review.*, facility.name AS facility_name FROM review JOIN facility ON facility.id = review.facility_id
WHERE review.state = 'pending' AND facility.area_code LIKE CAST(@prefix AS TEXT) || '%' ORDER BY review.created_at, review.id LIMIT 200;

-- name: ReviewsHandled :many
SELECT review.*, facility.name AS facility_name FROM review JOIN facility ON facility.id = review.facility_id
WHERE review.state <> 'pending' AND facility.area_code LIKE CAST(@prefix AS TEXT) || '%' ORDER BY review.updated_at DESC, review.id LIMIT 200;

-- name: DeleteReviewsOfFamily :execrows
DELETE FROM review WHERE family_id = $1;

-- name: InsertReviewEvent :exec
INSERT INTO review_event (id, review_id, facility_id, n, action, actor_kind, actor_id, reason, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: ReviewEventCount :one
SELECT COUNT(*) FROM review_event WHERE review_id = $1;

-- name: FamilyEnrolled :one
SELECT COUNT(*) FROM application WHERE family_id = $1 AND facility_id = $2 AND state IN ('enrolled', 'ended');

-- name: FamilyVisited :one
SELECT COUNT(*) FROM visit WHERE family_id = $1 AND facility_id = $2 AND state = 'attended';

-- name: InsertFinding :exec
INSERT INTO finding_publication (id, facility_id, case_id, allegation, round, category, result, measures, published_from, until, answer_sealed, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (case_id, allegation, round) DO NOTHING;

-- name: FindingsOfFacility :many
SELECT * FROM finding_publication WHERE facility_id = @facility_id AND withdrawn_at = 0 AND published_from <= @today AND until >= @today
ORDER BY published_from DESC, id LIMIT 200;

-- name: WithdrawFindings :execrows
UPDATE finding_publication SET withdrawn_at = @now WHERE case_id = @case_id AND withdrawn_at = 0;
