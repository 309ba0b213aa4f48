-- name: InsertStaffMember :exec
INSERT INTO staff_member (id, facility_id, code, name_sealed, name_hash, post, class_id, weekdays, from_day, to_day, excluded_on, health_until, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13);

-- name: UpdateStaffMember :execrows
UPDATE staff_member SET code = @code, name_sealed = @name_sealed, name_hash = @name_hash, post = @post, class_id = @class_id, weekdays = @weekdays,
  from_day = @from_day, to_day = @to_day, excluded_on = @excluded_on, health_until = @health_until, warned_on = '', version = version + 1, updated_at = @updated_at
WHERE id = @id AND version = @seen;

-- name: DeleteStaffMember :execrows
DELETE FROM staff_member WHERE id = $1 AND version = $2;

-- name: StaffMemberByID :one
SELECT * FROM staff_member WHERE id = $1;

-- name: StaffMembers :many
SELECT * FROM staff_member WHERE facility_id = $1 ORDER BY created_at, id LIMIT 1000;

-- name: CertificatesOfFacility :many
SELECT staff_certificate.* FROM staff_certificate JOIN staff_member ON staff_member.id = staff_certificate.member_id
WHERE staff_member.facility_id = $1 ORDER BY staff_certificate.member_id, staff_certificate.ord;

-- name: InsertCertificate :exec
INSERT INTO staff_certificate (member_id, ord, kind, number_sealed, issued_on, expires_on) VALUES ($1, $2, $3, $4, $5, $6);

-- name: DropCertificates :exec
DELETE FROM staff_certificate WHERE member_id = $1;

-- name: StaffDays :many
SELECT staff_day.* FROM staff_day JOIN staff_member ON staff_member.id = staff_day.member_id
WHERE staff_member.facility_id = @facility_id AND staff_day.day >= @since AND staff_day.day <= @until ORDER BY staff_day.day, staff_day.member_id;

-- name: SaveStaffDay :exec
INSERT INTO staff_day (member_id, day, on_duty, class_id, marked_at, marked_by) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (member_id, day) DO UPDATE SET on_duty = excluded.on_duty, class_id = excluded.class_id, marked_at = excluded.marked_at, marked_by = excluded.marked_by;

-- name: ClearStaffDay :exec
DELETE FROM staff_day WHERE member_id = $1 AND day = $2;

-- name: ForgetStaffDays :execrows
DELETE FROM staff_day WHERE day < @before;

-- name: StaffToWarn :many
SELECT staff_member.* FROM staff_member
WHERE (to_day = '' OR to_day >= @today) AND warned_on < @again
  AND (excluded_on < @excluded_before OR health_until < @soon
    OR EXISTS (SELECT 1 FROM staff_certificate WHERE staff_certificate.member_id = staff_member.id AND expires_on <> '' AND expires_on < @soon))
ORDER BY facility_id, id LIMIT @page;

-- name: StaffWarned :exec
UPDATE staff_member SET warned_on = @day WHERE id = @id;
