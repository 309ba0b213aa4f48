package care

import (
	"cmp"
	"slices"
)

// MemberID identifies somebody who works at a facility.
type MemberID string

// StaffPost is what somebody does at a facility (托育机构设置标准, arts. on 人员).
type StaffPost string

// The posts.
const (
	PostHead     StaffPost = "head"     // 负责人
	PostCarer    StaffPost = "carer"    // 保育人员
	PostHealth   StaffPost = "health"   // 卫生保健人员
	PostSecurity StaffPost = "security" // 保安人员
	PostKitchen  StaffPost = "kitchen"  // 炊事人员
	PostOther    StaffPost = "other"
)

// Posts lists the posts.
func Posts() []StaffPost {
	return []StaffPost{PostHead, PostCarer, PostHealth, PostSecurity, PostKitchen, PostOther}
}

// CertificateKind is what a certificate shows.
type CertificateKind string

// The kinds of certificates.
const (
	CertNurseryCarer  CertificateKind = "nursery_carer"   // 保育师、保育员
	CertInfantTeacher CertificateKind = "infant_teacher"  // 育婴员
	CertTeacher       CertificateKind = "teacher"         // 教师资格
	CertHealth        CertificateKind = "health_training" // 卫生保健培训, by 妇幼保健机构
	CertSecurity      CertificateKind = "security"        // 保安员证
	CertFirstAid      CertificateKind = "first_aid"       // 急救
	CertManagement    CertificateKind = "management"      // 负责人岗位培训
	CertOther         CertificateKind = "other"
)

// CertificateKinds lists the kinds.
func CertificateKinds() []CertificateKind {
	return []CertificateKind{CertNurseryCarer, CertInfantTeacher, CertTeacher, CertHealth, CertSecurity, CertFirstAid, CertManagement, CertOther}
}

// Certificate is one certificate of somebody who works at a facility, without its number.
type Certificate struct {
	Kind    CertificateKind
	Issued  Date // zero: not said
	Expires Date // zero: does not
}

// Member is somebody who works at a facility, without their name.
type Member struct {
	ID           MemberID
	FacilityID   FacilityID
	Code         string // the facility's own number; ""
	Post         StaffPost
	Class        ClassID  // of a carer: whose children; "": stands in where needed
	Weekdays     Weekdays // when they usually work
	From, To     Date     // first and last day; To zero: open
	ExcludedOn   Date     // when the yearly check for barred people (未成年人保护法 art. 62) last came back clean
	HealthUntil  Date     // last day of the health certificate
	Certificates []Certificate
	Version      int64
}

// Weekdays are days of the week; bit 0 is Monday.
type Weekdays uint8

// UsualWeek is Monday to Friday.
const UsualWeek Weekdays = 0b0011111

// Has reports whether a weekday, 1 for Monday to 7 for Sunday, is among them.
func (w Weekdays) Has(day int8) bool { return day >= 1 && day <= 7 && w&(1<<(day-1)) != 0 }

// WeekdayOf is 1 for Monday to 7 for Sunday.
func WeekdayOf(d Date) int8 { return int8((int(d.Time().Weekday())+6)%7) + 1 } //nolint:gosec // 1 to 7

// On reports whether somebody who works on these weekdays works on a day: not on a public holiday, and on a weekend day that is
// worked in exchange (调休) when they work Monday to Friday.
func (w Weekdays) On(d Date, cal *Calendar) bool {
	works, known := cal.Working(d)
	usual := WeekdayOf(d) <= 5
	switch {
	case !known || works == usual:
		return w.Has(WeekdayOf(d))
	case works:
		return w&UsualWeek == UsualWeek
	default:
		return false
	}
}

// DutyMark is a day on which somebody is there against their usual days, or is not.
type DutyMark struct {
	On    bool
	Class ClassID // of that day; "": the usual one
}

// Employed reports whether somebody works at the facility on a day.
func (m *Member) Employed(d Date) bool {
	return !d.Before(m.From) && (m.To.IsZero() || !m.To.Before(d))
}

// OnDuty reports whether somebody is there on a day. What was marked for the day counts before the usual days.
func (m *Member) OnDuty(d Date, cal *Calendar, mark *DutyMark) bool {
	switch {
	case !m.Employed(d):
		return false
	case mark != nil:
		return mark.On
	default:
		return m.Weekdays.On(d, cal)
	}
}

// FlawCode says what is wrong with the papers of somebody who works at a facility.
type FlawCode string

// The flaws.
const (
	FlawNotExcluded   FlawCode = "exclusion_missing"   // nobody has asked whether they may work with children
	FlawExclusionOld  FlawCode = "exclusion_overdue"   // more than a year ago
	FlawExclusionSoon FlawCode = "exclusion_soon"      // to be asked again soon
	FlawNoHealth      FlawCode = "health_missing"      // no health certificate
	FlawHealthOver    FlawCode = "health_expired"      //
	FlawHealthSoon    FlawCode = "health_soon"         //
	FlawNoCertificate FlawCode = "certificate_missing" // of a carer, the head, health or security staff: none that fits the post
	FlawCertOver      FlawCode = "certificate_expired"
	FlawCertSoon      FlawCode = "certificate_soon"
)

// Flaw is one of them, with the day it begins or began.
type Flaw struct {
	Code FlawCode
	Kind CertificateKind // of a certificate
	Due  Date            // when the paper ends; zero: there is none
	Bars bool            // whoever has it is not counted among the carers until it is mended
}

// soonDays is how long before a paper ends the facility is reminded: enough for an appointment and its answer.
const soonDays = 30

// ExclusionDue is the last day a check counts: the law asks for one before hiring and each year.
func (m *Member) ExclusionDue() Date {
	if m.ExcludedOn.IsZero() {
		return Date{}
	}
	return DateOf(m.ExcludedOn.Time().AddDate(1, 0, -1))
}

// Flaws lists what is wrong with somebody's papers on a day, or soon will be, the gravest first. Who was never checked for past
// offences against children, or not within a year, and who has no valid health certificate, is not counted among the carers.
func (m *Member) Flaws(on Date) (out []Flaw) {
	add := func(due Date, missing, over, soon FlawCode, bars bool, kind CertificateKind) {
		switch {
		case due.IsZero() && missing != "":
			out = append(out, Flaw{missing, kind, due, bars})
		case due.IsZero():
		case due.Before(on):
			out = append(out, Flaw{over, kind, due, bars})
		case due.Before(on.AddDays(soonDays)):
			out = append(out, Flaw{soon, kind, due, false})
		}
	}
	add(m.ExclusionDue(), FlawNotExcluded, FlawExclusionOld, FlawExclusionSoon, true, "")
	add(m.HealthUntil, FlawNoHealth, FlawHealthOver, FlawHealthSoon, true, "")
	if wanted := m.Post.certificates(); len(wanted) > 0 && !slices.ContainsFunc(m.Certificates, func(c Certificate) bool { return slices.Contains(wanted, c.Kind) }) {
		out = append(out, Flaw{Code: FlawNoCertificate, Kind: wanted[0]})
	}
	for _, c := range m.Certificates {
		add(c.Expires, "", FlawCertOver, FlawCertSoon, false, c.Kind)
	}
	slices.SortStableFunc(out, func(a, b Flaw) int { return cmp.Compare(weight(a, on), weight(b, on)) })
	return out
}

func weight(f Flaw, on Date) int {
	switch {
	case f.Bars:
		return 0
	case f.Due.IsZero() || f.Due.Before(on):
		return 1
	default:
		return 2
	}
}

// Barred reports whether somebody is not counted among the carers on a day.
func (m *Member) Barred(on Date) bool {
	return slices.ContainsFunc(m.Flaws(on), func(f Flaw) bool { return f.Bars })
}

// certificates are those of which a post needs one. More than nine carers in ten are to have theirs; none of them bars.
func (p StaffPost) certificates() []CertificateKind {
	switch p {
	case PostHead:
		return []CertificateKind{CertManagement}
	case PostCarer:
		return []CertificateKind{CertNurseryCarer, CertInfantTeacher, CertTeacher}
	case PostHealth:
		return []CertificateKind{CertHealth}
	case PostSecurity:
		return []CertificateKind{CertSecurity}
	default:
		return nil
	}
}

// The limits of what can be said of somebody.
const (
	maxCertificates = 20
	maxMemberCode   = 40
	oldestWorkYear  = 1970
	furthestYears   = 30
)

// CheckMember refuses what cannot be kept of somebody who works at a facility.
func CheckMember(m *Member, today Date) error {
	last := Date{today.Year + furthestYears, today.Month, 1}
	if !slices.Contains(Posts(), m.Post) {
		return Errorf(Invalid, CodeInvalid, "post", "%q is not a post", Clip(string(m.Post)))
	}
	if m.Class != "" && m.Post != PostCarer {
		return Errorf(Invalid, CodeInvalid, "class_id", "only carers belong to a class")
	}
	if len([]rune(m.Code)) > maxMemberCode || !PlainText(m.Code) {
		return Errorf(Invalid, CodeInvalid, "code", "the number has more than %d characters, or some that cannot be seen", maxMemberCode)
	}
	if m.Weekdays > 0b1111111 {
		return Errorf(Invalid, CodeInvalid, "weekdays", "a week has seven days")
	}
	switch {
	case m.From.IsZero() || m.From.Year < oldestWorkYear || last.Before(m.From):
		return Errorf(Invalid, CodeBadDate, "from", "say from which day they work here")
	case !m.To.IsZero() && (m.To.Before(m.From) || last.Before(m.To)):
		return Errorf(Invalid, CodeBadDate, "to", "the last day comes before the first, or is too far off")
	case today.Before(m.ExcludedOn) || !m.ExcludedOn.IsZero() && m.ExcludedOn.Year < oldestWorkYear:
		return Errorf(Invalid, CodeBadDate, "excluded_on", "the day of a check lies in the past")
	case last.Before(m.HealthUntil) || !m.HealthUntil.IsZero() && m.HealthUntil.Year < oldestWorkYear:
		return Errorf(Invalid, CodeBadDate, "health_until", "this day is too far off")
	case len(m.Certificates) > maxCertificates:
		return Errorf(Invalid, CodeTooLarge, "certificates", "give at most %d certificates", maxCertificates)
	}
	for _, c := range m.Certificates {
		switch {
		case !slices.Contains(CertificateKinds(), c.Kind):
			return Errorf(Invalid, CodeInvalid, "certificates.kind", "%q is not a kind of certificate", Clip(string(c.Kind)))
		case today.Before(c.Issued) || last.Before(c.Expires):
			return Errorf(Invalid, CodeBadDate, "certificates", "a certificate is issued in the past, and ends within %d years", furthestYears)
		case !c.Issued.IsZero() && !c.Expires.IsZero() && c.Expires.Before(c.Issued):
			return Errorf(Invalid, CodeBadDate, "certificates", "a certificate ends before it begins")
		}
	}
	return nil
}
