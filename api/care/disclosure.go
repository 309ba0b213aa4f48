package care

import (
	"slices"
	"unicode/utf8"
)

// DisclosureKind is a part of what a facility makes known of itself. Every change of it is dated and stays readable.
type DisclosureKind string

// The kinds.
const (
	DisclosedProfile DisclosureKind = "profile"
	DisclosedFees    DisclosureKind = "fees"
	DisclosedTerms   DisclosureKind = "terms"
)

// Disclosure is what a facility made known at one time, whole.
type Disclosure struct {
	Facility FacilityID
	Kind     DisclosureKind
	Version  int64 // 1, 2, 3, … of its kind
	From     Date  // from which day it holds
	Body     []byte
	Words    string // why, for the public
	At       Instant
	By       Actor
}

// Profile is what a facility may say of itself without asking anybody. Name, address and filing are not among it: they change by a
// filing.
type Profile struct {
	Intro     string   `json:"intro,omitempty"`
	Phone     string   `json:"phone,omitempty"`
	Website   string   `json:"website,omitempty"`
	VRURL     string   `json:"vr_url,omitempty"`
	Meals     string   `json:"meals,omitempty"`
	Languages []string `json:"languages,omitempty"`
	Hours     []Hours  `json:"hours,omitempty"`
}

// ProfileOf is what stands in the register of it.
func ProfileOf(f *Facility) Profile {
	return Profile{Intro: f.Intro, Phone: f.Phone, Website: f.Website, VRURL: f.VRURL, Meals: f.Meals, Languages: f.Languages, Hours: f.Hours}
}

// Tell puts it into a facility.
func (p Profile) Tell(f *Facility) {
	f.Intro, f.Phone, f.Website, f.VRURL, f.Meals, f.Languages, f.Hours = p.Intro, p.Phone, p.Website, p.VRURL, p.Meals, p.Languages, p.Hours
}

// Custody is where prepaid money lies until it is used (资金存管).
type Custody struct {
	Bank  string `json:"bank"`
	Since Date   `json:"since,omitzero"`
}

// ContractTerms say which agreement the facility uses.
type ContractTerms struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
	From    Date   `json:"from,omitzero"`
}

// Terms are under which terms a facility takes children: how far ahead it is paid, where the money lies, what is paid back.
type Terms struct {
	PrepayMonths int            `json:"prepay_months"` // 0: nothing is paid ahead of the month
	Custody      *Custody       `json:"custody,omitempty"`
	Refund       string         `json:"refund"` // how unused money is paid back, in words
	Contract     *ContractTerms `json:"contract,omitempty"`
	Insured      bool           `json:"insured,omitempty"` // liability insurance
}

const (
	maxWords       = 300
	maxRefund      = 2000
	maxPrepay      = 24
	maxTermsText   = 120
	fenInYuan      = 100
	maxDisclosures = 200
)

// CheckWords refuses words for the public that are too long or hide something.
func CheckWords(words string) error {
	if utf8.RuneCountInString(words) > maxWords || !PlainText(words) {
		return Errorf(Invalid, CodeInvalid, "words", "write at most %d characters, all of which can be seen", maxWords)
	}
	return nil
}

// CheckFees refuses a fee list that nobody could keep to: an unknown category or unit, an amount below nothing, a list without a
// care fee, or two lines for the same from the same day.
func CheckFees(fees []Fee) error {
	if len(fees) == 0 || len(fees) > maxFees {
		return Errorf(Invalid, CodeTooLarge, "fees", "a fee list has 1 to %d lines", maxFees)
	}
	f := Facility{Source: "x", Name: "x", Kind: KindIndependent, Filing: Filing{Status: FilingUnknown}, Fees: fees}
	for _, p := range f.Problems() {
		return p
	}
	for i, a := range fees {
		for _, b := range fees[:i] {
			if a.sameItem(&b) && a.Band == b.Band && a.Mode == b.Mode && a.From == b.From {
				return Errorf(Invalid, CodeDuplicate, "fees", "two lines say what the same costs from the same day")
			}
		}
	}
	if !slices.ContainsFunc(fees, func(f Fee) bool { return f.Category == FeeCare }) {
		return Errorf(Invalid, CodeInvalid, "fees", "the list does not say what care costs")
	}
	return nil
}

// CheckTerms refuses terms the rules of an area do not allow: more months ahead than may be asked, or sums above the threshold that
// no bank keeps. month is what a month costs in fen, 0 when not known.
func (r *Rules) CheckTerms(t *Terms, area string, on Date, month int64) error {
	switch {
	case t.PrepayMonths < 0 || t.PrepayMonths > maxPrepay:
		return Errorf(Invalid, CodeOutOfRange, "prepay_months", "give 0 to %d months", maxPrepay)
	case utf8.RuneCountInString(t.Refund) > maxRefund || !PlainText(t.Refund):
		return Errorf(Invalid, CodeInvalid, "refund", "write at most %d characters, all of which can be seen", maxRefund)
	case t.PrepayMonths > 0 && t.Refund == "":
		return Errorf(Invalid, CodeInvalid, "refund", "say how money that was not used is paid back")
	case t.Custody != nil && !shortWords(t.Custody.Bank):
		return Errorf(Invalid, CodeInvalid, "custody.bank", "name the bank in at most %d characters", maxTermsText)
	case t.Contract != nil && (!shortWords(t.Contract.Name) || utf8.RuneCountInString(t.Contract.Version) > maxTermsText || !PlainText(t.Contract.Version)):
		return Errorf(Invalid, CodeInvalid, "contract.name", "name the agreement in at most %d characters", maxTermsText)
	}
	limits := r.PrepayLimits(area, on)
	switch {
	case limits.Months > 0 && t.PrepayMonths > limits.Months:
		return Errorf(Invalid, CodePrepayLong, "prepay_months", "no more than %d months may be asked ahead here", limits.Months)
	case limits.Custody > 0 && t.Custody == nil && month*int64(t.PrepayMonths) > limits.Custody:
		return Errorf(Invalid, CodeCustodyNeeded, "custody", "more than %d yuan paid ahead must lie with a bank; say which", limits.Custody/fenInYuan)
	}
	return nil
}

func shortWords(s string) bool {
	n := utf8.RuneCountInString(s)
	return n > 0 && n <= maxTermsText && PlainText(s)
}

// PrepayLimits are what the rules of an area say of money paid ahead; 0: no rule was found.
type PrepayLimits struct {
	Months       int
	MonthsBasis  string
	Custody      int64 // fen
	CustodyBasis string
	CoolingDays  int
	CoolingBasis string
	Attendance   []int // percent of the month's fee for no day, under half and over half of the working days
}

// PrepayLimits returns them.
func (r *Rules) PrepayLimits(area string, on Date) (l PrepayLimits) {
	if rule, ok := r.Find(RulePrepayMaxMonths, area, on); ok {
		l.Months, _ = r.Int(RulePrepayMaxMonths, area, on)
		l.MonthsBasis = rule.LegalBasis
	}
	if rule, ok := r.Find(RulePrepayCustody, area, on); ok {
		n, _ := r.Int(RulePrepayCustody, area, on)
		l.Custody, l.CustodyBasis = int64(n)*fenInYuan, rule.LegalBasis
	}
	if rule, ok := r.Find(RuleRefundCooling, area, on); ok {
		l.CoolingDays, _ = r.Int(RuleRefundCooling, area, on)
		l.CoolingBasis = rule.LegalBasis
	}
	l.Attendance, _ = r.Ints(RuleFeeAttendance, area, on)
	return l
}
