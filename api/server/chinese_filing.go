package server

import (
	"maps"

	"tuoyuquan/api/care"
)

// What filings, reports of classes and registrars' lists are refused with.
func init() { //nolint:gochecknoinits // one table, written in several files
	maps.Copy(chinese, chineseOfFilings)
	maps.Copy(texts, textsOfFilings)
}

var textsOfFilings = map[care.Code]text{
	care.CodeFilingIncomplete: {"还有没填完的内容", "Something is missing", "请按检查结果补全后再提交。", "Complete what the checks list, then submit."},
	care.CodeFilingPromise:    {"还没有签署备案承诺书", "The promise is not signed", "请阅读并签署备案承诺书。", "Read and sign it."},
	care.CodeFilingKnowing:    {"有内容不符合标准", "Something is against a standard", "改好后再提交；确实要按现状提交，请勾选说明。", "Put it right, or say that it is to be submitted as it is."},
	care.CodeFilingUnchecked:  {"还有材料没有核实", "Not everything has been verified", "请逐项核实后再办结。", "Verify each item first."},
	care.CodeFilingItemBad:    {"有一项不符合，不能办结", "An item does not conform", "请出具不符合告知，并写明原因。", "Find that it does not conform, with the reason."},
	care.CodeFilingOpen:       {"已有一件事项正在办理", "One matter is open already", "请先办完或撤回。", "Finish it or take it back first."},
	care.CodeFilingChildren:   {"还有孩子在托、已预约或在候补", "Children still have a place here, or ask for one", "请先与家长商定去处，结束托位和申请后再办理注销。", "Settle with the families where they go, then end the filing."},
	care.CodeFilingNotFiled:   {"还没有备案", "Nothing is filed yet", "请先办理备案。", "File first."},
}

var chineseOfFilings = map[string]string{
	"this cannot be done with the filing as it stands now; look at it again":                      "这件事项现在不能这样办，请刷新后再看",
	"%d children have a place here or ask for one; end that first, with their families":           "还有 %d 名孩子在托、已预约或在候补，请先与家长商定",
	"what was filed has ended meanwhile; take this back":                                          "备案在此期间已经终止，请撤回本次办理",
	"something is missing; the list of checks says what":                                          "还有没填完的内容，检查结果里写明了是哪些",
	"the promise (备案承诺书) has to be signed":                                                        "需要签署备案承诺书",
	"some things will hardly be found to conform; say that it is to be submitted as it is":        "有内容不符合标准，确实要按现状提交请勾选说明",
	"something was found not to conform; the filing is then refused with the reason, not granted": "有一项不符合，请出具不符合告知并写明原因",
	"not everything has been verified yet":                                                        "还有材料没有核实",
	"say what does not conform; the reasons are published":                                        "请写明不符合的原因，原因会向社会公开",
	"%q is no reason of a filing":                                                                 "“%s”不是可选的原因",
	"at most %d characters":                                                                       "最多 %d 个字",
	"%d classes are more than %d":                                                                 "%d 个班超过了 %d 个",
	"%q is no area code":                                                                          "“%s”不是区域编号",
	"%q is no term; write 2026-autumn or 2026-spring":                                             "“%s”不是学期，请写成 2026-autumn 或 2026-spring",
	"a report has 1 to %d classes":                                                                "一次报送 1 到 %d 个班",
	"one matter is open already; finish it or take it back first":                                 "已有一件事项正在办理，请先办完或撤回",
	"nothing is filed yet that could be changed or ended":                                         "还没有备案，不能变更或注销",
	"this cannot be begun now":                                                                    "现在不能办理这一项",
	"the authority has it now; take it back to change something":                                  "材料在主管部门办理中，要修改请先撤回",
	"there is no such paper":                                                                      "没有这种材料",
	"the paper ends before it begins":                                                             "到期日早于发证日",
	"a filing has at most %d papers":                                                              "一件事项最多 %d 份材料",
	"files cannot be kept or read just now; try again in a moment":                                "文件暂时存取不了，请稍后再试",
	"this was changed meanwhile; look at it again":                                                "刚被别人改动过，请刷新后再看",
	"a number has at most %d characters":                                                          "编号最多 %d 个字符",
	"at most %d reasons":                                                                          "最多 %d 条原因",
	"this is not an item of the filing":                                                           "这不是这件事项要核实的内容",
	"an item is ok or bad":                                                                        "每一项只有符合或不符合",
	"say what does not conform":                                                                   "请写明哪里不符合",
	"a reason goes with what does not conform":                                                    "只有不符合时才填原因",
	"a report is of this term or the one before":                                                  "只能报送本学期或上学期",
	"a list has a name of at most %d characters":                                                  "名单要有名称，最多 %d 个字",
	"say why it is no matter of filing":                                                           "请写明为什么不需要备案",
	"there is no such facility in your area":                                                      "辖区内没有这家机构",
	"it was invited; its draft is there":                                                          "已经通知备案，草稿已建立",
	"invite, unrelated, link or clear":                                                            "只能是 invite、unrelated、link 或 clear",
	"the register has it already":                                                                 "名录里已有这家机构",
	"send a photo or a PDF":                                                                       "请上传照片或 PDF",
	"such a file has at most %d MB":                                                               "这类文件最大 %d MB",
	"leave out characters that cannot be seen":                                                    "请去掉看不见的字符",
}
