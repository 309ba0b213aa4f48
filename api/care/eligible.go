package care

// Candidate is what eligibility turns on about a child.
type Candidate struct {
	Birth    Date
	FullDay  ApplicationID // its enrolled full-day place, if it has one
	Replaces ApplicationID // the place this application would give up
	Employee bool          // a guardian works for the employer that runs the facility
}

// maxCareMonths is the first completed month of age no class may be sold for, whatever its own span: the month in which a child
// turns three is still taken.
const maxCareMonths = 37

// Eligible says whether a class takes a child that starts on a day: nil, or an Error with too_young, too_old, not_filed,
// suspended, employer_only or has_full_day_place. The age is counted in completed months on the day itself.
func Eligible(c Candidate, class *Class, f *Facility, start Date) error {
	if err := mayTake(f); err != nil {
		return err
	}
	if f.StaffOnly() && !c.Employee {
		return Errorf(Conflict, CodeEmployerOnly, "", "this facility is for the staff of its employer only")
	}
	age, born := AgeMonths(c.Birth, start)
	switch {
	case !born || age < class.FromMonths:
		return Errorf(Conflict, CodeTooYoung, "start", "on %s the child is not yet %d months old", start, class.FromMonths)
	case age >= min(class.ToMonths, maxCareMonths):
		return Errorf(Conflict, CodeTooOld, "start", "on %s the child is %d months old; the class takes children under %d", start, age, min(class.ToMonths, maxCareMonths))
	case class.Mode == FullDay && c.FullDay != "" && c.FullDay != c.Replaces:
		return Errorf(Conflict, CodeHasFullDayPlace, "replaces", "the child has a full-day place; say that this one is to replace it")
	}
	return nil
}

// mayTake says whether a facility may take children in by its filing. A list nobody verified may be shown, never booked.
func mayTake(f *Facility) error {
	switch f.Filing.Status {
	case Filed, Licensed, FilingChangePending:
		return nil
	case FilingSuspended:
		return Errorf(Conflict, CodeSuspended, "", "the facility may not take children in now")
	default:
		return Errorf(Conflict, CodeNotFiled, "", "the facility is not filed; places are booked at filed facilities only")
	}
}

// StaffOnly reports whether a facility takes the children of its employer's own staff alone.
func (f *Facility) StaffOnly() bool { return f.Kind == KindEmployer && !f.OpenToPublic }

// MayTake reports whether a facility may take children in by its filing.
func (f *Facility) MayTake() bool { return mayTake(f) == nil }

// CheckStart says whether a first day can be asked for today: not past, and not further ahead than the terms allow.
func CheckStart(start, today Date, terms BookingTerms) error {
	switch {
	case start.IsZero():
		return Errorf(Invalid, CodeBadDate, "start", "choose the first day of care")
	case start.Before(today):
		return Errorf(Invalid, CodeStartPast, "start", "%s is past; choose a day from today on", start)
	case start.MonthOf() > today.MonthOf()+Month(terms.AheadMonths): //nolint:gosec // at most 60
		return Errorf(Invalid, CodeStartFar, "start", "%s is more than %d months ahead", start, terms.AheadMonths)
	}
	return nil
}

// LastMonth returns the last month in which a child uses a class: that of the day before it is too old for it.
func LastMonth(birth Date, class *Class) Month {
	leave := birth.MonthOf()
	if birth.Day == 1 { // completed on the first of a month: the month before is the last one used
		leave--
	}
	return leave + Month(min(class.ToMonths, maxCareMonths)) //nolint:gosec // bounded
}

// Span returns the months whose places an application takes, both included.
func Span(birth, start Date, class *Class) (from, to Month) {
	from = start.MonthOf()
	return from, max(from, LastMonth(birth, class))
}

// Starting returns the application as it is offered on a day: a first day that has passed while the child waited becomes that
// day. Eligibility is judged, and places are taken, for what it returns.
func (a Application) Starting(today Date) Application {
	if a.Start.Before(today) {
		a.Start, a.From = today, today.MonthOf()
		a.To = max(a.From, a.To)
	}
	return a
}
