package synth

import (
	"context"

	"github.com/paulmach/orb"
	osmdata "github.com/paulmach/osm"

	"tuoyuquan/geo/osm"
)

var _ osm.Source = (*City)(nil)

// Scan gives the nodes, ways and relations of the town, as an OpenStreetMap extract of it would.
// Errors are those of f and of ctx.
func (c *City) Scan(ctx context.Context, want osm.Want, f func(osmdata.Object) error) error {
	if want.Nodes {
		for i, n := range c.nodes {
			if i%4096 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			if want.KeepNode != nil && !want.KeepNode(int64(n.ID), len(n.Tags) > 0) {
				continue
			}
			if err := f(n); err != nil {
				return err
			}
		}
	}
	if want.Ways {
		for i, w := range c.ways {
			if i%4096 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			if err := f(w); err != nil {
				return err
			}
		}
	}
	if want.Relations {
		for _, r := range c.relations {
			if err := f(r); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// DistrictAt returns the district a point lies in. A point on a shared border belongs to exactly one of them.
func (c *City) DistrictAt(p orb.Point) (int, bool) {
	for i := range c.Districts {
		if holds(c.Districts[i].Border, p) {
			return i, true
		}
	}
	return 0, false
}

// Holds reports whether the point lies in the district; see City.DistrictAt.
func (d *District) Holds(p orb.Point) bool { return holds(d.Border, p) }

func holds(m orb.MultiPolygon, p orb.Point) bool {
	in := false
	for _, poly := range m {
		for _, ring := range poly {
			for i := 1; i < len(ring); i++ {
				if crosses(ring[i-1], ring[i], p) {
					in = !in
				}
			}
		}
	}
	return in
}

// crosses reports whether the edge crosses the ray from p to the east. It gives the same answer for both directions of
// the edge, to the last bit, so that two areas sharing an edge never both hold, nor both miss, a point near it.
func crosses(a, b, p orb.Point) bool {
	if a[1] > b[1] {
		a, b = b, a
	}
	if p[1] < a[1] || p[1] >= b[1] {
		return false
	}
	return p[0] < a[0]+(b[0]-a[0])*((p[1]-a[1])/(b[1]-a[1]))
}
