package registry

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/geo"
)

func square(lon, lat, half float64) orb.MultiPolygon {
	return orb.MultiPolygon{{{{lon - half, lat - half}, {lon + half, lat - half}, {lon + half, lat + half}, {lon - half, lat + half}, {lon - half, lat - half}}}}
}

// town is two districts side by side with a street each, and places of some of the same names in both.
func town() ([]care.Place, []care.Area) {
	place := func(id, name string, kind care.PlaceKind, lon, lat float64, alt ...string) care.Place {
		return care.Place{ID: id, Name: name, Kind: kind, Point: orb.Point{lon, lat}, AltNames: alt}
	}
	places := []care.Place{
		place("1", "望京西园四区", care.PlaceEstate, 116.48, 39.99),
		place("2", "望京", care.PlaceArea, 116.47, 39.99),
		place("3", "望京站", care.PlaceStation, 116.46, 39.98),
		place("4", "阜通东大街", care.PlaceStreet, 116.475, 39.985),
		place("5", "中关村大街", care.PlaceStreet, 116.31, 39.98),
		place("6", "锦绣小区", care.PlaceEstate, 116.49, 39.97),
		place("7", "锦绣小区", care.PlaceEstate, 116.32, 39.97),
		place("8", "人民公园", care.PlacePark, 116.44, 39.95),
		place("9", "人民路", care.PlaceStreet, 116.43, 39.94),
		place("10", "人民路", care.PlaceStreet, 116.35, 39.99),
		place("11", "Donaustraße", care.PlaceStreet, 13.44, 52.48),
		place("12", "Alexanderstraße", care.PlaceStreet, 13.41, 52.52),
		place("13", "Alex", care.PlacePOI, 13.42, 52.53),
		place("14", "融科橄榄城", care.PlaceEstate, 116.480, 39.989, "橄榄城"),
	}
	areas := []care.Area{
		{Code: "110000", Name: "北京市", Level: care.LevelProvince, Center: orb.Point{116.4, 39.95}},
		{Code: "110105", Name: "朝阳区", Level: care.LevelDistrict, Center: orb.Point{116.48, 39.95}, Border: square(116.48, 39.95, 0.08)},
		{Code: "110108", Name: "海淀区", Level: care.LevelDistrict, Center: orb.Point{116.32, 39.95}, Border: square(116.32, 39.95, 0.08)},
		{Code: "110105026", Name: "望京街道", Level: care.LevelStreet, Center: orb.Point{116.48, 39.99}, Border: square(116.48, 39.99, 0.02)},
	}
	return places, areas
}

func TestMatch(t *testing.T) {
	places, areas := town()
	m := newMatcher(places, areas)
	for _, c := range []struct {
		a       Address
		id      string // of the place wanted on the map; "" is none
		least   float64
		most    float64
		comment string
	}{
		{Address{Text: "北京市朝阳区望京街道望京西园四区12号楼"}, "1", 0.85, 0.95, "everything said"},
		{Address{Text: "望京西园四区１２号楼３单元"}, "1", 0.75, 0.85, "no area: a little less sure"},
		{Address{Text: "西园路口, 望京西园四区", AreaCode: "110105"}, "1", 0.85, 0.95, "area by code"},
		{Address{Text: "望京西园四区对面", AreaCode: "110105"}, "1", 0.68, 0.75, "opposite"},
		{Address{Text: "阜通东大街6号", AreaName: "朝阳区"}, "4", 0.5, 0.5, "street and number"},
		{Address{Text: "阜通东大街", AreaName: "朝阳区"}, "4", 0.42, 0.42, "street alone, area known"},
		{Address{Text: "阜通东大街"}, "", 0, 0.39, "street alone, area unknown"},
		{Address{Text: "海淀区阜通东大街6号"}, "", 0, 0.2, "street of another district"},
		{Address{Text: "锦绣小区3号楼", AreaName: "海淀区"}, "7", 0.85, 0.95, "the estate of the district"},
		{Address{Text: "锦绣小区3号楼"}, "", 0, 0.45, "two estates of that name and no district"},
		{Address{Text: "人民路5号", AreaCode: "110108"}, "10", 0.4, 0.5, "the street of the district"},
		{Address{Text: "人民路5号"}, "", 0, 0.39, "two streets of that name"},
		{Address{Text: "望京街道办事处旁", AreaCode: "110105"}, "", 0, 0.39, "the street's name is not a place"},
		{Address{Text: "朝阳区"}, "", 0, 0.1, "the district alone"},
		{Address{Text: "朝阳区望京街道"}, "", 0, 0.3, "the street alone"},
		{Address{Text: "橄榄城幼儿园", AreaCode: "110105"}, "14", 0.8, 0.9, "another name"},
		{Address{Text: "阜通东大街6号融科橄榄城", AreaCode: "110105"}, "14", 0.94, 0.95, "street and estate agree"},
		{Address{Text: "Donaustr. 88, 12043 Berlin"}, "11", 0.45, 0.45, "an abbreviation"},
		{Address{Text: "Alexanderstr. 5"}, "12", 0.45, 0.45, "no part of a word"},
		{Address{Name: "人民公园", Text: "某处", AreaCode: "110105"}, "8", 0.65, 0.75, "called like the place"},
		{Address{Text: ""}, "", 0, 0, "nothing"},
		{Address{Text: strings.Repeat("望京西园四区", 500)}, "1", 0.7, 0.95, "long"},
	} {
		got := m.Match(c.a)
		var best Match
		if len(got) > 0 {
			best = got[0]
		}
		if best.Confidence < c.least-1e-9 || best.Confidence > c.most+1e-9 {
			t.Errorf("%s: %v: confidence %.3f of %q, want %.2f to %.2f", c.comment, c.a.Text[:min(40, len(c.a.Text))], best.Confidence, best.Matched, c.least, c.most)
		}
		f := care.Facility{Name: c.a.Name, Address: c.a.Text, AreaCode: c.a.AreaCode, AreaName: c.a.AreaName}
		l := m.locate(&f)
		want := -1
		for i := range places {
			if places[i].ID == c.id {
				want = i
			}
		}
		switch {
		case want < 0 && c.most >= MinConfidence && l != nil: // may be, below
		case want < 0 && l != nil:
			t.Errorf("%s: put on the map at %q with %.2f", c.comment, l.Matched, l.Confidence)
		case want >= 0 && (l == nil || l.Point != places[want].Point || l.Source != care.LocationMatched || !strings.HasPrefix(l.Matched, places[want].Name)):
			t.Errorf("%s: located at %+v, want %s", c.comment, l, places[want].Name)
		}
		if len(got) > 5 {
			t.Errorf("%d readings", len(got))
		}
		for i, g := range got {
			if math.IsNaN(g.Confidence) || g.Confidence < 0 || g.Confidence > 1 || i > 0 && g.Kind != "area" && g.Confidence > got[0].Confidence+0.3 {
				t.Errorf("%+v", got)
			}
		}
	}
	for in, want := range map[string]string{
		"中国北京市朝阳区望京街道阜通东大街6号": "阜通东大街6号", "江苏省苏州市工业园区星湖街328号": "星湖街328号", "望京西园四区12号楼": "望京西园四区12号楼",
		"锦绣小区3号": "锦绣小区3号", "上海市浦东新区张江镇丹桂路999弄": "丹桂路999弄", "重庆市开州区汉丰街道永兴街1号": "永兴街1号", "科技园区2号": "科技园区2号",
	} {
		if got := stripFront(bareText(in), m.fronts); got != want {
			t.Errorf("%s without its front is %s, want %s", in, got, want)
		}
	}
}

// TestNeedsLocation is the way of a row without coordinates: found by name only, matched once places are known, placed by
// hand in the end.
func TestNeedsLocation(t *testing.T) {
	st, o, ctx := newStore(t), options(), context.Background()
	const list = "name,credit_code,area_code,address\n甲园,52110105MJ0A0000A9,110105,望京西园四区12号楼\n乙园,91110105MA0A0000AP,110105,没有人知道的地方\n"
	if rep := mustImport(t, st, input("a.csv", list), o); rep.NeedsLocation != 2 || rep.Matched != 0 {
		t.Fatalf("%+v", rep)
	}
	places, areas := town()
	if err := st.SaveAreas(ctx, testActor, testAt, areas); err != nil {
		t.Fatal(err)
	}
	if err := st.ReplacePlaces(ctx, testActor, testAt, "osm", places); err != nil {
		t.Fatal(err)
	}
	rep, err := MatchAll(ctx, st, testActor, testAt)
	if err != nil || rep.Tried != 2 || rep.Matched != 1 {
		t.Fatalf("%+v %v", rep, err)
	}
	fs := facilities(t, st)
	l := fs["甲园"].Location
	if l == nil || l.Source != care.LocationMatched || l.Confidence < 0.85 || geo.Haversine(l.Point, places[0].Point) > 1 || fs["乙园"].Location != nil {
		t.Fatalf("%+v", l)
	}
	counts(t, mustImport(t, st, input("a.csv", list), o), 0, 0, 2)
	if rep, err := MatchAll(ctx, st, testActor, testAt); err != nil || rep.Tried != 1 || rep.Matched != 0 {
		t.Errorf("%+v %v", rep, err)
	}
	var asked []string
	err = NeedLocation(ctx, st, func(f care.Facility, ms []Match) error {
		asked = append(asked, f.Name)
		if len(ms) != 1 || ms[0].Kind != "area" || ms[0].Confidence >= MinConfidence {
			t.Errorf("%+v", ms)
		}
		return nil
	})
	if err != nil || len(asked) != 1 || asked[0] != "乙园" {
		t.Errorf("%v %v", asked, err)
	}
	if err := Place(ctx, st, testActor, testAt, fs["乙园"].ID, orb.Point{116.486, 39.991}, care.WGS84); err != nil {
		t.Fatal(err)
	}
	if l := facilities(t, st)["乙园"].Location; l == nil || l.Source != care.LocationByHand || l.Confidence != 1 {
		t.Errorf("%+v", l)
	}
	// A new address is matched anew; a point placed by hand stays.
	moved := strings.ReplaceAll(list, "望京西园四区12号楼", "锦绣小区1号")
	rep2 := mustImport(t, st, input("a.csv", moved), o)
	fs = facilities(t, st)
	if l := fs["甲园"].Location; l == nil || l.Point != places[5].Point || rep2.Updated != 1 || fs["乙园"].Location.Source != care.LocationByHand {
		t.Errorf("%+v %+v", rep2, l)
	}
	// A point without a district gets the one that holds it.
	mustImport(t, st, input("b.csv", "name,external_id,lon,lat,coord_system\n丙园,c,116.481,39.992,wgs84\n"), o)
	if f := facilities(t, st)["丙园"]; f.AreaCode != "110105026" {
		t.Errorf("area %q", f.AreaCode)
	}
}

// TestMatchSpeed: a hundred thousand addresses against twenty thousand places must not take minutes.
func TestMatchSpeed(t *testing.T) {
	var places []care.Place
	for i := range 20_000 {
		kind, name := care.PlaceEstate, fmt.Sprintf("锦绣花园%d期", i)
		if i%2 == 0 {
			kind, name = care.PlaceStreet, fmt.Sprintf("建设%d路", i)
		}
		places = append(places, care.Place{ID: itoa(i), Name: name, Kind: kind, Point: orb.Point{116 + float64(i%200)*0.001, 39 + float64(i/200)*0.001}})
	}
	_, areas := town()
	m := newMatcher(places, areas)
	const n = 2000
	begin, found := time.Now(), 0
	for i := range n {
		if len(m.Match(Address{Text: fmt.Sprintf("北京市朝阳区建设%d路%d号锦绣花园%d期3号楼", i*2, i, i*2+1), AreaName: "朝阳区"})) > 0 {
			found++
		}
	}
	each := time.Since(begin) / n
	t.Logf("%v an address", each)
	if each > 2*time.Millisecond || found != n {
		t.Errorf("%v an address, %d of %d found", each, found, n)
	}
}
