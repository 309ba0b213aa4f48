package registry

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"tuoyuquan/api/care"
)

// The functions here read what a cell says. They are given cleaned text that is not empty, and their errors are the
// reason shown for a bad row.

func parseBool(s string) (bool, error) {
	switch strings.ToLower(strings.TrimSpace(narrow(s))) {
	case "是", "有", "对", "√", "✓", "✔", "☑", "y", "yes", "true", "t", "1", "普惠", "开放":
		return true, nil
	case "否", "无", "没有", "不是", "×", "✗", "✘", "x", "☐", "n", "no", "false", "f", "0", "非普惠", "不开放", "/", "-":
		return false, nil
	}
	return false, errors.New("write 是 or 否 (yes or no)")
}

var (
	// thousands is a number with a comma before every three digits; any other comma separates two numbers.
	thousands = regexp.MustCompile(`^\D*\d{1,3}(?:,\d{3})+(?:\D|$)`)
	ageNoise  = strings.NewReplacer(" ", "", "~", "-", "至", "-", "到", "-", "周岁", "岁", "月龄", "月", "个月", "月")
	ageSide   = regexp.MustCompile(`^(\d{1,3})(\.5)?(岁|月|)(半?)$`)
)

func parseCount(s string, most int) (int, error) {
	t := s
	if _, err := strconv.Atoi(s); err != nil {
		t = countWords(s)
	}
	n, err := strconv.Atoi(t)
	if err != nil {
		return 0, errors.New("write a whole number")
	}
	if n < 0 || n > most {
		return 0, fmt.Errorf("the number must be 0 to %d", most)
	}
	return n, nil
}

func countWords(s string) string {
	t := oneNumber(s)
	for _, unit := range []string{"个", "人", "名", "平方米", "平米", "m2", "㎡"} {
		t = strings.TrimSuffix(t, unit)
	}
	return strings.TrimSuffix(strings.TrimSuffix(t, ".0"), ".00")
}

// oneNumber makes the text of a number narrow and takes the commas of thousands out. Blanks go where they part no digits:
// 20, 30 and 20 30 are two numbers, which must never be read as 2030.
func oneNumber(s string) string {
	t := strings.TrimSpace(narrow(strings.ReplaceAll(s, "、", ";")))
	if thousands.MatchString(t) {
		t = strings.ReplaceAll(t, ",", "")
	}
	var b strings.Builder
	var last rune
	gap := false
	for _, r := range t {
		if unicode.IsSpace(r) {
			gap = true
			continue
		}
		if gap && unicode.IsDigit(last) && unicode.IsDigit(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last, gap = r, false
	}
	return b.String()
}

func parseFloat(s string) (float64, error) {
	t := strings.TrimRight(strings.TrimSpace(narrow(s)), "°度EeNn ")
	if strings.Count(t, ",") == 1 && !strings.Contains(t, ".") {
		t = strings.Replace(t, ",", ".", 1) // a decimal comma
	}
	v, err := strconv.ParseFloat(t, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, errors.New("write a number, such as 116.3267")
	}
	return v, nil
}

var dateLayouts = []string{
	"2006-1-2", "2006/1/2", "2006.1.2", "20060102", "2006年1月2日", "2006年1月2号",
	"2006-1-2 15:04:05", "2006/1/2 15:04:05", "2006-1-2 15:04", "2006/1/2 15:04",
	"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02T15:04:05.999",
}

// parseTime reads a day, with or without the time of day, in Shanghai time, or an Excel serial.
func parseTime(s string, from1904 bool) (time.Time, error) {
	s = strings.TrimSpace(narrow(s))
	for _, layout := range dateLayouts {
		if t, err := time.ParseInLocation(layout, s, care.Shanghai); err == nil {
			return inYears(t)
		}
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return inYears(t.In(care.Shanghai))
	}
	// An Excel serial: days since 1899-12-30 (or 1904-01-01), 1950 to 2119.
	if v, err := strconv.ParseFloat(s, 64); err == nil && v >= 18500 && v < 80000 {
		base := time.Date(1899, 12, 30, 0, 0, 0, 0, care.Shanghai)
		if from1904 {
			base = time.Date(1904, 1, 1, 0, 0, 0, 0, care.Shanghai)
		}
		days, part := math.Modf(v)
		return inYears(base.AddDate(0, 0, int(days)).Add(time.Duration(math.Round(part*86400)) * time.Second))
	}
	return time.Time{}, errors.New("write a date as 2026-03-01")
}

func inYears(t time.Time) (time.Time, error) {
	if t.Year() < 1900 || t.Year() > 2200 {
		return time.Time{}, fmt.Errorf("the year %d is outside 1900 to 2200", t.Year())
	}
	return t, nil
}

func parseDay(s string, from1904 bool) (care.Date, error) {
	t, err := parseTime(s, from1904)
	if err != nil {
		return care.Date{}, err
	}
	return care.DateOf(t), nil
}

func parseMonth(s string, from1904 bool) (care.Month, error) {
	t := strings.TrimSpace(narrow(s))
	for _, layout := range []string{"2006-1", "2006/1", "2006.1", "2006年1月", "200601"} {
		if m, err := time.Parse(layout, t); err == nil {
			m, err := inYears(m)
			return care.DateOf(m).MonthOf(), err
		}
	}
	d, err := parseDay(s, from1904)
	if err != nil {
		return 0, errors.New("write a month as 2026-03")
	}
	return d.MonthOf(), nil
}

// parseAges reads a span of months of age: "6-12", "6～36个月", "1-3岁", "6个月-3岁", "1岁半-3岁". A span without a unit that
// would end by the age of six months could as well be years, and is refused.
func parseAges(s string) (from, to int, err error) {
	a, b, ok := strings.Cut(ageNoise.Replace(narrow(s)), "-")
	x, y := ageSide.FindStringSubmatch(a), ageSide.FindStringSubmatch(b)
	if !ok || x == nil || y == nil {
		return 0, 0, errors.New("write a span of months, such as 6-36 or 6个月-3岁")
	}
	unit := y[3]
	if unit == "" {
		unit = x[3]
	}
	if from, err = ageMonths(x, cmp.Or(x[3], unit)); err != nil {
		return 0, 0, err
	}
	if to, err = ageMonths(y, unit); err != nil {
		return 0, 0, err
	}
	if unit == "" && to <= 6 {
		return 0, 0, fmt.Errorf("months or years? write %d-%d个月 or %d-%d岁", from, to, from, to)
	}
	if to <= from || to > 84 {
		return 0, 0, errors.New("the ages must be 0 to 84 months, the lower one first")
	}
	return from, to, nil
}

// ageMonths reads one side of a span, a match of ageSide.
func ageMonths(m []string, unit string) (int, error) {
	n, err := strconv.Atoi(m[1])
	half := m[2] != "" || m[4] != ""
	if err != nil || half && unit != "岁" {
		return 0, errors.New("write a whole number of months")
	}
	if unit == "岁" {
		n *= 12
		if half {
			n += 6
		}
	}
	return n, nil
}

// word is one of the values a column may have, with the words people write for it.
type word[T ~string] struct {
	value T
	also  []string // squeezed; the first is the Chinese word
}

func lookUp[T ~string](words []word[T], s string) (T, error) {
	for _, w := range words {
		if s == string(w.value) || contains(w.also, s) {
			return w.value, nil
		}
	}
	v, ok := squeezed(words, s)
	if !ok {
		return "", errors.New("write one of " + choices(words))
	}
	// What stands in brackets is a remark, but not when it says something else: 已备案（已注销）.
	if aside, ok := squeezed(words, brackets(s)); ok && aside != v {
		return "", errors.New("the words in brackets say something else: write one of " + choices(words))
	}
	return v, nil
}

func squeezed[T ~string](words []word[T], s string) (v T, ok bool) {
	key := squeeze(s)
	for _, w := range words {
		if key == squeeze(string(w.value)) {
			return w.value, true
		}
		for _, a := range w.also {
			if key == squeeze(a) {
				return w.value, true
			}
		}
	}
	return "", false
}

func choices[T ~string](words []word[T]) string {
	var out []string
	for _, w := range words {
		out = append(out, string(w.value)+" ("+w.also[0]+")")
	}
	return strings.Join(out, ", ")
}

var kinds = []word[care.FacilityKind]{
	{care.KindIndependent, []string{"独立托育机构", "托育机构", "托育服务机构", "独立托育", "独立"}},
	{care.KindCommunity, []string{"社区嵌入式托育", "社区托育点", "社区托育", "社区嵌入式", "社区嵌入式托育点", "社区普惠托育点", "社区"}},
	{care.KindKindergarten, []string{"幼儿园托班", "托班", "幼儿园办托班", "公办幼儿园托班", "民办幼儿园托班", "幼儿园"}},
	{care.KindEmployer, []string{"用人单位办托", "单位办托", "用人单位托育", "用人单位办托点", "企事业单位办托", "企事业单位托育点", "用人单位"}},
	{care.KindHome, []string{"家庭托育点", "家庭托育", "家庭"}},
	{care.KindCentre, []string{"托育综合服务中心", "综合服务中心", "综合托育服务中心", "托育服务综合指导中心"}},
}

var natures = []word[care.Nature]{
	{care.NaturePublic, []string{"公办", "事业单位", "公立", "公办公营"}},
	{care.NaturePrivate, []string{"民办", "私立", "营利性", "社会服务机构", "民办非企业单位", "企业", "非营利性", "个体工商户", "民办民营"}},
	{care.NatureMixed, []string{"公办民营", "民办公助", "公建民营"}},
}

var modes = []word[care.Mode]{
	{care.FullDay, []string{"全日托", "全日", "全托", "日托", "全天"}},
	{care.HalfDay, []string{"半日托", "半日", "半天"}},
	{care.Hourly, []string{"计时托", "计时", "小时托"}},
	{care.Drop, []string{"临时托", "临时"}},
}

var filings = []word[care.FilingStatus]{
	{care.Filed, []string{"已备案", "备案", "备案通过", "是"}},
	{care.Licensed, []string{"已许可", "许可"}},
	{care.FilingUnknown, []string{"未知", "未核实", "不详"}},
	{care.FilingDraft, []string{"草稿", "未备案", "否"}},
	{care.FilingSubmitted, []string{"已提交", "待备案"}},
	{care.FilingReceived, []string{"已接收", "已受理"}},
	{care.FilingVerifying, []string{"核实中", "审核中"}},
	{care.FilingNonconforming, []string{"不符合", "未通过"}},
	{care.FilingChangePending, []string{"变更中"}},
	{care.FilingSuspended, []string{"暂停", "停办", "停业", "责令停止", "停止服务"}},
	{care.FilingCancelled, []string{"已注销", "注销", "已取消", "取消备案", "失效", "已失效", "过期", "已过期"}},
}

var systems = []word[care.CoordSystem]{
	{care.WGS84, []string{"WGS84", "GPS", "EPSG4326", "CGCS2000", "天地图", "大地2000"}},
	{care.GCJ02, []string{"GCJ02", "火星坐标", "高德", "腾讯", "国测局"}},
	{care.BD09, []string{"BD09", "百度", "BD09LL"}},
}

var locationSources = []word[care.LocationSource]{
	{care.LocationGiven, []string{"名单给出", "给出"}},
	{care.LocationByHand, []string{"人工标注", "人工"}},
	{care.LocationMatched, []string{"地址匹配", "匹配"}},
}

// parseList splits at the signs people put between items.
func parseList(s string) []string {
	var out []string
	for _, p := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",;|/、，；\n", r) }) {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

func parseModes(s string) ([]care.Mode, error) {
	var out []care.Mode
	for _, p := range parseList(s) {
		m, err := lookUp(modes, p)
		if err != nil {
			return nil, err
		}
		if !contains(out, m) {
			out = append(out, m)
		}
	}
	return out, nil
}

func contains[T comparable](list []T, v T) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}

func chinese[T ~string](words []word[T], v T) string {
	for _, w := range words {
		if w.value == v {
			return w.also[0]
		}
	}
	return string(v)
}
