package policy

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"tuoyuquan/api/care"
)

var (
	aNumber  = regexp.MustCompile(`^[\p{Han}]{2,14} ?[〔\[［【(（] ?\d{4} ?[〕\]］】)）] ?第? ?\d{1,4} ?号$`)
	aDay     = regexp.MustCompile(`(\d{4}) ?[年\-/.] ?(\d{1,2}) ?[月\-/.] ?(\d{1,2}) ?日?`)
	anOffice = regexp.MustCompile(`^[\p{Han}]{2,30}(委员会|办公厅|办公室|人民政府|卫生健康委|管理局|教育局|财政局|人大常委会)$`)
	aTitle   = regexp.MustCompile(`(通知|意见|方案|办法|条例|规定|标准|规范|报告|细则|计划|公告|指南|决定|摘要|须知|说明)`)
	prefixOf = regexp.MustCompile(`^(?:时间|发布时间|发布日期|日期)[:： ]*`)
)

const looked = 80 // paragraphs from the top and from the end in which a document says what it is

// guess fills in what a document says of itself in lines of their own. It guesses nothing from within sentences: a document
// names many others.
func guess(d *care.Document) {
	for i, b := range d.Blocks {
		if i >= looked && i < len(d.Blocks)-looked {
			continue
		}
		text := b.Text
		switch {
		case d.Number == "" && aNumber.MatchString(text):
			d.Number = text
		case anOffice.MatchString(text) && (d.Issuer == "" || i > len(d.Blocks)/2 && utf8.RuneCountInString(text) < 30):
			if d.Issuer == "" {
				d.Issuer = text
			}
		case d.Issued.IsZero() && utf8.RuneCountInString(text) <= shortLine:
			line := prefixOf.ReplaceAllString(text, "")
			if at := aDay.FindStringIndex(line); at != nil && at[0] == 0 {
				d.Issued = dayIn(line)
			}
		}
	}
	if d.Title == "" || !aTitle.MatchString(d.Title) {
		if t := titleOf(d.Blocks); t != "" {
			d.Title = t
		}
	}
	if d.Title == "" {
		d.Title = string([]rune(d.Blocks[0].Words())[:min(60, utf8.RuneCountInString(d.Blocks[0].Words()))])
	}
	if d.Status == "" {
		d.Status = care.DocumentInForce
		if strings.Contains(d.Title, "征求意见稿") || strings.Contains(d.Title, "草案") {
			d.Status = care.DocumentDraft
		}
	}
}

// titleOf is the first heading or line near the top that reads like a title.
func titleOf(blocks []care.Block) string {
	for _, b := range blocks[:min(len(blocks), looked)] {
		n := utf8.RuneCountInString(b.Text)
		if n >= 8 && n <= 120 && !strings.HasSuffix(b.Text, "。") && aTitle.MatchString(b.Text) && (b.Kind == care.BlockHeading && b.Level == 1 || b.Kind == care.BlockText) {
			return b.Text
		}
	}
	return ""
}

// dayIn is the first day written in a text; zero when there is none.
func dayIn(s string) care.Date {
	m := aDay.FindStringSubmatch(s)
	if m == nil {
		return care.Date{}
	}
	var n [3]int
	for i := range n {
		n[i], _ = strconv.Atoi(m[i+1])
	}
	d, err := care.ParseDate(pad(n[0], 4) + "-" + pad(n[1], 2) + "-" + pad(n[2], 2))
	if err != nil {
		return care.Date{}
	}
	return d
}

func pad(n, width int) string {
	s := strconv.Itoa(n)
	return strings.Repeat("0", max(0, width-len(s))) + s
}
