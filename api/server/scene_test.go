package server

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
)

// What stands in nobody's reply but those of its own family, or of the facility it concerns.
const (
	canaryChild = "金丝雀小满"
	canaryName  = "金丝雀妈妈"
	canaryPhone = "13800138001"
	canaryNote  = "金丝雀对花生过敏"
	canaryAunt  = "金丝雀姑姑"
	canaryWords = "金丝雀说一个班有二十八个孩子"
	canaryWish  = "金丝雀希望分成两个班"
)

var canaries = []string{canaryChild, canaryName, canaryPhone, canaryNote, canaryAunt, canaryWords, canaryWish}

// scene is a town with everybody in it, and something of everything.
type scene struct {
	*town

	mine, theirs                      *visitor // two families
	desk, otherDesk                   *visitor // staff of two facilities, in two districts
	district, elsewhere               *visitor // two district bureaus
	city, inspector, admin, anonymous *visitor
	bureau, auditor                   *visitor // two officers of the district bureau that has the complaints

	facility, otherFacility care.FacilityID
	class                   care.ClassID

	policy                     string // a document of the first district
	child, sibling, theirChild string
	paper, pickup, consent     string
	claim, claimed             string // of an employee: one to be decided, one to be taken back
	application, draft         Application
	visit                      Visit
	slot                       string
	session                    string
	entry                      Entry
	message                    string
	link                       string

	complaint, other, unnamed Receipt // two of the first family, who are named, and one of somebody who is not
	evidence, opening, review string
	page                      string
	upload                    Upload

	dossier    Dossier // the change the first facility brings; its district verifies it
	registrant string
	improve    string // an order in the file of the first facility

	person  RosterPerson // of the first facility
	photo   string
	pattern Pattern
}

// onePixel is a picture of one dot.
var onePixel = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82")

// everybody are those who can ask, by name.
func (s *scene) everybody() []*visitor {
	return []*visitor{s.mine, s.theirs, s.desk, s.otherDesk, s.district, s.elsewhere, s.city, s.inspector, s.admin, s.bureau, s.anonymous}
}

func newScene(t *testing.T) *scene {
	t.Helper()
	first, second := facilityAt(1, crossing(5, 5), 6), facilityAt(2, crossing(15, 5), 6)
	second.AreaCode = "320500002"
	for i := range first.Classes {
		first.Classes[i].ToMonths, second.Classes[i].ToMonths = 36, 36
		first.Classes[i].FromMonths, second.Classes[i].FromMonths = 6, 6
	}
	s := &scene{town: newTown(t, Options{}, first, second), facility: first.ID, otherFacility: second.ID, class: first.Classes[0].ID}
	s.anonymous = s.nobody()
	s.mine, s.theirs = s.parent("mine", canaryPhone), s.parent("theirs", "13800138002")
	staff := func(name string, role care.Role, f care.FacilityID, area string) *visitor {
		return s.employee(account.StaffInput{Username: name, Role: role, Facility: f, Area: area})
	}
	s.desk, s.otherDesk = staff("desk-one", care.ActorFacility, first.ID, ""), staff("desk-two", care.ActorFacility, second.ID, "")
	s.district, s.elsewhere = staff("district-one", care.ActorDistrict, "", "320500001"), staff("district-two", care.ActorDistrict, "", "320500002")
	s.city, s.inspector = staff("city-one", care.ActorCity, "", "320500"), staff("inspector-two", care.ActorInspector, "", "320500002")
	s.admin = staff("admin-one", care.ActorAdmin, "", "")
	s.bureau, s.auditor = staff("bureau-one", care.ActorDistrict, "", "320500"), staff("bureau-two", care.ActorDistrict, "", "320500")
	s.fill()
	return s
}

// fill gives the first family something of everything.
func (s *scene) fill() {
	s.Helper()
	s.mine.must(http.MethodPatch, "/api/v1/family/me", map[string]any{"name": canaryName}, nil)
	s.child = s.addChild(s.mine, canaryChild, canaryNote)
	s.sibling = s.addChild(s.mine, canaryChild+"二", canaryNote)
	s.theirChild = s.addChild(s.theirs, "别家小满", "")
	var p Pickup
	s.mine.must(http.MethodPost, "/api/v1/family/pickups", map[string]any{"name": canaryAunt, "relation": "姑姑"}, &p)
	s.pickup = string(p.ID)
	s.claim = s.employed(s.facility, canaryNote)
	s.claimed = s.employed(s.otherFacility, "") // whoever checks a claim reads its paper
	s.application = s.submitted(s.child)
	s.draft = s.applied(s.sibling, "draft")
	s.book()
	if err := s.Notify.Work(s.Context()); err != nil {
		s.Fatal(err)
	}
	var box Inbox
	s.mine.must(http.MethodGet, "/api/v1/inbox", nil, &box)
	if len(box.Messages) == 0 {
		s.Fatal("the family was told nothing")
	}
	s.message = string(box.Messages[0].ID)
	s.link = s.vacancyLink()
	var order FileRecord
	today := s.clock.now().Format(time.DateOnly)
	s.district.must(http.MethodPost, "/api/v1/bureau/facilities/"+string(s.facility)+"/records", map[string]any{"kind": "order", "on": today, "due": today, "words": "整改"}, &order)
	s.improve = order.ID
	s.keepOwn()
	s.complain()
	s.fileChange()
	s.countDay()
	s.shelved()
}

// countDay counts the day, in a town of which it is known where people live.
func (s *scene) countDay() {
	s.Helper()
	west, east := crossing(5, 5), crossing(15, 5)
	cells := []care.PeopleCell{
		{ID: "west", Lon: west[0], Lat: west[1], People: 900, UnderThree: 30},
		{ID: "east", Lon: east[0], Lat: east[1], People: 800, UnderThree: 20},
	}
	if err := s.store.ReplacePeopleCells(s.Context(), operator, care.InstantOf(s.clock.now()), "test", false, cells); err != nil {
		s.Fatal(err)
	}
	if err := s.Stats.Count(s.Context()); err != nil {
		s.Fatal(err)
	}
}

// employed claims that the first family works for a facility.
func (s *scene) employed(f care.FacilityID, paper string) string {
	s.Helper()
	var c Claim
	s.mine.must(http.MethodPost, "/api/v1/family/claims", map[string]any{"kind": "employee", "facility_id": f, "paper": paper}, &c)
	return string(c.ID)
}

// addChild adds a child of 20 months with papers and every consent.
func (s *scene) addChild(v *visitor, name, notes string) string {
	s.Helper()
	var c Child
	v.must(http.MethodPost, "/api/v1/family/children", map[string]any{"name": name, "birth": "2025-03-02", "notes": notes}, &c)
	for _, kind := range []string{"health_check", "vaccination"} {
		var p Paper
		v.must(http.MethodPost, "/api/v1/family/children/"+string(c.ID)+"/papers", map[string]any{"kind": kind, "exam_date": "2026-11-10"}, &p)
		if s.paper == "" {
			s.paper = string(p.ID)
			if r := v.ask(http.MethodPut, "/api/v1/family/children/"+string(c.ID)+"/papers/"+s.paper+"/scan", rawBody(onePixel)); r.status != http.StatusOK {
				s.Fatalf("the scan: %d %s", r.status, r.body)
			}
		}
	}
	var texts ConsentTexts
	v.must(http.MethodGet, "/api/v1/consents", nil, &texts)
	for _, text := range texts.Texts {
		body := map[string]any{"purpose": text.Purpose, "version": text.Version}
		if text.PerChild {
			body["child_id"] = c.ID
		}
		var given Consent
		if r := v.ask(http.MethodPost, "/api/v1/family/consents", body); r.status < 300 {
			s.decode(r.body, &given)
		}
		if s.consent == "" {
			s.consent = string(given.ID)
		}
	}
	return string(c.ID)
}

func (s *scene) applied(child, as string) (a Application) {
	s.Helper()
	s.mine.must(http.MethodPost, "/api/v1/applications", map[string]any{"child_id": child, "class_id": s.class, "start": "2026-12-01", "as": as}, &a)
	return a
}

func (s *scene) submitted(child string) (a Application) {
	s.Helper()
	a = s.applied(child, "hold")
	s.mine.must(http.MethodPost, "/api/v1/applications/"+string(a.ID)+"/actions", map[string]any{"action": "submit", "version": a.Version}, &a)
	return a
}

// book gives the facility a time to visit and a session, and the family a place in each.
func (s *scene) book() {
	s.Helper()
	day := s.clock.now().AddDate(0, 0, 3)
	var slots StaffSlotList
	s.desk.must(http.MethodPost, "/api/v1/facility/slots", map[string]any{"slots": []any{map[string]any{
		"starts_at": day.Format(time.RFC3339), "ends_at": day.Add(time.Hour).Format(time.RFC3339), "places": 3,
	}}}, &slots)
	s.slot = string(slots.Slots[0].ID)
	s.mine.must(http.MethodPost, "/api/v1/visits", map[string]any{"slot_id": s.slot, "child_id": s.child, "note": canaryNote}, &s.visit)
	var sessions StaffSessionList
	s.desk.must(http.MethodPost, "/api/v1/facility/sessions", map[string]any{"sessions": []any{map[string]any{
		"mode": "hourly", "date": day.Format(time.DateOnly), "from": "09:00", "until": "11:00", "places": 3,
	}}}, &sessions)
	s.session = string(sessions.Sessions[0].ID)
	s.mine.must(http.MethodPost, "/api/v1/entries", map[string]any{"session_id": s.session, "child_id": s.child}, &s.entry)
}

// vacancyLink is the token of a link the facility was sent.
func (s *scene) vacancyLink() string {
	s.Helper()
	wait := 23 * 24 * time.Hour // a Monday, when figures are old
	s.clock.move(wait)
	defer s.clock.move(-wait)
	if _, err := s.Booking.AskVacancies(s.Context()); err != nil {
		s.Fatal(err)
	}
	rows, err := s.store.ClaimOutbox(s.Context(), care.TopicMessage, "test", care.InstantOf(s.clock.now()), time.Minute, 100)
	if err != nil {
		s.Fatal(err)
	}
	for _, row := range rows {
		var n care.Notice
		if err := json.Unmarshal(row.Payload, &n); err != nil {
			s.Fatal(err)
		}
		if n.Event == care.NoticeVacancyConfirm && n.Staff == s.facility {
			return n.Params["token"]
		}
	}
	s.Fatal("no facility was asked for its figures")
	return ""
}
