package server

import (
	"bytes"
	"image"
	"image/jpeg"
	"net/http"
	"strconv"
	"time"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// complain gives the first family a complaint with a photo, somebody unnamed another, the desk a look at who complained, and the
// facility something to answer and a review.
func (s *scene) complain() {
	s.Helper()
	s.offices()
	s.upload = s.uploaded(s.mine, photo(s))
	s.complaint = s.complained(s.mine, map[string]any{"uploads": []any{map[string]any{"id": s.upload.ID, "token": s.upload.Token}}, "keep_originals": true})
	s.other = s.complained(s.mine, nil)
	s.unnamed = s.complained(s.anonymous, map[string]any{"anonymous": true, "category": "HYGIENE_DISEASE"})
	var mine Complaint
	s.mine.must(http.MethodGet, "/api/v1/complaints/"+s.complaint.ID, nil, &mine)
	if len(mine.Evidence) != 1 {
		s.Fatalf("the photo is not there: %+v", mine.Evidence)
	}
	s.evidence = mine.Evidence[0].ID
	s.handled()
	var i Identity
	s.bureau.must(http.MethodPost, "/api/v1/bureau/cases/"+s.complaint.ID+"/identity", map[string]any{"purpose": "contact", "reason": "电话核实情况"}, &i)
	if i.Phone != canaryPhone {
		s.Fatalf("the identity: %+v", i)
	}
	s.opening = i.Opening
	s.auditor.must(http.MethodPost, "/api/v1/bureau/openings/"+s.opening+"/review", map[string]any{"verdict": "proper"}, nil)
	s.called()
	s.reviewed()
}

// called is a complaint of danger to a child, whose call an officer has answered.
func (s *scene) called() {
	s.Helper()
	urgent := s.complained(s.anonymous, map[string]any{"anonymous": true, "category": "ABUSE", "danger_now": true})
	if urgent.Emergency == nil || urgent.Emergency.Call != "110" {
		s.Fatalf("a danger to a child is not told to call: %+v", urgent)
	}
	c := s.caseOf(urgent.ID)
	if len(c.Pages) == 0 {
		s.Fatal("nobody was called")
	}
	s.page = c.Pages[0].ID
	s.auditor.must(http.MethodPost, "/api/v1/bureau/pages/"+s.page+"/ack", nil, nil)
}

// reviewed is a review of the first facility by the second family, who came for a visit.
func (s *scene) reviewed() {
	s.Helper()
	var visit Visit
	s.theirs.must(http.MethodPost, "/api/v1/visits", map[string]any{"slot_id": s.slot, "child_id": s.theirChild}, &visit)
	wait := 3*24*time.Hour + 30*time.Minute
	s.clock.move(wait)
	staff := care.Actor{Kind: care.ActorFacility, ID: string(s.desk.self.Account.ID), Facility: s.facility} // whose login is over by then
	_, err := s.Booking.ActVisit(s.Context(), staff, visit.ID, booking.VisitAct{Action: "attended"})
	s.clock.move(-wait)
	if err != nil {
		s.Fatal(err)
	}
	var r MyReview
	s.theirs.must(http.MethodPut, "/api/v1/facilities/"+string(s.facility)+"/reviews/mine", map[string]any{"scores": scores, "text": "老师很耐心"}, &r)
	s.review = r.ID
}

var scores = map[string]any{"safety": 5, "care": 5, "food": 4, "communication": 4, "value": 3}

// complained files a complaint about the first facility.
func (s *scene) complained(v *visitor, more map[string]any) (r Receipt) {
	s.Helper()
	body := map[string]any{
		"facility_id": s.facility, "category": "OVER_CAPACITY", "danger_now": false, "text": canaryWords + "，照看的人太少。", "wants": canaryWish,
		"anonymous": false, "contact": "app", "keep_originals": false,
	}
	for k, value := range more {
		body[k] = value
	}
	if body["place"] != nil {
		delete(body, "facility_id")
	}
	v.must(http.MethodPost, "/api/v1/complaints", body, &r)
	return r
}

// caseOf is a case as the desk sees it now.
func (s *scene) caseOf(id string) (c HandlerCase) {
	s.Helper()
	s.bureau.must(http.MethodGet, "/api/v1/bureau/cases/"+id, nil, &c)
	return c
}

// act takes a case a step on, as an officer.
func (s *scene) act(v *visitor, id, action string, more map[string]any) HandlerCase {
	s.Helper()
	body := map[string]any{"action": action, "version": s.caseOf(id).Version}
	for k, value := range more {
		body[k] = value
	}
	var c HandlerCase
	v.must(http.MethodPost, "/api/v1/bureau/cases/"+id+"/actions", body, &c)
	return c
}

// handled takes the complaint to where its facility is shown something.
func (s *scene) handled() {
	s.Helper()
	id := s.complaint.ID
	s.act(s.bureau, id, "triage", map[string]any{"class": "B"})
	s.act(s.bureau, id, "accept", nil)
	s.act(s.bureau, id, "sign", map[string]any{"no_tie": true})
	s.act(s.bureau, id, "contact", map[string]any{"way": "message", "text": "您好，我们已经开始核查。"})
	summary := map[string]any{"summary": "近期有人反映收托人数偏多，请说明。"}
	s.bureau.must(http.MethodPost, "/api/v1/bureau/cases/"+id+"/preview", summary, nil)
	s.act(s.bureau, id, "release", map[string]any{"text": summary["summary"]})
}

// uploaded sends a file in parts.
func (s *scene) uploaded(v *visitor, file []byte) (u Upload) {
	s.Helper()
	v.must(http.MethodPost, "/api/v1/uploads", map[string]any{"size": len(file), "type": "image/jpeg", "purpose": "complaint"}, &u)
	token := u.Token
	const part = 4096
	for at := 0; at < len(file); at += part {
		r := s.part(v, u, at, file[at:min(at+part, len(file))])
		if r.status != http.StatusOK {
			s.Fatalf("the part at %d: %d %s", at, r.status, r.body)
		}
		s.decode(r.body, &u)
		u.Token = token
	}
	if u.State != "ready" {
		s.Fatalf("the upload is %+v", u)
	}
	return u
}

func (s *scene) part(v *visitor, u Upload, at int, bytes []byte) reply {
	s.Helper()
	return v.ask(http.MethodPut, "/api/v1/uploads/"+u.ID+"?offset="+strconv.Itoa(at), rawBody(bytes), uploadToken, u.Token)
}

// photo is a picture as a telephone takes it, but small.
func photo(s *scene) []byte {
	s.Helper()
	var b bytes.Buffer
	m := image.NewGray(image.Rect(0, 0, 200, 150))
	for i := range m.Pix {
		m.Pix[i] = byte(i * 7)
	}
	if err := jpeg.Encode(&b, m, nil); err != nil {
		s.Fatal(err)
	}
	return b.Bytes()
}

// offices opens the offices of the district.
func (w *town) offices() {
	w.Helper()
	for i, kind := range []care.UnitKind{care.UnitHealth, care.UnitMarket, care.UnitPolice, care.UnitBackstop} {
		u := care.Unit{ID: care.UnitID("unit-" + strconv.Itoa(i)), Area: "320500", Kind: kind, Name: "苏州" + string(kind), Phone: "051200000000", Backstop: kind == care.UnitBackstop}
		if err := w.Casework.OpenUnit(w.Context(), operator, store.Unit{Unit: u}); err != nil {
			w.Fatal(err)
		}
	}
}
