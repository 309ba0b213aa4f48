package geo

import "math"

const (
	snapCellMetres = 80.0 // see leastCell
	blockBits      = 3    // a block is 8 by 8 cells
	blockSide      = 1 << blockBits
	blockCells     = blockSide * blockSide
)

// snapRef names an edge by its canonical arc and that arc's owner.
type snapRef struct{ node, arc uint32 }

// snapIndex is a grid over the box of all nodes that lists the edges passing through each cell, passages left out.
// Only blocks of cells that hold something exist.
type snapIndex struct {
	origin coord
	cellX  uint32 // size of a cell in units
	cellY  uint32
	wide   uint32 // number of blocks per row
	high   uint32
	blocks []uint32 // wide*high: 0 for an empty block, else its number + 1
	starts []uint32 // refs of cell c of block k are refs[starts[i]:starts[i+1]], i = k*blockCells+c
	refs   []snapRef
}

func (x *snapIndex) bytes() int {
	return 4*len(x.blocks) + 4*len(x.starts) + 8*len(x.refs)
}

// newSnapIndex lists every edge of g in the cells it passes through.
func newSnapIndex(g *Graph) snapIndex {
	var x snapIndex
	if len(g.arcs) == 0 {
		return x
	}
	x.layOut(g)
	var count uint32
	x.each(g, func(block, _ uint32, _ snapRef) {
		if x.blocks[block] == 0 {
			x.blocks[block] = 1
		}
	})
	for i, used := range x.blocks {
		if used != 0 {
			count++
			x.blocks[i] = count
		}
	}
	x.starts = make([]uint32, int(count)*blockCells+1)
	x.each(g, func(block, cell uint32, _ snapRef) {
		x.starts[(x.blocks[block]-1)*blockCells+cell]++
	})
	var sum uint32
	for i, n := range x.starts {
		sum += n
		x.starts[i] = sum
	}
	x.refs = make([]snapRef, sum)
	x.each(g, func(block, cell uint32, r snapRef) {
		at := &x.starts[(x.blocks[block]-1)*blockCells+cell]
		*at--
		x.refs[*at] = r
	})
	return x
}

// layOut chooses cells of about snapCellMetres, larger ones when the nodes are spread so
// thinly that an empty grid would outweigh the graph.
func (x *snapIndex) layOut(g *Graph) {
	lo, hi := coordOf(g.bound.Min), coordOf(g.bound.Max)
	x.origin = lo
	spanX, spanY := uint64(int64(hi.x)-int64(lo.x)), uint64(int64(hi.y)-int64(lo.y))
	shrink := cosLat((g.bound.Min[1] + g.bound.Max[1]) / 2)
	most := min(max(1<<20, 4*uint64(len(g.coords))), 1<<30)
	for metres := snapCellMetres; ; metres *= 2 {
		x.cellX = uint32(math.Round(metres / metresPerDegree / shrink * unitsPerDegree))
		x.cellY = uint32(math.Round(metres / metresPerDegree * unitsPerDegree))
		wide := spanX/uint64(x.cellX)/blockSide + 1
		high := spanY/uint64(x.cellY)/blockSide + 1
		if wide*high <= most {
			x.wide, x.high = uint32(wide), uint32(high)
			break
		}
	}
	x.blocks = make([]uint32, x.wide*x.high)
}

// each calls f for every cell that every edge but the passages passes through.
func (x *snapIndex) each(g *Graph, f func(block, cell uint32, r snapRef)) {
	for v := range g.coords {
		for i := g.first[v]; i < g.first[v+1]; i++ {
			if a := g.arcs[i]; a.canonical(uint32(v)) && a.flags()&arcPassage == 0 {
				x.trace(g.coords[v], g.coords[a.to()], func(block, cell uint32) {
					f(block, cell, snapRef{uint32(v), i})
				})
			}
		}
	}
}

// trace calls f for every cell that the line from a to b passes through, row by row; a cell
// whose very edge is touched may be listed as well.
func (x *snapIndex) trace(a, b coord, f func(block, cell uint32)) {
	if a.y > b.y {
		a, b = b, a
	}
	// Relative to the origin nothing is negative.
	ax, ay := float64(a.x)-float64(x.origin.x), float64(a.y)-float64(x.origin.y)
	bx, by := float64(b.x)-float64(x.origin.x), float64(b.y)-float64(x.origin.y)
	row, last := uint32(ay)/x.cellY, uint32(by)/x.cellY
	if col := uint32(ax) / x.cellX; row == last && col == uint32(bx)/x.cellX {
		f(x.cell(col, row))
		return
	}
	for first := row; row <= last; row++ {
		x0, x1 := ax, bx
		if row > first {
			x0 = ax + (bx-ax)*(float64(row)*float64(x.cellY)-ay)/(by-ay)
		}
		if row < last {
			x1 = ax + (bx-ax)*(float64(row+1)*float64(x.cellY)-ay)/(by-ay)
		}
		if x0 > x1 {
			x0, x1 = x1, x0
		}
		x0, x1 = math.Max(x0-1, 0), math.Min(x1+1, math.Max(ax, bx))
		for col := uint32(x0) / x.cellX; col <= uint32(x1)/x.cellX; col++ {
			f(x.cell(col, row))
		}
	}
}

// cell tells the block that holds a cell, and which of its cells it is.
func (x *snapIndex) cell(col, row uint32) (block, cell uint32) {
	return row>>blockBits*x.wide + col>>blockBits, row%blockSide*blockSide + col%blockSide
}
