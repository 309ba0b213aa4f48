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
)

// largeBodies lets some bodies be larger than all others, of those who may send any: a body is read before its route is, so
// that whoever is nobody must not get as far. Parts of uploads are small enough for anybody who names one.
func (s *Server) largeBodies(h *fasthttp.RequestHeader) (c fasthttp.RequestConfig) {
	path, _, _ := bytes.Cut(h.RequestURI(), []byte("?"))
	switch {
	case h.IsPut() && bytes.HasPrefix(path, []byte("/api/v1/uploads/")) && len(h.Peek(uploadToken)) > 0:
		c.MaxRequestBodySize = partLimit + 1
		c.ReadTimeout = time.Minute
		return c
	case h.IsPut() && bytes.HasPrefix(path, []byte("/api/v1/family/children/")) && bytes.HasSuffix(path, []byte("/scan")):
		return s.largeBody(h, care.MayChangePaper, "scan:", scansPerMinute, scanLimit)
	case h.IsPost() && string(path) == "/api/v1/bureau/cases/import":
		return s.largeBody(h, care.MayImportCases, "list:", listsPerMinute, importLimit)
	default:
		return c
	}
}

// largeBody lets whoever has a right send so many bytes, so many times a minute.
func (s *Server) largeBody(h *fasthttp.RequestHeader, right care.Right, allowance string, perMinute, limit int) (c fasthttp.RequestConfig) {
	ctx, cancel := context.WithTimeout(context.Background(), s.o.RequestTimeout)
	defer cancel()
	token, _ := s.tokenOf(h)
	person, err := s.who(ctx, token)
	if err != nil || !care.HasRight(person.Actor.Kind, right) {
		return c
	}
	if s.allow(ctx, allowance+string(person.Account), perMinute, time.Minute) != nil {
		return c
	}
	c.MaxRequestBodySize = limit + 1
	c.ReadTimeout = time.Minute
	return c
}
