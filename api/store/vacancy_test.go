package store_test

import (
	"fmt"
	"strconv"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

const day care.Instant = 24 * 3600 * 1000

func reporter(id string) care.Actor { return care.Actor{Kind: care.ActorAnonymous, ID: id} }

func reports(t *testing.T, s *store.Store, id string) (n []int) {
	t.Helper()
	for _, c := range facility(t, s, id).Classes {
		n = append(n, c.Reports)
	}
	return n
}

func three(id string) care.Facility {
	f := plain(id, "三班园")
	for i, b := range []care.BandName{care.BandInfant, care.BandToddler, care.BandSenior} {
		f.Classes = append(f.Classes, care.Class{
			ID: care.ClassID(fmt.Sprint(id, "-", i)), Name: "班", Band: b, FromMonths: 12 * i, ToMonths: 12*i + 12, Mode: care.FullDay,
			ConfirmedAt: t0, Source: care.VacancyImport, Pools: []care.Pool{{Month: month("2027-01"), Filed: 5, Staffed: 5}},
		})
	}
	f.Classes[0].ConfirmedAt, f.Classes[0].Pools = 0, nil // nothing known: nothing to doubt
	return f
}

func TestReportVacancy(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		save(t, s, t0, three("f1"), three("f2"))
		report := func(who string, at care.Instant, class care.ClassID, want care.Code) {
			t.Helper()
			err := s.ReportVacancy(t.Context(), reporter(who), at, "f1", class)
			if (want == "") != (err == nil) || (want != "" && !care.Is(err, want)) {
				t.Errorf("%s: %v, want %q", who, err, want)
			}
		}
		expect := func(want ...int) {
			t.Helper()
			if got := reports(t, s, "f1"); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("reports %v, want %v", got, want)
			}
		}
		report("anna", t0+1, "", "")
		expect(0, 1, 1)
		report("anna", t0+2, "", care.CodeAlreadyReported)
		report("anna", t0+3, "f1-2", care.CodeAlreadyReported)
		expect(0, 1, 1)
		report("anna", t0+day, "", "") // the next day, but the same family: no second voice
		expect(0, 1, 1)
		report("ben", t0+day, "f1-2", "")
		expect(0, 1, 2)
		report("ben", t0+2*day, "", "") // new of the second class only
		expect(0, 2, 2)
		report("cem", t0+day, "f2-1", care.CodeNotFound)
		report("cem", t0+day, "nothing", care.CodeNotFound)
		report("", t0+day, "", care.CodeInvalid)
		if err := s.ReportVacancy(t.Context(), reporter("cem"), t0, "nobody", ""); !care.Is(err, care.CodeNotFound) {
			t.Error(err)
		}
		report("cem", t0+day, "", "") // a refused report does not use up the day
		expect(0, 3, 3)

		if err := s.ConfirmVacancy(t.Context(), operator, t0+3*day, "f1-1", care.VacancyFacility, nil); err != nil {
			t.Fatal(err)
		}
		expect(0, 0, 3)
		report("anna", t0+4*day, "", "") // since the confirmation it is a new voice
		expect(0, 1, 3)
		if got := reports(t, s, "f2"); fmt.Sprint(got) != "[0 0 0]" {
			t.Errorf("another facility: %v", got)
		}
		if n, err := s.Sequence(t.Context(), "me", t0); err != nil || n != 2+6+1 {
			t.Errorf("%d changes, %v", n, err)
		}
	})
}

// The day of a report is the day in Shanghai.
func TestReportDayIsShanghai(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		save(t, s, t0, three("f1"))
		midnight := care.InstantOf(care.Date{Year: 2026, Month: 11, Day: 22}.Time())
		for _, c := range []struct {
			at   care.Instant
			want care.Code
		}{{midnight - 1, ""}, {midnight - 10, care.CodeAlreadyReported}, {midnight, ""}, {midnight + day - 1, care.CodeAlreadyReported}, {midnight + day, ""}} {
			err := s.ReportVacancy(t.Context(), reporter("anna"), c.at, "f1", "")
			if (c.want == "") != (err == nil) || (c.want != "" && !care.Is(err, c.want)) {
				t.Errorf("at %s: %v, want %q", c.at.Time(), err, c.want)
			}
		}
	})
}

func TestConfirmVacancy(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		save(t, s, t0, three("f1"))
		pools := []care.Pool{{Month: month("2027-03"), Filed: 8, Staffed: 6, Taken: 1}}
		for name, c := range map[string]struct {
			class care.ClassID
			at    care.Instant
			pools []care.Pool
			want  care.Code
		}{
			"nothing stands to confirm": {"f1-0", t0 + 1, nil, care.CodeInvalid},
			"older than what stands":    {"f1-1", t0 - 1, pools, care.CodeConflict},
			"unknown class":             {"f1-9", t0 + 1, pools, care.CodeNotFound},
			"places below 0":            {"f1-1", t0 + 1, []care.Pool{{Month: month("2027-03"), Filed: -8}}, care.CodeOutOfRange},
			"months descend":            {"f1-1", t0 + 1, append(pools, pools...), care.CodeInvalid},
		} {
			if err := s.ConfirmVacancy(t.Context(), operator, c.at, c.class, care.VacancyFacility, c.pools); !care.Is(err, c.want) {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
		}
		if c := facility(t, s, "f1").Classes[0]; c.ConfirmedAt != 0 {
			t.Errorf("a refused confirmation stays: %+v", c)
		}
		if err := s.ConfirmVacancy(t.Context(), operator, t0+5, "f1-0", care.VacancyFacility, pools); err != nil {
			t.Fatal(err)
		}
		c := facility(t, s, "f1").Classes[0]
		if c.ConfirmedAt != t0+5 || c.Source != care.VacancyFacility || len(c.Pools) != 1 || c.Pools[0] != pools[0] {
			t.Errorf("%+v", c)
		}
	})
}

// carelessReport is the negative control: it reads the count, lets another do the same, and writes what it read plus one.
func carelessReport(t *testing.T, s *store.Store, class string, read, write *sync.WaitGroup) {
	var n int
	if err := s.Raw().QueryRowContext(t.Context(), "SELECT reports FROM class WHERE id = $1", class).Scan(&n); err != nil {
		t.Error(err)
	}
	read.Done()
	read.Wait()
	if _, err := s.Raw().ExecContext(t.Context(), "UPDATE class SET reports = $1 WHERE id = $2", n+1, class); err != nil {
		t.Error(err)
	}
	write.Done()
}

func TestManyReportAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		save(t, s, t0, three("f1"), three("f2"))
		const families, each = 12, 4
		var wg sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for i := range families * each {
			wg.Go(func() {
				err := s.ReportVacancy(t.Context(), reporter(fmt.Sprint("family ", i%families)), t0+1, "f1", "")
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won++
				} else if !care.Is(err, care.CodeAlreadyReported) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got := reports(t, s, "f1"); won != families || fmt.Sprint(got) != fmt.Sprint([]int{0, families, families}) {
			t.Errorf("%d reports were taken and counted as %v, want %d", won, got, families)
		}

		var read, write sync.WaitGroup // without the protection the count is wrong
		read.Add(families)
		write.Add(families)
		for range families {
			go carelessReport(t, s, "f2-1", &read, &write)
		}
		write.Wait()
		if got := reports(t, s, "f2")[1]; got == families {
			t.Error("the negative control counts right: the test proves nothing")
		}
	})
}

// Saves, confirmations and reports in any order against a model of the rules of SaveFacilities.
func TestClassModel(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		run := 0
		rapid.Check(t, func(rt *rapid.T) {
			run++
			id := fmt.Sprint("model", run)
			model := classModel{printed: map[string]bool{}}
			for range rapid.IntRange(1, 12).Draw(rt, "steps") {
				at := t0 + care.Instant(rapid.IntRange(0, 9).Draw(rt, "at"))
				places := []care.Pool{{Month: month("2027-01"), Filed: rapid.IntRange(0, 9).Draw(rt, "filed"), Staffed: 9}}
				switch rapid.SampledFrom([]string{"save", "save", "nil", "confirm", "report"}).Draw(rt, "step") {
				case "save":
					f := plain(id, "园")
					f.Classes = []care.Class{{
						ID: care.ClassID(id + "-c"), Name: "班", Band: care.BandMixed, FromMonths: 18, ToMonths: 37, Mode: care.FullDay,
						ConfirmedAt: at, Pools: places,
					}}
					save(t, s, at, f)
					model.save(at, places[0].Filed)
				case "nil":
					save(t, s, at, plain(id, "园"))
					model.exists = true
				case "confirm":
					err := s.ConfirmVacancy(t.Context(), operator, at, care.ClassID(id+"-c"), care.VacancyFacility, places)
					if want := model.confirm(at, places[0].Filed); (err == nil) != want {
						rt.Fatalf("confirm: %v, want %v", err, want)
					}
				case "report":
					err := s.ReportVacancy(t.Context(), reporter(rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "who")+strconv.Itoa(model.days)), at+care.Instant(model.days)*day, care.FacilityID(id), "")
					model.days++
					if (err == nil) != model.exists {
						rt.Fatalf("report: %v", err)
					}
					if model.confirmed > 0 {
						model.reports++
					}
				}
				if !model.exists {
					continue
				}
				f := facility(t, s, id)
				if len(f.Classes) == 0 != (model.confirmed == 0) {
					rt.Fatalf("%+v, want %+v", f.Classes, model)
				}
				if len(f.Classes) == 1 {
					if c := f.Classes[0]; c.ConfirmedAt != model.confirmed || c.Reports != model.reports || c.Pools[0].Filed != model.filed {
						rt.Fatalf("%+v, want %+v", c, model)
					}
				}
			}
		})
	})
}

type classModel struct {
	exists    bool
	confirmed care.Instant
	reports   int
	filed     int
	last      string // what the last list said
	days      int
	printed   map[string]bool
}

func (m *classModel) save(at care.Instant, filed int) {
	list := fmt.Sprint(at, filed)
	same := m.exists && m.last == list
	m.exists, m.last = true, list
	switch {
	case same, m.confirmed > at:
	case m.confirmed == at:
		m.filed = filed
	default:
		m.confirmed, m.reports, m.filed = at, 0, filed
	}
}

func (m *classModel) confirm(at care.Instant, filed int) bool {
	if m.confirmed == 0 || m.confirmed > at {
		return false
	}
	m.confirmed, m.reports, m.filed = at, 0, filed
	return true
}
