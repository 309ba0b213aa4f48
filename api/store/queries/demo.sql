-- name: DemoFacilities :many
SELECT id, name FROM facility WHERE demo ORDER BY id;

-- name: DeleteDemoFacilities :execrows
DELETE FROM facility WHERE demo;

-- name: DeleteDemoAreas :execrows
DELETE FROM area WHERE demo;

-- name: DeleteDemoPlaces :execrows
DELETE FROM place WHERE demo;

-- name: FacilityCount :one
SELECT COUNT(*) FROM facility;

-- name: DeleteDemoSlots :exec
DELETE FROM slot WHERE facility_id IN (SELECT f.id FROM facility f WHERE f.demo);

-- name: DeleteDemoSessions :exec
DELETE FROM care_session WHERE facility_id IN (SELECT f.id FROM facility f WHERE f.demo);

-- name: EmptyDemoPools :exec
UPDATE pool SET held = 0, offered = 0, enrolled = 0
WHERE held + offered + enrolled > 0
  AND class_id IN (SELECT c.id FROM class c JOIN facility f ON f.id = c.facility_id WHERE f.demo);

-- name: DeleteDemoComplaints :exec
DELETE FROM complaint WHERE demo;

-- name: DeleteDemoUnits :exec
DELETE FROM unit WHERE demo;

-- name: DeleteDemoStaffMembers :exec
DELETE FROM staff_member WHERE facility_id IN (SELECT f.id FROM facility f WHERE f.demo);

-- name: DeleteDemoPatterns :exec
DELETE FROM weekly_pattern WHERE facility_id IN (SELECT f.id FROM facility f WHERE f.demo);

-- name: DeleteDemoRecords :exec
DELETE FROM facility_record WHERE facility_id IN (SELECT f.id FROM facility f WHERE f.demo);

-- name: DeleteDemoGrades :exec
DELETE FROM facility_grade WHERE facility_id IN (SELECT f.id FROM facility f WHERE f.demo);

-- name: DeleteDemoDisclosures :exec
DELETE FROM disclosure WHERE facility_id IN (SELECT f.id FROM facility f WHERE f.demo);
