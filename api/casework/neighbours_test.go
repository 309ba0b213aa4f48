package casework_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/kv"
	"tuoyuquan/api/seal"
	"tuoyuquan/api/store"
)

// firstMonday is a working day: 2026-03-02 09:00 in Shanghai.
var firstMonday = time.Date(2026, 3, 2, 9, 0, 0, 0, care.Shanghai)

// neighbours are families who know one another, the facilities their children go to, and the bureau, on one database.
type neighbours struct {
	t       testing.TB
	st      *store.Store
	cases   *casework.Service
	booking *booking.Service
	log     *bytes.Buffer
	logger  *slog.Logger
	limits  kv.KV
	leak    func(name string) // when somebody's identity is asked for; nil: nothing
	box     *seal.Box
	vault   *seal.Box

	mu       sync.Mutex
	now      time.Time
	children map[care.ChildID]booking.ChildFacts
	people   map[care.AccountID]casework.AccountIdentity
	names    map[care.ChildID]string
	keys     int
}

const neighboursArea = "320508"

var (
	officer1  = care.Actor{Kind: care.ActorDistrict, ID: "officer-1", Area: neighboursArea}
	officer2  = care.Actor{Kind: care.ActorDistrict, ID: "officer-2", Area: neighboursArea}
	officer3  = care.Actor{Kind: care.ActorDistrict, ID: "officer-3", Area: neighboursArea}
	elsewhere = care.Actor{Kind: care.ActorDistrict, ID: "officer-9", Area: "320509"}
)

func staffOf(f care.FacilityID) care.Actor {
	return care.Actor{Kind: care.ActorFacility, ID: "staff-" + string(f), Facility: f}
}

func testBox(t testing.TB, seed string) *seal.Box {
	t.Helper()
	box, err := seal.New(bytes.Repeat([]byte(seed), seal.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return box
}

func newNeighbours(t testing.TB, st *store.Store) *neighbours {
	t.Helper()
	w := &neighbours{
		t: t, st: st, log: &bytes.Buffer{}, box: testBox(t, "o"), vault: testBox(t, "v"), now: firstMonday,
		children: make(map[care.ChildID]booking.ChildFacts), people: make(map[care.AccountID]casework.AccountIdentity), names: make(map[care.ChildID]string),
	}
	rules := care.NewRules(nil)
	limits := kv.NewMemory(w.clock)
	t.Cleanup(func() { _ = limits.Close() })
	log := slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: withoutTime}))
	w.logger, w.limits = log, limits
	w.booking = booking.New(booking.Deps{
		Store: st, Log: log, Rules: func() *care.Rules { return rules }, Now: w.clock, Child: w.child,
		Examined: func(ctx context.Context, tx *store.Tx, a care.Application) (bool, error) {
			return w.cases.Examined(ctx, tx, a)
		},
	}, booking.Options{Key: []byte("0123456789abcdef")})
	w.cases = casework.New(casework.Deps{
		Store: st, Box: w.box, Vault: w.vault, Rules: func() *care.Rules { return rules }, Limits: limits, Now: w.clock, Log: log,
		Locate: func(context.Context, orb.Point) (string, error) { return neighboursArea, nil },
		Names: func(_ context.Context, ids []care.ChildID) (map[care.ChildID]string, error) {
			out := make(map[care.ChildID]string)
			for _, id := range ids {
				out[id] = w.names[id]
			}
			return out, nil
		},
		Identity: func(_ context.Context, id care.AccountID) (casework.AccountIdentity, error) {
			if w.leak != nil {
				w.leak(w.people[id].Name)
			}
			return w.people[id], nil
		},
		Object: w.booking.Object,
	}, casework.Options{Key: []byte("fedcba9876543210")})
	for _, o := range []care.Actor{officer1, officer2, officer3, elsewhere, {Kind: care.ActorCity, ID: "city-1", Area: "320500"}} {
		w.write(func(ctx context.Context, tx *store.Tx) error {
			return tx.AddAccount(ctx, store.Account{ID: care.AccountID(o.ID), Role: o.Kind, Area: o.Area, Username: o.ID, CreatedAt: 1, SeenAt: 1})
		})
	}
	return w
}

// withoutTime leaves the machine's time out of log lines.
func withoutTime(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}

func (w *neighbours) write(f func(context.Context, *store.Tx) error) {
	w.t.Helper()
	if err := w.st.Write(w.t.Context(), "set up", func(tx *store.Tx) error { return f(w.t.Context(), tx) }); err != nil {
		w.t.Fatal(err)
	}
}

func (w *neighbours) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *neighbours) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *neighbours) child(_ context.Context, _ *store.Tx, id care.ChildID) (booking.ChildFacts, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f, ok := w.children[id]
	if !ok {
		return f, care.Errorf(care.NotFound, care.CodeNotFound, "child_id", "there is no child with this id")
	}
	return f, nil
}

// facility opens a filed facility with one class.
func (w *neighbours) facility(id care.FacilityID, places int) {
	w.t.Helper()
	f := care.Facility{
		ID: id, Source: "test", Name: "园 " + string(id), Filing: care.Filing{Status: care.Filed}, Kind: care.KindIndependent, OpenToPublic: true,
		AreaCode: neighboursArea, Address: "路 1 号", Classes: []care.Class{{
			ID: care.ClassID("class-" + id), Name: "小一班", Band: care.BandToddler, FromMonths: 12, ToMonths: 24, Mode: care.FullDay, ConfirmedAt: 1,
			Source: care.VacancyFacility, Pools: []care.Pool{{Month: care.DateOf(firstMonday).MonthOf() - 1, Filed: places, Staffed: places}},
		}},
	}
	if _, err := w.st.SaveFacilities(w.t.Context(), care.Actor{Kind: care.ActorOperator, ID: "test"}, 1, []care.Facility{f}); err != nil {
		w.t.Fatal(err)
	}
}

// family moves in with a child of 13 months, and returns its guardian.
func (w *neighbours) family(id, name, phone, child string) care.Actor {
	w.t.Helper()
	who := care.Actor{Kind: care.ActorGuardian, ID: "guardian-" + id, Family: care.FamilyID(id)}
	childID := care.ChildID("child-" + id)
	number, _ := care.NormalizePhone(phone)
	w.write(func(ctx context.Context, tx *store.Tx) error {
		account := care.AccountID(who.ID)
		if err := tx.AddAccount(ctx, store.Account{
			ID: account, Role: care.ActorGuardian, NameSealed: w.box.Seal("account.name:"+who.ID, name), PhoneSealed: w.box.Seal("account.phone:"+who.ID, phone),
			PhoneHash: w.box.Hash("account.phone", number), CreatedAt: 1, SeenAt: 1,
		}); err != nil {
			return err
		}
		if err := tx.AddFamily(ctx, care.FamilyID(id), account, false, 1); err != nil {
			return err
		}
		return tx.AddChild(ctx, store.SealedChild{
			ID: string(childID), FamilyID: id, NameSealed: w.box.Seal("child.name:"+string(childID), child), BirthSealed: "sealed", SameHash: id, Version: 1,
			CreatedAt: 1, UpdatedAt: 1,
		})
	})
	w.mu.Lock()
	defer w.mu.Unlock()
	w.people[care.AccountID(who.ID)] = casework.AccountIdentity{Family: care.FamilyID(id), Name: name, Phone: phone}
	w.names[childID] = child
	w.children[childID] = booking.ChildFacts{
		Child: care.Child{
			ID: childID, FamilyID: care.FamilyID(id), Birth: care.DateOf(firstMonday.AddDate(0, -13, 0)),
			Papers: []care.Paper{{ID: "p", ChildID: childID, Kind: care.PaperHealth, ExamDate: care.DateOf(firstMonday).AddDays(-3)}},
		},
		Consents: []care.Consent{{Purpose: care.PurposeBooking, Version: 1}, {Purpose: care.PurposeHealth, Version: 1}},
	}
	return who
}

func (w *neighbours) key() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.keys++
	return fmt.Sprintf("draft-of-a-device-%06d", w.keys)
}

const whatHappened = "老师午睡时大声训斥孩子，接送时间常常没有人在门口，班里的人数也比公示的多。"

// complains sends a complaint of a facility.
func (w *neighbours) complains(who casework.Complainant, f care.FacilityID, r casework.SubmitRequest) casework.Receipt {
	w.t.Helper()
	if r.Category == "" {
		r.Category = care.CategoryCapacity
	}
	r.Facility, r.Contact = f, "app"
	if r.Text == "" {
		r.Text = whatHappened
	}
	receipt, err := w.cases.Submit(w.t.Context(), who, casework.IdempotencyKey(w.key()), r)
	if err != nil {
		w.t.Fatalf("submit: %v", err)
	}
	return receipt
}

func by(who care.Actor) casework.Complainant {
	return casework.Complainant{Actor: who, Net: "net-" + who.ID}
}

var nobody = casework.Complainant{Actor: care.Actor{Kind: care.ActorAnonymous}, Net: "net-nobody"}

// act does something with a case that has to succeed.
func (w *neighbours) act(who care.Actor, id care.CaseID, action care.CaseAction, body care.CaseBody, text string) casework.CaseView {
	w.t.Helper()
	v, err := w.cases.Case(w.t.Context(), who, id)
	if err != nil {
		w.t.Fatalf("%s: %v", action, err)
	}
	v, err = w.cases.Act(w.t.Context(), who, id, casework.ActRequest{Action: action, Version: v.Case.Version, Body: body, Text: text, NoTie: true})
	if err != nil {
		w.t.Fatalf("%s: %v", action, err)
	}
	return v
}

// handled brings a case to where an officer has it in hand.
func (w *neighbours) handled(id care.CaseID) {
	w.t.Helper()
	w.act(officer1, id, care.CaseActTriage, care.CaseBody{Class: care.ClassB}, "")
	w.act(officer1, id, care.CaseActAccept, care.CaseBody{}, "")
	w.act(officer2, id, care.CaseActSign, care.CaseBody{}, "")
}

// sweep lets the clock do what it asks of cases and of places.
func (w *neighbours) sweep() {
	w.t.Helper()
	if done, err := w.cases.Sweep(w.t.Context(), "test"); err != nil || !done.Mine || done.Failed > 0 {
		w.t.Fatalf("sweep of cases: %+v, %v\n%s", done, err, w.log)
	}
	if _, err := w.booking.Sweep(w.t.Context(), "test"); err != nil {
		w.t.Fatal(err)
	}
}
