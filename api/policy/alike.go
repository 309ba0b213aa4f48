package policy

import (
	"slices"
	"strings"
)

// alike are words that families type and words that documents write for the same thing, each group in both directions.
var alike = [][]string{
	{"补贴", "补助", "奖补", "资助"},
	{"退费", "退款", "退还"},
	{"收费", "费用", "价格", "多少钱"},
	{"宝宝", "孩子", "小孩", "娃", "婴幼儿"},
	{"预付费", "预付款", "预交", "预收费", "充值"},
	{"临时托", "临时照护", "临托"},
	{"困难家庭", "困境", "困难"},
	{"二胎", "二孩"},
	{"摄像头", "监控"},
	{"虐待", "虐童"},
	{"关门", "停办", "关停", "注销"},
	{"上班", "用人单位", "单位"},
	{"水电费", "用水、用电", "水电气"},
	{"老师", "从业人员", "保育师"},
	{"附近", "就近"},
}

// spoken are words of whole questions with what documents write of it, those first that say most of what is asked.
var spoken = [][2]string{
	{"虐待", "虐童"},
	{"打孩子", "虐童"},
	{"什么证", "资格"},
	{"资格证", "资格"},
	{"困难", "困境"},
	{"有钱补", "补贴"},
	{"补钱", "补贴"},
	{"发钱", "补贴"},
	{"水电费", "用水"},
	{"水费", "用水"},
	{"电费", "用电"},
	{"摄像头", "监控"},
	{"少交", "补贴"},
	{"学费", "收费"},
	{"便宜", "普惠"},
	{"老师", "从业人员"},
	{"阿姨", "从业人员"},
}

// gists are what a question is about that found nothing as it was put: the words of documents for words in it, one at a time.
func gists(words string) []string {
	var out []string
	for _, pair := range spoken {
		if strings.Contains(words, pair[0]) && !slices.Contains(out, pair[1]) {
			out = append(out, pair[1])
		}
	}
	return out
}

const mostWordings = 6

// wordings are the typed words, then the same with a word of the same meaning in place of one: the nearest of each group first.
func wordings(words string) []string {
	out := []string{words}
	for far := range 4 {
		for _, group := range alike {
			if w := typedOf(group, words); w != "" {
				if others := without(group, w); far < len(others) && len(out) < mostWordings {
					out = append(out, strings.Replace(words, w, others[far], 1))
				}
			}
		}
	}
	return out
}

// typedOf is the longest word of a group that was typed.
func typedOf(group []string, words string) string {
	best := ""
	for _, w := range group {
		if strings.Contains(words, w) && len(w) > len(best) {
			best = w
		}
	}
	return best
}

func without(group []string, word string) []string {
	return slices.DeleteFunc(slices.Clone(group), func(w string) bool { return strings.Contains(w, word) || strings.Contains(word, w) })
}
