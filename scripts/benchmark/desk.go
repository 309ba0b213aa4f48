package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/kv"
	"tuoyuquan/api/seal"
	"tuoyuquan/api/store"
)

// A busy desk: so many officers with so many open cases, each looking at a list every second or so while new ones come in.
const (
	deskCases    = 5000
	deskOfficers = 20
	deskLooks    = 20 // by each
	deskArea     = "990101"
)

// benchDesk measures the list of a complaint desk on both databases.
func benchDesk(t *table) error {
	dir, err := os.MkdirTemp("", "tuoyuquan-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := deskOn(t, "SQLite", "sqlite:"+filepath.Join(dir, "bench.db")); err != nil {
		return err
	}
	server := os.Getenv("TUOYUQUAN_TEST_DATABASE_URL")
	if server == "" {
		fmt.Fprintln(os.Stderr, "  no TUOYUQUAN_TEST_DATABASE_URL: the desk on PostgreSQL is not measured")
		return nil
	}
	address, drop, err := benchSchema(server)
	if err != nil {
		return err
	}
	defer drop()
	return deskOn(t, "PostgreSQL", address)
}

func deskOn(t *table, engine, address string) error {
	ctx := context.Background()
	st, err := store.Open(ctx, address)
	if err != nil {
		return err
	}
	defer st.Close()
	d, err := newDesk(ctx, st)
	if err != nil {
		return err
	}
	began := time.Now()
	if err := d.fileAll(ctx, deskCases); err != nil {
		return err
	}
	filing := time.Since(began)
	took, err := d.work(ctx)
	if err != nil {
		return err
	}
	t.below("complaint desk of 5,000 open cases, a list, p95, "+engine, took[len(took)*95/100], 100*time.Millisecond,
		fmt.Sprintf("p50 %s, a filing %s", short(took[len(took)/2]), short(filing/deskCases)))
	return nil
}

// desk is a bureau with one office.
type desk struct {
	s     *casework.Service
	filed int
}

func newDesk(ctx context.Context, st *store.Store) (*desk, error) {
	if err := st.Migrate(ctx); err != nil {
		return nil, err
	}
	operator := care.Actor{Kind: care.ActorOperator, ID: "bench"}
	area := care.Area{Code: deskArea, Name: "试区", Level: care.LevelDistrict, Center: orb.Point{120.5, 31.3}}
	if err := st.SaveAreas(ctx, operator, 1, []care.Area{area}); err != nil {
		return nil, err
	}
	f := care.Facility{ID: "bench", Source: "bench", Name: "bench", AreaCode: deskArea, Filing: care.Filing{Status: care.Filed}, Kind: care.KindIndependent}
	if _, err := st.SaveFacilities(ctx, operator, 1, []care.Facility{f}); err != nil {
		return nil, err
	}
	err := st.Write(ctx, "an officer", func(tx *store.Tx) error {
		return tx.AddAccount(ctx, store.Account{ID: "officer", Role: care.ActorDistrict, Area: deskArea, Username: "officer", Password: "x", CreatedAt: 1})
	})
	if err != nil {
		return nil, err
	}
	box, err := seal.New([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		return nil, err
	}
	vault, err := seal.New([]byte("fedcba9876543210fedcba9876543210"))
	if err != nil {
		return nil, err
	}
	rules := care.NewRules(nil)
	s := casework.New(casework.Deps{
		Store: st, Box: box, Vault: vault, Rules: func() *care.Rules { return rules }, Now: time.Now, Limits: kv.NewMemory(time.Now),
		Locate: func(context.Context, orb.Point) (string, error) { return deskArea, nil },
	}, casework.Options{Key: []byte("0123456789abcdef0123456789abcdef")})
	unit := care.Unit{ID: "unit", Area: deskArea, Kind: care.UnitBackstop, Name: "试区投诉受理中心", Backstop: true}
	return &desk{s: s}, s.OpenUnit(ctx, operator, store.Unit{Unit: unit})
}

var deskCategories = []care.Category{care.CategoryHygiene, care.CategoryFood, care.CategoryCapacity}

// file sends one complaint, each from a network of its own.
func (d *desk) file(ctx context.Context) error {
	d.filed++
	_, err := d.s.Submit(ctx, casework.Complainant{Actor: care.Actor{Kind: care.ActorAnonymous}, Net: strconv.Itoa(d.filed)}, casework.IdempotencyKey(care.NewID()), casework.SubmitRequest{
		Facility: "bench", Category: deskCategories[d.filed%len(deskCategories)], Anonymous: true, Contact: "none",
		Text: "昨天下午接孩子时，班里一位老师看着二十几个孩子，地上有水，没有人管。",
	})
	return err
}

func (d *desk) fileAll(ctx context.Context, n int) error {
	for range n {
		if err := d.file(ctx); err != nil {
			return err
		}
	}
	return nil
}

// work lets the officers look at lists while fifty complaints a minute come in, and returns how long each look took, ascending.
func (d *desk) work(ctx context.Context) ([]time.Duration, error) {
	officer := care.Actor{Kind: care.ActorDistrict, ID: "officer", Area: deskArea}
	var mu sync.Mutex
	var took []time.Duration
	var failed []error
	looking, enough := context.WithCancel(ctx)
	var filing, officers sync.WaitGroup
	filing.Go(func() {
		tick := time.NewTicker(time.Minute / 50)
		defer tick.Stop()
		for {
			select {
			case <-looking.Done():
				return
			case <-tick.C:
				if err := d.file(ctx); err != nil {
					mu.Lock()
					failed = append(failed, err)
					mu.Unlock()
				}
			}
		}
	})
	for o := range deskOfficers {
		officers.Go(func() {
			r := rand.New(rand.NewPCG(12, uint64(o))) //nolint:gosec // officers, not secrets
			for range deskLooks {
				time.Sleep(time.Duration(500+r.IntN(1000)) * time.Millisecond) // an officer reads
				f := casework.InboxFilter{Overdue: r.IntN(4) == 0}
				if r.IntN(3) == 0 {
					f.Category = care.CategoryFood
				}
				began := time.Now()
				_, err := d.s.Inbox(ctx, officer, f)
				d := time.Since(began)
				mu.Lock()
				took = append(took, d)
				if err != nil {
					failed = append(failed, err)
				}
				mu.Unlock()
			}
		})
	}
	officers.Wait()
	enough()
	filing.Wait()
	slices.Sort(took)
	return took, errors.Join(failed...)
}
