package search

import (
	"math"
	"slices"
)

// column holds one facet of all documents of a segment.
type column struct {
	values []string // distinct values
	ids    map[string]uint32
	off    []uint32 // by document, into vals; len documents+1
	vals   []uint32 // indexes into values
}

// of returns the values of a document, as indexes into c.values.
func (c *column) of(doc uint32) []uint32 { return c.vals[c.off[doc]:c.off[doc+1]] }

func newColumns(docs []*Doc) (map[string]*column, map[string][]float64) {
	facets := map[string]*column{}
	numbers := map[string][]float64{}
	for _, d := range docs {
		for name := range d.Facets {
			if facets[name] == nil {
				facets[name] = &column{ids: map[string]uint32{}, off: make([]uint32, 1, len(docs)+1)}
			}
		}
		for name := range d.Numbers {
			if numbers[name] == nil {
				col := make([]float64, len(docs))
				for i := range col {
					col[i] = math.NaN()
				}
				numbers[name] = col
			}
		}
	}
	for name, c := range facets {
		for _, d := range docs {
			c.add(d.Facets[name])
		}
		c.vals = slices.Clip(c.vals)
	}
	for i, d := range docs {
		for name, x := range d.Numbers {
			numbers[name][i] = x
		}
	}
	return facets, numbers
}

// add appends the values of the next document.
func (c *column) add(values []string) {
	start := len(c.vals)
	for _, v := range values {
		id, ok := c.ids[v]
		if !ok {
			id = uint32(len(c.values))
			c.ids[v] = id
			c.values = append(c.values, v)
		}
		if !slices.Contains(c.vals[start:], id) {
			c.vals = append(c.vals, id)
		}
	}
	c.off = append(c.off, uint32(len(c.vals)))
}

// sieve decides for one segment which documents pass the kinds, filters and ranges of a query.
type sieve struct {
	none   bool // nothing passes
	kinds  []bool
	facets []facetSieve
	ranges []rangeSieve
}

type facetSieve struct {
	col     *column
	allowed []bool // by value
}

type rangeSieve struct {
	col    []float64
	lo, hi float64
}

func (s *segment) sieve(q *Query) sieve {
	var v sieve
	if len(q.Kinds) > 0 {
		v.kinds = make([]bool, len(s.kinds))
		for i, k := range s.kinds {
			v.kinds[i] = slices.Contains(q.Kinds, k)
		}
	}
	for name, values := range q.Filter {
		if len(values) == 0 {
			continue
		}
		c := s.facets[name]
		if c == nil {
			return sieve{none: true}
		}
		f := facetSieve{col: c, allowed: make([]bool, len(c.values))}
		any := false
		for _, val := range values {
			if id, ok := c.ids[val]; ok {
				f.allowed[id] = true
				any = true
			}
		}
		if !any {
			return sieve{none: true}
		}
		v.facets = append(v.facets, f)
	}
	for name, r := range q.Ranges {
		col := s.numbers[name]
		if col == nil {
			return sieve{none: true}
		}
		v.ranges = append(v.ranges, rangeSieve{col: col, lo: orElse(r.Min, math.Inf(-1)), hi: orElse(r.Max, math.Inf(1))})
	}
	return v
}

func orElse(p *float64, open float64) float64 {
	if p == nil {
		return open
	}
	return *p
}

// passes says whether a document passes.
func (v *sieve) passes(s *segment, doc uint32) bool {
	if v.kinds != nil && !v.kinds[s.kindOf[doc]] {
		return false
	}
	for i := range v.facets {
		f := &v.facets[i]
		hit := false
		for _, id := range f.col.of(doc) {
			if f.allowed[id] {
				hit = true
				break
			}
		}
		if !hit {
			return false
		}
	}
	for i := range v.ranges {
		r := &v.ranges[i]
		if x := r.col[doc]; !(x >= r.lo && x <= r.hi) {
			return false
		}
	}
	return true
}
