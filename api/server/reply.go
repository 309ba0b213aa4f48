package server

import (
	"bytes"
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"hash/fnv"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"tuoyuquan/api/care"
)

// raw is an output whose body is written straight into the reply.
type raw struct {
	Body func(huma.Context)
}

const jsonType = "application/json; charset=utf-8"

// write returns an output that appends the body to the reply's own buffer: nothing is copied.
func write(contentType, cacheControl string, body func([]byte) []byte) *raw {
	return &raw{Body: func(ctx huma.Context) {
		x := unwrap(ctx)
		reply := x.c.Response()
		x.SetStatus(fiber.StatusOK)
		reply.Header.SetContentType(contentType)
		if cacheControl != "" {
			reply.Header.Set("Cache-Control", cacheControl)
		}
		reply.SwapBody(body(reply.SwapBody(nil)[:0]))
	}}
}

// unchanged answers 304 when the client has the version named by tag already; else it sets the tag and reports false.
// Tags are weak: two replies with one tag say the same, not the same bytes.
func unchanged(x *exchange, tag string) bool {
	tag = `W/"` + tag + `"`
	x.SetHeader("ETag", tag)
	if !tagMatches(x.Header("If-None-Match"), tag) {
		return false
	}
	x.SetStatus(fiber.StatusNotModified)
	return true
}

func tagMatches(header, tag string) bool {
	if header == "" {
		return false
	}
	for t := range strings.SplitSeq(header, ",") {
		t = strings.TrimSpace(t)
		if t == "*" || strings.TrimPrefix(t, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// compressFrom is the smallest body worth compressing.
const compressFrom = 1400 // what fits into one packet anyway

// compress shrinks text replies for clients that can read gzip. The level is the fastest: bodies are made anew each time.
func compress(c *fiber.Ctx) {
	reply := c.Response()
	if len(reply.Header.Peek("Content-Encoding")) > 0 || reply.IsBodyStream() {
		return
	}
	kind := reply.Header.ContentType()
	if !compressible(kind) {
		return
	}
	reply.Header.Add("Vary", "Accept-Encoding")
	body := reply.Body()
	if len(body) < compressFrom || codingWeight(c.Request().Header.Peek("Accept-Encoding"), codingGzip) == 0 {
		return
	}
	reply.SetBodyRaw(fasthttp.AppendGzipBytesLevel(nil, body, fasthttp.CompressBestSpeed))
	reply.Header.Set("Content-Encoding", "gzip")
}

func compressible(kind []byte) bool {
	for _, p := range []string{"application/json", "application/geo+json", "application/problem+json", "application/openapi+json", "application/vnd.mapbox-vector-tile", "text/"} {
		if bytes.HasPrefix(kind, []byte(p)) {
			return true
		}
	}
	return false
}

// prefersChinese reports whether texts are shown in Chinese: unless the first language asked for is another one.
func prefersChinese(header []byte) bool {
	first, _, _ := bytes.Cut(header, []byte(","))
	first, _, _ = bytes.Cut(bytes.TrimSpace(first), []byte(";"))
	return len(first) == 0 || string(first) == "*" || bytes.HasPrefix(bytes.ToLower(first), []byte("zh"))
}

// requestIDs gives each request a name that is unique over restarts and replicas.
type requestIDs struct {
	prefix string
	n      atomic.Uint64
}

func (r *requestIDs) init() { r.prefix = randomTag() }

func (r *requestIDs) next() string {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], r.n.Add(1))
	buf := make([]byte, 0, 24)
	buf = append(buf, r.prefix...)
	buf = append(buf, '-')
	return string(base32Lower.AppendEncode(buf, b[3:]))
}

var base32Lower = base32.NewEncoding("abcdefghijkmnpqrstuvwxyz23456789").WithPadding(base32.NoPadding)

// randomTag is a short random word.
func randomTag() string {
	var b [5]byte
	_, _ = rand.Read(b[:]) // never fails
	return base32Lower.EncodeToString(b[:])
}

// cached returns a JSON output with a tag, so that a client that has it already is answered 304. An empty tag stands for
// the hash of the body.
func cached(tag, cacheControl string, v any) *raw {
	return &raw{Body: func(ctx huma.Context) {
		x := unwrap(ctx)
		x.SetHeader("Cache-Control", cacheControl)
		var body []byte
		if tag == "" {
			body = encode(v)
			h := fnv.New64a()
			_, _ = h.Write(body)
			tag = strconv.FormatUint(h.Sum64(), 36)
		}
		if unchanged(x, tag) {
			return
		}
		if body == nil {
			body = encode(v)
		}
		x.SetStatus(fiber.StatusOK)
		x.c.Response().Header.SetContentType(jsonType)
		x.c.Response().SetBodyRaw(body)
	}}
}

// encode gives the JSON of a reply; what cannot be encoded is a fault of ours, caught and told as such.
func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// answer is an output with nothing but a body.
type answer[T any] struct{ Body T }

// nothing is the answer of what has nothing to say: 204.
func nothing(err error) (*struct{}, error) {
	if err != nil {
		return nil, err
	}
	return &struct{}{}, nil
}

// each renders a list; an empty one is [], not null.
func each[A, B any](list []A, f func(A) B) []B {
	out := make([]B, 0, len(list))
	for i := range list {
		out = append(out, f(list[i]))
	}
	return out
}

// maybeStamp is a moment, or nothing when there is none.
func maybeStamp(at care.Instant) string {
	if at == 0 {
		return ""
	}
	return stamp(at)
}

// maybeDate is a day, or nothing when there is none.
func maybeDate(d care.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}
