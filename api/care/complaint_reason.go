package care

// Reasons of the complaint desk. Like all reasons they are published lists; nobody writes one of their own.
const (
	ReasonNotOurs       ReasonCode = "not_ours"            // 不属于职责范围
	ReasonNoFacts       ReasonCode = "no_facts"            // 没有明确对象或事实
	ReasonAlreadyRuled  ReasonCode = "already_ruled"       // 已依法处理
	ReasonInCourt       ReasonCode = "in_court"            // 已进入诉讼、仲裁
	ReasonTooOld        ReasonCode = "too_old_matter"      // 超过时效
	ReasonIdentityOpen  ReasonCode = "identity_unverified" // 投诉人身份未核实
	ReasonSameAgain     ReasonCode = "same_again"          // 同一人重复投诉
	ReasonInfoPlace     ReasonCode = "info_place"          // 缺：哪一家
	ReasonInfoTime      ReasonCode = "info_time"           // 缺：什么时间
	ReasonInfoFacts     ReasonCode = "info_facts"          // 缺：具体经过
	ReasonInfoProof     ReasonCode = "info_proof"          // 缺：凭证
	ReasonInfoIdentity  ReasonCode = "info_identity"       // 缺：身份
	ReasonInfoWish      ReasonCode = "info_wish"           // 缺：诉求
	ReasonWrongArea     ReasonCode = "wrong_area"          // 不在本辖区
	ReasonWrongUnit     ReasonCode = "wrong_unit"          // 不属于本单位职责
	ReasonLessUrgent    ReasonCode = "less_urgent"         // 核实后无紧急危险
	ReasonMoreUrgent    ReasonCode = "more_urgent"
	ReasonOtherInquiry  ReasonCode = "other_inquiry"  // 等待其他机关结论
	ReasonExpertise     ReasonCode = "expertise"      // 需要检测、鉴定
	ReasonUnreachable   ReasonCode = "unreachable"    // 当事人暂时无法联系
	ReasonComplex       ReasonCode = "complex"        // 情况复杂
	ReasonManyParties   ReasonCode = "many_parties"   // 涉及多方
	ReasonSettled       ReasonCode = "settled"        // 已和解
	ReasonNoLongerWants ReasonCode = "no_longer"      // 不再需要
	ReasonMalicious     ReasonCode = "malicious"      // 经查实的恶意投诉
	ReasonBeyondPowers  ReasonCode = "beyond_powers"  // 诉求超出法律规定
	ReasonForceMajeure  ReasonCode = "force_majeure"  // 不可抗力
	ReasonInsulting     ReasonCode = "insulting"      // reviews: 辱骂
	ReasonNamesPerson   ReasonCode = "names_person"   // reviews: 写出了个人信息
	ReasonNotChildcare  ReasonCode = "not_childcare"  // reviews: 与托育服务无关
	ReasonAdvertising   ReasonCode = "advertising"    // reviews: 广告
	ReasonNoBasis       ReasonCode = "no_basis"       // reviews: 没有入托或参观
	ReasonIsComplaint   ReasonCode = "is_a_complaint" // reviews: 应当走投诉举报
)

// TriageReasons are those for changing how urgent a case is.
func TriageReasons() []ReasonCode {
	return []ReasonCode{ReasonLessUrgent, ReasonMoreUrgent, ReasonMistake, ReasonNoFacts}
}

// RefuseReasons are those for not accepting a complaint.
func RefuseReasons() []ReasonCode {
	return []ReasonCode{ReasonNotOurs, ReasonNoFacts, ReasonAlreadyRuled, ReasonInCourt, ReasonTooOld, ReasonIdentityOpen, ReasonSameAgain}
}

// InfoReasons name what a complaint may lack.
func InfoReasons() []ReasonCode {
	return []ReasonCode{ReasonInfoPlace, ReasonInfoTime, ReasonInfoFacts, ReasonInfoProof, ReasonInfoIdentity, ReasonInfoWish}
}

// ReturnReasons are those for which a unit may give a case back.
func ReturnReasons() []ReasonCode {
	return []ReasonCode{ReasonWrongArea, ReasonWrongUnit, ReasonDuplicate}
}

// SuspendReasons are those for which the time may stand still.
func SuspendReasons() []ReasonCode {
	return []ReasonCode{ReasonOtherInquiry, ReasonInCourt, ReasonExpertise, ReasonUnreachable, ReasonForceMajeure}
}

// ExtendReasons are those for more time.
func ExtendReasons() []ReasonCode {
	return []ReasonCode{ReasonComplex, ReasonManyParties, ReasonExpertise, ReasonOtherInquiry}
}

// WithdrawReasons are those a complainant may give; none is needed.
func WithdrawReasons() []ReasonCode {
	return []ReasonCode{ReasonSettled, ReasonNoLongerWants, ReasonMistake, ReasonOther}
}

// ExcludeReasons are those for leaving a case out of the rates.
func ExcludeReasons() []ReasonCode {
	return []ReasonCode{ReasonMalicious, ReasonBeyondPowers, ReasonForceMajeure, ReasonSameAgain}
}

// ReviewReasons are those for refusing or hiding a review.
func ReviewReasons() []ReasonCode {
	return []ReasonCode{
		ReasonInsulting, ReasonNamesPerson, ReasonNotChildcare, ReasonAdvertising, ReasonNoBasis, ReasonIsComplaint, ReasonFalseStatement,
	}
}
