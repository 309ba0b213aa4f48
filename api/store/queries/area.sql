-- name: Areas :many
SELECT * FROM area ORDER BY code;

-- name: UpsertArea :execrows
INSERT INTO area (code, name, level, parent_code, lon, lat, border, population, demo, under_three)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, level = excluded.level, parent_code = excluded.parent_code,
  lon = excluded.lon, lat = excluded.lat, border = excluded.border, population = excluded.population, demo = excluded.demo, under_three = excluded.under_three
WHERE area.name <> excluded.name OR area.level <> excluded.level OR area.parent_code <> excluded.parent_code
  OR area.lon <> excluded.lon OR area.lat <> excluded.lat OR area.border <> excluded.border
  OR area.population <> excluded.population OR area.demo <> excluded.demo OR area.under_three <> excluded.under_three;
