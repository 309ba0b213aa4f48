package notify

import "tuoyuquan/api/care"

// filingReasons are the words of why a filing does not conform, as the register publishes them.
var filingReasons = map[care.ReasonCode][2]string{
	care.FilingClassTooLarge:  {"班级人数超过上限", "a class is too large"},
	care.FilingRatioShort:     {"保育人员配备不足", "too few carers"},
	care.FilingFloorTooHigh:   {"楼层不符合要求", "the floor is not allowed"},
	care.FilingLeaseTooShort:  {"租期不足三年或已到期", "the lease is shorter than three years or over"},
	care.FilingSpaceTooSmall:  {"使用面积不足", "too little space"},
	care.FilingHygieneFailed:  {"卫生评价不合格", "the hygiene report failed"},
	care.FilingFireFailed:     {"消防安全不合格", "fire safety failed"},
	care.FilingStaffUnfit:     {"人员资格不符合", "staff are not qualified"},
	care.FilingHealthMissing:  {"缺少健康合格证明", "health certificates are missing"},
	care.FilingExclusionLate:  {"没有按要求查询违法犯罪记录", "criminal records were not looked up as required"},
	care.FilingFoodMissing:    {"供餐没有食品经营许可", "meals without a food licence"},
	care.FilingScopeWrong:     {"业务范围不含托育服务", "the scope lacks childcare"},
	care.FilingPaperExpired:   {"材料已过有效期", "a paper has ended"},
	care.FilingPaperUnclear:   {"材料不清晰或不完整", "a paper is unclear or not whole"},
	care.FilingPaperMismatch:  {"材料与填报内容不一致", "a paper and the form differ"},
	care.FilingNotRegistered:  {"未查到登记信息", "no registration was found"},
	care.FilingMonitoringGaps: {"监控或录像保存不符合要求", "cameras or recordings fall short"},
	care.FilingUntrue:         {"填报内容不属实", "something stated is not true"},
}
