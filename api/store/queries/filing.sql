-- name: InsertFiling :execrows
INSERT INTO filing (id, facility_id, area_code, kind, basis, state, round, clocks, provisional, form_sealed, version, created_at, updated_at)
VALUES (@id, @facility_id, @area_code, @kind, @basis, 'draft', 0, '[]', FALSE, @form_sealed, 1, @now, @now)
ON CONFLICT (facility_id) WHERE state NOT IN ('done', 'withdrawn') DO NOTHING;

-- name: FilingByID :one
SELECT * FROM filing WHERE id = $1;

-- name: FilingsOfFacility :many
SELECT * FROM filing WHERE facility_id = $1 ORDER BY created_at DESC, id DESC LIMIT 100;

-- name: SaveFilingForm :execrows
UPDATE filing SET form_sealed = @form_sealed, area_code = @area_code, version = version + 1, updated_at = @now
WHERE id = @id AND version = @was_version AND state IN ('draft', 'nonconforming');

-- name: TouchFiling :execrows
UPDATE filing SET version = version + 1, updated_at = @now WHERE id = @id AND version = @was_version;

-- name: SaveFiling :execrows
UPDATE filing SET state = @state, round = @round, clocks = @clocks, due = @due, next_warning = @next_warning, provisional = @provisional,
  reasons = @reasons, receipt_no = @receipt_no, title_no = @title_no, officer = @officer, checks_sealed = @checks_sealed, version = @version,
  submitted_at = @submitted_at, received_at = @received_at, decided_at = @decided_at, updated_at = @updated_at
WHERE id = @id AND version = @was_version;

-- name: InsertFilingEvent :exec
INSERT INTO filing_event (filing_id, n, action, state, actor_kind, actor_id, reasons, at)
VALUES (@filing_id, (SELECT COALESCE(MAX(e.n), 0) + 1 FROM filing_event AS e WHERE e.filing_id = @filing_id), @action, @state, @actor_kind, @actor_id, @reasons, @at);

-- name: FilingEvents :many
SELECT * FROM filing_event WHERE filing_id = $1 ORDER BY n;

-- The most pressing first; what no clock runs for comes last, the latest first: far_future is after every due day.
-- name: FilingsIn :many
SELECT CAST(CASE WHEN filing.due = 0 THEN CAST(@far_future AS BIGINT) - filing.updated_at ELSE filing.due END AS BIGINT) AS place, filing.id, filing.facility_id, filing.area_code, filing.kind, filing.basis, filing.state, filing.round, filing.clocks, filing.due,
  filing.officer, filing.version, filing.submitted_at, filing.decided_at, filing.updated_at, facility.name AS facility_name, facility.kind AS facility_kind,
  facility.credit_code AS credit_code
FROM filing JOIN facility ON facility.id = filing.facility_id
WHERE filing.area_code LIKE CAST(@prefix AS TEXT) || '%'
  AND (filing.state = @state OR (@state = '' AND filing.state <> 'draft') OR (@state = 'open' AND filing.state IN ('submitted', 'received', 'verifying')))
  AND filing.submitted_at > 0
  AND (CASE WHEN filing.due = 0 THEN CAST(@far_future AS BIGINT) - filing.updated_at ELSE filing.due END > CAST(@after AS BIGINT)
    OR (CASE WHEN filing.due = 0 THEN CAST(@far_future AS BIGINT) - filing.updated_at ELSE filing.due END = CAST(@after AS BIGINT) AND filing.id > @after_id))
ORDER BY 1, filing.id LIMIT @page;

-- name: FilingCounts :many
SELECT state, COUNT(*) AS n FROM filing WHERE area_code LIKE CAST(@prefix AS TEXT) || '%' AND submitted_at > 0 GROUP BY state ORDER BY state;

-- name: FilingsToWarn :many
SELECT id FROM filing WHERE next_warning > 0 AND next_warning <= @now ORDER BY next_warning, id LIMIT @page;

-- name: FilingsProvisional :many
SELECT id FROM filing WHERE provisional AND due > 0 ORDER BY id LIMIT @page;

-- What was found not to conform is published.
-- name: FilingNotices :many
SELECT filing.id, filing.facility_id, filing.kind, filing.reasons, filing.decided_at, filing.area_code, facility.name AS facility_name, facility.address AS address,
  facility.area_name AS area_name
FROM filing JOIN facility ON facility.id = filing.facility_id
WHERE filing.state = 'nonconforming' AND filing.area_code LIKE CAST(@prefix AS TEXT) || '%'
ORDER BY filing.decided_at DESC, filing.id LIMIT 500;

-- name: ReceiptNumbers :one
SELECT COUNT(*) FROM filing WHERE receipt_no LIKE CAST(@prefix AS TEXT) || '%';

-- name: InsertMaterial :exec
INSERT INTO filing_material (id, filing_id, kind, type, bytes, sha256, blob_key, issued_on, valid_until, carried, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: MaterialsOf :many
SELECT * FROM filing_material WHERE filing_id = $1 ORDER BY kind, id;

-- name: MaterialByID :one
SELECT * FROM filing_material WHERE id = $1 AND filing_id = $2;

-- name: DateMaterial :execrows
UPDATE filing_material SET issued_on = @issued_on, valid_until = @valid_until WHERE id = @id AND filing_id = @filing_id;

-- name: DeleteMaterial :execrows
DELETE FROM filing_material WHERE id = $1 AND filing_id = $2;

-- name: MaterialFileKnown :one
SELECT COUNT(*) FROM filing_material WHERE blob_key = $1;

-- Papers of what stands now whose last day lies in a span, behind one of them.
-- name: MaterialsEnding :many
SELECT filing_material.id, filing_material.kind, filing_material.valid_until, filing.facility_id
FROM filing_material JOIN filing ON filing.id = filing_material.filing_id JOIN facility ON facility.id = filing.facility_id
WHERE filing_material.valid_until <> '' AND filing_material.valid_until <= @until AND filing.state = 'done'
  AND (filing_material.valid_until > @after OR (filing_material.valid_until = @after AND filing_material.id > @after_id))
  AND facility.filing_status IN ('filed', 'licensed', 'change_pending', 'suspended')
  AND NOT EXISTS (SELECT 1 FROM filing AS later WHERE later.facility_id = filing.facility_id AND later.state = 'done' AND later.decided_at > filing.decided_at)
ORDER BY filing_material.valid_until, filing_material.id LIMIT @page;

-- name: InsertTitle :exec
INSERT INTO filing_title (id, facility_id, basis, no, authority, granted_on, filing_id) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: TitlesOf :many
SELECT * FROM filing_title WHERE facility_id = $1 ORDER BY granted_on, id;

-- name: EndTitles :execrows
UPDATE filing_title SET ended_on = @ended_on WHERE facility_id = @facility_id AND ended_on = '' AND (CAST(@basis AS TEXT) = '' OR basis = CAST(@basis AS TEXT));

-- name: RenewTitle :execrows
UPDATE filing_title SET no = @no, filing_id = @filing_id WHERE facility_id = @facility_id AND basis = @basis AND ended_on = '';

-- Others of a district with the same credit code that families can see.
-- name: SameCreditCode :one
SELECT COUNT(*) FROM facility WHERE credit_code = @credit_code AND credit_code <> '' AND id <> @id
  AND filing_status IN ('filed', 'licensed', 'change_pending', 'suspended') AND substr(area_code, 1, 6) = @district;

-- Children who have a place at a facility, counted here or outside, now or later.
-- name: ChildrenPlaced :one
SELECT CAST(COALESCE(MAX(n), 0) AS BIGINT) FROM (
  SELECT SUM(pool.outside + pool.enrolled + pool.offered + pool.held) AS n FROM pool JOIN class ON class.id = pool.class_id
  WHERE class.facility_id = @facility_id AND pool.month >= @month GROUP BY pool.month) AS months;


-- name: DropDemoFilings :exec
DELETE FROM filing WHERE facility_id IN (SELECT facility.id FROM facility WHERE facility.demo);
