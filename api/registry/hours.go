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

var errHours = errors.New("write hours as 07:30-18:00 or 周一至周五 7:30-18:00")

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
	}
	oneDay   = `(?:(?:周|星期|礼拜)[一二三四五六日天]|(?:mon?|tue?s?|wed?n?e?s?|thu?r?s?|fri?|sat?u?r?|sun?)(?:day)?)`
	dayRange = regexp.MustCompile(`^(` + oneDay + `)(?:(?:至|到|-|~)(` + oneDay + `|[一二三四五六日天]))?`)
	ampm     = `(?:上午|早上|早|下午|晚上|晚|中午|am|pm)?`
	oneTime  = `(` + ampm + `)(\d{1,2})(?:[:：.](\d{2})|[点时](半|一刻|三刻|\d{1,2}分?)?|h(\d{2})?)?(?::\d{2})?(am|pm)?`
	timeSpan = regexp.MustCompile(`^` + oneTime + `(?:-|~|至|到|－)+` + oneTime)
	closed   = regexp.MustCompile(`^(?:ph|sh|法定节假日|节假日)?(?:off|closed|休息|不开放)`)
	weekOf   = map[string]int8{
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
	if t == "24/7" || t == "全天" || t == "24小时" {
		return week([]int8{1, 2, 3, 4, 5, 6, 7}, 0, 1440), nil
	}
	var out []care.Hours
	days, fresh := []int8{1, 2, 3, 4, 5}, false
	for len(t) > 0 {
		if c := t[0]; strings.IndexByte(",;/|:()", c) >= 0 {
			fresh = fresh && c == ','
			t = t[1:]
			continue
		}
		if m := closed.FindString(t); m != "" {
			t = t[len(m):]
			continue
		}
		d, n := dayPrefix(t)
		if n > 0 {
			if !fresh {
				days = nil
			}
			days, fresh, t = append(days[:len(days):len(days)], d...), true, t[n:]
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
		out, fresh, t = append(out, week(days, open, shut)...), false, t[len(m[0]):]
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
