package care

import "testing"

func TestPlainText(t *testing.T) {
	for _, text := range []string{"", "小满", "阿依古丽·买买提", "ئايگۈل", "می\u200cخواهم", "👨\u200d👩\u200d👧 一家", "对鸡蛋过敏\n\t少量", "O’Brien", "𠮷野"} {
		if !PlainText(text) {
			t.Errorf("%q is refused", text)
		}
	}
	for _, text := range []string{
		"小\x00满", "小\u202e满", "\u2066小满\u2069", "\ufeff小满", "\u200b", "\u200d", "小\u2028满", "a\x1b[31m", "\x7f", "\u0085", "\ue000", "\ufffd", "\U000e0041",
	} {
		if PlainText(text) {
			t.Errorf("%q is taken", text)
		}
	}
}
