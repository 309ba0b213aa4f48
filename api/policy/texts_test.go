package policy_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/policy"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
	"tuoyuquan/search"
	"tuoyuquan/search/searchtest"
)

// asked are questions as families, facilities and officers put them, with the document that answers best and words of the
// passage that must be shown.
var asked = []struct{ words, ref, passage string }{
	{"托大班运营补贴", "kaizhou-work-plan-2024", "每生每年700元、800元、900元"},
	{"乳儿班 900元", "kaizhou-work-plan-2024", "900元的运营补贴"},
	{"连锁经营 一次性补助", "kaizhou-work-plan-2024", "10万元一次性补助"},
	{"示范单位奖补", "kaizhou-work-plan-2024", "重庆市托育服务示范单位的托育机构"},
	{"用水用电用气价格", "", "居民"},
	{"托班幼儿园每学期报告收托情况", "kaizhou-work-plan-2024", "每学期向所在辖区教育部门报告收托情况"},
	{"投诉举报马上查", "kaizhou-work-plan-2024", "投诉举报马上查"},
	{"入托网上约", "kaizhou-work-plan-2024", "入托网上约"},
	{"房屋租金前3年免除", "kaizhou-work-plan-2024", "前3年免除房屋租金"},
	{"二胎公积金提取", "kaizhou-work-plan-2024", "住房公积金"},
	{"托费不高于家庭可支配收入的20%", "beijing-npc-report-2023", "家庭可支配收入的20%"},
	{"家庭养育补贴制度", "beijing-action-plan-2023-2025", "家庭养育补贴"},
	{"兼职督导队伍", "", "兼职督导"},
	{"备案机构电子地图", "beijing-action-plan-2023-2025", "备案机构电子地图"},
	{"关停等特殊情况应急处置", "beijing-action-plan-2023-2025", "关停"},
	{"录像资料保存期不少于90日", "beijing-opinions-2019", "不少于90日"},
	{"终身禁入", "beijing-opinions-2019", "终身禁入"},
	{"新建居住区托位配建", "", "居住"},
	{"困境婴幼儿每月增加500元", "suzhou-evaluation-2023", "困境婴幼儿"},
	{"托位建设资金补助", "suzhou-evaluation-2023", "建设资金补助"},
	{"秋季班托位利用率", "suzhou-evaluation-2023", "秋季班仅40%"},
	{"15分钟托育服务圈", "suzhou-evaluation-2023", "15分钟托育服务圈"},
	{"混龄班18-36月龄", "suzhou-evaluation-2023", "18-36月龄"},
	{"從業禁止制度", "suzhou-evaluation-2023", "从业禁止制度"},
	{"请问困难家庭有什么补助吗", "suzhou-evaluation-2023", "困境"},
	{"送宝宝去托儿所有钱补吗", "", "补贴"},
	{"家里困难能少交学费吗", "suzhou-evaluation-2023", "困境"},
	{"水电费按什么价", "", "用水"},
	{"老师要有什么证", "", "资格"},
	{"虐待孩子的老师会怎么处罚", "", "虐童"},
	{"摄像头录像要存多久", "beijing-opinions-2019", "不少于90日"},
	{"托育机构关门了怎么办", "beijing-action-plan-2023-2025", "关停"},
	{"普慧托育", "suzhou-evaluation-2023", "普惠"},
	{"嬰幼兒照護服務", "beijing-opinions-2019", "婴幼儿照护服务"},
	{"幼儿园能收两岁的孩子吗", "", "幼儿园"},
}

// engines are the two that answer questions in production.
func engines(t *testing.T, f func(t *testing.T, open func(t *testing.T) search.Index)) {
	t.Helper()
	t.Run("memory", func(t *testing.T) { f(t, func(*testing.T) search.Index { return search.NewMemory() }) })
	t.Run("meilisearch", func(t *testing.T) {
		f(t, func(t *testing.T) search.Index {
			t.Helper()
			server := httptest.NewServer(searchtest.NewMeiliServer())
			t.Cleanup(server.Close)
			m, err := search.NewMeili(search.MeiliOptions{URL: server.URL, Index: "policies", Timeout: 5 * time.Second, Now: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := m.Close(); err != nil {
					t.Error(err)
				}
			})
			return m
		})
	})
}

// TestQuestionsToTheFiveTexts: every question finds its document first and shows the passage, on both engines.
func TestQuestionsToTheFiveTexts(t *testing.T) {
	folder := textsOr(t)
	st := storetest.New(t)
	if r := imported(t, st, folder, ""); r.Created != 5 {
		t.Fatalf("%+v", r)
	}
	engines(t, func(t *testing.T, open func(*testing.T) search.Index) {
		l := library(t, st, open(t))
		for _, c := range asked {
			found, err := l.Find(t.Context(), policy.Query{Words: c.words, Limit: 5})
			if err != nil {
				t.Fatal(err)
			}
			if len(found.Hits) == 0 {
				t.Errorf("%s: nothing", c.words)
				continue
			}
			top := found.Hits[0]
			if c.ref != "" && top.Ref != c.ref {
				t.Errorf("%s: %s (%.3f) first, want %s; %s", c.words, top.Ref, top.Score(), c.ref, asJSON(t, top.Passages))
				continue
			}
			var shown strings.Builder
			marked := false
			for _, p := range top.Passages {
				shown.WriteString(p.Heading + p.Text + "\n")
				marked = marked || len(p.Marks) > 0 || len(p.HeadingMarks) > 0
			}
			text := shown.String()
			if !strings.Contains(text, c.passage) || !marked {
				t.Errorf("%s: shows %q (marked %v), want %q", c.words, text, marked, c.passage)
			}
			if found.Degraded {
				t.Errorf("%s: degraded", c.words)
			}
		}
	})
}

// TestQuestionsByRegionAndDay: what holds in a place are its own rules and those above it.
func TestQuestionsByRegionAndDay(t *testing.T) {
	folder := textsOr(t)
	st := storetest.New(t)
	imported(t, st, folder, "")
	engines(t, func(t *testing.T, open func(*testing.T) search.Index) {
		l := library(t, st, open(t))
		for _, c := range []struct {
			q    policy.Query
			refs string
		}{
			{policy.Query{Words: "普惠托育", Region: "320508"}, "suzhou-evaluation-2023"},
			{policy.Query{Words: "普惠托育", Region: "500154"}, "kaizhou-work-plan-2024"},
			{policy.Query{Words: "普惠托育", Region: "440305"}, ""},
			{policy.Query{Words: "幼儿园托班", Region: "110108", From: care.Date{Year: 2023, Month: 1, Day: 1}}, "beijing-action-plan-2023-2025 beijing-npc-report-2023"},
			{policy.Query{Words: "幼儿园托班", To: care.Date{Year: 2019, Month: 12, Day: 31}}, "beijing-opinions-2019"},
			{policy.Query{Words: "托育", Statuses: []care.DocumentStatus{care.DocumentDraft}}, "kaizhou-work-plan-2024"},
			{policy.Query{Region: "110000"}, "beijing-action-plan-2023-2025 beijing-npc-report-2023 beijing-opinions-2019"},
			{policy.Query{Region: "32"}, "suzhou-evaluation-2023"},
		} {
			c.q.Limit = 10
			found, err := l.Find(t.Context(), c.q)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]bool{}
			for _, h := range found.Hits {
				got[h.Ref] = true
			}
			want := strings.Fields(c.refs)
			ok := len(got) == len(want) && found.Total == len(want)
			for _, ref := range want {
				ok = ok && got[ref]
			}
			if !ok {
				t.Errorf("%+v: %v of %d, want %v", c.q, got, found.Total, want)
			}
		}
	})
}

// TestFiveTextsAsPages: the same texts come back from HTML, and a second import changes nothing.
func TestFiveTextsAsPages(t *testing.T) {
	folder := textsOr(t)
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		imported(t, st, folder, "")
		if r := imported(t, st, folder, ""); r != (policy.Report{Unchanged: 5}) {
			t.Errorf("the second import: %+v", r)
		}
	})
	docs, err := policy.ReadFolder(folder, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		var page strings.Builder
		page.WriteString("<!doctype html><html><head><title>x</title><style>p{}</style></head><body>")
		for _, b := range d.Blocks {
			escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(b.Words())
			if b.Kind == care.BlockRow {
				escaped = "<table><tr><td>" + strings.Join(b.Cells, "</td><td>") + "</td></tr></table>"
			}
			page.WriteString("<p onclick='alert(1)'>" + escaped + "</p><script>alert(1)</script>")
		}
		again, err := policy.Read("a.html", []byte(page.String()))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := squeeze(wordsOf(again)), squeeze(wordsOf(d)); got != want {
			t.Errorf("%s differs as a page: %d and %d letters", d.Ref, len(got), len(want))
		}
	}
}

func squeeze(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '|' || r == ' ' || r == '\n' || r == '#' }), "")
}
