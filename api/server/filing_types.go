package server

// FilingForm is the 备案书. It may be half empty while it is a draft.
type FilingForm struct {
	Name         string   `json:"name,omitempty" maxLength:"200"`
	CreditCode   string   `json:"credit_code,omitempty" maxLength:"40" doc:"统一社会信用代码"`
	Route        string   `json:"route,omitempty" enum:"institution,service,company" doc:"Where it is registered: 编办, 民政, 市场监管"`
	Registrar    string   `json:"registrar,omitempty" maxLength:"200"`
	RegisteredOn string   `json:"registered_on,omitempty" format:"date" maxLength:"10"`
	Scope        string   `json:"scope,omitempty" maxLength:"1000"`
	LegalName    string   `json:"legal_name,omitempty" maxLength:"200"`
	LegalID      string   `json:"legal_id,omitempty" maxLength:"18"`
	Kind         string   `json:"kind,omitempty" enum:"independent,community,kindergarten,employer,home,service_centre"`
	Nature       string   `json:"nature,omitempty" enum:"public,private,public_private"`
	Inclusive    bool     `json:"inclusive,omitempty"`
	OpenToPublic bool     `json:"open_to_public,omitempty"`
	Modes        []string `json:"modes,omitempty" enum:"full_day,half_day,hourly,drop_in" maxItems:"4"`

	AreaCode    string `json:"area_code,omitempty" maxLength:"12"`
	AreaName    string `json:"area_name,omitempty" maxLength:"200"`
	Address     string `json:"address,omitempty" maxLength:"200"`
	Site        string `json:"site,omitempty" enum:"own,lease,other"`
	LeaseFrom   string `json:"lease_from,omitempty" format:"date" maxLength:"10"`
	LeaseUntil  string `json:"lease_until,omitempty" format:"date" maxLength:"10"`
	FloorLow    int    `json:"floor_low,omitempty" minimum:"-9" maximum:"200"`
	FloorHigh   int    `json:"floor_high,omitempty" minimum:"-9" maximum:"200"`
	BuiltYear   int    `json:"built_year,omitempty" minimum:"0" maximum:"100000"`
	FloorArea   int    `json:"floor_area,omitempty" minimum:"0" maximum:"100000"`
	UsableArea  int    `json:"usable_area,omitempty" minimum:"0" maximum:"100000"`
	OutdoorArea int    `json:"outdoor_area,omitempty" minimum:"0" maximum:"100000"`

	Classes []FilingClass `json:"classes,omitempty" maxItems:"60"`
	Meals   string        `json:"meals,omitempty" enum:"none,own,delivered"`

	HeadName      string      `json:"head_name,omitempty" maxLength:"200"`
	HeadPhone     string      `json:"head_phone,omitempty" maxLength:"40"`
	HeadDegree    bool        `json:"head_degree,omitempty"`
	HeadYears     int         `json:"head_years,omitempty" minimum:"0" maximum:"100000"`
	HeadTraining  int         `json:"head_training,omitempty" minimum:"0" maximum:"100000"`
	Staff         FilingStaff `json:"staff,omitzero"`
	HealthTrained bool        `json:"health_trained,omitempty"`
	ExclusionOn   string      `json:"exclusion_on,omitempty" format:"date" maxLength:"10"`
	CheckupsOn    string      `json:"checkups_on,omitempty" format:"date" maxLength:"10"`
	HygienePassed bool        `json:"hygiene_passed,omitempty"`
	Cameras       bool        `json:"cameras,omitempty"`
	VideoDays     int         `json:"video_days,omitempty" minimum:"0" maximum:"100000"`
	Insured       bool        `json:"insured,omitempty"`

	EndsOn    string `json:"ends_on,omitempty" format:"date" maxLength:"10"`
	EndReason string `json:"end_reason,omitempty" enum:"end_closing,end_moving,end_merging,end_other"`
}

// FilingClass is one class as it is filed.
type FilingClass struct {
	ID     string `json:"id,omitempty" maxLength:"80"`
	Name   string `json:"name,omitempty" maxLength:"40"`
	Band   string `json:"band,omitempty" enum:"infant,toddler,senior,mixed"`
	Mode   string `json:"mode,omitempty" enum:"full_day,half_day,hourly,drop_in"`
	Places int    `json:"places,omitempty" minimum:"0" maximum:"1000"`
	Carers int    `json:"carers,omitempty" minimum:"0" maximum:"1000"`
}

// FilingStaff are people by post.
type FilingStaff struct {
	Carers    int `json:"carers,omitempty" minimum:"0" maximum:"1000"`
	Certified int `json:"certified,omitempty" minimum:"0" maximum:"1000"`
	Health    int `json:"health,omitempty" minimum:"0" maximum:"1000"`
	Security  int `json:"security,omitempty" minimum:"0" maximum:"1000"`
	Kitchen   int `json:"kitchen,omitempty" minimum:"0" maximum:"1000"`
	Other     int `json:"other,omitempty" minimum:"0" maximum:"1000"`
}

// FilingFinding is something a check found.
type FilingFinding struct {
	Code       string `json:"code"`
	Severity   string `json:"severity" enum:"missing,against,note" doc:"missing: nothing can be submitted; against a standard: may be submitted knowingly; note: looks odd"`
	Field      string `json:"field,omitempty"`
	Item       string `json:"item,omitempty"`
	Have       string `json:"have,omitempty"`
	Want       string `json:"want,omitempty"`
	Basis      string `json:"basis,omitempty" doc:"The rule it rests on"`
	Confidence string `json:"confidence,omitempty" enum:"S,S2,C,I,M"`
}

// FilingClock is a term of the office.
type FilingClock struct {
	Kind        string `json:"kind" enum:"filing_receipt,filing_notice"`
	Started     string `json:"started" format:"date-time"`
	Due         string `json:"due" format:"date-time"`
	Days        int    `json:"days" doc:"Working days"`
	Share       int    `json:"share" doc:"Percent of the time that is over"`
	Running     bool   `json:"running"`
	Met         bool   `json:"met,omitempty"`
	Overdue     bool   `json:"overdue,omitempty"`
	Provisional bool   `json:"provisional,omitempty" doc:"Counts through a year whose calendar is not published; can only move later"`
}

// FilingReason is why a filing does not conform. It is published.
type FilingReason struct {
	Code  string `json:"code" maxLength:"60"`
	Item  string `json:"item,omitempty" maxLength:"60"`
	Words string `json:"words,omitempty" maxLength:"200" doc:"Public: name no person"`
}

// FilingMaterial is a paper.
type FilingMaterial struct {
	ID         string `json:"id"`
	Kind       string `json:"kind"`
	Type       string `json:"type" enum:"image/jpeg,application/pdf"`
	Bytes      int64  `json:"bytes"`
	IssuedOn   string `json:"issued_on,omitempty" format:"date"`
	ValidUntil string `json:"valid_until,omitempty" format:"date"`
	Carried    bool   `json:"carried,omitempty" doc:"From the filing before"`
	AddedAt    string `json:"added_at" format:"date-time"`
}

// FilingNeed is a paper that is asked for.
type FilingNeed struct {
	Kind  string `json:"kind"`
	Local bool   `json:"local,omitempty" doc:"The region asks for it, not the national rule"`
}

// FilingItem is something to verify, and what was found.
type FilingItem struct {
	Item   string `json:"item"`
	Result string `json:"result,omitempty" enum:"ok,bad"`
	Reason string `json:"reason,omitempty"`
	Note   string `json:"note,omitempty"`
	By     string `json:"by,omitempty" doc:"Name of the officer"`
	At     string `json:"at,omitempty" format:"date-time"`
}

// FilingStep is a line of the timeline.
type FilingStep struct {
	Action  string         `json:"action"`
	State   string         `json:"state"`
	Side    string         `json:"side" enum:"facility,bureau,system"`
	Name    string         `json:"name,omitempty" doc:"Of the officer, for the bureau"`
	At      string         `json:"at" format:"date-time"`
	Reasons []FilingReason `json:"reasons,omitempty"`
}

// FilingBrief is one filing in a list.
type FilingBrief struct {
	ID           string        `json:"id"`
	Kind         string        `json:"kind" enum:"filing,change,cancellation"`
	Basis        string        `json:"basis" enum:"filing,licence"`
	State        string        `json:"state" enum:"draft,submitted,received,verifying,nonconforming,done,withdrawn"`
	Round        int           `json:"round"`
	Version      int64         `json:"version"`
	FacilityID   string        `json:"facility_id"`
	FacilityName string        `json:"facility_name"`
	FacilityKind string        `json:"facility_kind,omitempty"`
	CreditCode   string        `json:"credit_code,omitempty"`
	AreaCode     string        `json:"area_code"`
	Officer      string        `json:"officer,omitempty" doc:"Name of the officer, for the bureau"`
	Clocks       []FilingClock `json:"clocks" nullable:"false"`
	ReceiptNo    string        `json:"receipt_no,omitempty"`
	TitleNo      string        `json:"title_no,omitempty"`
	CreatedAt    string        `json:"created_at,omitempty" format:"date-time"`
	SubmittedAt  string        `json:"submitted_at,omitempty" format:"date-time"`
	ReceivedAt   string        `json:"received_at,omitempty" format:"date-time"`
	DecidedAt    string        `json:"decided_at,omitempty" format:"date-time"`
	UpdatedAt    string        `json:"updated_at,omitempty" format:"date-time"`
}

// Dossier is a filing with everything in it.
type Dossier struct {
	FilingBrief
	Form      FilingForm       `json:"form"`
	Filed     *FilingForm      `json:"filed,omitempty" doc:"Of a change: what is filed now"`
	Changed   []string         `json:"changed,omitempty" doc:"Of a change: the fields that differ"`
	Findings  []FilingFinding  `json:"findings" nullable:"false"`
	Needs     []FilingNeed     `json:"needs" nullable:"false"`
	Materials []FilingMaterial `json:"materials" nullable:"false"`
	Items     []FilingItem     `json:"items" nullable:"false" doc:"For the bureau"`
	Steps     []FilingStep     `json:"steps" nullable:"false"`
	Actions   []string         `json:"actions" nullable:"false"`
	Reasons   []FilingReason   `json:"reasons,omitempty"`
	Authority string           `json:"authority"`
}

// FilingTitle is a filing or a licence a facility was given.
type FilingTitle struct {
	Basis     string `json:"basis" enum:"filing,licence"`
	No        string `json:"no,omitempty"`
	Authority string `json:"authority,omitempty"`
	GrantedOn string `json:"granted_on,omitempty" format:"date"`
	EndedOn   string `json:"ended_on,omitempty" format:"date"`
}

// FilingDesk is where a facility stands.
type FilingDesk struct {
	FacilityID   string            `json:"facility_id"`
	FacilityName string            `json:"facility_name"`
	Status       string            `json:"status"`
	Authority    string            `json:"authority"`
	Titles       []FilingTitle     `json:"titles" nullable:"false" doc:"备案 and 许可 side by side"`
	Filings      []FilingBrief     `json:"filings" nullable:"false"`
	MayBegin     []FilingBeginning `json:"may_begin" nullable:"false"`
}

// FilingBeginning is a matter a facility may bring.
type FilingBeginning struct {
	Kind  string `json:"kind" enum:"filing,change,cancellation"`
	Basis string `json:"basis" enum:"filing,licence"`
}

// FilingList is the desk of the bureau.
type FilingList struct {
	Filings []FilingBrief  `json:"filings" nullable:"false"`
	Counts  map[string]int `json:"counts"`
	Total   int            `json:"total" doc:"Of all pages"`
	Next    string         `json:"next,omitempty" doc:"Cursor of the next page"`
	Reasons []string       `json:"reasons" nullable:"false" doc:"What may be found not to conform"`
}

// FilingNotice is what was found not to conform, as it is published.
type FilingNotice struct {
	FacilityID string         `json:"facility_id"`
	Name       string         `json:"name"`
	AreaCode   string         `json:"area_code"`
	AreaName   string         `json:"area_name,omitempty"`
	Address    string         `json:"address,omitempty"`
	Kind       string         `json:"kind" enum:"filing,change,cancellation"`
	Reasons    []FilingReason `json:"reasons" nullable:"false"`
	On         string         `json:"on" format:"date"`
}

// FilingNotices are those published.
type FilingNotices struct {
	Notices []FilingNotice `json:"notices" nullable:"false"`
}

// TermClass is one class of a report.
type TermClass struct {
	Name     string `json:"name,omitempty" maxLength:"40"`
	Band     string `json:"band" enum:"infant,toddler,senior,mixed"`
	Places   int    `json:"places" minimum:"0" maximum:"1000"`
	Children int    `json:"children" minimum:"0" maximum:"1000"`
	Carers   int    `json:"carers" minimum:"0" maximum:"1000"`
}

// TermReport is a report of a term; version 0: none came.
type TermReport struct {
	FacilityID   string          `json:"facility_id"`
	FacilityName string          `json:"facility_name,omitempty"`
	AreaName     string          `json:"area_name,omitempty"`
	Term         string          `json:"term"`
	Classes      []TermClass     `json:"classes" nullable:"false"`
	Due          string          `json:"due" format:"date"`
	ReportedOn   string          `json:"reported_on,omitempty" format:"date"`
	Late         bool            `json:"late,omitempty"`
	Acknowledged string          `json:"acknowledged,omitempty" format:"date-time"`
	Findings     []FilingFinding `json:"findings" nullable:"false"`
	Version      int64           `json:"version"`
}

// TermReports are a facility's reports.
type TermReports struct {
	Now      string       `json:"now"`
	Due      string       `json:"due" format:"date"`
	Expected bool         `json:"expected" doc:"Kindergartens report each term"`
	Reports  []TermReport `json:"reports" nullable:"false"`
}

// TermReportList is who is to report a term.
type TermReportList struct {
	Term    string       `json:"term"`
	Reports []TermReport `json:"reports" nullable:"false"`
}

// Registrant is a body in a registrar's list, seen from the register of facilities.
type Registrant struct {
	ID           string              `json:"id"`
	Source       string              `json:"source"`
	CreditCode   string              `json:"credit_code"`
	Name         string              `json:"name"`
	Route        string              `json:"route,omitempty" enum:"institution,service,company"`
	Registrar    string              `json:"registrar,omitempty"`
	AreaCode     string              `json:"area_code"`
	AreaName     string              `json:"area_name,omitempty"`
	Address      string              `json:"address,omitempty"`
	Scope        string              `json:"scope,omitempty"`
	RegisteredOn string              `json:"registered_on,omitempty" format:"date"`
	Ended        bool                `json:"ended,omitempty"`
	State        string              `json:"state" enum:"unfiled,invited,filing,filed,unrelated,ended"`
	Mark         string              `json:"mark,omitempty" enum:"invited,unrelated,linked"`
	Note         string              `json:"note,omitempty"`
	Conflicts    []string            `json:"conflicts" nullable:"false"`
	Facility     *RegistrantFacility `json:"facility,omitempty"`
	Version      int64               `json:"version"`
	Invitation   *StaffInvitation    `json:"invitation,omitempty" doc:"With the answer to an invitation that made an account"`
}

// RegistrantFacility is the facility a registrant is.
type RegistrantFacility struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	CreditCode string `json:"credit_code,omitempty"`
	Status     string `json:"status,omitempty"`
	AreaCode   string `json:"area_code,omitempty"`
	Address    string `json:"address,omitempty"`
}

// RegistrantList is who is registered.
type RegistrantList struct {
	Registrants []Registrant         `json:"registrants" nullable:"false"`
	Counts      map[string]int       `json:"counts"`
	Unlisted    []RegistrantFacility `json:"unlisted" nullable:"false" doc:"Filed, and in no list where there are lists"`
}

// RegistrantImport is what an import did, or would do.
type RegistrantImport struct {
	Rows      int                 `json:"rows"`
	Created   int                 `json:"created"`
	Updated   int                 `json:"updated"`
	Unchanged int                 `json:"unchanged"`
	Ended     int                 `json:"ended"`
	Outside   int                 `json:"outside" doc:"Of other areas, left out"`
	Conflicts int                 `json:"conflicts"`
	Unfiled   int                 `json:"unfiled"`
	Bad       []RegistrantRefused `json:"bad" nullable:"false" doc:"With any, nothing was changed"`
	Ignored   []string            `json:"ignored" nullable:"false" doc:"Columns nobody knows"`
	Try       bool                `json:"try,omitempty"`
}

// RegistrantRefused is a row that cannot be taken.
type RegistrantRefused struct {
	Line   int    `json:"line"`
	Column string `json:"column,omitempty"`
	Value  string `json:"value,omitempty"`
	Why    string `json:"why"`
}

// FilingPath names a filing.
type FilingPath struct {
	ID string `path:"id" maxLength:"64"`
}

// FilingPaperPath names a paper of a filing.
type FilingPaperPath struct {
	FilingPath
	Paper string `path:"paper" maxLength:"64"`
}

type beginFilingInput struct {
	Body FilingBeginning
}

type saveFilingInput struct {
	FilingPath
	Body struct {
		Version int64      `json:"version" minimum:"1"`
		Form    FilingForm `json:"form"`
	}
}

type addPaperInput struct {
	FilingPath
	Body struct {
		Kind       string      `json:"kind" maxLength:"40"`
		Upload     UploadedRef `json:"upload"`
		IssuedOn   string      `json:"issued_on,omitempty" format:"date" maxLength:"10"`
		ValidUntil string      `json:"valid_until,omitempty" format:"date" maxLength:"10"`
	}
}

type datePaperInput struct {
	FilingPaperPath
	Body struct {
		IssuedOn   string `json:"issued_on,omitempty" format:"date" maxLength:"10"`
		ValidUntil string `json:"valid_until,omitempty" format:"date" maxLength:"10"`
	}
}

type actOwnFilingInput struct {
	FilingPath
	Body struct {
		Action   string `json:"action" enum:"submit,withdraw"`
		Version  int64  `json:"version" minimum:"1"`
		Promised bool   `json:"promised,omitempty" doc:"With submit: the 备案承诺书 is signed"`
		Knowing  bool   `json:"knowing,omitempty" doc:"With submit: as it is, although some things will hardly conform"`
	}
}

type actFilingInput struct {
	FilingPath
	Body struct {
		Action  string         `json:"action" enum:"receive,verify,grant,refuse"`
		Version int64          `json:"version" minimum:"1"`
		Reasons []FilingReason `json:"reasons,omitempty" maxItems:"20" doc:"With refuse; they are published"`
		TitleNo string         `json:"title_no,omitempty" maxLength:"60" doc:"With grant, where the authority gives a number"`
	}
}

type checkFilingInput struct {
	FilingPath
	Body struct {
		Version int64 `json:"version" minimum:"1"`
		Items   []struct {
			Item   string `json:"item" maxLength:"60"`
			Result string `json:"result,omitempty" enum:"ok,bad" doc:"Absent: what was found is taken back"`
			Reason string `json:"reason,omitempty" maxLength:"60"`
			Note   string `json:"note,omitempty" maxLength:"200"`
		} `json:"items" minItems:"1" maxItems:"60"`
	}
}

type filingsInput struct {
	State  string `query:"state" enum:"open,submitted,received,verifying,nonconforming,done,withdrawn" doc:"open: those an office has; absent: all"`
	Cursor string `query:"cursor" maxLength:"200" doc:"next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
}

type noticesInput struct {
	Area string `query:"area" maxLength:"12" pattern:"^[0-9]*$" patternDescription:"an area code"`
}

type reportTermInput struct {
	Term string `path:"term" maxLength:"11"`
	Body struct {
		Version int64       `json:"version,omitempty" minimum:"0" doc:"Of the report it replaces; 0: none"`
		Classes []TermClass `json:"classes" minItems:"1" maxItems:"60"`
	}
}

type termsInput struct {
	Term string `query:"term" maxLength:"11" doc:"2026-autumn; absent: this one"`
}

type acknowledgeInput struct {
	ID   string `path:"id" maxLength:"64"`
	Term string `path:"term" maxLength:"11"`
	Body struct {
		Version int64 `json:"version" minimum:"1"`
	}
}

type registrantsInput struct {
	State string `query:"state" enum:"unfiled,invited,filing,filed,unrelated,ended,conflict"`
}

type importRegistrantsInput struct {
	Source  string `query:"source" required:"true" maxLength:"160" doc:"The name of the list"`
	Try     bool   `query:"try" doc:"Say what would happen, change nothing"`
	RawBody []byte `contentType:"application/octet-stream" doc:"CSV or XLSX"`
}

type markRegistrantInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Action     string `json:"action" enum:"invite,unrelated,link,clear"`
		Version    int64  `json:"version" minimum:"1"`
		Note       string `json:"note,omitempty" maxLength:"200"`
		FacilityID string `json:"facility_id,omitempty" maxLength:"64" doc:"With link: the facility it is"`
		Username   string `json:"username,omitempty" maxLength:"32" pattern:"^([A-Za-z0-9][A-Za-z0-9._-]*)?$" patternDescription:"letters, digits, dot, hyphen and _" doc:"With invite: makes the account of whoever is to file"`
		Name       string `json:"name,omitempty" maxLength:"160" doc:"With username: of that person"`
		Phone      string `json:"phone,omitempty" maxLength:"20" doc:"With username: a mobile, for texts"`
	}
}
