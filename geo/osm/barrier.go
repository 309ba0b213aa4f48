package osm

// A barrier on a node between two streets, or in the middle of one, cuts there. On a junction the map does not say which of
// the streets it stands on, and guessing wrong would cut a public street because of an estate's gate that was drawn one node
// too far. So on a junction:
//   - the street of the highest rank stays open if it goes on there and is a real street, and the lesser ways are cut;
//   - among streets of one rank those that run through stay open, and those that end there are cut;
//   - footways and tracks are all cut.

// passage names one passing of a way through a node: the way's place in importer.ways and the position in it.
func passage(way, pos int) uint64 { return uint64(way)<<32 | uint64(uint32(pos)) }

// streetRank orders highways by how public they are; below publicRank none is kept open past a barrier.
var streetRank = map[string]int{
	"trunk": 6, "trunk_link": 6, "primary": 6, "primary_link": 6, "secondary": 5, "secondary_link": 5, "tertiary": 4,
	"tertiary_link": 4, "unclassified": 3, "residential": 3, "living_street": 3, "road": 3, "pedestrian": 2, "service": 1,
}

const publicRank = 3

// visit is one way at a barrier.
type visit struct {
	passage uint64
	rank    int
	inside  bool // the way runs through: two edges, not one
}

// openPassages decides at every barrier which ways it does not concern, and counts the barriers on streets.
func (im *importer) openPassages() map[uint64]bool {
	visits := map[uint32][]visit{}
	if len(im.barriers) == 0 {
		return nil
	}
	for i := range im.ways {
		w := &im.ways[i]
		if !w.walk.ok {
			continue
		}
		last := w.refs.len() - 1
		for pos, rank := range im.ranks[w.refs.from:w.refs.to] {
			if _, ok := im.barriers[rank]; ok {
				v := visit{passage(i, pos), streetRank[w.highway], pos > 0 && pos < last}
				visits[rank] = append(visits[rank], v)
			}
		}
	}
	open := map[uint64]bool{}
	for rank, vs := range visits {
		if im.barriers[rank] == Closed {
			im.stats.BlockedNodes++
		} else {
			im.stats.StrollerNodes++
		}
		openAt(vs, open)
	}
	return open
}

// openAt applies the junction rule to one barrier.
func openAt(vs []visit, open map[uint64]bool) {
	top, edges := 0, 0
	for _, v := range vs {
		top = max(top, v.rank)
		edges += v.edges()
	}
	if edges < 3 || top < publicRank {
		return
	}
	topEdges, through := 0, 0
	for _, v := range vs {
		if v.rank == top {
			topEdges += v.edges()
			if v.inside {
				through++
			}
		}
	}
	switch {
	case topEdges < edges && topEdges >= 2:
		for _, v := range vs {
			if v.rank == top {
				open[v.passage] = true
			}
		}
	case topEdges == edges && through > 0 && through < len(vs):
		for _, v := range vs {
			if v.inside {
				open[v.passage] = true
			}
		}
	}
}

func (v visit) edges() int {
	if v.inside {
		return 2
	}
	return 1
}
