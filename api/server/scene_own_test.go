package server

import (
	"net/http"
	"net/url"
)

// canaryCarer is somebody who works at the first facility: nobody else's reply names her.
const (
	canaryCarer  = "金丝雀老师"
	canaryNumber = "JSQ-2024-0001"
)

func carer(name string) map[string]any {
	return map[string]any{
		"code": "A01", "name": name, "post": "carer", "weekdays": []int{1, 2, 3, 4, 5}, "from": "2024-09-01", "excluded_on": "2026-09-01", "health_until": "2027-08-31",
		"certificates": []any{map[string]any{"kind": "nursery_carer", "number": canaryNumber, "issued": "2024-01-01"}},
	}
}

func weekly(kind, name string) map[string]any {
	p := map[string]any{
		"kind": kind, "name": name, "weekdays": []int{1, 3}, "times": []any{map[string]any{"from": "14:00", "until": "15:00"}}, "from": "2026-11-23", "until": "2026-12-31",
		"every": 1, "places": 3,
	}
	if kind == "session" {
		p["mode"] = "hourly"
	}
	return p
}

// keepOwn gives the first facility something of everything a facility keeps of itself.
func (s *scene) keepOwn() {
	s.Helper()
	s.desk.must(http.MethodPost, "/api/v1/facility/roster/people", carer(canaryCarer), &s.person)
	var photo FacilityPhoto
	r := s.desk.ask(http.MethodPost, "/api/v1/facility/photos?words="+url.QueryEscape("活动室"), rawBody(onePixel))
	if r.status != http.StatusCreated {
		s.Fatalf("the picture: %d %s", r.status, r.body)
	}
	s.decode(r.body, &photo)
	s.photo = photo.ID
	s.desk.must(http.MethodPost, "/api/v1/facility/patterns", weekly("slot", "每周参观"), &s.pattern)
}

// ownCalls are the requests about what a facility keeps of itself.
func (s *scene) ownCalls() []call {
	desk := []*visitor{s.desk}
	person, photo, pattern := "/api/v1/facility/roster/people/"+string(s.person.ID), "/api/v1/facility/photos/"+s.photo, "/api/v1/facility/patterns/"+s.pattern.ID
	saved, kept := carer(canaryCarer), weekly("slot", "每周参观")
	saved["version"], kept["version"] = s.person.Version, s.pattern.Version
	return []call{
		{op: "get-roster"},
		{op: "propose-places"},
		{op: "get-disclosure"},
		{op: "list-photos"},
		{op: "list-patterns"},
		{op: "get-own-figures", path: "/api/v1/facility/figures?from=2026-01&until=2026-12"},
		{op: "export-list", path: "/api/v1/facility/lists/roster?format=csv"},
		{op: "get-facility-roster", path: "/api/v1/bureau/facilities/" + string(s.facility) + "/roster", owners: []*visitor{s.desk, s.district, s.city, s.bureau}},
		{op: "get-own-photo", path: photo, owners: desk},
		{op: "mark-duty", path: person + "/duty", owners: desk, body: map[string]any{"date": "2026-11-23", "mark": "off"}},
		{op: "arrange-photos", owners: desk, body: map[string]any{"photos": []any{map[string]any{"id": s.photo, "words": "活动室一角"}}}},
		{op: "save-pattern", path: pattern, owners: desk, body: kept},
		{op: "save-person", path: person, owners: desk, body: saved},
		{op: "remove-person", path: person + "?version=2", owners: desk, least: http.StatusOK},
		{op: "remove-pattern", path: pattern, owners: desk},
		{op: "remove-photo", path: photo, owners: desk},
	}
}

// canaryStaff are what only the facility itself is told.
var canaryStaff = []string{canaryCarer, canaryNumber}
