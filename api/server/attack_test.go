package server

import (
	"bufio"
	"bytes"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"tuoyuquan/api/care"
)

// Whoever has left a family is told nothing any more by repeating what they once did for it.
func TestRepetitionsEndWithTheFamily(t *testing.T) {
	s := newScene(t)
	helper := s.parent("helper", "13800138077")
	var code JoinCode
	s.mine.must(http.MethodPost, "/api/v1/family/delegates", map[string]any{}, &code)
	helper.must(http.MethodPost, "/api/v1/family/join", map[string]any{"code": code.Code}, nil)
	wish := map[string]any{"child_id": s.sibling, "class_id": s.otherClass(), "start": "2026-12-01", "as": "draft"}
	key := care.NewID()
	ask := func() reply {
		return helper.ask(http.MethodPost, "/api/v1/applications", wish, "Idempotency-Key", key)
	}
	if r := ask(); r.status != http.StatusCreated || !bytes.Contains(r.body, []byte(canaryChild)) {
		t.Fatalf("while they help: %d %s", r.status, r.body)
	}
	s.mine.must(http.MethodDelete, "/api/v1/family/members/"+string(helper.self.Account.ID), nil, nil)
	if r := ask(); r.status < 400 || bytes.Contains(r.body, []byte(canaryChild)) || bytes.Contains(r.body, []byte(s.sibling)) {
		t.Errorf("after they have left: %d %s", r.status, r.body)
	}
}

func (s *scene) otherClass() care.ClassID { return facilityAt(2, crossing(15, 5), 6).Classes[0].ID }

// A member of a body in other letters is another member: it cannot be checked as one thing and read as another.
func TestMembersInOtherLetters(t *testing.T) {
	s := newScene(t)
	for path, body := range map[string]string{
		"/api/v1/family/children": `{"name":"好","NAME":"坏","birth":"2025-03-02"}`,
		"/api/v1/applications":    `{"child_id":"` + s.sibling + `","class_id":"` + string(s.class) + `","start":"2026-12-01","as":"draft","AS":"hold"}`,
		"/api/v1/family/consents": `{"Purpose":"photo","version":1}`,
		"/api/v1/facility/slots":  `{"slots":[],"Slots":[{}]}`,
	} {
		v := s.mine
		if strings.HasPrefix(path, "/api/v1/facility/") {
			v = s.desk
		}
		r := v.ask(http.MethodPost, path, jsonText(body))
		if r.status != http.StatusUnprocessableEntity {
			t.Errorf("%s %s: %d %s", path, body, r.status, r.body)
		}
	}
}

// jsonText is a body written by hand.
type jsonText string

// MarshalJSON gives the text as it is.
func (j jsonText) MarshalJSON() ([]byte, error) { return []byte(j), nil }

// A proxy may add a line of its own to what a client says of where it comes from: only the last word counts.
func TestLinesOfProxies(t *testing.T) {
	s := newTown(t, Options{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	refused := 0
	for i := range 100 {
		body := bytes.NewReader(encode(map[string]any{"phone": fmt.Sprintf("139%08d", i)}))
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+"/api/v1/auth/code", body)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Add("X-Forwarded-For", fmt.Sprintf("198.51.100.%d", i))
		req.Header.Add("X-Forwarded-For", "203.0.113.7")
		res, err := s.http.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused == 0 {
		t.Error("one network behind a proxy asked for 100 codes")
	}
}

// S7: many holds at once count like one after another; what was asked for and not held counts nothing.
func TestHoldingAtOnce(t *testing.T) {
	fs := []care.Facility{facilityAt(1, crossing(5, 5), 10), facilityAt(2, crossing(6, 5), 0)}
	s := &scene{town: newTown(t, Options{}, fs...), class: fs[0].Classes[0].ID}
	s.mine = s.parent("mine", canaryPhone)
	var children []string
	for i := range 8 {
		children = append(children, s.addChild(s.mine, fmt.Sprintf("孩子%d", i), ""))
	}
	hold := func(child string, class care.ClassID) reply {
		return s.mine.ask(http.MethodPost, "/api/v1/applications", map[string]any{"child_id": child, "class_id": class, "start": "2026-12-01", "as": "hold"})
	}
	for i := range 5 {
		if r := hold(children[i], fs[1].Classes[0].ID); r.status != http.StatusConflict || s.problemOf(r).Code != care.CodePoolFull {
			t.Errorf("a full class: %d %s", r.status, r.body)
		}
	}
	held := make([]int, len(children))
	var all sync.WaitGroup
	for i, child := range children {
		all.Go(func() { held[i] = hold(child, s.class).status })
	}
	all.Wait()
	n := 0
	for _, status := range held {
		switch status {
		case http.StatusCreated:
			n++
		case http.StatusTooManyRequests:
		default:
			t.Errorf("one of many at once: %d", status)
		}
	}
	if n != holdsAtOnce {
		t.Errorf("%d places held at once, want %d", n, holdsAtOnce)
	}
}

// S6: whether a child is known here cannot be tried out number by number.
func TestNumbersAreNotFoundByTrying(t *testing.T) {
	s := newTown(t, Options{})
	v := s.parent("mine", canaryPhone)
	var c Child
	v.must(http.MethodPost, "/api/v1/family/children", map[string]any{"name": "小满", "birth": "2025-03-02"}, &c)
	refused := 0
	for i := range 60 {
		r := v.ask(http.MethodPatch, "/api/v1/family/children/"+string(c.ID), map[string]any{"name": "小满", "birth": "2025-03-02", "id_number": fmt.Sprintf("Q%09d", i)})
		if r.status == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused < 30 {
		t.Errorf("of 60 numbers %d were refused", refused)
	}
}

// S4: only those who may send pictures may send large bodies, and not many at a time: a body lies in memory before its route is.
func TestLargeBodiesOfNobody(t *testing.T) {
	s := newScene(t)
	picture := rawBody(append(bytes.Clone(onePixel), make([]byte, 1<<20)...))
	path := "/api/v1/family/children/" + s.child + "/papers/" + s.paper + "/scan"
	for name, header := range map[string][]string{
		"nobody":        nil,
		"a made-up one": {"Cookie", loginCookie + "=x"},
		"a bearer":      {"Authorization", "Bearer x"},
		"staff":         {"Cookie", s.desk.cookie, csrfHeader, s.desk.csrf},
	} {
		if r := s.do(http.MethodPut, path, picture, header...); r.status != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
	}
	if r := s.mine.ask(http.MethodPut, "/nothing/scan", picture); r.status != http.StatusRequestEntityTooLarge {
		t.Errorf("another address: %d %s", r.status, r.body)
	}
	taken := 0
	for range 2 * scansPerMinute {
		switch r := s.mine.ask(http.MethodPut, path, picture); r.status {
		case http.StatusOK:
			taken++
		case http.StatusTooManyRequests: // not too large: too soon
		default:
			t.Errorf("%d %s", r.status, r.body)
		}
	}
	if taken == 0 || taken > scansPerMinute {
		t.Errorf("%d large bodies in a moment", taken)
	}
}

// A stream says nothing of what changes after its login has ended, not even until the next heartbeat.
func TestStreamEndsWithTheLogin(t *testing.T) {
	w := newTown(t, Options{Heartbeat: time.Hour})
	mine := w.parent("mine", canaryPhone)
	w.clock.move(2 * time.Minute)
	other := w.parent("other device", canaryPhone)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.base+"/api/v1/updates/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+mine.token)
	res, err := w.http.Do(req)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%v %v", res, err)
	}
	defer func() { _ = res.Body.Close() }()
	lines := bufio.NewScanner(res.Body)
	lines.Scan() // retry
	mine.must(http.MethodDelete, "/api/v1/session", nil, nil)
	other.must(http.MethodPost, "/api/v1/family/children", map[string]any{"name": "小满", "birth": "2025-03-02"}, nil)
	w.sequence()
	if err := w.Notify.Work(t.Context()); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
		if text := lines.Text(); strings.Contains(text, "updates") {
			t.Errorf("told after signing out: %s", text)
		} else if strings.Contains(text, "signed_out") {
			return
		}
	}
	t.Error("the stream ended without a word")
}

// What cannot be seen in a text does not get into one: it would stand in front of staff as something else.
func TestTextsAreWhatTheyLookLike(t *testing.T) {
	s := newScene(t)
	for _, hidden := range []string{"小\u202e满", "\u2066小满", "小满\u200b", "\u0000小满", "小\x1b[2J满"} {
		for path, body := range map[string]map[string]any{
			"/api/v1/family/children":                        {"name": hidden, "birth": "2025-03-02"},
			"/api/v1/family/pickups":                         {"name": hidden, "relation": "姑姑"},
			"/api/v1/family/children/" + s.child + "/papers": {"kind": "health_check", "exam_date": "2026-11-10", "issued_by": hidden},
		} {
			if r := s.mine.ask(http.MethodPost, path, body); r.status != http.StatusUnprocessableEntity {
				t.Errorf("%q to %s: %d %s", hidden, path, r.status, r.body)
			}
		}
		if r := s.mine.ask(http.MethodPost, "/api/v1/family/children", map[string]any{"name": "小寒", "birth": "2025-03-02", "notes": hidden}); r.status != http.StatusUnprocessableEntity {
			t.Errorf("%q in notes: %d %s", hidden, r.status, r.body)
		}
		if r := s.mine.ask(http.MethodPatch, "/api/v1/family/me", map[string]any{"name": hidden}); r.status != http.StatusUnprocessableEntity {
			t.Errorf("%q as a name: %d %s", hidden, r.status, r.body)
		}
	}
	for i, name := range []string{"阿依古丽·买买提", "ئايگۈل", "👨‍👩‍👧 一家", "O’Brien", "𠮷野"} {
		if r := s.theirs.ask(http.MethodPost, "/api/v1/family/children", map[string]any{"name": name, "birth": fmt.Sprintf("2025-03-%02d", i+3)}); r.status != http.StatusCreated {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
	}
}

// A login is a cookie no neighbour can plant: of a name that browsers take from this host alone.
func TestLoginsAreNotPlanted(t *testing.T) {
	s := newTown(t, Options{})
	tab := s.browser("tab", canaryPhone)
	token, named := strings.CutPrefix(tab.cookie, loginCookie+"=")
	if !named {
		t.Fatalf("the cookie is %s", tab.cookie)
	}
	if r := s.get("/api/v1/session", "Cookie", tab.cookie); r.status != http.StatusOK {
		t.Errorf("%d %s", r.status, r.body)
	}
	if r := s.get("/api/v1/session", "Cookie", plainCookie+"="+token); r.status != http.StatusUnauthorized {
		t.Errorf("a cookie that a neighbour could plant: %d", r.status)
	}
	if r := s.get("/api/v1/session", "Cookie", plainCookie+"=planted; "+tab.cookie); r.status != http.StatusOK {
		t.Errorf("with a planted one: %d", r.status)
	}
}

// A picture of just 10 MB is taken, one byte more is not.
func TestLargestPicture(t *testing.T) {
	s := newScene(t)
	path := "/api/v1/family/children/" + s.child + "/papers/" + s.paper + "/scan"
	picture := rawBody(append(bytes.Clone(onePixel), make([]byte, scanLimit-len(onePixel))...))
	if r := s.mine.ask(http.MethodPut, path, picture); r.status != http.StatusOK {
		t.Errorf("10 MB: %d %s", r.status, r.body)
	}
	if r := s.mine.ask(http.MethodPut, path, append(picture, 0)); r.status != http.StatusRequestEntityTooLarge {
		t.Errorf("10 MB and a byte: %d %s", r.status, r.body)
	}
}

// What is refused is declared too, where only few requests come to it.
func TestRareRefusalsAreDeclared(t *testing.T) {
	s := newScene(t)
	ops := s.operations()
	for range 12 {
		s.mine.ask(http.MethodPost, "/api/v1/family/pickups", map[string]any{"name": canaryAunt, "relation": "姑姑"})
		s.mine.ask(http.MethodPost, "/api/v1/family/children/"+s.child+"/papers", map[string]any{"kind": "health_check", "exam_date": "2026-11-10"})
	}
	for _, c := range []struct {
		id, method, path string
		body             any
		want             int
	}{
		{"get-openings", http.MethodGet, "/api/v1/facilities/nothing/openings", nil, 404},
		{"get-draw", http.MethodGet, "/api/v1/sessions/nothing/draw", nil, 404},
		{"get-confirmation", http.MethodGet, "/api/v1/confirm/nothing", nil, 404},
		{"answer-confirmation", http.MethodPost, "/api/v1/confirm/nothing", map[string]any{"answer": "yes"}, 404},
		{"sign-in-by-wechat", http.MethodPost, "/api/v1/auth/wechat", map[string]any{"code": "x"}, 404},
		{"add-pickup", http.MethodPost, "/api/v1/family/pickups", map[string]any{"name": canaryAunt, "relation": "姑姑"}, 409},
		{"add-paper", http.MethodPost, "/api/v1/family/children/" + s.child + "/papers", map[string]any{"kind": "health_check", "exam_date": "2026-11-10"}, 409},
	} {
		r := s.mine.ask(c.method, c.path, c.body)
		if r.status != c.want {
			t.Errorf("%s: %d %s", c.id, r.status, r.body)
		}
		op := ops[c.id]
		s.declared(op, s.mine, r)
	}
}
