package care

// The keys of the rules the service reads.
const (
	RuleFilingReceipt      = "filing.receipt_days"
	RuleFilingNotice       = "filing.nonconform_notice_days"
	RuleFilingAuthority    = "filing.authority"
	RuleClassCap           = "class.cap."    // + BandName
	RuleClassRatio         = "class.ratio."  // + BandName; children per carer
	RuleClassMonths        = "class.months." // + BandName; half-open span of completed months
	RuleHomeMaxChildren    = "home_point.max_children"
	RuleHomePerCarer       = "home_point.per_carer"
	RulePrepayMaxMonths    = "prepay.max_months"
	RulePrepayCustody      = "prepay.custody_threshold"
	RuleFeeAttendance      = "fee.attendance_rule"
	RuleFeeDaysPerMonth    = "fee.days_per_month"
	RuleFeeMonthsPerTerm   = "fee.months_per_term"
	RuleRefundCooling      = "refund.cooling_days"
	RuleVaccinationCheck   = "vaccination.check_days"
	RuleVaccinationRecheck = "vaccination.recheck_by"
	RuleAbsenceRecheck     = "health.absence_recheck_months"
	RuleExamValid          = "health.exam_valid_days"
	RulePetitionNotify     = "petition.notify"
	RulePetitionHandle     = "petition.handle"
	RulePetitionExtend     = "petition.extend"
	RuleConsumerAccept     = "consumer.accept"
	RuleMediationMax       = "mediation.max"
	RuleHotline            = "hotline.sla." // + urgent, utility, general, complex
	RuleAbuseReport        = "abuse.report"
	RuleDisclosure         = "disclosure.days"
	RuleLogRetention       = "log.retention_months"
	RuleCircleMinutes      = "circle.minutes"
	RuleCircleMetres       = "circle.metres." // + 5, 10, 15
	RuleCircleSpeed        = "circle.speed_mps"
	RuleCircleStroller     = "circle.stroller_mps"
	RuleCircleDetour       = "circle.detour_factor"
	RuleCircleMaxMinutes   = "circle.max_minutes"
	RuleOpenToPublic       = "elig.open_to_public"
	RuleOpenEmployer       = "elig.open_to_public." + string(KindEmployer)
	RuleVacancyFresh       = "vacancy.fresh_hours"
	RuleVacancyStale       = "vacancy.stale_days"
	RuleVacancyDoubt       = "vacancy.doubt_reports"
)

// The documents the defaults rest on.
const (
	basisFiling   = "托育机构登记和备案办法（试行）国卫办人口发〔2019〕25号"
	basisStandard = "托育机构设置标准（试行）国卫人口发〔2019〕58号"
	basisManage   = "托育机构管理规范（试行）国卫人口发〔2019〕58号"
	basisHome     = "家庭托育点管理办法（试行）2023-11"
	basisBeijing  = "北京市托育机构预付式消费资金管理办法（试行）2023-09"
	basisHenan    = "河南省托育收费规定 2025（中国教育报 2025-11-28）"
	basisPrepaid  = "法释〔2025〕4号 第14条"
	basisVaccine  = "儿童入托、入学预防接种证查验办法（2021）"
	basisHygiene  = "托儿所幼儿园卫生保健工作规范"
	basisPetition = "信访工作条例（2022-05-01 起施行）"
	basisConsumer = "消费者权益保护法 第46条"
	basisMediate  = "市场监督管理投诉举报处理暂行办法 第21条（总局令第121号自 2026-04-15 起替代，期限待核）"
	basisHotline  = "北京市《12345热线服务与管理规范》征求意见稿 2021-12"
	basisJinan    = "济南市 12345 条例（2018）"
	basisWeifang  = "潍坊市 12345 条例（2021）"
	basisMinors   = "未成年人保护法 第11条"
	basisOpenness = "政府信息公开条例 第26条"
	basisNetwork  = "网络安全法（2026-01-01 版 第23条）"
	basisCircle   = "GB 50180-2018；TD/T 1062-2021"
	basisShanghai = "上海市人口与计划生育条例（2021）第35、45条"
	basisHouse    = "product default"
)

func day(y int16, m, d int8) Date { return Date{y, m, d} }

// DefaultRules returns the defaults of the domain sheet §12, with the local rules it names. They are written to the rule
// table at migration where no row with the same region, key and first day stands; an operator ends one by giving it a To.
func DefaultRules() []Rule {
	var all []Rule
	for _, part := range [][]Rule{filingRules(), filingStandards(), gradeRules(), classRules(), moneyRules(), healthRules(), complaintRules(), circleRules(), bookingRules(), caseRules(), supportRules()} {
		all = append(all, part...)
	}
	return all
}

func filingRules() []Rule {
	since := day(2019, 12, 19)
	return []Rule{
		{Key: RuleFilingReceipt, Value: "5", Unit: "days", Calendar: WorkingDays, LegalBasis: basisFiling, From: since, Confidence: Seen},
		{Key: RuleFilingNotice, Value: "15", Unit: "days", Calendar: WorkingDays, LegalBasis: basisFiling, From: since, Confidence: Seen},
		{Key: RuleFilingAuthority, Value: "卫生健康", LegalBasis: "人口与计划生育法 第28条", From: day(2021, 8, 20), Confidence: Seen},
		{Region: "31", Key: RuleFilingAuthority, Value: "教育", LegalBasis: basisShanghai, From: day(2021, 11, 25), Confidence: Seen},
		{Key: RuleDisclosure, Value: "20", Unit: "days", Calendar: WorkingDays, LegalBasis: basisOpenness, From: day(2019, 5, 15), Confidence: Seen},
		{Key: RuleLogRetention, Value: "6", Unit: "months", LegalBasis: basisNetwork, Confidence: Seen},
		{Key: RuleOpenToPublic, Value: "true", LegalBasis: basisHouse, Confidence: Proposed},
		{Key: RuleOpenEmployer, Value: "false", LegalBasis: "京政办发〔2023〕6号", Confidence: Proposed},
	}
}

func classRules() []Rule {
	since := day(2019, 10, 8)
	const children, perCarer, months = "children", "children per carer", "completed months, end not included"
	return []Rule{
		{Key: RuleClassCap + string(BandInfant), Value: "10", Unit: children, LegalBasis: basisStandard + " 第19条", From: since, Confidence: Secondary},
		{Key: RuleClassCap + string(BandToddler), Value: "15", Unit: children, LegalBasis: basisStandard + " 第19条", From: since, Confidence: Secondary},
		{Key: RuleClassCap + string(BandSenior), Value: "20", Unit: children, LegalBasis: basisStandard + " 第19条", From: since, Confidence: Secondary},
		{Key: RuleClassCap + string(BandMixed), Value: "18", Unit: children, LegalBasis: basisStandard + " 第19条", From: since, Confidence: Secondary},
		{Key: RuleClassRatio + string(BandInfant), Value: "3", Unit: perCarer, LegalBasis: basisStandard + " 第20条", From: since, Confidence: Secondary},
		{Key: RuleClassRatio + string(BandToddler), Value: "5", Unit: perCarer, LegalBasis: basisStandard + " 第20条", From: since, Confidence: Secondary},
		{Key: RuleClassRatio + string(BandSenior), Value: "7", Unit: perCarer, LegalBasis: basisStandard + " 第20条", From: since, Confidence: Secondary},
		{Key: RuleClassRatio + string(BandMixed), Value: "5", Unit: perCarer, LegalBasis: "not set nationally; the stricter neighbour", Confidence: Proposed},
		{Key: RuleClassMonths + string(BandInfant), Value: "6-12", Unit: months, LegalBasis: basisStandard + " 第19条", From: since, Confidence: Secondary},
		{Key: RuleClassMonths + string(BandToddler), Value: "12-24", Unit: months, LegalBasis: basisStandard + " 第19条", From: since, Confidence: Secondary},
		// The month in which the child turns three is still taken (当月满3岁 warns, it does not refuse).
		{Key: RuleClassMonths + string(BandSenior), Value: "24-37", Unit: months, LegalBasis: basisStandard + " 第19条", From: since, Confidence: Secondary},
		{Key: RuleClassMonths + string(BandMixed), Value: "18-37", Unit: months, LegalBasis: basisStandard + " 第19条", From: since, Confidence: Secondary},
		{Key: RuleHomeMaxChildren, Value: "5", Unit: children, LegalBasis: basisHome, From: day(2023, 11, 1), Confidence: Secondary},
		{Key: RuleHomePerCarer, Value: "3", Unit: perCarer, LegalBasis: basisHome, From: day(2023, 11, 1), Confidence: Secondary},
	}
}

func moneyRules() []Rule {
	return []Rule{
		{Key: RulePrepayMaxMonths, Unit: "months", LegalBasis: "no national rule found", Confidence: Secondary},
		{Region: "41", Key: RulePrepayMaxMonths, Value: "3", Unit: "months", LegalBasis: basisHenan, From: day(2025, 1, 1), Confidence: Secondary},
		{Key: RulePrepayCustody, Unit: "yuan", LegalBasis: "no national rule found", Confidence: Secondary},
		{Region: "11", Key: RulePrepayCustody, Value: "20000", Unit: "yuan", LegalBasis: basisBeijing, From: day(2023, 9, 1), Confidence: Secondary},
		{Key: RuleFeeAttendance, LegalBasis: "no national rule found", Confidence: Secondary},
		// Percent of the month's fee for no day, under half, and over half of the legal working days attended.
		{Region: "41", Key: RuleFeeAttendance, Value: "0,50,100", Unit: "percent", LegalBasis: basisHenan, From: day(2025, 1, 1), Confidence: Secondary},
		{Key: RuleFeeDaysPerMonth, Value: "21", Unit: "days", Calendar: WorkingDays, LegalBasis: "248 working days in 2026 / 12, rounded up", Confidence: Computed},
		{Key: RuleFeeMonthsPerTerm, Value: "5", Unit: "months", LegalBasis: basisHouse, Confidence: Proposed},
		{Key: RuleRefundCooling, Value: "7", Unit: "days", Calendar: NaturalDays, LegalBasis: basisPrepaid, From: day(2025, 5, 1), Confidence: Seen},
	}
}

func healthRules() []Rule {
	return []Rule{
		{Key: RuleVaccinationCheck, Value: "30", Unit: "days", Calendar: NaturalDays, LegalBasis: basisVaccine, From: day(2021, 1, 1), Confidence: Secondary},
		{Key: RuleVaccinationRecheck, Value: "12-31", Unit: "month-day", LegalBasis: basisVaccine, From: day(2021, 1, 1), Confidence: Secondary},
		{Key: RuleAbsenceRecheck, Value: "3", Unit: "months", LegalBasis: basisManage + " 第11条；" + basisHygiene, From: day(2019, 10, 8), Confidence: Secondary},
		{Key: RuleExamValid, Unit: "days", LegalBasis: "local; no national rule found", Confidence: Secondary},
		{Region: "3502", Key: RuleExamValid, Value: "30", Unit: "days", Calendar: NaturalDays, LegalBasis: "厦门市", Confidence: Secondary},
	}
}

func complaintRules() []Rule {
	petition := day(2022, 5, 1)
	return []Rule{
		{Key: RulePetitionNotify, Value: "15", Unit: "days", Calendar: NaturalDays, LegalBasis: basisPetition + " 第22、23条", From: petition, Confidence: Seen},
		{Key: RulePetitionHandle, Value: "60", Unit: "days", Calendar: NaturalDays, LegalBasis: basisPetition + " 第34条", From: petition, Confidence: Seen},
		{Key: RulePetitionExtend, Value: "30", Unit: "days", Calendar: NaturalDays, LegalBasis: basisPetition + " 第34条", From: petition, Confidence: Seen},
		{Key: RuleConsumerAccept, Value: "7", Unit: "days", Calendar: WorkingDays, LegalBasis: basisConsumer, From: day(2014, 3, 15), Confidence: Seen},
		{Key: RuleMediationMax, Value: "45", Unit: "days", Calendar: WorkingDays, LegalBasis: basisMediate, From: day(2020, 1, 1), Confidence: Seen},
		{Region: "11", Key: RuleHotline + "urgent", Value: "2", Unit: "hours", LegalBasis: basisHotline, Confidence: Secondary},
		{Region: "11", Key: RuleHotline + "utility", Value: "24", Unit: "hours", LegalBasis: basisHotline, Confidence: Secondary},
		{Region: "11", Key: RuleHotline + "general", Value: "7", Unit: "days", Calendar: NaturalDays, LegalBasis: basisHotline, Confidence: Secondary},
		{Region: "11", Key: RuleHotline + "complex", Value: "15", Unit: "days", Calendar: NaturalDays, LegalBasis: basisHotline, Confidence: Secondary},
		{Region: "3701", Key: RuleHotline + "general", Value: "5", Unit: "days", Calendar: WorkingDays, LegalBasis: basisJinan, From: day(2018, 1, 1), Confidence: Seen},
		{Region: "3707", Key: RuleHotline + "general", Value: "5", Unit: "days", Calendar: WorkingDays, LegalBasis: basisWeifang, From: day(2021, 1, 1), Confidence: Seen},
		// 立即: at once. No other value is ever taken; see Rule.Validate.
		{Key: RuleAbuseReport, Value: "immediate", LegalBasis: basisMinors, From: day(2021, 6, 1), Confidence: Seen},
	}
}

func circleRules() []Rule {
	return []Rule{
		{Key: RuleCircleMinutes, Value: "5,10,15", Unit: "minutes", LegalBasis: basisCircle, Confidence: Seen},
		{Key: RuleCircleMaxMinutes, Value: "60", Unit: "minutes", LegalBasis: basisHouse, Confidence: Proposed},
		{Key: RuleCircleMetres + "5", Value: "300", Unit: "metres", LegalBasis: basisCircle, Confidence: Secondary},
		{Key: RuleCircleMetres + "10", Value: "500", Unit: "metres", LegalBasis: basisCircle, Confidence: Seen},
		{Key: RuleCircleMetres + "15", Value: "900", Unit: "metres", LegalBasis: basisCircle + "（800—1000 米）", Confidence: Secondary},
		{Key: RuleCircleSpeed, Value: "1.0", Unit: "m/s", LegalBasis: basisCircle + "（规划步速 60 米/分）", Confidence: Memory},
		{Key: RuleCircleStroller, Value: "0.8", Unit: "m/s", LegalBasis: "no source gave a value; the careful end of 0.8 to 1.0", Confidence: Memory},
		{Key: RuleCircleDetour, Value: "1.3", Unit: "ratio", LegalBasis: "walking distance over straight line, where no streets are known", Confidence: Memory},
		{Key: RuleVacancyFresh, Value: "48", Unit: "hours", LegalBasis: basisHouse, Confidence: Proposed},
		{Key: RuleVacancyStale, Value: "7", Unit: "days", Calendar: NaturalDays, LegalBasis: basisHouse, Confidence: Proposed},
		{Key: RuleVacancyDoubt, Value: "2", Unit: "reports", LegalBasis: basisHouse, Confidence: Proposed},
	}
}

// bookingRules are the house's: nothing national regulates reservations. They are the numbers of DefaultBookingTerms, as rows
// so that a region can set its own.
func bookingRules() []Rule {
	rule := func(key, value, unit string, count DayCount) Rule {
		return Rule{Key: key, Value: value, Unit: unit, Calendar: count, LegalBasis: basisHouse, Confidence: Proposed}
	}
	return []Rule{
		rule(RuleBookingHold, "15", "minutes", ""),
		rule(RuleBookingHoldMore, "10", "minutes", ""),
		rule(RuleBookingDecide, "3", "days", WorkingDays),
		rule(RuleBookingReject, "2", "days", WorkingDays),
		rule(RuleBookingAnswer, "48", "hours", ""),
		rule(RuleBookingDeliver, "24", "hours", ""),
		rule(RuleBookingAgree, "7", "days", WorkingDays),
		rule(RuleBookingRevoke, "2", "days", WorkingDays),
		rule(RuleBookingNoShow, "5", "days", WorkingDays),
		rule(RuleBookingReminders, "2", "messages", ""),
		rule(RuleBookingObject, "5", "days", WorkingDays),
		rule(RuleBookingWaits, "3", "waits", ""),
		rule(RuleBookingWaitsEnrolled, "2", "waits", ""),
		rule(RuleBookingSupersede, "7", "days", NaturalDays),
		rule(RuleBookingRestore, "30", "days", NaturalDays),
		rule(RuleBookingRevive, "7", "days", NaturalDays),
		rule(RuleBookingDraft, "30", "days", NaturalDays),
		rule(RuleBookingGroupSkips, "3", "times", ""),
		rule(RuleBookingGroupKeep, "7", "days", NaturalDays),
		rule(RuleBookingAhead, "18", "months", ""),
		rule(RuleBookingConfirm, "24", "hours", ""),
	}
}
