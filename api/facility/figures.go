package facility

import (
	"context"
	"slices"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// maxFigureMonths is how many months figures are told of at once.
const maxFigureMonths = 36

// Figures are a facility's own, from the first day of one month to the last of another.
type Figures struct {
	First, Last  care.Month
	Use          []MonthUse
	Funnel       Funnel
	Reasons      []store.Counted // why applications ended, the most frequent first
	Offer, Place Wait            // from the application to the first offer, and to the first day of care
	Visits       Visits
	Absences     []MonthAbsence
	Sessions     []store.SessionUse
	Entries      map[string]int
}

// MonthUse is how far the places of a month are used.
type MonthUse struct {
	Month                           care.Month
	Filed, Staffed, Enrolled, Taken int // Taken: enrolled, promised, held and counted by the facility
	Classes                         []store.ClassMonth
}

// Funnel is how far the applications of the time came. Each counts where it ever was.
type Funnel struct {
	Made, Submitted, Waitlisted, Offered, Confirmed, Enrolled int
	Rejected, Declined, Lapsed, Withdrawn, NoShow             int
}

// Wait is how many days something took, of those that came so far.
type Wait struct {
	N              int
	Median, Longer float64 // days; one in ten took longer than Longer
}

// Visits is what came of times to visit.
type Visits struct{ Booked, Attended, Missed, Cancelled, Applied int }

// MonthAbsence is how often enrolled children were there or not.
type MonthAbsence struct {
	Month                 string
	Present, Absent, Sick int
}

// Figures returns those of the actor's facility.
func (s *Service) Figures(ctx context.Context, actor care.Actor, first, last care.Month) (out Figures, err error) {
	if err := mine(actor, care.MaySeeDesk); err != nil {
		return out, err
	}
	if last < first || last-first >= maxFigureMonths {
		return out, care.Errorf(care.Invalid, care.CodeOutOfRange, "until", "ask for 1 to %d months", maxFigureMonths)
	}
	since, until := care.InstantOf(first.First().Time()), care.InstantOf((last + 1).First().Time())
	err = s.Store.Read(ctx, "count own figures", func(tx *store.Tx) error {
		out = Figures{First: first, Last: last}
		places, err := tx.FacilityMonths(ctx, actor.Facility, first, last)
		if err != nil {
			return err
		}
		out.Use = use(places)
		reached, err := tx.Reached(ctx, actor.Facility, since, until)
		if err != nil {
			return err
		}
		if out.Reasons, err = tx.ReasonsOf(ctx, actor.Facility, since, until); err != nil {
			return err
		}
		waits, err := tx.Waits(ctx, actor.Facility, since, until)
		if err != nil {
			return err
		}
		out.Funnel = funnel(reached, waits)
		out.Offer = waited(waits, func(w store.WaitRow) care.Instant { return w.Offered })
		out.Place = waited(waits, func(w store.WaitRow) care.Instant { return w.Enrolled })
		if out.Visits, err = visits(ctx, tx, actor.Facility, since, until); err != nil {
			return err
		}
		marks, err := tx.Marks(ctx, actor.Facility, first.First(), (last + 1).First().AddDays(-1))
		if err != nil {
			return err
		}
		out.Absences = absences(marks)
		out.Sessions, out.Entries, err = tx.SessionsUsed(ctx, actor.Facility, since, until)
		return err
	})
	return out, err
}

func use(places []store.ClassMonth) (out []MonthUse) {
	for _, p := range places {
		i := slices.IndexFunc(out, func(u MonthUse) bool { return u.Month == p.Month })
		if i < 0 {
			i = len(out)
			out = append(out, MonthUse{Month: p.Month})
		}
		u := &out[i]
		u.Filed, u.Staffed, u.Enrolled, u.Taken = u.Filed+p.Filed, u.Staffed+min(p.Staffed, p.Filed), u.Enrolled+p.Enrolled, u.Taken+p.Used()
		u.Classes = append(u.Classes, p)
	}
	slices.SortFunc(out, func(a, b MonthUse) int { return int(a.Month) - int(b.Month) })
	return out
}

func funnel(n map[care.State]int, waits []store.WaitRow) Funnel {
	asked := 0
	for _, w := range waits {
		if w.Asked > 0 {
			asked++
		}
	}
	return Funnel{
		Made: len(waits), Submitted: asked, Waitlisted: n[care.StateWaitlisted], Offered: n[care.StateOffered], Confirmed: n[care.StateConfirmed],
		Enrolled: n[care.StateEnrolled], Rejected: n[care.StateRejected], Declined: n[care.StateDeclined], Lapsed: n[care.StateLapsed],
		Withdrawn: n[care.StateWithdrawn], NoShow: n[care.StateNoShow],
	}
}

// waited tells the middle and the ninth tenth of how long something took, by the nearest rank.
func waited(rows []store.WaitRow, end func(store.WaitRow) care.Instant) (w Wait) {
	const day = 24 * 3600_000
	var days []float64
	for _, r := range rows {
		if r.Asked > 0 && end(r) >= r.Asked {
			days = append(days, float64(end(r)-r.Asked)/day)
		}
	}
	if w.N = len(days); w.N == 0 {
		return w
	}
	slices.Sort(days)
	w.Median, w.Longer = days[(w.N+1)/2-1], days[(w.N*9+9)/10-1]
	return w
}

func visits(ctx context.Context, tx *store.Tx, f care.FacilityID, since, until care.Instant) (v Visits, err error) {
	states, applied, err := tx.VisitStates(ctx, f, since, until)
	return Visits{
		Booked: states[string(care.VisitBooked)], Attended: states[string(care.VisitAttended)], Missed: states[string(care.VisitMissed)],
		Cancelled: states[string(care.VisitCancelled)], Applied: applied,
	}, err
}

func absences(marks []store.Counted) (out []MonthAbsence) {
	for _, m := range marks {
		if len(out) == 0 || out[len(out)-1].Month != m.Month {
			out = append(out, MonthAbsence{Month: m.Month})
		}
		a := &out[len(out)-1]
		switch care.Mark(m.What) {
		case care.MarkPresent, care.MarkGone:
			a.Present += m.N
		case care.MarkAbsent:
			a.Absent += m.N
		case care.MarkIll:
			a.Sick += m.N
		}
	}
	return out
}
