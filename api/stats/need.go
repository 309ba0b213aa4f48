package stats

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/finder"
	"tuoyuquan/geo"
)

// NeedQuery asks where children live who have no facility within a walk.
type NeedQuery struct {
	Area      string // "": the actor's own
	Any       bool   // facilities without room count too
	Inclusive bool   // only 普惠 facilities
	AgeMonths int    // room for a child of this age; below 0: of any
	Minutes   int    // which of the standard walks counts as within reach; 0: the longest
}

// Within is how many children live within so many minutes.
type Within struct {
	Minutes  int
	Children int64
	Share    *float64 // percent of the children who live near a street; nil where there are none
}

// Need is the map of an area.
type Need struct {
	Area       AreaRef
	At         care.Instant
	Estimated  bool // no street network: straight lines, lengthened
	Facilities int  // that count
	Minutes    int  // the walk that counts as within reach
	Children   int64
	OffStreet  int64 // of these, so far from any street that nobody can tell
	Rings      []Within
	Streets    []StreetNeed // those with most children without first
	Cells      []CellNeed
	CellMetres float64 // between the middles of neighbouring cells
	Sites      []Site  // where one more facility would reach most children
}

// StreetNeed is a street (街道, 乡, 镇), or an area that has none.
type StreetNeed struct {
	AreaRef
	Center    orb.Point
	Children  int64
	OffStreet int64
	Without   int64 // children beyond the walk that counts
	Rings     []Within
	Density   float64 // kilometres of street one can walk along for each square kilometre, 0: not known
}

// CellNeed is a cell of the population grid.
type CellNeed struct {
	Point    orb.Point
	Children int64
	Minutes  float64 // on foot to the nearest facility that counts; -1: farther than the longest walk; -2: no street near
	Area     string
}

// Site is a place where one more facility with room would stand.
type Site struct {
	Point  orb.Point
	Area   AreaRef
	Gained []Within // children who would have one within so many minutes, and had not; the share is of all
}

// What is the answer to: what if a facility with room stood here?
type What struct {
	Point   orb.Point
	Street  orb.Point // where it would open to the street; the point itself without a network
	Before  []Within
	After   []Within
	Gained  []Within
	Areas   []AreaGain // the streets that gain, those that gain most first
	Reached []CellNeed // cells that are nearer than before, with their new minutes
}

// AreaGain is the children of an area who gain, within the walk that counts.
type AreaGain struct {
	AreaRef
	Children int64
}

// home is a cell with the street crossing its people start from.
type home struct {
	care.PeopleCell
	point  orb.Point
	node   uint32
	street bool // there is one near
	leaf   string
}

// homes are the cells tied to one street network.
type homes struct {
	graph   *geo.Graph
	read    time.Time
	atlas   *Atlas
	list    []home
	metres  float64            // between neighbouring cells
	density map[string]float64 // by the smallest area
}

const (
	// nearStreet is how far the middle of a cell may lie from the street its people start from.
	nearStreet = 200.0
	keepHomes  = time.Minute
	mostSites  = 10
)

// Need returns the map of need of an area. Fails with not_found for an area that is not the actor's, and with no_grid where no population
// grid is known.
func (s *Service) Need(ctx context.Context, actor care.Actor, q NeedQuery) (Need, error) {
	f, here, err := s.field(ctx, actor, q)
	if err != nil {
		return Need{}, err
	}
	n := Need{
		Area: AreaRef{here.Code, here.Name, here.Level}, At: s.now(), Estimated: f.g.Graph == nil, Facilities: f.count, Minutes: f.g.Rings[f.ring],
		CellMetres: f.homes.metres, Cells: make([]CellNeed, 0, len(f.in)),
	}
	t := newTally(f.g.Rings)
	streets := map[string]*tally{}
	for _, i := range f.in {
		h := &f.homes.list[i]
		m := f.minutes(i)
		t.add(h, m)
		if streets[h.leaf] == nil {
			streets[h.leaf] = newTally(f.g.Rings)
		}
		streets[h.leaf].add(h, m)
		n.Cells = append(n.Cells, CellNeed{h.point, int64(h.UnderThree), m, h.leaf})
	}
	n.Children, n.OffStreet, n.Rings = t.all, t.off, t.rings()
	for leaf, one := range streets {
		x, _ := f.homes.atlas.Area(leaf)
		n.Streets = append(n.Streets, StreetNeed{
			AreaRef: AreaRef{x.Code, x.Name, x.Level}, Center: x.Center, Children: one.all, OffStreet: one.off, Without: one.without(f.ring), Rings: one.rings(),
			Density: f.homes.density[leaf],
		})
	}
	slices.SortFunc(n.Streets, func(a, b StreetNeed) int {
		return cmp.Or(cmp.Compare(b.Without, a.Without), cmp.Compare(a.Code, b.Code))
	})
	n.Sites, err = f.sites(ctx)
	return n, err
}

// WhatIf says what one more facility with room at a place would change for an area. It fails as Need does, and with no_streets where no
// street is near the place.
func (s *Service) WhatIf(ctx context.Context, actor care.Actor, q NeedQuery, at orb.Point) (What, error) {
	f, _, err := s.field(ctx, actor, q)
	if err != nil {
		return What{}, err
	}
	return f.whatIf(ctx, at)
}

// field is the walks to the nearest facility from every home, and what stands behind them.
type field struct {
	g      finder.Ground
	homes  *homes
	in     []int32  // homes of the area
	labels []uint32 // by node: decimetres to the nearest facility that counts
	points *geo.Points
	count  int
	ring   int // of the rings, the walk that counts
	reach  *geo.Reach
}

func (s *Service) field(ctx context.Context, actor care.Actor, q NeedQuery) (*field, care.Area, error) {
	if q.Area == "" {
		q.Area = actor.Area
	}
	if err := actor.May(care.MaySeeStats, care.Owner{Area: q.Area}); err != nil {
		return nil, care.Area{}, err
	}
	if s.Finder == nil {
		return nil, care.Area{}, &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable}
	}
	g, err := s.Finder.Ground(q.AgeMonths)
	if err != nil {
		return nil, care.Area{}, err
	}
	h, err := s.homesOn(ctx, g.Graph)
	if err != nil {
		return nil, care.Area{}, err
	}
	here, known := h.atlas.Area(q.Area)
	if !known && care.RegionPrefix(q.Area) != care.RegionPrefix(actor.Area) {
		return nil, here, care.Errorf(care.NotFound, care.CodeNotFound, "", "there is no such thing here, or it is not yours")
	}
	f := &field{g: g, homes: h, ring: len(g.Rings) - 1}
	if q.Minutes != 0 {
		if f.ring = slices.Index(g.Rings, q.Minutes); f.ring < 0 {
			return nil, here, care.Errorf(care.Invalid, care.CodeOutOfRange, "minutes", "%d minutes is none of the standard walks", q.Minutes)
		}
	}
	for i := range h.list {
		if care.Within(h.list[i].leaf, here.Code) {
			f.in = append(f.in, int32(i)) //nolint:gosec // cells of a city
		}
	}
	if len(f.in) == 0 {
		return nil, here, care.Errorf(care.Conflict, care.CodeNoGrid, "area", "no population grid is known here; see `tuoyuquan import people`")
	}
	return f, here, f.cover(ctx, q)
}

// cover finds the walks from everywhere to the nearest facility that counts.
func (f *field) cover(ctx context.Context, q NeedQuery) error {
	var streets []geo.Snapped
	var points []orb.Point
	for i := range f.g.Facilities {
		x := &f.g.Facilities[i]
		if (!q.Any && !x.Room) || (q.Inclusive && !x.Inclusive) {
			continue
		}
		streets, points = append(streets, x.Street), append(points, x.Point)
	}
	f.count = len(points)
	if f.g.Graph == nil {
		f.points = geo.NewPoints(points)
		return nil
	}
	var err error
	f.labels, err = f.g.Graph.Coverage(ctx, streets, f.metres(), geo.Walk)
	return err
}

// longest is the longest of the standard walks, in minutes.
func (f *field) longest() int { return f.g.Rings[len(f.g.Rings)-1] }

func (f *field) metres() float64 { return min(float64(f.longest())*60*f.g.Speed, geo.MaxMetres) }

// The minutes of a home that no facility is within.
const (
	beyond    = -1.0
	offStreet = -2.0
)

// minutes is the walk from a home to the nearest facility that counts.
func (f *field) minutes(i int32) float64 {
	h := &f.homes.list[i]
	if f.g.Graph == nil {
		near := f.points.Nearest(h.point, 1, nil)
		if len(near) == 0 {
			return beyond
		}
		return f.within(float64(near[0].Metres) * f.g.Detour)
	}
	if !h.street {
		return offStreet
	}
	if f.labels[h.node] == math.MaxUint32 {
		return beyond
	}
	return f.within(float64(f.labels[h.node]) / 10)
}

// within turns metres into minutes; beyond when it is farther than the longest walk.
func (f *field) within(metres float64) float64 {
	if metres > f.metres() {
		return beyond
	}
	return metres / 60 / f.g.Speed
}

// from gives the walk of every home of the area to a place, in minutes.
func (f *field) from(ctx context.Context, at orb.Point) (street orb.Point, walk func(i int32) float64, err error) {
	if f.g.Graph == nil {
		point := geo.NewPoints([]orb.Point{at})
		return at, func(i int32) float64 {
			return f.within(float64(point.Nearest(f.homes.list[i].point, 1, nil)[0].Metres) * f.g.Detour)
		}, nil
	}
	site, ok := f.g.Graph.Snap(at, geo.Walk, geo.MaxSnapMetres)
	if !ok {
		return at, nil, care.Errorf(care.Invalid, care.CodeNoStreets, "at", "there is no street within %.0f m of this place", geo.MaxSnapMetres)
	}
	if f.reach == nil {
		f.reach = geo.NewReach(f.g.Graph)
	}
	if err := f.reach.To(ctx, site, f.metres(), geo.Walk); err != nil {
		return at, nil, err
	}
	return site.Point, func(i int32) float64 {
		h := &f.homes.list[i]
		if !h.street {
			return offStreet
		}
		m, ok := f.reach.Metres(h.node)
		if !ok {
			return beyond
		}
		return f.within(m)
	}, nil
}

// served reports whether a walk is within the one that counts.
func (f *field) served(minutes float64) bool {
	return minutes >= 0 && minutes <= float64(f.g.Rings[f.ring])
}

func (f *field) whatIf(ctx context.Context, at orb.Point) (What, error) {
	w := What{Point: at}
	street, walk, err := f.from(ctx, at)
	if err != nil {
		return w, err
	}
	w.Street = street
	before, after := newTally(f.g.Rings), newTally(f.g.Rings)
	gains := map[string]int64{}
	for _, i := range f.in {
		h := &f.homes.list[i]
		was, is := f.minutes(i), walk(i)
		before.add(h, was)
		if is >= 0 && (was < 0 || is < was) {
			w.Reached = append(w.Reached, CellNeed{h.point, int64(h.UnderThree), is, h.leaf})
			if !f.served(was) && f.served(is) && h.UnderThree > 0 {
				gains[h.leaf] += int64(h.UnderThree)
			}
			was = is
		}
		after.add(h, was)
	}
	w.Before, w.After = before.rings(), after.rings()
	w.Gained = gained(before, after)
	for leaf, n := range gains {
		x, _ := f.homes.atlas.Area(leaf)
		w.Areas = append(w.Areas, AreaGain{AreaRef{x.Code, x.Name, x.Level}, n})
	}
	slices.SortFunc(w.Areas, func(a, b AreaGain) int {
		return cmp.Or(cmp.Compare(b.Children, a.Children), cmp.Compare(a.Code, b.Code))
	})
	return w, nil
}

// gained is what one tally has more than another.
func gained(before, after *tally) []Within {
	out := after.rings()
	for i := range out {
		out[i].Children -= before.in[i]
		if out[i].Share != nil {
			v := 100 * float64(out[i].Children) / float64(after.near())
			out[i].Share = &v
		}
	}
	return out
}

// sites are where one more facility would give most children one within the walk that counts: of the cells with most children without,
// each judged by itself, and none of them in what another would serve.
func (f *field) sites(ctx context.Context) ([]Site, error) {
	open := slices.DeleteFunc(slices.Clone(f.in), func(i int32) bool {
		return f.served(f.minutes(i)) || f.minutes(i) == offStreet || f.homes.list[i].UnderThree == 0
	})
	slices.SortFunc(open, func(i, j int32) int {
		a, b := &f.homes.list[i], &f.homes.list[j]
		return cmp.Or(cmp.Compare(b.UnderThree, a.UnderThree), cmp.Compare(a.ID, b.ID))
	})
	taken := map[int32]bool{}
	var out []Site
	for _, i := range open[:min(len(open), 8*mostSites)] {
		if taken[i] || len(out) == mostSites {
			continue
		}
		h := &f.homes.list[i]
		_, walk, err := f.from(ctx, h.point)
		if care.Is(err, care.CodeNoStreets) {
			continue
		}
		if err != nil {
			return nil, err
		}
		before, after := newTally(f.g.Rings), newTally(f.g.Rings)
		for _, k := range f.in {
			was, is := f.minutes(k), walk(k)
			before.add(&f.homes.list[k], was)
			if is >= 0 && (was < 0 || is < was) {
				taken[k] = taken[k] || f.served(is)
				was = is
			}
			after.add(&f.homes.list[k], was)
		}
		x, _ := f.homes.atlas.Area(h.leaf)
		out = append(out, Site{h.point, AreaRef{x.Code, x.Name, x.Level}, gained(before, after)})
	}
	slices.SortStableFunc(out, func(a, b Site) int { return cmp.Compare(b.Gained[f.ring].Children, a.Gained[f.ring].Children) })
	return out, nil
}

// tally adds children up by how far they walk.
type tally struct {
	minutes  []int
	in       []int64
	all, off int64
}

func newTally(rings []int) *tally { return &tally{minutes: rings, in: make([]int64, len(rings))} }

func (t *tally) add(h *home, minutes float64) {
	t.all += int64(h.UnderThree)
	if minutes == offStreet {
		t.off += int64(h.UnderThree)
	}
	if minutes < 0 {
		return
	}
	for i, m := range t.minutes {
		if minutes <= float64(m) {
			t.in[i] += int64(h.UnderThree)
		}
	}
}

// near are the children of whom can be told.
func (t *tally) near() int64 { return t.all - t.off }

func (t *tally) without(ring int) int64 { return t.near() - t.in[ring] }

func (t *tally) rings() []Within {
	out := make([]Within, len(t.minutes))
	for i, m := range t.minutes {
		out[i] = Within{Minutes: m, Children: t.in[i]}
		if n := t.near(); n > 0 {
			share := 100 * float64(t.in[i]) / float64(n)
			out[i].Share = &share
		}
	}
	return out
}
