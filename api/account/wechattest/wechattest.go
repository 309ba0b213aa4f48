// Package wechattest is a WeChat server for tests: it knows made-up users and answers as the real one does. It must not be
// imported by anything but tests.
package wechattest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
)

// The account of the mini-program.
const (
	AppID  = "wx-test"
	Secret = "wx-test-secret"
)

// Server is the stand-in.
type Server struct {
	URL string

	mu     sync.Mutex
	serial int
	users  map[string]string // code of wx.login -> openid
	phones map[string]string // code of the button -> telephone
	token  string
	fault  int // every answer is this errcode
	status int // every answer is this HTTP status
	asked  map[string]int
	sent   []Message
}

// Message is a subscribe message the server took.
type Message struct {
	To, Template, Page string
	Data               map[string]string
}

// New starts a server, which ends with the test.
func New(t testing.TB) *Server {
	t.Helper()
	s := &Server{users: map[string]string{}, phones: map[string]string{}, asked: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sns/jscode2session", s.session)
	mux.HandleFunc("POST /cgi-bin/stable_token", s.stableToken)
	mux.HandleFunc("POST /wxa/business/getuserphonenumber", s.phone)
	mux.HandleFunc("POST /cgi-bin/message/subscribe/send", s.subscribe)
	listener := httptest.NewServer(mux)
	t.Cleanup(listener.Close)
	s.URL = listener.URL
	return s
}

// Login gives a fresh code of wx.login for a user.
func (s *Server) Login(openID string) string { return s.code(s.users, openID) }

// Phone gives a fresh code of the button for a telephone.
func (s *Server) Phone(number string) string { return s.code(s.phones, number) }

func (s *Server) code(of map[string]string, value string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serial++
	code := "code-" + strconv.Itoa(s.serial)
	of[code] = value
	return code
}

// Fail makes every answer this errcode; 0 ends it. Break makes every answer this HTTP status; 0 ends it.
func (s *Server) Fail(errcode int) { s.mu.Lock(); s.fault = errcode; s.mu.Unlock() }

// Break makes every answer this HTTP status; 0 ends it.
func (s *Server) Break(status int) { s.mu.Lock(); s.status = status; s.mu.Unlock() }

// TakeTokenBack makes the access token worthless, as WeChat does now and then.
func (s *Server) TakeTokenBack() { s.mu.Lock(); s.token = ""; s.mu.Unlock() }

// Asked tells how often a path was asked.
func (s *Server) Asked(path string) int { s.mu.Lock(); defer s.mu.Unlock(); return s.asked[path] }

// Sent returns the messages taken so far.
func (s *Server) Sent() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Message(nil), s.sent...)
}

// begin counts the request and reports whether it goes on. The caller holds the lock.
func (s *Server) begin(w http.ResponseWriter, r *http.Request) bool {
	s.asked[r.URL.Path]++
	switch {
	case s.status != 0:
		w.WriteHeader(s.status)
		return false
	case s.fault != 0:
		answer(w, map[string]any{"errcode": s.fault, "errmsg": "made to fail"})
		return false
	}
	return true
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the test sees what is missing
}

func refuse(w http.ResponseWriter, code int) {
	answer(w, map[string]any{"errcode": code, "errmsg": "refused"})
}

func (s *Server) session(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.begin(w, r) {
		return
	}
	q := r.URL.Query()
	if q.Get("appid") != AppID || q.Get("secret") != Secret || q.Get("grant_type") != "authorization_code" {
		refuse(w, 40013)
		return
	}
	openID, ok := s.users[q.Get("js_code")]
	if delete(s.users, q.Get("js_code")); !ok { // a code counts once
		refuse(w, 40029)
		return
	}
	answer(w, map[string]any{"openid": openID, "session_key": "never-told-to-anybody"})
}

func (s *Server) stableToken(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.begin(w, r) {
		return
	}
	var in struct {
		Grant  string `json:"grant_type"`
		App    string `json:"appid"`
		Secret string `json:"secret"`
		Fresh  bool   `json:"force_refresh"`
	}
	if json.NewDecoder(r.Body).Decode(&in) != nil || in.Grant != "client_credential" || in.App != AppID || in.Secret != Secret {
		refuse(w, 40125)
		return
	}
	if s.token == "" || in.Fresh {
		s.serial++
		s.token = "token-" + strconv.Itoa(s.serial)
	}
	answer(w, map[string]any{"access_token": s.token, "expires_in": 7200})
}

func (s *Server) phone(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.begin(w, r) || !s.authorised(w, r) {
		return
	}
	var in struct {
		Code string `json:"code"`
	}
	if json.NewDecoder(r.Body).Decode(&in) != nil {
		refuse(w, 47001)
		return
	}
	number, ok := s.phones[in.Code]
	if delete(s.phones, in.Code); !ok {
		refuse(w, 40029)
		return
	}
	answer(w, map[string]any{"errcode": 0, "phone_info": map[string]any{
		"phoneNumber": number, "purePhoneNumber": number, "countryCode": "86",
	}})
}

func (s *Server) subscribe(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.begin(w, r) || !s.authorised(w, r) {
		return
	}
	var in struct {
		To       string `json:"touser"`
		Template string `json:"template_id"`
		Page     string `json:"page"`
		Data     map[string]struct {
			Value string `json:"value"`
		} `json:"data"`
	}
	if json.NewDecoder(r.Body).Decode(&in) != nil || in.To == "" || in.Template == "" {
		refuse(w, 47001)
		return
	}
	m := Message{To: in.To, Template: in.Template, Page: in.Page, Data: map[string]string{}}
	for k, v := range in.Data {
		m.Data[k] = v.Value
	}
	s.sent = append(s.sent, m)
	answer(w, map[string]any{"errcode": 0, "msgid": len(s.sent)})
}

func (s *Server) authorised(w http.ResponseWriter, r *http.Request) bool {
	if t := r.URL.Query().Get("access_token"); s.token == "" || t != s.token {
		refuse(w, 40001)
		return false
	}
	return true
}
