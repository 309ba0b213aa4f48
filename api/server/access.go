package server

import (
	"context"
	"crypto/subtle"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
)

// access says who may call a route. Every route that shows or changes what belongs to somebody declares it; what of it they
// may touch is decided behind it, where another's object is answered as if it did not exist.
type access struct {
	right  care.Right // asked of the role of whoever is signed in; "" lets everybody in
	person bool       // somebody must be signed in
	demo   bool       // in demonstrations only
	soft   bool       // open to all, and tells a little more to whoever is signed in
	code   bool       // a tracking code in place of a login: the handler asks what it opens
}

// Keys of Operation.Metadata.
const (
	accessMark = "access"
	largeMark  = "large" // takes a body larger than the others
)

// loginCookie holds the token of a login in a browser, csrfHeader what shows that a page of ours sent a change. Browsers take a
// cookie of such a name from this very host alone, so that no neighbour of its domain can sign somebody in as somebody else.
// They take it over TLS only: a demonstration on the machine itself goes by plainCookie.
const (
	loginCookie = "__Host-tuoyuquan_login"
	plainCookie = "tuoyuquan_login"
	csrfHeader  = "X-Csrf-Token"
)

// trackingCode is the header with the tracking code of a complaint. No page of another site can send it.
// uploadToken is the header with the token of an upload.
const (
	trackingCode = "X-Tracking-Code"
	uploadToken  = "X-Upload-Token"
)

// needs lets those in whose role has a right.
func needs(right care.Right, op huma.Operation) huma.Operation {
	op.Security = []map[string][]string{{"cookie": {}}, {"bearer": {}}}
	op.Errors = append(op.Errors, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound)
	return marked(op, access{right: right, person: true})
}

// open lets everybody in.
func open(right care.Right, op huma.Operation) huma.Operation {
	return marked(op, access{right: right})
}

// openSoft lets everybody in and knows who is signed in.
func openSoft(right care.Right, op huma.Operation) huma.Operation {
	op.Errors = append(op.Errors, http.StatusNotFound)
	return marked(op, access{right: right, soft: true})
}

// demoOnly lets everybody in, in demonstrations; elsewhere there is no such route.
func demoOnly(op huma.Operation) huma.Operation {
	op.Errors = append(op.Errors, http.StatusNotFound)
	return marked(op, access{right: care.MaySignIn, demo: true})
}

func marked(op huma.Operation, a access) huma.Operation {
	if op.Metadata == nil {
		op.Metadata = make(map[string]any)
	}
	op.Metadata[accessMark] = a
	op.Errors = append(op.Errors, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable)
	if !safe(op.Method) {
		op.Errors = append(op.Errors, http.StatusForbidden)
	}
	if op.Method != http.MethodGet && op.Method != http.MethodDelete {
		op.Errors = append(op.Errors, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	return op
}

// safe reports whether a method changes nothing.
func safe(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// admit finds out who asks, and refuses what they may not do. What it returns is told to the caller.
func (r *route) admit(c *fiber.Ctx, info *requestInfo) *Problem {
	if r.access.demo && !r.s.o.Demo {
		return newProblem(info, noAddress())
	}
	if r.s.lacks(r.op.Tags) {
		return newProblem(info, &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable})
	}
	if !safe(r.op.Method) && !r.s.ourOrigin(c) {
		return newProblem(info, care.Errorf(care.Forbidden, care.CodeBadOrigin, "", "a page of another site may change nothing here"))
	}
	if !r.access.person && !r.access.soft {
		return nil
	}
	c.Response().Header.Set("Cache-Control", "no-store")
	if r.access.code && len(c.Request().Header.Peek(trackingCode)) > 0 {
		return nil // whoever shows the code is asked for nothing else, so that a login beside it tells nothing
	}
	token, bearer := r.s.tokenOf(&c.Request().Header)
	person, err := r.s.who(info, token)
	switch {
	case err != nil && r.access.soft && care.Is(err, care.CodeSignedOut):
		return nil
	case err != nil:
		if !bearer && token != "" && care.Is(err, care.CodeSignedOut) {
			c.Response().Header.Set("Set-Cookie", r.s.cookie(c, "", 0)) // of no use any more
		}
		return r.s.toProblem(info, err)
	case !safe(r.op.Method) && !bearer && !sameText(string(c.Request().Header.Peek(csrfHeader)), person.CSRF):
		return newProblem(info, care.Errorf(care.Forbidden, care.CodeBadCSRF, csrfHeader, "send the csrf of /api/v1/session as X-Csrf-Token"))
	case !care.HasRight(person.Actor.Kind, r.access.right):
		return newProblem(info, care.Errorf(care.Forbidden, care.CodeNotAllowed, "", "this is not for your account to do"))
	}
	info.person = &person
	if safe(r.op.Method) {
		return nil
	}
	return r.s.allow(info, "act:"+string(person.Account), actsPerMinute, time.Minute)
}

// lacks reports whether the service behind a group of routes is not there: a service may be built without some.
func (s *Server) lacks(tags []string) bool {
	switch tags[0] {
	case tagSession, tagFamily:
		return s.Account == nil
	case tagBooking, tagFacility, tagBureau:
		return s.Account == nil || s.Booking == nil
	case tagOwn:
		return s.Account == nil || s.Facility == nil
	case tagMessage:
		return s.Account == nil || s.Notify == nil
	case tagFiling:
		return s.Account == nil || s.Filing == nil
	case tagComplaint, tagCase, tagReview, tagCivic:
		return s.Account == nil || s.Casework == nil
	case tagStats:
		return s.Account == nil || s.Stats == nil
	case tagPolicy:
		return s.Account == nil || s.Policies == nil
	default:
		return false
	}
}

// actsPerMinute is how much one account may change in a minute: far more than a family does, and enough for a desk.
const actsPerMinute = 120

// who is whoever a token belongs to.
func (s *Server) who(ctx context.Context, token string) (account.Person, error) {
	if token == "" {
		return account.Person{}, &care.Error{Kind: care.SignedOut, Code: care.CodeSignedOut}
	}
	if s.Account == nil {
		return account.Person{}, &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable}
	}
	return s.Account.Who(ctx, token)
}

// tokenOf reads the token of a request. A header counts before the cookie: no page of another site can send it, so that it
// needs no other proof.
func (s *Server) tokenOf(h *fasthttp.RequestHeader) (token string, bearer bool) {
	header := string(h.Peek(fiber.HeaderAuthorization))
	if header != "" {
		scheme, token, _ := strings.Cut(header, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return "", true
		}
		return strings.TrimSpace(token), true
	}
	token = string(h.Cookie(loginCookie))
	if token == "" && s.o.Demo {
		token = string(h.Cookie(plainCookie))
	}
	return token, false
}

func sameText(a, b string) bool {
	return b != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}

// ourOrigin reports whether a request that changes something was sent by a page of ours, by one of the configured origins, or
// by no page at all. Browsers name the origin in every such request and let no page change it.
func (s *Server) ourOrigin(c *fiber.Ctx) bool {
	origin := string(c.Request().Header.Peek(fiber.HeaderOrigin))
	if origin == "" {
		from := string(c.Request().Header.Peek("Sec-Fetch-Site"))
		return from == "" || from == "same-origin" || from == "none"
	}
	if slices.Contains(s.o.AllowedOrigins, origin) {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, string(c.Request().Host()))
}

// cookie is the header that gives a browser its login, or with an empty token takes it away. It is Secure everywhere but in a
// demonstration on the machine itself.
func (s *Server) cookie(c *fiber.Ctx, token string, until care.Instant) string {
	k := http.Cookie{Name: loginCookie, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: !s.o.Demo || !onThisMachine(c)}
	if !k.Secure {
		k.Name = plainCookie
	}
	if token == "" {
		k.MaxAge = -1
	} else {
		k.Expires = until.Time().UTC()
	}
	return k.String()
}

func onThisMachine(c *fiber.Ctx) bool {
	host, _, _ := strings.Cut(string(c.Request().Host()), ":")
	return remote(c.Context().RemoteAddr()).IsLoopback() && (host == "localhost" || host == "127.0.0.1")
}

// noAddress is what an unknown address is answered with.
func noAddress() *care.Error {
	return &care.Error{Kind: care.NotFound, Code: care.CodeNotFound, Text: "there is no such address here; see /docs for those there are"}
}

// personOf is whoever is signed in. The route has let nobody else in.
func personOf(ctx context.Context) account.Person {
	if p := infoOf(ctx).person; p != nil {
		return *p
	}
	return account.Person{Actor: care.Actor{Kind: care.ActorAnonymous}}
}

func actorOf(ctx context.Context) care.Actor { return personOf(ctx).Actor }

// locale is the language of the request, as the services name it.
func locale(ctx context.Context) string {
	if infoOf(ctx).chinese {
		return "zh"
	}
	return "en"
}
