package server

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"tuoyuquan/api/care"
)

// pages is one app as it was built, the parents' or the console: a folder of files, with .br and .gz forms beside those that were
// compressed when it was built. Names in the address are names in that folder and nothing else is ever opened.
type pages struct {
	root  fs.FS
	kept  map[string]*document // by name; nil: read anew for every request
	index *shell               // kept; nil when kept is
}

// shell is the page every address of the app begins with, and what it may load.
type shell struct {
	document
	policy string
}

const indexFile = "index.html"

// pageTypes are the files that are served, by extension. Anything else in the folder stays unseen, source maps among it.
var pageTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8",
	".css": "text/css; charset=utf-8", ".json": "application/json; charset=utf-8", ".webmanifest": "application/manifest+json",
	".txt": "text/plain; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg",
	".webp": "image/webp", ".avif": "image/avif", ".gif": "image/gif", ".ico": "image/x-icon", ".woff": "font/woff", ".woff2": "font/woff2",
	".ttf": "font/ttf", ".wasm": "application/wasm",
}

// openPages reads the app. Live pages are read anew for every request, for those who build while the service runs.
func openPages(root fs.FS, live bool) (*pages, error) {
	p := &pages{root: root}
	index, err := p.readIndex()
	if err != nil {
		return nil, fmt.Errorf("server: the app has no %s: %w", indexFile, err)
	}
	if live {
		return p, nil
	}
	kept := make(map[string]*document)
	err = fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !servable(name) {
			return err
		}
		d, err := p.read(name)
		kept[name] = d
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("server: read the app: %w", err)
	}
	p.kept, p.index = kept, index
	return p, nil
}

// servable reports whether a name may be asked for: a plain path inside the folder, of a known type, nothing hidden.
func servable(name string) bool {
	if !fs.ValidPath(name) || pageTypes[path.Ext(name)] == "" {
		return false
	}
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") {
			return false
		}
	}
	return true
}

// file gives a file of the app, nil when there is none of that name.
func (p *pages) file(name string) *document {
	if !servable(name) {
		return nil
	}
	if p.kept != nil {
		return p.kept[name]
	}
	d, err := p.read(name)
	if err != nil {
		return nil
	}
	return d
}

// read takes the compressed forms from beside the file, and makes those that are worth having and missing.
func (p *pages) read(name string) (*document, error) {
	plain, err := fs.ReadFile(p.root, name)
	if err != nil {
		return nil, err
	}
	d := &document{plain: plain, tag: tagOf(plain)}
	if !compressible([]byte(pageTypes[path.Ext(name)])) || len(plain) < compressFrom {
		return d, nil
	}
	if d.brotli, err = fs.ReadFile(p.root, name+".br"); errors.Is(err, fs.ErrNotExist) {
		d.brotli, err = fasthttp.AppendBrotliBytesLevel(nil, plain, 5), nil
	}
	if err != nil {
		return nil, err
	}
	if d.gzip, err = fs.ReadFile(p.root, name+".gz"); errors.Is(err, fs.ErrNotExist) {
		d.gzip, err = fasthttp.AppendGzipBytesLevel(nil, plain, fasthttp.CompressDefaultCompression), nil
	}
	return d, err
}

// shell gives the page of the app, nil when it has just been taken away.
func (p *pages) shell() *shell {
	if p.index != nil {
		return p.index
	}
	s, err := p.readIndex()
	if err != nil {
		return nil
	}
	return s
}

func (p *pages) readIndex() (*shell, error) {
	d, err := p.read(indexFile)
	if err != nil {
		return nil, err
	}
	return &shell{document: *d, policy: pagePolicy(d.plain)}, nil
}

var inlineScript = regexp.MustCompile(`(?is)<script\b([^>]*)>(.*?)</script>`)

// pagePolicy lets a page load its own files, talk to its own service and nothing else. Scripts written into the page
// itself are allowed by their hash. Styles may be inline: Vue and OpenLayers place things by the style attribute.
func pagePolicy(html []byte) string {
	scripts := []string{"'self'"}
	for _, m := range inlineScript.FindAllSubmatch(html, -1) {
		if strings.Contains(string(m[1]), "src=") || len(m[2]) == 0 {
			continue
		}
		sum := sha256.Sum256(m[2])
		scripts = append(scripts, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	}
	return "default-src 'self'; script-src " + strings.Join(scripts, " ") + "; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
		"font-src 'self' data:; connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; " +
		"frame-ancestors 'none'"
}

// What a file of the app may do when it is opened by itself: a picture with a script in it nothing at all, a worker what
// the app may do.
const (
	picturePolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
	scriptPolicy  = "default-src 'self'; frame-ancestors 'none'"
)

// permissions are the powers of the browser the app may ask for: where the family stands, to start the walk from.
const permissions = "geolocation=(self), camera=(), microphone=(), payment=(), usb=()"

// home gives the app, or the welcome page of a service without one.
func (s *Server) home(ctx context.Context, in *struct{}) (*raw, error) {
	if s.pages == nil {
		return s.page(indexFile)(ctx, in)
	}
	return &raw{Body: func(ctx huma.Context) {
		x := unwrap(ctx)
		s.sendShell(x.c, infoOf(x.ctx), s.pages)
	}}, nil
}

// servePages answers what is no route: files of the app, and its page for every address the app itself knows. All others
// go on to be told that there is nothing.
func (s *Server) servePages(c *fiber.Ctx) error {
	if method := c.Method(); method != fiber.MethodGet && method != fiber.MethodHead {
		return c.Next()
	}
	app, name := s.appOf(c)
	if app == nil {
		return c.Next()
	}
	file := app.file(name)
	if file == nil && (path.Ext(name) != "" || !acceptsHTML(c.Request().Header.Peek(fiber.HeaderAccept))) {
		return c.Next()
	}
	began := s.Now()
	info := s.begin(c)
	if file == nil || name == indexFile {
		s.sendShell(c, info, app)
	} else {
		s.sendFile(c, name, file)
	}
	status, took := c.Response().StatusCode(), s.Now().Sub(began)
	s.metrics.pages.observe(status, took)
	s.Log.LogAttrs(info, slog.LevelDebug, "page", slog.String("name", name), slog.Int("status", status), slog.Duration("took", took),
		slog.Int("bytes", bodyBytes(c.Response())), slog.String("request", info.id))
	return nil
}

// appOf is the app a request is for, and the path inside its folder. What belongs to the service is no page, so that a
// mistyped address of the API is told as such. A link in a message opens the console, which needs no sign-in for it.
func (s *Server) appOf(c *fiber.Ctx) (*pages, string) {
	name := strings.TrimPrefix(string(c.Request().URI().Path()), "/") // decoded, dots resolved
	first, rest, _ := strings.Cut(name, "/")
	switch first {
	case "api", "register", "register.csv", "register.geojson", "docs", "metrics", "healthz", "readyz", "openapi.json":
		return nil, ""
	case "console":
		if strings.HasPrefix(rest, "confirm/") { // a signature may look like the name of a file
			return s.console, indexFile
		}
		return s.console, rest
	case "confirm":
		return s.console, indexFile
	}
	return s.pages, name
}

func (s *Server) sendShell(c *fiber.Ctx, info *requestInfo, app *pages) {
	page := app.shell()
	if page == nil {
		s.problem(c, info, &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable})
		return
	}
	h := &c.Response().Header
	h.Set("Content-Security-Policy", page.policy)
	h.Set("Permissions-Policy", permissions)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-cache")
	page.send(c, pageTypes[".html"])
}

func (s *Server) sendFile(c *fiber.Ctx, name string, file *document) {
	policy, cache := picturePolicy, "public, max-age=3600"
	switch path.Ext(name) {
	case ".js", ".mjs": // sw.js: a browser must see the next one at once
		policy, cache = scriptPolicy, "no-cache"
	case ".html":
		cache = "no-cache"
	}
	if strings.HasPrefix(name, "assets/") { // named by their content
		cache = "public, max-age=31536000, immutable"
	}
	h := &c.Response().Header
	h.Set("Content-Security-Policy", policy)
	h.Set("Cache-Control", cache)
	file.send(c, pageTypes[path.Ext(name)])
}
