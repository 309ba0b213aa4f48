package care

// The keys of the rules filings turn on.
const (
	RuleFilingBasis       = "filing.basis"        // filing, licence, or both: "filing,licence"
	RuleFilingMaxFloor    = "filing.max_floor"    // the highest floor children use
	RuleFilingLease       = "filing.lease_years"  // the shortest lease
	RuleFilingSpace       = "filing.space_child"  // m² a child
	RuleFilingHeadYears   = "filing.head_years"   // of 负责人 in a like post
	RuleFilingHeadHours   = "filing.head_hours"   // of training for the post
	RuleFilingHealthStaff = "filing.health_staff" // from so many children on somebody does nothing else
	RuleFilingVideoDays   = "filing.video_days"   // how long pictures of the cameras are kept
	RuleFilingExtra       = "filing.extra_materials"
	RuleFilingPaperSoon   = "filing.paper_soon_days"
	RuleTermSpring        = "term_report.spring_by" // MM-DD
	RuleTermAutumn        = "term_report.autumn_by"
)

const (
	lawMinors  = "未成年人保护法 第62条"
	lawQuality = "WS/T 821—2023 托育机构质量评估标准"
	lawHealth  = "托儿所幼儿园卫生保健管理办法（卫生部 教育部令第76号）第12条"
	kaizhou    = "重庆市开州区工作方案（征求意见稿 2024-07-09）"
)

// filingStandards are what a filing is held against.
func filingStandards() []Rule {
	since, quality := day(2019, 10, 8), day(2024, 4, 1)
	return []Rule{
		{Key: RuleFilingBasis, Value: string(BasisFiling), LegalBasis: "人口与计划生育法 第28条", From: day(2021, 8, 20), Confidence: Seen},
		{Key: RuleFilingMaxFloor, Value: "3", Unit: "floor", LegalBasis: lawQuality, From: quality, Confidence: Secondary},
		{Region: "34", Key: RuleFilingMaxFloor, Value: "2", Unit: "floor", LegalBasis: "安徽省托育机构地方标准（征求意见稿）", From: quality, Confidence: Secondary},
		{Key: RuleFilingLease, Value: "3", Unit: "years", LegalBasis: basisStandard + " 第11条", From: since, Confidence: Secondary},
		{Key: RuleFilingSpace, Value: "3", Unit: "m²", LegalBasis: "often quoted; that the national standard says so is doubtful", Confidence: Memory},
		{Key: RuleFilingHeadYears, Value: "3", Unit: "years", LegalBasis: basisStandard, From: since, Confidence: Secondary},
		{Key: RuleFilingHeadHours, Value: "60", Unit: "hours", LegalBasis: lawQuality, From: quality, Confidence: Secondary},
		{Key: RuleFilingHealthStaff, Value: "150", Unit: "children", LegalBasis: lawHealth, Confidence: Secondary},
		{Key: RuleFilingVideoDays, Value: "90", Unit: "days", Calendar: NaturalDays, LegalBasis: basisManage + " 第32条", From: since, Confidence: Secondary},
		{Key: RuleFilingExtra, LegalBasis: "none are asked for nationally beyond art. 8", Confidence: Seen},
		{Region: "32", Key: RuleFilingExtra, Value: "building_safety,floor_plan,tech_protection", LegalBasis: "江苏某市备案指南（cnjsjy.cn 450613）", Confidence: Secondary},
		{Key: RuleFilingPaperSoon, Value: "30", Unit: "days", Calendar: NaturalDays, LegalBasis: basisHouse, Confidence: Proposed},
		{Key: RuleTermSpring, Value: "03-31", LegalBasis: kaizhou + "：每学期；日期为本系统所定", Confidence: Proposed},
		{Key: RuleTermAutumn, Value: "10-15", LegalBasis: kaizhou + "：每学期；日期为本系统所定", Confidence: Proposed},
	}
}
