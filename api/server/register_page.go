package server

import (
	"bytes"
	"context"
	"embed"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tuoyuquan/api/care"
	"tuoyuquan/api/ledger"
)

// The public register as pages that need no script: whoever may not run the app must be able to read it too.

//go:embed register
var registerFiles embed.FS

var (
	registerTemplate = template.Must(template.ParseFS(registerFiles, "register/page.html"))
	registerStyle    = readRegisterStyle()
)

func readRegisterStyle() document {
	body, err := registerFiles.ReadFile("register/style.css")
	if err != nil {
		panic(err) // embedded: cannot fail
	}
	return newDocument(body)
}

// registerPolicy lets the pages use their own style and send their own form, and nothing else.
const registerPolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

const registerPageSize = 50

// registerTexts are the words of the pages.
var registerTexts = map[bool]map[string]string{
	false: {
		"skip": "跳到正文", "sections": "栏目", "search": "查找机构", "words": "名称、代码或地址", "area": "区域", "status": "状态", "all": "全部", "look": "查找",
		"name": "机构", "filing": "备案", "kind": "类型", "places": "备案托位", "where": "地址", "none": "没有符合条件的机构。可以放宽条件再查。",
		"changes": "变更公示", "changesLead": "备案、变更、暂停、恢复、注销的每一次记录，最近的在前。", "noneYet": "还没有记录。", "colon": "：",
		"filesLead": "每天一份完整的名录，用 Ed25519 签名；保存下来，以后可以证明当天公示的内容没有被改动。", "key": "公钥（PEM）", "file": "名录", "signature": "签名",
		"pages": "翻页", "before": "上一页", "after": "下一页", "asOf": "数据时间", "upTo": "记录号", "download": "下载：", "signed": "每日签名文件", "register": "机构名录",
		"notices": "不符合公示", "noticesLead": "经核实不符合设置标准和管理规范的备案申请，连同原因依法向社会公开（国卫办人口发〔2019〕25号）；重新提交后撤下，记录留在变更公示里。", "noNotices": "现在没有不符合的备案申请。",
		"standing": "在册", "suspended": "暂停服务", "cancelled": "已注销", "inclusive": "普惠", "other": "English",
	},
	true: {
		"skip": "Skip to the content", "sections": "Sections", "search": "Look for a facility", "words": "Name, code or address", "area": "Area", "status": "Status", "all": "All",
		"look": "Search", "name": "Facility", "filing": "Filing", "kind": "Kind", "places": "Filed places", "where": "Address",
		"none": "No facility fits. Ask for less and try again.", "changes": "Changes", "changesLead": "Every filing, change, suspension, reopening and cancellation, the latest first.",
		"noneYet": "Nothing yet.", "colon": ": ",
		"filesLead": "The whole register of each day, signed with Ed25519. Keep it, and you can prove later that what was published has not been changed.",
		"key":       "Public key (PEM)", "file": "register", "signature": "signature", "pages": "Pages", "before": "Previous", "after": "Next", "asOf": "As of", "upTo": "record no.",
		"download": "Download:", "signed": "signed days", "register": "Facilities", "standing": "Standing", "suspended": "Suspended",
		"notices":     "Not conforming",
		"noticesLead": "Filings that were found not to meet the standards, published with the reasons as the law asks (国卫办人口发〔2019〕25号). A notice ends when the filing comes again; the log of changes keeps it.",
		"noNotices":   "No filing is found not to conform now.",
		"cancelled":   "Cancelled", "inclusive": "Inclusive",
		"other": "中文",
	},
}

// registerView is what the template shows.
type registerView struct {
	Lang, Short, Title, City, Page string
	T                              map[string]string
	Nav                            []registerLink
	Words, Caption                 string
	Areas, Statuses                []registerChoice
	Rows                           []registerRow
	Log                            []registerEntry
	Notices                        []registerNotice
	Files                          []string
	Before, After                  string
	Stamp, At, Hash                string
	Seq                            int64
}

type registerLink struct {
	Href, Text, Lang string
	Current          bool
}

type registerChoice struct {
	Value, Text string
	Chosen      bool
}

type registerRow struct {
	Name, OtherName, CreditCode, Status, Mark, FilingNo, FilingDate, Authority, Kind, InclusiveText, Modes, AreaName, Address string
	Inclusive                                                                                                                 bool
	Places                                                                                                                    int
}

type registerEntry struct {
	Seq                                int64
	Kind, Mark, Name, Area, Stamp, Day string
	Lines                              []registerLine
	Why                                []string
}

// registerNotice is a filing that was found not to conform.
type registerNotice struct {
	Name, Kind, Area, Address, Day string
	Why                            []string
}

type registerLine struct {
	Field, Old, New string
	Plain           bool
}

// LangParam chooses the language of a page.
type LangParam struct {
	Lang string `query:"lang" enum:"zh,en" doc:"Language of the page; as the browser says when absent"`
}

func (l *LangParam) english(ctx context.Context) bool {
	return l.Lang == "en" || l.Lang == "" && !infoOf(ctx).chinese
}

// registerPageInput asks for a page of the register.
type registerPageInput struct {
	LangParam

	// A form sends what was left empty as well.
	Q      string `query:"q" maxLength:"80"`
	Area   string `query:"area" maxLength:"12" pattern:"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})?$" patternDescription:"2, 4, 6, 9 or 12 digits"`
	Status string `query:"status" maxLength:"12" pattern:"^(|standing|suspended|cancelled)$" patternDescription:"standing, suspended or cancelled"`
	Page   int    `query:"page" minimum:"1" maximum:"10000" default:"1"`
}

func (s *Server) registerPage(ctx context.Context, in *registerPageInput) (*raw, error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	english := in.english(ctx)
	v := s.registerView(ctx, snap, "register", english)
	rows := snap.Find(ledger.Query{Words: in.Q, Area: in.Area, Status: in.Status})
	v.Words = in.Q
	v.Caption = strconv.Itoa(len(rows)) + " / " + strconv.Itoa(len(snap.Rows)) + " · " + v.T["standing"] + " " + strconv.Itoa(snap.Standing())
	v.Areas = registerAreas(snap.Rows, in.Area)
	for _, one := range []string{"standing", "suspended", "cancelled"} {
		v.Statuses = append(v.Statuses, registerChoice{one, v.T[one], in.Status == one})
	}
	for _, r := range pageOf(rows, in.Page, registerPageSize) {
		v.Rows = append(v.Rows, rowView(r, english, v.T))
	}
	q := url.Values{}
	for k, value := range map[string]string{"q": in.Q, "area": in.Area, "status": in.Status, "lang": in.Lang} {
		if value != "" {
			q.Set(k, value)
		}
	}
	at := func(page int) string {
		q.Set("page", strconv.Itoa(page))
		return "/register?" + q.Encode()
	}
	if in.Page > 1 {
		v.Before = at(in.Page - 1)
	}
	if in.Page*registerPageSize < len(rows) {
		v.After = at(in.Page + 1)
	}
	return s.sendRegister(v)
}

// registerAreas are the districts that have facilities.
func registerAreas(rows []ledger.Registered, chosen string) []registerChoice {
	names := map[string]string{}
	for _, r := range rows {
		if len(r.AreaCode) >= 6 {
			code := r.AreaCode[:6]
			if name := r.AreaName; name != "" && (names[code] == "" || len(name) < len(names[code])) {
				names[code] = name
			}
		}
	}
	out := make([]registerChoice, 0, len(names))
	for code, name := range names {
		out = append(out, registerChoice{code, name + " " + code, code == chosen})
	}
	slices.SortFunc(out, func(a, b registerChoice) int { return strings.Compare(a.Value, b.Value) })
	return out
}

func rowView(r ledger.Registered, english bool, t map[string]string) registerRow {
	modes := each(r.Modes, func(m care.Mode) string { return ledger.Word("mode."+string(m), english) })
	return registerRow{
		Name: r.Name, OtherName: r.OtherName, CreditCode: r.CreditCode, Status: ledger.Word("status."+string(r.Status), english), Mark: string(r.Status),
		FilingNo: r.FilingNo, FilingDate: r.FilingDate, Authority: r.Authority, Kind: ledger.Word("kind."+string(r.Kind), english), Inclusive: r.Inclusive,
		InclusiveText: t["inclusive"], Modes: strings.Join(modes, "、"), AreaName: r.AreaName, Address: r.Address, Places: r.Places,
	}
}

// registerChangesInput asks for a page of the log.
type registerChangesInput struct {
	LangParam

	Before int64 `query:"before" minimum:"1"`
}

func (s *Server) registerChangesPage(ctx context.Context, in *registerChangesInput) (*raw, error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	english := in.english(ctx)
	v := s.registerView(ctx, snap, "changes", english)
	lines, next, err := s.registerLog(ctx, &registerLogInput{Before: in.Before, Limit: registerPageSize})
	if err != nil {
		return nil, err
	}
	ctx = inLanguage(ctx, english)
	for _, l := range lines {
		c := registerChange(ctx, l)
		e := registerEntry{
			Seq: c.Seq, Kind: ledger.Word("log."+string(c.Kind), english), Mark: string(c.Kind), Name: c.Name, Area: c.AreaName, Stamp: c.At,
			Day: l.At.Time().Format(time.DateOnly),
		}
		for _, f := range c.Fields {
			e.Lines = append(e.Lines, registerLine{Field: f.Label, Old: f.Old, New: f.New, Plain: f.Field == "classes"})
		}
		for _, r := range c.Reasons {
			e.Why = append(e.Why, r.Text)
		}
		if c.Words != "" {
			e.Why = append(e.Why, c.Words)
		}
		v.Log = append(v.Log, e)
	}
	if next > 0 {
		v.After = "/register/changes?lang=" + v.Short + "&before=" + strconv.FormatInt(next, 10)
	}
	return s.sendRegister(v)
}

func (s *Server) registerNoticesPage(ctx context.Context, in *LangParam) (*raw, error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	list, err := s.Filing.Notices(ctx, "")
	if err != nil {
		return nil, err
	}
	english := in.english(ctx)
	v := s.registerView(ctx, snap, "notices", english)
	for _, n := range list {
		one := registerNotice{Name: n.Name, Kind: ledger.Word("matter."+string(n.Kind), english), Area: n.AreaName, Address: n.Address, Day: n.On.String()}
		for _, r := range n.Reasons {
			one.Why = append(one.Why, reasonWithWords(r, english))
		}
		v.Notices = append(v.Notices, one)
	}
	return s.sendRegister(v)
}

// inLanguage is a request's context that prefers another language than its headers say.
func inLanguage(ctx context.Context, english bool) context.Context {
	info := *infoOf(ctx)
	info.Context, info.chinese = ctx, !english
	return &info
}

func (s *Server) registerFilesPage(ctx context.Context, in *LangParam) (*raw, error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	v := s.registerView(ctx, snap, "files", in.english(ctx))
	files, err := s.signedDays(ctx)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		v.Files = append(v.Files, f.Day)
	}
	return s.sendRegister(v)
}

func (s *Server) registerView(_ context.Context, snap *ledger.Snapshot, page string, english bool) registerView {
	v := registerView{
		Lang: "zh-CN", Short: "zh", Title: ledger.Word("title", english), City: s.town.Load().City, Page: page, T: registerTexts[english],
		Stamp: stamp(snap.At), At: snap.At.Time().Format("2006-01-02 15:04"), Seq: snap.Seq, Hash: snap.Hash,
	}
	other := "en"
	if english {
		v.Lang, v.Short, other = "en", "en", "zh"
	}
	paths := map[string]string{"register": "/register", "changes": "/register/changes", "notices": "/register/notices", "files": "/register/files"}
	for _, p := range []struct{ page, text string }{{"register", v.T["register"]}, {"changes", v.T["changes"]}, {"notices", v.T["notices"]}, {"files", v.T["signed"]}} {
		v.Nav = append(v.Nav, registerLink{Href: paths[p.page] + "?lang=" + v.Short, Text: p.text, Current: p.page == page})
	}
	v.Nav = append(v.Nav, registerLink{Href: paths[page] + "?lang=" + other, Text: v.T["other"], Lang: other})
	return v
}

func (s *Server) sendRegister(v registerView) (*raw, error) {
	var b bytes.Buffer
	if err := registerTemplate.Execute(&b, v); err != nil {
		return nil, err
	}
	body := b.Bytes()
	return &raw{Body: func(ctx huma.Context) {
		x := unwrap(ctx)
		x.SetHeader("Content-Security-Policy", registerPolicy)
		x.SetHeader("Vary", "Accept-Language")
		plainBody("text/html; charset=utf-8", "", body).Body(ctx)
	}}, nil
}

func (s *Server) registerStyleSheet(context.Context, *struct{}) (*raw, error) {
	return registerStyle.reply("text/css; charset=utf-8", "public, max-age=3600", ""), nil
}
