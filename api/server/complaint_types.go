package server

import "tuoyuquan/api/care"

// ComplaintForm is what somebody needs to know before the first field of a complaint.
type ComplaintForm struct {
	Categories []ComplaintCategory `json:"categories" nullable:"false"`
	Emergency  EmergencyCall       `json:"emergency"`
	WhoSees    []WhoSees           `json:"who_sees" nullable:"false" doc:"Who will see what of it"`
	Limits     ComplaintLimits     `json:"limits"`
}

// ComplaintCategory is something that can be complained about.
type ComplaintCategory struct {
	Code        string `json:"code" enum:"FEE_REFUND,PREPAY_CLOSURE,UNFILED,ABUSE,INJURY,FOOD,HYGIENE_DISEASE,FIRE_BUILDING,OVER_CAPACITY,STAFF_QUAL,FALSE_INFO,CONTRACT,PRIVACY,BOOKING,OTHER"`
	Class       string `json:"class" enum:"A,B,C,D" doc:"Proposed: A danger to a child, B safety, C service or fees, D enquiry; the desk decides"`
	AnonymousOK bool   `json:"anonymous_ok" doc:"false: mediation and refunds need to know who asks"`
	Public      bool   `json:"public" doc:"true: of public interest; that it is being looked at may be shown, never its text"`
	Joinable    bool   `json:"joinable" doc:"true: similar open ones are shown, to join"`
	Advice      string `json:"advice,omitempty" doc:"A code: call_110, keep_receipts, …"`
}

// EmergencyCall is whom to call first.
type EmergencyCall struct {
	Call string   `json:"call" doc:"Police"`
	Also []string `json:"also" nullable:"false" doc:"Ambulance"`
}

// WhoSees says what one sort of person sees of a complaint.
type WhoSees struct {
	Who  string   `json:"who" enum:"you,desk,facility,public"`
	Sees []string `json:"sees" nullable:"false" enum:"text,photos,name,phone,messages,category,summary,progress,reply,count" doc:"What they see"`
	Log  bool     `json:"log,omitempty" doc:"true: name and telephone only with a reason, and every look is logged"`
}

// ComplaintLimits are the sizes of a complaint.
type ComplaintLimits struct {
	TextMin   int   `json:"text_min" doc:"Characters"`
	Text      int   `json:"text" doc:"Characters"`
	Files     int   `json:"files" doc:"Photos and other files"`
	FileBytes int64 `json:"file_bytes" doc:"Of one file"`
	Chunk     int   `json:"chunk" doc:"Bytes of one part of an upload"`
}

// SimilarInput asks for open complaints like the one somebody is about to make.
type SimilarInput struct {
	Facility string `query:"facility_id" maxLength:"64"`
	Near     string `query:"near" maxLength:"60" doc:"longitude,latitude of a place that is no known facility"`
	Category string `query:"category" required:"true" enum:"FEE_REFUND,PREPAY_CLOSURE,UNFILED,ABUSE,INJURY,FOOD,HYGIENE_DISEASE,FIRE_BUILDING,OVER_CAPACITY,STAFF_QUAL,FALSE_INFO,CONTRACT,PRIVACY,BOOKING,OTHER"`
	CoordsParams
}

// SimilarList is the open complaints of public interest that can be joined.
type SimilarList struct {
	Similar []Similar `json:"similar" nullable:"false"`
}

// Similar is an open complaint that can be joined. Nothing in it tells who made it.
type Similar struct {
	Ref       string `json:"ref" doc:"To be sent as join"`
	Category  string `json:"category"`
	Facility  string `json:"facility,omitempty" doc:"Name of the facility"`
	SinceWeek string `json:"since_week" format:"date" doc:"Monday of the week it came in"`
	Step      string `json:"step" enum:"received,needs_info,accepted,assigned,return_requested,in_progress,transferred,suspended,reply_review,replied,follow_up,reopened" doc:"How far it is"`
}

// ComplaintInput is a complaint.
type ComplaintInput struct {
	Facility      string          `json:"facility_id,omitempty" maxLength:"64" doc:"Or place, when it is no known facility"`
	Place         *ComplaintPlace `json:"place,omitempty"`
	Category      string          `json:"category" enum:"FEE_REFUND,PREPAY_CLOSURE,UNFILED,ABUSE,INJURY,FOOD,HYGIENE_DISEASE,FIRE_BUILDING,OVER_CAPACITY,STAFF_QUAL,FALSE_INFO,CONTRACT,PRIVACY,BOOKING,OTHER"`
	DangerNow     bool            `json:"danger_now" doc:"true: a child is in danger at this moment; an officer is called at once"`
	HappenedOn    string          `json:"happened_on,omitempty" format:"date" maxLength:"10"`
	Text          string          `json:"text" minLength:"10" maxLength:"2000"`
	Wants         string          `json:"wants,omitempty" maxLength:"300" doc:"What you want to come of it"`
	Anonymous     bool            `json:"anonymous" doc:"true: nobody is told who you are, not even the desk; the tracking code is the only way back"`
	Name          string          `json:"name,omitempty" maxLength:"40"`
	Phone         string          `json:"phone,omitempty" maxLength:"20"`
	Contact       string          `json:"contact" enum:"app,phone,none" doc:"How the desk may ask back"`
	KeepOriginals bool            `json:"keep_originals" doc:"true: the photos as they were taken are kept sealed, as evidence; false: only cleaned copies without time and place"`
	Uploads       []UploadedRef   `json:"uploads,omitempty" maxItems:"9"`
	Join          string          `json:"join,omitempty" maxLength:"64" doc:"ref of a similar one: yours is handled along with it"`
	Child         care.ChildID    `json:"child_id,omitempty" maxLength:"64" doc:"Your child who is concerned, if any; kept in the vault"`
}

// ComplaintPlace is where something is that is no known facility.
type ComplaintPlace struct {
	Name string  `json:"name" minLength:"1" maxLength:"80"`
	Lon  float64 `json:"lon" minimum:"-180" maximum:"180" doc:"WGS-84"`
	Lat  float64 `json:"lat" minimum:"-85" maximum:"85" doc:"WGS-84"`
}

// UploadedRef names a finished upload, and proves that it is yours.
type UploadedRef struct {
	ID    string `json:"id" minLength:"1" maxLength:"64"`
	Token string `json:"token" minLength:"1" maxLength:"80"`
}

// submitInput is a complaint with the id of its draft.
type submitInput struct {
	Key  string `header:"Idempotency-Key" required:"true" minLength:"16" maxLength:"80" doc:"Id of the draft, made on the device: a draft sent twice is one complaint, with one receipt"`
	Body ComplaintInput
}

// Receipt proves that a complaint has been taken in. The tracking code is told here and nowhere else.
type Receipt struct {
	ID           string          `json:"id"`
	ReceiptNo    string          `json:"receipt_no"`
	TrackingCode string          `json:"tracking_code" doc:"To be kept: with it anybody can follow the complaint, without it nobody who is not signed in"`
	Office       Office          `json:"office"`
	Clock        *ComplaintClock `json:"clock,omitempty" doc:"Until when the desk says whether it takes the complaint on"`
	Emergency    *EmergencyCall  `json:"emergency,omitempty" doc:"Present: call first"`
}

// Office is who handles a complaint.
type Office struct {
	Name  string `json:"name"`
	Phone string `json:"phone,omitempty"`
}

// ComplaintClock is a time limit of a complaint.
type ComplaintClock struct {
	Kind        string `json:"kind" enum:"triage,accept,assign,page_ack,sign,return,contact,info,handle,review,callback,survey,second_look,suspend_review,reply_facility"`
	Start       string `json:"start" format:"date-time"`
	Due         string `json:"due" format:"date-time"`
	Length      int    `json:"length"`
	Unit        string `json:"unit" enum:"minute,hour,day,working_day"`
	Paused      bool   `json:"paused"`
	Provisional bool   `json:"provisional" doc:"true: the working days of a year in between are not published yet; it can only move later"`
	Overdue     bool   `json:"overdue"`
	Share       int    `json:"share" doc:"How much of the time is over, in percent; more than 100 when overdue"`
	Met         bool   `json:"met,omitempty" doc:"true: over, and kept"`
	Stopped     string `json:"stopped,omitempty" format:"date-time" doc:"Over since"`
}

// Complaint is a complaint as whoever made it sees it.
type Complaint struct {
	ID         string              `json:"id"`
	ReceiptNo  string              `json:"receipt_no"`
	Category   string              `json:"category"`
	Facility   *FacilityRef        `json:"facility,omitempty"`
	PlaceName  string              `json:"place_name,omitempty"`
	HappenedOn string              `json:"happened_on,omitempty" format:"date"`
	Text       string              `json:"text"`
	Wants      string              `json:"wants,omitempty"`
	Anonymous  bool                `json:"anonymous"`
	CreatedAt  string              `json:"created_at" format:"date-time"`
	State      string              `json:"state" enum:"received,needs_info,not_accepted,accepted,assigned,return_requested,in_progress,transferred,suspended,reply_review,replied,follow_up,reopened,closed,merged,withdrawn"`
	Public     string              `json:"public" enum:"open,closed"`
	Sentence   string              `json:"sentence" doc:"Where it stands, in the language asked for"`
	Office     Office              `json:"office"`
	Clocks     []ComplaintClock    `json:"clocks" nullable:"false"`
	Timeline   []ComplaintStep     `json:"timeline" nullable:"false" doc:"Oldest first"`
	Messages   []ComplaintMessage  `json:"messages" nullable:"false" doc:"Oldest first"`
	Evidence   []ComplaintEvidence `json:"evidence" nullable:"false"`
	Wanted     []Reason            `json:"wanted" nullable:"false" doc:"needs_info: what is missing"`
	WantedText string              `json:"wanted_text,omitempty" doc:"needs_info: the same in the office's words"`
	Refused    *ComplaintRefusal   `json:"refused,omitempty" doc:"not_accepted: why, and who does that"`
	Reply      *ComplaintReply     `json:"reply,omitempty"`
	Actions    []string            `json:"actions" nullable:"false" enum:"add_information,message,withdraw,rate,reopen,ask_reopen,second_look" doc:"What you may do now"`
	Survey     *ComplaintSurvey    `json:"survey,omitempty"`
	SecondLook *SecondLook         `json:"second_look,omitempty" doc:"Four weeks after it was closed: has it stayed solved?"`
	Looks      []IdentityLook      `json:"looks" nullable:"false" doc:"When somebody of the office looked at who you are"`
	Version    int64               `json:"version" doc:"To be named by the next action"`
}

// ComplaintRefusal is why a complaint was not accepted.
type ComplaintRefusal struct {
	Reason Reason `json:"reason"`
	GoTo   string `json:"go_to,omitempty" enum:"health,market,fire,housing,police,civil,education,backstop" doc:"Which authority does that"`
}

// ComplaintStep is one step of a complaint.
type ComplaintStep struct {
	At   string `json:"at" format:"date-time"`
	Step string `json:"step" doc:"The action, as submit, accept, assign, sign, contact, extend, approve_reply, close"`
	Edge string `json:"edge" doc:"Number of the edge in the published table"`
	By   string `json:"by" enum:"office,you,system,facility"`
	Note string `json:"note,omitempty"`
}

// ComplaintMessage is one message between the desk and whoever complained.
type ComplaintMessage struct {
	ID   string `json:"id"`
	At   string `json:"at" format:"date-time"`
	From string `json:"from" enum:"you,office"`
	Text string `json:"text"`
}

// ComplaintEvidence is a photo or another file.
type ComplaintEvidence struct {
	ID    string `json:"id"`
	Kind  string `json:"kind" enum:"photo,document,audio,video"`
	Name  string `json:"name,omitempty"`
	State string `json:"state" doc:"ready, or why it cannot be looked at"`
	Bytes int64  `json:"bytes,omitempty"`

	Original bool `json:"original,omitempty" doc:"true: the photo as it came is kept, sealed"`
}

// IdentityLook is one look of the office at who complained, as the complainant is told of it.
type IdentityLook struct {
	At      string `json:"at" format:"date-time"`
	Purpose string `json:"purpose" enum:"contact,verify,police,mediation,refund,court,preview"`
}

// ComplaintReply is the answer.
type ComplaintReply struct {
	At       string             `json:"at" format:"date-time"`
	Text     string             `json:"text"`
	Findings []ComplaintFinding `json:"findings" nullable:"false"`
	Measures []ComplaintMeasure `json:"measures" nullable:"false"`
}

// ComplaintFinding is what came of one allegation.
type ComplaintFinding struct {
	Allegation int    `json:"allegation" minimum:"1" maximum:"20" doc:"1 is the first"`
	Category   string `json:"category,omitempty" enum:"FEE_REFUND,PREPAY_CLOSURE,UNFILED,ABUSE,INJURY,FOOD,HYGIENE_DISEASE,FIRE_BUILDING,OVER_CAPACITY,STAFF_QUAL,FALSE_INFO,CONTRACT,PRIVACY,BOOKING,OTHER"`
	Result     string `json:"result" enum:"substantiated,partly,not,undeterminable,answered"`
}

// ComplaintMeasure is what is done about it.
type ComplaintMeasure struct {
	Code string `json:"code" enum:"rectify,warn,fine,suspend,bar,refund,mediate,apology,transfer,recheck,explained,none"`
	By   string `json:"by,omitempty" format:"date" maxLength:"10" doc:"To be done by this day"`
}

// ComplaintSurvey is what whoever complained says of the handling.
type ComplaintSurvey struct {
	Until     string `json:"until,omitempty" format:"date-time" doc:"It can be answered until"`
	At        string `json:"at,omitempty" format:"date-time" doc:"Answered"`
	Contacted *bool  `json:"contacted,omitempty"`
	Solved    *bool  `json:"solved,omitempty"`
	Satisfied *bool  `json:"satisfied,omitempty"`
	Rating    int    `json:"rating,omitempty" minimum:"0" maximum:"5" doc:"5 非常满意 … 1 非常不满意; 0: none yet"`
}

// SecondLook is the question four weeks later.
type SecondLook struct {
	Asked  string `json:"asked" format:"date-time"`
	Answer string `json:"answer,omitempty" enum:"yes,no" doc:"yes: it has stayed solved"`
}

// ComplaintList is the complaints of whoever is signed in.
type ComplaintList struct {
	Complaints []Complaint `json:"complaints" nullable:"false" doc:"Newest first"`
}

// ComplaintPath names a complaint.
type ComplaintPath struct {
	ID string `path:"id" maxLength:"64" doc:"Id of the complaint"`
}

// ComplaintAct is something to be done with one's own complaint.
type ComplaintAct struct {
	Action    string        `json:"action" enum:"add_information,message,withdraw,rate,reopen,ask_reopen,second_look"`
	Version   int64         `json:"version" minimum:"1" doc:"The version that was seen"`
	Text      string        `json:"text,omitempty" maxLength:"2000"`
	Uploads   []UploadedRef `json:"uploads,omitempty" maxItems:"9" doc:"With add_information"`
	Contacted *bool         `json:"contacted,omitempty" doc:"With rate: did the office get in touch?"`
	Solved    *bool         `json:"solved,omitempty" doc:"With rate and second_look"`
	Satisfied *bool         `json:"satisfied,omitempty" doc:"With rate"`
	Rating    int           `json:"rating,omitempty" minimum:"0" maximum:"5" doc:"With rate: 5 非常满意 … 1 非常不满意"`
}

// complaintActInput does something with one's own complaint.
type complaintActInput struct {
	KeyHeader
	TrackingHeader
	ComplaintPath
	Body ComplaintAct
}

// TrackingHeader proves who made a complaint without an account.
type TrackingHeader struct {
	Tracking string `header:"X-Tracking-Code" maxLength:"64" doc:"The tracking code of the receipt, instead of a login"`
}

// ownInput names one's own complaint.
type ownInput struct {
	TrackingHeader
	ComplaintPath
}

// codeOnlyInput is a complaint by its tracking code alone.
type codeOnlyInput struct {
	TrackingHeader
}

// ownEvidenceInput names a file of one's own complaint.
type ownEvidenceInput struct {
	TrackingHeader
	EvidencePath
}

// EvidencePath names a file of a complaint.
type EvidencePath struct {
	ID       string `path:"id" maxLength:"64" doc:"Id of the complaint"`
	Evidence string `path:"evidence" maxLength:"64" doc:"Id of the file"`
}

// Performance is how the offices keep their time limits.
type Performance struct {
	Units []UnitPerformance `json:"units" nullable:"false" doc:"Most overdue first"`
}

// UnitPerformance is how one office keeps its time limits. Rates of fewer than five complaints are not shown.
type UnitPerformance struct {
	Name      string   `json:"name"`
	Area      string   `json:"area,omitempty" doc:"Code of its district"`
	Phone     string   `json:"phone,omitempty"`
	Accepted  int      `json:"accepted"`
	Open      int      `json:"open"`
	Overdue   int      `json:"overdue" doc:"Open and past their limit now"`
	Longest   int      `json:"longest" doc:"Whole days the oldest is past its limit"`
	Responded *float64 `json:"responded,omitempty" doc:"响应率: contacted in time ÷ accepted"`
	Solved    *float64 `json:"solved,omitempty" doc:"解决率, by the complainants' answers"`
	Satisfied *float64 `json:"satisfied,omitempty" doc:"满意率, by the complainants' answers"`
	Excluded  int      `json:"excluded" doc:"Left out of the rates, with approval"`
	Red       bool     `json:"red" doc:"true: something is past its limit"`
}

// UploadInput begins an upload.
type UploadInput struct {
	Size    int64  `json:"size" minimum:"1" maximum:"52428800" doc:"Bytes"`
	Type    string `json:"type" minLength:"1" maxLength:"80" doc:"What the device says it is; the bytes decide"`
	SHA256  string `json:"sha256,omitempty" pattern:"^[0-9a-f]{64}$" patternDescription:"64 hexadecimal digits"`
	Purpose string `json:"purpose" enum:"complaint,filing"`
}

// Upload is an upload and how far it is.
type Upload struct {
	ID     string `json:"id"`
	Token  string `json:"token,omitempty" doc:"Told once, when it begins"`
	Offset int64  `json:"offset" doc:"Bytes that have arrived; go on from here"`
	Size   int64  `json:"size"`
	Chunk  int    `json:"chunk" doc:"Bytes of the largest part"`
	State  string `json:"state" enum:"receiving,checking,ready,refused"`
	Code   string `json:"code,omitempty" doc:"refused: why"`
}

// UploadPath names an upload.
type UploadPath struct {
	ID    string `path:"id" maxLength:"64" doc:"Id of the upload"`
	Token string `header:"X-Upload-Token" required:"true" minLength:"1" maxLength:"80" doc:"token of the upload"`
}

// uploadInput begins an upload.
type uploadInput struct{ Body UploadInput }

// partLimit is the largest part of an upload.
const partLimit = 256 << 10

// partInput is a part of an upload.
type partInput struct {
	UploadPath
	Offset  int64  `query:"offset" minimum:"0" required:"true" doc:"Where the part begins; 409 carries the true one"`
	RawBody []byte `contentType:"application/octet-stream"`
}
