package server

import (
	"context"
	"embed"
	"hash/fnv"
	"path"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"tuoyuquan/api/care"
)

//go:embed docs
var docsFiles embed.FS

// document is a body made once, with its compressed forms, where they are worth having, and its tag.
type document struct {
	plain, gzip, brotli []byte
	tag                 string
}

func newDocument(body []byte) document {
	return document{
		plain: body, tag: tagOf(body),
		gzip:   fasthttp.AppendGzipBytesLevel(nil, body, fasthttp.CompressBestCompression),
		brotli: fasthttp.AppendBrotliBytesLevel(nil, body, 6),
	}
}

// tagOf names a version of a body.
func tagOf(body []byte) string {
	h := fnv.New64a()
	_, _ = h.Write(body)
	return strconv.FormatUint(h.Sum64(), 36)
}

// reply gives the document as the output of a route.
func (d *document) reply(contentType, cacheControl, policy string) *raw {
	return &raw{Body: func(ctx huma.Context) {
		x := unwrap(ctx)
		x.SetHeader("Cache-Control", cacheControl)
		if policy != "" {
			x.SetHeader("Content-Security-Policy", policy)
		}
		d.send(x.c, contentType)
		x.status = x.c.Response().StatusCode()
	}}
}

// send writes the document in the form the client can read best, or 304.
func (d *document) send(c *fiber.Ctx, contentType string) {
	reply := c.Response()
	coding := codingPlain
	if len(d.plain) >= compressFrom && d.brotli != nil {
		reply.Header.Set("Vary", "Accept-Encoding")
		coding = bestCoding(c.Request().Header.Peek("Accept-Encoding"))
	}
	tag := `W/"` + d.tag + `"`
	reply.Header.Set("ETag", tag)
	if tagMatches(string(c.Request().Header.Peek("If-None-Match")), tag) {
		c.Status(fiber.StatusNotModified)
		return
	}
	c.Status(fiber.StatusOK)
	reply.Header.SetContentType(contentType)
	switch coding {
	case codingBrotli:
		reply.SetBodyRaw(d.brotli)
	case codingGzip:
		reply.SetBodyRaw(d.gzip)
	default:
		reply.SetBodyRaw(d.plain)
		return
	}
	reply.Header.Set("Content-Encoding", coding)
}

// getOpenAPI gives the OpenAPI 3.1 document of every live route.
func (s *Server) getOpenAPI(context.Context, *struct{}) (*raw, error) {
	d, err := s.openapi()
	if err != nil {
		return nil, err
	}
	return d.reply("application/openapi+json; charset=utf-8", "public, max-age=60", ""), nil
}

// docsPolicy lets the pages use their own script, style and the API, and nothing else.
const docsPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

var docsTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
}

// docsPages are the embedded files by name.
var docsPages = readDocs()

func readDocs() map[string]*document {
	entries, err := docsFiles.ReadDir("docs")
	if err != nil {
		panic(err) // embedded: cannot fail
	}
	pages := make(map[string]*document, len(entries))
	for _, e := range entries {
		body, err := docsFiles.ReadFile("docs/" + e.Name())
		if err != nil {
			panic(err) // embedded: cannot fail
		}
		d := newDocument(body)
		pages[e.Name()] = &d
	}
	return pages
}

// page gives one embedded page.
func (s *Server) page(name string) func(context.Context, *struct{}) (*raw, error) {
	d := docsPages[name]
	return func(context.Context, *struct{}) (*raw, error) {
		return d.reply(docsTypes[path.Ext(name)], "public, max-age=60", docsPolicy), nil
	}
}

// fileInput names a part of the documentation pages.
type fileInput struct {
	File string `path:"file" maxLength:"40"`
}

// docsFile gives script and style of the documentation pages.
func (s *Server) docsFile(_ context.Context, in *fileInput) (*raw, error) {
	d, ok := docsPages[in.File]
	if !ok || path.Ext(in.File) == ".html" {
		return nil, care.Errorf(care.NotFound, care.CodeNotFound, "", "there is no such file; see /docs")
	}
	return d.reply(docsTypes[path.Ext(in.File)], "public, max-age=60", docsPolicy), nil
}
