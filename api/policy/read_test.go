package policy_test

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"tuoyuquan/api/care"
	"tuoyuquan/api/policy"
)

const samplePage = `<!DOCTYPE html><html><head><meta charset="utf-8"><title>政策_某市卫健委</title>
<meta name="ArticleTitle" content="关于普惠托育收费的通知"><meta name="PubDate" content="2024-03-05 10:00"><meta name="ContentSource" content="某市发展和改革委员会">
<script>var x = "不该出现";</script><style>.a{content:"不该出现"}</style></head>
<body onload="alert(1)"><nav><ul><li>首页导航</li></ul></nav>
<h1>关于普惠托育收费的通知</h1><p>某发改〔2024〕12号</p>
<p>一、收费项目</p>
<div>公办托育机构实行<b>政府指导价</b>，<a href="javascript:alert(1)">上浮不超过20%</a>。<br>其他机构实行市场调节价。</div>
<ul><li>保育费</li><li>伙食费<p>按月结算</p></li></ul>
<table><tr><th>班型</th><th>每月</th></tr><tr><td>乳儿班<br>（6—12个月）</td><td>1900</td></tr></table>
<p style="DISPLAY : none">藏起来的字</p><div hidden><p>藏起来的字</p></div>
<img src=x onerror=alert(1)><iframe src="//evil.example">不该出现</iframe><svg><text>不该出现</text></svg>
<form><input value="不该出现"><textarea>不该出现</textarea></form>
<p>&lt;script&gt;alert(1)&lt;/script&gt;只是字。</p><p>看` + "\u202e" + `反的` + "\u200b" + `字</p>
<footer>版权所有</footer></body></html>`

func TestPagesBecomePlainBlocks(t *testing.T) {
	d, err := policy.Read("tongzhi.html", []byte(samplePage))
	if err != nil {
		t.Fatal(err)
	}
	if d.Title != "关于普惠托育收费的通知" || d.Issuer != "某市发展和改革委员会" || d.Number != "某发改〔2024〕12号" || d.Issued != (care.Date{Year: 2024, Month: 3, Day: 5}) {
		t.Errorf("says of itself: %+v", d)
	}
	want := []care.Block{
		{Kind: care.BlockHeading, Level: 1, Text: "关于普惠托育收费的通知"},
		{Kind: care.BlockText, Text: "某发改〔2024〕12号"},
		{Kind: care.BlockHeading, Level: 2, Text: "一、收费项目"},
		{Kind: care.BlockText, Text: "公办托育机构实行政府指导价，上浮不超过20%。"},
		{Kind: care.BlockText, Text: "其他机构实行市场调节价。"},
		{Kind: care.BlockItem, Text: "保育费"},
		{Kind: care.BlockItem, Text: "伙食费"},
		{Kind: care.BlockItem, Text: "按月结算"},
		{Kind: care.BlockRow, Cells: []string{"班型", "每月"}},
		{Kind: care.BlockRow, Cells: []string{"乳儿班 （6—12个月）", "1900"}},
		{Kind: care.BlockText, Text: "<script>alert(1)</script>只是字。"},
		{Kind: care.BlockText, Text: "看反的字"},
	}
	if got := asJSON(t, d.Blocks); got != asJSON(t, want) {
		t.Errorf("blocks: %s", got)
	}
	d.Ref = "x"
	if err := d.Validate(); err != nil {
		t.Error(err)
	}
}

func TestTextsHaveHeadingsListsAndTables(t *testing.T) {
	d, err := policy.Read("a.txt", []byte("---\ntitle: 示范办法\n文号: 示托[2025]1号\nregion: 320500\nstatus: 征求意见稿\n---\n# 示范办法\n第一章 总则\n(一)适用范围\n本办法适用于本市。\n- 甲\n序号 | 班型 | 元 |\n"))
	if err != nil {
		t.Fatal(err)
	}
	if d.Number != "示托〔2025〕1号" || d.Region != "3205" || d.Status != care.DocumentDraft || d.Title != "示范办法" {
		t.Errorf("%+v", d)
	}
	var kinds []string
	for _, b := range d.Blocks {
		kinds = append(kinds, string(b.Kind))
	}
	if !slices.Equal(kinds, []string{"heading", "heading", "heading", "text", "item", "row"}) {
		t.Errorf("%v", kinds)
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte("关于托育补贴的通知\n每人每月三百元。"))
	if err != nil {
		t.Fatal(err)
	}
	if d, err := policy.Read("b.txt", gb); err != nil || d.Title != "关于托育补贴的通知" {
		t.Errorf("GB 18030: %v %v", d.Title, err)
	}
}

func TestFilesThatAreNoTextAreRefused(t *testing.T) {
	for code, file := range map[care.Code][]byte{
		care.CodeDocumentFormat: []byte("%PDF-1.7 abc"),
		care.CodeDocumentEmpty:  []byte("<html><body><script>x</script></body></html>"),
		care.CodeTooLarge:       bytes.Repeat([]byte("字"), policy.MaxFile),
	} {
		_, err := policy.Read("a", file)
		var e *care.Error
		if !errors.As(err, &e) || e.Code != code {
			t.Errorf("%s: %v", code, err)
		}
	}
	deep := strings.Repeat("<div><table><tr><td>", 30_000) + "字" + strings.Repeat("</td></tr></table></div>", 30_000)
	if d, err := policy.Read("deep.html", []byte(deep)); err != nil || len(d.Blocks) == 0 {
		t.Errorf("deep: %v", err)
	}
	if _, err := policy.Read("many.txt", []byte(strings.Repeat("甲\n乙\n", 5000))); err == nil {
		t.Error("ten thousand paragraphs are taken")
	}
}

func TestFoldersSayWhatTheirFilesAre(t *testing.T) {
	folder := fstest.MapFS{
		"a.txt":           {Data: []byte("关于甲的通知\n内容甲。")},
		"sub/b.html":      {Data: []byte("<p>关于乙的通知</p><p>内容乙。</p>")},
		"notes.doc":       {Data: []byte("skipped")},
		policy.ListFile:   {Data: []byte("file,文号,地区,状态\na.txt,甲发〔2024〕1号,320500,废止\n")},
		".hidden/x.txt":   {Data: []byte("甲")},
		"sub/.hidden.txt": {Data: []byte("甲")},
	}
	delete(folder, ".hidden/x.txt")
	docs, err := policy.ReadFolder(folder, "11")
	if err != nil {
		t.Fatal(err)
	}
	if len(docs) != 2 || docs[0].Ref != "a" || docs[0].Number != "甲发〔2024〕1号" || docs[0].Region != "320500" || docs[0].Status != care.DocumentRepealed || docs[1].Ref != "sub/b" || docs[1].Region != "11" {
		t.Errorf("%s", asJSON(t, docs))
	}
	for _, c := range []struct {
		name, list string
		more       fstest.MapFS
		want       care.Code
	}{
		{"a list of gigabytes", strings.Repeat("file\n", policy.MaxFile), nil, care.CodeTooLarge},
		{"a day that is none", "file,issued\na.txt,2026-13-45\n", fstest.MapFS{"a.txt": {Data: []byte("托育")}}, care.CodeBadDate},
		{"a file named twice", "file,note\na.txt,1\na.txt,2\n", fstest.MapFS{"a.txt": {Data: []byte("托育")}}, care.CodeInvalid},
		{"two of one name", "file\n", fstest.MapFS{"a.txt": {Data: []byte("托育")}, "a.md": {Data: []byte("别的")}}, care.CodeInvalid},
		{"a pipe", "file\n", fstest.MapFS{"a.txt": {Mode: fs.ModeNamedPipe}}, care.CodeDocumentFormat},
	} {
		hostile := fstest.MapFS{policy.ListFile: {Data: []byte(c.list)}}
		maps.Copy(hostile, c.more)
		if docs, err := policy.ReadFolder(hostile, ""); codeOf(err) != c.want || docs != nil {
			t.Errorf("%s: %v, %d documents", c.name, err, len(docs))
		}
	}
	folder[policy.ListFile] = &fstest.MapFile{Data: []byte("file\nmissing.txt\n")}
	if _, err := policy.ReadFolder(folder, ""); err == nil {
		t.Error("a file that is not there is not missed")
	}
}

// FuzzRead: whatever a file holds, what is kept is valid and holds no hidden characters.
func FuzzRead(f *testing.F) {
	f.Add("a.html", samplePage)
	f.Add("a.txt", "# 甲\n一、乙\n- 丙\n丁 | 戊 |\n")
	f.Add("a.html", "<table><tr><td><p>甲<tr><li>乙<h1><script/>丙<svg><b></svg>")
	f.Add("a.html", "<plaintext><h9>甲</h9><TITLE>x<p>y")
	f.Fuzz(func(t *testing.T, name, text string) {
		d, err := policy.Read(name, []byte(text))
		if err != nil {
			return
		}
		d.Ref = "x"
		d.Region, d.Source = "", ""
		if !slices.Contains(care.DocumentStatuses(), d.Status) {
			d.Status = care.DocumentInForce
		}
		if utf8.RuneCountInString(d.Title) > 300 || utf8.RuneCountInString(d.Issuer) > 200 || utf8.RuneCountInString(d.Note) > 300 || utf8.RuneCountInString(d.Number) > 200 || !d.To.IsZero() {
			return // said by the file itself; refused with the field's name when it is saved
		}
		if len(wordsOf(d)) > 600_000 {
			return
		}
		if err := d.Validate(); err != nil {
			t.Fatalf("%v in %s", err, asJSON(t, d))
		}
	})
}
