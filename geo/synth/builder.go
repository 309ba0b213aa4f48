package synth

import (
	"math/rand/v2"

	"github.com/paulmach/orb"
)

// builder is a town in the making.
type builder struct {
	seed  uint64
	plan  *plan
	net   *net
	names *namer
	lines []line
	faces []face

	bankSouth, bankNorth []pt

	areas     []area
	tracks    []track
	gates     []tagged
	siteCount [useGreen + 1]int
	points    []point
	blocks    []block
	homes     []home
	estates   []Estate
	sites     []Site
	districts []District
	counties  []District
	border    orb.MultiPolygon
	grid      []Cell
	addresses []Address
}

// face is a piece of the plan between main streets, water, railway and border.
type face struct {
	ring     []int32
	middle   pt
	area     float64
	district int
}

// area is something with an extent: a park, a pond, a building, an estate.
type area struct {
	tags  []string // key and value by turns
	outer polygon
	holes []polygon
	nodes []int32 // instead of outer: nodes of the net
}

// point is a node of its own: a shop, an entrance.
type point struct {
	tags []string
	at   pt
}

// home is a building people live in.
type home struct {
	at     pt
	people float64
	young  float64 // share of children under three
}

func newBuilder(seed uint64) *builder {
	return &builder{seed: seed, plan: newPlan(random(seed, "plan")), net: newNet(), names: newNamer(random(seed, "names"))}
}

func (b *builder) random(stage string) *rand.Rand { return random(b.seed, stage) }
