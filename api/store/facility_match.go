package store

import (
	"context"
	"database/sql"
	"slices"

	"tuoyuquan/api/care"
)

// FacilityKey is what a list knows a facility by.
type FacilityKey struct{ Source, ExternalID, CreditCode, AreaCode string }

// MatchFacilities finds the facilities that keys of a list speak of; "" is none. In this order:
//   - the facility with this external id in this source;
//   - the facility with this credit code in this district (the first six digits of the area code), in whatever source; where
//     the key or the facility has no area code, the credit code alone. A facility that has another external id in the same
//     source is a different one, even if one legal person runs both.
//
// Two facilities that fit equally well are an ambiguous_identity, which names the code.
func (s *Store) MatchFacilities(ctx context.Context, keys []FacilityKey) (ids []care.FacilityID, err error) {
	err = s.read(ctx, "match facilities", func(w *work) error {
		ids, err = match(ctx, w, keys)
		return err
	})
	return ids, err
}

type identity struct {
	id                           care.FacilityID
	source, external, area, code string
}

func match(ctx context.Context, w *work, keys []FacilityKey) ([]care.FacilityID, error) {
	bySource := make(map[string][]string)
	var codes []string
	for _, k := range keys {
		if k.ExternalID != "" {
			bySource[k.Source] = append(bySource[k.Source], k.ExternalID)
		}
		if k.CreditCode != "" {
			codes = append(codes, k.CreditCode)
		}
	}
	// The conditions <> '' stand there for the partial indexes.
	const columns = "SELECT id, source, external_id, area_code, credit_code FROM facility WHERE "
	external := make(map[FacilityKey]care.FacilityID)
	credit := make(map[string][]identity)
	for source, list := range bySource {
		err := selectIn(ctx, w, columns+"source = $1 AND external_id <> '' AND external_id IN (?)", []any{source}, distinct(list), func(rows *sql.Rows) error {
			i, err := scanIdentity(rows)
			external[FacilityKey{Source: i.source, ExternalID: i.external}] = i.id
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	err := selectIn(ctx, w, columns+"credit_code <> '' AND credit_code IN (?)", nil, distinct(codes), func(rows *sql.Rows) error {
		i, err := scanIdentity(rows)
		credit[i.code] = append(credit[i.code], i)
		return err
	})
	if err != nil {
		return nil, err
	}
	out := make([]care.FacilityID, len(keys))
	for i, k := range keys {
		if out[i] = external[FacilityKey{Source: k.Source, ExternalID: k.ExternalID}]; k.ExternalID != "" && out[i] != "" {
			continue
		}
		if out[i], err = byCreditCode(k, credit[k.CreditCode]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func scanIdentity(rows *sql.Rows) (i identity, err error) {
	err = rows.Scan(&i.id, &i.source, &i.external, &i.area, &i.code)
	return i, err
}

// distinct sorts the list and drops what comes twice, the fewest keys for the database.
func distinct(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

func byCreditCode(k FacilityKey, known []identity) (care.FacilityID, error) {
	if k.CreditCode == "" {
		return "", nil
	}
	var same, loose []identity
	for _, i := range known {
		if k.ExternalID != "" && i.source == k.Source && i.external != "" && i.external != k.ExternalID {
			continue
		}
		switch {
		case k.AreaCode == "" || i.area == "":
			loose = append(loose, i)
		case district(k.AreaCode) == district(i.area):
			same = append(same, i)
		}
	}
	if len(same) == 0 {
		same = loose
	}
	switch len(same) {
	case 0:
		return "", nil
	case 1:
		return same[0].id, nil
	default:
		return "", care.Errorf(care.Conflict, care.CodeAmbiguous, "credit_code",
			"%d facilities have the credit code %s in the same district; give their ids in the list", len(same), k.CreditCode)
	}
}

func district(area string) string { return area[:min(6, len(area))] }
