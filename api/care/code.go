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

// The codes of files and pictures that are sent.
const (
	CodePictureHEIC     Code = "picture_heic" // a kind most telephones take and few programs read
	CodePictureAnimated Code = "picture_animated"
	CodePictureDamaged  Code = "picture_damaged"
	CodeUploadOffset    Code = "upload_offset"   // the part does not follow what is there; ask where to go on
	CodeUploadChecksum  Code = "upload_checksum" // what arrived is not what was announced
	CodeUploadUnready   Code = "upload_unready"  // not whole or not checked yet
	CodeFileRefused     Code = "file_refused"    // the scanner found something in it
)

// The codes of complaints.
const (
	CodeNotYourUnit     Code = "not_your_unit"    // another unit is responsible
	CodeFourEyes        Code = "four_eyes"        // one person may not do both
	CodeClassA          Code = "class_a"          // a danger to a child is never put off, merged away or dropped
	CodeClassOpen       Code = "class_open"       // nobody has confirmed how urgent it is
	CodeNoUnit          Code = "no_unit"          // no office for the district
	CodeIdentityNeeded  Code = "identity_needed"  // a dispute between two cannot be anonymous
	CodeTooLate         Code = "too_late"         // what was decided stays
	CodeAskedAlready    Code = "asked_already"    // once
	CodeReturnedAlready Code = "returned_already" // once
	CodeReleasedAlready Code = "released_already" // once a round
	CodeReopenedAlready Code = "reopened_already" // once by right; after that it is asked for
	CodeRatedAlready    Code = "rated_already"
	CodeTieDeclared     Code = "tie_declared" // the handler has not declared to be free of ties
	CodeContactMissing  Code = "contact_missing"
	CodeNoExtension     Code = "no_extension"
	CodeFindingMissing  Code = "finding_missing"
	CodeReplyMissing    Code = "reply_missing"
	CodeFacilityUnheard Code = "facility_unheard" // nothing is held against who was not heard
	CodePreviewNeeded   Code = "preview_needed"
	CodeCallMore        Code = "call_more"
	CodeLeads           Code = "leads_others" // others are merged into it
	CodeLeadState       Code = "lead_state"
	CodeNotSame         Code = "not_the_same"
	CodeNoBasis         Code = "no_basis" // no enrolment, no visit: no review
	CodeReviewedAlready Code = "reviewed_already"
	CodeWrongCodeGiven  Code = "wrong_tracking_code" // wrong, mistyped or unknown: which one is never said
)

// The codes of what a facility keeps of itself.
const (
	CodePrepayLong     Code = "prepay_too_long" // more months ahead than the rules of the area allow
	CodeCustodyNeeded  Code = "custody_needed"  // so much paid ahead must lie with a bank
	CodeMemberKnown    Code = "member_known"    // the number belongs to somebody else of the facility
	CodeMembersTooMany Code = "members_too_many"
	CodePhotosTooMany  Code = "photos_too_many"
)

// The codes of filings.
const (
	CodeFilingIncomplete Code = "filing_incomplete" // something is missing; the checks say what
	CodeFilingPromise    Code = "filing_promise"    // the promise (备案承诺书) is not signed
	CodeFilingKnowing    Code = "filing_knowing"    // against a standard, and nobody said that it is submitted all the same
	CodeFilingUnchecked  Code = "filing_unchecked"  // an item was not verified yet
	CodeFilingItemBad    Code = "filing_item_bad"   // an item does not conform: nothing to grant
	CodeFilingOpen       Code = "filing_open"       // one matter at a time
	CodeFilingChildren   Code = "filing_children"   // no end while children have a place
	CodeFilingNotFiled   Code = "filing_not_filed"  // nothing filed that could be changed or ended
)

// The codes of stopping facilities, of their files, and of the accounts of staff.
const (
	CodeStoppedAlready  Code = "stopped_already"
	CodeNotRegistered   Code = "not_registered"
	CodeNotStopped      Code = "not_stopped"
	CodeClosedForGood   Code = "closed_for_good"  // opens by a new filing
	CodeFacilityStopped Code = "facility_stopped" // suspended or closed: nothing to confirm
	CodeNotAppointable  Code = "not_appointable"  // an account of a role above one's own
	CodeOwnAccount      Code = "own_account"      // nobody closes or resets their own
)

// The codes of policy documents.
const (
	CodeDocumentKnown  Code = "document_known"  // a document with this number, or of this name, is in the library
	CodeDocumentEmpty  Code = "document_empty"  // no text was found in the file
	CodeDocumentSame   Code = "document_same"   // nothing differs from the version that stands
	CodeDocumentFormat Code = "document_format" // neither text nor HTML
)

// The codes of statistics.
const (
	CodeNoStats   Code = "no_statistics" // no day was counted by then
	CodeNoGrid    Code = "no_grid"       // nobody said how many people live where
	CodeNoStreets Code = "no_streets"    // no street near a place
)
