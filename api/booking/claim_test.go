package booking_test

import (
	"testing"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// Who comes before others by the rules of the area does so on the waitlist, and the reason is told; an unchecked claim does nothing.
// A facility for the staff of its employer takes their children alone.
func TestClaimsCount(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		rules := care.NewRules([]care.Rule{{Key: care.RuleBookingPriority + string(care.ReasonManyChildren), Value: "1,20", Region: "320508"}})
		w.s.Rules = func() *care.Rules { return rules }
		w.facility("f", room{id: "c", places: 1})
		holder, first, asked, many := w.family("holder", "h"), w.family("first", "x"), w.family("asked", "y"), w.family("many", "z")
		until := care.DateOf(monday).AddDays(100)
		claim := care.Claim{Kind: care.ReasonManyChildren, Area: "320508", State: care.ClaimGranted, Until: until}
		give := func(child care.ChildID, c care.Claim) {
			f := w.children[child]
			f.Claims = append(f.Claims, c)
			w.children[child] = f
		}
		give("z", claim)
		unchecked := claim
		unchecked.State, unchecked.Until = care.ClaimAsked, care.Date{}
		give("y", unchecked)
		held := w.applied(holder, "h", "c", booking.AsHold)
		w.applied(first, "x", "c", booking.AsWait)
		later := w.applied(asked, "y", "c", booking.AsWait)
		before := w.applied(many, "z", "c", booking.AsWait)
		if p := w.state(asked, later).Position; p.Rank != 3 {
			t.Errorf("an unchecked claim stands at %d", p.Rank)
		}
		if p := w.state(many, before).Position; p.Rank != 1 || len(p.Explanation) < 2 || p.Explanation[0].Rule != string(care.ReasonManyChildren) {
			t.Errorf("%+v", p)
		}
		w.must(holder, held, care.ActWithdraw, booking.ActRequest{}, care.StateWithdrawn)
		if now := w.state(many, before); now.State != care.StateOffered {
			t.Errorf("who comes before others is %s", now.State)
		}

		staffOnly := care.Facility{
			ID: "works", Source: "test", Name: "厂里的园", Filing: care.Filing{Status: care.Filed}, Kind: care.KindEmployer, AreaCode: "320508",
			Classes: []care.Class{{
				ID: "e", Name: "e", Band: care.BandToddler, FromMonths: 12, ToMonths: 24, Mode: care.FullDay, ConfirmedAt: 1, Source: care.VacancyFacility,
				Pools: []care.Pool{{Month: care.DateOf(monday).MonthOf() - 1, Filed: 2, Staffed: 2}},
			}},
		}
		if _, err := st.SaveFacilities(t.Context(), operator, 1, []care.Facility{staffOnly}); err != nil {
			t.Fatal(err)
		}
		worker, stranger := w.family("worker", "w"), w.family("stranger", "s")
		give("w", care.Claim{Kind: care.ReasonEmployee, Facility: "works", State: care.ClaimGranted, Until: until})
		give("s", care.Claim{Kind: care.ReasonEmployee, Facility: "works", State: care.ClaimAsked})
		if _, err := w.apply(stranger, "s", "e", booking.AsHold); !care.Is(err, care.CodeEmployerOnly) {
			t.Errorf("a stranger: %v", err)
		}
		for employee, want := range map[bool]care.Code{false: care.CodeEmployerOnly, true: ""} {
			for _, birth := range []care.Date{{}, care.DateOf(monday).AddDays(-500)} {
				o, err := w.s.Openings(t.Context(), booking.OpeningsRequest{Facility: "works", Birth: birth, Employee: employee})
				if err != nil || len(o.Classes) != 1 || o.Classes[0].Why != want {
					t.Errorf("an employee %v, born %v: %+v %v", employee, birth, o.Classes, err)
				}
			}
		}
		w.applied(worker, "w", "e", booking.AsHold)
		w.sound()
	})
}
