-- name: SetFacilityFiling :execrows
UPDATE facility SET filing_status = @status, filing_no = @filing_no, filing_date = @filing_date, filing_authority = @authority, print = @print,
  version = version + 1, updated_at = @at
WHERE id = @id AND version = @version;

-- name: InsertClosure :exec
INSERT INTO closure (id, facility_id, kind, reason, words, was_status, classes, affected, started_at, start_kind, start_actor)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: EndClosure :execrows
UPDATE closure SET ended_at = @at, end_kind = @end_kind, end_actor = @end_actor, end_reason = @reason WHERE id = @id AND ended_at = 0;

-- name: OpenClosure :one
SELECT * FROM closure WHERE facility_id = $1 AND ended_at = 0;

-- name: ClosuresOf :many
SELECT * FROM closure WHERE facility_id = $1 ORDER BY started_at DESC, id DESC;

-- name: ClosuresIn :many
SELECT closure.*, facility.name AS facility_name, facility.area_code FROM closure JOIN facility ON facility.id = closure.facility_id
WHERE substr(facility.area_code, 1, length(CAST(@area AS TEXT))) = CAST(@area AS TEXT) AND (closure.ended_at = 0 OR closure.ended_at >= @since)
  AND (closure.started_at < @before OR (closure.started_at = @before AND closure.id < @before_id))
ORDER BY closure.started_at DESC, closure.id DESC LIMIT @page;

-- name: CountClosuresIn :one
SELECT count(*) FROM closure JOIN facility ON facility.id = closure.facility_id
WHERE substr(facility.area_code, 1, length(CAST(@area AS TEXT))) = CAST(@area AS TEXT) AND (closure.ended_at = 0 OR closure.ended_at >= @since);

-- name: InsertClosureApplication :exec
INSERT INTO closure_application (closure_id, application_id, state) VALUES ($1, $2, $3);

-- What became of those a closure found, and of what they were offered elsewhere.
-- name: ClosureApplications :many
SELECT ca.state AS was, a.id, a.class_id, a.state, a.start_date, a.mode,
  CAST(COALESCE((SELECT MAX(o.state) FROM application o WHERE o.replaces = a.id AND o.alternative
    AND o.state IN ('offered', 'confirmed', 'enrolled')), '') AS TEXT) AS elsewhere,
  CAST(COALESCE((SELECT MAX(o.facility_id) FROM application o WHERE o.replaces = a.id AND o.alternative
    AND o.state IN ('offered', 'confirmed', 'enrolled')), '') AS TEXT) AS elsewhere_id,
  (SELECT COUNT(*) FROM application o WHERE o.replaces = a.id AND o.alternative) AS offers
FROM closure_application ca JOIN application a ON a.id = ca.application_id
WHERE ca.closure_id = $1
ORDER BY CASE ca.state WHEN 'enrolled' THEN 0 WHEN 'waitlisted' THEN 2 ELSE 1 END, a.start_date, a.id;

-- name: InsertRecord :exec
INSERT INTO facility_record (id, facility_id, kind, on_day, due_day, result, fine, doc_no, words, actor_kind, actor_id, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: RecordByID :one
SELECT * FROM facility_record WHERE id = $1;

-- name: RecordsOf :many
SELECT * FROM facility_record WHERE facility_id = $1 ORDER BY on_day DESC, at DESC, id DESC;

-- name: MeetOrder :execrows
UPDATE facility_record SET done_day = @done_day, version = version + 1 WHERE id = @id AND version = @version AND kind = 'order' AND done_day = '';

-- name: InsertGrade :exec
INSERT INTO facility_grade (facility_id, n, from_day, risk, credit, department_d, grade, by_hand, words, actor_kind, actor_id, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: GradesOf :many
SELECT * FROM facility_grade WHERE facility_id = $1 ORDER BY n DESC;

-- name: InsertRegisterEntry :exec
INSERT INTO register_entry (seq, facility_id, kind, at, status, detail) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (seq) DO NOTHING;

-- name: PutStanding :exec
INSERT INTO register_standing (facility_id, status, seq) VALUES ($1, $2, $3)
ON CONFLICT (facility_id) DO UPDATE SET status = excluded.status, seq = excluded.seq;

-- name: Standing :one
SELECT status FROM register_standing WHERE facility_id = $1;

-- name: FacilityStatus :one
SELECT filing_status FROM facility WHERE id = $1;

-- name: RegisterLog :many
SELECT register_entry.*, facility.name AS facility_name, facility.area_code, facility.area_name, facility.credit_code
FROM register_entry JOIN facility ON facility.id = register_entry.facility_id
WHERE register_entry.seq < @before AND (CAST(@facility AS TEXT) = '' OR register_entry.facility_id = @facility)
  AND (CAST(@kind AS TEXT) = '' OR register_entry.kind = @kind)
  AND substr(facility.area_code, 1, length(CAST(@area AS TEXT))) = CAST(@area AS TEXT)
ORDER BY register_entry.seq DESC LIMIT @page;

-- Filed places of a facility in a month: of each class those of the last month known by then.
-- name: FiledPlaces :many
SELECT class.facility_id, CAST(SUM(pool.filed) AS BIGINT) AS places FROM class JOIN pool ON pool.class_id = class.id
WHERE NOT class.closed AND pool.month = (SELECT MAX(q.month) FROM pool q WHERE q.class_id = class.id AND q.month <= @month)
GROUP BY class.facility_id;

-- A window of the record, newest first; whoever reads goes on from its end.
-- name: ChangesWhere :many
SELECT noun, noun_id, kind, changed_at, actor_kind, actor_id, body, CAST(seq AS BIGINT) AS seq, CAST(hash AS TEXT) AS hash
FROM change WHERE seq IS NOT NULL AND seq < CAST(@before AS BIGINT) AND seq >= CAST(@floor AS BIGINT)
  AND (CAST(@noun AS TEXT) = '' OR noun = @noun) AND (CAST(@noun_id AS TEXT) = '' OR noun_id = @noun_id)
  AND (CAST(@kind AS TEXT) = '' OR kind = @kind)
  AND (CAST(@actor AS TEXT) = '' OR actor_id = @actor) AND changed_at >= @since AND changed_at < @until
  AND (CAST(@guarded AS BOOLEAN) = TRUE OR noun NOT IN ('watch', 'opening'))
  AND (CAST(@area AS TEXT) = ''
    OR EXISTS (SELECT 1 FROM facility WHERE change.noun = 'facility' AND facility.id = change.noun_id
      AND substr(facility.area_code, 1, length(CAST(@area AS TEXT))) = CAST(@area AS TEXT))
    OR EXISTS (SELECT 1 FROM account LEFT JOIN facility ON facility.id = account.facility_id WHERE account.id = change.actor_id
      AND substr(COALESCE(facility.area_code, account.area_code), 1, length(CAST(@area AS TEXT))) = CAST(@area AS TEXT)))
ORDER BY seq DESC LIMIT @page;

-- name: AnyFacilityOutside :one
SELECT EXISTS (SELECT 1 FROM facility WHERE area_code <> '' AND substr(area_code, 1, length(CAST(@area AS TEXT))) <> CAST(@area AS TEXT));

-- name: CasesCounted :many
SELECT category, class, is_open, COUNT(*) AS n FROM complaint_case WHERE facility_id = $1 GROUP BY category, class, is_open ORDER BY category, class, is_open;

-- name: FindingsOf :many
SELECT category, result, published_from, until, withdrawn_at FROM finding_publication WHERE facility_id = $1 ORDER BY published_from DESC, id DESC LIMIT 200;

-- name: SlotsToCome :many
SELECT id FROM slot WHERE facility_id = $1 AND open AND starts_at > $2 ORDER BY starts_at, id;

-- name: SessionsToCome :many
SELECT id FROM care_session WHERE facility_id = $1 AND NOT cancelled AND starts_at > $2 ORDER BY starts_at, id;

-- name: VisitsToCome :one
SELECT COUNT(*) FROM visit WHERE facility_id = $1 AND state = 'booked' AND starts_at > $2;

-- name: EntriesToCome :one
SELECT COUNT(*) FROM entry WHERE facility_id = $1 AND state IN ('entered', 'drawn', 'waiting', 'booked') AND starts_at > $2;

-- name: ChangeStaffAccount :execrows
UPDATE account SET name_sealed = @name_sealed, area_code = @area_code, facility_id = @facility_id, version = version + 1
WHERE id = @id AND version = @version AND username <> '';

-- name: TouchStaffAccount :exec
UPDATE account SET version = version + 1 WHERE id = @id AND username <> '';
