package care

import (
	"slices"

	"github.com/paulmach/orb"
)

// Case is the desk's file of one complaint as its events leave it: see Fold. It holds codes, dates, ids and the office's own
// words. Who complained stands in the vault alone, and what they wrote in the statement, which never changes.
type Case struct {
	ID        CaseID     `json:"id"`
	ReceiptNo string     `json:"receipt_no"`
	Facility  FacilityID `json:"facility,omitempty"`   // "": a place that is in no register
	PlaceName string     `json:"place_name,omitempty"` // what such a place is called
	Point     orb.Point  `json:"point,omitzero"`       // where it is; zero when a facility is named
	Area      string     `json:"area"`                 // area code of the district
	Category  Category   `json:"category"`
	Class     CaseClass  `json:"class"`
	Track     Track      `json:"track"`
	DangerNow bool       `json:"danger_now,omitempty"`
	Anonymous bool       `json:"anonymous,omitempty"`
	Source    CaseSource `json:"source"`

	ClassConfirmed bool         `json:"class_confirmed,omitempty"` // a person has looked at the class the system proposed
	Allegations    []Allegation `json:"allegations"`

	State   CaseState `json:"state"`
	Version int64     `json:"version"` // the number of its events; a write names the one it saw

	Unit    UnitID   `json:"unit"`               // the one that is responsible; never empty
	CoUnits []UnitID `json:"co_units,omitempty"` // those that work along

	Intake   AccountID   `json:"intake,omitempty"`
	Handler  AccountID   `json:"handler,omitempty"`
	Reviewer AccountID   `json:"reviewer,omitempty"`
	Caller   AccountID   `json:"caller,omitempty"`
	Handed   []AccountID `json:"handed,omitempty"`   // handlers of this round who handed it over
	Handlers []AccountID `json:"handlers,omitempty"` // those of the round before: none of them handles it again

	Asked     CaseAsk         `json:"asked,omitempty"`    // what a supervisor is asked for
	AskedBy   AccountID       `json:"asked_by,omitempty"` // that officer; "" when the complainant asks
	InfoAsked int             `json:"info_asked,omitempty"`
	Returned  int             `json:"returned,omitempty"` // a unit may give a case back once
	Extended  int             `json:"extended,omitempty"` // once a round
	Reopened  int             `json:"reopened,omitempty"` // rounds after the first
	CallTries int             `json:"call_tries,omitempty"`
	Own       bool            `json:"own,omitempty"`      // withdrawn, and gone on with by the bureau itself
	Excluded  ReasonCode      `json:"excluded,omitempty"` // approved: left out of the rates, and counted as left out
	Lead      CaseID          `json:"lead,omitempty"`     // merged into
	Transfer  *CaseTransfer   `json:"transfer,omitempty"`
	Police    *PoliceReport   `json:"police,omitempty"`
	Release   *CaseRelease    `json:"release,omitempty"` // what the facility was shown
	Findings  []CaseFinding   `json:"findings,omitempty"`
	Measures  []CaseMeasure   `json:"measures,omitempty"`
	Reply     string          `json:"reply,omitempty"`
	CallBack  *CaseAnswers    `json:"call_back,omitempty"` // what the complainant said when called back
	Survey    *CaseAnswers    `json:"survey,omitempty"`    // what the complainant answered without being called
	Second    *CaseSecondLook `json:"second_look,omitempty"`
	Reason    ReasonCode      `json:"reason,omitempty"` // of the last step that had one

	Clocks []Clock `json:"clocks,omitempty"`

	AckedAt     Instant `json:"acked_at,omitempty"` // a person has answered the page
	AcceptedAt  Instant `json:"accepted_at,omitempty"`
	AssignedAt  Instant `json:"assigned_at,omitempty"`
	ContactedAt Instant `json:"contacted_at,omitempty"`
	RepliedAt   Instant `json:"replied_at,omitempty"`
	DeliveredAt Instant `json:"delivered_at,omitempty"` // the reply reached where the complainant reads it
	ClosedAt    Instant `json:"closed_at,omitempty"`
	CreatedAt   Instant `json:"created_at"`
	UpdatedAt   Instant `json:"updated_at"`
}

// Owner says whom the case concerns at the desk. The complainant is nowhere in it: that is the vault's to know.
func (c *Case) Owner() Owner { return Owner{Area: c.Area} }

// CaseState is where a case stands.
type CaseState string

// The states.
const (
	CaseReceived        CaseState = "received"         // 已接收: with the intake desk
	CaseNeedsInfo       CaseState = "needs_info"       // 待补正: the complainant is asked; the clock stands still
	CaseNotAccepted     CaseState = "not_accepted"     // 不予受理
	CaseAccepted        CaseState = "accepted"         // 已受理
	CaseAssigned        CaseState = "assigned"         // 已派单: a unit is to sign for it
	CaseReturnRequested CaseState = "return_requested" // 退单申请: the clock runs on
	CaseInProgress      CaseState = "in_progress"      // 办理中
	CaseTransferred     CaseState = "transferred"      // 已移送: the desk still owes the answer
	CaseSuspended       CaseState = "suspended"        // 中止: while approved
	CaseReplyReview     CaseState = "reply_review"     // 答复审核
	CaseReplied         CaseState = "replied"          // 已答复
	CaseFollowUp        CaseState = "follow_up"        // 回访中
	CaseReopened        CaseState = "reopened"         // 重办
	CaseClosed          CaseState = "closed"           // 办结
	CaseMerged          CaseState = "merged"           // 并单: answered through another case
	CaseWithdrawn       CaseState = "withdrawn"        // 撤回
)

// CaseStates lists every state, in the order a case goes through them.
func CaseStates() []CaseState {
	return []CaseState{
		CaseReceived, CaseNeedsInfo, CaseNotAccepted, CaseAccepted, CaseAssigned, CaseReturnRequested, CaseInProgress, CaseTransferred, CaseSuspended,
		CaseReplyReview, CaseReplied, CaseFollowUp, CaseReopened, CaseClosed, CaseMerged, CaseWithdrawn,
	}
}

// Open is the state the public sees: open or closed.
func (s CaseState) Open() bool {
	switch s {
	case CaseNotAccepted, CaseClosed, CaseMerged, CaseWithdrawn:
		return false
	default:
		return s != ""
	}
}

// Category is what a complaint is about, by the codes of the domain.
type Category string

// The categories.
const (
	CategoryRefund     Category = "FEE_REFUND"      // 收费退费
	CategoryPrepay     Category = "PREPAY_CLOSURE"  // 关停跑路、预付款
	CategoryUnfiled    Category = "UNFILED"         // 未备案、无资质
	CategoryAbuse      Category = "ABUSE"           // 虐待、体罚、歧视
	CategoryInjury     Category = "INJURY"          // 伤害事故
	CategoryFood       Category = "FOOD"            // 食品安全
	CategoryHygiene    Category = "HYGIENE_DISEASE" // 卫生保健、传染病
	CategoryFire       Category = "FIRE_BUILDING"   // 消防、房屋安全
	CategoryCapacity   Category = "OVER_CAPACITY"   // 超员、配比不足
	CategoryStaff      Category = "STAFF_QUAL"      // 人员资质
	CategoryFalseInfo  Category = "FALSE_INFO"      // 公示信息不实、虚假宣传
	CategoryContract   Category = "CONTRACT"        // 合同纠纷
	CategoryPrivacy    Category = "PRIVACY"         // 个人信息、监控
	CategoryBooking    Category = "BOOKING"         // 预约纠纷
	CategoryOther      Category = "OTHER"
	maxCaseText                 = 2000
	minCaseText                 = 10
	maxCaseOfficeWords          = 4000
)

// CategoryRule says how a category is treated before anybody has looked at the case.
type CategoryRule struct {
	Category Category
	Class    CaseClass  // proposed
	Track    Track      // whose law it follows
	Units    []UnitKind // who handles it: the first leads; see RouteOf
	Named    bool       // 投诉: a dispute between two, which needs to know who complains; else 举报, which may be anonymous
	Joinable bool       // others may join an open case of it
	Public   bool       // of public interest: its outline may be published
}

// categories is the whole table.
var categories = []CategoryRule{
	{Category: CategoryAbuse, Class: ClassA, Track: TrackHotline, Units: []UnitKind{UnitPolice, UnitHealth, UnitCivil}},
	{Category: CategoryInjury, Class: ClassA, Track: TrackHotline, Units: []UnitKind{UnitPolice, UnitHealth, UnitCivil}},
	{Category: CategoryFood, Class: ClassB, Track: TrackHotline, Units: []UnitKind{UnitMarket, UnitHealth}, Joinable: true, Public: true},
	{Category: CategoryHygiene, Class: ClassB, Track: TrackHotline, Units: []UnitKind{UnitHealth}, Joinable: true, Public: true},
	{Category: CategoryFire, Class: ClassB, Track: TrackHotline, Units: []UnitKind{UnitFire, UnitHousing}, Joinable: true, Public: true},
	{Category: CategoryCapacity, Class: ClassB, Track: TrackHotline, Units: []UnitKind{UnitHealth}, Joinable: true, Public: true},
	{Category: CategoryStaff, Class: ClassB, Track: TrackHotline, Units: []UnitKind{UnitHealth}},
	{Category: CategoryUnfiled, Class: ClassB, Track: TrackHotline, Units: []UnitKind{UnitHealth}, Joinable: true, Public: true},
	{Category: CategoryPrepay, Class: ClassC, Track: TrackConsumer, Units: []UnitKind{UnitMarket, UnitHealth}, Joinable: true, Public: true},
	{Category: CategoryRefund, Class: ClassC, Track: TrackConsumer, Units: []UnitKind{UnitMarket}, Named: true},
	{Category: CategoryContract, Class: ClassC, Track: TrackConsumer, Units: []UnitKind{UnitMarket}, Named: true},
	{Category: CategoryFalseInfo, Class: ClassC, Track: TrackConsumer, Units: []UnitKind{UnitMarket}, Joinable: true, Public: true},
	{Category: CategoryPrivacy, Class: ClassC, Track: TrackHotline, Units: []UnitKind{UnitHealth}},
	{Category: CategoryBooking, Class: ClassC, Track: TrackPetition, Units: []UnitKind{UnitHealth}, Named: true},
	{Category: CategoryOther, Class: ClassC, Track: TrackHotline, Units: []UnitKind{UnitHealth}},
}

// Categories lists the table, what is most urgent first.
func Categories() []CategoryRule { return slices.Clone(categories) }

// CategoryRuleOf returns the row of a category, and false for a code that is none.
func CategoryRuleOf(c Category) (CategoryRule, bool) {
	for _, r := range categories {
		if r.Category == c {
			return r, true
		}
	}
	return CategoryRule{}, false
}

// Joinable reports whether others may be shown that such a case is open, to join it.
func (c Category) Joinable() bool { r, _ := CategoryRuleOf(c); return r.Joinable }

// Public reports whether the outline of such a case may be published.
func (c Category) Public() bool { r, _ := CategoryRuleOf(c); return r.Public }

// AnonymousOK reports whether nobody need say who they are.
func (c Category) AnonymousOK() bool { r, ok := CategoryRuleOf(c); return ok && !r.Named }

// CaseClass is how urgent a case is.
type CaseClass string

// The classes.
const (
	ClassA CaseClass = "A" // danger to a child: never queues
	ClassB CaseClass = "B" // safety, or children per carer
	ClassC CaseClass = "C" // service and fees
	ClassD CaseClass = "D" // a question
)

// CaseClasses lists them, most urgent first.
func CaseClasses() []CaseClass { return []CaseClass{ClassA, ClassB, ClassC, ClassD} }

// Track is the body of law a case follows; each has clocks of its own.
type Track string

// The tracks.
const (
	TrackHotline  Track = "hotline"  // 12345 and the authority's own supervision
	TrackConsumer Track = "consumer" // 消费投诉, market regulator
	TrackPetition Track = "petition" // 信访
)

// Tracks lists them.
func Tracks() []Track { return []Track{TrackHotline, TrackConsumer, TrackPetition} }

// CaseSource is the way a case came in.
type CaseSource string

// The sources.
const (
	SourceApp   CaseSource = "app"
	Source12345 CaseSource = "12345"
)

// Allegation is one thing a complaint says; each gets a finding of its own. It is a number and a code: the words stand in
// the statement.
type Allegation struct {
	N        int      `json:"n"` // 1, 2, …
	Category Category `json:"category"`
}

// FindingResult is what came of one allegation.
type FindingResult string

// The results.
const (
	Substantiated   FindingResult = "substantiated"
	PartlyFounded   FindingResult = "partly"
	NotFounded      FindingResult = "not"
	Undeterminable  FindingResult = "undeterminable"
	FindingAnswered FindingResult = "answered" // of a question: class D alone
)

// FindingResults lists them.
func FindingResults() []FindingResult {
	return []FindingResult{Substantiated, PartlyFounded, NotFounded, Undeterminable, FindingAnswered}
}

// Against reports whether a result holds something against the facility.
func (r FindingResult) Against() bool { return r == Substantiated || r == PartlyFounded }

// CaseFinding is the finding on one allegation.
type CaseFinding struct {
	Allegation int           `json:"allegation"`
	Result     FindingResult `json:"result"`
}

// CaseMeasure is what was done about it, by code, with the day by which it is to be done.
type CaseMeasure struct {
	Code MeasureCode `json:"code"`
	By   Date        `json:"by,omitzero"`
}

// MeasureCode is a measure of an office.
type MeasureCode string

// The measures.
const (
	MeasureRectify  MeasureCode = "rectify"   // 责令改正
	MeasureWarn     MeasureCode = "warn"      // 警告
	MeasureFine     MeasureCode = "fine"      // 罚款
	MeasureSuspend  MeasureCode = "suspend"   // 停止托育服务
	MeasureBar      MeasureCode = "bar"       // 禁止从业
	MeasureRefund   MeasureCode = "refund"    // 退费
	MeasureMediate  MeasureCode = "mediate"   // 调解
	MeasureApology  MeasureCode = "apology"   // 道歉
	MeasureTransfer MeasureCode = "transfer"  // 移送其他部门
	MeasureRecheck  MeasureCode = "recheck"   // 复查
	MeasureExplain  MeasureCode = "explained" // 解释说明
	MeasureNone     MeasureCode = "none"
)

// Measures lists them.
func Measures() []MeasureCode {
	return []MeasureCode{
		MeasureRectify, MeasureWarn, MeasureFine, MeasureSuspend, MeasureBar, MeasureRefund, MeasureMediate, MeasureApology, MeasureTransfer,
		MeasureRecheck, MeasureExplain, MeasureNone,
	}
}

// CaseAsk is what somebody asks a supervisor for.
type CaseAsk string

// What can be asked for.
const (
	AskTransfer CaseAsk = "transfer"
	AskSuspend  CaseAsk = "suspend"
	AskExtend   CaseAsk = "extend"
	AskReopen   CaseAsk = "reopen" // by the complainant, after the one time by right
)

// CaseTransfer is what another authority was given, and what it said.
type CaseTransfer struct {
	To        UnitKind `json:"to"`
	At        Instant  `json:"at"`
	Receipt   string   `json:"receipt,omitempty"` // the number the other side gave
	ReceiptAt Instant  `json:"receipt_at,omitempty"`
}

// PoliceReport says that the police were told, as the law asks at once.
type PoliceReport struct {
	At        Instant `json:"at"` // when they were told
	Reference string  `json:"reference,omitempty"`
}

// CaseRelease is what the facility was shown, and what it answered.
type CaseRelease struct {
	At         Instant `json:"at"`
	Text       string  `json:"text"` // the handler's redacted words; nothing else of the case is shown
	Answer     string  `json:"answer,omitempty"`
	AnsweredAt Instant `json:"answered_at,omitempty"`
}

// CaseAnswers are the complainant's own about how it went.
type CaseAnswers struct {
	At        Instant `json:"at"`
	Contacted Said    `json:"contacted,omitempty"`
	Solved    Said    `json:"solved,omitempty"`
	Satisfied Said    `json:"satisfied,omitempty"`
	Rating    int     `json:"rating,omitempty"` // 5 非常满意 to 1 非常不满意; 0: not given
}

// Said is yes, no, or not given.
type Said string

// The answers.
const (
	SaidYes Said = "yes"
	SaidNo  Said = "no"
)

// CaseSecondLook is the question four weeks after closing: has it stayed solved?
type CaseSecondLook struct {
	AskedAt    Instant `json:"asked_at"`
	Answer     Said    `json:"answer,omitempty"`
	AnsweredAt Instant `json:"answered_at,omitempty"`
}
