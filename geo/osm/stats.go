package osm

import (
	"math"

	"github.com/paulmach/orb"

	"tuoyuquan/geo"
)

// madeForWalking are the highways that count for the network confidence.
var madeForWalking = map[string]bool{
	"footway": true, "path": true, "pedestrian": true, "steps": true, "corridor": true, "living_street": true,
}

// cellDegrees is the size of the cells whose area counts as land with streets, about half a kilometre.
const cellDegrees = 0.005

// cellSet is a set of cells.
type cellSet struct {
	seen map[[2]int32]struct{}
	last [2]int32
}

func (c *cellSet) add(p orb.Point) {
	at := [2]int32{int32(math.Floor(p[0] / cellDegrees)), int32(math.Floor(p[1] / cellDegrees))}
	if c.seen == nil {
		c.seen = map[[2]int32]struct{}{}
	} else if at == c.last {
		return
	}
	c.seen[at], c.last = struct{}{}, at
}

// km2 is the area of all cells.
func (c *cellSet) km2() float64 {
	rows := map[int32]int{}
	for at := range c.seen {
		rows[at[1]]++
	}
	const kmPerDegree = 111.195
	side := cellDegrees * kmPerDegree
	var sum float64
	for _, row := range sortedKeys(rows) {
		lat := (float64(row) + 0.5) * cellDegrees
		sum += float64(rows[row]) * side * side * math.Cos(lat*math.Pi/180)
	}
	return sum
}

// measure counts one piece of street.
func (s *streetBuilder) measure(w *way, at orb.Point, metres float64) {
	st := &s.im.stats
	st.KilometresBy[w.highway] += metres / 1000
	st.Kilometres += metres / 1000
	if madeForWalking[w.highway] {
		st.FootKilometres += metres / 1000
	}
	s.cells.add(at)
}

// finish fills in what is known when the graph stands.
func (s *streetBuilder) finish(g *geo.Graph) {
	st := &s.im.stats
	st.GraphNodes = g.NumNodes()
	st.Bound = g.Bound()
	size := map[uint32]int{}
	for n := range s.union {
		size[s.root(uint32(n))]++
	}
	for _, n := range size {
		st.MainNodes = max(st.MainNodes, n)
	}
	st.SmallNodes = len(s.union) - st.MainNodes
	st.SmallComponents = max(0, len(size)-1)
	if st.AreaKM2 = s.cells.km2(); st.AreaKM2 > 0 {
		st.Confidence = st.FootKilometres / st.AreaKM2
	}
}
