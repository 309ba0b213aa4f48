package booking_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// invent writes at least n steps of applications that go random ways along the published table, and returns how many.
func (w *town) invent(n int) (steps int) {
	w.t.Helper()
	r := rand.New(rand.NewPCG(20261122, 13))
	children := w.crowd("h", 200)
	cal := care.ChinaCalendar()
	for steps < n {
		err := w.st.Write(w.t.Context(), "invent", func(tx *store.Tx) error {
			for range 100 {
				child := children[r.IntN(len(children))]
				a := care.Application{
					ID: care.ApplicationID(care.NewID()), ChildID: child, FamilyID: w.children[child].Child.FamilyID, FacilityID: "f", ClassID: "c",
					Mode: care.HalfDay, Start: start, From: start.MonthOf(), To: start.MonthOf() + 5,
				}
				took, err := w.wander(tx, r, a, cal)
				if err != nil {
					return err
				}
				steps += took
			}
			return nil
		})
		if err != nil {
			w.t.Fatal(err)
		}
	}
	return steps
}

// wander takes one application along edges until it is over, and writes it with its steps.
func (w *town) wander(tx *store.Tx, r *rand.Rand, a care.Application, cal *care.Calendar) (int, error) {
	var path []store.Step
	now := w.at()
	// Where no edge leads on for now, an application stays where it is.
	for tries := 0; tries < 1000 && len(path) < 60 && (a.State == "" || !a.State.Final() || a.State == care.StateLapsed || a.State == care.StateSuperseded); tries++ {
		edges := care.Edges()
		e := edges[r.IntN(len(edges))]
		if e.Edge == care.EdgeRemove {
			continue
		}
		by := e.Who[r.IntN(len(e.Who))]
		facts := care.Facts{
			Open: true, SeatTaken: true, Full: true, First: true, Complete: true, Consents: true, Papers: true, Signed: true, RatioKept: true,
			SuccessorSure: true, RevokeAsked: true, EnrolledElsewhere: "other", OtherLive: e.Edge == care.EdgePause, Rank: care.Rank{ID: a.ID, At: now},
		}
		if len(e.Reasons) > 0 {
			facts.Reason = e.Reasons[r.IntN(len(e.Reasons))]
		}
		facts.RevokeAsked = e.Edge != care.EdgeAskRevoke
		if next, err := care.Move(a, e.Edge, by, facts, now, care.DefaultBookingTerms, cal); err == nil {
			reason := next.Reason
			if reason == "" || next.State == a.State {
				reason = care.ReasonCode(e.Action)
			}
			path = append(path, store.Step{
				Application: a.ID, Version: next.Version, Edge: e.Edge, From: a.State, To: next.State, At: now, Actor: care.Actor{Kind: by, ID: "x"},
				Reason: reason, Class: a.ClassID,
			})
			a = next
			continue
		}
		now += care.Instant(r.Int64N(int64(12 * time.Hour / time.Millisecond)))
		if a.State == care.StateEnrolled && r.IntN(50) == 0 {
			break
		}
	}
	if a.State != care.StateEnded && !a.State.Final() { // live ones would stand in each other's way: the schema sees to it
		next := a
		next.Version++
		next.State = care.StateWithdrawn
		path = append(path, store.Step{
			Application: a.ID, Version: next.Version, Edge: care.EdgeWithdraw, From: a.State, To: next.State, At: now, Actor: operator, Reason: "withdraw",
			Class: a.ClassID,
		})
		a = next
	}
	if err := tx.InsertApplicationRow(w.t.Context(), a); err != nil {
		return 0, fmt.Errorf("%+v: %w", a, err)
	}
	changes, err := tx.AddSteps(w.t.Context(), path)
	if err != nil {
		return 0, err
	}
	return len(path), tx.AppendChanges(w.t.Context(), changes)
}

// lose changes the state of an application behind the back of its steps.
func (w *town) lose(t *testing.T) (victim care.ApplicationID) {
	t.Helper()
	err := w.st.Write(t.Context(), "lose", func(tx *store.Tx) error {
		apps, err := tx.OfChild(t.Context(), "h0:a")
		if err != nil {
			return err
		}
		a := apps[0]
		next := a
		next.State = care.StateEnded
		if a.State == care.StateEnded {
			next.State = care.StateDeclined
		}
		victim = a.ID
		return tx.MoveApplicationRow(t.Context(), a, next, errors.New("it has moved"))
	})
	if err != nil {
		t.Fatal(err)
	}
	return victim
}
