package server

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // what authenticators compute
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
)

// phones stands for the telephones codes are sent to.
type phones struct {
	mu    sync.Mutex
	texts map[string]string // the last, by telephone
	n     int
}

func (p *phones) Send(_ context.Context, phone, text string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.texts == nil {
		p.texts = make(map[string]string)
	}
	p.texts[phone] = text
	p.n++
	return nil
}

var codeInText = regexp.MustCompile(`\d{6}`)

func (p *phones) code(phone string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return codeInText.FindString(p.texts[phone])
}

// visitor is somebody who talks to the service, in a browser or a mini-program, or nobody.
type visitor struct {
	*town
	name   string
	token  string // bearer
	cookie string
	csrf   string
	self   Session
}

// nobody is not signed in.
func (w *town) nobody() *visitor { return &visitor{town: w, name: "nobody"} }

// ask sends a request as this visitor and gives the reply. header has names and values in turn.
func (v *visitor) ask(method, path string, body any, header ...string) reply {
	v.Helper()
	var mine []string
	if v.token != "" {
		mine = append(mine, "Authorization", "Bearer "+v.token)
	}
	if v.cookie != "" {
		mine = append(mine, "Cookie", v.cookie)
		if !safe(method) {
			mine = append(mine, csrfHeader, v.csrf)
		}
	}
	if method == http.MethodPost && !strings.Contains(strings.Join(header, " "), "Idempotency-Key") {
		mine = append(mine, "Idempotency-Key", care.NewID())
	}
	return v.do(method, path, body, append(mine, header...)...)
}

// must asks and insists on success; into, unless nil, takes the body.
func (v *visitor) must(method, path string, body, into any) {
	v.Helper()
	r := v.ask(method, path, body)
	if r.status >= 300 {
		v.Fatalf("%s: %s %s: %d %s", v.name, method, path, r.status, r.body)
	}
	if into != nil {
		v.decode(r.body, into)
	}
}

// parent signs a family in with a telephone, as a mini-program does.
func (w *town) parent(name, phone string) *visitor {
	w.Helper()
	v := &visitor{town: w, name: name}
	v.must(http.MethodPost, "/api/v1/auth/code", map[string]any{"phone": phone}, nil)
	v.must(http.MethodPost, "/api/v1/auth/phone", map[string]any{"phone": phone, "code": w.phones.code(phone), "device": "mini"}, &v.self)
	v.token, v.self.Token = v.self.Token, ""
	return v
}

// browser signs a family in with a telephone, as a browser does.
func (w *town) browser(name, phone string) *visitor {
	w.Helper()
	v := &visitor{town: w, name: name}
	v.must(http.MethodPost, "/api/v1/auth/code", map[string]any{"phone": phone}, nil)
	r := v.ask(http.MethodPost, "/api/v1/auth/phone", map[string]any{"phone": phone, "code": w.phones.code(phone), "device": "web"})
	if r.status != http.StatusOK {
		w.Fatalf("%s: %d %s", name, r.status, r.body)
	}
	w.decode(r.body, &v.self)
	v.cookie, _, _ = strings.Cut(r.header.Get("Set-Cookie"), ";")
	v.csrf = v.self.CSRF
	return v
}

const staffPassword = "长江后浪推前浪 2026"

// employee invites somebody and signs them in as they would themselves.
func (w *town) employee(in account.StaffInput) *visitor {
	w.Helper()
	in.Name = in.Username
	_, code, err := w.Account.InviteStaff(w.Context(), operator, in)
	if err != nil {
		w.Fatal(err)
	}
	v := &visitor{town: w, name: in.Username}
	var setup Authenticator
	v.must(http.MethodPost, "/api/v1/auth/invitation", map[string]any{"token": code.Code, "password": staffPassword}, &setup)
	r := v.ask(http.MethodPost, "/api/v1/auth/invitation/confirm", map[string]any{"token": code.Code, "totp": w.totp(setup.URI)})
	if r.status != http.StatusOK {
		w.Fatalf("%s: %d %s", in.Username, r.status, r.body)
	}
	w.decode(r.body, &v.self)
	v.cookie, _, _ = strings.Cut(r.header.Get("Set-Cookie"), ";")
	v.csrf = v.self.CSRF
	return v
}

// totp is what an authenticator shows at the moment.
func (w *town) totp(uri string) string {
	w.Helper()
	u, err := url.Parse(uri)
	if err != nil {
		w.Fatal(err)
	}
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(u.Query().Get("secret"))
	if err != nil {
		w.Fatal(err)
	}
	mac := hmac.New(sha1.New, secret)
	_ = binary.Write(mac, binary.BigEndian, w.clock.now().Unix()/30)
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 15
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[at:])&0x7fffffff)%1_000_000)
}

var _ testing.TB = (*visitor)(nil)
