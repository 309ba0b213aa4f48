package server

import (
	"net/http"
	"slices"
	"strings"
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
	s.tellRegister()
	for page, words := range map[string][]string{
		"/register/notices?lang=zh": {"申请变更", "测试路", "保育人员配备不足：托小班缺一名保育人员", "lang=\"zh-CN\""},
		"/register/notices?lang=en": {">Change<", "too few carers: 托小班缺一名保育人员", "Not conforming"},
		"/register/changes?lang=zh": {"不符合备案要求", "保育人员配备不足：托小班缺一名保育人员"},
	} {
		r := s.anonymous.ask(http.MethodGet, page, nil)
		for _, word := range words {
			if !strings.Contains(string(r.body), word) || strings.Contains(string(r.body), "<script") {
				t.Errorf("%s does not say %q, or has a script: %d %s", page, word, r.status, r.body)
			}
		}
	}
	s.filed(mine)
	f, err := s.store.Facility(t.Context(), s.facility)
	if err != nil || f.Address != "测试路99号" || f.Filing.Status != care.Filed {
		t.Errorf("the register: %v %+v", err, f.Filing)
	}
	if r := s.anonymous.ask(http.MethodGet, "/api/v1/filing-notices", nil); r.status != http.StatusOK || string(r.body) != `{"notices":[]}` && len(r.body) > 60 {
		t.Errorf("still published: %s", r.body)
	}
	s.closedAndFiledAgain()
}

// tellRegister brings the public register's log up to the record.
func (s *scene) tellRegister() {
	s.Helper()
	s.sequence()
	if err := s.Register.Follow(s.Context(), "test"); err != nil {
		s.Fatal(err)
	}
}

// filed brings a filing through, as it stands.
func (s *scene) filed(d Dossier) {
	s.Helper()
	own, desk := "/api/v1/facility/filing/"+d.ID, "/api/v1/bureau/filings/"+d.ID
	s.desk.must(http.MethodPost, own+"/actions", map[string]any{"action": "submit", "version": d.Version, "promised": true, "knowing": true}, &d)
	for _, action := range []string{"receive", "verify"} {
		s.district.must(http.MethodPost, desk+"/actions", map[string]any{"action": action, "version": d.Version}, &d)
	}
	var items []any
	for _, i := range d.Items {
		items = append(items, map[string]any{"item": i.Item, "result": "ok"})
	}
	s.district.must(http.MethodPost, desk+"/checks", map[string]any{"version": d.Version, "items": items}, &d)
	s.district.must(http.MethodPost, desk+"/actions", map[string]any{"action": "grant", "version": d.Version}, &d)
}

// A facility that was closed for good comes back by a new filing alone: what it was given has ended, what it has now stands, its classes
// take children again, and the public log tells all of it.
func (s *scene) closedAndFiledAgain() {
	s.Helper()
	closing := "/api/v1/bureau/facilities/" + string(s.facility) + "/closure"
	var p ClosurePreview
	s.district.must(http.MethodGet, closing+"/preview", nil, &p)
	s.district.must(http.MethodPost, closing, map[string]any{"action": "close", "reason": "closing", "version": p.Version}, nil)
	var d FilingDesk
	s.desk.must(http.MethodGet, "/api/v1/facility/filing", nil, &d)
	if d.Status != string(care.FilingCancelled) || len(d.Titles) != 1 || d.Titles[0].EndedOn == "" || len(d.MayBegin) != 1 || d.MayBegin[0].Kind != "filing" {
		s.Fatalf("the desk of a closed facility: %+v", d)
	}
	var again Dossier
	s.desk.must(http.MethodPost, "/api/v1/facility/filing", map[string]any{"kind": "filing", "basis": "filing"}, &again)
	if again.Form.Address != "测试路99号" || len(again.Materials) == 0 {
		s.Errorf("the new filing does not begin with what was filed: %+v", again.Form)
	}
	s.filed(again)
	s.desk.must(http.MethodGet, "/api/v1/facility/filing", nil, &d)
	if d.Status != string(care.Filed) || len(d.Titles) != 2 || (d.Titles[0].EndedOn == "") == (d.Titles[1].EndedOn == "") {
		s.Errorf("filed again: %s %+v", d.Status, d.Titles)
	}
	err := s.store.Read(s.Context(), "look at the classes", func(tx *store.Tx) error {
		classes, err := tx.ClassesOf(s.Context(), s.facility)
		for _, c := range classes {
			if c.Frozen != "" {
				s.Errorf("%s still takes nobody", c.ID)
			}
		}
		if c, err := tx.StoppedBy(s.Context(), s.facility); err != nil || c != nil {
			s.Errorf("the closure goes on: %+v %v", c, err)
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	s.tellRegister()
	page := string(s.anonymous.ask(http.MethodGet, "/register/changes?lang=en", nil).body)
	cancelled, filed := strings.Index(page, ">Cancelled<"), strings.Index(page, ">Filed<")
	if cancelled < 0 || filed < 0 || filed > cancelled { // the latest first
		s.Errorf("the log: filed at %d, cancelled at %d of %s", filed, cancelled, page)
	}
	s.district.must(http.MethodGet, closing+"/preview", nil, &p)
	if p.Open != nil || p.Status != care.Filed {
		s.Errorf("the bureau sees %+v, %s", p.Open, p.Status)
	}
}

// An invitation to file makes the draft and the account at once; a registrant that is a facility under another code is tied to it.
func TestInvitedToFile(t *testing.T) {
	s := newScene(t)
	path := "/api/v1/bureau/registrants/" + s.registrant + "/actions"
	invite := func(username string) map[string]any {
		return map[string]any{"action": "invite", "version": 1, "username": username, "name": "金丝雀园长", "phone": "13900139000"}
	}
	var taken StaffMembers
	s.district.must(http.MethodGet, "/api/v1/bureau/staff", nil, &taken)
	if r := s.district.ask(http.MethodPost, path, invite(taken.Staff[0].Username)); r.status != http.StatusConflict {
		t.Fatalf("a name that is taken: %d %s", r.status, r.body)
	}
	var l RegistrantList
	s.district.must(http.MethodGet, "/api/v1/bureau/registrants?state=unfiled", nil, &l)
	if len(l.Registrants) != 1 || l.Registrants[0].Version != 1 { // nothing of it was kept
		t.Fatalf("after a name that was taken: %+v", l.Registrants)
	}
	var r Registrant
	s.district.must(http.MethodPost, path, invite("xiangyang"), &r)
	if r.State != "invited" || r.Facility == nil || r.Invitation == nil || r.Invitation.Token == "" {
		t.Fatalf("invited: %+v", r)
	}
	var all StaffMembers
	s.district.must(http.MethodGet, "/api/v1/bureau/staff", nil, &all)
	if len(all.Staff) != len(taken.Staff)+1 || !slices.ContainsFunc(all.Staff, func(m StaffMember) bool {
		return m.Username == "xiangyang" && m.State == "invited" && string(m.FacilityID) == r.Facility.ID
	}) {
		t.Errorf("accounts: %+v", all.Staff)
	}
	director := care.Actor{Kind: care.ActorFacility, ID: "x", Facility: care.FacilityID(r.Facility.ID)}
	desk, err := s.Filing.Desk(t.Context(), director)
	if err != nil || len(desk.Dossiers) != 1 || desk.Dossiers[0].State != care.DossierDraft || desk.Dossiers[0].Kind != care.FilingNew || len(desk.MayBegin) != 0 {
		t.Fatalf("the director's desk: %v %+v", err, desk)
	}
	v, err := s.Filing.Own(t.Context(), director, desk.Dossiers[0].ID)
	if err != nil || v.Form.Name != "向阳托育所" || v.Form.CreditCode != "92110105MA0A0000AL" {
		t.Errorf("the draft: %v %+v", err, v.Form)
	}
	list := "统一社会信用代码,名称,区域编号\n91110105MA0A0000AP,阳光托育有限公司,320500001\n"
	if r := s.district.ask(http.MethodPost, "/api/v1/bureau/registrants/import?source=second", rawBody([]byte(list)), "Content-Type", "application/octet-stream"); r.status != http.StatusOK {
		t.Fatalf("the second list: %d %s", r.status, r.body)
	}
	s.district.must(http.MethodGet, "/api/v1/bureau/registrants?state=unfiled", nil, &l)
	if len(l.Registrants) == 1 {
		s.district.must(http.MethodPost, "/api/v1/bureau/registrants/"+l.Registrants[0].ID+"/actions", map[string]any{"action": "link", "version": 1, "facility_id": s.facility}, &r)
		if r.Mark != "linked" || r.Facility == nil || r.Facility.ID != string(s.facility) {
			t.Errorf("tied: %+v", r)
		}
	} else {
		t.Errorf("unfiled: %+v", l.Registrants)
	}
}
