package care

import (
	"slices"
	"strings"
)

// ClosureKind is how a facility is stopped.
type ClosureKind string

// The kinds. A suspension ends when the facility is opened again; a closure takes the facility off the register.
const (
	ClosureSuspend ClosureKind = "suspend" // 暂停 or 责令停止托育服务
	ClosureClose   ClosureKind = "close"   // 关停, 注销
)

// Closure is one time a facility was stopped by its bureau, with everybody it concerned.
type Closure struct {
	ID        ClosureID
	Facility  FacilityID
	Kind      ClosureKind
	Reason    ReasonCode
	Words     string       // for families and the register; they name nobody
	Was       FilingStatus // what the facility was before, and is again when the closure ends
	Classes   []ClassID    // stopped by it, and by nothing before
	Affected  Affected
	StartedAt Instant
	StartedBy Actor
	EndedAt   Instant // 0: it lasts
	EndedBy   Actor
	EndReason ReasonCode
}

// Affected counts whom a closure concerns.
type Affected struct {
	Enrolled int `json:"enrolled"` // children who are looked after here
	Coming   int `json:"coming"`   // who have a place from a day to come, or an offer, or an application that waits for its answer
	Waiting  int `json:"waiting"`  // who wait for a place
	Families int `json:"families"`
	Visits   int `json:"visits"`
	Entries  int `json:"entries"`
	Slots    int `json:"slots"`
	Sessions int `json:"sessions"`
	Dossiers int `json:"dossiers"` // papers of the facility at the office
}

// Status is what a facility is while a closure lasts.
func (k ClosureKind) Status() FilingStatus {
	if k == ClosureClose {
		return FilingCancelled
	}
	return FilingSuspended
}

// Change is the kind of change that tells of it.
func (k ClosureKind) Change() ChangeKind {
	if k == ClosureClose {
		return ChangeClosed
	}
	return ChangeSuspended
}

// CancelReason is what families whose visit or session is taken back with it are told.
func (k ClosureKind) CancelReason() ReasonCode {
	if k == ClosureClose {
		return ReasonClosing
	}
	return ReasonSuspended
}

// ReasonFiledAgain ends the closure of a facility that was filed anew (重新备案). Nobody chooses it: the filing gives it.
const ReasonFiledAgain ReasonCode = "filed_again"

// ReopenReasons are those a facility may be opened again for.
func ReopenReasons() []ReasonCode {
	return []ReasonCode{ReasonCorrected, ReasonMistake, ReasonCourtOrder}
}

// maxClosureWords bounds what a bureau tells families beside the reason.
const maxClosureWords = 400

// CheckStop says why a facility cannot be stopped so: it stands in no register, or is stopped already. open is the closure that lasts.
func CheckStop(f *Facility, kind ClosureKind, open *Closure, reason ReasonCode, words string) error {
	if kind != ClosureSuspend && kind != ClosureClose {
		return Errorf(Invalid, CodeInvalid, "kind", "a facility is suspended or closed")
	}
	if err := CheckReason(reason, FreezeReasons(), false); err != nil {
		return err
	}
	switch n := len([]rune(words)); {
	case n > maxClosureWords:
		return Errorf(Invalid, CodeTooLarge, "words", "write at most %d characters", maxClosureWords)
	case !PlainText(words):
		return Errorf(Invalid, CodeInvalid, "words", "the text holds characters that cannot be seen")
	}
	switch {
	case f.Filing.Status == FilingCancelled, open != nil && (open.Kind == kind || open.Kind == ClosureClose):
		return Errorf(Conflict, CodeStoppedAlready, "", "the facility is stopped already; look at it again")
	case !f.Filing.Status.Registered():
		return Errorf(Conflict, CodeNotRegistered, "", "the facility does not stand in the register")
	case f.Filing.Status == FilingSuspended && kind == ClosureSuspend:
		return Errorf(Conflict, CodeStoppedAlready, "", "the facility is stopped already; look at it again")
	default:
		return nil
	}
}

// CheckReopen says why a closure cannot end. What was closed for good opens by a new filing, unless it was a mistake.
func CheckReopen(open *Closure, reason ReasonCode) error {
	if err := CheckReason(reason, ReopenReasons(), false); err != nil {
		return err
	}
	switch {
	case open == nil || open.EndedAt != 0:
		return Errorf(Conflict, CodeNotStopped, "", "the facility is not stopped; look at it again")
	case open.Kind == ClosureClose && reason == ReasonCorrected:
		return Errorf(Conflict, CodeClosedForGood, "reason", "a closed facility needs a new filing; only a mistake or an order takes a closure back")
	default:
		return nil
	}
}

// WasBefore is the status a closure will give back: that of the suspension it follows, if there is one. A change that was at the office
// stays there.
func WasBefore(f *Facility, open *Closure) FilingStatus {
	if open != nil {
		return open.Was
	}
	if f.Filing.Status == FilingSuspended { // by a list, before closures were kept
		return Filed
	}
	return f.Filing.Status
}

// Registered reports whether a facility of this status stands in the public register.
func (s FilingStatus) Registered() bool {
	return slices.Contains([]FilingStatus{Filed, Licensed, FilingChangePending, FilingSuspended}, s)
}

// GradeRule is a matrix that makes a facility's grade of its risk and its credit.
type GradeRule struct {
	Rule Rule // with its source, and how sure that is

	rows map[string]string // credit to the grades of risk A to D
}

// GradeRule returns the matrix in force for an area on a day; nil where there is none.
func (r *Rules) GradeRule(area string, on Date) *GradeRule {
	rule, ok := r.Find(RuleGradeMatrix, area, on)
	if !ok || rule.Value == "" {
		return nil
	}
	g := &GradeRule{Rule: rule, rows: make(map[string]string)}
	for row := range strings.FieldsSeq(rule.Value) {
		if credit, grades, ok := strings.Cut(row, ":"); ok && len(grades) == len(RiskGrades) {
			g.rows[credit] = grades
		}
	}
	return g
}

// RiskGrades are the grades of risk, low to high, and of a facility as a whole, best to worst.
const RiskGrades = "ABCD"

// CreditGrades lists the grades of credit, best first.
func CreditGrades() []string { return []string{"A", "A-", "B+", "B", "B-", "C+", "C", "D"} }

// Grade is the grade of a facility: "" where the matrix does not say and the bureau has to. A facility any department gives a D of its own
// is one of high risk.
func (g *GradeRule) Grade(risk, credit string, departmentD bool) string {
	if departmentD {
		risk = "D"
	}
	at := strings.Index(RiskGrades, risk)
	if g == nil || len(risk) != 1 || at < 0 || g.rows[credit] == "" {
		return ""
	}
	if cell := g.rows[credit][at : at+1]; cell != "?" {
		return cell
	}
	return ""
}

// RecordKind is what a bureau writes into the file of a facility.
type RecordKind string

// The kinds.
const (
	RecordInspection RecordKind = "inspection" // 检查: announced, by lot (双随机) or after a report
	RecordNote       RecordKind = "note"
	RecordOrder      RecordKind = "order"   // 责令改正, with a day by which
	RecordRecheck    RecordKind = "recheck" // whether it was put right
	RecordWarning    RecordKind = "warning" // 警告
	RecordFine       RecordKind = "fine"    // 罚款
)

// RecordKinds lists the kinds of record.
func RecordKinds() []RecordKind {
	return []RecordKind{RecordInspection, RecordNote, RecordOrder, RecordRecheck, RecordWarning, RecordFine}
}

// Decision reports whether a record is one that is told to the public: 行政处罚 and orders are, notes never.
func (k RecordKind) Decision() bool {
	return k == RecordOrder || k == RecordWarning || k == RecordFine
}

// Record is one entry of a facility's file.
type Record struct {
	ID       RecordID
	Facility FacilityID
	Kind     RecordKind
	On       Date
	Due      Date // by when an order is to be met; zero: none
	DoneOn   Date // when it was found to be met
	Result   string
	Fine     int64 // fen
	Words    string
	No       string // of the document
	By       Actor
	At       Instant
	Version  int64
}

// RecordResults lists what an inspection or a recheck may come to.
func RecordResults() []string { return []string{"in_order", "faults", "not_met"} }

const (
	maxRecordWords = 2000
	maxFine        = 100_000_000_00 // fen
)

// Check says what is wrong with a record.
func (r *Record) Check(today Date) error {
	needsResult := r.Kind == RecordInspection || r.Kind == RecordRecheck
	switch {
	case !slices.Contains(RecordKinds(), r.Kind):
		return Errorf(Invalid, CodeInvalid, "kind", "%q is no kind of record", Clip(string(r.Kind)))
	case r.On.IsZero() || today.Before(r.On):
		return Errorf(Invalid, CodeBadDate, "on", "say on which day it was; not one to come")
	case !r.Due.IsZero() && (r.Kind != RecordOrder || r.Due.Before(r.On)):
		return Errorf(Invalid, CodeBadDate, "due", "an order alone has a day by which it is to be met, after its own")
	case r.Kind == RecordOrder && r.Due.IsZero():
		return Errorf(Invalid, CodeBadDate, "due", "say by when the order is to be met")
	case needsResult != slices.Contains(RecordResults(), r.Result):
		return Errorf(Invalid, CodeInvalid, "result", "an inspection or a recheck has a result, in_order, faults or not_met; nothing else has")
	case (r.Kind == RecordFine) != (r.Fine > 0) || r.Fine < 0 || r.Fine > maxFine:
		return Errorf(Invalid, CodeInvalid, "fine", "a fine has its amount in fen, and nothing else has one")
	case strings.TrimSpace(r.Words) == "" || len([]rune(r.Words)) > maxRecordWords:
		return Errorf(Invalid, CodeInvalid, "words", "write 1 to %d characters", maxRecordWords)
	case !PlainText(r.Words) || !PlainText(r.No) || len([]rune(r.No)) > 80:
		return Errorf(Invalid, CodeInvalid, "words", "the text holds characters that cannot be seen")
	default:
		return nil
	}
}

// Appointable lists the roles whose accounts a role may make and look after. Nobody makes accounts above their own.
func Appointable(by Role) []Role {
	switch by {
	case ActorDistrict:
		return []Role{ActorFacility, ActorDistrict, ActorInspector}
	case ActorCity:
		return []Role{ActorFacility, ActorDistrict, ActorInspector, ActorCity}
	case ActorAdmin, ActorOperator:
		return []Role{ActorFacility, ActorDistrict, ActorInspector, ActorCity, ActorAdmin}
	default:
		return nil
	}
}
