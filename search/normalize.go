package search

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// unit is one character of a normalised name: a simplified hanzi, a lower-case letter or a digit.
type unit struct {
	r   rune
	src uint16 // rune offset in the text it came from
	sid uint16 // likeliest syllable; noSyllable when it has none
	// generic marks characters of words that most names share (托育, 中心); sep says that something ignored
	// (a space, a bracket) stands before this unit.
	generic, sep bool
}

const (
	maxNameRunes = 1024 // runes of a name that are looked at
	maxUnits     = 64   // units of a name, and of a query, that are matched
)

//go:embed data/simplify.txt
var simplifyData string

// simplified maps traditional characters to simplified ones.
var simplified = sync.OnceValue(func() map[rune]rune {
	pairs := make(map[rune]rune, 6000)
	_, rest, _ := strings.Cut(simplifyData, "\n") // the first line is a comment
	var from rune
	for _, r := range rest {
		switch {
		case r == '\n' || r == '\r':
		case from == 0:
			from = r
		default:
			pairs[from] = r
			from = 0
		}
	}
	return pairs
})

// isHanzi says whether r is a Chinese character.
func isHanzi(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF || r == 0x3007 || r >= 0x20000 && r <= 0x3FFFF
}

// isLatin says whether r is a letter that pinyin is written with, after folding.
func isLatin(r rune) bool { return r >= 'a' && r <= 'z' }

// fold turns text into units: width, case, marks and traditional forms are folded away; punctuation, brackets, spaces,
// control characters and whatever else is no letter or digit is left out. It reads at most maxRunes runes and never fails:
// bytes that are no UTF-8 count as one ignored rune each, as they do in a []rune conversion.
func fold(dst []unit, text string, maxRunes int) []unit {
	sep := false
	put := func(r rune, i int) {
		dst = append(dst, unit{r: r, src: uint16(i), sid: noSyllable, sep: sep})
		sep = false
	}
	i := -1
	for _, r := range text {
		i++
		if i >= maxRunes || len(dst) >= maxUnits {
			break
		}
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			put(r, i)
		case r >= 'A' && r <= 'Z':
			put(r+'a'-'A', i)
		case r < 0x80 || r == unicode.ReplacementChar:
			sep = true
		case r >= 0x4E00 && r <= 0x9FFF:
			if s, ok := simplified()[r]; ok {
				r = s
			}
			put(r, i)
		default:
			foldRare(r, i, &sep, put)
		}
	}
	if len(dst) > maxUnits {
		dst = dst[:maxUnits]
	}
	return dst
}

// foldRare folds one rune that is neither ASCII nor an everyday hanzi.
func foldRare(r rune, i int, sep *bool, put func(rune, int)) {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return // marks and invisible characters join what they stand between
	}
	n := 0
	for _, c := range norm.NFKC.String(string(r)) {
		if n++; n > 8 { // a ligature such as U+FDFA
			return
		}
		if c >= 0x80 && c < 0x0250 || c >= 0x1E00 && c < 0x2000 { // é is e
			for _, base := range norm.NFD.String(string(c)) {
				c = base
				break
			}
		}
		c = unicode.ToLower(c)
		if s, ok := simplified()[c]; ok {
			c = s
		}
		switch {
		case unicode.In(c, unicode.Mn, unicode.Me, unicode.Cf):
		case unicode.IsLetter(c) || unicode.IsNumber(c):
			put(c, i)
		default:
			*sep = true
		}
	}
}

// genericWords stand in so many names that they say little about which one is meant.
var genericWords = sync.OnceValue(func() map[rune][][]rune {
	return wordTable("婴幼儿照护 有限责任公司 有限公司 综合服务 服务中心 托育中心 托育园 托育点 托育所 托育 托幼 托儿所 幼儿园 亲子园 " +
		"婴幼儿 照护 中心 服务 社区 家庭 早教 托班 综合 机构 教育 街道 办事处 分园 分部 儿童 工作室 管理 咨询 科技 发展 公司 园区 幼教 婴托 普惠")
})

func wordTable(list string) map[rune][][]rune {
	words := map[rune][][]rune{}
	for w := range strings.FieldsSeq(list) {
		runes := []rune(w)
		words[runes[0]] = append(words[runes[0]], runes)
	}
	return words
}

// askingWords are typed around a name and are hardly ever part of one.
var askingWords = sync.OnceValue(func() map[rune][][]rune {
	return wordTable("在哪里 在哪儿 在哪 哪里有 哪里 哪儿 哪家好 多少钱 怎么样 怎么走 怎么 好不好 有没有 有哪些 什么 附近的 附近 旁边 那边 这边 周边 周围 最近的 " +
		"电话号码 联系电话 电话 地址 收费标准 收费 价格 费用 学费 报名 招生 名额 余位 空位 请问 我想 我要 推荐 吗 呢 呀 的")
})

// withoutAsking leaves out the words of a query that ask and name nothing, unless nothing else is typed: then they may be
// a name.
func withoutAsking(us []unit) []unit {
	words := askingWords()
	var out []unit
	gap := false
	for i := 0; i < len(us); i++ {
		skip := 0
		for _, w := range words[us[i].r] {
			if hasRunes(us[i:], w) {
				skip = len(w)
				break
			}
		}
		if skip > 0 {
			i, gap = i+skip-1, true
			continue
		}
		u := us[i]
		u.sep, gap = u.sep || gap, false
		out = append(out, u)
	}
	if len(out) == 0 {
		return us
	}
	return out
}

// markGeneric sets unit.generic on the words of genericWords.
func markGeneric(us []unit) {
	words := genericWords()
	for i := range us {
		for _, w := range words[us[i].r] {
			if hasRunes(us[i:], w) {
				for k := range w {
					us[i+k].generic = true
				}
			}
		}
	}
}

// hasRunes says whether us begins with w.
func hasRunes(us []unit, w []rune) bool {
	if len(us) < len(w) {
		return false
	}
	for i, r := range w {
		if us[i].r != r {
			return false
		}
	}
	return true
}

// analyse folds a name or a query and adds readings and generic marks.
func analyse(dst []unit, text string, maxRunes int) []unit {
	us := fold(dst, text, maxRunes)
	markGeneric(us)
	read(us)
	return us
}
