package booking

import (
	"context"
	"slices"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	openMonths     = 12 // shown of every class
	forecastMonths = 18
)

// OpeningsRequest asks what can be reserved at a facility. No child is named.
type OpeningsRequest struct {
	Facility care.FacilityID
	Birth    care.Date // zero: for every age
	Start    care.Date // zero: today
	Employee bool      // as for a child of the employer's own staff
	Trial    bool      // lists nobody verified may be shown
}

// Openings is what can be reserved at a facility, for anybody to see.
type Openings struct {
	AsOf     care.Instant
	Classes  []ClassOpening
	Slots    []care.Slot
	Sessions []SessionView
}

// ClassOpening is a class with its places by month.
type ClassOpening struct {
	Class    store.PlaceClass
	Months   []MonthOpening
	Waiting  int
	Bookable bool // a place could be held now, in every month it takes
	Why      care.Code
	Forecast []care.MonthForecast // places that come free because children grow out of the class
}

// MonthOpening is one month of a class.
type MonthOpening struct {
	Month          care.Month
	Free           int
	Known          bool // false: no figure anybody should rely on
	Filed, Staffed int
}

// Openings returns what can be reserved at a facility: classes with places by month, times to visit, sessions. Fails with not_found
// for a facility that is not public.
func (s *Service) Openings(ctx context.Context, r OpeningsRequest) (out Openings, err error) {
	err = s.look(ctx, care.Actor{Kind: care.ActorAnonymous}, "read openings", func(ctx context.Context, t *turn) error {
		out = Openings{AsOf: t.now}
		f, err := t.tx.FacilityAlone(ctx, r.Facility)
		if err != nil {
			return err
		}
		if !f.Public(r.Trial) {
			return care.Errorf(care.NotFound, care.CodeNotFound, "id", "there is no facility with this id")
		}
		if r.Start.IsZero() {
			r.Start = t.today
		}
		if out.Classes, err = t.classOpenings(ctx, f, r); err != nil || !f.MayTake() {
			return err
		}
		until := t.now + care.Instant(slotsShown.Milliseconds())
		if out.Slots, err = t.tx.SlotsBetween(ctx, f.ID, t.now, until); err != nil {
			return err
		}
		out.Slots = slices.DeleteFunc(out.Slots, func(v care.Slot) bool { return !v.Open })
		if out.Sessions, err = t.sessions(ctx, f.ID, t.now, until); err != nil {
			return err
		}
		out.Sessions = slices.DeleteFunc(out.Sessions, func(v SessionView) bool {
			return v.Status == care.SessionCancelled || !fits(r.Birth, v.FromMonths, v.ToMonths, v.Date)
		})
		return nil
	})
	return out, err
}

// fits reports whether a child is of an age on a day; a child nobody told the birthday of always is.
func fits(birth care.Date, from, to int, on care.Date) bool {
	if birth.IsZero() {
		return true
	}
	age, born := care.AgeMonths(birth, on)
	return born && age >= from && age < to
}

func (t *turn) classOpenings(ctx context.Context, f care.Facility, r OpeningsRequest) ([]ClassOpening, error) {
	classes, err := t.tx.OpenClasses(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	terms := t.rules.VacancyTerms(f.AreaCode, t.today)
	booking := t.rules.BookingTerms(f.AreaCode, t.today)
	out := make([]ClassOpening, 0, len(classes))
	for _, c := range classes {
		if c.Closed {
			continue
		}
		o := ClassOpening{Class: c.PlaceClass, Waiting: c.Waiting}
		relied := terms.Freshness(c.Confirmed, c.Reports, t.now).Usable()
		for m := r.Start.MonthOf(); m < r.Start.MonthOf()+openMonths; m++ {
			at, known := c.Months.At(m)
			o.Months = append(o.Months, MonthOpening{Month: m, Free: at.Free(), Known: known && relied, Filed: at.Filed, Staffed: at.Staffed})
		}
		o.Why = whyNot(c, &f, r, t.today, booking)
		o.Bookable = o.Why == ""
		o.Forecast = t.forecast(c)
		out = append(out, o)
	}
	return out, nil
}

// whyNot says why no place of a class could be held, "" when one could.
func whyNot(c store.OpenClass, f *care.Facility, r OpeningsRequest, today care.Date, terms care.BookingTerms) care.Code {
	switch {
	case c.Frozen != "":
		return care.CodeFrozen
	case care.CheckStart(r.Start, today, terms) != nil:
		return codeOf(care.CheckStart(r.Start, today, terms))
	}
	first, last := r.Start.MonthOf(), r.Start.MonthOf()
	switch {
	case !r.Birth.IsZero():
		if err := care.Eligible(care.Candidate{Birth: r.Birth, Employee: r.Employee}, &c.Class, f, r.Start); err != nil {
			return codeOf(err)
		}
		first, last = care.Span(r.Birth, r.Start, &c.Class)
	case !f.MayTake():
		return care.CodeNotFiled
	case f.StaffOnly() && !r.Employee:
		return care.CodeEmployerOnly
	}
	if n, known := c.Months.Free(first, last); !known || n == 0 {
		return care.CodePoolFull
	}
	return ""
}

// forecast counts the places of a class that come free by month: of children enrolled here, and of those the facility counts itself
// where its figures fall.
func (t *turn) forecast(c store.OpenClass) []care.MonthForecast {
	from := t.today.MonthOf() + 1
	last := slices.Clone(c.Leaving)
	for m := from; m < from+forecastMonths; m++ {
		before, known := c.Months.At(m - 1)
		after, _ := c.Months.At(m)
		for range before.Outside - after.Outside {
			if known {
				last = append(last, m-1)
			}
		}
	}
	return care.Forecast(last, from, forecastMonths)
}

// Forecast returns the places of a class that come free by month.
func (s *Service) Forecast(ctx context.Context, class care.ClassID) (out []care.MonthForecast, err error) {
	err = s.look(ctx, care.Actor{Kind: care.ActorAnonymous}, "forecast", func(ctx context.Context, t *turn) error {
		p, err := t.class(ctx, class)
		if err != nil {
			return err
		}
		all, err := t.tx.OpenClasses(ctx, p.Facility)
		for _, c := range all {
			if c.ID == class {
				out = t.forecast(c)
			}
		}
		return err
	})
	return out, err
}
