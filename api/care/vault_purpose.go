package care

import "slices"

// OpeningPurpose is what an identity in the vault is opened for. Every opening names one, with a reason in words beside it.
type OpeningPurpose string

// The purposes.
const (
	OpenToContact OpeningPurpose = "contact"   // 联系：没有别的办法找到投诉人，回访也在内
	OpenToVerify  OpeningPurpose = "verify"    // 核实情况
	OpenForPolice OpeningPurpose = "police"    // 依法移送公安、孩子人身安全
	OpenToMediate OpeningPurpose = "mediation" // 调解：必须知道双方是谁
	OpenForRefund OpeningPurpose = "refund"    // 退费
	OpenForCourt  OpeningPurpose = "court"     // 复议、诉讼和法律要求的其他情形

	// OpenedByPreview is written down by itself: a text that was tried out named the complainant, and the warning said so.
	OpenedByPreview OpeningPurpose = "preview"
)

// OpeningPurposes lists those somebody may give.
func OpeningPurposes() []OpeningPurpose {
	return []OpeningPurpose{OpenToContact, OpenToVerify, OpenForPolice, OpenToMediate, OpenForRefund, OpenForCourt}
}

const (
	minOpeningReason = 5
	maxOpeningReason = 300
)

// CheckOpening refuses an opening without a purpose of the list and a reason in words.
func CheckOpening(p OpeningPurpose, reason string) error {
	if !slices.Contains(OpeningPurposes(), p) {
		return Errorf(Invalid, CodeInvalid, "purpose", "%q is not a purpose an identity is opened for", Clip(string(p)))
	}
	if n := len([]rune(reason)); n < minOpeningReason || n > maxOpeningReason || !PlainText(reason) {
		return Errorf(Invalid, CodeReasonNeeded, "reason", "say in %d to %d characters why the identity is needed", minOpeningReason, maxOpeningReason)
	}
	return nil
}

// OpeningVerdict is what the weekly review says of an opening.
type OpeningVerdict string

// The verdicts.
const (
	OpeningProper   OpeningVerdict = "proper"
	OpeningImproper OpeningVerdict = "improper"
)

// NounVault is the noun of changes in the vault: what was done, never about whom. Its kinds are opened, reviewed and held; its id is
// that of the case, of what is held where it is held. That a family left is written down nowhere: see casework.LeaveAll.
const NounVault = "vault"

// NoticeOpeningsDue reminds a bureau of looks at identities nobody has reviewed in time: how many, in Params count.
const NoticeOpeningsDue NoticeEvent = "case_openings_due"
