// Package stats counts: what a bureau is judged by, for every area and day, with the rows behind each figure, and where families have no
// facility with room within a walk. It knows how figures are made up and when a day is counted. It only reads what others keep, and
// must not know who anybody is: no child, family or complainant occurs in it.
package stats

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/finder"
	"tuoyuquan/api/store"
)

// Deps are what a Service stands on.
type Deps struct {
	Store  *store.Store
	Finder *finder.Finder // nil: figures, but no map of need
	Rules  func() *care.Rules
	Now    func() time.Time
	Log    *slog.Logger // nil: silent
}

// Service counts and answers. It is safe for concurrent use.
type Service struct {
	Deps

	mu    sync.Mutex // guards homes
	homes *homes     // cells tied to the streets, as they were last
}

// New returns a service.
func New(d Deps) *Service {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{Deps: d}
}

func (s *Service) now() care.Instant { return care.InstantOf(s.Now()) }

const (
	lease    = "stats"
	leaseFor = 9 * time.Minute // one process in a round
)

// Take counts the day as it stands, once a round whoever asks: every process may. What a day is counted last stays its word.
func (s *Service) Take(ctx context.Context, holder string, machine care.Instant) error {
	mine, err := s.Store.Lease(ctx, lease, holder, machine, leaseFor)
	if err != nil || !mine {
		return err
	}
	return s.Count(ctx)
}

// Count counts the day as it stands.
func (s *Service) Count(ctx context.Context) error {
	now := s.now()
	today := care.Today(now)
	areas, err := s.Store.Areas(ctx)
	if err != nil {
		return err
	}
	var cells []care.PeopleCell
	if err := s.Store.EachPeopleCell(ctx, func(c care.PeopleCell) error {
		cells = append(cells, c)
		return nil
	}); err != nil {
		return err
	}
	a := NewAtlas(areas, cells)
	err = s.Store.Write(ctx, "count the day", func(tx *store.Tx) error {
		if last, ok, err := tx.LastStatDay(ctx, care.Date{Year: 2200, Month: 12, Day: 31}); err != nil || ok && today.Before(last.Day) {
			return err // a clock that was set back: what was counted is not undone
		}
		f, c, err := a.standing(ctx, tx, today.MonthOf())
		if err != nil {
			return err
		}
		if err := advance(ctx, tx, today, f, c); err != nil {
			return err
		}
		terms := func(area string) care.VacancyTerms { return s.Rules().VacancyTerms(area, today) }
		return tx.SaveStatDay(ctx, store.StatDay{Day: today, At: now, Demo: allDemo(f), Areas: a.Count(f, c, terms, now)})
	})
	if err != nil {
		return err
	}
	return s.Store.Write(ctx, "count complaints", func(tx *store.Tx) error { return a.countCases(ctx, tx, now) })
}

func allDemo(list []store.StatFacility) bool {
	for i := range list {
		if !list[i].Demo {
			return false
		}
	}
	return len(list) > 0
}

// standing reads what there is, every facility in its place.
func (a *Atlas) standing(ctx context.Context, tx *store.Tx, month care.Month) ([]store.StatFacility, []store.StatClass, error) {
	f, err := tx.CountedFacilities(ctx)
	if err != nil {
		return nil, nil, err
	}
	for i := range f {
		f[i].Area = a.Place(f[i].Area, f[i].Point)
	}
	c, err := tx.CountedClasses(ctx, month)
	return f, c, err
}

// countCases counts the complaints that have gone on since they were counted last.
func (a *Atlas) countCases(ctx context.Context, tx *store.Tx, now care.Instant) error {
	f, err := tx.CountedFacilities(ctx)
	if err != nil {
		return err
	}
	at := make(map[care.FacilityID]string, len(f))
	for i := range f {
		at[f[i].ID] = a.Place(f[i].Area, f[i].Point)
	}
	var list []store.StatCase
	err = tx.UncountedCases(ctx, func(c store.StatCase, steps []care.CaseEvent) error {
		const ever = care.Instant(1) << 60
		n, err := care.CountRates(steps, 0, ever, now)
		if err != nil {
			return err
		}
		c.StatCases = care.StatCases{
			Accepted: int64(n.Accepted), Responded: int64(n.Responded), Waiting: int64(n.Waiting), Asked: int64(n.Asked), Solved: int64(n.Solved),
			Judged: int64(n.Judged), Satisfied: int64(n.Satisfied), Overdue: int64(n.Overdue),
		}
		if street := at[c.Facility]; care.Within(street, c.Area) {
			c.Area = street
		} else {
			c.Area = a.Place(c.Area, nil)
		}
		if c.Class == care.ClassA { // in a street with one facility the day alone would tell which
			c.Area = a.districtOf(c.Area)
		}
		list = append(list, c)
		return nil
	})
	if err != nil {
		return err
	}
	for _, c := range list {
		if err := tx.SaveStatCase(ctx, c); err != nil {
			return err
		}
	}
	return nil
}
