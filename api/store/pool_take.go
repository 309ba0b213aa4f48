package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// PlaceClass is a class as far as its places go.
type PlaceClass struct {
	care.Class // without pools, confirmation and reports

	Facility care.FacilityID
	Version  int64  // grows when a facility, a bureau or a list changes its places
	Closed   bool   // no longer in its list
	Frozen   string // why the bureau has stopped it; "" when it has not
}

// LockedClass returns a class and locks its row: everything about its places happens one after the other until the
// transaction ends. Several classes are locked in ascending order of id. Fails with not_found.
func (w *work) LockedClass(ctx context.Context, id care.ClassID) (PlaceClass, error) {
	r, err := w.LockClass(ctx, string(id))
	return placeClass(db.ClassByIDRow(r), err)
}

// Class returns a class without locking it, or not_found.
func (w *work) Class(ctx context.Context, id care.ClassID) (PlaceClass, error) {
	return placeClass(w.ClassByID(ctx, string(id)))
}

// Locked is what an application of a child for a class turns on, as it is while both are locked.
type Locked struct {
	Class    PlaceClass
	Facility care.Facility // without its classes
	Waits    bool          // somebody waits for the class and is not paused
	Months   Months
	Of       []care.Application // of the child, oldest first
}

// LockFor locks a class and then a child, until the transaction ends, and reads what an application of one for the other turns
// on. It is LockedClass and LockChildRow with what is read after them, in one go where the database is far. Fails with not_found.
func (w *work) LockFor(ctx context.Context, class care.ClassID, child care.ChildID) (l Locked, err error) {
	noClass := care.Errorf(care.NotFound, care.CodeNotFound, "class_id", "there is no class with this id")
	noChild := care.Errorf(care.NotFound, care.CodeNotFound, "child_id", "there is no child with this id")
	var classes []db.ClassHeldRow
	locks, err := w.locksFor(ctx, class, child, &classes, noClass, noChild)
	if err != nil {
		return l, err
	}
	var facilities []db.Facility
	var apps []db.Application
	var pools []db.Pool
	var waiting []string
	if err := w.together(ctx, locks,
		rowsTo(&facilities, pgx.RowToStructByPos, func(q *db.Queries) ([]db.Facility, error) { return q.FacilityOfClass(ctx, string(class)) }),
		rowsTo(&apps, pgx.RowToStructByPos, func(q *db.Queries) ([]db.Application, error) { return q.ApplicationsOfChild(ctx, string(child)) }),
		rowsTo(&pools, pgx.RowToStructByPos, func(q *db.Queries) ([]db.Pool, error) { return q.PoolsOfClass(ctx, string(class)) }),
		rowsTo(&waiting, pgx.RowTo, func(q *db.Queries) ([]string, error) { return q.SomeWaiting(ctx, string(class)) }),
	); err != nil {
		return l, err
	}
	if len(classes) != 1 || len(facilities) != 1 {
		return l, noClass
	}
	if l.Class, err = placeClass(db.ClassByIDRow(classes[0]), nil); err != nil {
		return l, err
	}
	if l.Facility, err = facilityOf(&facilities[0]); err != nil {
		return l, err
	}
	l.Months, l.Waits = monthsOf(class, pools), len(waiting) > 0
	l.Of, err = applicationsOf(oldestFirst(apps), nil)
	return l, err
}

// locksFor locks a class, which it reads, and a child: at once, or by what it returns to be sent before any question. Where a
// statement sees what was committed before it, a row is locked as by an UPDATE that changes nothing, but none is written for it,
// and it is read as it is once the lock is there. Where the transaction sees one view throughout that would not do: who gets
// the lock must see what was done under it, or fail.
func (w *work) locksFor(ctx context.Context, class care.ClassID, child care.ChildID, to *[]db.ClassHeldRow, noClass, noChild error) ([]answered, error) {
	if w.session != nil && w.session.plain {
		return []answered{
			{
				query: "SELECT id, facility_id, name, band, from_months, to_months, mode, version, closed, frozen FROM class WHERE id = $1 FOR NO KEY UPDATE",
				args:  []any{string(class)},
				rows: func(rows pgx.Rows) (err error) {
					*to, err = pgx.CollectRows(rows, pgx.RowToStructByPos[db.ClassHeldRow])
					return err
				},
			},
			{
				query: "SELECT 1 FROM child WHERE id = $1 FOR NO KEY UPDATE", args: []any{string(child)},
				tag: func(tag pgconn.CommandTag) error {
					if tag.RowsAffected() != 1 {
						return noChild
					}
					return nil
				},
			},
		}, nil
	}
	if _, err := w.later(1, noClass).HoldClass(ctx, string(class)); err != nil {
		return nil, err
	}
	if _, err := w.later(1, noChild).LockChild(ctx, string(child)); err != nil {
		return nil, err
	}
	return nil, w.together(ctx, nil, rowsTo(to, pgx.RowToStructByPos, func(q *db.Queries) ([]db.ClassHeldRow, error) { return q.ClassHeld(ctx, string(class)) }))
}

func placeClass(r db.ClassByIDRow, err error) (PlaceClass, error) {
	if errors.Is(err, sql.ErrNoRows) {
		err = care.Errorf(care.NotFound, care.CodeNotFound, "class_id", "there is no class with this id")
	}
	return PlaceClass{
		Class: care.Class{
			ID: care.ClassID(r.ID), Name: r.Name, Band: care.BandName(r.Band), FromMonths: int(r.FromMonths), ToMonths: int(r.ToMonths),
			Mode: care.Mode(r.Mode),
		},
		Facility: care.FacilityID(r.FacilityID), Version: r.Version, Closed: r.Closed, Frozen: r.Frozen,
	}, err
}

// FacilityAlone returns a facility without its classes, or not_found.
func (w *work) FacilityAlone(ctx context.Context, id care.FacilityID) (care.Facility, error) {
	r, err := w.FacilityByID(ctx, string(id))
	if errors.Is(err, sql.ErrNoRows) {
		err = care.Errorf(care.NotFound, care.CodeNotFound, "facility_id", "there is no facility with this id")
	}
	if err != nil {
		return care.Facility{}, err
	}
	return facilityOf(&r)
}

// Span is the months of a class an application takes, both included.
type Span struct {
	Class       care.ClassID
	First, Last care.Month
}

// Months is how many there are.
func (p Span) Months() int { return int(p.Last-p.First) + 1 }

// Take takes one place for a state's seat in every month of a span, which all have rows (see Materialise). It is the one primitive
// that takes places: where not every month has room the transaction fails with full, at once or before it ends, and
// nothing of it is kept.
func (w *work) Take(ctx context.Context, p Span, seat care.Seat, full error) (err error) {
	now := w.later(int64(p.Months()), full)
	switch seat {
	case care.SeatHeld:
		_, err = now.TakeHeld(ctx, db.TakeHeldParams{ClassID: string(p.Class), First: int32(p.First), Last: int32(p.Last)})
	case care.SeatOffered:
		_, err = now.TakeOffered(ctx, db.TakeOfferedParams{ClassID: string(p.Class), First: int32(p.First), Last: int32(p.Last)})
	default:
		err = errors.New("a place is taken as held or offered only")
	}
	return err
}

// Shift moves the place of an application from one counter to another in every month; to NoSeat gives it back.
func (w *work) Shift(ctx context.Context, p Span, from, to care.Seat) error {
	change := func(seat care.Seat) (n int32) {
		if seat == from {
			n--
		}
		if seat == to {
			n++
		}
		return n
	}
	gone := care.Errorf(care.Conflict, care.CodeConflict, "", "the months of a place are not all there")
	_, err := w.later(int64(p.Months()), gone).ShiftPlaces(ctx, db.ShiftPlacesParams{
		ClassID: string(p.Class), First: int32(p.First), Last: int32(p.Last),
		Held: change(care.SeatHeld), Offered: change(care.SeatOffered), Enrolled: change(care.SeatEnrolled),
	})
	return err
}

// Materialise gives every month of a span a row of its own, and the month after it: a month without a row is as the one
// before, and must not seem taken by whoever is there only until then. Months before the first known one stay unknown.
func (w *work) Materialise(ctx context.Context, p Span) error {
	n, err := w.MonthsThere(ctx, db.MonthsThereParams{ClassID: string(p.Class), First: int32(p.First), Last: int32(p.Last + 1)})
	if err != nil || n == int64(p.Months()+1) {
		return err
	}
	rows, err := w.Occupancy(ctx, p.Class)
	if err != nil || len(rows) == 0 {
		return err
	}
	var missing []Occupancy
	last, next := rows[0], 0
	for m := rows[0].Month; m <= p.Last+1; m++ {
		if next < len(rows) && rows[next].Month == m {
			last = rows[next]
			next++
			continue
		}
		if m >= p.First {
			o := last
			o.Month, o.Held, o.Offered, o.Enrolled = m, 0, 0, 0
			missing = append(missing, o.grandfather())
		}
	}
	return insertPools(ctx, w, missing)
}

// Occupancy returns the months of a class that have rows, ascending.
func (w *work) Occupancy(ctx context.Context, class care.ClassID) ([]Occupancy, error) {
	rows, err := w.PoolsOfClass(ctx, string(class))
	return monthsOf(class, rows), err
}

func monthsOf(class care.ClassID, rows []db.Pool) Months {
	out := make(Months, len(rows))
	for i, r := range rows {
		out[i] = Occupancy{
			Class: class, Month: care.Month(r.Month), Filed: int(r.Filed), Staffed: int(r.Staffed), Grandfathered: int(r.Grandfathered),
			Outside: int(r.Outside), Held: int(r.Held), Offered: int(r.Offered), Enrolled: int(r.Enrolled), Open: r.Open,
		}
	}
	return out
}

// Months are the places of a class by month, for asking many spans.
type Months []Occupancy

// At returns the places of a month: those of the last month with a row before it when it has none, then with nobody in it
// but whom the facility counts. false: nothing is known.
func (ms Months) At(m care.Month) (Occupancy, bool) {
	for i := len(ms) - 1; i >= 0; i-- {
		if ms[i].Month == m {
			return ms[i], true
		}
		if ms[i].Month < m {
			o := ms[i]
			o.Month, o.Held, o.Offered, o.Enrolled = m, 0, 0, 0
			return o, true
		}
	}
	return Occupancy{}, false
}

// Free returns the least number of places free in any month of a span, and false when a month is not known.
func (ms Months) Free(first, last care.Month) (int, bool) {
	least := -1
	for m := first; m <= last; m++ {
		o, known := ms.At(m)
		if !known {
			return 0, false
		}
		if n := o.Free(); least < 0 || n < least {
			least = n
		}
	}
	return max(least, 0), least >= 0
}

// Drift is a month whose counters do not say what the applications say.
type Drift struct {
	Class                               care.ClassID
	Month                               care.Month
	Held, Offered, Enrolled             int
	TrueHeld, TrueOffered, TrueEnrolled int
}

// Drift compares every counter with the applications it counts, on one unchanging view. missing are applications that hold
// a place in a month that has no row.
func (s *Store) Drift(ctx context.Context) (drift []Drift, missing []care.ApplicationID, err error) {
	err = s.read(ctx, "compare places with applications", func(w *work) error {
		rows, err := w.PoolDrift(ctx)
		if err != nil {
			return err
		}
		for _, r := range rows {
			drift = append(drift, Drift{
				Class: care.ClassID(r.ClassID), Month: care.Month(r.Month), Held: int(r.Held), Offered: int(r.Offered), Enrolled: int(r.Enrolled),
				TrueHeld: int(r.TrueHeld), TrueOffered: int(r.TrueOffered), TrueEnrolled: int(r.TrueEnrolled),
			})
		}
		lost, err := w.MissingMonths(ctx)
		for _, r := range lost {
			missing = append(missing, care.ApplicationID(r.ID))
		}
		return err
	})
	return drift, missing, err
}

// ClassesOf returns every class of a facility, closed ones too, in order, with the time its places were confirmed.
func (w *work) ClassesOf(ctx context.Context, facility care.FacilityID) ([]PlaceClass, error) {
	rows, err := w.PlaceClassesOf(ctx, string(facility))
	out := make([]PlaceClass, len(rows))
	for i, r := range rows {
		out[i], _ = placeClass(db.ClassByIDRow{
			ID: r.ID, FacilityID: r.FacilityID, Name: r.Name, Band: r.Band, FromMonths: r.FromMonths, ToMonths: r.ToMonths, Mode: r.Mode,
			Version: r.Version, Closed: r.Closed, Frozen: r.Frozen,
		}, nil)
		out[i].ConfirmedAt = care.Instant(r.ConfirmedAt)
	}
	return out, err
}

// SetMonth sets what a facility says of one month: the places its staff allow, and the children it counts who have no
// application. More children than filed places are let stand, so that the truth can be told.
func (w *work) SetMonth(ctx context.Context, class care.ClassID, m care.Month, staffed, outside int) error {
	n, err := w.SetPlaces(ctx, db.SetPlacesParams{Staffed: int32(staffed), Outside: int32(outside), ClassID: string(class), Month: int32(m)}) //nolint:gosec // bounded by care.CheckPools
	if err == nil && n != 1 {
		err = care.Errorf(care.Invalid, care.CodeInvalid, "month", "no places are known for %s; give them in the list of the facility first", m)
	}
	return err
}

// SetFiledFrom sets the filed places of every month from one on; use above them is let stand, and nobody new is taken until it is below.
func (w *work) SetFiledFrom(ctx context.Context, class care.ClassID, from care.Month, filed int) error {
	_, err := w.SetFiled(ctx, db.SetFiledParams{Filed: int32(filed), ClassID: string(class), First: int32(from)}) //nolint:gosec // bounded by the caller
	return err
}

// Stop stops a class for a reason, or lets it go on with reason "". It reports whether that changed anything. What the class
// is closed for otherwise stays closed.
func (w *work) Stop(ctx context.Context, class PlaceClass, reason care.ReasonCode) (bool, error) {
	n, err := w.FreezeClass(ctx, db.FreezeClassParams{ID: string(class.ID), Frozen: string(reason)})
	if err != nil || n == 0 {
		return false, err
	}
	_, err = w.SetOpen(ctx, db.SetOpenParams{ClassID: string(class.ID), Open: reason == "" && !class.Closed})
	return true, err
}

// Bump raises the version of a class, if it still is the one that was seen.
func (w *work) Bump(ctx context.Context, class care.ClassID, seen int64) (bool, error) {
	n, err := w.BumpClass(ctx, db.BumpClassParams{ID: string(class), Version: seen})
	return n == 1, err
}

// Confirmed keeps that the places of a class were confirmed by the facility at an instant.
func (w *work) Confirmed(ctx context.Context, class care.ClassID, at care.Instant) error {
	_, err := w.ConfirmClass(ctx, db.ConfirmClassParams{ID: string(class), ConfirmedAt: int64(at), Source: string(care.VacancyFacility)})
	return err
}
