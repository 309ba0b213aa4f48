package booking

import (
	"cmp"
	"context"
	"math"
	"slices"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/geo"
)

// ClosurePreview is what stopping a facility would do, as things stand.
type ClosurePreview struct {
	Facility care.Facility
	Version  int64
	Open     *care.Closure // the one that lasts; nil: none
	Stopped  bool          // a closure lasts or has been
	Affected care.Affected
	Children []AffectedChild
	Nearby   []NearbyClass // the nearest first
	Suited   int           // of the children, who could have a place nearby now, each a place of its own
}

// AffectedChild is one application a closure concerns. It names nobody.
type AffectedChild struct {
	Application care.ApplicationID
	Class       care.ClassID
	ClassName   string
	Mode        care.Mode
	State       care.State
	Start       care.Date
	Near        int // classes nearby that have a place for it now
}

// NearbyClass is a class around a stopped one that has room.
type NearbyClass struct {
	Facility  care.FacilityID
	Name      string
	Class     care.ClassID
	ClassName string
	Metres    int // as the crow flies; -1: not known
	Free      int // this month

	months store.Months
	given  []care.Application // what a preview has placed there
}

// PreviewClosure says what stopping a facility would do. Nothing is changed.
func (s *Service) PreviewClosure(ctx context.Context, actor care.Actor, f care.FacilityID) (p ClosurePreview, err error) {
	err = s.look(ctx, actor, "preview closure", func(ctx context.Context, t *turn) error {
		at, err := t.facilityToStop(ctx, f)
		if err != nil {
			return err
		}
		var c care.Closure
		found, err := t.affected(ctx, at, &c)
		if err != nil {
			return err
		}
		before, err := t.tx.Closures(ctx, f)
		if err != nil {
			return err
		}
		p = ClosurePreview{Facility: at.f, Version: at.version, Open: at.open, Stopped: len(before) > 0, Affected: c.Affected, Children: []AffectedChild{}, Nearby: []NearbyClass{}}
		return t.previewPlaces(ctx, &p, at, found)
	})
	return p, err
}

// previewPlaces finds who could have a place where, in the order in which places are offered: class by class, who has a place first.
func (t *turn) previewPlaces(ctx context.Context, p *ClosurePreview, at stopping, found []care.Application) error {
	near := make(map[care.ClassID]*NearbyClass)
	for _, class := range at.classes {
		of, err := t.class(ctx, class)
		if err != nil {
			return err
		}
		around, err := t.around(ctx, of, near)
		if err != nil {
			return err
		}
		apps := slices.DeleteFunc(slices.Clone(found), func(a care.Application) bool { return a.ClassID != class })
		for _, a := range inOrder(apps) {
			fits, err := t.placesFor(ctx, a, around)
			if err != nil {
				return err
			}
			if len(fits) > 0 {
				p.Suited++
				fits[0].given = append(fits[0].given, a)
			}
			p.Children = append(p.Children, AffectedChild{
				Application: a.ID, Class: class, ClassName: of.Name, Mode: of.Mode, State: a.State, Start: a.Start, Near: len(fits),
			})
		}
	}
	for _, n := range near {
		p.Nearby = append(p.Nearby, *n)
	}
	slices.SortFunc(p.Nearby, func(a, b NearbyClass) int {
		return cmp.Or(cmp.Compare(uint(a.Metres), uint(b.Metres)), cmp.Compare(a.Class, b.Class)) //nolint:gosec // -1, not known, comes last
	})
	return nil
}

// inOrder puts those who are to be offered a place in their order, and all others behind them.
func inOrder(apps []care.Application) []care.Application {
	out := care.Displaced(apps)
	for _, a := range apps {
		if !a.Displaced() {
			out = append(out, a)
		}
	}
	return out
}

// around returns the classes around another that have room, the nearest first, each looked up once.
func (t *turn) around(ctx context.Context, of *place, known map[care.ClassID]*NearbyClass) ([]*NearbyClass, error) {
	metres := float64(of.terms.ReofferMetres)
	from := pointOf(&of.of)
	rows, err := t.tx.Near(ctx, of.PlaceClass, &of.of, around(from, metres), t.today.MonthOf())
	if err != nil {
		return nil, err
	}
	var out []*NearbyClass
	for _, r := range rows {
		if r.Facility == of.Facility { // stopped as well
			continue
		}
		n := known[r.ID]
		if n == nil {
			n = &NearbyClass{Facility: r.Facility, Class: r.ID, Metres: -1}
			if from != nil && r.At != nil {
				n.Metres = int(geo.Haversine(*from, *r.At))
			}
			if float64(n.Metres) > metres {
				continue
			}
			class, err := t.class(ctx, r.ID)
			if err != nil {
				return nil, err
			}
			n.Name, n.ClassName = class.of.Name, class.Name
			if n.months, err = t.tx.Occupancy(ctx, r.ID); err != nil {
				return nil, err
			}
			if at, ok := n.months.At(t.today.MonthOf()); ok {
				n.Free = at.Free()
			}
			known[r.ID] = n
		}
		out = append(out, n)
	}
	slices.SortFunc(out, func(a, b *NearbyClass) int {
		return cmp.Or(cmp.Compare(uint(a.Metres), uint(b.Metres)), cmp.Compare(a.Class, b.Class))
	}) //nolint:gosec // as above
	return out, nil
}

// placesFor returns the classes that have a place for a child beside those a preview has given away, the nearest first.
func (t *turn) placesFor(ctx context.Context, a care.Application, around []*NearbyClass) (fits []*NearbyClass, err error) {
	if !a.Displaced() || len(around) == 0 {
		return nil, nil
	}
	child, err := t.child(ctx, a.ChildID)
	if care.Is(err, care.CodeNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, n := range around {
		p := t.classes[n.Class]
		start := a.Start
		if start.Before(t.today) {
			start = t.today
		}
		if care.Eligible(care.Candidate{Birth: child.Child.Birth, Employee: child.employed(&p.of, t.today)}, &p.Class, &p.of, start) != nil {
			continue
		}
		b := a
		b.From, b.To = care.Span(child.Child.Birth, start, &p.Class)
		if roomFor(n.months, append(slices.Clone(n.given), b.Starting(t.today))) {
			fits = append(fits, n)
		}
	}
	return fits, nil
}

// ClosureState is a closure with what became of everybody it found.
type ClosureState struct {
	care.Closure

	Name  string
	Fates []store.ClosureFate
	Names map[care.FacilityID]string // of those that have taken children
}

// ClosureProgress says what became of everybody the last closure of a facility found. Fails with not_found when there was none.
func (s *Service) ClosureProgress(ctx context.Context, actor care.Actor, f care.FacilityID) (out ClosureState, err error) {
	err = s.look(ctx, actor, "read closure", func(ctx context.Context, t *turn) error {
		at, err := t.facilityToStop(ctx, f)
		if err != nil {
			return err
		}
		all, err := t.tx.Closures(ctx, f)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return care.Errorf(care.NotFound, care.CodeNotFound, "", "there is no such thing here, or it is not yours")
		}
		out = ClosureState{Closure: all[0], Name: at.f.Name, Names: map[care.FacilityID]string{}}
		if out.Fates, err = t.tx.Fates(ctx, all[0].ID); err != nil {
			return err
		}
		known := make(map[care.FacilityID]care.Facility)
		for _, fate := range out.Fates {
			if fate.At == "" {
				continue
			}
			of, err := knownFacility(ctx, t.tx, known, fate.At)
			if err != nil {
				return err
			}
			out.Names[fate.At] = of.Name
		}
		return nil
	})
	return out, err
}

// ClosurePage is a page of closures.
type ClosurePage struct {
	Closures []store.ClosureLine
	Next     string // "": this is the last
	Total    int    // of all pages
}

// Closures lists up to limit closures of the actor's area that last, or ended in the last year, the latest first: what follows a page
// whose Next is cursor. Fails with bad_cursor.
func (s *Service) Closures(ctx context.Context, actor care.Actor, cursor string, limit int) (page ClosurePage, err error) {
	if err := actor.May(care.MayCloseFacility, care.Owner{Area: actor.Area}); err != nil {
		return page, err
	}
	before, err := care.ParseLastRow(cursor, care.LastRow{At: math.MaxInt64})
	if err != nil {
		return page, err
	}
	err = s.Store.Read(ctx, "list closures", func(tx *store.Tx) error {
		page = ClosurePage{}
		rows, total, err := tx.ClosuresWithin(ctx, actor.Area, s.now()-yearMillis, before, limit+1)
		if err == nil && len(rows) > limit {
			rows = rows[:limit]
			last := &rows[limit-1]
			page.Next = care.LastRow{At: last.StartedAt, ID: string(last.ID)}.Cursor()
		}
		page.Closures, page.Total = rows, total
		return err
	})
	return page, err
}

const yearMillis = 366 * 24 * 3600 * 1000
