package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// The opening minute at one tenth: so many parents ask within so long for the places of two sessions.
const (
	openingParents = 500
	openingPlaces  = 15 // each
	openingSpan    = 6 * time.Second
)

var openingDay = time.Date(2026, 3, 2, 9, 0, 0, 0, care.Shanghai)

// openingWorld is a database with one facility and families who all want the same.
type openingWorld struct {
	service  *booking.Service
	sessions []booking.SessionView
	mu       sync.Mutex
	now      time.Time
}

// benchOpening measures the opening minute on SQLite with synchronous FULL: every request is one transaction on one disk.
func benchOpening(t *table) error {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "tuoyuquan-opening")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	st, err := store.Open(ctx, "sqlite:"+filepath.Join(dir, "opening.db"))
	if err != nil {
		return err
	}
	defer st.Close()
	w, err := newOpening(ctx, st)
	if err != nil {
		return err
	}
	waits, err := w.enterAll(ctx)
	if err != nil {
		return err
	}
	p99 := waits[len(waits)*99/100]
	t.below("opening minute, 500 parents in 6 s, p99", p99, 3*time.Second, "p50 "+short(waits[len(waits)/2]))
	w.pass(63 * time.Second)
	began := time.Now()
	if _, err := w.service.SweepSessions(ctx); err != nil {
		return err
	}
	t.below("  its draw", time.Since(began), 3*time.Second, "")
	draw, err := w.service.DrawOf(ctx, care.Actor{Kind: care.ActorAnonymous}, w.sessions[0].ID)
	if err != nil {
		return err
	}
	won := 0
	for _, o := range draw.Outcomes {
		if o.Drawn {
			won++
		}
	}
	t.check("  places given away, and anybody can draw again", "30 of 30", fmt.Sprintf("%d of %d", won, 2*openingPlaces), won == 2*openingPlaces && draw.Verify() == nil)
	return nil
}

func newOpening(ctx context.Context, st *store.Store) (*openingWorld, error) {
	w := &openingWorld{now: openingDay}
	rules := care.NewRules(nil)
	w.service = booking.New(booking.Deps{
		Store: st, Rules: func() *care.Rules { return rules }, Now: w.clock,
		Child: func(_ context.Context, _ *store.Tx, id care.ChildID) (booking.ChildFacts, error) {
			return booking.ChildFacts{
				Child:    care.Child{ID: id, FamilyID: care.FamilyID(id), Birth: care.DateOf(openingDay.AddDate(0, -20, 0))},
				Consents: []care.Consent{{Purpose: care.PurposeBooking, Version: 1}, {Purpose: care.PurposeHealth, Version: 1}},
			}, nil
		},
	}, booking.Options{Key: []byte("only for this measurement")})
	if err := st.Migrate(ctx); err != nil {
		return nil, err
	}
	_, err := st.SaveFacilities(ctx, care.System("bench"), 1, []care.Facility{{
		ID: "f", Source: "bench", Name: "bench", Filing: care.Filing{Status: care.Filed}, Kind: care.KindIndependent, OpenToPublic: true,
	}})
	if err != nil {
		return nil, err
	}
	err = st.Write(ctx, "move in", func(tx *store.Tx) error {
		for i := range openingParents {
			id := openingChild(i)
			err := errors.Join(
				tx.AddAccount(ctx, store.Account{ID: care.AccountID(id), Role: care.ActorGuardian, CreatedAt: 1, SeenAt: 1}),
				tx.AddFamily(ctx, care.FamilyID(id), care.AccountID(id), false, 1),
				tx.AddChild(ctx, store.SealedChild{
					ID: string(id), FamilyID: string(id), NameSealed: "x", BirthSealed: "x", SameHash: string(id), Version: 1, CreatedAt: 1, UpdatedAt: 1,
				}),
			)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	opens := care.InstantOf(openingDay)
	day := care.DateOf(openingDay)
	request := booking.SessionRequest{Mode: care.Drop, Open: 540, Close: 720, Places: openingPlaces, OpensAt: opens, ClosesAt: opens + 60_000}
	first, second := request, request
	first.Date, second.Date = day.AddDays(7), day.AddDays(8)
	w.sessions, err = w.service.PublishSessions(ctx, care.Actor{Kind: care.ActorFacility, ID: "bench", Facility: "f"}, []booking.SessionRequest{first, second})
	return w, err
}

func openingChild(i int) care.ChildID { return care.ChildID(fmt.Sprintf("child-%04d", i)) }

func (w *openingWorld) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *openingWorld) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// enterAll lets every parent enter once, most of them at the beginning, and returns how long each waited, in order.
func (w *openingWorld) enterAll(ctx context.Context) ([]time.Duration, error) {
	lot := rand.New(rand.NewPCG(12, 12))
	waits := make([]time.Duration, openingParents)
	errs := make([]error, openingParents)
	begin := time.Now()
	var wg sync.WaitGroup
	for i := range openingParents {
		at := begin.Add(time.Duration(float64(openingSpan) * lot.Float64() * lot.Float64()))
		wg.Go(func() {
			time.Sleep(time.Until(at))
			asked := time.Now()
			id := openingChild(i)
			who := care.Actor{Kind: care.ActorGuardian, ID: string(id), Family: care.FamilyID(id)}
			_, errs[i] = w.service.Enter(ctx, who, booking.IdempotencyKey(id), booking.EntryRequest{Session: w.sessions[i%2].ID, Child: id})
			waits[i] = time.Since(asked)
		})
	}
	wg.Wait()
	slices.Sort(waits)
	return waits, errors.Join(errs...)
}
