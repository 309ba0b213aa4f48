package server

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
)

// adapter lets huma register its operations on Fiber. It replaces huma's own, which brings a second Fiber version with it
// and hands out strings that change once the handler has returned.
type adapter struct{ s *Server }

// Handle registers an operation; a GET also answers HEAD.
func (a adapter) Handle(op *huma.Operation, handler func(huma.Context)) {
	r := a.s.newRoute(op, handler)
	path := strings.NewReplacer("{", ":", "}", "").Replace(op.Path)
	a.s.app.Add(op.Method, path, r.serve)
	if op.Method == http.MethodGet {
		a.s.app.Add(http.MethodHead, path, r.serve)
	}
}

// ServeHTTP is for huma's test helpers; the server is tested over a socket instead.
func (a adapter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	reply, err := a.s.app.Test(r, -1)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer reply.Body.Close() //nolint:errcheck // a test reply in memory
	for name, values := range reply.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(reply.StatusCode)
	_, _ = io.Copy(w, reply.Body)
}

// exchange is one request and its reply: huma's view of Fiber's. Every string it hands out is a copy.
type exchange struct {
	c      *fiber.Ctx
	r      *route
	ctx    context.Context //nolint:containedctx // huma asks for it
	status int
}

func (x *exchange) Operation() *huma.Operation { return x.r.op }
func (x *exchange) Context() context.Context   { return x.ctx }
func (x *exchange) TLS() *tls.ConnectionState  { return x.c.Context().TLSConnectionState() }
func (x *exchange) Version() huma.ProtoVersion {
	return huma.ProtoVersion{Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
}
func (x *exchange) Method() string            { return strings.Clone(x.c.Method()) }
func (x *exchange) Host() string              { return strings.Clone(x.c.Hostname()) }
func (x *exchange) RemoteAddr() string        { return x.c.Context().RemoteAddr().String() }
func (x *exchange) Param(name string) string  { return strings.Clone(x.c.Params(name)) }
func (x *exchange) Header(name string) string { return string(x.c.Request().Header.Peek(name)) }
func (x *exchange) BodyReader() io.Reader     { return bytes.NewReader(x.c.BodyRaw()) } // never unpacked: see checkCoding
func (x *exchange) BodyWriter() io.Writer     { return x.c.Response().BodyWriter() }
func (x *exchange) Status() int               { return x.status }
func (x *exchange) SetHeader(name, v string)  { x.c.Response().Header.Set(name, v) }

// Query gives a parameter. The parts of a list given in several are joined as the parser wants them.
func (x *exchange) Query(name string) string {
	args := x.c.Context().QueryArgs()
	if x.r.params[name] {
		return string(bytes.Join(args.PeekMulti(name), []byte(",")))
	}
	return string(args.Peek(name))
}

// AppendHeader adds a value where a header may have several; where it may not, the last one counts.
func (x *exchange) AppendHeader(name, v string) {
	if name == fiber.HeaderVary {
		x.c.Response().Header.Add(name, v)
		return
	}
	x.SetHeader(name, v)
}

func (x *exchange) SetStatus(code int) {
	x.status = code
	x.c.Status(code)
}

func (x *exchange) URL() url.URL {
	uri := x.c.Request().URI()
	return url.URL{Path: string(uri.Path()), RawQuery: string(uri.QueryString())}
}

func (x *exchange) EachHeader(f func(name, value string)) {
	for k, v := range x.c.Request().Header.All() {
		f(string(k), string(v))
	}
}

func (x *exchange) GetMultipartForm() (*multipart.Form, error) { return x.c.MultipartForm() }

func (x *exchange) SetReadDeadline(t time.Time) error {
	return x.c.Context().Conn().SetReadDeadline(t)
}

// unwrap gives a handler what huma hides: the reply's buffer, or a stream.
func unwrap(ctx huma.Context) *exchange {
	x, _ := ctx.(*exchange)
	return x
}
