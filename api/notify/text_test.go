package notify

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// listed reads the list of events, or of reasons, from where it stands, so that a new one cannot be forgotten.
func listed(t *testing.T, file, pattern string) []string {
	t.Helper()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(source), -1) {
		out = append(out, m[1])
	}
	if len(out) < 30 {
		t.Fatalf("found only %d in %s", len(out), file)
	}
	return out
}

func TestEveryEventHasASentence(t *testing.T) {
	all := append(listed(t, "../care/notice.go", `NoticeEvent\s*= "([a-z_]+)"`), string(care.NoticeOpeningsDue))
	known := map[care.NoticeEvent]bool{}
	everything := map[string]string{
		"deadline": "1800000000000", "starts_at": "2027-01-16T09:30:00+08:00", "date": "2027-01-16", "start": "2027-03-01", "rank": "3", "was": "2",
		"reason": "staff_short", "device": "mini", "number": "202601160000001", "class": "A", "share": "80", "count": "3",
	}
	for _, event := range all {
		known[care.NoticeEvent(event)] = true
		if len(sentences[care.NoticeEvent(event)]) == 0 {
			t.Errorf("%s has no sentence", event)
		}
		for _, to := range []side{toFamily, toFacility, toBureau} {
			for _, locale := range []string{"zh", "en"} {
				n := names{
					side: to, child: map[care.ChildID]string{"c": "豆豆"}, facility: map[care.FacilityID]string{"f": "春苗托育"},
					class: map[care.ClassID]string{"k": "小一班"},
				}
				for _, params := range []map[string]string{nil, everything} {
					m := store.Message{Event: care.NoticeEvent(event), Facility: "f", Class: "k", Child: "c", Params: params}
					title, body := render(m, locale, n, true)
					if title == "" || body == "" || strings.ContainsAny(title+body, "{}|") || strings.Contains(body, "  ") {
						t.Errorf("%s to %d in %s with %d words: %q %q", event, to, locale, len(params), title, body)
					}
					if han := regexp.MustCompile(`\p{Han}`); locale == "en" && han.MatchString(strings.NewReplacer("豆豆", "", "春苗托育", "", "小一班", "").Replace(title+body)) {
						t.Errorf("%s in English: %q %q", event, title, body)
					}
					if to != toFamily && strings.Contains(title+body, "豆豆") {
						t.Errorf("%s tells staff a child's name: %q", event, body)
					}
					for _, outside := range []string{smsText(m, locale, n, ""), strings.Join(filled(m, locale, n), " ")} {
						if strings.Contains(outside, "豆豆") {
							t.Errorf("%s tells a telephone a child's name: %q", event, outside)
						}
					}
				}
			}
		}
	}
	for event := range sentences {
		if !known[event] {
			t.Errorf("%s is no event", event)
		}
	}
}

func filled(m store.Message, locale string, n names) []string {
	var out []string
	for key, v := range (Template{ID: "t", Fields: [4]string{"thing1", "thing2", "time3", "thing4"}}).fill(m, locale, n).Fields {
		out = append(out, v)
		if len([]rune(v)) > thingLength && strings.HasPrefix(key, "thing") {
			out = append(out, "too long: "+v+"豆豆")
		}
	}
	return out
}

func TestEveryReasonHasWords(t *testing.T) {
	all := append(listed(t, "../care/reason.go", `ReasonCode = "([a-z_]+)"`), listed(t, "../care/complaint_reason.go", `ReasonCode = "([a-z_]+)"`)...)
	for _, code := range append(care.FilingReasons(), care.ReasonFiledAgain) {
		all = append(all, string(code))
	}
	for _, code := range all {
		for _, english := range []bool{false, true} {
			if ReasonText(care.ReasonCode(code), english) == "" {
				t.Errorf("%s has no words", code)
			}
		}
	}
}

func TestSentences(t *testing.T) {
	n := names{child: map[care.ChildID]string{"c": "豆豆"}, facility: map[care.FacilityID]string{"f": "春苗托育"}, class: map[care.ClassID]string{"k": "小一班"}}
	m := store.Message{Event: care.NoticeOffered, Facility: "f", Class: "k", Child: "c", Params: map[string]string{"deadline": "1795255200000"}}
	for _, c := range []struct {
		locale, title, body string
		inside              bool
	}{
		{"zh", "有托位了，请答复", "春苗托育为豆豆留了一个托位。请在11月21日（周六）18:00前答复，到时没有答复会让给下一位家庭。", true},
		{"zh", "有托位了，请答复", "春苗托育为孩子留了一个托位。请在11月21日（周六）18:00前答复，到时没有答复会让给下一位家庭。", false},
		{"en", "A place for you: please answer", "春苗托育 has a place for 豆豆. Please answer by Sat 21 Nov 18:00; after that it goes to the next family.", true},
		{"en", "A place for you: please answer", "春苗托育 has a place for your child. Please answer by Sat 21 Nov 18:00; after that it goes to the next family.", false},
	} {
		title, body := render(m, c.locale, n, c.inside)
		if title != c.title || body != c.body {
			t.Errorf("%s: %q %q", c.locale, title, body)
		}
	}
}

func TestQuietHours(t *testing.T) {
	at := func(s string) care.Instant { i, _ := instantOf(s); return i }
	for in, want := range map[string]string{
		"2026-11-21T12:00:00+08:00":     "2026-11-21T12:00:00+08:00",
		"2026-11-21T08:00:00+08:00":     "2026-11-21T08:00:00+08:00",
		"2026-11-21T20:59:59.999+08:00": "2026-11-21T20:59:59.999+08:00",
		"2026-11-21T21:00:00+08:00":     "2026-11-22T08:00:00+08:00",
		"2026-12-31T23:30:00+08:00":     "2027-01-01T08:00:00+08:00",
		"2026-11-21T00:00:00+08:00":     "2026-11-21T08:00:00+08:00",
		"2026-11-21T07:59:59.999+08:00": "2026-11-21T08:00:00+08:00",
		"2028-02-28T22:00:00+08:00":     "2028-02-29T08:00:00+08:00",
	} {
		if got := AfterQuiet(at(in)); got != at(want) {
			t.Errorf("%s: %s, want %s", in, got.Time(), want)
		}
	}
}

func TestTemplates(t *testing.T) {
	got, err := ParseTemplates("offer=abc_1:thing1,thing2,time3,thing4; visit=xyz:thing5,,date2")
	if err != nil || len(got) != 2 || got["visit"] != (Template{"xyz", [4]string{"thing5", "", "date2", ""}}) {
		t.Errorf("%+v %v", got, err)
	}
	for _, bad := range []string{"offer", "offer=abc", "other=abc:thing1", "offer=:thing1", "offer=a:1,2,3,4,5"} {
		if _, err := ParseTemplates(bad); !care.Is(err, care.CodeInvalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
