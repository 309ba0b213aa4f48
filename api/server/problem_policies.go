package server

import (
	"maps"

	"tuoyuquan/api/care"
)

// What policy documents are refused with.
func init() { //nolint:gochecknoinits // one table, written in several files
	maps.Copy(texts, textsOfPolicies)
	maps.Copy(chinese, chineseOfPolicies)
}

var textsOfPolicies = map[care.Code]text{
	care.CodeDocumentKnown:  {"这份文件已经收录", "The library has this document", "请打开已收录的文件，保存为新版本。", "Open it and save a new version."},
	care.CodeDocumentEmpty:  {"文件里没有读到文字", "No text was found in the file", "扫描件和图片不能检索，请换成文字版。", "Scans and pictures cannot be searched; send the text."},
	care.CodeDocumentSame:   {"和现有版本一样", "Nothing differs from the version that stands", "没有要保存的修改。", "There is nothing to save."},
	care.CodeDocumentFormat: {"只能读文本或网页文件", "Only text and HTML can be read", "请另存为 .txt 或 .html（UTF-8 或 GB 18030）后再传。", "Save it as .txt or .html in UTF-8 or GB 18030."},
}

var chineseOfPolicies = map[string]string{
	"a file has at most %d MB":                                           "文件最大 %d MB",
	"no text was found in the file":                                      "文件里没有读到文字",
	"a document has at most %d paragraphs":                               "一份文件最多 %d 段",
	"the file is neither text nor HTML; save it as one of them first":    "只能读文本或网页文件，请先另存",
	"the letters are neither UTF-8 nor GB 18030":                         "文字编码不是 UTF-8，也不是 GB 18030",
	"there is no such document":                                          "没有这份文件",
	"there is no such document, or it is not yours to keep":              "没有这份文件，或不归您管理",
	"documents of this region are not yours to keep":                     "这个地区的文件不归您管理",
	"somebody has saved version %d meanwhile; look at it first":          "有人已经保存了第 %d 版，请先看一看",
	"nothing differs from version %d":                                    "和第 %d 版没有区别",
	"the library has %s: %s":                                             "已收录 %s：%s",
	"the search does not answer; try again in a few seconds":             "检索暂时没有回应，请过几秒再试",
	"a document needs a name of at most %d characters to be known by":    "文件名最多 %d 个字",
	"a document needs a title of at most %d characters":                  "标题必填，最多 %d 个字",
	"issuer and number have at most %d characters":                       "发文机关和文号最多 %d 个字",
	"the note has at most %d characters":                                 "说明最多 %d 个字",
	"%q is no status of a document":                                      "“%s”不是文件状态",
	"the document ends on %s, before it begins on %s":                    "失效日期 %s 早于施行日期 %s",
	"the source must be an address that begins with https:// or http://": "来源网址须以 https:// 或 http:// 开头",
	"control characters and broken letters cannot be kept":               "文字里有看不见或损坏的字符",
	"%q is not an area code of 2, 4, 6, 9 or 12 digits":                  "“%s”不是 2、4、6、9 或 12 位的地区码",
	"there is no text in it":                                             "没有正文",
	"paragraph %d is empty, too long, or of no known kind":               "第 %d 段是空的、太长，或类型不对",
	"a document has at most %d characters":                               "一份文件最多 %d 个字",
	"a folder has at most %d documents":                                  "一个文件夹最多 %d 份文件",
	"%s names %q, which is not in the folder":                            "%s 里写了“%s”，但文件夹里没有",
	"%s needs a column named file":                                       "%s 要有一列叫 file",
	"%s: there is no field %q":                                           "%s：没有“%s”这一列",
	"%s: %v":                                                             "%s：%v",
}
