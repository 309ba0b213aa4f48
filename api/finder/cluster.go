package finder

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
)

// MaxZoom is the closest zoom that clusters are made for.
const MaxZoom = 22

// cellsPerTile is how many cluster cells a map tile of 256 pixels has along one side: cells of 64 pixels, the size of a
// thumb. The grid is laid over the whole world, so panning never reshuffles clusters.
const cellsPerTile = 4

// maxCells bounds the cells of one answer: a viewport that is too large for its zoom gets coarser cells.
const maxCells = 4096

// ClusterList is the answer to a clusters query.
type ClusterList struct {
	AsOf     string                    `json:"as_of" format:"date-time"`
	Sequence int64                     `json:"sequence"`
	Coords   care.CoordSystem          `json:"coords" enum:"wgs84,gcj02,bd09"`
	Demo     string                    `json:"demo,omitempty"`
	Zoom     int                       `json:"zoom" doc:"Zoom whose grid was used; lower than asked when the viewport is too large"`
	Total    int                       `json:"total" doc:"Facilities in the clusters"`
	Clusters []Cluster                 `json:"clusters" nullable:"false"`
	Facets   map[string]map[string]int `json:"facets,omitempty"`
}

// Cluster is the facilities of one cell of the grid.
type Cluster struct {
	Point    [2]float64      `json:"point" doc:"Mean of the facilities' points"`
	Box      [4]float64      `json:"bbox" doc:"West, south, east, north of the facilities"`
	Count    int             `json:"count"`
	Free     int             `json:"free" doc:"Free places for this child, of facilities whose figure is known and not stale"`
	WithRoom int             `json:"with_room" doc:"Facilities with room"`
	Unknown  int             `json:"unknown" doc:"Facilities whose figure is not known or stale"`
	ID       care.FacilityID `json:"facility_id,omitempty" doc:"When it is a single facility"`
	Name     string          `json:"name,omitempty" doc:"When it is a single facility"`
	State    VacancyState    `json:"state,omitempty" enum:"free,full,unknown,no_class,members_only" doc:"When it is a single facility"`
}

type cellKey struct{ x, y int64 }

type cell struct {
	Cluster
	sum   orb.Point
	bound orb.Bound
}

// Clusters groups the matches in q.Bound by a grid for the zoom level.
func (f *Finder) Clusters(ctx context.Context, q Query, zoom int) (ClusterList, error) {
	if q.Bound == nil {
		return ClusterList{}, invalid(care.CodeInvalid, "bbox", "clusters need bbox=west,south,east,north")
	}
	if zoom < 0 || zoom > MaxZoom {
		return ClusterList{}, invalid(care.CodeOutOfRange, "zoom", "zoom must be 0 to %d", MaxZoom)
	}
	q.Limit, q.Cursor = 1, ""
	a, err := f.Find(ctx, q)
	if err != nil {
		return ClusterList{}, err
	}
	defer a.Release()
	zoom = fitZoom(*q.Bound, zoom)
	l := ClusterList{AsOf: stamp(a.asOf), Sequence: a.s.Seq, Coords: a.q.Coords, Zoom: zoom, Total: a.total}
	if a.demo {
		l.Demo = DemoLabel
	}
	l.Clusters = a.clusters(zoom)
	if a.q.Facets {
		l.Facets = a.facets()
	}
	return l, nil
}

// fitZoom lowers the zoom until the rectangle has at most maxCells cells.
func fitZoom(b orb.Bound, zoom int) int {
	for ; zoom > 0; zoom-- {
		lo, hi := cellOf(orb.Point{b.Min[0], b.Max[1]}, zoom), cellOf(orb.Point{b.Max[0], b.Min[1]}, zoom)
		if (hi.x-lo.x+1)*(hi.y-lo.y+1) <= maxCells {
			break
		}
	}
	return zoom
}

// cellOf returns the grid cell of a point in the Web-Mercator square.
func cellOf(p orb.Point, zoom int) cellKey {
	n := float64(int64(cellsPerTile) << zoom)
	lat := p[1] * math.Pi / 180
	x := (p[0] + 180) / 360
	y := (1 - math.Log(math.Tan(lat)+1/math.Cos(lat))/math.Pi) / 2
	return cellKey{int64(math.Floor(x * n)), int64(math.Floor(y * n))}
}

func (a *Answer) clusters(zoom int) []Cluster {
	cells := make(map[cellKey]*cell)
	for _, i := range a.sc.order {
		c := &a.sc.list[i]
		r := a.s.rows[c.row]
		key := cellOf(r.point, zoom)
		to := cells[key]
		if to == nil {
			to = &cell{bound: r.point.Bound()}
			to.ID, to.Name, to.State = r.id, r.facility.Name, stateList[c.offer.state]
			cells[key] = to
		}
		to.add(r.point, &c.offer)
	}
	out := make([]Cluster, 0, len(cells))
	keys := make([]cellKey, 0, len(cells))
	for k := range cells {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b cellKey) int { return cmp.Or(cmp.Compare(a.y, b.y), cmp.Compare(a.x, b.x)) })
	for _, k := range keys {
		out = append(out, cells[k].finish(a.q.Coords))
	}
	return out
}

func (c *cell) add(p orb.Point, o *offer) {
	c.Count++
	c.sum[0] += p[0]
	c.sum[1] += p[1]
	c.bound = c.bound.Extend(p)
	switch o.state {
	case offFree:
		c.Free += int(o.free)
		c.WithRoom++
	case offUnknown:
		c.Unknown++
	}
}

func (c *cell) finish(s care.CoordSystem) Cluster {
	n := float64(c.Count)
	c.Point = WirePoint(orb.Point{c.sum[0] / n, c.sum[1] / n}, s)
	lo, hi := WirePoint(c.bound.Min, s), WirePoint(c.bound.Max, s)
	c.Box = [4]float64{lo[0], lo[1], hi[0], hi[1]}
	if c.Count > 1 {
		c.ID, c.Name, c.State = "", "", ""
	}
	return c.Cluster
}
