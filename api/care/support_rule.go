package care

// The keys of the rules about support, fees and payments that this service only tells of.
const (
	RuleOperatingChild   = "support.operating." // + BandName; to the facility, for each child
	RuleOperatingPlace   = "support.operating.place"
	RuleConstruction     = "support.construction.place"
	RuleDifficultyChild  = "support.difficulty.child"
	RulePerHead          = "support.per_head"
	RuleChainOnce        = "support.chain.once"
	RuleModelAward       = "support.model.award"
	RuleAwardMinimum     = "support.award.minimum"
	RuleUtilities        = "support.utilities"
	RuleRentFree         = "support.rent_free.years"
	RuleEmployerChildren = "support.employer.children"
	RuleFreeSessions     = "support.free_sessions"
	RulePublicIncome     = "fee.public.income_percent"
	RulePublicMax        = "fee.public.max." // + BandName
	RuleFeeFloat         = "fee.float_percent"
	RuleFeeGuided        = "fee.guided"
)

// Units of support. The front end knows a sentence for each.
const (
	UnitYuanChildYear  = "yuan/child/year"
	UnitYuanChildMonth = "yuan/child/month"
	UnitYuanPlaceMonth = "yuan/place/month"
	UnitYuanPlace      = "yuan/place"
	UnitYuan           = "yuan"
)

const (
	basisKaizhou    = "开州区3岁以下婴幼儿照护服务能力提升行动工作方案（征求意见稿）2024-07-09"
	basisSuzhou     = "苏府办〔2021〕182号（据苏州市实施情况评估报告 2023-12-12）"
	basisBeijing2   = "北京市卫生健康委员会关于托育服务体系建设情况审议意见的研究处理报告（2023）"
	basisPrice      = "发改价格〔2024〕1477号"
	basisShaanxi    = "陕西省普惠托育收费规定 2025（二手来源）"
	basisShanghai12 = "上海市社区“宝宝屋”（中新社 2024-10-27，二手来源）"
	basisRushan     = "乳山市公办托育收费标准 2024（镜像页面，二手来源）"
)

// supportRules are what the sources name. A source that is a draft says so in its name; see Rule.Draft.
func supportRules() []Rule {
	kaizhou := func(key, value, unit string) Rule {
		return Rule{Region: "500154", Key: key, Value: value, Unit: unit, LegalBasis: basisKaizhou, Confidence: Seen}
	}
	// Its item 11 says 每生每年; what retells it by the month is wrong by a factor of twelve, and the rule says which text it follows.
	subsidy := func(band BandName, value string) Rule {
		r := kaizhou(RuleOperatingChild+string(band), value, UnitYuanChildYear)
		r.LegalBasis += "第11条：原文为“每生每年”，按月的转述与原文不符"
		return r
	}
	suzhou := func(key, value, unit string) Rule {
		return Rule{Region: "3205", Key: key, Value: value, Unit: unit, LegalBasis: basisSuzhou, Confidence: Seen}
	}
	rushan := func(band BandName, value string) Rule {
		return Rule{
			Region: "371083", Key: RulePublicMax + string(band), Value: value, Unit: UnitYuanChildMonth, LegalBasis: basisRushan, From: day(2024, 8, 1), To: day(2029, 8, 1),
			Confidence: Secondary,
		}
	}
	return []Rule{
		subsidy(BandSenior, "700"), subsidy(BandToddler, "800"), subsidy(BandInfant, "900"),
		kaizhou(RuleChainOnce, "100000", UnitYuan),
		kaizhou(RuleModelAward, "50000,100000,150000", UnitYuan), // under 50 children, under 100, from 100
		kaizhou(RuleUtilities, "residential", "price"),
		kaizhou(RuleRentFree, "3", "years"),
		kaizhou(RuleEmployerChildren, "10", "children"),
		suzhou(RuleOperatingPlace, "300-800", UnitYuanPlaceMonth),
		suzhou(RuleConstruction, "10000", UnitYuanPlace),
		suzhou(RuleDifficultyChild, "500", UnitYuanChildMonth),
		suzhou(RuleAwardMinimum, "100000", UnitYuan),
		{Region: "11", Key: RulePublicIncome, Value: "20", Unit: "percent", LegalBasis: basisBeijing2, From: day(2023, 1, 1), Confidence: Seen},
		{Region: "11", Key: RulePerHead, Value: "preschool", Unit: "standard", LegalBasis: basisBeijing2, From: day(2023, 1, 1), Confidence: Seen},
		{Region: "11", Key: RuleUtilities, Value: "residential", Unit: "price", LegalBasis: basisBeijing2, From: day(2023, 1, 1), Confidence: Seen},
		{Key: RuleFeeGuided, Value: "true", LegalBasis: basisPrice, From: day(2024, 10, 1), Confidence: Seen},
		{Region: "61", Key: RuleFeeFloat, Value: "20", Unit: "percent", LegalBasis: basisShaanxi, From: day(2025, 1, 1), Confidence: Secondary},
		{Region: "31", Key: RuleFreeSessions, Value: "12", Unit: "sessions/child/year", LegalBasis: basisShanghai12, Confidence: Secondary},
		rushan(BandSenior, "1200"), rushan(BandMixed, "1200"), rushan(BandToddler, "1400"), rushan(BandInfant, "1900"),
	}
}
