-- name: InsertComplaint :execrows
INSERT INTO complaint (id, receipt_no, draft_key_hash, request_hash, tracking_hash, facility_id, place_name, lon, lat, area_code, category, danger_now,
  happened_on, text_sealed, wants, anonymous, contact, joined, source, source_no, demo, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
ON CONFLICT DO NOTHING;

-- name: ComplaintByID :one
SELECT * FROM complaint WHERE id = $1;

-- name: ComplaintByDraft :one
SELECT * FROM complaint WHERE draft_key_hash = $1;

-- name: ComplaintBySource :one
SELECT * FROM complaint WHERE source = $1 AND source_no = $2;

-- name: ComplaintByTracking :one
SELECT id FROM complaint WHERE tracking_hash = $1;

-- name: InsertCaseEvent :exec
INSERT INTO complaint_event (id, case_id, n, edge, from_state, to_state, at, actor_kind, actor_id, body, text_sealed, public, demo)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: CaseEvents :many
SELECT * FROM complaint_event WHERE case_id = $1 ORDER BY n;

-- name: CaseEventsPage :many
SELECT * FROM complaint_event WHERE case_id > @after_case OR (case_id = @after_case AND n > @after_n) ORDER BY case_id, n LIMIT @page;

-- name: InsertCase :exec
INSERT INTO complaint_case (id, receipt_no, facility_id, area_code, category, class, track, state, version, is_open, unit_id, intake, handler, reviewer, caller,
  lead_id, anonymous, due_at, next_at, accepted_at, replied_at, released_at, closed_at, created_at, updated_at, demo, file)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27);

-- name: MoveCase :execrows
UPDATE complaint_case SET facility_id = @facility_id, area_code = @area_code, category = @category, class = @class, track = @track, state = @state,
  version = @version, is_open = @is_open, unit_id = @unit_id, intake = @intake, handler = @handler, reviewer = @reviewer, caller = @caller,
  lead_id = @lead_id, due_at = @due_at, next_at = @next_at, accepted_at = @accepted_at, replied_at = @replied_at, released_at = @released_at,
  closed_at = @closed_at, updated_at = @updated_at, file = @file
WHERE id = @id AND version = @was_version;

-- name: CaseByID :one
SELECT * FROM complaint_case WHERE id = $1;

-- name: CasesByID :many
SELECT * FROM complaint_case WHERE CAST(@ids AS TEXT) LIKE '%,' || id || ',%' ORDER BY created_at DESC, id DESC;

-- name: CaseByNumber :one
SELECT * FROM complaint_case WHERE receipt_no = $1;

-- name: CasesFollowing :many
SELECT id FROM complaint_case WHERE lead_id = $1 ORDER BY id;

-- name: CasesDue :many
SELECT id, next_at FROM complaint_case WHERE next_at > 0 AND next_at <= @now AND (next_at > @after OR (next_at = @after AND id > @after_id))
ORDER BY next_at, id LIMIT @page;

-- name: CasesOfFacility :many
SELECT * FROM complaint_case WHERE facility_id = $1 AND released_at > 0 ORDER BY released_at DESC, id DESC LIMIT 500;

-- Open cases about one facility in a category, for somebody who is about to complain of the same. Those that were accepted: that the office does
-- at its own time, and from one that was only just sent whoever asks every minute would learn at what minute somebody complained.
-- name: CasesAlike :many
SELECT * FROM complaint_case WHERE facility_id = @facility_id AND category = @category AND is_open AND accepted_at > 0 AND class <> 'A' ORDER BY created_at DESC, id DESC LIMIT 20;

-- name: CasesNearby :many
SELECT cc.* FROM complaint_case cc JOIN complaint c ON c.id = cc.id
WHERE cc.is_open AND cc.accepted_at > 0 AND cc.class <> 'A' AND cc.category = @category AND cc.facility_id = ''
  AND c.lon >= @west AND c.lon <= @east AND c.lat >= @south AND c.lat <= @north
ORDER BY cc.created_at DESC, cc.id DESC LIMIT 20;

-- name: CasesPublic :many
SELECT * FROM complaint_case WHERE accepted_at > 0 AND created_at >= @from_at AND created_at <= @to_at AND lead_id = ''
  AND (CAST(@categories AS TEXT) LIKE '%,' || category || ',%')
  AND (CAST(@ids AS TEXT) = '' OR CAST(@ids AS TEXT) LIKE '%,' || id || ',%')
  AND (CAST(@open_only AS INTEGER) < 0 OR (CAST(@open_only AS INTEGER) = 1) = is_open)
ORDER BY created_at DESC, id DESC LIMIT @page;

-- Every step of the cases of an area that were accepted from one instant until before another.
-- name: AcceptedSteps :many
SELECT e.* FROM complaint_event e JOIN complaint_case c ON c.id = e.case_id
WHERE c.accepted_at >= @from_at AND c.accepted_at < @to_at AND c.area_code >= @area_from AND c.area_code < @area_to
ORDER BY e.case_id, e.n;

-- name: CasesOpen :many
SELECT id, unit_id, due_at, accepted_at FROM complaint_case WHERE is_open ORDER BY id;

-- name: InsertCaseMessage :exec
INSERT INTO case_message (id, case_id, sender, account_id, text_sealed, at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: CaseMessages :many
SELECT * FROM case_message WHERE case_id = $1 ORDER BY at, id;

-- name: InsertCasePage :execrows
INSERT INTO case_page (id, case_id, level, account_id, area_code, paged_at, answer_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (case_id, level) DO NOTHING;

-- name: CasePages :many
SELECT * FROM case_page WHERE case_id = $1 ORDER BY level;

-- name: CasePageByID :one
SELECT * FROM case_page WHERE id = $1;

-- name: AckCasePages :execrows
UPDATE case_page SET acked_at = @at, acked_by = @by_account WHERE case_id = @case_id AND acked_at = 0;

-- The desk's list of open cases, those whose clock ends first before the others. || '' keeps SQLite from going through an index by area and
-- sorting all it finds there: it must go along the clocks and stop.
-- name: CaseInbox :many
SELECT * FROM complaint_case WHERE is_open AND area_code || '' >= @area_from AND area_code || '' < @area_to
  AND due_at >= @after AND (due_at > @after OR id > @after_id)
  AND (CAST(@states AS TEXT) = '' OR CAST(@states AS TEXT) LIKE '%,' || state || ',%')
  AND (CAST(@of_class AS TEXT) = '' OR class = @of_class)
  AND (CAST(@of_category AS TEXT) = '' OR category = @of_category)
  AND (CAST(@of_facility AS TEXT) = '' OR facility_id = @of_facility)
  AND (CAST(@of_unit AS TEXT) = '' OR unit_id = @of_unit)
  AND (CAST(@of_account AS TEXT) = '' OR handler = @of_account OR intake = @of_account OR reviewer = @of_account OR caller = @of_account)
  AND (CAST(@due_before AS BIGINT) = 0 OR due_at < @due_before)
  AND (CAST(@numbered AS TEXT) = '' OR receipt_no = @numbered)
ORDER BY due_at, id LIMIT @page;

-- Those that are over, newest first.
-- name: CaseArchive :many
SELECT * FROM complaint_case WHERE NOT is_open AND area_code || '' >= @area_from AND area_code || '' < @area_to
  AND (updated_at < @after OR (updated_at = @after AND id < @after_id))
  AND (CAST(@states AS TEXT) = '' OR CAST(@states AS TEXT) LIKE '%,' || state || ',%')
  AND (CAST(@of_class AS TEXT) = '' OR class = @of_class)
  AND (CAST(@of_category AS TEXT) = '' OR category = @of_category)
  AND (CAST(@of_facility AS TEXT) = '' OR facility_id = @of_facility)
  AND (CAST(@of_unit AS TEXT) = '' OR unit_id = @of_unit)
  AND (CAST(@of_account AS TEXT) = '' OR handler = @of_account OR intake = @of_account OR reviewer = @of_account OR caller = @of_account)
  AND (CAST(@numbered AS TEXT) = '' OR receipt_no = @numbered)
ORDER BY updated_at DESC, id DESC LIMIT @page;

-- name: CaseCounts :many
SELECT state, COUNT(*) AS n, SUM(CASE WHEN due_at < @now THEN 1 ELSE 0 END) AS overdue, SUM(CASE WHEN class = 'A' THEN 1 ELSE 0 END) AS urgent
FROM complaint_case WHERE is_open AND area_code >= @area_from AND area_code < @area_to GROUP BY state;

-- Makes everything about a case happen one after the other, until the transaction ends.
-- name: LockCase :execrows
UPDATE complaint_case SET version = version WHERE id = $1;

-- name: ProvisionalCases :many
SELECT id FROM complaint_case WHERE is_open AND file LIKE '%"provisional":true%' ORDER BY id LIMIT 5000;

-- name: FacilitiesNamed :many
SELECT id FROM facility WHERE name = @name AND area_code >= @area_from AND area_code < @area_to ORDER BY id LIMIT 2;
