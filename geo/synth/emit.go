package synth

import (
	"time"

	"github.com/paulmach/orb"
	osmdata "github.com/paulmach/osm"
)

// dataDate is the age the objects state; fixed, so that they are the same every time.
var dataDate = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// emitter makes OpenStreetMap objects.
type emitter struct {
	b    *builder
	city *City
	ids  []osmdata.NodeID // of the nodes of the net; 0: not given out yet
	last osmdata.NodeID
	way  osmdata.WayID
	rel  osmdata.RelationID
	tags map[int32][]string
}

// finish turns the plan into the town: objects with ids in a fixed order.
func (b *builder) finish() *City {
	c := &City{
		Seed: b.seed, Name: Name, Label: Label, Code: cityCode, Border: b.border, Counties: b.counties, Districts: b.districts,
		Grid: b.grid, Estates: b.estates, Sites: b.sites, Addresses: b.addresses,
	}
	e := &emitter{b: b, city: c, ids: make([]osmdata.NodeID, len(b.net.at)), tags: make(map[int32][]string, len(b.gates))}
	for _, g := range b.gates {
		e.tags[g.node] = g.tags
	}
	e.streets()
	e.lines()
	e.shapes()
	e.borders()
	for _, p := range b.points {
		e.node(p.at, p.tags)
	}
	c.Bound = orb.Bound{Min: c.nodes[0].Point(), Max: c.nodes[0].Point()}
	for _, n := range c.nodes {
		c.Bound = c.Bound.Extend(n.Point())
	}
	return c
}

func (e *emitter) node(p pt, tags []string) osmdata.NodeID {
	e.last++
	ll := p.lonLat()
	e.city.nodes = append(e.city.nodes, &osmdata.Node{ID: e.last, Lon: ll[0], Lat: ll[1], Visible: true, Version: 1, Timestamp: dataDate, Tags: tagsOf(tags)})
	return e.last
}

// of returns the id of a node of the net.
func (e *emitter) of(id int32) osmdata.NodeID {
	if e.ids[id] == 0 {
		e.ids[id] = e.node(e.b.net.at[id], e.tags[id])
	}
	return e.ids[id]
}

// tagsOf makes tags; what has a name also says that it is made up.
func tagsOf(kv []string) osmdata.Tags {
	if len(kv) == 0 {
		return nil
	}
	out := make(osmdata.Tags, 0, len(kv)/2+1)
	for i := 0; i+1 < len(kv); i += 2 {
		out = append(out, osmdata.Tag{Key: kv[i], Value: kv[i+1]})
	}
	if out.Find("name") != "" {
		out = append(out, osmdata.Tag{Key: "note", Value: Label})
	}
	return out
}

func (e *emitter) addWay(nodes osmdata.WayNodes, tags []string) osmdata.WayID {
	e.way++
	e.city.ways = append(e.city.ways, &osmdata.Way{ID: e.way, Visible: true, Version: 1, Timestamp: dataDate, Nodes: nodes, Tags: tagsOf(tags)})
	return e.way
}

// streets emits the chains of the net, cut where a bridge or tunnel begins or ends.
func (e *emitter) streets() {
	n := e.b.net
	for _, c := range n.chains {
		run := n.expand(c.nodes, false)
		from := 0
		for i := 1; i < len(run); i++ {
			flags := n.edges[key(run[i-1], run[i])].flags
			if i+1 < len(run) && n.edges[key(run[i], run[i+1])].flags == flags {
				continue
			}
			nodes := make(osmdata.WayNodes, 0, i-from+1)
			for _, id := range run[from : i+1] {
				nodes = append(nodes, osmdata.WayNode{ID: e.of(id)})
			}
			e.addWay(nodes, streetTags(n.streets[c.street], flags))
			from = i
		}
	}
}

func streetTags(s street, flags uint8) []string {
	kv := []string{"highway", highway[s.class]}
	if s.name != "" {
		kv = append(kv, "name", s.name)
	}
	if flags&isBridge != 0 {
		kv = append(kv, "bridge", "yes", "layer", "1")
	}
	if flags&isTunnel != 0 {
		kv = append(kv, "tunnel", "yes", "layer", "-1")
	}
	return append(kv, s.tags...)
}

func (e *emitter) lines() {
	for _, t := range e.b.tracks {
		nodes := make(osmdata.WayNodes, 0, len(t.pts))
		for _, p := range t.pts {
			nodes = append(nodes, osmdata.WayNode{ID: e.node(p, nil)})
		}
		e.addWay(nodes, t.tags)
	}
}

func (e *emitter) ring(p polygon) osmdata.WayNodes {
	nodes := make(osmdata.WayNodes, 0, len(p)+1)
	for _, q := range p {
		nodes = append(nodes, osmdata.WayNode{ID: e.node(q, nil)})
	}
	return append(nodes, nodes[0])
}

// shapes emits areas: closed ways, or multipolygons where there are holes.
func (e *emitter) shapes() {
	for _, a := range e.b.areas {
		switch {
		case a.nodes != nil:
			nodes := make(osmdata.WayNodes, 0, len(a.nodes))
			for _, id := range a.nodes {
				nodes = append(nodes, osmdata.WayNode{ID: e.of(id)})
			}
			e.addWay(nodes, a.tags)
		case len(a.holes) == 0:
			e.addWay(e.ring(a.outer), a.tags)
		default:
			members := osmdata.Members{{Type: osmdata.TypeWay, Ref: int64(e.addWay(e.ring(a.outer), nil)), Role: "outer"}}
			for _, h := range a.holes {
				members = append(members, osmdata.Member{Type: osmdata.TypeWay, Ref: int64(e.addWay(e.ring(h), nil)), Role: "inner"})
			}
			e.relation(members, append([]string{"type", "multipolygon"}, a.tags...))
		}
	}
}

func (e *emitter) relation(members osmdata.Members, tags []string) {
	e.rel++
	e.city.relations = append(e.city.relations, &osmdata.Relation{ID: e.rel, Visible: true, Version: 1, Timestamp: dataDate, Members: members, Tags: tagsOf(tags)})
}

// borders emits the borders of the districts, each stretch between the same two of them as one way.
func (e *emitter) borders() {
	b := e.b
	owner := make(map[[2]int32]int)
	for i := range b.faces {
		ring := b.faces[i].ring
		for j, a := range ring {
			owner[[2]int32{a, ring[(j+1)%len(ring)]}] = b.faces[i].district
		}
	}
	members := make([]osmdata.Members, len(b.districts))
	add := func(run []int32, left, right int) {
		level := "9"
		if right < 0 {
			level = "5"
		} else if b.districts[left].County != b.districts[right].County {
			level = "6"
		}
		nodes := make(osmdata.WayNodes, 0, len(run))
		for _, id := range run {
			nodes = append(nodes, osmdata.WayNode{ID: e.of(id)})
		}
		m := osmdata.Member{Type: osmdata.TypeWay, Ref: int64(e.addWay(nodes, []string{"boundary", "administrative", "admin_level", level})), Role: "outer"}
		members[left] = append(members[left], m)
		if right >= 0 {
			members[right] = append(members[right], m)
		}
	}
	e.stretches(owner, add)
	for i, m := range members {
		d := b.districts[i]
		e.relation(m, []string{"type", "boundary", "boundary", "administrative", "admin_level", "9", "name", d.Name, "ref", d.Code})
	}
}

// stretches follows the border edges in the order of the faces and calls add for each run between the same two districts.
func (e *emitter) stretches(owner map[[2]int32]int, add func(run []int32, left, right int)) {
	b := e.b
	next := make(map[int32][][2]int32) // border edges by their first node
	var all [][2]int32
	sideOf := func(c [2]int32) (left, right int) {
		left = owner[c]
		right, ok := owner[[2]int32{c[1], c[0]}]
		if !ok {
			right = -1
		}
		return left, right
	}
	for i := range b.faces {
		ring := b.faces[i].ring
		for j, a := range ring {
			c := [2]int32{a, ring[(j+1)%len(ring)]}
			if l, r := sideOf(c); l > r { // each border once
				next[a] = append(next[a], c)
				all = append(all, c)
			}
		}
	}
	ends := make(map[[2]int32]bool, len(all)) // has something of the same two before it
	same := func(c, d [2]int32) bool {
		l, r := sideOf(c)
		m, s := sideOf(d)
		return l == m && r == s
	}
	for _, c := range all {
		for _, d := range next[c[1]] {
			if same(c, d) {
				ends[d] = true
			}
		}
	}
	done := make(map[[2]int32]bool, len(all))
	follow := func(c [2]int32) {
		run := []int32{c[0]}
		for {
			done[c] = true
			run = append(run, c[1])
			more := false
			for _, d := range next[c[1]] {
				if !done[d] && same(c, d) {
					c, more = d, true
					break
				}
			}
			if !more {
				break
			}
		}
		l, r := sideOf(c)
		add(run, l, r)
	}
	for _, first := range []bool{true, false} { // runs with a beginning first, then closed ones
		for _, c := range all {
			if !done[c] && (!first || !ends[c]) {
				follow(c)
			}
		}
	}
}
