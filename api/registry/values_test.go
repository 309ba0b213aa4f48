package registry

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tuoyuquan/api/care"
)

func TestParseHours(t *testing.T) {
	for in, want := range map[string]string{
		"07:30-18:00":                               "周一至周五 07:30-18:00",
		"7:30-18:00":                                "周一至周五 07:30-18:00",
		"７：３０－１８：００":                                "周一至周五 07:30-18:00",
		"7:30—18:00":                                "周一至周五 07:30-18:00",
		"7点半至18点":                                   "周一至周五 07:30-18:00",
		"早7:30到晚6:00":                               "周一至周五 07:30-18:00",
		"上午8:00-11:30，下午2:00-5:30":                  "周一至周五 08:00-11:30,14:00-17:30",
		"周一至周五 7:30-18:00":                          "周一至周五 07:30-18:00",
		"星期一～星期五：07:30~18:00":                       "周一至周五 07:30-18:00",
		"周一至五 7:30-18:00":                           "周一至周五 07:30-18:00",
		"工作日 8:00-17:00；周六 8:00-12:00":              "周一至周五 08:00-17:00; 周六 08:00-12:00",
		"周一、周三、周五 9:00-11:00":                       "周一 09:00-11:00; 周三 09:00-11:00; 周五 09:00-11:00",
		"周六至周一 9:00-11:00":                          "周一 09:00-11:00; 周六至周日 09:00-11:00",
		"每天8:00-20:00（法定节假日休息）":                     "周一至周日 08:00-20:00",
		"每天8:00-20:00,法定节假日休息":                      "周一至周日 08:00-20:00",
		"Mo-Fr 07:00-17:00":                         "周一至周五 07:00-17:00",
		"Mo-Fr 07:00-17:00; Sa 08:00-12:00; PH off": "周一至周五 07:00-17:00; 周六 08:00-12:00",
		"Mo,We 08:00-12:00,13:00-16:00":             "周一 08:00-12:00,13:00-16:00; 周三 08:00-12:00,13:00-16:00",
		"Mon-Fri: 8:00-17:00":                       "周一至周五 08:00-17:00",
		"Monday-Thursday 8am-5pm":                   "周一至周四 08:00-17:00",
		"24/7":                                      "周一至周日 00:00-24:00",
		"00:00-24:00":                               "周一至周五 00:00-24:00",
		"周一7:30-18:00\n周二8:00-18:00":                "周一 07:30-18:00; 周二 08:00-18:00",
		"18:00-07:30":                               "",
		"25:00-26:00":                               "",
		"08:00-12:00,11:00-15:00":                   "",
		"电话咨询":                                      "",
		"周一至周五":                                     "",
		"8:70-9:00":                                 "",
		strings.Repeat("周一 8:00-9:00;", 200):        "",
	} {
		hs, err := parseHours(in)
		got := ""
		if err == nil {
			got = formatHours(hs)
		}
		if got != want {
			t.Errorf("%.40q: %q (%v), want %q", in, got, err, want)
		}
	}
}

// TestHoursReadBack: what formatHours writes, parseHours reads.
func TestHoursReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hs := drawHours(t)
		if len(hs) == 0 {
			return
		}
		text := formatHours(hs)
		back, err := parseHours(text)
		if err != nil || formatHours(back) != text || len(back) != len(hs) {
			t.Fatalf("%v → %q → %v, %v", hs, text, back, err)
		}
	})
}

func TestParseTime(t *testing.T) {
	for in, want := range map[string]string{
		"2024-05-20": "2024-05-20", "2024/5/20": "2024-05-20", "2024.5.2": "2024-05-02", "２０２４－０５－２０": "2024-05-20",
		"2024年5月20日": "2024-05-20", "20240520": "2024-05-20", "45432": "2024-05-20", "45432.5": "2024-05-20",
		"2024-05-20 23:59:59": "2024-05-20", "2024-05-20T20:00:00Z": "2024-05-21", "2024-02-30": "", "2024-13-01": "", "昨天": "",
		"1899-01-01": "", "5000": "", "45432x": "", "2024": "",
	} {
		d, err := parseDay(in, false)
		if d.String() != want || (err == nil) != (want != "") {
			t.Errorf("%q: %v, %v; want %q", in, d, err, want)
		}
	}
	if d, err := parseDay("43970", true); d.String() != "2024-05-20" || err != nil {
		t.Errorf("serial of 1904: %v %v", d, err)
	}
	at, err := parseTime("45432.395833333336", false)
	if err != nil || at.Format(time.DateTime) != "2024-05-20 09:30:00" {
		t.Errorf("serial with time: %v %v", at, err)
	}
	for in, want := range map[string]string{"2026-03": "2026-03", "2026年3月": "2026-03", "202603": "2026-03", "2026-03-15": "2026-03", "x": ""} {
		m, err := parseMonth(in, false)
		if err == nil && m.String() != want || (err == nil) != (want != "") {
			t.Errorf("month %q: %v %v", in, m, err)
		}
	}
}

func TestParseSmall(t *testing.T) {
	for in, want := range map[string]string{
		"2160": "216000/month", "2,160.50元/月": "216050/month", "￥９／天": "900/day", "¥1800": "180000/month", "35元/小时": "3500/hour",
		"每人每月": "", "1500-1800": "", "免费": "0/month", "100元/人/月": "10000/month", "2160.123": "", "20元/次": "2000/session",
		"800元/学期": "80000/term", "99999999": "",
	} {
		amount, unit, err := parseFee(in, care.PerMonth)
		got := ""
		if err == nil {
			got = itoa(int(amount)) + "/" + string(unit)
		}
		if got != want {
			t.Errorf("fee %q: %s %v, want %s", in, got, err, want)
		}
	}
	for in, want := range map[string]int{"20": 20, "２０": 20, "20个": 20, "1,200": 1200, "20.0": 20, "-1": -1, "2.5": -1, "": -1, "二十": -1, "99999": -1} {
		n, err := parseCount(in, 5000)
		if err != nil {
			n = -1
		}
		if n != want {
			t.Errorf("count %q: %d, want %d", in, n, want)
		}
	}
	for in, want := range map[string][2]int{"6-36": {6, 36}, "12～24个月": {12, 24}, "1-3岁": {12, 36}, "6至36月龄": {6, 36}, "36-6": {}, "托班": {}, "0-200": {}} {
		from, to, err := parseAges(in)
		if from != want[0] && err == nil || to != want[1] && err == nil || (err == nil) != (want[1] > 0) {
			t.Errorf("ages %q: %d-%d %v", in, from, to, err)
		}
	}
	for in, want := range map[string]bool{"是": true, "Ｙ": true, "yes": true, "√": true, "1": true, "普惠": true, "否": false, "0": false, "无": false} {
		if b, err := parseBool(in); b != want || err != nil {
			t.Errorf("bool %q: %v %v", in, b, err)
		}
	}
	if _, err := parseBool("大概"); err == nil {
		t.Error("a guess was taken for yes or no")
	}
	for in, want := range map[string]float64{"116.3267": 116.3267, "１１６．５": 116.5, "13,5": 13.5, "-43.2": -43.2, "116.3°E": 116.3} {
		if v, err := parseFloat(in); v != want || err != nil {
			t.Errorf("number %q: %v %v", in, v, err)
		}
	}
	for _, in := range []string{"NaN", "Inf", "1e999", "東経"} {
		if v, err := parseFloat(in); err == nil {
			t.Errorf("number %q: %v", in, v)
		}
	}
	if ms, err := parseModes("全日托、半日托；计时托/临时托,全日托"); err != nil || len(ms) != 4 {
		t.Errorf("modes: %v %v", ms, err)
	}
	for in, want := range map[string]string{"1.3800138E10": "13800138000", "1.5E0": "1.5E0", "91350211M000100Y43": "91350211M000100Y43", "12": "12"} {
		if got := wholeText(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+86 10": "'+86 10", "-5": "'-5", "@x": "'@x", "＝1": "'＝1", "＋1": "'＋1", " =1": "' =1", "\"=1": "'\"=1",
		"'=1": "''=1", "''+": "'''+", "'ok": "'ok", "ok": "ok", "a\n=1": "a\n'=1", "a\r\n@b": "a\r\n'@b", "“=x": "'“=x", "\t=x": "'\t=x",
		"a=b": "a=b", "": "", "'": "'", "\x00=x": "'\x00=x",
	} {
		if got := escape(in); got != want {
			t.Errorf("escape(%q) = %q, want %q", in, got, want)
		}
	}
	signs := rapid.SampledFrom([]rune("=+-@＝＋－＠'\"“”\t\n\r \u00a0\u200baé中0"))
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOfN(signs, 0, 12).Draw(t, "text"))
		e := escape(s)
		if unescape(e) != s {
			t.Fatalf("%q → %q → %q", s, e, unescape(e))
		}
		for _, line := range strings.FieldsFunc(e, func(r rune) bool { return r == '\n' || r == '\r' }) {
			if dangerous(line) && !strings.HasPrefix(line, "'") {
				t.Fatalf("%q still runs: %q", s, e)
			}
		}
	})
}

func TestColumnsAreSound(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Columns() {
		if c.What == "" || c.WhatChinese == "" || c.Chinese == "" || seen[c.Name] {
			t.Errorf("%+v", c)
		}
		seen[c.Name] = true
		if i, ok := headers[squeeze(c.Chinese+"（元）")]; !ok || table[i].Name != c.Name {
			t.Errorf("%s is not found with a unit behind it", c.Chinese)
		}
	}
	if !strings.Contains(Markdown(), "| 统一社会信用代码 | `credit_code` |") {
		t.Error("the table for the manual lacks a column")
	}
	for i := range table {
		if c := &table[i]; c.read == nil || c.write == nil || c.part == partOwn && c.copy == nil {
			t.Errorf("column %s cannot be read, written or merged", c.Name)
		}
	}
}
