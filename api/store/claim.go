package store

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// SealedClaim is a claim with the family's words about its paper, sealed.
type SealedClaim struct {
	care.Claim

	PaperSealed string
}

// AddClaim adds a claim, and reports false when the same one is waiting already.
func (w *work) AddClaim(ctx context.Context, c SealedClaim) (bool, error) {
	return one(w.InsertClaim(ctx, db.InsertClaimParams{
		ID: string(c.ID), FamilyID: string(c.FamilyID), ChildID: string(c.ChildID), Kind: string(c.Kind), FacilityID: string(c.Facility),
		AreaCode: c.Area, PaperSealed: c.PaperSealed, AskedAt: int64(c.AskedAt),
	}))
}

// Claims returns a family's claims, newest first.
func (w *work) Claims(ctx context.Context, family care.FamilyID) ([]SealedClaim, error) {
	return claimsOf(w.ClaimsOfFamily(ctx, string(family)))
}

// ClaimOf returns one claim, and false when there is none with this id.
func (w *work) ClaimOf(ctx context.Context, id care.ClaimID) (SealedClaim, bool, error) {
	row, known, err := found(w.ClaimByID(ctx, string(id)))
	if err != nil || !known {
		return SealedClaim{}, false, err
	}
	list, err := claimsOf([]db.Claim{row}, nil)
	if err != nil {
		return SealedClaim{}, false, err
	}
	return list[0], true, nil
}

// ClaimsAt returns up to limit of the claims that wait for a facility, oldest first, those after a row, and how many wait in all.
func (w *work) ClaimsAt(ctx context.Context, facility care.FacilityID, after care.LastRow, limit int) (out []SealedClaim, total int, err error) {
	n, err := w.CountClaimsOfFacility(ctx, string(facility))
	if err != nil {
		return nil, 0, err
	}
	out, err = claimsOf(w.ClaimsOfFacility(ctx, db.ClaimsOfFacilityParams{
		FacilityID: string(facility), After: int64(after.At), AfterID: after.ID, Page: rowsOf(limit),
	}))
	return out, int(n), err
}

// ClaimsIn returns up to limit of the claims that wait for a bureau, oldest first, those after a row, and how many wait in all.
func (w *work) ClaimsIn(ctx context.Context, area string, after care.LastRow, limit int) (out []SealedClaim, total int, err error) {
	n, err := w.CountClaimsOfArea(ctx, care.RegionPrefix(area))
	if err != nil {
		return nil, 0, err
	}
	out, err = claimsOf(w.ClaimsOfArea(ctx, db.ClaimsOfAreaParams{
		Prefix: care.RegionPrefix(area), After: int64(after.At), AfterID: after.ID, Page: rowsOf(limit),
	}))
	return out, int(n), err
}

// rowsOf bounds how many rows a page may ask for.
func rowsOf(limit int) int32 { return int32(min(max(limit, 0), 1000)) } //nolint:gosec // bounded

// SettledClaim keeps how a claim was decided, if nobody has decided it before.
func (w *work) SettledClaim(ctx context.Context, c care.Claim) (bool, error) {
	return one(w.SettleClaim(ctx, db.SettleClaimParams{
		State: string(c.State), Until: c.Until.String(), Reason: string(c.Reason), SettledAt: int64(c.SettleAt), SettledBy: c.SettleBy, ID: string(c.ID),
	}))
}

// DropClaim removes a claim of a family, and reports whether there was one.
func (w *work) DropClaim(ctx context.Context, family care.FamilyID, id care.ClaimID) (bool, error) {
	return one(w.DeleteClaim(ctx, db.DeleteClaimParams{ID: string(id), FamilyID: string(family)}))
}

// DropClaims removes all claims of a family, or with a child given those about it.
func (w *work) DropClaims(ctx context.Context, family care.FamilyID, child care.ChildID) error {
	_, err := w.DeleteClaims(ctx, db.DeleteClaimsParams{FamilyID: string(family), ChildID: string(child)})
	return err
}

func claimsOf(rows []db.Claim, err error) ([]SealedClaim, error) {
	out := make([]SealedClaim, len(rows))
	for i, r := range rows {
		out[i] = SealedClaim{PaperSealed: r.PaperSealed, Claim: care.Claim{
			ID: care.ClaimID(r.ID), FamilyID: care.FamilyID(r.FamilyID), ChildID: care.ChildID(r.ChildID), Kind: care.ReasonCode(r.Kind),
			Facility: care.FacilityID(r.FacilityID), Area: r.AreaCode, State: care.ClaimState(r.State), Reason: care.ReasonCode(r.Reason),
			AskedAt: care.Instant(r.AskedAt), SettleAt: care.Instant(r.SettledAt), SettleBy: r.SettledBy,
		}}
		if r.Until != "" {
			if err := out[i].Until.UnmarshalText([]byte(r.Until)); err != nil {
				return nil, err
			}
		}
	}
	return out, err
}
