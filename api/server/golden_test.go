package server

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
)

var update = flag.Bool("update", false, "write the golden replies anew")

// goldenTown has one facility of every sort that matters to a reader.
func goldenTown(t testing.TB) *town {
	full := facilityAt(2, crossing(8, 5), 0)
	stale := facilityAt(3, crossing(5, 9), 4)
	stale.Classes[0].ConfirmedAt -= 8 * 24 * 3600 * 1000
	doubtful := facilityAt(4, crossing(6, 6), 4)
	doubtful.Classes[0].Reports = 2
	nowhere := facilityAt(5, orb.Point{}, 2)
	nowhere.Location = nil
	employer := facilityAt(6, crossing(7, 7), 2)
	employer.Kind, employer.OpenToPublic = care.KindEmployer, false
	suspended := facilityAt(7, crossing(5, 5), 9)
	suspended.Filing.Status = care.FilingSuspended
	draft := facilityAt(8, crossing(5, 5), 9)
	draft.Filing.Status = care.FilingDraft
	far := facilityAt(9, crossing(30, 5), 1) // a kilometre beyond the last street
	far.Location.Confidence, far.Location.Source = 0.73, care.LocationMatched
	return newTown(t, Options{
		Version: "1.2.3", City: "测试市", Attribution: []string{"© OpenStreetMap contributors"}, Network: NetworkInfo{Streets: true},
	}, facilityAt(1, crossing(5, 5), 3), full, stale, doubtful, nowhere, employer, suspended, draft, far)
}

var requestID = regexp.MustCompile(`"request_id": "[^"]+"`)

// Whole replies, as a client sees them. Run with -update after a change that is meant, and read the difference.
func TestGoldenReplies(t *testing.T) {
	w := goldenTown(t)
	here := at(crossing(5, 5))
	id := string(facilityAt(1, orb.Point{}, 0).ID)
	for _, c := range []struct{ name, path string }{
		{"list", "/api/v1/facilities?near=" + here + "&minutes=15&age_months=20&start=2026-12-01"},
		{"list_vacant", "/api/v1/facilities?near=" + here + "&minutes=15&age_months=20&vacant=true&facets=false"},
		{"list_gcj02", "/api/v1/facilities?near=" + here + "&coords=gcj02&minutes=15&facets=false&limit=1"},
		{"list_two_anchors", "/api/v1/facilities?near=" + here + ";" + at(crossing(8, 8)) + "&minutes=10&combine=sum&facets=false&limit=2"},
		{"list_words", "/api/v1/facilities?words=阳光托育005&facets=false"},
		{"list_all_full", "/api/v1/facilities?near=" + at(crossing(8.2, 5)) + "&minutes=1&age_months=20&vacant=true&facets=false"},
		{"list_nobody", "/api/v1/facilities?near=" + at(crossing(20, 20)) + "&minutes=5&facets=false"},
		{"list_no_street", "/api/v1/facilities?near=120.5,31.5&minutes=15&facets=false"},
		{"list_unknown_area", "/api/v1/facilities?area=990000&facets=false"},
		{"list_estimate", "/api/v1/facilities?near=" + at(crossing(30, 5)) + "&minutes=15&facets=false"},
		{"facility", "/api/v1/facilities/" + id + "?age_months=20&near=" + here},
		{"facility_wrong_age", "/api/v1/facilities/" + id + "?age_months=30"},
		{"clusters", "/api/v1/clusters?bbox=119.99,30.99,120.05,31.05&zoom=14&age_months=20"},
		{"circle_estimate", "/api/v1/circle?near=120.5,31.5&minutes=3&max_vertices=9"},
		{"route", "/api/v1/route?near=" + at(crossing(3, 3)) + "&facility=" + id},
		{"suggest", "/api/v1/suggest?words=阳光托育00&limit=2"},
		{"suggest_place", "/api/v1/suggest?words=xfxq"},
		{"places_near", "/api/v1/places?near=" + here},
		{"areas", "/api/v1/areas"},
		{"areas_border", "/api/v1/areas?code=320500001&border=true"},
		{"meta", "/api/v1/meta"},
		{"ready", "/readyz"},
		{"not_found", "/api/v1/facilities/" + string(facilityAt(7, orb.Point{}, 0).ID)},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.TB = t
			r := w.get(c.path)
			var pretty bytes.Buffer
			if err := json.Indent(&pretty, r.body, "", "  "); err != nil {
				t.Fatalf("%v: %s", err, r.body)
			}
			text := fmt.Sprintf("%d %s\nCache-Control: %s\n\n%s\n", r.status, r.header.Get("Content-Type"), r.header.Get("Cache-Control"),
				requestID.ReplaceAllString(strings.TrimSpace(pretty.String()), `"request_id": "…"`))
			compareGolden(t, c.name, text)
		})
	}
}

func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name+".txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil { //nolint:gosec // a test file
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got:\n%s", path, got)
	}
}
