package osm

import (
	"slices"
	"strings"

	posm "github.com/paulmach/osm"
)

// Foot is what a kind of way is to somebody on foot, before access tags have their say.
type Foot uint8

// The kinds of way. Sidewalk needs foot=yes|designated|permissive or a sidewalk, Signed needs the foot tag.
const (
	No Foot = iota
	Yes
	Stairs // Yes, but no stroller without a ramp
	Sidewalk
	Signed
)

// Pass is what a barrier on a street node does.
type Pass uint8

// The kinds of barrier.
const (
	Open       Pass = iota
	NoStroller      // people climb or squeeze through
	Closed          // cuts the street
)

// Rules is the table of who may walk where. A nil map has no opinion: without Barrier, barriers do not exist.
type Rules struct {
	Highway map[string]Foot   // by highway=*; what is not listed is not for walkers
	Service map[string]Foot   // by service=* where highway=service; what is not listed stays as it is
	Other   map[posm.Tag]Foot // ways without a highway tag
	Access  map[string]bool   // by value of foot=*, then of access=*: true lets walkers in, false bars them; foot=* wins
	Barrier map[string]Pass   // by barrier=* on a node; what is not listed is Open
	OneWays bool              // obey one-ways for walkers (see footOneWay)
	Passage bool              // nothing lies at a bridge or a tunnel (see isPassage)

	LinkMetres float64 // how far a footbridge or stairs that end nowhere may be from the street they serve (see link.go)
}

// DefaultRules are the product's rules. In words, beside the table:
//   - Primary and secondary streets are walkable unless foot=no: Chinese extracts map few footways (geo.md, section 0).
//   - access=private|no bars, unless foot=yes|designated|permissive|… opens: the gated estate (小区) whose ways or gates are
//     access=private is walked around, one that is access=residents|customers|permissive is walked through.
//   - sidewalk=separate changes nothing: the carriageway stays, so that crossings keep the pavements connected.
//   - construction, proposed, abandoned, raceway, busway, ferry and everything unlisted is out.
//   - A gate, lift gate or bollard is open unless foot/access bars it or locked=yes; a wall or fence across a way is closed.
//   - area=yes squares are walked along their ring.
//   - Mountain paths that take hands are out; a stroller keeps off those for hikers and off what wheels cannot pass.
//   - A footbridge or stairs drawn without a node in common with any street are joined to the nearest within 25 m.
//   - Bridges and tunnels are walked through, but no place is tied to them: what is near on the map is above or below.
func DefaultRules() *Rules {
	return &Rules{
		Highway: map[string]Foot{
			"footway": Yes, "path": Yes, "pedestrian": Yes, "steps": Stairs, "corridor": Yes, "platform": Yes,
			"living_street": Yes, "residential": Yes, "unclassified": Yes, "service": Yes, "road": Yes, "track": Yes,
			"tertiary": Yes, "secondary": Yes, "primary": Yes, "trunk": Sidewalk, "motorway": Signed,
			"tertiary_link": Yes, "secondary_link": Yes, "primary_link": Yes, "trunk_link": Sidewalk, "motorway_link": Signed,
			"cycleway": Yes, "bridleway": Yes, "crossing": Yes, "elevator": Yes, "busway": Signed, "bus_guideway": Signed,
		},
		Service: map[string]Foot{
			"driveway": Yes, "parking_aisle": Yes, "alley": Yes, "emergency_access": Yes, "drive-through": Signed, "drive_through": Signed,
		},
		Other: map[posm.Tag]Foot{
			{Key: "railway", Value: "platform"}: Yes, {Key: "public_transport", Value: "platform"}: Yes,
			{Key: "man_made", Value: "pier"}: Yes,
		},
		Access: map[string]bool{
			"yes": true, "designated": true, "permissive": true, "official": true, "public": true, "destination": true,
			"customers": true, "residents": true, "no": false, "private": false, "use_sidepath": false, "military": false,
			"restricted": false, "permit": false, "employees": false, "forestry": false, "agricultural": false, "emergency": false,
		},
		Barrier: map[string]Pass{
			"stile": NoStroller, "turnstile": NoStroller, "kissing_gate": NoStroller, "full-height_turnstile": NoStroller,
			"ladder": NoStroller, "log": NoStroller, "debris": NoStroller, "horse_stile": NoStroller, "step": NoStroller,
			"wall": Closed, "fence": Closed, "hedge": Closed, "ditch": Closed, "retaining_wall": Closed, "city_wall": Closed,
			"guard_rail": Closed, "wire_fence": Closed, "handrail": Closed,
		},
		OneWays: true,
		Passage: true, LinkMetres: 25,
	}
}

// walk is the verdict of the rules over one way.
type walk struct {
	ok      bool
	steps   bool // no strollers
	forward bool // only in the direction of the way
	back    bool // only against it
	passage bool // a bridge or a tunnel: nothing lies at it
	under   bool // see isUnder
}

// way applies the table to the tags of a way.
func (r *Rules) way(tags posm.Tags) walk {
	highway := tags.Find("highway")
	foot := r.kind(highway, tags)
	if foot == No || tags.Find("route") == "ferry" || tags.Find("golf") == "hole" || unbuilt(tags) || climbing[tags.Find("sac_scale")] {
		return walk{}
	}
	if foot == Yes && tags.Find("motorroad") == "yes" {
		foot = Sidewalk
	}
	if !r.mayWalk(foot, tags) {
		return walk{}
	}
	w := walk{ok: true, steps: foot == Stairs && !hasRamp(tags) || isRough(tags)}
	if r.OneWays {
		w.forward, w.back = footOneWay(highway, tags)
	}
	w.passage, w.under = r.Passage && isPassage(tags), isUnder(tags)
	return w
}

// isPassage says that a way leads over or under what the map shows beside it. A passage through a building or below a
// roof is on the ground.
func isPassage(tags posm.Tags) bool {
	switch tags.Find("bridge") {
	case "", "no", "proposed":
	default:
		return true
	}
	return tags.Find("tunnel") == "yes" || tags.Find("location") == "underground"
}

// kind finds the way in the table.
func (r *Rules) kind(highway string, tags posm.Tags) Foot {
	if highway == "" {
		for _, t := range tags {
			if f, ok := r.Other[t]; ok {
				return f
			}
		}
		return No
	}
	foot := r.Highway[highway]
	if highway == "service" {
		if f, ok := r.Service[tags.Find("service")]; ok {
			return f
		}
	}
	return foot
}

// mayWalk weighs access tags: foot=* before access=* before what the way is.
func (r *Rules) mayWalk(foot Foot, tags posm.Tags) bool {
	if may, said := r.Access[tags.Find("foot")]; said {
		return may
	}
	if may, said := r.Access[tags.Find("access")]; said && !may {
		return false
	}
	switch foot {
	case Sidewalk:
		return hasSidewalk(tags)
	case Signed, No:
		return false
	default:
		return true
	}
}

// node applies the table to a node that stands on a street.
func (r *Rules) node(tags posm.Tags) Pass {
	kind := tags.Find("barrier")
	if kind == "" || r.Barrier == nil {
		return Open
	}
	pass := r.Barrier[kind]
	may, said := r.Access[tags.Find("foot")]
	switch {
	case said && !may:
		return Closed
	case said && pass == Closed:
		pass = Open
	case !said:
		if may, said := r.Access[tags.Find("access")]; said && !may || tags.Find("locked") == "yes" {
			return Closed
		}
	}
	return strollerPass(pass, tags)
}

// strollerPass lets stroller=* and wheelchair=* on a barrier overrule what its kind suggests.
func strollerPass(pass Pass, tags posm.Tags) Pass {
	said := tags.Find("stroller")
	if said == "" {
		said = tags.Find("wheelchair")
	}
	switch {
	case pass == NoStroller && (said == "yes" || said == "designated"):
		return Open
	case pass == Open && said == "no":
		return NoStroller
	}
	return pass
}

// isUnder says that the ends of a way may lie below the streets beside it: a tunnel, a corridor of a station.
func isUnder(tags posm.Tags) bool {
	for _, key := range []string{"layer", "level"} {
		if strings.Contains(tags.Find(key), "-") {
			return true
		}
	}
	return tags.Find("tunnel") == "yes" || tags.Find("location") == "underground" || tags.Find("indoor") == "yes" ||
		tags.Find("highway") == "corridor"
}

// unbuilt says that a way is not there yet or no more, whatever its highway tag says.
func unbuilt(tags posm.Tags) bool {
	for _, key := range []string{"construction", "proposed", "abandoned", "disused", "demolished", "razed"} {
		if tags.Find(key) == "yes" {
			return true
		}
	}
	return false
}

// climbing are the mountain paths, by sac_scale=*, that take hands.
var climbing = map[string]bool{"alpine_hiking": true, "demanding_alpine_hiking": true, "difficult_alpine_hiking": true}

// rough are the values of smoothness=* and sac_scale=* that wheels are not for.
var rough = map[string]bool{
	"very_horrible": true, "impassable": true, "horrible": true, "mountain_hiking": true, "demanding_mountain_hiking": true,
}

// isRough says that a stroller cannot be pushed here, though there are no stairs.
func isRough(tags posm.Tags) bool {
	switch tags.Find("stroller") {
	case "no":
		return true
	case "":
		return rough[tags.Find("smoothness")] || rough[tags.Find("sac_scale")]
	}
	return false
}

// hasRamp says that a stroller gets up these stairs.
func hasRamp(tags posm.Tags) bool {
	for _, key := range []string{"stroller", "ramp:stroller", "ramp:wheelchair", "wheelchair"} {
		if v := tags.Find(key); v == "yes" || v == "designated" {
			return true
		}
	}
	return false
}

var sidewalkValues = []string{"both", "left", "right", "yes"}

func hasSidewalk(tags posm.Tags) bool {
	if slices.Contains(sidewalkValues, tags.Find("sidewalk")) {
		return true
	}
	for _, key := range []string{"sidewalk:both", "sidewalk:left", "sidewalk:right"} {
		if tags.Find(key) == "yes" {
			return true
		}
	}
	return false
}

// footOneWay finds one-ways that bind walkers: oneway:foot anywhere; escalators and moving walkways (conveying=*);
// oneway=* on footway, path and steps, which carry no vehicles, unless cyclists use them (then it is meant for those).
// oneway=* on a road never binds walkers.
func footOneWay(highway string, tags posm.Tags) (forward, back bool) {
	switch tags.Find("oneway:foot") {
	case "yes", "1", "true":
		return true, false
	case "-1", "reverse":
		return false, true
	case "no":
		return false, false
	}
	switch tags.Find("conveying") {
	case "forward":
		return true, false
	case "backward":
		return false, true
	}
	if highway != "footway" && highway != "path" && highway != "steps" {
		return false, false
	}
	switch tags.Find("bicycle") {
	case "yes", "designated", "permissive":
		return false, false
	}
	switch tags.Find("oneway") {
	case "yes", "1", "true":
		return true, false
	case "-1", "reverse":
		return false, true
	}
	return false, false
}
