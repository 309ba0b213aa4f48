package server

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
)

// route is one live route: everything that happens around its handler happens in serve.
type route struct {
	s       *Server
	op      *huma.Operation
	handler func(huma.Context)
	params  map[string]bool // query parameters it knows; true: a list, which may be given in several
	meter   *meter
	stream  bool // an event stream: no deadline
	plain   bool // no request limit: outside /api, or with one of its own
	loose   bool // a page: its address may carry anything, for the scripts on it
	access  access
}

// Keys of Operation.Metadata.
const (
	streamMark   = "stream"
	anyQueryMark = "any query"
	ownLimitMark = "own limit"
)

func (s *Server) newRoute(op *huma.Operation, handler func(huma.Context)) *route {
	r := &route{s: s, op: op, handler: handler, params: make(map[string]bool), meter: s.metrics.route(op.Method, op.Path)}
	s.order = append(s.order, op.OperationID)
	for _, p := range op.Parameters {
		if p.In == "query" {
			r.params[p.Name] = p.Schema != nil && p.Schema.Type == huma.TypeArray
		}
	}
	r.stream, r.loose = op.Metadata[streamMark] == true, op.Metadata[anyQueryMark] == true
	r.access, _ = op.Metadata[accessMark].(access)
	r.plain = !strings.HasPrefix(op.Path, "/api/") && !strings.HasPrefix(op.Path, civicPath) || op.Metadata[ownLimitMark] == true
	return r
}

// requestInfo travels in the context of a request.
type requestInfo struct {
	context.Context //nolint:containedctx // it is one
	id              string
	chinese         bool
	client          networkID
	request         *fiber.Ctx
	person          *account.Person // who is signed in, where the route asks
	personal        bool            // what is sent may be personal: refusals do not repeat it
}

type requestKey struct{}

// Value gives the info itself for requestKey.
func (i *requestInfo) Value(key any) any {
	if key == (requestKey{}) {
		return i
	}
	return i.Context.Value(key)
}

// infoOf returns what is known of the request; never nil.
func infoOf(ctx context.Context) *requestInfo {
	if i, ok := ctx.Value(requestKey{}).(*requestInfo); ok {
		return i
	}
	return &requestInfo{Context: ctx, chinese: true}
}

// serve answers one request.
func (r *route) serve(c *fiber.Ctx) (err error) {
	began := r.s.Now()
	info := r.s.begin(c)
	info.personal = r.access.right != ""
	if !r.stream {
		ctx, cancel := context.WithTimeout(context.Background(), r.s.o.RequestTimeout)
		defer cancel()
		info.Context = ctx
	}
	defer func() {
		if p := recover(); p != nil {
			r.s.Log.Error("panic", "request", info.id, "route", r.op.Path, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			c.Response().ResetBody()
			r.s.problem(c, info, &care.Error{Code: care.CodeInternal})
			err = nil
		}
		r.finish(c, info, began)
	}()
	if problem := r.check(c, info); problem != nil {
		problem.write(c)
		return nil
	}
	r.handler(&exchange{c: c, r: r, ctx: info})
	return nil
}

// check refuses what no handler should see.
func (r *route) check(c *fiber.Ctx, info *requestInfo) *Problem {
	if e := r.checkQuery(c); e != nil {
		return newProblem(info, e)
	}
	if e := checkCoding(c); e != nil {
		return newProblem(info, e)
	}
	if !r.plain && r.s.o.RequestsPerMin > 0 {
		if refused := r.s.allow(info, "req:"+info.client.text(), r.s.o.RequestsPerMin, time.Minute); refused != nil {
			return refused
		}
	}
	return r.admit(c, info)
}

// checkCoding refuses a body that is packed: a thousandth of what it unpacks to is all that its limit sees.
func checkCoding(c *fiber.Ctx) *care.Error {
	coding := c.Request().Header.Peek(fiber.HeaderContentEncoding)
	if safe(c.Method()) || len(coding) == 0 || bytes.EqualFold(coding, []byte("identity")) {
		return nil
	}
	return care.Errorf(care.Invalid, care.CodeInvalid, fiber.HeaderContentEncoding, "send the body as it is, without packing it")
}

// checkQuery refuses parameters that the route does not know, so that a typing error does not silently drop a filter, and
// parameters given twice, of which only one would count. Lists may be given in several, or joined by commas, or both.
func (r *route) checkQuery(c *fiber.Ctx) *care.Error {
	args := c.Context().QueryArgs()
	if args.Len() == 0 || r.loose {
		return nil
	}
	var problem *care.Error
	var seen [48]string
	n := 0
	for k := range args.All() {
		name := string(k)
		list, known := r.params[name]
		switch {
		case problem != nil || list:
		case !known:
			problem = care.Errorf(care.Invalid, care.CodeInvalid, care.Clip(name), "there is no parameter %q here; see /docs for those there are", care.Clip(name))
		case slices.Contains(seen[:n], name):
			problem = care.Errorf(care.Invalid, care.CodeInvalid, name, "give %s once", name)
		case n < len(seen):
			seen[n] = name
			n++
		}
	}
	return problem
}

// finish compresses, counts and logs.
func (r *route) finish(c *fiber.Ctx, info *requestInfo, began time.Time) {
	status := c.Response().StatusCode()
	if !r.stream {
		compress(c)
	}
	took := r.s.Now().Sub(began)
	r.meter.observe(status, took)
	if !r.s.Log.Enabled(info, slog.LevelInfo) {
		return
	}
	r.s.Log.LogAttrs(info, slog.LevelInfo, "request", slog.String("method", r.op.Method), slog.String("route", r.op.Path),
		slog.Int("status", status), slog.Duration("took", took), slog.Int("bytes", bodyBytes(c.Response())), slog.String("request", info.id))
}

// bodyBytes is the length of a reply's body as it is sent; a stream has none yet.
func bodyBytes(reply *fiber.Response) int {
	if reply.IsBodyStream() {
		return 0
	}
	return len(reply.Body())
}

// begin names the request and sets what every reply carries.
func (s *Server) begin(c *fiber.Ctx) *requestInfo {
	info := &requestInfo{
		Context: context.Background(), id: s.requests.next(), chinese: prefersChinese(c.Request().Header.Peek("Accept-Language")),
		client: s.client(c), request: c,
	}
	h := &c.Response().Header
	h.Set("X-Request-Id", info.id)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "private, no-cache")
	return info
}

// fallback answers what reached no route: unknown paths, wrong methods, requests too large or malformed.
func (s *Server) fallback(c *fiber.Ctx, err error) error {
	began := s.Now()
	info := s.begin(c)
	e := fromFiber(err)
	if e.Code == care.CodeTooLarge {
		if soon := s.tooSoon(info, &c.Request().Header); soon != nil {
			e = soon
		}
	}
	if e.Code == care.CodeInternal {
		s.Log.Error("unhandled error", "request", info.id, "error", err)
	}
	s.problem(c, info, e)
	s.metrics.unmatched.observe(c.Response().StatusCode(), s.Now().Sub(began))
	return nil
}

// register adds an operation whose handler returns errors of any sort; they are rendered as problems.
func register[I, O any](s *Server, op huma.Operation, handler func(context.Context, *I) (*O, error)) {
	if op.Errors == nil {
		op.Errors = []int{http.StatusUnprocessableEntity, http.StatusServiceUnavailable}
	}
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handler(ctx, in)
		if err != nil {
			return nil, s.toProblem(infoOf(ctx), err)
		}
		return out, nil
	})
}
