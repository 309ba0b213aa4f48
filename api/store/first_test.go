package store_test

import (
	"testing"
	"time"
	"fmt"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

func TestFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, n := range []int{10000} {
		fs := make([]care.Facility, n)
		for i := range fs {
			f := &fs[i]
			f.ID = care.FacilityID(care.NewID()); f.Source = "x"; f.ExternalID = fmt.Sprint(i); f.Name = fmt.Sprintf("托育园%d", i)
			f.Kind = care.KindIndependent; f.Filing.Status = care.Filed; f.Intro = "很好的托育园，欢迎来参观。"
			f.Location = &care.Location{System: care.WGS84, Source: care.LocationGiven, Confidence: 1}
			f.Modes = []care.Mode{care.FullDay}
			for d := int8(1); d <= 5; d++ { f.Hours = append(f.Hours, care.Hours{d, 480, 1080}) }
			f.Fees = []care.Fee{{Category: care.FeeCare, Unit: care.PerMonth, Amount: 200000}}
			for j, b := range []care.BandName{care.BandInfant, care.BandToddler, care.BandSenior} {
				c := care.Class{Name: "班", Band: b, FromMonths: j*12, ToMonths: j*12+12, Mode: care.FullDay, ConfirmedAt: 5, Source: care.VacancyImport}
				for m := range 12 { c.Pools = append(c.Pools, care.Pool{Month: 24320+care.Month(m), Filed: 15, Staffed: 15, Taken: 3}) }
				f.Classes = append(f.Classes, c)
			}
		}
		a := care.Actor{Kind: care.ActorOperator, ID: "t"}
		st := time.Now()
		r, err := s.SaveFacilities(t.Context(), a, 1000, fs)
		if err != nil { t.Fatal(err) }
		t.Log(n, r, time.Since(st)); st = time.Now()
		r, err = s.SaveFacilities(t.Context(), a, 1000, fs)
		t.Log("again", r, err, time.Since(st)); st = time.Now()
		k := 0
		err = s.EachFacility(t.Context(), func(f care.Facility) error { k += len(f.Classes[0].Pools); return nil })
		t.Log("each", k, err, time.Since(st)); st = time.Now()
		m, err := s.Sequence(t.Context(), "h", 5)
		t.Log("seq", m, err, time.Since(st)); st = time.Now()
		t.Log("verify", s.VerifyChain(t.Context()), time.Since(st))
		}
	})
}
