package server

import (
	"maps"

	"tuoyuquan/api/care"
)

// What stopping facilities, their files and the accounts of staff are refused with.
func init() { //nolint:gochecknoinits // one table, written in several files
	maps.Copy(texts, textsOfRegister)
	maps.Copy(chinese, chineseOfRegister)
}

var textsOfRegister = map[care.Code]text{
	care.CodeStoppedAlready:  {"这家机构已经停了", "The facility is stopped already", "请刷新，看看现在的状态。", "Load it again to see how it stands now."},
	care.CodeNotRegistered:   {"这家机构不在名录中", "The facility is not in the register", "只有已备案或已许可的机构才能暂停或关停。", "Only a filed or licensed facility can be suspended or closed."},
	care.CodeNotStopped:      {"这家机构没有停", "The facility is not stopped", "请刷新，看看现在的状态。", "Load it again to see how it stands now."},
	care.CodeFacilityStopped: {"机构已暂停或终止，不用确认了", "The facility is stopped: nothing to confirm", "托位没有改动。恢复服务后会再发确认链接。", "Nothing was changed. When it opens again, a new link comes."},
	care.CodeClosedForGood:   {"已关停的机构需要重新备案", "A closed facility needs a new filing", "只有录入有误或依法撤销时才能恢复。", "Only a mistake or an official order takes a closure back."},
	care.CodeNotAppointable:  {"这个角色的账号要由上级来开", "Accounts of this role are made by somebody above", "请联系上级主管部门或系统管理员。", "Ask the bureau above, or whoever runs the service."},
	care.CodeOwnAccount:      {"不能对自己的账号做这个操作", "Not with your own account", "请让另一位管理人员来办。", "Somebody else who looks after accounts has to do it."},
}

var chineseOfRegister = map[string]string{
	"a facility is suspended or closed":                                                      "只能选择暂停或关停",
	"write at most %d characters":                                                            "最多写 %d 个字",
	"the facility is stopped already; look at it again":                                      "这家机构已经停了，请刷新查看",
	"the facility does not stand in the register":                                            "这家机构不在名录中",
	"the facility is not stopped; look at it again":                                          "这家机构没有停，请刷新查看",
	"a closed facility needs a new filing; only a mistake or an order takes a closure back":  "已关停的机构需要重新备案；只有录入有误或依法撤销时才能恢复",
	"%q is no kind of record":                                                                "“%s”不是档案记录的类别",
	"say on which day it was; not one to come":                                               "请填写日期，不能是将来的日子",
	"an order alone has a day by which it is to be met, after its own":                       "只有责令改正才有改正期限，且不早于当天",
	"say by when the order is to be met":                                                     "请填写改正期限",
	"an inspection or a recheck has a result, in_order, faults or not_met; nothing else has": "检查和复查要填写结果，其他记录不填",
	"a fine has its amount in fen, and nothing else has one":                                 "罚款要填写金额，其他记录不填",
	"write 1 to %d characters":                                                               "请写 1 到 %d 个字",
	"only an order is met":                                                                   "只有责令改正才需要登记整改完成",
	"no rule says which grade this is; give one":                                             "没有规则能算出等级，请直接选择",
	"by the rule this is %s; leave the grade out":                                            "按规则等级是 %s，不需要另选",
	"risk and the whole are A to D, credit is A to D with + and -":                           "风险等级和综合等级是 A 到 D，信用等级是 A 到 D（可带 + -）",
	"there is no such file; see /register/files":                                             "没有这个文件，可用的见 /register/files",
	"this is not an Ed25519 public key in PEM":                                               "这不是 PEM 格式的 Ed25519 公钥",
	"there are two files of %s":                                                              "%s 有两份文件",
	"the file of %s follows the one of %s, which is missing":                                 "%s 的文件接在 %s 的文件之后，而后者缺失",
	"the file of %s does not follow the one of %s":                                           "%s 的文件与 %s 的文件接不上",
	"this is not a daily file of the register":                                               "这不是名录的每日文件",
	"accounts of this role are made by somebody above":                                       "这个角色的账号要由上级来开",
	"this area is not yours to appoint somebody for":                                         "这个区域不归您管",
	"there is no facility with this id in your area":                                         "您的区域里没有这家机构",
	"somebody else has to do this with your own account":                                     "自己的账号要由别人来操作",
	"the account is closed; open it first":                                                   "账号已停用，请先启用",
	"%q is nothing that is done with an account":                                             "“%s”不是账号操作",
}
