package server

import (
	"bytes"
	"net/http"
	"slices"
	"testing"

	"tuoyuquan/api/care"
)

// 家庭代办 from the code to the end: a grandparent finds a place, asks for it, is told of the offer and says yes, sees the visits, changes
// the number they sign in with; decides nothing about the family; and sees nothing of it once they help no more.
func TestHelperActsForTheFamily(t *testing.T) {
	s := newScene(t)
	gran := s.parent("gran", "13800138078")
	var code JoinCode
	s.mine.must(http.MethodPost, "/api/v1/family/delegates", map[string]any{}, &code)
	gran.must(http.MethodPost, "/api/v1/family/join", map[string]any{"code": code.Code}, nil)
	gran.must(http.MethodGet, "/api/v1/session", nil, &gran.self)
	if gran.self.Account.Role != care.ActorDelegate || gran.self.Family == nil || gran.self.Family.ID != s.mine.self.Family.ID {
		t.Fatalf("joined as %+v of %+v", gran.self.Account, gran.self.Family)
	}
	if r := s.nobody().ask(http.MethodPost, "/api/v1/family/join", map[string]any{"code": code.Code}); r.status != http.StatusUnauthorized {
		t.Errorf("somebody unknown joins: %d", r.status)
	}
	for _, v := range []*visitor{gran, s.mine} {
		if got := s.events(v); !slices.Contains(got, string(care.NoticeDelegateJoined)) {
			t.Errorf("%s is told %v", v.name, got)
		}
	}

	var wish Application
	gran.must(http.MethodPost, "/api/v1/applications", map[string]any{"child_id": s.sibling, "class_id": s.otherClass(), "start": "2026-12-01", "as": "hold"}, &wish)
	act := func(v *visitor, path, action string, want care.State) {
		t.Helper()
		v.must(http.MethodPost, path+string(wish.ID)+"/actions", map[string]any{"action": action, "version": wish.Version}, &wish)
		if wish.State != want {
			t.Fatalf("%s by %s leads to %s", action, v.name, wish.State)
		}
	}
	act(gran, "/api/v1/applications/", "submit", care.StateSubmitted)
	act(s.otherDesk, "/api/v1/facility/applications/", "offer", care.StateOffered)
	for _, v := range []*visitor{gran, s.mine} {
		if got := s.events(v); !slices.Contains(got, string(care.NoticeOffered)) {
			t.Errorf("%s is told %v, and not of the offer", v.name, got)
		}
	}
	act(gran, "/api/v1/applications/", "accept", care.StateConfirmed)

	if r := gran.ask(http.MethodGet, "/api/v1/visits", nil); r.status != http.StatusOK || !bytes.Contains(r.body, []byte(s.slot)) {
		t.Errorf("the visits of the family: %d %s", r.status, r.body)
	}
	gran.must(http.MethodPost, "/api/v1/session/phone/code", map[string]any{"phone": "13800138079"}, nil)
	gran.must(http.MethodPut, "/api/v1/session/phone", map[string]any{"phone": "13800138079", "code": s.phones.code("13800138079")}, nil)

	for _, no := range []struct {
		method, path string
		body         any
	}{
		{http.MethodPost, "/api/v1/family/delegates", map[string]any{}},
		{http.MethodPost, "/api/v1/family/consents", map[string]any{"purpose": "photo", "version": 1}},
		{http.MethodPost, "/api/v1/family/children", map[string]any{"name": "小满", "birth": "2025-03-02"}},
		{http.MethodDelete, "/api/v1/family/children/" + s.sibling, nil},
		{http.MethodPost, "/api/v1/family/pickups", map[string]any{"name": "某人", "relation": "邻居"}},
		{http.MethodGet, "/api/v1/family/readings", nil},
		{http.MethodGet, "/api/v1/family/export", nil},
		{http.MethodDelete, "/api/v1/family", nil},
		{http.MethodDelete, "/api/v1/family/members/" + string(s.mine.self.Account.ID), nil},
	} {
		if r := gran.ask(no.method, no.path, no.body); r.status != http.StatusForbidden && r.status != http.StatusNotFound {
			t.Errorf("a helper may %s %s: %d %s", no.method, no.path, r.status, r.body)
		}
	}

	gran.must(http.MethodDelete, "/api/v1/family/members/"+string(gran.self.Account.ID), nil, nil)
	for _, path := range []string{
		"/api/v1/session", "/api/v1/family", "/api/v1/applications", "/api/v1/applications/" + string(wish.ID), "/api/v1/visits", "/api/v1/entries",
		"/api/v1/inbox", "/api/v1/family/children/" + s.sibling,
	} {
		if r := gran.ask(http.MethodGet, path, nil); r.status >= 500 || bytes.Contains(r.body, []byte(canaryChild)) || bytes.Contains(r.body, []byte(s.sibling)) ||
			bytes.Contains(r.body, []byte(wish.ID)) {
			t.Errorf("who helps no more sees %s: %d %s", path, r.status, r.body)
		}
	}
	if got := s.events(s.mine); !slices.Contains(got, string(care.NoticeDelegateRemoved)) {
		t.Errorf("the family is told %v, and not that its helper left", got)
	}
}

// events are what somebody was told of, once everything is told.
func (s *scene) events(v *visitor) (out []string) {
	s.Helper()
	if err := s.Notify.Work(s.Context()); err != nil {
		s.Fatal(err)
	}
	var box Inbox
	v.must(http.MethodGet, "/api/v1/inbox", nil, &box)
	for _, m := range box.Messages {
		out = append(out, string(m.Event))
	}
	return out
}
