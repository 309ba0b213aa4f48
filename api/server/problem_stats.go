package server

import (
	"maps"

	"tuoyuquan/api/care"
)

// What statistics are refused with.
func init() { //nolint:gochecknoinits // one table, written in several files
	maps.Copy(texts, map[care.Code]text{
		care.CodeNoStats:   {"这一天之前还没有统计", "Nothing was counted by that day", "请换一个较晚的日期。", "Choose a later day."},
		care.CodeNoGrid:    {"这里还没有人口网格", "No population grid is known here", "请用 tuoyuquan import people 导入人口网格。", "Load one with tuoyuquan import people."},
		care.CodeNoStreets: {"附近没有道路", "There is no street near", "请在路边再选一个位置。", "Choose a place by a street."},
	})
	maps.Copy(chinese, map[string]string{
		"%s has not come yet":                                             "%s 还没有到",
		"an area is not made of areas of the level %q":                    "这个地区不能按“%s”一级来分",
		"nothing was counted by %s":                                       "%s 之前还没有统计",
		"%q is not an indicator":                                          "没有“%s”这个指标",
		"no population grid is known here; see `tuoyuquan import people`": "这里还没有人口网格；可用 tuoyuquan import people 导入",
		"there is no street within %.0f m of this place":                  "%.0f 米内没有道路",
		"%d minutes is none of the standard walks":                        "%d 分钟不是标准的步行时间",
		"give on or month, not both":                                      "on 和 month 只能给一个",
		"%s is not a month; write it as YYYY-MM":                          "%s 不是月份，请写成 YYYY-MM",
		"a cell needs an id of at most 80 characters":                     "每个网格要有编号，最多 80 个字符",
		"cell %s has no longitude and latitude":                           "网格 %s 没有经纬度",
		"cell %s has %d people and %d children under three":               "网格 %s 有 %d 人、%d 名 3 岁以下婴幼儿，两者不符",
	})
}
