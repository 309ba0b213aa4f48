package care

// Notice is something people must be told; services write it to the outbox (topic TopicMessage) in the transaction that
// makes it true. It names nobody: whoever renders it looks up names for the reader. At least one of To, Family, Facility
// and Area is set.
type Notice struct {
	ID     string      `json:"id"` // the event: a reader sees it once a channel
	Event  NoticeEvent `json:"event"`
	At     Instant     `json:"at"`
	To     []AccountID `json:"to,omitempty"`
	Family FamilyID    `json:"family,omitempty"`   // every guardian and delegate
	Staff  FacilityID  `json:"facility,omitempty"` // every member of staff of the facility
	Area   string      `json:"area,omitempty"`     // the bureau of the district that holds this area code
	Urgent bool        `json:"urgent,omitempty"`   // an offer or a deadline: SMS as well
	// Complainant is whoever complained in Case. The vault says who that is at the moment of telling: no row but its own ties a person
	// to a case, and the message names neither the case nor the place.
	Complainant bool `json:"complainant,omitempty"`
	// AnyHour says that a person is needed now: it goes out at night and on holidays too, and by every way there is.
	AnyHour bool `json:"any_hour,omitempty"`
	// PhoneSealed is the number to text instead of the one the reader has by then, readable with the key alone: whoever takes an account
	// over may change its number before the news of that goes out.
	PhoneSealed string `json:"phone_sealed,omitempty"`

	Application ApplicationID     `json:"application,omitempty"`
	Visit       VisitID           `json:"visit,omitempty"`
	Entry       EntryID           `json:"entry,omitempty"`
	Case        CaseID            `json:"case,omitempty"`
	Review      ReviewID          `json:"review,omitempty"`
	About       FacilityID        `json:"about,omitempty"` // the facility it is about, for its name
	Class       ClassID           `json:"class,omitempty"`
	Child       ChildID           `json:"child,omitempty"`  // for its name, shown to its own family alone
	Params      map[string]string `json:"params,omitempty"` // dates, numbers and codes; never names or phone numbers
}

// TopicMessage is the outbox topic of notices.
const TopicMessage = "message"

// NoticeEvent names what happened. The list below is the whole list; there is a template for each.
type NoticeEvent string

// The events.
const (
	NoticeHeldExpired     NoticeEvent = "hold_expired"         // family; T5
	NoticeSubmitted       NoticeEvent = "submitted"            // family: receipt; T4
	NoticeToDecide        NoticeEvent = "to_decide"            // facility; T4
	NoticeWaitlisted      NoticeEvent = "waitlisted"           // family; T3
	NoticePosition        NoticeEvent = "position_worse"       // family: why, in Params reason
	NoticeOffered         NoticeEvent = "offered"              // family, urgent; T6, T9
	NoticeOfferCall       NoticeEvent = "offer_call"           // facility: not delivered, please call; T12a
	NoticeOfferMoved      NoticeEvent = "offer_deadline_moved" // family; T12a
	NoticeAnswerSoon      NoticeEvent = "answer_soon"          // family, urgent: reminder
	NoticeLapsed          NoticeEvent = "offer_lapsed"         // family; T12
	NoticeConfirmed       NoticeEvent = "confirmed"            // family, facility; T10
	NoticeDeclined        NoticeEvent = "declined"             // facility; T11
	NoticeRejected        NoticeEvent = "rejected"             // family: reason and appeal; T7
	NoticeRejectAsked     NoticeEvent = "reject_asked"         // district; T7a
	NoticeRejectRefused   NoticeEvent = "reject_refused"       // facility; T7b
	NoticeEscalated       NoticeEvent = "escalated"            // family, facility, district; T8
	NoticeEnrolled        NoticeEvent = "enrolled"             // family; T13
	NoticeKeepWaits       NoticeEvent = "keep_waits"           // family: which waits to keep; T13
	NoticeSuperseded      NoticeEvent = "superseded"           // family; T23
	NoticeRestored        NoticeEvent = "restored"             // family; T24, T25
	NoticePaused          NoticeEvent = "paused"               // family; T21
	NoticeResumed         NoticeEvent = "resumed"              // family; T22
	NoticeStartSoon       NoticeEvent = "start_soon"           // family: reminder before T14
	NoticeNoShow          NoticeEvent = "no_show"              // family: how to object; T14
	NoticeObjected        NoticeEvent = "objected"             // facility, district; T14a
	NoticeObjectRefused   NoticeEvent = "object_refused"       // family, facility; T14b
	NoticeReinstated      NoticeEvent = "reinstated"           // family, facility; T14c
	NoticeWithdrawn       NoticeEvent = "withdrawn"            // facility; T15
	NoticeRevokeAsked     NoticeEvent = "revoke_asked"         // district; T16a
	NoticeRevoked         NoticeEvent = "revoked"              // family: reason and appeal; T16
	NoticeRevokeRefused   NoticeEvent = "revoke_refused"       // facility; T16b
	NoticeEnded           NoticeEvent = "ended"                // the other side; T17, T18
	NoticeFrozen          NoticeEvent = "frozen"               // family; T19
	NoticeUnfrozen        NoticeEvent = "unfrozen"             // family; T19a
	NoticeReoffered       NoticeEvent = "reoffered"            // family, urgent: a place elsewhere, beside what they have; T19b
	NoticeDraftRemoved    NoticeEvent = "draft_removed"        // family; T26
	NoticeAgreementDue    NoticeEvent = "agreement_due"        // family, facility
	NoticeVisitBooked     NoticeEvent = "visit_booked"
	NoticeVisitCancelled  NoticeEvent = "visit_cancelled"
	NoticeVisitSoon       NoticeEvent = "visit_soon"
	NoticeEntryEntered    NoticeEvent = "entry_entered" // in the opening window
	NoticeEntryDrawn      NoticeEvent = "entry_drawn"
	NoticeEntryWaiting    NoticeEvent = "entry_waiting"
	NoticeEntryBooked     NoticeEvent = "entry_booked"
	NoticeEntryCancelled  NoticeEvent = "entry_cancelled"
	NoticeEntrySoon       NoticeEvent = "entry_soon"
	NoticeSessionChanged  NoticeEvent = "session_cancelled"
	NoticeVacancyConfirm  NoticeEvent = "vacancy_confirm" // facility: signed link in Params link
	NoticeChildRead       NoticeEvent = "child_read"      // guardian: staff looked at the record
	NoticeDelegateJoined  NoticeEvent = "delegate_joined" // both
	NoticeDelegateRemoved NoticeEvent = "delegate_removed"
	NoticePaperDue        NoticeEvent = "paper_due"
	NoticeSignedIn        NoticeEvent = "signed_in"          // a new device
	NoticePhoneChanged    NoticeEvent = "phone_changed"      // the person
	NoticeStopped         NoticeEvent = "facility_suspended" // family, facility: urgent, what happens now
	NoticeClosed          NoticeEvent = "facility_closed"    // family, facility: urgent
	NoticeReopened        NoticeEvent = "facility_reopened"  // family, facility
	NoticeRosterDue       NoticeEvent = "roster_due"         // facility: papers of its staff lack or end
	NoticeClaimAsked      NoticeEvent = "claim_asked"        // facility or district: a claim to check
	NoticeClaimGranted    NoticeEvent = "claim_granted"      // family
	NoticeClaimDecided    NoticeEvent = "claim_refused"      // family: why
	NoticeExported        NoticeEvent = "exported"
	NoticeFamilyDeleted   NoticeEvent = "family_deleted"
)

// The events of complaints and reviews. Those to a complainant go to the account the vault knows, and to no family: whoever
// else belongs to it need not know.
const (
	NoticeCaseReceived    NoticeEvent = "case_received"     // complainant; C1
	NoticeCaseInfoNeeded  NoticeEvent = "case_info_needed"  // complainant, urgent; C3
	NoticeCaseAccepted    NoticeEvent = "case_accepted"     // complainant; C4
	NoticeCaseNotAccepted NoticeEvent = "case_not_accepted" // complainant; C4a
	NoticeCaseMessage     NoticeEvent = "case_message"      // complainant; C9a
	NoticeCaseExtended    NoticeEvent = "case_extended"     // complainant: why; C12
	NoticeCasePaused      NoticeEvent = "case_paused"       // complainant: why; C11
	NoticeCaseReplied     NoticeEvent = "case_replied"      // complainant; C14, C18a
	NoticeCaseSurvey      NoticeEvent = "case_survey"       // complainant; C16
	NoticeCaseSecondLook  NoticeEvent = "case_second_look"  // complainant; C21
	NoticeCaseReopened    NoticeEvent = "case_reopened"     // complainant, bureau; C17
	NoticeCaseNew         NoticeEvent = "case_new"          // bureau; C1
	NoticeCaseAnswer      NoticeEvent = "case_answer"       // officer: the complainant or the facility wrote; C3a, C9b, C13b
	NoticeCaseAsked       NoticeEvent = "case_asked"        // bureau: a supervisor is asked; C6, C10b, C11b, C12a, C17a
	NoticeCaseTodo        NoticeEvent = "case_todo"         // officer: a case waits for them; C5, C7, C13, C15
	NoticeCaseChanged     NoticeEvent = "case_changed"      // complainant: a step was taken; C10, C11a
	NoticeCaseDue         NoticeEvent = "case_due"          // officer: 80, 100 or 150 % in Params share; C20
	NoticeCasePaged       NoticeEvent = "case_paged"        // officer on duty, at any hour; C20a
	NoticeCaseReleased    NoticeEvent = "case_released"     // facility; C13a
	NoticeCaseWatch       NoticeEvent = "case_watch"        // bureau: a change is held; C22
	NoticeReviewNew       NoticeEvent = "review_new"        // bureau: to be looked at
	NoticeReviewPublished NoticeEvent = "review_published"  // family, facility
	NoticeReviewRefused   NoticeEvent = "review_refused"    // family: why
	NoticeReviewAnswered  NoticeEvent = "review_answered"   // family
)

// The events of filings.
const (
	NoticeFilingNew      NoticeEvent = "filing_submitted"     // bureau; F1, F7
	NoticeFilingReceived NoticeEvent = "filing_received"      // facility: 备案回执; F2
	NoticeFilingGranted  NoticeEvent = "filing_granted"       // facility; F5
	NoticeFilingRefused  NoticeEvent = "filing_nonconforming" // facility; F6
	NoticeFilingDue      NoticeEvent = "filing_due"           // bureau: 80, 100 or 150 % in Params share
	NoticeFilingPaper    NoticeEvent = "filing_paper"         // facility: a paper runs out, Params until
	NoticeTermDue        NoticeEvent = "term_report_due"      // facility: the report of classes is due, Params until
	NoticeLeaving        NoticeEvent = "facility_leaving"     // bureau: a change names an address elsewhere, Params office
	NoticeLeft           NoticeEvent = "facility_left"        // bureau: it was granted there, Params office
)

// The events of accounts of staff. Somebody else has power over the account; the person it is named after hears of each use of it.
const (
	NoticeAccountMade    NoticeEvent = "account_made"    // the person: invited under their name and number
	NoticeAccountReset   NoticeEvent = "account_reset"   // the person: password and authenticator were taken away
	NoticeAccountTaken   NoticeEvent = "account_taken"   // the person: a password and an authenticator were chosen
	NoticeAccountChanged NoticeEvent = "account_changed" // the person: name, area or facility
	NoticeAccountClosed  NoticeEvent = "account_closed"  // the person
	NoticeAccountOpened  NoticeEvent = "account_opened"  // the person
)

// OfAccount reports whether an event is about somebody's account of work. Such news goes by every way at once, to a closed account too,
// and is not held back because the inbox was opened: whoever opened it may not be the person.
func (e NoticeEvent) OfAccount() bool {
	switch e {
	case NoticeAccountMade, NoticeAccountReset, NoticeAccountTaken, NoticeAccountChanged, NoticeAccountClosed, NoticeAccountOpened:
		return true
	default:
		return false
	}
}

// TellAccount is what a person is told of their account of work, at the number it has now.
func TellAccount(e NoticeEvent, id AccountID, phoneSealed string, at Instant) Notice {
	return Notice{ID: NewID(), Event: e, At: at, To: []AccountID{id}, Urgent: true, AnyHour: true, PhoneSealed: phoneSealed}
}
