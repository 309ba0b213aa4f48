package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver named pgx

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	benchBookings = 6000
	benchClasses  = 64
	benchParents  = 32 // at once
)

// benchBooking measures complete bookings: a place taken in each of a dozen months, with its steps, audit rows and kept reply,
// acknowledged after the commit.
func benchBooking(t *table) error {
	dir, err := os.MkdirTemp("", "tuoyuquan-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	rate, err := bookings("sqlite:" + filepath.Join(dir, "bench.db"))
	if err != nil {
		return err
	}
	t.check("bookings, SQLite with synchronous FULL", ">= 1000/s", fmt.Sprintf("%.0f/s, one writer", rate), rate >= 1000)
	server := os.Getenv("TUOYUQUAN_TEST_DATABASE_URL")
	if server == "" {
		fmt.Fprintln(os.Stderr, "  no TUOYUQUAN_TEST_DATABASE_URL: bookings on PostgreSQL are not measured")
		return nil
	}
	address, drop, err := benchSchema(server)
	if err != nil {
		return err
	}
	defer drop()
	if rate, err = bookings(address); err != nil {
		return err
	}
	t.check("bookings, PostgreSQL on the same machine", ">= 2000/s", fmt.Sprintf("%.0f/s", rate), rate >= 2000)
	return nil
}

// benchSchema makes an empty schema and returns its address and what drops it.
func benchSchema(server string) (address string, drop func(), err error) {
	u, err := url.Parse(server)
	if err != nil {
		return "", nil, err
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		return "", nil, err
	}
	schema := "bench_" + strings.ReplaceAll(care.NewID(), "-", "")
	if _, err := admin.Exec("CREATE SCHEMA " + schema); err != nil {
		return "", nil, err
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String(), func() {
		admin.Exec("DROP SCHEMA " + schema + " CASCADE")
		admin.Close()
	}, nil
}

// bookings returns how many bookings a second a fresh database took.
func bookings(address string) (rate float64, err error) {
	ctx := context.Background()
	st, err := store.Open(ctx, address)
	if err != nil {
		return 0, err
	}
	defer st.Close()
	if err := st.Migrate(ctx); err != nil {
		return 0, err
	}
	today := care.Today(care.InstantOf(time.Now()))
	if err := furnish(ctx, st, today); err != nil {
		return 0, err
	}
	rules := care.NewRules(nil)
	s := booking.New(booking.Deps{
		Store: st, Rules: func() *care.Rules { return rules }, Now: time.Now,
		Child: func(_ context.Context, _ *store.Tx, id care.ChildID) (booking.ChildFacts, error) {
			return booking.ChildFacts{Child: care.Child{ID: id, FamilyID: care.FamilyID(id), Birth: today.AddDays(-400)}}, nil
		},
	}, booking.Options{Key: []byte("0123456789abcdef")})
	// A serving process holds some 45 MB of streets, words and places. With an empty heap the collector would run for every few
	// dozen bookings, as it does nowhere else.
	held := make([]byte, 32<<20)
	defer runtime.KeepAlive(held)
	var next atomic.Int64
	var wg sync.WaitGroup
	failed := make(chan error, benchParents)
	began := time.Now()
	for range benchParents {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < benchBookings; i = next.Add(1) - 1 {
				child := fmt.Sprint("child", i)
				_, err := s.Apply(ctx, care.Actor{Kind: care.ActorGuardian, ID: child, Family: care.FamilyID(child)}, booking.IdempotencyKey(child),
					booking.ApplyRequest{Child: care.ChildID(child), Class: care.ClassID(fmt.Sprint("class", i%benchClasses)), Start: today.AddDays(14), As: booking.AsHold})
				if err != nil {
					failed <- err
					return
				}
			}
		})
	}
	wg.Wait()
	took := time.Since(began)
	select {
	case err := <-failed:
		return 0, err
	default:
	}
	report, err := s.Reconcile(ctx)
	if err == nil && !report.Sound() {
		err = fmt.Errorf("after the bench the places are not sound: %+v", report)
	}
	return benchBookings / took.Seconds(), err
}

// furnish opens a facility and moves the families in.
func furnish(ctx context.Context, st *store.Store, today care.Date) error {
	f := care.Facility{
		ID: "bench", Source: "bench", Name: "bench", Filing: care.Filing{Status: care.Filed}, Kind: care.KindIndependent, OpenToPublic: true,
	}
	for i := range benchClasses {
		f.Classes = append(f.Classes, care.Class{
			ID: care.ClassID(fmt.Sprint("class", i)), Name: strconv.Itoa(i), Band: care.BandToddler, FromMonths: 12, ToMonths: 24, Mode: care.FullDay,
			ConfirmedAt: 1, Source: care.VacancyFacility, Pools: []care.Pool{{Month: today.MonthOf(), Filed: 1000, Staffed: 1000}},
		})
	}
	if _, err := st.SaveFacilities(ctx, care.Actor{Kind: care.ActorOperator, ID: "bench"}, 1, []care.Facility{f}); err != nil {
		return err
	}
	return st.Write(ctx, "move in", func(tx *store.Tx) error {
		for i := range benchBookings {
			id := fmt.Sprint("child", i)
			if err := tx.AddAccount(ctx, store.Account{ID: care.AccountID(id), Role: care.ActorGuardian, CreatedAt: 1, SeenAt: 1}); err != nil {
				return err
			}
			if err := tx.AddFamily(ctx, care.FamilyID(id), care.AccountID(id), false, 1); err != nil {
				return err
			}
			err := tx.AddChild(ctx, store.SealedChild{
				ID: id, FamilyID: id, NameSealed: "sealed", BirthSealed: "sealed", SameHash: id, Version: 1, CreatedAt: 1, UpdatedAt: 1,
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
