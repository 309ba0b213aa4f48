package server

import "maps"

// What is said about who asks, families and reservations.
func init() { //nolint:gochecknoinits // one table, written in several files
	maps.Copy(chinese, chineseOfPeople)
	maps.Copy(chinese, chineseOfPlaces)
}

var chineseOfPeople = map[string]string{
	// Requests.
	"a page of another site may change nothing here":                         "不能从别的网站的页面操作",
	"send the csrf of /api/v1/session as X-Csrf-Token":                       "请用 X-Csrf-Token 带上 /api/v1/session 给出的 csrf",
	"write a moment as 2026-11-21T08:30:00+08:00":                            "时间请写成 2026-11-21T08:30:00+08:00",
	"%q is not a month; write it as YYYY-MM":                                 "“%s”不是月份，请写成 YYYY-MM",
	"there is no such thing here, or it is not yours":                        "没有这项内容，或它不属于您",
	"this is not for your account to do":                                     "您的账号不能办理这一步",
	"give a key of 1 to %d bytes, a fresh one for each thing that is wanted": "请求编号应为 1 到 %d 个字节，每件事用一个新的",
	"this key was used for another request; choose a new one":                "这个请求编号已用于另一件事，请换一个",
	"this is not one of our templates":                                       "这不是本服务的消息模板",
	"the service is stopping":                                                "服务正在重启",

	// Signing in.
	"a mobile number has 11 digits and begins with 1":     "手机号应为 11 位数字，以 1 开头",
	"sign in with your telephone":                         "请用手机号登录",
	"WeChat does not answer; sign in with your telephone": "微信暂时没有回应，请用手机号登录",
	"%q is not a device":                                  "“%s”不是可登录的设备类型",
	"a name is needed":                                    "请填写姓名",
	"leave out characters that cannot be seen":            "请去掉看不见的字符",
	"the name %s is taken":                                "用户名 %s 已被使用",
	"nobody signs in as %s":                               "没有用户名为 %s 的账号",
	"a name has at most %d characters":                    "姓名最多 %d 个字",
	"a name has 3 to 32 of a-z, 0-9, dot, hyphen and _, and begins with a letter or digit": "用户名应为 3 到 32 个小写字母、数字、点、短横线或下划线，以字母或数字开头",

	"a password has at least %d characters":                       "密码至少 %d 个字符",
	"a password has at most %d bytes":                             "密码最多 %d 字节",
	"this password is among the first to be guessed":              "这个密码很容易被猜到，请换一个",
	"staff of a facility need the facility":                       "机构工作人员需要指定机构",
	"staff of a bureau need the code of the area they answer for": "卫健部门工作人员需要指定负责区域的代码",
	"staff are facility, district, city, inspector or admin":      "角色应为 facility、district、city、inspector 或 admin",

	// The family.
	"a family has at most %d children here":                                              "一个家庭最多添加 %d 个孩子",
	"a family has at most %d members":                                                    "一个家庭最多 %d 位成员",
	"a family names at most %d people":                                                   "一个家庭最多添加 %d 位接送人",
	"how this person is related is needed, in a word":                                    "请用一个词填写与孩子的关系",
	"notes have at most %d characters":                                                   "备注最多 %d 个字",
	"sex is female, male, or left out":                                                   "性别填男或女，也可以不填",
	"the birthday of a small child is needed, or the due date":                           "请填写孩子的出生日期或预产期",
	"the child was changed meanwhile":                                                    "孩子的资料刚被修改过，请刷新后再试",
	"this is not a telephone number":                                                     "电话号码不正确",
	"a place has been asked for with this birthday; end that first, or ask the facility": "已用这个出生日期申请过托位，请先结束申请，或联系机构",
	"a place is being used or was asked for just now; try again in a while":              "刚有托位正在办理或使用，请过一会儿再试",
	"%q is not a purpose":                                                                "“%s”不是可以同意的用途",
	"this is agreed to for the whole family":                                             "这一项是为全家同意的，不用指定孩子",
	"%q is not a reason to read a child's record":                                        "“%s”不是查看孩子资料的用途",

	// Papers.
	"%q is not a kind of paper":                                       "“%s”不是可登记的材料",
	"a paper needs the date it was made":                              "请填写材料的日期",
	"a child has at most %d papers; remove old ones first":            "一个孩子最多 %d 份材料，请先删除旧的",
	"the paper was changed meanwhile":                                 "材料刚被修改过，请刷新后再试",
	"the paper is dated %s, before the child was born":                "材料日期 %s 早于孩子出生",
	"the paper is dated %s, which has not come yet":                   "材料日期 %s 还没有到",
	"the name of who made the paper is longer than 100 characters":    "出具单位最多 100 个字",
	"a scan has at most 10 MB":                                        "照片或文件最大 10 MB",
	"a scan is a JPEG, PNG or WebP picture or a PDF":                  "请上传 JPEG、PNG、WebP 图片或 PDF",
	"scans cannot be kept or read just now; try again in a moment":    "照片暂时存取不了，请稍后再试",
	"the picture has too many pixels; take it anew in a normal size":  "图片尺寸太大，请用普通大小重拍",
	"the picture is damaged":                                          "图片已损坏，请重新上传",
	"an identity number has 18 characters":                            "身份证号应为 18 位",
	"an identity number has digits only, and perhaps an X at the end": "身份证号只能是数字，最后一位可以是 X",
	"a digit of the identity number is mistyped":                      "身份证号有一位输错了",
	"the identity number holds a day of birth that does not exist":    "身份证号里的出生日期不存在",
	"the identity number says another birthday":                       "身份证号与出生日期不一致",
}

var chineseOfPlaces = map[string]string{
	// Asking for a place.
	"say draft, hold or wait":                "as 只能是 draft（草稿）、hold（预留）或 wait（候补）",
	"a child is named twice":                 "同一个孩子出现了两次",
	"at most %d siblings can be named":       "最多同时申请 %d 个兄弟姐妹",
	"this is your number already":            "这就是您现在的手机号",
	"this number has an account of its own":  "这个手机号已经有自己的账户，请换一个，或先用它登录并删除那个账户",
	"a place is given up for one child only": "转托只能为一个孩子办理",
	"a held place is exchanged for one that is held at once, and for one child only": "换位子时要马上占住新的位子，一次只能给一个宝宝换",
	"the child has no such place to give up":                                         "孩子没有这个可以转出的托位",
	"you have held several places just now; try again in %d seconds":                 "您刚刚预留了多个托位，请 %d 秒后再试",
	"there is no application with this id":                                           "没有这个申请",
	"no places are known for %s; give them in the list of the facility first":        "还不知道 %s 的托位，请先在机构名单里填写",
	"the months of a place are not all there":                                        "托位的月份不完整",
	"there is no class with this id":                                                 "没有这个班",
	"there is no child with this id":                                                 "没有这个孩子",
	"the facility is not filed; places are booked at filed facilities only":          "该机构未备案，只能预约已备案的机构",
	"choose the first day of care":                                                   "请选择入托日期",
	"%s is past; choose a day from today on":                                         "%s 已经过去，请选择今天以后的日期",
	"%s is more than %d months ahead":                                                "%s 在 %d 个月以后，太远了",
	"on %s the child is not yet %d months old":                                       "到 %s 孩子还不满 %d 个月",
	"on %s the child is %d months old; the class takes children under %d":            "到 %s 孩子已 %d 个月，这个班收不满 %d 个月的孩子",
	"the child has a full-day place; say that this one is to replace it":             "孩子已有全日托托位，请说明要用这一个替换",
	"this facility is for the staff of its employer only":                            "该机构只收本单位职工子女",

	// What becomes of it.
	"somebody else has changed this; look at it again":                                     "刚被别人改动过，请刷新后再看",
	"this step does not exist from the state %s":                                           "当前状态（%s）不能办理这一步",
	"this step is not yours to take":                                                       "这一步不能由您来做",
	"choose a reason from the list":                                                        "请从公开的原因中选择一个",
	"%q is not a reason on the list for this":                                              "“%s”不在这一步的原因列表里",
	"a child can wait for %d classes at most; leave another waitlist first":                "一个孩子最多候补 %d 个班，请先退出一个",
	"some of what the facility needs is missing":                                           "还有机构需要的内容没有填",
	"the application cannot go to the facility without your consent":                       "没有您的同意，申请不能交给机构",
	"the health check is missing or too old for the first day":                             "缺少健康检查，或到入托日已过期",
	"the agreement is not signed":                                                          "托育协议还没有签",
	"the bureau has stopped the class for now; nothing is lost, and the time does not run": "主管部门已暂停这个班的办理，顺位不变，期限暂停计算",
	"there is no offer to call about":                                                      "没有需要打电话通知的录取",

	// Places by month.
	"somebody else has changed the places; look at them again":       "托位数刚被别人改动过，请刷新后再看",
	"give months in order, each with 0 to %d places":                 "请按月份顺序填写，每月 0 到 %d 个托位",
	"months belong to set_filed, and set_filed needs them":           "只有 set_filed 需要填写月份",
	"say freeze, unfreeze or set_filed":                              "action 只能是 freeze、unfreeze 或 set_filed",
	"%d filed places is outside 0 to %d":                             "备案托位 %d 超出了 0 到 %d 的范围",
	"%d staffed places is outside 0 to %d":                           "可收托位 %d 超出了 0 到 %d 的范围",
	"%d taken places is outside 0 to %d":                             "在托人数 %d 超出了 0 到 %d 的范围",
	"%s does not come after %s; give the months in order, each once": "%s 没有排在 %s 之后，请按顺序填写，每月一次",
	"a class has places for at most %d months, not %d":               "一个班最多填写 %d 个月，不能是 %d 个月",
	"the month %s is outside 1900 to 2200":                           "月份 %s 超出了 1900 到 2200 年的范围",
	"it was decided already":                                         "已经处理过了",
	"this is being checked already":                                  "这一项正在核验，不用重复申请",
	"a family can claim %d things at most; take some back first":     "一个家庭最多申请 %d 项，请先撤回一些",
	"nothing comes before others for this here":                      "本地没有这一项优先条件",
	"say which facility":                                             "请写明是哪家机构",
	"choose a last day from today on, within %d years":               "请选择今天起 %d 年内的有效期截止日",
}
