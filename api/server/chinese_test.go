package server

import (
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"tuoyuquan/api/care"
)

// saidOnlyToOperators are sentences that no request can bring about.
var saidOnlyToOperators = map[string]bool{
	"SQLite needs a file; a database in memory would be another one for every connection":            true,
	"SQLite runs with %s %s where %s is needed; remove the setting, or put the file on a local disk": true,
	"only _pragma may be given for SQLite":                                                           true,
	"the database is encoded as %s; create it with ENCODING 'UTF8'":                                  true,
	"the part after ? cannot be read":                                                                true,
	"a table or column is missing: run tuoyuquan migrate":                                            true,
	"the file is not a sound SQLite database":                                                        true,
	"%s":                            true,
	"event %d (%s) cannot be: %s":   true,
	"a case has at least one event": true,
	"%q is not offer=, result= or visit= with a template's id and its fields": true,
	"%s names %q twice": true, "%q and %q are both called %q; rename one, or give each a ref in %s": true, "%q is not a file": true,
	"%s: %q of %q is no day; write it as YYYY-MM-DD": true, "%s has at most %d MB": true,
	"%s has more than four fields": true,
}

// Every sentence that a request can bring about is written down in Chinese, with the same number of gaps, and no other is.
func TestEverySentenceIsInChinese(t *testing.T) {
	said := map[string]string{}
	for _, pattern := range []string{"*.go", "../finder/*.go", "../store/vacancy.go", "../store/dialect.go", "../store/application.go", "../store/pool*.go", "../store/[esv][nei]*.go", "../care/vacancy.go", "../care/time.go", "../care/e*.go", "../care/guard.go", "../care/p[ao]*.go", "../care/reason.go", "../care/residentid.go", "../care/[vsw]*.go", "../account/*.go", "../booking/*.go", "../notify/*.go", "../casework/*.go", "../filing/*.go", "../care/filing*.go", "../care/term.go", "../picture/*.go", "../care/complaint*.go", "../care/claim.go", "../care/review.go", "../facility/*.go", "../care/roster.go", "../care/disclosure.go", "../care/repeat.go", "../registry/plain.go", "../registry/xlsx.go", "../registry/bounds.go", "../ledger/*.go", "../policy/*.go", "../stats/*.go", "../care/stat.go", "../care/document.go", "../care/closure.go", "../care/cursor.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, f := range files {
			if !strings.HasSuffix(f, "_test.go") {
				for _, text := range sentencesOf(t, f) {
					said[text] = f
				}
			}
		}
	}
	if len(said) < 60 {
		t.Fatalf("only %d sentences were found", len(said))
	}
	for english, file := range said {
		zh, ok := chinese[english]
		if !ok && !saidOnlyToOperators[english] {
			t.Errorf("%s says %q; chinese.go does not", file, english)
		}
		if ok && strings.Count(zh, "%") != strings.Count(english, "%") {
			t.Errorf("%q and %q have not the same gaps", english, zh)
		}
	}
	for english := range chinese {
		if said[english] == "" {
			t.Errorf("nobody says %q any more", english)
		}
	}
}

// sentencesOf reads the texts of care.Error from a source file.
func sentencesOf(t *testing.T, name string) (out []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	add := func(e ast.Expr) {
		if lit, ok := e.(*ast.BasicLit); ok {
			if s, err := strconv.Unquote(lit.Value); err == nil && s != "" {
				out = append(out, s)
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if at := formatArgument(n.Fun); at > 0 && len(n.Args) > at {
				add(n.Args[at])
			}
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Text" {
				add(n.Value)
			}
		}
		return true
	})
	return out
}

// formatArgument is where a function that makes a care.Error takes its format, 0 when it does not make one.
func formatArgument(fun ast.Expr) int {
	switch f := fun.(type) {
	case *ast.Ident:
		switch f.Name {
		case "Errorf":
			return 3
		case "invalid":
			return 2
		case "conflict", "formIncomplete": // of care's guards
			return 1
		}
	case *ast.SelectorExpr:
		x, ok := f.X.(*ast.Ident)
		switch {
		case ok && x.Name == "care" && f.Sel.Name == "Errorf":
			return 3
		case ok && x.Name == "p" && f.Sel.Name == "addf":
			return 2
		}
	}
	return 0
}

var bracketed = regexp.MustCompile(`（[A-Za-z ]{8,}`)

// Whoever reads Chinese is told in Chinese what is wrong with each value, and whoever reads English in English.
func TestMistakesAreToldInTheirLanguage(t *testing.T) {
	w := newTown(t, Options{RequestsPerMin: 1000}, facilityAt(1, crossing(5, 5), 3))
	report := "/api/v1/facilities/" + string(facilityAt(1, crossing(5, 5), 3).ID) + "/vacancy-reports"
	for _, c := range []struct {
		path, zh string
		body     any
	}{
		{"/api/v1/facilities?minutes=61", "minutes：不能大于 60。", nil},
		{"/api/v1/facilities?minutes=0", "minutes：必须大于 0。", nil},
		{"/api/v1/facilities?minutes=soon", "minutes：应为数字。", nil},
		{"/api/v1/facilities?limit=x", "limit：应为整数。", nil},
		{"/api/v1/facilities?vacant=maybe", "vacant：应为 true 或 false。", nil},
		{"/api/v1/facilities?kind=school", "kind[0]：只能是以下之一：independent, community, kindergarten, employer, home, service_centre。", nil},
		{"/api/v1/facilities?birth=2026-02-30", "birth：应为日期，写成 YYYY-MM-DD。", nil},
		{"/api/v1/facilities?from=8", "from：格式应为 HH:MM。", nil},
		{"/api/v1/facilities?area=1234567890123", "area：最多 12 个字。", nil},
		{"/api/v1/facilities?days=1,2,3,4,5,6,7,1", "days：最多 7 项。", nil},
		{"/api/v1/suggest", "words：缺少这个参数。", nil},
		{"/api/v1/facilities?minuts=5", "这里没有参数“minuts”，可用的参数见 /docs。", nil},
		{"/api/v1/facilities?birth=2025-02-01&age_months=3", "月龄和出生日期只需给一个。", nil},
		{"/api/v1/facilities?birth=2010-02-01&start=2026-12-01", "孩子 2026-12-01 时已有 202 个月大，最多 120 个月。", nil},
		{"/api/v1/facilities?near=31,120", "near 应写成“经度,纬度”：经度在前，-180 到 180；纬度在后，-85 到 85。", nil},
		{"/api/v1/facilities/nobody", "没有公开的机构“nobody”：它可能已迁址、停办或未备案。", nil},
		{"/nowhere", "没有这个地址，可用的地址见 /docs。", nil},
		{report, "told：只能是以下之一：full。", map[string]any{"told": "maybe"}},
		{report, "缺少 told。", map[string]any{}},
		{report, "extra：没有这一项。", map[string]any{"told": "full", "extra": 1}},
		{report, "应为对象。", []int{1}},
	} {
		method := http.MethodGet
		if c.body != nil {
			method = http.MethodPost
		}
		zh := w.problemOf(w.do(method, c.path, c.body))
		if zh.Detail != c.zh {
			t.Errorf("%s %v: %q, want %q", c.path, c.body, zh.Detail, c.zh)
		}
		for _, d := range zh.Errors {
			if !strings.ContainsFunc(d.Message, func(r rune) bool { return unicode.Is(unicode.Han, r) }) || bracketed.MatchString(d.Message) {
				t.Errorf("%s: message %q", c.path, d.Message)
			}
		}
		en := w.problemOf(w.do(method, c.path, c.body, "Accept-Language", "en"))
		if strings.ContainsFunc(en.Detail, func(r rune) bool { return unicode.Is(unicode.Han, r) }) || en.Detail == "" || en.Code != zh.Code {
			t.Errorf("%s in English: %q (%s)", c.path, en.Detail, en.Code)
		}
	}
}

func TestUnknownMistakesAreKept(t *testing.T) {
	if got := chineseMistake("something new"); got != "这个值不正确（something new）" {
		t.Errorf("%q", got)
	}
	if got := chineseText(&care.Error{Text: "something new"}); got != "" {
		t.Errorf("%q", got)
	}
}
