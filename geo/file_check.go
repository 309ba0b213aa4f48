package geo

import (
	"fmt"
	"math"
)

// check tells whether a graph that was read can be used without ever pointing beyond an
// array. It is needed even though the checksum is right: anybody can write one.
func (g *Graph) check() error {
	if err := checkOffsets("arcs", g.first, len(g.arcs)); err != nil {
		return err
	}
	for _, c := range g.coords {
		if max(c.x, -c.x) > 180*unitsPerDegree || max(c.y, -c.y) > MaxLatitude*unitsPerDegree || c.x == math.MinInt32 || c.y == math.MinInt32 {
			return fmt.Errorf("%w: a node is at %v", ErrDamaged, c.point())
		}
	}
	n := uint32(len(g.coords))
	for v := range g.coords {
		for _, a := range g.arcsOf(uint32(v)) {
			if a.to() >= n || a.to() == uint32(v) || a.weight() == 0 || a.flags()&^arcKnown != 0 {
				return fmt.Errorf("%w: an arc of node %d is impossible", ErrDamaged, v)
			}
			if g.first[a.to()] == g.first[a.to()+1] { // the search relies on a way back
				return fmt.Errorf("%w: node %d leads to node %d, which has no arcs", ErrDamaged, v, a.to())
			}
		}
	}
	return g.snap.check(g)
}

// leastCell is less than any cell is high; smaller ones would make Snap visit too many.
const leastCell = 5000

func (x *snapIndex) check(g *Graph) error {
	if len(x.blocks) == 0 {
		if len(x.starts) != 0 || len(x.refs) != 0 {
			return fmt.Errorf("%w: the snap index has no grid", ErrDamaged)
		}
		return nil
	}
	if x.cellY < leastCell || x.cellX < x.cellY || len(x.starts)%blockCells != 1 {
		return fmt.Errorf("%w: the snap index has an impossible grid", ErrDamaged)
	}
	if err := checkOffsets("the snap index", x.starts, len(x.refs)); err != nil {
		return err
	}
	most := uint32(len(x.starts) / blockCells)
	for _, k := range x.blocks {
		if k > most {
			return fmt.Errorf("%w: the snap index lacks block %d", ErrDamaged, k)
		}
	}
	for _, r := range x.refs {
		if !g.has(r.node) || r.arc < g.first[r.node] || r.arc >= g.first[r.node+1] {
			return fmt.Errorf("%w: the snap index names an arc that is not there", ErrDamaged)
		}
	}
	return nil
}

// checkOffsets checks offsets: from 0 to the length of what they point into, never falling.
func checkOffsets(what string, offsets []uint32, length int) error {
	if offsets[0] != 0 || uint64(offsets[len(offsets)-1]) != uint64(length) {
		return fmt.Errorf("%w: the offsets of %s do not fit", ErrDamaged, what)
	}
	for i := 1; i < len(offsets); i++ {
		if offsets[i] < offsets[i-1] {
			return fmt.Errorf("%w: the offsets of %s fall", ErrDamaged, what)
		}
	}
	return nil
}
