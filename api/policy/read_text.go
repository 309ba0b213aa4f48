package policy

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"tuoyuquan/api/care"
)

// How headings of plain Chinese documents begin, by level. A line counts as one when it is short and no sentence goes on in it.
var headings = []struct {
	level int
	begin *regexp.Regexp
}{
	{2, regexp.MustCompile(`^第[一二三四五六七八九十百0-9]+[章编部]`)},
	{2, regexp.MustCompile(`^[一二三四五六七八九十]{1,3}[、.．]`)},
	{3, regexp.MustCompile(`^第[一二三四五六七八九十百0-9]+节`)},
	{3, regexp.MustCompile(`^[(（][一二三四五六七八九十]{1,3}[)）]`)},
}

const shortLine = 42

// readText reads plain text. Fields may stand above it between two lines of ---.
func readText(text string) care.Document {
	var d care.Document
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n")
	lines = frontMatter(&d, lines)
	var b builder
	for _, line := range lines {
		b.line(tidy(line))
	}
	d.Blocks = b.blocks
	return d
}

func (b *builder) line(line string) {
	if line == "" || strings.Trim(line, "-=_*#| ") == "" {
		return
	}
	if marks := len(line) - len(strings.TrimLeft(line, "#")); marks > 0 && marks <= 6 && strings.HasPrefix(line[marks:], " ") {
		b.add(care.BlockHeading, min(marks, 4), line[marks:])
		return
	}
	if strings.Count(line, "|") >= 2 || strings.Count(line, " | ") >= 1 {
		b.row(strings.Split(strings.Trim(line, "| "), "|"))
		return
	}
	for _, mark := range []string{"- ", "* ", "• ", "·"} {
		if rest, ok := strings.CutPrefix(line, mark); ok {
			b.add(care.BlockItem, 0, rest)
			return
		}
	}
	if level := headingLevel(line); level > 0 {
		b.add(care.BlockHeading, level, line)
		return
	}
	b.add(care.BlockText, 0, line)
}

// headingLevel is the level of a line that is a heading, otherwise 0.
func headingLevel(line string) int {
	if utf8.RuneCountInString(line) > shortLine {
		return 0
	}
	body := strings.TrimRight(line, "。")
	if strings.ContainsAny(body, "。；;！？") || strings.HasSuffix(line, "，") {
		return 0
	}
	for _, h := range headings {
		if h.begin.MatchString(line) {
			return h.level
		}
	}
	return 0
}

// frontMatter takes "key: value" lines between two lines of --- off the top.
func frontMatter(d *care.Document, lines []string) []string {
	start := 0
	for start < len(lines) && strings.TrimSpace(lines[start]) == "" {
		start++
	}
	if start == len(lines) || strings.TrimSpace(lines[start]) != "---" {
		return lines
	}
	for i := start + 1; i < len(lines) && i < start+30; i++ {
		line := tidy(lines[i])
		if line == "---" {
			return lines[i+1:]
		}
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			return lines // not ours: it is text
		}
		setField(d, strings.TrimSpace(key), strings.TrimSpace(value))
	}
	return lines
}

// fieldNames are what a field may be called above a text, in a list, or in a page's own description.
var fieldNames = map[string]string{
	"ref": "ref", "title": "title", "标题": "title", "articletitle": "title",
	"issuer": "issuer", "发文机关": "issuer", "contentsource": "issuer", "number": "number", "文号": "number",
	"issued": "issued", "date": "issued", "发布日期": "issued", "pubdate": "issued", "from": "from", "施行日期": "from", "to": "to", "失效日期": "to",
	"region": "region", "地区": "region", "status": "status", "状态": "status", "source": "source", "url": "source", "来源": "source", "note": "note",
}

var statusNames = map[string]care.DocumentStatus{
	"现行": care.DocumentInForce, "有效": care.DocumentInForce, "征求意见稿": care.DocumentDraft, "征求意见": care.DocumentDraft,
	"废止": care.DocumentRepealed, "已废止": care.DocumentRepealed, "参考": care.DocumentReference, "参考资料": care.DocumentReference,
}

// setField takes one field by any of its names; what has none is left alone.
func setField(d *care.Document, name, value string) {
	if value = tidy(value); value == "" {
		return
	}
	switch fieldNames[strings.ToLower(name)] {
	case "ref":
		d.Ref = value
	case "title":
		d.Title = value
	case "issuer":
		d.Issuer = value
	case "number":
		d.Number = value
	case "issued":
		d.Issued = dayIn(value)
	case "from":
		d.From = dayIn(value)
	case "to":
		d.To = dayIn(value)
	case "region":
		d.Region = value
	case "status":
		d.Status = care.DocumentStatus(value)
		if s, ok := statusNames[value]; ok {
			d.Status = s
		}
	case "source":
		d.Source = value
	case "note":
		d.Note = value
	}
}
