package care

// Freshness says how far a figure of free places can be trusted.
type Freshness uint8

// The degrees of freshness. Only Fresh and Ageing figures are shown as numbers and count for "has room".
const (
	FreshnessNone     Freshness = iota // no figure was ever given
	FreshnessFresh                     // confirmed within VacancyTerms.Fresh
	FreshnessAgeing                    // older, but within VacancyTerms.Stale
	FreshnessDoubtful                  // families were told otherwise, often enough; until the next confirmation
	FreshnessStale                     // older than VacancyTerms.Stale
)

var freshnessNames = [...]string{"none", "fresh", "ageing", "doubtful", "stale"}

// String gives the word used on the wire: none, fresh, ageing, doubtful or stale.
func (f Freshness) String() string { return freshnessNames[min(int(f), len(freshnessNames)-1)] }

// MarshalText gives the same word as String.
func (f Freshness) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// Usable reports whether the figure may be shown as a number and counted.
func (f Freshness) Usable() bool { return f == FreshnessFresh || f == FreshnessAgeing }

// Answer is yes, no, or not known.
type Answer uint8

// The answers.
const (
	NotKnown Answer = iota
	No
	Yes
)

var answerNames = [...]string{"unknown", "no", "yes"}

// String gives unknown, no or yes.
func (a Answer) String() string { return answerNames[min(int(a), len(answerNames)-1)] }

// MarshalText gives the same word as String.
func (a Answer) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// VacancyTerms are the limits a figure of free places is judged by.
type VacancyTerms struct {
	Fresh   int64 // milliseconds
	Stale   int64 // milliseconds
	Reports int   // distinct families told "full" since the confirmation, from which on a figure is doubtful
}

// DefaultVacancyTerms are 48 hours, 7 days and 2 reports.
var DefaultVacancyTerms = VacancyTerms{Fresh: 48 * hourMillis, Stale: 7 * 24 * hourMillis, Reports: 2}

const hourMillis = 3600 * 1000

// VacancyTerms returns the limits for an area on a day; what no rule says is taken from DefaultVacancyTerms.
func (r *Rules) VacancyTerms(area string, on Date) VacancyTerms {
	t := DefaultVacancyTerms
	if v, ok := r.Int(RuleVacancyFresh, area, on); ok && v > 0 && v <= 24*365 {
		t.Fresh = int64(v) * hourMillis
	}
	if v, ok := r.Int(RuleVacancyStale, area, on); ok && v > 0 && v <= 365 {
		t.Stale = int64(v) * 24 * hourMillis
	}
	if v, ok := r.Int(RuleVacancyDoubt, area, on); ok && v > 0 {
		t.Reports = v
	}
	t.Stale = max(t.Stale, t.Fresh)
	return t
}

// Freshness judges a figure confirmed at an instant, with so many reports against it since. A confirmation that lies in the
// future (a clock that runs ahead) counts as just made.
func (t VacancyTerms) Freshness(confirmed Instant, reports int, now Instant) Freshness {
	age := int64(now - confirmed)
	switch {
	case confirmed <= 0:
		return FreshnessNone
	case age > t.Stale:
		return FreshnessStale
	case t.Reports > 0 && reports >= t.Reports:
		return FreshnessDoubtful
	case age > t.Fresh:
		return FreshnessAgeing
	default:
		return FreshnessFresh
	}
}

// Ask is a question about free places: for which child, from when, in which mode. Make one with AskByBirth, AskByAge or
// AskAnyAge. It is a small value; asking many facilities costs nothing more.
type Ask struct {
	Start Month // the month care begins
	Mode  Mode  // "" asks for every mode
	age   int   // completed months on the start date; -1: any age
	leave Month // a class with ToMonths n is last used by the child in month leave+n
}

// maxAskMonths bounds the ages that can be asked for; some lists have classes up to school age.
const maxAskMonths = 120

// AskByBirth asks for a child by its birthday. The age that counts is the age on the start date, to the day.
// It fails when the child is born after the start, or is ten years old by then.
func AskByBirth(birth, start Date) (Ask, error) {
	age, ok := AgeMonths(birth, start)
	if !ok {
		return Ask{}, Errorf(Invalid, CodeOutOfRange, "birth", "the child is born on %s, after the start on %s", birth, start)
	}
	if age > maxAskMonths {
		return Ask{}, Errorf(Invalid, CodeOutOfRange, "birth", "a child born on %s is %d months old at the start; the limit is %d", birth, age, maxAskMonths)
	}
	leave := birth.MonthOf()
	if birth.Day == 1 { // completed on the first of a month: the month before is the last one used
		leave--
	}
	return Ask{Start: start.MonthOf(), age: age, leave: leave}, nil
}

// AskByAge asks for a child by its completed months on the start date, the first day of the start month.
func AskByAge(months int, start Month) (Ask, error) {
	if months < 0 || months > maxAskMonths {
		return Ask{}, Errorf(Invalid, CodeOutOfRange, "age_months", "an age of %d months is outside 0 to %d", months, maxAskMonths)
	}
	return Ask{Start: start, age: months, leave: start - Month(months) - 1}, nil //nolint:gosec // bounded above
}

// AskAnyAge asks whether there is any place at all in a month.
func AskAnyAge(start Month) Ask { return Ask{Start: start, age: -1} }

// Age returns the completed months on the start date, and false if no age was given.
func (a Ask) Age() (int, bool) { return a.age, a.age >= 0 }

// Room is the places of one class, prepared for being asked often. It is a few dozen bytes and is not changed after RoomOf.
type Room struct {
	Class     *Class
	from, to  int
	confirmed Instant
	reports   int
	steps     []step // ascending; each holds until the next; the last one for ever
}

type step struct {
	month          Month
	filed, staffed int32
	taken, free    int32
}

// RoomOf prepares a class. The class must not change afterwards.
func RoomOf(c *Class) Room {
	r := Room{Class: c, from: c.FromMonths, to: c.ToMonths, confirmed: c.ConfirmedAt, reports: c.Reports}
	for _, p := range c.Pools {
		s := step{p.Month, small(p.Filed), small(p.Staffed), small(p.Taken), small(p.Free())}
		if n := len(r.steps); n > 0 {
			last := r.steps[n-1]
			last.month = s.month
			if last == s {
				continue
			}
		}
		r.steps = append(r.steps, s)
	}
	return r
}

func small(n int) int32 { return int32(min(max(n, 0), 1<<30)) } //nolint:gosec // bounded

// Rooms are the classes of one facility, prepared.
type Rooms []Room

// Rooms prepares all classes of a facility. The facility must not change afterwards.
func (f *Facility) Rooms() Rooms {
	out := make(Rooms, len(f.Classes))
	for i := range f.Classes {
		out[i] = RoomOf(&f.Classes[i])
	}
	return out
}

// ClassVacancy is the answer for one class.
type ClassVacancy struct {
	Class     *Class
	Fits      bool // the child's age is in the band on the start date, and the mode is the one asked for
	Freshness Freshness
	Filed     int   // 核定托位 in the start month
	Staffed   int   // what the staff may take in the start month
	Taken     int   // held, offered or enrolled in the start month
	Free      int   // the least of all months from the start until the child ages out; 0 unless Known
	Tightest  Month // the month that is the least
	Until     Month // the last month the child would use the class
	Known     bool  // figures exist for the start month
}

// HasRoom answers whether the child can get a place: NotKnown when no usable figure says so.
func (v ClassVacancy) HasRoom() Answer {
	switch {
	case !v.Fits:
		return No
	case !v.Known || !v.Freshness.Usable():
		return NotKnown
	case v.Free > 0:
		return Yes
	default:
		return No
	}
}

// Vacancy is the answer for a facility: the sum over the classes that fit.
type Vacancy struct {
	Fits      bool // some class takes the child
	HasRoom   Answer
	Free      int       // over the fitting classes with a usable figure
	Filed     int       // over the fitting classes with any figure, in the start month
	Staffed   int       // likewise
	Freshness Freshness // the worst of the figures summed up in Free; of the best figure there is, when none is usable
	Confirmed Instant   // the oldest confirmation among the figures summed up; of the newest figure, when none is usable
	Partial   bool      // some fitting class has no usable figure: there may be more than Free
}

// ask answers for one class, without allocating.
func (r *Room) ask(a Ask, now Instant, terms VacancyTerms) ClassVacancy {
	v := ClassVacancy{Class: r.Class, Until: a.Start}
	v.Freshness = terms.Freshness(r.confirmed, r.reports, now)
	v.Fits = (a.age < 0 || (a.age >= r.from && a.age < r.to)) && (a.Mode == "" || a.Mode == r.Class.Mode)
	if v.Fits && a.age >= 0 {
		v.Until = max(a.Start, a.leave+Month(r.to)) //nolint:gosec // ToMonths is small
	}
	i := len(r.steps) - 1
	for i >= 0 && r.steps[i].month > a.Start {
		i--
	}
	if i < 0 || r.confirmed <= 0 {
		v.Freshness = FreshnessNone
		return v
	}
	s := &r.steps[i]
	v.Known, v.Filed, v.Staffed, v.Taken = true, int(s.filed), int(s.staffed), int(s.taken)
	v.Free, v.Tightest = int(s.free), a.Start
	for i++; i < len(r.steps) && r.steps[i].month <= v.Until; i++ {
		if n := int(r.steps[i].free); n < v.Free {
			v.Free, v.Tightest = n, r.steps[i].month
		}
	}
	return v
}

// Total answers for the facility. It does not allocate.
func (rs Rooms) Total(a Ask, now Instant, terms VacancyTerms) Vacancy {
	var t total
	for i := range rs {
		t.add(rs[i].ask(a, now, terms))
	}
	return t.vacancy()
}

// ByClass appends the answer for each class to buf, and returns it with the answer for the facility.
func (rs Rooms) ByClass(buf []ClassVacancy, a Ask, now Instant, terms VacancyTerms) ([]ClassVacancy, Vacancy) {
	var t total
	for i := range rs {
		v := rs[i].ask(a, now, terms)
		t.add(v)
		buf = append(buf, v)
	}
	return buf, t.vacancy()
}

// Vacancies answers for the facility and for each of its classes.
func (f *Facility) Vacancies(a Ask, now Instant, terms VacancyTerms) (Vacancy, []ClassVacancy) {
	list, v := f.Rooms().ByClass(make([]ClassVacancy, 0, len(f.Classes)), a, now, terms)
	return v, list
}

// total sums up the classes of a facility.
type total struct {
	v        Vacancy
	usable   int
	unusable int
	best     Freshness // of the unusable figures
	newest   Instant
}

func (t *total) add(c ClassVacancy) {
	if !c.Fits {
		return
	}
	t.v.Fits = true
	if c.Known {
		t.v.Filed += c.Filed
		t.v.Staffed += c.Staffed
	}
	if !c.Known || !c.Freshness.Usable() {
		t.unusable++
		if c.Known && (t.best == FreshnessNone || c.Freshness < t.best) {
			t.best = c.Freshness
		}
		if c.Known {
			t.newest = max(t.newest, c.Class.ConfirmedAt)
		}
		return
	}
	t.usable++
	t.v.Free += c.Free
	t.v.Freshness = max(t.v.Freshness, c.Freshness)
	if t.v.Confirmed == 0 || c.Class.ConfirmedAt < t.v.Confirmed {
		t.v.Confirmed = c.Class.ConfirmedAt
	}
}

func (t *total) vacancy() Vacancy {
	v := t.v
	v.Partial = t.unusable > 0
	if t.usable == 0 {
		v.Freshness, v.Confirmed = t.best, t.newest
	}
	switch {
	case !v.Fits:
		v.HasRoom = No
	case v.Free > 0:
		v.HasRoom = Yes
	case v.Partial:
		v.HasRoom = NotKnown
	default:
		v.HasRoom = No
	}
	return v
}
