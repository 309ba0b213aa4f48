package geo

// hilbertBits is the number of bits per axis: 5 m over a continent, centimetres over a town.
const hilbertBits = 20

// hilbert is the place of (x, y), both below 1<<hilbertBits, on the Hilbert curve.
func hilbert(x, y uint32) uint64 {
	var d uint64
	for s := uint32(1) << (hilbertBits - 1); s > 0; s >>= 1 {
		var rx, ry uint32
		if x&s != 0 {
			rx = 1
		}
		if y&s != 0 {
			ry = 1
		}
		d = d<<2 | uint64(3*rx^ry)
		if ry == 0 {
			if rx == 1 {
				x, y = ^x, ^y
			}
			x, y = y, x
		}
	}
	return d
}

// hilbertOrder lists the positions of coords in the order of a Hilbert curve laid over
// their box; equal places keep their order.
func hilbertOrder(coords []coord) []uint32 {
	order := make([]uint32, len(coords))
	if len(coords) == 0 {
		return order
	}
	lo, hi := coords[0], coords[0]
	for _, c := range coords {
		lo.x, lo.y = min(lo.x, c.x), min(lo.y, c.y)
		hi.x, hi.y = max(hi.x, c.x), max(hi.y, c.y)
	}
	// A square in metres: longitudes shrink with the cosine of the middle latitude.
	shrink := cosLat((float64(lo.y) + float64(hi.y)) / 2 / unitsPerDegree)
	w := (float64(hi.x) - float64(lo.x)) * shrink
	h := float64(hi.y) - float64(lo.y)
	scale := float64(1<<hilbertBits-1) / max(w, h, 1)

	keys := make([]uint64, len(coords))
	for i, c := range coords {
		x := (float64(c.x) - float64(lo.x)) * shrink * scale
		y := (float64(c.y) - float64(lo.y)) * scale
		keys[i] = hilbert(uint32(x), uint32(y))
		order[i] = uint32(i)
	}
	sortByKey(keys, order)
	return order
}

// sortByKey sorts order by keys (of 2*hilbertBits bits), stably; keys are used up.
func sortByKey(keys []uint64, order []uint32) {
	const digit = 10
	keys2, order2 := make([]uint64, len(keys)), make([]uint32, len(order))
	for shift := 0; shift < 2*hilbertBits; shift += digit {
		var count [1 << digit]uint32
		for _, k := range keys {
			count[k>>shift&(1<<digit-1)]++
		}
		var sum uint32
		for d := range count {
			sum, count[d] = sum+count[d], sum
		}
		for i, k := range keys {
			at := &count[k>>shift&(1<<digit-1)]
			keys2[*at], order2[*at] = k, order[i]
			*at++
		}
		keys, keys2 = keys2, keys
		order, order2 = order2, order
	}
}
