package care

// FeeTerms are the assumptions behind a monthly sum.
type FeeTerms struct {
	DaysPerMonth  int `json:"days_per_month" doc:"Working days charged by the day"`
	MonthsPerTerm int `json:"months_per_term"`
}

// DefaultFeeTerms are 21 days a month (248 working days a year) and 5 months a term.
var DefaultFeeTerms = FeeTerms{DaysPerMonth: 21, MonthsPerTerm: 5}

// FeeTerms returns the assumptions for an area on a day; what no rule says is taken from DefaultFeeTerms.
func (r *Rules) FeeTerms(area string, on Date) FeeTerms {
	t := DefaultFeeTerms
	if v, ok := r.Int(RuleFeeDaysPerMonth, area, on); ok && v >= 1 && v <= 31 {
		t.DaysPerMonth = v
	}
	if v, ok := r.Int(RuleFeeMonthsPerTerm, area, on); ok && v >= 1 && v <= 12 {
		t.MonthsPerTerm = v
	}
	return t
}

// MonthlyFee sums up in fen what a child in a band and mode pays every month on a day, by the published fees ("" for either:
// items that hold for every band or mode). For each item of the list (the care fee, or one name of another category) the most
// specific line in force counts, and of two equally specific ones the later. Boarding is left out: it is paid by those who
// board; and so is what is paid once. Days count DaysPerMonth times, terms and years by their share of a month, rounded to
// whole fen. It reports false when the list does not say what a month of care costs: there is no care fee, or care is charged
// by the hour or session. It does not allocate.
func MonthlyFee(fees []Fee, band BandName, mode Mode, on Date, terms FeeTerms) (int64, bool) {
	var sum int64
	known := false
	for i := range fees {
		f := &fees[i]
		if f.Category == FeeBoarding || f.Unit == Once || !f.holds(band, mode, on) || f.superseded(fees, i, band, mode, on) {
			continue
		}
		times, per, ok := terms.share(f.Unit)
		if !ok {
			if f.Category == FeeCare {
				return 0, false
			}
			continue
		}
		sum += (f.Amount*times + per/2) / per
		known = known || f.Category == FeeCare
	}
	return sum, known
}

// share says how often a unit is charged in how many months; false for what depends on use.
func (t FeeTerms) share(u FeeUnit) (times, per int64, ok bool) {
	switch u {
	case PerMonth:
		return 1, 1, true
	case PerDay:
		return int64(t.DaysPerMonth), 1, true
	case PerTerm:
		return 1, int64(t.MonthsPerTerm), true
	case PerYear:
		return 1, 12, true
	default:
		return 0, 1, false
	}
}

func (f *Fee) holds(band BandName, mode Mode, on Date) bool {
	return (f.Band == "" || f.Band == band) && (f.Mode == "" || f.Mode == mode) && (f.From.IsZero() || !on.Before(f.From))
}

// superseded reports whether another line of the list speaks of the same item for this child, and better.
func (f *Fee) superseded(fees []Fee, at int, band BandName, mode Mode, on Date) bool {
	for i := range fees {
		o := &fees[i]
		if i == at || !f.sameItem(o) || !o.holds(band, mode, on) {
			continue
		}
		switch a, b := f.specific(), o.specific(); {
		case a != b:
			if b > a {
				return true
			}
		case f.From != o.From:
			if f.From.Before(o.From) {
				return true
			}
		case i > at: // written later in the list
			return true
		}
	}
	return false
}

// sameItem: there is one care fee, whatever it is called; other categories have an item for each name. What is paid once
// is an item beside what recurs.
func (f *Fee) sameItem(o *Fee) bool {
	return f.Category == o.Category && (f.Unit == Once) == (o.Unit == Once) && (f.Category == FeeCare || f.Name == o.Name)
}

func (f *Fee) specific() int {
	n := 0
	if f.Band != "" {
		n++
	}
	if f.Mode != "" {
		n += 2 // a half-day price for every class beats a toddler price for every mode
	}
	return n
}
