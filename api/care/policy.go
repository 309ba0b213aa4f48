package care

import "slices"

// Right is one thing somebody can do. Whoever serves a request asks for exactly one.
type Right string

// The rights.
const (
	MayReadPublic   Right = "public.read"   // facilities, openings, published draws, texts of consents
	MayConfirmLink  Right = "link.confirm"  // answer a signed link; the link is the proof
	MaySignIn       Right = "login.make"    // ask for a code, sign in, take up an invitation
	MayTellDelivery Right = "delivery.tell" // what became of a message; the provider's secret is the proof
	MayUseAccount   Right = "account.use"   // own session, logins, name, inbox, subscriptions, updates
	MayChangePhone  Right = "phone.change"  // the number parents sign in with, and staff are told by
	MayReadFamily   Right = "family.read"   // members, children, papers and who may fetch them
	MayChangeChild  Right = "child.change"  // add, change, remove children and who may fetch them
	MayChangePaper  Right = "paper.change"  // papers and their scans
	MayClaim        Right = "claim.make"    // say what puts the family before others
	MayCheckClaim   Right = "claim.check"
	MayConsent      Right = "consent.give"  // and withdraw
	MayDelegate     Right = "delegate.make" // invite and remove delegates
	MayJoinFamily   Right = "family.join"
	MayLeaveFamily  Right = "family.leave"
	MaySeeReadings  Right = "readings.read" // who looked at the children's records
	MayExport       Right = "family.export"
	MayDeleteFamily Right = "family.delete"

	MayApply       Right = "application.make"
	MayReadOwn     Right = "application.read" // by the family
	MayActOwn      Right = "application.act"  // by the family; the edge says which action
	MayBookVisit   Right = "visit.book"       // book, read, cancel own visits
	MayEnter       Right = "entry.make"       // enter, read, cancel own places in sessions
	MayMarkAbsence Right = "absence.mark"

	MaySeeDesk     Right = "desk.read"          // what needs an answer, the facility's applications, visits, entries
	MayDecide      Right = "application.decide" // the facility's actions on applications
	MayReadChild   Right = "child.read"         // the record of a child with something live at the facility; each reading is logged
	MaySetPlaces   Right = "places.set"         // staffed places and children counted outside
	MaySeePlaces   Right = "places.read"        // the month grid
	MayConfirm     Right = "vacancy.confirm"
	MaySetSlots    Right = "slot.set"    // times for visits, and what became of the visits
	MaySetSessions Right = "session.set" // sessions, and what became of the entries
	MayAttend      Right = "attendance.mark"
	MayKeepRoster  Right = "roster.keep"    // who works at the facility, and their papers
	MaySeeRoster   Right = "roster.read"    // posts, papers and who is there, without names
	MayDisclose    Right = "disclosure.set" // profile, fees, terms, pictures
	MayExchange    Right = "lists.exchange" // lists of the facility in and out

	MaySeeEscalations Right = "escalation.read"
	MayRuleOnRevoke   Right = "revoke.rule" // approve or refuse that a facility takes a place back
	MayFreeze         Right = "class.freeze"
	MaySetFiled       Right = "filed.set"
	MayCloseFacility  Right = "facility.close" // suspend, close, open again
	MaySeeFile        Right = "facility.file"  // everything that ever happened to a facility
	MaySupervise      Right = "record.write"   // inspections, notes
	MayPenalise       Right = "record.decide"  // orders, warnings, fines, grades

	MayComplain     Right = "complaint.make"
	MayFollowCase   Right = "complaint.follow" // one's own, by login; a tracking code is a proof of its own
	MaySeeCases     Right = "case.read"
	MayWorkCases    Right = "case.work"
	MayOpenIdentity Right = "identity.open" // each opening needs a reason, is logged and looked at
	MayImportCases  Right = "case.import"
	MayAnswerCase   Right = "release.answer" // the facility sees what was released to it, and answers
	MayReview       Right = "review.write"
	MayAnswerReview Right = "review.answer"
	MayModerate     Right = "review.judge"
	MayReadAudit    Right = "audit.read"
	MayKeepDuty     Right = "duty.keep" // posts and who is on duty

	MaySeeStats Right = "stats.read" // indicators and the map of need, with the rows behind them

	MayFile            Right = "filing.make"   // the facility's own dossier, papers and reports of classes
	MaySeeFilings      Right = "filing.read"   // the desk of filings; each look at a paper is logged
	MayDecideFilings   Right = "filing.decide" // receive, verify, grant, refuse
	MayKeepRegistrants Right = "registrant.keep"

	MayKeepPolicies Right = "policy.keep" // bring policy documents of one's area in, and new versions of them

	MayManageStaff Right = "staff.manage"
	MayRunJobs     Right = "jobs.run" // what goes by the clock
)

// grant says who has a right: over everything, or over what is their own.
type grant struct {
	all []Role
	own []Role
}

var (
	everyone = Roles()
	signedIn = []Role{ActorGuardian, ActorDelegate, ActorFacility, ActorDistrict, ActorCity, ActorInspector, ActorAdmin}
	guardian = []Role{ActorGuardian}
)

// policy is the whole table: who is not in a row has not the right.
var policy = map[Right]grant{
	MayReadPublic:   {all: everyone},
	MayConfirmLink:  {all: everyone},
	MaySignIn:       {all: everyone},
	MayTellDelivery: {all: everyone},
	MayUseAccount:   {own: signedIn},
	MayChangePhone:  {own: signedIn},
	MayReadFamily:   {own: family},
	MayChangeChild:  {own: guardian},
	MayChangePaper:  {own: family},
	MayClaim:        {own: guardian},
	MayCheckClaim:   {own: []Role{ActorFacility, ActorDistrict}},
	MayConsent:      {own: guardian},
	MayDelegate:     {own: guardian},
	MayJoinFamily:   {all: family},
	MayLeaveFamily:  {own: family},
	MaySeeReadings:  {own: guardian},
	MayExport:       {own: guardian},
	MayDeleteFamily: {own: guardian},

	MayApply:       {own: family},
	MayReadOwn:     {own: family},
	MayActOwn:      {own: family},
	MayBookVisit:   {own: family},
	MayEnter:       {own: family},
	MayMarkAbsence: {own: family},

	MaySeeDesk:     {own: byFacility},
	MayDecide:      {own: byFacility},
	MayReadChild:   {own: byFacility},
	MaySetPlaces:   {own: byFacility},
	MaySeePlaces:   {own: []Role{ActorFacility, ActorDistrict, ActorCity, ActorInspector}},
	MayConfirm:     {own: byFacility},
	MaySetSlots:    {own: byFacility},
	MaySetSessions: {own: byFacility},
	MayAttend:      {own: byFacility},
	MayKeepRoster:  {own: byFacility},
	MaySeeRoster:   {own: []Role{ActorFacility, ActorDistrict, ActorCity, ActorInspector}},
	MayDisclose:    {own: byFacility},
	MayExchange:    {own: byFacility},

	MaySeeEscalations: {own: byBureau},
	MayRuleOnRevoke:   {own: byDistrict},
	MayFreeze:         {own: byBureau},
	MaySetFiled:       {own: byBureau},
	MayCloseFacility:  {own: byBureau},
	MaySeeFile:        {own: []Role{ActorDistrict, ActorCity, ActorInspector}},
	MaySupervise:      {own: []Role{ActorDistrict, ActorCity, ActorInspector}},
	MayPenalise:       {own: byBureau},

	MayComplain:     {all: everyone},
	MayFollowCase:   {own: signedIn},
	MaySeeCases:     {own: byBureau},
	MayWorkCases:    {own: byBureau},
	MayOpenIdentity: {own: byBureau},
	MayImportCases:  {own: byBureau},
	MayAnswerCase:   {own: byFacility},
	MayReview:       {own: family},
	MayAnswerReview: {own: byFacility},
	MayModerate:     {own: byBureau},
	MayReadAudit:    {all: []Role{ActorAdmin, ActorOperator}, own: []Role{ActorCity}},
	MayKeepDuty:     {own: byBureau},

	MaySeeStats: {own: byBureau},

	MayFile:            {own: byFacility},
	MaySeeFilings:      {own: []Role{ActorDistrict, ActorCity, ActorInspector}},
	MayDecideFilings:   {own: byBureau},
	MayKeepRegistrants: {own: byBureau},

	MayKeepPolicies: {own: byBureau},

	MayManageStaff: {all: []Role{ActorAdmin, ActorOperator}, own: byBureau},
	MayRunJobs:     {all: []Role{ActorSystem, ActorOperator}},
}

// Rights lists every right.
func Rights() []Right {
	out := make([]Right, 0, len(policy))
	for r := range policy {
		out = append(out, r)
	}
	slices.Sort(out)
	return out
}

// Allowed reports whether a role has a right over a thing it stands to in that relation.
func Allowed(role Role, right Right, rel Relation) bool {
	g := policy[right]
	return slices.Contains(g.all, role) || (rel == Own && slices.Contains(g.own, role))
}

// HasRight reports whether a role has a right over anything at all.
func HasRight(role Role, right Right) bool { return Allowed(role, right, Own) }

// May refuses what an actor may not do: not_allowed when its role never has the right, not_found when only the thing is not
// its own, so that nobody learns what others have.
func (a Actor) May(right Right, o Owner) error {
	switch {
	case Allowed(a.Kind, right, a.RelationTo(o)):
		return nil
	case !HasRight(a.Kind, right):
		return Errorf(Forbidden, CodeNotAllowed, "", "this is not for your account to do")
	default:
		return Errorf(NotFound, CodeNotFound, "", "there is no such thing here, or it is not yours")
	}
}
