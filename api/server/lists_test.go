package server

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
)

// strangers are those who share a role with somebody the first family and its facility concern, and nothing else: another facility of the
// same district, of another city, and who lost their post.
func (s *scene) strangers() []*visitor {
	s.Helper()
	staff := func(name string, role care.Role, f care.FacilityID, area string) *visitor {
		return s.employee(account.StaffInput{Username: name, Role: role, Facility: f, Area: area})
	}
	return []*visitor{
		s.theirs, s.otherDesk, s.elsewhere, s.inspector,
		staff("city-far", care.ActorCity, "", "330100"), staff("district-far", care.ActorDistrict, "", "330100001"), staff("city-near", care.ActorCity, "", "320600"),
	}
}

// names are the ids of everything of the first family, of its facility, and of whoever worked on it.
func (s *scene) names() map[string]string {
	return map[string]string{
		"child": s.child, "sibling": s.sibling, "paper": s.paper, "pickup": s.pickup, "consent": s.consent, "claim": s.claim, "application": string(s.application.ID),
		"draft": string(s.draft.ID), "visit": string(s.visit.ID), "entry": string(s.entry.ID), "slot": s.slot, "session": s.session, "message": s.message,
		"complaint": s.complaint.ID, "other complaint": s.other.ID, "evidence": s.evidence, "opening": s.opening, "page": s.page, "dossier": s.dossier.ID,
		"registrant": s.registrant, "order": s.improve, "person": string(s.person.ID), "photo": s.photo, "pattern": s.pattern.ID,
		"family": string(s.mine.self.Family.ID), "account": string(s.mine.self.Account.ID), "staff": string(s.desk.self.Account.ID), "officer": string(s.bureau.self.Account.ID),
		"facility": string(s.facility), "class": string(s.class),
	}
}

// S1: no list, figure or export tells strangers of the first family or its facility, whatever they ask it to be about.
func TestListsTellStrangersNothing(t *testing.T) {
	s := newScene(t)
	strangers, names, tried := s.strangers(), s.names(), 0
	tempting := map[string][]string{
		"area": {"320500001", "320500", "32", ""}, "facility_id": {string(s.facility)}, "facility": {string(s.facility)}, "unit": {"unit-0", "unit-1"},
		"child_id": {s.child}, "application_id": {string(s.application.ID)}, "actor": {string(s.desk.self.Account.ID)}, "id": {string(s.facility), s.complaint.ID},
		"noun": {"facility", "case", "account", "application"}, "region": {"320500001"}, "by": {"street", "district", "area", "unit"}, "state": {"open", "all", "unfiled", "closed"},
		"q": {canaryChild, "阳光"}, "before": {"1000000"},
	}
	for id, op := range s.operations() {
		a, _ := accessOf(op)
		if op.Method != http.MethodGet || !a.person || strings.Contains(op.Path, "{") || id == "stream-updates" {
			continue
		}
		asked := []string{""}
		for _, p := range op.Parameters {
			for _, v := range tempting[p.Name] {
				asked = append(asked, url.Values{p.Name: {v}}.Encode())
			}
		}
		for _, v := range strangers {
			for _, q := range asked {
				r := v.ask(http.MethodGet, op.Path+"?"+q, nil)
				tried++
				s.noCanary(id, v, r)
				for what, name := range names {
					if v == s.theirs && (what == "slot" || what == "facility") { // it comes for a visit too
						continue
					}
					if name != "" && !strings.Contains(q, name) && bytes.Contains(r.body, []byte(name)) {
						t.Errorf("%s?%s tells %s of %s %s: %.300s", id, q, v.name, what, name, r.body)
					}
				}
			}
		}
	}
	if tried < 800 {
		t.Errorf("only %d were tried", tried)
	}
	var all, part ChangeEntries
	s.city.must(http.MethodGet, "/api/v1/bureau/audit/changes", nil, &all)
	strangers[4].must(http.MethodGet, "/api/v1/bureau/audit/changes", nil, &part)
	if len(all.Changes) == 0 || len(part.Changes) >= len(all.Changes) {
		t.Errorf("the city alone reads %d rows of the record, another one %d", len(all.Changes), len(part.Changes))
	}
}
