package booking_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// monday is a working day: 2026-03-02 09:00 in Shanghai.
var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, care.Shanghai)

// town is a database with a facility, and families who want places in it.
type town struct {
	t  testing.TB
	st *store.Store
	s  *booking.Service

	mu       *sync.Mutex
	now      time.Time
	children map[care.ChildID]booking.ChildFacts
	keys     int
}

// again is the same town with the same people at monday again, for another story.
func (w *town) again() *town {
	n := &town{t: w.t, st: w.st, mu: w.mu, now: monday, children: w.children, keys: w.keys}
	n.s = n.service(n.st)
	return n
}

var (
	operator = care.Actor{Kind: care.ActorOperator, ID: "test"}
	district = care.Actor{Kind: care.ActorDistrict, ID: "bureau", Area: "320508"}
)

func staff(f care.FacilityID) care.Actor {
	return care.Actor{Kind: care.ActorFacility, ID: "staff-" + string(f), Facility: f}
}

func newTown(t testing.TB, st *store.Store) *town {
	w := &town{t: t, st: st, mu: new(sync.Mutex), now: monday, children: make(map[care.ChildID]booking.ChildFacts)}
	w.s = w.service(st)
	return w
}

// service is one more process of the town.
func (w *town) service(st *store.Store) *booking.Service {
	rules := care.NewRules(nil)
	return booking.New(booking.Deps{
		Store: st, Log: slog.New(slog.NewTextHandler(w.t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})), Rules: func() *care.Rules { return rules }, Now: w.clock,
		Child: func(_ context.Context, _ *store.Tx, id care.ChildID) (booking.ChildFacts, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			f, ok := w.children[id]
			if !ok {
				return f, care.Errorf(care.NotFound, care.CodeNotFound, "child_id", "there is no child with this id")
			}
			return f, nil
		},
	}, booking.Options{Key: []byte("0123456789abcdef")})
}

func (w *town) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *town) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *town) at() care.Instant { return care.InstantOf(w.clock()) }

func (w *town) key() booking.IdempotencyKey {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.keys++
	return booking.IdempotencyKey(fmt.Sprint("key ", w.keys, " of ", care.NewID()))
}

// room is a class of a facility for children of one to two years.
type room struct {
	id     care.ClassID
	places int
	mode   care.Mode
}

// facility opens a filed facility with classes.
func (w *town) facility(id care.FacilityID, rooms ...room) {
	w.t.Helper()
	w.facilityAt(id, nil, rooms...)
}

// facilityAt opens one at a point.
func (w *town) facilityAt(id care.FacilityID, at *orb.Point, rooms ...room) {
	w.t.Helper()
	f := care.Facility{
		ID: id, Source: "test", Name: "园 " + string(id), Filing: care.Filing{Status: care.Filed}, Kind: care.KindIndependent, OpenToPublic: true,
		AreaCode: "320508", Address: "路 1 号",
	}
	if at != nil {
		f.Location = &care.Location{Point: *at, Original: *at, System: care.WGS84, Source: care.LocationGiven, Confidence: 1}
	}
	for _, r := range rooms {
		mode := r.mode
		if mode == "" {
			mode = care.FullDay
		}
		f.Classes = append(f.Classes, care.Class{
			ID: r.id, Name: string(r.id), Band: care.BandToddler, FromMonths: 12, ToMonths: 24, Mode: mode, ConfirmedAt: 1, Source: care.VacancyFacility,
			Pools: []care.Pool{{Month: care.DateOf(monday).MonthOf() - 1, Filed: r.places, Staffed: r.places}},
		})
	}
	if _, err := w.st.SaveFacilities(w.t.Context(), operator, 1, []care.Facility{f}); err != nil {
		w.t.Fatal(err)
	}
}

// family moves in with children of 13 months at monday, and returns its guardian.
func (w *town) family(id string, children ...care.ChildID) care.Actor {
	w.t.Helper()
	w.born(id, care.DateOf(monday.AddDate(0, -13, 0)), children...)
	return guardian(id)
}

func guardian(id string) care.Actor {
	return care.Actor{Kind: care.ActorGuardian, ID: "guardian-" + id, Family: care.FamilyID(id)}
}

func (w *town) born(id string, birth care.Date, children ...care.ChildID) {
	w.t.Helper()
	err := w.st.Write(w.t.Context(), "move in", func(tx *store.Tx) error { return moveIn(w.t.Context(), tx, id, children...) })
	if err != nil {
		w.t.Fatal(err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range children {
		w.children[c] = booking.ChildFacts{
			Child: care.Child{
				ID: c, FamilyID: care.FamilyID(id), Birth: birth,
				Papers: []care.Paper{{ID: "p", ChildID: c, Kind: care.PaperHealth, ExamDate: care.DateOf(monday).AddDays(-3)}},
			},
			Consents: []care.Consent{{Purpose: care.PurposeBooking, Version: 1}, {Purpose: care.PurposeHealth, Version: 1}},
		}
	}
}

// start is the first day most children ask for: two weeks from monday.
var start = care.DateOf(monday).AddDays(14)

func (w *town) apply(who care.Actor, child care.ChildID, class care.ClassID, as booking.As) (booking.View, error) {
	r, err := w.s.Apply(w.t.Context(), who, w.key(), booking.ApplyRequest{Child: child, Class: class, Start: start, As: as})
	return r.Application, err
}

func (w *town) act(who care.Actor, v booking.View, action care.Action, r booking.ActRequest) (booking.View, error) {
	r.Action, r.Version = action, v.Version
	reply, err := w.s.Act(w.t.Context(), who, w.key(), v.ID, r)
	return reply.Application, err
}

// must is act that has to succeed and lead to a state.
func (w *town) must(who care.Actor, v booking.View, action care.Action, r booking.ActRequest, state care.State) booking.View {
	w.t.Helper()
	v, err := w.act(who, v, action, r)
	if err != nil || v.State != state {
		w.t.Fatalf("%s: %s, %v; want %s", action, v.State, err, state)
	}
	return v
}

// applied is apply that has to succeed.
func (w *town) applied(who care.Actor, child care.ChildID, class care.ClassID, as booking.As) booking.View {
	w.t.Helper()
	v, err := w.apply(who, child, class, as)
	if err != nil {
		w.t.Fatalf("apply as %s: %v", as, err)
	}
	return v
}

// state reads where an application is now.
func (w *town) state(who care.Actor, v booking.View) booking.View {
	w.t.Helper()
	v, err := w.s.Application(w.t.Context(), who, v.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// sound checks what must always hold: no counter drifts, and every state follows from its steps.
func (w *town) sound() {
	w.t.Helper()
	report, err := w.s.Reconcile(w.t.Context())
	if err != nil || !report.Sound() {
		w.t.Fatalf("%+v, %v", report, err)
	}
}

// moveIn writes a family with its guardian and children.
func moveIn(ctx context.Context, tx *store.Tx, id string, children ...care.ChildID) error {
	account := care.AccountID("guardian-" + id)
	if err := tx.AddAccount(ctx, store.Account{ID: account, Role: care.ActorGuardian, CreatedAt: 1, SeenAt: 1}); err != nil {
		return err
	}
	if err := tx.AddFamily(ctx, care.FamilyID(id), account, false, 1); err != nil {
		return err
	}
	for _, c := range children {
		err := tx.AddChild(ctx, store.SealedChild{
			ID: string(c), FamilyID: id, NameSealed: "sealed", BirthSealed: "sealed", SameHash: string(c), Version: 1, CreatedAt: 1, UpdatedAt: 1,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
