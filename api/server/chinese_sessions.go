package server

import "maps"

// What is said about visits, sessions, attendance and figures.
func init() { maps.Copy(chinese, chineseOfSessions) }

var chineseOfSessions = map[string]string{
	// Visits.
	"give 1 to %d of them":                                  "一次可以给 1 到 %d 个",
	"give 1 to %d places":                                   "名额是 1 到 %d 个",
	"this overlaps another one":                             "和另一个时间重叠了",
	"this time is past":                                     "这个时间已经过去了",
	"this is more than a year ahead":                        "这个时间在一年以后，太远了",
	"this must end after it begins, at most %d hours later": "结束要晚于开始，最长 %d 小时",
	"the visit has begun":                                   "参观已经开始了",
	"the visit has not begun":                               "参观还没开始",
	"write at most %d characters":                           "最多写 %d 个字",
	"your family has a visit to come here; cancel it to choose another time": "您家在这里已约了参观，想换时间请先取消",
	"the facility has cancelled this time; choose another":                   "机构取消了这个时间，请另选一个",
	"this time is taken; choose another":                                     "这个时间约满了，请另选一个",
	"a guardian must agree first; see the consents":                          "要先由监护人同意，请看“授权同意”",
	"the places do not add up; try again":                                    "名额对不上，请再试一次",

	// Sessions.
	"a session is hourly or drop_in":                                         "时段只能是计时托（hourly）或临时托（drop_in）",
	"give the day and its hours":                                             "请给出日期和起止时间",
	"a fee is not below 0":                                                   "费用不能小于 0",
	"a window must close after it opens":                                     "报名截止要晚于开始",
	"a window must close two hours before its sessions at the latest":        "报名最晚要在时段开始前两小时截止",
	"the oldest must be older than the youngest":                             "最大月龄要大于最小月龄",
	"the carers of the class are not enough for so many beside its children": "除去班里的孩子，保育人员照看不了这么多",
	"there is no session with this id":                                       "没有这个时段",
	"no place is left in this session; you can join the waitlist":            "这个时段约满了，可以候补",
	"the child is booked or entered for these hours already":                 "孩子在这个时间已经有预约或报名了",
	"the window is over and its order is being drawn; come back in a minute": "报名已截止，正在抽签，请一分钟后再来",
	"the window for this session has not opened yet":                         "这个时段还没开始报名",
	"the facility has cancelled this session; choose another":                "机构取消了这个时段，请另选一个",
	"the session has begun":                                                  "这个时段已经开始了",
	"it is too early for this":                                               "还没到时间",
	"there was no draw for this session":                                     "这个时段没有抽签",
	"this is drawn after its window has closed":                              "报名截止后才抽签",

	// Attendance.
	"choose a day of care from today on, at most %d days ahead":        "请选今天起 %d 天内的入托日",
	"the child is not enrolled here":                                   "孩子不在这里入托",
	"this day is over":                                                 "这一天已经过去了",
	"another child has been given the place; please call the facility": "名额已经给了别的孩子，请给机构打电话",
	"this is not a mark of the list":                                   "考勤没有这个选项",
	"attendance is marked on the day, or within %d days after it":      "考勤只能当天或之后 %d 天内登记",

	// Figures.
	"this link is not valid; ask for a new one":                        "这个链接无效，请重新获取",
	"answer yes or no":                                                 "请回答对或不对",
	"the facility is suspended or closed; there is nothing to confirm": "机构已暂停或终止，不用确认了",
	"this link has run out; ask for a new one":                         "这个链接过期了，请重新获取",
	"this link was answered already; sign in to change the figures":    "这个链接已经答过了，要改请登录",
}
