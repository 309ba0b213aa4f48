package care

// Code names one failure for programs. The list below is the whole list; the front end has a sentence for each.
type Code string

// Every code the service can answer with.
const (
	CodeInternal         Code = "internal"
	CodeInvalid          Code = "invalid_value"
	CodeTooLarge         Code = "too_large"
	CodeTooMany          Code = "too_many_requests"
	CodeNotFound         Code = "not_found"
	CodeMethod           Code = "method_not_allowed"
	CodeConflict         Code = "conflict"
	CodeUnavailable      Code = "unavailable"
	CodeTimeout          Code = "timeout"
	CodeNoCoordinates    Code = "needs_location"
	CodeBadCoordinates   Code = "bad_coordinates"
	CodeOutOfRange       Code = "out_of_range"
	CodeBadDate          Code = "bad_date"
	CodeBadCursor        Code = "bad_cursor"
	CodeAmbiguous        Code = "ambiguous_identity"
	CodeMissingColumn    Code = "missing_column"
	CodeDuplicate        Code = "duplicate_row"
	CodeNoStreetNearby   Code = "no_street_nearby"
	CodeNoRoute          Code = "no_route"
	CodeUnknownArea      Code = "unknown_area"
	CodeUnknownFormat    Code = "unknown_format"
	CodeDamaged          Code = "damaged_file"
	CodeAlreadyReported  Code = "already_reported"
	CodeNotPublic        Code = "not_public"
	CodeUnsafeSettings   Code = "unsafe_settings"
	CodeMigrationPending Code = "migration_pending"
)

// The codes of reservations: what the guards of care answer with.
const (
	CodeStateConflict    Code = "state_conflict"        // the thing is no longer where this step begins
	CodeNotAllowed       Code = "not_allowed"           // not this role's step
	CodePoolFull         Code = "pool_full"             // no place in some month; joining the waitlist is a second request
	CodeChildHolding     Code = "child_already_holding" // one live application a child
	CodeWaitsFull        Code = "waits_full"
	CodeAlreadyApplied   Code = "already_applied" // this child, this class
	CodePlaceFree        Code = "place_free"      // a wait where nobody need wait
	CodeHoldExpired      Code = "hold_expired"
	CodeExtendedAlready  Code = "extended_already"
	CodeDeadlinePassed   Code = "deadline_passed"
	CodeTooEarly         Code = "too_early"
	CodePapersMissing    Code = "papers_missing"
	CodeConsentMissing   Code = "consent_missing"
	CodeFormIncomplete   Code = "form_incomplete"
	CodeAgreementMissing Code = "agreement_missing"
	CodeRatio            Code = "ratio_exceeded"
	CodeReasonNeeded     Code = "reason_needed"
	CodeFrozen           Code = "frozen"
	CodeGroupIncomplete  Code = "group_incomplete"
	CodeTooYoung         Code = "too_young"
	CodeTooOld           Code = "too_old"
	CodeNotFiled         Code = "not_filed"
	CodeSuspended        Code = "suspended"
	CodeEmployerOnly     Code = "employer_only"
	CodeHasFullDayPlace  Code = "has_full_day_place"
	CodeStartPast        Code = "start_past"
	CodeStartFar         Code = "start_too_far"
	CodeClosed           Code = "closed" // the class takes nobody in
	CodeSlotFull         Code = "slot_full"
	CodeSessionFull      Code = "session_full"
	CodeAlreadyBooked    Code = "already_booked"
	CodeWindowOpen       Code = "window_open" // the opening window still runs: enter it
	CodeWindowClosed     Code = "window_closed"
	CodeBadIDNumber      Code = "bad_id_number"
)

// The codes of accounts: who is signed in, and what families say of themselves.
const (
	CodeSignedOut        Code = "signed_out"        // nobody is signed in on this device, or no longer
	CodeWrongCredentials Code = "wrong_credentials" // name, password or authenticator: which one is never said
	CodeWrongCode        Code = "wrong_code"        // wrong, used, too old or tried too often: which one is never said
	CodePhoneNeeded      Code = "phone_needed"      // a WeChat user nobody knows yet: the telephone is needed once
	CodeWeakPassword     Code = "weak_password"
	CodeChildKnown       Code = "child_known"     // the family has entered this child
	CodeChildElsewhere   Code = "child_elsewhere" // another family has entered this child
	CodeTextOutdated     Code = "text_outdated"   // the text was changed since it was shown
	CodeHasFamily        Code = "has_family"      // acts for a family with children already
	CodeLastGuardian     Code = "last_guardian"   // a family is not left without a guardian
	CodeSenderAway       Code = "sender_away"     // the message could not be handed over
)

// The codes of requests themselves.
const (
	CodeBadCSRF   Code = "bad_csrf"        // X-Csrf-Token is missing or not that of the login
	CodeBadOrigin Code = "bad_origin"      // sent by a page of another site
	CodeKeyReused Code = "key_reused"      // one Idempotency-Key with two contents
	CodeRunning   Code = "request_running" // the first request with this key is not answered yet
)
