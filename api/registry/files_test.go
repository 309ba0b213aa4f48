package registry

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/geo"
	"tuoyuquan/geo/coord"
	"tuoyuquan/geo/osm"
)

func TestMappings(t *testing.T) {
	if names := Mappings(); !slices.Equal(names, []string{"berlin", "national"}) {
		t.Fatal(names)
	}
	for _, n := range Mappings() {
		if m, err := NamedMapping(n); err != nil || m.Name != n || m.Attribution == "" || m.About == "" {
			t.Errorf("%s: %+v %v", n, m, err)
		}
	}
	if _, err := NamedMapping("../../etc/passwd"); !care.Is(err, care.CodeInvalid) {
		t.Error(err)
	}
	for name, c := range map[string]struct{ text, want string }{
		"not json":     {`nothing`, "cannot be read"},
		"unknown key":  {`{"source":"x","colums":[]}`, "colums"},
		"no source":    {`{"columns":[{"to":"name","from":["n"]}]}`, "source"},
		"no rules":     {`{"source":"x"}`, "1 to"},
		"no name":      {`{"source":"x","columns":[{"to":"phone","from":["n"]}]}`, "name"},
		"unknown to":   {`{"source":"x","columns":[{"to":"nam","from":["n"]}]}`, "no such column"},
		"two ways":     {`{"source":"x","columns":[{"to":"name","from":["n"],"value":"x"}]}`, "exactly one"},
		"no way":       {`{"source":"x","columns":[{"to":"name"}]}`, "exactly one"},
		"twice":        {`{"source":"x","columns":[{"to":"name","from":["n"]},{"to":"name","from":["m"]}]}`, "twice"},
		"open brace":   {`{"source":"x","columns":[{"to":"name","template":"a{b"}]}`, "brace"},
		"empty brace":  {`{"source":"x","columns":[{"to":"name","template":"a{}"}]}`, "brace"},
		"hours":        {`{"source":"x","columns":[{"to":"name","from":["n"]},{"to":"hours","from":["a"],"hours":"quarters"}]}`, "pairs"},
		"hours unit":   {`{"source":"x","columns":[{"to":"name","from":["n"]},{"to":"hours","from":["a","b"],"hours":"moons"}]}`, "quarters"},
		"hours target": {`{"source":"x","columns":[{"to":"name","from":["n","m"],"hours":"clock"}]}`, "fills hours only"},
		"skip":         {`{"source":"x","columns":[{"to":"name","from":["n"]}],"skip":[{"column":"a"}]}`, "skip rule"},
		"behind":       {`{"source":"x","columns":[{"to":"name","from":["n"]}]} more`, "behind"},
		"large":        {strings.Repeat(" ", maxMapping+1), "larger"},
	} {
		if _, err := ReadMapping(strings.NewReader(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want something about %q", name, err, c.want)
		}
	}
}

func TestMappingRules(t *testing.T) {
	const text = `{"source":"demo","keep_other":true,"empty":["-","k.A."],"columns":[
		{"to":"name","template":"{Kind} {Title}"},
		{"to":"external_id","from":["no such","Nr"]},
		{"to":"nature","from":["Owner"],"values":{"city":"public"},"else":"private"},
		{"to":"hours","from":["o1","c1","o2","c2"],"hours":"clock"},
		{"to":"website","from":["www"],"optional":true},
		{"to":"languages","from":["L"],"split":"/","values":{"E":"en","D":"de"}},
		{"to":"intro","value":"from a mapping"}]}`
	m, err := ReadMapping(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	o := options()
	o.Mapping, o.SkipBad = m, true
	st := newStore(t)
	rep := mustImport(t, st, input("m.csv", "Nr;Kind;Title;Owner;o1;c1;o2;c2;L;电话\n"+
		"1;Kita;Sonne;city;07:30;16:00;-;-;E/D;030 123\n2;Kita;-;other;8:00;17:00;0:00;0:00;-;-\n3;Kita;Mond;;7:30;;;;;\n"), o)
	fs := facilities(t, st)
	f := fs["Kita Sonne"]
	if f.Nature != care.NaturePublic || formatHours(f.Hours) != "周一 07:30-16:00" || strings.Join(f.Languages, ",") != "en,de" || f.Phone != "030 123" ||
		f.Intro != "from a mapping" || f.ExternalID != "1" {
		t.Errorf("%+v", f)
	}
	if g := fs["Kita"]; g.Nature != care.NaturePrivate || len(g.Hours) != 1 || g.Phone != "" {
		t.Errorf("%+v", g)
	}
	if rep.BadRows != 1 || rep.Bad[0].Line != 4 || !strings.Contains(rep.Bad[0].Reason, "missing") {
		t.Errorf("%+v", rep.Bad)
	}
	if rep.Source != "demo" || rep.Delimiter != ";" {
		t.Errorf("%+v", rep)
	}
}

func TestExportGeoJSON(t *testing.T) {
	st, o := newStore(t), options()
	mustImport(t, st, input("a.csv", "name,external_id,filing_no,lon,lat,coord_system,demo,source\n"+
		"甲园,1,备1,116.4,39.9,gcj02,是,city\n乙园,2,,116.4,39.9,wgs84,,osm\n丙园,3,备3,,,,,city\n丁园,4,备4,116.41,39.9,wgs84,,berlin\n"), o)
	decode := func(b []byte) (out struct {
		Type     string
		Features []struct {
			ID       string
			Geometry struct {
				Type        string
				Coordinates orb.Point
			}
			Properties map[string]any
		}
		Attribution, Labels []string
	},
	) {
		t.Helper()
		if err := json.Unmarshal(b, &out); err != nil {
			t.Fatalf("%v\n%s", err, b)
		}
		return out
	}
	g := decode(exportBytes(t, st, ExportOptions{Format: GeoJSON}))
	if g.Type != "FeatureCollection" || len(g.Features) != 2 {
		t.Fatalf("%+v", g)
	}
	want := coord.Convert(orb.Point{116.4, 39.9}, coord.GCJ02, coord.WGS84)
	for _, f := range g.Features {
		switch f.Properties["name"] {
		case "甲园":
			if f.Geometry.Coordinates != want || !strings.Contains(fmt.Sprint(f.Properties["labels"]), "示范数据") {
				t.Errorf("%+v", f)
			}
		case "丁园":
		default:
			t.Errorf("%v is not public", f.Properties["name"])
		}
	}
	if a := strings.Join(g.Attribution, " "); !strings.Contains(a, "Berlin") || strings.Contains(a, "OpenStreetMap") {
		t.Errorf("attribution %s", a)
	}
	g = decode(exportBytes(t, st, ExportOptions{Format: GeoJSON, Trial: true}))
	if a := strings.Join(append(g.Attribution, g.Labels...), " "); len(g.Features) != 3 || !strings.Contains(a, "OpenStreetMap") || !strings.Contains(a, "未核实") {
		t.Errorf("trial: %+v", g)
	}
	if g := decode(exportBytes(t, newStore(t), ExportOptions{Format: GeoJSON})); len(g.Features) != 0 || g.Attribution == nil {
		t.Errorf("empty: %+v", g)
	}
	lines := bytes.Split(bytes.TrimSpace(exportBytes(t, st, ExportOptions{Format: JSONLines})), []byte("\n"))
	if len(lines) != 4 {
		t.Fatalf("%d lines", len(lines))
	}
	var f care.Facility
	if err := json.Unmarshal(lines[0], &f); err != nil || f.Name == "" {
		t.Error(err)
	}
	if _, err := Export(t.Context(), st, &bytes.Buffer{}, ExportOptions{Format: OSM}); !care.Is(err, care.CodeUnknownFormat) {
		t.Error(err)
	}
}

func TestImportChildcare(t *testing.T) {
	cs := []osm.Childcare{
		{ID: "osm:n1", Name: "Sunny Kindergarten", Point: orb.Point{103.85, 1.28}, Tags: map[string]string{
			"amenity": "kindergarten", "capacity": "60", "opening_hours": "Mo-Fr 07:00-19:00; Sa 07:00-14:00; PH off", "phone": "+65 6123 4567",
			"addr:street": "Bayfront Ave", "addr:housenumber": "10", "addr:postcode": "018956", "operator:type": "private", "website": "javascript:alert(1)",
		}},
		{ID: "osm:w2", Name: "", Point: orb.Point{103.85, 1.28}},
		{ID: "osm:w3", Name: "社区托育点", Point: orb.Point{116.4, 39.9}, Tags: map[string]string{
			"amenity": "childcare", "opening_hours": "sunrise-sunset", "capacity": "many", "addr:street": "幸福路", "addr:housenumber": "8",
		}},
		{ID: "osm:n4", Name: "=cmd|' /C calc'!A0", Point: orb.Point{0, 0}},
	}
	st, o, ctx := newStore(t), options(), context.Background()
	rep, err := ImportChildcare(ctx, st, cs, o)
	if err == nil || rep.BadRows != 1 || rep.Skipped != 1 {
		t.Fatalf("%+v %v", rep, err)
	}
	o.SkipBad = true
	rep, err = ImportChildcare(ctx, st, cs, o)
	if err != nil {
		t.Fatal(err)
	}
	counts(t, rep, 2, 0, 0)
	if rep, err = ImportChildcare(ctx, st, cs, o); err != nil {
		t.Fatal(err)
	}
	counts(t, rep, 0, 0, 2)
	fs := facilities(t, st)
	f := fs["Sunny Kindergarten"]
	if f.Verified || f.Filing.Status != care.FilingUnknown || f.Public(false) || !f.Public(true) || f.Source != "osm" || f.ExternalID != "osm:n1" ||
		f.Kind != care.KindKindergarten || f.Nature != care.NaturePrivate || len(f.Hours) != 6 || f.Phone != "+65 6123 4567" || f.Website != "" ||
		f.Address != "Bayfront Ave 10, 018956" {
		t.Errorf("%+v", f)
	}
	if c := f.Classes; len(c) != 1 || c[0].Pools[0].Filed != 60 || c[0].ConfirmedAt != 0 {
		t.Errorf("%+v", c)
	}
	if g := fs["社区托育点"]; g.Kind != care.KindCommunity || g.Address != "幸福路8号" || g.Hours != nil || len(g.Classes) != 0 {
		t.Errorf("%+v", g)
	}
}

func TestImportOSMFile(t *testing.T) {
	const text = `<?xml version='1.0'?><osm version="0.6">
<node id="1" lat="39.9" lon="116.4"><tag k="amenity" v="kindergarten"/><tag k="name" v="阳光幼儿园"/></node>
<node id="2" lat="39.9005" lon="116.4"/><node id="3" lat="39.901" lon="116.4"/>
<way id="5"><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/></way></osm>`
	path := filepath.Join(t.TempDir(), "town.osm")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	in, file, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // a test
	st := newStore(t)
	rep := mustImport(t, st, in, options())
	counts(t, rep, 1, 0, 0)
	if f := facilities(t, st)["阳光幼儿园"]; rep.Format != OSM || rep.Source != "osm" || f.Kind != care.KindKindergarten || f.Location == nil {
		t.Errorf("%+v %+v", rep, f)
	}
	if _, err := Import(t.Context(), st, input("x.osm", "nothing"), options()); !care.Is(err, care.CodeInvalid) {
		t.Error(err)
	}
	if _, _, err := OpenFile(filepath.Dir(path)); err == nil {
		t.Error("a folder was opened as a list")
	}
}

func TestImportAreas(t *testing.T) {
	const text = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"adcode":110105,"name":"朝阳区","center":[116.486,39.921],"level":"district","parent":{"adcode":110000}},
 "geometry":{"type":"MultiPolygon","coordinates":[[[[116.3,39.8],[116.6,39.8],[116.6,40.1],[116.3,40.1],[116.3,39.8]]]]}},
{"type":"Feature","properties":{"adcode":"110105026","name":"望京街道"},
 "geometry":{"type":"Polygon","coordinates":[[[116.45,39.97],[116.5,39.97],[116.5,40.0],[116.45,40.0],[116.45,39.97]]]}}]}`
	st, ctx := newStore(t), context.Background()
	o := AreaOptions{Actor: testActor, At: testAt, System: care.GCJ02, DryRun: true}
	if rep, err := ImportAreas(ctx, st, strings.NewReader(text), o); err != nil || rep.Areas != 2 || rep.Bordered != 2 || rep.ByLevel["street"] != 1 {
		t.Fatalf("%+v %v", rep, err)
	}
	o.DryRun = false
	if _, err := ImportAreas(ctx, st, strings.NewReader(text), o); err != nil {
		t.Fatal(err)
	}
	areas, err := st.Areas(ctx)
	if err != nil || len(areas) != 2 {
		t.Fatalf("%+v %v", areas, err)
	}
	i := slices.IndexFunc(areas, func(a care.Area) bool { return a.Code == "110105" })
	a := areas[i]
	want := coord.Convert(orb.Point{116.3, 39.8}, coord.GCJ02, coord.WGS84)
	if a.Name != "朝阳区" || a.ParentCode != "110000" || a.Level != care.LevelDistrict || geo.Haversine(a.Border[0][0][0], want) > 0.2 ||
		geo.Haversine(a.Border[0][0][0], orb.Point{116.3, 39.8}) < 400 {
		t.Errorf("%+v", a)
	}
	for name, bad := range map[string]string{
		"nothing": "", "no areas": `{"type":"FeatureCollection","features":[]}`, "swapped": strings.ReplaceAll(text, "116.45,39.97", "39.97,116.45"),
	} {
		if _, err := ImportAreas(ctx, st, strings.NewReader(bad), o); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	o.System = "mars"
	if _, err := ImportAreas(ctx, st, strings.NewReader(text), o); !care.Is(err, care.CodeInvalid) {
		t.Error(err)
	}
}

func TestImportRealAreas(t *testing.T) {
	file, err := os.Open(shared(t, "cn_districts_110000.geojson"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // a test
	st := newStore(t)
	rep, err := ImportAreas(t.Context(), st, file, AreaOptions{Actor: testActor, At: testAt, System: care.GCJ02})
	if err != nil || rep.ByLevel["district"] != 16 {
		t.Fatalf("%+v %v", rep, err)
	}
	rep2 := mustImport(t, st, input("a.csv", "name,external_id,lon,lat,coord_system\n清华园幼儿园,1,116.3267,40.0031,wgs84\n"), options())
	if f := facilities(t, st)["清华园幼儿园"]; f.AreaCode != "110108" {
		t.Errorf("%+v %+v", rep2, f)
	}
}
