package notify

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

func TestPublicURL(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "https://tuoyu.example": "https://tuoyu.example", "https://tuoyu.example/": "https://tuoyu.example", "https://tuoyu.example:8443": "https://tuoyu.example:8443",
		"HTTPS://tuoyu.example": "https://tuoyu.example",
	} {
		if got, err := ParsePublicURL(in, false); got != want || err != nil {
			t.Errorf("%q: %q %v", in, got, err)
		}
	}
	for _, bad := range []string{
		"tuoyu.example", "http://tuoyu.example", "ftp://tuoyu.example", "https://", "https://:8443", "https://a@tuoyu.example", "https://tuoyu.example/city",
		"https://tuoyu.example?x=1", "https://tuoyu.example?", "https://tuoyu.example#x", "https://tuoyu example", "javascript:alert(1)",
	} {
		if got, err := ParsePublicURL(bad, false); err == nil || got != "" {
			t.Errorf("%q was taken: %q", bad, got)
		}
	}
	if got, err := ParsePublicURL("http://127.0.0.1:8080", true); got != "http://127.0.0.1:8080" || err != nil {
		t.Errorf("a demonstration: %q %v", got, err)
	}
}

// Every event leads, for everybody, to a page there is, and its address holds nothing but an id.
func TestEveryLinkHasItsPage(t *testing.T) {
	read := func(path string) string {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	pages, router := read("../../frontend/apps/parent/src/pages.json"), read("../../frontend/apps/console/src/router.ts")
	inApp := func(page string) bool {
		root, rest, _ := strings.Cut(page, "/")
		_, section, ok := strings.Cut(pages, `"root": "`+root+`"`)
		section, _, _ = strings.Cut(section, `"root"`)
		return ok && strings.Contains(section, `"path": "`+rest+`"`)
	}
	s := &Service{o: Options{PublicURL: "https://tuoyu.example"}}
	ids := regexp.MustCompile(`0198-[a-z]+`)
	seen := map[string]bool{}
	for _, event := range append(listed(t, "../care/notice.go", `NoticeEvent\s*= "([a-z_]+)"`), string(care.NoticeOpeningsDue)) {
		for _, to := range []side{toFamily, toFacility, toBureau} {
			for _, m := range []store.Message{
				{},
				{Application: "0198-app", Facility: "0198-facility", Child: "0198-child", Class: "0198-class", Case: "0198-case"},
				{Visit: "0198-visit"},
				{Entry: "0198-entry"},
			} {
				m.ID, m.Event, m.Params = "0198-message", care.NoticeEvent(event), map[string]string{"token": "0198-token", "number": "202601160000001", "reason": "staff_short"}
				at := s.addressOf(m, to)
				path, ok := strings.CutPrefix(at, s.o.PublicURL+"/")
				if !ok || strings.Contains(at, "0198-child") || strings.Contains(at, "20260116") || strings.Contains(at, "token") != (event == "vacancy_confirm") {
					t.Fatalf("%s to %d: %q", event, to, at)
				}
				seen[at] = true
				switch page, inConsole := strings.CutPrefix(path, "console/"); {
				case strings.HasPrefix(path, "confirm/"):
				case inConsole:
					if !strings.Contains(router, "path: '/"+ids.ReplaceAllString(page, ":id")+"'") {
						t.Errorf("%s to %d: the console has no %q", event, to, page)
					}
				default:
					if page, _, _ := strings.Cut(path, "?"); !inApp(page) {
						t.Errorf("%s to %d: the app has no %q", event, to, page)
					}
				}
				if page := (Template{ID: "t"}).fill(m, "zh", names{}).Page; to == toFamily && event != "vacancy_confirm" && "https://tuoyu.example/"+page != at {
					t.Errorf("%s: WeChat opens %q, a browser %q", event, page, at)
				}
			}
		}
	}
	if len(seen) < 15 || !seen["https://tuoyu.example/pkg-booking/application/index?id=0198-app"] || !seen["https://tuoyu.example/console/applications/0198-app"] || !seen["https://tuoyu.example/console/roster"] {
		t.Errorf("%d addresses: %v", len(seen), seen)
	}
	s.o.PublicURL = ""
	if at := s.addressOf(store.Message{Event: care.NoticeOffered, Application: "a"}, toFamily); at != "" {
		t.Errorf("an address without a host: %q", at)
	}
}
