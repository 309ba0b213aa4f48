-- Locks the row of a class until the transaction ends, so that everything about its places happens one after the other.
-- name: LockClass :one
UPDATE class SET ord = ord WHERE id = $1
RETURNING id, facility_id, name, band, from_months, to_months, mode, version, closed, frozen;

-- name: ClassByID :one
SELECT id, facility_id, name, band, from_months, to_months, mode, version, closed, frozen FROM class WHERE id = $1;

-- name: PlaceClassesOf :many
SELECT id, facility_id, name, band, from_months, to_months, mode, version, closed, frozen, confirmed_at FROM class WHERE facility_id = $1 ORDER BY ord, id;

-- The primitive: it must change as many rows as there are months, or the transaction is rolled back.
-- name: TakeHeld :execrows
UPDATE pool SET held = held + 1
WHERE class_id = @class_id AND month BETWEEN @first AND @last AND open
  AND outside + held + offered + enrolled < filed AND outside + held + offered + enrolled < staffed;

-- name: TakeOffered :execrows
UPDATE pool SET offered = offered + 1
WHERE class_id = @class_id AND month BETWEEN @first AND @last AND open
  AND outside + held + offered + enrolled < filed AND outside + held + offered + enrolled < staffed;

-- name: ShiftPlaces :execrows
UPDATE pool SET held = held + CAST(@held AS INTEGER), offered = offered + CAST(@offered AS INTEGER), enrolled = enrolled + CAST(@enrolled AS INTEGER)
WHERE class_id = @class_id AND month BETWEEN @first AND @last;

-- name: PoolsOfClass :many
SELECT * FROM pool WHERE class_id = $1 ORDER BY month;

-- name: PoolsBetween :many
SELECT * FROM pool WHERE class_id = @class_id AND month BETWEEN @first AND @last ORDER BY month;

-- name: MonthsThere :one
SELECT COUNT(*) FROM pool WHERE class_id = @class_id AND month BETWEEN @first AND @last;

-- name: SetOpen :execrows
UPDATE pool SET open = $2 WHERE class_id = $1;

-- name: FreezeClass :execrows
UPDATE class SET frozen = $2, version = version + 1 WHERE id = $1 AND frozen <> $2;

-- name: BumpClass :execrows
UPDATE class SET version = version + 1 WHERE id = $1 AND version = $2;

-- name: SetPlaces :execrows
UPDATE pool SET staffed = @staffed, outside = @outside, grandfathered = CASE
  WHEN CAST(@outside AS INTEGER) + held + offered + enrolled > filed THEN CAST(@outside AS INTEGER) + held + offered + enrolled ELSE 0 END
WHERE class_id = @class_id AND month = @month;

-- name: SetFiled :execrows
UPDATE pool SET filed = @filed, grandfathered = CASE WHEN outside + held + offered + enrolled > @filed
  THEN outside + held + offered + enrolled ELSE 0 END
WHERE class_id = @class_id AND month >= @first;

-- What the counters say beside what the applications say, where they differ.
-- name: PoolDrift :many
SELECT p.class_id, p.month, p.held, p.offered, p.enrolled,
  CAST(COALESCE(SUM(CASE WHEN a.state IN ('held', 'submitted') THEN 1 ELSE 0 END), 0) AS INTEGER) AS true_held,
  CAST(COALESCE(SUM(CASE WHEN a.state IN ('offered', 'confirmed') THEN 1 ELSE 0 END), 0) AS INTEGER) AS true_offered,
  CAST(COALESCE(SUM(CASE WHEN a.state = 'enrolled' THEN 1 ELSE 0 END), 0) AS INTEGER) AS true_enrolled
FROM pool p LEFT JOIN application a ON a.class_id = p.class_id AND p.month BETWEEN a.from_month AND a.to_month
GROUP BY p.class_id, p.month, p.held, p.offered, p.enrolled
HAVING p.held <> COALESCE(SUM(CASE WHEN a.state IN ('held', 'submitted') THEN 1 ELSE 0 END), 0)
  OR p.offered <> COALESCE(SUM(CASE WHEN a.state IN ('offered', 'confirmed') THEN 1 ELSE 0 END), 0)
  OR p.enrolled <> COALESCE(SUM(CASE WHEN a.state = 'enrolled' THEN 1 ELSE 0 END), 0)
ORDER BY p.class_id, p.month;

-- Seats of applications whose months have no row: such a place would be promised twice.
-- name: MissingMonths :many
SELECT a.id, a.class_id FROM application a
WHERE a.state IN ('held', 'submitted', 'offered', 'confirmed', 'enrolled')
  AND (SELECT COUNT(*) FROM pool p WHERE p.class_id = a.class_id AND p.month BETWEEN a.from_month AND a.to_month) <> a.to_month - a.from_month + 1
ORDER BY a.id;
