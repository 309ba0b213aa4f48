package server

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"

	"tuoyuquan/api/care"
)

// A complaint from its draft to its reply, each side seeing what is its own to see.
func TestComplaintFromDraftToReply(t *testing.T) {
	s := newScene(t)
	id := s.complaint.ID
	var own Complaint
	s.mine.must(http.MethodGet, "/api/v1/complaints/"+id, nil, &own)
	if own.State != "in_progress" || own.Public != "open" || own.Text == "" || own.Sentence == "" || own.Office.Name == "" || len(own.Looks) != 1 {
		t.Errorf("to whoever complained: %+v", own)
	}
	if len(own.Messages) != 1 || own.Messages[0].From != "office" || !slices.Contains(own.Actions, "message") {
		t.Errorf("messages %v, actions %v", own.Messages, own.Actions)
	}
	if i := slices.IndexFunc(own.Clocks, func(c ComplaintClock) bool { return c.Kind == "handle" }); i < 0 || own.Clocks[i].Length != 7 || own.Clocks[i].Unit != "day" {
		t.Errorf("clocks %+v", own.Clocks)
	}
	s.mine.must(http.MethodPost, "/api/v1/complaints/"+id+"/actions", map[string]any{"action": "message", "version": own.Version, "text": "谢谢，等消息。"}, &own)

	var shown FacilityComplaintList
	r := s.desk.ask(http.MethodGet, "/api/v1/facility/complaints", nil)
	s.decode(r.body, &shown)
	if len(shown.Complaints) != 1 || !shown.Complaints[0].CanAnswer || bytes.Contains(r.body, []byte(s.complaint.ReceiptNo)) {
		t.Fatalf("to the facility: %s", r.body)
	}
	for _, word := range []string{canaryWords, canaryWish, canaryName, canaryPhone} {
		if bytes.Contains(r.body, []byte(word)) {
			t.Errorf("the facility is told %q: %s", word, r.body)
		}
	}
	s.desk.must(http.MethodPost, "/api/v1/facility/complaints/"+id+"/answer", map[string]any{"text": "已经增加保育员。", "version": shown.Complaints[0].Version}, nil)

	propose := map[string]any{"text": "经核查，收托人数超过规定，已责令改正。", "findings": []any{map[string]any{"allegation": 1, "result": "substantiated"}}, "measures": []any{map[string]any{"code": "rectify", "by": "2026-12-20"}}}
	s.act(s.bureau, id, "propose_reply", propose)
	version := s.caseOf(id).Version
	own1 := s.bureau.ask(http.MethodPost, "/api/v1/bureau/cases/"+id+"/actions", map[string]any{"action": "approve_reply", "version": version})
	if own1.status != http.StatusForbidden || s.problemOf(own1).Code != care.CodeFourEyes {
		t.Errorf("who handles it approves it: %d %s", own1.status, own1.body)
	}
	c := s.act(s.auditor, id, "approve_reply", nil)
	if c.Reply == nil || c.Reviewer == nil || c.Reviewer.You != true || c.Handler.Name != "bureau-one" {
		t.Errorf("to the desk: %+v", c)
	}
	s.mine.must(http.MethodGet, "/api/v1/complaints/"+id, nil, &own)
	if own.Reply == nil || own.Reply.Text == "" || own.Reply.Findings[0].Result != "substantiated" || own.Reply.Measures[0].By != "2026-12-20" {
		t.Errorf("the reply: %+v", own.Reply)
	}
}

// Two officers on one case: the second is told what has changed, and by whom.
func TestTwoOfficersOnOneCase(t *testing.T) {
	s := newScene(t)
	seen := s.caseOf(s.other.ID)
	act := func(v *visitor, action string, more map[string]any) reply {
		body := map[string]any{"action": action, "version": seen.Version}
		for k, value := range more {
			body[k] = value
		}
		return v.ask(http.MethodPost, "/api/v1/bureau/cases/"+s.other.ID+"/actions", body)
	}
	if r := act(s.bureau, "triage", map[string]any{"class": "B"}); r.status != http.StatusOK {
		t.Fatalf("the first: %d %s", r.status, r.body)
	}
	r := act(s.auditor, "accept", nil)
	p := s.problemOf(r)
	if r.status != http.StatusConflict || p.Code != care.CodeStateConflict || p.Version != seen.Version+1 || p.Current != "received" || len(p.Differences) == 0 {
		t.Fatalf("the second: %d %s", r.status, r.body)
	}
	i := slices.IndexFunc(p.Differences, func(d Difference) bool { return d.Field == "class_confirmed" })
	if i < 0 || p.Differences[i].Yours != "false" || p.Differences[i].Now != "true" || p.Differences[i].By != "bureau-one" || p.Differences[i].At == "" {
		t.Errorf("what has changed: %+v", p.Differences)
	}
}

// A tracking code opens its own complaint and nothing else, stands in no address, and is not found by trying.
func TestTrackingCodesOpenOneComplaint(t *testing.T) {
	s := newScene(t)
	code := s.unnamed.TrackingCode
	by := func(v *visitor, path string) reply { return v.ask(http.MethodGet, path, nil, trackingCode, code) }
	for _, v := range []*visitor{s.anonymous, s.theirs, s.desk} { // a login beside it tells nothing
		var own Complaint
		r := by(v, "/api/v1/complaints/by-code")
		if r.status != http.StatusOK || r.header.Get("Cache-Control") != "no-store" {
			t.Fatalf("%s: %d %s %v", v.name, r.status, r.body, r.header)
		}
		s.decode(r.body, &own)
		if own.ID != s.unnamed.ID || !own.Anonymous {
			t.Errorf("%s: %+v", v.name, own)
		}
		if r := by(v, "/api/v1/complaints/"+s.unnamed.ID); r.status != http.StatusOK {
			t.Errorf("%s by id: %d", v.name, r.status)
		}
		if r := by(v, "/api/v1/complaints/"+s.complaint.ID); r.status != http.StatusNotFound || bytes.Contains(r.body, []byte(canaryWords)) {
			t.Errorf("%s opens another's: %d %s", v.name, r.status, r.body)
		}
	}
	if r := by(s.mine, "/api/v1/complaints/"+s.complaint.ID); r.status != http.StatusNotFound {
		t.Errorf("a code beside a login opens what the login would: %d", r.status)
	}
	loose := strings.ToLower(strings.ReplaceAll(code, "-", " "))
	if r := s.get("/api/v1/complaints/by-code", trackingCode, loose); r.status != http.StatusOK {
		t.Errorf("as somebody types it: %d %s", r.status, r.body)
	}
	if r := s.get("/api/v1/complaints/by-code?code=" + code); r.status < 400 {
		t.Errorf("a code in the address: %d", r.status)
	}
	if r := s.get("/api/v1/complaints/by-code"); r.status != http.StatusUnauthorized {
		t.Errorf("nobody without a code: %d", r.status)
	}
	r := s.anonymous.ask(http.MethodPost, "/api/v1/complaints/"+s.unnamed.ID+"/actions", map[string]any{"action": "message", "version": 1, "text": "还有一件事要补充。"}, trackingCode, code)
	if r.status != http.StatusOK {
		t.Errorf("a message: %d %s", r.status, r.body)
	}
	stopped := 0
	for i := range 30 {
		guess := []byte(code)
		guess[i%5] = "0123456789"[i%10]
		if bytes.Equal(guess, []byte(code)) {
			continue
		}
		switch r := s.get("/api/v1/complaints/by-code", trackingCode, string(guess)); r.status {
		case http.StatusTooManyRequests:
			stopped++
		case http.StatusNotFound:
		default:
			t.Errorf("a guess: %d %s", r.status, r.body)
		}
	}
	if stopped < 20 {
		t.Errorf("%d of 30 guesses were stopped", stopped)
	}
}

// C1, Q3: a draft sent again is one complaint with one receipt, and the same draft with other content is refused.
func TestDraftSentTwice(t *testing.T) {
	s := newScene(t)
	body := map[string]any{
		"facility_id": s.facility, "category": "FOOD", "danger_now": false, "text": "午饭的菜有异味，孩子不肯吃。", "anonymous": true, "contact": "none", "keep_originals": false,
	}
	key := "draft-" + care.NewID()
	first := s.anonymous.ask(http.MethodPost, "/api/v1/complaints", body, "Idempotency-Key", key)
	again := s.anonymous.ask(http.MethodPost, "/api/v1/complaints", body, "Idempotency-Key", key)
	if first.status != http.StatusCreated || again.status != http.StatusCreated || !bytes.Equal(first.body, again.body) {
		t.Errorf("%d %s and %d %s", first.status, first.body, again.status, again.body)
	}
	body["text"] = "午饭的菜有异味，孩子不肯吃。还有别的。"
	if r := s.anonymous.ask(http.MethodPost, "/api/v1/complaints", body, "Idempotency-Key", key); s.problemOf(r).Code != care.CodeKeyReused {
		t.Errorf("other content: %d %s", r.status, r.body)
	}
	if r := s.do(http.MethodPost, "/api/v1/complaints", body); r.status != http.StatusUnprocessableEntity {
		t.Errorf("without a key: %d", r.status)
	}
	body["category"] = "FEE_REFUND"
	if r := s.anonymous.ask(http.MethodPost, "/api/v1/complaints", body); s.problemOf(r).Code != care.CodeIdentityNeeded {
		t.Errorf("a refund without a name: %d %s", r.status, r.body)
	}
}

// Parts that do not follow are told where to go on; nobody goes on with, sends or sees another's upload.
func TestUploadsGoOn(t *testing.T) {
	s := newScene(t)
	file := photo(s)
	var u Upload
	s.mine.must(http.MethodPost, "/api/v1/uploads", map[string]any{"size": len(file), "type": "image/jpeg", "purpose": "complaint"}, &u)
	if r := s.part(s.mine, u, 0, file[:2048]); r.status != http.StatusOK {
		t.Fatalf("%d %s", r.status, r.body)
	}
	r := s.part(s.mine, u, 3000, file[3000:])
	if p := s.problemOf(r); r.status != http.StatusConflict || p.Code != care.CodeUploadOffset || p.Offset == nil || *p.Offset != 2048 {
		t.Errorf("a gap: %d %s", r.status, r.body)
	}
	if r := s.part(s.mine, u, 0, file[:2048]); r.status != http.StatusOK {
		t.Errorf("a part whose answer was lost: %d %s", r.status, r.body)
	}
	stranger := u
	stranger.Token = "x"
	for _, r := range []reply{
		s.part(s.theirs, stranger, 2048, file[2048:]),
		s.do(http.MethodGet, "/api/v1/uploads/"+u.ID, nil, uploadToken, "x"),
		s.do(http.MethodDelete, "/api/v1/uploads/"+u.ID, nil, uploadToken, "x"),
	} {
		if r.status != http.StatusNotFound {
			t.Errorf("a stranger: %d %s", r.status, r.body)
		}
	}
	if r := s.do(http.MethodGet, "/api/v1/uploads/"+u.ID, nil); r.status != http.StatusUnprocessableEntity {
		t.Errorf("without a token: %d", r.status)
	}
	if r := s.part(s.mine, u, 2048, make([]byte, partLimit+1)); r.status != http.StatusRequestEntityTooLarge {
		t.Errorf("a part that is too large: %d %s", r.status, r.body)
	}
	if r := s.do(http.MethodPut, "/api/v1/uploads/"+u.ID+"?offset=2048", rawBody(make([]byte, bodyLimit+1))); r.status != http.StatusRequestEntityTooLarge {
		t.Errorf("a large body without a token: %d", r.status)
	}
	if r := s.part(s.mine, u, 2048, file[2048:]); r.status != http.StatusOK || !bytes.Contains(r.body, []byte(`"ready"`)) {
		t.Errorf("the rest: %d %s", r.status, r.body)
	}
	body := map[string]any{
		"facility_id": s.facility, "category": "FOOD", "danger_now": false, "text": "午饭的菜有异味，孩子不肯吃。", "anonymous": true, "contact": "none", "keep_originals": false,
		"uploads": []any{map[string]any{"id": u.ID, "token": "x"}},
	}
	if r := s.anonymous.ask(http.MethodPost, "/api/v1/complaints", body); r.status != http.StatusUnprocessableEntity || s.problemOf(r).Code != care.CodeUploadUnready {
		t.Errorf("another's file: %d %s", r.status, r.body)
	}
	seen := s.mine.ask(http.MethodGet, "/api/v1/complaints/"+s.complaint.ID+"/evidence/"+s.evidence, nil)
	if seen.status != http.StatusOK || !bytes.HasPrefix(seen.body, []byte("\xff\xd8")) || !strings.HasPrefix(seen.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("one's own photo: %d %v", seen.status, seen.header)
	}
}

// A review is seen once somebody has read it, with the facility's answer beside it, and hidden only for a reason.
func TestReviewsAreModerated(t *testing.T) {
	s := newScene(t)
	path := "/api/v1/facilities/" + string(s.facility) + "/reviews"
	list := func() (l ReviewList) {
		s.anonymous.must(http.MethodGet, path, nil, &l)
		return l
	}
	if l := list(); l.Summary.Count != 0 || len(l.Reviews) != 0 {
		t.Errorf("before anybody has read it: %+v", l)
	}
	if r := s.mine.ask(http.MethodPut, path+"/mine", map[string]any{"scores": scores}); s.problemOf(r).Code != care.CodeNoBasis {
		t.Errorf("without a visit: %d %s", r.status, r.body)
	}
	act := "/api/v1/bureau/reviews/" + s.review + "/actions"
	s.bureau.must(http.MethodPost, act, map[string]any{"action": "publish"}, nil)
	s.desk.must(http.MethodPost, "/api/v1/facility/reviews/"+s.review+"/answer", map[string]any{"text": "谢谢您的评价。"}, nil)
	l := list()
	if len(l.Reviews) != 1 || l.Reviews[0].Answer == nil || l.Reviews[0].Basis != "visit" || l.Summary.Scores != nil {
		t.Errorf("published: %+v", l)
	}
	if r := s.bureau.ask(http.MethodPost, act, map[string]any{"action": "hide"}); r.status < 400 {
		t.Errorf("hidden without a reason: %d", r.status)
	}
	s.bureau.must(http.MethodPost, act, map[string]any{"action": "hide", "reason": "insulting"}, nil)
	if l := list(); len(l.Reviews) != 0 {
		t.Errorf("hidden: %+v", l)
	}
	var mine MyReview
	s.theirs.must(http.MethodGet, path+"/mine", nil, &mine)
	if mine.State != "hidden" || mine.Reason == nil || mine.Reason.Text == "" {
		t.Errorf("to its family: %+v", mine)
	}
}

// What everybody may see holds nothing of anybody.
func TestPublicPagesOfComplaints(t *testing.T) {
	s := newScene(t)
	var f ComplaintForm
	s.anonymous.must(http.MethodGet, "/api/v1/complaints/form", nil, &f)
	if len(f.Categories) != len(care.Categories()) || f.Emergency.Call != "110" || f.Limits.Chunk != partLimit {
		t.Errorf("the form: %+v", f)
	}
	r := s.get("/api/v1/complaints/similar?facility_id=" + string(s.facility) + "&category=OVER_CAPACITY")
	var l SimilarList
	s.decode(r.body, &l)
	if len(l.Similar) != 1 || l.Similar[0].Facility == "" || bytes.Contains(r.body, []byte(canaryWords)) {
		t.Errorf("similar: %s", r.body)
	}
	if r := s.get("/api/v1/complaints/similar?facility_id=" + string(s.facility) + "&category=ABUSE"); r.status != http.StatusOK || !bytes.Contains(r.body, []byte(`"similar":[]`)) {
		t.Errorf("a danger to a child: %d %s", r.status, r.body)
	}
	for _, path := range []string{"/api/v1/complaints/performance", "/api/v1/facilities/" + string(s.facility) + "/findings", "/api/v1/facilities/" + string(s.facility) + "/reviews"} {
		if r := s.get(path); r.status != http.StatusOK {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
	}
	if r := s.get("/api/v1/audit/head"); r.status != http.StatusNotFound {
		t.Errorf("a head before any is published: %d %s", r.status, r.body)
	}
	if err := s.Audit.Publish(t.Context(), "test"); err != nil {
		t.Fatal(err)
	}
	var h AuditHead
	s.anonymous.must(http.MethodGet, "/api/v1/audit/head", nil, &h)
	if h.Seq == 0 || len(h.Hash) != 64 {
		t.Errorf("the head: %+v", h)
	}
}
