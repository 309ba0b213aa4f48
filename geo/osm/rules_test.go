package osm

import (
	"strings"
	"testing"

	posm "github.com/paulmach/osm"
)

// tagsOf reads "highway=path foot=no".
func tagsOf(s string) (tags posm.Tags) {
	for _, kv := range strings.Fields(s) {
		k, v, _ := strings.Cut(kv, "=")
		tags = append(tags, posm.Tag{Key: k, Value: v})
	}
	return tags
}

func TestWhoMayWalkWhere(t *testing.T) {
	const walk, no, stairs = "walk", "no", "stairs"
	for _, c := range []struct{ tags, want string }{
		// what it is
		{"highway=footway", walk},
		{"highway=path", walk},
		{"highway=pedestrian area=yes", walk},
		{"highway=living_street", walk},
		{"highway=residential", walk},
		{"highway=service", walk},
		{"highway=service service=driveway", walk},
		{"highway=service service=parking_aisle", walk},
		{"highway=service service=drive-through", no},
		{"highway=service service=drive-through foot=yes", walk},
		{"highway=service service=drive_through", no},
		{"highway=service access=permit", no},
		{"highway=primary", walk},
		{"highway=primary_link", walk},
		{"highway=secondary", walk},
		{"highway=track", walk},
		{"highway=cycleway", walk},
		{"highway=cycleway foot=no", no},
		{"highway=cycleway foot=use_sidepath", no},
		{"highway=bridleway", walk},
		{"highway=corridor indoor=yes", walk},
		{"highway=platform", walk},
		{"railway=platform", walk},
		{"public_transport=platform", walk},
		{"man_made=pier", walk},
		{"highway=steps", stairs},
		{"highway=steps ramp:stroller=yes", walk},
		{"highway=steps ramp:wheelchair=yes", walk},
		{"highway=steps ramp=yes", stairs}, // often only for bicycles
		{"highway=footway stroller=no", stairs},
		{"highway=path sac_scale=hiking", walk},
		{"highway=path sac_scale=mountain_hiking", stairs},
		{"highway=path sac_scale=alpine_hiking", no},
		{"highway=track smoothness=impassable", stairs},
		{"highway=track smoothness=horrible stroller=yes", walk},
		{"highway=track smoothness=bad", walk},
		{"highway=path golf=hole", no},
		// what it is not
		{"highway=motorway", no},
		{"highway=motorway sidewalk=both", no},
		{"highway=motorway foot=yes", walk},
		{"highway=motorway_link", no},
		{"highway=trunk", no},
		{"highway=trunk sidewalk=none", no},
		{"highway=trunk sidewalk=separate", no},
		{"highway=trunk sidewalk=right", walk},
		{"highway=trunk sidewalk:left=yes", walk},
		{"highway=trunk foot=designated", walk},
		{"highway=trunk_link foot=yes", walk},
		{"highway=primary motorroad=yes", no},
		{"highway=primary motorroad=yes sidewalk=both", walk},
		{"highway=construction construction=footway", no},
		{"highway=proposed", no},
		{"highway=abandoned", no},
		{"highway=residential abandoned=yes", no},
		{"highway=residential construction=yes", no},
		{"highway=raceway", no},
		{"highway=busway", no},
		{"highway=busway foot=yes", walk},
		{"highway=elevator", walk},
		{"highway=nonsense", no},
		{"highway=footway route=ferry", no},
		{"route=ferry foot=yes", no},
		{"railway=rail", no},
		{"building=yes", no},
		{"indoor=room", no},
		{"", no},
		// who is let in
		{"highway=primary foot=no", no},
		{"highway=residential foot=private", no},
		{"highway=secondary foot=use_sidepath", no},
		{"highway=secondary sidewalk=separate", walk},
		{"highway=service access=private", no},
		{"highway=service access=no", no},
		{"highway=service access=private foot=yes", walk},
		{"highway=service access=private foot=designated", walk},
		{"highway=service access=no foot=permissive", walk},
		{"highway=service access=residents", walk},
		{"highway=service access=customers", walk},
		{"highway=service access=permissive", walk},
		{"highway=service access=destination", walk},
		{"highway=service access=delivery", walk},
		{"highway=service access=military", no},
		{"highway=trunk access=yes", no},
		{"highway=residential access=yes foot=no", no},
		{"highway=residential motor_vehicle=private", walk},
		{"railway=platform access=private", no},
	} {
		w := DefaultRules().way(tagsOf(c.tags))
		got := no
		switch {
		case w.ok && w.steps:
			got = stairs
		case w.ok:
			got = walk
		}
		if got != c.want {
			t.Errorf("%q: %s, want %s", c.tags, got, c.want)
		}
	}
}

func TestOneWaysOnFoot(t *testing.T) {
	for _, c := range []struct{ tags, want string }{
		{"highway=residential oneway=yes", "both"},
		{"highway=primary oneway=-1", "both"},
		{"highway=cycleway oneway=yes", "both"},
		{"highway=pedestrian oneway=yes", "both"},
		{"highway=footway oneway=yes", "forward"},
		{"highway=path oneway=-1", "back"},
		{"highway=steps oneway=yes", "forward"},
		{"highway=footway oneway=no", "both"},
		{"highway=path oneway=yes bicycle=designated", "both"},
		{"highway=footway oneway=yes oneway:foot=no", "both"},
		{"highway=residential oneway:foot=yes", "forward"},
		{"highway=residential oneway:foot=-1", "back"},
		{"highway=steps conveying=forward", "forward"},
		{"highway=steps conveying=backward", "back"},
		{"highway=steps conveying=reversible", "both"},
		{"highway=footway conveying=yes", "both"},
	} {
		w := DefaultRules().way(tagsOf(c.tags))
		got := "both"
		if w.forward {
			got = "forward"
		} else if w.back {
			got = "back"
		}
		if !w.ok || got != c.want {
			t.Errorf("%q: %v %s, want %s", c.tags, w.ok, got, c.want)
		}
		if w := frozenRules().way(tagsOf(c.tags)); w.forward || w.back {
			t.Errorf("%q: the frozen rules know no one-ways", c.tags)
		}
	}
}

func TestBarriersOnNodes(t *testing.T) {
	for _, c := range []struct {
		tags string
		want Pass
	}{
		{"", Open},
		{"highway=crossing", Open},
		{"access=private", Open}, // no barrier, no cut
		{"barrier=gate", Open},
		{"barrier=lift_gate", Open},
		{"barrier=bollard", Open},
		{"barrier=block", Open},
		{"barrier=cycle_barrier", Open},
		{"barrier=toll_booth", Open},
		{"barrier=entrance", Open},
		{"barrier=whatever", Open},
		{"barrier=gate access=private", Closed},
		{"barrier=gate access=no", Closed},
		{"barrier=gate foot=no", Closed},
		{"barrier=gate foot=private access=yes", Closed},
		{"barrier=gate access=private foot=yes", Open},
		{"barrier=lift_gate access=no foot=permissive", Open},
		{"barrier=gate access=residents", Open},
		{"barrier=gate access=customers", Open},
		{"barrier=gate access=permissive", Open},
		{"barrier=gate locked=yes", Closed},
		{"barrier=gate locked=yes foot=yes", Open},
		{"barrier=bollard motor_vehicle=no", Open},
		{"barrier=wall", Closed},
		{"barrier=fence", Closed},
		{"barrier=fence foot=yes", Open},
		{"barrier=hedge", Closed},
		{"barrier=stile", NoStroller},
		{"barrier=turnstile", NoStroller},
		{"barrier=full-height_turnstile", NoStroller},
		{"barrier=kissing_gate", NoStroller},
		{"barrier=kissing_gate foot=yes", NoStroller},
		{"barrier=kissing_gate wheelchair=yes", Open},
		{"barrier=turnstile stroller=yes", Open},
		{"barrier=turnstile access=private", Closed},
		{"barrier=gate stroller=no", NoStroller},
	} {
		if got := DefaultRules().node(tagsOf(c.tags)); got != c.want {
			t.Errorf("%q: %d, want %d", c.tags, got, c.want)
		}
		if got := frozenRules().node(tagsOf(c.tags)); got != Open {
			t.Errorf("%q: the frozen rules know no barriers", c.tags)
		}
	}
}
