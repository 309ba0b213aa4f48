package care

import "slices"

// ClaimState is where a claim stands.
type ClaimState string

// The states of a claim.
const (
	ClaimAsked   ClaimState = "asked"   // somebody has to look at the paper
	ClaimGranted ClaimState = "granted" // counts until its last day
	ClaimRefused ClaimState = "refused"
)

// ReasonEmployee is the claim that a guardian works for the employer that runs a facility. The facility checks it.
const ReasonEmployee ReasonCode = "employee"

// What a child may come before others for, where the rules of its area say so. A district's bureau checks it.
const (
	ReasonManyChildren ReasonCode = "many_children" // 多子女家庭
	ReasonMedicalStaff ReasonCode = "medical_staff" // 医务人员
	ReasonMartyr       ReasonCode = "martyr"        // 烈士、因公牺牲军人子女
	ReasonDisability   ReasonCode = "disability"    // 残疾儿童或残疾人家庭
)

// ClaimKinds are what can be claimed, as long as a rule of the area gives it a worth; and working for an employer.
func ClaimKinds() []ReasonCode {
	return []ReasonCode{ReasonManyChildren, ReasonHardship, ReasonMedicalStaff, ReasonMartyr, ReasonDisability, ReasonSiblingHere, ReasonEmployee}
}

// Claim is what a family says of itself that puts it before others, or lets it into a facility for the staff of its employer. It
// counts for nothing before somebody has checked it.
type Claim struct {
	ID       ClaimID
	FamilyID FamilyID
	ChildID  ChildID // "": all children of the family
	Kind     ReasonCode
	Facility FacilityID // of an employee: which facility
	Area     string     // of any other: whose bureau checks it, and under whose rules it counts
	State    ClaimState
	Until    Date       // the last day it counts, once granted
	Reason   ReasonCode // why it was refused
	AskedAt  Instant
	SettleAt Instant // when it was granted or refused
	SettleBy string
}

// Counts reports whether a claim counts for a child on a day.
func (c *Claim) Counts(child ChildID, on Date) bool {
	return c.State == ClaimGranted && (c.ChildID == "" || c.ChildID == child) && !c.Until.Before(on)
}

// Claimed lists what puts a child before others in an area on a day. Districts do not check for one another, but a rule of the city
// counts for all of it.
func Claimed(claims []Claim, child ChildID, area string, on Date) (out []ReasonCode) {
	for i := range claims {
		c := &claims[i]
		if c.Kind != ReasonEmployee && c.Counts(child, on) && SameDistrict(c.Area, area) && !slices.Contains(out, c.Kind) {
			out = append(out, c.Kind)
		}
	}
	return out
}

// SameDistrict reports whether two area codes lie in one district.
func SameDistrict(a, b string) bool { return len(a) >= 6 && len(b) >= 6 && a[:6] == b[:6] }

// Employed reports whether a guardian of a child is known to work for the employer that runs a facility.
func Employed(claims []Claim, child ChildID, facility FacilityID, on Date) bool {
	return slices.ContainsFunc(claims, func(c Claim) bool {
		return c.Kind == ReasonEmployee && c.Facility == facility && c.Counts(child, on)
	})
}

// Priority is what a claim is worth, as published.
type Priority struct {
	Kind   ReasonCode
	Class  int // 0 comes before all others
	Points int
}

// Priorities lists what can be claimed in an area on a day, and what each is worth.
func (r *Rules) Priorities(area string, on Date) (out []Priority) {
	for _, kind := range ClaimKinds() {
		if class, points, ok := r.priority(kind, area, on); ok && kind != ReasonEmployee {
			out = append(out, Priority{kind, class, points})
		}
	}
	return out
}

// ClaimRefusals are what a claim may be refused for.
func ClaimRefusals() []ReasonCode {
	return []ReasonCode{ReasonPapersMissing, ReasonPapersNotValid, ReasonFalseStatement, ReasonNotReached, ReasonDuplicate}
}

// maxClaimYears is how long a claim may count before it is checked anew.
const maxClaimYears = 4

// CheckClaim refuses what cannot be claimed: a kind no rule of the area knows, or an employee of no facility.
func (r *Rules) CheckClaim(c *Claim, on Date) error {
	switch {
	case c.Kind == ReasonEmployee && c.Facility == "":
		return Errorf(Invalid, CodeInvalid, "facility_id", "say which facility")
	case c.Kind == ReasonEmployee:
		return nil
	}
	if _, _, ok := r.priority(c.Kind, c.Area, on); !ok || !slices.Contains(ClaimKinds(), c.Kind) {
		return Errorf(Invalid, CodeInvalid, "kind", "nothing comes before others for this here")
	}
	return nil
}

// SettleClaim grants a claim until a day, or refuses it for a reason. A claim is settled once; who disagrees claims anew.
func SettleClaim(c Claim, grant bool, until Date, reason ReasonCode, by string, now Instant) (Claim, error) {
	today := Today(now)
	switch {
	case c.State != ClaimAsked:
		return c, conflict(CodeStateConflict, "it was decided already")
	case grant && (until.Before(today) || until.Year > today.Year+maxClaimYears):
		return c, Errorf(Invalid, CodeBadDate, "until", "choose a last day from today on, within %d years", maxClaimYears)
	case !grant:
		if err := CheckReason(reason, ClaimRefusals(), false); err != nil {
			return c, err
		}
	}
	c.State, c.Until, c.Reason, c.SettleAt, c.SettleBy = ClaimRefused, Date{}, reason, now, by
	if grant {
		c.State, c.Until, c.Reason = ClaimGranted, until, ""
	}
	return c, nil
}
