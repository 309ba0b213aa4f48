package care

import "strconv"

// CaseTerms are the numbers complaints turn on, for an area, a track and a day.
type CaseTerms struct {
	Class map[CaseClass]ClassTerms

	Info           ClockSpan // for the complainant to add what is missing
	Return         ClockSpan // to give a case back, and to decide on that
	Review         ClockSpan // of a reply
	Call           ClockSpan // to call back after a reply
	Survey         ClockSpan // to rate, and to reopen by right
	Second         ClockSpan // between closing and the second look
	SuspendReview  ClockSpan // between two looks at a suspension
	FacilityAnswer ClockSpan // for the facility to answer what it is shown

	CallTries     int // calls before a complainant counts as not reached
	PageMinutes   int // until the next person is paged
	WatchDays     int // days a complainant's applications are watched
	WatchDecide   int // working days for the bureau to let a held change go
	FindingMonths int // months a finding is published
	RateFloor     int // no rate is shown for fewer cases
	MinSimilar    int // no count below is shown
}

// ClassTerms are the clocks of one class.
type ClassTerms struct {
	Triage  ClockSpan // a person confirms the class; of class A: answers the page
	Accept  ClockSpan
	Assign  ClockSpan
	Sign    ClockSpan
	Contact ClockSpan
	Handle  ClockSpan // from acceptance to the reply
	Extend  int       // what one extension adds, in the unit of Handle; 0: none
}

// Of are the clocks of a class; what is no class is treated like a danger.
func (t *CaseTerms) Of(c CaseClass) ClassTerms {
	if ct, ok := t.Class[c]; ok {
		return ct
	}
	return t.Class[ClassA]
}

func minutes(n int) ClockSpan     { return ClockSpan{n, UnitMinute} }
func hours(n int) ClockSpan       { return ClockSpan{n, UnitHour} }
func days(n int) ClockSpan        { return ClockSpan{n, UnitDay} }
func workingDays(n int) ClockSpan { return ClockSpan{n, UnitWorkingDay} }

// DefaultCaseTerms are the house's. The limits of the law are no shorter: see caseLimits.
func DefaultCaseTerms() CaseTerms {
	return CaseTerms{
		Class: map[CaseClass]ClassTerms{
			ClassA: {Triage: minutes(15), Accept: hours(1), Assign: hours(1), Sign: hours(1), Contact: hours(2), Handle: days(7)},
			ClassB: {
				Triage: workingDays(1), Accept: workingDays(2), Assign: workingDays(1), Sign: workingDays(1), Contact: hours(24), Handle: days(7), Extend: 7,
			},
			ClassC: {
				Triage: workingDays(1), Accept: workingDays(7), Assign: workingDays(1), Sign: workingDays(3), Contact: workingDays(3), Handle: days(15), Extend: 15,
			},
			ClassD: {
				Triage: workingDays(1), Accept: workingDays(7), Assign: workingDays(1), Sign: workingDays(3), Contact: workingDays(3), Handle: days(15),
			},
		},
		Info: workingDays(5), Return: workingDays(1), Review: workingDays(1), Call: workingDays(5), Survey: days(30), Second: days(28),
		SuspendReview: workingDays(10), FacilityAnswer: workingDays(5),
		CallTries: 3, PageMinutes: 15, WatchDays: 90, WatchDecide: 2, FindingMonths: 12, RateFloor: 5, MinSimilar: 5,
	}
}

// The keys of the rules about complaints. Those of a class end in the class, and may name the track before it:
// "case.handle.C" for all, "case.handle.petition.C" for one.
const (
	RuleCaseTriage         = "case.triage."
	RuleCaseAcceptIn       = "case.accept."
	RuleCaseAssignIn       = "case.assign."
	RuleCaseSign           = "case.sign."
	RuleCaseContact        = "case.contact."
	RuleCaseHandle         = "case.handle."
	RuleCaseExtend         = "case.extend."
	RuleCaseInfo           = "case.info"
	RuleCaseReturn         = "case.return"
	RuleCaseReview         = "case.review"
	RuleCaseCall           = "case.callback"
	RuleCaseSurvey         = "case.survey"
	RuleCaseSecond         = "case.second_look"
	RuleCaseSuspendReview  = "case.suspend_review"
	RuleCaseFacilityAnswer = "case.facility_answer"
	RuleCaseCallTries      = "case.call_tries"
	RuleCasePage           = "case.page_minutes"
	RuleCaseWatch          = "case.watch_days"
	RuleCaseWatchDecide    = "case.watch_decide_days"
	RuleCaseFinding        = "case.finding_months"
	RuleCaseRateFloor      = "case.rate_floor"
	RuleCaseRateWeights    = "case.rate_weights"
	RuleCaseSimilar        = "case.similar_floor"
	RuleCaseRoute          = "case.route." // + a category; "market,health"
)

// caseLimits are what the law leaves: no rule makes a clock longer.
var caseLimits = map[string]ClockSpan{
	RuleCaseTriage + "A": minutes(15), RuleCaseTriage + "B": workingDays(3), RuleCaseTriage + "C": workingDays(3), RuleCaseTriage + "D": workingDays(3),
	RuleCaseAcceptIn + "A": hours(2), RuleCaseAcceptIn + "B": workingDays(7), RuleCaseAcceptIn + "C": workingDays(7), RuleCaseAcceptIn + "D": workingDays(7),
	RuleCaseAssignIn + "A": hours(2), RuleCaseAssignIn + "B": workingDays(3), RuleCaseAssignIn + "C": workingDays(3), RuleCaseAssignIn + "D": workingDays(3),
	RuleCaseSign + "A": hours(2), RuleCaseSign + "B": workingDays(3), RuleCaseSign + "C": workingDays(5), RuleCaseSign + "D": workingDays(5),
	RuleCaseContact + "A": hours(4), RuleCaseContact + "B": hours(72), RuleCaseContact + "C": workingDays(7), RuleCaseContact + "D": workingDays(7),
	RuleCaseHandle + "A": days(60), RuleCaseHandle + "B": days(60), RuleCaseHandle + "C": days(60), RuleCaseHandle + "D": days(60),
	RuleCaseInfo: workingDays(5), RuleCaseReturn: workingDays(3), RuleCaseReview: workingDays(5), RuleCaseCall: workingDays(10),
	RuleCaseSurvey: days(90), RuleCaseSecond: days(90), RuleCaseSuspendReview: workingDays(10), RuleCaseFacilityAnswer: workingDays(20),
}

// CaseTerms returns the numbers for an area and a track on a day; what no rule says, or says beyond what the law leaves, is
// taken from DefaultCaseTerms.
func (r *Rules) CaseTerms(area string, track Track, on Date) CaseTerms {
	t := DefaultCaseTerms()
	span := func(to *ClockSpan, what, class string) {
		for _, key := range []string{what + string(track) + "." + class, what + class} {
			if class == "" {
				key = what
			}
			if s, ok := r.span(key, area, on); ok && s.within(caseLimits[what+class]) {
				*to = s
				return
			}
		}
	}
	for class, ct := range t.Class {
		c := string(class)
		span(&ct.Triage, RuleCaseTriage, c)
		span(&ct.Accept, RuleCaseAcceptIn, c)
		span(&ct.Assign, RuleCaseAssignIn, c)
		span(&ct.Sign, RuleCaseSign, c)
		span(&ct.Contact, RuleCaseContact, c)
		span(&ct.Handle, RuleCaseHandle, c)
		if v, ok := r.Int(RuleCaseExtend+c, area, on); ok && v >= 0 && v <= 30 && class != ClassA {
			ct.Extend = v
		}
		t.Class[class] = ct
	}
	span(&t.Info, RuleCaseInfo, "")
	span(&t.Return, RuleCaseReturn, "")
	span(&t.Review, RuleCaseReview, "")
	span(&t.Call, RuleCaseCall, "")
	span(&t.Survey, RuleCaseSurvey, "")
	span(&t.Second, RuleCaseSecond, "")
	span(&t.SuspendReview, RuleCaseSuspendReview, "")
	span(&t.FacilityAnswer, RuleCaseFacilityAnswer, "")
	for key, n := range map[string]struct{ to, least, most *int }{
		RuleCaseCallTries:   {&t.CallTries, of(1), of(10)},
		RuleCasePage:        {&t.PageMinutes, of(1), of(15)},
		RuleCaseWatch:       {&t.WatchDays, of(30), of(365)},
		RuleCaseWatchDecide: {&t.WatchDecide, of(1), of(10)},
		RuleCaseFinding:     {&t.FindingMonths, of(1), of(36)},
		RuleCaseRateFloor:   {&t.RateFloor, of(5), of(100)},
		RuleCaseSimilar:     {&t.MinSimilar, of(5), of(100)},
	} {
		if v, ok := r.Int(key, area, on); ok && v >= *n.least && v <= *n.most {
			*n.to = v
		}
	}
	return t
}

func of(n int) *int { return &n }

// span reads a length of time: the value, its unit, and for days how they are counted.
func (r *Rules) span(key, area string, on Date) (ClockSpan, bool) {
	rule, ok := r.Find(key, area, on)
	n, err := strconv.Atoi(rule.Value)
	if !ok || err != nil || n < 1 {
		return ClockSpan{}, false
	}
	switch {
	case rule.Unit == "minutes":
		return minutes(n), true
	case rule.Unit == "hours":
		return hours(n), true
	case rule.Unit == "days" && rule.Calendar == WorkingDays:
		return workingDays(n), true
	case rule.Unit == "days":
		return days(n), true
	default:
		return ClockSpan{}, false
	}
}

// within reports whether a span is no longer than a limit, whatever calendar lies between: a working day may take three
// calendar days at a weekend and nine at a festival, so spans in different units are compared at their least lengths.
func (s ClockSpan) within(limit ClockSpan) bool {
	if limit.Length == 0 {
		return false
	}
	if s.Unit == limit.Unit {
		return s.Length <= limit.Length
	}
	return s.longest() <= limit.shortest()
}

// longest is how many minutes the span can last; shortest how many it lasts at least.
func (s ClockSpan) longest() int {
	switch s.Unit {
	case UnitMinute:
		return s.Length
	case UnitHour:
		return s.Length * 60
	case UnitDay:
		return (s.Length + 1) * 24 * 60
	default:
		return (s.Length + 10 + s.Length/5*2) * 24 * 60
	}
}

func (s ClockSpan) shortest() int {
	switch s.Unit {
	case UnitMinute:
		return s.Length
	case UnitHour:
		return s.Length * 60
	default:
		return s.Length * 24 * 60
	}
}

// caseRules are the numbers of DefaultCaseTerms as rows, so that a region can set its own.
func caseRules() []Rule {
	row := func(key string, s ClockSpan, basis string, c Confidence) Rule {
		out := Rule{Key: key, Value: strconv.Itoa(s.Length), LegalBasis: basis, Confidence: c}
		switch s.Unit {
		case UnitMinute:
			out.Unit = "minutes"
		case UnitHour:
			out.Unit = "hours"
		case UnitDay:
			out.Unit, out.Calendar = "days", NaturalDays
		default:
			out.Unit, out.Calendar = "days", WorkingDays
		}
		return out
	}
	count := func(key string, n int, unit, basis string) Rule {
		return Rule{Key: key, Value: strconv.Itoa(n), Unit: unit, LegalBasis: basis, Confidence: Proposed}
	}
	t := DefaultCaseTerms()
	var out []Rule
	for _, class := range CaseClasses() {
		c, ct := string(class), t.Class[class]
		accept, handle, known := basisHouse+"（不超过 "+basisConsumer+" 的 7 个工作日）", basisHouse, Proposed
		if class == ClassC || class == ClassD {
			accept, known = basisConsumer, Seen
		}
		if class != ClassA {
			handle = basisHotline
		}
		out = append(out,
			row(RuleCaseTriage+c, ct.Triage, basisHouse, Proposed),
			row(RuleCaseAcceptIn+c, ct.Accept, accept, known),
			row(RuleCaseAssignIn+c, ct.Assign, basisHouse, Proposed),
			row(RuleCaseSign+c, ct.Sign, basisHouse, Proposed),
			row(RuleCaseContact+c, ct.Contact, basisHouse, Proposed),
			row(RuleCaseHandle+c, ct.Handle, handle, Secondary),
			Rule{Key: RuleCaseExtend + c, Value: strconv.Itoa(ct.Extend), Unit: "days", Calendar: NaturalDays, LegalBasis: basisHouse, Confidence: Proposed},
		)
	}
	// Two cities whose own regulation is stricter for what is ordinary.
	for _, city := range [][2]string{{"3701", basisJinan}, {"3707", basisWeifang}} {
		local := row(RuleCaseHandle+string(TrackHotline)+".C", workingDays(5), city[1], Seen)
		local.Region, local.From = city[0], day(2021, 1, 1)
		out = append(out, local)
	}
	return append(out,
		row(RuleCaseInfo, t.Info, basisHouse, Proposed),
		row(RuleCaseReturn, t.Return, basisHouse, Proposed),
		row(RuleCaseReview, t.Review, basisHouse, Proposed),
		row(RuleCaseCall, t.Call, basisHouse, Proposed),
		row(RuleCaseSurvey, t.Survey, basisHouse, Proposed),
		row(RuleCaseSecond, t.Second, basisHouse, Proposed),
		row(RuleCaseSuspendReview, t.SuspendReview, basisHouse, Proposed),
		row(RuleCaseFacilityAnswer, t.FacilityAnswer, basisHouse, Proposed),
		count(RuleCaseCallTries, t.CallTries, "calls", basisHouse),
		count(RuleCasePage, t.PageMinutes, "minutes", basisMinors+"：立即"),
		Rule{Key: RuleCaseWatch, Value: "90", Unit: "days", Calendar: NaturalDays, LegalBasis: basisHouse, Confidence: Proposed},
		Rule{Key: RuleCaseWatchDecide, Value: "2", Unit: "days", Calendar: WorkingDays, LegalBasis: basisHouse, Confidence: Proposed},
		count(RuleCaseFinding, t.FindingMonths, "months", basisHouse),
		count(RuleCaseRateFloor, t.RateFloor, "cases", basisHouse),
		Rule{Key: RuleCaseRateWeights, Value: "30,35,35", Unit: "percent", LegalBasis: "响应率、解决率、满意率的权重，各地不同", Confidence: Secondary},
		count(RuleCaseSimilar, t.MinSimilar, "cases", basisHouse),
	)
}
