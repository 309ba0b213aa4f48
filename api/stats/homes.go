package stats

import (
	"context"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/geo"
)

// homesOn returns the cells tied to a street network; they are read anew now and then, and with other streets.
func (s *Service) homesOn(ctx context.Context, g *geo.Graph) (*homes, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.Now()
	if h := s.homes; h != nil && h.graph == g && !now.Before(h.read) && now.Sub(h.read) < keepHomes {
		return h, nil
	}
	areas, err := s.Store.Areas(ctx)
	if err != nil {
		return nil, err
	}
	h := &homes{graph: g, read: now}
	var cells []care.PeopleCell
	if err := s.Store.EachPeopleCell(ctx, func(c care.PeopleCell) error {
		cells = append(cells, c)
		return nil
	}); err != nil {
		return nil, err
	}
	h.atlas = NewAtlas(areas, cells)
	if old := s.homes; old != nil && old.graph == g && sameCells(old.list, cells) {
		h.list, h.metres, h.density = slices.Clone(old.list), old.metres, old.density
		for i := range h.list { // the areas may have changed
			h.list[i].leaf = h.atlas.Place("", &h.list[i].point)
		}
	} else {
		h.tie(cells)
	}
	s.homes = h
	return h, nil
}

func sameCells(list []home, cells []care.PeopleCell) bool {
	return slices.EqualFunc(list, cells, func(h home, c care.PeopleCell) bool { return h.PeopleCell == c })
}

// tie finds the street crossing that the people of each cell start from.
func (h *homes) tie(cells []care.PeopleCell) {
	h.list = make([]home, len(cells))
	points := make([]orb.Point, len(cells))
	var crossings *geo.Points
	var nodes []uint32
	if h.graph != nil {
		crossings, nodes = mainNodes(h.graph)
	}
	for i, c := range cells {
		x := &h.list[i]
		x.PeopleCell, x.point = c, orb.Point{c.Lon, c.Lat}
		points[i] = x.point
		x.leaf = h.atlas.Place("", &x.point)
		if crossings == nil {
			continue
		}
		if near := crossings.Nearest(x.point, 1, nil); len(near) > 0 && near[0].Metres <= nearStreet {
			x.node, x.street = nodes[near[0].Index], true
		}
	}
	h.metres = spacing(points)
	h.density = h.densities()
}

// mainNodes are the crossings from which one gets anywhere.
func mainNodes(g *geo.Graph) (*geo.Points, []uint32) {
	nodes := make([]uint32, 0, g.NumNodes())
	at := make([]orb.Point, 0, g.NumNodes())
	for v := range uint32(g.NumNodes()) { //nolint:gosec // nodes of a city
		if g.InMain(v) {
			nodes, at = append(nodes, v), append(at, g.Point(v))
		}
	}
	return geo.NewPoints(at), nodes
}

// spacing is how far apart the middles of neighbouring cells lie: the median over the cells.
func spacing(points []orb.Point) float64 {
	if len(points) < 2 {
		return 0
	}
	index := geo.NewPoints(points)
	apart := make([]float64, 0, len(points))
	for i := range points {
		if near := index.Nearest(points[i], 2, nil); len(near) == 2 {
			apart = append(apart, float64(near[1].Metres))
		}
	}
	slices.Sort(apart)
	return math.Round(apart[len(apart)/2])
}

// densities are the kilometres of street for each square kilometre of the smallest areas: where few are mapped, walks are longer than
// they are in truth.
func (h *homes) densities() map[string]float64 {
	if h.graph == nil {
		return nil
	}
	metres := make(map[int]float64)
	h.graph.EachEdge(func(from, to uint32, m float64, _ geo.EdgeFlags) bool {
		a, b := h.graph.Point(from), h.graph.Point(to)
		if i, ok := h.atlas.find(orb.Point{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2}); ok {
			metres[i] += m
		}
		return true
	})
	out := make(map[string]float64, len(metres))
	for i, m := range metres {
		if size := squareKilometres(h.atlas.list[i].Border); size > 0 {
			out[care.RegionPrefix(h.atlas.list[i].Code)] = math.Round(m/1000/size*10) / 10
		}
	}
	return out
}

// squareKilometres is the size of an area of a city, where the earth is flat.
func squareKilometres(border orb.MultiPolygon) float64 {
	const kmPerDegree = geo.EarthRadius * math.Pi / 180 / 1000
	sum := 0.0
	for _, polygon := range border {
		for k, ring := range polygon {
			size := 0.0
			for i := range ring {
				a, b := ring[i], ring[(i+1)%len(ring)]
				size += (a[0]*b[1] - b[0]*a[1]) / 2
			}
			size = math.Abs(size) * kmPerDegree * kmPerDegree * math.Cos(ring[0][1]*math.Pi/180)
			if k > 0 {
				size = -size
			}
			sum += size
		}
	}
	return sum
}
