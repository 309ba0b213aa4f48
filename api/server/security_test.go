package server

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
)

// Every route that changes something refuses what a page of another site sends, and, from a browser that is signed in, what
// does not carry the word of its login.
func TestChangesComeFromOurPages(t *testing.T) {
	s := newScene(t)
	tab := s.browser("tab", "13800138009")
	tab.must(http.MethodPost, "/api/v1/family/children", map[string]any{"name": "小满", "birth": "2025-03-02"}, nil)
	param := strings.NewReplacer("{id}", "nothing", "{paper}", "nothing", "{account}", "nothing", "{token}", "nothing", "{format}", "json")
	tried := 0
	for id, op := range s.operations() {
		if safe(op.Method) {
			continue
		}
		civic := op.Tags[0] == tagCivic // tells failures in its own way
		a, _ := accessOf(op)
		if a.demo {
			continue // there is no such route here
		}
		path := param.Replace(op.Path)
		for _, from := range [][]string{
			{"Origin", "https://evil.example"},
			{"Origin", "null"},
			{"Origin", strings.Replace(s.base, "http://", "http://evil.", 1)},
			{"Origin", s.base + ".evil.example"},
			{"Sec-Fetch-Site", "cross-site"},
			{"Sec-Fetch-Site", "same-site"},
		} {
			r := tab.ask(op.Method, path, map[string]any{}, from...)
			if r.status != http.StatusForbidden || !civic && s.problemOf(r).Code != care.CodeBadOrigin {
				t.Errorf("%s with %v: %d %s", id, from, r.status, r.body)
			}
			tried++
		}
		if !a.person && !a.soft {
			continue
		}
		for _, word := range []string{"", "x", tab.csrf + "x", strings.ToUpper(tab.csrf), s.mine.self.CSRF} {
			r := s.do(op.Method, path, map[string]any{}, "Cookie", tab.cookie, csrfHeader, word)
			if r.status != http.StatusForbidden || s.problemOf(r).Code != care.CodeBadCSRF {
				t.Errorf("%s with the word %q: %d %s", id, word, r.status, r.body)
			}
			tried++
		}
	}
	if tried < 300 {
		t.Errorf("only %d were tried", tried)
	}
	if r := tab.ask(http.MethodPatch, "/api/v1/family/me", map[string]any{"name": "妈妈"}, "Origin", s.base, "Sec-Fetch-Site", "same-origin"); r.status != http.StatusNoContent {
		t.Errorf("our own page: %d %s", r.status, r.body)
	}
}

// S5: nothing but the token of a login that still is one opens anything.
func TestOnlyLoginsOpen(t *testing.T) {
	s := newScene(t)
	real := s.mine.token
	jwt := func(alg string) string {
		part := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
		return part(`{"alg":"`+alg+`","kid":"../../../../dev/null"}`) + "." + part(`{"sub":"`+string(s.mine.self.Account.ID)+`","exp":9999999999}`) + "."
	}
	for _, token := range []string{
		"", "x", jwt("none"), jwt("HS256"), real[:len(real)-1], real + "A", real + "=", strings.ToLower(real), strings.Repeat("A", len(real)),
		string(s.mine.self.Account.ID), string(s.mine.self.Family.ID), s.mine.self.CSRF, "' OR '1'='1", "%00", "../" + real, real + "\x00",
	} {
		for _, header := range [][]string{
			{"Authorization", "Bearer " + token},
			{"Authorization", token},
			{"Authorization", "Basic " + base64.StdEncoding.EncodeToString([]byte(token+":"))},
			{"Cookie", loginCookie + "=" + token},
		} {
			if strings.ContainsRune(token, 0) {
				continue // no client sends it
			}
			if r := s.do(http.MethodGet, "/api/v1/session", nil, header...); r.status != http.StatusUnauthorized || s.problemOf(r).Code != care.CodeSignedOut {
				t.Errorf("%v: %d %s", header, r.status, r.body)
			}
		}
	}
	if r := s.get("/api/v1/session", "Authorization", "Bearer "+strings.Repeat("A", 1<<20)); r.status != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("a token of 1 MB: %d", r.status)
	}
	if r := s.get("/api/v1/session?token=" + real); r.status != http.StatusUnprocessableEntity {
		t.Errorf("a token in the address: %d", r.status)
	}
}

// A login begins with a token nobody has chosen, and ends where it is ended, everywhere at once.
func TestLoginsBeginAndEnd(t *testing.T) {
	s := newTown(t, Options{})
	const phone = "13800138003"
	one := s.browser("one", phone)
	s.clock.move(2 * time.Minute)
	r := s.do(http.MethodPost, "/api/v1/auth/code", map[string]any{"phone": phone}, "Cookie", loginCookie+"=chosen")
	if r.status != http.StatusAccepted {
		t.Fatalf("%d %s", r.status, r.body)
	}
	r = s.do(http.MethodPost, "/api/v1/auth/phone", map[string]any{"phone": phone, "code": s.phones.code(phone), "device": "web"}, "Cookie", one.cookie)
	cookie := r.header.Get("Set-Cookie")
	for _, want := range []string{loginCookie + "=", "HttpOnly", "Secure", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("the cookie has no %s: %s", want, cookie)
		}
	}
	two, _, _ := strings.Cut(cookie, ";")
	if two == one.cookie || bytes.Contains(r.body, []byte(strings.TrimPrefix(two, loginCookie+"="))) {
		t.Errorf("the token of before, or told to scripts: %s %s", cookie, r.body)
	}
	if again := s.do(http.MethodPost, "/api/v1/auth/phone", map[string]any{"phone": phone, "code": s.phones.code(phone), "device": "web"}); again.status == http.StatusOK {
		t.Error("a code counts twice")
	}
	in := func(cookie string) int { return s.get("/api/v1/session", "Cookie", cookie).status }
	if in(one.cookie) != 200 || in(two) != 200 {
		t.Fatalf("signed in: %d, %d", in(one.cookie), in(two))
	}
	if r := one.ask(http.MethodDelete, "/api/v1/session", nil); r.status != http.StatusNoContent || !strings.Contains(r.header.Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("sign out: %d %v", r.status, r.header)
	}
	if in(one.cookie) != 401 || in(two) != 200 {
		t.Errorf("after one signed out: %d, %d", in(one.cookie), in(two))
	}
	mini := func() *visitor { s.clock.move(2 * time.Minute); return s.parent("mini", phone) }
	a, b := mini(), mini()
	a.must(http.MethodDelete, "/api/v1/session/all", nil, nil)
	for _, v := range []*visitor{a, b} {
		if r := v.ask(http.MethodGet, "/api/v1/session", nil); r.status != http.StatusUnauthorized {
			t.Errorf("after everywhere: %d", r.status)
		}
	}
	if in(two) != 401 {
		t.Errorf("the browser after everywhere: %d", in(two))
	}
	c := mini()
	s.clock.move(400 * 24 * time.Hour)
	if r := c.ask(http.MethodGet, "/api/v1/session", nil); r.status != http.StatusUnauthorized {
		t.Errorf("after a year: %d", r.status)
	}
}

// Staff who are disabled, and words that were used, open nothing.
func TestStaffWordsCountOnce(t *testing.T) {
	s := newTown(t, Options{}, facilityAt(1, crossing(5, 5), 3))
	f := facilityAt(1, crossing(5, 5), 3).ID
	desk := s.employee(account.StaffInput{Username: "desk-one", Role: care.ActorFacility, Facility: f})
	if r := desk.ask(http.MethodGet, "/api/v1/facility/desk", nil); r.status != http.StatusOK {
		t.Fatalf("%d %s", r.status, r.body)
	}
	_, code, err := s.Account.InviteStaff(t.Context(), operator, account.StaffInput{Username: "desk-two", Name: "二", Role: care.ActorFacility, Facility: f})
	if err != nil {
		t.Fatal(err)
	}
	nobody := s.nobody()
	var setup Authenticator
	nobody.must(http.MethodPost, "/api/v1/auth/invitation", map[string]any{"token": code.Code, "password": staffPassword}, &setup)
	totp := s.totp(setup.URI)
	confirm := map[string]any{"token": code.Code, "totp": totp}
	if r := nobody.ask(http.MethodPost, "/api/v1/auth/invitation/confirm", confirm); r.status != http.StatusOK {
		t.Fatalf("%d %s", r.status, r.body)
	}
	if r := nobody.ask(http.MethodPost, "/api/v1/auth/invitation/confirm", confirm); r.status < 400 {
		t.Errorf("an invitation counts twice: %d", r.status)
	}
	if r := nobody.ask(http.MethodPost, "/api/v1/auth/staff", map[string]any{"name": "desk-two", "password": staffPassword, "totp": totp}); r.status != http.StatusUnprocessableEntity {
		t.Errorf("a code of the authenticator counts twice: %d %s", r.status, r.body)
	}
	s.clock.move(time.Minute)
	if r := nobody.ask(http.MethodPost, "/api/v1/auth/staff", map[string]any{"name": "desk-two", "password": staffPassword, "totp": s.totp(setup.URI)}); r.status != http.StatusOK {
		t.Errorf("the next code: %d %s", r.status, r.body)
	}
	if err := s.Account.DisableStaff(t.Context(), operator, "desk-one", true); err != nil {
		t.Fatal(err)
	}
	if r := desk.ask(http.MethodGet, "/api/v1/facility/desk", nil); r.status != http.StatusUnauthorized {
		t.Errorf("disabled: %d", r.status)
	}
}

// S6: a telephone that is known and one that is not are answered alike, and guessing is stopped whatever addresses the
// headers name.
func TestTelephonesAreNotTold(t *testing.T) {
	s := newTown(t, Options{})
	const known, unknown = "13800138004", "13800138005"
	s.parent("known", known)
	s.clock.move(2 * time.Minute)
	forged := func(i int) []string {
		addr := fmt.Sprintf("203.0.%d.%d", 113+i/250, i%250)
		return []string{"X-Forwarded-For", addr, "X-Real-IP", addr, "Forwarded", "for=" + addr}
	}
	ask := func(path string, body any, i int) reply { return s.do(http.MethodPost, path, body, forged(i)...) }
	a, b := ask("/api/v1/auth/code", map[string]any{"phone": known}, 1), ask("/api/v1/auth/code", map[string]any{"phone": unknown}, 2)
	if a.status != http.StatusAccepted || a.status != b.status || string(a.body) != string(b.body) {
		t.Errorf("%d %s and %d %s", a.status, a.body, b.status, b.body)
	}
	wrong := func(phone string, i int) reply {
		return ask("/api/v1/auth/phone", map[string]any{"phone": phone, "code": "000000", "device": "mini"}, i)
	}
	for i := range 8 {
		a, b := wrong(known, 2*i), wrong(unknown, 2*i+1)
		if a.status != b.status || withoutRequest(a.body) != withoutRequest(b.body) {
			t.Errorf("try %d: %d %s and %d %s", i, a.status, a.body, b.status, b.body)
		}
	}
	if r := ask("/api/v1/auth/phone", map[string]any{"phone": known, "code": s.phones.code(known), "device": "mini"}, 50); r.status == http.StatusOK {
		t.Error("the right code still counts after eight wrong ones")
	}
	stopped := 0
	for i := range 200 {
		if wrong(known, i).status == http.StatusTooManyRequests {
			stopped++
		}
	}
	if stopped < 150 {
		t.Errorf("of 200 guesses from 200 forged addresses %d were stopped", stopped)
	}
}

// S6: codes of helpers and signed links cannot be found by trying, and a name of staff that exists is not told.
func TestWordsAreNotFoundByTrying(t *testing.T) {
	s := newScene(t)
	refused := 0
	for i := range 60 {
		r := s.theirs.ask(http.MethodPost, "/api/v1/family/join", map[string]any{"code": fmt.Sprintf("BCDF-2345-GH%02d-JKLMN", i)})
		if r.status < 400 {
			t.Fatalf("joined by guessing: %d %s", r.status, r.body)
		}
		if r.status == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused < 45 {
		t.Errorf("only %d of 60 guesses were stopped", refused)
	}
	for _, token := range []string{"x", "x.y", s.link + "x", s.link[:len(s.link)-2], strings.Replace(s.link, ".", ".A", 1), "01930000-0000-7000-8000-000000000001." + strings.Repeat("A", 32)} {
		if r := s.get("/api/v1/confirm/" + token); r.status != http.StatusNotFound {
			t.Errorf("link %q: %d %s", token, r.status, r.body)
		}
	}
	before := s.get("/api/v1/confirm/" + s.link)
	if after := s.get("/api/v1/confirm/" + s.link); before.status != http.StatusOK || string(before.body) != string(after.body) {
		t.Errorf("opening a link changed something: %s %s", before.body, after.body)
	}
	for i := range 12 {
		known := s.do(http.MethodPost, "/api/v1/auth/staff", map[string]any{"name": "desk-one", "password": "wrong wrong wrong", "totp": "000000"})
		ghost := s.do(http.MethodPost, "/api/v1/auth/staff", map[string]any{"name": "ghost-one", "password": "wrong wrong wrong", "totp": "000000"})
		if known.status != ghost.status || (known.status != http.StatusTooManyRequests && withoutRequest(known.body) != withoutRequest(ghost.body)) {
			t.Errorf("try %d: %d %s and %d %s", i, known.status, known.body, ghost.status, ghost.body)
		}
	}
}

// Behind a trusted proxy networks are told apart by what the proxy adds, never by what a client puts in front.
func TestTriesCountByTheRealNetwork(t *testing.T) {
	s := newTown(t, Options{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	refused := 0
	for i := range 100 {
		r := s.do(http.MethodPost, "/api/v1/auth/code", map[string]any{"phone": fmt.Sprintf("139%08d", i)}, "X-Forwarded-For", fmt.Sprintf("198.51.100.%d, 203.0.113.7", i))
		if r.status == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused == 0 {
		t.Error("one network asked for 100 codes")
	}
	if r := s.do(http.MethodPost, "/api/v1/auth/code", map[string]any{"phone": "13900009999"}, "X-Forwarded-For", "203.0.113.8"); r.status != http.StatusAccepted {
		t.Errorf("another network: %d %s", r.status, r.body)
	}
}

// S7: a child holds one place at a time, and a family that holds and lets go again and again has to wait.
func TestHoldingAgainAndAgain(t *testing.T) {
	fs := []care.Facility{facilityAt(1, crossing(5, 5), 10), facilityAt(2, crossing(6, 5), 10)}
	s := &scene{town: newTown(t, Options{}, fs...), class: fs[0].Classes[0].ID}
	s.mine = s.parent("mine", canaryPhone)
	var children []string
	for i := range 5 {
		children = append(children, s.addChild(s.mine, fmt.Sprintf("孩子%d", i), ""))
	}
	hold := func(child string, class care.ClassID) reply {
		return s.mine.ask(http.MethodPost, "/api/v1/applications", map[string]any{"child_id": child, "class_id": class, "start": "2026-12-01", "as": "hold"})
	}
	if r := hold(children[0], s.class); r.status != http.StatusCreated {
		t.Fatalf("%d %s", r.status, r.body)
	}
	if r := hold(children[0], fs[1].Classes[0].ID); r.status != http.StatusConflict || s.problemOf(r).Code != care.CodeChildHolding {
		t.Errorf("a second hold of a child: %d %s", r.status, r.body)
	}
	var got sync.Map
	var all sync.WaitGroup
	for i := range 12 { // at once, with four children
		all.Go(func() { got.Store(i, hold(children[1+i%4], s.class).status) })
	}
	all.Wait()
	held := 1
	got.Range(func(_, status any) bool {
		switch status {
		case http.StatusCreated:
			held++
		case http.StatusConflict, http.StatusTooManyRequests:
		default:
			t.Errorf("one of many at once: %v", status)
		}
		return true
	})
	if held > len(children) {
		t.Errorf("%d places held with %d children", held, len(children))
	}
	for i := range children { // and again, when those have run out
		s.clock.move(16 * time.Minute / 5)
		if r := hold(children[i], fs[1].Classes[0].ID); r.status == http.StatusTooManyRequests && r.header.Get("Retry-After") == "" {
			t.Error("refused without saying for how long")
		}
	}
	refused := 0
	for range 10 {
		if hold(children[0], s.class).status == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused == 0 {
		t.Error("a family may hold without end")
	}
	s.clock.move(time.Hour)
	if _, err := s.Booking.Sweep(t.Context(), "test"); err != nil {
		t.Fatal(err)
	}
	if r := hold(children[0], s.class); r.status != http.StatusCreated {
		t.Errorf("after an hour: %d %s", r.status, r.body)
	}
}

// Outside of demonstrations there is nothing that lets anybody be anybody.
func TestDemonstrationsAreDemonstrations(t *testing.T) {
	s := newScene(t)
	for _, v := range s.everybody() {
		if r := v.ask(http.MethodGet, "/api/v1/demo", nil); r.status != http.StatusNotFound {
			t.Errorf("%s: %d", v.name, r.status)
		}
		if r := v.ask(http.MethodPost, "/api/v1/demo/sign-in", map[string]any{"account": s.mine.self.Account.ID}); r.status != http.StatusNotFound {
			t.Errorf("%s: %d", v.name, r.status)
		}
	}
	demo := newTown(t, Options{Demo: true})
	real := demo.parent("real", canaryPhone)
	if r := demo.nobody().ask(http.MethodPost, "/api/v1/demo/sign-in", map[string]any{"account": real.self.Account.ID}); r.status != http.StatusNotFound {
		t.Errorf("a real person in a demonstration: %d %s", r.status, r.body)
	}
	if r := demo.nobody().ask(http.MethodGet, "/api/v1/demo", nil); r.status != http.StatusOK || bytes.Contains(r.body, []byte(real.self.Account.ID)) {
		t.Errorf("the list of a demonstration: %d %s", r.status, r.body)
	}
	err := demo.Account.AddDemoPerson(t.Context(), account.DemoPerson{
		ID: care.AccountID(care.NewID()), Family: care.FamilyID(care.NewID()), Role: care.ActorGuardian, Name: "示范妈妈", Phone: "13800138100",
	})
	if err != nil {
		t.Fatal(err)
	}
	var page Demonstration
	demo.nobody().must(http.MethodGet, "/api/v1/demo", nil, &page)
	if len(page.Accounts) != 1 || page.Accounts[0].Name != "示范妈妈" {
		t.Fatalf("%+v", page)
	}
	r := demo.nobody().ask(http.MethodPost, "/api/v1/demo/sign-in", map[string]any{"account": page.Accounts[0].SignIn})
	if r.status != http.StatusOK || strings.Contains(r.header.Get("Set-Cookie"), "Secure") {
		t.Errorf("on the machine itself: %d %s %v", r.status, r.body, r.header)
	}
}
