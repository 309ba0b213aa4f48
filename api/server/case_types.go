package server

// CaseListInput asks for a page of the desk's cases.
type CaseListInput struct {
	State    []string `query:"state" enum:"received,needs_info,not_accepted,accepted,assigned,return_requested,in_progress,transferred,suspended,reply_review,replied,follow_up,reopened,closed,merged,withdrawn" maxItems:"16" doc:"Any of these; every open one when absent"`
	Closed   bool     `query:"closed" doc:"true: those that are over, newest first"`
	Class    string   `query:"class" enum:"A,B,C,D"`
	Category string   `query:"category" enum:"FEE_REFUND,PREPAY_CLOSURE,UNFILED,ABUSE,INJURY,FOOD,HYGIENE_DISEASE,FIRE_BUILDING,OVER_CAPACITY,STAFF_QUAL,FALSE_INFO,CONTRACT,PRIVACY,BOOKING,OTHER"`
	Facility string   `query:"facility_id" maxLength:"64"`
	Unit     string   `query:"unit" maxLength:"64"`
	Mine     bool     `query:"mine" doc:"true: only what waits for me"`
	Overdue  bool     `query:"overdue" doc:"true: only what is past its limit"`
	Query    string   `query:"q" maxLength:"40" doc:"Receipt number, or its beginning"`
	Cursor   string   `query:"cursor" maxLength:"200" doc:"next of the page before"`
	Limit    int      `query:"limit" minimum:"1" maximum:"100" default:"50"`
}

// CaseList is a page of the desk's cases, the most pressing first.
type CaseList struct {
	Cases  []CaseRow      `json:"cases" nullable:"false"`
	Next   string         `json:"next,omitempty"`
	Counts map[string]int `json:"counts" nullable:"false" doc:"How many open ones there are of each state, and of them all: open, overdue, class_a"`
}

// CaseRow is one case of the list.
type CaseRow struct {
	ID        string          `json:"id"`
	ReceiptNo string          `json:"receipt_no"`
	Category  string          `json:"category"`
	Class     string          `json:"class" enum:"A,B,C,D"`
	Anonymous bool            `json:"anonymous"`
	Facility  *FacilityRef    `json:"facility,omitempty"`
	PlaceName string          `json:"place_name,omitempty"`
	State     string          `json:"state" enum:"received,needs_info,not_accepted,accepted,assigned,return_requested,in_progress,transferred,suspended,reply_review,replied,follow_up,reopened,closed,merged,withdrawn"`
	Version   int64           `json:"version"`
	Unit      *UnitRef        `json:"unit,omitempty"`
	Handler   *OfficerRef     `json:"handler,omitempty"`
	Clock     *ComplaintClock `json:"clock,omitempty" doc:"The nearest that runs"`
	CreatedAt string          `json:"created_at" format:"date-time"`
	UpdatedAt string          `json:"updated_at" format:"date-time"`
}

// UnitRef names an office that handles cases.
type UnitRef struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Kind  string `json:"kind,omitempty" enum:"health,market,fire,housing,police,civil,education,backstop"`
	Area  string `json:"area,omitempty"`
	Phone string `json:"phone,omitempty"`
}

// OfficerRef names an officer.
type OfficerRef struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	You  bool   `json:"you,omitempty"`
}

// CasePath names a case.
type CasePath struct {
	ID string `path:"id" maxLength:"64" doc:"Id of the case"`
}

// HandlerCase is a case as the desk sees it: without who complained. That is opened separately, with a reason, and logged.
type HandlerCase struct {
	CaseRow
	ClassConfirmed bool                `json:"class_confirmed" doc:"true: somebody has looked at the class the system proposed"`
	Source         string              `json:"source" enum:"app,12345"`
	Area           string              `json:"area" doc:"Code of the district"`
	HappenedOn     string              `json:"happened_on,omitempty" format:"date"`
	Joins          string              `json:"joins,omitempty" doc:"The case whoever complained wants to join"`
	DangerNow      bool                `json:"danger_now"`
	Track          string              `json:"track" enum:"hotline,consumer,petition"`
	Lon            *float64            `json:"lon,omitempty"`
	Lat            *float64            `json:"lat,omitempty"`
	Text           string              `json:"text"`
	Wants          string              `json:"wants,omitempty"`
	Contact        string              `json:"contact,omitempty" enum:"app,phone,none"`
	Public         string              `json:"public" enum:"open,closed"`
	CoUnits        []UnitRef           `json:"co_units" nullable:"false"`
	Intake         *OfficerRef         `json:"intake,omitempty"`
	Reviewer       *OfficerRef         `json:"reviewer,omitempty"`
	Caller         *OfficerRef         `json:"caller,omitempty"`
	Returned       int                 `json:"returned" doc:"How often it was given back"`
	Extended       int                 `json:"extended"`
	Reopened       int                 `json:"reopened"`
	Lead           string              `json:"lead,omitempty" doc:"The case it was merged into"`
	Merged         []string            `json:"merged" nullable:"false" doc:"Ids of the cases merged into it"`
	Allegations    []CaseAllegation    `json:"allegations" nullable:"false"`
	Measures       []ComplaintMeasure  `json:"measures" nullable:"false"`
	Asked          string              `json:"asked,omitempty" enum:"transfer,suspend,extend,reopen" doc:"What a supervisor is asked for"`
	Transfer       *CaseTransfer       `json:"transfer,omitempty"`
	Police         *PoliceReport       `json:"police,omitempty" doc:"The police were told"`
	CallBack       *ComplaintSurvey    `json:"call_back,omitempty" doc:"What was answered when called back"`
	Excluded       string              `json:"excluded,omitempty" doc:"Left out of the rates, and why"`
	Own            bool                `json:"own,omitempty" doc:"Withdrawn, and gone on with by the bureau"`
	Clocks         []ComplaintClock    `json:"clocks" nullable:"false"`
	Events         []CaseStep          `json:"events" nullable:"false" doc:"Oldest first"`
	Messages       []CaseMessage       `json:"messages" nullable:"false" doc:"Oldest first"`
	Evidence       []ComplaintEvidence `json:"evidence" nullable:"false"`
	Reply          *ComplaintReply     `json:"reply,omitempty"`
	Release        *CaseRelease        `json:"release,omitempty" doc:"What the facility was shown"`
	Survey         *ComplaintSurvey    `json:"survey,omitempty"`
	SecondLook     *SecondLook         `json:"second_look,omitempty"`
	Pages          []CasePage          `json:"pages" nullable:"false" doc:"Calls to the officer on duty"`
	Actions        []string            `json:"actions" nullable:"false" doc:"What whoever asks may do now"`
}

// CaseAllegation is one thing alleged, and what was found.
type CaseAllegation struct {
	N        int    `json:"n" minimum:"1" maximum:"20"`
	Category string `json:"category" enum:"FEE_REFUND,PREPAY_CLOSURE,UNFILED,ABUSE,INJURY,FOOD,HYGIENE_DISEASE,FIRE_BUILDING,OVER_CAPACITY,STAFF_QUAL,FALSE_INFO,CONTRACT,PRIVACY,BOOKING,OTHER"`
	Result   string `json:"result,omitempty" enum:"substantiated,partly,not,undeterminable,answered"`
}

// CaseTransfer is what another authority was given, and what it said.
type CaseTransfer struct {
	To        string `json:"to"`
	At        string `json:"at" format:"date-time"`
	Receipt   string `json:"receipt,omitempty" doc:"The number the other side gave"`
	ReceiptAt string `json:"receipt_at,omitempty" format:"date-time"`
}

// PoliceReport says that the police were told.
type PoliceReport struct {
	At        string `json:"at" format:"date-time"`
	Reference string `json:"reference,omitempty"`
}

// CaseStep is one event of a case.
type CaseStep struct {
	N      int64       `json:"n"`
	At     string      `json:"at" format:"date-time"`
	Edge   string      `json:"edge" doc:"Number of the edge in the published table"`
	Action string      `json:"action"`
	From   string      `json:"from,omitempty"`
	To     string      `json:"to"`
	Role   string      `json:"role"`
	By     *OfficerRef `json:"by,omitempty"`
	Reason string      `json:"reason,omitempty"`
	Note   string      `json:"note,omitempty"`
	Public bool        `json:"public"`
}

// CaseMessage is one message between the desk and whoever complained.
type CaseMessage struct {
	ID   string      `json:"id"`
	At   string      `json:"at" format:"date-time"`
	From string      `json:"from" enum:"complainant,office"`
	By   *OfficerRef `json:"by,omitempty"`
	Text string      `json:"text"`
}

// CaseRelease is what a facility was shown of a case, and what it answered.
type CaseRelease struct {
	At      string          `json:"at" format:"date-time"`
	Summary string          `json:"summary"`
	Answer  *FacilityAnswer `json:"answer,omitempty"`
}

// FacilityAnswer is what a facility answers.
type FacilityAnswer struct {
	At   string `json:"at" format:"date-time"`
	Text string `json:"text"`
}

// CasePage is a call to an officer on duty.
type CasePage struct {
	ID       string      `json:"id"`
	Level    int         `json:"level" doc:"The lowest was called first"`
	Officer  *OfficerRef `json:"officer,omitempty" doc:"Absent: the whole bureau"`
	At       string      `json:"at" format:"date-time"`
	AnswerBy string      `json:"answer_by" format:"date-time"`
	AckedAt  string      `json:"acked_at,omitempty" format:"date-time"`
	AckedBy  *OfficerRef `json:"acked_by,omitempty"`
}

// CaseAct is something to be done with a case. Which members go along depends on the action.
type CaseAct struct {
	Action      string                `json:"action" minLength:"1" maxLength:"40" doc:"One of actions"`
	Version     int64                 `json:"version" minimum:"1" doc:"The version that was seen; another one in between is 409 state_conflict with the differences"`
	Reason      string                `json:"reason,omitempty" maxLength:"40" doc:"From the public list"`
	Text        string                `json:"text,omitempty" maxLength:"4000" doc:"The office's words: a message, a reply, an instruction, what the facility is shown"`
	Class       string                `json:"class,omitempty" enum:"A,B,C,D"`
	Track       string                `json:"track,omitempty" enum:"hotline,consumer,petition"`
	Allegations []CaseAllegationInput `json:"allegations,omitempty" maxItems:"20"`
	Missing     []string              `json:"missing,omitempty" maxItems:"10" doc:"What is asked for, from the public list"`
	Unit        string                `json:"unit,omitempty" maxLength:"64"`
	CoUnits     []string              `json:"co_units,omitempty" maxItems:"8"`
	To          string                `json:"to,omitempty" enum:"health,market,fire,housing,police,civil,education,backstop" doc:"Another authority"`
	Reference   string                `json:"reference,omitempty" maxLength:"60" doc:"A number another authority gave"`
	When        string                `json:"when,omitempty" format:"date-time" maxLength:"40" doc:"Of something that happened before it is written down"`
	Way         string                `json:"way,omitempty" enum:"message,relay,phone,visit" doc:"How the complainant was reached"`
	Officer     string                `json:"officer,omitempty" maxLength:"64" doc:"Account of the officer it goes to"`
	Findings    []CaseFindingInput    `json:"findings,omitempty" maxItems:"20" doc:"One for each allegation"`
	Measures    []ComplaintMeasure    `json:"measures,omitempty" maxItems:"20"`
	NoTie       bool                  `json:"no_tie,omitempty" doc:"With sign: declares no tie to the facility or the people"`
	Contacted   *bool                 `json:"contacted,omitempty" doc:"Answers of a call-back"`
	Solved      *bool                 `json:"solved,omitempty"`
	Satisfied   *bool                 `json:"satisfied,omitempty"`
	Rating      int                   `json:"rating,omitempty" minimum:"0" maximum:"5"`
}

// CaseAllegationInput is one thing alleged, as the desk reads it.
type CaseAllegationInput struct {
	N        int    `json:"n" minimum:"1" maximum:"20"`
	Category string `json:"category" enum:"FEE_REFUND,PREPAY_CLOSURE,UNFILED,ABUSE,INJURY,FOOD,HYGIENE_DISEASE,FIRE_BUILDING,OVER_CAPACITY,STAFF_QUAL,FALSE_INFO,CONTRACT,PRIVACY,BOOKING,OTHER"`
}

// CaseFindingInput is what was found of one allegation.
type CaseFindingInput struct {
	Allegation int    `json:"allegation" minimum:"1" maximum:"20"`
	Result     string `json:"result" enum:"substantiated,partly,not,undeterminable,answered"`
}

// caseActInput does something with a case.
type caseActInput struct {
	KeyHeader
	CasePath
	Body CaseAct
}

// Difference is one field that somebody else has changed meanwhile.
type Difference struct {
	Field string `json:"field"`
	Yours string `json:"yours" doc:"As you saw it"`
	Now   string `json:"now"`
	By    string `json:"by,omitempty" doc:"Name of the officer who changed it"`
	At    string `json:"at,omitempty" format:"date-time"`
}

// previewInput is a summary before it is released.
type previewInput struct {
	CasePath
	Body struct {
		Summary string `json:"summary" minLength:"1" maxLength:"4000"`
	}
}

// CasePreview is what the facility would be shown, and what in it may tell who complained.
type CasePreview struct {
	FacilitySees FacilityComplaint `json:"facility_sees"`
	Warnings     []CaseWarning     `json:"warnings" nullable:"false"`
}

// CaseWarning is something in a summary that may tell who complained.
type CaseWarning struct {
	Code string `json:"code" doc:"small_facility, contains_name, contains_phone, contains_child, date_exact, …"`
	Text string `json:"text" doc:"In the language asked for"`
}

// identityInput opens an identity.
type identityInput struct {
	CasePath
	Body struct {
		Purpose string `json:"purpose" enum:"contact,verify,police,mediation,refund,court"`
		Reason  string `json:"reason" minLength:"5" maxLength:"300" doc:"Logged, and reviewed every week"`
	}
}

// originalInput asks for a photo as it came.
type originalInput struct {
	EvidencePath
	Body struct {
		Purpose string `json:"purpose" enum:"contact,verify,police,mediation,refund,court"`
		Reason  string `json:"reason" minLength:"5" maxLength:"300" doc:"Logged, and reviewed every week"`
	}
}

// Identity is who complained. Every look at it is logged and reviewed.
type Identity struct {
	Opening   string `json:"opening_id"`
	Anonymous bool   `json:"anonymous"`
	Name      string `json:"name,omitempty"`
	Phone     string `json:"phone,omitempty"`
	Account   bool   `json:"account" doc:"true: made while signed in; a message on the case reaches them"`
	Child     string `json:"child,omitempty" doc:"Name of the child concerned"`
}

// mergeInput merges cases of one matter.
type mergeInput struct {
	KeyHeader
	Body struct {
		Lead  string   `json:"lead" minLength:"1" maxLength:"64" doc:"The case the others are handled along with"`
		Cases []string `json:"cases" minItems:"1" maxItems:"500"`
	}
}

// importLimit is the largest file of work orders.
const importLimit = 16 << 20

// importInput is a file of work orders.
type importInput struct {
	RawBody []byte `contentType:"text/csv"`
}

// ImportDone says what became of the rows of a file.
type ImportDone struct {
	Rows     int             `json:"rows"`
	Created  int             `json:"created"`
	Repeated int             `json:"repeated" doc:"Known already; nothing was changed"`
	Refused  []ImportRefused `json:"refused" nullable:"false"`
}

// ImportRefused is a row that was not taken, and why.
type ImportRefused struct {
	Row    int    `json:"row" doc:"2 is the first below the heading"`
	Column string `json:"column,omitempty"`
	Code   string `json:"code,omitempty"`
	Why    string `json:"why"`
}

// ratesInput asks for the three rates.
type ratesInput struct {
	From string `query:"from" format:"date" maxLength:"10" required:"true"`
	To   string `query:"to" format:"date" maxLength:"10" required:"true" doc:"The last day"`
	By   string `query:"by" enum:"unit,area,class" default:"unit"`
}

// RateList is the three rates.
type RateList struct {
	From  string    `json:"from" format:"date"`
	To    string    `json:"to" format:"date"`
	By    string    `json:"by"`
	Rates []RateRow `json:"rates" nullable:"false"`
}

// RateRow is the three rates of one thing. Those of fewer than five cases are not shown.
type RateRow struct {
	Key       string   `json:"key"`
	Name      string   `json:"name,omitempty"`
	Cases     int      `json:"cases"`
	Responded *float64 `json:"responded,omitempty" doc:"响应率"`
	Solved    *float64 `json:"solved,omitempty" doc:"解决率"`
	Satisfied *float64 `json:"satisfied,omitempty" doc:"满意率"`
	Score     *float64 `json:"score,omitempty" doc:"The three, weighed by the rules in force"`
	Excluded  int      `json:"excluded"`
}

// DutyRoster is who is called at which hour.
type DutyRoster struct {
	Units    []DutyUnit   `json:"units" nullable:"false"`
	Officers []OfficerRef `json:"officers" nullable:"false" doc:"Who may be given a post or hours"`
}

// DutyUnit is one unit with its officers and their hours.
type DutyUnit struct {
	Unit   UnitRef     `json:"unit"`
	Posts  []DutyPost  `json:"posts" nullable:"false"`
	Shifts []DutyShift `json:"shifts" nullable:"false"`
}

// DutyPost is what one officer does at a unit.
type DutyPost struct {
	Account string   `json:"account" minLength:"1" maxLength:"64"`
	Name    string   `json:"name,omitempty" maxLength:"40" readOnly:"true"`
	Duties  []string `json:"duties" nullable:"false" maxItems:"4" enum:"intake,handler,supervisor,callback"`
}

// DutyShift is one officer's time on duty.
type DutyShift struct {
	Account string `json:"account" minLength:"1" maxLength:"64"`
	Name    string `json:"name,omitempty" maxLength:"40" readOnly:"true"`
	Starts  string `json:"starts" format:"date-time" maxLength:"40"`
	Ends    string `json:"ends" format:"date-time" maxLength:"40"`
	Rank    int    `json:"rank" minimum:"0" maximum:"9" doc:"The lowest is called first"`
}

// setDutyInput replaces the posts and shifts of one unit.
type setDutyInput struct {
	Body struct {
		Unit   string      `json:"unit" minLength:"1" maxLength:"64"`
		Posts  []DutyPost  `json:"posts" nullable:"false" maxItems:"100"`
		Shifts []DutyShift `json:"shifts" nullable:"false" maxItems:"400"`
	}
}

// pagePath names a call to an officer.
type pagePath struct {
	ID string `path:"id" maxLength:"64" doc:"Id of the call"`
}

// IdentityOpeningList is every look at an identity that waits for its weekly review.
type IdentityOpeningList struct {
	Openings []IdentityOpening `json:"openings" nullable:"false"`
}

// IdentityOpening is one look at an identity.
type IdentityOpening struct {
	ID         string      `json:"id"`
	Case       string      `json:"case_id"`
	ReceiptNo  string      `json:"receipt_no"`
	At         string      `json:"at" format:"date-time"`
	Officer    OfficerRef  `json:"officer"`
	Purpose    string      `json:"purpose" enum:"contact,verify,police,mediation,refund,court,preview"`
	Reason     string      `json:"reason"`
	Shown      []string    `json:"shown" nullable:"false" enum:"account,name,phone,child,original" doc:"What there was to see; original: a photo as it came"`
	ReviewBy   string      `json:"review_by" format:"date-time"`
	Overdue    bool        `json:"overdue"`
	Verdict    string      `json:"verdict,omitempty" enum:"proper,improper"`
	Note       string      `json:"note,omitempty"`
	Reviewer   *OfficerRef `json:"reviewer,omitempty"`
	ReviewedAt string      `json:"reviewed_at,omitempty" format:"date-time"`
	Mine       bool        `json:"mine" doc:"true: your own, which somebody else reviews"`
}

// openingReviewInput is the review of a look at an identity.
type openingReviewInput struct {
	ID   string `path:"id" maxLength:"64" doc:"Id of the look"`
	Body struct {
		Verdict string `json:"verdict" enum:"proper,improper"`
		Note    string `json:"note,omitempty" maxLength:"300"`
	}
}

// WatchList is the held changes that wait for the bureau.
type WatchList struct {
	Watches []Watch `json:"watches" nullable:"false"`
}

// Watch is a change of a facility that is held, because it may answer a complaint. It says nothing of the complaint.
type Watch struct {
	ID          string      `json:"id"`
	Kind        string      `json:"kind" enum:"reject,revoke,end" doc:"What the facility wants to do; end: is over already, and can only be looked into"`
	Facility    FacilityRef `json:"facility"`
	Application string      `json:"application_id"`
	Reason      *Reason     `json:"reason,omitempty" doc:"What the facility gives as its reason"`
	HeldAt      string      `json:"held_at" format:"date-time"`
	Due         string      `json:"due" format:"date-time" doc:"The bureau decides by then"`
	Overdue     bool        `json:"overdue"`
	Decision    string      `json:"decision,omitempty" enum:"let_go,keep,over"`
	DecidedBy   *OfficerRef `json:"decided_by,omitempty"`
	DecidedAt   string      `json:"decided_at,omitempty" format:"date-time"`
}

// watchActInput decides on a held change.
type watchActInput struct {
	ID   string `path:"id" maxLength:"64" doc:"Id of the held change"`
	Body struct {
		Action string `json:"action" enum:"let_go,keep" doc:"let_go: what the facility asked for goes on as it always does; keep: the bureau objects"`
		Reason string `json:"reason" minLength:"1" maxLength:"300" doc:"In words, for whoever looks at it later"`
	}
}

// FacilityComplaintList is what a facility has been shown.
type FacilityComplaintList struct {
	Complaints []FacilityComplaint `json:"complaints" nullable:"false"`
}

// FacilityComplaint is what a facility is shown of a complaint: what the desk released, and nothing else.
type FacilityComplaint struct {
	ID         string             `json:"id"`
	Category   string             `json:"category"`
	Summary    string             `json:"summary"`
	ReleasedAt string             `json:"released_at,omitempty" format:"date-time"`
	Office     Office             `json:"office"`
	Due        string             `json:"due,omitempty" format:"date-time" doc:"Answer by then"`
	CanAnswer  bool               `json:"can_answer"`
	Answer     *FacilityAnswer    `json:"answer,omitempty"`
	Findings   []ComplaintFinding `json:"findings" nullable:"false" doc:"Once replied"`
	Measures   []ComplaintMeasure `json:"measures" nullable:"false"`
	Version    int64              `json:"version"`
}

// releaseAnswerInput is the answer of a facility.
type releaseAnswerInput struct {
	ComplaintPath
	Body struct {
		Text    string `json:"text" minLength:"1" maxLength:"2000"`
		Version int64  `json:"version" minimum:"1"`
	}
}
