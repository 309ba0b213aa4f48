package registry

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tuoyuquan/api/care"
)

// Opening hours as people write them: "07:30-18:00" (Monday to Friday), "周一至周五 7:30-18:00，周六 8:00-12:00",
// "Mo-Fr 07:00-17:00; Sa 08:00-12:00; PH off", "7点半到18点", "24/7". Lists of hours in JSON are taken too.

var (
	errHours    = errors.New("write hours as 07:30-18:00 or 周一至周五 7:30-18:00, the days before their times")
	errWholeDay = errors.New("全天 may mean a full day of care or all 24 hours: write from when to when, such as 07:30-18:00, or 24小时")
)

var hoursNoise = strings.NewReplacer(" ", "", "\t", "", "\n", ";", "及", ",", "和", ",", "至次日", "-")

var (
	dayWords = []struct {
		text string
		days []int8
	}{
		{"法定工作日", []int8{1, 2, 3, 4, 5}},
		{"工作日", []int8{1, 2, 3, 4, 5}},
		{"每天", []int8{1, 2, 3, 4, 5, 6, 7}},
		{"每日", []int8{1, 2, 3, 4, 5, 6, 7}},
		{"全周", []int8{1, 2, 3, 4, 5, 6, 7}},
		{"daily", []int8{1, 2, 3, 4, 5, 6, 7}},
		{"weekdays", []int8{1, 2, 3, 4, 5}},
		{"weekend", []int8{6, 7}},
		{"双休日", []int8{6, 7}},
		{"周末", []int8{6, 7}},
		{"周六日", []int8{6, 7}},
		{"周六天", []int8{6, 7}},
		{"星期六日", []int8{6, 7}},
	}
	oneDay   = `(?:(?:周|星期|礼拜)[一二三四五六日天]|(?:mon?|tue?s?|wed?n?e?s?|thu?r?s?|fri?|sat?u?r?|sun?)(?:day)?)`
	dayRange = regexp.MustCompile(`^(` + oneDay + `)(?:(?:至|到|-|~)(` + oneDay + `|[一二三四五六日天]))?`)
	ampm     = `(?:上午|早上|早|下午|晚上|晚|中午|am|pm)?`
	oneTime  = `(` + ampm + `)(\d{1,2})(?:[:：.](\d{2})|[点时](半|一刻|三刻|\d{1,2}分?)?|h(\d{2})?)?(?::\d{2})?(am|pm)?`
	timeSpan = regexp.MustCompile(`^` + oneTime + `(?:-|~|至|到|－)+` + oneTime)
	holiday  = `(?:ph|sh|(?:国家)?法定(?:节?假日)|节假日|寒暑假)`
	closed   = regexp.MustCompile(`^((?:` + holiday + `,?)+)?(?:均|全天)?(?:off|closed|休息|休|不开放|除外)`)
	// closedAside is a remark in brackets about days or holidays that are closed.
	closedAside = regexp.MustCompile(`\((?:` + oneDay + `|周末|双休日|周六日|` + holiday + `|,)+(?:均|全天)?(?:off|closed|休息|休|不开放|除外)\)`)
	weekOf      = map[string]int8{
		"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7,
		"mo": 1, "tu": 2, "we": 3, "th": 4, "fr": 5, "sa": 6, "su": 7,
	}
)

func parseHours(s string) ([]care.Hours, error) {
	t := strings.ToLower(narrow(s))
	t = hoursNoise.Replace(t)
	if len(t) > 1000 {
		return nil, errHours
	}
	if t == "24/7" || t == "24小时" {
		return week([]int8{1, 2, 3, 4, 5, 6, 7}, 0, 1440), nil
	}
	if strings.Trim(t, ",;/|:()") == "全天" {
		return nil, errWholeDay
	}
	var l hoursLine
	t = closedAside.ReplaceAllStringFunc(t, l.aside)
	for len(t) > 0 {
		if c := t[0]; strings.IndexByte(",;/|:()", c) >= 0 {
			l.comma = c == ',' || c == ':' || c == ')'
			t = t[1:]
			continue
		}
		if m := closed.FindStringSubmatch(t); m != nil {
			l.close(m[1] != "")
			t = t[len(m[0]):]
			continue
		}
		d, n := dayPrefix(t)
		if n > 0 {
			if err := l.name(d); err != nil {
				return nil, err
			}
			t = t[n:]
			continue
		}
		m := timeSpan.FindStringSubmatch(t)
		if m == nil {
			return nil, errHours
		}
		open, shut, err := span(m)
		if err != nil {
			return nil, err
		}
		l.open(open, shut)
		t = t[len(m[0]):]
	}
	return l.hours()
}

// hoursLine is what a text of hours has said so far: which days wait for their times, and which are closed.
type hoursLine struct {
	waiting [][]int8 // groups of days without times yet
	days    []int8   // of the last times; nil for times before any day
	comma   bool     // nothing but a comma stands between the last words and the next
	named   []care.Hours
	bare    []care.Hours // weekday not said
	shut    [8]bool
}

// name takes a group of days.
func (l *hoursLine) name(days []int8) error {
	if n := len(l.waiting); n > 0 && !l.comma {
		if slices.Equal(l.waiting[n-1], days) { // 周一至周五（工作日）
			return nil
		}
		return errHours
	}
	l.waiting, l.comma = append(l.waiting, days), true
	return nil
}

// open takes a period: of the days that wait, else of those of the period before.
func (l *hoursLine) open(open, shut int16) {
	if len(l.waiting) > 0 {
		l.days, l.waiting = append([]int8{}, slices.Concat(l.waiting...)...), nil
	}
	l.comma = true
	if l.days == nil {
		l.bare = append(l.bare, care.Hours{Open: open, Close: shut})
		return
	}
	l.named = append(l.named, week(l.days, open, shut)...)
}

// close takes the word for closed. It speaks of the days just named; of holidays alone it may also stand behind weekend days
// (周末及法定节假日休息), but not behind working days.
func (l *hoursLine) close(holidays bool) {
	n := len(l.waiting)
	l.comma = true
	if n == 0 || holidays && slices.ContainsFunc(l.waiting[n-1], func(d int8) bool { return d < 6 }) {
		return
	}
	for _, d := range l.waiting[n-1] {
		l.shut[d] = true
	}
	l.waiting = l.waiting[:n-1]
}

// aside takes days in brackets that are closed out of the text: 周一至周六（周日休息）8:00-17:00.
func (l *hoursLine) aside(s string) string {
	for s = strings.TrimLeft(s, "("); ; s = strings.TrimLeft(s, ",") {
		days, n := dayPrefix(s)
		for _, d := range days {
			l.shut[d] = true
		}
		if s = s[n:]; n == 0 {
			return ""
		}
	}
}

// hours gives every period its days. Times without a day are those of the days named behind them (8:00-17:00 周一至周六), else
// of all that are not closed or named otherwise, else of Monday to Friday.
func (l *hoursLine) hours() ([]care.Hours, error) {
	days := []int8{1, 2, 3, 4, 5}
	if l.shut != [8]bool{} {
		days = nil
		for d := int8(1); d <= 7; d++ {
			other := slices.ContainsFunc(l.named, func(h care.Hours) bool { return h.Weekday == d })
			if !l.shut[d] && !other {
				days = append(days, d)
			}
		}
	}
	if len(l.waiting) > 0 {
		if len(l.bare) == 0 || len(l.named) > 0 {
			return nil, errHours
		}
		days = slices.Concat(l.waiting...)
	}
	out := l.named
	for _, h := range l.bare {
		out = append(out, week(days, h.Open, h.Close)...)
	}
	for _, h := range out {
		if l.shut[h.Weekday] {
			return nil, errors.New("a day is both open and closed")
		}
	}
	return tidyHours(out)
}

func week(days []int8, open, shut int16) []care.Hours {
	out := make([]care.Hours, 0, len(days))
	for _, d := range days {
		out = append(out, care.Hours{Weekday: d, Open: open, Close: shut})
	}
	return out
}

func dayPrefix(t string) ([]int8, int) {
	for _, w := range dayWords {
		if strings.HasPrefix(t, w.text) {
			return w.days, len(w.text)
		}
	}
	if strings.HasPrefix(t, "ph") { // public holidays: not a weekday
		return nil, 2
	}
	m := dayRange.FindStringSubmatch(t)
	if m == nil {
		return nil, 0
	}
	from := dayOf(m[1])
	if m[2] == "" {
		return []int8{from}, len(m[0])
	}
	var days []int8
	for d, to := from, dayOf(m[2]); ; d = d%7 + 1 {
		days = append(days, d)
		if d == to {
			return days, len(m[0])
		}
	}
}

func dayOf(s string) int8 {
	for _, p := range []string{"周", "星期", "礼拜"} {
		s = strings.TrimPrefix(s, p)
	}
	if d, ok := weekOf[s]; ok {
		return d
	}
	return weekOf[s[:2]]
}

// span reads the two times of a match of timeSpan: groups 1 to 6 and 7 to 12.
func span(m []string) (open, shut int16, err error) {
	open, err = clockTime(m[1:7])
	if err != nil {
		return 0, 0, err
	}
	shut, err = clockTime(m[7:13])
	if err != nil {
		return 0, 0, err
	}
	if shut == 0 {
		shut = 1440
	}
	if shut <= open && afternoon(m[1]+m[6]) && m[7]+m[12] == "" && shut < 720 { // 下午2:00-5:30
		shut += 720
	}
	if shut <= open {
		return 0, 0, errors.New("the closing time must be after the opening time")
	}
	return open, shut, nil
}

func clockTime(g []string) (int16, error) {
	h, err := strconv.Atoi(g[1])
	if err != nil {
		return 0, errHours
	}
	minute := 0
	for _, t := range []string{g[2], strings.TrimSuffix(g[3], "分"), g[4]} {
		switch t {
		case "":
		case "半":
			minute = 30
		case "一刻":
			minute = 15
		case "三刻":
			minute = 45
		default:
			if minute, err = strconv.Atoi(t); err != nil {
				return 0, errHours
			}
		}
	}
	if h < 12 && afternoon(g[0]+g[5]) {
		h += 12
	}
	if minute > 59 || h*60+minute > 1440 {
		return 0, errHours
	}
	return int16(h*60 + minute), nil //nolint:gosec // at most 1440
}

func afternoon(half string) bool {
	return half == "下午" || half == "晚上" || half == "晚" || half == "pm"
}

// tidyHours sorts, drops doubles and refuses periods that overlap.
func tidyHours(hs []care.Hours) ([]care.Hours, error) {
	if len(hs) == 0 {
		return nil, errHours
	}
	slices.SortFunc(hs, func(a, b care.Hours) int {
		return (int(a.Weekday)-int(b.Weekday))*10000 + int(a.Open) - int(b.Open)
	})
	hs = slices.Compact(hs)
	for i := 1; i < len(hs); i++ {
		if hs[i].Weekday == hs[i-1].Weekday && hs[i].Open < hs[i-1].Close {
			return nil, errors.New("two opening periods of a day overlap")
		}
	}
	return hs, nil
}

var dayNames = [8]string{"", "周一", "周二", "周三", "周四", "周五", "周六", "周日"}

// formatHours writes hours as parseHours reads them, days with the same periods together.
func formatHours(hs []care.Hours) string {
	var byDay [8]string
	for _, h := range hs {
		if h.Weekday < 1 || h.Weekday > 7 {
			return ""
		}
		if byDay[h.Weekday] != "" {
			byDay[h.Weekday] += ","
		}
		byDay[h.Weekday] += fmt.Sprintf("%02d:%02d-%02d:%02d", h.Open/60, h.Open%60, h.Close/60, h.Close%60)
	}
	var parts []string
	for d := 1; d <= 7; d++ {
		if byDay[d] == "" {
			continue
		}
		last := d
		for last < 7 && byDay[last+1] == byDay[d] {
			last++
		}
		name := dayNames[d]
		if last > d {
			name += "至" + dayNames[last]
		}
		parts = append(parts, name+" "+byDay[d])
		d = last
	}
	return strings.Join(parts, "; ")
}
