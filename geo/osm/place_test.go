package osm

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tuoyuquan/geo"
)

func placesOf(t *testing.T, text string) map[string]Place {
	t.Helper()
	m := map[string]Place{}
	for _, p := range importDrawn(t, text).Places {
		if _, twice := m[p.ID]; twice {
			t.Errorf("%s twice", p.ID)
		}
		m[p.ID] = p
	}
	return m
}

func TestOneStreetOnePlace(t *testing.T) {
	ps := placesOf(t, `n1 0 0
		n2 100 0
		n3 250 0
		n4 400 0
		n5 9000 0
		n6 9100 0
		n7 0 500
		n8 0 600
		w30 1,2 highway=residential name=中山路 name:en=Zhongshan
		w31 3,4 highway=secondary name=中山路 alt_name=孙中山路;老街 name:en=Zhongshan
		w40 5,6 highway=residential name=中山路
		w50 7,8 highway=motorway_link name=匝道
		w51 7,8 highway=residential`)
	if len(ps) != 2 {
		t.Fatalf("places %+v, want one 中山路 here and one 9 km away", ps)
	}
	p := ps["osm:w30"]
	if p.Name != "中山路" || p.Kind != "street" || !slices.Equal(p.AltNames, []string{"Zhongshan", "孙中山路", "老街"}) {
		t.Errorf("%+v", p)
	}
	if !slices.Contains([]orb.Point{spotAt(100, 0), spotAt(250, 0)}, p.Point) {
		t.Errorf("the place is at %v, not at a node of the street near its middle", p.Point)
	}
	if ps["osm:w40"].Point[0] < spotAt(8000, 0)[0] {
		t.Errorf("the other street: %+v", ps["osm:w40"])
	}
}

func TestKindsOfPlaces(t *testing.T) {
	for _, c := range []struct{ tags, kind string }{
		{"railway=station name=x", "station"},
		{"railway=halt name=x", "station"},
		{"railway=subway_entrance name=A口", "station"},
		{"railway=subway_entrance ref=A", ""},
		{"amenity=bus_station name=x", "station"},
		{"highway=bus_stop name=x", ""},
		{"public_transport=platform name=x", ""},
		{"public_transport=stop_position name=x", ""},
		{"amenity=school name=x", "school"},
		{"amenity=university name=x", "school"},
		{"amenity=kindergarten name=x", "school"},
		{"amenity=hospital name=x", "hospital"},
		{"amenity=clinic name=x", "hospital"},
		{"leisure=park name=x", "park"},
		{"landuse=residential name=x", "estate"},
		{"place=neighbourhood name=x", "estate"},
		{"building=apartments name=望京花园", "estate"},
		{"building=apartments name=3号楼", ""},
		{"building=apartments name=A座", ""},
		{"building=apartments name=12", ""},
		{"building=dormitory name=西南19", ""},
		{"building=yes name=12栋", ""},
		{"building=yes name=Block_5", "poi"},
		{"building=office name=国贸大厦", "poi"},
		{"place=village name=x", "area"},
		{"place=suburb name=x", "area"},
		{"shop=mall name=x", "poi"},
		{"shop=bakery name=x", "poi"},
		{"amenity=parking name=x", ""},
		{"amenity=bench name=x", ""},
		{"amenity=cafe", ""},
		{"amenity=cafe name:zh=咖啡", "poi"},
		{"natural=tree name=x", ""},
		{"amenity=school building=school name=x", "school"},
		{"amenity=cafe railway=station name=x", "station"},
	} {
		ps := placesOf(t, "n1 0 0 "+c.tags)
		if got := ps["osm:n1"].Kind; got != c.kind {
			t.Errorf("%q is a %q, want %q", c.tags, got, c.kind)
		}
	}
}

func TestSamePlaceDrawnTwice(t *testing.T) {
	ps := placesOf(t, `n1 0 0
		n2 200 0
		n3 200 100
		n4 0 100
		n5 100 50 amenity=school name=一中 name:en=First
		n6 900 50 amenity=school name=一中
		n7 100 50 shop=books name=一中
		w1 1,2,3,4,1 amenity=school name=一中 old_name=女校`)
	if len(ps) != 3 {
		t.Fatalf("%+v, want the school (an area and a node of it), one 900 m away, and a shop", ps)
	}
	if p := ps["osm:w1"]; !slices.Equal(p.AltNames, []string{"女校", "First"}) || geo.Haversine(p.Point, spotAt(100, 50)) > 1 {
		t.Errorf("%+v", p)
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct {
		tags, name string
		others     []string
	}{
		{"name=a name:zh=b name:en=c old_name=d alt_name=e;f", "a", []string{"b", "c", "e", "f", "d"}},
		{"name:en=c name:zh=b", "b", []string{"c"}},
		{"alt_name=x", "x", nil},
		{"name=a name:zh=a", "a", nil},
		{"name=;;a;", "a", nil},
		{"ref=7", "", nil},
	} {
		name, others := names(tagsOf(c.tags))
		if name != c.name || !slices.Equal(others, c.others) {
			t.Errorf("%q: %q %q", c.tags, name, others)
		}
	}
	for in, want := range map[string]string{
		"\ta \t\n b\t":           "a b",
		"a\x00b\x7fc":            "abc",
		"\u202eevil\u200b":       "evil",
		"bad\xff\xfeutf":         "badutf",
		"<script>":               "<script>",
		strings.Repeat("路", 300): strings.Repeat("路", 255),
		"\u3000全角　空格":            "全角 空格",
	} {
		if got := cleanName(in); got != want {
			t.Errorf("%q became %q", in, got)
		}
	}
}

func TestChildcare(t *testing.T) {
	x := importDrawn(t, `n1 0 0
		n2 40 0
		n3 40 40
		n4 0 40
		n5 20 20 amenity=kindergarten name=小太阳 phone=123
		n6 500 0 amenity=childcare
		n7 520 0 amenity=childcare
		n8 600 0 amenity=school name=x
		w1 1,2,3,4,1 amenity=kindergarten name=小太阳 capacity=90
		w2 1,2,3,4,1
		r1 w2:outer type=multipolygon amenity=childcare name=托育中心`)
	var got []string
	for _, c := range x.Childcare {
		got = append(got, c.ID+" "+c.Name)
	}
	want := []string{"osm:n6 ", "osm:n7 ", "osm:r1 托育中心", "osm:w1 小太阳"}
	if !slices.Equal(got, want) {
		t.Fatalf("childcare %q, want %q", got, want)
	}
	c := x.Childcare[3]
	if c.Tags["capacity"] != "90" || c.Tags["amenity"] != "kindergarten" || geo.Haversine(c.Point, spotAt(20, 20)) > 1 {
		t.Errorf("%+v", c)
	}
}

func TestMultipolygonWithHole(t *testing.T) {
	x := importDrawn(t, `n1 0 0
		n2 1000 0
		n3 1000 1000
		n4 0 1000
		n5 300 300
		n6 700 300
		n7 700 700
		n8 300 700
		w1 1,2,3
		w2 1,4,3
		w3 5,6,7,8,5
		r1 w1:outer,w2:outer,w3:inner type=multipolygon natural=water name=湖 leisure=park
		r2 w1:outer,w9:outer type=multipolygon natural=water name=断`)
	if x.Stats.BasemapFeatures["water"] != 1 || x.Stats.OpenRings != 1 {
		t.Fatalf("features %v, %d open", x.Stats.BasemapFeatures, x.Stats.OpenRings)
	}
	i := slices.IndexFunc(x.Places, func(p Place) bool { return p.ID == "osm:r1" })
	if i < 0 {
		t.Fatalf("no place: %+v", x.Places)
	}
	p := x.Places[i].Point
	ring := func(points ...orb.Point) orb.Ring { return append(points, points[0]) }
	lake := orb.Polygon{
		ring(spotAt(0, 0), spotAt(1000, 0), spotAt(1000, 1000), spotAt(0, 1000)),
		ring(spotAt(300, 300), spotAt(700, 300), spotAt(700, 700), spotAt(300, 700)),
	}
	if !planar.PolygonContains(lake, p) {
		t.Errorf("the point of the lake is on its island: %v", p)
	}
}

// TestInsideIsInside puts the point of random rings, also of crescents, inside them.
func TestInsideIsInside(t *testing.T) {
	crescent := orb.Polygon{{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 9}, {9, 9}, {9, 1}, {0, 1}, {0, 0}}}
	if p := inside(crescent); !planar.PolygonContains(crescent, p) {
		t.Errorf("%v is not in the crescent", p)
	}
	if p := inside(orb.Polygon{{{1, 1}, {2, 2}, {3, 3}, {1, 1}}}); p[0] < 1 || p[0] > 3 {
		t.Errorf("a flat ring: %v", p)
	}
}

func TestBorders(t *testing.T) {
	x := importDrawn(t, `n1 0 0
		n2 1000 0
		n3 1000 1000
		w1 1,2,3 boundary=administrative admin_level=8
		w2 3,1
		w3 1,2 boundary=maritime
		r1 w1:outer,w2:outer type=boundary boundary=administrative admin_level=8 name=学院路街道
		r2 w1:outer type=boundary boundary=administrative admin_level=4 name=省
		r3 w1:outer,w7:outer type=boundary boundary=administrative admin_level=6 name=残区`)
	if x.Stats.BasemapFeatures["boundary"] != 2 {
		t.Errorf("features %v", x.Stats.BasemapFeatures)
	}
	if len(x.Places) != 1 || x.Places[0].ID != "osm:r1" || x.Places[0].Kind != "area" {
		t.Errorf("places %+v: want the street district whose border is whole, only", x.Places)
	}
}

func TestLooks(t *testing.T) {
	for _, c := range []struct{ tags, want string }{
		{"highway=primary", "street primary"},
		{"highway=living_street", "street residential"},
		{"highway=construction", ""},
		{"building=yes amenity=school", "building building"},
		{"building=apartments", "building residential"},
		{"building=no", ""},
		{"leisure=park landuse=grass", "green park"},
		{"natural=water leisure=park", "water water"},
		{"waterway=stream tunnel=culvert", ""},
		{"railway=subway", "rail subway"},
		{"railway=rail service=yard", "rail siding"},
		{"railway=rail usage=main", "rail rail"},
		{"railway=abandoned", ""},
		{"natural=wood", "green forest"},
		{"landuse=residential", ""},
	} {
		got := ""
		if id := lookOf(tagsOf(c.tags)); id > 0 {
			got = fmt.Sprintf("%s %s", looks[id].layer, looks[id].class)
		}
		if got != c.want {
			t.Errorf("%q is drawn as %q, want %q", c.tags, got, c.want)
		}
	}
}
