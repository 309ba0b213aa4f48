package server

import (
	"maps"

	"tuoyuquan/api/care"
)

// What a facility is told about its people, its fees and terms, its pictures, patterns and lists.
func init() { //nolint:gochecknoinits // one table, written in several files
	maps.Copy(chinese, chineseOfOwn)
	maps.Copy(texts, textsOfOwn)
}

var textsOfOwn = map[care.Code]text{
	care.CodePrepayLong:     {"预收费用超过了本地规定", "More is asked ahead than the rules allow", "请减少预收的月数。", "Ask for fewer months ahead."},
	care.CodeCustodyNeeded:  {"预收费用需要银行存管", "A bank must keep what is paid ahead", "请填写存管银行，或减少预收的月数。", "Name the bank, or ask for fewer months ahead."},
	care.CodeMemberKnown:    {"工号已被使用", "The number is taken", "请核对工号，或留空。", "Check the number, or leave it empty."},
	care.CodeMembersTooMany: {"花名册人数太多", "The roster is full", "请先删除早已离职的人员。", "Remove those who left long ago."},
	care.CodePhotosTooMany:  {"照片太多", "Too many pictures", "请先删除一张再上传。", "Remove one, then add another."},
}

var chineseOfOwn = map[string]string{
	// People.
	"%q is not a post":                                                    "“%s”不是可选的岗位",
	"only carers belong to a class":                                       "只有保育人员可以归到班级",
	"a week has seven days":                                               "工作日应在周一到周日之间",
	"say from which day they work here":                                   "请填写入职日期",
	"the last day comes before the first, or is too far off":              "离职日期早于入职日期，或太遥远",
	"the day of a check lies in the past":                                 "查询日期应在今天或以前",
	"this day is too far off":                                             "这个日期太遥远",
	"give at most %d certificates":                                        "最多填写 %d 份证书",
	"%q is not a kind of certificate":                                     "“%s”不是可选的证书",
	"a certificate is issued in the past, and ends within %d years":       "发证日期应在今天或以前，到期日应在 %d 年以内",
	"a certificate ends before it begins":                                 "证书到期日早于发证日期",
	"the number has more than %d characters, or some that cannot be seen": "工号最多 %d 个字，不能含看不见的字符",
	"give a name of at most %d characters":                                "请填写姓名，最多 %d 个字",
	"there are more numbers than certificates":                            "编号比证书多",
	"a number has at most %d characters, and no bars or semicolons":       "证书编号最多 %d 个字，不能含竖线和分号",
	"a roster holds at most %d people; remove those who left long ago":    "花名册最多 %d 人，请先删除早已离职的人员",
	"this number belongs to somebody else of the roster":                  "这个工号是花名册里另一个人的",
	"mark a day within %d days back and %d ahead":                         "只能登记过去 %d 天到未来 %d 天",
	"somebody else has changed this; look at it again":                    "别人刚刚改过，请重新查看",
	// Fees, terms, pictures.
	"write at most %d characters, all of which can be seen":           "最多 %d 个字，不能含看不见的字符",
	"a fee list has 1 to %d lines":                                    "收费目录应有 1 到 %d 项",
	"two lines say what the same costs from the same day":             "有两项是同一收费、同一生效日期",
	"the list does not say what care costs":                           "收费目录里没有保育费",
	"give 0 to %d months":                                             "请填 0 到 %d 个月",
	"say how money that was not used is paid back":                    "预收费用的，请写明怎样退费",
	"name the bank in at most %d characters":                          "请填写存管银行，最多 %d 个字",
	"name the agreement in at most %d characters":                     "请填写合同名称，最多 %d 个字",
	"no more than %d months may be asked ahead here":                  "本地规定最多预收 %d 个月",
	"more than %d yuan paid ahead must lie with a bank; say which":    "一次预收超过 %d 元须由银行存管，请填写银行",
	"give a day within a year back and two ahead":                     "生效日期应在过去一年到未来两年之间",
	"a picture has at most %d MB":                                     "照片最大 %d MB",
	"pictures cannot be kept or read just now; try again in a moment": "照片暂时无法保存或读取，请稍后再试",
	"say in at most %d characters what the picture shows":             "请用不超过 %d 个字说明照片内容",
	"a facility shows at most %d pictures; remove one first":          "最多展示 %d 张照片，请先删除一张",
	// Patterns.
	"this makes more than %d times; choose a shorter span":   "会产生 %d 个以上的时段，请缩短日期范围",
	"choose one weekday at least":                            "请至少选一个星期几",
	"give a first and a last day, at most half a year apart": "请填开始和结束日期，相隔不超过半年",
	"give 1 to 4 weeks":                                      "间隔应为 1 到 4 周",
	"give 1 to %d times a day":                               "每天应有 1 到 %d 个时段",
	"leave at most %d days out":                              "最多排除 %d 天",
	"each time must end after it begins, on the same day":    "每个时段应在同一天内，结束晚于开始",
	"two of the times overlap":                               "有两个时段重叠",
	"give the pattern a name of at most %d characters":       "请给这个规律起个名字，最多 %d 个字",
	"a facility keeps at most %d patterns; remove one first": "最多保存 %d 个规律，请先删除一个",
	"a pattern makes times to visit, or sessions":            "只能生成参观时段或托育场次",
	// Figures and lists.
	"ask for 1 to %d months":  "请查询 1 到 %d 个月",
	"ask for at most %d days": "最多查询 %d 天",
	"there is no such list":   "没有这份表格",
	"this row cannot be read: a cell is too long, or holds a formula without a result; open the file in Excel or WPS, save it and send it again": "这一行读不了：有一格太长，或者公式还没有算出结果。请用 Excel 或 WPS 打开、保存后再上传",
	"this cannot be read":               "这里读不出来",
	"write one of %s":                   "请写以下之一：%s",
	"write a date as 2026-03-01":        "日期请写成 2026-03-01",
	"write a month as 2026-03":          "月份请写成 2026-03",
	"write a whole number from 0 to %d": "请写 0 到 %d 的整数",
	"write weekdays as 一二三四五 or 12345":  "工作日请写成 一二三四五 或 12345",
	"write a certificate as 保育师 | 编号 | 2024-01-01 | 2027-01-01":                       "证书请写成 保育师 | 编号 | 2024-01-01 | 2027-01-01",
	"the facility has no class of this name":                                          "本机构没有这个班级",
	"the facility has no application with this id":                                    "本机构没有这份申请",
	"this class and month stand in the list twice":                                    "同一班级同一月份在表里出现了两次",
	"this person stands in the list twice":                                            "同一个人在表里出现了两次",
	"two people have this name; give their numbers":                                   "有两人同名，请填写工号",
	"places can be set from this month on, for the months that are shown":             "只能修改本月及以后已列出的月份",
	"this child is not expected on this day":                                          "这一天没有这个孩子",
	"a list holds at most %d days":                                                    "一份表格最多 %d 天",
	"this application was changed since the list was written; export it again":        "导出后这份申请有过变化，请重新导出",
	"this cannot be done with the application as it stands":                           "按目前的状态不能这样处理",
	"the file is larger than %d MB":                                                   "文件超过 %d MB",
	"%q cannot be written; use csv or xlsx":                                           "不能导出为“%s”，请用 csv 或 xlsx",
	"give CSV or XLSX":                                                                "请使用 CSV 或 XLSX 文件",
	"the file has more than %d rows; split it":                                        "文件超过 %d 行，请拆开",
	"the file has no column %s; begin with an export of ours":                         "文件里没有“%s”这一列，请先导出一份再修改",
	"the workbook is damaged; open it in Excel or WPS and save it again as .xlsx":     "工作簿已损坏，请用 Excel 或 WPS 打开后另存为 .xlsx",
	"the workbook unpacks to too much; save the list alone, or as CSV":                "工作簿解压后太大，请只保存这张表，或另存为 CSV",
	"this is an old .xls or a workbook with a password; save it as .xlsx without one": "这是旧版 .xls 或有密码的工作簿，请另存为不带密码的 .xlsx",
	"this is no list; give CSV, XLSX or an OpenStreetMap extract":                     "这不是表格文件，请使用 CSV 或 XLSX",
}
