package server

import "maps"

// What the guards of reservations refuse with (care/guard.go).
func init() { //nolint:gochecknoinits // one table, written in several files
	maps.Copy(chinese, chineseOfGuards)
}

var chineseOfGuards = map[string]string{
	"a place is free; nobody need wait":                                             "现在有空托位，不用候补",
	"a place is held or reserved for this child already":                            "已经为这个孩子保留或预约了托位",
	"another child is before this one":                                              "前面还有其他孩子",
	"care has not begun yet":                                                        "还没有到入托日期",
	"it came back once already":                                                     "已经恢复过一次，不能再恢复",
	"it is too early for this":                                                      "还没有到可以这样做的时间",
	"no place is free in every month; you can join the waitlist":                    "不是每个月都有空托位，可以参加候补",
	"nothing else of the child is live":                                             "孩子没有其他正在办理的申请",
	"nothing is stopped":                                                            "没有被暂停",
	"the child already has a place held or offered; finish or leave that one first": "孩子已有一个预留或录取的托位，请先办完或放弃那一个",
	"the child already has an application for this class":                           "孩子已经申请过这个班",
	"the child has been there":                                                      "孩子已经来过",
	"the child is not enrolled elsewhere":                                           "孩子没有在别处入托",
	"the class takes no children in now":                                            "这个班现在不收托",
	"the district already looks at it":                                              "区县已在处理",
	"the facility has not asked for it":                                             "机构没有提出这样的请求",
	"the facility may not take children in now":                                     "这家机构现在不能收托",
	"the family has not been reminded often enough":                                 "提醒家长的次数还不够",
	"the new place is not confirmed; the old one stays":                             "新托位还没有确认，原来的托位保留",
	"the district has decided about the objection":                                  "区县已经处理过异议",
	"the family has not objected":                                                   "家长没有提出异议",
	"the objection is already with the district":                                    "异议已提交区县",
	"the place is no longer held":                                                   "托位预留时间已过",
	"the request is already with the district":                                      "请求已提交区县",
	"the time to answer is over":                                                    "回复时间已过",
	"the time to ask for it is over":                                                "可以申请恢复的时间已过",
	"the time to object is over":                                                    "提出异议的时间已过",
	"the time was extended once already":                                            "已经延长过一次",
	"there are not enough carers for one more child":                                "保育人员不足，不能再多收一个孩子",
	"there is nothing to ask":                                                       "现在没有需要确认保留的候补",
}
