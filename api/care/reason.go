package care

import "slices"

// ReasonCode is a public reason for an end, a cancellation or a reordering. The lists below are published; a facility
// chooses from them and writes nothing of its own. The sentences live with the texts of the screens.
type ReasonCode string

// Reasons for which a facility may refuse (T7a).
const (
	ReasonAgeNotFitting    ReasonCode = "age_not_fitting"
	ReasonPapersMissing    ReasonCode = "papers_missing"
	ReasonPapersNotValid   ReasonCode = "papers_not_valid"
	ReasonNeedsNotMet      ReasonCode = "needs_not_met" // 机构条件不能满足孩子的照护需要
	ReasonNotReached       ReasonCode = "not_reached"   // could not be reached, several times
	ReasonClassNotOpened   ReasonCode = "class_not_opened"
	ReasonEmployeesOnly    ReasonCode = "employees_only"
	ReasonDuplicate        ReasonCode = "duplicate"
	ReasonAgreementMissing ReasonCode = "agreement_missing"
	ReasonFeesUnpaid       ReasonCode = "fees_unpaid"
	ReasonLongAbsence      ReasonCode = "long_absence"
	ReasonHealth           ReasonCode = "health" // 按卫生保健规定暂不能入托
	ReasonClosing          ReasonCode = "closing"
	ReasonSuspended        ReasonCode = "suspended"
	ReasonFalseStatement   ReasonCode = "false_statement"
	ReasonMoved            ReasonCode = "moved"
	ReasonFoundElsewhere   ReasonCode = "found_elsewhere"
	ReasonFamilyPlans      ReasonCode = "family_plans"
	ReasonFees             ReasonCode = "fees"
	ReasonDistance         ReasonCode = "distance"
	ReasonIll              ReasonCode = "ill"
	ReasonAgedOut          ReasonCode = "aged_out"
	ReasonTransferred      ReasonCode = "transferred"
	ReasonNoAnswer         ReasonCode = "no_answer"
	ReasonTimeRanOut       ReasonCode = "time_ran_out"
	ReasonNotAttended      ReasonCode = "not_attended"
	ReasonAbsenceSure      ReasonCode = "absence_confirmed" // 核实后确实没有入托
	ReasonEnrolledAlready  ReasonCode = "enrolled_elsewhere"
	ReasonStaffShort       ReasonCode = "staff_short"
	ReasonWeather          ReasonCode = "weather"
	ReasonSiteWorks        ReasonCode = "site_works"
	ReasonOutbreak         ReasonCode = "outbreak" // 传染病防控
	ReasonMistake          ReasonCode = "entered_by_mistake"
	ReasonHardship         ReasonCode = "hardship" // 困境家庭优先
	ReasonSiblingHere      ReasonCode = "sibling_here"
	ReasonCourtOrder       ReasonCode = "official_order"
	ReasonSafety           ReasonCode = "safety" // 安全隐患
	ReasonCapacity         ReasonCode = "capacity_reduced"
	ReasonDataDeleted      ReasonCode = "data_deleted"
	ReasonCorrected        ReasonCode = "corrected" // 已整改到位
	ReasonOther            ReasonCode = "other"     // for families only: nobody has to tell why
)

// RejectReasons are those a facility may refuse an application for.
func RejectReasons() []ReasonCode {
	return []ReasonCode{
		ReasonAgeNotFitting, ReasonPapersMissing, ReasonPapersNotValid, ReasonNeedsNotMet, ReasonNotReached, ReasonClassNotOpened, ReasonEmployeesOnly,
		ReasonDuplicate, ReasonHealth,
	}
}

// RevokeReasons are those a facility may ask the district to take a place back for.
func RevokeReasons() []ReasonCode {
	return []ReasonCode{
		ReasonAgreementMissing, ReasonFeesUnpaid, ReasonLongAbsence, ReasonHealth, ReasonFalseStatement, ReasonClosing, ReasonSuspended, ReasonNeedsNotMet,
		ReasonNotReached,
	}
}

// FamilyReasons are those a family may give for leaving; none is needed.
func FamilyReasons() []ReasonCode {
	return []ReasonCode{
		ReasonFoundElsewhere, ReasonFamilyPlans, ReasonMoved, ReasonFees, ReasonDistance, ReasonIll, ReasonNeedsNotMet, ReasonMistake, ReasonDataDeleted,
		ReasonOther,
	}
}

// EndReasons are those an enrolment may end for.
func EndReasons() []ReasonCode {
	return append([]ReasonCode{ReasonAgedOut, ReasonTransferred, ReasonClosing, ReasonLongAbsence}, FamilyReasons()...)
}

// CancelReasons are those a facility may cancel a visit, a session or a child's place in one for.
func CancelReasons() []ReasonCode {
	return []ReasonCode{
		ReasonStaffShort, ReasonWeather, ReasonSiteWorks, ReasonOutbreak, ReasonHealth, ReasonClosing, ReasonSuspended, ReasonMistake, ReasonAgeNotFitting,
	}
}

// FreezeReasons are those a bureau may freeze a class or a facility for, or set its filed places.
func FreezeReasons() []ReasonCode {
	return []ReasonCode{ReasonSuspended, ReasonSafety, ReasonOutbreak, ReasonClosing, ReasonCapacity, ReasonCourtOrder, ReasonSiteWorks, ReasonMistake}
}

// StandReasons are those for which a district lets a no-show stand to which the family has objected.
func StandReasons() []ReasonCode {
	return []ReasonCode{ReasonAbsenceSure, ReasonNotReached, ReasonFalseStatement}
}

// CheckReason refuses a reason that is not on its list. none says whether giving no reason is allowed.
func CheckReason(r ReasonCode, list []ReasonCode, none bool) error {
	if r == "" && none || slices.Contains(list, r) {
		return nil
	}
	if r == "" {
		return Errorf(Invalid, CodeReasonNeeded, "reason", "choose a reason from the list")
	}
	return Errorf(Invalid, CodeReasonNeeded, "reason", "%q is not a reason on the list for this", Clip(string(r)))
}
