package finder

import (
	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/geo"
)

// Standing is a public facility on the map and whether it has room.
type Standing struct {
	ID        care.FacilityID
	Name      string
	Point     orb.Point
	Street    geo.Snapped // geo.Nowhere where no street is near, or there are none
	Inclusive bool
	Room      bool // a free place in any class this month, by a figure that is not stale, for anybody
	Free      int
}

// Ground is the streets and the facilities on them at one moment.
type Ground struct {
	Graph      *geo.Graph // nil: no street network
	Speed      float64    // metres a second on foot
	Rings      []int      // minutes
	Detour     float64
	Facilities []Standing
}

// Ground returns every public facility on the map. ageMonths below 0 asks for room for a child of any age. It fails with Unavailable before Load.
func (f *Finder) Ground(ageMonths int) (Ground, error) {
	s, err := f.ready()
	if err != nil {
		return Ground{}, err
	}
	now := f.now()
	month := care.Today(now).MonthOf()
	c := anyChild(month)
	if ageMonths >= 0 {
		one, err := care.AskByAge(ageMonths, month)
		if err != nil {
			return Ground{}, err
		}
		c = child{aged: true, months: []ask{{month: month, modes: []care.Ask{one}}}}
	}
	w := s.Walking()
	g := Ground{Graph: s.graph, Speed: w.Speed, Rings: w.Rings, Detour: w.Detour, Facilities: make([]Standing, 0, len(s.located))}
	for _, i := range s.located {
		r := s.rows[i]
		o := r.offerFor(&c, &s.terms, now)
		one := Standing{
			ID: r.id, Name: r.facility.Name, Point: r.point, Street: s.nets[geo.Walk].snaps[i], Inclusive: r.inc,
			Room: o.state == offFree && !r.members, Free: int(o.free),
		}
		if o.state != offFree {
			one.Free = 0
		}
		g.Facilities = append(g.Facilities, one)
	}
	return g, nil
}
