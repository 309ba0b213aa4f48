package server

import (
	"bytes"
	"context"
	"time"

	"github.com/valyala/fasthttp"

	"tuoyuquan/api/care"
)

// How many large bodies one account may send at a time. Each lies in memory while it comes in.
const (
	scansPerMinute = 8
	listsPerMinute = 6

	photosPerMinute = 12
)

// largeBodies lets some bodies be larger than all others, of those who may send any: a body is read before its route is, so
// that whoever is nobody must not get as far. Parts of uploads are small enough for anybody who names one.
func (s *Server) largeBodies(h *fasthttp.RequestHeader) (c fasthttp.RequestConfig) {
	path, _, _ := bytes.Cut(h.RequestURI(), []byte("?"))
	if h.IsPut() && bytes.HasPrefix(path, []byte("/api/v1/uploads/")) && len(h.Peek(uploadToken)) > 0 {
		c.MaxRequestBodySize = partLimit + 1
		c.ReadTimeout = time.Minute
		return c
	}
	l, ok := largeOf(h, path)
	if !ok {
		return c
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.o.RequestTimeout)
	defer cancel()
	account, ok := s.maySend(ctx, h, l)
	if !ok || s.allow(ctx, l.allowance+account, l.perMinute, time.Minute) != nil {
		return c
	}
	c.MaxRequestBodySize = l.limit + 1
	c.ReadTimeout = time.Minute
	return c
}

// largeBody is a body larger than all others: who may send it, how large it is at most, and how often.
type largeBody struct {
	right            care.Right
	allowance        string
	perMinute, limit int
}

func largeOf(h *fasthttp.RequestHeader, path []byte) (largeBody, bool) {
	switch {
	case h.IsPut() && bytes.HasPrefix(path, []byte("/api/v1/family/children/")) && bytes.HasSuffix(path, []byte("/scan")):
		return largeBody{care.MayChangePaper, "scan:", scansPerMinute, scanLimit}, true
	case h.IsPost() && string(path) == "/api/v1/bureau/cases/import":
		return largeBody{care.MayImportCases, "list:", listsPerMinute, importLimit}, true
	case h.IsPost() && string(path) == "/api/v1/facility/photos":
		return largeBody{care.MayDisclose, "photo:", photosPerMinute, photoLimit}, true
	case h.IsPost() && bytes.HasPrefix(path, []byte("/api/v1/facility/lists/")):
		return largeBody{care.MayExchange, "list:", listsPerMinute, listLimit}, true
	case (h.IsPost() || h.IsPut()) && bytes.HasPrefix(path, []byte("/api/v1/bureau/policies")):
		return largeBody{care.MayKeepPolicies, "policy:", listsPerMinute, policyLimit}, true
	case h.IsPost() && string(path) == "/api/v1/bureau/registrants/import":
		return largeBody{care.MayKeepRegistrants, "list:", listsPerMinute, importLimit}, true
	default:
		return largeBody{}, false
	}
}

// maySend returns the account of whoever may send a large body.
func (s *Server) maySend(ctx context.Context, h *fasthttp.RequestHeader, l largeBody) (string, bool) {
	token, _ := s.tokenOf(h)
	person, err := s.who(ctx, token)
	return string(person.Account), err == nil && care.HasRight(person.Actor.Kind, l.right)
}

// tooSoon tells whoever may send large bodies that the one refused was not too large but came too soon after others.
func (s *Server) tooSoon(ctx context.Context, h *fasthttp.RequestHeader) *care.Error {
	path, _, _ := bytes.Cut(h.RequestURI(), []byte("?"))
	l, ok := largeOf(h, path)
	if n := h.ContentLength(); !ok || n <= bodyLimit || n > l.limit {
		return nil
	}
	if _, ok := s.maySend(ctx, h, l); !ok {
		return nil
	}
	e := care.Errorf(care.TooMany, care.CodeTooMany, "", "try again in %d seconds", 60)
	e.After = time.Minute
	return e
}
