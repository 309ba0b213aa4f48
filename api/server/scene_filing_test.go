package server

import (
	"net/http"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// soundForm is what a facility of the town files.
func soundForm() map[string]any {
	return map[string]any{
		"name": "阳光托育001", "credit_code": "91110105MA0A0000AP", "route": "company", "registrar": "市场监督管理局", "scope": "托育服务", "legal_name": "金丝雀法人",
		"kind": "community", "nature": "private", "modes": []any{"full_day"}, "area_code": "320500001", "address": "测试路99号", "site": "own", "floor_low": 1, "floor_high": 1,
		"floor_area": 300, "usable_area": 200, "built_year": 2020, "meals": "none", "open_to_public": true,
		"classes":   []any{map[string]any{"name": "托小班", "band": "toddler", "mode": "full_day", "places": 15, "carers": 3}},
		"head_name": "金丝雀负责人", "head_phone": "13800138009", "head_degree": true, "head_years": 5, "head_training": 60,
		"staff":          map[string]any{"carers": 3, "certified": 3, "health": 1, "security": 1},
		"health_trained": true, "exclusion_on": "2026-06-01", "checkups_on": "2026-06-01", "hygiene_passed": true, "cameras": true, "video_days": 90, "insured": true,
	}
}

// fileChange lets the first facility bring a change, with one paper that was really sent, and its district verify it; and a registrar's list
// says who is registered.
func (s *scene) fileChange() {
	s.Helper()
	d := &s.dossier
	s.desk.must(http.MethodPost, "/api/v1/facility/filing", map[string]any{"kind": "change", "basis": "filing"}, d)
	path := "/api/v1/facility/filing/" + d.ID
	s.desk.must(http.MethodPut, path, map[string]any{"version": d.Version, "form": soundForm()}, d)
	u := s.uploaded(s.desk, photo(s))
	s.desk.must(http.MethodPost, path+"/papers", map[string]any{"kind": "legal_certificate", "upload": map[string]any{"id": u.ID, "token": u.Token}, "valid_until": "2030-01-01"}, d)
	err := s.store.Write(s.Context(), "other papers", func(tx *store.Tx) error {
		for i, n := range d.Needs {
			if n.Kind == "legal_certificate" {
				continue
			}
			err := tx.InsertMaterial(s.Context(), store.NewMaterial{
				ID: d.ID + string(rune('a'+i)), FilingID: d.ID, Kind: n.Kind, Type: "application/pdf", Bytes: 1, Sha256: onePart, BlobKey: "filing/none", CreatedAt: 1,
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.Fatal(err)
	}
	paper := d.Materials[0]
	s.desk.must(http.MethodPost, path+"/actions", map[string]any{"action": "submit", "version": d.Version, "promised": true, "knowing": true}, d)
	for _, action := range []string{"receive", "verify"} {
		s.district.must(http.MethodPost, "/api/v1/bureau/filings/"+d.ID+"/actions", map[string]any{"action": action, "version": d.Version}, d)
	}
	d.Materials = []FilingMaterial{paper}
	list := "统一社会信用代码,名称,区域编号\n92110105MA0A0000AL,向阳托育所,320500001\n"
	r := s.district.ask(http.MethodPost, "/api/v1/bureau/registrants/import?source=test", rawBody([]byte(list)), "Content-Type", "application/octet-stream")
	if r.status != http.StatusOK {
		s.Fatalf("the list: %d %s", r.status, r.body)
	}
	var l RegistrantList
	s.district.must(http.MethodGet, "/api/v1/bureau/registrants?state=unfiled", nil, &l)
	s.registrant = l.Registrants[0].ID
}

const onePart = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

// filingCalls are the requests to the routes of filings, with the dossier of the first facility, which its district has.
func (s *scene) filingCalls() []call {
	desk, above := []*visitor{s.desk}, []*visitor{s.district, s.city, s.bureau}
	own, theirs := "/api/v1/facility/filing/"+s.dossier.ID, "/api/v1/bureau/filings/"+s.dossier.ID
	paper := "/papers/" + s.dossier.Materials[0].ID
	return []call{
		{op: "get-filing-desk"},
		{op: "get-term-reports"},
		{op: "list-filings"},
		{op: "list-term-reports"},
		{op: "list-registrants"},
		{op: "get-own-filing", path: own, owners: desk},
		{op: "save-filing", path: own, owners: desk, least: 409, body: map[string]any{"version": 1, "form": map[string]any{}}},
		{op: "add-filing-paper", path: own + "/papers", owners: desk, least: 409, body: map[string]any{"kind": "other", "upload": map[string]any{"id": "x", "token": "y"}}},
		{op: "date-filing-paper", path: own + paper, owners: desk, least: 409, body: map[string]any{"valid_until": "2030-01-01"}},
		{op: "remove-filing-paper", path: own + paper, owners: desk, least: 409},
		{op: "read-own-filing-paper", path: own + paper, owners: desk},
		{op: "act-on-own-filing", path: own + "/actions", owners: desk, least: 409, body: map[string]any{"action": "withdraw", "version": 1}},
		{op: "get-filing", path: theirs, owners: above},
		{op: "read-filing-paper", path: theirs + paper, owners: above},
		{op: "check-filing", path: theirs + "/checks", owners: above, least: 409, body: map[string]any{"version": 1, "items": []any{map[string]any{"item": "site", "result": "ok"}}}},
		{op: "act-on-filing", path: theirs + "/actions", owners: above, least: 409, body: map[string]any{"action": "refuse", "version": 1}},
		{op: "acknowledge-term-report", path: "/api/v1/bureau/term-reports/" + string(s.facility) + "/2026-autumn/acknowledge", owners: above, least: 409, body: map[string]any{"version": 1}},
		{op: "mark-registrant", path: "/api/v1/bureau/registrants/" + s.registrant + "/actions", owners: above, least: 409, body: map[string]any{"action": "clear", "version": 1000}},
	}
}

// A filing over HTTP: verified item by item, granted, and the register says what was filed; reasons are published without a sign-in.
func TestFilingOverHTTP(t *testing.T) {
	s := newScene(t)
	d := s.dossier
	desk, own := "/api/v1/bureau/filings/"+d.ID, "/api/v1/facility/filing/"+d.ID
	var l FilingList
	s.district.must(http.MethodGet, "/api/v1/bureau/filings?state=open", nil, &l)
	if len(l.Filings) != 1 || l.Filings[0].Officer == "" || len(l.Filings[0].Clocks) != 2 || l.Counts["verifying"] != 1 {
		t.Errorf("the desk: %+v", l)
	}
	s.district.must(http.MethodPost, desk+"/actions", map[string]any{
		"action": "refuse", "version": d.Version, "reasons": []any{map[string]any{"code": "filing_ratio_short", "item": "classes", "words": "托小班缺一名保育人员"}},
	}, &d)
	var n FilingNotices
	s.anonymous.must(http.MethodGet, "/api/v1/filing-notices?area=3205", nil, &n)
	if len(n.Notices) != 1 || n.Notices[0].Reasons[0].Words != "托小班缺一名保育人员" || n.Notices[0].FacilityID != string(s.facility) {
		t.Errorf("published: %+v", n)
	}
	var mine Dossier
	s.desk.must(http.MethodGet, own, nil, &mine)
	if len(mine.Items) != 0 || mine.Officer != "" || mine.Steps[1].Name != "" || mine.Form.LegalName != "金丝雀法人" || mine.Filed == nil {
		t.Errorf("the facility sees %+v", mine)
	}
	s.desk.must(http.MethodPost, own+"/actions", map[string]any{"action": "submit", "version": mine.Version, "promised": true, "knowing": true}, &mine)
	d = mine
	for _, action := range []string{"receive", "verify"} {
		s.district.must(http.MethodPost, desk+"/actions", map[string]any{"action": action, "version": d.Version}, &d)
	}
	var items []any
	for _, i := range d.Items {
		items = append(items, map[string]any{"item": i.Item, "result": "ok"})
	}
	s.district.must(http.MethodPost, desk+"/checks", map[string]any{"version": d.Version, "items": items}, &d)
	s.district.must(http.MethodPost, desk+"/actions", map[string]any{"action": "grant", "version": d.Version}, &d)
	f, err := s.store.Facility(t.Context(), s.facility)
	if err != nil || f.Address != "测试路99号" || f.Filing.Status != care.Filed {
		t.Errorf("the register: %v %+v", err, f.Filing)
	}
	if r := s.anonymous.ask(http.MethodGet, "/api/v1/filing-notices", nil); r.status != http.StatusOK || string(r.body) != `{"notices":[]}` && len(r.body) > 60 {
		t.Errorf("still published: %s", r.body)
	}
}
