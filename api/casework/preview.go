package casework

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tuoyuquan/api/care"
)

// What in a summary may tell a facility who complained.
const (
	WarnSmallFacility = "small_facility"     // few children: any detail is a name
	WarnName          = "contains_name"      // a name, or who somebody is to a child
	WarnPhone         = "contains_phone"     // a telephone number
	WarnIDNumber      = "contains_id_number" // a resident id number
	WarnChild         = "contains_child"     // age, sex or birthday of a child
	WarnDate          = "date_exact"         // a day or an hour
	WarnAddress       = "contains_address"   // where somebody lives
	WarnQuote         = "quotes_statement"   // the complainant's own words, which are known by their style
)

// Preview is what a facility would see of a summary.
type Preview struct {
	Sees     care.FacilityView
	Warnings []string
}

// Previews an officer may ask for in a day: a warning answers a question, and nobody shall ask their way to a name.
var previewsOfOfficer = allowance{"preview", 120, 24 * time.Hour}

const (
	maxSummary    = 4000
	smallFacility = 10 // filed places, of all classes together
	quoteRunes    = 12 // so many characters in a row are no coincidence
)

// Preview shows an officer what the facility would see if a summary were released, and warns of what may tell who complained. Nothing
// is kept but this: a summary that holds the complainant's name or number has answered a guess, and is written down as a look at
// their identity. What the facility would see is made by the rule that makes what it sees.
func (s *Service) Preview(ctx context.Context, actor care.Actor, id care.CaseID, summary string) (Preview, error) {
	typed := summary
	summary = strings.TrimSpace(summary)
	if n := utf8.RuneCountInString(summary); n == 0 || n > maxSummary || !care.PlainText(summary) {
		return Preview{}, care.Errorf(care.Invalid, care.CodeInvalid, "summary", "write 1 to %d characters that can be seen", maxSummary)
	}
	if err := s.mayOpen(ctx, actor, id); err != nil {
		return Preview{}, err
	}
	if err := s.allow(ctx, previewsOfOfficer, actor.ID); err != nil {
		return Preview{}, err
	}
	known, err := s.knownOf(ctx, id)
	if err != nil {
		return Preview{}, err
	}
	var p Preview
	err = s.doInVault(ctx, "preview what is released", func(ctx context.Context, t *turn) error {
		f, err := t.file(ctx, id)
		if err != nil {
			return err
		}
		if f.Facility == "" {
			return care.Errorf(care.Conflict, care.CodeStateConflict, "", "the place is in no register: there is nobody to show it to")
		}
		p = Preview{Sees: t.sees(&f.Case, summary)}
		if p.Warnings, err = t.warnings(ctx, &f.Case, summary); err != nil || !names(summary, known) {
			return err
		}
		if !slices.Contains(p.Warnings, WarnName) {
			p.Warnings = append(p.Warnings, WarnName)
		}
		_, err = t.open(ctx, care.NewID(), &f.Case, actor, care.OpenedByPreview, "a summary that was tried out holds what names the complainant")
		return err
	})
	for _, seen := range []string{typed, summary} { // what is released must have been looked at
		if err == nil {
			err = s.rememberPreview(ctx, id, actor, seen)
		}
	}
	return p, err
}

// sees is what the facility would see: of the case as it would be with the summary released.
func (t *turn) sees(c *care.Case, summary string) care.FacilityView {
	with := *c
	with.Release = &care.CaseRelease{At: t.now, Text: summary}
	v, _ := care.FacilitySees(with)
	return v
}

// knownOf is what names the complainant of a case: their name, their child's and their telephone.
func (s *Service) knownOf(ctx context.Context, id care.CaseID) ([]string, error) {
	row, known, err := s.identity(ctx, id)
	if err != nil || !known {
		return nil, err
	}
	who, err := s.unseal(ctx, row, "")
	return []string{who.Name, who.Phone, who.Child}, err
}

// names reports whether a text holds one of the words, whatever stands between their characters.
func names(text string, words []string) bool {
	plain := folded(text)
	return slices.ContainsFunc(words, func(w string) bool {
		w = folded(w)
		return utf8.RuneCountInString(w) >= 2 && strings.Contains(plain, w)
	})
}

// folded is a text without anything but letters and digits, in one width and size.
func folded(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
}

const (
	chineseDigits = `〇零一二三四五六七八九十廿卅`
	surnames      = `王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严武戚莫孔汤`
)

// The patterns are wide: a warning too many is read and passed over, one too few names a family.
var warnPatterns = []struct {
	code string
	any  *regexp.Regexp
}{
	{WarnPhone, regexp.MustCompile(`1[3-9](?:[\s\-—–.·_]*\d){9}|0\d{2,3}[\s\-—]*\d{7,8}|(?i)微信|wechat|qq\s*[:：]?\s*\d{5,}|[\w.+-]+@[\w-]+\.\w+`)},
	{WarnIDNumber, regexp.MustCompile(`\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]`)},
	{WarnName, regexp.MustCompile(`[` + surnames + `]\p{Han}{0,2}(?:妈妈|爸爸|妈|爸|奶奶|爷爷|外婆|外公|姥姥|姥爷|阿姨|女士|先生|小姐|某某|某)|` +
		`(?:小|阿)[` + surnames + `]|\p{Han}{1,3}(?:宝宝|宝贝|小朋友|同学)|(?:名叫|姓名|叫做|乳名|小名|孩子叫|儿子叫|女儿叫)|` +
		`(?:妈妈|母亲|爸爸|父亲|家长|奶奶|爷爷|外婆|外公|姥姥|姥爷|投诉人|举报人)[姓叫是]?[` + surnames + `]`)},
	{WarnName, regexp.MustCompile(`(?i)\b(?:mr|mrs|ms|miss|mother of|father of|grandmother of|grandfather of)\.?\s+\p{L}+`)},
	{WarnName, regexp.MustCompile(`\p{Han}{1,4}的?(?:妈妈|爸爸|母亲|父亲|奶奶|爷爷|外婆|外公|姥姥|姥爷)`)},
	{WarnChild, regexp.MustCompile(`[\d` + chineseDigits + `两半]+\s*(?:个月|月龄|周岁|岁)|生日|出生于?|双胞胎|男孩|女孩|儿子|女儿|男宝|女宝|哥哥|姐姐|弟弟|妹妹|过敏|早产|残疾|` +
		`(?i)\b\d+[ -]?(?:months?|years?)[ -]old\b|\b(?:son|daughter|twins?|allerg\w+)\b`)},
	{WarnDate, regexp.MustCompile(`(?:[\d` + chineseDigits + `]+\s*年)?\s*[\d` + chineseDigits + `]+\s*月\s*[\d` + chineseDigits + `]+\s*[日号]|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\b\d{1,2}[/.]\d{1,2}\b|` +
		`昨天|前天|今天|昨晚|今早|当天|(?:上|这|本)?(?:周|星期|礼拜)[一二三四五六日天]|[\d` + chineseDigits + `]+\s*[点时]|\d{1,2}[:：]\d{2}|[\d` + chineseDigits + `]+[日号]|` +
		`(?i)\byesterday\b|\blast (?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)`)},
	{WarnAddress, regexp.MustCompile(`[\d` + chineseDigits + `]+\s*(?:号楼|栋|幢|单元|室|弄|号院)|小区|家住|住在|业主|邻居|楼下|对门|同事|单位是|(?i)\blives? (?:in|at|near)\b`)},
}

// warnings says what in a summary may tell who complained. It turns on the summary, the statement and the facility alone: for two
// cases that differ in who complained it is the same.
func (t *turn) warnings(ctx context.Context, c *care.Case, summary string) ([]string, error) {
	out := []string{}
	small, err := t.small(ctx, c.Facility)
	if err != nil {
		return nil, err
	}
	if small {
		out = append(out, WarnSmallFacility)
	}
	text := halfWidth(summary)
	for _, p := range warnPatterns {
		if !slices.Contains(out, p.code) && p.any.MatchString(text) {
			out = append(out, p.code)
		}
	}
	said, err := t.statement(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	if quotes(summary, said) {
		out = append(out, WarnQuote)
	}
	return out, nil
}

// halfWidth turns full-width digits, letters and signs into ASCII.
func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - ('！' - '!')
		}
		return r
	}, s)
}

// small reports whether a facility has so few places that a detail names a family.
func (t *turn) small(ctx context.Context, id care.FacilityID) (bool, error) {
	f, err := t.tx.FacilityAlone(ctx, id)
	if err != nil || f.Kind == care.KindHome {
		return err == nil, err
	}
	classes, err := t.tx.ClassesOf(ctx, id)
	if err != nil {
		return false, err
	}
	places, known := 0, false
	for _, class := range classes {
		months, err := t.tx.Occupancy(ctx, class.ID)
		if err != nil {
			return false, err
		}
		most := 0
		for _, m := range months {
			most, known = max(most, m.Filed), true
		}
		places += most
	}
	return !known || places <= smallFacility, nil // of which nothing is known may be small
}

// statement is what a complainant wrote, in the complaint and since.
func (t *turn) statement(ctx context.Context, id care.CaseID) (string, error) {
	c, err := t.tx.Complaint(ctx, id)
	if err != nil {
		return "", err
	}
	text, err := t.Box.Open("complaint:"+string(id), c.TextSealed)
	if err != nil {
		return "", err
	}
	wants, err := t.Box.Open("complaint.wants:"+string(id), c.WantsSealed)
	return text + "\n" + wants, err
}

// quotes reports whether a text repeats so much of another in one piece that its style can be known.
func quotes(text, said string) bool {
	letters, whole := []rune(folded(text)), folded(said)
	for i := 0; i+quoteRunes <= len(letters); i++ {
		if strings.Contains(whole, string(letters[i:i+quoteRunes])) {
			return true
		}
	}
	return false
}
