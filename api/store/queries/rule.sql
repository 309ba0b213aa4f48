-- name: Rules :many
SELECT * FROM rule ORDER BY rule_key, region, valid_from;

-- name: SeedRule :execrows
INSERT INTO rule (region, rule_key, value, unit, calendar, legal_basis, valid_from, valid_to, confidence)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (region, rule_key, valid_from) DO NOTHING;

-- name: UpsertRule :execrows
INSERT INTO rule (region, rule_key, value, unit, calendar, legal_basis, valid_from, valid_to, confidence)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (region, rule_key, valid_from) DO UPDATE SET value = excluded.value, unit = excluded.unit,
  calendar = excluded.calendar, legal_basis = excluded.legal_basis, valid_to = excluded.valid_to, confidence = excluded.confidence
WHERE rule.value <> excluded.value OR rule.unit <> excluded.unit OR rule.calendar <> excluded.calendar
  OR rule.legal_basis <> excluded.legal_basis OR rule.valid_to <> excluded.valid_to OR rule.confidence <> excluded.confidence;

-- name: Meta :one
SELECT value FROM meta WHERE meta_key = $1;

-- name: SetMeta :exec
INSERT INTO meta (meta_key, value) VALUES ($1, $2)
ON CONFLICT (meta_key) DO UPDATE SET value = excluded.value;
