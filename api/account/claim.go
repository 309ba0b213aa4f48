package account

import (
	"context"
	"strings"
	"unicode/utf8"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Claim is a claim as its family, or whoever checks it, sees it.
type Claim struct {
	care.Claim

	Paper string // which paper shows it, in the family's words
}

// ClaimInput is what a family claims.
type ClaimInput struct {
	Child    care.ChildID // "": all children
	Kind     care.ReasonCode
	Facility care.FacilityID // of an employee
	Area     string          // of anything else
	Paper    string
}

// maxPaper is how much may be written about a paper; maxClaims how many claims a family may have.
const (
	maxPaper  = 100
	maxClaims = 30
)

// Claims returns the claims of the actor's family, newest first.
func (s *Service) Claims(ctx context.Context, actor care.Actor) (out []Claim, err error) {
	if err := mine(actor, care.MayClaim); err != nil {
		return nil, err
	}
	err = s.Store.Read(ctx, "read claims", func(tx *store.Tx) error {
		rows, err := tx.Claims(ctx, actor.Family)
		if err != nil {
			return err
		}
		out, err = s.openClaims(rows)
		return err
	})
	return out, err
}

// Priorities returns what can be claimed in an area, and what it is worth: public, as the rules are.
func (s *Service) Priorities(area string) []care.Priority {
	return s.rules().Priorities(area, care.Today(s.now()))
}

// AddClaim keeps what a family claims and tells whoever has to check it. The same claim twice is one. Fails with invalid_value where
// nothing comes before others for that.
func (s *Service) AddClaim(ctx context.Context, actor care.Actor, in ClaimInput) (Claim, error) {
	if err := mine(actor, care.MayClaim); err != nil {
		return Claim{}, err
	}
	now := s.now()
	c := care.Claim{
		ID: care.ClaimID(care.NewID()), FamilyID: actor.Family, ChildID: in.Child, Kind: in.Kind, Facility: in.Facility, Area: in.Area,
		State: care.ClaimAsked, AskedAt: now,
	}
	if c.Kind == care.ReasonEmployee {
		c.Area = ""
	} else {
		c.Facility = ""
	}
	in.Paper = strings.TrimSpace(in.Paper)
	switch {
	case utf8.RuneCountInString(in.Paper) > maxPaper:
		return Claim{}, care.Errorf(care.Invalid, care.CodeTooLarge, "paper", "longer than %d characters", maxPaper)
	case !care.PlainText(in.Paper):
		return Claim{}, care.Errorf(care.Invalid, care.CodeInvalid, "paper", "the text holds characters that cannot be seen")
	}
	if err := s.rules().CheckClaim(&c, care.Today(now)); err != nil {
		return Claim{}, err
	}
	err := s.Store.Write(ctx, "claim", func(tx *store.Tx) error { return s.addClaim(ctx, tx, actor, c, in.Paper) })
	return Claim{c, in.Paper}, err
}

func (s *Service) addClaim(ctx context.Context, tx *store.Tx, actor care.Actor, c care.Claim, paper string) error {
	if c.ChildID != "" {
		if _, err := ownChild(ctx, tx, actor, c.ChildID); err != nil {
			return err
		}
	}
	notice := care.Notice{ID: care.NewID(), Event: care.NoticeClaimAsked, At: c.AskedAt, Area: c.Area}
	if c.Facility != "" {
		if _, err := tx.FacilityAlone(ctx, c.Facility); err != nil {
			return err
		}
		notice.Staff, notice.About = c.Facility, c.Facility
	}
	all, err := tx.Claims(ctx, c.FamilyID)
	if err != nil {
		return err
	}
	if len(all) >= maxClaims {
		return care.Errorf(care.Conflict, care.CodeTooLarge, "", "a family can claim %d things at most; take some back first", maxClaims)
	}
	sealed := store.SealedClaim{Claim: c}
	if paper != "" {
		sealed.PaperSealed = s.Box.Seal("claim.paper:"+string(c.ID), paper)
	}
	isNew, err := tx.AddClaim(ctx, sealed)
	if err != nil {
		return err
	}
	if !isNew {
		return care.Errorf(care.Conflict, care.CodeDuplicate, "kind", "this is being checked already")
	}
	if err := tx.AppendChanges(ctx, []care.Change{claimChange(actor, c, "claimed")}); err != nil {
		return err
	}
	return tx.Notify(ctx, notice)
}

func claimChange(by care.Actor, c care.Claim, kind string) care.Change {
	return care.Change{
		Noun: care.NounFamily, ID: string(c.FamilyID), Kind: kind, At: max(c.AskedAt, c.SettleAt), Actor: by,
		Body: []byte(`{"claim":"` + string(c.ID) + `","state":"` + string(c.State) + `"}`),
	}
}

// RemoveClaim takes a claim back, granted or not. Ranks it gave stay as they are.
func (s *Service) RemoveClaim(ctx context.Context, actor care.Actor, id care.ClaimID) error {
	if err := mine(actor, care.MayClaim); err != nil {
		return err
	}
	return s.Store.Write(ctx, "take a claim back", func(tx *store.Tx) error {
		known, err := tx.DropClaim(ctx, actor.Family, id)
		if err != nil {
			return err
		}
		if !known {
			return notFound("id")
		}
		return tx.AppendChanges(ctx, []care.Change{claimChange(actor, care.Claim{ID: id, FamilyID: actor.Family, AskedAt: s.now()}, "claim_taken_back")})
	})
}

// ClaimPage is a page of claims to check.
type ClaimPage struct {
	Claims []Claim
	Next   string // "": this is the last
	Total  int    // of all pages
}

// ClaimsToCheck returns up to limit of what waits for the actor's facility or bureau, oldest first: what follows a page whose Next is
// cursor. Fails with bad_cursor.
func (s *Service) ClaimsToCheck(ctx context.Context, actor care.Actor, cursor string, limit int) (page ClaimPage, err error) {
	if err := actor.May(care.MayCheckClaim, care.Owner{Facility: actor.Facility, Area: actor.Area}); err != nil {
		return page, err
	}
	after, err := care.ParseLastRow(cursor, care.LastRow{})
	if err != nil {
		return page, err
	}
	err = s.Store.Read(ctx, "read claims to check", func(tx *store.Tx) error {
		page = ClaimPage{}
		var rows []store.SealedClaim
		var err error
		if actor.Kind == care.ActorFacility {
			rows, page.Total, err = tx.ClaimsAt(ctx, actor.Facility, after, limit+1)
		} else {
			rows, page.Total, err = tx.ClaimsIn(ctx, actor.Area, after, limit+1)
		}
		if err != nil {
			return err
		}
		if len(rows) > limit {
			rows = rows[:limit]
			last := &rows[limit-1]
			page.Next = care.LastRow{At: last.AskedAt, ID: string(last.ID)}.Cursor()
		}
		page.Claims, err = s.openClaims(rows)
		return err
	})
	return page, err
}

// SettleClaim grants a claim until a day, or refuses it, for the facility or bureau that has to check it. Fails with not_found for
// another's, state_conflict for one that was decided.
func (s *Service) SettleClaim(ctx context.Context, actor care.Actor, id care.ClaimID, grant bool, until care.Date, reason care.ReasonCode) (Claim, error) {
	var out Claim
	err := s.Store.Write(ctx, "decide a claim", func(tx *store.Tx) error {
		row, known, err := tx.ClaimOf(ctx, id)
		if err != nil {
			return err
		}
		if !known || (actor.Kind == care.ActorFacility) != (row.Kind == care.ReasonEmployee) {
			return notFound("id")
		}
		if err := actor.May(care.MayCheckClaim, care.Owner{Facility: row.Facility, Area: row.Area}); err != nil {
			return err
		}
		next, err := care.SettleClaim(row.Claim, grant, until, reason, actor.ID, s.now())
		if err != nil {
			return err
		}
		row.Claim = next
		if first, err := tx.SettledClaim(ctx, next); err != nil {
			return err
		} else if !first {
			return care.Errorf(care.Conflict, care.CodeStateConflict, "", "it was decided already")
		}
		if err := tx.AppendChanges(ctx, []care.Change{claimChange(actor, next, "claim_decided")}); err != nil {
			return err
		}
		list, err := s.openClaims([]store.SealedClaim{row})
		if err != nil {
			return err
		}
		out = list[0]
		n := care.Notice{ID: care.NewID(), Event: care.NoticeClaimDecided, At: next.SettleAt, Family: next.FamilyID, About: next.Facility, Params: map[string]string{}}
		if next.State == care.ClaimGranted {
			n.Event = care.NoticeClaimGranted
			n.Params["date"] = next.Until.String()
		} else {
			n.Params["reason"] = string(next.Reason)
		}
		return tx.Notify(ctx, n)
	})
	return out, err
}

func (s *Service) openClaims(rows []store.SealedClaim) ([]Claim, error) {
	out := make([]Claim, len(rows))
	for i, r := range rows {
		out[i].Claim = r.Claim
		if r.PaperSealed == "" {
			continue
		}
		text, err := s.Box.Open("claim.paper:"+string(r.ID), r.PaperSealed)
		if err != nil {
			return nil, err
		}
		out[i].Paper = text
	}
	return out, nil
}

// claims are a family's as care judges them.
func claims(ctx context.Context, tx *store.Tx, family care.FamilyID) ([]care.Claim, error) {
	rows, err := tx.Claims(ctx, family)
	return each(rows, func(r store.SealedClaim) care.Claim { return r.Claim }), err
}
