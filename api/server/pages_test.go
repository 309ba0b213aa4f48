package server

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/andybalholm/brotli"

	"tuoyuquan/api/care"
)

// appFiles is a small build of the app.
func appFiles() fstest.MapFS {
	script := strings.Repeat("console.log('托育圈');\n", 200)
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	return fstest.MapFS{
		"index.html":                   file(`<!doctype html><title>托育圈</title><script>boot()</script><script type="module" src="/assets/index-1a2b.js"></script><p>` + strings.Repeat("宝", 700)),
		"assets/index-1a2b.js":         file(script),
		"assets/index-1a2b.js.br":      file(pressed(script, func(w io.Writer) io.WriteCloser { return brotli.NewWriterLevel(w, 11) })),
		"assets/index-1a2b.js.gz":      file(pressed(script, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })),
		"assets/index-1a2b.js.map":     file("{}"),
		"assets/late-3c4d.css":         file(strings.Repeat(".a{color:#123456}\n", 200)),
		"sw.js":                        file("self.onfetch=()=>{}"),
		"static/icon.svg":              file("<svg xmlns='http://www.w3.org/2000/svg'/>"),
		"static/icon.png":              file("\x89PNG\r\n\x1a\n"),
		"manifest.webmanifest":         file("{}"),
		".keep":                        file(""),
		".vite/manifest.json":          file("{}"),
		"static/secret.env":            file("KEY=1"),
		"pages/find/index.html.backup": file("x"),
	}
}

func pressed(s string, by func(io.Writer) io.WriteCloser) string {
	var b bytes.Buffer
	w := by(&b)
	_, _ = io.WriteString(w, s)
	_ = w.Close()
	return b.String()
}

// appTown serves the small build.
func appTown(t testing.TB, files fs.FS, o Options) *town {
	t.Helper()
	w := quietTown(t, Options{}, facilityAt(1, crossing(5, 5), 3))
	d := w.Deps
	d.Pages = files
	s, err := New(d, o)
	if err != nil {
		t.Fatal(err)
	}
	w.Server = s
	w.listen()
	return w
}

const browserAccept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

func TestAppIsServed(t *testing.T) {
	w := appTown(t, appFiles(), Options{})
	for _, path := range []string{
		"/", "/?near=120,31&theme=dark&near=1,1", "/index.html", "/pages/find/index", "/pages/saved/index/", "/pkg-facility/detail/index?id=1", "/apiary", "/docsify",
	} {
		r := w.get(path, "Accept", browserAccept)
		if r.status != 200 || !bytes.Contains(r.body, []byte("<title>托育圈</title>")) {
			t.Errorf("%s: %d %.60s", path, r.status, r.body)
			continue
		}
		for name, want := range map[string]string{
			"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Referrer-Policy": "no-referrer", "Permissions-Policy": permissions, "Vary": "Accept-Encoding",
		} {
			if got := r.header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		policy := r.header.Get("Content-Security-Policy")
		for _, want := range []string{
			"default-src 'self'", "script-src 'self' 'sha256-", "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "connect-src 'self'",
			"worker-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'",
		} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: the policy has no %s: %s", path, want, policy)
			}
		}
		if strings.Contains(policy, "http") || strings.Contains(policy, "unsafe-eval") {
			t.Errorf("%s: policy %s", path, policy)
		}
		if strings.Count(policy, "sha256-") != 1 { // of boot(); the other script is a file
			t.Errorf("%s: policy %s", path, policy)
		}
	}
	for path, want := range map[string]struct{ kind, cache string }{
		"/assets/index-1a2b.js": {"text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
		"/assets/late-3c4d.css": {"text/css; charset=utf-8", "public, max-age=31536000, immutable"},
		"/sw.js":                {"text/javascript; charset=utf-8", "no-cache"},
		"/static/icon.svg":      {"image/svg+xml", "public, max-age=3600"},
		"/static/icon.png":      {"image/png", "public, max-age=3600"},
		"/manifest.webmanifest": {"application/manifest+json", "public, max-age=3600"},
	} {
		r := w.get(path)
		if r.status != 200 || r.header.Get("Content-Type") != want.kind || r.header.Get("Cache-Control") != want.cache {
			t.Errorf("%s: %d %s %q", path, r.status, r.header.Get("Content-Type"), r.header.Get("Cache-Control"))
		}
		if head := w.do("HEAD", path, nil); head.status != 200 || len(head.body) != 0 || head.header.Get("ETag") != r.header.Get("ETag") {
			t.Errorf("HEAD %s: %d, %d bytes", path, head.status, len(head.body))
		}
		if again := w.get(path, "If-None-Match", r.header.Get("ETag")); again.status != 304 || len(again.body) != 0 {
			t.Errorf("%s again: %d", path, again.status)
		}
	}
	if r := w.get("/api/v1/facilities"); r.status != 200 {
		t.Errorf("the API beside the app: %d", r.status)
	}
	if r := w.get("/docs"); r.status != 200 || !bytes.Contains(r.body, []byte("docs.js")) {
		t.Errorf("the documentation beside the app: %d", r.status)
	}
}

func TestWhatTheAppDoesNotServe(t *testing.T) {
	w := appTown(t, appFiles(), Options{})
	for _, c := range []struct {
		method, path, accept string
		status               int
		code                 care.Code
	}{
		{"GET", "/assets/gone-0000.js", browserAccept, 404, care.CodeNotFound},
		{"GET", "/assets/index-1a2b.js.map", browserAccept, 404, care.CodeNotFound},
		{"GET", "/assets/index-1a2b.js.br", browserAccept, 404, care.CodeNotFound},
		{"GET", "/assets/index-1a2b.js.gz", browserAccept, 404, care.CodeNotFound},
		{"GET", "/static/secret.env", browserAccept, 404, care.CodeNotFound},
		{"GET", "/.keep", browserAccept, 404, care.CodeNotFound},
		{"GET", "/.vite/manifest.json", browserAccept, 404, care.CodeNotFound},
		{"GET", "/favicon.ico", browserAccept, 404, care.CodeNotFound},
		{"GET", "/assets", "*/*", 404, care.CodeNotFound},
		{"GET", "/assets/", "application/json", 404, care.CodeNotFound},
		{"GET", "/pages/find/index", "application/json", 404, care.CodeNotFound},
		{"GET", "/pages/find/index", "text/html;q=0, */*", 404, care.CodeNotFound},
		{"GET", "/api/v1/nothing", browserAccept, 404, care.CodeNotFound},
		{"GET", "/api", browserAccept, 404, care.CodeNotFound},
		{"GET", "/api/v1/../v1/nothing", browserAccept, 404, care.CodeNotFound},
		{"GET", "/docs/nothing", browserAccept, 404, care.CodeNotFound},
		{"GET", "/metrics/more", browserAccept, 404, care.CodeNotFound},
		{"POST", "/pages/find/index", browserAccept, 404, care.CodeNotFound},
		{"DELETE", "/", browserAccept, 405, care.CodeMethod},
		{"DELETE", "/api/v1/facilities", browserAccept, 405, care.CodeMethod},
	} {
		r := w.do(c.method, c.path, nil, "Accept", c.accept)
		if r.status != c.status {
			t.Errorf("%s %s as %s: %d, want %d: %.80s", c.method, c.path, c.accept, r.status, c.status, r.body)
			continue
		}
		if p := w.problemOf(r); p.Code != c.code {
			t.Errorf("%s %s: code %s", c.method, c.path, p.Code)
		}
	}
}

// No spelling of an address leaves the folder; net/http would tidy these up before they are sent.
func TestPathsStayInTheFolder(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) { writeFile(t, dir+"/"+name, text) }
	write("secret.txt", "out of bounds")
	write("h5/index.html", "<title>app</title>")
	write("h5/ok.txt", "inside")
	w := appTown(t, rootOf(t, dir+"/h5"), Options{LivePages: true})
	if r := w.get("/ok.txt"); string(r.body) != "inside" {
		t.Fatalf("a file of the folder: %d %s", r.status, r.body)
	}
	for _, path := range []string{
		"/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/x/..%2f..%2fsecret.txt", `/..\secret.txt`, "/..%5csecret.txt", "//secret.txt",
		"/%2e%2e%2fsecret.txt", "/./../secret.txt", "/ok.txt/../../secret.txt", "/%00secret.txt", "/" + dir + "/secret.txt", "/link.txt",
	} {
		answer := askRaw(t, strings.TrimPrefix(w.base, "http://"), "GET "+path+" HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nConnection: close\r\n\r\n")
		if strings.Contains(answer, "out of bounds") {
			t.Errorf("%s gave the secret", path)
		}
	}
}

func askRaw(t *testing.T, addr, request string) string {
	t.Helper()
	conn, err := net.DialTimeout("tcp", addr, 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // read to its end
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}

func TestPagesAreCompressedAsAsked(t *testing.T) {
	w := appTown(t, appFiles(), Options{})
	for _, c := range []struct{ path, accept, want string }{
		{"/assets/index-1a2b.js", "gzip, deflate, br, zstd", "br"},
		{"/assets/index-1a2b.js", "gzip, deflate", "gzip"},
		{"/assets/index-1a2b.js", "br;q=0.1, gzip;q=0.9", "gzip"},
		{"/assets/index-1a2b.js", "br;q=0, gzip;q=0", ""},
		{"/assets/index-1a2b.js", "*", "br"},
		{"/assets/index-1a2b.js", "*;q=0.5, br;q=0", "gzip"},
		{"/assets/index-1a2b.js", "BR; Q=1", "br"},
		{"/assets/index-1a2b.js", "br;q=2, gzip;q=x", ""},
		{"/assets/index-1a2b.js", "xbr, gzipped", ""},
		{"/assets/index-1a2b.js", "", ""},
		{"/assets/late-3c4d.css", "br", "br"}, // not compressed when it was built
		{"/", "br", "br"},
		{"/static/icon.png", "br, gzip", ""},
		{"/sw.js", "br, gzip", ""}, // too small to be worth it
	} {
		plain := w.get(c.path, "Accept-Encoding", "identity")
		r := w.get(c.path, "Accept-Encoding", c.accept)
		if got := r.header.Get("Content-Encoding"); got != c.want {
			t.Errorf("%s as %q: %q, want %q", c.path, c.accept, got, c.want)
			continue
		}
		if got := unpack(t, r); !bytes.Equal(got, plain.body) {
			t.Errorf("%s as %q: %d bytes differ from the plain %d", c.path, c.accept, len(got), len(plain.body))
		}
		if c.want != "" && (len(r.body) >= len(plain.body) || plain.header.Get("Vary") != "Accept-Encoding" || r.header.Get("Vary") != "Accept-Encoding") {
			t.Errorf("%s as %q: %d of %d bytes, Vary %q", c.path, c.accept, len(r.body), len(plain.body), r.header.Values("Vary"))
		}
	}
}

func unpack(t *testing.T, r reply) []byte {
	t.Helper()
	var in io.Reader = bytes.NewReader(r.body)
	switch r.header.Get("Content-Encoding") {
	case "br":
		in = brotli.NewReader(in)
	case "gzip":
		z, err := gzip.NewReader(in)
		if err != nil {
			t.Fatal(err)
		}
		in = z
	}
	out, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Whoever builds while the service runs sees the new build at once.
func TestLivePages(t *testing.T) {
	files := appFiles()
	w := appTown(t, files, Options{LivePages: true})
	files["index.html"] = &fstest.MapFile{Data: []byte("<title>new</title>")}
	files["assets/new-5e6f.js"] = &fstest.MapFile{Data: []byte("1")}
	if r := w.get("/"); string(r.body) != "<title>new</title>" {
		t.Errorf("after a new build: %s", r.body)
	}
	if r := w.get("/assets/new-5e6f.js"); r.status != http.StatusOK {
		t.Errorf("a new file: %d", r.status)
	}
	delete(files, "index.html")
	if r := w.get("/"); r.status != http.StatusServiceUnavailable {
		t.Errorf("while there is no build: %d", r.status)
	}
}

func TestAppWithoutItsPageIsRefused(t *testing.T) {
	w := quietTown(t, Options{})
	d := w.Deps
	d.Pages = fstest.MapFS{"assets/x.js": {Data: []byte("1")}}
	if _, err := New(d, Options{}); err == nil || !strings.Contains(err.Error(), "index.html") {
		t.Errorf("took a folder without index.html: %v", err)
	}
}

func TestWelcomeWithoutTheApp(t *testing.T) {
	w := newTown(t, Options{})
	if r := w.get("/", "Accept", browserAccept); r.status != 200 || !bytes.Contains(r.body, []byte("home.js")) {
		t.Errorf("welcome: %d %.80s", r.status, r.body)
	}
	if r := w.get("/pages/find/index", "Accept", browserAccept); r.status != 404 {
		t.Errorf("a page of the app that is not there: %d", r.status)
	}
}

func BenchmarkPage(b *testing.B) {
	w := appTown(b, appFiles(), Options{})
	for _, accept := range []string{"", "br"} {
		b.Run(fmt.Sprintf("accept=%q", accept), func(b *testing.B) {
			for b.Loop() {
				if r := w.get("/assets/index-1a2b.js", "Accept-Encoding", accept); r.status != 200 {
					b.Fatal(r.status)
				}
			}
		})
	}
}

// deskFiles is a small build of the console.
func deskFiles() fstest.MapFS {
	return fstest.MapFS{
		"index.html":          {Data: []byte(`<!doctype html><title>工作台</title><script type="module" src="/console/assets/main-5e6f.js"></script>` + strings.Repeat("托", 700))},
		"assets/main-5e6f.js": {Data: []byte(strings.Repeat("console.log('工作台');\n", 200))},
	}
}

func TestConsoleIsServedBesideTheApp(t *testing.T) {
	w := quietTown(t, Options{}, facilityAt(1, crossing(5, 5), 3))
	for name, with := range map[string]func(*Deps){
		"both":              func(d *Deps) { d.Pages, d.Console = appFiles(), deskFiles() },
		"the console alone": func(d *Deps) { d.Console = deskFiles() },
	} {
		d := w.Deps
		with(&d)
		s, err := New(d, Options{})
		if err != nil {
			t.Fatal(err)
		}
		v := *w
		v.Server = s
		v.listen()
		// A link of a message opens without /console before it.
		for _, path := range []string{"/console", "/console/", "/console/sign-in", "/console/applications/a.b", "/console/bureau/cases/1", "/confirm/some-token", "/confirm/some.token", "/console/confirm/some.token"} {
			r := v.get(path, "Accept", browserAccept)
			want := 200
			if strings.HasSuffix(path, "a.b") { // looks like a file, and there is none
				want = 404
			}
			if r.status != want || want == 200 && !bytes.Contains(r.body, []byte("<title>工作台</title>")) {
				t.Errorf("%s: %s: %d %.80s", name, path, r.status, r.body)
			}
			if policy := r.header.Get("Content-Security-Policy"); want == 200 && (!strings.Contains(policy, "connect-src 'self'") || strings.Contains(policy, "unsafe-eval")) {
				t.Errorf("%s: %s: policy %s", name, path, policy)
			}
		}
		if r := v.get("/console/assets/main-5e6f.js"); r.status != 200 || !strings.Contains(r.header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %s", name, r.status, r.header.Get("Cache-Control"))
		}
		// Each app opens its own folder and no other's.
		for _, path := range []string{"/assets/main-5e6f.js", "/console/assets/index-1a2b.js", "/console/../console/.keep", "/console/assets/gone.js"} {
			if r := v.get(path, "Accept", browserAccept); r.status != 404 {
				t.Errorf("%s: %s: %d", name, path, r.status)
			}
		}
	}
}
