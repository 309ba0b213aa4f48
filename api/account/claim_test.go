package account_test

import (
	"testing"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
)

// A claim counts for nothing before somebody has checked it who may, and for nobody else's child.
func TestClaims(t *testing.T) {
	each(t, func(w *world) {
		mum, dad := w.parent(mumPhone), w.parent(dadPhone)
		c := w.child(mum, minou())
		carer, facility := w.carer(1)
		add := func(in account.ClaimInput) (account.Claim, error) { return w.AddClaim(w.ctx(), mum.Actor, in) }
		_, err := add(account.ClaimInput{Kind: care.ReasonManyChildren, Area: "320508"})
		w.refused(err, care.CodeInvalid) // no rule knows it here
		_, err = add(account.ClaimInput{Kind: care.ReasonEmployee, Facility: "nowhere"})
		w.refused(err, care.CodeNotFound)
		claim := must[account.Claim](w)(add(account.ClaimInput{Kind: care.ReasonEmployee, Facility: facility, Child: c.ID, Paper: "工作证 0012"}))
		_, err = add(account.ClaimInput{Kind: care.ReasonEmployee, Facility: facility, Child: c.ID})
		w.refused(err, care.CodeDuplicate)
		counts := func() bool {
			return care.Employed(must[account.Facts](w)(w.ChildFacts(w.ctx(), nil, c.ID)).Claims, c.ID, facility, care.Today(care.InstantOf(w.clock.now())))
		}
		if counts() {
			t.Error("it counts unchecked")
		}
		until := care.DateOf(w.clock.now().AddDate(1, 0, 0))
		for _, who := range []care.Actor{dad.Actor, mum.Actor, {Kind: care.ActorFacility, ID: "x", Facility: "another"}, {Kind: care.ActorDistrict, ID: "d", Area: "320500"}} {
			if _, err := w.SettleClaim(w.ctx(), who, claim.ID, true, until, ""); !care.Is(err, care.CodeNotFound) && !care.Is(err, care.CodeNotAllowed) {
				t.Errorf("%s granted it: %v", who.Kind, err)
			}
		}
		waiting := must[account.ClaimPage](w)(w.ClaimsToCheck(w.ctx(), carer.Actor, "", 1))
		if len(waiting.Claims) != 1 || waiting.Claims[0].Paper != "工作证 0012" || waiting.Next != "" || waiting.Total != 1 {
			t.Errorf("%+v", waiting)
		}
		later := must[account.Claim](w)(add(account.ClaimInput{Kind: care.ReasonEmployee, Facility: facility})) // asked in the same moment
		first := must[account.ClaimPage](w)(w.ClaimsToCheck(w.ctx(), carer.Actor, "", 1))
		second := must[account.ClaimPage](w)(w.ClaimsToCheck(w.ctx(), carer.Actor, first.Next, 1))
		if len(first.Claims) != 1 || first.Claims[0].ID != claim.ID || first.Total != 2 || len(second.Claims) != 1 || second.Claims[0].ID != later.ID || second.Next != "" {
			t.Errorf("page by page: %+v, then %+v", first, second)
		}
		_, err = w.ClaimsToCheck(w.ctx(), carer.Actor, "nonsense", 1)
		w.refused(err, care.CodeBadCursor)
		w.ok(w.RemoveClaim(w.ctx(), mum.Actor, later.ID))
		must[account.Claim](w)(w.SettleClaim(w.ctx(), carer.Actor, claim.ID, true, until, ""))
		if !counts() {
			t.Error("granted, it does not count")
		}
		_, err = w.SettleClaim(w.ctx(), carer.Actor, claim.ID, false, care.Date{}, care.ReasonPapersMissing)
		w.refused(err, care.CodeStateConflict)
		w.refused(w.RemoveClaim(w.ctx(), dad.Actor, claim.ID), care.CodeNotFound)
		w.ok(w.RemoveClaim(w.ctx(), mum.Actor, claim.ID))
		if counts() || len(must[[]account.Claim](w)(w.Claims(w.ctx(), mum.Actor))) != 0 {
			t.Error("taken back, it counts")
		}
	})
}
