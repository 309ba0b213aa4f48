package server

import (
	"encoding/json"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tuoyuquan/api/care"
	"tuoyuquan/geo/coord"
)

// circle decodes a GeoJSON feature of a circle.
func (w *town) circle(query string) (CircleProperties, orb.MultiPolygon) {
	w.Helper()
	r := w.get("/api/v1/circle?" + query)
	if r.status != 200 || r.header.Get("Content-Type") != geoJSONType {
		w.Fatalf("circle?%s: %d %s", query, r.status, r.body)
	}
	var f struct {
		Type       string           `json:"type"`
		Properties CircleProperties `json:"properties"`
		Geometry   struct {
			Type        string          `json:"type"`
			Coordinates json.RawMessage `json:"coordinates"`
		} `json:"geometry"`
	}
	w.decode(r.body, &f)
	var mp orb.MultiPolygon
	if f.Geometry.Type == "Polygon" {
		mp = make(orb.MultiPolygon, 1)
		w.decode(f.Geometry.Coordinates, &mp[0])
	} else {
		w.decode(f.Geometry.Coordinates, &mp)
	}
	return f.Properties, mp
}

func TestCircle(t *testing.T) {
	w := newTown(t, Options{}, facilityAt(1, crossing(5, 5), 3))
	here := crossing(10, 10)
	props, full := w.circle("near=" + at(here) + "&minutes=5")
	if props.Metres != 300 || props.Speed != 1 || props.Estimate {
		t.Errorf("properties %+v", props)
	}
	for _, in := range []orb.Point{here, crossing(12.9, 10), crossing(10, 7.1), crossing(11, 11.9)} {
		if !planar.MultiPolygonContains(full, in) {
			t.Errorf("%v is outside", in)
		}
	}
	for _, out := range []orb.Point{crossing(13.6, 10), crossing(12, 12), crossing(10, 6)} {
		if planar.MultiPolygonContains(full, out) {
			t.Errorf("%v is inside", out)
		}
	}
	_, small := w.circle("near=" + at(here) + "&minutes=15&max_vertices=40")
	n := 0
	for _, p := range small {
		for _, r := range p {
			n += len(r)
		}
	}
	if n > 40 || !planar.MultiPolygonContains(small, here) {
		t.Errorf("%d vertices for 40", n)
	}
	if props, _ = w.circle("near=" + at(here) + "&minutes=5&profile=stroller"); props.Metres != 240 {
		t.Errorf("with a stroller %v m", props.Metres)
	}
}

// A caller who speaks GCJ-02 gets the same ground, in GCJ-02.
func TestCoordinatesOfTheCaller(t *testing.T) {
	w := newTown(t, Options{}, facilityAt(1, crossing(5, 5), 3))
	for _, system := range []coord.System{coord.GCJ02, coord.BD09} {
		there := coord.Convert(crossing(5, 5), coord.WGS84, system)
		l := w.list("near=" + at(there) + "&coords=" + string(system))
		if l.Total != 1 || l.Items[0].Walk.Metres > 1 {
			t.Fatalf("%s: %+v", system, l)
		}
		if p := l.Items[0].Point; p[0]-there[0] > 2e-6 || there[0]-p[0] > 2e-6 || l.Coords != care.CoordSystem(system) {
			t.Errorf("%s: facility at %v, asked from %v", system, *p, there)
		}
		_, mp := w.circle("near=" + at(there) + "&coords=" + string(system) + "&minutes=5")
		if !planar.MultiPolygonContains(mp, there) || planar.MultiPolygonContains(mp, crossing(5, 5)) {
			t.Errorf("%s: the circle is elsewhere", system)
		}
	}
}
