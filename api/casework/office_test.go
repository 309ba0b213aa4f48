package casework_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/kv"
	"tuoyuquan/api/seal"
	"tuoyuquan/api/store"
)

// monday is a working day: 2026-03-02 09:00 in Shanghai.
var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, care.Shanghai)

// bureau is a database with two districts of a city, their offices and officers, and facilities somebody may complain of.
type bureau struct {
	t  testing.TB
	st *store.Store
	s  *casework.Service

	mu    *sync.Mutex
	now   time.Time
	rules *care.Rules
	keys  int
	limit *kv.Memory
}

const (
	east  = "320508" // a district
	west  = "320509"
	city  = "320500"
	unitE = care.UnitID("unit-health-e")
	unitM = care.UnitID("unit-market-e")
	unitD = care.UnitID("unit-desk-e")
)

func officer(id, area string) care.Actor {
	return care.Actor{Kind: care.ActorDistrict, ID: id, Area: area}
}

var (
	intake     = officer("intake", east)
	handler    = officer("handler", east)
	handler2   = officer("handler2", east)
	supervisor = officer("supervisor", east)
	caller     = officer("caller", east)
	outsider   = officer("outsider", west)
	mayor      = care.Actor{Kind: care.ActorCity, ID: "mayor", Area: city}
	operator   = care.Actor{Kind: care.ActorOperator, ID: "test"}
	garden     = care.FacilityID("garden")
	staff      = care.Actor{Kind: care.ActorFacility, ID: "staff", Facility: garden}
)

func newBureau(t testing.TB, st *store.Store) *bureau {
	b := &bureau{t: t, st: st, mu: new(sync.Mutex), now: monday, rules: care.NewRules(nil)}
	b.limit = kv.NewMemory(b.clock)
	b.s = b.service()
	b.found()
	return b
}

// service is one more process of the bureau.
func (b *bureau) service() *casework.Service {
	box, err := seal.New([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		b.t.Fatal(err)
	}
	vault, err := seal.New([]byte("fedcba9876543210fedcba9876543210"))
	if err != nil {
		b.t.Fatal(err)
	}
	return casework.New(casework.Deps{
		Store: b.st, Box: box, Vault: vault, Rules: func() *care.Rules { return b.rules }, Now: b.clock, Limits: b.limit,
		Log: slog.New(slog.NewTextHandler(b.t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})),
		Locate: func(_ context.Context, p orb.Point) (string, error) {
			if p[0] < 120.5 {
				return west, nil
			}
			return east, nil
		},
		Names: func(context.Context, []care.ChildID) (map[care.ChildID]string, error) { return nil, nil },
		Identity: func(context.Context, care.AccountID) (casework.AccountIdentity, error) {
			return casework.AccountIdentity{}, nil
		},
	}, casework.Options{Key: []byte("0123456789abcdef0123456789abcdef")})
}

// found fills an empty database with the offices and their people.
func (b *bureau) found() {
	b.t.Helper()
	ctx := b.t.Context()
	areas := []care.Area{
		{Code: city, Name: "试城", Level: care.LevelCity, Center: orb.Point{120.5, 31.3}},
		{Code: east, Name: "东区", Level: care.LevelDistrict, ParentCode: city, Center: orb.Point{120.6, 31.3}},
		{Code: west, Name: "西区", Level: care.LevelDistrict, ParentCode: city, Center: orb.Point{120.4, 31.3}},
	}
	b.must(b.st.SaveAreas(ctx, operator, b.at(), areas))
	b.facility(garden, "向阳托育园", east+"001")
	people := []care.Actor{intake, handler, handler2, supervisor, caller, outsider, mayor, staff}
	b.must(b.st.Write(ctx, "people", func(tx *store.Tx) error {
		for _, p := range people {
			a := store.Account{ID: care.AccountID(p.ID), Role: p.Kind, Area: p.Area, Facility: p.Facility, Username: p.ID, Password: "x", CreatedAt: b.at()}
			if err := tx.AddAccount(ctx, a); err != nil {
				return err
			}
		}
		return nil
	}))
	for _, u := range []care.Unit{
		{ID: unitE, Area: east, Kind: care.UnitHealth, Name: "东区卫生健康委"},
		{ID: unitM, Area: east, Kind: care.UnitMarket, Name: "东区市场监管局"},
		{ID: unitD, Area: east, Kind: care.UnitBackstop, Name: "东区投诉受理中心", Backstop: true},
	} {
		b.must(b.s.OpenUnit(ctx, operator, store.Unit{Unit: u}))
	}
}

// posts gives every officer of the east a duty at an office.
func (b *bureau) posts(units ...care.UnitID) {
	b.t.Helper()
	for _, u := range units {
		var posts []care.Post
		for who, duty := range map[string]care.Duty{
			intake.ID: care.DutyIntake, handler.ID: care.DutyHandler, handler2.ID: care.DutyHandler, supervisor.ID: care.DutySupervisor, caller.ID: care.DutyCallback,
		} {
			posts = append(posts, care.Post{Account: care.AccountID(who), Unit: u, Duty: duty})
		}
		_, err := b.s.SetRoster(b.t.Context(), supervisor, u, posts, nil)
		b.must(err)
	}
}

func (b *bureau) facility(id care.FacilityID, name, area string) {
	b.t.Helper()
	f := care.Facility{
		ID: id, Source: "test", Name: name, Filing: care.Filing{Status: care.Filed}, Kind: care.KindIndependent, OpenToPublic: true, AreaCode: area, Address: "路 1 号",
	}
	_, err := b.st.SaveFacilities(b.t.Context(), operator, b.at(), []care.Facility{f})
	b.must(err)
}

func (b *bureau) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

func (b *bureau) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = b.now.Add(d)
}

func (b *bureau) at() care.Instant { return care.InstantOf(b.clock()) }

func (b *bureau) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bureau) key() casework.IdempotencyKey {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.keys++
	return casework.IdempotencyKey(fmt.Sprintf("draft-of-a-device-%06d", b.keys))
}

// unknown is somebody who does not say who they are.
var unknown = casework.Complainant{Actor: care.Actor{Kind: care.ActorAnonymous}}

// report is a complaint that can be taken.
func report(change func(*casework.SubmitRequest)) casework.SubmitRequest {
	r := casework.SubmitRequest{
		Facility: garden, Category: care.CategoryHygiene, Text: "班里连着三天没有开窗通风，被子也没有晒。", Anonymous: true, Contact: "app",
	}
	if change != nil {
		change(&r)
	}
	return r
}

func (b *bureau) submit(change func(*casework.SubmitRequest)) casework.Receipt {
	b.t.Helper()
	r, err := b.s.Submit(b.t.Context(), unknown, b.key(), report(change))
	b.must(err)
	return r
}

// act does something as an officer, with the version the case has now.
func (b *bureau) act(by care.Actor, id care.CaseID, action care.CaseAction, change func(*casework.ActRequest)) casework.CaseView {
	b.t.Helper()
	v, err := b.try(by, id, action, change)
	if err != nil {
		b.t.Fatalf("%s by %s: %v", action, by.ID, err)
	}
	return v
}

func (b *bureau) try(by care.Actor, id care.CaseID, action care.CaseAction, change func(*casework.ActRequest)) (casework.CaseView, error) {
	b.t.Helper()
	v, err := b.s.Case(b.t.Context(), by, id)
	if err != nil {
		return v, err
	}
	r := casework.ActRequest{Action: action, Version: v.Case.Version}
	if change != nil {
		change(&r)
	}
	return b.s.Act(b.t.Context(), by, id, r)
}

func (b *bureau) sweep() casework.Swept {
	b.t.Helper()
	done, err := b.s.Sweep(b.t.Context(), "test")
	b.must(err)
	if done.Failed > 0 {
		b.t.Errorf("%d cases the sweeper could not follow", done.Failed)
	}
	return done
}
