package casework

import (
	"cmp"
	"context"
	"slices"
	"time"

	"tuoyuquan/api/care"
)

// Rates returns 响应率, 解决率 and 满意率 of the cases of the actor's area that were accepted from one day to another, both included,
// by "unit", "area" or "class". They are counted from the steps anew each time, so that nobody keeps a figure that could be wrong.
func (s *Service) Rates(ctx context.Context, actor care.Actor, from, to care.Date, by string) (out []RatesView, err error) {
	if err := actor.May(care.MaySeeCases, care.Owner{Area: actor.Area}); err != nil {
		return nil, err
	}
	if by == "" {
		by = "unit"
	}
	if by != "unit" && by != "area" && by != "class" {
		return nil, care.Errorf(care.Invalid, care.CodeInvalid, "by", "%q is not unit, area or class", care.Clip(by))
	}
	if to.Before(from) || from.AddDays(maxRateDays).Before(to) {
		return nil, care.Errorf(care.Invalid, care.CodeBadDate, "to", "ask for 1 to %d days", maxRateDays)
	}
	err = s.look(ctx, "count rates", func(ctx context.Context, t *turn) error {
		out, err = t.rates(ctx, actor.Area, from, to, by)
		return err
	})
	return out, err
}

const maxRateDays = 366

func (t *turn) rates(ctx context.Context, area string, from, to care.Date, by string) ([]RatesView, error) {
	first, end := care.InstantOf(from.Time()), care.InstantOf(to.AddDays(1).Time())
	counts := map[string]care.RateCounts{}
	err := t.tx.AcceptedSteps(ctx, area, first, end, func(steps []care.CaseEvent) error {
		n, err := care.CountRates(steps, first, end, t.now)
		if err != nil {
			return err
		}
		c, err := care.Fold(steps)
		key := map[string]string{"unit": string(c.Unit), "area": c.Area, "class": string(c.Class)}[by]
		counts[key] = counts[key].Plus(n)
		return err
	})
	if err != nil {
		return nil, err
	}
	terms := t.rules.CaseTerms(area, care.TrackHotline, t.today)
	weights := t.rules.RateWeights(area, t.today)
	out := make([]RatesView, 0, len(counts))
	for key, n := range counts {
		v := RatesView{By: key, Name: key, Rates: care.RatesOf(n, weights, terms.RateFloor)}
		switch by {
		case "unit":
			office, err := t.office(ctx, care.UnitID(key))
			if err != nil {
				return nil, err
			}
			v.Name = office.Name
		case "area":
			if v.Name, err = t.tx.NameOfArea(ctx, key); err != nil {
				return nil, err
			}
		}
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b RatesView) int { return cmp.Compare(a.By, b.By) })
	return out, nil
}

const (
	keepPerformance = time.Minute
	performanceDays = 365
)

// performance is the public list as it was last counted.
type performance struct {
	at    care.Instant
	units []UnitPerformance
}

// Performance returns how every office keeps its time, those with most overdue first: for everybody. A case that was not accepted yet
// counts once it was overdue at midnight. It is counted at most once a minute.
func (s *Service) Performance(ctx context.Context) ([]UnitPerformance, error) {
	now := s.now()
	if p := s.performed.Load(); p != nil && now >= p.at && now-p.at < care.Instant(keepPerformance.Milliseconds()) {
		return p.units, nil
	}
	var out []UnitPerformance
	err := s.look(ctx, "count how offices keep their time", func(ctx context.Context, t *turn) (err error) {
		out, err = t.performance(ctx)
		return err
	})
	if err == nil {
		s.performed.Store(&performance{now, out})
	}
	return out, err
}

func (t *turn) performance(ctx context.Context) ([]UnitPerformance, error) {
	rates, err := t.rates(ctx, "", t.today.AddDays(-performanceDays), t.today, "unit")
	if err != nil {
		return nil, err
	}
	open, err := t.tx.OpenCases(ctx)
	if err != nil {
		return nil, err
	}
	units, err := t.allUnits(ctx)
	if err != nil {
		return nil, err
	}
	midnight := care.InstantOf(t.today.Time())
	out := make([]UnitPerformance, 0, len(units))
	for _, u := range units {
		p := UnitPerformance{Office: Office{u.ID, u.Name, u.Phone}, Area: u.Area}
		for _, r := range rates {
			if r.By == string(u.ID) {
				p.Rates, p.Accepted = r.Rates, r.Accepted
			}
		}
		for _, c := range open {
			if c.Unit != u.ID || c.AcceptedAt == 0 && c.Due >= midnight {
				continue // one that was only just sent would tell everybody at what minute it was
			}
			p.Open++
			if c.Due < t.now {
				p.Overdue++
				p.Longest = max(p.Longest, int((t.now-c.Due)/dayMillis))
			}
		}
		if p.Open > 0 || p.Accepted > 0 || p.Rates.Excluded > 0 {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b UnitPerformance) int {
		return cmp.Or(cmp.Compare(b.Overdue, a.Overdue), cmp.Compare(b.Longest, a.Longest), cmp.Compare(a.Name, b.Name))
	})
	return out, nil
}
