package finder

import "tuoyuquan/api/care"

// offer is what a facility has for one child: care's answer over its classes, made small.
type offer struct {
	state     uint8 // index into stateList
	fresh     care.Freshness
	known     bool // free, filed and staffed may be shown
	partial   bool
	free      int32
	filed     int32
	staffed   int32
	from      care.Month
	confirmed care.Instant
	stamp     string // confirmed in JSON, quotes included
	lowest    int64  // fen a month, -1 not known
	highest   int64
}

const (
	offFree = iota
	offFull
	offUnknown
	offNoClass
	offMembers
)

// child is who the places are for, as care asks: one Ask for each month that will do and each mode wanted.
type child struct {
	months []ask               // ascending by month, at least one
	aged   bool                // an age was given
	buf    []care.ClassVacancy // the last answer, by class
	asked  *row                // of whom
}

type ask struct {
	month care.Month
	modes []care.Ask // one without a mode, or one for each
}

// newChild prepares the questions of a valid query.
func newChild(q *Query) (child, error) {
	c := child{aged: q.AgeMonths >= 0}
	last := q.Start.MonthOf()
	if q.Vacancy == VacantBy {
		last = q.By.MonthOf()
	}
	for m := q.Start.MonthOf(); m <= last; m++ {
		one, err := askAt(q, m)
		if err != nil {
			if m > q.Start.MonthOf() {
				break // grown out of every class by then
			}
			return c, err
		}
		a := ask{month: m, modes: []care.Ask{one}}
		if len(q.Modes) > 0 {
			a.modes = a.modes[:0]
			for _, mode := range q.Modes {
				one.Mode = mode
				a.modes = append(a.modes, one)
			}
		}
		c.months = append(c.months, a)
	}
	return c, nil
}

func askAt(q *Query, m care.Month) (care.Ask, error) {
	later := m - q.Start.MonthOf()
	switch {
	case q.AgeMonths < 0:
		return care.AskAnyAge(m), nil
	case q.Birth.IsZero():
		return care.AskByAge(q.AgeMonths+int(later), m)
	case later == 0:
		return care.AskByBirth(q.Birth, q.Start)
	default:
		return care.AskByBirth(q.Birth, m.First())
	}
}

// inAnyMode is the same child without a wish for a mode.
func (c *child) inAnyMode() child {
	out := child{aged: c.aged, months: make([]ask, len(c.months))}
	for i, a := range c.months {
		one := a.modes[0]
		one.Mode = ""
		out.months[i] = ask{month: a.month, modes: []care.Ask{one}}
	}
	return out
}

// ofAnyAge is a child of any age with the same wishes.
func (c *child) ofAnyAge() child {
	out := child{months: make([]ask, len(c.months))}
	for i, a := range c.months {
		out.months[i] = ask{month: a.month, modes: make([]care.Ask, len(a.modes))}
		for k := range a.modes {
			out.months[i].modes[k] = care.AskAnyAge(a.month)
			out.months[i].modes[k].Mode = a.modes[k].Mode
		}
	}
	return out
}

// anyChild asks for any child in a month.
func anyChild(m care.Month) child {
	return child{months: []ask{{month: m, modes: []care.Ask{care.AskAnyAge(m)}}}}
}

// offerFor answers for the first month with room, or for the start month when none has.
func (r *row) offerFor(c *child, t *terms, now care.Instant) offer {
	first := r.offerAt(c, &c.months[0], t, now)
	if first.state == offFree {
		return first
	}
	for i := 1; i < len(c.months); i++ {
		if o := r.offerAt(c, &c.months[i], t, now); o.state == offFree {
			return o
		}
	}
	return first
}

func (r *row) offerAt(c *child, a *ask, t *terms, now care.Instant) offer {
	o := offer{state: offNoClass, lowest: -1, highest: -1, from: a.month}
	if len(r.rooms) == 0 { // a list without classes: nobody knows who is taken
		o.state = offUnknown
		o.addFee(r.fees[0])
		return r.forMembers(o)
	}
	sum := r.ask(&o, c, a.modes[0], t, now)
	for _, more := range a.modes[1:] {
		sum = join(sum, r.ask(&o, c, more, t, now))
	}
	o.set(&sum)
	o.stamp = r.stampOf(o.confirmed)
	return r.forMembers(o)
}

// ask puts one question to care and notes what the classes that fit cost.
func (r *row) ask(o *offer, c *child, q care.Ask, t *terms, now care.Instant) (v care.Vacancy) {
	if r.bare != 0 && r.bare&modeBit(q.Mode) != 0 {
		return r.askBare(o, c, q, t, now)
	}
	c.buf, v = r.rooms.ByClass(c.buf[:0], q, now, t.vacancy)
	c.asked = r
	for k := range c.buf {
		if c.buf[k].Fits {
			o.addFee(r.fees[k])
		}
	}
	return v
}

// askBare answers for a mode that the facility offers without saying in which classes. It is taken to be for the ages that
// its classes take; how much room there is nobody knows.
func (r *row) askBare(o *offer, c *child, q care.Ask, t *terms, now care.Instant) care.Vacancy {
	fees := r.bareFees[number(modeList[:], q.Mode)]
	q.Mode = ""
	c.buf, _ = r.rooms.ByClass(c.buf[:0], q, now, t.vacancy)
	c.asked = nil // not the answer to the question that was asked
	fits := false
	for k := range c.buf {
		if c.buf[k].Fits {
			fits = true
			o.addFee(fees[k])
		}
	}
	if !fits {
		return care.Vacancy{HasRoom: care.No}
	}
	return care.Vacancy{Fits: true, HasRoom: care.NotKnown, Partial: true}
}

// forMembers marks what an employer's facility has: outsiders cannot take it.
func (r *row) forMembers(o offer) offer {
	if r.members && o.state != offNoClass {
		o.state = offMembers
	}
	return o
}

func (o *offer) set(v *care.Vacancy) {
	o.fresh, o.confirmed = v.Freshness, v.Confirmed
	o.known = v.Freshness.Usable()
	o.partial = v.Partial && o.known
	o.free, o.filed, o.staffed = int32(v.Free), int32(v.Filed), int32(v.Staffed) //nolint:gosec // places of a facility
	switch {
	case !v.Fits:
		o.state = offNoClass
	case v.HasRoom == care.Yes:
		o.state = offFree
	case v.HasRoom == care.No:
		o.state = offFull
	default:
		o.state = offUnknown
	}
	if v.Confirmed == 0 {
		o.fresh = care.FreshnessNone
	}
}

// join adds the answers for two modes: their classes are different ones.
func join(a, b care.Vacancy) care.Vacancy {
	switch {
	case !a.Fits:
		return b
	case !b.Fits:
		return a
	}
	usable, other := a, b
	if !usable.Freshness.Usable() {
		usable, other = b, a
	}
	out := usable
	out.Free, out.Filed, out.Staffed = a.Free+b.Free, a.Filed+b.Filed, a.Staffed+b.Staffed
	out.Partial = a.Partial || b.Partial
	if other.Freshness.Usable() {
		out.Freshness = max(a.Freshness, b.Freshness)
		out.Confirmed = min(a.Confirmed, b.Confirmed)
	} else if !usable.Freshness.Usable() && other.Confirmed > usable.Confirmed {
		out.Freshness, out.Confirmed = other.Freshness, other.Confirmed
	}
	switch {
	case out.Free > 0:
		out.HasRoom = care.Yes
	case out.Partial:
		out.HasRoom = care.NotKnown
	default:
		out.HasRoom = care.No
	}
	return out
}

func (o *offer) addFee(monthly int64) {
	if monthly < 0 {
		return
	}
	if o.lowest < 0 || monthly < o.lowest {
		o.lowest = monthly
	}
	o.highest = max(o.highest, monthly)
}

// stampOf returns an instant in JSON; classes have theirs ready.
func (r *row) stampOf(at care.Instant) string {
	for i := range r.facility.Classes {
		if r.facility.Classes[i].ConfirmedAt == at {
			return r.stamps[i]
		}
	}
	return stampJSON(at)
}

// hasRoom reports whether the vacancy filter is met.
func (o *offer) hasRoom() bool { return o.state == offFree }
