package care

import (
	"regexp"
	"strings"
)

// The forms a telephone number takes after NormalizePhone.
var phoneForms = []*regexp.Regexp{
	regexp.MustCompile(`^1[3-9]\d{9}$`),                   // mobile
	regexp.MustCompile(`^0\d{2,3}-\d{7,8}(-\d{1,6})?$`),   // area code, number, extension
	regexp.MustCompile(`^[1-9]\d{6,7}(-\d{1,6})?$`),       // a local number
	regexp.MustCompile(`^[48]00\d{7}$`),                   // service numbers
	regexp.MustCompile(`^(1[12]\d|1[0-9]{4}|9[0-9]{4})$`), // 110, 120, 12345, 96xxx
	regexp.MustCompile(`^\+[1-9]\d{6,14}(-\d{1,6})?$`),    // abroad, with country code
}

var (
	phoneNoise   = strings.NewReplacer(" ", "", "\u00a0", "", "　", "", "(", "-", ")", "-", "（", "-", "）", "-", "－", "-", "—", "-", "–", "-", "/", "-", ".", "", "转", "-", "ext", "-", "EXT", "-")
	phoneHyphens = regexp.MustCompile(`-{2,}`)
	// The area codes of three digits; every other one has four.
	phoneArea = regexp.MustCompile(`^(010|02\d|0[3-9]\d{2})-?(\d{7,8})((?:-\d{1,6})?)$`)
)

// NormalizePhone gives a telephone number in one form: no blanks, +86 dropped, the area code set off by a hyphen. It reports
// whether the result is a form of number it knows; what it does not know comes back as it was, and only deserves a warning.
func NormalizePhone(s string) (string, bool) {
	p := phoneNoise.Replace(strings.TrimSpace(halfWidth(s)))
	p = strings.Trim(phoneHyphens.ReplaceAllString(p, "-"), "-")
	if rest, abroad := strings.CutPrefix(p, "0086"); abroad {
		p = rest
	}
	p = strings.TrimPrefix(p, "+86")
	p = strings.TrimPrefix(p, "-")
	if strings.HasPrefix(p, "+") {
		p = strings.ReplaceAll(p, "-", "")
	}
	if digits := strings.ReplaceAll(p, "-", ""); len(digits) == 10 && (strings.HasPrefix(digits, "400") || strings.HasPrefix(digits, "800")) ||
		len(digits) == 11 && strings.HasPrefix(digits, "1") {
		p = digits
	}
	if m := phoneArea.FindStringSubmatch(p); m != nil {
		p = m[1] + "-" + m[2] + m[3]
	}
	for _, form := range phoneForms {
		if form.MatchString(p) {
			return p, true
		}
	}
	return s, false
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
