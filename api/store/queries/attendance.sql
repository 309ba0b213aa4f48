-- name: InsertAbsence :execrows
INSERT INTO absence (id, application_id, family_id, child_id, facility_id, class_id, day, by_family, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (application_id, day) DO NOTHING;

-- name: AbsenceOf :one
SELECT * FROM absence WHERE application_id = $1 AND day = $2;

-- name: DeleteAbsence :execrows
DELETE FROM absence WHERE application_id = $1 AND day = $2;

-- name: AbsencesOfClassDay :one
SELECT COUNT(*) FROM absence WHERE class_id = $1 AND day = $2;

-- name: AbsencesOfFacilityDay :many
SELECT * FROM absence WHERE facility_id = $1 AND day = $2 ORDER BY application_id;

-- name: AbsencesOfFamily :many
SELECT * FROM absence WHERE family_id = @family_id AND day >= @since ORDER BY day, child_id LIMIT 500;

-- name: Attending :many
SELECT id, child_id, family_id, class_id, state, mode FROM application
WHERE facility_id = @facility_id AND state = 'enrolled' AND start_date <= @day ORDER BY class_id, id;

-- name: AttendingOne :one
SELECT id, child_id, family_id, facility_id, class_id, state, mode, start_date FROM application WHERE id = $1;

-- name: SaveAttendance :exec
INSERT INTO attendance (application_id, day, child_id, facility_id, mark, in_at, out_at, marked_at, marked_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (application_id, day) DO UPDATE SET mark = excluded.mark, in_at = excluded.in_at, out_at = excluded.out_at,
    marked_at = excluded.marked_at, marked_by = excluded.marked_by;

-- name: AttendanceOf :one
SELECT * FROM attendance WHERE application_id = $1 AND day = $2;

-- name: AttendanceOfDay :many
SELECT * FROM attendance WHERE facility_id = $1 AND day = $2 ORDER BY application_id;

-- name: ClearAttendance :execrows
DELETE FROM attendance WHERE application_id = $1 AND day = $2;

-- name: DaysAttended :one
SELECT COUNT(*) FROM attendance WHERE application_id = $1 AND mark IN ('present', 'picked_up');
