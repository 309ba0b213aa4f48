package server

import "maps"

// What those who deliver messages are told when what they send back cannot be taken.
func init() { //nolint:gochecknoinits // one table, written in several files
	maps.Copy(chinese, chineseOfReceipts)
}

var chineseOfReceipts = map[string]string{
	"WeChat must send it sealed (安全模式)":                                   "微信推送必须使用安全模式",
	"receipt %d does not say of which text it is, and whether it arrived": "第 %d 条回执没有说明是哪一条短信、是否送达",
	"send 1 to %d receipts at once":                                       "每次请发 1 到 %d 条回执",
	"send one receipt or a list of them":                                  "请发一条回执，或一组回执",
	"the signature is wrong, or more than %d minutes old":                 "签名不正确，或已超过 %d 分钟",
	"this is neither JSON nor XML":                                        "内容既不是 JSON 也不是 XML",
	"what WeChat sent cannot be opened with this key":                     "用这个密钥打不开微信推送的内容",
}
