package notify

import "tuoyuquan/api/care"

// ReasonText says a public reason in a few words; "" for one that is on no list.
func ReasonText(r care.ReasonCode, english bool) string {
	t, ok := reasons[r]
	if !ok {
		t, ok = caseReasons[r]
	}
	if !ok {
		t = filingReasons[r]
	}
	if english {
		return t[1]
	}
	return t[0]
}

var reasons = map[care.ReasonCode][2]string{
	care.ReasonAgeNotFitting:    {"月龄不在班级范围内", "the age does not fit the class"},
	care.ReasonPapersMissing:    {"材料不全", "papers are missing"},
	care.ReasonPapersNotValid:   {"材料已过期或不符合要求", "papers are too old or not in order"},
	care.ReasonNeedsNotMet:      {"机构条件不能满足孩子的照护需要", "the facility cannot give the care the child needs"},
	care.ReasonNotReached:       {"多次联系不上", "could not be reached, several times"},
	care.ReasonClassNotOpened:   {"班级没有开办", "the class did not open"},
	care.ReasonEmployeesOnly:    {"仅面向本单位职工", "for employees only"},
	care.ReasonDuplicate:        {"重复申请", "applied for twice"},
	care.ReasonAgreementMissing: {"没有签订协议", "the agreement was not signed"},
	care.ReasonFeesUnpaid:       {"费用未缴", "fees were not paid"},
	care.ReasonLongAbsence:      {"长期未到托", "absent for long"},
	care.ReasonHealth:           {"按卫生保健规定暂不能入托", "health rules do not allow it for now"},
	care.ReasonClosing:          {"机构停办", "the facility closes"},
	care.ReasonSuspended:        {"机构被暂停", "the facility is suspended"},
	care.ReasonFalseStatement:   {"材料不属实", "a statement was not true"},
	care.ReasonMoved:            {"搬家", "moved away"},
	care.ReasonFoundElsewhere:   {"已选择其他机构", "found another place"},
	care.ReasonFamilyPlans:      {"家庭安排有变", "the family's plans changed"},
	care.ReasonFees:             {"费用原因", "the fees"},
	care.ReasonDistance:         {"距离原因", "the distance"},
	care.ReasonIll:              {"孩子生病", "the child is ill"},
	care.ReasonAgedOut:          {"已到离托年龄", "too old for the class"},
	care.ReasonTransferred:      {"已转到其他托位", "moved to another place"},
	care.ReasonNoAnswer:         {"没有答复", "no answer"},
	care.ReasonTimeRanOut:       {"时间已到", "time ran out"},
	care.ReasonNotAttended:      {"没有到托", "did not come"},
	care.ReasonAbsenceSure:      {"经核实确实没有入托", "it was checked: the child did not start"},
	care.ReasonEnrolledAlready:  {"已在别处入托", "enrolled elsewhere"},
	care.ReasonStaffShort:       {"人手不足", "too few carers"},
	care.ReasonWeather:          {"天气原因", "the weather"},
	care.ReasonSiteWorks:        {"场地维修", "works on the site"},
	care.ReasonOutbreak:         {"传染病防控", "an outbreak of illness"},
	care.ReasonMistake:          {"录入有误", "entered by mistake"},
	care.ReasonHardship:         {"困境家庭优先", "families in hardship come first"},
	care.ReasonSiblingHere:      {"兄弟姐妹在本机构", "a sibling is here"},
	care.ReasonCourtOrder:       {"依法安排", "an official order"},
	care.ReasonSafety:           {"安全隐患", "a matter of safety"},
	care.ReasonCapacity:         {"托位减少", "fewer places"},
	care.ReasonDataDeleted:      {"资料已删除", "the data was deleted"},
	care.ReasonCorrected:        {"已整改到位", "it was put right"},
	care.ReasonFiledAgain:       {"重新备案", "it was filed again"},
	care.ReasonOther:            {"其他", "other reasons"},
}
