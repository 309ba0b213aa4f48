package server

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2/validation"

	"tuoyuquan/api/care"
)

// chinese has what the services say in English, as written there, in the words families read. The verbs of a format keep
// their order, or name the argument they mean. A test finds whatever is missing.
var chinese = map[string]string{
	// What is asked for.
	"there is no parameter %q here; see /docs for those there are": "这里没有参数“%s”，可用的参数见 /docs",
	"give %s once": "参数 %s 只能出现一次",
	"there is no such address here; see /docs for those there are": "没有这个地址，可用的地址见 /docs",
	"there is no such file; see /docs":                             "没有这个文件，见 /docs",
	"send the body as it is, without packing it":                   "请直接发送内容，不要压缩",
	"the body may have 64 KB":                                      "内容最多 64 KB",
	"address and headers together may have 8 KB":                   "地址和请求头合计最多 8 KB",
	"try again in %d seconds":                                      "请 %d 秒后再试",
	"the id of an event is a whole number":                         "事件编号应为整数",
	"too many open streams; ask for the list every minute instead": "同时接收实时消息的连接太多，请改为每分钟刷新一次列表",
	"this cursor belongs to another question; keep every parameter but limit, or start again without one": "翻页标记属于另一次查询：请保持除 limit 外的参数不变，或从第一页重新开始",
	"this cursor is damaged; start again without one":                                                     "翻页标记已损坏，请从第一页重新开始",

	// Places and walks.
	"at most %d places to walk from; leave some out":                                                     "出发地最多 %d 个，请去掉一些",
	"longitude must be -180..180 and latitude -85..85, longitude first":                                  "经度应在 -180 到 180 之间，纬度应在 -85 到 85 之间，经度在前",
	"near is longitude,latitude: longitude first, -180..180, then latitude, -85..85":                     "near 应写成“经度,纬度”：经度在前，-180 到 180；纬度在后，-85 到 85",
	"minutes must be more than 0 and at most %d":                                                         "步行时间应大于 0 分钟，最多 %d 分钟",
	"speed must be %.1f to %.1f metres a second":                                                         "步行速度应为每秒 %.1f 到 %.1f 米",
	"profile is walk or stroller":                                                                        "profile 只能是 walk（步行）或 stroller（推婴儿车）",
	"combine is worst or sum":                                                                            "combine 只能是 worst（取最远）或 sum（合计）",
	"coords is wgs84, gcj02 or bd09":                                                                     "coords 只能是 wgs84、gcj02 或 bd09",
	"bbox is west,south,east,north":                                                                      "bbox 应写成“西,南,东,北”",
	"bbox is west,south,east,north with west < east and south < north":                                   "bbox 应写成“西,南,东,北”，西小于东、南小于北",
	"clusters need bbox=west,south,east,north":                                                           "请给出地图范围 bbox=西,南,东,北",
	"zoom must be 0 to %d":                                                                               "zoom 应为 0 到 %d",
	"a circle has one centre: near=longitude,latitude":                                                   "步行圈只有一个中心：near=经度,纬度",
	"a route has one start: near=longitude,latitude":                                                     "路线只有一个起点：near=经度,纬度",
	"max_vertices must be 0 to %d":                                                                       "max_vertices 应为 0 到 %d",
	"no way on foot within an hour is known from there; try walk instead of stroller, or a nearer start": "从那里出发，一小时内没有已知的步行路线；请改为不推婴儿车，或换一个近些的起点",
	"the facility is not on the map yet; ask it for directions":                                          "该机构尚未在地图上定位，请向机构询问路线",
	"give words, near, or both":                                                                          "请给出 words（文字）或 near（位置），或两者都给",
	"no area has the code %q":                                                                            "没有代码为“%s”的区域",
	"an area code has up to 12 digits":                                                                   "区域代码最多 12 位",
	"there is no such tile: x and y run from 0 to 2^z-1, z from 0 to 22":                                 "没有这块地图",
	"this service has no basemap of its own; see basemap in /api/v1/meta":                                "本服务没有自己的底图，见 /api/v1/meta 的 basemap",
	"this service draws its own map; see basemap in /api/v1/meta":                                        "本服务使用自己的底图，见 /api/v1/meta 的 basemap",
	"the map is for this service's own pages":                                                            "地图只供本服务自己的页面使用",
	"the map cannot be reached at the moment; the list works without it":                                 "地图暂时取不到，列表仍可使用",

	// Children and wishes.
	"give age_months or birth, not both":                                "月龄和出生日期只需给一个",
	"age_months must be 0 to %d":                                        "月龄应为 0 到 %d 个月",
	"the child must be born by the start date %s; give a later start":   "到入托日期 %s 孩子还没有出生，请选择晚一些的入托日期",
	"the child is born on %s, after the start on %s":                    "孩子 %s 出生，晚于入托日期 %s",
	"the child would be %d months old on %s; at most %d":                "孩子 %[2]s 时已有 %[1]d 个月大，最多 %[3]d 个月",
	"a child born on %s is %d months old at the start; the limit is %d": "%s 出生的孩子入托时已有 %d 个月大，最多 %d 个月",
	"an age of %d months is outside 0 to %d":                            "%d 个月超出了 0 到 %d 个月的范围",
	"start must be from last month to %d months ahead":                  "入托日期应在上个月到今后 %d 个月之间",
	"vacant_by must be from the start date to %d months after it":       "最晚入托日期应在入托日期之后 %d 个月以内",
	"%s is not a date; write it as YYYY-MM-DD":                          "%s 不是日期，请写成 YYYY-MM-DD",
	"%q is not a date; write it as YYYY-MM-DD":                          "“%s”不是日期，请写成 YYYY-MM-DD",
	"the year %d is outside 1900 to 2200":                               "年份 %d 超出了 1900 到 2200 的范围",
	"fees are in yuan a month, 0 or more, fee_min at most fee_max":      "费用按每月元计，不小于 0，最低不高于最高",
	"hours are HH:MM with from before until":                            "时间写成 HH:MM，开始早于结束",
	"give from and until together, as HH:MM":                            "请同时给出开始和结束时间，写成 HH:MM",
	"words has %d characters; at most %d":                               "文字有 %d 个字，最多 %d 个",
	"at most %d characters":                                             "最多 %d 个字",
	"at most 20 values in one list":                                     "一个列表最多 20 项",
	"at most %d ids in one question":                                    "一次最多查询 %d 个机构",
	"limit must be 1 to %d":                                             "limit 应为 1 到 %d",
	"sort=walk needs near":                                              "按步行时间排序需要给出出发地 near",
	"sort=relevance needs words":                                        "按相关度排序需要给出文字 words",
	"sort is walk, fee, freshness, free, name or relevance":             "sort 只能是 walk、fee、freshness、free、name 或 relevance",

	// Facilities.
	"no facility %q is public; it may have moved, closed or not be filed": "没有公开的机构“%s”：它可能已迁址、停办或未备案",
	"no such facility is public":                                          "没有这家公开的机构",
	"there is no facility with this id":                                   "没有这家机构",
	"the facility has no class with this id":                              "该机构没有这个班",
	"you have told us about this facility today; thank you":               "您今天已经反馈过这家机构，谢谢",
	"a report needs something to tell reporters apart":                    "无法区分反馈来源",
	"a later confirmation of these places stands":                         "这些托位已有更晚的确认",
	"no places are known to confirm; give them":                           "没有可确认的托位，请填写",

	// The service itself.
	"the service is still reading its data; try again in a few seconds":         "服务正在读取数据，请几秒后再试",
	"the data are still being read":                                             "正在读取数据",
	"the data in memory have not been checked for %s":                           "内存中的数据已有 %s 未核对",
	"the database does not answer":                                              "数据库没有回应",
	"the database did not answer in time":                                       "数据库没有及时回应，请稍后再试",
	"the database is not available; try again in a moment":                      "数据库暂时不可用，请稍后再试",
	"the database refuses this value":                                           "数据库不接受这个值",
	"the search took too long; ask for a shorter walk or try again in a moment": "查询时间过长，请缩短步行时间或稍后再试",
	"this is taken by another entry":                                            "已被另一条记录占用",
	"something this belongs to is not there":                                    "所属的内容不存在",
}

// chineseText is what an error says, in Chinese; "" when nobody has written it down.
func chineseText(e *care.Error) string {
	if e.Format == "" {
		return chinese[e.Text]
	}
	format, ok := chinese[e.Format]
	if !ok {
		return ""
	}
	return fmt.Sprintf(format, e.Args...)
}

// mistake is a sentence of huma's and what it means.
type mistake struct {
	english *regexp.Regexp
	chinese string // $1, $2: what the sentence names
}

// mistakes are the sentences in which huma says what is wrong with a value.
var mistakes = compileMistakes([][2]string{
	{validation.MsgUnexpectedProperty, "没有这一项"},
	{validation.MsgExpectedRFC3339DateTime, "应为日期和时间，例如 2026-11-21T08:30:00+08:00"},
	{validation.MsgExpectedRFC3339Date, "应为日期，写成 YYYY-MM-DD"},
	{validation.MsgExpectedBoolean, "应为 true 或 false"},
	{validation.MsgExpectedNumber, "应为数字"},
	{validation.MsgExpectedInteger, "应为整数"},
	{validation.MsgExpectedString, "应为文字"},
	{validation.MsgExpectedArray, "应为列表"},
	{validation.MsgExpectedObject, "应为对象"},
	{validation.MsgExpectedOneOf, "只能是以下之一：$1"},
	{validation.MsgExpectedConst, "只能是 $1"},
	{validation.MsgExpectedMinimumNumber, "不能小于 $1"},
	{validation.MsgExpectedExclusiveMinimumNumber, "必须大于 $1"},
	{validation.MsgExpectedMaximumNumber, "不能大于 $1"},
	{validation.MsgExpectedExclusiveMaximumNumber, "必须小于 $1"},
	{validation.MsgExpectedMinLength, "至少 $1 个字"},
	{validation.MsgExpectedMaxLength, "最多 $1 个字"},
	{validation.MsgExpectedBePattern, "格式应为 $1"},
	{validation.MsgExpectedMatchPattern, "格式不对，应符合 $1"},
	{validation.MsgExpectedMinItems, "至少 $1 项"},
	{validation.MsgExpectedMaxItems, "最多 $1 项"},
	{validation.MsgExpectedRequiredProperty, "缺少 $1"},
	{"required query parameter is missing", "缺少这个参数"},
	{"required path parameter is missing", "缺少这个参数"},
	{"required header parameter is missing", "缺少这个请求头"},
	{"request body is required", "请求内容不能为空"},
	{"request body is too large limit=%d bytes", "请求内容最多 $1 字节"},
	{"unknown content type: %s", "不支持的内容类型 $1"},
	{"invalid integer", "应为整数"},
	{"invalid float", "应为数字"},
	{"invalid boolean", "应为 true 或 false"},
	{"validation failed", "有内容不符合要求"},
})

var verb = regexp.MustCompile(`%[a-z]`)

func compileMistakes(pairs [][2]string) []mistake {
	out := make([]mistake, 0, len(pairs))
	for _, p := range pairs {
		var pattern strings.Builder
		rest := p[0]
		for loc := verb.FindStringIndex(rest); loc != nil; loc = verb.FindStringIndex(rest) {
			pattern.WriteString(regexp.QuoteMeta(rest[:loc[0]]) + "(.+)")
			rest = rest[loc[1]:]
		}
		pattern.WriteString(regexp.QuoteMeta(rest))
		out = append(out, mistake{regexp.MustCompile("^" + pattern.String() + "$"), p[1]})
	}
	return out
}

// chineseMistake is a sentence of huma's in Chinese. One that is not known is kept behind words that say so.
func chineseMistake(english string) string {
	for _, m := range mistakes {
		if at := m.english.FindStringSubmatchIndex(english); at != nil {
			return string(m.english.ExpandString(nil, m.chinese, english, at))
		}
	}
	return "这个值不正确（" + care.Clip(english) + "）"
}
