package open311

import (
	"slices"

	"tuoyuquan/api/care"
)

// words are what a category is called here, in both languages.
type words struct{ zh, en, about, aboutEN, keywords string }

// named are the categories of public interest. A test finds one that is missing.
var named = map[care.Category]words{
	care.CategoryUnfiled: {
		"未备案、无资质", "Not filed, or not licensed", "有人反映这里未经备案开展托育服务。", "Somebody reports that childcare is offered here without filing.", "备案,资质,filing",
	},
	care.CategoryCapacity: {
		"超员、照护人员不足", "Too many children, too few carers", "有人反映这里收托人数超过规定，或照护人员不足。", "Somebody reports more children or fewer carers than the rules allow.", "超员,配比,ratio",
	},
	care.CategoryPrepay: {
		"关停跑路、预付款", "Closed with fees paid in advance", "有人反映这里收了预付款后停止服务。", "Somebody reports that it closed after taking fees in advance.", "关停,预付,closure",
	},
	care.CategoryFire: {
		"消防、房屋安全", "Fire and building safety", "有人反映这里的消防或房屋安全有隐患。", "Somebody reports a risk of fire, or of the building.", "消防,房屋,fire",
	},
	care.CategoryFood: {
		"食品安全", "Food safety", "有人反映这里的食品安全有问题。", "Somebody reports a problem with food.", "食品,餐食,food",
	},
	care.CategoryHygiene: {
		"卫生保健、传染病", "Hygiene and infections", "有人反映这里的卫生保健或传染病防控有问题。", "Somebody reports a problem of hygiene or infection.", "卫生,传染病,hygiene",
	},
	care.CategoryFalseInfo: {
		"公示信息不实、虚假宣传", "False information", "有人反映这里公示或宣传的信息不实。", "Somebody reports that what it publishes is not true.", "公示,宣传,information",
	},
}

// categories are those of public interest, in the order of care.
func categories() (out []care.Category) {
	for _, r := range care.Categories() {
		if r.Public {
			out = append(out, r.Category)
		}
	}
	return out
}

func known(code string) bool { return slices.Contains(categories(), care.Category(code)) }

func nameOf(c care.Category, chinese bool) string {
	if chinese {
		return named[c].zh
	}
	return named[c].en
}

func aboutOf(c care.Category, chinese bool) string {
	if chinese {
		return named[c].about
	}
	return named[c].aboutEN
}

func pick(chinese bool, zh, en string) string {
	if chinese {
		return zh
	}
	return en
}

// Services is the list of what can be reported.
func (s *Service) Services(jurisdiction string, chinese bool) (Document, error) {
	if err := s.jurisdiction(jurisdiction); err != nil {
		return nil, err
	}
	out := serviceList{}
	for _, c := range categories() {
		out.List = append(out.List, service{
			Code: string(c), Name: nameOf(c, chinese), Description: aboutOf(c, chinese), Metadata: true, Type: "batch", Keywords: named[c].keywords,
			Group: pick(chinese, "托育机构", "Childcare facilities"),
		})
	}
	return out, nil
}

// Definition tells what is asked for with a report of one service.
func (s *Service) Definition(jurisdiction, code string, chinese bool) (Document, error) {
	if err := s.jurisdiction(jurisdiction); err != nil {
		return nil, err
	}
	if !known(code) {
		return nil, Fail(404, "service_code was not found; see services")
	}
	return definition{Code: code, Attributes: []attribute{
		{
			Variable: false, Code: attrEmergency, Datatype: "text", Required: false, Order: 1,
			Hint:        pick(chinese, "只读", "to be read"),
			Description: pick(chinese, "孩子正有危险时，请先拨打 110。", "If a child is in danger at this moment, call 110 first."),
		},
		{
			Variable: true, Code: attrDanger, Datatype: "singlevaluelist", Required: false, Order: 2,
			Hint:        pick(chinese, "选一项", "choose one"),
			Description: pick(chinese, "现在有孩子处于危险中吗？", "Is a child in danger at this moment?"),
			Values:      []value{{"no", pick(chinese, "没有", "No")}, {"yes", pick(chinese, "有", "Yes")}},
		},
		{
			Variable: true, Code: attrHappened, Datatype: "datetime", Required: false, Order: 3,
			Hint:        pick(chinese, "日期，如 2026-11-21", "a day, as 2026-11-21"),
			Description: pick(chinese, "什么时候发生的？", "When did it happen?"),
		},
		{
			Variable: true, Code: attrWants, Datatype: "text", Required: false, Order: 4,
			Hint:        pick(chinese, "最多 300 字", "at most 300 characters"),
			Description: pick(chinese, "希望怎么处理？", "What should come of it?"),
		},
	}}, nil
}

// The attributes of a report.
const (
	attrEmergency = "emergency"
	attrDanger    = "danger_now"
	attrHappened  = "happened_on"
	attrWants     = "wants"
)
