package care

import (
	"slices"
	"strconv"
	"strings"
)

// Support (扶持与规则) is what a family or a facility can count on in a place: money, prices, limits of what may be asked of
// them. Every amount is a row of the rule table; this file only knows for whom a row is meant.

// SupportFor says whose question it is.
type SupportFor string

// Who asks.
const (
	ForFamilies   SupportFor = "family"
	ForFacilities SupportFor = "facility"
)

// SupportCode names one thing. The front end has its sentences.
type SupportCode string

// What there is.
const (
	SupportFeeGuided     SupportCode = "fee_guided"       // 普惠 fees are guided, nothing off the list may be charged
	SupportFeeIncome     SupportCode = "fee_income_share" // public fees at most a share of the district's income
	SupportFeeCeiling    SupportCode = "fee_ceiling"
	SupportFeeFloat      SupportCode = "fee_float"
	SupportClassSubsidy  SupportCode = "class_subsidy" // by class, paid to the facility
	SupportDifficulty    SupportCode = "difficulty"
	SupportFreeSessions  SupportCode = "free_sessions"
	SupportPrepayMonths  SupportCode = "prepay_months"
	SupportPrepayCustody SupportCode = "prepay_custody"
	SupportRefundAbsence SupportCode = "refund_absence"
	SupportRefundCooling SupportCode = "refund_cooling"
	SupportPlaceSubsidy  SupportCode = "place_subsidy"
	SupportConstruction  SupportCode = "construction"
	SupportPerHead       SupportCode = "per_head"
	SupportChain         SupportCode = "chain"
	SupportModel         SupportCode = "model_unit"
	SupportAward         SupportCode = "award"
	SupportUtilities     SupportCode = "utilities"
	SupportRentFree      SupportCode = "rent_free"
	SupportEmployerCare  SupportCode = "employer_care"
)

// SupportNeed is a condition.
type SupportNeed string

// The conditions.
const (
	NeedFiled      SupportNeed = "filed"
	NeedInclusive  SupportNeed = "inclusive"  // 普惠
	NeedPublic     SupportNeed = "public"     // 公办
	NeedPrivate    SupportNeed = "private"    // 社会办
	NeedGuided     SupportNeed = "guided"     // 公办 or 普惠
	NeedDifficulty SupportNeed = "difficulty" // 困境儿童
	NeedAge        SupportNeed = "age"
	NeedScale      SupportNeed = "scale" // three facilities of 50 places, or one of 150
	NeedModel      SupportNeed = "model" // named a model unit
	NeedStateRent  SupportNeed = "state_rent"
	NeedEmployer   SupportNeed = "employer"
	NeedCentre     SupportNeed = "community" // a point in the community
)

// Known is what is known of a condition.
type Known string

// What can be known.
const (
	KnownYes Known = "yes"
	KnownNo  Known = "no"
	Unknown  Known = "unknown"
)

func knownIf(yes bool) Known {
	if yes {
		return KnownYes
	}
	return KnownNo
}

// SupportFacts are what is said of the family or the facility. What is not said is left open and asked back as a condition.
type SupportFacts struct {
	For       SupportFor
	Area      string
	On        Date
	AgeMonths int          // -1: not said
	Kind      FacilityKind // "": not said
	Nature    Nature       // "": not said
	Inclusive Known
	Filed     Known
	Places    int // of the facility; 0: not said
	Chain     int // facilities of the same owner; 0: not said
}

// Support is one entry of an answer.
type Support struct {
	Code    SupportCode
	Band    BandName // of amounts by class
	Rule    Rule     // the row it rests on
	Outcome Known    // yes: it holds for them; no: it does not; unknown: it hangs on the needs that are unknown
	Needs   []SupportCondition
	ToThem  bool // false: paid to the facility
}

// SupportCondition is a condition and what is known of it.
type SupportCondition struct {
	Need SupportNeed
	Met  Known
}

// program ties a code to the rows it is made of and to its conditions.
type program struct {
	code  SupportCode
	keys  []string
	needs []SupportNeed
	other bool // paid to the facility, told to families because their fee hangs on it
}

var familyPrograms = []program{
	{code: SupportFeeGuided, keys: []string{RuleFeeGuided}, needs: []SupportNeed{NeedGuided}},
	{code: SupportFeeIncome, keys: []string{RulePublicIncome}, needs: []SupportNeed{NeedPublic}},
	{code: SupportFeeCeiling, keys: perBand(RulePublicMax), needs: []SupportNeed{NeedPublic, NeedAge}},
	{code: SupportFeeFloat, keys: []string{RuleFeeFloat}, needs: []SupportNeed{NeedGuided}},
	{code: SupportClassSubsidy, keys: perBand(RuleOperatingChild), needs: []SupportNeed{NeedFiled, NeedInclusive, NeedAge}, other: true},
	{code: SupportDifficulty, keys: []string{RuleDifficultyChild}, needs: []SupportNeed{NeedFiled, NeedInclusive, NeedPrivate, NeedDifficulty}, other: true},
	{code: SupportFreeSessions, keys: []string{RuleFreeSessions}, needs: []SupportNeed{NeedCentre, NeedAge}},
	{code: SupportPrepayMonths, keys: []string{RulePrepayMaxMonths}},
	{code: SupportPrepayCustody, keys: []string{RulePrepayCustody}},
	{code: SupportRefundAbsence, keys: []string{RuleFeeAttendance}},
	{code: SupportRefundCooling, keys: []string{RuleRefundCooling}},
}

var facilityPrograms = []program{
	{code: SupportClassSubsidy, keys: perBand(RuleOperatingChild), needs: []SupportNeed{NeedFiled, NeedInclusive}},
	{code: SupportPlaceSubsidy, keys: []string{RuleOperatingPlace}, needs: []SupportNeed{NeedFiled, NeedInclusive, NeedPrivate}},
	{code: SupportConstruction, keys: []string{RuleConstruction}, needs: []SupportNeed{NeedFiled, NeedInclusive, NeedPrivate}},
	{code: SupportDifficulty, keys: []string{RuleDifficultyChild}, needs: []SupportNeed{NeedFiled, NeedInclusive, NeedPrivate, NeedDifficulty}},
	{code: SupportPerHead, keys: []string{RulePerHead}, needs: []SupportNeed{NeedFiled, NeedInclusive}},
	{code: SupportChain, keys: []string{RuleChainOnce}, needs: []SupportNeed{NeedFiled, NeedScale}},
	{code: SupportModel, keys: []string{RuleModelAward}, needs: []SupportNeed{NeedFiled, NeedModel}},
	{code: SupportAward, keys: []string{RuleAwardMinimum}, needs: []SupportNeed{NeedFiled, NeedInclusive, NeedScale}},
	{code: SupportUtilities, keys: []string{RuleUtilities}, needs: []SupportNeed{NeedFiled, NeedInclusive}},
	{code: SupportRentFree, keys: []string{RuleRentFree}, needs: []SupportNeed{NeedInclusive, NeedStateRent}},
	{code: SupportEmployerCare, keys: []string{RuleEmployerChildren}, needs: []SupportNeed{NeedEmployer}},
	{code: SupportFeeGuided, keys: []string{RuleFeeGuided}, needs: []SupportNeed{NeedGuided}},
	{code: SupportFeeIncome, keys: []string{RulePublicIncome}, needs: []SupportNeed{NeedPublic}},
	{code: SupportFeeFloat, keys: []string{RuleFeeFloat}, needs: []SupportNeed{NeedGuided}},
	{code: SupportPrepayMonths, keys: []string{RulePrepayMaxMonths}},
	{code: SupportPrepayCustody, keys: []string{RulePrepayCustody}},
	{code: SupportRefundAbsence, keys: []string{RuleFeeAttendance}},
	{code: SupportRefundCooling, keys: []string{RuleRefundCooling}},
}

func perBand(key string) []string {
	var out []string
	for _, b := range Bands() {
		out = append(out, key+string(b))
	}
	return out
}

// Supports answers what holds for somebody in an area on a day: what applies first, then what hangs on something not said,
// then what does not, each with its row. An area without a row for something is not told of it.
func (r *Rules) Supports(f SupportFacts) []Support {
	programs := familyPrograms
	if f.For == ForFacilities {
		programs = facilityPrograms
	}
	var out []Support
	for _, p := range programs {
		for _, key := range p.keys {
			rule, ok := r.Find(key, f.Area, f.On)
			if !ok {
				continue
			}
			out = append(out, r.support(&f, p, rule))
		}
	}
	rank := map[Known]int{KnownYes: 0, Unknown: 1, KnownNo: 2}
	slices.SortStableFunc(out, func(a, b Support) int { return rank[a.Outcome] - rank[b.Outcome] })
	return out
}

func (r *Rules) support(f *SupportFacts, p program, rule Rule) Support {
	s := Support{Code: p.code, Rule: rule, Outcome: KnownYes, ToThem: !p.other}
	if len(p.keys) > 1 {
		s.Band = BandName(rule.Key[strings.LastIndexByte(rule.Key, '.')+1:])
	}
	for _, n := range p.needs {
		met := r.met(f, n, &s)
		s.Needs = append(s.Needs, SupportCondition{n, met})
		if met == KnownNo {
			s.Outcome = KnownNo
		}
		if met == Unknown && s.Outcome == KnownYes {
			s.Outcome = Unknown
		}
	}
	return s
}

// met says what is known of one condition.
func (r *Rules) met(f *SupportFacts, n SupportNeed, s *Support) Known {
	switch n {
	case NeedFiled:
		return orUnknown(f.Filed)
	case NeedInclusive:
		return orUnknown(f.Inclusive)
	case NeedPublic, NeedPrivate:
		if f.Nature == "" {
			return Unknown
		}
		return knownIf((f.Nature == NaturePublic) == (n == NeedPublic))
	case NeedGuided:
		if f.Nature == NaturePublic {
			return KnownYes
		}
		if f.Nature == "" && f.Inclusive == KnownNo {
			return Unknown
		}
		return orUnknown(f.Inclusive)
	case NeedAge:
		return r.ageMet(f, s)
	case NeedScale:
		switch {
		case f.Places >= 150 || f.Chain >= 3:
			return KnownYes
		case f.Places > 0 && f.Chain > 0:
			return KnownNo
		}
	case NeedEmployer, NeedCentre:
		want := KindEmployer
		if n == NeedCentre {
			want = KindCommunity
		}
		if f.Kind != "" {
			return knownIf(f.Kind == want)
		}
	case NeedDifficulty, NeedModel, NeedStateRent: // said by themselves, never sent
	}
	return Unknown
}

func (r *Rules) ageMet(f *SupportFacts, s *Support) Known {
	if f.AgeMonths < 0 {
		return Unknown
	}
	if s.Band == "" {
		return knownIf(f.AgeMonths >= 12 && f.AgeMonths <= 36)
	}
	band, ok := r.Band(s.Band, f.Area, f.On)
	return knownIf(ok && band.Contains(f.AgeMonths))
}

func orUnknown(k Known) Known {
	if k == "" {
		return Unknown
	}
	return k
}

// Draft says whether the source of a rule asked for opinions and binds nobody yet.
func (r Rule) Draft() bool { return strings.Contains(r.LegalBasis, "征求意见稿") }

// Verified says whether a rule was read in its source or computed from such. Whoever shows one that was not says so.
func (r Rule) Verified() bool { return r.Confidence == Seen || r.Confidence == Computed }

// regionNames are the provinces and the places that the default rules name.
var regionNames = map[string]string{
	"": "全国", "11": "北京市", "12": "天津市", "13": "河北省", "14": "山西省", "15": "内蒙古自治区", "21": "辽宁省", "22": "吉林省", "23": "黑龙江省",
	"31": "上海市", "32": "江苏省", "33": "浙江省", "34": "安徽省", "35": "福建省", "36": "江西省", "37": "山东省", "41": "河南省", "42": "湖北省",
	"43": "湖南省", "44": "广东省", "45": "广西壮族自治区", "46": "海南省", "50": "重庆市", "51": "四川省", "52": "贵州省", "53": "云南省", "54": "西藏自治区",
	"61": "陕西省", "62": "甘肃省", "63": "青海省", "64": "宁夏回族自治区", "65": "新疆维吾尔自治区", "71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区",
	"3205": "江苏省苏州市", "3502": "福建省厦门市", "3701": "山东省济南市", "3707": "山东省潍坊市", "371083": "山东省乳山市", "500154": "重庆市开州区",
}

// RegionName is the name of a province or of a place that has rules of its own; "" when it is not known.
func RegionName(code string) string { return regionNames[RegionPrefix(code)] }

// Amounts are the numbers of a rule: one, the ends of a span, or one for each step of a list; none where it holds no number.
func (r Rule) Amounts() []float64 {
	out := []float64{}
	for part := range strings.FieldsFuncSeq(r.Value, func(c rune) bool { return c == ',' || c == '-' }) {
		v, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil {
			return []float64{}
		}
		out = append(out, v)
	}
	return out
}
